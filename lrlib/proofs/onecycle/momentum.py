"""Heavy balls (O4).

With momentum the error is multiplied, step by step, by one of two factors. Outside of a band of
rates they are real, inside they turn, and the larger one in size depends on nothing but how far
the rate is from the band.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import sympy as sp

from lrlib.proofs.engines.balls import to_ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    above,
    area,
    assumed,
    at,
    by_theorem,
    computed,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    keeps_order,
    le,
    let,
    lim,
    limit,
    lt,
    monotone,
    pieces,
    sequence,
    sign,
    substitution,
    termwise,
)
from lrlib.proofs.onecycle.rates import d, lam, lo
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import O2a, g, lr, mean_over, straight, x
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

b, c, p, rho, sigma = sp.symbols("b c p rho sigma", positive=True)
y = sp.Symbol("y", nonnegative=True)
u, v, z = sp.symbols("u v z", real=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
theta, speed = sequence("theta", real=True), sequence("v", real=True)
R = sequence("R", r"R(#1)", real=True)
ell = sequence("ell", r"\ell(#1)", real=True)
P = sequence("P", r"P(#1, #2)", real=True)
F = sequence("F", r"F(#1)", real=True)

_beta = b**2
_low, _high = (1 - b) ** 2, (1 + b) ** 2  # the ends of the band
_PEAK = 1 + _beta + rho + _beta / rho
_FAR = _PEAK - _high  # how far the peak is beyond the band


def _of(weight):
    """What a step does to a factor, less that factor's square."""
    return 1 + _beta - weight


def _size(e):
    return sp.log(e)


def _over(what, variable, low, high):
    return sp.Integral(what, (variable, low, high))


def _logs(low, high):
    return _over(sp.log(R(z)), z, low, high)


_all = _over(ell(x), x, 0, _PEAK)
_mean = mean_over(lambda rate: ell(lam * rate), lr)


def _heavy(name, root, relation, digits, than):
    """At the usual momentum: on which side of the limit a peak is, and how high it is."""
    heavy, number = sp.Rational(9, 10), sp.Rational(digits)
    yield Line(name, relation(P(root, heavy), 1 - heavy), computed(), "in numbers")
    peak = 1 + heavy + root + heavy / root
    yield Line(f"{name}_peak", than(peak, number), computed(), "at this peak")


#: Two squares whose quotient is that of the ends of a band.
_SQUARES = ((1, 4), (1, 9), (1, 16), (4, 9), (4, 25), (9, 16), (9, 25), (9, 49))


def _balls(draw):
    """Momenta and peaks, a run at a constant rate, and a factor that turns.

    The ends of the band are such parts of the way to the peak as a quadrature comes to by halves:
    one that passes over a kink says nothing of the integral.
    """
    one, other = draw.choice(_SQUARES)
    weight = Fraction(isqrt(other) - isqrt(one), isqrt(other) + isqrt(one))
    peaks = [(1 - weight) ** 2 * 2**k / one for k in range(2, 9) if 2**k >= other]
    peak = draw.choice([top for top in peaks if top >= 2 * (1 + weight**2)][:3])
    far = to_ball(peak - 1 - weight**2)
    steep = Fraction(draw.randint(1, 60), 20)
    start, push = draw.randint(1, 5), draw.randint(-3, 3)
    part = weight * Fraction(draw.randint(-9, 9), 10)
    turning = {
        x: 1 + weight**2 - 2 * part,
        u: part,
        v: to_ball(weight**2 - part**2).sqrt(),
    }

    def place(step):
        at_, fast = Fraction(start), Fraction(push)
        for _ in range(int(to_ball(step).unique_fmpz())):
            fast = weight**2 * fast + steep * at_
            at_ -= fast
        return at_, fast

    return (turning if draw.random() < 0.3 else {}) | {
        b: weight,
        c: steep,
        rho: (far + (far**2 - 4 * to_ball(weight) ** 2).sqrt()) / 2,
        sigma: 1 + Fraction(draw.randint(1, 160), 20),
        theta: lambda step: place(step)[0],
        speed: lambda step: place(step)[1],
    }


O4 = Theorem(
    label="O4",
    name="With the usual momentum a heavy ball gains little from a peak",
    chapter="onecycle",
    assumptions=(
        r"momentum $\beta = b^2$, a quadratic loss of curvature $\lambda$, $c = "
        r"\lambda\,\mathrm{lr}$: $v_{t+1} = \beta v_t + c\,\theta_t$ and $\theta_{t+1} = "
        r"\theta_t - v_{t+1}$",
        r"the ball *shrinks* or *grows* as the larger in size of its two factors $z$ per step, "
        r"$z^2 = (1 + \beta - c) z - \beta$; $\ell(x)$ is the logarithm of that size at the rate "
        r"$x/\lambda$",
        r"a triangle from 0, so slow that at each rate the ball grows or shrinks as it would at "
        "that rate for ever (the adiabatic limit: assumed)",
    ),
    statement=r"""With a constant rate the ball comes to rest up to one rate and not beyond, by the
logarithm of its larger factor:
$$rests, grows$$
In a slow triangle from zero whose peak, in units of one over the curvature, is $higher.left$ the
mean of that logarithm is
$$mean$$
So the error shrinks up to one peak, and grows beyond it:
$$shrinks, swells$$
Without momentum that is O2c, and the limit is more than twice that of a constant rate. With the
usual momentum of $\frac{9}{10}$ that peak lies between $enough_peak.right$ and
$too_much_peak.right$, where a constant rate ends at $constant.right$: the high peak loses most of
its room.
+++
There is one such peak, as the function *P* rises from below that number:
$$P$$
$$starts, once$$ $$higher$$
$$as_O2c$$
In numbers: $$enough, enough_peak$$ $$too_much, too_much_peak$$
Two steps after one another are $$two$$ The size of the larger factor depends on how far the rate is
from a band, in which the ball swings and loses the same at all rates, $b$ per step:
$$ell, R$$
$$slow, fast, turns$$""",
    lines=(
        Line("below", lt(b, 1), assumed(), "momentum is less than 1"),
        Line(
            "push",
            eq(speed(n + 1), _beta * speed(n) + c * theta(n)),
            assumed(),
            r"a step of the ball, $c = \lambda\,\mathrm{lr}$",
            over=(n,),
        ),
        Line("move", eq(theta(n + 1), theta(n) - speed(n + 1)), assumed(), "", over=(n,)),
        Line(
            "two",
            eq(theta(n + 2), (1 + _beta - c) * theta(n + 1) - _beta * theta(n)),
            from_lines(at("push", {n: n + 1}), at("move", {n: n + 1}), "move"),
            r"so a factor $z$ per step has $z^2 = (1 + \beta - c) z - \beta$",
        ),
        Line(
            "R",
            eq(R(z), (2 * b + sp.Abs(z) + sp.sqrt(sp.Abs(z) * (sp.Abs(z) + 4 * b))) / 2),
            let(),
            "a size of a factor, as will be seen",
        ),
        Line(
            "root",
            eq(R(y) ** 2 + _beta, (2 * b + y) * R(y)),
            from_lines("R"),
            "it solves a quadratic equation,",
        ),
        Line("larger", ge(R(y), b), from_lines("R"), "and is the larger solution"),
        Line(
            "slow",
            eq(R(y) ** 2 - (1 + _beta - (_low - y)) * R(y) + _beta, 0),
            from_lines("root"),
            "so it is a factor at rates below the band,",
        ),
        Line(
            "fast",
            eq((-R(y)) ** 2 - (1 + _beta - (_high + y)) * -R(y) + _beta, 0),
            from_lines("root"),
            "with a minus at rates above it,",
        ),
        Line(
            "turns",
            implies(
                sp.And(
                    eq(u**2 - v**2 - (1 + _beta - x) * u + _beta, 0),
                    eq(2 * u * v - (1 + _beta - x) * v, 0),
                    sp.Ne(v, 0),
                    evaluate=False,
                ),
                eq(u**2 + v**2, _beta),
            ),
            from_lines(),
            "and a factor $u + vi$ that is not real has the size $b$",
        ),
        Line(
            "ell",
            eq(
                ell(x),
                sp.Piecewise(
                    (sp.log(R(_low - x)), x < _low),
                    (sp.log(b), x <= _high),
                    (sp.log(R(x - _high)), True),
                ),
            ),
            let(),
            "so this is the logarithm of the size of the larger factor:",
        ),
        Line(
            "at_low",
            eq(ell(x), sp.log(R(_low - x))),
            from_lines("ell"),
            "below",
            when=(lt(x, _low),),
        ),
        Line(
            "at_middle",
            eq(ell(x), sp.log(b)),
            from_lines("ell"),
            "within the band",
            when=(ge(x, _low), le(x, _high)),
        ),
        Line(
            "at_high",
            eq(ell(x), sp.log(R(x - _high))),
            from_lines("ell", "below"),
            "and above",
            when=(gt(x, _high),),
        ),
        Line(
            "calm",
            lt(R(y), 1),
            from_lines("root", "larger", "below"),
            "near the band it is below 1,",
            when=(lt(y, _low),),
        ),
        Line(
            "wild",
            gt(R(y), 1),
            from_lines("root", "larger", "below"),
            "and above 1 far from it",
            when=(gt(y, _low),),
        ),
        Line(
            "calm_log",
            lt(sp.log(R(y)), 0),
            keeps_order("calm", "larger", by=sp.log),
            "where logarithms are below 0,",
            when=(lt(y, _low),),
        ),
        Line(
            "wild_log",
            gt(sp.log(R(y)), 0),
            keeps_order("wild", "larger", by=sp.log),
            "or above,",
            when=(gt(y, _low),),
        ),
        Line("log_b", lt(sp.log(b), 0), keeps_order("below", by=sp.log), "and so it is inside"),
        Line(
            "rests_low",
            lt(ell(x), 0),
            from_lines("at_low", at("calm_log", {y: _low - x})),
            "below the band the ball comes to rest,",
            when=(gt(x, 0), lt(x, _low)),
        ),
        Line(
            "rests_high",
            lt(ell(x), 0),
            from_lines("at_high", at("calm_log", {y: x - _high})),
            "and above it, too,",
            when=(gt(x, _high), lt(x, 2 * (1 + _beta))),
        ),
        Line(
            "rests",
            lt(ell(x), 0),
            from_lines("rests_low", "at_middle", "rests_high", "log_b"),
            "as long as the rate is small enough",
            when=(gt(x, 0), lt(x, 2 * (1 + _beta))),
        ),
        Line(
            "grows",
            gt(ell(x), 0),
            from_lines("below", "at_high", at("wild_log", {y: x - _high})),
            "at a higher rate it swings ever wider",
            when=(gt(x, 2 * (1 + _beta)),),
        ),
        Line(
            "P",
            eq(P(rho, y), (rho + y / rho) * sp.log(rho) - rho + y / rho),
            let(),
            "a function whose slope is wanted",
        ),
        Line(
            "P_slope",
            eq(sp.Derivative(P(rho, _beta), rho), sp.log(rho) * (1 - _beta / rho**2)),
            identity(),
            "differentiated",
        ),
        Line(
            "R_slope",
            eq(
                sp.Derivative(R(p), p),
                (1 + (p + 2 * b) / sp.sqrt(p * (p + 4 * b))) / 2,
            ),
            identity(),
            "likewise",
        ),
        Line(
            "one",
            eq(sp.Derivative(R(p), p) * (1 - _beta / R(p) ** 2), 1),
            from_lines("R_slope", "R"),
            "the slopes fit,",
        ),
        Line(
            "chain",
            eq(
                sp.Derivative(P(R(p), _beta), p),
                sp.Subs(sp.Derivative(P(rho, _beta), rho), rho, R(p)) * sp.Derivative(R(p), p),
            ),
            identity(),
            "by the chain rule:",
        ),
        Line(
            "log_slope",
            eq(sp.Derivative(P(R(p), _beta), p), sp.log(R(p))),
            from_lines(at("larger", {y: p}), "chain", at("P_slope", {rho: R(p)}), "one"),
            "so there is a primitive of the logarithm",
        ),
        Line(
            "F",
            eq(
                F(z),
                sp.Piecewise((P(R(z), _beta), z >= 0), (2 * P(b, _beta) - P(R(z), _beta), True)),
            ),
            let(),
            "on both sides of 0",
        ),
        Line(
            "mirrored",
            eq(
                sp.Derivative(2 * P(b, _beta) - P(R(p), _beta), p),
                -sp.Derivative(P(R(p), _beta), p),
            ),
            identity(),
            "a sum, differentiated",
        ),
        Line(
            "log_before",
            eq(sp.Derivative(2 * P(b, _beta) - P(R(p), _beta), p), -sp.log(R(p))),
            from_lines("mirrored", "log_slope"),
            "on the other side as well",
        ),
        Line("from_before", eq(lim(F(-p), p, 0), F(0)), limit(), "with no jump between,"),
        Line("from_after", eq(lim(F(p), p, 0), F(0)), limit(), "from either side,"),
        Line(
            "area",
            eq(_logs(0, y), F(y) - F(0)),
            area("log_before", "log_slope", "from_before", "from_after", of=z, but=0, whole=F(z)),
            "so this is the area",
        ),
        Line("at_0", eq(R(0), b), identity(), "at the edge of the band,"),
        Line(
            "log_0", eq(sp.log(R(0)), sp.log(b)), keeps_order("at_0", "at_0", by=sp.log), "hence,"
        ),
        Line("at_1", eq(R(_low), 1), from_lines("R", "below"), "at the rate 0,"),
        Line("log_1", eq(sp.log(R(_low)), 0), keeps_order("at_1", "at_1", by=sp.log), "hence,"),
        Line(
            "at_peak",
            eq(R(_FAR), rho),
            from_lines("R", "below"),
            "and at the peak",
            when=(ge(rho, 1),),
        ),
        Line(
            "log_peak",
            eq(sp.log(R(_FAR)), sp.log(rho)),
            keeps_order("at_peak", "at_peak", by=sp.log),
            "hence",
            when=(ge(rho, 1),),
        ),
        Line(
            "beyond",
            ge(_FAR, 0),
            from_lines("below"),
            "it is above the band",
            when=(ge(rho, 1),),
        ),
        Line(
            "pieces",
            eq(
                _all,
                _over(sp.log(R(_low - x)), x, 0, _low)
                + _over(sp.log(b), x, _low, _high)
                + _over(sp.log(R(x - _high)), x, _high, _PEAK),
            ),
            pieces("at_low", "at_middle", "at_high", at=(_low, _high)),
            "all rates up to it, in three pieces",
            when=(ge(rho, 1),),
        ),
        Line(
            "first",
            eq(_over(sp.log(R(_low - x)), x, 0, _low), _logs(0, _low)),
            substitution(line=_low - x),
            "down to the band,",
        ),
        Line(
            "middle",
            eq(_over(sp.log(b), x, _low, _high), 4 * b * sp.log(b)),
            termwise(),
            "along it,",
        ),
        Line(
            "last",
            eq(_over(sp.log(R(x - _high)), x, _high, _PEAK), _logs(0, _FAR)),
            substitution(line=x - _high),
            "and up from it",
        ),
        Line(
            "area_first",
            eq(_logs(0, _low), _beta - 1 - 2 * b * sp.log(b)),
            from_lines(at("area", {y: _low}), "F", "P", "at_0", "log_0", "at_1", "log_1"),
            "put in",
        ),
        Line(
            "area_last",
            eq(_logs(0, _FAR), P(rho, _beta) - 2 * b * sp.log(b)),
            from_lines(
                "beyond", at("area", {y: _FAR}), "F", "P", "at_0", "log_0", "at_peak", "log_peak"
            ),
            "likewise",
            when=(ge(rho, 1),),
        ),
        Line(
            "total",
            eq(_all, P(rho, _beta) - (1 - _beta)),
            from_lines("pieces", "first", "middle", "last", "area_first", "area_last"),
            "what holds $b$ alone cancels",
            when=(ge(rho, 1),),
        ),
        *straight(lr, OneCycle(0, _PEAK / lam, end), {lo: 0, d: _PEAK / lam}),
        Line(
            "rates",
            eq(_mean, _over(ell(lam * x), x, 0, _PEAK / lam) / (_PEAK / lam)),
            by_theorem(
                O2a,
                "mean",
                {g: lambda rate: ell(lam * rate), lo: 0, d: _PEAK / lam},
            ),
            "each rate has the same time",
        ),
        Line(
            "scaled",
            eq(_over(ell(lam * x), x, 0, _PEAK / lam), _all / lam),
            substitution(line=lam * x),
            r"in units of $1/\\lambda$",
        ),
        Line(
            "mean",
            eq(_mean, (P(rho, _beta) - (1 - _beta)) / _PEAK),
            from_lines("rates", "scaled", "total"),
            "put together",
            when=(ge(rho, 1),),
        ),
        Line(
            "log_more",
            gt(sp.log(rho), 0),
            sign(cover={rho: above(1)}),
            "the logarithm of more than 1",
            when=(gt(rho, 1),),
        ),
        Line(
            "rises",
            gt(sp.Derivative(P(p, _beta), p), 0),
            from_lines(at("log_more", {rho: p}), at("P_slope", {rho: p}), "below"),
            "so that function rises",
            when=(gt(p, 1),),
        ),
        Line(
            "once",
            lt(P(rho, _beta), P(sigma, _beta)),
            monotone("rises", of=p, points=(rho, sigma)),
            "from 1 on,",
            when=(le(1, rho), lt(rho, sigma)),
        ),
        Line("starts", lt(P(1, _beta), 1 - _beta), from_lines("P", "below"), "where it is below 0"),
        Line(
            "higher",
            lt(_PEAK, _PEAK.subs(rho, sigma)),
            from_lines("below"),
            "and a larger number means a higher peak",
            when=(le(1, rho), lt(rho, sigma)),
        ),
        Line(
            "shrinks",
            implies(lt(P(rho, _beta), 1 - _beta), lt(_mean, 0)),
            from_lines("mean"),
            "so the triangle shrinks the error up to one peak,",
            when=(ge(rho, 1),),
        ),
        Line(
            "swells",
            implies(gt(P(rho, _beta), 1 - _beta), gt(_mean, 0)),
            from_lines("mean"),
            "and a higher one makes it grow",
            when=(ge(rho, 1),),
        ),
        Line(
            "as_O2c",
            eq(P(rho, 0) - 1, (1 + rho - 1) * sp.log(1 + rho - 1) - (1 + rho)),
            identity(),
            "without momentum it is the equation of O2c, at $a = 1 + \\rho$",
        ),
        Line(
            "constant",
            eq(2 * (1 + sp.Rational(9, 10)), sp.Rational(38, 10)),
            identity(),
            "the limit of a constant rate",
        ),
        *_heavy("enough", sp.Rational(19, 10), lt, "4.273", gt),
        *_heavy("too_much", sp.Rational(191, 100), gt, "4.283", lt),
    ),
    neighbours=(
        Neighbour("the right-hand side is 1", "mean", eq(_mean, (P(rho, _beta) - 1) / _PEAK)),
        Neighbour(
            r"the peak is $1 + \beta + \rho$",
            "at_peak",
            eq(R(_FAR - _beta / rho), rho),
        ),
        Neighbour(
            r"stable up to $2/(1-\beta)$",
            "constant",
            eq(2 * (1 + sp.Rational(9, 10)), 2 / (1 - sp.Rational(9, 10))),
        ),
    ),
    draw=_balls,
)
