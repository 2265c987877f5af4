"""Sums and products over a symbolic number of terms, brought into one form.

Two sums of the same terms over nearly the same range differ by a few terms that can be written
out. :func:`aligned` does so, after it has taken every sum apart into its plainest pieces:

    sum (a + b) = sum a + sum b,    sum c a = c sum a  for a c without the index,
    sum_{t=a}^{b} f(t+1) = sum_{t=a+1}^{b+1} f(t),
    sum_{t=a}^{b+1} f(t) = sum_{t=a}^{b} f(t) + f(b+1).

What is left is opaque to algebra, and :func:`opaque` puts a letter in its place. An empty range
(from a to a - 1) has the sum 0 and the product 1; each of the laws above holds there too.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

import sympy as sp
from sympy.core.function import AppliedUndef

__all__ = ["aligned", "all_aligned", "opaque"]

_UNKNOWN = (sp.Sum, sp.Product, sp.Integral, sp.Limit, sp.Derivative, AppliedUndef)
_MOST = 12  # terms that are written out


def aligned(expr: sp.Basic) -> sp.Basic:
    """The expression, or relation, with its finite sums and products in one form."""
    (found,) = all_aligned([expr])
    return found


def all_aligned(exprs: Iterable[sp.Basic]) -> list[sp.Basic]:
    """The same for several at once, so that a sum in one of them looks like that in another."""
    exprs = [_bottom_up(sp.sympify(e)) for e in exprs]
    units = {u for e in exprs for u in e.atoms(sp.Sum, sp.Product) if _finite(u)}
    groups: dict[tuple[sp.Basic, ...], list[sp.Expr]] = {}
    for unit in sorted(units, key=str):
        lower, upper = (_apart(end) for end in unit.limits[0][1:])
        groups.setdefault((unit.func, unit.function, lower[0], upper[0]), []).append(unit)
    change = {}
    for (kind, function, low, high), same in groups.items():
        shifts = [tuple(_apart(end)[1] for end in unit.limits[0][1:]) for unit in same]
        start, stop = low + max(s[0] for s in shifts), high + min(s[1] for s in shifts)
        variable = same[0].limits[0][0]
        core = kind(function, (variable, start, stop))
        if (width := stop - start).is_Integer and width <= _MOST:
            core = _join(kind, [function.subs(variable, start + i) for i in range(width + 1)])
            if width < -1:  # a range turned round counts backwards, so that the laws hold there too
                turned = [function.subs(variable, stop + 1 + i) for i in range(-width - 1)]
                core = -sp.Add(*turned) if kind is sp.Sum else 1 / sp.Mul(*turned)
        for unit, (below, above) in zip(same, shifts):
            before = [function.subs(variable, low + i) for i in range(below, start - low)]
            after = [function.subs(variable, stop + 1 + i) for i in range(high + above - stop)]
            change[unit] = _join(kind, [core, *before, *after])
    return [_rebuilt(e, change) for e in exprs]


def _rebuilt(expr: sp.Basic, change: dict[sp.Basic, sp.Basic]) -> sp.Basic:
    """``xreplace`` that leaves relations unevaluated."""
    if expr in change:
        return change[expr]
    if not expr.args or not expr.has(sp.Sum, sp.Product):
        return expr
    args = [_rebuilt(arg, change) for arg in expr.args]
    if isinstance(expr, sp.core.relational.Relational | sp.Implies):
        return expr.func(*args, evaluate=False)
    return expr.func(*args)


def _join(kind: type, parts: list[sp.Expr]) -> sp.Expr:
    return sp.Add(*parts) if kind is sp.Sum else sp.Mul(*parts)


def _finite(unit: sp.Basic) -> bool:
    return len(unit.limits) == 1 and not unit.limits[0][2].has(sp.oo)


def _apart(end: sp.Expr) -> tuple[sp.Expr, int]:
    """An end of a range as (symbols, whole number)."""
    end = sp.expand(end)
    number, rest = end.as_coeff_Add()
    return (rest, int(number)) if number.is_Integer else (end, 0)


@lru_cache(maxsize=20_000)
def _bottom_up(expr: sp.Basic) -> sp.Basic:
    if not expr.args or not expr.has(sp.Sum, sp.Product):
        return expr
    if isinstance(expr, sp.Sum | sp.Product) and len(expr.limits) == 1:
        variable, low, high = expr.limits[0]
        inside = _bottom_up(expr.function)
        if isinstance(expr, sp.Sum):
            terms = sp.Add.make_args(sp.expand(inside))
            return sp.Add(*(_unit(sp.Sum, term, variable, low, high) for term in terms))
        return _unit(sp.Product, inside, variable, low, high)
    args = [_bottom_up(arg) for arg in expr.args]
    if isinstance(expr, sp.core.relational.Relational | sp.Implies):
        return expr.func(*args, evaluate=False)
    return expr.func(*args)


def _unit(kind: type, term: sp.Expr, variable: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """A sum of one term, shifted so that its earliest index is the variable itself."""
    outside = sp.Integer(1)
    if kind is sp.Sum:
        outside, term = term.as_independent(variable, as_Add=False)
        if term is sp.S.One and not high.has(sp.oo):
            return outside * (high - low + 1)
    shifts = [
        arg - variable
        for call in term.atoms(AppliedUndef)
        for arg in call.args
        if (arg - variable).is_Integer
    ]
    if shifts and (least := min(shifts)) != 0:
        term, low, high = term.subs(variable, variable - least), low + least, high + least
    index = _index(max((1 + _depth(inner) for inner in term.atoms(sp.Sum, sp.Product)), default=0))
    return outside * kind(term.subs(variable, index), (index, low, high))


@cache
def _index(depth: int) -> sp.Symbol:
    """One index for all sums at one depth of nesting, so that equal terms look equal.

    It is a whole number, 0 or more, as every index of the book is.
    """
    return sp.Dummy("i", integer=True, nonnegative=True)


def _depth(e: sp.Expr) -> int:
    return max((1 + _depth(inner) for inner in e.function.atoms(sp.Sum, sp.Product)), default=0)


def opaque(expr: sp.Basic, letters: dict[sp.Basic, sp.Symbol] | None = None) -> sp.Expr:
    """The expression with a letter for each sum, product, slope, or term of a sequence.

    ``letters`` collects which letter stands for what; give the same dictionary twice and the
    same term gets the same letter.
    """
    letters = {} if letters is None else letters

    def walk(e: sp.Basic) -> sp.Basic:
        if isinstance(e, _UNKNOWN):
            if e not in letters:
                letters[e] = sp.Dummy(f"z{len(letters)}", **_domain(e))
            return letters[e]
        if not e.args:
            return e
        args = [walk(arg) for arg in e.args]
        if isinstance(e, sp.core.relational.Relational | sp.Implies):
            return e.func(*args, evaluate=False)
        return e.func(*args)

    return walk(sp.sympify(expr))


def _domain(e: sp.Basic) -> dict[str, bool]:
    names = ("integer", "positive", "nonnegative", "negative")
    return {"real": True} | {name: True for name in names if getattr(e, f"is_{name}")}
