"""Figures of the lab's probes: the edges of stability, the best rates there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lrlib.lab import edges as measured
from lrlib.lab import searched, theory
from lrlib.lab.shapes import kind_of_shape
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["best_rates", "edges", "order"]

KINDS = {"constant": "constant", "cosine": "Cosine", "linear decay": "LinearDecay",
         "triangle": "OneCycle"}  # fmt: skip


def edges() -> Figure:
    """What is left of the loss against the peak, in a network and in its parabola."""
    median = {}
    for name in measured.SHAPES:
        left = measured.column(name, "left")
        alive = np.asarray(np.isfinite(left).all(axis=0))  # in every start
        stop = len(alive) if alive.all() else int(np.argmin(alive))
        median[name] = measured.PEAKS[:stop], np.exp(np.log(left[:, :stop]).mean(0))

    def draw(ax: Axes, ink: Ink) -> None:
        for name, (x, y) in median.items():
            ax.plot(x, 100 * y, **ink.line(KINDS[name]))
            ax.plot(x[-1], 100 * y[-1], "X", color=ink.colour(KINDS[name]), markersize=8)
        for row, name in enumerate(median):  # what the text tells: the starts' own borders
            colour, height = ink.colour(KINDS[name]), 0.03 + 0.045 * row
            own = measured.mean(measured.column(name, "network"))
            where = ax.get_xaxis_transform()
            ax.plot([own.low, own.high], [height] * 2, color=colour, linewidth=2, transform=where)
            ax.plot([own.value], [height], "D", color=colour, markersize=6, transform=where)
        ends = {"triangle": (21, 0.5, "triangle"), "linear decay": (6, 4.1, "linear, cosine"),
                "constant": (9, 1.25, "constant")}  # fmt: skip
        for name, (place, height, words) in ends.items():
            ax.text(place, height, words, color=ink.colour(KINDS[name]), fontsize=11)
        for at, words in ((2, "2"), (4, "4"), (measured.THEORY["triangle"], "4.59")):
            ax.axvline(at, color=ink.text, linewidth=1, linestyle=(0, (2, 2)))
            side = "right" if words != "4.59" else "left"
            ax.annotate(words, (at, 1), (-3 if side == "right" else 3, -2), ha=side, va="top",
                        xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip
        ax.set(xscale="log", yscale="log", xlabel="peak × curvature at the start")
        ax.set(ylabel="loss at the end / at the start (%)", ylim=(0.025, 12))
        ax.set_xticks([1, 2, 4, 8, 16, 32, 64, 128], ["1", "2", "4", "8", "16", "32", "64", "128"])
        ax.set_yticks([0.1, 1, 10], ["0.1", "1", "10"])
        ax.minorticks_off()

    highest = {name: measured.mean(measured.column(name, "network")).value for name in median}
    told = "; ".join(
        f"{name}: survived up to a peak of {peak:.3g}, where its parabola allows "
        f"{measured.THEORY[name]:.3g}"
        for name, peak in highest.items()
    )
    return Figure(
        draw,
        caption="A network, whole-batch gradient descent, 300 updates, geometric mean over eight "
        "starts. Dashed: where the same network made linear throws each shape out. A curve stops, "
        "with a cross, where the next peak throws out the first of the starts; the diamonds below "
        "are the largest peak that a start survives, in the mean of the starts, with a 95 % "
        "interval. The triangle has nearly linear decay's rates, in another order.",
        alt=f"Loss against peak times curvature, four shapes. {told}.",
        size=(5.6, 4.2),
    )


def order() -> Figure:
    """Rate times running curvature along the runs at one peak."""
    shown = ("constant", "linear decay", "triangle")
    x = np.arange(measured.EVERY, measured.UPDATES + 1, measured.EVERY)
    rows = {name: measured.column(name, "watched") for name in shown}

    def draw(ax: Axes, ink: Ink) -> None:
        for name, values in rows.items():
            low, middle, high = np.percentile(values, [10, 50, 90], axis=0)
            colour = ink.colour(KINDS[name])
            ax.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
            ax.plot(x, middle, **ink.line(KINDS[name]))
        ax.axhline(2, color=ink.text, linewidth=1, linestyle=(0, (2, 2)))
        ax.text(298, 2.05, "2: beyond it a bowl throws out", ha="right", va="bottom", fontsize=11)
        for name, at, y in (("triangle", 60, 1.55), ("constant", 230, 0.42),
                            ("linear decay", 200, 0.09)):  # fmt: skip
            side = "right" if name == "triangle" else "left"
            ax.text(at, y, name, color=ink.colour(KINDS[name]), ha=side, va="bottom", fontsize=11)
        ax.set(xlabel="step (optimiser updates)", ylabel="rate × running curvature")
        ax.set(ylim=(0, 2.6), xlim=(0, 300))

    told = "; ".join(
        f"{name}: median {np.median(values):.2f}, 95th percentile {np.percentile(values, 95):.2f}"
        for name, values in rows.items()
    )
    return Figure(
        draw,
        caption=f"The same peak, {measured.WATCHED:.0f} / (curvature at the start), more than a "
        "bowl allows any of them: rate times the curvature where the run is, median and middle "
        "four fifths of eight starts. Only the shape that rises slowly still uses its rate.",
        alt=f"Rate times running curvature along runs. {told}.",
        size=(5.6, 3.6),
    )


def best_rates(steps: int = 300) -> Figure:
    """The best rates there are for three parabolas, beside shapes at their best peaks."""
    names = {"convex": "the convex problem's own", "quadratic-easy": "easy spectrum",
             "quadratic-hard": "hard spectrum"}  # fmt: skip

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, (problem, words) in zip(axes, names.items()):
            shapes = {"exp-100": "exponential", "linear": "linear decay", "wsd": "WSD"}
            for name, label in shapes.items():
                peak = theory.predicted(problem, (name, 0.0), steps)[1]
                rates = peak * theory.rates_of((name, 0.0), steps)
                ax.plot(rates, linewidth=1.4, label=label, color=ink.colour(kind_of_shape(name)),
                        linestyle=ink.line(kind_of_shape(name))["linestyle"])  # fmt: skip
            best = np.array(searched.stored()[problem, steps]["rates"])
            ax.plot(best, color=ink.text, linewidth=2.6, label="the best")
            ax.set_title(words, fontsize=12)
            ax.set(ylabel="rate", xlim=(0, steps), ylim=(0, 1.15 * np.percentile(best, 98)))
        axes[-1].set_xlabel("step (optimiser updates)")
        name_lines(axes[1])  # once, where the lines lie apart

    told = "; ".join(
        f"{words}: from {r[0]:.2g}, highest {max(r):.2g}, last {r[-1]:.2g}"
        for words, r in (
            (words, searched.stored()[problem, steps]["rates"]) for problem, words in names.items()
        )
    )
    return Figure(
        draw,
        caption=f"The best {steps} rates there are (thick), found by search on three noisy "
        "parabolas, with exponential decay to a hundredth, linear decay and WSD, each at its best "
        "peak.",
        alt=f"Rates against step. The best ones, {told}.",
        size=(5.6, 7.2),
        panels=(3, 1),
    )
