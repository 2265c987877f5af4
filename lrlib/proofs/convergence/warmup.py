"""Warm-up, stable, decay (D7); a warm-up in front of the line (D7b)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import sympy as sp

from lrlib.proofs.convergence.parts import T
from lrlib.proofs.convergence.shapes import float_square, t, tuned_square, y
from lrlib.proofs.engines.balls import Ball, Exact
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    ball,
    compare,
    curve,
    limit,
    on,
    rises_from_zero,
    stepwise,
    telescopes,
    zero,
)
from lrlib.schedules import OneCycle, WarmupStableDecay

HALF = sp.Rational(1, 2)

share = sp.Symbol("c", positive=True)
m = sp.Symbol("m", integer=True, positive=True)
s = sp.Symbol("s", integer=True, positive=True)
_STABLE = sp.harmonic(s + (m - 1) / 2) - sp.harmonic((m - 1) / 2)
_WSD_EXACT = ((2 * m - 1 + 2 * sp.harmonic(m - 1)) / m + _STABLE) / (s + (m + 1) / 2)
_WSD = (2 + sp.log(2 / share - 1)) / (1 - share / 2)


@stepwise
def _trapezoid(exact: sp.Expr, constant: sp.Expr) -> Iterator[bool]:
    R = sp.Symbol("R", integer=True, positive=True)
    j = sp.Symbol("j", integer=True, nonnegative=True)
    shape = WarmupStableDecay(1, s + m, 0, m)
    low, high = on(shape(t), t, s, s + m), on(shape(t), t, 0, s)
    yield zero(low.subs(t, s + m - R) - R / m)
    yield zero(high - 1)
    # the way down, R steps left: tails R(R+1)/2m, terms eta^2 / W as in D5
    yield telescopes(R * (R - 1) / (2 * m), R / m, R, start=1)
    term = (R / m) ** 2 / (R * (R - 1) / (2 * m))
    yield telescopes(2 * (R - 2 + sp.harmonic(R - 2)) / m, term.subs(R, R), R, start=2)
    # the level part: a term 1 / W, W growing by 1
    first, before = (m + 1) / sp.Integer(2), sp.Symbol("z", positive=True)
    yield zero(sp.expand_func(sp.harmonic(before + 1)) - sp.harmonic(before) - 1 / (before + 1))
    yield zero((1 / (before + 1)).subs(before, j + (m - 1) / sp.Integer(2)) - 1 / (j + first))
    part = sp.harmonic(j + (m - 1) / 2) - sp.harmonic((m - 1) / 2)
    yield zero(part.subs(j, 0))
    total = 1 / m + 2 * (m - 1 + sp.harmonic(m - 1)) / m + part.subs(j, s)
    yield zero(sp.simplify(exact - total / (s + first)))
    # 1/x lies between ln((x+1)/x) and ln(x/(x-1)), with y = 1/x: the sum is near a logarithm
    yield rises_from_zero(y - sp.log(1 + y), y)
    yield rises_from_zero(sp.log(1 + y) - y / (1 + y), y)
    for off in (0, 1):
        cool, level = share * T, (1 - share) * T
        near = sp.log((level + (cool + 1) / 2) / ((cool + 1) / 2)) + off * 2 / (cool + 1)
        slow = (2 * cool - 1 + 2 * (sp.log(cool) + off)) / cool
        whole = T * (slow + near) / (level + (cool + 1) / 2)
        logs = [(x * (1 - share / 2) - 2) for x in (limit(whole, T, sp.oo), constant)]
        yield zero(sp.simplify(sp.exp(sp.simplify(logs[0])) - sp.exp(logs[1])))
    # with z = 2/c - 1 > 1: (2 + ln z)(1 + 1/z), whose slope is (z - 1 - ln z) / z^2
    z = 1 + y
    rising = constant.subs(share, 2 / (1 + z))
    yield zero(sp.simplify(sp.diff(rising, y) - (y - sp.log(1 + y)) / z**2))
    yield zero(constant.subs(share, 1) - 4)


def _trapezoid_by_balls(exact: sp.Expr, constant: sp.Expr) -> bool:
    def square(count: int, cool: int) -> Ball:
        shape = WarmupStableDecay(1, count, 0, cool)
        return tuned_square([ball(shape(sp.Integer(i))) for i in range(count)])

    def answers() -> Iterator[bool]:
        draw = random.Random()
        for count, cool in ((7, 3), (50, 10), (30, draw.randint(2, 30))):
            yield agree(square(count, cool), ball(exact, {m: cool, s: count - cool}))
        for part in ("1/10", "1/5", "1/2"):
            long = {m: sp.Rational(part) * 10**6, s: (1 - sp.Rational(part)) * 10**6}
            off = ball(exact, long) * 10**6 / ball(constant, {share: part}) - 1
            yield compare(abs(off), "<", ball("1/1000"))

    return all(answers())


def _trapezoid_by_numbers(exact: sp.Expr, constant: sp.Expr) -> Iterator[Witness]:
    shape = curve(WarmupStableDecay(1.0, 50, 0, 10), 50)
    claimed = float(exact.subs({m: 10, s: 40}))
    yield Witness("50 rates, 10 of them down: bound squared", float_square(shape), "=", claimed)
    long = float_square(curve(WarmupStableDecay(1.0, 20_000, 0, 4000), 20_000)) * 20_000
    words = "20000 rates, a fifth of them down: bound squared times T"
    yield Witness(words, long, "=", float(constant.subs(share, 0.2)), tolerance=2e-3)


D7 = Theorem(
    label="D7",
    name="What a short cooldown costs (WSD)",
    chapter="convergence",
    assumptions=("as in D1", "$0 < c \\le 1$", "the scale is chosen best, as in D1e"),
    statement=rf"""Level for $s$ steps, then in a straight line towards 0 in $m$: the bound of D1,
squared and in units of $D^2G^2$, is
$$\frac{{\frac{{2m - 1 + 2H_{{m-1}}}}{{m}} + H_{{s + (m-1)/2}} - H_{{(m-1)/2}}}}
{{s + \frac{{m+1}}{{2}}}}$$
($H_x$ is the harmonic number, continued to halves). If the cooldown is the share $c$ of a long
run, the bound times $\sqrt T/(DG)$ tends to
$$\sqrt{{{tex(_WSD)}}},$$
which falls as $c$ grows, to 2 at $c = 1$. A cooldown over a fifth of the run costs
{100 * (float(_WSD.subs(share, 0.2)) ** 0.5 / 2 - 1):.0f} per cent, over a tenth
{100 * (float(_WSD.subs(share, 0.1)) ** 0.5 / 2 - 1):.0f}.""",
    claim=dict(exact=_WSD_EXACT, constant=_WSD),
    symbolic=_trapezoid,
    independent={"arb": _trapezoid_by_balls},
    witness=_trapezoid_by_numbers,
    mutants=(
        Mutant(
            "without the last rate's own term", dict(exact=_WSD_EXACT - 1 / m / (s + (m + 1) / 2))
        ),
        Mutant(
            r"$\ln(1/c)$ for $\ln(2/c-1)$",
            dict(constant=(2 + sp.log(1 / share)) / (1 - share / 2)),
        ),
        Mutant("divided by $1 - c$", dict(constant=(2 + sp.log(2 / share - 1)) / (1 - share))),
    ),
    derivation=(
        (
            r"\frac{\eta^2}{W} = \frac2m\Bigl(1 + \frac1{R-1}\Bigr),\quad"
            r" \frac1m + \frac2m\bigl(m - 1 + H_{m-1}\bigr)",
            "the terms of D5 on the way down, with $R$ steps left, and their sum",
        ),
        (
            r"\sum_{j<s} \frac{1}{j + (m+1)/2}",
            "on the level part a term is $1/W$, and $W$ grows by 1",
        ),
        (
            r"\ln\frac{x+1}{x} < \frac1x < \ln\frac{x}{x-1}",
            r"so that sum tends to $\ln\frac{1 - c/2}{c/2} = \ln(2/c - 1)$",
        ),
        (
            r"\frac{\mathrm{d}}{\mathrm{d}z}\,(2 + \ln z)\Bigl(1 + \frac1z\Bigr)"
            r" = \frac{z - 1 - \ln z}{z^2} \ge 0",
            "with $z = 2/c - 1 \\ge 1$: the shorter the cooldown, the larger the constant",
        ),
    ),
    source="a bound of this form, with a larger logarithm, is due to @schaipp2025surprising; this "
    "is the exact value of D1's",
)

w = sp.Symbol("w", positive=True)
_WARM = 4 + 4 / w * (sp.sqrt(w) * sp.atanh(sp.sqrt(w)) - w)


@stepwise
def _warm_up(constant: sp.Expr) -> Iterator[bool]:
    u = sp.Symbol("u", positive=True)
    early = 1 / (1 + y)
    shape = OneCycle(0, 1, T, early)
    up, down = on(shape(t), t, 0, early * T), on(shape(t), t, early * T, T)
    yield zero(up - t / (early * T))
    yield zero(down - (1 - t / T) / (1 - early))
    # areas, in units of T: the tail at v, and the integral of eta^2 over the tail
    v = sp.Symbol("v", positive=True)
    tail = HALF - v**2 / (2 * w)
    yield zero(sp.diff(tail, v) + v / w)
    yield zero(tail.subs(v, w) - (1 - w) / 2)
    term = (v / w) ** 2 / tail
    still = 2 / w * (sp.sqrt(w) * sp.atanh(v / sp.sqrt(w)) - v)
    yield zero(sp.simplify(sp.diff(still, v) - term))
    yield zero(still.subs(v, 0))
    line = (u / (1 - w)) ** 2 / (u**2 / (2 * (1 - w)))  # u steps left: 2 / (1 - w), constant
    yield zero(sp.simplify(constant - 2 * (still.subs(v, w) + sp.cancel(line) * (1 - w))))


def _warm_up_by_balls(constant: sp.Expr) -> bool:
    def answers() -> Iterator[bool]:
        for part, count in (("1/2", 200), ("1/10", 400), ("1/4", 400)):
            shape = OneCycle(0, 1, count, sp.Rational(part))
            rates = [ball(shape(sp.Integer(i))) for i in range(count)]
            ratio = tuned_square(rates) * count / _ball_atanh(constant, part)
            yield compare(abs(ratio - 1), "<", ball("1/25"))

    return all(answers())


def _ball_atanh(constant: sp.Expr, part: Exact) -> Ball:
    root = sp.sqrt(sp.Rational(part))
    plain = constant.subs(w, sp.Rational(part)).subs(
        sp.atanh(root), sp.log((1 + root) / (1 - root)) / 2
    )
    return ball(plain)


def _warm_up_by_numbers(constant: sp.Expr) -> Witness:
    count = 20_000
    long = float_square(curve(OneCycle(0.0, 1.0, count, 0.25), count)) * count
    words = f"{count} rates, a quarter of them up: bound squared times T"
    return Witness(words, long, "=", float(constant.subs(w, 0.25)), tolerance=2e-3)


D7b = Theorem(
    label="D7b",
    name="What a warm-up costs",
    chapter="convergence",
    assumptions=("as in D1", "$0 < w < 1$", "the scale is chosen best, as in D1e", "long runs"),
    statement=rf"""A warm-up from 0 over the share $w$ of a run and then a straight line to 0, as
1-cycle does: in long runs the bound of D1, squared and in units of $D^2G^2/T$, is
$${tex(_WARM)}.$$
That is close to $4(1 + w/3)$ for a short warm-up, so one over a tenth of the run costs
{100 * (float(_WARM.subs(w, 0.1)) ** 0.5 / 2 - 1):.1f} per cent of the guarantee; up for half of it
costs {100 * (float(_WARM.subs(w, 0.5)) ** 0.5 / 2 - 1):.0f}.""",
    claim=dict(constant=_WARM),
    symbolic=_warm_up,
    independent={"arb": _warm_up_by_balls},
    witness=_warm_up_by_numbers,
    mutants=(
        Mutant(r"an arctangent", dict(constant=4 + 4 / w * (w - sp.sqrt(w) * sp.atan(sp.sqrt(w))))),
        Mutant(r"it costs $4(1 + w)$", dict(constant=4 * (1 + w))),
    ),
    derivation=(
        (
            r"W(v) = \tfrac12 - \frac{v^2}{2w},\quad \int_0^w \frac{(v/w)^2}{W(v)}\,\mathrm{d}v"
            r" = \frac{2}{w}\bigl(\sqrt w\,\operatorname{artanh}\sqrt w - w\bigr)",
            "on the way up, $v = t/T$; the terms of D5",
        ),
        (
            r"\int \frac{\eta^2}{W} = \int_0^{1-w} \frac{2}{1-w}\,\mathrm{d}u = 2",
            "on the way down, with the share $u$ of the run left",
        ),
        (r"\frac{1}{W(0)} = 2", "times the sum of both"),
    ),
    cites=("riemann",),
)
