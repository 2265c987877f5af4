"""The two formulas of that name (C5a); the one in stairs goes nowhere (C5b)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.rates import T, j, k, lr0, n, rate, s, stairs, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    at,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    keeps_order,
    let,
    lim,
    limit,
    lt,
    sequence,
    sine_above_0,
    telescoping,
)
from lrlib.proofs.theorem import Theorem

lr, code = sequence("lr", real=True), sequence("code", r"\mathrm{lr}^{\text{code}}_{#1}", real=True)

_now = n * T + s  # s steps into cycle n
_cosine = sp.cos(2 * sp.pi * s / T)
_high = lr0 * sp.exp(-k * n * T)
_apart = _high * (1 - sp.exp(-k * s)) * _cosine
_farthest = _high * (1 - sp.exp(-k * T))
_INSIDE = (lt(s, T),)


def _in_a_cycle(draw: Random) -> Values:
    """A step of some cycle, often near its end."""
    length, number = draw.randint(1, 9), draw.randint(0, 4)
    inside = length * draw.choice((Fraction(99, 100), Fraction(draw.randint(0, 99), 100)))
    decay = Fraction(draw.randint(1, 30), 20 * length)
    return {T: length, n: number, s: inside, t: number * length + inside, k: decay}


C5a = Theorem(
    label="C5a",
    name="One name, two formulas",
    chapter="promises",
    statement="""The code variant is $code.left$, the published formula $rate$. They agree at the
start of each cycle, and $s$ steps into cycle $n$ the variant is a multiple of the other:
$$start, ratio$$
The difference is
$$apart$$
and comes as near to its bound as you like, towards the end of the cycle:
$$bound, end$$
There the variant, which decays once per cycle, is back at its height, and then drops at one stroke:
$$back, drop$$""",
    lines=(
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t) * sp.cos(2 * sp.pi * t / T)),
            definition(of=rate),
            "the published formula, as shipped",
        ),
        Line(
            "code",
            eq(code(t), _high * sp.cos(2 * sp.pi * (t - n * T) / T)),
            definition(of=stairs, on=(n * T, n * T + T)),
            "the code variant in cycle $n$, as shipped",
            when=(ge(t, n * T), lt(t, n * T + T)),
        ),
        Line(
            "variant",
            eq(code(_now), _high * _cosine),
            from_lines(at("code", {t: _now})),
            "within a cycle nothing decays",
            when=_INSIDE,
        ),
        Line(
            "formula",
            eq(lr(_now), sp.exp(-k * s) * _high * _cosine),
            identity(),
            "the formula has the same cosine, and decays all the time",
        ),
        Line(
            "ratio",
            eq(code(_now), sp.exp(k * s) * lr(_now)),
            from_lines("variant", "formula"),
            "so this much is missing from it",
            when=_INSIDE,
        ),
        Line(
            "start", eq(code(n * T), lr(n * T)), from_lines(at("ratio", {s: 0})), "at first, none"
        ),
        Line(
            "apart",
            eq(code(_now) - lr(_now), _apart),
            from_lines("variant", "formula"),
            "one less the other",
            when=_INSIDE,
        ),
        Line("circle", eq(_cosine**2, 1 - sp.sin(2 * sp.pi * s / T) ** 2), identity(), "at most 1"),
        Line(
            "less",
            lt(-k * T, -k * s),
            from_lines(),
            "before the end less has decayed",
            when=_INSIDE,
        ),
        Line(
            "power",
            lt(sp.exp(-k * T), sp.exp(-k * s)),
            keeps_order("less", by=sp.exp),
            "than at the end",
            when=_INSIDE,
        ),
        Line(
            "bound",
            lt(sp.Abs(code(_now) - lr(_now)), _farthest),
            from_lines("apart", "circle", "power"),
            "so both factors are bounded",
            when=_INSIDE,
        ),
        Line("end", eq(lim(_apart, s, T, "-"), _farthest), limit(), "where the cosine is 1 again"),
        Line(
            "back", eq(lim(_high * _cosine, s, T, "-"), _high), limit(), "as high as at the start"
        ),
        Line(
            "drop",
            eq(code((n + 1) * T), sp.exp(-k * T) * _high),
            from_lines(at("variant", {n: n + 1, s: 0})),
            "the start of the next cycle",
        ),
    ),
    neighbours=(
        Neighbour("smaller by that factor", "ratio", eq(code(_now), sp.exp(-k * s) * lr(_now))),
        Neighbour(
            "no farther apart than at the end of the next cycle",
            "bound",
            lt(sp.Abs(code(_now) - lr(_now)), _farthest.subs(n, n + 1)),
        ),
    ),
    draw=_in_a_cycle,
)


half_angle = sp.pi / T
_added = sp.sin(j * half_angle) * sp.cos((j - 1) * half_angle) / sp.sin(half_angle)
x = sp.Symbol("x", positive=True)
i = sp.Symbol("i", integer=True, nonnegative=True)
whole = sp.Symbol("t", integer=True, nonnegative=True)
added = sequence("S", r"S_{#1}", real=True)

C5b = Theorem(
    label="C5b",
    name="On an even slope the code variant returns to its start",
    chapter="ced",
    statement=r"""In each cycle the rates of the code variant, $within$, cancel exactly:
$$total$$
On an even slope it is back at its start after every cycle, for ever, however slow the decay.""",
    lines=(
        Line("long", ge(T, 2), assumed(), "a cycle of one step never turns"),
        Line(
            "rate",
            eq(lr(whole), lr0 * sp.exp(-k * n * T) * sp.cos(2 * sp.pi * (whole - n * T) / T)),
            definition(of=stairs, on=(n * T, n * T + T)),
            "the code variant in cycle $n$, as shipped",
            when=(ge(whole, n * T), lt(whole, n * T + T)),
        ),
        Line(
            "within",
            eq(lr(n * T + i), lr0 * sp.exp(-k * n * T) * sp.cos(2 * sp.pi * i / T)),
            from_lines(at("rate", {whole: n * T + i})),
            "within a cycle nothing decays",
            when=(lt(i, T),),
        ),
        sine_above_0(x),
        Line(
            "below",
            gt(sp.sin(half_angle), 0),
            from_lines("long", at("sine", {x: half_angle})),
            "so that one may divide by it",
        ),
        Line("S", eq(added(j), _added), let(), "what is claimed of the first $j$ cosines"),
        Line("none", eq(added(0), 0), identity(), "none"),
        Line(
            "one",
            eq(added(j + 1) - added(j), sp.cos(2 * sp.pi * j / T)),
            identity("below"),
            "one more adds one more cosine",
        ),
        Line(
            "cosines",
            eq(sp.Sum(sp.cos(2 * sp.pi * i / T), (i, 0, j - 1)), added(j)),
            telescoping("none", "one", of=j),
            "so the sum telescopes",
        ),
        Line("all", eq(added(T), 0), identity(), r"$\sin\pi$ is 0"),
        Line(
            "total",
            eq(sp.Sum(lr(n * T + i), (i, 0, T - 1)), 0),
            adding_up("within", at("cosines", {j: T}), "all", over=(i, 0, T - 1)),
            "the whole cycle",
        ),
    ),
    neighbours=(
        Neighbour(
            "the published formula does so too",
            "total",
            eq(sp.Sum(lr(n * T + i) * sp.exp(-k * i), (i, 0, T - 1)), 0),
        ),
        Neighbour("after one step more", "total", eq(sp.Sum(lr(n * T + i), (i, 0, T)), 0)),
        Neighbour("after one step less", "total", eq(sp.Sum(lr(n * T + i), (i, 0, T - 2)), 0)),
    ),
)
