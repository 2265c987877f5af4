"""Every rate gets the same share of the time (O2a)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines import balls
from lrlib.proofs.engines.balls import Ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Sequence,
    Values,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    let,
    lt,
    pieces,
    sequence,
    substitution,
)
from lrlib.proofs.kernel.terms import put
from lrlib.proofs.onecycle.rates import HEIGHT, PEAK, d, hi, lo, t
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle, Schedule

x = sp.Symbol("x", nonnegative=True)  # a rate
lr = sequence("lr", real=True)
g = sequence("g", r"g(#1)", real=True)
early = sequence("early", r"t_{#1}", real=True)

up, down = lo + 2 * d * t / end, hi - 2 * d * (t - end / 2) / end


def mean_over(
    what: Callable[[sp.Expr], sp.Expr], rate: Sequence, start: Number = 0, length: Number = end
) -> sp.Expr:
    """The mean of something over so many steps of a curve."""
    return sp.Integral(what(rate(t)), (t, start, start + length)) / length


def straight(rate: Sequence, cycle: Schedule, values: Values | None = None) -> Iterator[Line]:
    """The shipped triangle on its two sides, between the bounds or with values for them."""
    values = values or {}
    yield Line(
        "up",
        eq(rate(t), put(up, values)),
        definition(of=cycle, on=(0, end / 2)),
        "the way up, as shipped",
        when=(lt(t, end / 2),),
    )
    yield Line(
        "down",
        eq(rate(t), put(down, values)),
        definition(of=cycle, on=(end / 2, end)),
        "the way down",
        when=(ge(t, end / 2), lt(t, end)),
    )


def _some_function(draw: Random) -> Values:
    """Functions that are smooth, or have a kink."""
    c = balls.to_ball(Fraction(draw.randint(-9, 9), 3))
    made: Callable[[Ball], Ball] = draw.choice(
        (
            lambda v: v**2 + c * v,
            lambda v: (v * c / 3).exp() + 1,
            lambda v: abs(v - abs(c)),
            lambda v: (3 * v).sin() + c,
        )
    )
    return {g: lambda v: made(balls.to_ball(v))}


def _share(rate: sp.Expr) -> sp.Expr:
    return (rate - lo) / d


O2a = Theorem(
    label="O2a",
    name="Every rate gets the same share of the time",
    chapter="onecycle",
    assumptions=(
        HEIGHT,
        r"$g$ is continuous for $\mathrm{lr}_{\min} \le x \le \mathrm{lr}_{\max}$, or is so on "
        "either side of a gap and has an integral",
    ),
    short=PEAK,
    statement="""In the course of a cycle the triangle is at or below the rate $x$ for the share
$$share.right$$
of the time: all rates between the bounds get the same time, at the peak no less than at the
bottom. So a mean over the cycle is a mean over rates,
$$mean$$
+++
On its way up it passes the rate $x$ at the moment $early.left$, and on its way down so long
before the end:
$$low_up, high_up$$
$$low_down, high_down$$
Each unit more of $x$ is worth as much as any other, $weight.right$:
$$share, weight$$""",
    lines=(
        *straight(lr, OneCycle(lo, hi, end)),
        Line("early", eq(early(x), end * _share(x) / 2), let(), "when the way up passes $x$"),
        Line(
            "low_up",
            le(lr(t), x),
            from_lines("up", "early"),
            "on the way up the rate is low at first,",
            when=(lt(t, end / 2), le(t, early(x))),
            sharp={t: early(x)},
        ),
        Line(
            "high_up",
            gt(lr(t), x),
            from_lines("up", "early"),
            "and high from then on",
            when=(lt(t, end / 2), gt(t, early(x))),
        ),
        Line(
            "high_down",
            gt(lr(t), x),
            from_lines("down", "early"),
            "on the way down it is high at first,",
            when=(ge(t, end / 2), lt(t, end - early(x)), le(lo, x)),
        ),
        Line(
            "low_down",
            le(lr(t), x),
            from_lines("down", "early"),
            "and low from then on",
            when=(ge(t, end / 2), ge(t, end - early(x)), lt(t, end)),
            sharp={t: end - early(x)},
        ),
        Line(
            "share",
            eq((early(x) + (end - (end - early(x)))) / end, _share(x)),
            identity(),
            "the time at or below $x$, at both ends of the cycle, over all of it",
            when=(le(lo, x), le(x, hi)),
        ),
        Line(
            "weight",
            eq(sp.Derivative((early(x) + (end - (end - early(x)))) / end, x), 1 / d),
            identity(),
            "its slope is the same everywhere",
            when=(le(lo, x), le(x, hi)),
        ),
        Line(
            "halves",
            eq(
                sp.Integral(g(lr(t)), (t, 0, end)),
                sp.Integral(g(up), (t, 0, end / 2)) + sp.Integral(g(down), (t, end / 2, end)),
            ),
            pieces("up", "down", at=(end / 2,)),
            "the integral over the way up, and over the way down",
        ),
        Line(
            "climb",
            eq(sp.Integral(g(up), (t, 0, end / 2)), end / (2 * d) * sp.Integral(g(x), (x, lo, hi))),
            substitution(line=up),
            "a straight line from one bound to the other,",
        ),
        Line(
            "descent",
            eq(
                sp.Integral(g(down), (t, end / 2, end)),
                end / (2 * d) * sp.Integral(g(x), (x, lo, hi)),
            ),
            substitution(line=down),
            "and another one back",
        ),
        Line(
            "mean",
            eq(mean_over(g, lr), sp.Integral(g(x), (x, lo, hi)) / d),
            from_lines("halves", "climb", "descent"),
            "both together, over $t_{\\max}$",
        ),
    ),
    neighbours=(
        Neighbour(
            "twice that weight",
            "weight",
            eq(sp.Derivative((early(x) + (end - (end - early(x)))) / end, x), 2 / d),
        ),
        Neighbour(
            "the share is $x/\\mathrm{lr}_{\\max}$",
            "share",
            eq((early(x) + (end - (end - early(x)))) / end, x / hi),
        ),
        Neighbour(
            "the mean of the lowest and the highest",
            "mean",
            eq(mean_over(g, lr), (g(lo) + g(hi)) / 2),
        ),
    ),
    draw=_some_function,
)
