"""Figures of the chapter on 1-cycle, and the one of the front page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from lrlib.plots import STEP, describe
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.proofs import onecycle
from lrlib.proofs.onecycle import chebyshev
from lrlib.schedules import Cosine, OneCycle, Schedule

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["orders", "survival", "transients", "uniform"]

LIMIT = {name: float(value) for name, value in onecycle.THRESHOLDS.items()}
PEAK = "curvature × highest learning rate"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_SHAPES: dict[str, Callable[[float, int], Schedule]] = {
    "constant": lambda peak, steps: OneCycle(peak, peak, steps),
    "cosine": Cosine,
    "triangle": lambda peak, steps: OneCycle(0.0, peak, steps),
}


def _log_factors(schedule: Schedule, steps: int) -> np.ndarray:
    """ln of the error's factor in each step, on a parabola of curvature 1."""
    return np.log(np.abs(1 - schedule.curve(steps)))


def survival(steps: int = 1009, top: float = 5.4) -> Figure:
    """How high each shape may go: mean ln of the error's factor against the highest rate."""
    peaks = np.linspace(0.02, top, 600)
    tried = np.arange(0.35, top, 0.5)
    curves, dots = {}, {}
    for name, shape in _SHAPES.items():
        mean = sp.lambdify(onecycle.a, onecycle.MEAN_LOG[name], "numpy")
        with np.errstate(divide="ignore", invalid="ignore"):
            curves[name] = np.real(mean(peaks.astype(complex)))
        dots[name] = [_log_factors(shape(float(p), steps), steps).mean() for p in tried]

    def draw(ax: Axes, ink: Ink) -> None:
        ax.axhspan(0, 1.2, color=ink.shade, alpha=0.12, linewidth=0)
        ax.axhline(0, color=ink.text, linewidth=1)
        for name, curve in curves.items():
            limit, colour = LIMIT[name], ink.colour(name)
            ax.plot(peaks, curve, label=name, **ink.line(name))
            ax.plot(tried, dots[name], ".", color=colour, markersize=6)
            ax.plot([limit], [0], "o", color=colour, markersize=10, clip_on=False)
            # the triangle's is too near to the cosine's, so it stands below the line
            ha, va, offset = (
                ("left", "top", (6, -6)) if limit > 4.5 else ("right", "bottom", (-7, 5))
            )
            ax.annotate(f"{limit:.4g}", (limit, 0), offset, textcoords="offset points", ha=ha,
                        va=va, color=colour, fontweight="bold")  # fmt: skip
        ax.annotate("diverges", (0.1, 1.05), color=ink.text, va="top")
        ax.annotate("converges", (top - 0.1, -1.5), color=ink.text, ha="right")
        ax.set(xlim=(0, top), ylim=(-1.6, 1.2), xlabel=PEAK)
        ax.set(ylabel="ln(error) per step, on average")
        name_lines(ax)

    told = "; ".join(
        f"{name}: {describe(peaks, np.maximum(curve, -1.6))}, zero at {LIMIT[name]:.5g}"
        for name, curve in curves.items()
    )
    return Figure(
        draw,
        caption="What a run on a parabola survives. Below the line the error shrinks, above it "
        "it grows, and a longer run takes either further. "
        f"A constant rate crosses at {LIMIT['constant']:g}, a cosine at {LIMIT['cosine']:g}, "
        f"the triangle of 1-cycle at {LIMIT['triangle']:.4f}. Lines: theorems; dots: runs of "
        f"{steps} steps.",
        alt=f"Mean logarithm of the error's factor per step against {PEAK}, cut off at "
        f"-1.6. {told}.",
        size=(5.6, 4.0),
    )


def uniform(steps: int = 10_000, top: float = 5.0) -> Figure:
    """Every rate gets the same time; what rates up to a level do to the error."""
    low, high, bins = 0.01, 0.1, 18
    rates = OneCycle(low, high, steps).curve(steps)
    counts, edges = np.histogram(rates, bins, (low, high))
    shares = 100 * counts / steps
    levels = np.linspace(0, top, 500)
    with np.errstate(divide="ignore", invalid="ignore"):
        area = np.nan_to_num(sp.lambdify(onecycle.u, onecycle.F, "numpy")(levels), nan=-1.0) + 0.0
    marks = {
        "fastest:": "best peak",
        "never above\nthe start:": "never above the start",
        "limit:": "triangle",
    }
    heights = {
        name: float(onecycle.F.subs(onecycle.u, onecycle.THRESHOLDS[name]))
        for name in marks.values()
    }

    def draw(axes: np.ndarray, ink: Ink) -> None:
        above, below = axes
        above.stairs(shares, edges, fill=True, color=ink.colour("OneCycle"), alpha=0.5)
        above.set(xlabel="learning rate", ylabel="share of the steps\n(per cent)")
        above.set(ylim=(0, 1.5 * shares.max()))
        below.axhline(0, color=ink.text, linewidth=1)
        below.plot(levels, area, **ink.line("OneCycle"))
        for words, name in marks.items():
            point = LIMIT[name], heights[name]
            below.plot(*point, "o", color=ink.colour("OneCycle"), markersize=9)
            va = "center" if name == "best peak" else "bottom"
            below.annotate(f"{words}\n{point[0]:.4g}", point, (-10, 0), ha="right", va=va,
                           textcoords="offset points")  # fmt: skip
        below.set(xlabel="curvature × learning rate", ylabel="ln(error) gathered\nup to that rate")

    told = ", ".join(f"{name} at {LIMIT[name]:.5g}" for name in marks.values())
    return Figure(
        draw,
        caption=f"Above: how often a cycle of {steps} steps uses each rate; all bars are equally "
        "high. Below: so what counts is the area under ln|1 − *u*|, from rate 0 up to *u* = "
        "curvature × rate. Where it is back at zero, a cycle no longer contracts.",
        alt=f"Above, a flat histogram of the rates from {low:g} to {high:g}: each of the {bins} "
        f"bars holds {shares.min():.3g} to {shares.max():.3g} per cent. Below, the curve F: "
        f"{describe(levels, area)}. Marked: {told}.",
        size=(5.6, 5.8),
        panels=(2, 1),
    )


def transients(steps: int = 201) -> Figure:
    """The error through one cycle, at three peaks."""
    names = ("best peak", "never above the start", "triangle")
    paths = {
        f"peak {LIMIT[name]:.2f}": np.concatenate(
            [[0.0], np.cumsum(_log_factors(OneCycle(0.0, LIMIT[name], steps), steps))]
        )
        / np.log(10)
        for name in names
    }
    floor, ceiling = -30, 1.25 * max(path.max() for path in paths.values())
    worst = max(paths[f"peak {LIMIT['triangle']:.2f}"])
    lowest = round(min(path[-1] for path in paths.values()))
    lowest = f"10{str(lowest).translate(_RAISED)}"

    def draw(ax: Axes, ink: Ink) -> None:
        ax.axhspan(0, ceiling, color=ink.shade, alpha=0.12, linewidth=0)
        ax.axhline(0, color=ink.text, linewidth=1)
        for (label, path), style in zip(paths.items(), ink.lines(["OneCycle"] * 3)):
            ax.plot(range(steps + 1), path, label=label, **style)
        ax.annotate("worse than at the start", (2, 0), (2, 5), textcoords="offset points")
        ax.set(xlabel=STEP, ylabel="error (powers of ten)", ylim=(floor, ceiling))
        name_lines(ax)

    told = "; ".join(
        f"{label}: {describe(range(steps + 1), path)}" for label, path in paths.items()
    )
    return Figure(
        draw,
        caption=f"The error on a parabola of curvature 1 through one cycle of {steps} steps, from "
        f"rate 0 to the peak and back. The highest peak takes it up by {worst:.0f} powers of ten "
        f"and brings it back; the lowest curve leaves the picture and ends at {lowest}.",
        alt=f"Error against step, in powers of ten relative to the start. {told}.",
        size=(5.6, 3.8),
    )


def orders(steps: int = 32, condition: float = 100) -> Figure:
    """The same rates, those of O5, in three orders: the farthest direction, step by step."""
    sorted_up = np.array(chebyshev.rates(steps, 1 / condition, 1.0))
    ways = {
        "largest first": (sorted_up[::-1], "CyclicExponentialDecay"),
        "fractal": (sorted_up[::-1][chebyshev.fractal(steps)], "OneCycle"),
        "smallest first": (sorted_up, "ExponentialDecay"),
    }
    curvatures = np.geomspace(1 / condition, 1, 401)[:, None]
    paths = {}
    for name, (rates, _) in ways.items():
        left = np.abs(np.cumprod(1 - curvatures * rates, axis=1)).max(axis=0)
        paths[name] = np.concatenate([[0.0], np.log10(left)])
    held = steps * np.log10((condition - 1) / (condition + 1))
    end, climb = paths["fractal"][-1], paths["largest first"].max()

    def draw(ax: Axes, ink: Ink) -> None:
        ax.axhline(0, color=ink.text, linewidth=1)
        for (name, path), (_, kind) in zip(paths.items(), ways.values()):
            ax.plot(range(steps + 1), path, label=name, **ink.line(kind))
        ax.plot([0, steps], [0, held], color=ink.text, linestyle=(0, (4, 2)), linewidth=1.2,
                label="best constant rate")  # fmt: skip
        ax.set(xlabel=STEP, ylabel="distance, worst direction\n(powers of ten)")
        ax.legend(ncols=2, loc="lower left", bbox_to_anchor=(-0.05, 1.0))

    told = "; ".join(f"{name}: {describe(range(steps + 1), path)}" for name, path in paths.items())
    return Figure(
        draw,
        caption=f"The {steps} best rates for curvatures from 1 to {condition:g}, in three orders. "
        f"All end at {10**end:.2g} of the distance, where the best constant rate ends at "
        f"{10**held:.2g}. Largest first goes out by {climb:.0f} powers of ten on the way.",
        alt=f"The farthest distance along any curvature against step, in powers of ten. {told}. "
        f"The best constant rate ends at {held:.2g}.",
        size=(5.6, 3.8),
    )
