"""One line for the whole triangle (O1a); CLR is that triangle, repeated (O1d)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    lim,
    limit,
    lt,
    sequence,
)
from lrlib.proofs.onecycle.rates import HEIGHT, PEAK, d, hi, lo, n, s, t, y
from lrlib.proofs.onecycle.rates import end as whole
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import down, lr, straight, up
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle, Triangular

clr = Triangular(lo, hi, whole)
repeated = sequence("clr", r"\mathrm{lr}^{\text{CLR}}_{#1}", real=True)

_steepest = 2 * d / end
_apart = sp.Abs(lr(t) - lr(s))


def _steps(draw: Random) -> Values:
    """Two steps on any part of the triangle."""
    length = draw.randint(1, 9)
    one, other = (length * Fraction(draw.randint(0, 26), 20) for _ in range(2))
    return {end: length, t: max(one, other), s: min(one, other)}


O1a = Theorem(
    label="O1a",
    name="One line for the whole triangle",
    chapter="promises",
    assumptions=(HEIGHT,),
    short=PEAK,
    statement="""The shipped formula of 1-cycle is a straight line up, another one down, and level
after the end:
$$up, down, held$$
In one line:
$$one$$
The rate is continuous, $$meets, lands$$ symmetric about its peak, never leaves its bounds, and
changes by at most $steepest.right$ per step:
$$mirror$$
$$least, most, steep$$
+++
It begins at its lower bound and reaches the upper one in the middle: $$bottom, peak$$ The way up
is as steep as it gets: $$steepest$$""",
    lines=(
        *straight(lr, OneCycle(lo, hi, end)),
        Line(
            "after",
            eq(lr(t), lo),
            definition(of=OneCycle(lo, hi, end), on=(end, end + y)),
            "after the end, for any $y$",
            when=(ge(t, end), lt(t, end + y)),
        ),
        Line(
            "held",
            eq(lr(t), lo),
            from_lines(at("after", {y: t + 1})),
            "so for ever",
            when=(ge(t, end),),
        ),
        Line(
            "one",
            eq(lr(t), lo + d * sp.Max(0, 1 - sp.Abs(1 - 2 * t / end))),
            from_lines("up", "down", "held"),
            "all three parts in one line",
        ),
        Line("bottom", eq(lr(0), lo), from_lines(at("up", {t: 0})), "the beginning"),
        Line("peak", eq(lr(end / 2), hi), from_lines(at("down", {t: end / 2})), "the middle"),
        Line("meets", eq(lim(up, t, end / 2, "-"), hi), limit(), "no jump there,"),
        Line("lands", eq(lim(down, t, end, "-"), lo), limit(), "and none at the end"),
        Line(
            "mirror",
            eq(lr(end - t), lr(t)),
            from_lines("up", at("down", {t: end - t})),
            "read backwards from the end, the way down is the way up",
            when=(gt(t, 0), lt(t, end / 2)),
        ),
        Line(
            "least",
            ge(lr(t), lo),
            from_lines("one"),
            "a height is not below 0,",
            sharp={t: sp.Integer(0)},
        ),
        Line(
            "most",
            le(lr(t), hi),
            from_lines("one"),
            "nor above the whole height",
            sharp={t: end / 2},
        ),
        Line(
            "steepest",
            eq(sp.Derivative(up, t), _steepest),
            identity(),
            "the slope of the way up",
        ),
        Line(
            "steep",
            le(_apart, _steepest * (t - s)),
            from_lines("one", at("one", {t: s})),
            "between any two steps, on the same part or on two",
            when=(le(s, t),),
        ),
    ),
    neighbours=(
        Neighbour("the peak comes after a third", "up", eq(lr(t), lo + 3 * d * t / end)),
        Neighbour("the way down starts from the mean", "down", eq(lr(t), down - d / 2)),
        Neighbour("the published formula goes on after the end", "held", eq(lr(t), down)),
        Neighbour("half as steep", "steep", le(_apart, d / end * (t - s))),
    ),
    draw=_steps,
)

_later = t - n * end  # the step within a cycle
_clr_up = (ge(t, n * end), lt(t, n * end + end / 2))
_clr_down = (ge(t, n * end + end / 2), lt(t, n * end + end))

O1d = Theorem(
    label="O1d",
    name="CLR is the triangle of 1-cycle, repeated",
    chapter="promises",
    assumptions=(HEIGHT,),
    short=PEAK,
    statement="""In each of its periods the cyclical rate of constant height (`triangular`) is the
triangle of 1-cycle:
$$same$$
whatever the number $n$ of cycles before. So what is proved about one cycle holds for every cycle.
+++
In cycle $n$ it is
$$clr_up, clr_down$$
and each cycle is symmetric, as that of 1-cycle is: $$mirror$$""",
    lines=(
        *straight(lr, OneCycle(lo, hi, end)),
        Line(
            "clr_up",
            eq(repeated(t), lo + 2 * d * _later / end),
            definition(of=Triangular(lo, hi, end), on=(n * end, n * end + end / 2)),
            "CLR on its way up, as shipped",
            when=_clr_up,
        ),
        Line(
            "clr_down",
            eq(repeated(t), hi - 2 * d * (_later - end / 2) / end),
            definition(of=Triangular(lo, hi, end), on=(n * end + end / 2, n * end + end)),
            "and down",
            when=_clr_down,
        ),
        Line(
            "rising",
            eq(repeated(t + n * end), lr(t)),
            from_lines("up", at("clr_up", {t: t + n * end})),
            "on the way up,",
            when=(lt(t, end / 2),),
        ),
        Line(
            "falling",
            eq(repeated(t + n * end), lr(t)),
            from_lines("down", at("clr_down", {t: t + n * end})),
            "and on the way down",
            when=(ge(t, end / 2), lt(t, end)),
        ),
        Line(
            "same",
            eq(repeated(t + n * end), lr(t)),
            from_lines("rising", "falling"),
            "so throughout",
            when=(lt(t, end),),
        ),
        Line(
            "mirror",
            eq(lr(end - t), lr(t)),
            by_theorem(O1a, "mirror"),
            "1-cycle, read backwards",
            when=(gt(t, 0), lt(t, end / 2)),
        ),
    ),
    neighbours=(
        Neighbour("it repeats after half a cycle", "same", eq(repeated(t + n * end / 2), lr(t))),
        Neighbour("the mirror stands at the first quarter", "mirror", eq(lr(end / 2 - t), lr(t))),
    ),
)
