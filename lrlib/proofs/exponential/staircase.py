"""The staircase (E4b)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.exponential.names import decay_rate as r
from lrlib.proofs.exponential.rates import lr0, n, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    between,
    definition,
    eq,
    from_lines,
    ge,
    identity,
    keeps_order,
    le,
    lt,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

S = sp.Symbol("S", integer=True, positive=True)
j = sp.Symbol("j", integer=True, nonnegative=True)
stair = sequence("stair", r"\mathrm{lr}^{\text{stairs}}_{#1}", real=True)
smooth = sequence("smooth", r"\mathrm{lr}_{#1}", real=True)

_lag = (t - n * S) / S  # how far behind the staircase is, in stairs
_ON = (ge(t, n * S), lt(t, n * S + S))
_BELOW = (lt(r, 1),)
_end = n * S + S - 1


def _on_a_stair(draw: Random) -> Values:
    """A step of some stair; often its last one."""
    width, number = draw.randint(1, 7), draw.randint(0, 5)
    inside = draw.choice((width - 1, draw.randint(0, width - 1)))
    time = number * width + inside + draw.choice((0, 0, Fraction(draw.randint(0, 9), 10)))
    return {S: width, n: number, j: inside, t: time, r: Fraction(draw.randint(1, 19), 20)}


E4b = Theorem(
    label="E4b",
    name="A staircase stands above the curve",
    chapter="promises",
    assumptions=("$r$ is `decay_rate`, $S$ is `decay_steps`",),
    statement=r"""With `staircase=True` the rate is
$$stairs$$
Over the smooth curve $curve.right$ that is
$$share$$
at least the curve itself, and below $\frac{1}{r}$ times it:
$$least, most$$
Over whole steps it is at most
$$whole$$
times as high, which the last step of each stair reaches: $$last$$""",
    lines=(
        Line(
            "stairs",
            eq(stair(t), lr0 * r**n),
            definition(
                of=ExponentialDecay.from_decay_rate(lr0, r, S, staircase=True),
                on=(n * S, n * S + S),
            ),
            "as shipped: on the whole of stair $n$ one rate",
            when=(*_ON, *_BELOW),
        ),
        Line(
            "curve",
            eq(smooth(t), lr0 * r ** (t / S)),
            definition(of=ExponentialDecay.from_decay_rate(lr0, r, S)),
            "and the smooth curve",
            when=_BELOW,
        ),
        Line("quotient", eq(lr0 * r**n / (lr0 * r ** (t / S)), r**-_lag), identity(), "powers"),
        Line(
            "share",
            eq(stair(t) / smooth(t), r**-_lag),
            from_lines("stairs", "curve", "quotient"),
            "the staircase lags behind",
            when=(*_ON, *_BELOW),
        ),
        Line(
            "falls",
            lt(sp.log(r), 0),
            sign(cover={r: between(0, 1)}),
            "each stair is lower than the one before",
            when=_BELOW,
        ),
        Line(
            "behind",
            le(0, -_lag * sp.log(r)),
            from_lines("falls"),
            "it is not ahead,",
            when=(*_ON, *_BELOW),
        ),
        Line(
            "within",
            lt(-_lag * sp.log(r), -sp.log(r)),
            from_lines("falls"),
            "and less than one stair behind,",
            when=(*_ON, *_BELOW),
        ),
        Line(
            "least",
            le(1, r**-_lag),
            keeps_order("behind", by=sp.exp),
            "so it is not lower,",
            when=(*_ON, *_BELOW),
            sharp={t: n * S},
        ),
        Line(
            "most",
            lt(r**-_lag, 1 / r),
            keeps_order("within", by=sp.exp),
            "nor higher by a whole stair",
            when=(*_ON, *_BELOW),
        ),
        Line(
            "nearly",
            le(-j / S * sp.log(r), -(S - 1) / S * sp.log(r)),
            from_lines("falls"),
            "a whole step is at most the last one of its stair",
            when=(le(j, S - 1), *_BELOW),
        ),
        Line(
            "whole",
            le(r ** (-j / S), r ** (-(S - 1) / S)),
            keeps_order("nearly", by=sp.exp),
            "at step $j$ of a stair",
            when=(le(j, S - 1), *_BELOW),
            sharp={j: S - 1},
        ),
        Line(
            "power",
            eq(r ** -_lag.subs(t, _end), r ** (-(S - 1) / S)),
            identity(),
            "the last step of a stair has no more to come",
        ),
        Line(
            "last",
            eq(stair(_end) / smooth(_end), r ** (-(S - 1) / S)),
            from_lines(at("share", {t: _end}), "power"),
            "so there it is as high",
            when=_BELOW,
        ),
    ),
    neighbours=(
        Neighbour(
            "the first stair has dropped already", "stairs", eq(stair(t), lr0 * r ** (n + 1))
        ),
        Neighbour(
            "the staircase stands below the curve", "share", eq(stair(t) / smooth(t), r**_lag)
        ),
        Neighbour(
            "the factor over whole steps is at most $r^{-(S-2)/S}$",
            "whole",
            le(r ** (-j / S), r ** (-(S - 2) / S)),
        ),
    ),
    draw=_on_a_stair,
)
