"""One pass over the rates is enough for the promise of D1 (D1f)."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from lrlib.bounds import convex as bounds
from lrlib.proofs.convergence.parts import D, G
from lrlib.proofs.theorem import Mutant, NotShown, Theorem, Witness
from lrlib.proofs.tools import agree, ball, curve, shown, stepwise, zero
from lrlib.schedules import Cosine, ExponentialDecay, OneCycle


@dataclass(frozen=True)
class Fold:
    """The bound of D1 by its last rate and by what one more rate in front does to it.

    What a step keeps true is then true for any number of rates: a claim that is right for five
    rates and wrong for six cannot be written like this.
    """

    only: Callable = bounds.only
    preceded: Callable = bounds.preceded
    shares: Callable = bounds.shares

    def __call__(self, rates, D=1, G=1):
        *earlier, last = rates
        ahead = self.only(last, G)
        for rate in reversed(earlier):
            ahead = self.preceded(ahead, rate, G)
        return sum(self.shares(ahead, D))


@dataclass(frozen=True)
class Written:
    """The bound of D1 as it is written: every sum anew, and no guard against negative rates.

    ``weight`` and ``first`` are for false neighbours: the weight of the outer sum, and where the
    sum of squares inside it starts.

    >>> from fractions import Fraction
    >>> Written()([Fraction(1), Fraction(1, 2)])
    Fraction(19, 12)
    """

    weight: int = 1
    first: int = 0

    def __call__(self, rates, D=1, G=1):
        def mean(k, first=0):
            return sum((rate * G) ** 2 for rate in rates[k + first :]) / sum(rates[k:])

        outer = (
            rates[k] / sum(rates[k + 1 :]) * mean(k, self.first) for k in range(len(rates) - 1)
        )
        return (D**2 / sum(rates) + mean(0) + self.weight * sum(outer)) / 2

    def term(self, rate, size, later, energy):
        """The share of one step, from the sums over the steps after it."""
        inside = energy if self.first else energy + (rate * size) ** 2
        return self.weight * rate / later * inside / (later + rate) / 2


written_out = Written()


def _vanishes(fraction) -> bool:
    """Is a fraction of polynomials 0? Expanded, a polynomial is 0 in one way only."""
    return sp.expand(sp.numer(sp.together(fraction))) == 0


def sums_ahead():
    """Symbols for the three sums over the rates ahead, the rate in front, and a size."""
    tail, energy, climbs = sp.Symbol("W", positive=True), *sp.symbols("S C", nonnegative=True)
    return bounds.Ahead(tail, energy, climbs), *sp.symbols("w size", nonnegative=True)


def _by_steps(bound):
    if not isinstance(bound, Fold):
        raise NotShown("a bound for every T is given by its steps: see Fold")
    return bound


def _is_shipped(fold):
    """`lrlib.bounds` goes from rate to rate as the fold does, with a size for each."""
    for count in (1, 2, 3, 4):
        rates, sizes = sp.symbols(f"eta:{count}", positive=True), sp.symbols(f"G:{count}")
        ahead = fold.only(rates[-1], sizes[-1])
        for rate, size in list(zip(rates, sizes))[-2::-1]:
            ahead = fold.preceded(ahead, rate, size)
        positive_sizes = [sp.Symbol(size.name, positive=True) for size in sizes]
        shipped = bounds.last_iterate(rates, D, positive_sizes)
        yield _vanishes(shipped - sum(fold.shares(ahead, D)).subs(dict(zip(sizes, positive_sizes))))


class _Counted:
    """A number that counts what is done with it."""

    done = 0

    def __init__(self, value):
        self.value = value

    def _with(self, other, result):
        type(self).done += 1
        return _Counted(result(Fraction(self.value), Fraction(getattr(other, "value", other))))

    def __add__(self, other):
        return self._with(other, operator.add)

    def __mul__(self, other):
        return self._with(other, operator.mul)

    def __truediv__(self, other):
        return self._with(other, operator.truediv)

    def __pow__(self, other):
        return self._with(other, operator.pow)

    def __rtruediv__(self, other):
        return _Counted(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __ge__(self, other):
        return self.value >= other

    def __gt__(self, other):
        return self.value > other

    def __lt__(self, other):
        return self.value < other


def _operations(bound, count):
    _Counted.done = 0
    bound([_Counted(1 + i % 3) for i in range(count)], 1, 1)
    return _Counted.done


@stepwise
def _one_pass(fast, slow, work):
    fold = _by_steps(fast)
    ahead, w, size = sums_ahead()
    end = sp.Symbol("end", positive=True)
    base, now = fold.only(end, size), fold.preceded(ahead, w, size)
    yield zero(base.tail - end)
    yield zero(base.energy - (end * size) ** 2)
    yield zero(base.climbs)
    yield zero(now.tail - ahead.tail - w)
    yield zero(now.energy - ahead.energy - (w * size) ** 2)
    yield zero((now.climbs - ahead.climbs) / 2 - slow.term(w, size, ahead.tail, ahead.energy))
    head = (D**2 + ahead.energy) / (2 * ahead.tail)
    yield zero(sum(fold.shares(ahead, D)) - head - ahead.climbs / 2)
    for count in (1, 2, 3):  # the formula is its head and its terms
        rates = sp.symbols(f"eta:{count}", positive=True)
        yield _vanishes(fold(rates, D, G) - slow(rates, D, G))
    _Counted.done = 0
    fold.preceded(bounds.Ahead(*map(_Counted, (1, 1, 1))), _Counted(1), 1)
    yield _Counted.done == work
    yield from _is_shipped(fold)


def _one_pass_by_balls(fast, slow, work):
    answers = []
    for count in (60, random.Random().randint(2, 200)):
        for schedule in (Cosine(1, count), ExponentialDecay(1, 0.0625), OneCycle(0.25, 1, count)):
            rates = [ball(schedule(sp.Integer(i))) for i in range(count)]
            one = ball(1)
            answers.append(agree(fast(rates, one, one), slow(rates, one, one)))
            answers.append(agree(bounds.last_iterate(rates, one, one), slow(rates, one, one)))
        scale, least = bounds.tuned(curve(Cosine(1.0, count), count))
        scaled = [scale * rate for rate in curve(Cosine(1.0, count), count)]
        answers.append(abs(bounds.last_iterate(scaled) - least) < 1e-9 * least)
        more = _operations(bounds.last_iterate, count + 1) - _operations(bounds.last_iterate, count)
        answers.append(more == work)
    return shown(*answers)


def _one_pass_by_numbers(fast, slow, work):
    rates = curve(Cosine(0.5, 40), 40)
    yield Witness(
        "Cosine(0.5, 40), D = G = 1, T = 40", fast(rates, 1.0, 1.0), "=", slow(rates, 1.0, 1.0)
    )
    more = _operations(bounds.last_iterate, 41) - _operations(bounds.last_iterate, 40)
    yield Witness("operations for 41 rates less those for 40", more, "=", work)


D1f = Theorem(
    label="D1f",
    name="One pass is enough",
    chapter="promises",
    assumptions=("rates as in D1", "exact numbers: floats round both in their own way"),
    statement=r"""`lrlib.bounds.last_iterate` adds each tail sum up once, from the end: one more
rate costs eight more operations, however many there are. It returns the very number that the
formula of D1 gives when each of its $T$ sums is added up anew.""",
    claim=dict(fast=Fold(), slow=written_out, work=8),
    symbolic=_one_pass,
    independent={"arb": _one_pass_by_balls},
    witness=_one_pass_by_numbers,
    mutants=(
        Mutant(
            "the square of the last rate left out",
            dict(fast=Fold(only=lambda rate, size: bounds.Ahead(rate, 0 * rate, 0 * rate))),
        ),
        Mutant("the sum of squares starts one step late", dict(slow=Written(first=1))),
        Mutant("seven operations a rate", dict(work=7)),
    ),
    derivation=(
        (
            r"W_k = \eta_k + W_{k+1},\qquad S_k = \eta_k^2 + S_{k+1}",
            "a tail is its head and a tail",
        ),
    ),
)
