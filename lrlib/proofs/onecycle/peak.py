"""How high the peak may be (O2c)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines import balls
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    between,
    by_theorem,
    cited,
    definition,
    eq,
    from_lines,
    gt,
    identity,
    implies,
    keeps_order,
    let,
    lt,
    monotone,
    sequence,
    sign,
)
from lrlib.proofs.onecycle.error import WHOLE, F, O2b, area_of, log_factor, theta
from lrlib.proofs.onecycle.rates import (
    AS_IN_O2B,
    a,
    d,
    lam,
    lo,
    t,
    u,
    y,
)
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import lr, mean_over, straight
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

W = sp.LambertW(sp.exp(-1))  # W e^W = 1/e, so log W = -1 - W
MEAN = F.subs(u, a) / a  # per step, for a cycle from 0
HAIR = sp.Rational(1, 10**12)

w, c = sp.symbols("w c", positive=True)
rise = sequence("q", r"q(#1)", real=True)
held = sequence("held", r"\mathrm{lr}^{\text{constant}}_{#1}", real=True)
FROM_0 = {lo: 0, d: a / lam, theta: lambda n: sp.Integer(0)}
CYCLE = tuple(straight(lr, OneCycle(0, a / lam, end), FROM_0))
FROM_ZERO = r"$\mathrm{lr}_{\min} = 0$, $a = \lambda\,\mathrm{lr}_{\max}$"

#: The mean over a cycle from 0, and what is known of F and of Lambert's W.
MEAN_LINE = Line(
    "mean",
    eq(mean_over(log_factor, lr), area_of(a) / a),
    by_theorem(O2b, "mean", FROM_0),
    "a cycle from 0, where $F(0)$ is 0",
)
LAMBERT = (
    Line("w", eq(w, W), let(), "Lambert's number"),
    Line("lambert", eq(w * sp.exp(w), sp.exp(-1)), cited(facts=("lambert",)), "what it is"),
    Line(
        "its_log",
        eq(sp.log(w) + w, -1),
        keeps_order("lambert", by=sp.log),
        "the logarithm of both sides",
    ),
)


def in_digits(number: sp.Expr, low: str, high: str) -> Iterator[Line]:
    """Two lines that say how large a number is."""
    yield Line("least", lt(sp.Rational(low), number), sign(), "in numbers")
    yield Line("most", lt(number, sp.Rational(high)), sign(), "in numbers")


def _near_the_limit(draw: Random) -> Values:
    """Peaks at the limit, beside it, and anywhere; constant rates at 2 and anywhere."""
    limit = 1 + 1 / balls.ball(W)
    off = balls.to_ball(Fraction(draw.randint(1, 20), draw.choice((2000, 10))))
    peak = draw.choice((limit, *3 * [limit + off], *2 * [limit - off], 1, None))
    found = {} if peak is None else {a: peak}
    return found | ({c: 2} if draw.random() < 0.5 else {})


O2c = Theorem(
    label="O2c",
    name="How high the peak may be",
    chapter="onecycle",
    assumptions=(FROM_ZERO, r"a quadratic loss of curvature $\lambda$", AS_IN_O2B),
    statement="""Up to one peak a cycle from zero contracts the error, and beyond it expands it. The
mean logarithm of the factor is
$$contracts, expands$$
$$least, most$$
where Lambert's $w$ is the number with $lambert$. A constant rate contracts below $constant.right$
only. By O2b linear decay to zero and CLR from zero have the same limit; and O2b says when a cycle
whose lowest rate is not zero contracts.
+++
Over a cycle from zero that mean is
$$mean$$
and it is zero at one peak only:
$$peak$$
And with a constant rate:
$$shrinks, grows, constant$$""",
    idea="""A cycle from zero contracts the error as long as $F(a)$ is below 0. Up to 1 it is. Above
1, $F$ is a positive number times something that only rises, and Lambert's number is
where that comes to 0.""",
    lines=(
        *CYCLE,
        WHOLE[0],
        MEAN_LINE,
        *LAMBERT,
        Line("q", eq(rise(y), sp.log(y) - 1 / y), let(), "a part of $F$ that only rises"),
        Line("rises", gt(sp.Derivative(rise(y), y), 0), sign(), "its slope is $1/y + 1/y^2$"),
        Line("split", eq(area_of(1 + y), y * (rise(y) - 1)), identity(), "above 1"),
        Line("turn", eq(sp.log(1 / y), -sp.log(y)), identity(), "a law of logarithms"),
        Line(
            "at_w",
            eq(rise(1 / w), 1),
            from_lines("q", at("turn", {y: w}), "its_log"),
            r"as $\ln w = -1 - w$: there $F$ is 0",
        ),
        Line(
            "before",
            lt(rise(y), rise(1 / w)),
            monotone("rises", of=y, points=(y, 1 / w)),
            "it rises, so it is less before",
            when=(lt(y, 1 / w),),
        ),
        Line(
            "after",
            gt(rise(y), rise(1 / w)),
            monotone("rises", of=y, points=(1 / w, y)),
            "and more after",
            when=(gt(y, 1 / w),),
        ),
        Line(
            "sinks",
            gt(sp.Derivative(area_of(1 - y), y), 0),
            sign(cover={y: between(0, 1)}),
            r"below 1: the slope in the distance from 1 is $-\ln y$",
            when=(lt(y, 1),),
        ),
        Line(
            "low",
            lt(area_of(1 - y), 0),
            monotone("sinks", of=y, points=(y, sp.Integer(1))),
            "and $F$ is 0 where the rates begin",
            when=(lt(y, 1),),
        ),
        Line("middle", lt(area_of(a), 0), from_lines("F"), "it is -1", when=(eq(a, 1),)),
        Line(
            "below_1",
            lt(area_of(a), 0),
            from_lines(at("low", {y: 1 - a})),
            "so $F$ is negative up to 1,",
            when=(lt(a, 1),),
        ),
        Line(
            "above_1",
            lt(area_of(a), 0),
            from_lines(at("split", {y: a - 1}), at("before", {y: a - 1}), "at_w"),
            "and from there on up to its zero",
            when=(gt(a, 1), lt(a, 1 + 1 / w)),
        ),
        Line(
            "negative",
            lt(area_of(a), 0),
            from_lines("below_1", "middle", "above_1"),
            "all together",
            when=(lt(a, 1 + 1 / w),),
        ),
        Line(
            "contracts",
            implies(lt(a, 1 + 1 / w), lt(mean_over(log_factor, lr), 0)),
            from_lines("mean", "negative"),
            "so the mean is below 0",
        ),
        Line(
            "expands",
            implies(gt(a, 1 + 1 / w), gt(mean_over(log_factor, lr), 0)),
            from_lines("mean", at("split", {y: a - 1}), at("after", {y: a - 1}), "at_w"),
            "and beyond it is above",
        ),
        Line(
            "peak",
            eq(a, 1 + 1 / w),
            from_lines("mean", "contracts", "expands"),
            "there is no other zero",
            when=(eq(area_of(a), 0),),
        ),
        Line(
            "held",
            eq(held(t), c / lam),
            definition(of=OneCycle(c / lam, c / lam, end)),
            "a triangle of no height, as shipped: a constant rate",
        ),
        Line(
            "shrinks",
            lt(sp.Abs(1 - lam * held(t)), 1),
            from_lines("held"),
            "below 2 each step shrinks the error,",
            when=(lt(c, 2),),
        ),
        Line(
            "grows",
            gt(sp.Abs(1 - lam * held(t)), 1),
            from_lines("held"),
            "above 2 each step makes it grow,",
            when=(gt(c, 2),),
        ),
        Line(
            "constant",
            eq(c, 2),
            from_lines("shrinks", "grows"),
            "and at 2 it only changes its sign",
            when=(eq(sp.Abs(1 - lam * held(t)), 1),),
        ),
        *in_digits(1 + 1 / w, "4.5911", "4.5913"),
    ),
    neighbours=(
        Neighbour("the limit is 4.6", "peak", eq(a, sp.Rational(46, 10))),
        Neighbour("the limit is $1/W(1/e)$", "peak", eq(a, 1 / w)),
        Neighbour(
            "contracts up to 4.6",
            "contracts",
            implies(lt(a, sp.Rational(46, 10)), lt(mean_over(log_factor, lr), 0)),
        ),
        Neighbour(
            "expands from 4.5 on",
            "expands",
            implies(gt(a, sp.Rational(45, 10)), gt(mean_over(log_factor, lr), 0)),
        ),
        Neighbour("a constant rate up to 2.1", "constant", eq(c, sp.Rational(21, 10))),
    ),
    draw=_near_the_limit,
)
