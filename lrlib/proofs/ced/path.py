"""It walks back and forth on one curve (C2c)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.area import far, omega, plain_travel, travel
from lrlib.proofs.ced.rates import T, k, lr0, n, rate, s, t
from lrlib.proofs.engines.balls import Ball, Exact, to_ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    cited,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    keeps_order,
    le,
    let,
    lt,
    monotone,
    sequence,
    sine_above_0,
)
from lrlib.proofs.theorem import Theorem

x = sp.Symbol("x", positive=True)
u = sp.Symbol("u", nonnegative=True)
z, far_off = sp.symbols("z tau_infty", real=True)
lr, tau, theta = (sequence(name, real=True) for name in ("lr", "tau", "theta"))
flow = sequence("Theta", r"\Theta(#1)", real=True)
slope = sequence("g", r"\nabla f(#1)", real=True)
ced = sequence("ced", r"\mathrm{lr}^{\text{CED}}_{#1}", real=True)
clock = sequence("clock", r"\tau^{\text{CED}}_{#1}", real=True)
way = sequence("way", r"(-1)^{#1}", real=True)

#: Where the rate is zero, and the area up to there.
turning = T / 4 + n * T / 2
turn = lr0 * (k + (-1) ** n * omega * sp.exp(-k * turning)) / (k**2 + omega**2)

_first, _second = T / 4, 3 * T / 4
_half = sp.exp(-k * T / 2)
_later = sp.exp(-k * n * T / 2)
_way = sp.Derivative(clock(T / 4 + u), u)


def _runs(draw: Random) -> Values:
    """A flow on a slope that is even, or a parabola, and a clock that goes back and forth."""
    a, b, c = (Fraction(draw.randint(1, 30), 10) for _ in range(3))
    steep, start, fast = map(to_ball, (a, b, c))

    def clock_of(time: Exact) -> Ball:
        return (to_ball(time) * fast).sin()

    slope_of: Callable[[Exact], Ball]
    path: Callable[[Exact], Ball]
    if draw.random() < 0.5:
        slope_of, path = (lambda place: steep), (lambda time: start - steep * to_ball(time))
    else:
        slope_of = lambda place: steep * to_ball(place)  # noqa: E731
        path = lambda time: start * (-steep * to_ball(time)).exp()  # noqa: E731
    return {
        slope: slope_of,
        flow: path,
        tau: clock_of,
        lr: lambda time: (to_ball(time) * fast).cos() * fast,
        theta: lambda time: path(clock_of(time)),
        T: draw.randint(1, 8),  # the later swings are still seen
        k: Fraction(draw.randint(1, 10), 20),
        n: draw.randint(0, 5),
        s: Fraction(draw.randint(0, 40), 10),
    }


C2c = Theorem(
    label="C2c",
    name="It walks back and forth on one curve",
    chapter="ced",
    assumptions=(
        r"any loss $f$ whose gradient is Lipschitz, so that its flow $\Theta$ exists for all times,"
        " negative ones too; a vector is written like a number, as each line holds of both",
        r"steps so small that the path $\theta$ is a flow; the rates $\mathrm{lr}_t$ of *any* "
        r"schedule, and the area $\tau_t$ under them up to $t$",
    ),
    statement=r"""Let $\Theta(z)$ be the path of plain gradient flow. A run from the same start
takes the path
$$path$$
the same curve: walked forwards while the rate is positive, and backwards through the same points
while it is negative. This holds for every schedule; in this limit a rate that goes negative
explores nothing.

CED, $rate$, turns round again and again. The area under it, its clock, is then
$$turn$$
and after the second turn it stays for ever between the first two:
$$above, below$$
+++
The area is that of C2a, and its slope is the rate: $$clock, begins, slope$$ The turns are where
the rate is zero, $zero$, and each swing of the clock is shorter than the one before by one factor:
$$swing$$""",
    idea="""Plain gradient flow, read by another clock, is the flow with these rates; there is only
one such flow, so that is the run. The clock is the area under the rate. It turns back
where the wave changes its sign, each time by less, and never gets past its first turn
again.""",
    lines=(
        Line(
            "flow",
            eq(sp.Derivative(flow(z), z), -slope(flow(z))),
            assumed(),
            "plain gradient flow, by its own time",
            over=(z,),
        ),
        Line(
            "run",
            eq(sp.Derivative(theta(t), t), -lr(t) * slope(theta(t))),
            assumed(),
            "the flow with these rates",
            over=(t,),
        ),
        Line("start", eq(theta(0), flow(tau(0))), assumed(), "from the same start"),
        Line("area", eq(sp.Derivative(tau(t), t), lr(t)), assumed(notation=True), "", over=(t,)),
        Line(
            "chain",
            eq(
                sp.Derivative(flow(tau(t)), t),
                sp.Subs(sp.Derivative(flow(z), z), z, tau(t)) * sp.Derivative(tau(t), t),
            ),
            identity(),
            "the chain rule",
        ),
        Line(
            "same_flow",
            eq(sp.Derivative(flow(tau(t)), t), -lr(t) * slope(flow(tau(t)))),
            from_lines("chain", at("flow", {z: tau(t)}), "area"),
            "so plain flow, read by that clock, is the flow with these rates as well,",
        ),
        Line(
            "path",
            eq(theta(t), flow(tau(t))),
            cited("same_flow", "run", "start", facts=("flow",)),
            "and there is one such flow only",
        ),
        Line(
            "rate",
            eq(ced(t), lr0 * sp.exp(-k * t) * sp.cos(2 * sp.pi * t / T)),
            definition(of=rate),
            "CED, as shipped",
        ),
        Line("omega", eq(omega, 2 * sp.pi / T), let(), "the frequency of the wave"),
        Line("clock", eq(clock(t), travel), let(), "the area under it, as in C2a:"),
        Line("far", eq(far_off, far), let(), "and all of it"),
        Line("begins", eq(clock(0), 0), identity(), "it begins at 0"),
        Line(
            "slope",
            eq(sp.Derivative(clock(t), t), ced(t)),
            identity(),
            "and has that slope, so it is the clock",
        ),
        Line("zero", eq(ced(turning), 0), identity(), "the wave is zero there, so the clock turns"),
        Line("turn", eq(clock(turning), turn), identity(), "where it turns"),
        Line(
            "swing",
            eq(
                clock(turning + T) - clock(turning + T / 2),
                -_half * (clock(turning + T / 2) - clock(turning)),
            ),
            identity(),
            "from one turn to the next, and to the one after it",
        ),
        Line("back", eq(_way, ced(T / 4 + u)), identity(), "after the first turn,"),
        Line(
            "sinks",
            eq(ced(T / 4 + u), -lr0 * sp.exp(-k * (T / 4 + u)) * sp.sin(2 * sp.pi * u / T)),
            identity(),
            "a quarter of a turn makes a sine of a cosine,",
        ),
        sine_above_0(x),
        Line(
            "falls",
            lt(_way, 0),
            from_lines("back", "sinks", at("sine", {x: 2 * sp.pi * u / T})),
            "the clock goes back for half a cycle:",
            when=(gt(u, 0), lt(u, T / 2)),
        ),
        Line(
            "high",
            ge(clock(_first), clock(T / 4 + s)),
            monotone("falls", of=u, points=(sp.Integer(0), s)),
            "all along it is below the first turn,",
            when=(le(s, T / 2),),
        ),
        Line(
            "low",
            ge(clock(T / 4 + s), clock(_second)),
            monotone("falls", of=u, points=(s, T / 2)),
            "and above the second",
            when=(le(s, T / 2),),
        ),
        Line("way", eq(way(n), (-1) ** n), let(), "forwards or backwards"),
        Line("ways", eq(way(n) ** 2, 1), identity(), "one of the two"),
        Line(
            "later",
            eq(
                clock(turning + s) - far_off,
                way(n) * _later * (clock(T / 4 + s) - far_off),
            ),
            identity(),
            "every later half of a cycle is that one, smaller and perhaps turned round",
        ),
        Line(
            "second",
            eq(clock(_second) - far_off, -_half * (clock(_first) - far_off)),
            identity(),
            "so is the second turn",
        ),
        Line(
            "sooner",
            le(-k * n * T / 2, -k * T / 2),
            from_lines(),
            "from the second turn on",
            when=(ge(n, 1),),
        ),
        Line(
            "smaller",
            le(_later, _half),
            keeps_order("sooner", by=sp.exp),
            "it is smaller by at least that factor,",
            when=(ge(n, 1),),
        ),
        Line(
            "below",
            le(clock(turning + s), clock(_first)),
            from_lines("later", "high", "low", "second", "smaller", "ways"),
            "so it never gets past the first turn again,",
            when=(ge(n, 1), le(s, T / 2)),
        ),
        Line(
            "above",
            ge(clock(turning + s), clock(_second)),
            from_lines("later", "high", "low", "second", "smaller", "ways"),
            "nor back behind the second",
            when=(ge(n, 1), le(s, T / 2)),
        ),
    ),
    neighbours=(
        Neighbour("it walks the other way", "path", eq(theta(t), flow(-tau(t)))),
        Neighbour(
            "it gets as far as plain decay",
            "slope",
            eq(sp.Derivative(plain_travel, t), ced(t)),
        ),
        Neighbour(
            "every swing ends on the same side", "turn", eq(clock(turning), turn.subs((-1) ** n, 1))
        ),
        Neighbour(
            "a swing is shorter by that factor every whole cycle",
            "swing",
            eq(
                clock(turning + T) - clock(turning + T / 2),
                -(_half**2) * (clock(turning + T / 2) - clock(turning)),
            ),
        ),
    ),
    draw=_runs,
)
