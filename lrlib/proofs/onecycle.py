"""What is true of 1-cycle and of cyclical learning rates (CLR).

On a quadratic of curvature lambda a step at the rate lr multiplies the error by
1 - lambda lr; what a whole cycle does is the mean of the logarithm of that factor.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from lrlib.proofs import ced
from lrlib.proofs.ced import mean_log
from lrlib.proofs.render import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    ball,
    boxes,
    compare,
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
from lrlib.schedules import Cosine, LinearDecay, OneCycle, Triangular

lo = sp.Symbol("lr_min", nonnegative=True)
d, lam, k, y, lr0 = sp.symbols("d lam k y lr0", positive=True)  # d is the height, lr_max - lr_min
hi = lo + d
end = sp.Symbol("t_max", positive=True)
t, s = sp.symbols("t s", nonnegative=True)
M, n, i = sp.symbols("M n i", integer=True, nonnegative=True)
x = sp.Symbol("x", nonnegative=True)  # a rate
a = sp.Symbol("a", positive=True)  # lambda lr_max, for a cycle from 0
u = sp.Symbol("u", real=True)  # lambda times any rate

triangle = OneCycle(lo, hi, end)
HEIGHT = r"$d = \mathrm{lr}_{\max} - \mathrm{lr}_{\min} > 0$"
POINT = {lo: "1/100", d: "9/100", end: 10}
LONG = 100_003  # steps: odd, so that no rate is exactly 1 / lambda by accident


def halves(schedule=triangle):
    """The way up and the way down."""
    rate = schedule(t)
    return on(rate, t, 0, end / 2), on(rate, t, end / 2, end)


def log_factors(peak, low=0.0):
    """ln|1 - lambda lr| at each step of a long shipped cycle, lambda = 1."""
    return np.log(np.abs(1 - OneCycle(float(low), float(peak), LONG).curve(LONG)))


# -- O1a: the formula -----------------------------------------------------------------------------

rise = lo + 2 * d * t / end
fall = hi - 2 * d * (t - end / 2) / end


def one_formula(up, down, after, steepest):
    first, second = halves()
    held = on(triangle(t), t, end, end + y)
    return shown(
        zero(first - up),
        zero(second - down),
        zero(held - after),
        zero(first.subs(t, 0) - lo),
        zero(first.subs(t, end / 2) - hi),
        zero(second.subs(t, end / 2) - hi),
        zero(second.subs(t, end) - held),
        zero(first.subs(t, end - t) - second),
        zero(sp.diff(first, t) - steepest),
    )


def one_formula_by_z3(up, down, after, steepest):
    rate, other, inside = triangle(t), triangle(s), t <= end
    branches = sp.Piecewise((up, t <= end / 2), (down, inside), (after, True))
    mirrored = other.subs(s, end - t)
    return shown(
        z3_proves(sp.Eq(rate, branches)),
        z3_proves(sp.And(rate >= lo, rate <= hi)),
        z3_proves(sp.Eq(mirrored, rate), inside),
        z3_proves(rate - other <= steepest * (t - s), s <= t),
        z3_proves(other - rate <= steepest * (t - s), s <= t),
        z3_proves(sp.Eq(rate - other, steepest * (t - s)), s <= t, t <= end / 2),
    )


def one_formula_in_numbers(up, down, after, steepest):
    shipped, numbers = OneCycle(0.01, 0.1, 100), {lo: 0.01, d: 0.09, end: 100}
    for branch, step in ((up, 20), (down, 70), (after, 130)):
        claimed = branch.subs(numbers | {t: step})
        yield Witness(
            f"rates from 0.01 to 0.1, 100 steps, step {step}", shipped(step), "=", claimed
        )
    slope = shipped(30) - shipped(29)
    yield Witness("rates from 0.01 to 0.1, step 29 to 30", slope, "=", steepest.subs(numbers))


O1a = Theorem(
    label="O1a",
    name="One line for the whole triangle",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, end, t),
    statement=rf"""The shipped formula
$${tex(OneCycle(lo, sp.Symbol("lr_max"), end)(t))}$$
is ${tex(rise)}$ on the way up ($t \le t_{{\max}}/2$), ${tex(fall)}$ on the way down, and
${tex(lo)}$ after the end. The rate is continuous, symmetric about its peak, never leaves
$[\mathrm{{lr}}_{{\min}}, \mathrm{{lr}}_{{\max}}]$, and changes by at most ${tex(2 * d / end)}$ per
step.""",
    claim=dict(up=rise, down=fall, after=lo, steepest=2 * d / end),
    symbolic=one_formula,
    independent={"Z3": one_formula_by_z3},
    witness=one_formula_in_numbers,
    mutants=(
        Mutant("the peak comes after a third", dict(up=lo + 3 * d * t / end)),
        Mutant("the way down starts from the mean", dict(down=fall - d / 2)),
        Mutant("the published formula goes on after the end", dict(after=fall)),
        Mutant("half as steep", dict(steepest=d / end)),
    ),
    derivation=(
        (
            r"\max(0, \min(1, x)) = x \text{ for } 0 \le x \le 1",
            "each ramp, on its own part of the cycle; before it 0, after it 1",
        ),
        (rf"{tex(rise)} = {tex(hi)} = {tex(fall)}", r"at $t = t_{\max}/2$: no jump"),
        (r"t \to t_{\max} - t", "turns the way up into the way down"),
    ),
)


# -- O1b, O1c: what the rates add up to -----------------------------------------------------------


def added_up(length, rising, falling, total):
    """Is ``total`` the sum of the rates of steps 0 to ``length``, ``rising`` of them going up?"""
    up, down = (half.subs(end, length) for half in halves())
    climbed = n * lo + d * n * (n - 1) / length
    top = down.subs(t, rising)
    descended = n * top - d * n * (n - 1) / length
    return shown(
        telescopes(climbed, up.subs(t, n), n),
        telescopes(descended, down.subs(t, rising + n), n),
        zero(climbed.subs(n, rising) + descended.subs(n, falling) - total),
    )


def even_sum(total):
    return added_up(2 * M, M, M + 1, total)


def even_sum_by_z3(total):
    def added(half):
        cycle = OneCycle(lo, hi, 2 * half)
        return sum(cycle(step) for step in range(2 * half + 1))

    return all(z3_proves(sp.Eq(added(m), total.subs(M, m))) for m in range(1, 9))


O1b = Theorem(
    label="O1b",
    name="The sum of the rates, even length",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, r"$t_{\max} = 2M$"),
    statement=r"""With an even number of steps, $t_{\max} = 2M$, the rates of the steps 0 to
$t_{\max}$ add up to
$$\sum_{t=0}^{2M} \mathrm{lr}_t = M (\mathrm{lr}_{\min} + \mathrm{lr}_{\max})
+ \mathrm{lr}_{\min}:$$
the mean of both ends, $2M$ times, and one step at the low rate.""",
    claim=dict(total=M * (lo + hi) + lo),
    symbolic=even_sum,
    independent={"Z3": even_sum_by_z3},
    witness=lambda total: Witness(
        "rates from 0.01 to 0.1, 100 steps",
        OneCycle(0.01, 0.1, 100).curve(101).sum(),
        "=",
        total.subs({lo: 0.01, d: 0.09, M: 50}),
    ),
    mutants=(
        Mutant("the mean of both ends for every step", dict(total=(2 * M + 1) * (lo + hi) / 2)),
        Mutant("the last step left out", dict(total=M * (lo + hi))),
    ),
    derivation=(
        (
            r"\sum_{t<n} \Bigl(\mathrm{lr}_{\min} + \frac{d t}{M}\Bigr)"
            r" = n\,\mathrm{lr}_{\min} + \frac{d\,n(n-1)}{2M}",
            "the way up; 0 for $n = 0$, and one more $n$ adds one more rate",
        ),
        (
            r"\sum_{j<n} \Bigl(\mathrm{lr}_{\max} - \frac{d j}{M}\Bigr)"
            r" = n\,\mathrm{lr}_{\max} - \frac{d\,n(n-1)}{2M}",
            "the way down from the peak, likewise",
        ),
        (r"n = M \text{ and } n = M + 1", "the peak counts once"),
    ),
)


ODD_TOTAL = 2 * (M + 1) * lo + 2 * d * M * (M + 1) / (2 * M + 1)


def odd_sum(total, highest):
    length = 2 * M + 1
    up, down = (half.subs(end, length) for half in halves())
    return shown(
        added_up(length, M + 1, M + 1, total),
        zero(up.subs(t, M) - highest),
        zero(down.subs(t, M + 1) - highest),
        nonnegative(sp.diff(up, t)),
        nonnegative(-sp.diff(down, t)),
    )


def odd_sum_by_z3(total, highest):
    def answers():
        for m in range(8):
            rates = [OneCycle(lo, hi, 2 * m + 1)(step) for step in range(2 * m + 2)]
            yield z3_proves(sp.Eq(sum(rates), total.subs(M, m)))
            yield z3_proves(sp.Eq(sp.Max(*rates), highest.subs(M, m)))

    return all(answers())


def odd_sum_in_numbers(total, highest):
    rates, numbers = OneCycle(0.01, 0.1, 101).curve(102), {lo: 0.01, d: 0.09, M: 50}
    yield Witness("rates from 0.01 to 0.1, 101 steps", rates.sum(), "=", total.subs(numbers))
    yield Witness(
        "rates from 0.01 to 0.1, the highest of 101 steps", rates.max(), "=", highest.subs(numbers)
    )


O1c = Theorem(
    label="O1c",
    name="The sum of the rates, odd length",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, r"$t_{\max} = 2M + 1$"),
    statement=rf"""With an odd number of steps, $t_{{\max}} = 2M + 1$, the peak falls between two
steps. The highest rate that is used is $\mathrm{{lr}}_{{\max}} - d/t_{{\max}}$, twice, and
$$\sum_{{t=0}}^{{2M+1}} \mathrm{{lr}}_t = {tex(ODD_TOTAL)}.$$""",
    claim=dict(total=ODD_TOTAL, highest=hi - d / (2 * M + 1)),
    symbolic=odd_sum,
    independent={"Z3": odd_sum_by_z3},
    witness=odd_sum_in_numbers,
    mutants=(
        Mutant("the mean of both ends for every step", dict(total=(M + 1) * (lo + hi))),
        Mutant("the peak is used", dict(highest=hi)),
    ),
    derivation=(
        (
            r"\sum_{t \le M} \Bigl(\mathrm{lr}_{\min} + \frac{2 d t}{2M+1}\Bigr)"
            r" = (M+1)\,\mathrm{lr}_{\min} + \frac{d\,M(M+1)}{2M+1}",
            "the way up; the way down is the same by symmetry",
        ),
        (
            r"\mathrm{lr}_M = \mathrm{lr}_{M+1} = \mathrm{lr}_{\max} - \frac{d}{2M+1}",
            "the two steps beside the peak",
        ),
    ),
)


# -- O1d: CLR is 1-cycle, repeated ----------------------------------------------------------------

clr = Triangular(lo, hi, end)


def repeats(period, mirror):
    up, down = halves()

    def answers():
        for start, stop, branch in ((0, end / 2, up), (end / 2, end, down)):
            later = on(clr(t), t, n * end + start, n * end + stop)
            yield zero(later.subs(t, t + n * period) - branch)

    return shown(*answers(), zero(up.subs(t, mirror - t) - down))


def repeats_by_z3(period, mirror):
    cycle, wave = OneCycle(lo, hi, 10)(t), Triangular(lo, hi, 10)
    length = period.subs(end, 10)
    inside = (t >= 0, t < 10)
    turned = OneCycle(lo, hi, 10)(s).subs(s, mirror.subs(end, 10) - t)
    return shown(
        *(z3_proves(sp.Eq(wave(t + cycles * length), cycle), *inside) for cycles in (0, 1, 2, 7)),
        z3_proves(sp.Eq(turned, cycle), *inside),
    )


def repeats_in_numbers(period, mirror):
    wave, cycle = Triangular(0.01, 0.1, 100), OneCycle(0.01, 0.1, 100)
    length, turn = (float(value.subs(end, 100)) for value in (period, mirror))
    yield Witness("T = 100, step 30 three cycles on", wave(30 + 3 * length), "=", cycle(30))
    yield Witness("T = 100, step 70", cycle(70), "=", cycle(abs(turn - 70)))


O1d = Theorem(
    label="O1d",
    name="CLR is the triangle of 1-cycle, repeated",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, end, n),
    statement=rf"""In each of its periods the cyclical rate
$${tex(clr(t))}$$
of length $t_{{\max}}$ is the triangle of 1-cycle: the rate at step $t + n\,t_{{\max}}$ is that of
1-cycle at step $t$, for $0 \le t < t_{{\max}}$. What is proved about one cycle holds for every
cycle of CLR with constant height (`triangular`).""",
    claim=dict(period=end, mirror=end),
    symbolic=repeats,
    independent={"Z3": repeats_by_z3},
    witness=repeats_in_numbers,
    mutants=(
        Mutant("it repeats after half a cycle", dict(period=end / 2)),
        Mutant("the mirror stands at the first quarter", dict(mirror=end / 2)),
    ),
    derivation=(
        (
            r"t - t_{\max} \lfloor t/t_{\max} \rfloor",
            "the step within the cycle: $\\bmod$ in the formula",
        ),
        (
            r"\min(s, t_{\max} - s) = s \text{ or } t_{\max} - s",
            "before and after the middle: the two branches of O1a",
        ),
    ),
)


# -- O1e, O1f: the ranges -------------------------------------------------------------------------

early = 1 / (1 + y)  # any share between 0 and 1, for pct_start
final = sp.Symbol("lr_final", nonnegative=True)
skewed = OneCycle(lo, hi, end, early, lr_final=final)


def straight_ranges(low, high, last):
    peak = early * end
    up, down = on(skewed(t), t, 0, peak), on(skewed(t), t, peak, end)
    held = on(skewed(t), t, end, end + s + 1)
    return shown(
        zero(up.subs(t, 0) - low),
        zero(up.subs(t, peak) - high),
        zero(down.subs(t, peak) - high),
        zero(down.subs(t, end) - last),
        zero(held - last),
        zero(sp.diff(up, t, 2)),
        zero(sp.diff(down, t, 2)),
        triangle.lr_range == (lo, hi),
        clr.lr_range == (lo, hi),
        LinearDecay(hi, end, lo).lr_range == (lo, hi),
        skewed.lr_range == (sp.Min(lo, hi, final), sp.Max(lo, hi, final)),
    )


def straight_ranges_by_z3(low, high, last):
    def answers():
        for start in map(sp.Rational, ("3/10", "1/2")):
            rate = OneCycle(lo, hi, end, start, lr_final=final)
            yield z3_proves(sp.And(rate(t) <= high, rate(t) >= sp.Min(low, last)), final <= hi)
            yield z3_proves(sp.Eq(rate(0), low))
            yield z3_proves(sp.Eq(rate(start * end), high))
            yield z3_proves(sp.Eq(rate(end + t), last))
        for rate in (triangle, Triangular(lo, hi, 10), LinearDecay(hi, end, lo)):
            yield z3_proves(sp.And(rate(t) >= low, rate(t) <= high))

    return all(answers())


def straight_ranges_in_numbers(low, high, last):
    numbers = {lo: 0.01, d: 0.09, final: 0.005}
    rates = OneCycle(0.01, 0.1, 100, 0.3, lr_final=0.005).curve(200)
    for name, rate, claimed in (("first", 0, low), ("highest", 30, high), ("last", 199, last)):
        yield Witness(
            f"the {name} of 200 rates", rates[rate], "=", sp.sympify(claimed).subs(numbers)
        )


O1e = Theorem(
    label="O1e",
    name="The range of the straight schedules",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, end, r"$0 \le \mathrm{lr}_{\mathrm{final}} \le \mathrm{lr}_{\max}$"),
    statement=r"""1-cycle with a peak anywhere (`pct_start`) and its own last rate (`lr_final`)
starts at $\mathrm{lr}_{\min}$, is highest at the peak, where it is $\mathrm{lr}_{\max}$, ends at
$\mathrm{lr}_{\mathrm{final}}$ and stays there. So its rates lie between the lower of both ends and
$\mathrm{lr}_{\max}$; those of the triangle, of triangular CLR and of linear decay lie between
$\mathrm{lr}_{\min}$ and $\mathrm{lr}_{\max}$. As a curve it reaches both; whole steps may pass
beside the peak (O1c). That is what `lr_range` returns.""",
    claim=dict(low=lo, high=hi, last=final),
    symbolic=straight_ranges,
    independent={"Z3": straight_ranges_by_z3},
    witness=straight_ranges_in_numbers,
    mutants=(
        Mutant("it starts from 0", dict(low=sp.Integer(0))),
        Mutant("it peaks at $d$", dict(high=d)),
        Mutant("it always comes back to $\\mathrm{lr}_{\\min}$", dict(last=lo)),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}^2}{\mathrm{d}t^2}\mathrm{lr}_t = 0",
            "on each part: a straight line is highest and lowest at its ends",
        ),
        (
            r"\mathrm{lr}_0,\ \mathrm{lr}_{p\,t_{\max}},\ \mathrm{lr}_{t_{\max}}",
            "the values there; $p$ is `pct_start`",
        ),
    ),
)

fading = Triangular(lo, hi, end, "exp_range", k)
bump = 2 * d * t * sp.exp(-k * t) / end  # above lr_min, on the first way up
peaks_at = sp.Min(end / 2, 1 / k)
half_wave = Cosine(hi, end, lo)


def curved_ranges(peak, shrinks, halving):
    rising = on(fading(t), t, 0, end / 2) - lo
    slope, stairs = sp.diff(rising, t), Triangular(lo, hi, end, "triangular2")
    wave = on(half_wave(t), t, 0, end)

    def answers():
        for length in (2 / (k * (1 + y)), 2 * (1 + y) / k):  # the peak: end/2, 1/k
            short = {end: length}
            highest = (fading.lr_range[1] - lo).subs(short)
            yield zero(sp.simplify(highest - rising.subs(t, peak).subs(short)))
            yield nonnegative(sp.factor(slope.subs(t, peak / (1 + s)).subs(short)))
        yield negative(sp.factor(slope.subs(t, (1 + s + y) / k)))
        for schedule, ratio in ((fading, shrinks), (stairs, halving)):
            later = on(schedule(t), t, n * end, n * end + end / 2).subs(t, t + n * end)
            first = on(schedule(t), t, 0, end / 2)
            yield zero(later - lo - ratio**n * (first - lo))
        yield zero(wave - lo - d * sp.cos(sp.pi * t / end / 2) ** 2)
        yield half_wave.lr_range == stairs.lr_range == (lo, hi)

    return shown(*answers())


def curved_ranges_by_balls(peak, shrinks, halving):
    """The way up of exp_range, box by box: rising to the peak, falling after it."""
    values = {lo: "1/100", d: "9/100"}

    def answers():
        for length, decay in ((10, "1/20"), (10, "1/2")):
            at = values | {end: length, k: decay}
            wave = Triangular(lo, hi, length, "exp_range", sp.Rational(decay))
            stairs = Triangular(lo, hi, length, "triangular2")
            top = ball(peak, at)
            yield agree(ball(wave.lr_range[1], at), ball(wave(peak.subs(at).subs(k, decay)), at))
            straight = on(wave(t), t, 0, sp.Rational(length, 2))
            for box in boxes(0, top - 0.1, 200):
                yield compare(series(straight, t, box, at)[1], ">", 0)
            if not top.overlaps(ball(length) / 2):
                for box in boxes(top + 0.1, "5", 200):
                    yield compare(series(straight, t, box, at)[1], "<", 0)
            for schedule, ratio in ((wave, shrinks), (stairs, halving)):
                third = ball(schedule(sp.Rational(43, 2)) - lo, at)
                yield agree(
                    third, ball(ratio, at) ** 2 * ball(schedule(sp.Rational(3, 2)) - lo, at)
                )
        at = values | {end: 10}
        for box in boxes("1/4", "39/4", 200):
            yield compare(series(on(half_wave(t), t, 0, end), t, box, at)[1], "<", 0)

    return all(answers())


def curved_ranges_in_numbers(peak, shrinks, halving):
    for decay in (0.05, 0.5):
        wave, numbers = Triangular(0.0, 0.1, 10, "exp_range", decay), {end: 10, k: decay}
        top = wave(float(peak.subs(numbers)))
        rates = wave(np.linspace(0, 40, 4001))
        yield Witness(f"k = {decay}, T = 10, the highest of 4001 rates", rates.max(), "<=", top)
        ratio = float(shrinks.subs(numbers))
        yield Witness(f"k = {decay}, T = 10, step 23 and 13", wave(23) / wave(13), "=", ratio)
    stairs = Triangular(0.0, 0.1, 10, "triangular2")
    yield Witness("T = 10, step 23 and 13", stairs(23) / stairs(13), "=", halving)


O1f = Theorem(
    label="O1f",
    name="The range of the fading and the curved schedules",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, end, k),
    statement=rf"""CLR with `decay="exp_range"`, whose height at step $t$ is $d\,e^{{-kt}}$ in place
of $d$, is highest in its first cycle, at step ${tex(peaks_at)}$: at the peak if
$k\,t_{{\max}} \le 2$, before it otherwise. The height over $\mathrm{{lr}}_{{\min}}$ shrinks by the
factor ${tex(sp.exp(-k * end))}$ per cycle, and with `"triangular2"` by $1/2$. Cosine
annealing falls all the way: $\mathrm{{lr}}_t = {tex(lo + d * sp.cos(sp.pi * t / end / 2) ** 2)}$.
The values of `lr_range` are exact for the curve.""",
    claim=dict(peak=peaks_at, shrinks=sp.exp(-k * end), halving=sp.Rational(1, 2)),
    symbolic=curved_ranges,
    independent={"arb": curved_ranges_by_balls},
    witness=curved_ranges_in_numbers,
    mutants=(
        Mutant("always highest at half a cycle", dict(peak=end / 2)),
        Mutant("shrinks by $e^{-k t_{\\max}/2}$", dict(shrinks=sp.exp(-k * end / 2))),
        Mutant("a quarter per cycle", dict(halving=sp.Rational(1, 4))),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}}{\mathrm{d}t}\, t e^{-kt} = (1 - kt)\, e^{-kt}",
            r"so $t e^{-kt}$ rises up to $1/k$ and falls after it; the way up ends at $t_{\max}/2$",
        ),
        (
            r"e^{-k(t + n t_{\max})} = \left(e^{-k t_{\max}}\right)^n e^{-kt}",
            "a later cycle is the first one, lower",
        ),
        (r"\tfrac12(1 + \cos\varphi) = \cos^2\tfrac{\varphi}{2}", "between 0 and 1, falling"),
    ),
    by_hand=("on the way down both factors, the triangle and the decay, fall",),
)


# -- O2a: every rate gets the same time -----------------------------------------------------------


class whole(sp.Function):
    """An antiderivative of any continuous function ``part`` of the rate."""

    def fdiff(self, argindex=1):
        return part(*self.args)


class part(sp.Function):
    """Any continuous function of the rate."""


def uniform(weight, share):
    up, down = halves()
    scale = end * weight / 2
    return shown(
        zero(sp.diff(scale * whole(up), t) / part(up) - 1),
        zero(sp.diff(-scale * whole(down), t) / part(down) - 1),
        zero(sp.diff(share, x) - weight),
        zero(share.subs(x, lo)),
        zero(share.subs(x, hi) - 1),
    )


def uniform_by_z3(weight, share):
    below, inside = triangle(t) <= x, (t <= end, lo <= x, x <= hi)
    counted = sp.Or(t <= end * share / 2, t >= end - end * share / 2)
    more = share.subs(x, x + s) - share
    return (
        z3_proves(sp.Eq(more, weight * s))
        and z3_proves(counted, below, *inside)
        and z3_proves(below, counted, *inside)
    )


def uniform_in_numbers(weight, share):
    rates, numbers = OneCycle(0.01, 0.1, 100_001).curve(100_001), {lo: 0.01, d: 0.09}
    lower = float(share.subs(numbers | {x: 0.04}))
    words = "rates from 0.01 to 0.1, 100001 steps: share of those up to 0.04"
    yield Witness(words, (rates <= 0.04).mean(), "=", lower, tolerance=1e-3)
    between = ((rates > 0.05) & (rates <= 0.06)).mean() / 0.01
    yield Witness("between 0.05 and 0.06, per unit", between, "=", weight.subs(numbers), 1e-3)


O2a = Theorem(
    label="O2a",
    name="Every rate gets the same share of the time",
    chapter="onecycle",
    assumptions=(lo, HEIGHT, end, "any $g$ that is continuous, or is so on either side of a gap"),
    statement=r"""In the course of a cycle the triangle is at or below the rate $x$ for the share
$$\frac{x - \mathrm{lr}_{\min}}{\mathrm{lr}_{\max} - \mathrm{lr}_{\min}}$$
of the time: all rates between the bounds get the same time, at the peak no less than at the bottom.
So a mean over the cycle is a mean over rates,
$$\frac{1}{t_{\max}} \int_0^{t_{\max}} g(\mathrm{lr}_t)\,\mathrm{d}t
= \frac{1}{d} \int_{\mathrm{lr}_{\min}}^{\mathrm{lr}_{\max}} g(x)\,\mathrm{d}x.$$""",
    claim=dict(weight=1 / d, share=(x - lo) / d),
    symbolic=uniform,
    independent={"Z3": uniform_by_z3},
    witness=uniform_in_numbers,
    mutants=(
        Mutant("twice that weight", dict(weight=2 / d)),
        Mutant("the share is $x/\\mathrm{lr}_{\\max}$", dict(share=x / hi)),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}}{\mathrm{d}t}\, \frac{t_{\max}}{2d}\, H(\mathrm{lr}_t)"
            r" = g(\mathrm{lr}_t)",
            "on the way up, for $H' = g$; minus that on the way down",
        ),
        (
            r"\frac{t_{\max}}{2d}\bigl(H(\mathrm{lr}_{\max}) - H(\mathrm{lr}_{\min})\bigr)",
            "is the integral over either half",
        ),
    ),
)


# -- O2b: the mean logarithm of the factor --------------------------------------------------------

F = (u - 1) * sp.log(sp.Abs(u - 1)) - u


def mean_of(F, low, high):
    return (F.subs(u, high) - F.subs(u, low)) / (high - low)


def mean_factor(F, mean):
    below, above = F.subs(u, 1 - y), F.subs(u, 1 + y)  # y is the distance from 1
    return shown(
        zero(sp.diff(-below, y) - sp.log(y)),
        zero(sp.diff(above, y) - sp.log(y)),
        zero(sp.limit(below, y, 0, "+") + 1),
        zero(sp.limit(above, y, 0, "+") + 1),
        zero(F.subs(u, 0)),
        zero(mean - mean_of(F, lam * lo, lam * hi)),
        *(zero(abs(sp.diff(line(t), t)) - abs(d / end * times)) for line, times in lines()),
    )


def lines():
    """Other schedules that run through the same rates in straight lines, and how fast."""
    yield (lambda at: on(LinearDecay(hi, end, lo)(t), t, 0, end).subs(t, at)), 1
    yield (lambda at: on(clr(t), t, end, 3 * end / 2).subs(t, at)), 2


def mean_factor_by_quadrature(F, mean):
    def answers():
        for low, high in (("0", "1/2"), ("1/10", "7/2"), ("3/2", "4"), ("0", "5")):
            at = {lo: low, d: sp.Rational(high) - sp.Rational(low), lam: 1, end: 10}
            claimed = ball(mean, at)
            yield agree(ball(mean_of(F, sp.Rational(low), sp.Rational(high))), claimed)
            for half, start in zip(halves(), (0, 5)):
                yield agree(mean_log(1 - lam * half, t, start, start + 5, at), claimed)
            falling = on(LinearDecay(hi, end, lo)(t), t, 0, end)
            yield agree(mean_log(1 - lam * falling, t, 0, 10, at), claimed)

    return all(answers())


def mean_factor_in_numbers(F, mean):
    for low, high in ((0.1, 3.5), (0.3, 0.8)):
        numbers, words = {lo: low, d: high - low, lam: 1}, f"rates from {low} to {high}"
        on_steps = log_factors(high, low).mean()
        yield Witness(f"{words}, {LONG} steps", on_steps, "=", mean.subs(numbers), 5e-3)
        yield Witness(f"{words}, {LONG} steps", on_steps, "=", mean_of(F, low, high), 5e-3)


O2b = Theorem(
    label="O2b",
    name="What a cycle does to the error",
    chapter="onecycle",
    assumptions=(
        lo,
        HEIGHT,
        lam,
        "a quadratic loss of curvature $\\lambda$",
        "the limit of many steps",
    ),
    statement=rf"""Each step multiplies the error by $1 - \lambda\,\mathrm{{lr}}_t$. Over a cycle
the mean logarithm of the size of that factor is
$$\frac{{1}}{{t_{{\max}}}} \int_0^{{t_{{\max}}}} \ln|1 - \lambda\,\mathrm{{lr}}_t| \,\mathrm{{d}}t
= \frac{{F(\lambda\,\mathrm{{lr}}_{{\max}}) - F(\lambda\,\mathrm{{lr}}_{{\min}})}}
{{\lambda\,(\mathrm{{lr}}_{{\max}} - \mathrm{{lr}}_{{\min}})}},
\qquad F(u) = {tex(F)}.$$
The same holds for each cycle of CLR and for linear decay between the same rates.""",
    claim=dict(F=F, mean=mean_of(F, lam * lo, lam * hi)),
    symbolic=mean_factor,
    independent={"arb": mean_factor_by_quadrature},
    witness=mean_factor_in_numbers,
    mutants=(
        Mutant("$F$ without its $-u$", dict(F=F + u)),
        Mutant(
            "divided by $\\mathrm{lr}_{\\max}$", dict(mean=mean_of(F, lam * lo, lam * hi) * d / hi)
        ),
    ),
    derivation=(
        (r"F'(u) = \ln|1 - u|", "below 1 and above it"),
        (r"\lim_{u \to 1} F(u) = -1", "from both sides: the gap in the integrand does no harm"),
        (r"H(x) = F(\lambda x)/\lambda", r"in O2a, with $g(x) = \ln|1 - \lambda x|$"),
    ),
    by_hand=(
        "means over ever more steps tend to the integral, unless a step falls on $1/\\lambda$ or "
        "extremely near it, which only makes the error smaller",
    ),
)


# -- O2c: how high the peak may be ----------------------------------------------------------------

W = sp.LambertW(sp.exp(-1))  # W e^W = 1/e, so log W = -1 - W
MEAN = F.subs(u, a) / a  # per step, for a cycle from 0


def by_w(expr):
    """The expression without log W, which SymPy does not know to be -1 - W."""
    return sp.expand(sp.expand_log(sp.expand(expr), force=True).subs(sp.log(W), -1 - W))


def falls_then_rises():
    """F falls from 0 to 2 and rises from there on."""
    slope = sp.log(sp.Abs(u - 1))  # of O2b
    below, between, above = y / (1 + y), 1 + 1 / (1 + y), 2 + y
    return shown(
        *(negative(sp.expand_log(slope.subs(u, at), force=True)) for at in (below, between)),
        positive(slope.subs(u, above)),
    )


def survives(peak, constant):
    held = OneCycle(lo, lo, end)(t)  # a triangle of no height: a constant rate
    return shown(
        falls_then_rises(),
        zero(F.subs(u, 0)),
        zero(by_w(F.subs(u, peak))),
        positive(peak - 2),
        zero(held - lo),
        zero((1 - held).subs(lo, constant) + 1),
    )


HAIR = sp.Rational(1, 10**12)


def mean_from_zero(peak):
    """A ball around the mean of ln|1 - lr| over a shipped cycle from 0, at lambda = 1."""
    up, _ = halves(OneCycle(0, d, end))
    return mean_log(1 - up, t, 0, 5, {d: ball(peak), end: 10})


def survives_by_quadrature(peak, constant):
    def size(rate):
        return abs(ball(1 - OneCycle(rate, rate, 10)(t), {t: 3}))

    return (
        compare(mean_from_zero(peak - HAIR), "<", 0)
        and compare(mean_from_zero(peak + HAIR), ">", 0)
        and compare(size(constant - HAIR), "<", ball(1))
        and compare(size(constant + HAIR), ">", ball(1))
    )


def survives_in_numbers(peak, constant):
    lower, upper = 0.9995 * float(peak), 1.0005 * float(peak)
    yield Witness(f"{LONG} steps, just below the limit", log_factors(lower).mean(), "<", 0)
    yield Witness(f"{LONG} steps, just above the limit", log_factors(upper).mean(), ">", 0)
    for share, relation in ((0.999, "<"), (1.001, ">")):
        rate = share * float(constant)
        error = abs(1 - OneCycle(rate, rate, 100)(30))
        yield Witness(f"a constant rate of {rate:.4g}, one step", error, relation, 1)


O2c = Theorem(
    label="O2c",
    name="How high the peak may be",
    chapter="onecycle",
    assumptions=(
        r"$\mathrm{lr}_{\min} = 0$",
        lam,
        r"a quadratic loss of curvature $\lambda$",
        "the limit of many steps",
    ),
    statement=rf"""A cycle from 0 contracts the error if and only if
$$\lambda\,\mathrm{{lr}}_{{\max}} < {tex(1 + 1 / W)} = {float(1 + 1 / W):.5f}\ldots$$
where Lambert's $W(1/e) = {float(W):.5f}\ldots$ is the $w$ with $w\,e^w = 1/e$. A constant rate
contracts only below 2. The same limit holds for linear decay to 0 and for CLR from 0; a cycle from
$\mathrm{{lr}}_{{\min}} > 0$ contracts if and only if
$F(\lambda\,\mathrm{{lr}}_{{\max}}) < F(\lambda\,\mathrm{{lr}}_{{\min}})$.""",
    claim=dict(peak=1 + 1 / W, constant=sp.Integer(2)),
    symbolic=survives,
    independent={"arb": survives_by_quadrature},
    witness=survives_in_numbers,
    mutants=(
        Mutant("up to 4.6", dict(peak=sp.Rational(46, 10))),
        Mutant("up to $1/W(1/e)$", dict(peak=1 / W)),
        Mutant("a constant rate up to 2.1", dict(constant=sp.Rational(21, 10))),
    ),
    derivation=(
        (
            r"F(0) = 0, \quad F' < 0 \text{ on } (0, 2), \quad F' > 0 \text{ above}",
            "so $F$ has one more zero, above 2, and is negative up to it",
        ),
        (r"F(a) = 0 \iff (a-1)\ln(a-1) = a", "the definition of $F$ (O2b)"),
        (
            r"a - 1 = \tfrac1W: \quad \tfrac1W \ln\tfrac1W = \tfrac{1+W}{W} = a",
            r"as $\ln W = -1 - W$, because $W e^W = 1/e$",
        ),
    ),
    by_hand=("a function that falls and then rises takes each value at most twice",),
)


# -- O2d: the best peak ---------------------------------------------------------------------------


def best(peak, factor):
    rest = sp.log(sp.Abs(a - 1)) + a  # a^2 times the derivative of the mean
    low, high = y / (1 + y), 1 + y
    return shown(
        zero(
            sp.diff(F.subs(u, a).subs(a, 1 + y) / (1 + y), y) - rest.subs(a, 1 + y) / (1 + y) ** 2
        ),
        rises_from_zero(sp.expand_log(-rest.subs(a, low), force=True), y),
        positive(sp.diff(rest.subs(a, high), y)),
        zero(by_w(rest.subs(a, peak))),
        zero(by_w(MEAN.subs(a, peak) * peak - sp.log(factor) * peak)),
    )


def best_by_quadrature(peak, factor):
    there, near = mean_from_zero(peak), sp.Rational(1, 10**6)
    return (
        agree(there, ball(sp.log(factor)))
        and compare(mean_from_zero(peak - near), ">", there)
        and compare(mean_from_zero(peak + near), ">", there)
    )


def best_in_numbers(peak, factor):
    at = float(peak)
    here, words = log_factors(at).mean(), f"{LONG} steps: that peak beside one a tenth"
    yield Witness(f"{words} lower", here, "<", log_factors(at - 0.1).mean())
    yield Witness(f"{words} higher", here, "<", log_factors(at + 0.1).mean())
    yield Witness(f"factor per step, {LONG} steps", np.exp(here), "=", factor, 5e-3)


O2d = Theorem(
    label="O2d",
    name="The best peak",
    chapter="onecycle",
    assumptions=(
        "$\\mathrm{lr}_{\\min} = 0$",
        lam,
        "a quadratic loss of curvature $\\lambda$",
        "the limit of many steps",
    ),
    statement=rf"""Of all cycles from 0 the one with
$$\lambda\,\mathrm{{lr}}_{{\max}} = {tex(1 + W)} = {float(1 + W):.5f}\ldots$$
contracts fastest, by the factor ${tex(W)} = {float(W):.5f}\ldots$ per step (geometric mean).
One constant sets the limit of O2c, the best peak and the best factor.""",
    claim=dict(peak=1 + W, factor=W),
    symbolic=best,
    independent={"arb": best_by_quadrature},
    witness=best_in_numbers,
    mutants=(
        Mutant("best at $1 + 2W(1/e)$", dict(peak=1 + 2 * W)),
        Mutant("best at $1.1$", dict(peak=sp.Rational(11, 10))),
        Mutant("by the factor $1/e$", dict(factor=sp.exp(-1))),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}}{\mathrm{d}a} \frac{F(a)}{a} = \frac{\ln|a-1| + a}{a^2}",
            "the mean per step, from O2b",
        ),
        (
            r"\ln(1-a) + a < 0 \text{ for } 0 < a < 1",
            "it is 0 at $a=0$ and falls: no optimum there",
        ),
        (
            r"\ln(a-1) + a = 0 \iff (a-1)\,e^{a-1} = \tfrac1e",
            "above 1 it rises, so once: $a - 1 = W$",
        ),
        (r"\frac{F(1+W)}{1+W} = -(1+W) = \ln W", "the mean there"),
    ),
)


# -- O2e: the transient ---------------------------------------------------------------------------

steady = 1 + sp.E
swell = (a - 1) * (sp.log(a - 1) - 1) / a  # ln(error / first error) at its worst, over t_max


def transient(limit, worst):
    back = (2 * F.subs(u, a) - F) / (2 * a)  # ln(error) over t_max, at the rate u on the way down
    return shown(
        falls_then_rises(),
        zero((back.subs(u, 2) - worst).subs(a, 2 + y)),
        zero(sp.simplify(worst.subs(a, limit))),
        negative(F.subs(u, limit)),
        positive(sp.expand_log(worst.subs(a, 1 + sp.E * (1 + y)), force=True)),
        negative(sp.expand_log(worst.subs(a, 1 + sp.E / (1 + y)), force=True)),
    )


def transient_by_quadrature(limit, worst):
    up, down = halves(OneCycle(0, d, end))

    def highest(peak):  # the mean over each part of the way, times its share of the cycle
        at, back = {d: ball(peak), end: 10}, 1 - 1 / sp.sympify(peak)
        climb = mean_log(1 - up, t, 0, 5, at)
        descent = mean_log(1 - down, t, 5, 10 * back, at)
        return climb / 2 + descent * ball(back - sp.Rational(1, 2))

    return (
        all(agree(highest(peak), ball(worst, {a: peak})) for peak in ("5/2", "37/10", "22/5"))
        and compare(highest(limit - HAIR), "<", 0)
        and compare(highest(limit + HAIR), ">", 0)
    )


def transient_in_numbers(limit, worst):
    below, above = (np.cumsum(log_factors(share * float(limit))).max() for share in (0.99, 1.01))
    yield Witness(f"{LONG} steps, just below: highest ln(error)", below, "<=", 0)
    yield Witness(f"{LONG} steps, just above: highest ln(error)", above, ">", 0)
    highest = np.cumsum(log_factors(4.4)).max() / LONG
    yield Witness("a peak of 4.4, over the number of steps", highest, "=", worst.subs(a, 4.4), 1e-3)


O2e = Theorem(
    label="O2e",
    name="How high the peak may be if the error must never exceed its start",
    chapter="onecycle",
    assumptions=(
        r"$\mathrm{lr}_{\min} = 0$",
        r"$a = \lambda\,\mathrm{lr}_{\max} > 2$",
        r"a quadratic loss of curvature $\lambda$",
        "the limit of many steps",
    ),
    statement=rf"""In a cycle from 0 the error grows while the rate is above $2/\lambda$ and
shrinks before and after. When the rate has come down to $2/\lambda$ again, the logarithm of the
error differs from that at the start by
$${tex(swell)} \cdot t_{{\max}}.$$
So the error never exceeds its first value if and only if
$\lambda\,\mathrm{{lr}}_{{\max}} \le 1 + e = {float(steady):.5f}\ldots$ Between that and the limit
of O2c it shrinks, then grows to more than its first value, by a factor that is exponential in the
length of the cycle, and comes back only if the loss is the same parabola that far out.""",
    claim=dict(limit=steady, worst=swell),
    symbolic=transient,
    independent={"arb": transient_by_quadrature},
    witness=transient_in_numbers,
    mutants=(
        Mutant("up to 4", dict(limit=sp.Integer(4))),
        Mutant("up to $e$", dict(limit=sp.E)),
        Mutant("twice as high", dict(worst=2 * swell)),
    ),
    derivation=(
        (
            r"\frac{t_{\max}}{2a} F(u), \qquad \frac{t_{\max}}{2a} \bigl(2F(a) - F(u)\bigr)",
            r"$\ln$ of the error at the rate $u/\lambda$, on the way up and down (O2a, O2b)",
        ),
        (r"F(2) = -2 \le F(u)", "$F$ is lowest at 2, so the second expression is highest there"),
        (
            r"\frac{2F(a) + 2}{2a} = \frac{(a-1)(\ln(a-1) - 1)}{a}",
            r"positive exactly if $\ln(a-1) > 1$",
        ),
        (
            r"F(u) < 0 \text{ for } 0 < u \le 1 + e",
            "so the way up does not exceed the start either",
        ),
    ),
    by_hand=("up to $a = 2$ every step contracts",),
)


# -- O2f: cosine annealing ------------------------------------------------------------------------

root = sp.sqrt(1 - a)
slow = 2 * sp.log((1 + root) / 2)  # the mean up to a = 1
fast = sp.log(a / 4)  # and from there on


def cosine_mean(below, above, limit):
    wave = on(Cosine(d, end)(t), t, 0, end)
    cycle = on(OneCycle(0, d, end, anneal="cosine")(t), t, 0, end / 2)
    tilt = a / (2 - a)  # the factor is (1 - a/2) (1 - tilt cos), whose mean C7 gives
    factor = (1 - a / 2) * (1 - tilt * sp.cos(sp.pi * t / end))
    share = 1 / (1 + y)  # the root, between 0 and 1
    inside = ced.inside.subs(sp.sqrt(1 - ced.a**2), 2 * share / (1 + share**2))
    outer = (1 - a / 2) * sp.exp(ced.outside).subs(ced.a, tilt)
    low, high = 1 - share**2, 1 + y
    return shown(
        zero((1 - lam * wave).subs(lam, a / d) - factor),
        zero(sp.simplify(cycle - wave.subs(t, end - 2 * t))),
        zero(sp.cancel((1 - tilt**2).subs(a, low) - (2 * share / (1 + share**2)) ** 2)),
        zero(sp.cancel(sp.exp(below.subs(root, share)) - (1 - low / 2) * sp.exp(inside))),
        positive(sp.expand((a**2 - (2 - a) ** 2).subs(a, high))),  # so |tilt| > 1
        zero(sp.cancel(sp.exp(2 * above) - outer**2)),
        zero(above.subs(a, limit)),
        positive(sp.diff(above, a)),
        zero(below.subs(a, 1) - above.subs(a, 1)),
        positive(1 + 1 / W - limit),
        positive(limit - 2),
    )


def cosine_by_quadrature(below, above, limit):
    wave = on(Cosine(d, end)(t), t, 0, end)

    def mean(peak):
        return mean_log(1 - wave, t, 0, 10, {d: ball(peak), end: 10})

    return (
        all(agree(mean(peak), ball(below, {a: peak})) for peak in ("1/10", "9/10"))
        and all(agree(mean(peak), ball(above, {a: peak})) for peak in ("3/2", "19/10", "5"))
        and compare(mean(limit - HAIR), "<", 0)
        and compare(mean(limit + HAIR), ">", 0)
    )


def cosine_in_numbers(below, above, limit):
    def mean(peak):
        return np.log(np.abs(1 - Cosine(float(peak), LONG).curve(LONG))).mean()

    yield Witness(f"peak 0.8, {LONG} steps", mean(0.8), "=", below.subs(a, 0.8), 1e-3)
    yield Witness(f"peak 3, {LONG} steps", mean(3), "=", above.subs(a, 3), 1e-3)
    yield Witness(f"just below the limit, {LONG} steps", mean(0.999 * limit), "<", 0)
    yield Witness(f"just above the limit, {LONG} steps", mean(1.001 * limit), ">", 0)


O2f = Theorem(
    label="O2f",
    name="How high a cosine may start",
    chapter="onecycle",
    assumptions=(
        lam,
        r"$a = \lambda\,\mathrm{lr}_0$",
        r"a quadratic loss of curvature $\lambda$",
        "the limit of many steps",
    ),
    statement=rf"""Under cosine annealing to 0,
$\mathrm{{lr}}_t = {tex(lr0 * sp.cos(sp.pi * t / end / 2) ** 2)}$, the mean logarithm of the factor
per step is
$$\begin{{cases}} {tex(slow)} & a \le 1 \\ {tex(fast)} & a \ge 1. \end{{cases}}$$
So it contracts if and only if $\lambda\,\mathrm{{lr}}_0 < 4$, exactly: more than the 2 of a
constant rate, less than the {float(1 + 1 / W):.3f} of a straight line. 1-cycle with
`anneal="cosine"` spends its time in the same way and has the same limit.""",
    claim=dict(below=slow, above=fast, limit=sp.Integer(4)),
    symbolic=cosine_mean,
    independent={"arb": cosine_by_quadrature},
    witness=cosine_in_numbers,
    mutants=(
        Mutant("the first mean not doubled", dict(below=slow / 2)),
        Mutant("$\\ln(a/2)$ above 1", dict(above=sp.log(a / 2))),
        Mutant("up to 4.1", dict(limit=sp.Rational(41, 10))),
    ),
    derivation=(
        (
            r"1 - \tfrac{a}{2}(1 + \cos\varphi) = \left(1 - \tfrac{a}{2}\right)"
            r"\left(1 - \tfrac{a}{2-a} \cos\varphi\right)",
            "a constant times the factor of C7, whose mean logarithm is known",
        ),
        (
            r"\left(1 - \tfrac{a}{2}\right)"
            r" \tfrac12 \left(1 + \sqrt{1 - \tfrac{a^2}{(2-a)^2}}\right)"
            r" = \left(\tfrac{1 + \sqrt{1-a}}{2}\right)^2",
            "for $a \\le 1$",
        ),
        (
            r"\left|1 - \tfrac{a}{2}\right| \cdot \tfrac12 \left|\tfrac{a}{2-a}\right|"
            r" = \tfrac{a}{4}",
            "for $a \\ge 1$",
        ),
    ),
    by_hand=("at $a = 2$, where the constant vanishes, by continuity",),
)

#: In units of one over the curvature; exact expressions.
THRESHOLDS = {
    "constant": sp.Integer(2),  # a rate contracts below it
    "cosine": sp.Integer(4),  # so does the start of a cosine
    "triangle": 1 + 1 / W,  # and the peak of a triangle from 0
    "never above the start": steady,
    "best peak": 1 + W,
    "best factor": W,  # per step, at the best peak
}

#: Mean of ln|error factor| per step, as a function of a = curvature times highest rate.
MEAN_LOG = {
    "constant": sp.log(sp.Abs(1 - a)),
    "cosine": sp.Piecewise((slow, a <= 1), (fast, True)),
    "triangle": MEAN,
}
