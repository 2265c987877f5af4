"""What follows from what, by the laws of real numbers: the joints between lines (Z3).

Z3 decides polynomials. Whatever else stands in a relation (a sum of symbolic length, a
logarithm, a term of a sequence) becomes a letter that may be any real number, except that

    e^x >= 1 + x,   e^x > 0,   e^{x+y} = e^x e^y,
    (x^{1/n})^n = x,   x (1/x) = 1,   x^{-n} = 1/x^n,

and that a letter keeps the sign that SymPy knows its term to have. So what follows here follows
whatever these terms are; what needs more than that is for a line of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

import sympy as sp
import z3

from lrlib.proofs import clock
from lrlib.proofs.engines import NotShown
from lrlib.proofs.engines.solver import to_z3
from lrlib.proofs.engines.sums import all_aligned

__all__ = ["follows"]

_KEPT = (sp.Add, sp.Mul, sp.Max, sp.Min, sp.Abs, sp.floor, sp.Mod, sp.Piecewise)


class _Letters:
    """One letter for each term that Z3 does not know, and what is known of it.

    A term has the same letter at every question, so that a premise is read once.
    """

    def __init__(self) -> None:
        self.of: dict[sp.Basic, sp.Symbol] = {}
        self.facts: dict[sp.Symbol, sp.Basic] = {}
        self.named: Counter[str] = Counter()

    def letter(self, term: sp.Basic, **domain: bool) -> sp.Symbol:
        if term not in self.of:
            known = {
                name: True
                for name in ("integer", "positive", "nonnegative", "negative", "nonpositive")
                if getattr(term, f"is_{name}", None)
            }
            name = str(term)
            self.named[name] += 1
            name = f"{name}#{self.named[name]}"  # other terms may be printed alike
            self.of[term] = sp.Symbol(name, **({"real": True} | known | domain))
        return self.of[term]

    def know(self, letter: sp.Symbol, fact: sp.Basic) -> sp.Symbol:
        self.facts.setdefault(letter, fact)
        return letter

    def inverse(self, base: sp.Expr) -> sp.Symbol:
        letter = self.letter(sp.Function("inverse")(base))
        return self.know(letter, sp.Eq(letter * base, 1, evaluate=False))

    def root(self, base: sp.Expr, index: int) -> sp.Symbol:
        letter = self.letter(sp.Function("root")(base, sp.Integer(index)), nonnegative=True)
        return self.know(letter, sp.Eq(letter**index, base, evaluate=False))

    def exponential(self, exponent: sp.Expr) -> sp.Expr:
        product = sp.Integer(1)
        for part in sp.Add.make_args(sp.expand(exponent)):
            number, rest = part.as_coeff_Mul()
            if not number.is_Rational or rest == 1:
                number, rest = sp.Integer(1), part
            if not number.is_Integer:
                number, rest = sp.Integer(number.p), rest / number.q
            whole = sp.exp(rest)
            known = isinstance(whole, sp.exp)
            base = self.letter(whole, positive=True) if known else self.walk(whole)
            if known and base not in self.facts:
                strict = sp.Gt if rest.is_nonzero else sp.Ge
                self.know(base, strict(base, self.walk(rest) + 1, evaluate=False))
            product *= base**number if number > 0 else self.inverse(base) ** -number
        return product

    def walk(self, e: sp.Basic) -> sp.Basic:
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

    def _power(self, e: sp.Expr) -> sp.Expr:
        base, exponent = self.walk(e.base), e.exp
        if exponent.is_Rational:
            if exponent.q > 1:
                base = self.root(base, exponent.q)
            return base**exponent.p if exponent.p > 0 else self.inverse(base) ** -exponent.p
        if exponent.could_extract_minus_sign():
            return self.inverse(self.letter(e.base**-exponent))
        return self.letter(e)


_LETTERS = _Letters()
_read = lru_cache(maxsize=20_000)(_LETTERS.walk)
_z3 = lru_cache(maxsize=20_000)(to_z3)


@lru_cache(maxsize=20_000)
def _letters_of(formula: sp.Basic) -> tuple[sp.Symbol, ...]:
    parts = sp.preorder_traversal(formula)
    return tuple(dict.fromkeys(part for part in parts if isinstance(part, sp.Symbol)))


def follows(goal: sp.Basic, premises: Iterable[sp.Basic], seconds: float = 10) -> bool:
    """Do the premises imply the goal, whatever the letters are?

    False means "not by this", not "no". Whole numbers are first taken for real ones, then, if
    that does not do, for what they are.
    """
    wanted, *given = map(_read, all_aligned([goal, *premises]))
    letters = dict.fromkeys(letter for e in (wanted, *given) for letter in _letters_of(e))
    todo = list(letters)
    for letter in todo:  # which grows: what is known of a letter speaks of others
        if letter in _LETTERS.facts:
            given.append(_LETTERS.facts[letter])
            more = [other for other in _letters_of(given[-1]) if other not in letters]
            letters.update(dict.fromkeys(more))
            todo += more
    for whole in (False, True):
        if whole and not any(s.is_integer for s in letters):
            return False
        solver = _case_against(wanted, given, letters, whole, seconds)
        answer = solver.check()
        if answer == z3.unsat:
            return True
        if answer == z3.sat and (whole or _has_whole(solver, letters)):
            return False
    if answer == z3.unknown:
        raise NotShown("Z3 found neither a proof nor a case against it")
    return False


def _case_against(
    wanted: sp.Basic,
    given: Iterable[sp.Basic],
    letters: Iterable[sp.Symbol],
    whole: bool,
    seconds: float,
) -> z3.Solver:
    """A solver that looks for a case against it. The domains of letters are premises."""
    solver = z3.Solver(ctx=z3.Context())
    solver.set("timeout", int(1000 * min(seconds, clock.left())))
    for formula in (*given, *(d for letter in letters for d in _domain(letter))):
        solver.add(_z3(formula, whole).translate(solver.ctx))
    solver.add(z3.Not(_z3(wanted, whole)).translate(solver.ctx))
    return solver


def _has_whole(solver: z3.Solver, letters: Iterable[sp.Symbol]) -> bool:
    """Is there a case near the one found in which the whole numbers, taken for real, are whole?"""
    names = {letter.name for letter in letters if letter.is_integer}
    case = solver.model()
    found = {name(): case[name] for name in case.decls() if name.name() in names}
    values = [v for v in found.values() if z3.is_rational_value(v)]
    if len(values) < len(found):
        return False
    if all(v.denominator_as_long() == 1 for v in values):
        return True
    solver.add(*(name == round(v.as_fraction()) for name, v in found.items()))
    return solver.check() == z3.sat


def _domain(letter: sp.Symbol) -> Iterator[sp.Basic]:
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
