"""Rates that are no shape: any list of them, tuned and judged by the rules of protocol.md."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from lrlib.lab import evidence
from lrlib.lab.settings import Contender, Row
from lrlib.lab.statistics import Interval, gap
from lrlib.lab.studies import FARTHEST, FRESH, Study, vertex

__all__ = ["Judged", "against", "judge"]


class Judged(NamedTuple):
    """The best multiple of a list of rates, and the test losses of the fresh seeds at it."""

    scale: float
    fresh: list[float]


def judge(of: Study, rates: Row, half: int = 3) -> Judged:
    """Tune the scale of some rates in a cell, and run the study's fresh seeds at the best one.

    Scales are a factor of the root of 2 apart around 1, ``half`` places either way, and more while
    the best is at an end.
    """
    from lrlib.lab.engine import losses
    from lrlib.lab.optimizers import MOMENTUM
    from lrlib.lab.problems import PROBLEMS

    rates, full = np.asarray(rates, float), PROBLEMS[of.cell.problem].chunk
    momenta = np.full((full, of.cell.steps), MOMENTUM)

    def run(scales: Sequence[float], seeds: Iterable[int]) -> np.ndarray:
        padded = [*scales, *[scales[-1]] * (full - len(scales))]
        rows = np.array(padded)[:, None] * rates
        found = [losses(of.cell, rows, momenta, [seed])[0] for seed in seeds]
        return np.array(found)[:, : len(scales)]

    mean: dict[int, float] = {}
    best, wanted = 0, list(range(-half, half + 1))
    while wanted:
        found = run([2 ** (place / 2) for place in wanted], range(of.tune))[..., 0].mean(0)
        mean |= dict(zip(wanted, found.tolist()))
        best = min(mean, key=mean.__getitem__)
        wanted = [place for place in (best - 1, best + 1) if place not in mean]
        if wanted and abs(best) > half + FARTHEST:
            raise ValueError(f"the best scale stays at an end of its grid, {2 ** (best / 2):.3g}")
    shift = vertex([mean[best + i] for i in (-1, 0, 1)])
    scale = float(f"{2 ** ((best + shift) / 2):.4g}")
    fresh = run([scale], range(FRESH, FRESH + of.fresh))[:, 0, 1]
    return Judged(scale, [float(f"{x:.8g}") if math.isfinite(x) else math.inf for x in fresh])


def against(of: Study, fresh: Row, entry: Contender) -> Interval:
    """The gap of judged losses to an entry of the same cell, paired."""
    return gap(np.array(fresh), evidence.entries(of)[entry].fresh)
