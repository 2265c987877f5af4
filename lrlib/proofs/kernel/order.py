"""Rules about functions that are monotone or convex, and about lengths."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.engines import NotShown, algebra
from lrlib.proofs.engines.sums import opaque
from lrlib.proofs.kernel.job import Job, domain_of, plain, same
from lrlib.proofs.kernel.lines import rule
from lrlib.proofs.kernel.terms import Relation, norm, put, sides

__all__ = ["keeps_order", "monotone", "sum_against_integral", "triangle_inequality"]


@rule
def keeps_order(job: Job) -> bool:
    """An increasing function (``by``: exp, log, sqrt) keeps the order of its arguments."""
    function, (cited, *more) = job.options["by"], job.cited
    if isinstance(cited, sp.Implies):
        condition, cited = cited.args
        if not job.follows(condition, *more):
            return False
    left, right, sign = sides(cited)
    if function not in (sp.exp, sp.log, sp.sqrt):
        return False
    if function is not sp.exp:
        at_least = sp.Gt if function is sp.log else sp.Ge
        if not all(job.follows(at_least(s, 0, evaluate=False), *more) for s in (left, right)):
            raise NotShown(f"is {function} defined there?")
    image = sp.Rel(function(left), function(right), sign if sign != "=" else "==", evaluate=False)
    goal_left, goal_right, wanted = sides(job.goal)
    first, second, have = sides(image)
    if wanted[0] != have[0]:
        first, second, have = second, first, have.translate(str.maketrans("<>", "><"))
    if wanted != have and not (wanted == have + "="):
        return False
    return same(goal_left, first) and same(goal_right, second)


@rule
def monotone(job: Job) -> bool:
    """A slope of one sign on an interval: of two points in it the later one has the larger value.

    Cites the sign of the slope, ``f' < 0`` or ``f' > 0`` (or ≤, ≥, =), with the conditions on
    ``of`` under which it holds; ``points`` are the two, the smaller first. At an end where the
    conditions fail, or which is none of the letter's values, f must at least tend to its value.
    """
    letter, (p, q) = job.options["of"], job.options["points"]
    if letter in job.context.fixed:
        raise NotShown(f"{letter} is one number in a hypothesis, not any number")
    job.moves(letter)
    slope, *more = job.cited
    conditions: tuple[Relation, ...] = ()
    if isinstance(slope, sp.Implies):
        held, slope = slope.args
        conditions = held.args if isinstance(held, sp.And) else (held,)
    derivative, nought, have = sides(slope)
    if (
        nought != 0
        or not isinstance(derivative, sp.Derivative)
        or derivative.variables != (letter,)
    ):
        raise NotShown("the first line cited must be the sign of a slope")
    function = derivative.expr
    strict = have in ("<", ">") and job.follows(sp.Lt(p, q, evaluate=False), *more)
    if not job.follows(sp.Le(p, q, evaluate=False), *more):
        return False

    def owed(place: sp.Expr) -> list[Relation]:
        return [*domain_of(letter, place), *(put(c, {letter: place}) for c in conditions)]

    z = sp.Dummy("z", real=True)
    inside = [sp.Lt(p, z, evaluate=False), sp.Lt(z, q, evaluate=False)]
    if not all(job.follows(debt, *inside, *more) for debt in owed(z)):
        return False
    ends = [put(function, {letter: end}) for end in (p, q)]
    for end, value, way in ((p, ends[0], "+"), (q, ends[1], "-")):
        if all(job.follows(debt, *more) for debt in owed(end)):
            continue  # it has a slope there, too
        if not algebra.zero(job.once(sp.limit, plain(function), letter, end, way) - plain(value)):
            return False
    low, high = ends if have[0] == ">" else ends[::-1]
    goal_left, goal_right, wanted = sides(job.goal)
    if wanted[0] == ">":
        goal_left, goal_right = goal_right, goal_left
    if (wanted == "=" and have != "=") or (wanted in ("<", ">") and not strict):
        return False
    if have == "=" and not same(goal_left, low):
        low, high = high, low
    return same(goal_left, low) and same(goal_right, high)


@rule
def sum_against_integral(job: Job) -> bool:
    """Over one step of a falling function, or of a convex one, sum and integral compare.

    With F' = f (the first line cited): if f falls, f(x+1) ≤ F(x+1) - F(x) ≤ f(x); if f is
    convex, F(x+1) - F(x) ≤ (f(x) + f(x+1))/2, as the chord lies above (the trapezium's error
    e(h) has e(0) = e'(0) = 0 and e'' = h f''/2). The second line says f' ≤ 0 or f'' ≥ 0.
    """
    letter = job.options["of"]
    job.any_number(letter)
    primitive, shape = job.cited
    derivative, f, equal = sides(primitive)
    bend, nought, sign = sides(shape)
    if equal != "=" or not isinstance(derivative, sp.Derivative) or nought != 0:
        raise NotShown("cite F' = f, then the sign of f' or f''")
    whole = derivative.expr
    if derivative.variables != (letter,) or not same(
        bend, sp.diff(plain(f), letter, len(bend.variables))
    ):
        return False
    after = letter + 1
    step = put(whole, {letter: after}) - whole
    later = put(f, {letter: after})
    if len(bend.variables) == 1 and sign in ("<", "<="):
        known = [step - later, f - step]
    elif len(bend.variables) == 2 and sign in (">", ">="):
        known = [(f + later) / 2 - step]
    else:
        return False
    gap, wanted = job.gap
    return wanted == ">=" and any(same(gap, k) for k in known)


@rule
def triangle_inequality(job: Job) -> bool:
    """The length of a sum is at most the sum of the lengths.

    A cited line may say that the vector on the left is that sum (or its opposite).
    """
    left, right, wanted = sides(job.goal)
    if wanted != "<=" or getattr(left, "func", None) != norm or not isinstance(right, sp.Sum):
        return False
    (index, low, high), inside = right.limits[0], right.function
    factor, length = inside.as_independent(norm, as_Add=False)
    if length.func != norm or not job.shows(">=", factor, *job.cited):
        return False
    total = sp.Sum(factor * length.args[0], (index, low, high))
    vector = left.args[0]
    if job.cited:
        return any(job.follows(sp.Eq(vector, way * total), *job.cited) for way in (1, -1))
    return any(algebra.zero(opaque(plain(vector + way * total))) for way in (1, -1))
