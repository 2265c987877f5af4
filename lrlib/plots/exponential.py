"""Figures of the chapter on exponential decay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lrlib import bounds
from lrlib.lab import rates
from lrlib.lab.settings import Row
from lrlib.plots import RATE, STEP, describe, lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import ExponentialDecay, LinearDecay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["arrival", "half_lives", "horizons", "noise", "stalls"]


def _left(rates: Row, curvature: float = 1.0) -> np.ndarray:
    """Share of the distance to a parabola's minimum that is left after each update."""
    return np.concatenate([[1.0], np.cumprod(1 - curvature * np.asarray(rates))])


def stalls(ks: Sequence[float], lr0: float, steps: int) -> Figure:
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


def arrival(lr0: float, k: float, flag: float) -> Figure:
    """A run on an even slope: the loss as one sees it, and how far the goal still is."""
    schedule = ExponentialDecay(lr0, k)
    steps = round(9 / k)
    loss = flag - np.concatenate([[0.0], np.cumsum(schedule.curve(steps))])
    tank = lr0 / (1 - schedule.gamma)

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, words in zip(axes, ("the loss, as you would see it", "the same, and the goal")):
            ax.plot(range(steps + 1), loss, **ink.line("ExponentialDecay"))
            ax.set_title(words, loc="left")
            ax.set(ylabel="loss")
        axes[0].set_yticks([])
        axes[1].axhline(0, color=ink.colour("CyclicExponentialDecay"), linestyle=(0, (5, 3)))
        axes[1].annotate("loss at the flag", (steps, 0), (0, 5), ha="right",
                         textcoords="offset points")  # fmt: skip
        axes[1].set(xlabel=STEP, ylim=(-0.06 * flag, 1.02 * flag))

    return Figure(
        draw,
        caption=f"A run down an even slope, from rate {lr0:g} at *k* = {k:g}. Above, it seems to "
        f"have arrived. Below, where it wanted to go: {flag:g} away, and one tank of rates takes "
        f"it {tank:.3g}.",
        alt=f"Loss against step, twice. The curve: {describe(range(steps + 1), loss)}. In the "
        "lower picture a line at 0 shows the loss at the goal, which the curve never reaches.",
        size=(5.6, 4.8),
        panels=(2, 1),
    )


def half_lives(schedule: ExponentialDecay, halvings: int) -> Figure:
    """What each half-life takes from the tank: a half, a quarter, an eighth, ..."""
    half = schedule.half_life
    end = halvings * half
    t: np.ndarray = np.linspace(0, end, 40 * halvings + 1)
    shares = ["½", "¼", "⅛", "¹⁄₁₆", "¹⁄₃₂"][:halvings]

    def draw(ax: Axes, ink: Ink) -> None:
        colour = ink.colour("ExponentialDecay")
        for i, share in enumerate(shares):
            part = slice(40 * i, 40 * i + 41)
            alpha = 0.5 * 0.62**i
            ax.fill_between(t[part], schedule(t[part]), color=colour, alpha=alpha, linewidth=0)
            middle = (i + 0.5) * half
            if i < 3:
                ax.annotate(share, (middle, 0.35 * schedule(middle)), ha="center", va="center")
        ax.plot(t, schedule(t), **ink.line("ExponentialDecay"))
        marks = half * np.arange(halvings + 1)
        ax.plot(marks, schedule(marks), "o", color=colour, markersize=6)
        ax.set_xticks(marks)
        ax.set(xlabel=STEP, ylabel=RATE, xlim=(0, end), ylim=(0, 1.05 * schedule.lr0))

    return Figure(
        draw,
        caption=f"Exponential decay with a half-life of {half:g} steps. The dots are half-lives "
        "apart, and each is half as high as the one before. So is each area: the first half-life "
        "spends half of all the rates there will ever be, the next a quarter, the next an eighth.",
        alt=f"Learning rate against step: {describe(t, schedule(t))}. The area under the curve is "
        f"cut at each half-life of {half:g} steps; the pieces have the shares "
        f"{', '.join(shares)} of the whole.",
        size=(5.6, 3.4),
    )


def noise(steps: int, v0: float) -> Figure:
    """The mean squared error of each step on a noisy parabola, each shape at its best scale."""
    shapes = {
        "exponential, kT = 4": ExponentialDecay(1.0, 4 / steps),
        "linear": LinearDecay(1.0, steps),
    }
    paths = {label: rates.noisy(schedule, steps, v0) for label, schedule in shapes.items()}
    t = range(1, steps + 1)
    curves: dict[str, tuple[range, Row]] = {label: (t, path[1:]) for label, path in paths.items()}
    curves["least possible"] = t, [bounds.least_mean_square(T=i, v0=v0) for i in t]
    ends = ", ".join(f"{label} {y[-1]:.3g}" for label, (_, y) in curves.items())

    def draw(ax: Axes, ink: Ink) -> None:
        kinds = ["ExponentialDecay", "LinearDecay", "bound"]
        for (label, (x, y)), style in zip(curves.items(), ink.lines(kinds)):
            ax.plot(x, y, label=label, **style)
        ax.set(xlabel=STEP, ylabel="mean squared error", ylim=(0, 5.5 * curves["linear"][1][-1]))
        for (label, (x, y)), kind in zip(curves.items(), kinds):
            i = int(np.argmax(np.asarray(y) < 4.4 * curves["linear"][1][-1]))
            left = kind == "bound"
            ax.annotate(label.split(", ")[-1].replace("least ", "least\n"), (x[i], y[i]),
                        (-7 if left else 7, 0), textcoords="offset points", va="center",
                        ha="right" if left else "left", color=ink.colour(kind))  # fmt: skip

    return Figure(
        draw,
        caption=f"A noisy parabola (curvature and noise 1, mean squared error {v0:g} at the "
        f"start), {steps} steps, exponential decay with *kT* = 4 and a straight line, each at "
        "its own best scale. Below, the least that any schedule can have reached by then.",
        alt=f"Mean squared error against step. At the end: {ends}.",
        size=(5.6, 3.8),
    )


def horizons(lr0: float, fixed_k: float, curvature: float, horizons: Sequence[int]) -> Figure:
    """Runs of growing length, with one k for all of them and with a k for each."""

    def path(schedule: ExponentialDecay, steps: int) -> np.ndarray:
        return np.abs(_left(schedule.curve(steps), curvature))

    fixed = path(ExponentialDecay(lr0, fixed_k), horizons[-1])
    tied = {T: path(ExponentialDecay.over(lr0, lr0 / T, T), T) for T in horizons}
    ends = ", ".join(f"{left[-1]:.2g} after {T:,}" for T, left in tied.items())

    def draw(ax: Axes, ink: Ink) -> None:
        blue, grey = ink.colour("ExponentialDecay"), ink.colour("constant")
        ax.plot(fixed, **ink.line("constant"))
        ax.plot(horizons, fixed[horizons], "o", color=grey)
        for T, left in tied.items():
            ax.plot(left, **ink.line("ExponentialDecay"))
            ax.plot(T, left[-1], "o", color=blue)
            ax.annotate(f"{T:,}", (T, left[-1]), (0, -15), textcoords="offset points",
                        ha="center", color=blue)  # fmt: skip
        ax.annotate("k fixed: longer runs end at the same height", (horizons[-1], fixed[-1]),
                    (0, 9), textcoords="offset points", ha="right", color=grey)  # fmt: skip
        ax.annotate("k tied to the length:\nlonger runs end nearer", (0.04, 0.2), color=blue,
                    xycoords="axes fraction", va="center")  # fmt: skip
        ax.set(xscale="log", yscale="log", xlim=(8, 2 * horizons[-1]))
        ax.set_ylim(0.3 * tied[horizons[-1]][-1], 2)
        ax.set(xlabel=STEP, ylabel="distance left (share of the start)")

    return Figure(
        draw,
        caption=f"Runs of {', '.join(f'{T:,}' for T in horizons)} steps on a parabola of curvature "
        f"{curvature:g}; a dot where each ends. With *k* = {fixed_k:g} for all of them more steps "
        "change nothing. Tied to the length (to end at the first rate over the number of steps), "
        f"they leave {ends} steps.",
        alt="Distance left against step, both axes logarithmic. One curve for fixed k becomes "
        f"level at {fixed[-1]:.2g}. Of the curves for k tied to the length each longer one is "
        f"above the shorter at first and ends lower: {ends} steps.",
        size=(5.6, 3.8),
    )
