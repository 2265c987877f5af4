"""How figures of the lab name what they show."""

from __future__ import annotations

from lrlib.lab import evidence
from lrlib.lab.settings import Cell, Contender
from lrlib.lab.shapes import kind_of_shape
from lrlib.lab.statistics import Interval

__all__ = ["brief", "interval", "kind", "percent", "short"]

BRIEF = {"SGD with momentum": "momentum", "softmax regression": "softmax"}
USUAL = " × 64"  # the batch of nearly all cells


def kind(entry: Contender) -> str:
    """The kind of schedule whose colour an entry has."""
    return kind_of_shape(entry[0])


def percent(x: float) -> str:
    """A share, with its sign: +3.1 %."""
    return f"{100 * x:+.1f} %".replace("-", "\N{MINUS SIGN}")


def interval(gap: Interval) -> str:
    """A gap and its ends."""
    return f"{percent(gap.value)} [{percent(gap.low)}, {percent(gap.high)}]"


def short(cell: Cell) -> str:
    """A cell without its length: MLP, AdamW."""
    return evidence.named(cell).rsplit(", ", 1)[0]


def brief(cell: Cell) -> str:
    """A cell as the name of a row, for phones: MLP, momentum, 300. The usual batch goes unsaid."""
    words = evidence.named(cell).replace(" updates of ", " × ").removesuffix(USUAL)
    for long, brief in BRIEF.items():
        words = words.replace(long, brief)
    return words
