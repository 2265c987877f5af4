"""The lab's statistics: SciPy's paired bootstrap and permutation test, and Holm's correction."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lrlib.guard import need
from lrlib.lab.settings import Row

__all__ = ["Interval", "gap", "holm", "paired_p", "rank_correlation"]

RESAMPLES = 2000


class Interval(NamedTuple):
    """An estimate with the ends of its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3g} [{self.low:.3g}, {self.high:.3g}]"


def gap(ours: Row, reference: Row) -> Interval:
    """How much larger our mean is than the reference's: ratio minus 1, paired by seed.

    The interval is SciPy's bias-corrected and accelerated bootstrap (BCa) over the pairs.

    >>> gap([1.1, 2.2, 3.3, 4.4], [1, 2, 3, 4.0]).value.__round__(6)
    0.1
    """
    ours, reference = np.asarray(ours, float), np.asarray(reference, float)
    if ours.shape != reference.shape or ours.ndim != 1 or len(ours) < 2:
        raise ValueError(f"need two rows of as many losses, got {ours.shape}, {reference.shape}")
    if not (reference > 0).all() or not np.isfinite(reference).all():
        raise ValueError("a gap is relative: the reference's losses must be finite and above 0")
    if not np.isfinite(ours).all():
        return Interval(np.inf, np.inf, np.inf)

    def ratio(a: np.ndarray, b: np.ndarray, axis: int = -1) -> np.ndarray:
        return a.mean(axis) / b.mean(axis) - 1

    value = float(ratio(ours, reference))
    if np.ptp(ours / reference) < 1e-12:  # no spread at all: nothing to resample
        return Interval(value, value, value)
    found = need("scipy.stats", "lab").bootstrap(
        (ours, reference), ratio, paired=True, vectorized=True, n_resamples=RESAMPLES,
        method="BCa", rng=np.random.default_rng(0),
    )  # fmt: skip
    return Interval(value, *map(float, found.confidence_interval))


def paired_p(ours: Row, reference: Row) -> float:
    """Two-sided p of equal log losses: a permutation test that flips the signs of the pairs.

    >>> paired_p([1.0, 1.1, 1.2], [1.0, 1.1, 1.2])
    1.0
    """
    difference = np.log(ours) - np.log(reference)
    if not np.isfinite(difference).all():
        raise ValueError("a permutation test needs finite losses")
    found = need("scipy.stats", "lab").permutation_test(
        (difference,), lambda x, axis: x.mean(axis), permutation_type="samples", vectorized=True,
        n_resamples=99_999, rng=np.random.default_rng(0),
    )  # fmt: skip
    return float(found.pvalue)


def holm(p: Row) -> list[float]:
    """Holm's adjusted p values, in the order given.

    >>> [round(x, 3) for x in holm([0.01, 0.04, 0.03, 0.005])]
    [0.03, 0.06, 0.06, 0.02]
    """
    order = np.argsort(p)
    steps = np.maximum.accumulate(np.asarray(p)[order] * (len(p) - np.arange(len(p))))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(steps, 1)
    return adjusted.tolist()


def rank_correlation(a: Row, b: Row) -> float:
    """Spearman's, over the places where both are finite."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    kept = np.isfinite(a) & np.isfinite(b)
    return float(need("scipy.stats", "lab").spearmanr(a[kept], b[kept]).statistic)
