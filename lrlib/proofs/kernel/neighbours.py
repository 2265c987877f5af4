"""False neighbours, made by the machine: a relation with one thing changed, in every way.

Every number is moved up by one, every sign and strictness turned, every index and bound shifted.
A number stands for what it is: a coefficient, an exponent, the 1 of 1 - q, the end of a sum.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from lrlib.proofs.kernel.terms import AppliedUndef, Relation

__all__ = ["neighbours"]

_REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_STRICTER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def neighbours(relation: Relation) -> list[tuple[str, Relation]]:
    """Pairs (what was changed, the changed relation), no two relations alike."""
    seen, found = {relation}, []
    for words, changed in _changes(relation):
        if changed not in seen and changed not in (sp.true, sp.false):
            seen.add(changed)
            found.append((words, changed))
    return found


def _changes(relation: Relation) -> Iterator[tuple[str, Relation]]:
    if isinstance(relation, sp.Implies):
        premise, conclusion = relation.args
        for words, changed in _changes(conclusion):
            yield words, sp.Implies(premise, changed, evaluate=False)
        return
    left, right, sign = relation.lhs, relation.rhs, relation.rel_op
    if sign in _REVERSED:
        yield "reversed", sp.Rel(left, right, _REVERSED[sign], evaluate=False)
        yield "strictness", sp.Rel(left, right, _STRICTER[sign], evaluate=False)
    for words, changed in _within(left):
        yield f"left: {words}", relation.func(changed, right, evaluate=False)
    for words, changed in _within(right):
        yield f"right: {words}", relation.func(left, changed, evaluate=False)


def _within(e: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    """Every way to change one thing in an expression."""
    if isinstance(e, sp.Rational):
        moved = e - 1 if e < 0 else e + 1  # away from 0
        yield f"{e} → {moved}", moved
        return
    if isinstance(e, sp.Symbol) or not e.args:
        return
    if isinstance(e, sp.Derivative):
        for words, changed in _within(e.expr):
            yield words, sp.Derivative(changed, *e.variable_count, evaluate=False)
        return
    if isinstance(e, sp.Limit):
        for words, changed in _within(e.args[0]):
            yield words, sp.Limit(changed, *e.args[1:])
        return
    if isinstance(e, sp.Sum | sp.Product | sp.Integral):
        yield from _inside_a_sum(e)
        return
    if isinstance(e, sp.Add):
        for term in e.args:
            if not term.is_Number:
                yield f"sign of {term}", e - 2 * term
    if isinstance(e, sp.Mul) and e.could_extract_minus_sign():
        yield f"sign of {e}", -e
    for i, arg in enumerate(e.args):
        if isinstance(e, AppliedUndef) and not isinstance(arg, sp.Integer):
            if arg.is_integer:
                yield f"index {arg} → {arg + 1}", e.func(*e.args[:i], arg + 1, *e.args[i + 1 :])
                continue
        for words, changed in _within(arg):
            try:
                made = e.func(*e.args[:i], changed, *e.args[i + 1 :])
            except (TypeError, ValueError):
                continue  # no expression: the ends of an interval, say
            if not made.has(sp.zoo, sp.nan):
                yield words, made


def _inside_a_sum(e: sp.Expr) -> Iterator[tuple[str, sp.Expr]]:
    (variable, low, high), inside = e.limits[0], e.function
    for words, changed in _within(inside):
        yield words, e.func(changed, (variable, low, high))
    if isinstance(e, sp.Integral):
        return
    yield f"begins at {low + 1}", e.func(inside, (variable, low + 1, high))
    if high is not sp.oo:
        yield f"ends at {high + 1}", e.func(inside, (variable, low, high + 1))
