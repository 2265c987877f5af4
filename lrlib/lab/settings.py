"""What a run is, and what each problem is by default: plain values, without JAX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

__all__ = ["Cell", "Setting", "batch_of", "unit_of"]

BATCHES = {"transformer": 16, "ripples-1d": 1, "ripples-1d-still": 1, "ripples-2d": 1}
UNITS = {
    "quadratic": "loss (1 at the start)",
    "ripples": "share that misses the best valley",
    "convex": "excess over the least loss (nats)",
    "transformer": "cross-entropy (nats a character)",
}


def batch_of(problem: str) -> int:
    """How many rows an update of a problem sees, unless it is told otherwise."""
    return BATCHES.get(problem, 64)


def unit_of(problem: str) -> str:
    """What the losses of a problem are, with their unit."""
    return UNITS.get(problem.split("-")[0], "cross-entropy (nats)")


#: An entry of a study: a shape, and the share of the run that is its warm-up.
Contender = tuple[str, float]
#: A run's losses, on validation and on test.
Losses = tuple[float, float]
#: The runs that are there: setting, which may be a plain tuple, to losses.
Plain = tuple[str, str, int, int, str, float, float, int]
Runs = Mapping["Setting", Losses] | Mapping[Plain, Losses]
#: Rates, losses and the like in a row.
Row = Sequence[float] | np.ndarray


class Cell(NamedTuple):
    """What the runs of one program have in common, but for the seed."""

    problem: str
    optimizer: str
    steps: int
    batch: int


class Setting(NamedTuple):
    """All that makes a run what it is."""

    problem: str
    optimizer: str
    steps: int
    batch: int
    schedule: str
    warmup: float
    rate: float
    seed: int

    @property
    def cell(self) -> Cell:
        return Cell(*self[:4])
