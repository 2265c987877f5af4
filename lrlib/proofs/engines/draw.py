"""Points drawn at random from the domain of a line, afresh at every run.

A letter gets a number that its domain and the hypotheses allow, a sequence one for each index as
it is asked for; a sequence whose hypothesis is a recursion, f(t+1) = ..., obeys it. The first
point is the lowest corner of the domain, where equalities hide. What was drawn is put into every
hypothesis: a point that breaks one is no point.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
import sympy as sp
from sympy.core.function import AppliedUndef

from lrlib.proofs.engines import NotShown, balls
from lrlib.proofs.engines.numbers import Definitions, Point, decide

__all__ = ["number", "points"]

#: Relations, each with the indices over which it holds.
Hypotheses = Sequence[tuple[sp.Basic, tuple[sp.Symbol, ...]]]
#: Draws a whole case: letters to numbers, sequences to functions of their indices.
Special = Callable[[random.Random], Mapping[sp.Basic, Any]]

_TRIES = 400


def number(symbol: sp.Symbol, draw: random.Random, wide: float = 1.0) -> Fraction | int:
    """A number of the symbol's domain."""
    if symbol.is_integer:
        low = 1 if symbol.is_positive else 0
        whole = low + draw.randint(0, 7)
        signed = not (symbol.is_nonnegative or symbol.is_positive)
        return -whole if signed and draw.random() < 0.4 else whole
    value = Fraction(draw.choice((draw.randint(1, 40), draw.randint(30, 300))), 100)
    value *= _width(wide)
    if symbol.is_positive or symbol.is_nonnegative:
        return value
    return -value if symbol.is_negative or draw.random() < 0.5 else value


@lru_cache(maxsize=1000)
def _width(wide: float) -> Fraction | int:
    return Fraction(wide).limit_denominator(1000) or 1


def lowest(symbol: sp.Symbol) -> Fraction | int:
    """The lower corner of a symbol's domain."""
    if symbol.is_positive:
        return 1 if symbol.is_integer else Fraction(1, 7)
    return 0 if symbol.is_nonnegative else -1


def points(
    symbols: Iterable[sp.Symbol],
    sequences: Iterable[sp.FunctionClass],
    conditions: Iterable[sp.Basic],
    hypotheses: Hypotheses,
    definitions: Definitions,
    seed: str,
    special: Special | None = None,
    count: int = 60,
) -> Iterator[Point]:
    """Yield up to so many points at which the conditions and the hypotheses hold.

    ``hypotheses`` are pairs (relation, indices over which it holds); ``special`` may draw a whole
    case, by hand: a function of a ``random.Random`` that returns values and sequences.
    """
    draw, found = random.Random(seed), 0
    ordered = sorted(symbols, key=str)
    fixed = [h for h, over in hypotheses if not over and not h.has(AppliedUndef)]
    fixed += [c for c in conditions if not c.has(AppliedUndef)]
    later = [c for c in conditions if c.has(AppliedUndef)]
    for attempt in range(_TRIES * 3):
        if found == count:
            return
        given = special(draw) if special else {}
        wide = draw.choice((1.0, 1.0, 0.3, 0.1, 3.0))
        values = {}
        for s in ordered:
            corner = attempt == 0 or draw.random() < 0.08
            values[s] = given.get(s, lowest(s) if corner else number(s, draw, wide))
        made = {f: _checked(g) for f, g in given.items() if isinstance(f, sp.FunctionClass)}
        point = Point(values, made, definitions)
        if any(decide(condition, point) is not True for condition in fixed):
            continue
        for f in sequences:
            if f not in made and f not in point.definitions and f.__name__ != "norm":
                point.sequences[f] = _Drawn(f, point, hypotheses, draw, corner=found == 0)
        if _breaks(point, hypotheses) or any(decide(c, point) is not True for c in later):
            continue
        found += 1
        yield point
    if not found:
        raise NotShown("no point of the domain was found")


def _checked(function: Callable[..., balls.Exact]) -> Callable[..., flint.arb]:
    return lambda *indices: balls.to_ball(function(*indices))


def _breaks(point: Point, hypotheses: Hypotheses) -> bool:
    """Is a hypothesis false at this point, for one of the first few indices?"""
    for relation, over in hypotheses:
        cases = [point]
        for index in over:
            low = 1 if index.is_positive else 0
            cases = [p.at(index, balls.to_ball(low + i)) for p in cases for i in range(3)]
        if any(decide(relation, p) is False for p in cases):
            return True
    return False


class _Drawn:
    """The terms of one sequence, drawn when they are first asked for."""

    def __init__(
        self,
        function: sp.FunctionClass,
        point: Point,
        hypotheses: Hypotheses,
        draw: random.Random,
        corner: bool,
    ) -> None:
        self.function, self.point, self.draw, self.corner = function, point, draw, corner
        self.terms: dict[tuple[int, ...], flint.arb] = {}
        self.step: tuple[sp.Symbol, sp.Expr] | None = None
        self.limits: list[tuple[sp.Basic, tuple[sp.Symbol, ...], list[sp.Expr]]] = []
        for relation, over in hypotheses:
            mine = [call for call in relation.atoms(AppliedUndef) if call.func == function]
            if not mine:
                continue
            if _recursion(relation, over):
                if relation.lhs.func == function:
                    self.step = (over[0], relation.rhs)
                continue
            self.limits.append((relation, over, mine))

    def __call__(self, *indices: int) -> flint.arb:
        if self.step:  # one after the other: far terms would otherwise be calls within calls
            for i in range(len(self.terms), indices[0]):
                self.terms[i,] = self._term((i,))
        if indices not in self.terms:
            self.terms[indices] = self._term(indices)
        return self.terms[indices]

    def _term(self, indices: tuple[int, ...]) -> flint.arb:
        if self.step and indices[0] > 0:
            index, right = self.step
            return self.point.forgetful().at(index, balls.to_ball(indices[0] - 1)).value(right)
        term, wide = self.function(*indices), 1.0
        domain = sp.Dummy(**{name: True for name in _SIGNS if getattr(term, f"is_{name}")})
        for attempt in range(_TRIES):
            low = self.corner and attempt == 0
            value = balls.to_ball(lowest(domain) if low else number(domain, self.draw, wide))
            if attempt < 8 and not low and self.draw.random() < 0.3:
                value = self._on_the_edge(domain, value)
            if self._fits(indices, value):
                return value
            wide *= 0.7
        raise NotShown(f"no term {indices} of {self.function} was found")

    def _on_the_edge(self, domain: sp.Symbol, otherwise: flint.arb) -> flint.arb:
        """A letter's own number, or a quotient of two: where hypotheses are equalities."""
        numbers = [v for v in self.point.symbols.values() if v.is_finite() and not v.contains(0)]
        if domain.is_integer or not numbers:
            return otherwise
        value = self.draw.choice(numbers)
        if self.draw.random() < 0.5:
            value = value / self.draw.choice(numbers)
        signed = not (domain.is_positive or domain.is_nonnegative)
        return -value if signed and self.draw.random() < 0.5 else value

    def _fits(self, indices: tuple[int, ...], value: flint.arb) -> bool:
        self.terms[indices] = value
        try:
            for relation, over, mine in self.limits:
                for call in mine:
                    case = self._match(call, over, indices)
                    if case is not None and decide(relation, case) is False:
                        return False
            return True
        finally:
            del self.terms[indices]

    def _match(
        self, call: sp.Expr, over: tuple[sp.Symbol, ...], indices: tuple[int, ...]
    ) -> Point | None:
        """The point at which this call, f(t + 1) say, is the term with these indices."""
        case = self.point.forgetful()
        for arg, index in zip(call.args, indices):
            names = [name for name in over if arg.has(name)]
            if not names:
                continue
            shift = arg - names[0]
            if not shift.is_Integer or index - int(shift) < 0:
                return None
            case = case.at(names[0], balls.to_ball(index - int(shift)))
        return case


def _recursion(relation: sp.Basic, over: tuple[sp.Symbol, ...]) -> bool:
    """Is it f(t + 1) = ..., by which terms are computed rather than drawn?"""
    if not (isinstance(relation, sp.Eq) and isinstance(relation.lhs, AppliedUndef) and over):
        return False
    return relation.lhs == relation.lhs.func(over[0] + 1)


_SIGNS = ("real", "integer", "positive", "negative", "nonnegative")
