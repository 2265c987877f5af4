"""A loss on which nothing keeps a better promise, whatever the rates are (D3).

Its coordinates are counted, not followed: a weight is 1 while nothing has moved a coordinate, and
there are more coordinates than updates, so one of the weights is left.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.linear import BEST_VALUE
from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.engines.balls import Ball, ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Relation,
    Values,
    adding_up,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    identity,
    implies,
    induction,
    le,
    let,
    sequence,
)
from lrlib.proofs.theorem import Theorem

t, i = sp.symbols("t i", integer=True, nonnegative=True)
s, Y, Z = sp.symbols("s Y Z", real=True)
d = sp.Symbol("d", positive=True)
p = sp.Symbol("p", nonnegative=True)
eta, x, y, z, c, a = (sequence(name, real=True) for name in ("eta", "x", "y", "z", "c", "a"))
top = sequence("h", real=True)
f = sequence("f", r"f(#1)", real=True)

_is_one = (le(i, n),)  # coordinates are counted from 0 to n


def _each(relation: Relation) -> Relation:
    """For every coordinate."""
    return implies(le(i, n), relation)


def _all(term: sp.Expr) -> sp.Sum:
    """The sum over the coordinates."""
    return sp.Sum(term, (i, 0, n))


def _case(draw: Random) -> Values:
    """A game with rates of any sign, and two more points, some of which are minimisers.

    Beyond the last coordinate stands what is none; the game goes on after its n updates.
    """
    updates = draw.randint(1, 4)
    values = {D: Fraction(draw.randint(1, 30), 10), G: Fraction(draw.randint(1, 30), 10)}
    wild = draw.random() < 0.5
    rates = [Fraction(draw.randint(-10 if wild else 1, 20), 10) for _ in range(12)]
    points, names, untouched = [[Fraction(0)] * (updates + 1)], [], [[1] * (updates + 1)]
    for rate in rates:
        now = points[-1]
        names.append(draw.choice([j for j, value in enumerate(now) if value == max(now)]))
        points.append([v - rate * values[G] * (j == names[-1]) for j, v in enumerate(now)])
        untouched.append([v * (j != names[-1]) for j, v in enumerate(untouched[-1])])

    def some() -> list[Ball]:
        if draw.random() < 0.5:
            return [ball(draw.randint(-40, 40)) / 10 for _ in points[0]]
        low = ball(-D / sp.sqrt(n + 1), {D: values[D], n: updates})
        return [low - draw.choice((0, 1)) * ball(draw.randint(0, 9)) / 10 for _ in points[0]]

    one, other, beyond = some(), some(), Fraction(draw.randint(-90, 90), 10)

    def coordinates(values: list[Ball]) -> Callable[[int], Ball]:
        return lambda j: values[j] if j <= updates else beyond

    return values | {
        n: updates,
        p: Fraction(draw.randint(0, 8), 8),
        eta: lambda k: rates[k],
        x: lambda k, j: coordinates(points[k])(j),
        c: lambda k, j: int(names[k] == j) if j <= updates else beyond,
        a: lambda k, j: coordinates(untouched[k])(j),
        top: lambda k: max(points[k]),
        y: coordinates(one),
        z: coordinates(other),
        Y: max(one, key=float),
        Z: max(other, key=float),
    }


D3 = Theorem(
    label="D3",
    name="With more dimensions than steps, nothing has a better guarantee",
    chapter="convergence",
    assumptions=(
        "$n$ updates from $x_0 = 0$, with any real rates, chosen beforehand or on the way",
        "$n+1$ coordinates, from 0 to $n$: one more than there are updates",
        "$h_t$, $Y$ and $Z$ are the highest coordinates of $x_t$ and of any two points $y$ and $z$",
        "$g_t = G c_t$, where $c_{t,i}$ is 1 for one coordinate that is as high as any, and 0 for "
        "all others; $a_{t,i}$ is 1 until coordinate $i$ is named, then 0",
    ),
    statement="""Whatever the rates are, a loss *f* that sees of a point its highest coordinate
alone answers with slopes of size $G$, one coordinate at a time. After $n$ updates a coordinate is
untouched, and so
$$value$$
where *u*, the minimiser nearest to the start, has minus $d$ for its highest coordinate. No schedule
improves on the guarantee of D2.
+++
The loss of a point, by its highest coordinate $s$, is $$loss$$ It is convex, for each coordinate
of a mean of two points and so for its highest: $$convex$$ What names a coordinate is a slope of
it, wherever the run gets, and all of these are of size $G$:
$$subgradient$$ $$size$$
The point *u*, whose coordinates are all minus $d$, is a minimiser, at distance $D$ from the
start, and no minimiser *y* is nearer:
$$lowest, at_u$$ $$far$$ $$nearest$$
The updates leave a coordinate untouched: $$extra$$""",
    draw=_case,
    idea="""The loss is the highest coordinate, cut off below. Each step moves one of them, and
there is one more coordinate than there are steps: one is never moved, so the highest is
never below 0. A count of the untouched ones is all that the induction follows.""",
    lines=(
        Line("origin", _each(eq(x(0, i), 0)), assumed(), "the start", over=(i,)),
        Line(
            "step",
            _each(eq(x(t + 1, i), x(t, i) - eta(t) * G * c(t, i))),
            assumed(),
            "an update moves the coordinate that is named",
            over=(t, i),
        ),
        Line("top", _each(le(x(t, i), top(t))), assumed(notation=True), over=(t, i)),
        Line("top_y", _each(le(y(i), Y)), assumed(notation=True), over=(i,)),
        Line("top_z", _each(le(z(i), Z)), assumed(notation=True), over=(i,)),
        Line("zero_one", _each(eq(c(t, i) ** 2, c(t, i))), assumed(notation=True), over=(t, i)),
        Line("one", eq(_all(c(t, i)), 1), assumed(notation=True), "one is named", over=(t,)),
        Line("highest", eq(_all(c(t, i) * x(t, i)), top(t)), assumed(), "a highest", over=(t,)),
        Line("fresh", _each(eq(a(0, i), 1)), assumed(notation=True), over=(i,)),
        Line(
            "touched",
            _each(eq(a(t + 1, i), a(t, i) * (1 - c(t, i)))),
            assumed(notation=True),
            over=(t, i),
        ),
        Line("d", eq(d, D / sp.sqrt(n + 1)), let(), "how far *u* is in each coordinate"),
        Line("loss", eq(f(s), sp.Max(G * s, -d * G)), let(), "cut off below"),
        Line(
            "kept",
            eq(a(t, i) ** 2, a(t, i)),
            induction("fresh", "touched", "zero_one", of=t),
            "it is 1 or 0",
            when=_is_one,
        ),
        Line(
            "still",
            eq(a(t, i) * x(t, i), 0),
            induction("origin", "step", "touched", "zero_one", of=t),
            "what was never named is still 0",
            when=_is_one,
        ),
        Line(
            "loses",
            le(a(t, i) - a(t + 1, i), c(t, i)),
            from_lines("touched", "zero_one", "kept"),
            "nothing but being named makes a 1 a 0",
            when=_is_one,
        ),
        Line(
            "fewer",
            le(_all(a(t, i)) - _all(a(t + 1, i)), 1),
            adding_up("loses", "one", over=(i, 0, n)),
            "so an update costs at most one of them",
        ),
        Line(
            "all",
            eq(_all(a(0, i)), n + 1),
            adding_up("fresh", over=(i, 0, n)),
            "at the start all are untouched",
        ),
        Line(
            "left",
            ge(_all(a(t, i)), n + 1 - t),
            induction("all", "fewer", of=t),
            "so many are left at least",
        ),
        Line("extra", ge(_all(a(n, i)), 1), from_lines(at("left", {t: n})), "at the end, one"),
        Line(
            "weighed",
            le(0, a(t, i) * top(t)),
            from_lines("top", "still", "kept"),
            "an untouched coordinate is 0, and none is above the highest",
            when=_is_one,
        ),
        Line(
            "above",
            ge(top(t), 0),
            adding_up("weighed", "left", over=(i, 0, n)),
            "as one is left, the highest is at least 0",
            when=(le(t, n),),
        ),
        Line("lowest", ge(f(s), -d * G), from_lines("loss"), "the cut"),
        Line("at_u", eq(f(-d), -d * G), identity(), "where it begins"),
        Line(
            "value",
            ge(f(top(n)) - f(-d), BEST_VALUE),
            from_lines("loss", "d", at("above", {t: n})),
            "at least 0, less that",
        ),
        Line("far", eq(_all((-d) ** 2), D**2), identity(), "a square for each coordinate"),
        Line(
            "deep",
            ge(y(i) ** 2, d**2),
            from_lines("top_y", "loss"),
            "a minimiser has no coordinate above those of $u$, and these are not above 0",
            when=(*_is_one, eq(f(Y), -d * G)),
        ),
        Line(
            "nearest",
            ge(_all(y(i) ** 2), D**2),
            adding_up("deep", "d", over=(i, 0, n)),
            "added up",
            when=(eq(f(Y), -d * G),),
        ),
        Line(
            "size",
            eq(_all((G * c(t, i)) ** 2), G**2),
            adding_up("zero_one", "one", over=(i, 0, n)),
            "one square",
        ),
        Line(
            "under",
            le(c(t, i) * y(i), c(t, i) * Y),
            from_lines("top_y", "zero_one"),
            "no coordinate is above the highest",
            when=_is_one,
        ),
        Line(
            "subgradient",
            ge(f(Y), f(top(t)) + _all(G * c(t, i) * (y(i) - x(t, i)))),
            adding_up("under", "one", "highest", "above", "loss", over=(i, 0, n)),
            "and the one that is named in $x_t$ is the highest there, where nothing is cut off",
            when=(le(t, n),),
        ),
        Line(
            "convex",
            le(f(p * y(i) + (1 - p) * z(i)), p * f(Y) + (1 - p) * f(Z)),
            from_lines("top_y", "top_z", "loss"),
            "for each coordinate of the mean, so for its highest",
            when=(*_is_one, le(p, 1)),
        ),
    ),
    neighbours=(
        Neighbour(r"at least $DG/\sqrt n$", "value", ge(f(top(n)) - f(-d), D * G / sp.sqrt(n))),
        Neighbour("as many coordinates as updates", "extra", ge(sp.Sum(a(n, i), (i, 0, n - 1)), 1)),
    ),
    source="@drori2016optimal",
)
