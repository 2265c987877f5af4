"""Heavy balls (O4).

With momentum the error is multiplied, step by step, by one of two factors, whose size is found in
:mod:`.momentum_factors`. What its logarithm adds up to over all rates, in :mod:`.momentum_area`,
says how high the peak of a slow triangle may be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isqrt
from random import Random

import sympy as sp

from lrlib.proofs.engines.balls import Exact, to_ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Relation,
    Values,
    above,
    at,
    by_theorem,
    computed,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    le,
    lt,
    monotone,
    sign,
    substitution,
)
from lrlib.proofs.onecycle.momentum_area import ALL, AREA, FAR, PEAK, P, over, p, rho
from lrlib.proofs.onecycle.momentum_factors import FACTORS, R, b, beta, c, ell, speed, theta, u, v
from lrlib.proofs.onecycle.rates import d, lam, lo
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import O2a, g, lr, mean_over, straight, x
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

sigma = sp.Symbol("sigma", positive=True)

_mean = mean_over(lambda rate: ell(lam * rate), lr)


Say = Callable[[Number, Number], Relation]


def _heavy(name: str, root: sp.Expr, relation: Say, digits: str, than: Say) -> Iterator[Line]:
    """At the usual momentum: on which side of the limit a peak is, and how high it is."""
    heavy, number = sp.Rational(9, 10), sp.Rational(digits)
    yield Line(name, relation(P(root, heavy), 1 - heavy), computed(), "in numbers")
    peak = 1 + heavy + root + heavy / root
    yield Line(f"{name}_peak", than(peak, number), computed(), "at this peak")


#: What a triangle makes of it, and the peak up to which it shrinks the error.
_MEAN = (
    *straight(lr, OneCycle(0, PEAK / lam, end), {lo: 0, d: PEAK / lam}),
    Line(
        "rates",
        eq(_mean, over(ell(lam * x), x, 0, PEAK / lam) / (PEAK / lam)),
        by_theorem(
            O2a,
            "mean",
            {g: lambda rate: ell(lam * rate), lo: 0, d: PEAK / lam},
        ),
        "each rate has the same time",
    ),
    Line(
        "scaled",
        eq(over(ell(lam * x), x, 0, PEAK / lam), ALL / lam),
        substitution(line=lam * x),
        r"in units of $1/\\lambda$",
    ),
    Line(
        "mean",
        eq(_mean, (P(rho, beta) - (1 - beta)) / PEAK),
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
        gt(sp.Derivative(P(p, beta), p), 0),
        from_lines(at("log_more", {rho: p}), at("P_slope", {rho: p}), "below"),
        "so that function rises",
        when=(gt(p, 1),),
    ),
    Line(
        "once",
        lt(P(rho, beta), P(sigma, beta)),
        monotone("rises", of=p, points=(rho, sigma)),
        "from 1 on,",
        when=(le(1, rho), lt(rho, sigma)),
    ),
    Line("starts", lt(P(1, beta), 1 - beta), from_lines("P", "below"), "where it is below 0"),
    Line(
        "higher",
        lt(PEAK, PEAK.subs(rho, sigma)),
        from_lines("below"),
        "and a larger number means a higher peak",
        when=(le(1, rho), lt(rho, sigma)),
    ),
    Line(
        "shrinks",
        implies(lt(P(rho, beta), 1 - beta), lt(_mean, 0)),
        from_lines("mean"),
        "so the triangle shrinks the error up to one peak,",
        when=(ge(rho, 1),),
    ),
    Line(
        "swells",
        implies(gt(P(rho, beta), 1 - beta), gt(_mean, 0)),
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
)

#: Two squares whose quotient is that of the ends of a band.
_SQUARES = ((1, 4), (1, 9), (1, 16), (4, 9), (4, 25), (9, 16), (9, 25), (9, 49))


def _balls(draw: Random) -> Values:
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

    def place(step: Exact) -> tuple[Fraction, Fraction]:
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
    idea="""With momentum the error is multiplied, step by step, by one of two factors. In a slow
cycle only the size of the larger counts: it stays below 1 up to the border of a
constant rate and grows beyond it, and what its logarithm adds up to over all rates says
how far beyond the peak may go.""",
    lines=(*FACTORS, *AREA, *_MEAN),
    neighbours=(
        Neighbour("the right-hand side is 1", "mean", eq(_mean, (P(rho, beta) - 1) / PEAK)),
        Neighbour(
            r"the peak is $1 + \beta + \rho$",
            "at_peak",
            eq(R(FAR - beta / rho), rho),
        ),
        Neighbour(
            r"stable up to $2/(1-\beta)$",
            "constant",
            eq(2 * (1 + sp.Rational(9, 10)), 2 / (1 - sp.Rational(9, 10))),
        ),
    ),
    draw=_balls,
)
