"""What an audit may find: its kinds, and how its numbers are put into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["CHECKS", "REMARKS", "SAME", "Finding", "listed", "number", "updates"]

SAME = 1e-6  # of the highest rate: what float32 may be off

#: Kind of finding to what it says.
CHECKS = {
    "not-finite": "a rate is NaN or infinite",
    "negative": "a rate is below zero, so that the optimizer climbs",
    "wasted": "updates with rate 0 change nothing",
    "fades": "for more than half of the run the rate is next to nothing",
    "never-moves": "all updates have the same rate",
    "jump": "from one update to the next the rate changes by far more than around it",
    "length": "nearly all of the run, or much of the schedule, lies beyond the other's end",
    "rises-again": "the rate has come down to its end, and goes up again within the run",
    "stops": "the run ends in an error, before its last update or with it",
    "resume": "stopped and resumed, the run uses other rates than without a stop",
    "unlike": "the rates are not those of the schedule that was stated",
    "ends-early": "a remark: the run ends some way before its schedule, on a high rate",
    "after-end": "a remark: if the run went on for longer than stated, something would be wrong",
    "starts-at-zero": "a remark: the first update is at the foot of a rise, with rate 0",
}

#: Kinds that are worth knowing and no reason to stop: nearly every library warms up from 0, a run
#: may be stopped early, and what would come after its end does not come.
REMARKS = frozenset({"starts-at-zero", "ends-early", "after-end"})


class Finding(NamedTuple):
    """One thing that is wrong.

    Parameters
    ----------
    kind : str
        A key of ``CHECKS``.
    words : str
        The fact, with its numbers.
    update : int
        The first update concerned.
    numbers : dict of str to float
        The numbers in ``words``, by name.
    group : int or None
        The parameter group, where groups differ.
    """

    kind: str
    words: str
    update: int
    numbers: dict[str, float]
    group: int | None = None

    @property
    def remark(self) -> bool:
        """Whether this is worth knowing, and no reason to stop."""
        return self.kind in REMARKS

    def __str__(self) -> str:
        where = "" if self.group is None else f" (parameter group {self.group})"
        return f"{self.kind}{where}: {self.words}"


def updates(bad: Sequence[int], run: Sequence[float]) -> str:
    return f"{len(bad)} of {len(run)} updates {'have' if len(bad) > 1 else 'has'}"


def listed(bad: Sequence[int]) -> str:
    """Their numbers, those in a row as a range: ``0, 90 to 99``."""
    starts = [i for k, i in enumerate(bad) if k == 0 or bad[k - 1] != i - 1]
    ends = [i for k, i in enumerate(bad) if k == len(bad) - 1 or bad[k + 1] != i + 1]
    ranges = [str(a) if a == b else f"{a} to {b}" for a, b in zip(starts, ends)]
    return ", ".join(ranges[:4]) + (", ..." if len(ranges) > 4 else "")


def number(rate: float) -> str:
    return f"{rate:.4g}"
