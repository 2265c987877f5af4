"""A schedule that looks at the loss: Polyak's step."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    cited,
    eq,
    from_lines,
    implies,
    le,
    let,
    sequence,
)
from lrlib.proofs.theorem import Theorem
from lrlib.proofs.worlds.parts import MOST, D, G, T, dot, t

q, eta = sequence("q", nonnegative=True), sequence("eta", nonnegative=True)
far = sequence("far", r"\lVert x_{#1}-u\rVert^2", nonnegative=True)
inner_u = sequence("inner_u", r"\langle g_{#1},x_{#1}-u\rangle", real=True)
size = sequence("size", r"\lVert g_{#1}\rVert^2", positive=True)
b = sp.Symbol("b", nonnegative=True)

_squares = sp.Sum(q(t) ** 2, (t, 0, T - 1))
BOUND = D * G / sp.sqrt(T)


def _case(draw: Random) -> Values:
    """The loss max_j s_j |x_j|; where all are alike, a step does away with one coordinate."""
    updates = draw.randint(1, 6)
    axes = range(updates if draw.random() < 0.5 else draw.randint(1, 3))
    hard = draw.random() < 0.5
    steep = [Fraction(1 if hard else draw.randint(1, 8), 2) for _ in axes]
    x = [Fraction(3 if hard else draw.randint(1, 9), 2) for _ in axes]
    points, slopes = [x], []
    for _ in range(MOST):
        top = max(axes, key=lambda j: steep[j] * abs(points[-1][j]))
        slopes.append([steep[j] * (1 if points[-1][j] >= 0 else -1) * (j == top) for j in axes])
        height = steep[top] * abs(points[-1][top])
        rate = height / dot(slopes[-1], slopes[-1])
        points.append([a - rate * slope for a, slope in zip(points[-1], slopes[-1])])

    def loss(j: int) -> Fraction:
        return max(s * abs(a) for s, a in zip(steep, points[j]))

    return {
        D: ball(dot(x, x)).sqrt(),
        G: max(steep),
        T: updates,
        t: draw.randint(0, updates),
        b: min(loss(j) for j in range(updates)),
        q: loss,
        far: lambda j: dot(points[j], points[j]),
        inner_u: lambda j: dot(slopes[j], points[j]),
        size: lambda j: dot(slopes[j], slopes[j]),
    }


W4 = Theorem(
    label="W4",
    name="Polyak's step needs no scale",
    chapter="worlds",
    assumptions=(
        "a convex loss $f$ and a minimiser $u$ of it; $q_t = f(x_t) - f(u)$",
        "subgradients $g_t$ of $f$ at $x_t$, without noise and none of them 0; "
        "$x_{t+1} = x_t - \\eta_t g_t$",
        "$b$ is the least of the first $T$ losses, less $f(u)$",
    ),
    statement="""With the rates $eta.right$, which know neither a distance nor a slope nor a length,
the best of the first $T$ points is above the least loss by at most $$bound$$
No step leads away from *u*: $$nearer$$""",
    draw=_case,
    idea="""Convexity says how much nearer a step brings the run at least. That is a parabola in
the rate, and this rate is its bottom. So the square of each loss is paid for by the
distances, which telescope.""",
    lines=(
        Line("eta", eq(eta(t), q(t) / size(t)), let(), "Polyak's step"),
        Line(
            "step",
            eq(far(t + 1), far(t) - 2 * eta(t) * inner_u(t) + eta(t) ** 2 * size(t)),
            assumed(notation=True),
            "one step, squared",
            over=(t,),
        ),
        Line("start", eq(far(0), D**2), assumed(), "the distance at the start"),
        Line("bounded", le(size(t), G**2), assumed(), over=(t,)),
        Line(
            "convex",
            le(q(t), inner_u(t)),
            cited(facts=("subgradient",)),
            "what a subgradient is",
        ),
        Line(
            "best",
            implies(le(t, T - 1), le(b, q(t))),
            assumed(notation=True),
            "it is the least",
            over=(t,),
        ),
        Line(
            "one",
            le(far(t + 1), far(t) - q(t) ** 2 / size(t)),
            from_lines("step", "eta", "convex"),
            "the bottom of the parabola",
        ),
        Line("nearer", le(far(t + 1), far(t)), from_lines("one"), "a square is not below 0"),
        Line(
            "paid",
            le(b**2, G**2 * (far(t) - far(t + 1))),
            from_lines("one", "bounded", "best"),
            "the least loss is no larger than this one",
            when=(le(t, T - 1),),
        ),
        Line(
            "added",
            le(T * b**2, G**2 * D**2),
            adding_up("paid", "start", over=(t, 0, T - 1)),
            "added up",
        ),
        Line("bound", le(b, BOUND), from_lines("added"), "take the root"),
    ),
    neighbours=(
        Neighbour("one more step in the root", "bound", le(b, D * G / sp.sqrt(T + 1))),
        Neighbour("twice as much is paid", "one", le(far(t + 1), far(t) - 2 * q(t) ** 2 / size(t))),
    ),
    source="@polyak1969minimization",
)
