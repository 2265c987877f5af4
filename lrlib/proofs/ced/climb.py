"""When CED climbs above where it started (C2d)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import flint
import sympy as sp

from lrlib.proofs.ced.area import AREA, OMEGA, RATE, lr, omega, tau
from lrlib.proofs.ced.rates import T, k, lr0, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    keeps_order,
    le,
    lt,
    monotone,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

W = sp.LambertW(3 * sp.pi / 2)
#: Decay per cycle, k T, below which the first cycle carries the run above its start.
climbs_below = sp.Rational(4, 3) * W

s = sp.Symbol("s", real=True)
loss, steep = sequence("f", real=True), sequence("g", positive=True)

_back = 3 * T / 4
_little, _much = lt(k * T, climbs_below), ge(k * T, climbs_below)
_there = lr0 * (k - omega * sp.exp(-3 * k * T / 4)) / (k**2 + omega**2)
_power = sp.exp(3 * k * T / 4)


def _case(draw: Random) -> Values:
    """A length, a decay on either side of the threshold, and a loss that falls in its own time."""
    length, near = draw.randint(1, 20), draw.choice((0, 1))
    decay = Fraction(draw.randint(160, 185), 100) if near else Fraction(draw.randint(1, 400), 100)
    pace = Fraction(draw.randint(1, 9), 10)
    ratio = flint.arb(pace.numerator) / pace.denominator
    falls = {
        loss: lambda time: (-2 * ratio * flint.arb(time)).exp(),
        steep: lambda time: (2 * ratio).sqrt() * (-ratio * flint.arb(time)).exp(),
    }
    return {T: length, k: decay / length} | falls


C2d = Theorem(
    label="C2d",
    name="When it climbs above where it started",
    chapter="ced",
    assumptions=(
        "small steps: by C2c the run is at time $t$ where plain gradient flow is at time $\\tau_t$",
        "$f_s$ is the loss and $g_s$ the length of its gradient where plain gradient flow is at "
        "time $s$; a Lipschitz gradient that is not 0 at the start is nowhere 0 on the way",
    ),
    statement="""The area under $rate$ after three quarters of a cycle is negative if the decay
per cycle is small, and only then:
$$threshold$$
$$at_least, at_most$$
where W is Lambert's function. A run with so little decay climbs, in its first cycle, *above* the
loss from which it started:
$$higher$$
+++
The area up to $t$ is $tau.left$, and after three quarters of a cycle
$$start, slope, there$$
Its sign:
$$negative, only$$""",
    idea=r"""Put three quarters of a cycle into the area under the rate. Its sign is that of
$kT\,e^{3kT/4} - 2\pi$, and Lambert's function says where that is 0.""",
    lines=(
        Line(
            "flow",
            eq(sp.Derivative(loss(s), s), -(steep(s) ** 2)),
            assumed(),
            "plain gradient flow goes down the slope",
            over=(s,),
        ),
        Line(
            "lambert",
            eq(W * sp.exp(W), 3 * sp.pi / 2),
            assumed(notation=True),
            "what Lambert's function is",
        ),
        RATE,
        OMEGA,
        AREA,
        Line("start", eq(tau(0), 0), identity(), "nothing yet"),
        Line("slope", eq(sp.Derivative(tau(t), t), lr(t)), identity(), "the integral of C2a"),
        Line("there", eq(tau(_back), _there), identity(), "the wave has turned three quarters"),
        Line("w", gt(W, 0), sign(), "a number above 0"),
        Line("small", lt(3 * k * T / 4, W), from_lines(), "times three quarters", when=(_little,)),
        Line(
            "powers",
            lt(_power, sp.exp(W)),
            keeps_order("small", by=sp.exp),
            "the exponential of both sides",
            when=(_little,),
        ),
        Line(
            "less",
            lt(k * T * _power, 2 * sp.pi),
            from_lines("small", "powers", "lambert", "w"),
            "multiplied",
            when=(_little,),
        ),
        Line(
            "negative",
            lt(tau(_back), 0),
            from_lines("less", "there", "omega"),
            r"over $T e^{3kT/4}$, that is below 0",
            when=(_little,),
        ),
        Line("large", le(W, 3 * k * T / 4), from_lines(), "times three quarters", when=(_much,)),
        Line(
            "larger",
            le(sp.exp(W), _power),
            keeps_order("large", by=sp.exp),
            "the exponential of both sides",
            when=(_much,),
        ),
        Line(
            "more",
            ge(k * T * _power, 2 * sp.pi),
            from_lines("large", "larger", "lambert", "w"),
            "multiplied",
            when=(_much,),
        ),
        Line(
            "positive",
            ge(tau(_back), 0),
            from_lines("more", "there", "omega"),
            "likewise",
            when=(_much,),
        ),
        Line(
            "only",
            lt(k * T, climbs_below),
            from_lines("positive"),
            "otherwise it would not be negative",
            when=(lt(tau(_back), 0),),
        ),
        Line(
            "threshold",
            ge(k * T, climbs_below),
            from_lines("negative"),
            "otherwise it would be negative",
            when=(ge(tau(_back), 0),),
        ),
        Line("at_least", lt(sp.Rational(43, 25), climbs_below), sign(), "in numbers"),
        Line("at_most", lt(climbs_below, sp.Rational(173, 100)), sign(), "likewise"),
        Line(
            "down",
            lt(sp.Derivative(loss(s), s), 0),
            from_lines("flow"),
            "a square, with its sign turned",
        ),
        Line(
            "higher",
            gt(loss(tau(_back)), loss(0)),
            monotone("down", "negative", of=s, points=(tau(_back), sp.Integer(0))),
            "before its start plain gradient flow is above it",
            when=(_little,),
        ),
    ),
    neighbours=(
        Neighbour(r"the threshold is $W(3\pi/2)$", "only", lt(k * T, W)),
        Neighbour(
            "W(2 pi) instead of W(3 pi/2)",
            "threshold",
            ge(k * T, sp.Rational(4, 3) * sp.LambertW(2 * sp.pi)),
        ),
    ),
    draw=_case,
)
