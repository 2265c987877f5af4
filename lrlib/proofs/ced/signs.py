"""Waves that never go negative (C4)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.area import AREA, OMEGA, RATE, lr, omega, plain_travel, tau
from lrlib.proofs.ced.half import C3
from lrlib.proofs.ced.path import turning
from lrlib.proofs.ced.rates import T, k, lr0, n, plain, t, waves
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Sequence,
    Values,
    area,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    let,
    lim,
    limit,
    lt,
    pieces,
    sequence,
    sine_above_0,
    substitution,
)
from lrlib.proofs.theorem import Theorem

x = sp.Symbol("x", positive=True)
s, u = sp.symbols("s u", nonnegative=True)
y = sp.Symbol("y", real=True)
r = sp.Symbol("r", positive=True)
p, sigma, z, F = (sequence(name, real=True) for name in ("p", "sigma", "z", "F"))
way = sequence("way", r"(-1)^{#1}", real=True)
RAISED, ABS, CLIP = (
    sequence(f"{name}_wave", rf"\mathrm{{lr}}^{{\text{{{name}}}}}_{{#1}}", real=True)
    for name in waves
)
A, C = sequence("A", real=True), sequence("C", real=True)

_cosine = sp.cos(2 * sp.pi * t / T)
_wall = k**2 + omega**2
_hump = omega / sp.sinh(k * T / 4)
_sine = lr0 * sp.exp(-k * (z(n) + u)) * sp.sin(2 * sp.pi * u / T)
_arch = lr0 * omega * r ** (2 * n + 1) * (1 + r**2) / _wall
_ALL = {
    "raised": lr0 / 2 * (1 / k + k / _wall),
    "abs": lr0 * (k + _hump) / _wall,
    "clip": lr0 * (2 * k + _hump) / (2 * _wall),
}
_first = lr0 * (k + omega * r) / _wall
_wave = -lr0 * sp.exp(-k * (z(n) + u)) * (k * sp.sin(omega * u) + omega * sp.cos(omega * u)) / _wall


def _under(rate: Sequence, low: Number, high: Number) -> sp.Integral:
    """The area under a rate."""
    return sp.Integral(rate(t), (t, low, high))


def _shipped(name: str, wave: Sequence, form: sp.Expr) -> Line:
    """A wave as shipped."""
    said = eq(wave(t), lr0 * sp.exp(-k * t) * form)
    return Line(f"{name}_wave", said, definition(of=waves[name]), "as shipped")


def _arches(
    name: str, wave: Sequence, weight: sp.Expr, total: Sequence, closed: sp.Expr, words: str
) -> Iterator[Line]:
    """The area up to the zeros of a wave that is so many times a sine between them."""
    moved = sp.Integral(wave(z(n) + u), (u, 0, T / 2))
    sines = sp.Integral(weight * _sine, (u, 0, T / 2))
    yield Line(
        f"{name}_arch",
        eq(wave(z(n) + u), weight * _sine),
        from_lines(
            "z",
            at(f"{name}_wave", {t: z(n) + u}),
            at("rate", {t: z(n) + u}),
            "turned",
            "ways",
            at("sine", {x: 2 * sp.pi * u / T}),
        ),
        words,
        when=(gt(u, 0), lt(u, T / 2)),
    )
    yield Line(
        f"{name}_moved",
        eq(moved, _under(wave, z(n), z(n + 1))),
        substitution(line=z(n) + u),
        "counted from the zero before,",
    )
    yield Line(f"{name}_sines", eq(moved, sines), pieces(f"{name}_arch", at=()), "it is this,")
    yield Line(
        f"{name}_slope",
        eq(sp.Derivative(weight * F(u), u), weight * _sine),
        identity(),
        "which has a primitive,",
    )
    yield Line(
        f"{name}_one",
        eq(sines, weight * _arch),
        area(f"{name}_slope", of=u, whole=weight * F(u)),
        "so that is the area of an arch",
    )
    yield Line(
        f"{name}_more",
        eq(_under(wave, 0, z(n + 1)), _under(wave, 0, z(n)) + _under(wave, z(n), z(n + 1))),
        pieces(at=(z(n),)),
        "one arch after another",
    )
    yield Line(f"{name}_claim", eq(total(n), closed), let(), "what is claimed of all up to $z_n$")
    yield Line(f"{name}_none", eq(total(0), tau(z(0))), identity(), "a quarter, to begin with,")
    yield Line(f"{name}_step", eq(total(n + 1) - total(n), weight * _arch), identity(), "and more")
    yield Line(
        f"{name}_quarter",
        eq(wave(t), lr(t)),
        from_lines(f"{name}_wave", "rate", "early"),
        "in the first quarter the wave is the signed one,",
        when=(lt(4 * t, T),),
    )
    yield Line(
        f"{name}_begins",
        eq(_under(wave, 0, z(0)), _under(lr, 0, z(0))),
        pieces(f"{name}_quarter", at=()),
        "and has its area",
    )
    yield Line(
        f"{name}_area",
        eq(_under(wave, 0, z(n)), total(n)),
        induction(
            *(f"{name}_{part}" for part in ("begins", "none", "more", "moved", "sines", "one")),
            f"{name}_step",
            "to_first",
            of=n,
        ),
        "a geometric series",
    )


def _keeps(name: str, share: Number, words: str) -> Iterator[Line]:
    """What a wave keeps of the travel of plain decay as the decay gets slower."""
    yield Line(f"keeps_{name}", eq(lim(_ALL[name] / (lr0 / k), k, 0), share), limit(), words)


def _cycles(draw: Random) -> Values:
    """Cycles that are not too many, of any length and decay."""
    return {
        T: draw.randint(1, 12),
        k: Fraction(draw.randint(1, 30), 20),
        n: draw.randint(0, 4),
        s: Fraction(draw.randint(0, 60), 4),
        u: Fraction(draw.randint(0, 40), 10),
    }


_EACH = _first + lr0 * omega * r * (1 + r**2) * (1 - r ** (2 * n)) / (1 - r**2) / _wall

C4 = Theorem(
    label="C4",
    name="Three waves that never climb, and what they keep",
    chapter="ced",
    statement=r"""The waves `"raised"`, `"abs"` and `"clip"` are never negative:
$$raised_low, abs_low, clip_low$$
All of the area under them is in turn, counted up to $s$ or, as $A_{n}$ and $C_{n}$, up to the zeros
$z_{n}$,
$$raised, abs, clip$$
In units of what plain exponential decay travels this is, the slower the decay, the more nearly
$$keeps_raised, keeps_abs, keeps_clip$$
while of the signed wave nothing is kept (C2b).
+++
The waves are, as shipped, $$raised_wave, abs_wave, clip_wave$$ The area under the raised one is the
mean of those under plain decay and under the signed wave (C2a),
$$raised_area$$
and the other two are counted from one zero of the wave to the next, $z$:
$$abs_area, abs_claim$$ $$clip_area, clip_claim$$""",
    lines=(
        RATE,
        OMEGA,
        AREA,
        Line("slope", eq(sp.Derivative(tau(t), t), lr(t)), identity(), "its slope is the rate,"),
        Line(
            "signed",
            eq(_under(lr, 0, s), tau(s)),
            area("slope", of=t, whole=tau(t)),
            "as in C2a",
        ),
        _shipped("raised", RAISED, (1 + _cosine) / 2),
        _shipped("abs", ABS, sp.Abs(_cosine)),
        _shipped("clip", CLIP, sp.Max(0, _cosine)),
        Line("circle", eq(sp.cos(y) ** 2, 1 - sp.sin(y) ** 2), identity(), "a cosine is at most 1"),
        Line(
            "raised_low",
            ge(RAISED(t), 0),
            from_lines("raised_wave", at("circle", {y: 2 * sp.pi * t / T})),
            "so one and a cosine are at least 0,",
        ),
        Line("abs_low", ge(ABS(t), 0), from_lines("abs_wave"), "a size is,"),
        Line("clip_low", ge(CLIP(t), 0), from_lines("clip_wave"), "and what is cut off at 0"),
        Line("plain", eq(p(t), plain(t)), definition(of=plain), "plain decay, as shipped"),
        Line("sigma", eq(sigma(t), plain_travel), let(), "the area under it"),
        Line(
            "mean",
            eq(sp.Derivative((sigma(t) + tau(t)) / 2, t), RAISED(t)),
            identity(),
            "the raised wave is the mean of the plain rate and the signed one",
        ),
        Line(
            "raised_area",
            eq(_under(RAISED, 0, s), (sigma(s) + tau(s)) / 2),
            area("mean", of=t, whole=(sigma(t) + tau(t)) / 2),
            "so is the area under it,",
        ),
        Line(
            "raised",
            eq(lim((sigma(s) + tau(s)) / 2, s), _ALL["raised"]),
            limit(),
            "all of it as well",
        ),
        Line("z", eq(z(n), turning), let(), "where the signed wave is zero (C2c)"),
        Line("r", eq(r, sp.exp(-k * T / 4)), let(), "the decay in a quarter of a cycle"),
        Line("way", eq(way(n), (-1) ** n), let(), "down or up"),
        Line("ways", eq(way(n) ** 2, 1), identity(), "one of the two"),
        Line(
            "early",
            gt(lr(t), 0),
            by_theorem(C3, "starts"),
            "positive before the first zero",
            when=(lt(4 * t, T),),
        ),
        Line(
            "turned",
            eq(lr(z(n) + u), -way(n) * _sine),
            identity(),
            "from there on it is a sine, down and up by turns",
        ),
        Line(
            "to_first",
            eq(_under(lr, 0, z(0)), tau(z(0))),
            from_lines("z", at("signed", {s: z(0)})),
            "the area up to the first zero",
        ),
        sine_above_0(x),
        Line("F", eq(F(u), _wave), let(), "what will turn out to be its area"),
        *_arches("abs", ABS, sp.Integer(1), A, _EACH, "without its sign"),
        *_arches(
            "clip", CLIP, (1 - way(n)) / 2, C, (_EACH + tau(z(n))) / 2, "or 0, where it is below 0"
        ),
        Line("small", lt(r, 1), from_lines("r"), "a decay"),
        Line("sinh", eq(sp.sinh(k * T / 4), (1 / r - r) / 2), identity(), "in other words"),
        Line(
            "abs_all",
            eq(lim(A(n), n), lr0 * (k + 2 * omega * r / (1 - r**2)) / _wall),
            limit(),
            "the powers of $r$ die out",
        ),
        Line(
            "clip_all",
            eq(lim(C(2 * n), n), lr0 * (2 * k + 2 * omega * r / (1 - r**2)) / (2 * _wall)),
            limit(),
            "likewise, at every other zero; between them nothing is added",
        ),
        Line(
            "abs",
            eq(lim(A(n), n), _ALL["abs"]),
            from_lines("abs_all", "sinh", "small"),
            "so this is all of it,",
        ),
        Line(
            "clip",
            eq(lim(C(2 * n), n), _ALL["clip"]),
            from_lines("clip_all", "sinh", "small"),
            "and this",
        ),
        *_keeps("raised", sp.Rational(1, 2), "in units of the area under plain decay"),
        *_keeps("abs", 2 / sp.pi, "likewise"),
        *_keeps("clip", 1 / sp.pi, "and half of that"),
    ),
    neighbours=(
        Neighbour(
            r"$\omega$ for $k$ in the numerator (raised)",
            "raised",
            eq(lim((sigma(s) + tau(s)) / 2, s), lr0 / 2 * (1 / k + omega / _wall)),
        ),
        Neighbour(
            "a cosine for the sine (abs)",
            "abs",
            eq(lim(A(n), n), lr0 * (k + omega / sp.cosh(k * T / 4)) / _wall),
        ),
        Neighbour(
            "half of what abs keeps (clip)",
            "clip",
            eq(lim(C(2 * n), n), lr0 * (k + _hump) / (2 * _wall)),
        ),
        Neighbour(
            "abs keeps 1/2 as well",
            "keeps_abs",
            eq(lim(_ALL["abs"] / (lr0 / k), k, 0), sp.Rational(1, 2)),
        ),
    ),
    draw=_cycles,
)
