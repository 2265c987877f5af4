"""Rules that join lines: they ask Z3, which knows nothing of logarithms and sums but their names.

Each asks :func:`lrlib.proofs.engines.logic.follows`, some hundred lines over Z3. Knuckledragger, a
kernel of proof objects over Z3, was weighed for that. Its terms are Z3's, while ours hold
logarithms, limits and sums of symbolic length, so every line would be written twice; what it would
save is the induction rule, four lines; it brings a parser and a graph library along. So it did not
earn its place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from lrlib.proofs.engines.logic import follows
from lrlib.proofs.kernel.job import Job, lowest_whole, plain, same
from lrlib.proofs.kernel.lines import RULES, At, Cite, Rule, rule
from lrlib.proofs.kernel.terms import Relation, Values, free, implies, put, sides

if TYPE_CHECKING:
    from lrlib.proofs.theorem import Theorem

__all__ = ["adding_up", "by_theorem", "from_lines", "induction", "transitivity"]


@rule
def from_lines(job: Job) -> bool:
    """It follows from the cited lines and the hypotheses, by the laws of real numbers.

    Substitution of equals, cases, and sums and products of inequalities: whatever Z3 can do
    while it knows nothing of logarithms and sums but their names.
    """
    return follows(job.goal, job.premises)


@rule
def transitivity(job: Job) -> bool:
    """a ≤ b and b ≤ c give a ≤ c: the cited lines are links of one chain, in order."""
    here, goal, wanted = sides(job.goal)
    if wanted in (">", ">="):
        here, goal, wanted = goal, here, {">": "<", ">=": "<="}[wanted]
    strict, equal = False, True
    for relation in job.cited:
        left, right, have = sides(relation)
        if have in (">", ">="):
            left, right, have = right, left, {">": "<", ">=": "<="}[have]
        if have == "=" and not same(here, left):
            left, right = right, left
        if not same(here, left):
            return False
        here, strict, equal = right, strict or have == "<", equal and have == "="
    return same(here, goal) and {"<": strict, "<=": True, "=": equal}[wanted]


@rule
def induction(job: Job) -> bool:
    """Base and step: it holds where ``of`` begins, and with every number for the next as well.

    Both follow from the cited lines. With ``steps=2`` it holds for the first two numbers, and
    with any two in a row for the one after them. Conditions on ``of`` belong to what is shown.
    """
    letter, steps = job.options["of"], job.options.get("steps", 1)
    goal, cited = job.goal, [*job.cited]
    if bounds := [c for c in job.conditions if letter in free(c)]:
        # what was cited may rest on them, so it is known no farther than they hold
        goal, *cited = (implies(sp.And(*bounds, evaluate=False), r) for r in (goal, *cited))
        known, rest = (
            tuple(k for k in ks if k not in bounds) for ks in (job.known, job.conditions)
        )
        job = replace(job, known=known, conditions=rest)
    job.any_number(letter)
    start = lowest_whole(letter)
    before = (put(goal, {letter: letter + i}) for i in range(steps))

    def begins(i: int) -> bool:
        # the cited lines hold for any number, so where it begins, too: bounds are then met or not
        there = {letter: start + i}
        return job.follows(put(goal, there), *cited, *(put(c, there) for c in cited if bounds))

    return all(map(begins, range(steps))) and job.follows(
        put(goal, {letter: letter + steps}), *before, *cited
    )


@rule
def adding_up(job: Job) -> bool:
    """The first cited line holds for every index of a range; so do the sums of its two sides.

    ``over`` is (index, first, last). The range may be empty. The goal follows from the sums and
    from the other lines that are cited.
    """
    index, low, high = job.options["over"]
    job.any_number(index)
    (step, *more), inside = job.cited, [sp.Ge(index, low), sp.Le(index, high)]
    if isinstance(step, sp.Implies):
        condition, step = step.args
        if not job.follows(condition, *inside):
            return False
    if not job.follows(sp.Ge(high, low - 1, evaluate=False), *more):
        return False
    left, right, sign = sides(step)
    if sign in ("<", ">"):
        sign += "="  # the range may be empty
    sums = (sp.Sum(side, (index, low, high)) for side in (left, right))
    total = sp.Rel(*sums, "==" if sign == "=" else sign, evaluate=False)
    return follows(_plain(job.goal), [_plain(r) for r in (total, *more, *job.known)])


def _plain(relation: Relation) -> Relation:
    if isinstance(relation, sp.Implies):
        return sp.Implies(*map(_plain, relation.args), evaluate=False)
    if isinstance(relation, sp.And):
        return sp.And(*map(_plain, relation.args), evaluate=False)
    return relation.func(*map(plain, relation.args), evaluate=False)


def by_theorem(theorem: Theorem, line: str, values: Values | None = None, *more: Cite) -> Rule:
    """A line of another theorem, at these values; its hypotheses must hold there.

    Further lines may be cited that help to show them.
    """
    return replace(from_lines(*more, At(line, values or {}, theorem)), name="by_theorem")


RULES["by_theorem"] = by_theorem
