"""What a gap in loss is worth: the share of test signals that a network names rightly.

The stored results hold losses. This trains the fresh seeds again, at each entry's own best peak,
and counts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lrlib.guard import need
from lrlib.lab import engine, evidence
from lrlib.lab.optimizers import MOMENTUM
from lrlib.lab.problems import PROBLEMS
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import curves
from lrlib.lab.statistics import Interval
from lrlib.lab.studies import FRESH

__all__ = ["behind", "shares"]


def shares(
    problem: str, optimizer: str, steps: int, entries: Iterable[Contender], seeds: int = 16
) -> np.ndarray:
    """The share of test signals named rightly, of shape (seeds, entries)."""
    import jax

    of, at = evidence.study(problem, optimizer, steps), PROBLEMS[problem]
    if at.scores is None:
        raise ValueError(f"problem must be a network on signals, got {problem!r}")
    known = evidence.entries(of)
    made = [curves(*entry, known[entry].rate, steps, MOMENTUM) for entry in entries]
    rates, momenta = zip(*made)
    x, wanted = at.held("test")
    scores = jax.jit(jax.vmap(at.scores, in_axes=(0, None)))
    found = []
    for seed in range(FRESH, FRESH + seeds):
        params = engine.trained(of.cell, rates, momenta, [seed])
        told = scores({name: part[0] for name, part in params.items()}, x).argmax(-1)
        found.append(np.asarray((told == wanted).mean(-1), float))
    return np.array(found)


def behind(found: np.ndarray) -> list[Interval]:
    """By how much each column of shares is below the first, paired by seed, with its interval."""
    bootstrap, gaps = need("scipy.stats", "lab").bootstrap, []
    for column in (found[:, :1] - found).T:
        if np.ptp(column) == 0:
            gaps.append(Interval(*[float(column[0])] * 3))
            continue
        ends = bootstrap((column,), np.mean, n_resamples=2000, rng=np.random.default_rng(0))
        gaps.append(Interval(float(column.mean()), *map(float, ends.confidence_interval)))
    return gaps
