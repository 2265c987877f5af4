"""Figures of the first chapter, for notebooks, paper, and pages without JavaScript."""

from __future__ import annotations

import numpy as np

from lrlib import bounds
from lrlib.plots import STEP, lines
from lrlib.plots.style import Figure
from lrlib.schedules import LinearDecay

__all__ = ["dance", "hops", "push", "valley"]


def hops(rates=(0.2, 1.0, 1.7, 2.0, 2.2), steps: int = 40) -> Figure:
    """The distance to the bottom of a bowl, at five constant rates."""
    t = np.arange(steps + 1)
    curves = {f"{u:g}": (t, np.maximum(np.abs(1.0 - u) ** t, 1e-12)) for u in rates}
    return lines(
        curves,
        caption="The distance to the bottom of a bowl at constant rates, in units of one over "
        "the curvature. At 1 it is gone after one step; at 2 it never changes.",
        xlabel=STEP,
        ylabel="distance (share of the start)",
        logy=True,
        ylim=(1e-6, 1e2),
    )


def valley(ratio: int = 20, steps: int = 60) -> Figure:
    """The two directions of a valley at one rate, the best for both together."""
    t, u = np.arange(steps + 1), 2 * ratio / (ratio + 1)
    left = {
        "across, at rate 1": np.where(t == 0, 1.0, 1e-12),
        "along, at rate 1": (1 - 1 / ratio) ** t,
        f"both, at rate {u:.3f}": np.abs(1 - u) ** t,
    }
    return lines(
        {name: (t, y) for name, y in left.items()},
        caption=f"A valley {ratio} times steeper across than along. Rates in units of one over "
        "the steeper curvature. No single rate suits both directions.",
        xlabel=STEP,
        ylabel="distance (share of the start)",
        logy=True,
        ylim=(1e-3, 1.5),
    )


def push(ratio: int = 50, steps: int = 120, betas=(0.0, 0.5, 0.9)) -> Figure:
    """Along the floor of a valley, with and without momentum."""
    curves = {}
    for beta in betas:
        x, v, path = 1.0, 0.0, [1.0]
        for _ in range(steps):
            v = beta * v - 1.5 * x / ratio
            x += v
            path.append(abs(x))
        curves[f"β = {beta:g}"] = range(steps + 1), path
    return lines(
        curves,
        caption=f"The flat direction of a valley {ratio} times steeper across than along, at "
        "rate 1.5 (in units of one over the steeper curvature), for three weights of the ball.",
        xlabel=STEP,
        ylabel="distance (share of the start)",
        logy=True,
        ylim=(1e-3, 2),
    )


def dance(rates=(0.1, 0.5, 1.5), steps: int = 200, v0: float = 9.0) -> Figure:
    """Mean squared distance with noise: held rates end on a floor, a falling one does not."""
    curves = {}
    for u in rates:
        curves[f"held at {u:g}"] = bounds.mean_square([u] * steps, v0)
    curves["linear from 0.5"] = bounds.mean_square(LinearDecay(0.5, steps).curve(steps), v0)
    return lines(
        {name: (range(len(v)), v) for name, v in curves.items()},
        caption="Mean squared distance to the bottom when every gradient carries noise of size "
        "1, for three held rates and one that falls in a straight line to zero.",
        xlabel=STEP,
        ylabel="mean squared distance",
        logy=True,
    )
