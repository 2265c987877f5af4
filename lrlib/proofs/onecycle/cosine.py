"""Cosine annealing spends its time at both ends (O2f)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.apart import g, log_size, mean, phi, u, v, y, z
from lrlib.proofs.ced.mean import C7
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    implies,
    keeps_order,
    lt,
    pieces,
    sequence,
    sign,
    substitution,
)
from lrlib.proofs.onecycle.error import log_factor
from lrlib.proofs.onecycle.peak import MEAN, W
from lrlib.proofs.onecycle.rates import AS_IN_O2B, a, lam, t
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import lr, mean_over
from lrlib.proofs.onecycle.swell import steady
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import Cosine, OneCycle

cyc = sequence("cyc", r"\mathrm{lr}^{\text{1-cycle}}_{#1}", real=True)

root = (1 + sp.sqrt(1 - a)) / 2
slow = 2 * sp.log(root)  # the mean up to a = 1
fast = sp.log(a / 4)  # and from there on


def _height(angle: sp.Expr) -> sp.Expr:
    """A wave from the start down to 0."""
    return a / (2 * lam) * (1 + sp.cos(angle))


_down, _up = _height(sp.pi * t / end), _height(sp.pi - 2 * sp.pi * t / end)
_later = _height(2 * sp.pi * t / end - sp.pi)
_middle = 1 - a / 2  # of the factors
_factor = log_size(_middle - a / 2 * sp.cos(phi))
_AS_IN_C7 = {u: _middle, v: a / 2}
_half = sp.Integral(_factor, (phi, 0, sp.pi))
_inside = (_middle + sp.sqrt(_middle**2 - (a / 2) ** 2)) / 2


def _over(what: sp.Expr, low: Number, high: Number) -> sp.Integral:
    return sp.Integral(log_factor(what), (t, low, high))


def _near_the_limit(draw: Random) -> Values:
    """Starts at the limit, beside it, and anywhere."""
    off = draw.choice((1, 2, 5, 10, 20))
    start = draw.choice(
        (4, 4 + Fraction(off, 100), 4 - Fraction(off, 100), Fraction(off, 21), None)
    )
    return {} if start is None else {a: start}


O2f = Theorem(
    label="O2f",
    name="How high a cosine may start",
    chapter="onecycle",
    assumptions=(
        r"$a = \lambda\,\mathrm{lr}_0$",
        r"a quadratic loss of curvature $\lambda$",
        AS_IN_O2B,
    ),
    statement=r"""Cosine annealing to zero, $wave$, contracts the error up to one height of its
start, and beyond it expands it. The mean logarithm of the factor is
$$contracts, expands$$
That is more than for a constant rate, and less than for a straight line (O2c):
$$more, less$$
1-cycle with `anneal="cosine"` spends its time in the same way and has the same limit.
+++
That mean is
$$below, beyond$$
and it is zero at one start only:
$$start$$
And for 1-cycle with cosines it is the same: $$same$$""",
    idea="""A cosine spends its time as an angle that turns evenly, so the mean is that of a number
less a cosine, which C7 knows. From 1 on all that is left of it is a quarter of the
first rate times the curvature.""",
    lines=(
        Line(
            "wave",
            eq(lr(t), _down),
            definition(of=Cosine(a / lam, end), on=(0, end)),
            "half a wave down, as shipped",
            when=(lt(t, end),),
        ),
        Line(
            "curve",
            eq(_over(lr(t), 0, end), _over(_down, 0, end)),
            pieces("wave", at=()),
            "put in,",
        ),
        Line(
            "angle",
            eq(_over(_down, 0, end), end / sp.pi * _half),
            substitution(line=sp.pi * t / end),
            "with the angle in the place of the step",
        ),
        Line(
            "turn",
            eq(sp.Integral(_factor, (phi, 0, 2 * sp.pi)), 2 * _half),
            by_theorem(C7, "turn", {g: lambda c: log_size(_middle - a / 2 * c)}),
            "half a turn has the mean of a whole one",
        ),
        Line(
            "mean",
            eq(mean_over(log_factor, lr), mean(_factor)),
            from_lines("curve", "angle", "turn"),
            "so the mean is that of a number less a cosine, as in C7",
        ),
        Line(
            "apart",
            eq(mean(_factor), sp.log(_inside)),
            by_theorem(C7, "inside", _AS_IN_C7),
            "up to $a = 1$ the two never meet:",
            when=(lt(a, 1),),
        ),
        Line(
            "square",
            eq(_inside, root * root),
            from_lines(),
            "inside the logarithm is a square,",
            when=(lt(a, 1),),
        ),
        Line(
            "its_log",
            eq(sp.log(_inside), sp.log(root * root)),
            keeps_order("square", by=sp.log),
            "whose logarithm",
            when=(lt(a, 1),),
        ),
        Line(
            "twice",
            eq(sp.log(root * root), slow),
            by_theorem(C7, "law", {y: root, z: root}),
            "is twice that of its root",
            when=(lt(a, 1),),
        ),
        Line(
            "below",
            eq(mean_over(log_factor, lr), slow),
            from_lines("mean", "apart", "its_log", "twice"),
            "put together",
            when=(lt(a, 1),),
        ),
        Line(
            "meet",
            eq(mean(_factor), fast),
            by_theorem(C7, "outside", _AS_IN_C7),
            "from $a = 1$ on they meet,",
            when=(ge(a, 1),),
        ),
        Line(
            "beyond",
            eq(mean_over(log_factor, lr), fast),
            from_lines("mean", "meet"),
            "and all that is left is a quarter of $a$",
            when=(ge(a, 1),),
        ),
        Line(
            "low",
            lt(slow, 0),
            by_theorem(C7, "negative", {y: root}),
            "the logarithm of less than 1",
            when=(lt(a, 1),),
        ),
        Line(
            "high",
            lt(fast, 0),
            by_theorem(C7, "negative", {y: a / 4}),
            "likewise,",
            when=(lt(a, 4),),
        ),
        Line(
            "over",
            gt(fast, 0),
            by_theorem(C7, "positive", {y: a / 4}),
            "and of more than 1",
            when=(gt(a, 4),),
        ),
        Line(
            "contracts",
            implies(lt(a, 4), lt(mean_over(log_factor, lr), 0)),
            from_lines("below", "beyond", "low", "high"),
            "so a lower start contracts the error",
        ),
        Line(
            "expands",
            implies(gt(a, 4), gt(mean_over(log_factor, lr), 0)),
            from_lines("beyond", "over"),
            "a higher one expands it,",
        ),
        Line(
            "start",
            eq(a, 4),
            from_lines("contracts", "expands"),
            "and there is no other zero",
            when=(eq(mean_over(log_factor, lr), 0),),
        ),
        Line("more", lt(sp.Integer(2), 4), sign(), "a constant rate contracts below 2"),
        Line("less", lt(sp.Integer(4), 1 + 1 / W), sign(), "and a triangle below that"),
        Line(
            "climbs",
            eq(cyc(t), _up),
            definition(of=OneCycle(0, a / lam, end, anneal="cosine"), on=(0, end / 2)),
            "1-cycle with cosines on its way up,",
            when=(lt(t, end / 2),),
        ),
        Line(
            "sinks",
            eq(cyc(t), _later),
            definition(of=OneCycle(0, a / lam, end, anneal="cosine"), on=(end / 2, end)),
            "and on its way down, as shipped",
            when=(ge(t, end / 2), lt(t, end)),
        ),
        Line(
            "halves",
            eq(_over(cyc(t), 0, end), _over(_up, 0, end / 2) + _over(_later, end / 2, end)),
            pieces("climbs", "sinks", at=(end / 2,)),
            "both together:",
        ),
        Line(
            "ascent",
            eq(_over(_up, 0, end / 2), end / (2 * sp.pi) * _half),
            substitution(line=sp.pi - 2 * sp.pi * t / end),
            "the same wave back,",
        ),
        Line(
            "descent",
            eq(_over(_later, end / 2, end), end / (2 * sp.pi) * _half),
            substitution(line=2 * sp.pi * t / end - sp.pi),
            "and forth, in half of the time",
        ),
        Line(
            "same",
            eq(mean_over(log_factor, cyc), mean_over(log_factor, lr)),
            from_lines("halves", "ascent", "descent", "curve", "angle"),
            "so the mean is the same",
        ),
    ),
    neighbours=(
        Neighbour(
            "the first mean not doubled", "below", eq(mean_over(log_factor, lr), sp.log(root))
        ),
        Neighbour("$\\ln(a/2)$ above 1", "beyond", eq(mean_over(log_factor, lr), sp.log(a / 2))),
        Neighbour(
            "up to 4.1",
            "contracts",
            implies(lt(a, sp.Rational(41, 10)), lt(mean_over(log_factor, lr), 0)),
        ),
    ),
    draw=_near_the_limit,
)

#: In units of one over the curvature; exact expressions.
THRESHOLDS = {
    "constant": sp.Integer(2),  # a rate contracts below it
    "cosine": sp.Integer(4),  # so does the start of a cosine
    "triangle": 1 + 1 / W,  # and the peak of a triangle from 0
    "never above the start": steady,
    "best peak": 1 + W,
    "best factor": W,  # per step, at the best peak
}

#: Mean of ln|error factor| per step, as a function of a = curvature times highest rate.
MEAN_LOG = {
    "constant": sp.log(sp.Abs(1 - a)),
    "cosine": sp.Piecewise((slow, a <= 1), (fast, True)),
    "triangle": MEAN,
}
