"""Strongly convex, with corners or with noise: one over the step, and no length to know."""

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
    definition,
    eq,
    from_lines,
    le,
    sequence,
)
from lrlib.proofs.theorem import Theorem
from lrlib.proofs.worlds.parts import G, MeanOverNoise, T, far, inner_u, size, t
from lrlib.schedules import InverseTime

mu = sp.Symbol("mu", positive=True)
end = sp.Symbol("a", real=True)
q, lr = sequence("q", real=True), sequence("lr", real=True)

_losses = sp.Sum((t + 1) * q(t), (t, 0, T - 1))
BOUND = 2 * G**2 / (mu * (T + 1))


def _case(draw: Random) -> Values:
    """A parabola with a corner at its bottom, and noise of one size and either sign."""
    curved, corner = Fraction(draw.randint(1, 8), 4), Fraction(draw.choice((0, 0, 1, 3)), 2)
    noise, updates = Fraction(draw.choice((0, 0, 1, 4)), 2), draw.randint(1, 3)
    start = Fraction(draw.randint(1, 16), 4)

    def loss(x: Fraction) -> Fraction:
        return curved * x**2 / 2 + corner * abs(x)

    def slope(x: Fraction) -> Fraction:
        return curved * x + corner * (1 if x >= 0 else -1)

    def rate(j: int) -> Fraction:
        return 2 / (curved * (j + 2))

    runs = MeanOverNoise(start, slope, noise, rate)
    squares = runs.mean(lambda x, g, mean: g**2)
    steepest = max(map(squares, range(6)))
    weight = Fraction(2, updates * (updates + 1))
    return {
        G: ball(steepest).sqrt(),
        mu: curved,
        T: updates,
        t: draw.randint(0, updates),
        q: runs.mean(lambda x, g, mean: loss(x)),
        far: runs.mean(lambda x, g, mean: x**2),
        inner_u: runs.mean(lambda x, g, mean: g * x),
        size: squares,
        end: runs.of_paths(
            updates, lambda path: loss(weight * sum((j + 1) * path[j] for j in range(updates)))
        ),
    }


W2 = Theorem(
    label="W2",
    name="In a bowl with corners, one over the step",
    chapter="worlds",
    assumptions=(
        "a loss $f$ that is at least as curved as $\\mu x^2/2$ everywhere, corners or not, and its "
        "minimiser $u$; $q_t = \\mathrm{E} f(x_t) - f(u)$",
        "subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose mean, given all that went before, "
        "is one; their size is bounded wherever the run goes",
        "$a$ is $\\mathrm{E} f(\\bar x) - f(u)$ at the mean $\\bar x$ of the first $T$ points, "
        "in which $x_t$ has the weight $t + 1$",
    ),
    statement="""With the rates $rate.right$, which need no length, the mean of the points is above
the least loss by at most $$bound$$ and that at every $T$.""",
    draw=_case,
    idea="""Curvature takes from the distance at every step a share that no corner can undo. With
weights that grow by one from step to step, what is left of the distances telescopes,
and what the start was like drops out altogether.""",
    lines=(
        Line(
            "rate",
            eq(lr(t), 2 / (mu * (t + 2))),
            definition(of=InverseTime(1 / mu, timescale=2)),
            "inverse time, as shipped",
        ),
        Line(
            "step",
            eq(far(t + 1), far(t) - 2 * lr(t) * inner_u(t) + lr(t) ** 2 * size(t)),
            assumed(notation=True),
            "one step, squared",
            over=(t,),
        ),
        Line("bounded", le(size(t), G**2), assumed(), over=(t,)),
        Line(
            "convex",
            le(q(t) + mu / 2 * far(t), inner_u(t)),
            cited(facts=("strongly convex", "given the past")),
            "what strong convexity is; of noisy subgradients the mean, given the past",
        ),
        Line(
            "jensen",
            le(end, 2 / (T * (T + 1)) * _losses),
            cited(facts=("jensen", "expectation")),
            "the loss at a mean is at most the mean of the losses",
        ),
        Line(
            "one",
            le(
                (t + 1) * q(t),
                mu / 4 * (t * (t + 1) * far(t) - (t + 1) * (t + 2) * far(t + 1)) + G**2 / mu,
            ),
            from_lines("convex", "step", "bounded", "rate"),
            "times its weight, what one step says; the weights make the distances telescope",
        ),
        Line(
            "added",
            le(_losses, T * G**2 / mu),
            adding_up("one", over=(t, 0, T - 1)),
            "added up: the first distance has the weight 0, the last is not below 0",
        ),
        Line("bound", le(end, BOUND), from_lines("jensen", "added"), "divide"),
    ),
    neighbours=(
        Neighbour("a quarter of it", "bound", le(end, BOUND / 4)),
        Neighbour(
            "weights that do not grow",
            "one",
            le(q(t), mu / 4 * (t * far(t) - (t + 1) * far(t + 1)) + G**2 / (mu * (t + 2)) / 2),
        ),
        Neighbour("the rates start at $2/\\mu$", "rate", eq(lr(t), 2 / (mu * (t + 1)))),
    ),
    source="@lacostejulien2012simpler",
)
