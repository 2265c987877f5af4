"""Where training comes to rest: the distance that is never travelled (E2d, E2e)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.exponential.travel import N, k, lr, t, theta
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    adding_up,
    assumed,
    at,
    between,
    definition,
    descent,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    keeps_order,
    le,
    let,
    lim,
    limit,
    lt,
    rises_from_zero,
    sequence,
    sign,
    sum_against_integral,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lam, a, c = sp.symbols("lam a c", positive=True)
s, x = sp.symbols("s x", nonnegative=True)
eta = sequence("eta", nonnegative=True)
h, F = sequence("h", real=True), sequence("F", real=True)

QUADRATIC = r"the loss is $\tfrac{\lambda}{2}\theta^2$"

_sum = sp.Sum(eta(t), (t, 0, N - 1))
_kept = sp.Product(1 - lam * eta(t), (t, 0, N - 1))
_share = between(0, 1, closed=True)

E2d = Theorem(
    label="E2d",
    name="No infinite sum, no minimum",
    chapter="exponential",
    assumptions=(QUADRATIC, "no rate is negative"),
    statement="""A step that takes off the share $s$ takes off the logarithm
$$lower, upper$$
So gradient descent, after $N$ steps, has kept of its distance to the minimum
$$share$$
which lies between two exponentials that know only the sum of the rates,
$$least, most$$
If the sum grows without bound, the distance vanishes; if the sum is finite, it does not:
$$gone, stays$$""",
    lines=(
        descent(theta, eta, lam, t),
        Line("small", le(lam * eta(t), c), assumed(), over=(t,)),
        Line("below", lt(c, 1), assumed(), "no step reaches the minimum"),
        Line(
            "lower",
            le(s, -sp.log(1 - s)),
            rises_from_zero(of=s, cover={s: _share}),
            "the gap is 0 at 0, and its slope is $s/(1-s)$",
            when=(lt(s, 1),),
        ),
        Line(
            "upper",
            le(-sp.log(1 - s), s / (1 - s)),
            rises_from_zero(of=s, cover={s: _share}),
            "so is this one, and its slope is $s/(1-s)^2$",
            when=(lt(s, 1),),
        ),
        Line(
            "lower_turned",
            le(sp.log(1 - s), -s),
            from_lines("lower"),
            "the lower bound, turned round",
            when=(lt(s, 1),),
        ),
        Line(
            "upper_turned",
            le(-s / (1 - c), sp.log(1 - s)),
            from_lines("upper"),
            "the upper bound, where $s$ is at most $c$",
            when=(le(s, c),),
        ),
        Line(
            "at_most",
            le(1 - s, sp.exp(-s)),
            keeps_order("lower_turned", by=sp.exp),
            "the exponential of both sides",
            when=(lt(s, 1),),
        ),
        Line(
            "at_least",
            le(sp.exp(-s / (1 - c)), 1 - s),
            keeps_order("upper_turned", by=sp.exp),
            "the exponential of both sides",
            when=(le(s, c),),
        ),
        Line(
            "share",
            eq(theta(N), theta(0) * _kept),
            induction(at("step", {t: N}), of=N),
            "each step multiplies the distance by its own factor",
        ),
        Line(
            "most",
            le(_kept, sp.exp(-lam * _sum)),
            induction(at("small", {t: N}), at("at_most", {s: lam * eta(N)}), of=N),
            r"each factor is at most $e^{-\lambda\eta_t}$",
        ),
        Line(
            "least",
            le(sp.exp(-lam * _sum / (1 - c)), _kept),
            induction(at("small", {t: N}), at("at_least", {s: lam * eta(N)}), of=N),
            r"and at least $e^{-\lambda\eta_t/(1-c)}$",
        ),
        Line("gone", eq(lim(sp.exp(-lam * x), x), 0), limit(), "$x$ stands for the sum"),
        Line("stays", gt(sp.exp(-lam * x / (1 - c)), 0), sign(), "a power of $e$"),
    ),
    neighbours=(
        Neighbour("the lower bound is $s + s^2$", "lower", le(s + s**2, -sp.log(1 - s))),
        Neighbour("the upper bound is $s + s^2/2$", "upper", le(-sp.log(1 - s), s + s**2 / 2)),
    ),
)

_product = sp.Product(1 - a * sp.exp(-k * t), (t, 0, N))
_forever = sp.Product(1 - a * sp.exp(-k * t), (t, 0, sp.oo))
_sum = sp.Sum(h(t), (t, 0, N))
_least = F(0) - F(N) + (h(0) + h(N)) / 2
_floor = sp.exp(-sp.polylog(2, a) / k)
_below_one = {a: between(0, 1)}

E2e = Theorem(
    label="E2e",
    name="The distance that is never travelled",
    chapter="exponential",
    assumptions=(QUADRATIC, r"$\operatorname{Li}_2(a)$ is the dilogarithm $a + a^2/2^2 + \dots$"),
    statement="""Under exponential decay, $rate$, gradient descent keeps, after step $N$,
$$kept$$
of its distance to the minimum. That share never vanishes: for ever
$$low, high$$""",
    idea="""What is left is a product, so its logarithm is a sum. Compare the sum with the area
under its curve, which the dilogarithm measures: the curve falls, so rectangles give one
bound; it falls ever more slowly, so trapezia give the other.""",
    lines=(
        descent(theta, lr, lam, t),
        Line("small", lt(a, 1), assumed(), "the first step does not reach the minimum"),
        Line(
            "rate",
            eq(lr(t), a / lam * sp.exp(-k * t)),
            definition(of=ExponentialDecay(a / lam, k)),
            r"the shipped formula, with $a = \lambda\,\mathrm{lr}_0$",
        ),
        Line(
            "kept",
            eq(theta(N + 1), theta(0) * _product),
            induction(at("step", {t: 0}), at("step", {t: N + 1}), "rate", of=N),
            "each step multiplies the distance by its own factor",
        ),
        Line("h", eq(h(x), -sp.log(1 - a * sp.exp(-k * x))), let(), "off the logarithm"),
        Line(
            "F", eq(F(x), sp.polylog(2, a * sp.exp(-k * x)) / k), let(), "all of that from $x$ on"
        ),
        Line(
            "primitive",
            eq(sp.Derivative(-F(x), x), h(x)),
            identity(),
            "the dilogarithm, differentiated",
        ),
        Line(
            "positive",
            gt(h(x), 0),
            rises_from_zero(of=a, cover=_below_one),
            "0 at $a = 0$, and growing with $a$",
        ),
        Line("falls", lt(sp.Derivative(h(x), x), 0), sign(cover=_below_one), "so $h$ falls"),
        Line(
            "convex", gt(sp.Derivative(h(x), x, 2), 0), sign(cover=_below_one), "ever more slowly"
        ),
        Line(
            "rest",
            gt(F(x), 0),
            rises_from_zero("positive", of=x, to=sp.oo),
            "it falls, by the slope above, to 0",
        ),
        Line(
            "rectangle",
            le(h(x + 1), F(x) - F(x + 1)),
            sum_against_integral("primitive", "falls", of=x),
            "a rectangle under a falling curve",
        ),
        Line(
            "trapezium",
            le(F(x) - F(x + 1), (h(x) + h(x + 1)) / 2),
            sum_against_integral("primitive", "convex", of=x),
            "a trapezium above a convex one",
        ),
        Line(
            "sum_most",
            le(_sum, h(0) + F(0) - F(N)),
            adding_up(at("rectangle", {x: t}), over=(t, 0, N - 1)),
            "rectangles added up",
        ),
        Line(
            "sum_least",
            ge(_sum, _least),
            adding_up(at("trapezium", {x: t}), over=(t, 0, N - 1)),
            "trapezia added up",
        ),
        Line(
            "product",
            eq(_product, sp.exp(-_sum)),
            induction("h", of=N),
            "the logarithm of a product is a sum",
        ),
        Line(
            "turned",
            le(-h(0) - F(0), -_sum),
            from_lines("sum_most", at("rest", {x: N})),
            "what is left of $F$ is above 0",
        ),
        Line(
            "powers",
            le(sp.exp(-h(0) - F(0)), sp.exp(-_sum)),
            keeps_order("turned", by=sp.exp),
            "the exponential of both sides",
        ),
        Line(
            "below",
            le((1 - a) * _floor, _product),
            from_lines("powers", "product", "h", "F"),
            "as $h$ at 0 is the logarithm of the first factor, turned round",
        ),
        Line(
            "low",
            le((1 - a) * _floor, _forever),
            limit("below", of=N, cover=_below_one),
            "for every $N$, hence in the limit",
        ),
        Line(
            "turned_least",
            le(-_sum, -_least),
            from_lines("sum_least"),
            "the lower bound, turned round",
        ),
        Line(
            "powers_least",
            le(sp.exp(-_sum), sp.exp(-_least)),
            keeps_order("turned_least", by=sp.exp),
            "the exponential of both sides",
        ),
        Line(
            "above",
            le(_product, sp.exp(-_least)),
            from_lines("powers_least", "product"),
            "the product is that power",
        ),
        Line(
            "high",
            le(_forever, sp.sqrt(1 - a) * _floor),
            limit("above", of=N, cover=_below_one),
            "$F_N$ and $h_N$ tend to 0, half of $h_0$ stays",
        ),
    ),
    neighbours=(
        Neighbour(
            r"the exponent has $\operatorname{Li}_3$",
            "low",
            le((1 - a) * sp.exp(-sp.polylog(3, a) / k), _forever),
        ),
        Neighbour(
            r"the lower factor is $\sqrt[4]{1-a}$",
            "low",
            le((1 - a) ** sp.Rational(1, 4) * _floor, _forever),
        ),
        Neighbour(
            r"the upper factor is $(1-a)^{3/4}$",
            "high",
            le(_forever, (1 - a) ** sp.Rational(3, 4) * _floor),
        ),
    ),
)
