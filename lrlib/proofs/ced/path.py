"""It walks back and forth on one curve (C2c), and above where it started (C2d)."""

from __future__ import annotations

import flint
import sympy as sp

from lrlib.proofs.ced.area import far, plain_travel, travel
from lrlib.proofs.ced.rates import (
    NUMBERS,
    POINTS,
    SHIPPED,
    T,
    area_under,
    j,
    k,
    lr0,
    n,
    omega,
    plain,
    rate,
    s,
    spelled,
    t,
)
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import agree, ball, integral, negative, positive, shown, zero


class slope(sp.Function):
    """Any vector field: the gradient of any loss."""


class descent(sp.Function):
    """Plain gradient flow through it, by its own time: descent' = -slope(descent)."""

    def fdiff(self, argindex=1):
        return -slope(self)


def _turn(w):
    return lr0 * (k + (-1) ** n * w * sp.exp(-k * (T / 4 + n * T / 2))) / (k**2 + w**2)


turn = spelled(_turn(omega))
turning = T / 4 + n * T / 2  # where the rate is zero


def _retraces(clock, turn):
    path, pairs = descent(clock), sp.exp(-j * k * T)  # at most 1
    return shown(
        zero(sp.diff(path, t) / slope(path) + rate(t)),
        zero(clock.subs(t, 0)),
        zero(rate(turning)),
        zero(clock.subs(t, turning) - turn),
        zero(turn.subs(n, n + 1) - far + sp.exp(-k * T / 2) * (turn - far)),
        # all turns lie between the first two: those of even n are right of tau_infinity
        positive(turn.subs(n, 0) - far),
        negative(turn.subs(n, 1) - far),
        *(
            zero(sp.simplify(turn.subs(n, 2 * j + i) - far - pairs * (turn.subs(n, i) - far)))
            for i in (0, 1)
        ),
        # between two turns the rate keeps its sign: a sine over half of its period
        zero(sp.expand_trig(rate(T / 4 + s) + plain(T / 4 + s) * sp.sin(2 * sp.pi * s / T))),
    )


def _retraces_by_quadrature(clock, turn):
    """On the slope theta, where descent from 1 is e^{-time}."""
    path = sp.exp(-clock)

    def answers():
        for at in POINTS:
            moved = ball(path, at | {t: "17/2"}) - ball(path, at | {t: 0})
            yield agree(ball(clock, at | {t: 0}), flint.arb(0))
            yield agree(moved, -integral(rate(t) * path, t, 0, "17/2", at))
            for i in (0, 1, 4):
                end = turning.subs(n, i)
                yield agree(ball(turn.subs(n, i), at), integral(rate(t), t, 0, end, at))

    return shown(*answers())


def _walk(clock, turn):
    """theta' = -rate theta^2 in steps so short that they pass for a flow."""
    theta = 1.0
    for i in range(2500):
        theta -= 0.01 * SHIPPED(0.01 * (i + 0.5)) * theta**2
    return Witness(
        "lr0 = 0.1, k = 0.05, T = 10, t = 25, slope theta^2 from 1",
        theta,
        "=",
        (1 / (1 + clock)).subs(NUMBERS | {t: 25}),
        tolerance=2e-3,
    )


C2c = Theorem(
    label="C2c",
    name="It walks back and forth on one curve",
    chapter="ced",
    assumptions=(
        lr0,
        k,
        T,
        "any loss whose gradient $\\nabla f$ is Lipschitz: "
        r"$\lVert\nabla f(x)-\nabla f(y)\rVert \le L\,\lVert x-y\rVert$, so that its flow exists "
        "for all times, negative ones too",
        "steps so small that the path is a flow",
    ),
    statement=rf"""Let $\Theta(\tau)$ be the path of plain gradient flow. CED's path from the same
start is $\theta(t) = \Theta(\tau(t))$ with
$$\tau(t) = \int_0^t {tex(rate(s))} \, \mathrm{{d}}s:$$
the same curve, walked forwards while the rate is positive and backwards through the same points
while it is negative. The run turns round at $t = T/4 + nT/2$, where
$$\tau = {tex(_turn(omega))},\qquad \omega = 2\pi/T,$$
and from the second turn on each swing of $\tau$ is shorter than the one before by the factor
$e^{{-kT/2}}$. So after $3T/4$ steps it never again leaves the piece of the curve between its first
two turning points. That the
path is $\Theta(\tau(t))$ holds for *every* schedule: in this limit, a rate that goes negative
explores nothing.""",
    claim=dict(clock=travel, turn=turn),
    symbolic=_retraces,
    independent={"arb": _retraces_by_quadrature},
    witness=_walk,
    mutants=(
        Mutant("it walks the other way", dict(clock=-travel)),
        Mutant("it gets as far as plain decay", dict(clock=plain_travel)),
        Mutant(
            "every swing ends on the same side",
            dict(turn=turn.subs((-1) ** n, 1)),
            lambda clock, turn: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, t = 15/2",
                area_under(SHIPPED, 7.5),
                "=",
                turn.subs(NUMBERS | {n: 1}),
                tolerance=1e-5,
            ),
        ),
    ),
    derivation=(
        (r"\Theta'(\tau) = -\nabla f(\Theta(\tau))", "plain gradient flow"),
        (
            r"\theta'(t) = \Theta'(\tau(t))\,\tau'(t) = -\mathrm{lr}_t\, \nabla f(\theta(t))",
            "the chain rule: this is CED's flow, from the same start as $\\tau(0) = 0$",
        ),
        (r"\mathrm{lr}_{T/4+nT/2} = 0", "the rate changes its sign there, so $\\tau$ turns"),
        (
            r"\tau_{n+1} - \tau_\infty = -e^{-kT/2}(\tau_n - \tau_\infty)",
            "swings alternate and shrink; so every turn lies between the first two, and between "
            "two turns the rate keeps its sign (C3)",
        ),
    ),
    cites=("flow",),
)
