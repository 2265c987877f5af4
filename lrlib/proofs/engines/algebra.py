"""Algebra: True by a transformation that SymPy sees, False by numbers that show it.

A closed form is best proved by a certificate, which leaves SymPy only to see that an
expression is zero: a sum by :func:`telescopes`, an integral by :func:`antiderivative`, an
inequality by :func:`positive` on a domain that is built into the symbols.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterator
from typing import Any

import flint
import sympy as sp

from lrlib.proofs.engines import NotShown, Number, balls

__all__ = [
    "antiderivative",
    "closed",
    "limit",
    "negative",
    "nonnegative",
    "on",
    "positive",
    "rises_from_zero",
    "shown",
    "telescopes",
    "zero",
]

_OPEN = (sp.Sum, sp.Product, sp.Integral, sp.Limit, sp.Derivative, sp.Subs, sp.AccumBounds)
_RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def closed(expr: Number) -> sp.Expr:
    """The expression, if it is a finite closed form; raises otherwise."""
    expr = sp.sympify(expr)
    if expr.has(sp.nan, sp.zoo):
        raise NotShown(f"undefined: {expr}")
    if expr.has(*_OPEN):
        raise NotShown(f"left unevaluated: {expr}")
    return expr


def _exactly(expr: sp.Expr) -> sp.Expr:
    if expr.has(sp.Float):
        raise NotShown(f"rounded numbers prove nothing: {expr}")
    return expr


def zero(expr: sp.Expr) -> bool:
    """Is the expression zero wherever its symbols are? Rounded numbers are refused."""
    expr = _exactly(closed(expr))
    fine = lambda ball: bool(ball.rad() < 1e-20)  # noqa: E731
    if expr.is_infinite or any(abs(value) > 1e-12 for value in _samples(expr, fine)):
        return False
    for simpler in (
        sp.expand,
        sp.simplify,
        lambda e: sp.simplify(sp.expand_log(sp.expand_func(e))),
    ):
        if simpler(expr).is_zero is True:
            return True
    raise NotShown(f"not seen to be zero, yet no number shows otherwise: {expr}")


def _opened(expr: sp.Expr) -> sp.Expr:
    return sp.expand_log(sp.expand_func(expr))


def positive(expr: sp.Expr) -> bool:
    """Is the expression above zero wherever its symbols are?"""
    return _signed(expr, "is_positive", lambda value: value > 0)


def nonnegative(expr: sp.Expr) -> bool:
    """Is the expression at least zero wherever its symbols are?"""
    return _signed(expr, "is_nonnegative", lambda value: value >= 0)


def negative(expr: sp.Expr) -> bool:
    """Is the expression below zero wherever its symbols are?"""
    return positive(-expr)


def _signed(expr: sp.Expr, name: str, fits: Callable[[Any], bool]) -> bool:
    expr = _exactly(closed(expr))
    apart = lambda ball: not ball.contains(0)  # noqa: E731
    if not all(fits(value) for value in _samples(expr, apart)):
        return False
    forms = (
        lambda e: e,
        sp.factor,
        lambda e: sp.factor(sp.expand_trig(e)),
        lambda e: sp.factor(sp.simplify(e)),
        _expanded_fraction,
    )
    for form in forms:
        if getattr(form(expr), name) is True:
            return True
    raise NotShown(f"no proof of the sign, yet no number against it: {expr}")


def _expanded_fraction(expr: sp.Expr) -> sp.Expr:
    above, below = sp.fraction(sp.together(expr))
    return sp.expand(above) / sp.factor(below)


def _samples(expr: sp.Expr, enough: Callable[[flint.arb], bool], count: int = 8) -> Iterator[Any]:
    """Values at a few points of the symbols' domains, the lowest first; poles are passed over.

    A ball is found soonest; where there is none, or it is not enough, SymPy gives a number.
    """
    draw, symbols = random.Random(1), sorted(expr.free_symbols, key=str)
    for i in range(count if symbols else 1):
        point = {symbol: _lowest(symbol) if i == 0 else _draw(symbol, draw) for symbol in symbols}
        if (ball := _ball(expr, point)) is not None and enough(ball):
            yield ball
            continue
        value = sp.N(expr.subs(point), 30)
        if value.has(sp.nan, sp.zoo):
            continue
        if not value.is_real:
            raise NotShown(f"{value} is not a real number: is the domain built in? {expr}")
        yield value


def _ball(expr: sp.Expr, point: dict[sp.Symbol, sp.Rational]) -> flint.arb | None:
    """The value as a ball, if it is a real number that can be told."""
    try:
        found = balls.ball(expr, point)
    except (NotShown, ArithmeticError, ValueError):
        return None
    return found if isinstance(found, flint.arb) and found.is_finite() else None


def _lowest(symbol: sp.Symbol) -> sp.Rational:
    """The lower end of a symbol's domain, or some number where it has none."""
    if symbol.is_integer:
        low = 1 if symbol.is_positive or symbol.is_odd else 0
        return sp.Integer(low + 1 if symbol.is_positive and symbol.is_even else low)
    return sp.Rational(-1 if symbol.is_negative else symbol.is_positive is True, 7)


def _draw(symbol: sp.Symbol, draw: random.Random) -> sp.Rational:
    if symbol.is_integer:
        step = 1 + bool(symbol.is_even or symbol.is_odd)
        away = step * draw.randint(0, 6)
        unsigned = not (symbol.is_nonnegative or symbol.is_positive)
        return _lowest(symbol) + (-away if unsigned and draw.random() < 0.5 else away)
    value = sp.Rational(draw.randint(1, 400), 100)
    if symbol.is_positive or symbol.is_nonnegative:
        return value
    return -value if symbol.is_negative or draw.random() < 0.5 else value


def limit(expr: sp.Expr, variable: sp.Symbol, to: Number, direction: str = "+") -> sp.Expr:
    """The limit as a closed form, or an error."""
    return closed(sp.limit(expr, variable, to, direction))


def telescopes(partial: Number, term: Number, n: sp.Symbol, start: int = 0) -> bool:
    """Is ``partial``, as a function of n, the sum of ``term`` from ``start`` up to n - 1?

    By induction: nothing is summed at the start, and one more n adds one more term.
    """
    partial, term = sp.sympify(partial), sp.sympify(term)
    step = partial.subs(n, n + 1) - partial - term
    return zero(partial.subs(n, start)) and zero(step)


def antiderivative(whole: sp.Expr, rate: sp.Expr, x: sp.Symbol) -> bool:
    """Is ``rate`` the derivative of ``whole`` with respect to x?"""
    return zero(sp.diff(whole, x).doit() - rate)


def rises_from_zero(expr: sp.Expr, x: sp.Symbol) -> bool:
    """Is ``expr`` 0 at x = 0 and rising from there on? It is then positive for every x > 0."""
    return zero(sp.limit(expr, x, 0, "+")) and positive(sp.diff(expr, x))


def shown(*answers: bool) -> bool:
    """All of them, each literally True or False."""
    for answer in answers:
        if answer is not True and answer is not False:
            raise NotShown(f"neither True nor False: {answer!r}")
    return all(answers)


# -- one branch of a formula with Min, Max, Piecewise, floor or Mod -----------------------------


def on(expr: sp.Expr, t: sp.Expr, low: Number, high: Number) -> sp.Expr:
    """The expression for low <= t < high, its case distinctions decided there.

    Every comparison is decided by a sign that holds all over the interval; one that changes
    inside raises, and so does a jump at ``low``. The sign of a difference is read from its
    factors, with t = (low + high y) / (1 + y) for y > 0.
    """
    y = sp.Dummy("y", positive=True)
    inside = (low + high * y) / (1 + y)
    jumps = []

    def sign(difference: sp.Expr, at: Number = inside) -> int | None:
        difference = sp.factor(sp.together(closed(difference).subs(t, at)))
        signs = (difference.is_positive, difference.is_zero, difference.is_negative)
        return (1, 0, -1)[signs.index(True)] if True in signs else None

    def first(args: list[sp.Expr], way: int) -> sp.Expr:
        """Which of the args is the largest, way = 1, or the smallest, way = -1?"""
        for a in args:
            if all(a is b or sign(way * (a - b)) in (0, 1) for b in args):
                return a
        raise NotShown(f"no order of {args} on [{low}, {high}) was found")

    def whole(value: sp.Expr) -> sp.Expr:
        start = sp.expand(value.subs(t, low))
        terms = sp.Add(*(term for term in sp.Add.make_args(start) if term.is_integer))
        for n in (start := sp.simplify(start), sp.floor(start), terms):
            if n.is_integer and sign(value - n) in (0, 1) and sign(n + 1 - value) == 1:
                return n
        raise NotShown(f"the whole part of {value} is not one number on [{low}, {high})")

    def true(condition: sp.Basic) -> bool:
        if condition in (sp.true, sp.false):
            return condition is sp.true
        difference = resolve(condition.lhs) - resolve(condition.rhs)
        if (side := sign(difference)) is None or condition.rel_op not in _RELATIONS:
            raise NotShown(f"undecided on [{low}, {high}): {condition}")
        compare = _RELATIONS[condition.rel_op]
        edge = sign(difference, low)
        jumps.append(edge is None or compare(edge, 0) != compare(side, 0))
        return compare(side, 0)

    def resolve(e: sp.Expr) -> sp.Expr:
        if not e.args:
            return e
        if isinstance(e, sp.Piecewise):
            for value, condition in e.args:
                if true(condition):
                    return resolve(value)
            raise NotShown(f"no case applies: {e}")
        args = [resolve(arg) for arg in e.args]
        if isinstance(e, sp.Max):
            return first(args, 1)
        if isinstance(e, sp.Min):
            return first(args, -1)
        if isinstance(e, sp.floor):
            return whole(args[0])
        if isinstance(e, sp.Mod):
            return args[0] - args[1] * whole(args[0] / args[1])
        return e.func(*args)

    expr = sp.sympify(expr)
    found = resolve(expr)
    if any(jumps) and zero((expr - found).subs(t, low)) is not True:
        raise NotShown(f"another case holds at {t} = {low}, with another value")
    return found
