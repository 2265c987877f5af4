"""How high and how low the rate goes (C8)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.climb import climbs_below
from lrlib.proofs.ced.rates import T, k, lr0, n, rate, s, stairs, t, waves
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    let,
    lt,
    monotone,
    rises_from_zero,
    sequence,
    sign,
    sine_above_0,
)
from lrlib.proofs.theorem import Theorem

x = sp.Symbol("x", positive=True)
y, low = sp.symbols("y m", real=True)
lr, code = sequence("lr", real=True), sequence("code", r"\mathrm{lr}^{\text{code}}_{#1}", real=True)
others = {
    name: sequence(name, rf"\mathrm{{lr}}^{{\text{{{name}}}}}_{{#1}}", real=True) for name in waves
}

_omega = 2 * sp.pi / T
_late = sp.atan(k / _omega)  # by so much the slope is ahead of the wave
LOWEST_AT = (sp.pi - _late) / _omega
LOWEST, HIGHEST = rate.lr_range  # as shipped
_DEEPEST, _TOP = stairs.lr_range
_slope = sp.Derivative(lr(t), t)
_size = lr0 * sp.exp(-k * t) * sp.sqrt(k**2 + _omega**2)
_cosine = sp.cos(_omega * t)
_forms = {"raised": (1 + _cosine) / 2, "abs": sp.Abs(_cosine), "clip": sp.Max(0, _cosine)}
_zeros = {"raised": T / 2, "abs": T / 4, "clip": T / 4}


def _other(name: str) -> Iterator[Line]:
    """A wave that is never negative: its formula, and its range."""
    wave, form = others[name], _forms[name]
    lowest, highest = map(sp.nsimplify, waves[name].lr_range)  # as shipped, 0.0 as 0
    yield Line(
        name, eq(wave(t), lr0 * sp.exp(-k * t) * form), definition(of=waves[name]), "as shipped"
    )
    yield Line(
        f"{name}_low",
        ge(wave(t), lowest),
        from_lines(name, at("circle", {y: _omega * t})),
        "not below 0,",
        sharp={t: _zeros[name]},
    )
    yield Line(
        f"{name}_high",
        le(wave(t), highest),
        from_lines(name, "decay", at("circle", {y: _omega * t})),
        "nor above the start,",
        sharp={t: sp.Integer(0)},
    )
    yield Line(f"{name}_zero", eq(wave(_zeros[name]), lowest), identity(), "which it reaches")


_lowest_at = sp.lambdify((T, k), LOWEST_AT, "math")  # thousands of points ask for it


def _steps(draw: Random) -> Values:
    """A decay that is not too slow, and steps within the first cycle, often near its lowest."""
    length, decay = draw.randint(1, 12), Fraction(draw.randint(1, 30), 20)
    low = _lowest_at(length, float(decay))
    step = draw.choice((low, draw.random() * length))
    return {T: length, k: decay, s: Fraction(step).limit_denominator(10**6)}


C8 = Theorem(
    label="C8",
    name="The range of the rates",
    chapter="promises",
    statement="""The rate $rate$ is highest at the start, and lowest somewhat before the middle of
the first cycle:
$$start, highest$$
$$lowest$$
With $m$ for that, $$least$$ Every later low is shallower by the same factor per cycle:
$$later$$
That is what `lr_range` returns, and what the adapters ask before they train. Of the relatives that
come further down, the waves `"raised"`, `"abs"` and `"clip"` range from $0$ to the start:
$$raised_low, raised_high, raised_zero$$
$$abs_low, abs_high, abs_zero$$
$$clip_low, clip_high, clip_zero$$
The code variant goes as deep as it is high:
$$code_high, code_lowest$$""",
    lines=(
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t) * _cosine),
            definition(of=rate),
            "the shipped formula",
        ),
        Line("circle", eq(sp.cos(y) ** 2, 1 - sp.sin(y) ** 2), identity(), "a cosine is at most 1"),
        Line(
            "decay",
            le(sp.exp(-k * t), 1),
            sign(),
            "and so is what is left",
            sharp={t: sp.Integer(0)},
        ),
        Line("start", eq(lr(0), HIGHEST), identity(), "the top of the wave"),
        Line(
            "highest",
            le(lr(t), HIGHEST),
            from_lines("rate", "decay", at("circle", {y: _omega * t})),
            "a share of it, later",
            sharp={t: sp.Integer(0)},
        ),
        Line(
            "slope",
            eq(_slope, _size * sp.sin(_omega * (t - LOWEST_AT))),
            identity(),
            "its slope is a wave as well",
        ),
        sine_above_0(x),
        Line(
            "turned",
            eq(sp.sin(_omega * (t - LOWEST_AT)), -sp.sin(_omega * t + _late)),
            identity(),
            "half of a turn earlier it has the opposite sign",
        ),
        Line(
            "falls",
            lt(_slope, 0),
            from_lines("slope", "turned", at("sine", {x: _omega * t + _late})),
            "so it falls at first,",
            when=(lt(t, LOWEST_AT),),
        ),
        Line(
            "rises",
            gt(_slope, 0),
            from_lines("slope", at("sine", {x: _omega * (t - LOWEST_AT)})),
            "rises for half of a cycle,",
            when=(gt(t, LOWEST_AT), lt(t, LOWEST_AT + T / 2)),
        ),
        Line(
            "falls_again",
            lt(_slope, 0),
            from_lines("slope", at("sine", {x: _omega * (t - LOWEST_AT) - sp.pi})),
            "and falls again",
            when=(gt(t, LOWEST_AT + T / 2), lt(t, LOWEST_AT + T)),
        ),
        Line("lowest", eq(lr(LOWEST_AT), LOWEST), identity(), "the lowest, as the library has it"),
        Line("low", eq(low, LOWEST), let(), "in short"),
        Line("negative", lt(low, 0), sign(), "it is negative"),
        Line(
            "ahead",
            gt(sp.pi / 2, sp.atan(x)),
            rises_from_zero(of=x, to=sp.oo),
            "less than a quarter of a turn",
        ),
        Line(
            "first",
            ge(lr(s), lr(LOWEST_AT)),
            monotone("falls", of=t, points=(s, LOWEST_AT)),
            "before, it is higher,",
            when=(le(s, LOWEST_AT),),
        ),
        Line(
            "second",
            ge(lr(s), lr(LOWEST_AT)),
            monotone("rises", at("ahead", {x: k / _omega}), of=t, points=(LOWEST_AT, s)),
            "and for half of a cycle after it,",
            when=(ge(s, LOWEST_AT), le(s, LOWEST_AT + T / 2)),
        ),
        Line(
            "third",
            ge(lr(s), lr(T)),
            monotone("falls_again", at("ahead", {x: k / _omega}), of=t, points=(s, T)),
            "and to the end of the cycle it is above its value there,",
            when=(ge(s, LOWEST_AT + T / 2), le(s, T)),
        ),
        Line("again", eq(lr(s + n * T), sp.exp(-k * n * T) * lr(s)), identity(), "the same wave"),
        Line("end", eq(lr(T), sp.exp(-k * T) * lr0), identity(), "which is the top of a wave"),
        Line(
            "within",
            ge(lr(s), low),
            from_lines("first", "second", "third", "end", "lowest", "low", "negative"),
            "so throughout the first cycle,",
            when=(le(s, T),),
        ),
        Line(
            "least",
            ge(lr(s + n * T), low),
            from_lines("again", "within", "negative", at("decay", {t: n * T})),
            "and in each later one",
            when=(le(s, T),),
        ),
        Line("later", eq(lr(t + T), sp.exp(-k * T) * lr(t)), identity(), "one cycle later"),
        *_other("raised"),
        *_other("abs"),
        *_other("clip"),
        Line(
            "code",
            eq(code(t), lr0 * sp.exp(-k * n * T) * sp.cos(2 * sp.pi * (t - n * T) / T)),
            definition(of=stairs, on=(n * T, n * T + T)),
            "the code variant in cycle $n$, as shipped",
            when=(ge(t, n * T), lt(t, n * T + T)),
        ),
        Line(
            "code_high",
            le(sp.Abs(code(t)), _TOP),
            from_lines(
                "code", at("decay", {t: n * T}), at("circle", {y: 2 * sp.pi * (t - n * T) / T})
            ),
            "a share of the start, of either sign",
            when=(ge(t, n * T), lt(t, n * T + T)),
        ),
        Line(
            "code_first",
            eq(code(t), lr0 * _cosine),
            definition(of=stairs, on=(0, T)),
            "in its first cycle",
            when=(lt(t, T),),
        ),
        Line(
            "code_lowest",
            eq(code(T / 2), _DEEPEST),
            from_lines(at("code_first", {t: T / 2})),
            "it goes all the way down",
        ),
    ),
    neighbours=(
        Neighbour("lowest at half a cycle", "least", ge(lr(s + n * T), lr(T / 2))),
        Neighbour(
            "shallower by that factor every half cycle",
            "later",
            eq(lr(t + T), sp.exp(-k * T / 2) * lr(t)),
        ),
    ),
    draw=_steps,
)

#: Limits that chapters and figures quote, as exact expressions.
THRESHOLDS = {
    "climbs above its start": climbs_below,  # if the decay per cycle, k T, is below it
    "contracts": sp.Integer(2),  # if curvature times amplitude is below it, in long cycles
}
