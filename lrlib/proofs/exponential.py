r"""What is true of exponential decay.

The rates add up to a finite number (E2a), so training comes to rest (E2b); but where it rests
is decided by a product that a finite sum keeps away from zero (E2d to E2f): the article's "so
it settles into a minimum" does not follow. A decay tied to the horizon repairs that (E3).
"""

from __future__ import annotations

import flint
import numpy as np
import sympy as sp

from lrlib.proofs.render import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    ball,
    boxes,
    compare,
    integral,
    limit,
    near,
    negative,
    nonnegative,
    on,
    positive,
    rises_from_zero,
    series,
    shown,
    telescopes,
    z3_proves,
    zero,
)
from lrlib.schedules import ExponentialDecay

lr0, k, lam = sp.symbols("lr0 k lam", positive=True)
t = sp.Symbol("t", nonnegative=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
N = sp.Symbol("N", integer=True, nonnegative=True)

rate = ExponentialDecay(lr0, k)
q = rate.gamma  # e^{-k}

y = sp.Symbol("y", positive=True)
SHARE = y / (1 + y)  # runs through every number strictly between 0 and 1 ...
ANY_K = {k: sp.log(1 + y)}  # ... and so does q = 1/(1 + y), in which SymPy sees signs

# where the second engine looks, and the numbers that witnesses compare
POINT = {lr0: "1/10", k: "1/20"}
SHIPPED = ExponentialDecay(lr0=0.1, k=0.05)
HERE = r"$\mathrm{lr}_0 = 0.1$, $k = 0.05$"


def value(expr, **at):
    """A part of a claim as a float, where the witnesses look."""
    names = {"lr0": SHIPPED.lr0, "k": SHIPPED.k} | at
    expr = sp.sympify(expr)
    return float(expr.subs({symbol: names[symbol.name] for symbol in expr.free_symbols}))


def total_of(terms):
    return sum(terms, start=flint.arb(0))


# -- E1: the shape -----------------------------------------------------------------------------


def shape(lowest, highest, bend, factor, half_life):
    falls, bends = sp.diff(rate(t), t), sp.diff(rate(t), t, 2)
    return shown(
        zero(limit(rate(t), t, sp.oo) - lowest),
        zero(rate(0) - highest),
        negative(falls),
        positive(bends) if bend == ">" else negative(bends),
        zero(rate(t + 1) / rate(t) - factor),
        zero(rate(t + half_life) - rate(t) / 2),
    )


def shape_in_balls(lowest, highest, bend, factor, half_life):
    """Slope and bend for every t up to 400, box by box; the rest at points."""
    taylor = [series(rate(t), t, box, POINT) for box in boxes(0, 400, 100)]
    ratio, half = rate(t + 1) / rate(t), rate(t + half_life) / rate(t)
    return shown(
        near(ball(rate(2000), POINT), ball(lowest, POINT)),
        agree(ball(rate(0), POINT), ball(highest, POINT)),
        all(compare(slope, "<", 0) for _, slope, _ in taylor),
        all(compare(curvature, bend, 0) for _, _, curvature in taylor),
        all(agree(ball(ratio, POINT | {t: i}), ball(factor, POINT)) for i in (0, 1, 90)),
        all(agree(ball(half, POINT | {t: i}), ball("1/2")) for i in (0, 1, 90)),
    )


def shape_in_numbers(lowest, highest, bend, factor, half_life):
    middle = (SHIPPED(10) + SHIPPED(30)) / 2
    later = SHIPPED(7 + value(half_life))
    above = SHIPPED(2000) - value(lowest)
    yield Witness(f"rate at step 2000 less the limit, {HERE}", above, "<", 1e-9)
    yield Witness(f"rate at step 2000 less the limit, {HERE}", above, ">", 0)
    yield Witness(f"step 0, {HERE}", SHIPPED(0), "=", value(highest))
    yield Witness(f"mean of steps 10 and 30 beside step 20, {HERE}", middle, bend, SHIPPED(20))
    yield Witness(f"step 8 over step 7, {HERE}", SHIPPED(8) / SHIPPED(7), "=", value(factor))
    yield Witness(f"step 7 and one half-life, {HERE}", later, "=", SHIPPED(7) / 2)


E1 = Theorem(
    label="E1",
    name="The shape of exponential decay",
    chapter="exponential",
    assumptions=(lr0, k, t),
    statement=rf"""The rate ${tex(rate(t))}$ falls, ever more slowly, from ${tex(lr0)}$ at step 0
towards 0, which it never reaches. Each step multiplies it by ${tex(q)}$, and every
${tex(rate.half_life)}$ steps halve it.""",
    claim=dict(
        lowest=sp.nsimplify(rate.lr_range[0]),
        highest=rate.lr_range[1],
        bend=">",
        factor=sp.exp(-k),
        half_life=rate.half_life,
    ),
    symbolic=shape,
    independent={"arb": shape_in_balls},
    witness=shape_in_numbers,
    mutants=(
        Mutant("the rate tends to a tenth of its start", dict(lowest=lr0 / 10)),
        Mutant("its highest is that of step 1", dict(highest=rate(1))),
        Mutant("it falls faster and faster", dict(bend="<")),
        Mutant("each step takes off the share $k$", dict(factor=1 - k)),
        Mutant("the half-life is $1/k$", dict(half_life=1 / k)),
    ),
    derivation=(
        (rf"\frac{{d}}{{dt}} {tex(rate(t))} = {tex(sp.diff(rate(t), t))} < 0", "so it falls"),
        (
            rf"\frac{{d^2}}{{dt^2}} {tex(rate(t))} = {tex(sp.diff(rate(t), t, 2))} > 0",
            "so it falls more and more slowly",
        ),
        (
            r"\frac{\mathrm{lr}_{t+h}}{\mathrm{lr}_t} = e^{-kh}",
            r"which is $e^{-k}$ at $h = 1$ and a half at $h = \ln 2/k$",
        ),
    ),
)


# -- E2a: the rates add up to a finite number --------------------------------------------------


def sums(partial, total):
    return shown(telescopes(partial, rate(n), n), zero(limit(partial, n, sp.oo) - total))


def sums_in_balls(partial, total):
    first = total_of(ball(rate(t), POINT | {t: i}) for i in range(200))
    return shown(
        agree(ball(partial, POINT | {n: 200}), first),
        near(ball(partial, POINT | {n: 2000}), ball(total, POINT)),
    )


def sums_in_numbers(partial, total):
    yield Witness(f"40 steps, {HERE}", SHIPPED.curve(40).sum(), "=", value(partial, n=40))
    yield Witness(f"2000 steps, {HERE}", SHIPPED.curve(2000).sum(), "=", value(total))


E2a = Theorem(
    label="E2a",
    name="Finite travel",
    chapter="exponential",
    assumptions=(lr0, k, N),
    statement=rf"""The rates of the first $N$ steps add up to
$$\sum_{{t=0}}^{{N-1}} {tex(rate(t))} = {tex(lr0 * (1 - q**N) / (1 - q))},$$
and those of all steps to the finite number ${tex(lr0 / (1 - q))}$.""",
    claim=dict(partial=lr0 * (1 - q**n) / (1 - q), total=lr0 / (1 - q)),
    symbolic=sums,
    independent={"arb": sums_in_balls},
    witness=sums_in_numbers,
    mutants=(
        Mutant("the sum starts at step 1", dict(partial=lr0 * q * (1 - q**n) / (1 - q))),
        Mutant(r"the total is the integral of the rate, $\mathrm{lr}_0/k$", dict(total=lr0 / k)),
    ),
    derivation=(
        (
            r"A(N) = \mathrm{lr}_0\,\frac{1-q^N}{1-q}, \quad A(0) = 0",
            "with $q = e^{-k}$: no step, nothing to add",
        ),
        (
            r"A(N+1) - A(N) = \mathrm{lr}_0\,\frac{q^N - q^{N+1}}{1-q} = \mathrm{lr}_0\, q^N",
            "one more step adds its own rate: the sum telescopes",
        ),
        (r"A(N) \to \frac{\mathrm{lr}_0}{1-q}", "as $0 < q < 1$"),
    ),
    by_hand=("induction over $N$ from the first two lines",),
)


# -- E2b: training comes to rest ---------------------------------------------------------------


def rest(tail):
    return shown(
        telescopes(tail.subs(n, 0) - tail, rate(n), n),
        zero(limit(tail, n, sp.oo)),
        positive(tail.subs(ANY_K)),
    )


def rest_in_balls(tail):
    """What is left at a step is the next fifty rates and what is left after them."""

    def left(start):
        return ball(tail, POINT | {n: start})

    def used(start):
        return total_of(ball(rate(t), POINT | {t: start + i}) for i in range(50))

    return all(agree(left(i), used(i) + left(i + 50)) for i in (0, 1, 7, 200))


def rest_in_numbers(tail):
    return Witness(
        f"from step 30 on, {HERE}", SHIPPED.curve(2000)[30:].sum(), "=", value(tail, n=30)
    )


E2b = Theorem(
    label="E2b",
    name="Training comes to rest somewhere",
    chapter="exponential",
    assumptions=(lr0, k, N, r"gradients of norm at most $G$"),
    statement=rf"""From step $N$ on, gradient descent moves the parameters by at most
$$G \sum_{{t=N}}^{{\infty}} {tex(rate(t))} = G\,{tex(rate(N) / (1 - q))},$$
which tends to 0. So the parameters converge, whatever the loss, to *some* point; nothing is said
about which.""",
    claim=dict(tail=rate(n) / (1 - q)),
    symbolic=rest,
    independent={"arb": rest_in_balls},
    witness=rest_in_numbers,
    mutants=(
        Mutant("the tail starts one step late", dict(tail=rate(n + 1) / (1 - q))),
        Mutant("it shrinks twice as fast", dict(tail=rate(2 * n) / (1 - q))),
    ),
    derivation=(
        (r"R(N) = \mathrm{lr}_0\,\frac{q^N}{1-q}", "with $q = e^{-k}$: what is claimed to be left"),
        (r"R(N) - R(N+1) = \mathrm{lr}_0\, q^N", "each step uses up its own rate"),
        (r"R(N) \to 0", "as $0 < q < 1$"),
    ),
    by_hand=(
        r"$\lVert\theta_M - \theta_N\rVert \le G \sum_{t=N}^{M-1} \mathrm{lr}_t$, by the triangle "
        "inequality",
        "a Cauchy sequence converges",
    ),
)


# -- E2c: the conditions of Robbins and Monro --------------------------------------------------


def moments(total, squares):
    return shown(
        sums(total * (1 - q**n), total),
        telescopes(squares * (1 - q ** (2 * n)), rate(n) ** 2, n),
        zero(limit(squares * (1 - q ** (2 * n)), n, sp.oo) - squares),
    )


def moments_in_balls(total, squares):
    rates = [ball(rate(t), POINT | {t: i}) for i in range(1000)]
    return shown(
        near(total_of(rates), ball(total, POINT)),
        near(total_of(x * x for x in rates), ball(squares, POINT)),
    )


def moments_in_numbers(total, squares):
    rates = SHIPPED.curve(2000)
    yield Witness(f"2000 steps, {HERE}", rates.sum(), "=", value(total))
    yield Witness(f"2000 steps, squared, {HERE}", (rates**2).sum(), "=", value(squares))


E2c = Theorem(
    label="E2c",
    name="Exponential decay fails one of Robbins and Monro's two conditions",
    chapter="exponential",
    assumptions=(lr0, k),
    statement=rf"""Stochastic approximation asks for $\sum_t \mathrm{{lr}}_t = \infty$ and
$\sum_t \mathrm{{lr}}_t^2 < \infty$. Exponential decay has
$$\sum_t \mathrm{{lr}}_t = {tex(lr0 / (1 - q))}, \qquad
\sum_t \mathrm{{lr}}_t^2 = {tex(lr0**2 / (1 - q**2))}:$$
it meets the second condition and not the first.""",
    claim=dict(total=lr0 / (1 - q), squares=lr0**2 / (1 - q**2)),
    symbolic=moments,
    independent={"arb": moments_in_balls},
    witness=moments_in_numbers,
    mutants=(
        Mutant("the squares add up as if $q^2$ were $q$", dict(squares=lr0**2 / (1 - q))),
        Mutant("the first rate is left out of the total", dict(total=lr0 * q / (1 - q))),
    ),
    derivation=(
        (
            r"\sum_{t<N} q^{jt} = \frac{1-q^{jN}}{1-q^j} \to \frac{1}{1-q^j}",
            "with $q = e^{-k}$, by telescoping, for $j = 1$ and $j = 2$",
        ),
    ),
    source="the conditions: @robbins1951stochastic",
)


# -- E2d: a product vanishes only if a sum is infinite -----------------------------------------

s = sp.Symbol("s", positive=True)
log_loss = -sp.log(1 - s)  # what a step that takes off the share s does to -ln(error)


def sandwich(lower, upper):
    return shown(
        rises_from_zero((log_loss - lower).subs(s, SHARE), y),
        rises_from_zero((upper - log_loss).subs(s, SHARE), y),
    )


def sandwich_in_balls(lower, upper):
    """At points, then on all of [0.01, 0.99], in boxes that are narrow beside the gaps."""

    def between(at):
        low, middle, high = (ball(e, {s: at}) for e in (lower, log_loss, upper))
        return compare(low, "<", middle) and compare(middle, "<", high)

    def cover():
        left = ball("1/100")
        while not left > ball("99/100"):
            right = left + (left * (1 - left)) ** 2 / 8
            yield left.union(right)
            left = right

    return all(between(f"{i}/100") for i in range(1, 100)) and all(map(between, cover()))


def sandwich_in_numbers(lower, upper):
    yield Witness("$s = 1/2$", float(lower.subs(s, 0.5)), "<", -np.log1p(-0.5))
    yield Witness("$s = 1/2$", -np.log1p(-0.5), "<", float(upper.subs(s, 0.5)))


E2d = Theorem(
    label="E2d",
    name="No infinite sum, no minimum",
    chapter="exponential",
    assumptions=(
        r"curvature $\lambda > 0$",
        r"any rates with $0 \le \lambda\,\mathrm{lr}_t \le c < 1$",
    ),
    statement=rf"""For $0 < s < 1$,
$${tex(s)} < {tex(log_loss)} < {tex(s / (1 - s))}.$$
So gradient descent on the quadratic $\tfrac{{\lambda}}{{2}}\theta^2$, whose rates add up to
$\Sigma$, keeps between $e^{{-\lambda\Sigma/(1-c)}}$ and $e^{{-\lambda\Sigma}}$ of its distance to
the minimum. It tends to the minimum if, and only if, $\Sigma = \infty$.""",
    claim=dict(lower=s, upper=s / (1 - s)),
    symbolic=sandwich,
    independent={"arb": sandwich_in_balls},
    witness=sandwich_in_numbers,
    mutants=(
        Mutant("the lower bound is $s + s^2$", dict(lower=s + s**2)),
        Mutant("the upper bound is $s + s^2/2$", dict(upper=s + s**2 / 2)),
    ),
    derivation=(
        (
            r"\frac{d}{ds}\bigl(-\ln(1-s) - s\bigr) = \frac{s}{1-s} > 0",
            "the lower gap is 0 at $s = 0$ and grows",
        ),
        (
            r"\frac{d}{ds}\Bigl(\frac{s}{1-s} + \ln(1-s)\Bigr) = \frac{s}{(1-s)^2} > 0",
            "so does the upper gap",
        ),
        (
            r"\lambda\Sigma \le -\ln \prod_t (1-\lambda\,\mathrm{lr}_t) "
            r"\le \frac{\lambda\Sigma}{1-c}",
            r"with $s = \lambda\,\mathrm{lr}_t \le c$, added over all steps",
        ),
    ),
    by_hand=(
        r"each step multiplies $\theta$ by $1 - \lambda\,\mathrm{lr}_t$",
        "adding the inequality over the steps",
    ),
)


# -- E2e: how much of the distance is never travelled ------------------------------------------

share = lam * rate(t)  # step t takes off this share of the distance
step_loss = log_loss.subs(s, share)
ANY_SHARE = {lr0: SHARE * sp.exp(k * t) / lam}  # any share between 0 and 1, at any t


def remainder(order, low, high):
    """low * E <= product <= high * E, with E = exp(-the integral of step_loss)."""
    still = sp.polylog(order, share) / k  # claimed: the integral from t on
    first = {lr0: SHARE / lam}
    return shown(
        zero((sp.expand_func(sp.diff(still, t)) + step_loss).subs(ANY_SHARE)),
        zero(limit(still, t, sp.oo)),
        negative(sp.diff(step_loss, t).subs(ANY_SHARE)),
        positive(sp.diff(step_loss, t, 2).subs(ANY_SHARE)),
        zero((sp.log(low) + step_loss.subs(t, 0)).subs(first)),
        zero((sp.log(high) + step_loss.subs(t, 0) / 2).subs(first)),
    )


def remainder_in_balls(order, low, high):
    """The product itself: 600 factors, and the rest between the bounds of theorem E2d."""
    answers = []
    for a in ("1/100", "1/10", "1/2", "9/10"):
        point = {lr0: "1/10", lam: 10 * sp.Rational(a), k: "1/10"}
        product = flint.arb(1)
        for i in range(600):
            product *= 1 - ball(share, point | {t: i})
        left = ball(lam * rate(n) / (1 - q), point | {n: 600})
        product *= (-left / (1 - left)).exp().union((-left).exp())
        floor = ball(sp.exp(-sp.polylog(order, lam * rate(0)) / k), point)
        answers += [
            compare(ball(low, point) * floor, "<=", product),
            compare(product, "<=", ball(high, point) * floor),
        ]
    return shown(*answers)


def remainder_in_numbers(order, low, high):
    point = {lr0: 0.9, k: 0.1, lam: 1}
    kept = np.prod(1 - ExponentialDecay(0.9, 0.1).curve(2000))
    scale = sp.exp(-sp.polylog(order, lam * rate(0)) / k)
    at = r"$a = 0.9$, $k = 0.1$"
    yield Witness(at, float((low * scale).subs(point)), "<=", kept)
    yield Witness(at, kept, "<=", float((high * scale).subs(point)))


a = lam * rate(0)

E2e = Theorem(
    label="E2e",
    name="The distance that is never travelled",
    chapter="exponential",
    assumptions=(lr0, k, lam, r"$a = \lambda\,\mathrm{lr}_0 < 1$"),
    statement=rf"""On the quadratic $\tfrac{{\lambda}}{{2}}\theta^2$, gradient descent under
exponential decay keeps for ever the share
$$\frac{{\theta_\infty}}{{\theta_0}} = \prod_{{t=0}}^{{\infty}}
\bigl(1 - {tex(a)}\,e^{{-kt}}\bigr)$$
of its distance to the minimum, and
$$(1-a)\,e^{{-\operatorname{{Li}}_2(a)/k}} \;\le\; \frac{{\theta_\infty}}{{\theta_0}} \;\le\;
\sqrt{{1-a}}\;e^{{-\operatorname{{Li}}_2(a)/k}},$$
where $\operatorname{{Li}}_2(a) = a + a^2/2^2 + a^3/3^2 + \dots$ is the dilogarithm.""",
    claim=dict(order=2, low=1 - a, high=sp.sqrt(1 - a)),
    symbolic=remainder,
    independent={"arb": remainder_in_balls},
    witness=remainder_in_numbers,
    mutants=(
        Mutant(r"the exponent has $\operatorname{Li}_3$", dict(order=3)),
        Mutant(r"the lower factor is $\sqrt[4]{1-a}$", dict(low=(1 - a) ** sp.Rational(1, 4))),
        Mutant(r"the upper factor is $(1-a)^{3/4}$", dict(high=(1 - a) ** sp.Rational(3, 4))),
    ),
    derivation=(
        (
            r"-\ln \frac{\theta_\infty}{\theta_0} = \sum_{t=0}^{\infty} g(t), \quad "
            r"g(t) = -\ln(1 - a e^{-kt})",
            "the logarithm of a product is a sum",
        ),
        (
            r"\frac{d}{dt} \frac{\operatorname{Li}_2(a e^{-kt})}{k} = -g(t), \quad "
            r"\int_0^\infty g = \frac{\operatorname{Li}_2(a)}{k}",
            "the dilogarithm gives its integral, and is 0 at the far end",
        ),
        (r"g > 0, \quad g' < 0, \quad g'' > 0", "so $g$ falls and is convex"),
        (
            r"\int_0^\infty g + \tfrac12 g(0) \;\le\; \sum_{t=0}^{\infty} g(t) \;\le\; "
            r"\int_0^\infty g + g(0)",
            "trapezia lie above a convex curve, rectangles hung from their right ends below a "
            "falling one",
        ),
        (r"e^{-g(0)} = 1 - a", r"put into $e^{-\sum g}$, this gives the two factors"),
    ),
    by_hand=(
        r"each step multiplies $\theta$ by $1 - \lambda\,\mathrm{lr}_t$",
        "the comparison of sum and integral in the fourth line",
    ),
)


# -- E2f: the same in continuous time ----------------------------------------------------------


def flow(exponent):
    kept = sp.exp(exponent * (1 - sp.exp(-k * t)))
    return shown(
        zero(kept.subs(t, 0) - 1),
        zero(sp.diff(kept, t) + lam * rate(t) * kept),
        zero(limit(kept, t, sp.oo) - sp.exp(exponent)),
    )


def flow_in_balls(exponent):
    point = POINT | {lam: 3}
    travelled = integral(lam * rate(t), t, 0, 2000, point)
    return near((-travelled).exp(), ball(sp.exp(exponent), point))


def flow_in_numbers(exponent):
    """Gradient descent in steps a thousand times smaller."""
    fine = ExponentialDecay(0.1 / 1000, 0.05 / 1000).curve(10**6)
    end = np.exp(value(exponent, lam=3))
    yield Witness(
        rf"{HERE}, $\lambda = 3$, in steps of $1/1000$", np.prod(1 - 3 * fine), "=", end, 2e-3
    )


E2f = Theorem(
    label="E2f",
    name="The flow stops short as well",
    chapter="exponential",
    assumptions=(lr0, k, lam),
    statement=rf"""Gradient flow, $\dot\theta = -\mathrm{{lr}}_t\, \lambda\theta$ with
$\mathrm{{lr}}_t = {tex(rate(t))}$, keeps the share
$$\frac{{\theta_\infty}}{{\theta_0}} = {tex(sp.exp(-lam * lr0 / k))} > 0$$
of its distance to the minimum.""",
    claim=dict(exponent=-lam * lr0 / k),
    symbolic=flow,
    independent={"arb": flow_in_balls},
    witness=flow_in_numbers,
    mutants=(
        Mutant(
            "the exponent has the sum of the steps, not the integral",
            dict(exponent=-lam * lr0 / (1 - q)),
        ),
        Mutant("a second-order term is added", dict(exponent=-lam * lr0 / k * (1 + lam * lr0 / 4))),
    ),
    derivation=(
        (
            r"\theta_t = \theta_0 \exp\Bigl(-\frac{\lambda\,\mathrm{lr}_0}{k}(1 - e^{-kt})\Bigr)",
            r"is $\theta_0$ at $t = 0$",
        ),
        (
            r"\dot\theta_t = -\lambda\,\mathrm{lr}_0\, e^{-kt}\, \theta_t",
            "and obeys the equation: put it in",
        ),
        (r"1 - e^{-kt} \to 1", "as $t$ grows"),
    ),
    by_hand=("a linear equation has one solution",),
)


# -- E3: tie the decay to the horizon ----------------------------------------------------------

T = sp.Symbol("T", positive=True, integer=True)
beta = sp.Symbol("beta", positive=True)
tied = ExponentialDecay.over(lr0, lr0 * beta / T, T)


def horizon(schedule, growth):
    budget = E2a.claim["partial"].subs({n: T, k: schedule.k})
    return shown(
        zero(limit(budget / growth, T, sp.oo) - 1),
        limit(growth, T, sp.oo) == sp.oo,
        zero(limit(sp.exp(-lam * budget), T, sp.oo)),
    )


def horizon_in_balls(schedule, growth):
    """The quotient is 1 to within ln(T/beta)/T, at three horizons."""
    answers = []
    for steps in (100, 400, 1600):
        point = POINT | {T: steps, beta: "1/2"}
        budget = total_of(ball(schedule(t), point | {t: i}) for i in range(steps))
        off = budget / ball(growth, point) - 1
        answers.append(compare(abs(off), "<=", ball(sp.log(T / beta) / T, point)))
    return shown(*answers)


def horizon_in_numbers(schedule, growth):
    steps = 10**6
    numbers = ExponentialDecay(0.1, value(schedule.k, T=steps, beta=0.5))
    yield Witness(
        r"$\mathrm{lr}_0 = 0.1$, $\beta = 1/2$, $T = 10^6$",
        numbers.curve(steps).sum(),
        "=",
        value(growth, T=steps, beta=0.5),
        tolerance=1e-4,
    )


E3 = Theorem(
    label="E3",
    name="A decay that is tied to the horizon works",
    chapter="exponential",
    assumptions=(
        lr0,
        lam,
        beta,
        r"$\lambda\,\mathrm{lr}_0 \le 1$",
        r"a horizon of $T > \beta$ steps",
    ),
    statement=rf"""Choose the decay so that the rate falls from $\mathrm{{lr}}_0$ to
${tex(lr0 * beta / T)}$ over the run, which is $k = {tex(tied.k)}$. Then
$$\sum_{{t=0}}^{{T-1}} \mathrm{{lr}}_t \;\sim\; {tex(lr0 * T / sp.log(T / beta))} \to \infty
\qquad (T \to \infty)$$
(the ratio of both sides of $\sim$ tends to 1), and the error that gradient descent leaves on
$\tfrac{{\lambda}}{{2}}\theta^2$ tends to 0 as the run is made longer. With $k$ fixed it
does not.""",
    claim=dict(schedule=tied, growth=lr0 * T / sp.log(T / beta)),
    symbolic=horizon,
    independent={"arb": horizon_in_balls},
    witness=horizon_in_numbers,
    mutants=(
        Mutant("$k$ stays fixed", dict(schedule=rate)),
        Mutant(
            r"the sum grows like $T/\ln^2(T/\beta)$", dict(growth=lr0 * T / sp.log(T / beta) ** 2)
        ),
        Mutant("the sum grows like $T$", dict(growth=lr0 * T)),
    ),
    derivation=(
        (
            r"\sum_{t<T} \mathrm{lr}_t = \mathrm{lr}_0\,\frac{1 - e^{-kT}}{1 - e^{-k}} "
            r"= \mathrm{lr}_0\,\frac{1 - \beta/T}{1 - e^{-k}}",
            r"finite travel, with $kT = \ln(T/\beta)$",
        ),
        (r"1 - e^{-k} \sim k = \frac{\ln(T/\beta)}{T}", "as $k$ tends to 0"),
        (
            r"\prod_{t<T} (1 - \lambda\,\mathrm{lr}_t) \le e^{-\lambda \sum \mathrm{lr}_t} \to 0",
            "product against sum",
        ),
    ),
    by_hand=(r"$1 - s \le e^{-s}$ at each step",),
    source="the schedule: @li2021second, whose rates for non-convex losses are not checked here",
)


# -- E4a: one curve, many names ----------------------------------------------------------------

gamma, decay_rate, decay_steps, half_life, lr_end = sp.symbols(
    "gamma decay_rate decay_steps half_life lr_end", positive=True
)
total_steps = sp.Symbol("total_steps", integer=True, positive=True)


def names(by_gamma, by_rate, by_half_life, by_horizon):
    return shown(
        zero(ExponentialDecay.from_gamma(lr0, gamma)(t) - by_gamma),
        zero(ExponentialDecay.from_decay_rate(lr0, decay_rate, decay_steps)(t) - by_rate),
        zero(ExponentialDecay.from_half_life(lr0, half_life)(t) - by_half_life),
        zero(ExponentialDecay.over(lr0, lr_end, total_steps)(t) - by_horizon),
    )


def names_in_balls(by_gamma, by_rate, by_half_life, by_horizon):
    point = {lr0: "1/10", gamma: "24/25", decay_rate: "1/2", decay_steps: 30, half_life: "35/2"}
    point |= {lr_end: "1/1000", total_steps: 500}
    pairs = (
        (ExponentialDecay.from_gamma(lr0, gamma), by_gamma),
        (ExponentialDecay.from_decay_rate(lr0, decay_rate, decay_steps), by_rate),
        (ExponentialDecay.from_half_life(lr0, half_life), by_half_life),
        (ExponentialDecay.over(lr0, lr_end, total_steps), by_horizon),
    )
    return all(
        agree(ball(schedule(t), point | {t: i}), ball(theirs, point | {t: i}))
        for schedule, theirs in pairs
        for i in (0, 1, 10, "35/2", 500)
    )


def names_in_numbers(by_gamma, by_rate, by_half_life, by_horizon):
    yield Witness(
        r"$\mathrm{lr}_0 = 0.1$, $\gamma = 0.96$, $t = 100$",
        ExponentialDecay.from_gamma(0.1, 0.96)(100),
        "=",
        value(by_gamma, gamma=0.96, t=100),
    )
    yield Witness(
        r"$\mathrm{lr}_0 = 0.1$, halved in 30 steps, $t = 45$",
        ExponentialDecay.from_decay_rate(0.1, 0.5, 30)(45),
        "=",
        value(by_rate, decay_rate=0.5, decay_steps=30, t=45),
    )
    yield Witness(
        r"$\mathrm{lr}_0 = 0.1$, half-life 30, $t = 45$",
        ExponentialDecay.from_half_life(0.1, 30)(45),
        "=",
        value(by_half_life, half_life=30, t=45),
    )
    yield Witness(
        r"from 0.1 to 0.001 in 500 steps, $t = 500$",
        ExponentialDecay.over(0.1, 0.001, 500)(500),
        "=",
        value(by_horizon, lr_end=0.001, total_steps=500, t=500),
    )


E4a = Theorem(
    label="E4a",
    name="One curve, many names",
    chapter="exponential",
    assumptions=(
        lr0,
        t,
        "$\\gamma$ (`gamma`) and $r$ (`decay_rate`) between 0 and 1",
        "$S$ (`decay_steps`), $h$ (`half_life`) and $t_{\\max}$ (`total_steps`) above 0",
        "$0 < \\mathrm{lr}_{\\mathrm{end}} < \\mathrm{lr}_0$",
    ),
    statement=r"""The constructors give the curves that other libraries name by other parameters:
`from_gamma` $\mathrm{lr}_0\,\gamma^t$ (PyTorch, MLX), `from_decay_rate` $\mathrm{lr}_0\,r^{t/S}$
(Keras, Optax), `from_half_life` $\mathrm{lr}_0\,2^{-t/h}$, and `over`
$\mathrm{lr}_0\,(\mathrm{lr}_{\mathrm{end}}/\mathrm{lr}_0)^{t/t_{\max}}$. So
$$k = -\ln\gamma = -\frac{\ln r}{S} = \frac{\ln 2}{h} =
\frac{\ln(\mathrm{lr}_0/\mathrm{lr}_{\mathrm{end}})}{t_{\max}}.$$""",
    claim=dict(
        by_gamma=lr0 * gamma**t,
        by_rate=lr0 * decay_rate ** (t / decay_steps),
        by_half_life=lr0 * 2 ** (-t / half_life),
        by_horizon=lr0 * (lr_end / lr0) ** (t / total_steps),
    ),
    symbolic=names,
    independent={"arb": names_in_balls},
    witness=names_in_numbers,
    mutants=(
        Mutant(r"PyTorch's $\gamma$ comes in one step late", dict(by_gamma=lr0 * gamma ** (t + 1))),
        Mutant("Keras counts $tS$, not $t/S$", dict(by_rate=lr0 * decay_rate ** (t * decay_steps))),
        Mutant("a half-life divides by $e$", dict(by_half_life=lr0 * sp.exp(-t / half_life))),
        Mutant(
            r"the end is reached at $t_{\max} + 1$",
            dict(by_horizon=lr0 * (lr_end / lr0) ** (t / (total_steps + 1))),
        ),
    ),
    derivation=((r"e^{-kt} = (e^{-k})^t", r"and $e^{-k}$ is $\gamma$, $r^{1/S}$, $2^{-1/h}$, …"),),
)


# -- E4b: the staircase ------------------------------------------------------------------------

S = sp.Symbol("S", integer=True, positive=True)
j, more = sp.symbols("j more", integer=True, nonnegative=True)
stairs = ExponentialDecay.from_decay_rate(lr0, decay_rate, S, staircase=True)
smooth = ExponentialDecay.from_decay_rate(lr0, decay_rate, S)


def staircase(level, lag, most):
    """On stair n: the level, and by how much it stands above the smooth curve."""
    stair = on(stairs(t), t, n * S, (n + 1) * S)
    room = (most - lag).subs(t, n * S + j)  # at step j of the stair ...
    return shown(
        zero(stair - lr0 * decay_rate**level),
        zero(stair / smooth(t) - decay_rate ** (-lag / S)),
        nonnegative(room.subs(S, j + 1 + more)),  # ... with more to come ...
        zero(room.subs(S, j + 1)),  # ... or none
    )


def staircase_by_z3(level, lag, most):
    """On the exponents, for the first nine widths; n is whatever the shipped floor gives."""
    answers = []
    for width in range(1, 10):
        power = sp.simplify(sp.expand_log(sp.log(stairs(t) / lr0)) / sp.log(decay_rate))
        here = {S: width, n: sp.floor(t / width)}
        power, level_, lag_, most_ = (sp.sympify(e).subs(here) for e in (power, level, lag, most))
        whole = sp.Symbol("whole", integer=True, nonnegative=True)
        answers += [
            z3_proves(sp.Eq(power, level_)),
            z3_proves(sp.Eq(t - width * power, lag_)),
            z3_proves(sp.And(lag_ >= 0, lag_ < width)),
            z3_proves((lag_ <= most_).subs(t, whole)),
        ]
    return shown(*answers)


def staircase_in_numbers(level, lag, most):
    step, width = 25, 10
    flat = ExponentialDecay.from_decay_rate(0.1, 0.5, width, staircase=True)
    fall = ExponentialDecay.from_decay_rate(0.1, 0.5, width)
    at = {"n": step // width, "S": width, "t": step}
    words = "$r = 1/2$, $S = 10$"
    yield Witness(f"{words}, $t = 25$", flat(25), "=", 0.1 * 0.5 ** value(level, **at))
    yield Witness(
        f"{words}, $t = 25$", flat(25) / fall(25), "=", 0.5 ** (-value(lag, **at) / width)
    )
    yield Witness(
        f"{words}, $t = 29$", flat(29) / fall(29), "<=", 0.5 ** (-value(most, **at) / width) + 1e-12
    )


E4b = Theorem(
    label="E4b",
    name="A staircase stands above the curve",
    chapter="exponential",
    assumptions=(lr0, S, n, "$0 < r < 1$"),
    statement=r"""With `staircase=True` the rate is $\mathrm{lr}_0\,r^n$ for $nS \le t < (n+1)S$.
That is $r^{-(t-nS)/S}$ times the smooth curve: at least 1, below $1/r$, and over whole steps at
most $r^{-(S-1)/S}$, reached at the last step of each stair.""",
    claim=dict(level=n, lag=t - n * S, most=S - 1),
    symbolic=staircase,
    independent={"Z3": staircase_by_z3},
    witness=staircase_in_numbers,
    mutants=(
        Mutant("the first stair has dropped already", dict(level=n + 1)),
        Mutant("the staircase stands below the curve", dict(lag=n * S - t)),
        Mutant("the factor over whole steps is at most $r^{-(S-2)/S}$", dict(most=S - 2)),
    ),
    derivation=(
        (r"S \lfloor t/S \rfloor = nS", "on the whole of stair $n$"),
        (
            r"\frac{r^n}{r^{t/S}} = r^{-(t - nS)/S}, \quad 0 \le t - nS < S",
            "the staircase lags behind by less than one stair",
        ),
        (r"t - nS \le S - 1", "where $t$ is whole"),
    ),
)


# -- E5: what noise leaves ---------------------------------------------------------------------

theta, xi = sp.symbols("theta xi", real=True)
sigma, v0 = sp.symbols("sigma v0", positive=True)


def noise_floor(gathered, power):
    """By induction: v_n >= P**power (v0 + sigma**2 Q), P the product and Q the sum of squares."""
    eta, product, before, z = sp.symbols("eta P Q z", positive=True)
    moved = sp.Poly((theta - eta * (lam * theta + xi)) ** 2, theta, xi)
    keeps, adds = moved.coeff_monomial(theta**2), moved.coeff_monomial(xi**2)
    low = product**power * (v0 + sigma**2 * before)
    factor = 1 / (1 + y)  # 1 - lam eta, and P = 1/(1 + z): both between 0 and 1
    low_next = (factor * product) ** power * (v0 + sigma**2 * (before + adds))
    gap = keeps * low + adds * sigma**2 - low_next
    gap = gap.subs(lam, (1 - factor) / eta).subs(product, 1 / (1 + z))
    return shown(
        zero(keeps - (1 - lam * eta) ** 2),
        telescopes(gathered * (1 - q ** (2 * n)), rate(n) ** 2, n),
        nonnegative(gap),
    )


def noise_floor_by_z3(gathered, power):
    """The same step of the induction, of real numbers; the sum of squares in balls."""
    eta, product, before, factor = sp.symbols("eta P Q f", positive=True)
    v = sp.Symbol("v", nonnegative=True)
    low = product**power * (v0 + sigma**2 * before)
    low_next = (factor * product) ** power * (v0 + sigma**2 * (before + eta**2))
    squares = total_of(ball(rate(t), POINT | {t: i}) ** 2 for i in range(700))
    return shown(
        near(squares, ball(gathered, POINT)),
        z3_proves(
            factor**2 * v + eta**2 * sigma**2 >= low_next, v >= low, factor <= 1, product <= 1
        ),
    )


def noise_floor_in_numbers(gathered, power):
    rates = ExponentialDecay(0.5, 0.2).curve(2000)
    v = 100.0
    for eta in rates:
        v = (1 - eta) ** 2 * v + eta**2
    least = np.prod(1 - rates) ** power * (100 + value(gathered, lr0=0.5, k=0.2))
    at = r"$\mathrm{lr}_0 = 0.5$, $k = 0.2$, $\lambda = \sigma = 1$, $v_0 = 100$"
    yield Witness(at, v, ">=", least)
    yield Witness(f"squares, {at}", (rates**2).sum(), "=", value(gathered, lr0=0.5, k=0.2))


E5 = Theorem(
    label="E5",
    name="With noise the error stays above zero too",
    chapter="exponential",
    assumptions=(
        lr0,
        k,
        lam,
        r"$\lambda\,\mathrm{lr}_0 < 1$",
        r"independent gradient noise of mean 0 and variance $\sigma^2$",
    ),
    statement=rf"""Let $v_t$ be the mean of $\theta_t^2$ when gradients $\lambda\theta + \xi$
carry noise, and $P = \prod_t (1 - \lambda\,\mathrm{{lr}}_t) > 0$ the share that remains without
noise. Then
$$v_\infty \;\ge\; P^2 \Bigl(v_0 + \sigma^2\,{tex(lr0**2 / (1 - q**2))}\Bigr) \;>\; 0.$$""",
    claim=dict(gathered=lr0**2 / (1 - q**2), power=2),
    symbolic=noise_floor,
    independent={"Z3": noise_floor_by_z3},
    witness=noise_floor_in_numbers,
    mutants=(
        Mutant("the factor is $P$, not $P^2$", dict(power=1)),
        Mutant("the squares add up as if $q^2$ were $q$", dict(gathered=lr0**2 / (1 - q))),
    ),
    derivation=(
        (
            r"v_{t+1} = (1 - \lambda\,\mathrm{lr}_t)^2\, v_t + \mathrm{lr}_t^2\,\sigma^2",
            r"square $\theta - \mathrm{lr}_t(\lambda\theta + \xi)$ and take the mean",
        ),
        (
            r"v_n \ge P_n^2 \Bigl(v_0 + \sigma^2 \sum_{t<n} \mathrm{lr}_t^2\Bigr), \quad "
            r"P_n = \prod_{t<n} (1 - \lambda\,\mathrm{lr}_t)",
            r"one more step adds $\sigma^2 \mathrm{lr}_n^2\,(1 - P_{n+1}^2) \ge 0$ to the gap",
        ),
        (
            rf"\sum_t \mathrm{{lr}}_t^2 = {tex(lr0**2 / (1 - q**2))}",
            "telescoping; and $P_n$ falls to $P$",
        ),
    ),
    by_hand=(
        r"the mean of $\theta\xi$ is 0",
        "$v_t$ converges, as the sums of the rates and of their squares are finite",
        "induction over $n$ from its step",
        "$P > 0$ by E2e",
    ),
)
