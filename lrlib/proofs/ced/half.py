"""Half of its steps climb (C3)."""

from __future__ import annotations

from random import Random

import sympy as sp

from lrlib.proofs.ced.area import RATE, lr
from lrlib.proofs.ced.rates import T, j, k, lr0, m, n, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    lt,
    sine_above_0,
)
from lrlib.proofs.theorem import Theorem

x = sp.Symbol("x", positive=True)

_turned = 2 * sp.pi * t / T
_size = lr0 * sp.exp(-k * t)
_first, _last = sp.floor(T / 4) + 1, sp.floor((3 * T - 1) / 4)
_number = _last - sp.floor(T / 4)


def _lengths(draw: Random) -> Values:
    """Lengths with each remainder by four."""
    fours = draw.randint(0, 5)
    return {m: fours, T: 4 * fours + draw.randint(0 if fours else 1, 3)}


def _counted(remainder: int, number: sp.Expr) -> Line:
    """The line that counts for this remainder."""
    return Line(
        f"count{remainder}",
        eq(_number, number),
        from_lines(),
        "whole parts",
        when=(eq(T, 4 * m + remainder),),
    )


C3 = Theorem(
    label="C3",
    name="Half of the time it climbs",
    chapter="ced",
    statement="""The rate $rate$ is negative between a quarter and three quarters of a cycle:
half of the time. A step at a negative rate is gradient *ascent*. The whole steps that climb are
those from $enters.right$ to $leaves.right$.
+++
It is $0$ at both ends, and positive before and after:
$$climbs, starts, ends, turn, back$$
Every later cycle is like the first, $$later$$ The whole steps are
$$steps, enters, leaves$$
which are so many:
$$number, count0, count1, count2, count3$$""",
    lines=(
        RATE,
        sine_above_0(x),
        Line(
            "middle",
            eq(lr(t), -_size * sp.sin(_turned - sp.pi / 2)),
            identity(),
            "a quarter of a turn makes a sine of a cosine",
        ),
        Line(
            "climbs",
            lt(lr(t), 0),
            from_lines("middle", at("sine", {x: _turned - sp.pi / 2})),
            "half of a turn of that sine",
            when=(gt(4 * t, T), lt(4 * t, 3 * T)),
        ),
        Line("before", eq(lr(t), _size * sp.sin(sp.pi / 2 - _turned)), identity(), "likewise"),
        Line(
            "starts",
            gt(lr(t), 0),
            from_lines("before", at("sine", {x: sp.pi / 2 - _turned})),
            "before that",
            when=(lt(4 * t, T),),
        ),
        Line("after", eq(lr(t), _size * sp.sin(_turned - 3 * sp.pi / 2)), identity(), "likewise"),
        Line(
            "ends",
            gt(lr(t), 0),
            from_lines("after", at("sine", {x: _turned - 3 * sp.pi / 2})),
            "and after it",
            when=(gt(4 * t, 3 * T), le(t, T)),
        ),
        Line("turn", eq(lr(T / 4), 0), identity(), "a zero of the cosine"),
        Line("back", eq(lr(3 * T / 4), 0), identity(), "the other"),
        Line(
            "later",
            eq(lr(t + n * T), sp.exp(-k * n * T) * lr(t)),
            identity(),
            "the cosine is the same, and the rest is above 0",
        ),
        Line("enters", ge(j, _first), from_lines(), "the whole numbers", when=(gt(4 * j, T),)),
        Line("leaves", le(j, _last), from_lines(), "likewise", when=(lt(4 * j, 3 * T),)),
        Line("inside", gt(4 * j, T), from_lines(), "and no others", when=(ge(j, _first),)),
        Line("outside", lt(4 * j, 3 * T), from_lines(), "likewise", when=(le(j, _last),)),
        Line(
            "steps",
            lt(lr(j), 0),
            from_lines("inside", "outside", at("climbs", {t: j})),
            "so these steps climb",
            when=(ge(j, _first), le(j, _last)),
        ),
        Line("number", eq(sp.Sum(1, (j, _first, _last)), _number), identity(), "counted"),
        *(_counted(r, number) for r, number in enumerate((2 * m - 1, 2 * m, 2 * m + 1, 2 * m + 2))),
    ),
    neighbours=(
        Neighbour("2m + 1 steps of 4m + 3", "count3", eq(_number, 2 * m + 1)),
        Neighbour("the two zeros count too", "count0", eq(_number, 2 * m + 1)),
        Neighbour(
            "half of the steps whatever T is", "count1", eq(_number, 2 * m + sp.Rational(1, 2))
        ),
    ),
    draw=_lengths,
)
