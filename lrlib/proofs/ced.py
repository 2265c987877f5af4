"""What is true of Cyclic Exponential Decay (CED)."""

from __future__ import annotations

import math
from itertools import pairwise

import flint
import numpy as np
import sympy as sp

from lrlib.proofs.render import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    antiderivative,
    ball,
    boxes,
    compare,
    integral,
    limit,
    negative,
    nonnegative,
    on,
    positive,
    series,
    shown,
    telescopes,
    z3_proves,
    zero,
)
from lrlib.schedules import CyclicExponentialDecay, ExponentialDecay

#: The schedule of the article's code: it decays by 4 per cent per cycle of ten steps.
ARTICLE = CyclicExponentialDecay(0.1, -math.log(0.96) / 10, 10, staircase=True)

lr0, k, lam, a = sp.symbols("lr0 k lam a", positive=True)
T = sp.Symbol("T", integer=True, positive=True)
t, s = sp.symbols("t s", nonnegative=True)
n, j, m = sp.symbols("n j m", integer=True, nonnegative=True)
omega = sp.Symbol("omega", positive=True)  # 2 pi / T, where a formula would be long

rate = CyclicExponentialDecay(lr0, k, T)
stairs = CyclicExponentialDecay(lr0, k, T, staircase=True)  # as the article's code has it
waves = {w: CyclicExponentialDecay(lr0, k, T, w) for w in ("raised", "abs", "clip")}
plain = ExponentialDecay(lr0, k)
q = plain.gamma  # e^{-k}

# Formulas are tried at these points, the schedule's own numbers at the first.
POINTS = ({lr0: "1/10", k: "1/20", T: 10}, {lr0: "3/2", k: "1/3", T: 7})
SHIPPED = CyclicExponentialDecay(0.1, 0.05, 10)
NUMBERS = {lr0: 0.1, k: 0.05, T: 10}


def _spelled(expr):
    """The formula with 2 pi / T for omega."""
    return sp.sympify(expr).subs(omega, 2 * sp.pi / T)


def _agree(left, right, *more):
    """Two expressions at all points, each together with every one of ``more``."""
    points = [point | extra for point in POINTS for extra in more or ({},)]
    return shown(*(agree(ball(left, at), ball(right, at)) for at in points))


def _number(expr, **more):
    """A claim's value at the parameters of SHIPPED."""
    return sp.sympify(expr).subs(NUMBERS | {sp.Symbol(x): v for x, v in more.items()})


def _area(schedule, until):
    """The area under a shipped schedule, in strips a thousandth of a step wide."""
    return schedule((np.arange(round(1000 * until)) + 0.5) / 1000).mean() * until


# -- C1a: the rate dies out -----------------------------------------------------------------------


def _dies_out(shortfall, travel):
    added = lr0 * (1 - q**n) / (1 - q)
    return shown(
        zero(plain(t) ** 2 - rate(t) ** 2 - shortfall),
        nonnegative(shortfall),
        zero(limit(plain(t), t, sp.oo)),
        telescopes(added, plain(n), n),
        zero(limit(added, n, sp.oo) - travel),
    )


def _dies_out_by_balls(shortfall, travel):
    walked = [sum(abs(ball(rate(i), at)) for i in range(60)) for at in POINTS]
    allowed = [ball(travel, at) for at in POINTS]
    return shown(
        _agree(plain(t) ** 2 - rate(t) ** 2, shortfall, {t: 1}, {t: "13/4"}, {t: 40}),
        *(compare(path, "<", most) for path, most in zip(walked, allowed)),
    )


C1a = Theorem(
    label="C1a",
    name="The rates die out, and their sizes have a finite sum",
    chapter="ced",
    assumptions=(lr0, k, T),
    statement=rf"""The wave is never larger in size than plain exponential decay, its *envelope*:
at every $t \ge 0$
$$\left({tex(rate(t))}\right)^2 = \left({tex(plain(t))}\right)^2
- {tex((plain(t) * sp.sin(2 * sp.pi * t / T)) ** 2)}.$$
So the rate tends to 0, and the sizes of all rates, whatever their signs, add up to at most
${tex(lr0 / (1 - q))}$: with bounded gradients the parameters stop *somewhere*.""",
    claim=dict(
        shortfall=(plain(t) * sp.sin(2 * sp.pi * t / T)) ** 2,
        travel=lr0 / (1 - q),
    ),
    symbolic=_dies_out,
    independent={"arb": _dies_out_by_balls},
    mutants=(
        Mutant(
            "a cosine for the sine",
            dict(shortfall=(plain(t) * sp.cos(2 * sp.pi * t / T)) ** 2),
            lambda shortfall, travel: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, t = 1",
                ExponentialDecay(0.1, 0.05)(1) ** 2 - SHIPPED(1) ** 2,
                "=",
                shortfall.subs(NUMBERS | {t: 1}),
            ),
        ),
        Mutant(
            "half of that travel",
            dict(travel=lr0 / (1 - q) / 2),
            lambda shortfall, travel: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, 2000 steps",
                abs(SHIPPED.curve(2000)).sum(),
                "<=",
                travel.subs(NUMBERS),
            ),
        ),
    ),
    derivation=(
        (
            r"\cos^2 = 1 - \sin^2",
            "times the square of the envelope: squares need no absolute values",
        ),
        (r"|\mathrm{lr}_t| \le \mathrm{lr}_0 e^{-kt} \to 0", "a square was taken away"),
        (
            r"\sum_{t<N} \mathrm{lr}_0 e^{-kt} = \mathrm{lr}_0 \frac{1-e^{-kN}}{1-e^{-k}}",
            "it is 0 for no step, and one more step adds one more term",
        ),
    ),
    by_hand=(
        "a bound on every term bounds the sum",
        "steps of finite total length end at a point (Cauchy)",
    ),
)


# -- C1b: the sum of the rates --------------------------------------------------------------------

c = sp.cos(2 * sp.pi / T)
total = lr0 * (1 - q * c) / (1 - 2 * q * c + q**2)
rest = (rate(n) - q**2 * rate(n - 1)) / (1 - 2 * q * c + q**2)  # from step n on


def _adds_up(partial, total):
    return shown(
        telescopes(partial, rate(n), n),
        zero(limit(partial, n, sp.oo) - total),
    )


def _adds_up_by_balls(partial, total):
    added = [sum(ball(rate(i), at) for i in range(37)) for at in POINTS]
    return shown(
        *(agree(ball(partial, at | {n: 37}), walked) for at, walked in zip(POINTS, added)),
        _agree(partial.subs(n, 4000), total),
    )


C1b = Theorem(
    label="C1b",
    name="How far a run gets on an even slope",
    chapter="ced",
    assumptions=(lr0, k, T),
    statement=rf"""All rates together add up to
$$\sum_{{t=0}}^{{\infty}} {tex(rate(t))} = {tex(total)}.$$
After $n$ steps the part of it that is still to come is
$\mathrm{{lr}}_n - e^{{-2k}}\,\mathrm{{lr}}_{{n-1}}$ over the same denominator: it vanishes as fast
as the rates do.""",
    claim=dict(partial=total - rest, total=total),
    symbolic=_adds_up,
    independent={"arb": _adds_up_by_balls},
    witness=lambda partial, total: Witness(
        "lr0 = 0.1, k = 0.05, T = 10, 2000 steps",
        SHIPPED.curve(2000).sum(),
        "=",
        total.subs(NUMBERS),
    ),
    mutants=(
        Mutant(
            "a sine in the numerator",
            dict(total=lr0 * (1 - q * sp.sin(2 * sp.pi / T)) / (1 - 2 * q * c + q**2)),
        ),
        Mutant(
            "the rest counted one step late",
            dict(partial=total - rest.subs(n, n + 1)),
            lambda partial, total: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, 37 steps",
                SHIPPED.curve(37).sum(),
                "=",
                partial.subs(NUMBERS | {n: 37}),
            ),
        ),
    ),
    derivation=(
        (
            r"A(n) = S - \frac{\mathrm{lr}_n - e^{-2k}\,\mathrm{lr}_{n-1}}"
            r"{1 - 2e^{-k}\cos\omega + e^{-2k}}",
            "the claim for $n$ steps, $S$ the total and $\\omega = 2\\pi/T$; "
            "$\\mathrm{lr}_{-1}$ is the formula at $t = -1$, not a step",
        ),
        (
            r"\mathrm{lr}_{n+1} = 2e^{-k}\cos\omega\,\mathrm{lr}_n - e^{-2k}\,\mathrm{lr}_{n-1}",
            "a damped cosine obeys this recursion",
        ),
        ("A(0) = 0", "no step, no travel"),
        (r"A(n+1) - A(n) = \mathrm{lr}_n", "put the recursion in: one more step adds its rate"),
        (r"A(n) \to S", "as the rates die out (C1a)"),
    ),
)


# -- C1c: half a step -----------------------------------------------------------------------------

half = lr0 / 2
excess = lr0 / 2 * sp.sinh(k) / (sp.cosh(k) - c)

y = sp.Symbol("y", positive=True)
v = sp.Symbol("v", nonnegative=True)


def _rational(expr, cosine):
    """As a rational function: e^{-k} is 1/(1+y), and 2 pi / T has this cosine."""
    expr = sp.sympify(expr).subs(c, cosine).rewrite(sp.exp)
    return sp.factor(sp.together(expr.subs(k, sp.log(1 + y))))


def _half_a_step(half, excess):
    any_cycle = (v**2 - 1) / (v**2 + 1)  # v = cot(pi/T), for T = 2, 3, ...
    return shown(
        zero(_rational(total - half - excess, sp.Symbol("c", real=True))),
        positive(_rational(excess, any_cycle)),
        zero(limit(excess, k, 0)),
    )


def _half_a_step_by_balls(half, excess):
    slow = {lr0: 1, k: f"1/{10**30}", T: 10}
    return shown(
        _agree(total, half + excess),
        compare(ball(total - half, slow), "<", ball(excess, slow | {k: f"1/{10**29}"})),
        *(compare(ball(total, at), ">", ball(half, at)) for at in POINTS),
    )


C1c = Theorem(
    label="C1c",
    name="With ever slower decay, half a step",
    chapter="ced",
    assumptions=(lr0, k, r"$T \ge 2$"),
    statement=rf"""The sum of all rates is half of the first rate and a positive rest:
$$\sum_{{t=0}}^{{\infty}} {tex(rate(t))} = \frac{{\mathrm{{lr}}_0}}{{2}}
+ \frac{{\mathrm{{lr}}_0}}{{2}} \, {tex(sp.sinh(k) / (sp.cosh(k) - c))}.$$
Let the decay get slower, so that the rates stay large for longer: the second part vanishes, and
the whole endless run gets as far as *half* a step at the first rate, whatever $T$ is.""",
    claim=dict(half=half, excess=excess),
    symbolic=_half_a_step,
    independent={"arb": _half_a_step_by_balls},
    mutants=(
        Mutant(
            "a whole step",
            dict(half=lr0),
            lambda half, excess: Witness(
                "lr0 = 0.1, k = 0.001, T = 10, 40000 steps",
                CyclicExponentialDecay(0.1, 0.001, 10).curve(40_000).sum(),
                ">",
                half.subs(NUMBERS),
            ),
        ),
        Mutant(
            "the excess without its factor 1/2",
            dict(excess=2 * excess),
            lambda half, excess: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, 2000 steps",
                SHIPPED.curve(2000).sum(),
                "=",
                (half + excess).subs(NUMBERS),
            ),
        ),
    ),
    derivation=(
        (
            sp.Eq(total / lr0, half / lr0 + excess / lr0, evaluate=False),
            "the sum of C1b, taken apart",
        ),
        (r"\cosh k > 1 \ge \cos(2\pi/T)", "so the second part is positive"),
        (r"\sinh k \to 0", "as $k \\to 0$, while the denominator does not vanish for $T \\ge 2$"),
    ),
)


# -- C1d: the best decay --------------------------------------------------------------------------

tangent = sp.tan(sp.pi / T)
highest = lr0 * (1 + sp.csc(2 * sp.pi / T)) / 2
best_k = sp.log((1 + tangent) / (1 - tangent))


def _at_tangent(expr, u):
    """The expression as a function of u = tan(pi/T)."""
    return expr.subs(
        {c: (1 - u**2) / (1 + u**2), sp.csc(2 * sp.pi / T): (1 + u**2) / (2 * u), tangent: u}
    )


def _gap_in(u, decay):
    """What the sum lacks to the claimed most, in units of lr0, as a fraction of polynomials."""
    return sp.factor(_at_tangent((highest - total) / lr0, u).subs(q, decay))


def _never_more(highest, best_k):
    u = 1 / (1 + y)  # below 1, as pi/T < pi/4
    gap = _at_tangent(highest - total, u).subs(q, 1 / (1 + s))
    best = total.subs(k, best_k)
    return shown(
        nonnegative(sp.factor(gap)),
        zero(sp.cancel(_at_tangent((highest - best) / lr0, u))),
    )


def _never_more_by_z3(highest, best_k):
    u, decay = sp.symbols("u decay", positive=True)
    gap = _at_tangent((highest - total) / lr0, u).subs(q, decay)
    above, below = map(sp.expand, sp.fraction(sp.together(gap)))
    upper, lower = sp.fraction(sp.together(_at_tangent(sp.exp(-best_k), u)))
    return (
        z3_proves(sp.Eq(above, 0), u < 1, sp.Eq(decay * lower, upper))
        and z3_proves(below > 0, u < 1, decay < 1)
        and z3_proves(above >= 0, u < 1, decay < 1)
    )


C1d = Theorem(
    label="C1d",
    name="The farthest that CED can get on an even slope",
    chapter="ced",
    assumptions=(lr0, k, r"$T \ge 5$"),
    statement=rf"""Whatever the decay, all rates together add up to at most
$$\sum_{{t=0}}^{{\infty}} {tex(rate(t))} \;\le\; {tex(highest)},$$
with equality for one $k$, namely $k = {tex(best_k)}$. For $T = 10$ that is
{float((highest / lr0).subs(T, 10)):.4f} steps at the first rate, for $T = 50$ it is
{float((highest / lr0).subs(T, 50)):.2f}; plain exponential decay has no such limit.""",
    claim=dict(highest=highest, best_k=best_k),
    symbolic=_never_more,
    independent={"Z3": _never_more_by_z3},
    mutants=(
        Mutant(
            "the best is lr0 csc(2 pi/T) / 2",
            dict(highest=lr0 * sp.csc(2 * sp.pi / T) / 2),
            lambda highest, best_k: Witness(
                "lr0 = 0.1, T = 10, k = 0.6744",
                CyclicExponentialDecay(0.1, 0.6744, 10).curve(200).sum(),
                "<=",
                highest.subs(NUMBERS),
            ),
        ),
        Mutant(
            "the best k without its numerator",
            dict(best_k=-sp.log(1 - tangent)),
            lambda highest, best_k: Witness(
                "lr0 = 0.1, T = 10 and that k",
                CyclicExponentialDecay(0.1, float(best_k.subs(T, 10)), 10).curve(400).sum(),
                "=",
                0.1 * (1 + 1 / math.sin(math.pi / 5)) / 2,
            ),
        ),
    ),
    derivation=(
        (r"u = \tan(\pi/T),\quad q = e^{-k}", "so that everything is a fraction of polynomials"),
        (
            sp.Eq(highest / lr0 - sp.Symbol("S"), _gap_in(sp.Symbol("u"), sp.Symbol("q"))),
            "$S$ is the sum of C1b over $\\mathrm{lr}_0$; a square over positive numbers",
        ),
        (r"q = \frac{1-u}{1+u}", "where the square vanishes"),
    ),
)


# -- C2a, C2b: the integral -----------------------------------------------------------------------


def _travel(w):
    wave = w * sp.sin(w * t) - k * sp.cos(w * t)
    return lr0 * (k + sp.exp(-k * t) * wave) / (k**2 + w**2)


travel = _spelled(_travel(omega))
cycle = _spelled(lr0 * k * (1 - sp.exp(-k * T)) / (k**2 + omega**2))
far = _spelled(lr0 * k / (k**2 + omega**2))


def _integral(travel, cycle, far):
    return shown(
        antiderivative(travel, rate(t), t),
        zero(travel.subs(t, 0)),
        zero(travel.subs(t, T) - cycle),
        zero(limit(travel, t, sp.oo) - far),
    )


def _integral_by_quadrature(travel, cycle, far):
    return shown(
        *(
            agree(integral(rate(t), t, 0, "17/3", at), ball(travel, at | {t: "17/3"}))
            for at in POINTS
        ),
        *(agree(integral(rate(t), t, 0, T, at), ball(cycle, at)) for at in POINTS),
        _agree(travel, far, {t: 4000}),
    )


def _integral_by_numbers(at, expr):
    return Witness(
        f"lr0 = 0.1, k = 0.05, T = 10, t = {at}",
        _area(SHIPPED, at),
        "=",
        expr.subs(NUMBERS | {t: at}),
        tolerance=1e-5,
    )


C2a = Theorem(
    label="C2a",
    name="The integral of the rate",
    chapter="ced",
    assumptions=(lr0, k, T, r"$\omega = 2\pi/T$"),
    statement=rf"""In small steps, what counts is the area under the rate,
$$\tau(t) = \int_0^t {tex(rate(s))} \, \mathrm{{d}}s = {tex(_travel(omega))}.$$
The first cycle contributes ${tex(lr0 * k * (1 - sp.exp(-k * T)) / (k**2 + omega**2))}$, all cycles
together ${tex(lr0 * k / (k**2 + omega**2))}$.""",
    claim=dict(travel=travel, cycle=cycle, far=far),
    symbolic=_integral,
    independent={"arb": _integral_by_quadrature},
    mutants=(
        Mutant(
            "plus k cos, not minus",
            dict(travel=travel + _spelled(2 * k * rate(t) / (k**2 + omega**2))),
            lambda travel, cycle, far: _integral_by_numbers(10, travel),
        ),
        Mutant(
            "a cycle contributes nothing",
            dict(cycle=sp.Integer(0)),
            lambda travel, cycle, far: _integral_by_numbers(10, cycle),
        ),
        Mutant(
            "omega in the numerator",
            dict(far=_spelled(lr0 * omega / (k**2 + omega**2))),
            lambda travel, cycle, far: _integral_by_numbers(600, far),
        ),
    ),
    derivation=(
        (
            r"\tau'(t) = \mathrm{lr}_0 e^{-kt}\cos\omega t",
            "the derivative of the right-hand side, cancelled",
        ),
        (r"\tau(0) = 0", "so there is no constant to add"),
        (
            r"\tau(T),\ \lim_{t\to\infty}\tau(t)",
            "the wave is back at $\\cos = 1$ after a cycle; $e^{-kt}$ dies out",
        ),
    ),
)

most = lr0 * T / (4 * sp.pi)
share = _spelled(k**2 / (k**2 + omega**2))
plain_travel = lr0 * (1 - sp.exp(-k * t)) / k


def _little(most, share):
    return shown(
        nonnegative(most - far),
        zero((most - far).subs(k, 2 * sp.pi / T)),
        antiderivative(plain_travel, plain(t), t),
        zero(far - share * limit(plain_travel, t, sp.oo)),
    )


def _little_by_balls(most, share):
    def farther(ks):
        return (ball(most - far, {lr0: 1, T: 10, k: x}) for x in ks)

    end = 900  # e^{-45} is left of the envelope at the first point, less at the second
    waved = [integral(rate(t), t, 0, end, at) for at in POINTS]
    plainly = [integral(plain(t), t, 0, end, at) for at in POINTS]
    best = {lr0: 1, T: 10, k: flint.arb.pi() / 5}
    return shown(
        *(compare(gap, ">", 0) for gap in farther(("1/100", "1/10", "3/5", "13/20", 2))),
        agree(ball(most, best), ball(far, best)),
        *(
            agree(wave, ball(share, at) * level, digits=15)
            for wave, level, at in zip(waved, plainly, POINTS)
        ),
    )


def _best_by_numbers(most, share):
    best = CyclicExponentialDecay(0.1, math.pi / 5, 10)
    return Witness(
        "lr0 = 0.1, k = 2 pi/10, T = 10",
        _area(best, 70),
        "<=",
        float(most.subs(NUMBERS)) * (1 + 1e-6),
    )


def _share_by_numbers(most, share):
    return Witness(
        "k = 0.05, T = 10",
        _area(SHIPPED, 900) / _area(ExponentialDecay(0.1, 0.05), 900),
        "=",
        share.subs(NUMBERS),
        tolerance=1e-5,
    )


C2b = Theorem(
    label="C2b",
    name="How little of the travel the wave keeps",
    chapter="ced",
    assumptions=(lr0, k, T, r"$\omega = 2\pi/T$"),
    statement=rf"""Of the travel of plain exponential decay with the same $k$ the wave keeps the
share
$$\frac{{\int_0^\infty {tex(rate(t))} \, \mathrm{{d}}t}}
{{\int_0^\infty {tex(plain(t))} \, \mathrm{{d}}t}} = {tex(k**2 / (k**2 + omega**2))},$$
and no $k$ brings it farther than ${tex(most)}$, which $k = \omega$ attains. With 4 per cent of
decay per cycle of ten steps, that share is
{100 * float(share.subs({k: ARTICLE.k, T: 10})):.4f} per cent.""",
    claim=dict(most=most, share=share),
    symbolic=_little,
    independent={"arb": _little_by_balls},
    mutants=(
        Mutant("half of that at most", dict(most=most / 2), _best_by_numbers),
        Mutant(
            "the share is k / (k + omega)",
            dict(share=_spelled(k / (k + omega))),
            _share_by_numbers,
        ),
    ),
    derivation=(
        (
            r"\frac{\mathrm{lr}_0}{2\omega} - \frac{\mathrm{lr}_0 k}{k^2 + \omega^2}"
            r" = \frac{\mathrm{lr}_0 (k-\omega)^2}{2\omega(k^2+\omega^2)}",
            "a square, zero at $k = \\omega$; and $2\\omega = 4\\pi/T$",
        ),
        (
            r"\int_0^\infty \mathrm{lr}_0 e^{-kt}\,\mathrm{d}t = \mathrm{lr}_0/k",
            "plain exponential decay",
        ),
    ),
)


# -- C2c: it retraces one curve -------------------------------------------------------------------


class slope(sp.Function):
    """Any vector field: the gradient of any loss."""


class descent(sp.Function):
    """Plain gradient flow through it, by its own time: descent' = -slope(descent)."""

    def fdiff(self, argindex=1):
        return -slope(self)


def _turn(w):
    return lr0 * (k + (-1) ** n * w * sp.exp(-k * (T / 4 + n * T / 2))) / (k**2 + w**2)


turn = _spelled(_turn(omega))
turning = T / 4 + n * T / 2  # where the rate is zero


def _retraces(clock, turn):
    path = descent(clock)
    return shown(
        zero(sp.diff(path, t) / slope(path) + rate(t)),
        zero(clock.subs(t, 0)),
        zero(rate(turning)),
        zero(clock.subs(t, turning) - turn),
        zero(turn.subs(n, n + 1) - far + sp.exp(-k * T / 2) * (turn - far)),
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
        "any loss with a smooth gradient",
        "steps so small that the path is a flow",
    ),
    statement=rf"""Let $\Theta(\tau)$ be the path of plain gradient flow. CED's path from the same
start is $\theta(t) = \Theta(\tau(t))$ with
$$\tau(t) = \int_0^t {tex(rate(s))} \, \mathrm{{d}}s:$$
the same curve, walked forwards while the rate is positive and backwards through the same points
while it is negative. The run turns round at $t = T/4 + nT/2$, where
$$\tau = {tex(_turn(omega))},\qquad \omega = 2\pi/T,$$
and each swing of $\tau$ is shorter than the one before by the factor $e^{{-kT/2}}$. So after $3T/4$
steps it never again leaves the piece of the curve between its first two turning points. That the
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
                _area(SHIPPED, 7.5),
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
            "swings alternate and shrink",
        ),
    ),
    by_hand=(
        "a flow through a given point is unique",
        "between two turning points the rate keeps its sign (C3)",
    ),
)


# -- C2d: above the start -------------------------------------------------------------------------

x = sp.Symbol("x", positive=True)  # decay per cycle, k T
climbs_below = sp.Rational(4, 3) * sp.LambertW(3 * sp.pi / 2)


def _w_of(expr, argument):
    """W e^W = argument, used on log W, which SymPy does not know."""
    w = sp.LambertW(argument)
    return sp.expand(sp.expand_log(expr, force=True).subs(sp.log(w), sp.log(argument) - w))


def _climbs(threshold):
    # the sign of log(omega / (k e^{3kT/4})) is that of -travel, and it falls with x = k T
    far_back = travel.subs(t, 3 * T / 4).subs(k, x / T)
    sign = sp.log(2 * sp.pi / x) - 3 * x / 4
    scale = lr0 * T * x / (x**2 + 4 * sp.pi**2)
    return shown(
        zero(far_back - scale * (1 - sp.exp(sign))),
        positive(scale),
        negative(sp.diff(sign, x)),
        zero(sp.expand_log(_w_of(sign.subs(x, threshold), 3 * sp.pi / 2), force=True)),
    )


def _climbs_by_balls(threshold):
    def lowest(decay):
        at = {lr0: 1, T: 10, k: ball(decay / 10)}
        return integral(rate(t), t, 0, "15/2", at)

    hair = sp.Rational(1, 10**15)
    return shown(
        compare(lowest(threshold - hair), "<", 0),
        compare(lowest(threshold + hair), ">", 0),
    )


def _climbs_by_numbers(threshold):
    decays = CyclicExponentialDecay(0.1, float(threshold) / 10 * 0.999, 10)
    return Witness(
        "lr0 = 0.1, T = 10, k just below the threshold, t = 15/2",
        _area(decays, 7.5),
        "<",
        0,
    )


C2d = Theorem(
    label="C2d",
    name="When it climbs above where it started",
    chapter="ced",
    assumptions=(lr0, k, T, "the limit of small steps", "a gradient that is not 0 at the start"),
    statement=rf"""The area under ${tex(rate(t))}$ from 0 to $3T/4$ is negative if and only if
$$kT < {tex(climbs_below)} \approx {float(climbs_below):.5f}.$$
($W$ is Lambert's function: $W(x)$ solves $W e^W = x$.) A run that decays less than that per cycle
climbs, in its first cycle, *above* the loss from which it started. For 4 per cent of decay per
cycle, $kT = {10 * ARTICLE.k:.3f}$.""",
    claim=dict(threshold=climbs_below),
    symbolic=_climbs,
    independent={"arb": _climbs_by_balls},
    witness=_climbs_by_numbers,
    mutants=(
        Mutant(
            "the threshold is $W(3\\pi/2)$",
            dict(threshold=sp.LambertW(3 * sp.pi / 2)),
            lambda threshold: Witness(
                "lr0 = 0.1, T = 10, k just above the threshold, t = 15/2",
                travel.subs({lr0: 0.1, T: 10, k: float(threshold) * 1.001 / 10, t: 7.5}),
                ">",
                0,
            ),
        ),
        Mutant(
            "W(2 pi) instead of W(3 pi/2)",
            dict(threshold=sp.Rational(4, 3) * sp.LambertW(2 * sp.pi)),
        ),
    ),
    derivation=(
        (
            r"\tau(3T/4) = \frac{\mathrm{lr}_0 (k - \omega e^{-3kT/4})}{k^2 + \omega^2}",
            "the lowest point of the integral of C2a",
        ),
        (
            r"\tau(3T/4) < 0 \iff x\,e^{3x/4} < 2\pi,\quad x = kT",
            "multiplied by $T e^{3x/4}$; the left-hand side rises with $x$",
        ),
        (r"\tfrac34 x = W(3\pi/2)", "where both are equal, as $W e^W = 3\\pi/2$"),
    ),
    by_hand=(
        "at a negative time plain gradient flow is above its start, as along it the loss $L$ has "
        r"the derivative $-\|\nabla L\|^2$",
    ),
)


# -- C3: half of the steps climb ------------------------------------------------------------------


def _half_climbs(counts):
    def between(cycle_length):
        return sp.ceiling(3 * cycle_length / 4) - sp.floor(cycle_length / 4) - 1

    after_a_quarter = rate(T / 4 + s) + plain(T / 4 + s) * sp.sin(2 * sp.pi * s / T)
    return shown(
        zero(sp.expand_trig(after_a_quarter)),
        *(zero(between(4 * m + r) - count) for r, count in enumerate(counts)),
    )


def _half_climbs_by_z3(counts):
    def same(one, other):
        return sp.Or(sp.And(one, other), sp.And(sp.Not(one), sp.Not(other)))

    def answers():
        for r, count in enumerate(counts):
            inside = sp.And(4 * m + r < 4 * j, 4 * j < 3 * (4 * m + r))
            listed = sp.And(m + 1 <= j, j <= m + count)
            yield z3_proves(same(inside, listed), 4 * m + r > 0)

    return shown(*answers())


def _count(counts):
    cycles = (12, 13, 14, 15)
    rates = (CyclicExponentialDecay(0.1, 0.05, T).curve(T) for T in cycles)
    return Witness(
        "T = 12, 13, 14 and 15 together",
        sum((x < -1e-12).sum() for x in rates),  # a zero of the cosine may be rounded
        "=",
        sum(count.subs(m, 3) for count in counts),
    )


C3 = Theorem(
    label="C3",
    name="Half of the time it climbs",
    chapter="ced",
    assumptions=(lr0, k, m, "$T = 4m + r \\ge 1$ with $r = 0, 1, 2, 3$"),
    statement=rf"""The rate ${tex(rate(t))}$ is negative for $T/4 < t < 3T/4$, and likewise in every
later cycle: exactly half of the time. In whole steps that is $2m-1$, $2m$, $2m+1$ or $2m+2$ steps
of a cycle of $4m$, $4m+1$, $4m+2$ or $4m+3$. A step at a negative rate is gradient *ascent*.""",
    claim=dict(counts=(2 * m - 1, 2 * m, 2 * m + 1, 2 * m + 2)),
    symbolic=_half_climbs,
    independent={"Z3": _half_climbs_by_z3},
    witness=_count,
    mutants=(
        Mutant("2m + 1 steps of 4m + 3", dict(counts=(2 * m - 1, 2 * m, 2 * m + 1, 2 * m + 1))),
        Mutant("the two zeros count too", dict(counts=(2 * m + 1, 2 * m, 2 * m + 1, 2 * m + 2))),
        Mutant(
            "half of the steps whatever T is",
            dict(counts=tuple(2 * m + sp.Rational(r, 2) for r in range(4))),
        ),
    ),
    derivation=(
        (
            r"\mathrm{lr}_{T/4+s} = -\mathrm{lr}_0 e^{-k(T/4+s)} \sin(2\pi s/T)",
            "a quarter of a cycle turns the cosine into a sine",
        ),
        (
            r"\lceil 3T/4 \rceil - \lfloor T/4 \rfloor - 1",
            "whole numbers strictly between $T/4$ and $3T/4$, for each remainder of $T$ by 4",
        ),
    ),
    by_hand=("a sine is positive between 0 and $\\pi$",),
)


# -- C4: waves that never go negative -------------------------------------------------------------

_hump = omega * sp.csch(sp.pi * k / (2 * omega))
_keeps = {
    "raised": lr0 / 2 * (1 / k + k / (k**2 + omega**2)),
    "abs": lr0 * (k + _hump) / (k**2 + omega**2),
    "clip": lr0 * (2 * k + _hump) / (k**2 + omega**2) / 2,
}


def _waves_integrate(raised, abs, clip, kept):
    first = travel.subs(t, T / 4)
    arch = (-1) ** (n + 1) * (turn.subs(n, n + 1) - turn)
    shrink = sp.exp(-k * T / 2)
    arches = arch.subs(n, 0) * (1 - shrink**n) / (1 - shrink)

    def answers():  # what a mutant changes comes first, the identities of the waves after it
        yield zero(raised - (lr0 / k + far) / 2)
        yield zero((abs - first - arch.subs(n, 0) / (1 - shrink)).rewrite(sp.exp))
        yield zero(clip - (abs + far) / 2)
        for total, part in zip((raised, abs, clip), kept):
            yield zero(limit(k * total / lr0, k, 0) - part)
        yield telescopes(arches, arch, n)
        yield zero(waves["raised"](t) - plain(t) * sp.cos(sp.pi * t / T) ** 2)
        yield zero(waves["raised"](t) - (plain(t) + rate(t)) / 2)
        yield zero(waves["abs"](t) - sp.Abs(rate(t)))
        yield zero((waves["clip"](t) - (waves["abs"](t) + rate(t)) / 2).rewrite(sp.Piecewise))

    return all(answers())


def _waves_by_quadrature(raised, abs, clip, kept):
    at, end = {lr0: "1/10", k: "1/2", T: 10}, 200  # e^{-100} is left of the envelope
    knots = [0, *(sp.Rational(5, 2) + 5 * i for i in range(40))]
    arches = [integral(rate(t), t, *ends, at) for ends in pairwise(knots)]
    slow = {lr0: 1, k: f"1/{10**12}", T: 10}
    return shown(
        agree(integral(waves["raised"](t), t, 0, end, at), ball(raised, at)),
        agree(sum(x if i % 2 == 0 else -x for i, x in enumerate(arches)), ball(abs, at)),
        agree(sum(arches[::2]), ball(clip, at)),
        *(
            agree(ball(k * x, slow) + flint.arb(0, "1e-11"), ball(y), digits=10)
            for x, y in zip((raised, abs, clip), kept)
        ),
    )


def _wave_by_numbers(wave):
    def witness(**claim):
        shipped = CyclicExponentialDecay(0.1, 0.05, 10, wave)
        return Witness(
            f'lr0 = 0.1, k = 0.05, T = 10, wave = "{wave}"',
            _area(shipped, 700),
            "=",
            claim[wave].subs(NUMBERS),
            tolerance=1e-6,
        )

    return witness


def _kept_by_numbers(kept, **_):
    slow = {w: CyclicExponentialDecay(1e-4, 1e-4, 10, w) for w in waves}
    whole = {w: x.curve(200_000).sum() for w, x in slow.items()}
    return Witness(
        "k = 0.0001, T = 10: sums of rates, in those of plain decay, raised minus abs",
        whole["raised"] - whole["abs"],
        "=",
        kept[0] - kept[1],
        tolerance=0.1,
    )


C4 = Theorem(
    label="C4",
    name="Three waves that never climb, and what they keep",
    chapter="ced",
    assumptions=(lr0, k, T, r"$\omega = 2\pi/T$"),
    statement=rf"""The rates of `wave="raised"`, `"abs"` and `"clip"` are at least 0:
$$\frac{{1 + \cos\omega t}}{{2}} = \cos^2 \frac{{\omega t}}{{2}} \ge 0, \qquad |\cos\omega t| \ge 0,
\qquad \max(\cos\omega t, 0) = \frac{{\cos\omega t + |\cos\omega t|}}{{2}} \ge 0.$$
The areas under them are
$${tex(_keeps["raised"])}, \qquad {tex(_keeps["abs"])}, \qquad {tex(_keeps["clip"])}.$$
With slow decay they keep $1/2$, $2/\pi$ and $1/\pi$ of the travel $\mathrm{{lr}}_0/k$ of plain
exponential decay, of which the signed wave keeps nothing.""",
    claim={wave: _spelled(expr) for wave, expr in _keeps.items()}
    | dict(kept=(sp.Rational(1, 2), 2 / sp.pi, 1 / sp.pi)),
    symbolic=_waves_integrate,
    independent={"arb": _waves_by_quadrature},
    mutants=(
        Mutant(
            "omega for k in the numerator (raised)",
            dict(raised=_spelled(lr0 / 2 * (1 / k + omega / (k**2 + omega**2)))),
            _wave_by_numbers("raised"),
        ),
        Mutant(
            "a secant for the cosecant (abs)",
            dict(abs=_spelled(_keeps["abs"].replace(sp.csch, lambda z: 1 / sp.cosh(z)))),
            _wave_by_numbers("abs"),
        ),
        Mutant(
            "half of what abs keeps (clip)",
            dict(clip=_spelled(_keeps["abs"] / 2)),
            _wave_by_numbers("clip"),
        ),
        Mutant(
            "abs keeps 1/2 as well",
            dict(kept=(sp.Rational(1, 2), sp.Rational(1, 2), 1 / sp.pi)),
            _kept_by_numbers,
        ),
    ),
    derivation=(
        (
            r"\tfrac12(\mathrm{lr}_0/k + \tau_\infty)",
            "raised: the mean of the plain and the signed rate (C2a)",
        ),
        (
            r"\int_0^{T/4} + \sum_{n\ge0} (-1)^{n+1}(\tau_{n+1} - \tau_n)",
            "abs: a quarter and then one arch after another, between the turning points of C2c",
        ),
        (
            r"A_n = A_0\, e^{-nkT/2}",
            "the arches are a geometric series; its sum is the hyperbolic cosecant",
        ),
        (
            r"\tfrac12(\text{abs} + \tau_\infty)",
            "clip: the mean of the absolute and the signed rate",
        ),
    ),
    by_hand=("$\\sum_n e^{-nkT/2} = 1/(1 - e^{-kT/2})$ as $e^{-kT/2} < 1$",),
)


# -- C5a: the two formulas of that name -----------------------------------------------------------

ratio = sp.exp(k * s)  # s steps into a cycle
deviation = lr0 * sp.exp(-k * T * n) * (1 - sp.exp(-k * T))


def _into(schedule):
    """The rate s steps into cycle n."""
    return on(schedule(t), t, n * T, n * T + T).subs(t, n * T + s)


def _two_formulas(ratio, deviation):
    apart = _into(stairs) - _into(rate)
    return shown(
        zero(_into(stairs) - ratio * _into(rate)),
        zero(stairs(n * T + T) - sp.exp(-k * T) * stairs(n * T)),
        zero(apart.subs(s, T) - deviation),
        zero(apart - lr0 * sp.exp(-k * T * n) * (1 - 1 / ratio) * sp.cos(2 * sp.pi * s / T)),
    )


def _two_formulas_by_balls(ratio, deviation):
    def at_step(schedule, step, at):
        exact = {T: at[T], t: sp.Rational(step)}  # whole parts are taken of exact numbers
        return ball(schedule(t).subs(exact), at)

    def answers():
        for at in POINTS:
            for cycles, steps in ((0, "1/2"), (3, "9/4"), (2, "6")):
                step = cycles * at[T] + sp.Rational(steps)
                scaled = ball(ratio, at | {s: steps}) * at_step(rate, step, at)
                yield agree(at_step(stairs, step, at), scaled)
            last = 3 * at[T] - sp.Rational(1, 10**12)
            apart = at_step(stairs, last, at) - at_step(rate, last, at)
            bound = ball(deviation, at | {n: 2})
            yield compare(apart, "<", bound)
            yield compare(apart, ">", bound * (1 - flint.arb("1e-9")))

    return shown(*answers())


def _pair(step):
    shipped = SHIPPED.replace(staircase=True)
    return shipped(step), SHIPPED(step)


C5a = Theorem(
    label="C5a",
    name="One name, two formulas",
    chapter="ced",
    assumptions=(lr0, k, T, s, n, r"$t = nT + s$, $0 \le s < T$"),
    statement=rf"""The code variant ${tex(stairs(t))}$ decays once per cycle. It agrees with the
formula at the start of each cycle and is ${tex(ratio)}$ times as large $s$ steps into it. Within
cycle $n$ the two come as far apart as ${tex(deviation)}$, towards its end, and there the variant
drops at one stroke by the factor $e^{{-kT}}$.""",
    claim=dict(ratio=ratio, deviation=deviation),
    symbolic=_two_formulas,
    independent={"arb": _two_formulas_by_balls},
    mutants=(
        Mutant(
            "smaller by that factor",
            dict(ratio=sp.exp(-k * s)),
            lambda ratio, deviation: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, t = 23",
                _pair(23)[0] / _pair(23)[1],
                "=",
                ratio.subs(NUMBERS | {s: 3}),
            ),
        ),
        Mutant(
            "no farther apart than at the end of the next cycle",
            dict(deviation=deviation.subs(n, n + 1)),
            lambda ratio, deviation: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, t = 29.999",
                _pair(29.999)[0] - _pair(29.999)[1],
                "<=",
                deviation.subs(NUMBERS | {n: 2}),
            ),
        ),
    ),
    derivation=(
        (r"e^{-knT} / e^{-k(nT+s)} = e^{ks}", "the cosines are the same"),
        (
            r"\mathrm{lr}_0 e^{-knT}(1 - e^{-ks})\cos(2\pi s/T)",
            "the difference of the two, $s$ steps into cycle $n$",
        ),
        (r"s \to T", "where both $1 - e^{-ks}$ and the cosine are highest"),
    ),
    by_hand=("a product is highest where both factors are",),
)


# -- C5b: the code variant goes nowhere -----------------------------------------------------------


def _cancels(schedule, steps, total):
    half_angle = sp.pi / T
    added = sp.sin(j * half_angle) * sp.cos((j - 1) * half_angle) / sp.sin(half_angle)
    partial = lr0 * sp.exp(-k * T * n) * added
    step = on(schedule(t), t, n * T, n * T + T).subs(t, n * T + j)
    return shown(telescopes(partial, sp.expand_trig(step), j), zero(partial.subs(j, steps) - total))


def _cancels_by_balls(schedule, steps, total):
    def answers():
        for length in (2, 3, 5, 10, 24):
            for cycles in (0, 2):
                terms = (
                    schedule(t).subs({T: length, t: cycles * length + i})
                    for i in range(steps.subs(T, length))
                )
                at = {lr0: "1/10", k: "1/20"}
                yield agree(sum((ball(x, at) for x in terms), start=flint.arb(0)), ball(total, at))

    return shown(*answers())


def _cancels_by_numbers(schedule, steps, total):
    shipped = SHIPPED.replace(staircase=schedule.staircase)
    count = int(steps.subs(T, 10))
    return Witness(
        f"lr0 = 0.1, k = 0.05, T = 10, steps 20 to {20 + count - 1}",
        abs(shipped.curve(20 + count)[20:].sum() - float(total)),
        "<",
        1e-14,
    )


C5b = Theorem(
    label="C5b",
    name="On an even slope the code variant returns to its start",
    chapter="ced",
    assumptions=(lr0, k, n, r"$T \ge 2$"),
    statement=rf"""In each cycle the rates of the code variant cancel exactly:
$$\sum_{{t=nT}}^{{nT+T-1}} {tex(stairs(t))} = 0.$$
On an even slope it is back at its start after every cycle, for ever, however slow the decay.""",
    claim=dict(schedule=stairs, steps=T, total=sp.Integer(0)),
    symbolic=_cancels,
    independent={"arb": _cancels_by_balls},
    witness=_cancels_by_numbers,
    mutants=(
        Mutant("the published formula does so too", dict(schedule=rate)),
        Mutant("after one step more", dict(steps=T + 1)),
        Mutant("after one step less", dict(steps=T - 1)),
    ),
    derivation=(
        (
            r"\sum_{i<j} \cos\frac{2\pi i}{T}"
            r" = \frac{\sin(\pi j/T)\,\cos(\pi (j-1)/T)}{\sin(\pi/T)}",
            "0 for $j = 0$, and one more $j$ adds one more cosine; within a cycle nothing decays",
        ),
        (r"\sin\pi = 0", "$j = T$: the whole cycle"),
    ),
)


# -- C6: the factor of a cycle --------------------------------------------------------------------

r = 1 / (1 + y)  # 0 < r < 1; every 0 < a < 1 is 2r / (1 + r^2)
CYCLES = range(2, 11)


def cycle_factor(amplitude, length):
    """What a cycle of the code variant leaves of the distance: prod_j (1 - a cos(2 pi j/T))."""
    amplitude = sp.sympify(amplitude)
    chebyshev = sp.chebyshevt(length, 1 / amplitude)
    return sp.expand((amplitude / 2) ** length * 2 * (chebyshev - 1))


def _multiplies(factor, blind, odd_gap, half_cycle):
    root, z = sp.symbols("r z")
    first = on(stairs(t), t, 0, T)  # the first cycle; later ones have a smaller amplitude
    cosine = (z + 1 / z) / 2  # z runs through the T-th roots of unity
    link = (1 - lam * first).subs(sp.cos(2 * sp.pi * t / T), cosine).subs(lam, a / lr0)
    terms = sp.factor((link * z).subs(a, 2 * root / (1 + root**2)))

    def product(length):
        # a product over all roots of z^T - 1 is a resultant; the roots multiply to (-1)^(T+1)
        numerator, denominator = sp.fraction(terms)
        whole = sp.resultant(z**length - 1, numerator, z) / denominator**length
        return sp.cancel(whole * (-1) ** (length + 1))

    def matches(length):
        value = product(length)
        short = ((1 - root**length) ** 2) / (1 + root**2) ** length
        claimed = factor(a, length).subs(a, 2 * root / (1 + root**2))
        return shown(zero(sp.cancel(value - claimed)), zero(sp.cancel(value - short)))

    return shown(
        *map(matches, CYCLES),
        *(zero(factor(a, length) - factor(-a, length)) for length in blind),
        *(zero(factor(-a, i) - factor(a, i) - odd_gap.subs(T, i)) for i in CYCLES if i % 2),
        zero(sp.expand_trig(first.subs(t, t + T / 2)) - half_cycle * first),
    )


def _multiplies_by_balls(factor, blind, odd_gap, half_cycle):
    def left(amplitude, length):
        at = {lr0: 1, lam: 1, k: "1/20"}
        rates = (stairs(i).subs(T, length) for i in range(length))
        out = flint.arb(1)
        for x in rates:
            out *= 1 - ball(amplitude) * ball(x, at)
        return out

    def answers():
        for amplitude in map(sp.Rational, ("1/10", "1/2", "-1/2", "7/4")):
            for length in (2, 5, 8, 15):
                yield agree(left(amplitude, length), ball(factor(amplitude, length)))
        for length in blind:
            yield agree(left(sp.Rational(2, 3), length), left(sp.Rational(-2, 3), length))
        for length in (3, 7):
            apart = left(sp.Rational(-2, 3), length) - left(sp.Rational(2, 3), length)
            yield agree(apart, ball(odd_gap.subs(T, length), {a: "2/3"}))
        for at in ({T: 10, t: "1/3"}, {T: 7, t: 2}):
            at = at | {lr0: 1, k: "1/20"}
            moved, there = stairs(sp.Rational(at[t]) + sp.Rational(at[T], 2)), stairs(t)
            first = {T: at[T], t: sp.Rational(at[t])}
            yield agree(ball(moved.subs(first), at), half_cycle * ball(there.subs(first), at))

    return shown(*answers())


def _left(curvature, length=10, lr0=0.5):
    """What the shipped variant leaves of a distance after its first cycle."""
    shipped = CyclicExponentialDecay(lr0, 0.05, length, staircase=True)
    return float((1 - curvature * shipped.curve(length)).prod())


C6 = Theorem(
    label="C6",
    name="The code variant cannot tell a minimum from a maximum",
    chapter="ced",
    assumptions=(lr0, k, lam, "a quadratic loss of curvature $\\lambda$ or $-\\lambda$"),
    statement=rf"""On a parabola one cycle of the code variant ${tex(stairs(t))}$ multiplies the
distance to the centre by
$$\prod_{{j=0}}^{{T-1}} \left(1 - a \cos\frac{{2\pi j}}{{T}}\right)
= a^T\, 2^{{1-T}} \left(C_T(1/a) - 1\right) = \frac{{(1-r^T)^2}}{{(1+r^2)^T}},
\qquad a = \frac{{2r}}{{1+r^2}},$$
where $a$ is the curvature times the rate at the start of the cycle, and $C_T$ the Chebyshev
polynomial with $C_T(\cos\varphi) = \cos T\varphi$.
For even $T$ the factor stays the same when $a$ becomes $-a$: **the run approaches a maximum exactly
as fast as a minimum.** For odd $T$ the two factors differ by $4\,(a/2)^T$, which is next to nothing
for small rates. For $|a| < 1$ and even $T$ the factor lies between 0 and 1: it approaches both.""",
    claim=dict(
        factor=cycle_factor,
        blind=tuple(length for length in CYCLES if length % 2 == 0),
        odd_gap=4 * (a / 2) ** T,
        half_cycle=-1,
    ),
    symbolic=_multiplies,
    independent={"arb": _multiplies_by_balls},
    mutants=(
        Mutant(
            "plus 1 for minus 1",
            dict(factor=lambda a, length: cycle_factor(a, length) + 4 * (a / 2) ** length),
            lambda factor, **_: Witness(
                "a = 0.5, T = 10", _left(1), "=", factor(sp.Rational(1, 2), 10)
            ),
        ),
        Mutant(
            "for T = 5 too",
            dict(blind=(2, 4, 5, 6)),
            lambda blind, **_: Witness(
                "a = 0.5 against a = -0.5, the T in question",
                sum(_left(1, length) for length in blind),
                "=",
                sum(_left(-1, length) for length in blind),
            ),
        ),
        Mutant(
            "half of that difference for odd T",
            dict(odd_gap=2 * (a / 2) ** T),
            lambda odd_gap, **_: Witness(
                "a = 0.5, T = 5", _left(-1, 5) - _left(1, 5), "=", odd_gap.subs({a: 0.5, T: 5})
            ),
        ),
        Mutant(
            "the second half of a cycle repeats the first",
            dict(half_cycle=1),
            lambda half_cycle, **_: Witness(
                "T = 10, t = 1", ARTICLE(6), "=", half_cycle * ARTICLE(1)
            ),
        ),
    ),
    derivation=(
        (
            r"1 - a\cos\varphi = \frac{(1 - r e^{i\varphi})(1 - r e^{-i\varphi})}{1 + r^2}",
            "with $a = 2r/(1+r^2)$, for complex $r$ if $|a| > 1$",
        ),
        (r"\prod_{z^T=1} (1 - r z) = 1 - r^T", "the factors of $1 - r^T$"),
        (
            r"C_T\!\left(\tfrac12(r + 1/r)\right) = \tfrac12(r^T + r^{-T})",
            "the same in terms of $a$",
        ),
        (
            r"\mathrm{lr}_{t+T/2} = -\mathrm{lr}_t",
            r"within a cycle: for even $T$ the factors pair up to $1 - a^2\cos^2$, even in $a$",
        ),
    ),
    by_hand=(
        rf"the product is checked for $T$ up to {CYCLES[-1]}, exactly; for other $T$ it is the "
        "factorisation of $1 - r^T$",
        "for even $T$ and $|a|<1$ every paired factor lies between 0 and 1, and not all are 1",
    ),
)


# -- C7: the mean over a cycle --------------------------------------------------------------------


def mean_log(factor, x, low, high, values=None, digits=30):
    """A ball around the mean over x of ln|factor|, which may vanish on the way.

    ln|f| is the real part of log f, so the path may leave the real line, on which the zeros
    lie, and pass over it: up to a point above the middle and down again. That encloses no
    zero if f is real and monotone between the ends and affine or a cosine, because then Im f
    has one sign above the line. A factor of i or -i turns that side into the right half-plane,
    away from the branch cut of log, and leaves |f| as it is.
    """
    values = values or {}
    low, high = (flint.acb(ball(end, values, digits)) for end in (low, high))
    top = (low + high) / 2 + (high - low) * flint.acb(0, 0.25)

    def at(z):
        return flint.acb(ball(factor, values | {x: z}, digits))

    turn = flint.acb(0, -1 if at(top).imag > 0 else 1)

    def log(z, analytic):
        return (turn * at(z)).log(analytic=analytic)

    up, down = (flint.acb.integral(log, *ends) for ends in ((low, top), (top, high)))
    return (up + down).real / (high - low).real


inside = sp.log((1 + sp.sqrt(1 - a**2)) / 2)
outside = sp.log(a / 2)


def _mean_over_a_cycle(inside, outside, survives):
    small = 2 * r / (1 + r**2)
    per_step = 2 * sp.log(1 - sp.exp(-T * sp.log(1 + y))) / T - sp.log(1 + r**2)  # of C6
    p, x = sp.symbols("p x", real=True)
    waves = 4 * sp.sin((x + p) / 2) * sp.sin((x - p) / 2)  # each mean ln|2 sin| is 0
    root = (1 - r**2) / (1 + r**2)
    mean = inside.subs(sp.sqrt(1 - a**2), root).subs(a, small)
    return shown(
        zero(sp.cancel(1 - small**2 - root**2)),
        positive(root),
        zero(sp.cancel(sp.exp(limit(per_step, T, sp.oo)) - sp.exp(mean))),
        zero(1 - sp.cos(x) / sp.cos(p) - waves * sp.exp(outside).subs(a, 1 / sp.cos(p))),
        zero(inside.subs(a, 1) - outside.subs(a, 1)),
        positive(sp.factor(1 - sp.exp(mean))),
        positive(sp.diff(outside, a)),
        zero(outside.subs(a, survives)),
    )


def _mean_by_quadrature(inside, outside, survives):
    def mean(amplitude, length=10):
        wave = on(stairs(t), t, 0, T).subs(T, length)
        factor = 1 - sp.Rational(amplitude) * wave
        halves = ((0, sp.Rational(length, 2)), (sp.Rational(length, 2), length))
        return sum(mean_log(factor, t, *ends, {lr0: 1}) for ends in halves) / 2

    near = (
        sp.sympify(survives) - sp.Rational(1, 10**9),
        sp.sympify(survives) + sp.Rational(1, 10**9),
    )
    return shown(
        *(agree(mean(x), ball(inside, {a: x})) for x in ("1/10", "9/10")),
        *(agree(mean(x), ball(outside, {a: x})) for x in ("3/2", "3")),
        agree(mean("-3/2"), mean("3/2")),
        compare(mean(near[0]), "<", 0),
        compare(mean(near[1]), ">", 0),
    )


def _grid_mean(amplitude):
    """ln|1 - a cos| at the shipped rates of a cycle of 10007 steps, averaged."""
    shipped = CyclicExponentialDecay(float(amplitude), 1e-9, 10_007, staircase=True)
    return sum(math.log(abs(1 - x)) for x in shipped.curve(10_007)) / 10_007


C7 = Theorem(
    label="C7",
    name="The mean over a long cycle",
    chapter="ced",
    assumptions=("$a \\ne 0$", "many steps per cycle", "a quadratic loss"),
    statement=rf"""Let $a$ be the curvature times the amplitude of the wave. The logarithm of the
factor per step, averaged over a cycle, is
$$\frac{{1}}{{2\pi}} \int_0^{{2\pi}} \ln|1 - a\cos\varphi| \,\mathrm{{d}}\varphi =
\begin{{cases}} {tex(inside)} & |a| \le 1 \\ \ln\frac{{|a|}}{{2}} & |a| \ge 1, \end{{cases}}$$
for the cosine wave at constant amplitude. It does not change with the sign of $a$, and it is
negative for $0 < |a| < 2$: the wave is drawn to minima and maxima alike.""",
    claim=dict(inside=inside, outside=outside, survives=2),
    symbolic=_mean_over_a_cycle,
    independent={"arb": _mean_by_quadrature},
    mutants=(
        Mutant(
            "not halved",
            dict(inside=sp.log(1 + sp.sqrt(1 - a**2))),
            lambda inside, outside, survives: Witness(
                "a = 1/2, 10007 steps", _grid_mean(0.5), "=", inside.subs(a, 0.5)
            ),
        ),
        Mutant(
            "ln a above 1",
            dict(outside=sp.log(a)),
            lambda inside, outside, survives: Witness(
                "a = 3, 10007 steps", _grid_mean(3), "=", outside.subs(a, 3), tolerance=1e-3
            ),
        ),
        Mutant(
            "up to 2.1",
            dict(survives=sp.Rational(21, 10)),
            lambda inside, outside, survives: Witness(
                "a just below the limit, 10007 steps", _grid_mean(0.999 * survives), "<", 0
            ),
        ),
    ),
    derivation=(
        (
            r"\frac1T \ln\frac{(1-r^T)^2}{(1+r^2)^T} \to -\ln(1+r^2)",
            "$|a|<1$: the factor of C6 per step, for many steps; $a = 2r/(1+r^2)$",
        ),
        (r"\frac{1 + \sqrt{1-a^2}}{2} = \frac{1}{1+r^2}", "the same in terms of $a$"),
        (
            r"1 - \frac{\cos\varphi}{\cos\psi} = \frac{a}{2} \cdot"
            r"  2\sin\frac{\varphi+\psi}{2} \cdot 2\sin\frac{\varphi-\psi}{2}",
            "$|a|\\ge1$, with $a = 1/\\cos\\psi$",
        ),
        (r"\ln\frac{a}{2} < 0 \iff a < 2", "and both formulas give $-\\ln 2$ at $a = 1$"),
    ),
    by_hand=(
        "sums over ever more equal steps tend to the integral",
        "the mean of $\\ln|2\\sin|$ over a period is 0 (Euler)",
        "a shift of $\\varphi$ by $\\pi$ turns $a$ into $-a$",
    ),
)


# -- C8: the range --------------------------------------------------------------------------------

lowest = rate.lr_range[0]
lowest_at = _spelled((sp.pi - sp.atan(k / omega)) / omega)
shrinks = sp.exp(-k * T)


def _range(low, at, shrinks):
    w = 2 * sp.pi / T
    slope_there = plain(t) * sp.sqrt(k**2 + w**2) * sp.sin(w * (t - at))
    return shown(
        zero(sp.expand_trig(sp.diff(rate(t), t) - slope_there)),
        zero(rate(at) - low),
        zero(sp.expand_trig(rate(t + T)) - shrinks * rate(t)),
        *(wave.lr_range == (0, lr0) for wave in waves.values()),
        zero(waves["raised"](T / 2)),
        zero(waves["abs"](T / 4)),
        zero(waves["clip"](T / 4)),
        stairs.lr_range == (-lr0, lr0),
        zero(on(stairs(t), t, 0, T).subs(t, T / 2) + lr0),
        *(zero(wave(0) - lr0) for wave in (rate, stairs, *waves.values())),
    )


def _range_by_balls(low, at, shrinks):
    """The rate falls up to the lowest, then rises: Taylor coefficients on boxes of time."""

    def answers():
        for point in POINTS:
            there = ball(at, point)
            until = there + ball(T / 2, point)
            yield agree(series(rate(t), t, there, point)[1], flint.arb(0))
            yield agree(ball(rate(at), point), ball(low, point))
            for box in boxes("1/1000", there - 0.01, 100):
                yield compare(series(rate(t), t, box, point)[1], "<", 0)
            for box in boxes(there + 0.01, until - 0.01, 100):
                yield compare(series(rate(t), t, box, point)[1], ">", 0)
            yield agree(
                ball(rate(t + T), point | {t: "1/3"}), ball(shrinks * rate(t), point | {t: "1/3"})
            )

    return all(answers())  # the first box that says otherwise ends it


def _lowest_by_numbers(low, at, shrinks):
    steps = [0.001 * i for i in range(20_000)]
    return Witness(
        "lr0 = 0.1, k = 0.05, T = 10, the lowest of 20000 rates before t = 20",
        min(map(SHIPPED, steps)),
        ">=",
        low.subs(NUMBERS),
    )


C8 = Theorem(
    label="C8",
    name="The range of the rates",
    chapter="ced",
    assumptions=(lr0, k, T),
    statement=rf"""Over all $t \ge 0$ the rate ${tex(rate(t))}$ is highest at the start, where it is
$\mathrm{{lr}}_0$, and lowest at $t = {tex(lowest_at)}$, where it is
$${tex(lowest)}.$$
Every later low is shallower by the factor $e^{{-kT}}$ per cycle. That is what `lr_range` returns,
and what the adapters ask before they train. Of the relatives that come further down, the waves
`"raised"`, `"abs"` and `"clip"` range from 0 to $\mathrm{{lr}}_0$, and the code variant from
$-\mathrm{{lr}}_0$ to $\mathrm{{lr}}_0$.""",
    claim=dict(low=lowest, at=lowest_at, shrinks=shrinks),
    symbolic=_range,
    independent={"arb": _range_by_balls},
    mutants=(
        Mutant(
            "lowest at half a cycle",
            dict(at=sp.Rational(1, 2) * T, low=rate(T / 2)),
            _lowest_by_numbers,
        ),
        Mutant(
            "shallower by that factor every half cycle",
            dict(shrinks=sp.exp(-k * T / 2)),
            lambda low, at, shrinks: Witness(
                "lr0 = 0.1, k = 0.05, T = 10, t = 4 and 14",
                SHIPPED(14) / SHIPPED(4),
                "=",
                shrinks.subs(NUMBERS),
            ),
        ),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}}{\mathrm{d}t}\mathrm{lr}_t = \mathrm{lr}_0 e^{-kt}"
            r" \sqrt{k^2+\omega^2}\, \sin(\omega(t - t_*))",
            "$\\omega = 2\\pi/T$; negative up to $t_*$, then positive for half a cycle",
        ),
        (r"\mathrm{lr}_{t+T} = e^{-kT}\,\mathrm{lr}_t", "so later extremes are smaller"),
        (
            r"0 \le w(\cos) \le 1,\quad \cos\tfrac{\pi}{2} = 0,\quad \cos\pi = -1",
            "the other waves $w$, and the code variant, whose decay waits for the end of the cycle",
        ),
    ),
    by_hand=("a sine keeps its sign for half a period",),
)

#: Limits that chapters and figures quote, as exact expressions.
THRESHOLDS = {
    "climbs above its start": climbs_below,  # if the decay per cycle, k T, is below it
    "contracts": sp.Integer(2),  # if curvature times amplitude is below it, in long cycles
}
