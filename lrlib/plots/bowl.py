"""Figures of the first chapter, for notebooks, paper, and pages without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lrlib import bounds
from lrlib.lab import orders
from lrlib.lab.settings import Row
from lrlib.plots import STEP, describe, lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import LinearDecay

__all__ = ["adam", "dance", "descend", "hops", "push", "valley", "warming"]


def hops(rates: Sequence[float] = (0.2, 1.0, 1.7, 2.0, 2.2), steps: int = 40) -> Figure:
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


def descend(
    hessian: np.ndarray, start: Row, rate: float, steps: int, beta2: float | None = None
) -> np.ndarray:
    """Where gradient descent, or with ``beta2`` Adam without its momentum, comes in a valley.

    Returns the start and the place after each step, of shape (steps + 1, dimensions).

    >>> round_bowl = np.eye(2)
    >>> descend(round_bowl, [1.0, 0.5], 0.5, 1).tolist()
    [[1.0, 0.5], [0.5, 0.25]]
    >>> descend(round_bowl, [1.0, 0.5], 0.5, 1, beta2=0.999)[1].round(9).tolist()
    [0.5, 0.0]
    """
    x = np.asarray(start, float)
    path, squares = [x], 0 * x
    for t in range(1, steps + 1):
        step = gradient = hessian @ x
        if beta2 is not None:
            squares = beta2 * squares + (1 - beta2) * gradient**2
            step = gradient / np.sqrt(squares / (1 - beta2**t))
        x = x - rate * step
        path.append(x)
    return np.array(path)


def adam(ratio: int = 20, steps: int = 10, beta2: float = 0.999) -> Figure:
    """One valley, along the axes and turned: plain gradient descent, and dividing as Adam does."""
    start, ways = np.array([1.0, 0.4]), {"plain": None, "Adam": beta2}
    runs, left = {}, {}
    for degrees in (0, 45):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        turn = np.array([[c, -s], [s, c]])
        hessian, begin = turn @ np.diag([1.0, ratio]) @ turn.T, turn @ start
        for way, beta in ways.items():
            # plain rates up to the border, 2 over the curvature; Adam's are lengths
            tried = np.geomspace(0.01, 1, 300) * (1 if beta else 2 / ratio)
            paths = [descend(hessian, begin, rate, steps, beta) for rate in tried]
            far = [np.linalg.norm(path[-1]) for path in paths]
            runs[way, degrees] = turn, paths[int(np.argmin(far))]
            left[way, degrees] = float(min(far) / np.linalg.norm(start))
    around = np.linspace(0, 2 * np.pi, 73)
    level = np.array([np.cos(around), np.sin(around) / ratio**0.5])

    def draw(axes: np.ndarray, ink: Ink) -> None:
        looks = {"plain": (ink.text, "o"), "Adam": (ink.colour("ExponentialDecay"), "D")}
        for ax, ((way, degrees), (turn, path)) in zip(axes.T.flat, runs.items()):
            colour, mark = looks[way]
            ax.grid(False)
            for size in (0.35, 0.7, 1.05, 1.4, 1.75, 2.1):
                ax.plot(*(turn @ level * size), color=ink.grid, linewidth=1.2)
            ax.plot(*path.T, marker=mark, color=colour, markersize=4, linewidth=1.6)
            ax.plot(*path[0], marker=mark, color=colour, markersize=8)
            ax.plot(0, 0, "+", color=ink.shade, markersize=12, markeredgewidth=2)
            ax.text(0.97, 0.03, f"{way}:\n{_share(left[way, degrees])} left", color=colour,
                    ha="right", transform=ax.transAxes)  # fmt: skip
            low = -0.4 if degrees else -0.8
            ax.set(xlim=(-0.4, 1.2), ylim=(low, low + 1.6), aspect="equal", xticks=[0, 1])
            ax.set_yticks([0, 1] if degrees else [-0.5, 0, 0.5])
        for ax, words in zip(axes[0], ("along the axes", "turned by 45°")):
            ax.set_title(words)
        for ax in axes[1]:
            ax.set_xlabel("parameter 1")
        for ax in axes[:, 0]:
            ax.set_ylabel("parameter 2")

    told = "; ".join(
        f"{way}, {'turned by 45 degrees' if degrees else 'along the axes'}: {_share(x)} left"
        for (way, degrees), x in left.items()
    )
    return Figure(
        draw,
        caption=f"A valley {ratio} times steeper across than along, seen from above, with {steps} "
        "steps of plain gradient descent and of Adam, each at its best constant rate, and how much "
        "of the distance to the bottom (cross) is left. Adam goes without its momentum here, to "
        "show what the dividing does by itself.",
        alt=f"Four maps of one valley, each with {steps} steps from the same place in it. "
        "Plain descent zigzags between the walls, along the axes as in the turned valley. Adam "
        "reaches the bottom of the valley along the axes; in the turned one it drops to the floor "
        f"and creeps along it. Of the distance: {told}.",
        size=(5.6, 6.0),
        panels=(2, 2),
    )


def _share(x: float) -> str:
    """A share in per cent, in as few digits as tell it.

    >>> _share(0.3591), _share(0.0005)
    ('36 %', 'under 1 %')
    """
    return f"{100 * x:.0f} %" if x >= 0.01 else "under 1 %"


def push(ratio: int = 50, steps: int = 120, betas: Sequence[float] = (0.0, 0.5, 0.9)) -> Figure:
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


def dance(rates: Sequence[float] = (0.1, 0.5, 1.5), steps: int = 200, v0: float = 9.0) -> Figure:
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


def warming(peak: float = 10.0, rise: int = 100) -> Figure:
    """A network whose curvature begins high: a rate from the first step, and behind a warm-up."""
    rates, runs = orders.with_and_without(peak, rise)
    warm, held = (np.array(runs[name].losses) for name in ("warmed", "held"))
    looks = np.arange(0, len(rates), orders.EVERY)
    curvature, border = np.array(runs["warmed"].watched), 2 / rates[looks]
    tops = [i for i in range(1, len(warm) - 1) if warm[i - 1] < warm[i] > warm[i + 1]]
    swings = [i for i in tops if warm[i] > 2 * warm[max(0, i - 20) : i].min()]

    def draw(axes: np.ndarray, ink: Ink) -> None:
        above, below = axes
        mine, other = ink.colour("WarmupStableDecay"), ink.colour("constant")
        above.plot(warm, color=mine)
        above.plot(held, color=other, linewidth=1.6)
        above.set(yscale="log", ylim=(0.01, 30), ylabel="half the squared error")
        above.set_yticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
        above.minorticks_off()
        above.text(7, 12, "the high rate from the first step: away", color=other, va="center")
        above.text(8, 0.026, "behind a warm-up", color=mine)
        for at, words in zip(swings, ("it swings", "again", "and again")):
            above.annotate(words, (at, warm[at]), (5, 1), va="center", color=ink.shade,
                           textcoords="offset points")  # fmt: skip
        below.plot(looks, curvature, color=mine)
        below.plot(looks, border, color=other, linewidth=1.4, linestyle=(0, (4, 2)))
        below.fill_between(looks, border, curvature, where=curvature > border, interpolate=True,
                           color=ink.shade, alpha=0.4, linewidth=0)  # fmt: skip
        below.set(ylim=(0, 14), yticks=[0, 5, 10], xlabel=STEP, ylabel="steepest curvature")
        below.text(23, 11, "the border, 2 / rate", color=other)
        below.text(53, 5.6, "beyond the border", color=ink.shade)
        below.text(190, 3.1, "flatter ground", color=mine, ha="right")
        below.text(4, 5.2, "curvature", color=mine)
        below.plot([0, rise], [border[-1]] * 2, color=other, linewidth=1, linestyle=(0, (1, 2)))
        below.text(5, border[-1] - 0.3, "the border of the high rate", color=other, va="top")
        for ax in axes:
            ax.set_xlim(-3, len(rates))

    gone = len(held) - 1
    swung = ", ".join(f"to {warm[i]:.2g} at step {i}" for i in swings)
    return Figure(
        draw,
        caption=f"A small network, whole batches, and a rate of {peak:g} over the curvature at its "
        f"start. From the first step that rate throws it out, in {gone} steps. Behind a warm-up of "
        f"{rise} steps it passes the border, swings (above), comes down where the ground is "
        "flatter (below), and does so again. Nine other starts of the network ended in the same "
        "way.",
        alt=f"Two panels over {len(rates)} steps. Above, the loss: at the high rate from the first "
        f"step it climbs from {held[0]:.2g} to {held[-1]:.2g} in {gone} steps. Behind a warm-up it "
        f"falls to {warm[-1]:.2g}, with {len(swings)} swings, up {swung}. Below, the steepest "
        f"curvature where the warmed run is: {describe(looks, curvature)}. The border, 2 over the "
        f"rate, sinks to {border[-1]:.3g}; before each swing the curvature is above it.",
        size=(5.6, 5.8),
        panels=(2, 1),
    )
