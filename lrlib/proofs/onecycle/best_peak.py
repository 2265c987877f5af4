"""Of all peaks the best (O2d)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines import balls
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    eq,
    from_lines,
    gt,
    identity,
    keeps_order,
    le,
    let,
    lt,
    monotone,
    sequence,
    sign,
)
from lrlib.proofs.onecycle.error import WHOLE, area_of, log_factor
from lrlib.proofs.onecycle.peak import (
    CYCLE,
    FROM_ZERO,
    LAMBERT,
    MEAN_LINE,
    W,
    in_digits,
    w,
)
from lrlib.proofs.onecycle.rates import (
    AS_IN_O2B,
    a,
    y,
)
from lrlib.proofs.onecycle.share import lr, mean_over
from lrlib.proofs.theorem import Theorem

loss = sequence("v", r"v(#1)", real=True)
_BEST = area_of(1 + w) / (1 + w)


def _near_the_best(draw: Random) -> Values:
    """The best peak, peaks beside it, and any."""
    best, off = 1 + balls.ball(W), balls.to_ball(Fraction(draw.randint(1, 20), 100))
    peak = draw.choice((best, best + off, best - off, 1, None))
    return {} if peak is None else {a: peak}


O2d = Theorem(
    label="O2d",
    name="The best peak",
    chapter="onecycle",
    assumptions=(FROM_ZERO, r"a quadratic loss of curvature $\lambda$", AS_IN_O2B),
    statement="""Of all peaks of a cycle from zero one contracts the error fastest:
$$peak$$
$$least, most$$
It does so by the factor $factor.right$ per step (geometric mean). Lambert's $lambert$ sets the
limit of O2c, the best peak and the best factor.
+++
The mean logarithm of the factor is $$mean$$ At the best peak, and at every other:
$$factor, worse$$""",
    lines=(
        *CYCLE,
        WHOLE[0],
        MEAN_LINE,
        *LAMBERT,
        Line("log_rises", gt(sp.Derivative(sp.log(y), y), 0), sign(), "logarithms rise,"),
        Line(
            "log_less",
            lt(sp.log(y), sp.log(w)),
            monotone("log_rises", of=y, points=(y, w)),
            "so they keep the order,",
            when=(lt(y, w),),
        ),
        Line(
            "log_more",
            gt(sp.log(y), sp.log(w)),
            monotone("log_rises", of=y, points=(w, y)),
            "on both sides of $w$",
            when=(gt(y, w),),
        ),
        Line(
            "log_low",
            lt(sp.log(y), 0),
            monotone("log_rises", of=y, points=(y, sp.Integer(1))),
            "and below 1",
            when=(lt(y, 1),),
        ),
        Line(
            "v",
            eq(loss(y), y * (sp.log(y) - sp.log(w)) + w - y),
            let(),
            "what a peak at a distance $y$ above 1 will turn out to lose",
        ),
        Line("none", eq(loss(w), 0), identity(), "nothing at $w$"),
        Line(
            "slope",
            eq(sp.Derivative(loss(y), y), sp.log(y) - sp.log(w)),
            identity(),
            "its slope",
        ),
        Line(
            "falls",
            lt(sp.Derivative(loss(y), y), 0),
            from_lines("slope", "log_less"),
            "it falls up to $w$",
            when=(lt(y, w),),
        ),
        Line(
            "rises",
            gt(sp.Derivative(loss(y), y), 0),
            from_lines("slope", "log_more"),
            "and rises from there on,",
            when=(gt(y, w),),
        ),
        Line(
            "left",
            lt(loss(w), loss(y)),
            monotone("falls", of=y, points=(y, w)),
            "so it is lowest at $w$,",
            when=(lt(y, w),),
        ),
        Line(
            "right",
            lt(loss(w), loss(y)),
            monotone("rises", of=y, points=(w, y)),
            "from both sides",
            when=(gt(y, w),),
        ),
        Line(
            "above",
            eq(area_of(1 + y), (1 + y) * sp.log(w) + loss(y)),
            from_lines("F", "v", "its_log"),
            r"as $\ln w = -1 - w$",
        ),
        Line(
            "below",
            gt(area_of(1 - y), (1 - y) * sp.log(w)),
            from_lines("F", "its_log", "log_low"),
            "peaks below 1 lose, too",
            when=(lt(y, 1),),
        ),
        Line(
            "under",
            gt(area_of(a), a * sp.log(w)),
            from_lines(at("below", {y: 1 - a})),
            "in terms of the peak: below 1,",
            when=(lt(a, 1),),
        ),
        Line(
            "at_1",
            gt(area_of(a), a * sp.log(w)),
            from_lines("F", "its_log"),
            "at 1, where $F$ is -1,",
            when=(eq(a, 1),),
        ),
        Line(
            "short",
            gt(area_of(a), a * sp.log(w)),
            from_lines(at("above", {y: a - 1}), at("left", {y: a - 1}), "none"),
            "between 1 and the best,",
            when=(gt(a, 1), lt(a, 1 + w)),
        ),
        Line(
            "past",
            gt(area_of(a), a * sp.log(w)),
            from_lines(at("above", {y: a - 1}), at("right", {y: a - 1}), "none"),
            "and past it",
            when=(gt(a, 1 + w),),
        ),
        Line(
            "worse",
            gt(mean_over(log_factor, lr), sp.log(w)),
            from_lines("mean", "under", "at_1", "short", "past"),
            r"no other mean is as low as $\ln w$",
            when=(sp.Ne(a, 1 + w, evaluate=False),),
        ),
        Line(
            "reached",
            eq(_BEST, sp.log(w)),
            from_lines(at("above", {y: w}), "none"),
            "that of the best peak is",
        ),
        Line(
            "factor",
            eq(sp.exp(_BEST), w),
            keeps_order("reached", by=sp.exp),
            "the exponential of both sides",
        ),
        Line(
            "peak",
            eq(a, 1 + w),
            from_lines("under", "at_1", "short", "past"),
            "no other peak does as well",
            when=(le(area_of(a) / a, sp.log(w)),),
        ),
        *in_digits(1 + w, "1.277", "1.279"),
    ),
    neighbours=(
        Neighbour("best at $1 + 2W(1/e)$", "peak", eq(a, 1 + 2 * w)),
        Neighbour("best at $1.1$", "peak", eq(a, sp.Rational(11, 10))),
        Neighbour("by the factor $1/e$", "factor", eq(sp.exp(_BEST), sp.exp(-1))),
    ),
    draw=_near_the_best,
)
