"""Rules about integrals: slopes, straight lines in the place of the variable, pieces and terms."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import sympy as sp

from lrlib.proofs.engines import NotShown, algebra
from lrlib.proofs.engines.sums import opaque
from lrlib.proofs.kernel.job import Job, domain_of, plain
from lrlib.proofs.kernel.lines import rule
from lrlib.proofs.kernel.terms import AppliedUndef, Relation, put, sides

__all__ = ["area", "pieces", "smooth", "substitution", "termwise"]


@rule
def area(job: Job) -> bool:
    """A continuous function F with the slope f grows from a to b by the integral of f.

    ``whole`` is F, a function of ``of``. Cites F' = f; or, where f has a gap ``but`` = c, for
    y > 0, the slopes of F(c - y) and F(c + y), which are -f(c - y) and f(c + y), and then that
    both tend to F(c) as y goes to 0.
    """
    left, right, wanted = sides(job.goal)
    whole, x, c = job.options["whole"], job.options["of"], job.options.get("but")
    if not isinstance(left, sp.Integral) or len(left.limits) != 1 or wanted != "=":
        return False
    job.any_number(x)
    (variable, low, high), f = left.limits[0], left.function
    f = put(f, {variable: x})
    if c is None:
        y, places, slopes, limits = x, [(x, 1)], job.cited, job.cited[:0]
        if not all(job.follows(debt) for end in (low, high) for debt in domain_of(x, end)):
            raise NotShown(f"{x} does not reach both ends")
    else:
        y = _only_letter(job.cited[0])
        places = [(c - y, -1), (c + y, 1)]
        slopes, limits = job.cited[:2], job.cited[2:]
        if y.is_positive is not True or len(limits) != 2 or low.has(y) or high.has(y):
            raise NotShown("cite both slopes for a positive distance, then both limits")
        job.any_number(y)
    if len(slopes) != len(places):
        return False
    for (place, way), slope in zip(places, slopes):
        derivative, value, sign = sides(slope)
        if sign != "=" or not isinstance(derivative, sp.Derivative):
            return False
        if not (smooth(job, derivative.expr) and _same(derivative.expr, put(whole, {x: place}))):
            return False
        if not _same(value, way * put(f, {x: place})):
            return False
    for (place, _), line in zip(places, limits):
        tends, value, sign = sides(line)
        if sign != "=" or not isinstance(tends, sp.Limit) or tends.args[1:3] != (y, 0):
            return False
        inside = put(whole, {x: place})
        if not (_same(tends.args[0], inside) and _same(value, put(whole, {x: c}))):
            return False
    growth = put(whole, {x: high}) - put(whole, {x: low})
    return _same(right, growth) or job.follows(sp.Eq(right, growth, evaluate=False))


def _only_letter(relation: Relation) -> sp.Symbol:
    derivative = getattr(relation, "lhs", sp.nan)
    if not isinstance(derivative, sp.Derivative):
        raise NotShown("the first line cited must be a slope")
    return derivative.variables[0]


_CONTINUOUS = (
    sp.Add, sp.Mul, sp.Pow, sp.exp, sp.sin, sp.cos, sp.atan, sp.sinh, sp.cosh, sp.Abs
)  # fmt: skip


def smooth(job: Job, e: sp.Expr) -> bool:
    """Is it made of functions that are continuous wherever its letters may be?"""

    def not_zero(part: sp.Expr) -> bool:
        return any(_shown(job, way * part) for way in (1, -1))

    if e.is_Atom:
        return e.is_Symbol or bool(e.is_finite)
    if isinstance(e, sp.log):
        inside = e.args[0].args[0] if isinstance(e.args[0], sp.Abs) else e.args[0]
        defined = not_zero(inside) if isinstance(e.args[0], sp.Abs) else _shown(job, inside)
    elif e.is_Pow and not e.base.is_positive:
        whole = e.exp.is_integer and e.exp.is_nonnegative
        defined = whole or (e.exp.is_Rational and _shown(job, e.base))
        defined = defined or (e.exp.is_integer and not_zero(e.base))
    elif isinstance(e, sp.polylog):
        defined = _shown(job, e.args[1]) and _shown(job, 1 - e.args[1])
    else:
        defined = isinstance(e, _CONTINUOUS)
    return bool(defined) and all(smooth(job, arg) for arg in e.args)


def _shown(job: Job, gap: sp.Expr) -> bool:
    try:
        return job.shows(">", gap, *job.cited)
    except NotShown:
        return False


def _same(one: sp.Expr, other: sp.Expr) -> bool:
    gap = opaque(_expanded(plain(one)) - _expanded(plain(other)))
    try:
        return algebra.zero(gap)
    except NotShown:
        return False


def _expanded(e: sp.Expr) -> sp.Expr:
    """Integrals with what stands inside of functions multiplied out, so that equals look equal."""

    def expand(call: sp.Expr) -> sp.Expr:
        return call.func(*map(sp.expand, call.args))

    def within(integral: sp.Integral) -> sp.Expr:
        f = integral.function.replace(lambda c: isinstance(c, sp.Abs | AppliedUndef), expand)
        return integral.func(f, *integral.limits)

    return e.replace(lambda x: isinstance(x, sp.Integral), within)


@rule
def substitution(job: Job) -> bool:
    """The integral of g(p + q t) over t is 1/|q| times that of g over what p + q t runs through.

    The two sides are so many times an integral each. q is not 0, and runs upwards or downwards.
    """
    left, right, wanted = sides(job.goal)
    (k, one), (m, other) = map(_integral, (left, right))
    (t, a, b), (x, low, high) = one.limits[0], other.limits[0]
    job.moves(t)
    line = job.options["line"]  # in terms of t
    q = sp.diff(line, t)
    if wanted != "=" or q.has(t):
        return False
    runs = {1: (put(line, {t: a}), put(line, {t: b})), -1: (put(line, {t: b}), put(line, {t: a}))}
    for way, ends in runs.items():
        if _same(low, ends[0]) and _same(high, ends[1]) and _same(k, way * q * m):
            if job.shows(">", way * q, *job.cited):
                return _same(one.function, put(other.function, {x: line}))
    return False


@rule
def pieces(job: Job) -> bool:
    """An integral over [a, b] is the sum of those over its pieces, on which the integrand is known.

    Each line that is cited says what a term of the integrand is between the ends of a piece, in
    order (without any the integrand stays as it is); ``at`` are the inner ends, which lie in this
    order between a and b. The line may have the condition that a wave, sin or cos of a straight
    line, does not meet a level: it does so at few points, which an integral does not see.
    """
    left, right, wanted = sides(job.goal)
    k, whole = _integral(left)
    (t, a, b), total = whole.limits[0], sp.Integer(0)
    ends = [a, *job.options["at"], b]
    job.any_number(t)
    if wanted == "=" and not job.cited:
        parts = [sp.Integral(whole.function, (t, *two)) for two in pairwise(ends)]
        ordered = (sp.Le(*two, evaluate=False) for two in pairwise(ends))
        return _same(right, k * sp.Add(*parts)) and all(map(job.follows, ordered))
    if wanted != "=" or len(job.cited) != len(ends) - 1:
        return False
    stages = list(zip(ends, ends[1:], job.cited))
    for low, high, line in stages:
        term, value, sign = sides(line.args[1] if isinstance(line, sp.Implies) else line)
        if sign != "=":
            return False
        total += k * sp.Integral(whole.function.xreplace({term: value}), (t, low, high))
    return _same(right, total) and all(_holds_inside(job, t, *stage) for stage in stages)


def _holds_inside(job: Job, t: sp.Symbol, low: sp.Expr, high: sp.Expr, line: Relation) -> bool:
    """Does the line hold for every t between these ends, of which the first is the lower?"""
    if not job.follows(sp.Le(low, high, evaluate=False)):
        return False
    z = sp.Dummy("z", real=True)
    inside = [sp.Lt(low, z, evaluate=False), sp.Lt(z, high, evaluate=False)]
    owed = list(domain_of(t, z))
    if isinstance(line, sp.Implies):
        owed += [c for c in sp.And.make_args(put(line.args[0], {t: z})) if not _fails_rarely(c, z)]
    return all(job.follows(debt, *inside) for debt in owed)


def _fails_rarely(condition: Relation, z: sp.Symbol) -> bool:
    """Does it say that a wave is not at a level, so that it fails at few points only?"""
    if not isinstance(condition, sp.Ne):
        return False
    _, wave = (condition.lhs - condition.rhs).as_independent(z, as_Add=True)
    size, wave = wave.as_independent(z, as_Add=False)
    if not isinstance(wave, sp.sin | sp.cos):
        return False
    turns = sp.diff(wave.args[0], z)
    return not turns.has(z) and turns.is_nonzero is True and size.is_nonzero is True


@rule
def termwise(job: Job) -> bool:
    """The integral of a sum is the sum of the integrals of its terms, each of which has one.

    Lines that are cited say what the integral of a term is (those of constants are known), and
    the first may say that the integrand is such a sum. Further lines that are cited help.
    """
    left, right, wanted = sides(job.goal)
    k, whole = _integral(left)
    t, a, b = whole.limits[0]
    job.any_number(t)
    if a.is_infinite or b.is_infinite:
        raise NotShown("only between finite ends")
    known, total = {e for line in job.cited for e in _found(line)}, sp.Integer(0)
    integrand, first = whole.function, job.cited[0] if job.cited else sp.true
    said = first.args[1] if isinstance(first, sp.Implies) else first
    if isinstance(said, sp.Eq) and said.lhs == integrand:
        if not _holds_inside(job, t, a, b, first):
            return False
        integrand = said.rhs
    for term in sp.Add.make_args(integrand):
        factor, varying = term.as_independent(t, as_Add=False)
        one = sp.Integral(varying, (t, a, b))
        if varying != 1 and one not in known:
            raise NotShown(f"no line says that this has an integral: {varying}")
        total += factor * (b - a if varying == 1 else one)
    return wanted == "=" and job.follows(sp.Eq(right, k * total, evaluate=False), *job.cited)


def _found(line: Relation) -> Iterator[sp.Integral]:
    """The integral whose value a line says."""
    if isinstance(line, sp.core.relational.Relational):
        one, value, sign = sides(line)
        if sign == "=" and one.has(sp.Integral) and not (value.has(sp.Integral, sp.oo, sp.nan)):
            yield _integral(one)[1]


def _integral(side: sp.Expr) -> tuple[sp.Expr, sp.Integral]:
    """(factor, integral) of a side that is so many times an integral."""
    factors = sp.Mul.make_args(side)
    found = [e for e in factors if isinstance(e, sp.Integral)]
    if len(found) != 1 or len(found[0].limits) != 1:
        raise NotShown(f"no integral, or several: {side}")
    return sp.Mul(*(e for e in factors if e is not found[0])), found[0]
