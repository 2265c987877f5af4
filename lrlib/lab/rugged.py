"""Does a schedule help to leave local minima? A measurement on a rugged loss.

The loss is a bowl with ripples, ``bowl * x**2 + 1 - cos(ripples * x)``: one global minimum,
at 0, and a local one in nearly every ripple. Many runs of gradient descent start at random
points; what counts is the share that ends in the global minimum's basin. Every schedule gets
its own best peak rate, chosen on one set of starts and judged on another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from lrlib.lab.settings import Row
from lrlib.schedules import Schedule

__all__ = ["BOWL", "RIPPLES", "compare", "descend", "gradient", "loss", "reached"]

Point = float | np.ndarray
BOWL, RIPPLES = 0.05, 3.0
BASIN = np.pi / RIPPLES  # the ripple around the global minimum ends here


def loss(x: Point) -> Point:
    """The rugged loss, for a number or an array."""
    return BOWL * x**2 + 1 - np.cos(RIPPLES * x)


def gradient(x: Point) -> Point:
    """Its derivative."""
    return 2 * BOWL * x + RIPPLES * np.sin(RIPPLES * x)


def descend(rates: Row, x: Row, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    """Gradient descent from each of the points ``x`` with these rates; returns the ends.

    ``noise`` is the standard deviation of what is added to each gradient. A run that leaves
    the region ``|x| < 1e6`` stays where it left it.

    >>> bool(abs(descend([0.1] * 100, np.array([0.2]))[0]) < 1e-6)
    True
    """
    rng, x = np.random.default_rng(seed), np.array(x, float)
    for rate in rates:
        moved = x - rate * (gradient(x) + noise * rng.standard_normal(x.shape))
        x = np.where(np.abs(x) < 1e6, moved, x)
    return x


def reached(rates: Row, starts: np.ndarray, noise: float = 0.0, seed: int = 0) -> float:
    """Share of the runs that end in the global minimum's basin."""
    return float(np.mean(np.abs(descend(rates, starts, noise, seed)) < BASIN))


def compare(
    shapes: Mapping[str, Callable[[float], Schedule]],
    peaks: Sequence[float],
    steps: int = 300,
    runs: int = 1000,
    noise: float = 1.0,
    seeds: int = 10,
) -> dict[str, tuple[float, float, float]]:
    """Best share for each shape of schedule, over fresh starts: mean and standard deviation.

    Parameters
    ----------
    shapes : dict of name -> function from a peak rate to a schedule
    peaks : sequence of peak rates tried for each shape, on starts of their own
    steps, runs : length of a run, and starts per seed
    noise : standard deviation of the gradient noise
    seeds : number of fresh sets of starts and noise

    Returns
    -------
    dict of name -> (best peak, mean share, standard deviation over the seeds)
    """
    tuning = np.random.default_rng(12345).uniform(-8, 8, runs)
    result = {}
    for name, shape in shapes.items():
        curves = [shape(peak).curve(steps) for peak in peaks]
        shares = [reached(curve, tuning, noise, seed=12345) for curve in curves]
        best = int(np.argmax(shares))
        fresh = [
            reached(curves[best], np.random.default_rng(seed).uniform(-8, 8, runs), noise, seed)
            for seed in range(seeds)
        ]
        result[name] = peaks[best], float(np.mean(fresh)), float(np.std(fresh, ddof=1))
    return result
