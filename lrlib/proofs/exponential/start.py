"""How high exponential decay may start (E6)."""

from __future__ import annotations

import math

import flint
import sympy as sp

from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import ball, compare, curve, limit, near, negative, positive, stepwise, zero
from lrlib.schedules import ExponentialDecay

y = sp.Symbol("y", positive=True)
a, lr0, k, lam = sp.symbols("a lr0 k lam", positive=True)

HAIR = sp.Rational(1, 10**11)

t = sp.Symbol("t", nonnegative=True)

_BELOW = sp.polylog(2, a)  # for a <= 1
_ABOVE = sp.pi**2 / 3 - sp.log(a) ** 2 / 2 - sp.polylog(2, 1 / a)  # for a >= 1
_PEAK = sp.Rational("12.595170369845")


@stepwise
def _stands(below, above, peak):
    """The derivative of each part is -ln|1 - a| / a, as d(ln rate) = -k dt."""
    inside, outside = y / (1 + y), 1 + y
    share = lam * ExponentialDecay(lr0, k)(t)
    yield zero(sp.diff(share, t) / share + k)
    for part, at in ((below, inside), (above, outside)):
        slope = sp.expand_func(sp.diff(part, a)) + sp.log(sp.Abs(1 - a)) / a
        yield zero(sp.simplify(sp.expand_log(slope.subs(a, at).rewrite(sp.log), force=True)))
    yield zero(limit(below, a, 0))
    yield zero(below.subs(a, 1) - sp.pi**2 / 6)
    yield zero(above.subs(a, 1) - sp.pi**2 / 6)
    # it rises up to a = 2 and falls from there on, so it is 0 once
    yield positive(-sp.log(1 / (1 + y)))
    yield negative(-sp.log(1 + y))
    yield compare(ball(above, {a: peak - HAIR}), ">", ball(0))
    yield compare(ball(above, {a: peak + HAIR}), "<", ball(0))
    yield positive(peak - 2)


def _stands_by_quadrature(below, above, peak):
    """The integral of ln|1 - a e^{-s}| over all s, along a path that goes round the gap."""

    def mean(first):
        first = ball(first)
        end, turn = flint.acb(60), flint.acb(30, 1.5)

        def log(z, analytic):
            return (flint.acb(0, -1) * (1 - first * (-z).exp())).log(analytic=analytic)

        # above the line Im(1 - a e^{-z}) > 0 for 0 < Im z < pi, so -i times it avoids the cut
        parts = ((flint.acb(0), turn), (turn, end))
        return sum(flint.acb.integral(log, *ends).real for ends in parts)

    return (
        all(near(mean(x), -ball(below, {a: x}), digits=15) for x in ("1/10", "9/10"))
        and all(near(mean(x), -ball(above, {a: x}), digits=15) for x in ("3/2", "5", "20"))
        and compare(mean(peak - 10 * HAIR), "<", 0)
        and compare(mean(peak + 10 * HAIR), ">", 0)
    )


def _log_left(first, decay):
    rates = curve(ExponentialDecay(float(first), decay), round(40 / decay))
    return math.fsum(math.log(abs(1 - x)) for x in rates)


def _stands_by_numbers(below, above, peak):
    decay = 0.0003137
    words = f"k = {decay}, all steps: k times ln of the share left"
    yield Witness(words, decay * _log_left(0.8, decay), "=", -float(below.subs(a, 0.8)), 1e-3)
    yield Witness(words, decay * _log_left(5, decay), "=", -float(above.subs(a, 5)), 5e-3)
    yield Witness("just below the limit", _log_left(0.99 * float(peak), decay), "<", 0)
    yield Witness("just above the limit", _log_left(1.01 * float(peak), decay), ">", 0)


E6 = Theorem(
    label="E6",
    name="How high exponential decay may start",
    chapter="exponential",
    assumptions=(
        r"a quadratic loss of curvature $\lambda$",
        r"$a = \lambda\,\mathrm{lr}_0 > 0$",
        r"the decay as a curve, followed until the rates vanish (whole steps come near it as the "
        r"decay gets slower, unless one of them falls exponentially near $1/\lambda$)",
    ),
    statement=rf"""The logarithm of the share of the error that is left, summed up along the curve,
is $1/k$ times
$$\int_0^\infty \ln\bigl|1 - a\,e^{{-s}}\bigr|\,\mathrm{{d}}s
= -\operatorname{{Re}} \operatorname{{Li}}_2(a), \qquad
\operatorname{{Re}}\operatorname{{Li}}_2(a) = {tex(_ABOVE)} \quad (a \ge 1).$$
So, along the curve, the run ends nearer to the minimum than it began if and only if
$$\lambda\,\mathrm{{lr}}_0 < {float(_PEAK):.5f}\ldots,$$
the one zero of $\operatorname{{Re}} \operatorname{{Li}}_2$ above 0. On a parabola a rate that
decays exponentially may begin more than six times as high as a constant one.""",
    claim=dict(below=_BELOW, above=_ABOVE, peak=_PEAK),
    symbolic=_stands,
    independent={"arb": _stands_by_quadrature},
    witness=_stands_by_numbers,
    mutants=(
        Mutant(r"$\pi^2/6$ in place of $\pi^2/3$", dict(above=_ABOVE - sp.pi**2 / 6)),
        Mutant(r"$\operatorname{Li}_3$", dict(below=sp.polylog(3, a))),
        Mutant("up to 12", dict(peak=sp.Integer(12))),
        Mutant("up to 13", dict(peak=sp.Integer(13))),
    ),
    derivation=(
        (
            r"\frac{\mathrm{d}}{\mathrm{d}a} \operatorname{Re}\operatorname{Li}_2(a)"
            r" = -\frac{\ln|1-a|}{a}",
            r"below 1 and above it; both formulas are $\pi^2/6$ at 1",
        ),
        (
            r"\int_0^\infty \ln|1 - a e^{-s}|\,\mathrm{d}s"
            r" = \int_0^a \frac{\ln|1-x|}{x}\,\mathrm{d}x"
            r" = -\operatorname{Re}\operatorname{Li}_2(a)",
            r"with $x = a e^{-s}$, whose logarithm falls at a steady pace",
        ),
        (
            r"|1-a| < 1 \iff 0 < a < 2",
            "so it rises from 0 up to $a = 2$ and falls from there on: one zero, beyond 2",
        ),
    ),
)
