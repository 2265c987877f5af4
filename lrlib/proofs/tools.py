"""What checks are made of: each tool answers True or False for a reason, or raises.

``True`` is by algebra or by certified arithmetic, ``False`` by numbers that show it; whatever
is neither raises :class:`NotShown`, so that "SymPy could not see it" never passes for either.

A closed form is best proved by a certificate, which leaves SymPy only to see that an
expression is zero: a sum by :func:`telescopes`, an integral by :func:`antiderivative`, an
inequality by :func:`positive` on a domain that is built into the symbols.
"""

from __future__ import annotations

import operator
import random
from functools import lru_cache

import flint
import sympy as sp
import z3

from lrlib.proofs.theorem import NotShown

__all__ = [
    "agree",
    "antiderivative",
    "ball",
    "boxes",
    "closed",
    "compare",
    "integral",
    "limit",
    "near",
    "negative",
    "nonnegative",
    "on",
    "positive",
    "rises_from_zero",
    "series",
    "shown",
    "telescopes",
    "to_z3",
    "z3_proves",
    "zero",
]

_OPEN = (sp.Sum, sp.Product, sp.Integral, sp.Limit, sp.Derivative, sp.Subs, sp.AccumBounds)
_RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


# -- algebra ---------------------------------------------------------------------------------


def closed(expr):
    """The expression, if it is a finite closed form; raises otherwise."""
    expr = sp.sympify(expr)
    if expr.has(sp.nan, sp.zoo):
        raise NotShown(f"undefined: {expr}")
    if expr.has(*_OPEN):
        raise NotShown(f"left unevaluated: {expr}")
    return expr


def zero(expr) -> bool:
    """Is the expression zero wherever its symbols are?"""
    expr = closed(expr)
    if expr.is_infinite or any(abs(value) > 1e-12 for value in _samples(expr)):
        return False
    for simpler in (
        sp.expand,
        sp.simplify,
        lambda e: sp.simplify(sp.expand_log(sp.expand_func(e))),
    ):
        if simpler(expr).is_zero is True:
            return True
    raise NotShown(f"not seen to be zero, yet no number shows otherwise: {expr}")


def _opened(expr):
    return sp.expand_log(sp.expand_func(expr))


def positive(expr) -> bool:
    """Is the expression above zero wherever its symbols are?"""
    return _signed(expr, "is_positive", lambda value: value > 0)


def nonnegative(expr) -> bool:
    """Is the expression at least zero wherever its symbols are?"""
    return _signed(expr, "is_nonnegative", lambda value: value >= 0)


def negative(expr) -> bool:
    """Is the expression below zero wherever its symbols are?"""
    return positive(-expr)


def _signed(expr, name, fits):
    expr = closed(expr)
    if not all(fits(value) for value in _samples(expr)):
        return False
    for form in (lambda e: e, sp.factor, lambda e: sp.factor(sp.simplify(e)), _expanded_fraction):
        if getattr(form(expr), name) is True:
            return True
    raise NotShown(f"no proof of the sign, yet no number against it: {expr}")


def _expanded_fraction(expr):
    above, below = sp.fraction(sp.together(expr))
    return sp.expand(above) / sp.factor(below)


def _samples(expr, count=8):
    """Values at a few points of the symbols' domains, the lowest first; poles are passed over."""
    draw, symbols = random.Random(1), sorted(expr.free_symbols, key=str)
    for i in range(count if symbols else 1):
        point = {symbol: _lowest(symbol) if i == 0 else _draw(symbol, draw) for symbol in symbols}
        value = sp.N(expr.subs(point), 30)
        if value.has(sp.nan, sp.zoo):
            continue
        if not value.is_real:
            raise NotShown(f"{value} is not a real number: is the domain built in? {expr}")
        yield value


def _lowest(symbol):
    """The lower end of a symbol's domain, or some number where it has none."""
    if symbol.is_integer:
        low = 1 if symbol.is_positive or symbol.is_odd else 0
        return sp.Integer(low + 1 if symbol.is_positive and symbol.is_even else low)
    return sp.Rational(-1 if symbol.is_negative else symbol.is_positive is True, 7)


def _draw(symbol, draw):
    if symbol.is_integer:
        step = 1 + bool(symbol.is_even or symbol.is_odd)
        away = step * draw.randint(0, 6)
        unsigned = not (symbol.is_nonnegative or symbol.is_positive)
        return _lowest(symbol) + (-away if unsigned and draw.random() < 0.5 else away)
    value = sp.Rational(draw.randint(1, 400), 100)
    if symbol.is_positive or symbol.is_nonnegative:
        return value
    return -value if symbol.is_negative or draw.random() < 0.5 else value


def limit(expr, variable, to, direction="+"):
    """The limit as a closed form, or an error."""
    return closed(sp.limit(expr, variable, to, direction))


def telescopes(partial, term, n, start=0) -> bool:
    """Is ``partial``, as a function of n, the sum of ``term`` from ``start`` up to n - 1?

    By induction: nothing is summed at the start, and one more n adds one more term.
    """
    partial, term = sp.sympify(partial), sp.sympify(term)
    step = partial.subs(n, n + 1) - partial - term
    return zero(partial.subs(n, start)) and zero(step)


def antiderivative(whole, rate, x) -> bool:
    """Is ``rate`` the derivative of ``whole`` with respect to x?"""
    return zero(sp.diff(whole, x).doit() - rate)


def rises_from_zero(expr, x) -> bool:
    """Is ``expr`` 0 at x = 0 and rising from there on? It is then positive for every x > 0."""
    return zero(sp.limit(expr, x, 0, "+")) and positive(sp.diff(expr, x))


def shown(*answers) -> bool:
    """All of them, each literally True or False."""
    for answer in answers:
        if answer is not True and answer is not False:
            raise NotShown(f"neither True nor False: {answer!r}")
    return all(answers)


# -- one branch of a formula with Min, Max, Piecewise, floor or Mod -----------------------------


def on(expr, t, low, high):
    """The expression for low <= t < high, its case distinctions decided there.

    Every comparison is decided by a sign that holds all over the interval; one that changes
    inside raises, and so does a jump at ``low``. The sign of a difference is read from its
    factors, with t = (low + high y) / (1 + y) for y > 0.
    """
    y = sp.Dummy("y", positive=True)
    inside = (low + high * y) / (1 + y)
    jumps = []

    def sign(difference, at=inside):
        difference = sp.factor(sp.together(closed(difference).subs(t, at)))
        signs = (difference.is_positive, difference.is_zero, difference.is_negative)
        return (1, 0, -1)[signs.index(True)] if True in signs else None

    def first(args, way):
        """Which of the args is the largest, way = 1, or the smallest, way = -1?"""
        for a in args:
            if all(a is b or sign(way * (a - b)) in (0, 1) for b in args):
                return a
        raise NotShown(f"no order of {args} on [{low}, {high}) was found")

    def whole(value):
        start = sp.simplify(value.subs(t, low))
        for n in (start, sp.floor(start)):
            if n.is_integer and sign(value - n) in (0, 1) and sign(n + 1 - value) == 1:
                return n
        raise NotShown(f"the whole part of {value} is not one number on [{low}, {high})")

    def true(condition):
        if condition in (sp.true, sp.false):
            return condition is sp.true
        difference = resolve(condition.lhs) - resolve(condition.rhs)
        if (side := sign(difference)) is None or condition.rel_op not in _RELATIONS:
            raise NotShown(f"undecided on [{low}, {high}): {condition}")
        compare = _RELATIONS[condition.rel_op]
        edge = sign(difference, low)
        jumps.append(edge is None or compare(edge, 0) != compare(side, 0))
        return compare(side, 0)

    def resolve(e):
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


# -- Z3 ----------------------------------------------------------------------------------------


def z3_proves(conclusion, *premises, seconds=20) -> bool:
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


def _is_sympy(formula):
    return isinstance(formula, sp.Basic)


def _z3(formula):
    return to_z3(formula) if _is_sympy(formula) else formula


def _domain(symbol):
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


def to_z3(expr):
    """A SymPy expression of +, *, whole powers, Min, Max, Piecewise, floor, Mod as a Z3 term."""
    expr = sp.sympify(expr)
    if isinstance(expr, sp.Symbol):
        return z3.ToReal(z3.Int(expr.name)) if expr.is_integer else z3.Real(expr.name)
    if isinstance(expr, sp.Rational):
        return z3.RealVal(str(expr))
    if expr in (sp.true, sp.false):
        return z3.BoolVal(bool(expr))
    if isinstance(expr, sp.Piecewise):
        *cases, (value, last) = expr.args
        if last is not sp.true:
            raise NotShown(f"no last case: {expr}")
        term = to_z3(value)
        for value, condition in reversed(cases):
            term = z3.If(to_z3(condition), to_z3(value), term)
        return term
    args = [to_z3(arg) for arg in expr.args]
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer:
        power = z3.RealVal(1)
        for _ in range(abs(int(expr.exp))):
            power = power * args[0]
        return power if expr.exp > 0 else 1 / power
    for kind, build in _Z3.items():
        if isinstance(expr, kind):
            return build(*args)
    raise NotShown(f"not for Z3: {expr}")


def _fold(step):
    def build(first, *rest):
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


# -- ball arithmetic ---------------------------------------------------------------------------


def ball(expr, values=None, digits=50):
    """The expression as an arb: a number with a certified error bound.

    ``values`` gives each symbol an int, a fraction as a string ("1/10"), a decimal string or
    an arb. Floats are refused, as their decimals are not what they seem.
    """
    flint.ctx.dps = digits
    point = {symbol: _to_ball(value) for symbol, value in (values or {}).items()}
    return _ball(sp.Rational(expr) if isinstance(expr, str) else sp.sympify(expr), point)


def boxes(low, high, count):
    """Balls that together cover the interval from ``low`` to ``high``."""
    low, high = _to_ball(low), _to_ball(high)
    half = (high - low) / (2 * count)
    for i in range(count):
        yield flint.arb(low + (2 * i + 1) * half, 1.000001 * half)


def integral(expr, x, low, high, values=None, digits=30) -> flint.arb:
    """A ball around the integral of ``expr``, by quadrature with a certified error."""
    flint.ctx.dps = digits
    values = values or {}
    low, high = ball(low, values, digits), ball(high, values, digits)
    whole = flint.acb.integral(lambda z, _: ball(expr, values | {x: z}, digits), low, high)
    return whole.real


def series(expr, x, at, values=None, terms=3):
    """Taylor coefficients of ``expr`` at ``at``, a point or a ball, as balls."""
    flint.ctx.cap = terms
    found = ball(expr, (values or {}) | {x: flint.arb_series([_to_ball(at), 1])})
    return [found[i] for i in range(terms)]


def _to_ball(value):
    if isinstance(value, (flint.arb, flint.acb, flint.arb_series)):
        return value
    if isinstance(value, (str, int, sp.Rational)):
        return _exact(value, flint.ctx.prec)
    raise NotShown(f"give an int, a string or an arb, not {value!r}")


@lru_cache(maxsize=4096)
def _exact(value, precision):
    exact = sp.Rational(value)
    return flint.arb(flint.fmpq(int(exact.p), int(exact.q)))


def _ball(expr, point):
    if isinstance(expr, sp.Rational):
        return _to_ball(expr)
    if isinstance(expr, sp.Symbol):
        return point[expr]
    if isinstance(expr, sp.Piecewise):
        for value, condition in expr.args:
            if _ball_true(condition, point):
                return _ball(value, point)
        raise NotShown(f"no case applies: {expr}")
    if expr.is_Pow and expr.exp.is_Integer:
        return _ball(expr.base, point) ** int(expr.exp)
    args = [_ball(arg, point) for arg in expr.args]
    for kind, build in _BALL.items():
        if isinstance(expr, kind):
            return build(*args)
    raise NotShown(f"not for arb: {expr}")


def _ball_true(condition, point):
    if condition in (sp.true, sp.false):
        return condition is sp.true
    return compare(_ball(condition.lhs, point), condition.rel_op, _ball(condition.rhs, point))


def _ball_floor(x):
    whole = x.floor()
    if not whole.is_exact():
        raise NotShown(f"which whole number is below {x}?")
    return whole


_BALL = {
    sp.Add: _fold(operator.add),
    sp.Mul: _fold(operator.mul),
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
    sp.Max: _fold(lambda a, b: a.max(b)),
    sp.Min: _fold(lambda a, b: a.min(b)),
    sp.floor: _ball_floor,
    sp.Mod: lambda a, b: a - b * _ball_floor(a / b),
    sp.LambertW: lambda x: x.lambertw(),
    sp.polylog: lambda order, x: x.polylog(order),
    sp.harmonic: lambda n: (n + 1).digamma() - flint.arb(1).digamma(),
    type(sp.pi): flint.arb.pi,
    type(sp.E): flint.arb.const_e,
}


def compare(left, relation, right) -> bool:
    """Compare two balls: True or False only if the error bounds leave no doubt."""
    if relation in ("==", "="):
        raise NotShown("balls cannot be shown equal: use agree")
    if bool(_RELATIONS[relation](left, right)):
        return True
    if bool(_RELATIONS[_OPPOSITE[relation]](left, right)):
        return False
    raise NotShown(f"undecided: {left} {relation} {right}")


def agree(left, right, digits=20) -> bool:
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


def near(left, right, digits=20) -> bool:
    """Are two balls certainly within 10**-digits of each other? False if certainly not."""
    return compare(abs(left - right), "<", flint.arb(10) ** -digits)
