"""Each rule accepts what is true for its reason and refuses false uses; statements say no more."""

import dataclasses
import random
from fractions import Fraction

import pytest
import sympy as sp

from lrlib import ExponentialDecay, LinearDecay
from lrlib.bounds import last_iterate, refined
from lrlib.proofs import theorem
from lrlib.proofs.convergence import promise
from lrlib.proofs.engines import NotShown
from lrlib.proofs.engines.logic import follows
from lrlib.proofs.engines.numbers import Point, decide
from lrlib.proofs.engines.sums import aligned
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    adding_up,
    area,
    assumed,
    at,
    between,
    by_hand,
    by_theorem,
    cited,
    computed,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    induction,
    keeps_order,
    le,
    let,
    lim,
    limit,
    lt,
    monotone,
    norm,
    pieces,
    rises_from_zero,
    run_afresh,
    sequence,
    sign,
    squeeze,
    substitution,
    sum_against_integral,
    telescoping,
    termwise,
    transitivity,
    triangle_inequality,
)
from lrlib.proofs.kernel.examine import examine
from lrlib.proofs.kernel.neighbours import neighbours
from lrlib.proofs.kernel.proof import Proof
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Theorem

a, b, c, k, lr0 = sp.symbols("a b c k lr0", positive=True)
r, z = sp.symbols("r z", real=True)
x, s = sp.symbols("x s", nonnegative=True)
n, t, i = sp.symbols("n t i", integer=True, nonnegative=True)
T = sp.Symbol("T", integer=True, positive=True)
f, g, u = (sequence(name, real=True) for name in "fgu")
eta = sequence("eta", nonnegative=True)
lr = sequence("lr", real=True)


def answer(*lines, special=None):
    """What the rule of the last line says."""
    proof = Proof(lines, special)
    return proof.first(lines[-1]).answer


def given(name, says, over=()):
    return Line(name, says, assumed(), over=over)


def goal(says, by, **more):
    return Line("goal", says, by, **more)


SQUARE = (r + 1) ** 2

HALF = sp.Rational(1, 2)


def _gap(whole):
    """Slopes on both sides of 0, and limits there; a jump has none."""
    yield Line("below", eq(sp.Derivative(whole.subs(r, -a), a), 1), identity())
    yield Line("above", eq(sp.Derivative(whole.subs(r, a), a), 1), identity())
    for name, place in (("left", -a), ("right", a)):
        yield Line(name, eq(lim(whole.subs(r, place), a, 0), whole.subs(r, 0)), limit())


def _across(whole):
    return area("below", "above", "left", "right", of=r, but=0, whole=whole)


def _two_pieces():
    yield Line("first", eq(f(x), x), assumed(), over=(x,), when=(lt(x, 1),))
    yield Line("then", eq(f(x), 1), assumed(), over=(x,), when=(ge(x, 1),))


def _rest(low):
    return sp.Integral(g(x), (x, low, a))


def _apart(wave):
    yield Line("there", eq(f(x), 1), assumed(), over=(x,), when=(sp.Ne(wave, 0),))


def _put_in(low, high):
    return eq(sp.Integral(g(f(x)), (x, low, high)), sp.Integral(g(1), (x, low, high)))


def _areas():
    yield given("area", eq(sp.Integral(f(x), (x, 0, 2)), 5))


#: rule -> pairs of lines of which the last is true for that reason, and the same, false


def _first():
    """The first refined rate for two equal sizes, as the library has it now."""
    return refined([a, a], 1)[0]


USES = {
    "identity": (
        [goal(eq(SQUARE, r**2 + 2 * r + 1), identity())],
        [goal(eq(SQUARE, r**2 + r + 1), identity())],
    ),
    "identity of sums": (
        [goal(eq(sp.Sum(f(t + 1) - f(t), (t, 0, n)), f(n + 1) - f(0)), identity())],
        [goal(eq(sp.Sum(f(t + 1) - f(t), (t, 0, n)), f(n) - f(0)), identity())],
    ),
    "identity of slopes": (
        [goal(eq(sp.Derivative(sp.log(x + 1), x), 1 / (x + 1)), identity())],
        [goal(eq(sp.Derivative(sp.log(x + 1), x), 1 / x), identity())],
    ),
    "sign": (
        [goal(gt(a + b, 0), sign())],
        [goal(gt(a - b, 0), sign())],
    ),
    "sign on a cover": (
        [goal(gt(1 - s, 0), sign(cover={s: between(0, 1, closed=True)}), when=(lt(s, 1),))],
        [goal(gt(1 - 2 * s, 0), sign(cover={s: between(0, 1, closed=True)}), when=(lt(s, 1),))],
    ),
    "sign, on too small a cover": (
        [goal(lt(s, 2), sign(cover={s: between(0, 1, closed=True)}), when=(lt(s, 1),))],
        [goal(lt(s, 2), sign(cover={s: between(0, 1, closed=True)}))],
    ),
    "rises from zero": (
        [goal(lt(a, sp.exp(a) - 1), rises_from_zero(of=a))],
        [goal(lt(a, sp.exp(a) - 2), rises_from_zero(of=a))],
    ),
    "rises from zero, strictly": (
        [goal(le(x, sp.exp(x) - 1), rises_from_zero(of=x))],
        [goal(lt(x, sp.exp(x) - 1), rises_from_zero(of=x))],
    ),
    "rises from zero, but not beyond a pole": (
        [goal(ge(a / (a + 1), 0), rises_from_zero(of=a))],
        [goal(ge(a / (1 - a), 0), rises_from_zero(of=a))],
    ),
    "falls to zero": (
        [goal(gt(1 / (1 + x), 0), rises_from_zero(of=x, to=sp.oo))],
        [goal(gt(-1 / (1 + x), 0), rises_from_zero(of=x, to=sp.oo))],
    ),
    "limit": (
        [goal(eq(lim((n + 1) / (n + 2), n), 1), limit())],
        [goal(eq(lim((n + 1) / (n + 2), n), 2), limit())],
    ),
    "limit of a line": (
        [
            Line(
                "sum",
                eq(sp.Sum(sp.exp(-k * t), (t, 0, n - 1)), (1 - sp.exp(-k * n)) / (1 - sp.exp(-k))),
                telescoping(of=n),
            ),
            goal(
                eq(sp.Sum(sp.exp(-k * t), (t, 0, sp.oo)), 1 / (1 - sp.exp(-k))), limit("sum", of=n)
            ),
        ],
        [
            Line(
                "sum",
                eq(sp.Sum(sp.exp(-k * t), (t, 0, n - 1)), (1 - sp.exp(-k * n)) / (1 - sp.exp(-k))),
                telescoping(of=n),
            ),
            goal(eq(sp.Sum(sp.exp(-k * t), (t, 0, sp.oo)), 1 / k), limit("sum", of=n)),
        ],
    ),
    "limit keeps no strictness": (
        [
            Line("below", lt(n / (n + 1), 1), sign()),
            goal(le(lim(n / (n + 1), n), 1), limit("below", of=n)),
        ],
        [
            Line("below", lt(n / (n + 1), 1), sign()),
            goal(lt(lim(n / (n + 1), n), 1), limit("below", of=n)),
        ],
    ),
    "from lines": (
        [given("one", lt(r, z)), goal(lt(r + a, z + 2 * a), from_lines("one"))],
        [given("one", lt(r, z)), goal(lt(r + 2 * a, z + a), from_lines("one"))],
    ),
    "transitivity": (
        [
            given("one", le(r, z)),
            given("two", lt(z, a)),
            goal(lt(r, a), transitivity("one", "two")),
        ],
        [
            given("one", le(r, z)),
            given("two", le(z, a)),
            goal(lt(r, a), transitivity("one", "two")),
        ],
    ),
    "transitivity, in order": (
        [
            given("one", le(r, z)),
            given("two", le(z, a)),
            goal(le(r, a), transitivity("one", "two")),
        ],
        [
            given("one", le(r, z)),
            given("two", le(a, z)),
            goal(le(r, a), transitivity("one", "two")),
        ],
    ),
    "induction": (
        [
            given("start", eq(f(0), 0)),
            given("step", eq(f(t + 1), f(t) + 2 * t + 1), over=(t,)),
            goal(eq(f(n), n**2), induction("start", at("step", {t: n}), of=n)),
        ],
        [
            given("start", eq(f(0), 1)),
            given("step", eq(f(t + 1), f(t) + 2 * t + 1), over=(t,)),
            goal(eq(f(n), n**2), induction("start", at("step", {t: n}), of=n)),
        ],
    ),
    "induction up to a number": (
        [
            Line("flat", eq(f(n + 1), f(n)), by_hand(), when=(lt(n, T),)),
            goal(eq(f(n), f(0)), induction("flat", of=n), when=(le(n, T),)),
        ],
        [
            Line("flat", eq(f(n + 1), f(n)), by_hand(), when=(lt(n, T),)),
            goal(eq(f(n), f(0)), induction("flat", of=n), when=(le(n, T + 1),)),
        ],
    ),
    "induction from any two": (
        [
            given("zero", eq(f(0), 1)),
            given("one", eq(f(1), 2)),
            given("next", eq(f(t + 2), 3 * f(t + 1) - 2 * f(t) - 1), over=(t,)),
            goal(
                eq(f(n), n + 1),
                induction("zero", "one", at("next", {t: n}), of=n, steps=2),
            ),
        ],
        [
            given("zero", eq(f(0), 1)),
            given("next", eq(f(t + 2), 3 * f(t + 1) - 2 * f(t) - 1), over=(t,)),
            goal(eq(f(n), n + 1), induction("zero", at("next", {t: n}), of=n, steps=2)),
        ],
    ),
    "induction, without its step": (
        [
            given("start", ge(f(0), 1)),
            given("step", ge(f(t + 1), 2 * f(t)), over=(t,)),
            goal(ge(f(n), 1), induction("start", at("step", {t: n}), of=n)),
        ],
        [
            given("start", ge(f(0), 1)),
            given("step", ge(f(t + 1), 2 * f(t) - 2), over=(t,)),
            goal(ge(f(n), 1), induction("start", at("step", {t: n}), of=n)),
        ],
    ),
    "telescoping": (
        [goal(eq(sp.Sum(t, (t, 0, n)), n * (n + 1) / 2), telescoping(of=n))],
        [goal(eq(sp.Sum(t, (t, 0, n)), n * (n - 1) / 2), telescoping(of=n))],
    ),
    "telescoping, from the first term on": (
        [goal(eq(sp.Sum(2 * t + 1, (t, 0, n - 1)), n**2), telescoping(of=n))],
        [goal(eq(sp.Sum(2 * t + 1, (t, 1, n - 1)), n**2), telescoping(of=n))],
    ),
    "adding up": (
        [
            given("each", le(f(t), g(t + 1) - g(t)), over=(t,)),
            goal(le(sp.Sum(f(t), (t, 0, n)), g(n + 1) - g(0)), adding_up("each", over=(t, 0, n))),
        ],
        [
            given("each", le(f(t), g(t + 1) - g(t)), over=(t,)),
            goal(le(sp.Sum(f(t), (t, 0, n)), g(n) - g(0)), adding_up("each", over=(t, 0, n))),
        ],
    ),
    "adding up, only where the line holds": (
        [
            Line("each", le(t, n), from_lines(), when=(le(t, n),)),
            goal(le(sp.Sum(t, (t, 0, n)), n * (n + 1)), adding_up("each", over=(t, 0, n))),
        ],
        [
            Line("each", le(t, n), from_lines(), when=(le(t, n),)),
            goal(le(sp.Sum(t, (t, 0, n + 1)), n * (n + 2)), adding_up("each", over=(t, 0, n + 1))),
        ],
    ),
    "computed": (
        [
            given("start", eq(f(0), 1)),
            given("step", eq(f(t + 1), sp.sqrt(1 + f(t))), over=(t,)),
            goal(gt(f(20), sp.Rational(1618, 1000)), computed("start", "step")),
        ],
        [
            given("start", eq(f(0), 1)),
            given("step", eq(f(t + 1), sp.sqrt(1 + f(t))), over=(t,)),
            goal(gt(f(20), sp.Rational(1619, 1000)), computed("start", "step")),
        ],
    ),
    "computed, without a recursion": (
        [goal(gt(sp.log(2), sp.Rational(69, 100)), computed())],
        [goal(gt(sp.log(2), sp.Rational(70, 100)), computed())],
    ),
    "computed: balls do not show that numbers are equal": (
        [goal(lt(sp.exp(-1), sp.Rational(37, 100)), computed())],
        [goal(eq(sp.log(2), sp.log(2) + sp.Rational(1, 10**50)), computed())],
    ),
    "computed: a quadrature has no error bounds": (
        [goal(lt(sp.polylog(2, HALF), HALF + sp.Rational(1, 10)), computed())],
        [goal(lt(sp.Integral(sp.log(sp.Abs(1 - a)), (a, 0, 2)), -1), computed())],
    ),
    "computed, from the term before alone": (
        [
            given("start", eq(f(0), 1)),
            given("step", eq(f(t + 1), f(t) + t), over=(t,)),
            goal(eq(f(3), 4), computed("start", "step")),
        ],
        [
            given("start", eq(f(0), 1)),
            given("step", eq(f(t + 1), f(t) + g(t)), over=(t,)),
            goal(eq(f(3), 4), computed("start", "step")),
        ],
    ),
    "squeeze": (
        [
            given("low", le(0, f(t)), over=(t,)),
            given("high", le(f(t), 1 / (t + 1)), over=(t,)),
            goal(eq(lim(f(t), t), 0), squeeze("low", "high")),
        ],
        [
            given("low", le(-1, f(t)), over=(t,)),
            given("high", le(f(t), 1 / (t + 1)), over=(t,)),
            goal(eq(lim(f(t), t), 0), squeeze("low", "high")),
        ],
    ),
    "keeps order": (
        [given("one", lt(a, b)), goal(lt(sp.log(a), sp.log(b)), keeps_order("one", by=sp.log))],
        [given("one", lt(a, b)), goal(lt(sp.log(b), sp.log(a)), keeps_order("one", by=sp.log))],
    ),
    "keeps order, where the function is defined": (
        [given("one", lt(r, z)), goal(lt(sp.exp(r), sp.exp(z)), keeps_order("one", by=sp.exp))],
        [given("one", lt(r, z)), goal(lt(sp.log(r), sp.log(z)), keeps_order("one", by=sp.log))],
    ),
    "monotone": (
        [
            Line("slope", gt(sp.Derivative(a + a**2, a), 0), sign()),
            given("order", lt(b, c)),
            goal(lt(b + b**2, c + c**2), monotone("slope", "order", of=a, points=(b, c))),
        ],
        [
            Line("slope", gt(sp.Derivative(a + a**2, a), 0), sign()),
            given("order", lt(b, c)),
            goal(lt(c + c**2, b + b**2), monotone("slope", "order", of=a, points=(b, c))),
        ],
    ),
    "no slope, no change": (
        [
            given("slope", eq(sp.Derivative(f(x), x), 0), over=(x,)),
            goal(eq(f(x), f(0)), monotone("slope", of=x, points=(sp.Integer(0), x))),
        ],
        [
            given("slope", ge(sp.Derivative(f(x), x), 0), over=(x,)),
            goal(eq(f(x), f(0)), monotone("slope", of=x, points=(sp.Integer(0), x))),
        ],
    ),
    "no slope at one place only": (
        [
            given("slope", eq(sp.Derivative(f(x), x), 0), over=(x,)),
            goal(le(f(x), f(0)), monotone("slope", of=x, points=(sp.Integer(0), x))),
        ],
        [
            given("slope", eq(sp.Derivative(f(x), x), 0)),
            goal(le(f(x), f(0)), monotone("slope", of=x, points=(sp.Integer(0), x))),
        ],
    ),
    "identity of unknown slopes": (
        [
            goal(
                eq(
                    sp.Derivative(f(x) * g(x), x),
                    sp.Derivative(f(x), x) * g(x) + f(x) * sp.Derivative(g(x), x),
                ),
                identity(),
            )
        ],
        [goal(eq(sp.Derivative(f(x) * g(x), x), sp.Derivative(f(x), x) * g(x)), identity())],
    ),
    "monotone, on the interval only": (
        [
            Line(
                "slope",
                lt(sp.Derivative(x**2 - 2 * x, x), 0),
                sign(cover={x: between(0, 1, True)}),
                when=(lt(x, 1),),
            ),
            goal(lt(-1, 0), monotone("slope", of=x, points=(sp.Integer(0), sp.Integer(1)))),
        ],
        [
            Line(
                "slope",
                lt(sp.Derivative(x**2 - 2 * x, x), 0),
                sign(cover={x: between(0, 1, True)}),
                when=(lt(x, 1),),
            ),
            goal(lt(3, 0), monotone("slope", of=x, points=(sp.Integer(0), sp.Integer(3)))),
        ],
    ),
    "monotone, among the values of the letter only": (
        [
            Line("slope", gt(sp.Derivative(-1 / a, a), 0), sign()),
            goal(lt(-1, -HALF), monotone("slope", of=a, points=(sp.Integer(1), sp.Integer(2)))),
        ],
        [
            Line("slope", gt(sp.Derivative(-1 / a, a), 0), sign()),
            goal(lt(1, -1), monotone("slope", of=a, points=(sp.Integer(-1), sp.Integer(1)))),
        ],
    ),
    "sum against integral": (
        [
            Line("whole", eq(sp.Derivative(-sp.exp(-x), x), sp.exp(-x)), identity()),
            Line("falls", lt(sp.Derivative(sp.exp(-x), x), 0), sign()),
            goal(
                le(sp.exp(-x - 1), sp.exp(-x) - sp.exp(-x - 1)),
                sum_against_integral("whole", "falls", of=x),
            ),
        ],
        [
            Line("whole", eq(sp.Derivative(-sp.exp(-x), x), sp.exp(-x)), identity()),
            Line("falls", lt(sp.Derivative(sp.exp(-x), x), 0), sign()),
            goal(
                ge(sp.exp(-x - 1), sp.exp(-x) - sp.exp(-x - 1)),
                sum_against_integral("whole", "falls", of=x),
            ),
        ],
    ),
    "triangle inequality": (
        [
            goal(
                le(norm(sp.Sum(f(t), (t, 0, n))), sp.Sum(norm(f(t)), (t, 0, n))),
                triangle_inequality(),
            )
        ],
        [
            goal(
                le(norm(sp.Sum(f(t), (t, 0, n))), sp.Sum(norm(f(t)), (t, 1, n))),
                triangle_inequality(),
            )
        ],
    ),
    "area": (
        [
            Line("slope", eq(sp.Derivative(r**3 / 3, r), r**2), identity()),
            goal(
                eq(sp.Integral(r**2, (r, a, b)), b**3 / 3 - a**3 / 3),
                area("slope", of=r, whole=r**3 / 3),
            ),
        ],
        [
            Line("slope", eq(sp.Derivative(r**3 / 3, r), r**2), identity()),
            goal(
                eq(sp.Integral(r**2, (r, a, b)), b**3 / 3 + a**3 / 3),
                area("slope", of=r, whole=r**3 / 3),
            ),
        ],
    ),
    "area, where the function has a slope": (
        [
            Line("slope", eq(sp.Derivative(-1 / a, a), 1 / a**2), identity()),
            goal(eq(sp.Integral(1 / a**2, (a, 1, 2)), HALF), area("slope", of=a, whole=-1 / a)),
        ],
        [
            Line("slope", eq(sp.Derivative(-1 / r, r), 1 / r**2), identity()),
            goal(eq(sp.Integral(1 / r**2, (r, -1, 1)), -2), area("slope", of=r, whole=-1 / r)),
        ],
    ),
    "area, across a gap": (
        [
            *_gap(sp.Abs(r)),
            goal(eq(sp.Integral(sp.sign(r), (r, -1, 2)), 1), _across(sp.Abs(r))),
        ],
        [
            *_gap(sp.Abs(r) + sp.sign(r)),
            goal(eq(sp.Integral(sp.sign(r), (r, -1, 2)), 3), _across(sp.Abs(r) + sp.sign(r))),
        ],
    ),
    "substitution": (
        [
            goal(
                eq(sp.Integral(f(2 - 3 * x), (x, 0, 1)), sp.Integral(f(r), (r, -1, 2)) / 3),
                substitution(line=2 - 3 * x),
            )
        ],
        [
            goal(
                eq(sp.Integral(f(2 - 3 * x), (x, 0, 1)), -sp.Integral(f(r), (r, -1, 2)) / 3),
                substitution(line=2 - 3 * x),
            )
        ],
    ),
    "substitution, at the ends": (
        [
            goal(
                eq(sp.Integral(f(a * x), (x, 0, 1)), sp.Integral(f(r), (r, 0, a)) / a),
                substitution(line=a * x),
            )
        ],
        [
            goal(
                eq(sp.Integral(f(z * x), (x, 0, 1)), sp.Integral(f(r), (r, 0, z)) / z),
                substitution(line=z * x),
            )
        ],
    ),
    "pieces": (
        [
            *_two_pieces(),
            goal(
                eq(
                    sp.Integral(g(f(x)), (x, 0, 2)),
                    sp.Integral(g(x), (x, 0, 1)) + sp.Integral(g(1), (x, 1, 2)),
                ),
                pieces("first", "then", at=(1,)),
            ),
        ],
        [
            *_two_pieces(),
            goal(
                eq(
                    sp.Integral(g(f(x)), (x, 0, 3)),
                    sp.Integral(g(x), (x, 0, 2)) + sp.Integral(g(1), (x, 2, 3)),
                ),
                pieces("first", "then", at=(2,)),
            ),
        ],
    ),
    "pieces, of one integrand": (
        [
            goal(
                eq(sp.Integral(g(x), (x, 0, a)), sp.Integral(g(x), (x, 0, 1)) + _rest(1)),
                pieces(at=(1,)),
                when=(gt(a, 1),),
            )
        ],
        [
            goal(
                eq(sp.Integral(g(x), (x, 0, a)), sp.Integral(g(x), (x, 0, 1)) + _rest(2)),
                pieces(at=(1,)),
                when=(gt(a, 1),),
            )
        ],
    ),
    "pieces, but for few points": (
        [*_apart(sp.sin(2 * x - b)), goal(_put_in(0, 1), pieces("there", at=()))],
        [*_apart(f(x)), goal(_put_in(0, 1), pieces("there", at=()))],
    ),
    "pieces, but for a level that is met throughout": (
        [*_apart(sp.cos(x) - b), goal(_put_in(0, 1), pieces("there", at=()))],
        [*_apart(sp.sin(c) * sp.cos(b * x)), goal(_put_in(0, 1), pieces("there", at=()))],
    ),
    "run afresh": (
        [goal(eq(_first(), 1 / (sp.sqrt(8) * a)), run_afresh(of=_first))],
        [goal(eq(_first(), 1 / (sp.sqrt(8) * a)), run_afresh(of=lambda: 2 * _first()))],
    ),
    "termwise": (
        [*_areas(), goal(eq(sp.Integral(3 * f(x) + c, (x, 0, 2)), 15 + 2 * c), termwise("area"))],
        [*_areas(), goal(eq(sp.Integral(3 * f(x) + c, (x, 0, 2)), 15 + c), termwise("area"))],
    ),
    "termwise, where each term has an integral": (
        [*_areas(), goal(eq(sp.Integral(c - f(x), (x, 0, 2)), 2 * c - 5), termwise("area"))],
        [*_areas(), goal(eq(sp.Integral(f(x) + g(x), (x, 0, 2)), 5), termwise("area"))],
    ),
    "termwise, of what the integrand is": (
        [
            *_areas(),
            Line("sum", eq(g(x), f(x) + 1), assumed(), over=(x,)),
            goal(eq(sp.Integral(g(x), (x, 0, 2)), 7), termwise("sum", "area")),
        ],
        [
            *_areas(),
            Line("sum", eq(g(x), f(x) + 1), assumed(), over=(x,), when=(lt(x, 1),)),
            goal(eq(sp.Integral(g(x), (x, 0, 2)), 7), termwise("sum", "area")),
        ],
    ),
    "at, where an angle is real": (
        [
            Line("one", ge(sp.Abs(z), 0), sign()),
            given("small", lt(a, 1)),
            goal(gt(a, 0), from_lines("small", at("one", {z: sp.acos(a)}))),
        ],
        [
            Line("one", ge(sp.Abs(z), 0), sign()),
            goal(gt(a, 0), from_lines(at("one", {z: sp.acos(a)}))),
        ],
    ),
    "definition": (
        [goal(eq(lr(t), lr0 * sp.exp(-k * t)), definition(of=ExponentialDecay(lr0, k)))],
        [goal(eq(lr(t), lr0 * sp.exp(-k * (t + 1))), definition(of=ExponentialDecay(lr0, k)))],
    ),
    "definition of a piece": (
        [
            goal(
                eq(lr(x), lr0 * (1 - x / T)),
                definition(of=LinearDecay(lr0, T), on=(0, T)),
                when=(lt(x, T),),
            )
        ],
        [goal(eq(lr(x), lr0 * (1 - x / T)), definition(of=LinearDecay(lr0, T)))],
    ),
    "at, where its conditions hold": (
        [
            Line("one", lt(sp.exp(-s), 2), sign(), when=(lt(s, 1),)),
            given("small", lt(a, 1)),
            goal(lt(sp.exp(-a), 2), from_lines("small", at("one", {s: a}))),
        ],
        [
            Line("one", lt(sp.exp(-s), 2), sign(), when=(lt(s, 1),)),
            given("small", lt(a, 2)),
            goal(lt(sp.exp(-a), 2), from_lines("small", at("one", {s: a}))),
        ],
    ),
    "at, in the domain of its letter": (
        [
            Line("one", gt(a**2 + a, 0), sign()),
            goal(gt((r**2 + 1) ** 2 + r**2 + 1, 0), from_lines(at("one", {a: r**2 + 1}))),
        ],
        [
            Line("one", gt(a**2 + a, 0), sign()),
            goal(gt(r**2 + r, 0), from_lines(at("one", {a: r}))),
        ],
    ),
    "at, where the value is real": (
        [
            Line("one", gt(sp.exp(z), 0), sign()),
            goal(gt(r + 1, 1), from_lines(at("one", {z: sp.log(r)})), when=(gt(r, 0),)),
        ],
        [
            Line("one", gt(sp.exp(z), 0), sign()),
            goal(gt(r + 1, 1), from_lines(at("one", {z: sp.log(r)}))),
        ],
    ),
    "at, for letters that may vary": (
        [
            given("start", gt(f(t), 1), over=(t,)),
            goal(gt(f(n + 1), 0), from_lines(at("start", {t: n + 1}))),
        ],
        [
            given("start", gt(f(t), 1)),
            goal(gt(f(n + 1), 0), from_lines(at("start", {t: n + 1}))),
        ],
    ),
    "by theorem": (
        [
            given("below", lt(a, 1)),
            goal(
                le(a, -sp.log(1 - a)),
                by_theorem(
                    theorem("E2d"),
                    "lower",
                    {
                        s: a,
                        c: a,
                        eta: lambda t: 0,
                        sp.Symbol("lam", positive=True): 1,
                        sequence("theta", real=True): lambda t: 0,
                    },
                    "below",
                ),
            ),
        ],
        [
            goal(
                le(a, -sp.log(1 - a)),
                by_theorem(
                    theorem("E2d"),
                    "lower",
                    {
                        s: a,
                        c: a,
                        eta: lambda t: 0,
                        sp.Symbol("lam", positive=True): 1,
                        sequence("theta", real=True): lambda t: 0,
                    },
                ),
            ),
        ],
    ),
    "a name keeps to its domain": (
        [goal(eq(a, sp.exp(r)), let())],
        [goal(eq(a, r), let())],
    ),
}


@pytest.mark.parametrize("rule", USES)
def test_a_rule_accepts_what_is_true_for_its_reason(rule):
    assert answer(*USES[rule][0]) is True


@pytest.mark.parametrize("rule", USES)
def test_a_rule_refuses_what_is_false_or_true_for_no_such_reason(rule):
    assert answer(*USES[rule][1]) is not True


# -- what no rule can mend -----------------------------------------------------------------------


def test_a_line_falls_with_those_it_rests_on():
    lines = (
        Line("wrong", eq(r, r + 1), identity()),
        goal(eq(2 * r, 2 * r + 2), from_lines("wrong")),
    )
    assert Proof(lines).first(lines[1]).reason == "it rests on wrong"


@pytest.mark.parametrize("by", [by_hand(), cited(facts=("completeness",))])
def test_numbers_are_checked_where_no_rule_can(by):
    (one,) = examine(Proof([goal(lt(a, 1), by)]), 1)
    assert one.first.answer is True and one.second.answer is False
    assert not one.ok


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            [goal(eq(r, r), from_lines("later")), Line("later", eq(r, r), identity())],
            "no line before",
        ),
        ([Line("one", eq(r, r), identity()), Line("one", eq(z, z), identity())], "share a name"),
        ([given("h", lt(a, 1)), Line("name", eq(a, b), let())], "has a meaning already"),
        ([Line("name", eq(f(t), f(t - 1)), let())], "has a meaning already"),
        ([Line("name", eq(f(t + 1), t), let())], "names nothing"),
        ([goal(eq(r, r), cited(facts=("magic",)))], "not in the list of facts"),
    ],
)
def test_what_is_no_proof_is_refused(lines, words):
    with pytest.raises(ValueError, match=words):
        Proof(lines)


def test_hypotheses_that_nothing_meets_prove_nothing():
    lines = [
        given("one", lt(a, 1)),
        given("two", gt(a, 2)),
        goal(lt(a, 0), from_lines("one", "two")),
    ]
    assert any(not one.ok for one in examine(Proof(lines), 1))


def _by_recursion(step, **notation):
    """A theorem on a sequence that is given by recursion; its line is silent about it."""
    return _theorem(
        lines=(
            Line("first", eq(f(0), 1), assumed(**notation)),
            Line("next", step, assumed(**notation), over=(t,)),
            Line("sum", eq(r + r, 2 * r), identity()),
        ),
        statement="$$sum$$",
    )


@pytest.mark.parametrize(
    ("step", "notation", "owed"),
    [
        (eq(f(t + 1), 2 * f(t)), {"notation": True}, False),
        (eq(f(t + 1), 2 * f(t)), {}, True),
        (eq(f(t + 1), f(t + 1) + 1), {"notation": True}, True),
        (eq(f(t), 2 * f(t)), {"notation": True}, True),
        (le(f(t + 1), 2 * f(t)), {"notation": True}, True),
        (eq(f(t + 2), 2 * f(t)), {"notation": True}, True),
        (eq(f(t + 1), sp.sqrt(f(t) - 2)), {"notation": True}, True),
    ],
)
def test_a_recursion_makes_its_sequence_and_any_other_hypothesis_is_owed(step, notation, owed):
    line = goal(eq(r + r, 2 * r), by_theorem(_by_recursion(step, **notation), "sum"))
    answered = Proof([line]).first(line)
    assert (answered.answer is not True) is owed
    assert not owed or "which is not shown" in answered.reason


def test_a_theorem_rests_on_theorems_that_stand():
    wrong = _theorem(lines=(Line("sum", eq(r, r + 1), identity()),), statement="$$sum$$")
    line = goal(eq(r, r + 1), by_theorem(wrong, "sum"))
    assert "is not proved at its line sum" in Proof([line]).first(line).reason


# -- neighbours ------------------------------------------------------------------------------


def test_neighbours_change_one_thing_each():
    relation = le(sp.Sum(f(t), (t, 0, n - 1)), 2 * a)
    said = {str(changed) for _, changed in neighbours(relation)}
    for wanted in (
        "Sum(f(t), (t, 0, n - 1)) >= 2*a",
        "Sum(f(t), (t, 0, n - 1)) < 2*a",
        "Sum(f(t), (t, 1, n - 1)) <= 2*a",
        "Sum(f(t), (t, 0, n)) <= 2*a",
        "Sum(f(t + 1), (t, 0, n - 1)) <= 2*a",
        "Sum(f(t), (t, 0, n - 1)) <= 3*a",
    ):
        assert wanted in said
    assert str(relation) not in said


def test_a_neighbour_chosen_by_hand_must_be_false():
    lines = [Line("sum", le(r, r + 1), sign())]
    hand = [Neighbour("weaker", "sum", le(r, r + 2))]
    (one,) = examine(Proof(lines), 1, hand)
    assert "no number refutes" in " ".join(one.problems)


def test_what_has_no_number_anywhere_is_not_called_true():
    lines = [Line("above", gt(1 / sp.sqrt(T + 1), 0), sign())]
    (one,) = examine(Proof(lines), 1)
    (found,) = [b for b in one.neighbours if b.says == gt(1 / sp.sqrt(1 - T), 0)]
    assert found.outcome == "open"


# -- a theorem says what its lines say ----------------------------------------------------------


def _theorem(**changes):
    parts = dict(
        label="S",
        name="Sum",
        chapter="none",
        statement="Numbers add up: $$sum$$",
        lines=(Line("sum", eq(sp.Sum(t, (t, 0, n)), n * (n + 1) / 2), telescoping(of=n), "so"),),
    )
    return Theorem(**(parts | changes))


def test_a_name_follows_the_letters_that_it_is_made_of():
    """With k doubled, e^-k is another number: a line that names it says so, or is not cited."""
    named = Line("named", eq(b, sp.exp(-k)), let())
    about = Line("about", eq(b * sp.exp(k), 1), identity())
    for values in ({k: 2 * k}, {b: c}):
        wrong = goal(eq(b * sp.exp(2 * k), 1), from_lines(at("about", values)))
        assert answer(named, about, wrong) is not True
    right = goal(eq(sp.exp(-2 * k) * sp.exp(2 * k), 1), from_lines(at("about", {k: 2 * k})))
    assert answer(named, about, right) is True
    power = Line("power", eq(f(n), k**n), let())
    first = Line("first", eq(f(1), k), identity())
    assert answer(power, first, goal(eq(f(1), 2 * k), from_lines(at("first", {k: 2 * k})))) is False
    shipped = Line(
        "shipped", eq(lr(t), lr0 * sp.exp(-k * t)), definition(of=ExponentialDecay(lr0, k))
    )
    start = Line("start", eq(lr(0), lr0), from_lines(at("shipped", {t: 0})))
    wrong = goal(eq(lr(0), 2 * lr0), from_lines(at("start", {lr0: 2 * lr0})))
    assert answer(shipped, start, wrong) is not True


def _made_of(letter):
    """A name for a sum, which is a letter; rules of algebra do not see through it."""
    yield Line("total", eq(z, sp.Sum(letter, (i, 1, 1))), let())
    yield Line("is_", eq(z, letter), identity("total"))


@pytest.mark.parametrize(
    ("letter", "says", "by"),
    [
        (n, lt(sp.Min(n, z), 5), induction("is_", of=n)),
        (a, ge(a**2 / 2 - z * a, 0), rises_from_zero("is_", of=a)),
        (a, eq(sp.Derivative(z, a), 0), identity()),
        (n, eq(sp.Limit(z, n, sp.oo, "-"), z), limit()),
        (n, eq(z, sp.oo), limit("is_", of=n)),
        (t, eq(sp.Sum(z, (t, 0, n)), (n + 1) * z), identity()),
        (t, eq(sp.Sum(z, (t, 0, n)), (n + 1) * z), adding_up("is_", over=(t, 0, n))),
    ],
)
def test_no_rule_moves_a_letter_on_which_a_name_depends_unseen(letter, says, by):
    """z is the letter: each of these is false, or has no meaning, and looks true of one number."""
    assert answer(*_made_of(letter), goal(says, by)) is None


def test_no_name_is_put_where_its_own_letter_is_bound():
    total = Line("doubled", eq(sp.Sum(n, (t, 0, 1)), 2 * n), identity())
    wrong = goal(eq(sp.Sum(z, (t, 0, 1)), 1), from_lines(at("doubled", {n: z})))
    assert answer(*_made_of(t), total, wrong) is None


@pytest.mark.parametrize(
    ("general", "values", "wrong"),
    [
        (
            eq(sp.Sum(f(t), (t, 0, 1)), f(0) + f(1)),
            {f: lambda j: j * t},
            eq(sp.Sum(t**2, (t, 0, 1)), t),
        ),
        (ge(eta(t), 0), {eta: lambda j: -j}, ge(-t, 0)),
        (ge(f(t) ** 2, 0), {f: lambda j: sp.sqrt(-1 - j)}, ge(-1 - t, 0)),
    ],
)
def test_a_sequence_stands_for_what_keeps_its_domain_and_its_letters(general, values, wrong):
    """A letter of what is put in is not that of a sum around it; and no term leaves the domain."""
    lines = Line("general", general, from_lines()), goal(wrong, from_lines(at("general", values)))
    assert answer(lines[0]) is True
    assert answer(*lines) is not True
    right = goal(ge(t + 1, 0), from_lines(at("general", {eta: lambda j: j + 1})))
    assert answer(Line("general", ge(eta(t), 0), sign()), right) is True


def test_two_sequences_of_one_name_are_printed_each_in_its_own_way():
    plain, drawn = sequence("C", real=True), sequence("C", r"C_{#1}(#2)", real=True)
    assert plain(n, r) != drawn(n, r)
    assert (tex(plain(n)), tex(drawn(n, r))) == ("C_{n}", "C_{n}(r)")


def test_a_theorem_speaks_of_a_name_only_where_it_means_the_same():
    power = Line("power", eq(f(n), k**n), let())
    first = Line("first", eq(f(1), k), identity())
    other = _theorem(label="F", statement="$$first$$", lines=(power, first))
    line = goal(eq(f(1), 2 * k), by_theorem(other, "first", {k: 2 * k}))
    assert answer(Line("twice", eq(f(n), (2 * k) ** n), let()), line) is True
    assert answer(Line("thrice", eq(f(n), (3 * k) ** n), let()), line) is not True
    assert answer(line) is not True


def test_a_theorem_of_lines_is_accepted():
    report = _theorem().run(seed=1)
    assert report.problems == () and report.neighbours("accepted") == []
    assert r"\sum_{t=0}^{n} t = \frac{n \left(n + 1\right)}{2}" in str(
        _theorem()._repr_mimebundle_()["text/markdown"]
    )


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("2+2=5", "in its words"),
        ("$$sum$$ and so 7 is prime", "in its words"),
        ("$$2 + 2 = 5$$ and $$sum$$", "which no line says"),
        ("$$sum$$ for $n = 3$", "which no line says"),
        ("$$sum$$ whatever $m$ is", "which no line says"),
        ("Numbers add up.", "does not show line sum"),
    ],
)
def test_a_statement_that_says_more_or_less_than_its_lines_is_refused(statement, words):
    report = dataclasses.replace(_theorem(), statement=statement).run(seed=1)
    assert not report.ok and words in " ".join(report.problems)


def test_a_step_by_hand_is_named_wherever_the_theorem_is_shown():
    line = Line("sum", eq(sp.Sum(t, (t, 0, n)), n * (n + 1) / 2), by_hand(), "Gauss saw it")
    it = _theorem(lines=(line,))
    assert it.report.ok and it.steps_by_hand == ("Gauss saw it",)
    for text in it._repr_mimebundle_().values():
        assert "machine-checked but for 1 step" in text
    assert "**By hand:** Gauss saw it." in it._repr_mimebundle_()["text/markdown"]


# -- the engines ------------------------------------------------------------------------------


def test_logic_knows_no_more_than_it_says():
    assert follows(lt(1 / b, 1 / a), [lt(a, b)])
    assert not follows(lt(1 / a, 1 / b), [lt(a, b)])
    assert follows(lt(1, sp.exp(a)), [])
    assert not follows(lt(2, sp.exp(a)), [])
    assert not follows(lt(sp.log(a), sp.log(b)), [lt(a, b)])  # of logarithms it knows nothing
    assert follows(eq(r * a**-n, z), [eq(r, z * a**n)])  # x^-n = 1/x^n
    assert not follows(eq(a**-n, a**n), [])
    assert follows(implies(lt(r, 0), lt(r, 1)), [])


def test_sums_in_one_form():
    tail = lambda first: sp.Sum(f(t), (t, first, T - 1))  # noqa: E731
    assert aligned(tail(n) - tail(n + 1)) == f(n)
    assert aligned(sp.Sum(2 * f(t) + g(t), (t, 0, n)) - 2 * sp.Sum(f(t), (t, 0, n))) == aligned(
        sp.Sum(g(t), (t, 0, n))
    )
    assert aligned(sp.Sum(f(t), (t, 3, 2))) == 0
    assert aligned(sp.Product(f(t), (t, 3, 2))) == 1
    assert aligned(sp.Sum(f(t), (t, 2, 0))) == -f(1)  # a range turned round, as the laws need


def test_numbers_decide_or_say_that_they_do_not():
    point = Point({a: "1/3", n: 4}, {f: lambda i: i**2})
    assert decide(eq(sp.Sum(f(t), (t, 0, n)), 30), point) is True
    assert decide(eq(sp.Sum(f(t), (t, 0, n - 1)), 30), point) is False
    assert decide(lt(a, sp.Rational(1, 3)), point) is False
    assert decide(le(a, sp.Rational(1, 3)), point) is True
    assert decide(eq(sp.Derivative(a**3, a), 3 * a**2), point) is True
    assert decide(eq(lim((a * t + 1) / t, t), a), point) is True
    assert decide(eq(lim(sp.exp(t), t), 0), point) is False
    assert decide(lt(sp.log(a - 1), 0), point) is None  # no number there
    with pytest.raises(NotShown):
        point.value(b)


def test_integrals_by_numbers():
    """Through kinks and through a logarithm's gap; what is drawn is integrated, too."""
    point = Point({a: "3/2", b: "1/3"}, {f: lambda i: 2 * i + 1})
    near_one = sp.log(sp.Abs(1 - r))
    for relation in (
        eq(sp.Integral(near_one, (r, 0, a)), (a - 1) * sp.log(a - 1) - a),
        eq(sp.Integral(sp.Max(r, b), (r, 0, 1)), b**2 + (1 - b**2) / 2),
        eq(sp.Integral(f(r), (r, 0, a)), a**2 + a),
    ):
        assert decide(relation, point) is True
        assert decide(eq(relation.lhs, relation.rhs * (1 + sp.Rational(1, 10**6))), point) is False


def test_no_number_is_never_a_verdict():
    """An overflow, a quotient by 0, a drawn sequence that has not settled: undecided, not false."""
    tower = sp.exp(sp.exp(sp.exp(sp.exp(60 * a))))
    point = Point({a: 1}, {f: lambda i: i % 350})  # no limit, yet no farther than 350
    for relation in (
        eq(tower, 0),
        lt(tower, 0),
        gt(1, tower),
        le(1 / tower, -1),
        eq(1 / (a - 1), 5),
        lt(a / (a - 1) - 1 / (a - 1), 0),
        eq(lim(f(t), t), 0),
        eq(lim(f(t) ** t, t), 0),
    ):
        assert decide(relation, point) is None, relation
    assert decide(eq(lim(f(t) * sp.exp(-a * t), t), 0), point) is True
    assert decide(eq(lim(f(t) * sp.exp(-a * t), t), 1), point) is False


def test_points_differ_from_seed_to_seed_and_meet_the_hypotheses():
    proof = Proof([given("one", lt(a, b)), goal(lt(a, b), from_lines("one"))])
    seeds = (random.Random(7).random(), "other")
    drawn = [[p.symbols[a].mid() for p in proof.points(proof.lines["goal"], s)] for s in seeds]
    assert len(drawn[0]) > 12 and drawn[0] != drawn[1]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_promise_of_d1_is_what_the_library_computes(count):
    rates = [Fraction(2 + i, 1 + i * i) for i in range(count)]
    said = theorem("D1").claim["bound"].subs(promise.T, count).doit()
    found = said.replace(promise.eta, lambda i: sp.Rational(rates[int(i)]))
    assert found.subs({promise.D: 3, promise.G: 2}) == sp.Rational(last_iterate(rates, 3, 2))


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_bound_of_d5_is_that_of_d1_counted_from_the_end(count):
    rates = [Fraction(2 + i, 1 + i * i) for i in range(count)]
    proof = theorem("D5").proof
    point = Point(
        {promise.T: count, promise.D: 3, promise.G: 2}, {promise.eta: rates[::-1].__getitem__}
    )
    said = proof.spelled(proof.lines["B"].says.rhs)
    assert decide(eq(said, sp.Rational(last_iterate(rates, 3, 2))), point) is True
