"""What a theorem is, and what it takes for a machine to accept one.

A theorem is data. If it has *lines*, each is a relation with a rule, and they are the proof: see
:mod:`lrlib.proofs.kernel`, which says how to write one. If it has none, it is of the older form,
with functions for checks and a derivation that no machine has read.

There the claim is a dictionary of values (expressions, numbers, relations), the checks are
functions of the claim, and ``mutants`` are its false neighbours: the same claim with one value
changed. To be accepted,

* every check must answer the literal ``True`` to the claim. ``None``, a truthy object, an
  exception or silence past the time limit is *not proved*, and the reason is kept;
* every check must answer the literal ``False`` to every neighbour, so that each is known to be
  able to fail. A check that crashes on one has not rejected it;
* every neighbour must be shown false by numbers, its :class:`Witness`, and the same numbers must
  agree with the claim itself, so that the witness is known to test something.

A kind says no more than that: ``"proved"`` needs an exact check and an independent one,
``"checked"`` one check of any sort, ``"cited"`` only the place where the proof stands.
"""

from __future__ import annotations

import inspect
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import sympy as sp

from lrlib.proofs import edits, render
from lrlib.proofs.clock import TimeIsUp, time_limit
from lrlib.proofs.engines import NotShown
from lrlib.proofs.engines.draw import Special
from lrlib.proofs.kernel import statement as statements
from lrlib.proofs.kernel.examine import Examined, examine
from lrlib.proofs.kernel.facts import FACTS
from lrlib.proofs.kernel.lines import Line, Neighbour
from lrlib.proofs.kernel.proof import Proof, Verdict
from lrlib.proofs.report import Check, Claim, Claimed, Find, Mutant, Rejection, Report
from lrlib.proofs.witness import Witness

__all__ = ["Check", "Mutant", "NotShown", "Rejection", "Report", "Theorem", "Witness"]

#: Where random points begin: drawn afresh in every process, unless LRLIB_SEED says otherwise.
SEED = int(os.environ.get("LRLIB_SEED") or random.SystemRandom().randrange(10**6))

_BY_LOGIC = ("from_lines", "induction", "adding_up", "monotone", "keeps_order")
KINDS = ("proved", "checked", "cited")
ENGINES = ("arb", "mpmath.iv", "Z3", "numerics")  # of independent checks


@dataclass(frozen=True, kw_only=True, eq=False)
class Theorem:
    """A statement, what it rests on, and the checks that it must pass.

    Parameters
    ----------
    label : str
        Short, stable, unique: what the text refers to.
    name, statement : str
        The statement is Markdown with LaTeX between dollars, built from shipped formulas. There,
        and wherever else a theorem has words, the label of another one becomes a link.
    chapter : str
        Name of the chapter it belongs to.
    assumptions : sequence of str and SymPy symbols
        A symbol stands for the domain that is built into it.
    claim : dict
        The values that make up the claim; checks and witnesses take them as keywords.
    symbolic : callable, optional
        The exact check.
    independent : dict of engine name to callable
        Checks by other means.
    mutants : sequence of Mutant
    witness : callable, optional
        The witness of the false neighbours that bring none.
    derivation : sequence of (LaTeX or expression, reason)
        Steps that a reader can follow by eye.
    by_hand : sequence of str
        Steps that no machine checked.
    cites : sequence of str
        Facts of analysis that it rests on, by their names in ``lrlib.proofs.kernel.facts``; a
        theorem of lines names them at its lines.
    kind : {"proved", "checked", "cited"}
    lines : sequence of Line
        The proof. The statement then shows lines by their names: see
        ``lrlib.proofs.kernel.statement``.
    idea : str
        How the proof goes, in a few sentences, before its lines. No machine reads it, and the box
        says so.
    neighbours : sequence of Neighbour
        False neighbours of lines that were chosen by hand, as they teach.
    draw : callable, optional
        Draws a case that meets the hypotheses: takes a ``random.Random``, returns values of
        letters and sequences. Where there is none the kernel draws.
    short : dict
        Terms that the statement prints as one letter, which an assumption introduces.
    checks_as : str
        The label of the theorem whose box lists the same checks; this box refers to it.
    source : str
        A few words; ``@key`` cites an entry of the book's bibliography.
    limit : float
        Seconds that one check may take, on the clock.
    """

    label: str
    name: str
    statement: str
    chapter: str
    assumptions: tuple[str | sp.Symbol, ...] = ()
    claim: Claim = field(default_factory=dict)
    symbolic: Claimed | None = None
    independent: Mapping[str, Claimed] = field(default_factory=dict)
    mutants: tuple[Mutant, ...] = ()
    witness: Find | None = None
    derivation: tuple[tuple[str | sp.Basic, str], ...] = ()
    by_hand: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    kind: str = "proved"
    short: Mapping[sp.Basic, sp.Basic] = field(default_factory=dict)
    checks_as: str = ""
    source: str = ""
    limit: float = 30.0
    lines: tuple[Line, ...] = ()
    idea: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    draw: Special | None = None

    def __post_init__(self) -> None:
        if self.lines:  # the older parts of a theorem are then made from them
            hand = [
                Mutant(n.words, {n.line: edits.value_of(self.proof, n)}) for n in self.neighbours
            ]
            made = dict(
                claim=edits.claim_of(self.proof, self.neighbours),
                symbolic=partial(edits.by_rules, self),
                independent={"arb": partial(edits.by_numbers, self)},
                witness=partial(edits.witnesses, self),
                mutants=tuple(hand),
            )
            vars(self).update(made)

    def __getitem__(self, name: str) -> sp.Basic:
        """What the line of this name says."""
        return self.proof.lines[name].says

    @cached_property
    def proof(self) -> Proof:
        """The lines, by name."""
        return Proof(self.lines, self.draw, self.limit)

    @property
    def length(self) -> int:
        """How many lines the proof has: hypotheses are given, not proved."""
        return sum(line.by.name != "assumed" for line in self.lines)

    @property
    def seed(self) -> int:
        """Where its random points begin."""
        return SEED

    @property
    def steps_by_hand(self) -> tuple[str, ...]:
        """In words, each step that no machine has checked."""
        by_hand = (line.reason for line in self.lines if line.by.name == "by_hand")
        return (*self.by_hand, *by_hand)

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts of analysis that it cites."""
        found = [f for line in self.lines for f in line.by.options.get("facts", ())]
        return tuple(dict.fromkeys((*self.cites, *found)))

    @cached_property
    def report(self) -> Report:
        """The outcome of :meth:`run`, once per process."""
        from lrlib.proofs import shelf  # which imports this module

        return shelf.report(self)

    @property
    def checks(self) -> dict[str, Claimed]:
        """Every check by the name of its engine."""
        exact = {} if self.symbolic is None else {"SymPy": self.symbolic}
        return exact | dict(self.independent)

    @property
    def scope(self) -> str:
        """For what the two engines answered."""
        if self.lines:
            return "every value of the letters, by the rules; random values, by numbers"
        return "the claim by its symbolic check; sample values by the independent one"

    @property
    def engines(self) -> tuple[str, ...]:
        """What checks it."""
        if not self.lines:
            return tuple(self.checks)
        joined = any(line.by.check.__name__ in _BY_LOGIC for line in self.lines)
        return ("SymPy", *(["Z3"] if joined else []), "arb")

    @property
    def module(self) -> str:
        """Where it is written: of the modules that hold it, the one that makes it."""
        return self._place[0]

    @property
    def line(self) -> int:
        """The line of the file at which it begins."""
        return self._place[1]

    @cached_property
    def _place(self) -> tuple[str, int]:
        start = f"{self.label} = "
        for name, module in list(sys.modules.items()):
            if name.startswith(str(__package__)) and any(v is self for v in vars(module).values()):
                for i, text in enumerate(inspect.getsource(module).splitlines(), 1):
                    if text.startswith(start):
                        return name, i
        return "", 1

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return render.bundle(self)

    def run(self, seed: int | None = None) -> Report:
        """Check every line, or, without lines, the claim; and every false neighbour."""
        if self.lines:
            return self._run_lines(seed)
        problems = list(self._gaps())
        checks = self.ask()
        problems += [f"{c.engine}: not proved: {c.reason}" for c in checks if c.answer is not True]
        rejections = tuple(map(self._reject, self.mutants))
        false = "false neighbour"
        problems += [f"{false} “{r.mutant.words}”: {r.problem}" for r in rejections if r.problem]
        return Report(checks, rejections, tuple(problems))

    def events(
        self,
        seed: int | None = None,
        *,
        by_hand: bool = True,
        made: bool = True,
        only: str | None = None,
    ) -> Iterator[Examined]:
        """What became of each line, one after the other, as soon as it is known.

        Without ``by_hand`` or ``made`` that sort of neighbours is left out; ``only`` names a line.
        """
        seed, hand = self.seed if seed is None else seed, self.neighbours if by_hand else ()
        return examine(self.proof, seed, hand, made=made, only=only)

    def _run_lines(self, seed: int | None) -> Report:
        problems = list(statements.problems(self.statement, self.proof))
        if unknown := [n.line for n in self.neighbours if n.line not in self.proof.lines]:
            problems.append(f"neighbours of no line: {', '.join(unknown)}")
        if self.derivation or self.by_hand:
            problems.append("with lines, a theorem has no derivation and no steps besides")
        examined = []
        for one in self.events(seed):
            examined.append(one)
            problems += one.problems
        checks = (
            _together("SymPy", [one.first for one in examined]),
            _together("arb", [one.second for one in examined]),
        )
        hand = [b for one in examined for b in one.neighbours if b.by_hand]
        rejections = tuple(
            Rejection(mutant, (), b.numbers, "" if b.outcome == "refuted" else b.outcome)
            for mutant in self.mutants
            for b in hand
            if b.words == mutant.words
        )
        seed = self.seed if seed is None else seed
        return Report(checks, rejections, tuple(problems), tuple(examined), seed)

    def ask(self, claim: Claim | None = None) -> tuple[Check, ...]:
        """What each check answers to a claim, by default to the theorem's own."""
        return tuple(self.ask_each(self.claim if claim is None else claim))

    def ask_each(self, claim: Claim, limit: float | None = None) -> Iterator[Check]:
        """The same, one after the other, each within so many seconds (default: its own limit)."""
        for engine, check in self.checks.items():
            start = time.process_time()
            answer, reason = _answer(check, claim, limit or self.limit)
            yield Check(engine, answer, reason, time.process_time() - start)

    def _gaps(self) -> Iterator[str]:
        """What the theorem lacks to be of its kind."""
        if self.kind not in KINDS:
            yield f"kind must be one of {', '.join(KINDS)}, got {self.kind!r}"
        if unknown := set(self.independent) - set(ENGINES):
            yield f"engines must be among {', '.join(ENGINES)}, got {', '.join(unknown)}"
        if strange := [f for f in self.cites if f not in FACTS]:
            yield f"not in the list of facts: {', '.join(strange)}"
        if self.kind == "proved" and not (self.symbolic and self.independent):
            yield "a proved theorem needs a symbolic and an independent check"
        if self.kind == "checked" and not self.checks:
            yield "a checked theorem needs a check"
        if self.kind == "cited" and not self.source:
            yield "a cited theorem needs a source"
        if self.checks and not self.mutants:
            yield "no false neighbour: nothing shows that the checks can fail"

    def _reject(self, mutant: Mutant) -> Rejection:
        if unknown := set(mutant.changes) - set(self.claim):
            return Rejection(mutant, (), None, f"the claim has no {', '.join(unknown)}")
        claim = {**self.claim, **mutant.changes}
        checks = self.ask(claim)
        problems = [
            f"{c.engine} accepts it" if c.answer else f"{c.engine} crashed on it: {c.reason}"
            for c in checks
            if c.answer is not False and not (self.lines and c.answer is None)
        ]
        witness, problem = self._witness(mutant, claim)
        return Rejection(mutant, checks, witness, "; ".join([*problems, *problem]))

    def _witness(self, mutant: Mutant, claim: Claim) -> tuple[Witness | None, list[str]]:
        find = mutant.witness or self.witness
        if find is None:
            return None, ["no witness"]
        try:
            with time_limit(self.limit):
                against = [witness for witness in _several(find(**claim)) if not witness.holds]
                control = [witness for witness in _several(find(**self.claim)) if not witness.holds]
        except (Exception, TimeIsUp) as error:
            return None, [f"the witness crashed: {_words(error)}"]
        if control:
            return control[0], [f"the witness refutes the claim itself ({control[0]})"]
        if not against:
            return None, ["no number refutes it"]
        return against[0], []


def _together(engine: str, verdicts: Iterable[Verdict]) -> Check:
    """One answer for those on all lines."""
    answers = [v.answer for v in verdicts]
    reason = next((v.reason for v in verdicts if v.answer is not True), "")
    answer = False if False in answers else None if None in answers else True
    return Check(engine, answer, reason, sum(v.seconds for v in verdicts))


def _several(found: Witness | Iterable[Witness]) -> tuple[Witness, ...]:
    return (found,) if isinstance(found, Witness) else tuple(found)


def _answer(check: Claimed, claim: Claim, limit: float) -> tuple[bool | None, str]:
    """(True, False or None, reason): the check's literal answer and nothing else."""
    try:
        with time_limit(limit):
            answer = check(**claim)
    except (Exception, TimeIsUp) as error:
        return None, _words(error)
    if answer is True:
        return True, ""
    if answer is False:
        return False, "the check does not accept it"
    return None, f"the answer is {answer!r} of type {type(answer).__name__}, not True"


def _words(error: BaseException) -> str:
    if isinstance(error, TimeIsUp):
        return str(error)
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
