"""Peaks on a spectrum (O3)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    at,
    between,
    by_theorem,
    eq,
    from_lines,
    gt,
    identity,
    implies,
    let,
    lim,
    limit,
    lt,
    monotone,
    rises_from_zero,
    sequence,
)
from lrlib.proofs.onecycle.error import WHOLE, O2b, area_of, log_factor, theta
from lrlib.proofs.onecycle.peak import O2c, W, in_digits, w
from lrlib.proofs.onecycle.rates import a, d, lam, lo, y
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import lr, mean_over, straight
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

eps = sp.Symbol("epsilon", positive=True)  # the least curvature over the largest
x, z, c = sp.symbols("x z c", positive=True)
g = sequence("g", r"g(#1)", real=True)

_FLAT = {lam: eps, lo: 0, d: a, theta: lambda n: sp.Integer(0)}
_BEST = 2 / (1 + eps)
_HELD = sp.log((1 + eps) / (1 - eps))
_PEAK = 1 + 1 / w


def _mean(curvature: Number) -> sp.Expr:
    return mean_over(lambda rate: log_factor(rate).subs(lam, curvature), lr)


def _flat_valleys(draw: Random) -> Values:
    """The flat end flatter than the steep one, most of the time by much."""
    found = {eps: Fraction(draw.randint(1, 20), 100)} if draw.random() < 0.7 else {}
    return found | ({a: Fraction(draw.randint(46, 90), 10)} if draw.random() < 0.3 else {})


O3 = Theorem(
    label="O3",
    name="What a peak earns on a spectrum",
    chapter="onecycle",
    assumptions=(
        r"a quadratic loss with curvatures from $\mu$ to $L$, $\varepsilon = \mu/L$; rates in "
        r"units of $1/L$, so that the steep end has the curvature 1 and the flat end $\varepsilon$",
        r"*progress* is $-\ln$ of the size of the factor per step, its mean over a cycle as a "
        "curve, at that of the two ends where it is less",
    ),
    statement="""The best constant rate makes the progress $constant.right$. As the condition
grows, a triangle from zero makes up to
$$gain$$
times as much, and none makes more; a peak just below the limit of O2c makes nearly that:
$$least, most$$
+++
The best constant rate shrinks the error at both ends alike; any other rate $c$ leaves more at
one:
$$ends, constant$$
$$lower, higher$$
A triangle from zero with the peak $a$ makes at the flat end the progress
$$flat, g$$
and at the steep end some up to the limit of O2c, none beyond it: $$steep, grows$$ Up to that peak
the flat end gains: $$gains$$ As the condition grows, the flat end is the slower one, as its
progress vanishes and that of the steep end does not; and its progress over that of the best
constant rate tends to a number:
$$slow, each$$""",
    idea="""At the steep end the peak is limited by O2c. At the flat end a higher peak makes more
progress, about half of its height for each step, so the best peak is the limit, and
half of that is compared with the best constant rate.""",
    lines=(
        *straight(lr, OneCycle(0, a, end), {lo: 0, d: a}),
        Line(
            "ends",
            eq(1 - eps * _BEST, -(1 - _BEST)),
            identity(),
            "the factors at the flat end and at the steep one",
        ),
        Line(
            "constant",
            eq(-sp.log(1 - eps * _BEST), _HELD),
            identity(cover={eps: between(0, 1)}),
            "the progress of that rate",
            when=(lt(eps, 1),),
        ),
        Line(
            "lower",
            gt(1 - eps * c, 1 - eps * _BEST),
            from_lines(),
            "a lower rate leaves more at the flat end,",
            when=(lt(c, _BEST),),
        ),
        Line(
            "higher",
            gt(-(1 - c), -(1 - _BEST)),
            from_lines(),
            "a higher one at the steep end",
            when=(gt(c, _BEST),),
        ),
        Line("w", eq(w, W), let(), "Lambert's number, of O2c"),
        WHOLE[0],
        Line("g", eq(g(x), 1 + (1 - x) * sp.log(1 - x) / x), let(), "$-F(x)/x$ below 1"),
        Line(
            "below",
            eq(-area_of(1 - y) / (1 - y), g(1 - y)),
            identity(),
            "indeed",
            when=(lt(y, 1),),
        ),
        Line(
            "mean",
            eq(_mean(eps), area_of(eps * a) / (eps * a)),
            by_theorem(O2b, "mean", _FLAT),
            "the triangle at the flat end",
        ),
        Line(
            "flat",
            eq(-_mean(eps), g(eps * a)),
            from_lines("mean", at("below", {y: 1 - eps * a})),
            "its progress there",
            when=(lt(eps * a, 1),),
        ),
        Line(
            "steep",
            implies(lt(a, _PEAK), gt(-_mean(1), 0)),
            by_theorem(O2c, "contracts", {lam: 1}),
            "at the steep end it contracts the error",
        ),
        Line(
            "grows",
            implies(gt(a, _PEAK), lt(-_mean(1), 0)),
            by_theorem(O2c, "expands", {lam: 1}),
            "only up to that peak",
        ),
        Line(
            "logarithm",
            gt(-x - sp.log(1 - x), 0),
            rises_from_zero(of=x, cover={x: between(0, 1)}),
            "0 at 0, with the slope $x/(1-x)$",
            when=(lt(x, 1),),
        ),
        Line(
            "slope",
            eq(sp.Derivative(g(x), x), (-x - sp.log(1 - x)) / x**2),
            identity(),
            "the slope of $g$",
        ),
        Line(
            "rises",
            gt(sp.Derivative(g(x), x), 0),
            from_lines("slope", "logarithm"),
            "so it rises",
            when=(lt(x, 1),),
        ),
        Line(
            "more",
            lt(g(x), g(z)),
            monotone("rises", of=x, points=(x, z)),
            "a higher rate makes more progress at the flat end",
            when=(lt(x, z), lt(z, 1)),
        ),
        Line(
            "gains",
            lt(g(eps * a), g(eps * _PEAK)),
            from_lines(at("more", {x: eps * a, z: eps * _PEAK})),
            "so no peak up to the limit gains more there than the limit itself",
            when=(lt(a, _PEAK), lt(eps * _PEAK, 1)),
        ),
        Line(
            "slow",
            eq(lim(g(eps * a), eps, 0), 0),
            limit(),
            r"the flat end is slow: $g(x)$ is near $x/2$",
        ),
        Line(
            "each",
            eq(lim(g(eps * a) / _HELD, eps, 0), a / 4),
            limit(),
            r"and the constant rate makes nearly $2\varepsilon$",
        ),
        Line(
            "gain",
            eq(lim(g(eps * _PEAK) / _HELD, eps, 0), _PEAK / 4),
            limit(),
            "the same at the limit",
        ),
        *in_digits(_PEAK / 4, "1.1477", "1.1479"),
    ),
    neighbours=(
        Neighbour(
            "a quarter of $1/W(1/e)$ only",
            "gain",
            eq(lim(g(eps * _PEAK) / _HELD, eps, 0), 1 / w / 4),
        ),
        Neighbour("twice that", "gain", eq(lim(g(eps * _PEAK) / _HELD, eps, 0), _PEAK / 2)),
        Neighbour(
            r"a constant rate makes $-\ln(1-\varepsilon)$",
            "constant",
            eq(-sp.log(1 - eps * _BEST), -sp.log(1 - eps)),
        ),
    ),
    draw=_flat_valleys,
)
