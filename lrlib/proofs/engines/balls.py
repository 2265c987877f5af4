"""Ball arithmetic (arb): numbers with a certified error bound."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import flint
import sympy as sp

from lrlib.proofs.engines import NotShown

__all__ = ["agree", "ball", "boxes", "compare", "integral", "near", "series"]

#: An arb; over a piece of the complex plane an acb, in a Taylor series an arb_series.
Ball: TypeAlias = Any
Exact: TypeAlias = Any  # an int, a string, a fraction, SymPy's or Python's, or a ball
Values = Mapping[sp.Symbol, Exact]

_RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def fold(step: Callable[[Ball, Ball], Ball]) -> Callable[..., Ball]:
    def build(first: Ball, *rest: Ball) -> Ball:
        for item in rest:
            first = step(first, item)
        return first

    return build


def ball(expr: Exact, values: Values | None = None, digits: int = 50) -> Ball:
    """The expression as an arb: a number with a certified error bound.

    ``values`` gives each symbol an int, a fraction as a string ("1/10"), a decimal string or
    an arb. Floats are refused, as their decimals are not what they seem.
    """
    flint.ctx.dps = digits
    if isinstance(expr, (int, Fraction)):
        return to_ball(expr)
    values = dict(values or {})
    analytic = values.pop(_HOLOMORPHIC, False)
    point = {symbol: to_ball(value) for symbol, value in values.items()}
    if analytic:
        point[_HOLOMORPHIC] = True
    return _ball(sp.Rational(expr) if isinstance(expr, str) else sp.sympify(expr), point)


def boxes(low: Exact, high: Exact, count: int) -> Iterator[flint.arb]:
    """Balls that together cover the interval from ``low`` to ``high``."""
    low, high = to_ball(low), to_ball(high)
    half = (high - low) / (2 * count)
    for i in range(count):
        yield flint.arb(low + (2 * i + 1) * half, 1.000001 * half)


def integral(
    expr: sp.Expr,
    x: sp.Symbol,
    low: Exact,
    high: Exact,
    values: Values | None = None,
    digits: int = 30,
) -> flint.arb:
    """A ball around the integral of ``expr``, by quadrature with a certified error.

    The error bound holds where the integrand is analytic, so the quadrature asks; see
    :func:`_holomorphic`.
    """
    flint.ctx.dps = digits
    values = values or {}
    a, b = (e if isinstance(e, flint.arb) else ball(e, values, digits) for e in (low, high))

    def at(z: flint.acb, analytic: bool) -> flint.acb:
        return flint.acb(ball(expr, {**values, x: z, _HOLOMORPHIC: analytic}, digits))

    return flint.acb.integral(at, a, b).real


def series(
    expr: sp.Expr, x: sp.Symbol, at: Exact, values: Values | None = None, terms: int = 3
) -> list[Ball]:
    """Taylor coefficients of ``expr`` at ``at``, a point or a ball, as balls."""
    flint.ctx.cap = terms
    found = ball(expr, {**(values or {}), x: flint.arb_series([to_ball(at), 1])})
    return [found[i] for i in range(terms)]


def to_ball(value: Exact) -> Ball:
    """An exact number, or a ball, as a ball."""
    if isinstance(value, (flint.arb, flint.acb, flint.arb_series)):
        return value
    if isinstance(value, (str, int, sp.Rational, Fraction)):
        return _exact(value, flint.ctx.prec)
    raise NotShown(f"give an int, a string or an arb, not {value!r}")


@lru_cache(maxsize=4096)
def _exact(value: Exact, precision: int) -> flint.arb:
    exact = sp.Rational(value)
    return flint.arb(flint.fmpq(int(exact.p), int(exact.q)))


def _ball(expr: sp.Expr, point: dict[sp.Symbol, Any]) -> Ball:
    if isinstance(expr, sp.Rational):
        return to_ball(expr)
    if isinstance(expr, sp.Symbol):
        return point[expr]
    if isinstance(expr, sp.Piecewise):
        if _HOLOMORPHIC in point:
            return _NAN
        for value, condition in expr.args:
            if _ball_true(condition, point):
                return _ball(value, point)
        raise NotShown(f"no case applies: {expr}")
    if expr.is_Pow and expr.exp.is_Integer:
        return _ball(expr.base, point) ** int(expr.exp)
    return build(expr, [_ball(arg, point) for arg in expr.args], _HOLOMORPHIC in point)


def build(expr: sp.Expr, args: list[Ball], analytic: bool = False) -> Ball:
    """The function at the head of an expression, applied to balls.

    ``analytic`` asks for NaN on a piece of the complex plane where it is not analytic.
    """
    if analytic and any(isinstance(arg, flint.acb) for arg in args):
        return _holomorphic(expr, args)
    return function(expr)(*args)


def function(expr: sp.Expr) -> Callable[..., Ball]:
    """The function of balls that stands at the head of an expression."""
    for kind, make in _BALL.items():
        if isinstance(expr, kind):
            return make
    raise NotShown(f"not for arb: {expr}")


_HOLOMORPHIC = sp.Dummy("holomorphic")  # in the values: asks for NaN where expr is not analytic
_NAN = flint.acb("nan")
_ENTIRE = (sp.Add, sp.Mul, sp.exp, sp.cos, sp.sin, sp.sinh, sp.cosh)


def _holomorphic(expr: sp.Expr, args: list[Ball]) -> Ball:
    """The value on a piece of the complex plane, NaN unless certainly analytic on all of it."""
    if isinstance(expr, sp.log):
        return args[0].log(analytic=True)
    if isinstance(expr, sp.Pow):
        return flint.acb(args[0]).pow(flint.acb(args[1]), analytic=True)
    if not isinstance(expr, _ENTIRE):
        return _NAN
    return function(expr)(*args)


def _ball_true(condition: sp.Basic, point: dict[sp.Symbol, Any]) -> bool:
    if condition in (sp.true, sp.false):
        return condition is sp.true
    return compare(_ball(condition.lhs, point), condition.rel_op, _ball(condition.rhs, point))


def _ball_floor(x: flint.arb) -> flint.arb:
    whole = x.floor()
    if not whole.is_exact():
        raise NotShown(f"which whole number is below {x}?")
    return whole


_BALL: dict[type, Callable[..., Ball]] = {
    sp.Add: fold(operator.add),
    sp.Mul: fold(operator.mul),
    sp.Pow: operator.pow,
    sp.exp: lambda x: x.exp(),
    sp.log: lambda x: x.log(),
    sp.cos: lambda x: x.cos(),
    sp.sin: lambda x: x.sin(),
    sp.tan: lambda x: x.tan(),
    sp.atan: lambda x: x.atan(),
    sp.sinh: lambda x: x.sinh(),
    sp.cosh: lambda x: x.cosh(),
    sp.tanh: lambda x: x.tanh(),
    sp.csch: lambda x: 1 / x.sinh(),
    sp.csc: lambda x: 1 / x.sin(),
    sp.Abs: abs,
    sp.Max: fold(lambda a, b: a.max(b)),
    sp.Min: fold(lambda a, b: a.min(b)),
    sp.floor: _ball_floor,
    sp.Mod: lambda a, b: a - b * _ball_floor(a / b),
    sp.LambertW: lambda x: x.lambertw(),
    sp.polylog: lambda order, x: x.polylog(order),
    sp.harmonic: lambda n: (n + 1).digamma() - flint.arb(1).digamma(),
    type(sp.pi): flint.arb.pi,
    type(sp.E): flint.arb.const_e,
}


def compare(left: Ball, relation: str, right: Ball) -> bool:
    """Compare two balls: True or False only if the error bounds leave no doubt."""
    if relation in ("==", "="):
        raise NotShown("balls cannot be shown equal: use agree")
    if bool(_RELATIONS[relation](left, right)):
        return True
    if bool(_RELATIONS[_OPPOSITE[relation]](left, right)):
        return False
    raise NotShown(f"undecided: {left} {relation} {right}")


def agree(left: Ball, right: Ball, digits: int = 20) -> bool:
    """Do two balls share a point while neither is wider than 10**-digits (relative, above 1)?

    This refutes an equality for certain; it confirms one to so many digits. A limit is never
    equal to what tends to it: use :func:`near` there.
    """
    if not left.overlaps(right):
        return False
    width = flint.arb(10) ** -digits * abs(left).max(1)
    if all(bool(flint.arb(x.rad()) < width) for x in (left, right)):
        return True
    raise NotShown(f"too wide to tell: {left} and {right}")


def near(left: Ball, right: Ball, digits: int = 20) -> bool:
    """Are two balls certainly within 10**-digits of each other? False if certainly not."""
    return compare(abs(left - right), "<", flint.arb(10) ** -digits)
