"""Figures of the chapter on exponential decay."""

from __future__ import annotations

import numpy as np

from lrlib.plots import STEP, lines
from lrlib.plots.style import Figure
from lrlib.schedules import ExponentialDecay

__all__ = ["half_lives", "horizons", "stalls"]


def _left(rates, curvature=1.0):
    """Share of the distance to a parabola's minimum that is left after each update."""
    return np.concatenate([[1.0], np.cumprod(1 - curvature * np.asarray(rates))])


def stalls(ks, lr0: float, steps: int) -> Figure:
    """Gradient descent on a parabola comes to rest before the minimum."""
    curves, floors = {}, {}
    for k in ks:
        schedule = ExponentialDecay(lr0, k)
        curves[f"k = {k:g}"] = range(steps + 1), _left(schedule.curve(steps))
        floors[f"k = {k:g}"] = _left(schedule.curve(int(40 / k)))[-1]
    ends = ", ".join(f"{floor:.3f} for {label}" for label, floor in floors.items())
    return lines(
        curves,
        caption="Gradient descent on the parabola with curvature 1, at rates "
        f"that decay exponentially from {lr0:g}. What is left of the distance, in the end: {ends}.",
        alt="Three curves fall steeply, then flatten out, each at a height above zero; "
        f"where they stop: {ends}",
        xlabel=STEP,
        ylabel="distance left (share of the start)",
        kinds=dict.fromkeys(curves, "ExponentialDecay"),
        ylim=(0, 1.03),
    )


def half_lives(schedule: ExponentialDecay, halvings: int) -> Figure:
    """On a logarithmic axis exponential decay is a straight line; each half-life is a notch."""
    marks = schedule.half_life * np.arange(halvings + 1)
    return lines(
        {"rate": (marks, schedule(marks))},
        caption=f"Exponential decay with a half-life of {schedule.half_life:g} steps. "
        "On a logarithmic axis it is a straight line; the dots are half-lives apart.",
        alt="A straight falling line on a logarithmic axis, with a dot at every half-life, "
        "each at half the height of the dot before",
        xlabel=STEP,
        ylabel="learning rate (log scale)",
        kinds={"rate": "ExponentialDecay"},
        marker="o",
        logy=True,
    )


def horizons(lr0: float, fixed_k: float, curvature: float, horizons) -> Figure:
    """The longer the run, the smaller the error, if k is tied to its length."""
    tied = [
        abs(_left(ExponentialDecay.over(lr0, lr0 / total, total).curve(total), curvature)[-1])
        for total in horizons
    ]
    fixed = [
        abs(_left(ExponentialDecay(lr0, fixed_k).curve(total), curvature)[-1]) for total in horizons
    ]
    return lines(
        {f"k = {fixed_k:g}, fixed": (horizons, fixed), "k tied to the length": (horizons, tied)},
        caption="What is left of the distance to the minimum after runs of growing length, on "
        f"a parabola of curvature {curvature:g}. With fixed *k* more steps change nothing. Tied "
        "to the length (to end at the first rate over the number of steps), every longer run "
        "gets closer.",
        alt="Two curves against the length of the run, both axes logarithmic. The one for fixed k "
        "becomes level; the one for k tied to the length keeps falling, ever more steeply",
        xlabel="length of the run (steps)",
        ylabel="distance left (share of the start)",
        kinds={f"k = {fixed_k:g}, fixed": "constant", "k tied to the length": "ExponentialDecay"},
        logx=True,
        logy=True,
        marker="o",
    )
