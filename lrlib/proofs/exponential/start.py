"""How high exponential decay may start (E6)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    area,
    at,
    computed,
    definition,
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
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

b, c, k, lam, m, y = sp.symbols("b c k lam m y", positive=True)
t, s = sp.symbols("t s", nonnegative=True)
z, u, v = sp.symbols("z u v", real=True)
lr = sequence("lr", real=True)
left = sequence("ell", r"\ell(#1)", real=True)
L = sequence("L", r"\operatorname{Re}\operatorname{Li}_2(e^{#1})", real=True)

_lr0 = sp.exp(b) / lam
_x = sp.exp(-y)
_BELOW, _ABOVE = sp.polylog(2, sp.exp(z)), sp.pi**2 / 3 - z**2 / 2 - sp.polylog(2, sp.exp(-z))
_size = sp.log(sp.Abs(1 - sp.exp(z)))
_end = (b + sp.log(1 + m)) / k
LOW, HIGH = sp.Rational("12.59517"), sp.Rational("12.59519")


def _left(rate: sp.Expr, end: sp.Expr) -> sp.Integral:
    """The logarithm of what is left of the error: summed up along the curve."""
    return sp.Integral(sp.log(sp.Abs(1 - lam * rate)), (s, 0, end))


def _starts(draw: Random) -> Values:
    """Starts beside the limit, and anywhere; the same for two of them."""
    values = [ball(sp.log(sp.Rational(start, 1000))) for start in (12_300, 12_595, 12_596, 12_800)]
    values.append(Fraction(draw.randint(1, 60), 10))
    length = {x: Fraction(draw.randint(5, 40), 20) for x in (k, s, t)}
    return {start: draw.choice(values) for start in (b, c)} | length


E6 = Theorem(
    label="E6",
    name="How high exponential decay may start",
    chapter="exponential",
    assumptions=(
        r"a quadratic loss of curvature $\lambda$",
        r"$b = \ln(\lambda\,\mathrm{lr}_0) > 0$: from a start below $1/\lambda$ every step shrinks "
        "the error",
        r"the decay as a curve, followed until the rate is the part $1/(1+m)$ of $1/\lambda$, for "
        "ever larger $m$ (whole steps come near it as the decay gets slower, unless one of them "
        r"falls exponentially near $1/\lambda$)",
    ),
    statement=r"""The logarithm of the share of the error that is left, summed up along the curve,
is in the end
$$end, whole$$
So the run ends nearer to the minimum than it began if its start is not too high, and farther from
it if it is higher:
$$contracts, expands$$
On a parabola a rate that decays exponentially may begin more than six times as high as a constant
one.
+++
The curve is $rate$, and up to any step of it $left$. The real part of the dilogarithm is
$$L$$
There is one limit: from a start at which this is not above $0$ it is below $0$ at every higher one,
$$once$$""",
    idea=r"""The logarithm of the rate falls along a straight line, so the mean of
$\ln|1-\lambda\,\mathrm{lr}_t|$ along the run is an area with a formula, the
dilogarithm. From some start on the area only falls, and one looks where it is 0.""",
    lines=(
        Line(
            "rate",
            eq(lr(t), _lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(_lr0, k)),
            "the shipped formula",
        ),
        Line(
            "L",
            eq(L(z), sp.Piecewise((sp.pi**2 / 6, sp.Eq(z, 0)), (_BELOW, z < 0), (_ABOVE, True))),
            let(),
            "what is claimed of the area",
        ),
        Line("near", eq(sp.Abs(1 - _x), 1 - _x), from_lines(), "a rate below $1/\\lambda$"),
        Line(
            "near_log",
            eq(sp.log(sp.Abs(1 - _x)), sp.log(1 - _x)),
            keeps_order("near", by=sp.log),
            "the logarithm of what it leaves",
        ),
        Line(
            "far",
            eq(sp.Abs(1 - 1 / _x), (1 - _x) / _x),
            from_lines(),
            "and one as far above it",
        ),
        Line(
            "far_log",
            eq(sp.log(sp.Abs(1 - 1 / _x)), y + sp.log(1 - _x)),
            keeps_order("far", by=sp.log),
            "likewise",
        ),
        Line(
            "down",
            eq(sp.Derivative(-L(-y), y), -sp.log(1 - _x)),
            identity(),
            "the slope of the dilogarithm",
        ),
        Line("up", eq(sp.Derivative(-L(y), y), y + sp.log(1 - _x)), identity(), "on both sides,"),
        Line(
            "down_size",
            eq(sp.Derivative(-L(-y), y), -sp.log(sp.Abs(1 - _x))),
            from_lines("down", "near_log"),
            "is that logarithm below",
        ),
        Line(
            "up_size",
            eq(sp.Derivative(-L(y), y), sp.log(sp.Abs(1 - 1 / _x))),
            from_lines("up", "far_log"),
            "and above,",
        ),
        Line("from_below", eq(lim(-L(-y), y, 0), -L(0)), limit(), "and there is no jump between,"),
        Line("from_above", eq(lim(-L(y), y, 0), -L(0)), limit(), "from neither side;"),
        Line(
            "area",
            eq(sp.Integral(_size, (z, u, v)), L(u) - L(v)),
            area("down_size", "up_size", "from_below", "from_above", of=z, but=0, whole=-L(z)),
            "so the area is what $-L$ grows by, the gap included",
        ),
        Line(
            "curve",
            eq(_left(lr(s), t), _left(_lr0 * sp.exp(-k * s), t)),
            pieces("rate", at=()),
            "along the curve:",
        ),
        Line(
            "line",
            eq(
                _left(_lr0 * sp.exp(-k * s), t),
                sp.Integral(_size, (z, b - k * t, b)) / k,
            ),
            substitution(line=b - k * s),
            "the logarithm of the rate falls along a straight line",
        ),
        Line(
            "left",
            eq(_left(lr(s), t), (L(b - k * t) - L(b)) / k),
            from_lines("curve", "line", at("area", {u: b - k * t, v: b})),
            "put together",
        ),
        Line(
            "until",
            eq(_left(lr(s), _end), (L(-sp.log(1 + m)) - L(b)) / k),
            from_lines(at("left", {t: _end})),
            "until the rate is so small a part of $1/\\lambda$",
        ),
        Line("end", eq(left(b), lim(_left(lr(s), _end), m)), let(), "so in the end"),
        Line(
            "whole",
            eq(left(b), -L(b) / k),
            limit("until", of=m),
            "the dilogarithm of small numbers is small",
        ),
        Line("share", lt(1 - _x, 1), from_lines(), "below 1,"),
        Line(
            "share_log",
            lt(sp.log(1 - _x), 0),
            keeps_order("share", by=sp.log),
            "where logarithms are below 0",
        ),
        Line(
            "rises",
            gt(sp.Derivative(-L(-y), y), 0),
            from_lines("down", "share_log"),
            "so up to $1/\\lambda$ there is a slope of one sign,",
        ),
        Line(
            "most",
            lt(-L(0), -L(-y)),
            monotone("rises", of=y, points=(sp.Integer(0), y)),
            "and it is most at $1/\\lambda$",
        ),
        Line("three", gt(sp.pi, 3), sign(), "in numbers"),
        Line(
            "early",
            implies(le(y, 1), gt(L(y), 0)),
            from_lines("L", "most", "three"),
            r"from a start not far above $1/\lambda$ it is positive, as $\pi^2/6 > 1/2$",
        ),
        Line("as_one", eq(y + sp.log(1 - _x), sp.log(sp.exp(y) - 1)), identity(), "as one"),
        Line(
            "two",
            gt(sp.exp(y) - 1, 1),
            from_lines(),
            "as $e^y$ is more than $1 + y$",
            when=(ge(y, 1),),
        ),
        Line(
            "two_log",
            gt(sp.log(sp.exp(y) - 1), 0),
            keeps_order("two", by=sp.log),
            "above 1, where logarithms are above 0",
            when=(ge(y, 1),),
        ),
        Line(
            "falls",
            gt(sp.Derivative(-L(y), y), 0),
            from_lines("up", "as_one", "two_log"),
            "so from there on it only falls:",
            when=(ge(y, 1),),
        ),
        Line(
            "less",
            lt(-L(b), -L(c)),
            monotone("falls", of=y, points=(b, c)),
            "a higher start has less,",
            when=(le(1, b), lt(b, c)),
        ),
        Line(
            "once",
            implies(sp.And(lt(b, c), le(L(b), 0), evaluate=False), lt(L(c), 0)),
            from_lines(at("early", {y: b}), "less"),
            "and once it is 0 it is below 0 from there on",
        ),
        Line("low", gt(L(sp.log(LOW)), 0), computed(), "here it is still above 0, in numbers,"),
        Line("high", lt(L(sp.log(HIGH)), 0), computed(), "and here it is below"),
        Line(
            "contracts",
            implies(lt(b, sp.log(LOW)), lt(left(b), 0)),
            from_lines("whole", at("once", {c: sp.log(LOW)}), "low"),
            "so it is above 0 at every lower start",
        ),
        Line(
            "expands",
            implies(gt(b, sp.log(HIGH)), gt(left(b), 0)),
            from_lines("whole", at("once", {b: sp.log(HIGH), c: b}), "high"),
            "and below 0 at every higher one",
        ),
    ),
    neighbours=(
        Neighbour(
            r"$\operatorname{Li}_3$",
            "down",
            eq(sp.Derivative(-sp.polylog(3, _x), y), -sp.log(1 - _x)),
        ),
        Neighbour("all of it with the other sign", "whole", eq(left(b), L(b) / k)),
        Neighbour("up to 13", "contracts", implies(lt(b, sp.log(13)), lt(left(b), 0))),
        Neighbour("only up to 12", "expands", implies(gt(b, sp.log(12)), gt(left(b), 0))),
        Neighbour(
            r"$\pi^2/6$ in place of $\pi^2/3$",
            "from_above",
            eq(lim(-L(y) + sp.pi**2 / 6, y, 0), -L(0)),
        ),
    ),
    draw=_starts,
)
