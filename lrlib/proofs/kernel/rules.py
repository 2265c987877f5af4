"""The rules by which a line is accepted: few, each one thing that mathematicians do.

A rule answers True, or False, or raises NotShown; a false line it never accepts. Here are those of
names and algebra; those that join lines are in :mod:`.joining`.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from lrlib.proofs.engines import NotShown, algebra, numbers
from lrlib.proofs.engines.sums import opaque
from lrlib.proofs.kernel.integrals import smooth
from lrlib.proofs.kernel.job import Job, domain_of, lowest_whole, plain, same
from lrlib.proofs.kernel.lines import rule
from lrlib.proofs.kernel.terms import AppliedUndef, Relation, free, put, sides

__all__ = [
    "assumed",
    "by_hand",
    "cited",
    "computed",
    "identity",
    "let",
    "limit",
    "rises_from_zero",
    "sign",
    "squeeze",
    "telescoping",
]


# -- names and hypotheses ----------------------------------------------------------------------


@rule
def assumed(job: Job) -> bool:
    """A hypothesis of the theorem. Points that break it are none of the theorem's business.

    ``notation=True`` says that it holds by what its letters stand for: the box lists it apart.
    """
    return True


@rule
def let(job: Job) -> bool:
    """A new name for something. It is new, means one thing, and keeps to its declared domain."""
    head, body, _ = sides(job.goal)
    for debt in domain_of(head, body):
        left, right, wanted = sides(debt)
        gap, wanted = (
            (left - right, wanted) if wanted[0] == ">" else (right - left, ">" + wanted[1:])
        )
        if not job.shows(wanted, gap, *job.cited):
            raise NotShown(f"{head} is declared so that {debt}, which is not shown")
    return True


@rule
def cited(job: Job) -> bool:
    """A fact of analysis, ``facts=("completeness",)``, by its name in the list of facts."""
    return bool(job.options["facts"])


@rule
def by_hand(job: Job) -> bool:
    """No machine has seen why: the line counts as a step by hand. Only its numbers are checked."""
    return True


# -- algebra ----------------------------------------------------------------------------------


@rule
def identity(job: Job) -> bool:
    """Both sides are the same, by the laws of algebra, whatever the letters are.

    Slopes are taken; finite sums are added term by term, shifted, and shortened at their ends.
    """
    gap, wanted = job.gap
    return wanted == "=" and job.holds("=", gap)


@rule
def sign(job: Job) -> bool:
    """The difference of both sides has one sign on the whole domain: its factors show it.

    ``cover`` runs a letter through an interval, as ``{s: between(0, 1)}``.
    """
    gap, wanted = job.gap
    return wanted != "=" and job.shows(wanted, gap)


@rule
def rises_from_zero(job: Job) -> bool:
    """The gap is 0 where ``of`` begins, and its slope has one sign; so the gap has that sign.

    It must be continuous, as beyond a pole it may begin anew. In an inequality that is strict the
    slope must be above 0 throughout. With ``to=oo`` the gap falls to 0 instead, as ``of`` grows.
    """
    gap, wanted = job.gap
    letter, far = job.options["of"], job.options.get("to") == sp.oo
    job.any_number(letter)
    gap = plain(job.covered(gap))
    if letter in job.options.get("cover", {}):
        (letter,) = job.options["cover"][letter].value.free_symbols & gap.free_symbols
    if wanted == "=":
        return False
    starts = algebra.zero(sp.limit(gap, letter, sp.oo if far else 0, "+"))
    slope = plain(sp.diff(gap, letter)) * (-1 if far else 1)
    closed = letter.is_positive is not True and not far
    if closed and wanted == ">":
        return False  # at the very beginning the gap is 0
    if not smooth(job, gap):
        raise NotShown("the gap is not seen to be continuous")
    return starts and job.shows(wanted, slope, *job.cited)


@rule
def limit(job: Job) -> bool:
    """The limit of a closed form; or of both sides of a cited line, as ``of`` grows.

    A strict inequality becomes one that is not. A sum over the first n terms becomes the sum
    over all, if none of them is negative (then it has a limit, or is infinite) or if its
    closed form has a limit; a product, if its factors lie between 0 and 1. Further lines that
    are cited help to show that.
    """
    left, right, wanted = sides(job.goal)
    if not job.cited:
        if not isinstance(left, sp.Limit) or wanted != "=":
            return False
        inside, letter, to, direction = left.args
        found = job.once(sp.limit, job.covered(plain(inside)), letter, to, str(direction))
        return _same_limit(found, right)
    letter = job.options["of"]
    job.any_number(letter)
    relation, *more = job.cited
    first, second, have = sides(relation)
    if wanted in ("<", ">") or wanted[0] != have[0]:
        return False
    return all(
        _tends(job, side, claimed, letter, have, more)
        for side, claimed in ((first, left), (second, right))
    )


def _same_limit(found: sp.Expr, claimed: sp.Expr) -> bool:
    if sp.oo in (found, claimed) or -sp.oo in (found, claimed):
        return found == claimed
    return algebra.zero(algebra.closed(found) - claimed)


def _tends(
    job: Job,
    side: sp.Expr,
    claimed: sp.Expr,
    letter: sp.Symbol,
    have: str,
    more: Iterable[Relation],
) -> bool:
    """Does the side tend to what is claimed, as the letter grows?"""
    if letter not in side.free_symbols:
        return algebra.zero(opaque(plain(side - claimed)))
    if isinstance(side, sp.Sum | sp.Product):
        (index, low, high), inside = side.limits[0], side.function
        if sp.limit(high, letter, sp.oo) is not sp.oo or letter in inside.free_symbols:
            return False
        product = isinstance(side, sp.Product)
        if product and not _never_negative(job, 1 - inside, more):
            return False
        if (product or have != "=") and not _never_negative(job, inside, more):
            return False
        return _alike(side.func(inside, (index, low, sp.oo)), claimed)
    if isinstance(claimed, sp.Limit):
        return _alike(sp.Limit(side, letter, sp.oo, "-"), claimed)
    return _same_limit(job.once(sp.limit, plain(side), letter, sp.oo), claimed)


def _never_negative(job: Job, term: sp.Expr, more: Iterable[Relation]) -> bool:
    return job.shows(">=", term, *more)


def _alike(one: sp.Expr, other: sp.Expr) -> bool:
    """The same, but for the name of the index and the way the terms are written."""
    if type(one) is not type(other):
        return False
    if isinstance(one, sp.Limit):
        return one.args[1:] == other.args[1:] and algebra.zero(
            opaque(plain(one.args[0] - other.args[0]))
        )
    (i, *ends), (j, *others) = one.limits[0], other.limits[0]
    return ends == others and algebra.zero(opaque(plain(one.function.subs(i, j) - other.function)))


_ESTIMATED = (sp.Limit, sp.Integral, sp.Derivative, sp.Subs, sp.oo)


@rule
def computed(job: Job) -> bool:
    """Numbers, with error bounds: the terms of a recursion are worked out one by one.

    Cites f(1) = ... (or f(0) = ...) and f(n + 1) = ..., in which nothing but f(n) may stand; the
    goal is a relation between numbers and terms of f. Without either it is one between numbers,
    which must be strict: balls never show that two of them are the same.
    """
    if job.goal.has(*_ESTIMATED):
        raise NotShown("limits, slopes and integrals have estimates, no error bounds")
    if not job.cited:
        if free(job.goal) or job.goal.has(AppliedUndef) or sides(job.goal)[2] not in ("<", ">"):
            raise NotShown("without a recursion the goal is a strict relation between numbers")
        return _by_balls(job.goal, numbers.Point())
    (first, start, begins), (head, following, steps) = map(sides, job.cited)
    (index,) = free(head)
    low, f = first.args[0], first.func
    if not begins == steps == "=" or head != f(index + 1) or free(start) or free(job.goal):
        raise NotShown("cite f(1) = ..., then f(n + 1) = ...; the goal has no letters")
    known, here = {int(low): numbers.Point().value(start)}, sp.Dummy("here")
    last = max(int(call.args[0]) for call in job.goal.atoms(AppliedUndef))
    step = put(following, {f: lambda at: here if at == index else f(at)})
    if not free(step) <= {here, index} or step.has(AppliedUndef):
        raise NotShown("each term must be made of the one before")
    for i in range(int(low), last):
        known[i + 1] = numbers.Point({index: i, here: known[i]}).value(step)
    return _by_balls(job.goal, numbers.Point({}, {f: lambda i: known[i]}))


def _by_balls(goal: Relation, point: numbers.Point) -> bool:
    answer = numbers.decide(goal, point)
    if answer is None:
        raise NotShown("the error bounds are too wide to tell")
    return answer


@rule
def telescoping(job: Job) -> bool:
    """A sum of n terms and its claimed form are alike for no term, and grow alike.

    One more ``of`` adds to both sides of an equation the same; to an inequality's larger side
    at least as much, by the cited lines.
    """
    letter = job.options["of"]
    job.any_number(letter)
    gap, wanted = job.gap
    start, growth = put(gap, {letter: lowest_whole(letter)}), put(gap, {letter: letter + 1}) - gap
    more = ">=" if wanted != "=" else "="
    return job.shows(wanted, start, *job.cited) and job.shows(more, growth, *job.cited)


@rule
def squeeze(job: Job) -> bool:
    """l ≤ e ≤ u, where l and u tend to one limit: so e tends to it. Cites l ≤ e, then e ≤ u."""
    left, claimed, wanted = sides(job.goal)
    if not isinstance(left, sp.Limit) or wanted != "=":
        return False
    inside, letter, to, direction = left.args
    job.moves(letter)
    (low, one, first), (other, high, second) = map(sides, job.cited)
    if first not in ("<", "<=") or second not in ("<", "<="):
        return False
    if not (same(one, inside) and same(other, inside)):
        return False
    ends = (job.once(sp.limit, plain(end), letter, to, str(direction)) for end in (low, high))
    return all(_same_limit(end, claimed) for end in ends)
