"""What was found out about a theorem: its checks, its false neighbours, its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lrlib.proofs.kernel.examine import Beside, Examined
from lrlib.proofs.witness import Witness

__all__ = ["Check", "Mutant", "Rejection", "Report"]


Claim = Mapping[str, Any]  # name to an expression, a number, a relation, a schedule, ...
Find = Callable[..., Witness | Iterable[Witness]]  # takes the values of a claim
Claimed = Callable[..., bool]  # a check, which takes the same


@dataclass(frozen=True)
class Mutant:
    """A near false neighbour: in words, the values it changes, and how numbers show it false.

    ``witness`` takes the claim as keyword arguments and returns one :class:`Witness` or
    several, of which one must refute it and all must agree with the claim. Without
    one the theorem's own is used.
    """

    words: str
    changes: Claim
    witness: Find | None = None


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
    """What became of a false neighbour."""

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
    examined: tuple[Examined, ...] = ()
    seed: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems

    @property
    def seconds(self) -> float:
        if self.examined:
            return sum(one.seconds for one in self.examined)
        mutants = (check for rejection in self.rejections for check in rejection.checks)
        return sum(check.seconds for check in (*self.checks, *mutants))

    def neighbours(self, *outcomes: str, by_hand: bool | None = None) -> list[Beside]:
        """The neighbours of all lines with one of these outcomes; by hand, or by machine."""
        return [
            beside
            for one in self.examined
            for beside in one.neighbours
            if beside.outcome in outcomes and by_hand in (None, beside.by_hand)
        ]
