"""What a theorem is, and what it takes for a machine to accept one.

A theorem is data. Its claim is a dictionary of values (expressions, numbers, relations), its
checks are functions of the claim, and its mutants are near false neighbours: the same claim
with one value changed. To be accepted,

* every check must answer the literal ``True`` to the claim. ``None``, a truthy object, an
  exception or silence past the time limit is *not proved*, and the reason is kept;
* every check must answer the literal ``False`` to every mutant, so that each is known to be
  able to fail. A check that crashes on a mutant has not rejected it;
* every mutant must be shown false by numbers, its :class:`Witness`, and the same numbers must
  agree with the claim itself, so that the witness is known to test something.

A kind says no more than that: ``"proved"`` needs an exact check and an independent one,
``"checked"`` one check of any sort, ``"cited"`` only the place where the proof stands.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from lrlib.proofs import render

__all__ = ["Check", "Mutant", "NotShown", "Rejection", "Report", "Theorem", "Witness"]

KINDS = ("proved", "checked", "cited")
ENGINES = ("arb", "mpmath.iv", "Z3", "numerics")  # of independent checks


class NotShown(Exception):
    """Raised by a check, or a tool it uses, that could decide neither way."""


@dataclass(frozen=True)
class Witness:
    """Two numbers that a claim relates, at one point.

    ``at`` says in words where, ``left`` is what the schedule does there, ``right`` what the
    claim says of it. ``tolerance`` is relative and counts for ``=`` alone.
    """

    at: str
    left: float
    relation: str
    right: float
    tolerance: float = 1e-9

    @property
    def holds(self) -> bool:
        left, right = float(self.left), float(self.right)
        if math.isnan(left) or math.isnan(right):
            raise NotShown(f"{self.at}: one side is NaN")
        if self.relation == "=":
            return math.isclose(left, right, rel_tol=self.tolerance, abs_tol=1e-300)
        return bool(_RELATIONS[self.relation](left, right))

    def __str__(self):
        return f"{self.at}: {float(self.left):.6g} {self.relation} {float(self.right):.6g}"


_RELATIONS = {
    "=": None,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@dataclass(frozen=True)
class Mutant:
    """A near false neighbour: in words, the values it changes, and how numbers show it false.

    ``witness`` takes the claim as keyword arguments and returns one :class:`Witness` or
    several, of which one must refute the mutant and all must agree with the claim. Without
    one the theorem's own is used.
    """

    words: str
    changes: Mapping
    witness: Callable | None = None


@dataclass(frozen=True)
class Check:
    """How one check answered one claim, in how many seconds of processor time.

    ``answer`` is True, False or None for neither.
    """

    engine: str
    answer: bool | None
    reason: str
    seconds: float


@dataclass(frozen=True)
class Rejection:
    """What became of a mutant."""

    mutant: Mutant
    checks: tuple[Check, ...]
    witness: Witness | None
    problem: str  # empty if every check and the witness rejected it


@dataclass(frozen=True)
class Report:
    """All that was found out about a theorem."""

    checks: tuple[Check, ...]
    rejections: tuple[Rejection, ...]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def seconds(self) -> float:
        mutants = (check for rejection in self.rejections for check in rejection.checks)
        return sum(check.seconds for check in (*self.checks, *mutants))


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
        The witness of the mutants that bring none.
    derivation : sequence of (LaTeX or expression, reason)
        Steps that a reader can follow by eye.
    by_hand : sequence of str
        Steps that no machine checked.
    kind : {"proved", "checked", "cited"}
    source : str
        A few words; ``@key`` cites an entry of the book's bibliography.
    limit : float
        Seconds that one check may take, on the clock.
    """

    label: str
    name: str
    statement: str
    chapter: str
    assumptions: tuple = ()
    claim: Mapping = field(default_factory=dict)
    symbolic: Callable[..., bool] | None = None
    independent: Mapping[str, Callable[..., bool]] = field(default_factory=dict)
    mutants: tuple[Mutant, ...] = ()
    witness: Callable | None = None
    derivation: tuple = ()
    by_hand: tuple[str, ...] = ()
    kind: str = "proved"
    source: str = ""
    limit: float = 30.0

    @cached_property
    def report(self) -> Report:
        """The outcome of :meth:`run`, once per process."""
        return self.run()

    @property
    def checks(self) -> dict[str, Callable[..., bool]]:
        """Every check by the name of its engine."""
        exact = {} if self.symbolic is None else {"SymPy": self.symbolic}
        return exact | dict(self.independent)

    @property
    def module(self) -> str:
        """Where the checks stand."""
        return next((check.__module__ for check in self.checks.values()), "")

    @property
    def line(self) -> int:
        """The line of the first of them."""
        codes = (getattr(check, "__code__", None) for check in self.checks.values())
        return min((code.co_firstlineno for code in codes if code), default=1)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return render.bundle(self)

    def run(self) -> Report:
        """Check the claim and every mutant."""
        problems = list(self._gaps())
        checks = self.ask()
        problems += [f"{c.engine}: not proved: {c.reason}" for c in checks if c.answer is not True]
        rejections = tuple(map(self._reject, self.mutants))
        problems += [f"mutant “{r.mutant.words}”: {r.problem}" for r in rejections if r.problem]
        return Report(checks, rejections, tuple(problems))

    def ask(self, claim: Mapping | None = None) -> tuple[Check, ...]:
        """What each check answers to a claim, by default to the theorem's own."""
        return tuple(self._ask(self.claim if claim is None else claim))

    def _ask(self, claim):
        for engine, check in self.checks.items():
            start = time.process_time()
            answer, reason = _answer(check, claim, self.limit)
            yield Check(engine, answer, reason, time.process_time() - start)

    def _gaps(self):
        """What the theorem lacks to be of its kind."""
        if self.kind not in KINDS:
            yield f"kind must be one of {', '.join(KINDS)}, got {self.kind!r}"
        if unknown := set(self.independent) - set(ENGINES):
            yield f"engines must be among {', '.join(ENGINES)}, got {', '.join(unknown)}"
        if self.kind == "proved" and not (self.symbolic and self.independent):
            yield "a proved theorem needs a symbolic and an independent check"
        if self.kind == "checked" and not self.checks:
            yield "a checked theorem needs a check"
        if self.kind == "cited" and not self.source:
            yield "a cited theorem needs a source"
        if self.checks and not self.mutants:
            yield "no mutant: nothing shows that the checks can fail"

    def _reject(self, mutant):
        if unknown := set(mutant.changes) - set(self.claim):
            return Rejection(mutant, (), None, f"the claim has no {', '.join(unknown)}")
        claim = {**self.claim, **mutant.changes}
        checks = self.ask(claim)
        problems = [
            f"{c.engine} accepts it" if c.answer else f"{c.engine} crashed on it: {c.reason}"
            for c in checks
            if c.answer is not False
        ]
        witness, problem = self._witness(mutant, claim)
        return Rejection(mutant, checks, witness, "; ".join([*problems, *problem]))

    def _witness(self, mutant, claim):
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


def _several(found):
    return (found,) if isinstance(found, Witness) else tuple(found)


def _answer(check, claim, limit):
    """(True, False or None, reason): the check's literal answer and nothing else."""
    try:
        with time_limit(limit):
            answer = check(**claim)
    except (Exception, TimeIsUp) as error:
        return None, _words(error)
    if answer is True:
        return True, ""
    if answer is False:
        return False, "the check says it is false"
    return None, f"the answer is {answer!r} of type {type(answer).__name__}, not True"


def _words(error):
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


class TimeIsUp(BaseException):
    """No :class:`Exception`, so that no ``except Exception`` inside a check swallows it."""


@contextmanager
def time_limit(seconds: float):
    """Raise :class:`TimeIsUp` in the block after so many seconds.

    Only the main thread (a notebook's cells run there) can be interrupted. Elsewhere the block
    runs to its end and is refused afterwards, if it took too long.
    """
    message = f"no answer within {seconds:g} s"
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        start = time.monotonic()
        yield
        if time.monotonic() - start > seconds:
            raise TimeIsUp(message)
        return

    def ring(signum, frame):
        raise TimeIsUp(message)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
