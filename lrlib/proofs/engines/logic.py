"""What follows from what, by the laws of real numbers: the joints between lines (Z3).

Z3 decides polynomials. Whatever else stands in a relation (a sum of symbolic length, a
logarithm, a term of a sequence) becomes a letter that may be any real number, except that

    e^x >= 1 + x,   e^x > 0,   e^{x+y} = e^x e^y,
    (x^{1/n})^n = x,   x (1/x) = 1,   x^{-n} = 1/x^n,

and that a letter keeps the sign that SymPy knows its term to have. So what follows here follows
whatever these terms are; what needs more than that is for a line of its own.
"""

from __future__ import annotations

import sympy as sp
import z3

from lrlib.proofs import clock
from lrlib.proofs.engines import NotShown
from lrlib.proofs.engines.solver import to_z3
from lrlib.proofs.engines.sums import all_aligned

__all__ = ["follows"]

_KEPT = (sp.Add, sp.Mul, sp.Max, sp.Min, sp.Abs, sp.floor, sp.Mod, sp.Piecewise)
_LOGIC = (sp.core.relational.Relational, sp.And, sp.Or, sp.Not)


class _Letters:
    """One letter for each term that Z3 does not know, and what is known of it."""

    def __init__(self):
        self.of, self.facts = {}, []

    def letter(self, term, **domain):
        if term not in self.of:
            known = {
                name: True
                for name in ("integer", "positive", "nonnegative", "negative", "nonpositive")
                if getattr(term, f"is_{name}", None)
            }
            name = f"{term}#{len(self.of)}"
            self.of[term] = sp.Symbol(name, **({"real": True} | known | domain))
        return self.of[term]

    def inverse(self, base):
        term = sp.Function("inverse")(base)
        if term not in self.of:
            self.facts.append(sp.Eq(self.letter(term) * base, 1, evaluate=False))
        return self.of[term]

    def root(self, base, index):
        term = sp.Function("root")(base, sp.Integer(index))
        if term not in self.of:
            power = self.letter(term, nonnegative=True) ** index
            self.facts.append(sp.Eq(power, base, evaluate=False))
        return self.of[term]

    def exponential(self, exponent):
        product = sp.Integer(1)
        for part in sp.Add.make_args(sp.expand(exponent)):
            number, rest = part.as_coeff_Mul()
            if not number.is_Rational or rest == 1:
                number, rest = sp.Integer(1), part
            if not number.is_Integer:
                number, rest = sp.Integer(number.p), rest / number.q
            whole = sp.exp(rest)
            known = isinstance(whole, sp.exp)
            new = known and whole not in self.of
            base = self.letter(whole, positive=True) if known else self.walk(whole)
            if new:
                least = self.walk(rest) + 1
                strict = sp.Gt if rest.is_nonzero else sp.Ge
                self.facts.append(strict(base, least, evaluate=False))
            product *= base**number if number > 0 else self.inverse(base) ** -number
        return product

    def walk(self, e):
        if isinstance(e, sp.Implies):
            premise, conclusion = map(self.walk, e.args)
            return sp.Or(sp.Not(premise, evaluate=False), conclusion, evaluate=False)
        if isinstance(e, sp.core.relational.Relational):
            return e.func(*map(self.walk, e.args), evaluate=False)
        if e in (sp.true, sp.false) or isinstance(e, sp.Rational):
            return e
        if isinstance(e, sp.And | sp.Or | sp.Not):
            return e.func(*map(self.walk, e.args), evaluate=False)
        if isinstance(e, sp.Symbol):
            return self.letter(e)
        if isinstance(e, sp.exp):
            return self.exponential(e.exp)
        if e.is_Pow:
            return self._power(e)
        if isinstance(e, sp.functions.elementary.piecewise.ExprCondPair):
            return sp.functions.elementary.piecewise.ExprCondPair(*map(self.walk, e.args))
        if isinstance(e, _KEPT):
            return e.func(*map(self.walk, e.args))
        return self.letter(e)

    def _power(self, e):
        base, exponent = self.walk(e.base), e.exp
        if exponent.is_Rational:
            if exponent.q > 1:
                base = self.root(base, exponent.q)
            return base**exponent.p if exponent.p > 0 else self.inverse(base) ** -exponent.p
        if exponent.could_extract_minus_sign():
            return self.inverse(self.letter(e.base**-exponent))
        return self.letter(e)


def follows(goal, premises, seconds=10) -> bool:
    """Do the premises imply the goal, whatever the letters are?

    False means "not by this", not "no". Whole numbers are first taken for real ones, then, if
    that does not do, for what they are.
    """
    letters = _Letters()
    wanted, *given = map(letters.walk, all_aligned([goal, *premises]))
    given += letters.facts
    for whole in (False, True):
        if whole and not any(s.is_integer for s in letters.of.values()):
            return False
        answer = _ask(wanted, given, letters.of.values(), whole, seconds)
        if answer == z3.unsat:
            return True
    if answer == z3.unknown:
        raise NotShown("Z3 found neither a proof nor a case against it")
    return False


def _ask(wanted, given, letters, whole, seconds):
    """Is there a case against it? Names stay, domains become premises."""
    change = {
        letter: sp.Symbol(letter.name, integer=True) if whole and letter.is_integer
        else sp.Symbol(letter.name, real=True)
        for letter in letters
    }  # fmt: skip
    solver = z3.Solver(ctx=z3.Context())
    solver.set("timeout", int(1000 * min(seconds, clock.left())))
    domains = [d for letter in letters for d in _domain(letter)]
    for formula in (*given, *domains):
        solver.add(to_z3(_renamed(formula, change)).translate(solver.ctx))
    solver.add(z3.Not(to_z3(_renamed(wanted, change))).translate(solver.ctx))
    return solver.check()


def _renamed(formula, change):
    if formula in change:
        return change[formula]
    if not formula.args:
        return formula
    args = [_renamed(arg, change) for arg in formula.args]
    if isinstance(formula, _LOGIC):
        return formula.func(*args, evaluate=False)
    return formula.func(*args)


def _domain(letter):
    """What is known of a letter. A positive whole number, taken for a real one, is 1 or more."""
    if letter.is_positive and letter.is_integer:
        yield sp.Ge(letter, 1, evaluate=False)
    elif letter.is_positive:
        yield sp.Gt(letter, 0, evaluate=False)
    elif letter.is_nonnegative:
        yield sp.Ge(letter, 0, evaluate=False)
    elif letter.is_negative:
        yield sp.Lt(letter, 0, evaluate=False)
    elif letter.is_nonpositive:
        yield sp.Le(letter, 0, evaluate=False)
