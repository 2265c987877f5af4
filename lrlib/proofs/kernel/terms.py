"""What a relation is made of: symbols with domains, sequences, sums, and ``=``, ``<``, ``<=``.

>>> import sympy as sp
>>> n = sp.Symbol("n", integer=True, nonnegative=True)
>>> lr = sequence("lr", real=True)
>>> print(le(lr(n + 1), lr(n)))
lr(n + 1) <= lr(n)

A relation is a SymPy relation that was not evaluated, so that it says what was written. A
*sequence* is a SymPy function of whole numbers. Its domain is built in, as that of a symbol is.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.function import UndefinedFunction

from lrlib.proofs.engines import Number

__all__ = [
    "AppliedUndef",
    "Number",
    "Relation",
    "Sequence",
    "Values",
    "eq",
    "free",
    "ge",
    "gt",
    "implies",
    "le",
    "letters_of",
    "lim",
    "lt",
    "norm",
    "put",
    "sequence",
    "sequences_of",
    "sides",
]

AppliedUndef = sp.core.function.AppliedUndef
Relation: TypeAlias = sp.Basic  # =, <, <=, and implications of them

Sequence: TypeAlias = sp.FunctionClass
Values = Mapping[sp.Basic, Any]  # of symbols: expressions; of sequences: functions of indices


def eq(left: Number, right: Number) -> Relation:
    """The relation left = right."""
    return sp.Eq(sp.sympify(left), sp.sympify(right), evaluate=False)


def lt(left: Number, right: Number) -> Relation:
    """The relation left < right."""
    return sp.Lt(sp.sympify(left), sp.sympify(right), evaluate=False)


def le(left: Number, right: Number) -> Relation:
    """The relation left <= right."""
    return sp.Le(sp.sympify(left), sp.sympify(right), evaluate=False)


def gt(left: Number, right: Number) -> Relation:
    """The relation left > right."""
    return sp.Gt(sp.sympify(left), sp.sympify(right), evaluate=False)


def ge(left: Number, right: Number) -> Relation:
    """The relation left >= right."""
    return sp.Ge(sp.sympify(left), sp.sympify(right), evaluate=False)


def implies(premise: Relation, conclusion: Relation) -> Relation:
    """The relation: if the premise holds, so does the conclusion."""
    return sp.Implies(premise, conclusion, evaluate=False)


def lim(expr: sp.Expr, variable: sp.Symbol, to: Number = sp.oo, direction: str = "+") -> sp.Limit:
    """The limit as an object: what it is, is for the rule ``limit`` to show."""
    return sp.Limit(sp.sympify(expr), variable, to, "-" if to is sp.oo else direction)


def sequence(name: str, tex: str = "", **domain: bool) -> Sequence:
    r"""A sequence, such as ``eta = sequence("eta", nonnegative=True)``; ``eta(t)`` is a term.

    ``tex`` says how a term is printed, with ``#1``, ``#2`` for its indices; by default
    ``eta(t)`` is :math:`\eta_{t}`.
    """
    # part of what it is: SymPy keeps one object for all terms that are equal
    return _Sequence(name, lr_tex=tex, **domain)


class _Sequence(UndefinedFunction):  # type: ignore[misc, unused-ignore]
    """What SymPy makes of a name, with its hash kept: points ask for it at every term."""

    def __hash__(self) -> int:
        if "_hash" not in vars(self):
            self._hash = super().__hash__()
        return self._hash


def _made(name: str, given: dict[str, Any]) -> Sequence:
    return _Sequence(name, **given)


# as SymPy has it for its own: a class that was made of a name cannot be looked up by it
copyreg.pickle(_Sequence, lambda made: (_made, (made.name, made._kwargs)))


#: The length of a vector. Numbers are put in for vectors; its law is the triangle inequality,
#: which the rule of that name knows.
norm = sequence("norm", tex=r"\lVert #1 \rVert", nonnegative=True)


def sides(relation: Relation) -> tuple[sp.Expr, sp.Expr, str]:
    """(left, right, sign), with "=" for equality."""
    if not isinstance(relation, sp.core.relational.Relational):
        raise TypeError(f"not a relation: {relation}")
    sign = "=" if relation.rel_op == "==" else relation.rel_op
    return relation.lhs, relation.rhs, sign


def free(relation: Relation) -> set[sp.Symbol]:
    """The symbols that a relation speaks of; bound ones, such as that of a sum, are not."""
    return set(relation.free_symbols)


def sequences_of(relation: Relation) -> set[Sequence]:
    """The sequences that a relation speaks of."""
    return {call.func for call in relation.atoms(AppliedUndef)}


def letters_of(relation: Relation) -> set[sp.Basic]:
    """Symbols and sequences that a relation speaks of."""
    return free(relation) | sequences_of(relation)


def put(relation: Relation, values: Values) -> sp.Basic:
    """The relation with its symbols and sequences replaced, all at once.

    ``values`` maps a symbol to an expression, a sequence to a function of its indices.
    """
    functions = {f: g for f, g in values.items() if isinstance(f, sp.FunctionClass)}
    symbols = {s: sp.sympify(e) for s, e in values.items() if s not in functions}

    def walk(e: sp.Basic) -> sp.Basic:
        if e in symbols:
            return symbols[e]
        if isinstance(e, sp.concrete.expr_with_limits.ExprWithLimits | sp.Limit | sp.Derivative):
            return _bound(e, walk, symbols)
        if isinstance(e, sp.Piecewise):  # a case that is decided there is the only one
            return sp.Piecewise(*((walk(v), c.func(*map(walk, c.args))) for v, c in e.args))
        if isinstance(e, AppliedUndef) and e.func in functions:
            return sp.sympify(functions[e.func](*map(walk, e.args)))
        if not e.args:
            return e
        args = [walk(arg) for arg in e.args]
        if all(new is old for new, old in zip(args, e.args)):
            return e
        if isinstance(e, sp.core.relational.Relational | sp.Implies):
            return e.func(*args, evaluate=False)
        return e.func(*args)

    return walk(relation)


def _bound(e: sp.Basic, walk: Callable[[sp.Basic], sp.Basic], symbols: Values) -> sp.Basic:
    """Replacement inside a sum, limit or derivative: its own variable is renamed, not replaced.

    It keeps the new name if what was put in speaks of a letter of the old one, which is another.
    """
    if isinstance(e, sp.Derivative):
        at = sp.Dummy(e.variables[0].name, **e.variables[0].assumptions0)
        inside = walk(e.expr.subs(e.variables[0], at))
        where = symbols.get(e.variables[0], e.variables[0])
        made = sp.Derivative(inside, (at, e.derivative_count), evaluate=False)
        alone = where.is_Symbol and where not in inside.free_symbols
        return made.xreplace({at: where}) if alone else sp.Subs(made, at, where)
    if isinstance(e, sp.Limit):
        inside, variable, to, direction = e.args
        fresh = sp.Dummy(variable.name, **variable.assumptions0)
        inside = walk(inside.subs(variable, fresh))
        if variable not in inside.free_symbols:
            inside, fresh = inside.subs(fresh, variable), variable
        return sp.Limit(inside, fresh, walk(to), direction)
    inside, limits = e.function, []
    for variable, *ends in e.limits:
        fresh = sp.Dummy(variable.name, **variable.assumptions0)
        inside = inside.subs(variable, fresh)
        limits.append((fresh, variable, [walk(end) for end in ends]))
    inside = walk(inside)
    made = []
    for fresh, variable, ends in limits:
        keep = fresh if variable in inside.free_symbols else variable
        inside = inside.subs(fresh, keep)
        made.append((keep, *ends))
    return e.func(inside, *made)
