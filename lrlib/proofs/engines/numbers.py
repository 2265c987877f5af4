"""The second engine: what a relation says at a point, in balls (arb), without algebra.

A :class:`Point` gives numbers to symbols and sequences. Sums are added up term by term, products
multiplied out, slopes taken as quotients of differences, limits followed far out: nothing here
knows a law by which the first engine accepted a line. :func:`decide` answers True, False, or
None where the balls are too wide to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import flint
import sympy as sp
from sympy.core.function import AppliedUndef

from lrlib.proofs.engines import NotShown, areas, balls

__all__ = ["Point", "decide", "numbers_of"]

Whole = Callable[..., balls.Exact]  # of whole numbers
Read = Callable[["Point"], flint.arb]
Definitions = Mapping[sp.FunctionClass, tuple[tuple[sp.Symbol, ...], sp.Expr]]  # indices, formula

DIGITS = 60
_MOST_TERMS, _STRIDE = 4000, 250  # of a series; its terms must be smaller after another stride
_FAR = (10**6, 10**12, 10**24)  # where a limit of a closed form is looked for


class Point:
    """Numbers for symbols, and functions of whole numbers for sequences."""

    def __init__(
        self,
        symbols: balls.Values | None = None,
        sequences: Mapping[sp.FunctionClass, Whole] | None = None,
        definitions: Definitions | tuple[()] = (),
    ) -> None:
        flint.ctx.dps = DIGITS
        self.symbols = {s: balls.to_ball(value) for s, value in (symbols or {}).items()}
        self.sequences = dict(sequences or {})
        self.definitions = dict(definitions)  # sequence -> (indices, expression)
        self.letters = frozenset().union(*(_letters(*d) for d in self.definitions.values()))
        self.seen: dict[tuple[Any, ...], Any] = {}
        self.areas: dict[tuple[Any, ...], flint.arb] = {}

    def at(self, symbol: sp.Symbol, value: flint.arb) -> Point:
        """The same point with one more number."""
        twin = object.__new__(Point)
        vars(twin).update(vars(self), symbols={**self.symbols, symbol: value})
        if symbol in self.letters:
            twin.seen = {}  # a definition says something else now
        return twin

    def _along(self, variable: sp.Symbol, numbers: Iterable[int]) -> Iterator[Point]:
        """The same point with one more number, again and again: one point that moves."""
        moving = self.at(variable, flint.arb(0))
        for i in numbers:
            moving.symbols[variable] = flint.arb(i)
            if variable in self.letters:
                moving.seen = {}
            yield moving

    def forgetful(self) -> Point:
        """The same point, with nothing remembered."""
        twin = object.__new__(Point)
        vars(twin).update(vars(self), seen={})
        return twin

    def value(self, e: sp.Expr) -> flint.arb:
        """The ball around an expression."""
        return _read(e)(self)

    def whole(self, e: sp.Expr) -> int:
        """An expression as a whole number."""
        number = self.value(e).unique_fmpz()
        if number is None:
            raise NotShown(f"not a whole number: {e}")
        return int(number)

    def _term(self, f: sp.FunctionClass, name: str, parts: Iterable[Read]) -> flint.arb:
        indices = [part(self) for part in parts]
        whole: list[Any] = [i.unique_fmpz() if i.is_exact() else None for i in indices]
        if None in whole:
            whole = [i if w is None else int(w) for w, i in zip(whole, indices)]
            return self._meant(f, indices, whole)
        key = (name, *map(int, whole))
        if key not in self.seen:
            self.seen[key] = self._meant(f, indices, key[1:])
        return self.seen[key]

    def _meant(
        self, f: sp.FunctionClass, indices: list[flint.arb], whole: Iterable[Any]
    ) -> flint.arb:
        if f.__name__ == "norm":
            return abs(*indices)
        if f in self.sequences:
            return balls.to_ball(self.sequences[f](*whole))
        if f not in self.definitions:
            raise NotShown(f"no numbers for {f}")
        names, meaning = self.definitions[f]
        inside = self
        for name, index in zip(names, indices):
            inside = inside.at(name, index)
        return inside.value(meaning)

    def _series(self, e: sp.Expr, letters: Iterable[sp.Symbol]) -> flint.arb:
        """A sum or product, term by term, once for each: the same one stands in many neighbours."""
        key = (e, *(self.symbols[s].str() for s in letters if s in self.symbols))
        if key not in self.seen:
            try:
                self.seen[key] = self._added_up(e)
            except NotShown as error:
                self.seen[key] = error
        if isinstance(self.seen[key], NotShown):
            raise NotShown(*self.seen[key].args)
        return self.seen[key]

    def _added_up(self, e: sp.Expr) -> flint.arb:
        (variable, low, high), add = e.limits[0], isinstance(e, sp.Sum)
        if len(e.limits) != 1:
            raise NotShown(f"one index at a time: {e}")
        start, term = self.whole(low), _read(e.function)
        total = flint.arb(0 if add else 1)
        if high is not sp.oo:
            stop = self.whole(high)
            if stop < start - 1:
                raise NotShown(f"a range from {start} to {stop}: {e}")
            for point in self._along(variable, range(start, stop + 1)):
                found = term(point)
                total = total + found if add else total * found
            return total
        quiet, small, before = 0, flint.arb(10) ** -30, flint.arb("inf")
        for i, point in enumerate(self._along(variable, range(start, start + _MOST_TERMS))):
            found = term(point)
            total = total + found if add else total * found
            size = abs(found if add else found - 1)
            quiet = quiet + 1 if size < small else 0
            if quiet == 20:  # the rest of a series that falls like a power of its terms
                return total + flint.arb(0, flint.arb(10) ** -20)
            if i and i % _STRIDE == 0:
                if 0 < before <= size:
                    break
                before = size
        raise NotShown(f"the first {_MOST_TERMS} terms do not settle: {e}")

    def _slope(self, e: sp.Expr) -> flint.arb:
        variable, order = e.variables[0], len(e.variables)
        if len(set(e.variables)) != 1 or order > 2:
            raise NotShown(f"not by differences: {e}")
        here, h = self.value(variable), flint.arb(10) ** -12
        left, middle, right = (self.at(variable, here + d * h).value(e.expr) for d in (-1, 0, 1))
        found = (right - left) / (2 * h) if order == 1 else (right - 2 * middle + left) / h**2
        return found + flint.arb(0, flint.arb(10) ** -14)

    def _limit(self, e: sp.Expr) -> flint.arb:
        inside, variable, to, direction = e.args
        drawn = not self._closed(inside)
        far = [flint.arb(x) for x in ((50, 100, 200, 400) if drawn else _FAR)]
        if to is not sp.oo:
            way = -1 if str(direction) == "-" else 1
            far = [self.value(to) + way / x for x in far]
        values = [_finite(self.at(variable, x).value(inside), e) for x in far]
        moves = [abs(b - a) for a, b in pairwise(values)]
        if drawn:  # the terms were drawn: three moves in a row, each far smaller, are no accident
            if not all(bool(b <= a / 10**4) for a, b in pairwise(moves)):
                raise NotShown(f"not settled after {far[-1]} terms: {e}")
        elif bool(moves[1] > moves[0]):  # farther and farther apart
            return flint.arb("inf") * (1 if values[1] > 0 else -1)
        off = 10 * moves[-1] + flint.arb(10) ** -30
        return values[-1] + flint.arb(0, off.upper())

    def _closed(self, e: sp.Expr) -> bool:
        """Is it a formula, rather than made of terms that were drawn?"""
        if e.has(sp.Sum, sp.Product):
            return False
        heads = {call.func for call in e.atoms(AppliedUndef)}
        known = heads <= set(self.definitions)
        return known and all(self._closed(self.definitions[f][1]) for f in heads)

    def _integral(self, e: sp.Expr) -> flint.arb:
        """By quadrature, once for each integrand: the same one stands in many neighbours."""
        (variable, low, high), names = e.limits[0], self.symbols
        inside = self._spelled(e.function)
        free = sorted((inside.free_symbols | e.free_symbols) - {variable}, key=str)
        key = (e, *(names[s].str() for s in free))
        if key not in self.areas:
            ends = [float(self.value(end).mid()) for end in (low, high)]
            if inside.has(AppliedUndef):
                drawn = lambda at: float(self._drawn(inside, variable, at))  # noqa: E731
                self.areas[key] = areas.area(drawn, *ends)
            else:
                known = {s: float(names[s].mid()) for s in free if s in inside.free_symbols}
                self.areas[key] = areas.area(areas.formula(inside, variable, known), *ends)
        return self.areas[key]

    def _drawn(self, inside: sp.Expr, variable: sp.Symbol, at: float) -> flint.arb:
        return self.at(variable, flint.arb(at)).value(inside).mid()

    def _spelled(self, e: sp.Expr) -> sp.Expr:
        """The expression with the formulas of what is computed from others."""
        for _ in range(20):
            calls = [call for call in e.atoms(AppliedUndef) if call.func in self.definitions]
            if not calls:
                return e
            names, body = self.definitions[calls[0].func]
            e = e.xreplace({calls[0]: body.subs(dict(zip(names, calls[0].args)))})
        raise NotShown(f"names that mean each other: {e}")


@lru_cache(maxsize=1000)
def _letters(names: tuple[sp.Symbol, ...], meaning: sp.Expr) -> set[sp.Symbol]:
    """Of what a definition speaks, but for its indices."""
    return meaning.free_symbols - set(names)


# -- expressions -------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _read(e: sp.Expr) -> Read:
    """An expression as a function of a point: read once, as sums ask for thousands of terms."""
    if isinstance(e, sp.Rational):
        flint.ctx.dps = DIGITS
        exact = flint.arb(flint.fmpq(int(e.p), int(e.q)))
        return lambda point: exact
    if isinstance(e, sp.Symbol):
        return partial(_letter, e)
    if isinstance(e, AppliedUndef):
        f, parts = e.func, [_read(arg) for arg in e.args]
        name = f"{f} {sorted(f._kwargs.items())}"  # the hash of a sequence is slow
        return lambda point: point._term(f, name, parts)
    if isinstance(e, sp.Sum | sp.Product):
        letters = sorted(e.free_symbols, key=str)
        return lambda point: point._series(e, letters)
    for kind, ask in _ASKED.items():
        if isinstance(e, kind):
            return partial(ask, e=e)
    parts = [_read(arg) for arg in e.args]
    if e.is_Pow and e.exp.is_Integer:
        base, power = parts[0], int(e.exp)
        return lambda point: _finite(base(point) ** power, e)
    make = balls.function(e)
    if len(parts) == 1:
        (inner,) = parts
        return lambda point: _finite(make(inner(point)), e)
    if len(parts) == 2:
        one, two = parts
        return lambda point: _finite(make(one(point), two(point)), e)
    return lambda point: _finite(make(*[part(point) for part in parts]), e)


def _letter(symbol: sp.Symbol, point: Point) -> flint.arb:
    try:
        return point.symbols[symbol]
    except KeyError:
        raise NotShown(f"no number for {symbol}") from None


def _put(point: Point, e: sp.Expr) -> flint.arb:
    (variable,), (where,) = e.variables, e.point
    return point.at(variable, point.value(where)).value(e.expr)


def _case(point: Point, e: sp.Expr) -> flint.arb:
    for inside, condition in e.args:
        if condition is sp.true or decide(condition, point):
            return point.value(inside)
    raise NotShown(f"no case applies: {e}")


_ASKED = {
    sp.Derivative: Point._slope,
    sp.Subs: _put,
    sp.Limit: Point._limit,
    sp.Integral: Point._integral,
    sp.Piecewise: _case,
}


# -- relations ---------------------------------------------------------------------------------


def decide(relation: sp.Basic, point: Point) -> bool | None:
    """Does the relation hold there? None where that cannot be told."""
    return _judge(relation)(point)


@lru_cache(maxsize=20_000)
def _judge(relation: sp.Basic) -> Callable[[Point], bool | None]:
    """A relation as a function of a point, read once."""
    if relation in (sp.true, sp.false):
        return lambda point: relation is sp.true
    if isinstance(relation, sp.Implies):
        premise, conclusion = map(_judge, relation.args)
        return lambda point: conclusion(point) if premise(point) else None
    if isinstance(relation, sp.And):
        parts = [_judge(part) for part in relation.args]
        return lambda point: _all(part(point) for part in parts)
    sign, loose = relation.rel_op, relation.has(sp.Limit)
    try:
        one, other = _side(relation.lhs), _side(relation.rhs)
    except NotShown:
        return lambda point: None

    def judge(point: Point) -> bool | None:
        flint.ctx.dps = DIGITS
        try:
            left, right = one(point), other(point)
        except (NotShown, ZeroDivisionError):
            return None
        return _compare(left, sign, right, loose)

    return judge


def _all(answers: Iterable[bool | None]) -> bool | None:
    answers = list(answers)
    return False if False in answers else None if None in answers else True


def numbers_of(relation: sp.Basic, point: Point) -> tuple[flint.arb, ...]:
    """Both sides as balls; infinity is one, where a side says so or is a limit that runs away."""
    flint.ctx.dps = DIGITS
    return tuple(read(point) for read in map(_side, (relation.lhs, relation.rhs)))


@lru_cache(maxsize=20_000)
def _side(e: sp.Expr) -> Read:
    if e.is_infinite:
        infinity = flint.arb(str(e).replace("oo", "inf"))
        return lambda point: infinity
    return _read(e)


def _finite(ball: flint.arb, e: sp.Expr) -> flint.arb:
    """The ball, unless it holds no number that can be told: an overflow, a quotient by 0."""
    if not ball.is_finite():
        raise NotShown(f"no number: {e} is {ball}")
    return ball


def _compare(left: flint.arb, sign: str, right: flint.arb, loose: bool) -> bool | None:
    if not (left.is_finite() and right.is_finite()):
        exact = all(x.is_finite() or (x.is_exact() and not x.is_nan()) for x in (left, right))
        if not exact:
            return None
        if left == right:
            return sign in ("==", "<=", ">=")
    gap = left - right
    if sign in ("==", "!=") and not gap.contains(0):
        return sign == "!="
    if sign not in ("==", "!=") and (gap < 0 or gap > 0):
        return sign[0] == ("<" if gap < 0 else ">")
    size = abs(left) + abs(right)
    small = flint.arb(10) ** (-4 if loose else -9) * (size if size > 0 else 1)
    if sign in ("==", "!="):
        fine = bool(flint.arb(gap.rad()) <= small)  # or 0, as far as one can see
        equal = fine or bool(flint.arb(gap.rad()) <= flint.arb(10) ** -40) or None
        return equal if sign == "==" else (equal and False)
    if bool(flint.arb(gap.rad()) <= small * flint.arb(10) ** -15):  # equal, as far as one can see
        return sign in ("<=", ">=")
    return None
