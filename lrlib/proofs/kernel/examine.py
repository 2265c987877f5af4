"""Every line of a proof before both engines, and its neighbours after it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

import flint
import sympy as sp

from lrlib.proofs.clock import TimeIsUp, time_limit
from lrlib.proofs.engines import NotShown, numbers
from lrlib.proofs.engines.logic import follows
from lrlib.proofs.engines.numbers import Point
from lrlib.proofs.kernel import shipped
from lrlib.proofs.kernel.lines import Line, Neighbour
from lrlib.proofs.kernel.neighbours import neighbours
from lrlib.proofs.kernel.proof import POINTS, Proof, Verdict
from lrlib.proofs.kernel.terms import Relation, free, put
from lrlib.proofs.witness import Witness

__all__ = ["Beside", "Examined", "examine", "first_of", "witness_at"]

#: Seconds for a rule's answer to a neighbour (on the clock), and to one that numbers have refuted,
#: which only a wrong rule takes for true. All else is counted, so that the same seed decides the
#: same: how many neighbours of a line that no number refutes are tried at all points and put to the
#: rule. After these, few points are tried, and what is left stays open.
ASKED, REFUTED, UNDECIDED, FEW = 0.5, 0.05, 8, 4
_UNASKED = ("assumed", "let", "cited", "by_hand")  # rules that would take anything


@dataclass(frozen=True)
class Beside:
    """What became of a neighbour of a line.

    ``outcome`` is "refuted" (``numbers`` say how), "true" (as well as the line), "accepted"
    (by the rule, though numbers refute it: then the rule is wrong) or "open".
    """

    words: str
    says: Relation
    outcome: str
    numbers: Witness | None = None
    by_hand: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Examined:
    """A line with its two verdicts and its neighbours."""

    line: Line
    first: Verdict
    second: Verdict
    neighbours: tuple[Beside, ...] = ()
    besides: float = 0.0  # seconds for the neighbours

    @property
    def seconds(self) -> float:
        return self.first.seconds + self.second.seconds + self.besides

    @property
    def problems(self) -> Iterator[str]:
        for verdict in (self.first, self.second):
            if verdict.answer is not True:
                said = "says it is false" if verdict.answer is False else "did not show it"
                yield f"line {self.line.name}: {verdict.engine} {said}: {verdict.reason}"
        for one in self.neighbours:
            if one.outcome == "accepted":
                yield f"line {self.line.name}: a false neighbour is accepted ({one.words})"
            if one.by_hand and one.outcome != "refuted":
                yield f"line {self.line.name}: no number refutes “{one.words}”"

    @property
    def ok(self) -> bool:
        return not list(self.problems)


def examine(
    proof: Proof,
    seed: int,
    by_hand: Iterable[Neighbour] = (),
    *,
    made: bool = True,
    only: str | None = None,
) -> Iterator[Examined]:
    """What became of each line, in order; ``by_hand`` are neighbours that a person chose.

    Without ``made`` the machine makes no neighbours; ``only`` is the name of one line.
    """
    for line in proof.lines.values():
        if only in (None, line.name):
            beside = [n for n in by_hand if n.line == line.name]
            yield _examined(proof, line, f"{seed}{line.name}", beside, made)


def _examined(
    proof: Proof, line: Line, seed: str, by_hand: Iterable[Neighbour], machine: bool
) -> Examined:
    first = proof.first(line)
    if line.by.name == "let":
        return Examined(line, first, Verdict("by name", True, "", 0.0))
    start, found = time.process_time(), []
    try:
        with time_limit(proof.limit):
            found = list(first_of(proof.points(line, seed), POINTS))
            answer, reason = _second(proof, line, found, seed)
            if answer is None:  # as where a premise is met by few
                found = list(proof.points(line, seed))
                answer, reason = _second(proof, line, found, seed)
    except (Exception, TimeIsUp) as error:
        answer, reason = None, f"{type(error).__name__}: {error}"
    second = Verdict("arb", answer, reason, time.process_time() - start)
    if first.answer is not True or answer is not True or line.by.name == "assumed":
        return Examined(line, first, second)
    start = time.process_time()
    made = [(words, says, False) for words, says in (neighbours(line.says) if machine else ())]
    made += [(n.words, n.says, True) for n in by_hand]
    points = _Points(found, proof.points(line, seed + "+"))
    left, beside = [UNDECIDED], []
    for words, says, hand in made:
        begun = time.process_time()
        one = _beside(proof, line, words, says, points, hand, left)
        beside.append(replace(one, seconds=time.process_time() - begun))
    return Examined(line, first, second, tuple(beside), time.process_time() - start)


class _Points:
    """Points that are drawn when they are first needed, and then kept."""

    def __init__(self, found: Iterable[Point], more: Iterator[Point]) -> None:
        self.found, self.more = list(found), more

    def __iter__(self) -> Iterator[Point]:
        yield from self.found
        for point in self.more:
            self.found.append(point)
            yield point


def first_of(points: Iterable[Point], count: int) -> Iterator[Point]:
    """The first few points."""
    for point, _ in zip(points, range(count)):
        yield point


def _second(proof: Proof, line: Line, points: list[Point], seed: str) -> tuple[bool | None, str]:
    """(answer, reason) at random points, and for a definition in shipped floats."""
    if line.by.name == "definition":
        rng = random.Random(seed)
        ok, words = shipped.floats_agree(line, lambda i: _floats_of(rng.choice(points)), seed)
        if not ok:
            return False, words
    relation, answers = proof.numeric(line.says), []
    for point in points:
        answers.append(numbers.decide(relation, point))
        if answers[-1] is False:
            return False, str(witness_at(relation, point))
    if True not in answers:
        return None, "no point decides it"
    return True, f"{answers.count(True)} points"


def _floats_of(point: Point) -> dict[sp.Symbol, sp.Rational]:
    return {s: sp.Rational(*map(int, _ratio(ball))) for s, ball in point.symbols.items()}


def _ratio(ball: flint.arb) -> tuple[int, int]:
    """The simplest fraction in a ball: what was drawn."""
    from fractions import Fraction

    value = Fraction(str(ball.mid().str(30, radius=False))).limit_denominator(10**6)
    return value.numerator, value.denominator


def _beside(
    proof: Proof,
    line: Line,
    words: str,
    says: Relation,
    points: Iterable[Point],
    hand: bool,
    left: list[int],
) -> Beside:
    """What became of one neighbour; ``left`` counts how many may still stay undecided."""
    numeric = proof.numeric(says)
    most = None if hand or left[0] > 0 else FEW
    silent: list[Point] = []
    against = _against(numeric, points, most, silent)
    if against is None and line.sharp:
        against = _against(put(numeric, proof.sharp(line)), points, most)
    if against is None and left[0] <= 0:
        return Beside(words, says, "open", None, hand)
    answer = None
    if line.by.name not in _UNASKED:
        answer, _ = proof._ask(line, says, limit=ASKED if against is None else REFUTED)
    if against is not None:
        outcome = "accepted" if answer is True else "refuted"
        return Beside(words, says, outcome, witness_at(numeric, against), hand)
    left[0] -= 1
    true = not _says_nothing(proof, line, silent) and (answer is True or _weaker(proof, line, says))
    return Beside(words, says, "true" if true else "open", None, hand)


def _against(
    relation: Relation,
    points: Iterable[Point],
    most: int | None = None,
    silent: list[Point] | None = None,
) -> Point | None:
    """A point at which the relation is false, if one of them, or of the first ``most``, is.

    Points that do not decide it are added to ``silent``.
    """
    for point, _ in zip(points, range(most) if most else count()):
        try:
            answer = numbers.decide(relation, point)
        except (NotShown, ZeroDivisionError, ValueError):
            answer = None
        if answer is False:
            return point
        if answer is None and silent is not None:
            silent.append(point)
    return None


def _says_nothing(proof: Proof, line: Line, silent: list[Point]) -> bool:
    """Is the line true at a point where a neighbour has no number, is 1/0 or a root of -1?"""
    says = proof.numeric(line.says)
    return any(numbers.decide(says, point) is True for point in silent[:UNDECIDED])


def _weaker(proof: Proof, line: Line, says: Relation) -> bool:
    """Does a neighbour follow from the line itself, or from the lines before it?"""
    try:
        with time_limit(2 * ASKED):
            known = [line.whole, *line.when, *proof.hypotheses]
            if follows(proof.unfolded(says), map(proof.unfolded, known), seconds=ASKED):
                return True
            before = [one.whole for one in proof.lines.values() if one.name in proof.accepted]
            later = [_next(r, s) for r in before for s in free(r) - proof.fixed if s.is_integer]
            return follows(says, [*known, *before, *later], seconds=ASKED)
    except (Exception, TimeIsUp):
        return False


@lru_cache(maxsize=4000)
def _next(relation: Relation, letter: sp.Symbol) -> Relation:
    """What a relation says of the next number: the same for every neighbour."""
    return put(relation, {letter: letter + 1})


def witness_at(relation: Relation, point: Point) -> Witness:
    """Both sides at a point."""
    while isinstance(relation, sp.Implies):
        relation = relation.args[1]
    left, right = numbers.numbers_of(relation, point)
    letters = sorted(free(relation) & set(point.symbols), key=str)
    at = ", ".join(f"{s} = {float(point.symbols[s].mid()):.6g}" for s in letters)
    sign = relation.rel_op.replace("==", "=")
    return Witness(at or "in numbers", float(left.mid()), sign, float(right.mid()))
