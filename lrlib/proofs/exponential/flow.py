"""The same in continuous time (E2f)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    definition,
    eq,
    from_lines,
    gt,
    identity,
    let,
    lim,
    limit,
    monotone,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, k, lam = sp.symbols("lr0 k lam", positive=True)
t = sp.Symbol("t", nonnegative=True)
lr, theta, u = (sequence(name, real=True) for name in ("lr", "theta", "u"))

_far = -lam * lr0 / k
_moved = theta(t) * sp.exp(-u(t))


def _flows(draw: Random) -> Values:
    """A run of the flow, from anywhere."""
    a, b, c = (Fraction(draw.randint(1, 30), 10) for _ in range(3))
    start = draw.choice((-1, 1)) * draw.randint(1, 30)

    def place(time: flint.arb | int) -> flint.arb:
        gone = 1 - (-flint.arb(time) * b.numerator / b.denominator).exp()
        size = a * c / b
        return start * (-gone * size.numerator / size.denominator).exp()

    return {lr0: a, k: b, lam: c, theta: place}


E2f = Theorem(
    label="E2f",
    name="The flow stops short as well",
    chapter="exponential",
    assumptions=(r"the loss is $\tfrac{\lambda}{2}\theta^2$",),
    statement="""Gradient flow, $flow$ with $rate$, has at time $t$ kept of its distance to the
minimum
$$share$$
In the end that is
$$exponent, kept, above$$""",
    lines=(
        Line(
            "flow",
            eq(sp.Derivative(theta(t), t), -lr(t) * lam * theta(t)),
            assumed(),
            "gradient flow",
            over=(t,),
        ),
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "the shipped formula",
        ),
        Line("u", eq(u(t), _far * (1 - sp.exp(-k * t))), let(), "the logarithm of what is claimed"),
        Line("none", eq(sp.exp(u(0)), 1), identity(), "nothing is lost at the start"),
        Line(
            "slope",
            eq(sp.Derivative(u(t), t), -lam * lr(t)),
            identity(),
            "it falls as fast as the rate says",
        ),
        Line(
            "product",
            eq(
                sp.Derivative(_moved, t),
                sp.exp(-u(t)) * (sp.Derivative(theta(t), t) - theta(t) * sp.Derivative(u(t), t)),
            ),
            identity(),
            "the run, measured in what is claimed of it: the slope of a product",
        ),
        Line(
            "still",
            eq(sp.Derivative(_moved, t), 0),
            from_lines("product", "flow", "slope"),
            "both slopes cancel",
        ),
        Line(
            "same",
            eq(_moved, theta(0) * sp.exp(-u(0))),
            monotone("still", of=t, points=(sp.Integer(0), t)),
            "what has no slope stays as it is",
        ),
        Line(
            "share",
            eq(theta(t), theta(0) * sp.exp(u(t))),
            from_lines("same", "none"),
            "so the run is what is claimed of it",
        ),
        Line("exponent", eq(lim(u(t), t), _far), limit(), "the powers of $e$ die out"),
        Line("kept", eq(lim(sp.exp(u(t)), t), sp.exp(_far)), limit(), "likewise"),
        Line("above", gt(sp.exp(_far), 0), sign(), "a power of $e$"),
    ),
    neighbours=(
        Neighbour(
            "the exponent has the sum of the steps, not the integral",
            "exponent",
            eq(lim(u(t), t), -lam * lr0 / (1 - sp.exp(-k))),
        ),
        Neighbour(
            "a second-order term is added",
            "exponent",
            eq(lim(u(t), t), _far * (1 + lam * lr0 / 4)),
        ),
    ),
    draw=_flows,
)
