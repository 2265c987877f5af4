"""What is true of every schedule: under noise, and on any convex loss."""

from __future__ import annotations

import random
from functools import wraps

import numpy as np
import sympy as sp
import z3

from lrlib import bounds
from lrlib.proofs.render import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    ball,
    compare,
    limit,
    nonnegative,
    on,
    positive,
    shown,
    telescopes,
    to_z3,
    z3_proves,
    zero,
)
from lrlib.schedules import (
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    LinearDecay,
    OneCycle,
    Triangular,
)


def _stepwise(steps):
    """A check from a generator of answers, that stops at the first False."""

    @wraps(steps)
    def check(**claim):
        return all(map(shown, steps(**claim)))

    return check


# -- a quadratic with noisy gradients ------------------------------------------------------------

lam, sigma, v, v0 = sp.symbols("lam sigma v v0", positive=True)
eta = sp.Symbol("eta", real=True)
t = sp.Symbol("t", integer=True, nonnegative=True)

_NOISY = (
    "a quadratic loss of curvature $\\lambda$: $\\theta_{t+1} = \\theta_t - "
    "\\eta_t(\\lambda\\theta_t + \\xi_t)$",
    "noise $\\xi_t$ of mean 0 and variance $\\sigma^2$, independent of the past",
    "$v_t = \\mathrm{E}\\,\\theta_t^2$",
)
_MEAN_SQUARE = (
    r"v_{t+1} = (1-\lambda\eta_t)^2 v_t + \eta_t^2\sigma^2",
    "square the update; the product of error and noise has mean 0",
)


def _next(value, rate):
    return bounds.next_mean_square(value, rate, lam, sigma)


# -- N0: where a constant rate stalls

y = sp.Symbol("y", positive=True)
steady = sp.Symbol("eta", positive=True)
_SAFE = {steady: 2 / (lam * (1 + y))}  # every rate with 0 < lam eta < 2, and no other
_FLOOR = bounds.stationary(steady, lam, sigma)
_APPROACH = _FLOOR + (1 - lam * steady) ** (2 * t) * (v0 - _FLOOR)


def _stalls(floor, value):
    shrink = ((1 - lam * steady) ** 2).subs(_SAFE)
    return shown(
        zero(_next(floor, steady) - floor),
        zero(value.subs(t, 0) - v0),
        zero(_next(value, steady) - value.subs(t, t + 1)),
        positive(1 - shrink),
    )


_STEADY = {lam: "2", sigma: "3", v0: "5", steady: "1/10"}


def _stalls_by_balls(floor, value):
    level = LinearDecay(0.1, 300, lr_end=0.1)  # a line from 0.1 to 0.1
    rate, square = sp.Rational(1, 10), ball(v0, _STEADY)
    answers = [bool(level(0) == level(299) == 0.1)]
    for step in range(300):
        if step == 7:
            answers.append(agree(ball(value, _STEADY | {t: 7}), square))
        square = bounds.next_mean_square(square, ball(rate), 2, 3)
    return shown(*answers, agree(ball(floor, _STEADY), square))


def _stalls_by_numbers(floor, value):
    level = LinearDecay(0.1, 300, lr_end=0.1)
    path = bounds.mean_square(level, 5.0, 2.0, 3.0, T=300)
    point = {name: sp.Rational(number) for name, number in _STEADY.items()}
    return Witness("rate 0.1, λ = 2, σ = 3, v₀ = 5, 300 steps", path[-1], "=", floor.subs(point))


def _approach_by_numbers(floor, value):
    path = bounds.mean_square(LinearDecay(0.1, 300, lr_end=0.1), 5.0, 2.0, 3.0, T=7)
    point = {name: sp.Rational(number) for name, number in _STEADY.items()}
    return Witness(
        "rate 0.1, λ = 2, σ = 3, v₀ = 5, 7 steps", path[-1], "=", value.subs(point | {t: 7})
    )


N0 = Theorem(
    label="N0",
    name="A constant rate stalls",
    chapter="convergence",
    assumptions=(*_NOISY, "a constant rate with $0 < \\lambda\\eta < 2$"),
    statement=rf"""The expected squared error does not go to 0 but to
$$v^* = {tex(_FLOOR)},$$
and it gets there geometrically: after $t$ steps it is
$v^* + (1-\lambda\eta)^{{2t}}\,(v_0 - v^*)$.""",
    claim=dict(floor=_FLOOR, value=_APPROACH),
    symbolic=_stalls,
    independent={"arb": _stalls_by_balls},
    witness=_stalls_by_numbers,
    mutants=(
        Mutant(
            r"the rule of thumb $\eta\sigma^2/(2\lambda)$ is exact",
            dict(floor=steady * sigma**2 / (2 * lam)),
        ),
        Mutant(
            r"the gap shrinks by $1-\lambda\eta$ a step, not by its square",
            dict(value=_FLOOR + (1 - lam * steady) ** t * (v0 - _FLOOR)),
            _approach_by_numbers,
        ),
    ),
    derivation=(
        _MEAN_SQUARE,
        (r"v^* = (1-\lambda\eta)^2 v^* + \eta^2\sigma^2", "the level that a step leaves as it is"),
        (r"v_{t+1} - v^* = (1-\lambda\eta)^2 (v_t - v^*)", "subtract; so the gap is geometric"),
        (r"(1-\lambda\eta)^2 < 1", r"as $0<\lambda\eta<2$: put $\lambda\eta = 2/(1+y)$ with $y>0$"),
    ),
    by_hand=("the powers of a number below 1 go to 0",),
)


# -- N1: what no schedule can beat

_BEST_NEXT = v * sigma**2 / (lam**2 * v + sigma**2)
_BEST_RATE = lam * v / (lam**2 * v + sigma**2)
_GAIN = lam**2 / sigma**2


def _no_step_gains_more(gain, rate):
    spare = (lam**2 * v + sigma**2) * (eta - rate) ** 2
    return shown(
        zero(_next(v, eta) - _BEST_NEXT - spare),
        nonnegative(spare),
        positive(_BEST_NEXT),
        zero(1 / _BEST_NEXT - 1 / v - gain),
    )


def _no_step_gains_more_by_z3(gain, rate):
    # with all fractions multiplied out, which Z3 decides at once
    after, whole = _next(v, eta), lam**2 * v + sigma**2
    claims = (
        after > 0,
        after * (sigma**2 + sp.cancel(gain * sigma**2) * v) >= v * sigma**2,
        sp.Eq(after * whole - v * sigma**2, (whole * eta - sp.cancel(whole * rate)) ** 2),
    )
    somewhere = {v: 3, lam: 2, sigma: 1}  # a false claim is refuted at one point
    return shown(*(z3_proves(c.subs(somewhere)) for c in claims)) and shown(*map(z3_proves, claims))


def _gain_by_numbers(gain, rate):
    curvature, noise, start, T = 2.0, 1.0, 10.0, 50
    near = 1.01 * bounds.harmonic(np.arange(T), start, curvature, noise)
    reached = bounds.mean_square(near, start, curvature, noise)[-1]
    most = 1 / start + T * float(gain.subs({lam: 2, sigma: 1}))
    return Witness(
        "λ = 2, σ = 1, v₀ = 10, 50 harmonic rates, each 1 % too large: 1/v",
        1 / reached,
        "<=",
        most,
    )


def _rate_by_numbers(gain, rate):
    point = {v: 3, lam: 2, sigma: 1}
    claimed = bounds.next_mean_square(3.0, float(rate.subs(point)), 2.0, 1.0)
    other = LinearDecay(0.45, 9)(0)
    return Witness(
        "v = 3, λ = 2, σ = 1: the error after a step of 0.45 and after the best one",
        bounds.next_mean_square(3.0, other, 2.0, 1.0),
        ">=",
        claimed,
    )


N1 = Theorem(
    label="N1",
    name="No schedule beats the Kalman bound",
    chapter="convergence",
    assumptions=(lam, sigma, v0, *_NOISY, "rates fixed before the run"),
    statement=rf"""One step adds at most ${tex(_GAIN)}$ to $1/v$. So whatever the rates are,
large, small or negative, as long as they do not depend on the noise, after $T$ steps
$$\frac1{{v_T}} \;\le\; \frac1{{v_0}} + T\,{tex(_GAIN)} .$$
A step gains the most with the rate $\eta^*_t = \lambda v_t / (\lambda^2 v_t + \sigma^2)$, and
with no other.""",
    claim=dict(gain=_GAIN, rate=_BEST_RATE),
    symbolic=_no_step_gains_more,
    independent={"Z3": _no_step_gains_more_by_z3},
    witness=_gain_by_numbers,
    mutants=(
        Mutant(r"a step gains at most $\lambda/\sigma^2$", dict(gain=lam / sigma**2)),
        Mutant(r"a step gains at most half as much", dict(gain=_GAIN / 2)),
        Mutant(
            r"the best rate is $\lambda v/(\lambda v + \sigma^2)$",
            dict(rate=lam * v / (lam * v + sigma**2)),
            _rate_by_numbers,
        ),
    ),
    derivation=(
        _MEAN_SQUARE,
        (
            r"v_{t+1} = \frac{v_t\sigma^2}{\lambda^2 v_t+\sigma^2}"
            r" + (\lambda^2 v_t+\sigma^2)(\eta_t-\eta^*_t)^2",
            "complete the square in the rate; the second term is never negative",
        ),
        (
            r"\frac{\lambda^2 v_t+\sigma^2}{v_t\sigma^2}"
            r" = \frac1{v_t} + \frac{\lambda^2}{\sigma^2}",
            "turn the first term upside down",
        ),
        (
            r"\frac1{v_{t+1}} \le \frac1{v_t} + \frac{\lambda^2}{\sigma^2}",
            "drop the square; equality only if it is 0",
        ),
    ),
    by_hand=("add up the last line over $T$ steps",),
    source="@kalman1960new",
)


# -- N2: what attains it

_HARMONIC = bounds.harmonic(t, v0, lam, sigma)
_LEAST = bounds.least_mean_square(t, v0, lam, sigma)


def _attained(rate, value):
    return shown(
        zero(value.subs(t, 0) - v0),
        zero(_next(value, rate) - value.subs(t, t + 1)),
        zero(1 / value - 1 / v0 - t * _GAIN),
        zero(rate - _BEST_RATE.subs(v, value)),
    )


def _attained_by_balls(rate, value):
    point = {lam: "3/2", sigma: "1/3", v0: "7"}
    square = ball(v0, point)
    for step in range(40):
        now = ball(rate, point | {t: step})
        square = bounds.next_mean_square(square, now, ball(lam, point), ball(sigma, point))
    least = 1 / (1 / ball(v0, point) + 40 * ball(_GAIN, point))
    return shown(agree(square, ball(value, point | {t: 40})), agree(square, least))


def _attained_by_numbers(rate, value):
    point = {lam: 2, sigma: 3, v0: 5}
    rates = [float(rate.subs(point | {t: step})) for step in range(20)]
    return Witness(
        "λ = 2, σ = 3, v₀ = 5, 20 steps",
        bounds.mean_square(rates, 5.0, 2.0, 3.0)[-1],
        "=",
        bounds.least_mean_square(20, 5.0, 2.0, 3.0),
    )


def _value_by_numbers(rate, value):
    rates = bounds.harmonic(np.arange(20), 5.0, 2.0, 3.0)
    return Witness(
        "λ = 2, σ = 3, v₀ = 5, 20 steps",
        bounds.mean_square(rates, 5.0, 2.0, 3.0)[-1],
        "=",
        value.subs({lam: 2, sigma: 3, v0: 5, t: 20}),
    )


N2 = Theorem(
    label="N2",
    name="The harmonic schedule attains it",
    chapter="convergence",
    assumptions=(lam, sigma, v0, *_NOISY),
    statement=rf"""With the rates
$$\eta_t = {tex(_HARMONIC)}$$
the bound of N1 is met with equality after every step, $v_t = {tex(_LEAST)}$. Any
other schedule is worse from the first step that differs.""",
    claim=dict(rate=_HARMONIC, value=_LEAST),
    symbolic=_attained,
    independent={"arb": _attained_by_balls},
    witness=_attained_by_numbers,
    mutants=(
        Mutant("the count starts at $t$, not $t+1$", dict(rate=_HARMONIC.subs(t, t - 1))),
        Mutant(
            r"$\sigma^2/(\lambda v_0)$ in place of $\sigma^2/(\lambda^2 v_0)$",
            dict(rate=1 / (lam * (t + 1 + sigma**2 / (lam * v0)))),
        ),
        Mutant(
            "the first step gains nothing",
            dict(value=_LEAST.subs(t, t - 1)),
            _value_by_numbers,
        ),
    ),
    derivation=(
        (
            r"\frac1{v_t} = \frac1{v_0} + t\,\frac{\lambda^2}{\sigma^2}",
            "the bound, met until step $t$",
        ),
        (
            r"\eta^*_t = \frac{\lambda v_t}{\lambda^2 v_t+\sigma^2}"
            r" = \frac1{\lambda(t+1+\sigma^2/(\lambda^2v_0))}",
            "the best rate of N1 there is the harmonic one",
        ),
        (
            r"v_{t+1} = \frac{v_t\sigma^2}{\lambda^2v_t+\sigma^2}",
            "so the square vanishes and the bound is met after step $t+1$ too",
        ),
    ),
    by_hand=("induction over the steps",),
    source="@kalman1960new",
)


# -- any convex loss -------------------------------------------------------------------------------

D, G = sp.symbols("D G", positive=True)
T = sp.Symbol("T", integer=True, positive=True)
n = sp.Symbol("n", integer=True, positive=True)

_CONVEX = (
    "a convex loss $f$ and any point $u$ (a minimiser, say), at distance $D$ from the start $x_0$",
    "$x_{t+1} = x_t - \\eta_t g_t$ with subgradients $g_t$ of $f$ at $x_t$, or noisy ones that "
    "are right on average",
    "$\\mathrm{E}\\lVert g_t\\rVert^2 \\le G^2$",
)


def written_out(rates, D=1, G=1, *, weight=1, first=0):
    """The bound D1 as it is written: every sum anew, and no guard against negative rates.

    ``weight`` and ``first`` are for mutants: the weight of the outer sum, and where the sum of
    squares inside it starts.

    >>> from fractions import Fraction
    >>> written_out([Fraction(1), Fraction(1, 2)])
    Fraction(19, 12)
    """

    def mean(k, first=0):
        return sum((rate * G) ** 2 for rate in rates[k + first :]) / sum(rates[k:])

    outer = (rates[k] / sum(rates[k + 1 :]) * mean(k, first) for k in range(len(rates) - 1))
    return (D**2 / sum(rates) + mean(0) + weight * sum(outer)) / 2


def _on_the_absolute_value(rates, start=1.0):
    """The last loss of |x| from ``start``: T - 1 updates of T rates, slope 1 at 0."""
    x = start
    for rate in rates[:-1]:
        x -= rate * (1.0 if x >= 0 else -1.0)
    return abs(x)


# -- D1: the promise for any schedule


def _tail_weights(weights):
    """Weights of the inequality <g_t, x_t - x_k> >= f(x_t) - f(x_k), for each k <= t."""
    tail = [sum(weights[k:]) for k in range(len(weights))]
    return {
        (k, i): weights[k] * weights[i] / (tail[k] * tail[k + 1])
        for k in range(len(weights) - 1)
        for i in range(k, len(weights))
    }


def _surplus(x, g, q, weights, pairs):
    """The weighted sum of all that convexity says is not negative (q: losses above f(u) = 0).

    Positions are relative to u, along one axis: an identity between inner products holds in
    every dimension if it holds in one, as both sides are sums over the axes.
    """
    total = sum(weights)
    to_u = sum(w / total * (g[i] * x[i] - q[i]) for i, w in enumerate(weights))
    return to_u + sum(
        share * (g[i] * (x[i] - x[k]) - q[i] + q[k]) for (k, i), share in pairs.items()
    )


def _path(start, rates, g):
    x = [start]
    for rate, slope in zip(rates, g):
        x.append(x[-1] - rate * slope)
    return x


def _left_over(bound, rates, g, q, start, D, G):
    """Bound minus last loss, minus terms that are never negative; D1 says that it is 0."""
    x, last = _path(start, rates, g), len(rates) - 1
    pairs = _tail_weights(rates)
    half = [rate / sum(rates) for rate in rates]  # weights of (rate / 2)(G^2 - g^2)
    for (_, i), share in pairs.items():
        half[i] += share
    squares = (x[-1] ** 2 + D**2 - start**2) / sum(rates)
    squares += sum(w * r * (G**2 - slope**2) for w, r, slope in zip(half, rates, g))
    for k in range(last):
        squares += pairs[k, k] / rates[k] * (x[-1] - x[k]) ** 2
    return bound(rates, D, G) - q[last] - _surplus(x, g, q, rates, pairs) - squares / 2


def _vanishes(fraction) -> bool:
    """Is a fraction of polynomials 0? Expanded, a polynomial is 0 in one way only."""
    return sp.expand(sp.numer(sp.together(fraction))) == 0


@_stepwise
def _promise(bound, domain):
    A, W, w, q = sp.symbols("A W w q", positive=True)
    gap, slope, rate = sp.symbols("gap slope rate", real=True)
    # averages from k+1 on and from k on: how far they differ
    yield zero(A / W - (A + w * q) / (W + w) - w / (W * (W + w)) * (A - W * q))
    # one step, and the distance to any fixed point
    yield zero((gap - rate * slope) ** 2 - gap**2 + 2 * rate * slope * gap - (rate * slope) ** 2)
    start = sp.Symbol("s", real=True)
    for count in (1, 2, 3, 4):
        rates = sp.symbols(f"eta:{count}", **{domain: True})
        g = sp.symbols(f"g:{count}", real=True)
        q = sp.symbols(f"q:{count}", real=True)
        yield from (nonnegative(share) for share in _tail_weights(rates).values())
        yield _vanishes(_left_over(bound, rates, g, q, start, D, G))


def _promise_by_balls(bound, domain):
    """The same certificate for 25 rates of shipped schedules, on losses drawn at random."""
    count, draw = 25, random.Random(0)
    schedules = [LinearDecay(1, count), Cosine(1, count), OneCycle(0.25, 1, count)]
    if domain != "positive":
        schedules.append(CyclicExponentialDecay(1, 0.125, 6))
    answers = []
    for schedule in schedules:
        rates = [ball(schedule(sp.Integer(i))) for i in range(count)]
        for share in _tail_weights(rates).values():
            if not compare(share, ">=", 0):
                return False
        g, q = ([ball(f"{draw.randint(-99, 99)}/100") for _ in rates] for _ in "gq")
        rest = _left_over(bound, rates, g, q, ball("4/5"), ball(2), ball(3))
        answers.append(agree(rest, ball(0)))
    return shown(*answers)


def _promise_by_numbers(bound, domain):
    rates = LinearDecay(4.0, 2).curve(2)
    return Witness(
        "f = abs(x) from x = 1, rates 4 and 2",
        _on_the_absolute_value(rates),
        "<=",
        bound(rates, 1.0, 1.0),
    )


def _one_rate_by_numbers(bound, domain):
    rates = LinearDecay(1.0, 2).curve(1)
    return Witness(
        "f = abs(x) from x = 1, one rate of 1: the loss at the start",
        _on_the_absolute_value(rates),
        "<=",
        bound(rates, 1.0, 1.0),
    )


def _negative_by_numbers(bound, domain):
    rates = np.array([1.0, 2.0]) if domain == "positive" else np.array([-1.0, 2.0])
    return Witness(
        f"f = abs(x) from x = 1, rates {rates[0]:g} and 2",
        _on_the_absolute_value(rates),
        "<=",
        written_out(rates),
    )


_D1_FORMULA = r"""\frac{D^2 + G^2 S_0}{2\,W_0} \;+\;
\frac{G^2}{2} \sum_{k=0}^{T-2} \frac{\eta_k}{W_{k+1}}\,\frac{S_k}{W_k}"""

D1 = Theorem(
    label="D1",
    name="A guarantee for any schedule",
    chapter="convergence",
    assumptions=(
        *_CONVEX,
        "$T$ rates, $\\eta_t \\ge 0$ and the last one above 0",
        "$W_k = \\sum_{t\\ge k} \\eta_t$ and $S_k = \\sum_{t\\ge k} \\eta_t^2$",
    ),
    statement=rf"""At the point $x_{{T-1}}$ where the $T$-th gradient is taken, the loss is on
average above $f(u)$ by at most
$${_D1_FORMULA} .$$""",
    claim=dict(bound=bounds.last_iterate, domain="positive"),
    symbolic=_promise,
    independent={"arb": _promise_by_balls},
    witness=_promise_by_numbers,
    mutants=(
        Mutant(
            "without the sum: the bound for the average of the iterates",
            dict(bound=lambda rates, D, G: written_out(rates, D, G, weight=0)),
        ),
        Mutant(
            "with the rates in reverse order",
            dict(bound=lambda rates, D, G: bounds.last_iterate(rates[::-1], D, G)),
        ),
        Mutant(
            "with $S_{k+1}$ in place of $S_k$ in the sum",
            dict(bound=lambda rates, D, G: written_out(rates, D, G, first=1)),
        ),
        Mutant(
            "2 % less",
            dict(bound=lambda rates, D, G: bounds.last_iterate(rates, D, G) * 49 / 50),
            _one_rate_by_numbers,
        ),
        Mutant("rates may be negative", dict(domain="real"), _negative_by_numbers),
    ),
    derivation=(
        (
            r"M_k = \frac1{W_k}\sum_{t\ge k}\eta_t\,q_t,\qquad q_t = f(x_t)-f(u)",
            "the mean loss from step $k$ on; the last of these means is the last loss",
        ),
        (
            r"M_{k+1}-M_k = \frac{\eta_k}{W_k W_{k+1}} \sum_{t\ge k}\eta_t\,(q_t-q_k)",
            "add the steps up: the last loss is $M_0$ and $T-1$ such differences",
        ),
        (
            r"\eta_t\,(f(x_t)-f(z)) \le \eta_t\langle g_t, x_t-z\rangle",
            "convexity, for $z=u$ and for $z=x_k$; here a rate must not be negative",
        ),
        (
            r"2\eta_t\langle g_t,x_t-z\rangle = \lVert x_t-z\rVert^2-\lVert x_{t+1}-z\rVert^2"
            r"+\eta_t^2\lVert g_t\rVert^2",
            "one step, squared; the distances cancel when it is added up",
        ),
        (
            r"\sum_{t\ge k}\eta_t\,(q_t-q_k) \le \tfrac12 G^2 S_k,\qquad"
            r" W_0 M_0 \le \tfrac12(D^2+G^2S_0)",
            "put into the second line, this is the bound",
        ),
    ),
    by_hand=(
        "the whole certificate was checked with symbols for $T = 1, 2, 3, 4$ and with error "
        "bounds for $T=25$; that the two identities add up in the same way for every $T$ is "
        "induction",
        "noisy gradients: take the mean over the noise of step $t$, given $x_t$ and $x_k$",
    ),
    source="@defazio2023optimal",
)


# -- D1f: one pass is enough


@_stepwise
def _one_pass(fast, slow):
    for count in (1, 2, 3, 4, 5):
        rates = sp.symbols(f"eta:{count}", positive=True)
        yield _vanishes(fast(rates, D, G) - slow(rates, D, G))
    for schedule in (LinearDecay(1, 12), OneCycle(0.25, 2, 12), Triangular(0.5, 1, 5)):
        rates = [schedule(sp.Integer(i)) for i in range(12)]
        yield bool(fast(rates, 2, 3) == slow(rates, 2, 3))


def _one_pass_by_balls(fast, slow):
    answers = []
    for schedule in (Cosine(1, 60), ExponentialDecay(1, 0.0625), OneCycle(0.25, 1, 60)):
        rates = [ball(schedule(sp.Integer(i))) for i in range(60)]
        one = ball(1)
        answers.append(agree(fast(rates, one, one), slow(rates, one, one)))
    return shown(*answers)


def _one_pass_by_numbers(fast, slow):
    rates = Cosine(0.5, 40).curve(40)
    return Witness(
        "Cosine(0.5, 40), D = G = 1, T = 40", fast(rates, 1.0, 1.0), "=", slow(rates, 1.0, 1.0)
    )


D1f = Theorem(
    label="D1f",
    name="One pass is enough",
    chapter="convergence",
    assumptions=("rates as in D1",),
    statement=r"""`lrlib.bounds.last_iterate` adds each tail sum up once, from the end, and so
needs $O(T)$ operations. It returns the very number that the formula of D1 gives
when each of its $T$ sums is added up anew, in $O(T^2)$.""",
    claim=dict(fast=bounds.last_iterate, slow=written_out),
    symbolic=_one_pass,
    independent={"arb": _one_pass_by_balls},
    witness=_one_pass_by_numbers,
    mutants=(
        Mutant(
            "adding up from the start instead of from the end",
            dict(fast=lambda rates, D, G: bounds.last_iterate(rates[::-1], D, G)),
        ),
        Mutant(
            "the sum of squares starts one step late",
            dict(slow=lambda rates, D, G: written_out(rates, D, G, first=1)),
        ),
    ),
    derivation=(
        (
            r"W_k = \eta_k + W_{k+1},\qquad S_k = \eta_k^2 + S_{k+1}",
            "a tail is its head and a tail",
        ),
    ),
    by_hand=("checked for symbols up to $T=5$, for fractions at $T=12$; beyond, by definition",),
)


# -- D1e: what it promises for two schedules

_LINEAR = 2 * sp.sqrt((T - sp.Rational(1, 2) + sp.harmonic(T - 1)) / (T * (T + 1)))
_CONSTANT = sp.sqrt((1 + sp.harmonic(T - 1)) / T)
_R = sp.Symbol("R", integer=True, positive=True)  # rates left, this one included


def _tuned_forms(linear, constant):
    x = sp.Symbol("x", nonnegative=True)
    line = on(LinearDecay(1, T)(x), x, 0, T).subs(x, T - _R) * T
    level = LinearDecay(1, T, lr_end=1)(x)
    answers = [zero(line - _R), zero(level - 1)]
    for rate, tail, energy, climbs, claimed in (
        (
            _R,
            _R * (_R + 1) / 2,
            _R * (_R + 1) * (2 * _R + 1) / 6,
            sp.Rational(4, 3) * (_R - 1) + 2 * sp.harmonic(_R - 1),
            linear,
        ),
        (sp.Integer(1), _R, _R, sp.harmonic(_R - 1), constant),
    ):
        before = _R - 1
        answers += [
            telescopes(tail.subs(_R, before), rate, _R, start=1),
            telescopes(energy.subs(_R, before), rate**2, _R, start=1),
            # rates left run from 2, at the last k of the sum, to T, at k = 0
            telescopes(
                climbs.subs(_R, before),
                rate / tail.subs(_R, before) * energy / tail,
                _R,
                start=2,
            ),
        ]
        far = 1 / (2 * tail)
        rough = (energy / tail + climbs) / 2
        answers.append(zero((4 * far * rough).subs(_R, T) - claimed**2))
    return shown(*answers)


def _tuned_ball(schedule, count):
    rates = [ball(schedule(sp.Integer(i))) for i in range(count)]
    far, rough = bounds.parts(rates, ball(1), ball(1))
    return 2 * (far * rough).sqrt()


def _tuned_forms_by_balls(linear, constant):
    answers = []
    for count in (2, 3, 60):
        level, line = LinearDecay(1, count, lr_end=1), LinearDecay(1, count)
        answers.append(agree(_tuned_ball(level, count), ball(constant, {T: count})))
        answers.append(agree(_tuned_ball(line, count), ball(linear, {T: count})))
    return shown(*answers)


def _linear_by_numbers(linear, constant):
    return Witness(
        "LinearDecay(1, 40), tuned, T = 40, D = G = 1",
        bounds.tuned(LinearDecay(1.0, 40), T=40).bound,
        "=",
        linear.subs(T, 40),
    )


def _constant_by_numbers(linear, constant):
    return Witness(
        "a constant rate, tuned, T = 40, D = G = 1",
        bounds.tuned(LinearDecay(1.0, 40, lr_end=1.0), T=40).bound,
        "=",
        constant.subs(T, 40),
    )


D1e = Theorem(
    label="D1e",
    name="What it guarantees for a constant rate and for linear decay",
    chapter="convergence",
    assumptions=("as in D1", "$H_m = 1 + \\tfrac12 + \\dots + \\tfrac1m$"),
    statement=r"""Choose the scale of the schedule best. Then D1 guarantees, for a constant
rate and for linear decay from step 0 towards 0 at step $T$,
$$DG\sqrt{\frac{1+H_{T-1}}{T}} \qquad\text{and}\qquad
2DG\sqrt{\frac{T-\frac12+H_{T-1}}{T\,(T+1)}} .$$
The first loses a factor $\sqrt{\ln T}$ against $1/\sqrt T$; the second
approaches $2DG/\sqrt T$.""",
    claim=dict(linear=_LINEAR, constant=_CONSTANT),
    symbolic=_tuned_forms,
    independent={"arb": _tuned_forms_by_balls},
    witness=_linear_by_numbers,
    mutants=(
        Mutant(
            "linear decay, with $H_T$",
            dict(linear=_LINEAR.subs(sp.harmonic(T - 1), sp.harmonic(T))),
        ),
        Mutant(
            "linear decay gives $2DG/\\sqrt T$ exactly",
            dict(linear=2 / sp.sqrt(T)),
        ),
        Mutant(
            "a constant rate, with $H_T$",
            dict(constant=_CONSTANT.subs(sp.harmonic(T - 1), sp.harmonic(T))),
            _constant_by_numbers,
        ),
    ),
    derivation=(
        (
            r"\eta \propto R,\quad W = \tfrac12R(R+1),\quad S = \tfrac16R(R+1)(2R+1)",
            "linear decay, with $R = T-k$ rates left",
        ),
        (
            r"\frac{\eta_k}{W_{k+1}}\frac{S_k}{W_k} = \frac43 + \frac{2}{R-1}",
            "so the sum over $R = 2,\\dots,T$ is $\\frac43(T-1)+2H_{T-1}$",
        ),
        (
            r"\frac{\eta_k}{W_{k+1}}\frac{S_k}{W_k} = \frac{1}{R-1}",
            "a constant rate: $W = S = R$, and the sum is $H_{T-1}$",
        ),
        (
            r"\min_{c>0}\,\bigl(\tfrac{A}{c} + c\,B\bigr) = 2\sqrt{A\,B}",
            "the best scale $c$, with $A = D^2/(2W_0)$ and $B$ everything with $G^2$",
        ),
    ),
    by_hand=(
        "$A/c + cB = (\\sqrt{A/c}-\\sqrt{cB})^2 + 2\\sqrt{AB}$",
        "$H_{T-1}$ grows like $\\ln T$",
    ),
    source="@defazio2023optimal",
)


# -- D2: linear decay, exactly

_BEST_START = D * n / (G * (n + 1) ** sp.Rational(3, 2))
_BEST_VALUE = D * G / sp.sqrt(n + 1)
_WEIGHT = D / (G * sp.sqrt(n + 1))


def _left_over_linear(value, weight, rates, g, q, start, D, G):
    """As :func:`_left_over`, with equal weights and a path z from x_0 by steps of ``weight``."""
    equal = [weight / weight] * len(g)
    x, z = _path(start, rates, g), _path(start, [weight] * len(g), g)
    squares = z[-1] ** 2 + D**2 - start**2 + weight**2 * sum(G**2 - slope**2 for slope in g)
    surplus = _surplus(x, g, q, equal, _tail_weights(equal))
    return value - q[-1] - surplus - squares / (2 * len(g) * weight)


def _best_linear(lr0, value):
    x = sp.Symbol("x", nonnegative=True)

    def tail(k):
        return _WEIGHT * (n + 1 - k)

    rate = on(LinearDecay(lr0, n)(x), x, 0, n)
    answers = [
        zero(rate - _WEIGHT * tail(x + 1) / tail(0)),
        telescopes(tail(0) / tail(x) - 1, tail(0) * (1 / tail(x + 1) - 1 / tail(x)), x),
        zero((D**2 + G**2 * (n + 1) * _WEIGHT**2) / (2 * tail(0)) - value),
    ]
    start = sp.Symbol("s", real=True)
    for updates in (1, 2, 3, 4):
        at = {n: updates}
        g = sp.symbols(f"g:{updates + 1}", real=True)
        q = sp.symbols(f"q:{updates + 1}", real=True)
        line = LinearDecay(lr0.subs(at), updates)
        rates = [line(sp.Integer(i)) for i in range(updates)]
        rest = _left_over_linear(value.subs(at), _WEIGHT.subs(at), rates, g, q, start, D, G)
        answers.append(_vanishes(rest))
    return shown(*answers)


def _best_linear_by_balls(lr0, value):
    updates, draw = 30, random.Random(1)
    at = {D: 2, G: 3, n: updates}
    line = LinearDecay(lr0.subs({D: 2, G: 3, n: updates}), updates)
    rates = [ball(line(sp.Integer(i))) for i in range(updates)]
    g, q = ([ball(f"{draw.randint(-99, 99)}/100") for _ in range(updates + 1)] for _ in "gq")
    rest = _left_over_linear(
        ball(value, at), ball(_WEIGHT, at), rates, g, q, ball("4/5"), ball(2), ball(3)
    )
    return agree(rest, ball(0))


def _resisting(rates, coordinates):
    """The last loss of max_i x_i from 0, when the oracle names a coordinate not yet moved."""
    x = [0] * coordinates
    for rate in rates:
        highest = max(x)
        x[max(i for i in range(coordinates) if x[i] == highest)] -= rate
    return max(x)


def _value_of_line_by_numbers(lr0, value):
    at = {D: 1, G: 1, n: 3}
    line = LinearDecay(float(lr0.subs(at)), 3)
    return Witness(
        "the loss that resists (D3), n = 3, D = G = 1",
        _resisting(line.curve(3), 4) + 0.5,
        "<=",
        value.subs(at),
    )


def _overshoot_by_numbers(lr0, value):
    # max(g0 . x, g1 . x) with slopes (c, s) and (c, -s): one step along the first, in 2-D
    at = {D: 1, G: 1, n: 1}
    step = LinearDecay(float(lr0.subs(at)), 1)(0)
    c = 0.25 * 2**0.5
    after = -step * (2 * c**2 - 1)  # the second plane, at x_1 = -step (c, s)
    return Witness(
        "the larger of two planes with slopes (0.354, ±0.935), n = 1, D = G = 1",
        max(after, -step) + c,
        "<=",
        value.subs(at),
    )


D2 = Theorem(
    label="D2",
    name="Linear decay has the best guarantee",
    chapter="convergence",
    assumptions=(*_CONVEX, "$n$ updates with `LinearDecay(lr0, n)`"),
    statement=rf"""With $\mathrm{{lr}}_0 = {tex(_BEST_START)}$, and so the rates
${tex(_BEST_START)}\,\bigl(1-\tfrac tn\bigr)$, the loss after $n$ updates is on average above
$f(u)$ by at most
$${tex(_BEST_VALUE)} .$$""",
    claim=dict(lr0=_BEST_START, value=_BEST_VALUE),
    symbolic=_best_linear,
    independent={"arb": _best_linear_by_balls},
    witness=_value_of_line_by_numbers,
    mutants=(
        Mutant("$n+2$ in place of $n+1$ in the guarantee", dict(value=D * G / sp.sqrt(n + 2))),
        Mutant(
            r"the line starts at $D/(G\sqrt{n+1})$",
            dict(lr0=D / (G * sp.sqrt(n + 1))),
            _overshoot_by_numbers,
        ),
    ),
    derivation=(
        (
            r"T\,q_n = \sum_t q_t + T\sum_{k<n} c_k \sum_{t\ge k}(q_t-q_k),\quad"
            r" c_k = \frac{1}{(T-k)(T-k-1)}",
            "the identity of D1, with equal weights in place of the rates; $T = n+1$",
        ),
        (
            r"T\,q_n \le \sum_t \langle g_t, z_t-u\rangle,\quad"
            r" z_t = x_t + T\sum_{k<t}c_k\,(x_t-x_k)",
            "convexity, then collect what each gradient is multiplied with",
        ),
        (
            r"z_{t+1}-z_t = \frac{T}{T-t-1}\,(x_{t+1}-x_t)",
            "the $c_k$ telescope",
        ),
        (
            r"\eta_t = w\,\frac{T-t-1}{T} \;\Rightarrow\; z_{t+1} = z_t - w\,g_t",
            r"exactly the rates of linear decay: $z$ then takes equal steps $w = D/(G\sqrt T)$",
        ),
        (
            r"\sum_t\langle g_t,z_t-u\rangle \le \frac{D^2 + T\,w^2G^2}{2w} = \sqrt T\,DG",
            "one step squared, added up; divide by $T$",
        ),
    ),
    by_hand=(
        "the whole certificate was checked with symbols for $n = 1, 2, 3, 4$ and with error "
        "bounds for $n = 30$; the identities add up in the same way for every $n$",
        "noisy gradients: take the mean over the noise of step $t$, given the past",
    ),
    source="@zamani2023exact",
)


# -- D3: nothing keeps a better one


def _lower(extra, value):
    answers = []
    for updates in (1, 2, 3, 4):
        rates = sp.symbols(f"eta:{updates}", nonnegative=True)
        answers.append(_resists(rates, updates, extra, value))
    for updates in (8, 13):
        for schedule in (
            LinearDecay(1, updates),
            OneCycle(0.25, 1, updates),
            Triangular(0, 1, 4),
            CyclicExponentialDecay(1, 0.125, 4),  # half of its rates are negative or 0
        ):
            rates = [schedule(sp.Integer(i)) for i in range(updates)]
            answers.append(_resists(rates, updates, extra, value))
    return shown(*answers)


def _resists(rates, updates, extra, value):
    count = updates + extra
    x = [sp.Integer(0)] * count
    for rate in rates:
        highest = sp.Max(*x)
        i = max(i for i in range(count) if x[i] == highest)
        x[i] -= rate
    u = -D / sp.sqrt(count)  # every coordinate of u
    return shown(
        zero(count * u**2 - D**2),
        nonnegative(sp.Max(*x)),
        nonnegative(-G * u - value.subs(n, updates)),
    )


def _lower_by_z3(extra, value):
    """Three updates by any real rates, any choice among equally high coordinates."""
    updates = 3
    count = updates + extra
    x, given = [z3.RealVal(0)] * count, []
    for step in range(updates):
        rate, chosen = z3.Real(f"rate{step}"), z3.Int(f"chosen{step}")
        given += [chosen >= 0, chosen < count]
        for i in range(count):
            given += [z3.Implies(chosen == i, x[i] >= other) for other in x]
        x = [z3.If(chosen == i, x[i] - rate, x[i]) for i in range(count)]
    side, claimed = z3.Reals("side claimed")
    square = to_z3(value.subs({n: updates, D: 1, G: 1}) ** 2)
    given += [side > 0, side * side * count == 1, claimed > 0, claimed * claimed == square]
    return z3_proves(z3.Or([xi + side >= claimed for xi in x]), *given)


def _lower_by_numbers(extra, value):
    rates = LinearDecay(0.375, 3).curve(3)
    return Witness(
        "LinearDecay(3/8, 3), three updates, D = G = 1",
        _resisting(rates, 3 + extra) + (3 + extra) ** -0.5,
        ">=",
        value.subs({n: 3, D: 1, G: 1}),
    )


D3 = Theorem(
    label="D3",
    name="Nothing has a better guarantee",
    chapter="convergence",
    assumptions=(
        "$n$ updates $x_{t+1} = x_t - \\eta_t g_t$ from $x_0 = 0$, with any real rates",
        "$f(x) = G\\max_i x_i$ on $n+1$ coordinates, cut off below at $-DG/\\sqrt{n+1}$",
    ),
    statement=rf"""This loss is convex, its slopes are of size at most $G$, and its nearest
minimiser $u$, all coordinates $-D/\sqrt{{n+1}}$, is at distance $D$. Yet whatever the schedule,
$$f(x_n) - f(u) \;\ge\; {tex(_BEST_VALUE)} .$$
So no schedule improves on the guarantee of D2.""",
    claim=dict(extra=1, value=_BEST_VALUE),
    symbolic=_lower,
    independent={"Z3": _lower_by_z3},
    witness=_lower_by_numbers,
    mutants=(
        Mutant(r"at least $DG/\sqrt n$", dict(value=D * G / sp.sqrt(n))),
        Mutant("as many coordinates as updates", dict(extra=0)),
    ),
    derivation=(
        (
            r"g_t = G\,e_i\ \text{ for an } i \text{ with } x_{t,i} = \max_j x_{t,j}",
            "a subgradient; it moves one coordinate",
        ),
        (
            r"\max_i x_{n,i} \ge 0",
            "$n$ updates move at most $n$ of the $n+1$ coordinates; one is still 0",
        ),
        (r"f(u) = -\frac{DG}{\sqrt{n+1}},\qquad \lVert u\rVert = D", "by its coordinates"),
    ),
    by_hand=(
        "the middle line was checked for $n = 1, \\dots, 4$ with symbols for the rates, for "
        "$n=3$ with Z3 over all real rates, and on shipped schedules for $n = 8, 13$; for every "
        "$n$ it is the pigeonhole principle",
    ),
    source="@zamani2023exact",
)


# -- D4: a decay that does not know the horizon

lr0, k = sp.symbols("lr0 k", positive=True)
_DECAY = ExponentialDecay(lr0, k)
_Q = _DECAY.gamma
_BELOW = sp.sqrt(sp.exp(k) - 1)


@_stepwise
def _flat(floor, start):
    yield zero(4 * (1 - _Q) / 2 / (2 * _Q) - floor**2)  # the end of the chain below
    m, j = sp.symbols("m j", integer=True, nonnegative=True)
    z = sp.Symbol("z", positive=True)
    q, u = sp.symbols("q u", positive=True)
    between = {q: 1 / (1 + y), u: 1 / (1 + z)}  # both between 0 and 1
    factor = (1 - q) / (q * (1 + q))
    # m rates left: the sums of the rates and of their squares, but for powers of lr0 q^k
    yield telescopes(lr0 * (1 - _Q**m) / (1 - _Q), _DECAY(m), m)
    yield telescopes(lr0**2 * (1 - _Q ** (2 * m)) / (1 - _Q**2), _DECAY(m) ** 2, m)
    # one term of the sum over k, with u = q^(m-1)
    later, tail, energy = q * (1 - u) / (1 - q), (1 - q * u) / (1 - q), 1 - q**2 * u**2
    term, part = energy / (1 - q**2) / (later * tail), (1 + q * u) / (1 - u)
    yield zero(term - factor * part)
    yield positive((part - (1 + u + q * u)).subs(between))
    yield zero(part - 1 - (1 + q) * u / (1 - u))
    # the smaller terms: the first j of them, then all T - 1
    lower = (1 - q**j) / (1 - q) + j * (1 + q) * q ** (T - 1)
    total = (1 + q**T + factor * (1 + q) * lower.subs(j, T - 1)) / (2 * (1 + q))
    spare = (T - 2) * (1 - q) * q ** (T - 2) / 2
    yield telescopes(lower, q**j + (1 + q) * q ** (T - 1), j)
    yield zero(total - 1 / (2 * q) - spare)
    yield nonnegative(spare.subs(between).subs(T, start + j))
    # the upper terms: u <= q, so 1 / (1 - u) <= 1 / (1 - q)
    upper = (1 - _Q ** (T - 1)) / (1 - _Q) + (T - 1) * (1 + _Q) * _Q ** (T - 1) / (1 - _Q)
    most = (1 + _Q**T) / (2 * (1 + _Q)) + (1 - _Q) / _Q / (2 * (1 + _Q)) * upper
    yield zero(limit(most, T, sp.oo) - 1 / (2 * _Q))
    yield zero(limit((1 - _Q) / (2 * (1 - _Q**T)), T, sp.oo) - (1 - _Q) / 2)


def _flat_by_balls(floor, start):
    answers = []
    for decay, count in (("1", start), ("1/10", 20), ("1/10", 300)):
        schedule = ExponentialDecay(1, k).replace(k=sp.Rational(decay))
        least = ball(floor, {k: decay})
        value = _tuned_ball(schedule, count)
        answers.append(compare(value, ">", least))
        if count == 300:
            answers.append(compare(value, "<", least * ball("1000001/1000000")))
    return shown(*answers)


def _flat_by_numbers(floor, start):
    return Witness(
        "ExponentialDecay(1, k=0.1), tuned, T = 300, D = G = 1",
        bounds.tuned(ExponentialDecay(1.0, 0.1), T=300).bound,
        "=",
        floor.subs(k, sp.Rational(1, 10)),
        tolerance=1e-6,
    )


def _start_by_numbers(floor, start):
    return Witness(
        f"ExponentialDecay(1, k=1), tuned, T = {start}, D = G = 1",
        bounds.tuned(ExponentialDecay(1.0, 1.0), T=start).bound,
        ">=",
        floor.subs(k, 1),
    )


D4 = Theorem(
    label="D4",
    name="A fixed decay stops improving",
    chapter="convergence",
    assumptions=("as in D1", k, "$k$ is chosen once, whatever $T$ will be"),
    statement=rf"""With the rates ${tex(_DECAY(t))}$ and the best $\mathrm{{lr}}_0$ for each $T$,
the bound of D1 is for every $T \ge 2$ more than
$$DG\,{tex(_BELOW)},$$
and tends to that as $T$ grows: beyond a few times $1/k$ steps, a longer run earns next to
nothing.""",
    claim=dict(floor=_BELOW, start=2),
    symbolic=_flat,
    independent={"arb": _flat_by_balls},
    witness=_flat_by_numbers,
    mutants=(
        Mutant(r"it comes down to $DG\sqrt{1-e^{-k}}$", dict(floor=sp.sqrt(1 - sp.exp(-k)))),
        Mutant(r"it comes down to $DG\sqrt k$", dict(floor=sp.sqrt(k))),
        Mutant("for every $T \\ge 1$", dict(start=1), _start_by_numbers),
    ),
    derivation=(
        (
            r"A_T = \frac{D^2}{2W_0} > \frac{D^2(1-q)}{2},\quad q = e^{-k}",
            r"the rates add up to less than $1/(1-q)$; $\mathrm{lr}_0 = 1$ here",
        ),
        (
            r"\frac{\eta_j}{W_{j+1}}\frac{S_j}{W_j} = \frac{1-q}{q(1+q)}\,q^j\,\frac{1+qu}{1-u}"
            r" > \frac{1-q}{q(1+q)}\,q^j\,(1+u+qu)",
            "a term of the sum, with $u = q^{T-j-1}$: the two sides differ by "
            "$u^2(1+q)/(1-u)$ times what stands before",
        ),
        (
            r"B_T \ge \frac{G^2}{2q} + \frac{G^2}{2}(T-2)(1-q)\,q^{T-2}",
            "add the smaller terms up; the last part is not negative for $T\\ge2$",
        ),
        (r"2\sqrt{A_T\,B_T} > DG\sqrt{\frac{1-q}{q}} = DG\sqrt{e^k-1}", "the best scale"),
        (
            r"B_T \le \frac{G^2}{2(1+q)}\Bigl(1+q^T+\frac{1-q^{T-1}}{q}"
            r"+\frac{(T-1)(1+q)q^{T-1}}{q}\Bigr) \to \frac{G^2}{2q}",
            "$u\\le q$ in the denominator bounds the terms from above",
        ),
    ),
    by_hand=("a larger $A$ and a larger $B$ make $2\\sqrt{AB}$ larger",),
)
