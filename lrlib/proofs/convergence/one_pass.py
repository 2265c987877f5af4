"""One pass over the rates is enough for the promise of D1 (D1f)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from lrlib.bounds import convex as bounds
from lrlib.proofs.convergence.promise import D, G
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    assumed,
    at,
    eq,
    from_lines,
    induction,
    let,
    run_afresh,
    sequence,
)
from lrlib.proofs.theorem import Theorem


@dataclass(frozen=True)
class Written:
    """The bound of D1 as it is written: every sum anew, and no guard against negative rates.

    >>> from fractions import Fraction
    >>> Written()([Fraction(1), Fraction(1, 2)])
    Fraction(19, 12)
    """

    def __call__(self, rates: Sequence[Number], D: Number = 1, G: Number = 1) -> Number:
        def mean(k: int) -> Number:
            return sum((rate * G) ** 2 for rate in rates[k:]) / sum(rates[k:])

        outer = (rates[k] / sum(rates[k + 1 :]) * mean(k) for k in range(len(rates) - 1))
        return (D**2 / sum(rates) + mean(0) + sum(outer)) / 2


written_out = Written()


class _Counted:
    """A number that counts what is done with it."""

    done = 0

    def __init__(self, value: Any) -> None:
        self.value = value

    def _with(self, other: Any, result: Callable[[Any, Any], Any]) -> _Counted:
        type(self).done += 1
        return _Counted(result(Fraction(self.value), Fraction(getattr(other, "value", other))))

    def __add__(self, other: Any) -> _Counted:
        return self._with(other, operator.add)

    def __mul__(self, other: Any) -> _Counted:
        return self._with(other, operator.mul)

    def __truediv__(self, other: Any) -> _Counted:
        return self._with(other, operator.truediv)

    def __pow__(self, other: Any) -> _Counted:
        return self._with(other, operator.pow)

    def __rtruediv__(self, other: Any) -> _Counted:
        return _Counted(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __ge__(self, other: Any) -> bool:
        return self.value >= other

    def __gt__(self, other: Any) -> bool:
        return self.value > other

    def __lt__(self, other: Any) -> bool:
        return self.value < other


def _operations(count: int) -> int:
    """How many operations `last_iterate` takes for so many rates."""
    _Counted.done = 0
    bounds.last_iterate([_Counted(1 + i % 3) for i in range(count)], 1, 1)
    return _Counted.done


r, w, first, then, last = sp.symbols("r w a b c", positive=True)
s, m = sp.symbols("s m", nonnegative=True)
i, j = sp.symbols("i j", integer=True, nonnegative=True)
eta = sequence("eta", positive=True)
W, S = sequence("W", real=True), sequence("S", real=True)
tail, energy, climbs, value = (
    sequence(name, tex, real=True)
    for name, tex in (("tail", "w_{#1}"), ("energy", "s_{#1}"), ("climbs", "m_{#1}"), ("B", ""))
)

_climb = eta(i + 1) / W(i) * S(i + 1) / W(i + 1)
_climbs = sp.Sum(_climb, (i, 0, j - 1))
_answer = D**2 / (2 * tail(j)) + (energy(j) / tail(j) + climbs(j)) / 2
_next = energy(j) + eta(j + 1) ** 2 * G**2


def _ahead() -> bounds.Ahead:
    return bounds.Ahead(w, s, m)


def _run(name: str, of: Callable[[], sp.Expr], left: sp.Expr, right: Number, words: str) -> Line:
    return Line(name, eq(left, right), run_afresh(of=of), words)


def _preceded(part: str) -> Callable[[], sp.Expr]:
    return lambda: getattr(bounds.preceded(_ahead(), r, G), part)


def _passes(draw: Random) -> Values:
    """Rates, and what the program knows after each of them."""
    found = [Fraction(draw.randint(1, 40), 10) for _ in range(60)]
    size = Fraction(draw.randint(1, 30), 10)
    known = [bounds.only(found[0], size)]
    for rate in found[1:]:
        known.append(bounds.preceded(known[-1], rate, size))
    return {
        G: size,
        eta: lambda at_: found[at_],
        tail: lambda at_: known[at_].tail,
        energy: lambda at_: known[at_].energy,
        climbs: lambda at_: known[at_].climbs,
    }


D1f = Theorem(
    label="D1f",
    name="One pass is enough",
    chapter="promises",
    assumptions=(
        "rates as in D1, above 0, and counted from the last: $\\eta_0$ is the last one",
        "exact numbers: floats round both in their own way",
    ),
    statement=r"""`lrlib.bounds.last_iterate` adds each tail sum up once, from the end. It answers
the very number that the formula of D1 gives when each of its sums is added up anew,
$$same$$
and one more rate costs it $eight.left$ more operations, in a short run as in a long one.
+++
What it knows of the rates so far are three numbers, $w$, $s$ and $m$: the last rate alone has no
$m$, and the other two add up to $only.left$. One more rate $r$ in front turns them into
$$more_tail.right, more_energy.right, more_climbs.right$$
and in the end the answer is $$shares.right$$ For three rates it runs through this, last rate first,
and answers $$goes.left$$ The operations are counted while it runs, and are $no_more.left$ in a run
ten times as long. For a single rate `lrlib.bounds.tuned` gives the multiple $best.right$ and the
promise $best_bound.right$.""",
    lines=(
        _run(
            "more_tail", _preceded("tail"), w + r, r + w, "one more rate in front, by the program:"
        ),
        _run("more_energy", _preceded("energy"), s + r**2 * G**2, r**2 * G**2 + s, "its square,"),
        _run(
            "more_climbs",
            _preceded("climbs"),
            r / w * (s + r**2 * G**2) / (w + r) + m,
            m + r * (s + r**2 * G**2) / (w * (w + r)),
            "and its climb, from what is known already",
        ),
        _run(
            "only",
            lambda: sp.Add(*bounds.only(r, G)),
            r + r**2 * G**2,
            r * (1 + r * G**2),
            "the last rate has a tail and a square, and no climb",
        ),
        _run(
            "shares",
            lambda: sp.Add(*bounds.shares(_ahead(), D)),
            D**2 / (2 * w) + (s / w + m) / 2,
            (D**2 + s) / (2 * w) + m / 2,
            "what it answers in the end",
        ),
        _run(
            "goes",
            lambda: bounds.last_iterate([first, then, last], D, G),
            (D**2 + (first**2 + then**2 + last**2) * G**2) / (2 * (first + then + last))
            + then * (then**2 + last**2) * G**2 / (2 * last * (then + last))
            + first
            * (first**2 + then**2 + last**2)
            * G**2
            / (2 * (then + last) * (first + then + last)),
            sp.Add(
                *bounds.shares(
                    bounds.preceded(bounds.preceded(bounds.only(last, G), then, G), first, G), D
                )
            ),
            "it goes from the last rate to the first, three of them here",
        ),
        Line("tail_0", eq(tail(0), eta(0)), assumed(notation=True)),
        Line("tail_next", eq(tail(j + 1), eta(j + 1) + tail(j)), assumed(notation=True), over=(j,)),
        Line("energy_0", eq(energy(0), eta(0) ** 2 * G**2), assumed(notation=True)),
        Line("energy_next", eq(energy(j + 1), _next), assumed(notation=True), over=(j,)),
        Line("climbs_0", eq(climbs(0), 0), assumed(notation=True)),
        Line(
            "climbs_next",
            eq(
                climbs(j + 1),
                climbs(j) + eta(j + 1) * _next / (tail(j) * (tail(j) + eta(j + 1))),
            ),
            assumed(notation=True),
            over=(j,),
        ),
        Line("W", eq(W(j), sp.Sum(eta(i), (i, 0, j))), let(), "the sums of D1, as written"),
        Line("S", eq(S(j), sp.Sum(eta(i) ** 2 * G**2, (i, 0, j))), let(), "and those of squares"),
        Line(
            "tails",
            eq(tail(j), W(j)),
            induction("tail_0", "tail_next", "W", of=j),
            "a tail is its head and a tail",
        ),
        Line(
            "energies",
            eq(energy(j), S(j)),
            induction("energy_0", "energy_next", "S", of=j),
            "so it is with the squares,",
        ),
        Line(
            "all_climbs",
            eq(climbs(j), _climbs),
            induction(
                "climbs_0",
                "climbs_next",
                "tails",
                at("tails", {j: j + 1}),
                at("energies", {j: j + 1}),
                of=j,
            ),
            "and with the climbs",
        ),
        Line("B", eq(value(j), _answer), let(), "what it answers for $j + 1$ rates"),
        Line(
            "same",
            eq(value(j), (D**2 + S(j)) / (2 * W(j)) + _climbs / 2),
            from_lines("B", "tails", "energies", "all_climbs"),
            "is the formula of D1, counted from its last rate",
        ),
        _run(
            "eight",
            lambda: sp.Integer(_operations(41) - _operations(40)),
            sp.Integer(8),
            sp.Integer(1 + 3 + 4),
            "counted while it runs: one for the tail, three for the square and four for the climb",
        ),
        _run(
            "no_more",
            lambda: sp.Integer(_operations(401) - _operations(400)),
            sp.Integer(8),
            sp.Integer(8),
            "and no more when there are ten times as many",
        ),
        _run(
            "best",
            lambda: bounds.tuned([r], D, G).multiplier,
            D / (r * G),
            1 / (r * G / D),
            "the best multiple of one rate,",
        ),
        _run(
            "best_bound",
            lambda: bounds.tuned([r], D, G).bound,
            D * G,
            G * D,
            "and what it promises",
        ),
    ),
    neighbours=(
        Neighbour(
            "the square of the last rate left out",
            "only",
            eq(r + r**2 * G**2, r),
        ),
        Neighbour(
            "the sum of squares starts one step late",
            "more_climbs",
            eq(r / w * (s + r**2 * G**2) / (w + r) + m, m + r * s / (w * (w + r))),
        ),
        Neighbour("seven operations a rate", "eight", eq(sp.Integer(8), 7)),
    ),
    draw=_passes,
)
