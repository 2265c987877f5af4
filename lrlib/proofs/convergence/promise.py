r"""What any schedule promises on any convex loss: the last loss, for every number of steps (D1).

Two weighted means do it. From step :math:`k` on, the losses have a mean; each mean is above the one
before by at most what convexity and one squared step allow; and the last mean is the last loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    at,
    cited,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    let,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

D, G = sp.symbols("D G", positive=True)
t, k = sp.symbols("t k", integer=True, nonnegative=True)
T = sp.Symbol("T", integer=True, positive=True)

eta = sequence("eta", nonnegative=True)
q = sequence("q", real=True)  # E f(x_t) - f(u)
apart = sequence("apart", r"\mathrm{E}\lVert x_{#1}-x_{#2}\rVert^2", nonnegative=True)
far = sequence("far", r"\mathrm{E}\lVert x_{#1}-u\rVert^2", nonnegative=True)
inner = sequence("inner", r"\mathrm{E}\langle g_{#1},x_{#1}-x_{#2}\rangle", real=True)
inner_u = sequence("inner_u", r"\mathrm{E}\langle g_{#1},x_{#1}-u\rangle", real=True)
size = sequence("size", r"\mathrm{E}\lVert g_{#1}\rVert^2", nonnegative=True)
W, S, A, M = (sequence(name, real=True) for name in "WSAM")

_climb = eta(k) / W(k + 1) * S(k) / W(k)
_climbs = sp.Sum(_climb, (k, 0, T - 2))
_square = eta(t) ** 2 * size(t)
_bound = (D**2 + G**2 * S(0)) / (2 * W(0)) + G**2 / 2 * _climbs


Point = Sequence[Fraction | int]
Planes = Sequence[tuple[Point, Fraction | int]]  # slopes and heights


def _case(draw: Random) -> Values:
    """Steps on a convex loss max_j (a_j x + b_j), in one to three coordinates, in fractions.

    Every other case is the hardest that there is for few steps, the absolute value.
    """
    if draw.random() < 0.5:
        shape = draw.choice(((1,), (4, 2), (2, 1), (3, 1, 1), (1, 1)))
        steep = draw.choice((Fraction(1, 2), Fraction(1), Fraction(3)))
        start = draw.choice((Fraction(1, 2), Fraction(1), Fraction(3)))
        rates = [rate * start / steep for rate in shape]  # as hard at every scale
        return _steps([([steep], 0), ([-steep], 0)], [0], start, rates)
    coordinates = range(draw.randint(1, 3))

    def some() -> Fraction:
        return Fraction(draw.randint(-9, 9), draw.choice((1, 2, 4)))

    planes = [([some() for _ in coordinates], some()) for _ in range(draw.randint(1, 4))]
    rates = [Fraction(draw.choice((0, draw.randint(0, 40))), 20) for _ in range(draw.randint(0, 4))]
    rates.append(Fraction(draw.randint(1, 40), 20))
    start = draw.choice((Fraction(1, 2), Fraction(1), Fraction(3)))
    return _steps(planes, [some() for _ in coordinates], start, rates)


def _steps(planes: Planes, u: Point, start: Fraction, rates: Point) -> Values:
    """Gradient descent from a point at this distance from u, and all that D1 says of it."""

    def dot(x: Point, y: Point) -> Fraction | int:
        return sum(a * b for a, b in zip(x, y))

    def minus(x: Point, y: Point) -> list[Fraction | int]:
        return [a - b for a, b in zip(x, y)]

    def top(x: Point) -> tuple[Point, Fraction | int]:
        return max(planes, key=lambda plane: dot(plane[0], x) + plane[1])

    def loss(x: Point) -> Fraction | int:
        return dot(top(x)[0], x) + top(x)[1]

    count, rates = len(rates), [*rates, *[Fraction(0)] * 20]  # and on it goes, without a move
    x, g = [[u[0] + start, *u[1:]]], []
    for rate in rates:
        g.append(top(x[-1])[0])
        x.append(minus(x[-1], [rate * slope for slope in g[-1]]))
    steepest = max(dot(a, a) for a, _ in planes)
    return {
        D: start,
        G: next(Fraction(i, 4) for i in range(1, 400) if steepest <= Fraction(i, 4) ** 2),
        T: count,
        eta: lambda i: rates[i],
        q: lambda i: loss(x[i]) - loss(u),
        apart: lambda i, j: dot(minus(x[i], x[j]), minus(x[i], x[j])),
        far: lambda i: dot(minus(x[i], u), minus(x[i], u)),
        inner: lambda i, j: dot(g[i], minus(x[i], x[j])),
        inner_u: lambda i: dot(g[i], minus(x[i], u)),
        size: lambda i: dot(g[i], g[i]),
    }


#: What a subgradient says of two points of a run, and of one point and u.
SUBGRADIENTS = (
    Line(
        "convex",
        le(q(t) - q(k), inner(t, k)),
        cited(facts=("subgradient", "given the past")),
        "what a subgradient is; of noisy ones the mean, given the past",
        when=(le(k, t),),
    ),
    Line(
        "convex_u",
        le(q(t), inner_u(t)),
        cited(facts=("subgradient", "given the past")),
        "the same with $u$ for an earlier point",
    ),
)


D1 = Theorem(
    label="D1",
    name="A guarantee for any schedule",
    chapter="convergence",
    assumptions=(
        "a convex loss $f$, and any point $u$ (a minimiser, say); $q_t = \\mathrm{E} f(x_t)-f(u)$, "
        "where $\\mathrm{E}$ is the mean over the noise, if there is any",
        "$x_{t+1} = x_t - \\eta_t g_t$ with subgradients $g_t$ of $f$ at $x_t$, or noisy ones "
        "whose mean, given all that went before, is one",
        r"no rate is negative: $\eta_t \ge 0$",
    ),
    statement="""At the point where the last of $T$ gradients is taken, the loss is on average
above the loss at *u* by at most
$$bound$$""",
    draw=_case,
    idea="""Take, from each step $k$ on, the mean of the losses, weighted by the rates. Convexity,
added up from $k$ on, says how far this mean is above the loss at $k$; so one knows how
much it climbs when step $k$ is left out. The mean of all is bounded as for every method
of this kind, the climbs are added to it, and the mean of the last loss alone is the
last loss.""",
    lines=(
        Line(
            "step",
            eq(apart(t + 1, k), apart(t, k) - 2 * eta(t) * inner(t, k) + _square),
            assumed(notation=True),
            "one step, squared",
            over=(t, k),
        ),
        Line(
            "step_u",
            eq(far(t + 1), far(t) - 2 * eta(t) * inner_u(t) + _square),
            assumed(notation=True),
            "the same, seen from $u$",
            over=(t,),
        ),
        Line("start", eq(apart(k, k), 0), assumed(notation=True), over=(k,)),
        Line("start_u", eq(far(0), D**2), assumed(), "the distance at the start"),
        Line("bounded", le(size(t), G**2), assumed(), over=(t,)),
        Line("last", gt(eta(T - 1), 0), assumed(), "the last rate is not 0"),
        *SUBGRADIENTS,
        Line("W", eq(W(k), sp.Sum(eta(t), (t, k, T - 1))), let(), "the rates from $k$ on"),
        Line("S", eq(S(k), sp.Sum(eta(t) ** 2, (t, k, T - 1))), let(), "their squares"),
        Line("A", eq(A(k), sp.Sum(eta(t) * q(t), (t, k, T - 1))), let(), "rates times losses"),
        Line("M", eq(M(k), A(k) / W(k)), let(), "the mean loss from $k$ on"),
        Line("nonneg", ge(eta(t), 0), sign(), "no rate is below 0"),
        Line(
            "left",
            gt(W(k), 0),
            adding_up("nonneg", "last", "W", over=(t, k, T - 2)),
            "the last rate is above 0, and no other below",
            when=(le(k, T - 1),),
        ),
        Line("tails", eq(W(k), eta(k) + W(k + 1)), identity("W"), "the first rate apart"),
        Line(
            "tails_A",
            eq(A(k), eta(k) * q(k) + A(k + 1)),
            identity("A"),
            "the first loss, times its rate, apart",
        ),
        Line(
            "climb",
            eq(M(k + 1) - M(k), eta(k) / (W(k) * W(k + 1)) * (A(k) - q(k) * W(k))),
            from_lines("M", "tails", "tails_A", at("left", {k: k}), at("left", {k: k + 1})),
            "so much the mean climbs when step $k$ is left out",
            when=(le(k, T - 2),),
        ),
        Line(
            "one",
            le(
                2 * eta(t) * (q(t) - q(k)),
                apart(t, k) - apart(t + 1, k) + eta(t) ** 2 * G**2,
            ),
            from_lines("convex", "step", "bounded", "nonneg"),
            "what convexity says of one step, its inner product replaced",
            when=(le(k, t),),
        ),
        Line(
            "from_k",
            le(A(k) - q(k) * W(k), G**2 * S(k) / 2),
            adding_up("one", "start", "A", "W", "S", over=(t, k, T - 1)),
            "added up; of the distances only two are left, one 0 and one not below 0",
            when=(le(k, T - 1),),
        ),
        Line(
            "one_u",
            le(2 * eta(t) * q(t), far(t) - far(t + 1) + eta(t) ** 2 * G**2),
            from_lines("convex_u", "step_u", "bounded", "nonneg"),
            "the same with $u$",
        ),
        Line(
            "from_0",
            le(A(0), (D**2 + G**2 * S(0)) / 2),
            adding_up("one_u", "start_u", "A", "S", over=(t, 0, T - 1)),
            "added up from the start",
        ),
        Line(
            "climbs",
            le(M(k + 1) - M(k), G**2 / 2 * _climb),
            from_lines("climb", "from_k", "nonneg", "left", at("left", {k: k + 1})),
            "so no climb is higher than this",
            when=(le(k, T - 2),),
        ),
        Line(
            "all_climbs",
            le(M(T - 1) - M(0), G**2 / 2 * _climbs),
            adding_up("climbs", over=(k, 0, T - 2)),
            "all climbs, added up",
        ),
        Line(
            "end",
            eq(M(T - 1), q(T - 1)),
            from_lines("M", "W", "A", "last"),
            "the last mean is of one loss only",
        ),
        Line(
            "bound",
            le(q(T - 1), _bound),
            from_lines("M", "all_climbs", "end", "from_0", at("left", {k: 0})),
            "the first mean, and all climbs",
        ),
    ),
    neighbours=(
        Neighbour(
            "without the sum: the bound for the average of the iterates",
            "bound",
            le(q(T - 1), (D**2 + G**2 * S(0)) / (2 * W(0))),
        ),
        Neighbour(
            "with $W_k$ in place of $W_{k+1}$ in the sum",
            "climbs",
            le(M(k + 1) - M(k), G**2 / 2 * eta(k) / W(k) * S(k) / W(k)),
        ),
        Neighbour(
            "with $S_{k+1}$ in place of $S_k$ in the sum",
            "climbs",
            le(M(k + 1) - M(k), G**2 / 2 * eta(k) / W(k + 1) * S(k + 1) / W(k)),
        ),
        Neighbour("two percent less", "bound", le(q(T - 1), sp.Rational(49, 50) * _bound)),
    ),
    source="@defazio2023optimal",
)
