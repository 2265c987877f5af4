"""The solver: what follows from what, for polynomials, cases and whole parts (Z3)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import TypeAlias

import sympy as sp
import z3

from lrlib.proofs.engines import NotShown

__all__ = ["to_z3", "z3_proves"]

Formula: TypeAlias = sp.Basic | z3.BoolRef


def z3_proves(conclusion: Formula, *premises: Formula, seconds: float = 20) -> bool:
    """Do the premises, and the domains of the symbols, imply the conclusion?

    All are SymPy relations or Z3 formulas. The premises are first shown to be satisfiable:
    from impossible ones anything would follow.
    """
    symbols = set().union(*(p.free_symbols for p in (conclusion, *premises) if _is_sympy(p)))
    ordered = sorted(symbols, key=str)  # the order of a set would change from run to run
    given = [_z3(p) for p in premises] + [d for s in ordered for d in _domain(s)]
    context = z3.Context()  # Z3's search depends on what else its context has seen
    solver = z3.Solver(ctx=context)
    solver.set("timeout", int(1000 * seconds))
    solver.add(*(formula.translate(context) for formula in given))
    if (answer := solver.check()) != z3.sat:
        raise NotShown(f"premises {answer}")
    solver.add(z3.Not(_z3(conclusion)).translate(context))
    answer = solver.check()
    if answer == z3.unknown:
        raise NotShown(f"Z3: {solver.reason_unknown()}")
    return answer == z3.unsat


def _is_sympy(formula: Formula) -> bool:
    return isinstance(formula, sp.Basic)


def _z3(formula: Formula) -> z3.ExprRef:
    return to_z3(formula) if _is_sympy(formula) else formula


def _domain(symbol: sp.Symbol) -> Iterator[z3.BoolRef]:
    value = to_z3(symbol)
    for name, condition in (
        ("is_positive", value > 0),
        ("is_negative", value < 0),
        ("is_nonnegative", value >= 0),
        ("is_nonpositive", value <= 0),
        ("is_nonzero", value != 0),
    ):
        if getattr(symbol, name):
            yield condition


def to_z3(expr: sp.Basic, whole: bool = True) -> z3.ExprRef:
    """A SymPy expression of +, *, whole powers, Min, Max, Piecewise, floor, Mod as a Z3 term.

    Unless ``whole``, whole numbers are taken for real ones.
    """
    expr = sp.sympify(expr)
    if isinstance(expr, sp.Symbol):
        return z3.ToReal(z3.Int(expr.name)) if whole and expr.is_integer else z3.Real(expr.name)
    if isinstance(expr, sp.Rational):
        return z3.RealVal(str(expr))
    if expr in (sp.true, sp.false):
        return z3.BoolVal(bool(expr))
    if isinstance(expr, sp.Piecewise):
        *cases, (value, last) = expr.args
        if last is not sp.true:
            raise NotShown(f"no last case: {expr}")
        term = to_z3(value, whole)
        for value, condition in reversed(cases):
            term = z3.If(to_z3(condition, whole), to_z3(value, whole), term)
        return term
    args = [to_z3(arg, whole) for arg in expr.args]
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer:
        power = z3.RealVal(1)
        for _ in range(abs(int(expr.exp))):
            power = power * args[0]
        return power if expr.exp > 0 else 1 / power
    for kind, build in _Z3.items():
        if isinstance(expr, kind):
            return build(*args)
    raise NotShown(f"not for Z3: {expr}")


def _fold(step: Callable[[z3.ExprRef, z3.ExprRef], z3.ExprRef]) -> Callable[..., z3.ExprRef]:
    def build(first: z3.ExprRef, *rest: z3.ExprRef) -> z3.ExprRef:
        for item in rest:
            first = step(first, item)
        return first

    return build


_Z3 = {
    sp.Add: _fold(operator.add),
    sp.Mul: _fold(operator.mul),
    sp.Max: _fold(lambda a, b: z3.If(a >= b, a, b)),
    sp.Min: _fold(lambda a, b: z3.If(a <= b, a, b)),
    sp.Abs: lambda a: z3.If(a >= 0, a, -a),
    sp.floor: lambda a: z3.ToReal(z3.ToInt(a)),
    sp.Mod: lambda a, b: a - b * z3.ToReal(z3.ToInt(a / b)),
    sp.Equality: operator.eq,
    sp.Unequality: operator.ne,
    sp.StrictLessThan: operator.lt,
    sp.LessThan: operator.le,
    sp.StrictGreaterThan: operator.gt,
    sp.GreaterThan: operator.ge,
    sp.And: z3.And,
    sp.Or: z3.Or,
    sp.Not: z3.Not,
}
