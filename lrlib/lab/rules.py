"""Rules that read a peak rate off a range test: ours, and those of fastai and Lightning.

A rule takes rates, rising, and the loss at each, and returns a rate. All are judged on the same
curves by :mod:`lrlib.lab.ranges_judged`.
"""

from __future__ import annotations

import math

import numpy as np

from lrlib.lab.settings import Row

__all__ = ["RULES", "gained", "growing", "lightning", "minimum", "smoothed", "valley"]

SMOOTHING, DIVERGED = 0.98, 4.0  # fastai's: weight of the past, and multiple of the least loss
# Ours, chosen among twenty on the convex and MLP problems, 300 updates; held against the others.
AVERAGE, GAINED = 0.9, 0.9


def smoothed(losses: Row, weight: float = SMOOTHING) -> np.ndarray:
    """An exponential moving average without the bias of its start, fastai's.

    >>> smoothed([1.0, 1.0, 1.0]).round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    total, mean = 0.0, []
    for i, loss in enumerate(losses, start=1):
        total = weight * total + (1 - weight) * float(loss)
        mean.append(total / (1 - weight**i))
    return np.array(mean)


def _kept(rates: Row, losses: Row) -> tuple[np.ndarray, np.ndarray]:
    """Up to where the loss is no number any more."""
    rates, losses = np.asarray(rates, float), np.asarray(losses, float)
    bad = np.flatnonzero(~np.isfinite(losses))
    end = bad[0] if len(bad) else len(losses)
    if end < 3:
        raise ValueError(f"losses must start with at least three finite ones, got {end}")
    return rates[:end], losses[:end]


def gained(rates: Row, losses: Row, share: float = 1.0) -> float:
    """Ours: the rate at which the averaged loss has come nine tenths of its way down.

    The curve is averaged with weight 0.9; its way down is from its highest point to its least one
    after that. For another schedule than linear decay the rate is divided by ``share``, the
    schedule's mean rate over its peak relative to linear decay's (1/2): a schedule that stays
    high longer gets a lower peak.
    """
    rates, losses = _kept(rates, losses)
    mean = smoothed(losses, AVERAGE)
    least = int(mean.argmin())
    way = mean[: least + 1].max() - mean[least]
    return float(rates[(mean <= mean[least] + (1 - GAINED) * way).argmax()] / share)


def valley(rates: Row, losses: Row) -> float:
    """fastai's default: the middle of the longest falling run in the smoothed loss.

    A run may skip points. The curve is fastai's: smoothed with weight 0.98, cut where it exceeds
    four times its least value, without its first tenth and its last five points.
    """
    rates, losses = _fastai(rates, losses)
    n = len(losses)
    length = np.ones(n, int)
    for i in range(1, n):
        before = np.flatnonzero(losses[:i] > losses[i])
        length[i] = 1 + (length[before].max() if len(before) else 0)
    end = int(length.argmax())
    start = max(end - length[end], 0)
    third = (end - start) / 3
    return float(rates[min(start + int(third) + int(third / 2), n - 1)])


def minimum(rates: Row, losses: Row) -> float:
    """fastai's older rule: a tenth of the rate with the least smoothed loss."""
    rates, losses = _fastai(rates, losses)
    return float(rates[losses.argmin()] / 10)


def _fastai(rates: Row, losses: Row) -> tuple[np.ndarray, np.ndarray]:
    rates, losses = _kept(rates, losses)
    mean = smoothed(losses)
    gone = np.flatnonzero(mean > DIVERGED * np.minimum.accumulate(mean))
    end = gone[0] if len(gone) else len(mean)
    part = slice(len(rates) // 10, max(end - 5, len(rates) // 10 + 2))
    return rates[part], mean[part]


def lightning(rates: Row, losses: Row, skip_begin: int = 10, skip_end: int = 1) -> float:
    """Lightning's: where the loss falls most steeply with the rate.

    Lightning smooths what it records as fastai does; ten points at the start and one at the end
    are left out.
    """
    rates, losses = _kept(rates, losses)
    rates, mean = rates[skip_begin:-skip_end], smoothed(losses)[skip_begin:-skip_end]
    return float(rates[np.gradient(mean, rates).argmin()])


#: By name.
RULES = {
    "lrlib: nine tenths of the way": gained,
    "fastai: valley": valley,
    "fastai: minimum / 10": minimum,
    "Lightning: steepest": lightning,
}


def growing(low: float, high: float, steps: int) -> np.ndarray:
    """Rates that grow by one factor from ``low`` to ``high``."""
    if not 0 < low < high or math.isinf(high):
        raise ValueError(f"low must be above 0 and below high, both finite, got {low} and {high}")
    if steps < 20:
        raise ValueError(f"steps must be at least 20, got {steps}")
    return np.geomspace(low, high, steps)
