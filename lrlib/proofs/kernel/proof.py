"""How a proof is checked: line by line, by its rule, by numbers, and against its neighbours.

:func:`examine` yields what became of each line as it is known. A line holds if

* its rule accepts it, and every line that it cites was accepted before;
* the second engine finds it true at random points of its domain (and at none false);
* every neighbour that was chosen by hand is refuted by a number, and no neighbour that a number
  refutes, by hand or made by machine, is accepted by the rule.

What else the machine made is shown by the rule, or by logic from the line itself, to be true as
well, or stays open: it gets little time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy as sp

from lrlib.proofs.clock import TimeIsUp, time_limit
from lrlib.proofs.engines import NotShown, draw, numbers
from lrlib.proofs.engines.logic import follows
from lrlib.proofs.kernel.facts import FACTS
from lrlib.proofs.kernel.job import Job, domain_of, real_where
from lrlib.proofs.kernel.lines import At, Cite, Line
from lrlib.proofs.kernel.names import NAMING, Names
from lrlib.proofs.kernel.terms import (
    AppliedUndef,
    Relation,
    Values,
    free,
    letters_of,
    put,
    sequences_of,
)

__all__ = [
    "Proof",
    "Verdict",
]

Flat = Callable[[sp.Basic], sp.Basic]  # names unfolded
POINTS, MORE_POINTS = 12, 48
#: Rules that join lines: to them a name is a name, unless the line that gives it is cited.
JOINING = (
    "from_lines",
    "induction",
    "adding_up",
    "transitivity",
    "keeps_order",
    "triangle_inequality",
)


@dataclass(frozen=True)
class Verdict:
    """How one engine answered: True, False or None for neither, and why."""

    engine: str
    answer: bool | None
    reason: str
    seconds: float


class Proof(Names):
    """The lines of a theorem, by name, and how each is checked."""

    def __init__(
        self, lines: Collection[Line], special: draw.Special | None = None, limit: float = 30.0
    ) -> None:
        super().__init__(lines)
        self.special, self.limit = special, limit
        self.accepted: dict[str, Verdict] = {}
        self._given_to: dict[Any, Job] = {}  # what is the same for all neighbours of a line
        for line in lines:
            later = [n for n in line.by.names if n not in self._before(line)]
            if later:
                raise ValueError(f"line {line.name} cites {', '.join(later)}, no line before it")
            if unknown := [f for f in line.by.options.get("facts", ()) if f not in FACTS]:
                raise ValueError(f"not in the list of facts: {', '.join(unknown)}")

    def _before(self, line: Line) -> list[str]:
        names = list(self.lines)
        return names[: names.index(line.name)]

    # -- the first engine

    def job(self, line: Line, says: Relation | None = None) -> Job:
        """What the rule of a line is given, for it or for a neighbour."""
        goal = line.says if says is None else says
        premises: list[Relation] = []
        if isinstance(goal, sp.Implies):
            *premises, goal = goal.args

        def flat(expr: sp.Basic) -> sp.Basic:
            return self.unfolded(expr, line.by.names, line.name, line.by.name in JOINING)

        key = (line, *premises)
        if key not in self._given_to:
            self._given_to[key] = self._given(line, [*line.when, *premises], flat)
        return replace(self._given_to[key], goal=flat(goal))

    def _given(self, line: Line, conditions: list[Relation], flat: Flat) -> Job:
        """A job but for its goal: what was cited is put in place, and its debts are paid, once."""
        conditions = [flat(c) for c in conditions]
        known = [*map(flat, self.hypotheses), *conditions]
        cited: list[Relation] = []
        for cite in line.by.cites:
            cited.append(self._cited(cite, flat, known, cited, line))
        options = {key: _unfolded_option(value, flat) for key, value in line.by.options.items()}
        return Job(sp.true, tuple(cited), tuple(known), tuple(conditions), options, self)

    def _cited(
        self, cite: Cite, flat: Flat, known: list[Relation], before: list[Relation], line: Line
    ) -> Relation:
        if not isinstance(cite, At):
            return flat(self.lines[cite].whole)
        owed: list[Relation] = []
        if cite.theorem is None:
            other, proof = self.lines[cite.line], self
            if held := [str(s) for s in cite.values if s in self.fixed]:
                raise NotShown(f"{', '.join(held)} is one number in a hypothesis, not any number")
        else:
            proof = cite.theorem.proof
            other = proof.lines[cite.line]
            if not proof.stands(cite.line):
                raise NotShown(f"{cite.theorem.label} is not proved at its line {cite.line}")

        def everything(e: sp.Basic) -> sp.Basic:
            return proof.unfolded(e, tuple(proof.lines))

        if cite.theorem:
            owed = proof.owed(everything(other.whole), cite.values)
        says = everything(other.says) if cite.theorem else proof.opened(other.says, cite.values)
        stuck: Collection[sp.Basic] = proof.dependent(cite.values) & letters_of(says)
        if cite.theorem:
            stuck = {name for name in stuck if not self._means_here(name, proof, cite.values)}
        if stuck:
            names = ", ".join(map(str, stuck))
            raise NotShown(f"{names} stands for something that the new values change")
        relation = flat(put(says, cite.values))
        for letter, value in cite.values.items():
            if not isinstance(letter, sp.Symbol):
                letter = proof.any_term(letter)
                value = sp.sympify(value(*letter.args))
            owed += [*domain_of(letter, value), *real_where(value)]
        owed += [put(everything(c) if cite.theorem else c, cite.values) for c in other.when]
        owed = [put(everything(o), cite.values) if o in proof.hypotheses else o for o in owed]
        for debt in map(flat, owed):
            if not self._paid(debt, known, before):
                raise NotShown(f"{cite.line} holds there only if {debt}, which is not shown")
        return relation

    @staticmethod
    def _paid(debt: Relation, known: list[Relation], before: list[Relation]) -> bool:
        if debt in (sp.true, sp.false):
            return debt is sp.true
        return bool(debt.doit() == sp.true) or follows(debt, [*known, *before])

    def stands(self, name: str) -> bool:
        """Is the line of this name accepted by its rule, with all that it rests on?"""
        return self.first(self.lines[name]).answer is True

    def first(self, line: Line) -> Verdict:
        """The verdict of the rule."""
        if line.name not in self.accepted:
            self.accepted[line.name] = self.verdict(line)
        return self.accepted[line.name]

    def verdict(self, line: Line, says: Relation | None = None) -> Verdict:
        """The verdict of the rule of a line on what it says, or on something else."""
        start = time.process_time()
        fallen = [n for n in line.by.names if not self.stands(n)]
        if fallen:
            answer, reason = None, f"it rests on {', '.join(fallen)}"
        else:
            answer, reason = self._ask(line, says)
        return Verdict(line.by.name, answer, reason, time.process_time() - start)

    def _ask(
        self, line: Line, says: Relation | None = None, limit: float | None = None
    ) -> tuple[bool | None, str]:
        try:
            with time_limit(limit or self.limit):
                answer = line.by.check(self.job(line, says))
        except (Exception, TimeIsUp) as error:
            return None, f"{type(error).__name__}: {error}"
        if answer is True or answer is False:
            return answer, "" if answer else "the rule says it is false"
        return None, f"the answer is {answer!r}, not True"

    # -- the second engine

    def points(self, line: Line, seed: str) -> Iterator[numbers.Point]:
        """Random points of a line's domain."""
        says = self.numeric(line.says)
        conditions = [self.numeric(c) for c in line.when]
        hypotheses = [
            (self.numeric(one.says), one.over)
            for one in self.lines.values()
            if one.by.name == "assumed" and (one is line or not one.over or sequences_of(one.says))
        ]
        definitions = self._definitions
        symbols, sequences = set(), set()
        for relation in (says, *conditions, *(h for h, _ in hypotheses)):
            symbols |= free(relation)
            sequences |= sequences_of(relation)
        for names, body in definitions.values():
            symbols |= free(body) - set(names)
            sequences |= sequences_of(body)
        for _, over in hypotheses:
            symbols -= set(over) - free(says) - set().union(*map(free, conditions), set())
        return draw.points(
            symbols, sequences, conditions, hypotheses, definitions, seed, self.special,
            POINTS + MORE_POINTS,
        )  # fmt: skip

    @cached_property
    def _definitions(self) -> numbers.Definitions:
        """Sequences that are computed from others, for the second engine."""
        found = {}
        for line in self.lines.values():
            if line.by.name in NAMING and isinstance(line.says.lhs, AppliedUndef):
                head, body = line.says.lhs, line.says.rhs
                if line.by.name == "definition":
                    body = line.by.options["of"](head.args[0])
                found[head.func] = (head.args, self.numeric(body))
        return found

    def sharp(self, line: Line) -> Values:
        """Where an inequality is an equality."""
        return {s: self.numeric(sp.sympify(e)) for s, e in line.sharp.items()}

    def spelled(self, expr: sp.Basic) -> sp.Basic:
        """An expression without letters or sequences that stand for something else."""
        return self.unfolded(expr, tuple(self.lines))

    def numeric(self, relation: sp.Basic) -> sp.Basic:
        """Letters unfolded; sequences are left to the point."""
        for _ in range(20):
            if not free(relation) & set(self._letters):
                return relation
            relation = put(relation, self._letters)
        raise NotShown("names that mean each other")

    @cached_property
    def _letters(self) -> Values:
        """What the letters that are names stand for."""
        lets = [line.says for line in self.lines.values() if line.by.name == "let"]
        return {says.lhs: says.rhs for says in lets if says.lhs.is_Symbol}


# -- small things -----------------------------------------------------------------------------


def _unfolded_option(value: Any, flat: Flat) -> Any:
    if isinstance(value, sp.Basic) and not isinstance(value, sp.Symbol):
        return flat(value)
    if isinstance(value, tuple):
        return tuple(flat(v) if isinstance(v, sp.Basic) else v for v in value)
    return value
