"""The area under the rate, which is what counts in small steps (C2a), and its share (C2b)."""

from __future__ import annotations

import flint
import sympy as sp

from lrlib.proofs.ced.rates import T, k, lr0, spelled, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    definition,
    eq,
    from_lines,
    gt,
    identity,
    le,
    let,
    lim,
    limit,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import CyclicExponentialDecay, ExponentialDecay

omega = sp.Symbol("omega", positive=True)
lr, p, tau, sigma = (sequence(name, real=True) for name in ("lr", "p", "tau", "sigma"))

_wave = omega * sp.sin(omega * t) - k * sp.cos(omega * t)
_travel = lr0 * (k + sp.exp(-k * t) * _wave) / (k**2 + omega**2)
_far = lr0 * k / (k**2 + omega**2)

#: The area up to t, all of it, and that under plain decay: in the parameters of the schedule.
travel, far = spelled(_travel), spelled(_far)
plain_travel = lr0 * (1 - sp.exp(-k * t)) / k

RATE = Line(
    "rate",
    eq(lr(t), lr0 * sp.exp(-k * t) * sp.cos(2 * sp.pi * t / T)),
    definition(of=CyclicExponentialDecay(lr0, k, T)),
    "the shipped formula",
)
OMEGA = Line("omega", eq(omega, 2 * sp.pi / T), let(), "the frequency of the wave")
AREA = Line("tau", eq(tau(t), _travel), let(), "what is claimed of the area up to $t$")
WHOLE = Line("far", eq(lim(tau(t), t), _far), limit(), "the wave dies out")

C2a = Theorem(
    label="C2a",
    name="The integral of the rate",
    chapter="ced",
    statement=r"""In small steps, what counts is the area under the rate, $rate$, up to $t$. It is
$$tau$$
as this is $0$ at the start and grows as fast as the rate says: $$start, slope$$ The first cycle
contributes $cycle.right$, all cycles together $far.right$:
$$cycle, far$$""",
    lines=(
        RATE,
        OMEGA,
        AREA,
        Line("start", eq(tau(0), 0), identity(), "so there is no constant to add"),
        Line("slope", eq(sp.Derivative(tau(t), t), lr(t)), identity(), "differentiated"),
        Line(
            "cycle",
            eq(tau(T), lr0 * k * (1 - sp.exp(-k * T)) / (k**2 + omega**2)),
            identity(),
            r"the wave is back where it began",
        ),
        WHOLE,
    ),
    neighbours=(
        Neighbour("a cycle contributes nothing", "cycle", eq(tau(T), 0)),
        Neighbour(
            r"$\omega$ in the numerator",
            "far",
            eq(lim(tau(t), t), lr0 * omega / (k**2 + omega**2)),
        ),
        Neighbour(
            "plus $k$ times the cosine, not minus",
            "slope",
            eq(sp.Derivative(tau(t) + 2 * k * lr(t) / (k**2 + omega**2), t), lr(t)),
        ),
    ),
)

C2b = Theorem(
    label="C2b",
    name="How little of the travel the wave keeps",
    chapter="ced",
    statement=r"""Of the travel of plain exponential decay with the same $k$, $plain$, the wave
keeps a share that is small while $k$ is small beside $omega$:
$$slope, all_plain, share$$
No $k$ brings it farther than $most.right$, and one attains that:
$$most, only, reached$$""",
    lines=(
        RATE,
        OMEGA,
        AREA,
        WHOLE,
        Line(
            "plain",
            eq(p(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "plain exponential decay, as shipped",
        ),
        Line("sigma", eq(sigma(t), plain_travel), let(), "the area under it"),
        Line("slope", eq(sp.Derivative(sigma(t), t), p(t)), identity(), "differentiated"),
        Line("all_plain", eq(lim(sigma(t), t), lr0 / k), limit(), "all of it"),
        Line(
            "share",
            eq(lim(tau(t), t), k**2 / (k**2 + omega**2) * lim(sigma(t), t)),
            from_lines("far", "all_plain"),
            "the quotient of the two",
        ),
        Line(
            "gap",
            eq(
                (lr0 / (2 * omega) - _far) * 2 * omega * (k**2 + omega**2),
                lr0 * (k - omega) ** 2,
            ),
            identity(),
            "a square, multiplied out",
        ),
        Line("above", gt(2 * omega * (k**2 + omega**2), 0), sign(), "a number above 0"),
        Line(
            "top",
            eq(lr0 / (2 * omega), lr0 * T / (4 * sp.pi)),
            identity(),
            "as the wave turns once in T",
        ),
        Line(
            "most",
            le(lim(tau(t), t), lr0 * T / (4 * sp.pi)),
            from_lines("far", "gap", "above", "top"),
            "a square is not below 0",
        ),
        Line(
            "only",
            eq(k, omega),
            from_lines("far", "gap", "above", "top"),
            "and it is 0 there only",
            when=(eq(lim(tau(t), t), lr0 * T / (4 * sp.pi)),),
        ),
        Line(
            "reached",
            eq(lim(tau(t), t), lr0 * T / (4 * sp.pi)),
            from_lines("far", "gap", "above", "top"),
            "turned round",
            when=(eq(k, omega),),
        ),
    ),
    neighbours=(
        Neighbour("half of that at most", "most", le(lim(tau(t), t), lr0 * T / (8 * sp.pi))),
        Neighbour(
            r"the share is $k/(k + \omega)$",
            "share",
            eq(lim(tau(t), t), k / (k + omega) * lim(sigma(t), t)),
        ),
    ),
    draw=lambda draw: {T: 10, k: flint.arb.pi() / 5} if draw.random() < 0.5 else {},
)
