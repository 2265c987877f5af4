"""Gradients with noise: where a constant rate stalls (N0), and what no schedule can beat (N1, N2).

On a quadratic the mean square of the error obeys a recursion of one line, which is the library's
own (``lrlib.bounds.next_mean_square``); everything else follows from it.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib import bounds
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    lim,
    lt,
    sequence,
    sign,
    squeeze,
)
from lrlib.proofs.theorem import Theorem

lam, sigma, eta, v0, d = sp.symbols("lam sigma eta v0 d", positive=True)
t, T = sp.symbols("t T", integer=True, nonnegative=True)
floor = sp.Symbol(r"v^*", real=True)
v = sequence("v", nonnegative=True)
rate = sequence("eta", real=True)
best, least, left = (
    sequence("eta^*", r"\eta^*_{#1}", real=True),
    sequence("m", real=True),
    sequence("p", real=True),
)

NOISY = (
    r"a quadratic loss of curvature $\lambda$: $\theta_{t+1} = \theta_t - "
    r"\eta_t(\lambda\theta_t + \xi_t)$",
    r"noise $\xi_t$ of mean 0 and variance $\sigma^2$, independent of the past",
    r"$v_t = \mathrm{E}\,\theta_t^2$",
)
GAIN = lam**2 / sigma**2


def step(rate_of: Number) -> Line:
    """One step, squared; the product of error and noise has mean 0."""
    return Line(
        "step",
        eq(v(t + 1), bounds.next_mean_square(v(t), rate_of, lam, sigma)),
        assumed(),
        "one step, squared; error times noise has mean 0",
        over=(t,),
    )


def _runs(tail: bool = False) -> Callable[[Random], Values]:
    """Draws runs of which some steps have the best rate; with ``tail``, the first few have it."""

    def case(draw: Random) -> Values:
        curvature, noise, start = (Fraction(draw.randint(1, 40), 10) for _ in range(3))
        values, rates, good = [start], [], draw.randint(0, 8)
        for i in range(30):
            ideal = curvature * values[-1] / (curvature**2 * values[-1] + noise**2)
            other = Fraction(draw.randint(-20, 40), 20)
            rates.append(ideal if (i < good if tail else draw.random() < 0.5) else other)
            values.append(bounds.next_mean_square(values[-1], rates[-1], curvature, noise))
        drawn = {v: lambda i: values[i], rate: lambda i: rates[i]}
        return {lam: curvature, sigma: noise, v0: start} | drawn

    return case


START = Line("start", eq(v(0), v0), assumed(), "the error at the start")

N0 = Theorem(
    label="N0",
    name="A constant rate stalls",
    chapter="convergence",
    assumptions=NOISY,
    statement=r"""The expected squared error does not go to $0$ but to
$$floor.right$$
and it gets there geometrically: after $t$ steps it is
$$value$$
where the power vanishes: $$gone$$""",
    lines=(
        step(eta),
        START,
        Line("safe", lt(lam * eta, 2), assumed(), "the rate is not too large"),
        Line("floor", eq(floor, bounds.stationary(eta, lam, sigma)), let(), "where it stalls"),
        Line("power", eq(left(t), (1 - lam * eta) ** (2 * t)), let(), "what is left of the gap"),
        Line("d", eq(d, 1 - (1 - lam * eta) ** 2), let(), "what a step takes off it"),
        Line(
            "still",
            eq(floor, bounds.next_mean_square(floor, eta, lam, sigma)),
            identity(),
            "the level that a step leaves as it is",
        ),
        Line(
            "gap",
            eq(v(t + 1) - floor, (1 - lam * eta) ** 2 * (v(t) - floor)),
            from_lines("step", "still"),
            "subtract",
        ),
        Line("first", eq(left(0), 1), identity(), "no step, nothing lost"),
        Line(
            "less", eq(left(t + 1), (1 - d) * left(t)), identity(), "one more step, one more factor"
        ),
        Line(
            "value",
            eq(v(t), floor + left(t) * (v0 - floor)),
            induction("start", "gap", "d", "first", "less", of=t),
            "so the gap is geometric",
        ),
        Line("square", ge(left(t), 0), sign(), "a square"),
        Line(
            "bernoulli",
            le(left(t) * (1 + t * d), 1),
            induction("first", "less", "square", of=t),
            "Bernoulli: $(1-d)(1+(t+1)d)$ is at most $1+td$",
        ),
        Line("lower", le(0, left(t)), from_lines("square"), "turned round"),
        Line("upper", le(left(t), 1 / (1 + t * d)), from_lines("bernoulli"), "divide"),
        Line(
            "gone",
            eq(lim(left(t), t), 0),
            squeeze("lower", "upper"),
            "between 0 and what goes to 0",
        ),
    ),
    neighbours=(
        Neighbour(
            r"the rule of thumb $\eta\sigma^2/(2\lambda)$ is exact",
            "still",
            eq(
                eta * sigma**2 / (2 * lam),
                bounds.next_mean_square(eta * sigma**2 / (2 * lam), eta, lam, sigma),
            ),
        ),
        Neighbour(
            r"the gap shrinks by $1-\lambda\eta$ a step, not by its square",
            "value",
            eq(v(t), floor + (1 - lam * eta) ** t * (v0 - floor)),
        ),
    ),
)


_kalman = v(t) * sigma**2 / (lam**2 * v(t) + sigma**2)

N1 = Theorem(
    label="N1",
    name="No schedule beats the Kalman bound",
    chapter="convergence",
    assumptions=(*NOISY, "rates fixed before the run, large, small or negative"),
    statement=r"""One step adds at most $gain.right$ to $\frac{1}{v_{t}}$. So whatever the
rates are, as long as they do not depend on the noise, after $T$ steps
$$bound$$
A step gains the most with the rate $$best$$ and with no other:
$$most, only$$""",
    lines=(
        step(rate(t)),
        START,
        Line("best", eq(best(t), lam * v(t) / (lam**2 * v(t) + sigma**2)), let(), "the best rate"),
        Line("alive", gt(v(t), 0), induction("start", "step", of=t), "noise, or error, is left"),
        Line(
            "square",
            eq(v(t + 1), _kalman + (lam**2 * v(t) + sigma**2) * (rate(t) - best(t)) ** 2),
            from_lines("step", "best", "alive"),
            "complete the square in the rate",
        ),
        Line("least", ge(v(t + 1), _kalman), from_lines("square", "alive"), "drop the square"),
        Line(
            "gain",
            le(1 / v(t + 1) - 1 / v(t), GAIN),
            from_lines("least", "alive", at("alive", {t: t + 1})),
            "turn both sides upside down",
        ),
        Line(
            "bound",
            le(1 / v(T), 1 / v0 + T * GAIN),
            induction("start", at("gain", {t: T}), of=T),
            "equal at the start, and one more step adds no more than that",
        ),
        Line(
            "most",
            eq(1 / v(t + 1) - 1 / v(t), GAIN),
            from_lines("square", "alive", at("alive", {t: t + 1})),
            "then the square is 0",
            when=(eq(rate(t), best(t)),),
        ),
        Line(
            "only",
            eq(rate(t), best(t)),
            from_lines("square", "alive", at("alive", {t: t + 1})),
            "and it is 0 for no other rate",
            when=(eq(1 / v(t + 1) - 1 / v(t), GAIN),),
        ),
    ),
    neighbours=(
        Neighbour(
            r"a step gains at most $\lambda/\sigma^2$",
            "gain",
            le(1 / v(t + 1) - 1 / v(t), lam / sigma**2),
        ),
        Neighbour(
            "a step gains at most half as much", "gain", le(1 / v(t + 1) - 1 / v(t), GAIN / 2)
        ),
        Neighbour(
            r"the best rate is $\lambda v/(\lambda v + \sigma^2)$",
            "square",
            eq(
                v(t + 1),
                _kalman
                + (lam**2 * v(t) + sigma**2)
                * (rate(t) - lam * v(t) / (lam * v(t) + sigma**2)) ** 2,
            ),
        ),
    ),
    draw=_runs(),
    source="@kalman1960new",
)

_harmonic = bounds.harmonic(t, v0, lam, sigma)
_least = bounds.least_mean_square(t, v0, lam, sigma)

N2 = Theorem(
    label="N2",
    name="The harmonic schedule attains it",
    chapter="convergence",
    assumptions=NOISY,
    statement=r"""With the rates $$harmonic$$ the bound of N1 is met with equality after every step:
$$met, bound$$
Any other schedule is worse from the first step that differs, and stays so:
$$worse, stays$$""",
    lines=(
        step(rate(t)),
        START,
        Line("harmonic", eq(best(t), _harmonic), let(), "the shipped rates"),
        Line("least", eq(least(t), _least), let(), "the least mean square error, as shipped"),
        Line("bound", eq(1 / least(t), 1 / v0 + t * GAIN), identity(), "the bound of N1"),
        Line("alive", gt(least(t), 0), sign(), "noise is left"),
        Line(
            "kalman",
            eq(least(t + 1), least(t) * sigma**2 / (lam**2 * least(t) + sigma**2)),
            identity(),
            "the best step from there, by N1",
        ),
        Line(
            "rate",
            eq(best(t), lam * least(t) / (lam**2 * least(t) + sigma**2)),
            identity(),
            "whose rate is the harmonic one",
        ),
        Line(
            "square",
            eq(
                v(t + 1),
                least(t + 1)
                + (lam**2 * least(t) + sigma**2) * (rate(t) - best(t)) ** 2
                + (1 - lam * rate(t)) ** 2 * (v(t) - least(t)),
            ),
            from_lines("step", "kalman", "rate", "alive"),
            "complete the square in the rate",
        ),
        Line("first", eq(least(0), v0), identity(), "the same start"),
        Line(
            "above",
            ge(v(t), least(t)),
            induction("start", "first", "square", "alive", of=t),
            "so never below",
        ),
        Line(
            "met",
            eq(v(t + 1), least(t + 1)),
            from_lines("square"),
            "both squares vanish",
            when=(eq(v(t), least(t)), eq(rate(t), best(t))),
        ),
        Line(
            "worse",
            gt(v(t + 1), least(t + 1)),
            from_lines("square", "alive", "above"),
            "a square is left over",
            when=(sp.Ne(rate(t), best(t)),),
        ),
        Line(
            "stays",
            gt(v(t + 1), least(t + 1)),
            from_lines("square", "alive", "rate", "kalman"),
            "if that step has the best rate, it leaves more of what was left over than 0",
            when=(gt(v(t), least(t)),),
        ),
    ),
    neighbours=(
        Neighbour(
            "the count starts at $t$, not $t+1$",
            "rate",
            eq(_harmonic.subs(t, t - 1), lam * least(t) / (lam**2 * least(t) + sigma**2)),
        ),
        Neighbour(
            r"$\sigma^2/(\lambda v_0)$ in place of $\sigma^2/(\lambda^2 v_0)$",
            "rate",
            eq(
                1 / (lam * (t + 1 + sigma**2 / (lam * v0))),
                lam * least(t) / (lam**2 * least(t) + sigma**2),
            ),
        ),
        Neighbour(
            "the first step gains nothing", "bound", eq(1 / least(t), 1 / v0 + (t - 1) * GAIN)
        ),
    ),
    draw=_runs(tail=True),
    source="@kalman1960new",
)
