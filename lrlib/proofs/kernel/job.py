"""What a rule is given: the goal, what was cited, and what else is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from lrlib.proofs.engines import NotShown, algebra
from lrlib.proofs.engines.logic import follows
from lrlib.proofs.engines.sums import aligned, opaque
from lrlib.proofs.kernel.terms import Number, Relation, free, ge, gt, le, letters_of, lt, put, sides

__all__ = ["Cover", "Job", "above", "angle", "between", "same"]


if TYPE_CHECKING:
    from lrlib.proofs.kernel.proof import Proof


@dataclass(frozen=True)
class Job:
    """A goal, and what a rule may use. All names are unfolded, but for sums that go uncited.

    ``cited`` holds the relations of the cited lines, each with its conditions; ``known`` the
    hypotheses of the theorem and the ``conditions`` of this line.
    """

    goal: Relation
    cited: tuple[Relation, ...] = ()
    known: tuple[Relation, ...] = ()
    conditions: tuple[Relation, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    context: Proof | Any = None  # the proof, for rules that look at other lines than those cited
    answers: dict[tuple[Any, ...], Any] = field(
        default_factory=dict
    )  # shared by a line and its neighbours

    @property
    def premises(self) -> tuple[Relation, ...]:
        return (*self.known, *self.cited)

    @property
    def gap(self) -> tuple[sp.Expr, str]:
        """What the goal says is 0, above 0, or at least 0; and which of these."""
        left, right, sign = sides(self.goal)
        if sign == "=":
            return left - right, "="
        if sign in ("<", "<="):
            return right - left, ">" + sign[1:]
        return left - right, sign

    def any_number(self, letter: sp.Symbol) -> None:
        """Refuse a letter that is one number throughout, in a hypothesis or a condition.

        A letter that is covered is shown to be anywhere in its interval, so it may move there.
        """
        self.moves(letter)
        if letter in self.options.get("cover", {}):
            return
        bound = any(letter in free(k) for k in self.conditions)
        if letter in self.context.fixed or bound:
            raise NotShown(f"{letter} is one number in a hypothesis or condition, not any number")

    def moves(self, letter: sp.Symbol) -> None:
        """Refuse names whose meaning changes as the letter moves: what stands here does not say so.

        A name that is not unfolded looks like one number.
        """
        options = [o for o in self.options.values() if isinstance(o, sp.Basic) and o != letter]
        spoken = set().union(*map(letters_of, (self.goal, *self.premises, *options)))
        if names := self.context.dependent({letter}) & spoken:
            raise NotShown(f"{', '.join(sorted(map(str, names)))} changes with {letter}")

    def covered(self, expr: sp.Expr) -> sp.Expr:
        """The expression with letters run through their whole domain by others that are free."""
        for letter, cover in self.options.get("cover", {}).items():
            cover.check(letter, self.known)
            expr = put(expr, {letter: cover.value})
        return expr

    def once(self, ask: Callable[..., Any], *about: Any) -> Any:
        """What a function answers about this: it is asked once for a line and all its neighbours.

        Much of what a rule asks does not depend on the goal.
        """
        key = getattr(ask, "__func__", ask), self.known, *about
        if key not in self.answers:
            self.answers[key] = ask(*about)
        return self.answers[key]

    def follows(self, goal: Relation, *premises: Relation) -> bool:
        """Does it follow from these, the hypotheses and the conditions?"""
        return self.once(follows, goal, (*premises, *self.known))

    def holds(self, sign: str, gap: sp.Expr) -> bool:
        """Is the gap ``=``, ``>`` or ``>=`` 0, by algebra on the domain of the letters?"""
        gap = opaque(plain(self.covered(gap)))
        if sign == "=":
            return algebra.zero(gap)
        return (algebra.positive if sign == ">" else algebra.nonnegative)(gap)

    def shows(self, sign: str, gap: sp.Expr, *premises: Relation) -> bool:
        """The same by algebra or else from premises, whichever sees it."""
        if self.once(self._seen, sign, gap):
            return True
        relation = {"=": sp.Eq, ">": sp.Gt, ">=": sp.Ge}[sign](plain(gap), 0, evaluate=False)
        return self.follows(relation, *premises)

    def _seen(self, sign: str, gap: sp.Expr) -> bool:
        try:
            return self.holds(sign, gap)
        except NotShown:
            return False


def plain(expr: Number) -> sp.Expr:
    """Slopes taken, sums in one form."""
    expr = sp.sympify(expr)
    expr = expr.replace(lambda e: isinstance(e, sp.Derivative | sp.Subs), lambda e: e.doit())
    expr = expr.replace(sp.polylog, lambda n, z: sp.expand_func(sp.polylog(n, z)))  # n = 0, 1
    return aligned(expr)


def same(one: sp.Expr, other: sp.Expr) -> bool:
    return one == other or algebra.zero(opaque(plain(one - other)))


@dataclass(frozen=True)
class Cover:
    """How a letter runs through an interval: as a function of one that is free (and positive)."""

    low: sp.Expr
    high: sp.Expr
    closed: bool  # does the interval hold its lower end?
    value: sp.Expr

    def check(self, letter: sp.Symbol, known: Iterable[Relation]) -> None:
        """The letter must not be able to leave the interval: then every value is reached."""
        low = ge(letter, self.low) if self.closed else gt(letter, self.low)
        ends = [low] if self.high is sp.oo else [low, lt(letter, self.high)]
        for end in ends:
            if not follows(end, known):
                raise NotShown(f"{letter} is covered from {self.low} to {self.high}, yet {end}?")


def between(low: Number, high: Number, closed: bool = False) -> Cover:
    """All numbers between two ends, as (low + high y)/(1 + y) for y > 0.

    ``closed`` takes the lower end in (y >= 0).
    """
    low, high = sp.sympify(low), sp.sympify(high)
    y = sp.Dummy("y", **{"nonnegative" if closed else "positive": True})
    return Cover(low, high, closed, (low + high * y) / (1 + y))


def above(low: Number, closed: bool = False) -> Cover:
    """All numbers above an end, as low + y for y > 0 (y >= 0 if ``closed``)."""
    low = sp.sympify(low)
    y = sp.Dummy("y", **{"nonnegative" if closed else "positive": True})
    return Cover(low, sp.oo, closed, low + y)


def angle(high: sp.Expr) -> Cover:
    """All angles between 0 and ``high``, which is pi, pi/2 or pi/4, by their tangent.

    Sines and cosines are then fractions, whose signs algebra sees.
    """
    y = sp.Dummy("y", positive=True)
    value = {sp.pi: 2 * sp.atan(y), sp.pi / 2: sp.atan(y), sp.pi / 4: sp.atan(y / (1 + y))}
    return Cover(sp.Integer(0), high, False, value[high])


def domain_of(letter: sp.Basic, value: Number) -> Iterator[Relation]:
    """What has to be shown before a letter may stand for a value: relations, or False."""
    value = sp.sympify(value)
    if letter.is_integer and not value.is_integer:
        raise NotShown(f"{letter} is a whole number, {value} may not be one")
    if value.is_real is False:
        raise NotShown(f"{value} is not real")
    if letter.is_positive:
        yield gt(value, 0)
    elif letter.is_nonnegative:
        yield ge(value, 0)
    elif letter.is_negative:
        yield lt(value, 0)
    elif letter.is_nonpositive:
        yield le(value, 0)


def real_where(value: Number) -> Iterator[Relation]:
    """What has to be shown so that a value is real: its logarithms, roots and angles must be."""
    value = sp.sympify(value)
    if value.is_real is not None:
        return
    for part in value.atoms(sp.log):
        if not part.args[0].is_nonnegative:
            yield gt(part.args[0], 0)
    for part in value.atoms(sp.Pow):
        if not (part.exp.is_integer or part.base.is_nonnegative):
            yield ge(part.base, 0)
    for part in value.atoms(sp.acos, sp.asin):
        yield le(-1, part.args[0])
        yield le(part.args[0], 1)


def lowest_whole(letter: sp.Symbol) -> sp.Integer:
    """Where the values of a whole number begin."""
    if not letter.is_integer or not (letter.is_positive or letter.is_nonnegative):
        raise NotShown(f"{letter} must be a whole number that begins at 0 or 1")
    return sp.Integer(1 if letter.is_positive else 0)
