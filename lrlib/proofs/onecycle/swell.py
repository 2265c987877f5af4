"""How far the error swells on the way, and up to which peak it never does (O2e)."""

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
    by_theorem,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    le,
    lt,
    monotone,
    pieces,
    sign,
    substitution,
)
from lrlib.proofs.kernel.terms import put
from lrlib.proofs.onecycle.error import WHOLE, O2b, area_of, log_factor, theta
from lrlib.proofs.onecycle.peak import (
    CYCLE,
    FROM_0,
    FROM_ZERO,
    O2c,
    W,
    in_digits,
)
from lrlib.proofs.onecycle.rates import (
    a,
    d,
    lam,
    lo,
    t,
    u,
    y,
)
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import down, lr, up
from lrlib.proofs.theorem import Theorem

x = sp.Symbol("x", positive=True)  # a rate, times the curvature
s = sp.Symbol("s", real=True)

steady = 1 + sp.E
swell = (a - 1) * (sp.log(a - 1) - 1) / a  # ln(error / first error) at its worst, over t_max


_log = log_factor(lr(t))
_upward = sp.Integral(_log, (t, 0, x * end / (2 * a)))  # up to the rate x / lam on the way up
_halfway = sp.Integral(_log, (t, 0, end / 2))
_downward = _halfway + sp.Integral(_log, (t, end / 2, end - x * end / (2 * a)))
_back = _halfway + sp.Integral(_log, (t, end / 2, end - end / a))
_STRAIGHT = tuple(log_factor(put(side, FROM_0)) for side in (up, down))


def _around_e(draw: Random) -> Values:
    """The limit, peaks beside it, and any."""
    limit, off = 1 + balls.ball(sp.E), balls.to_ball(Fraction(draw.randint(1, 20), 20))
    near = [limit + off / 10, limit - off / 10]
    peak = draw.choice((limit, limit + off, limit - off, *3 * near, None))
    found = {} if peak is None else {a: peak}
    return found | draw.choice(({x: 1}, {x: 2}, {x: 2}, {x: 2}, {}, {}))


O2e = Theorem(
    label="O2e",
    name="How high the peak may be if the error must never exceed its start",
    chapter="onecycle",
    assumptions=(
        FROM_ZERO,
        r"a quadratic loss of curvature $\lambda$",
        "the cycle as a curve: the logarithm of the error changes by the integral of "
        r"$\ln|1-\lambda\,\mathrm{lr}_t|$ (in a long cycle the sum over whole steps comes near it, "
        r"unless one of them falls exponentially near $1/\lambda$)",
    ),
    statement=r"""There is one peak at which the error has just come back to its first value when
the rate has come down to the place from where on steps shrink it again:
$$limit$$
$$least, most$$
Up to that peak the error is never above its first value. Beyond it, it is; and up to the limit of
O2c it ends below its start all the same, after a factor that is exponential in the length of the
cycle.
+++
With a peak $a$ above $2$ the logarithm of the error, there, differs from that at the start, in
units of $t_{\max}$, by
$$worst$$
Up to that peak, on the way up or down, at any rate $x$:
$$up_stays, stays$$
Beyond it, when the rate has come down:
$$grows$$""",
    idea="""Follow the logarithm of the error: on the way up it is $F(x)$, and when the rate has
come down again to $x$ it is $2F(a) - F(x)$. $F$ is least at 2, so that is where the
error is largest; and there it is back at its start when $F(a) = -1$.""",
    lines=(
        *CYCLE,
        WHOLE[0],
        Line(
            "climb",
            eq(_upward, sp.Integral(_STRAIGHT[0], (t, 0, x * end / (2 * a)))),
            pieces("up", at=()),
            "up to the rate $x$ (over the curvature),",
            when=(le(x, a),),
        ),
        Line(
            "climb_rates",
            eq(
                sp.Integral(_STRAIGHT[0], (t, 0, x * end / (2 * a))),
                end / (2 * a) * sp.Integral(sp.log(sp.Abs(1 - u)), (u, 0, x)),
            ),
            substitution(line=2 * a * t / end),
            "a straight line",
        ),
        Line(
            "area_up",
            eq(sp.Integral(sp.log(sp.Abs(1 - u)), (u, 0, x)), area_of(x)),
            by_theorem(O2b, "area", {lam: 1, lo: 0, d: x, theta: FROM_0[theta]}),
            "$F$ is the area",
        ),
        Line(
            "upward",
            eq(_upward, end / (2 * a) * area_of(x)),
            from_lines("climb", "climb_rates", "area_up"),
            "so much has been gained on the way up",
            when=(le(x, a),),
        ),
        Line(
            "fall",
            eq(
                sp.Integral(_log, (t, end / 2, end - x * end / (2 * a))),
                sp.Integral(_STRAIGHT[1], (t, end / 2, end - x * end / (2 * a))),
            ),
            pieces("down", at=()),
            "on the way down,",
            when=(lt(x, a),),
        ),
        Line(
            "fall_rates",
            eq(
                sp.Integral(_STRAIGHT[1], (t, end / 2, end - x * end / (2 * a))),
                end / (2 * a) * sp.Integral(sp.log(sp.Abs(1 - u)), (u, x, a)),
            ),
            substitution(line=2 * a * (end - t) / end),
            "another straight line",
        ),
        Line(
            "area_down",
            eq(sp.Integral(sp.log(sp.Abs(1 - u)), (u, x, a)), area_of(a) - area_of(x)),
            by_theorem(O2b, "area", {lam: 1, lo: x, d: a - x, theta: FROM_0[theta]}),
            "$F$ is the area",
            when=(lt(x, a),),
        ),
        Line(
            "downward",
            eq(_downward, end / (2 * a) * (2 * area_of(a) - area_of(x))),
            from_lines(at("upward", {x: a}), "fall", "fall_rates", "area_down"),
            "so much when the rate has come down to $x$",
            when=(lt(x, a),),
        ),
        Line("expo", ge(sp.exp(s), 1 + s), from_lines(), "the exponential is above its tangent"),
        Line(
            "high",
            ge(area_of(1 + sp.exp(-s)), -2),
            from_lines("F", "expo"),
            "so $F$ is nowhere below -2 above 1,",
        ),
        Line(
            "low",
            gt(area_of(1 - sp.exp(-s)), -2),
            from_lines("F", at("expo", {s: -s})),
            "nor below 1,",
            when=(le(sp.exp(-s), 1),),
        ),
        Line("one", ge(area_of(x), -2), from_lines("F"), "nor at 1", when=(eq(x, 1),)),
        Line(
            "over",
            ge(area_of(x), -2),
            from_lines(at("high", {s: -sp.log(x - 1)})),
            "in terms of $x$,",
            when=(gt(x, 1),),
            sharp={x: 2},
        ),
        Line(
            "under",
            ge(area_of(x), -2),
            from_lines(at("low", {s: -sp.log(1 - x)})),
            "on both sides of 1",
            when=(lt(x, 1),),
        ),
        Line("bottom", eq(area_of(2), -2), identity(), "it is -2 at 2"),
        Line(
            "swell",
            eq((2 * area_of(1 + y) + 2) / (2 * (1 + y)), y * (sp.log(y) - 1) / (1 + y)),
            identity(),
            "what is left there",
        ),
        Line(
            "worst",
            eq(_back / end, swell),
            from_lines(at("downward", {x: 2}), "bottom", at("swell", {y: a - 1})),
            "the logarithm of the error when the rate has come down to 2",
            when=(gt(a, 2),),
        ),
        Line("e", gt(sp.E, 1), sign(), "a number above 1"),
        Line("log_rises", gt(sp.Derivative(sp.log(y), y), 0), sign(), "logarithms rise,"),
        Line(
            "log_more",
            gt(sp.log(y), 1),
            monotone("log_rises", of=y, points=(sp.E, y)),
            "so they are above 1 beyond $e$",
            when=(gt(y, sp.E),),
        ),
        Line(
            "log_less",
            lt(sp.log(y), 1),
            monotone("log_rises", of=y, points=(y, sp.E)),
            "and below 1 before it",
            when=(lt(y, sp.E),),
        ),
        Line("split", eq(area_of(1 + y), y * (sp.log(y) - 1) - 1), identity(), "$F$ above 1"),
        Line(
            "more",
            gt(area_of(a), -1),
            from_lines(at("split", {y: a - 1}), at("log_more", {y: a - 1})),
            "beyond $1 + e$",
            when=(gt(a, 1 + sp.E),),
        ),
        Line(
            "less",
            lt(area_of(a), -1),
            from_lines(at("split", {y: a - 1}), at("log_less", {y: a - 1})),
            "and before it",
            when=(gt(a, 2), lt(a, 1 + sp.E)),
        ),
        Line(
            "grows",
            implies(gt(a, 1 + sp.E), gt(_back, 0)),
            from_lines("e", at("downward", {x: 2}), "bottom", "more"),
            "then the error has grown",
        ),
        Line(
            "stays",
            implies(sp.And(gt(a, 2), lt(a, 1 + sp.E), lt(x, a), evaluate=False), lt(_downward, 0)),
            from_lines("downward", "over", "under", "one", "less"),
            "then it has shrunk, whatever the rate has come down to",
        ),
        Line("room", lt(sp.E, 1 / W), sign(), "the limit of O2c is farther out"),
        Line(
            "negative",
            lt(area_of(x), 0),
            by_theorem(O2c, "negative", {a: x}, "room"),
            "$F$ is negative up to that limit",
            when=(lt(x, 1 + sp.E),),
        ),
        Line(
            "up_stays",
            implies(sp.And(le(x, a), lt(a, 1 + sp.E), evaluate=False), lt(_upward, 0)),
            from_lines("upward", "negative"),
            "so on the way up the error is below its start",
        ),
        Line(
            "limit",
            eq(a, 1 + sp.E),
            from_lines("more", "less"),
            "it balances nowhere else",
            when=(gt(a, 2), eq(area_of(a), -1)),
        ),
        *in_digits(1 + sp.E, "3.7181", "3.7183"),
    ),
    neighbours=(
        Neighbour("up to 4", "limit", eq(a, 4)),
        Neighbour("up to $e$", "limit", eq(a, sp.E)),
        Neighbour("twice as high", "worst", eq(_back / end, 2 * swell)),
        Neighbour(
            "never above its start up to 3.8",
            "stays",
            implies(
                sp.And(gt(a, 2), lt(a, sp.Rational(38, 10)), lt(x, a), evaluate=False),
                lt(_downward, 0),
            ),
        ),
        Neighbour(
            "above it from 3.5 on",
            "grows",
            implies(gt(a, sp.Rational(35, 10)), gt(_back, 0)),
        ),
    ),
    draw=_around_e,
)
