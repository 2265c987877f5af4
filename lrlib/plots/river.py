"""A valley with noise, seen from above: why hold the rate, then let it fall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib import bounds
from lrlib.bounds.numbers import Number
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import WarmupStableDecay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["AHEAD", "ALONG", "STEPS", "ends", "floor", "river", "travel", "walls"]

# Walls of curvature 1 and gradients with noise of size 1
# across, a floor that falls along at one slope, without noise. The rate is at most 1, one over the
# curvature of the walls. The way to the end of the valley is a little more than what a rate of 1
# makes of it.
STEPS, ALONG, AHEAD = 100, 0.055, 6.0


def walls(square: Number) -> Number:
    """How high up the walls a mean square of the distance from the floor's middle is.

    >>> walls(0.5)
    0.25
    """
    return square / 2


def floor(used: Number) -> Number:
    """How high the floor is above the valley's end, once so much fuel is used.

    >>> round(floor(0), 3), round(floor(AHEAD / ALONG), 3)
    (0.33, 0.0)
    """
    return ALONG * AHEAD - ALONG**2 * used


def travel(begin: int) -> tuple[np.ndarray, np.ndarray]:
    """The run whose way down begins at a step: heights of walls and floor, expected, at each step.

    >>> up, still = travel(80)
    >>> up.shape, [round(float(x), 3) for x in (up[80], up[-1], still[-1])]
    ((101,), [0.5, 0.055, 0.056])
    """
    rates = WarmupStableDecay(1.0, STEPS, warmup=0, decay=STEPS - begin).curve(STEPS)
    used = np.concatenate([[0.0], np.cumsum(rates)])
    up, still = walls(bounds.mean_square(rates)), floor(used)
    return np.asarray(up), np.asarray(still)


def ends() -> tuple[np.ndarray, np.ndarray]:
    """Heights of walls and floor at the end of the run, by the step at which the way down begins.

    >>> up, still = ends()
    >>> int((up + still).argmin()), up.shape
    (80, (101,))
    """
    made = np.array([[part[-1] for part in travel(begin)] for begin in range(STEPS + 1)])
    return made[:, 0], made[:, 1]


def river() -> Figure:
    """A valley with noise: what is left at the end, by when the way down begins."""
    up, still = ends()
    begin, total = np.arange(STEPS + 1), up + still
    best = int(total.argmin())

    def draw(ax: Axes, ink: Ink) -> None:
        low, high = ink.colour("OneCycle"), ink.colour("CyclicExponentialDecay")
        ax.fill_between(begin, 0, still, color=low, alpha=0.25, linewidth=0)
        ax.fill_between(begin, still, total, color=high, alpha=0.25, linewidth=0)
        ax.plot(begin, still, **ink.line("OneCycle"))
        ax.plot(begin, total, color=ink.text)
        ax.plot(best, total[best], "o", color=ink.text)
        where: dict[str, Any] = {"textcoords": "offset points"}
        ax.annotate("still to go along the floor", (4, 0), (0, 18), **where)
        ax.annotate("up the walls", (20, total[20]), (0, 14), **where)
        ax.annotate(f"best: {best} %", (best, total[best]), (0, 12), ha="right", **where)
        ax.set(xlabel="when the way down begins (% of the run)", ylabel="loss at the end")
        ax.set(xlim=(0, STEPS), ylim=(0, None))

    told = (
        f"A straight line from the start ends at {total[0]:.2f}, a constant rate at "
        f"{total[-1]:.2f}; best is to begin at {best} % of the run, which ends at "
        f"{total[best]:.2f}"
    )
    return Figure(
        draw,
        caption=f"A valley with noise, {STEPS} steps. The loss at the end has two parts: what is "
        f"still to go along the floor, and how high the noise holds the ball up the walls. {told}.",
        alt="Loss at the end against when the way down begins, in two parts, one on the other. "
        f"What is left of the floor falls evenly, from {still[0]:.2f} to {still[-1]:.2f}. The "
        f"height up the walls grows, slowly and then steeply, from {up[0]:.2f} to {up[-1]:.2f}. "
        f"{told}.",
    )
