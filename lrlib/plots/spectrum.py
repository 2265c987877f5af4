"""A noisy bowl with many curvatures at once: what uneven ones cost each shape."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from lrlib.bounds import next_mean_square
from lrlib.plots import describe
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import Cosine, ExponentialDecay, LinearDecay, Schedule

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["STEPS", "UNEVEN", "costs", "excess", "spectrum"]

STEPS, AXES = 2000, 20
UNEVEN = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # the largest curvature over the least
TOPS = np.geomspace(0.001, 1.95, 80)  # rates tried, in units of one over the largest curvature
MEAN = "constant, mean of the second half"


def shapes(steps: int = STEPS) -> dict[str, Schedule]:
    """The schedules that are compared, for a highest rate of 1."""
    return {
        "linear decay": LinearDecay(1.0, steps),
        "cosine": Cosine(1.0, steps),
        f"exponential, to 1/{steps:,}": ExponentialDecay.over(1.0, 1 / steps, steps),
    }


def excess(rates: np.ndarray, curvatures: np.ndarray, averaged: bool = False) -> np.ndarray:
    """Loss above the least that is to be expected after some steps, for several tops at once.

    Noise has the curvature for its mean square, as in regression, and each axis begins at 1. The
    unit is what no estimate without a bias can do better than: axes / (2 steps).

    Parameters
    ----------
    rates : ndarray (steps, tops)
    curvatures : ndarray (axes,)
    averaged : bool
        Of the mean of the points of the second half, instead of the last one.

    >>> excess(np.full((100, 1), 0.0), np.ones(20)).tolist()
    [100.0]
    """
    steps, tops = rates.shape
    square = np.ones((tops, len(curvatures)))  # E x**2
    with_sum, of_sum = np.zeros_like(square), np.zeros_like(square)  # E x s and E s**2
    for step, rate in enumerate(rates[:, :, None]):
        kept = 1 - rate * curvatures
        square = next_mean_square(square, rate, curvatures, np.sqrt(curvatures))
        if step >= steps // 2:  # now s += x
            of_sum = of_sum + 2 * kept * with_sum + square
            with_sum = kept * with_sum + square
    found = of_sum / (steps - steps // 2) ** 2 if averaged else square
    return np.asarray((curvatures * found).sum(1) / 2 / (len(curvatures) / (2 * steps)))


@cache
def costs(steps: int = STEPS) -> dict[str, np.ndarray]:
    """For each schedule its excess at its own best top rate, by how uneven the curvatures are.

    >>> found = costs()
    >>> [round(float(found["linear decay"][i]), 1) for i in (0, -1)]
    [1.5, 2.9]
    """
    plans = {name: np.asarray(made.curve(steps)) for name, made in shapes(steps).items()}
    plans[MEAN] = np.ones(steps)
    return {
        name: np.array(
            [
                excess(plan[:, None] * TOPS, np.geomspace(1 / uneven, 1, AXES), name == MEAN).min()
                for uneven in UNEVEN
            ]
        )
        for name, plan in plans.items()
    }


def spectrum() -> Figure:
    """What is left of the loss, by how uneven the curvatures are."""
    found = costs()
    made = shapes()

    def draw(ax: Axes, ink: Ink) -> None:
        for name, left in found.items():
            style = ink.line(made[name]) if name in made else ink.line("InverseTime")
            ax.plot(UNEVEN, left, label=name, **style)
        ax.set(xscale="log", xlabel="largest curvature over the least")
        ax.set(ylabel="loss at the end (least possible: 1)", ylim=(1, 3.2))
        ax.minorticks_off()
        name_lines(ax)

    told = "; ".join(f"{name}: {describe(UNEVEN, left)}" for name, left in found.items())
    return Figure(
        draw,
        caption=f"A noisy bowl with {AXES} curvatures, {STEPS:,} steps, each schedule at its own "
        "best highest rate. The more uneven the curvatures, the more a straight line leaves; a "
        "rate that falls by the same factor in equal times does not mind, nor does the mean of the "
        "second half of the points.",
        alt="Expected loss at the end, in units of the least that an unbiased estimate can reach, "
        f"against the ratio of the largest curvature to the least, for {len(found)} ways. {told}.",
        size=(5.6, 4.0),
    )
