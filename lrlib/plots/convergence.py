"""Figures of the chapter on convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lrlib import bounds
from lrlib.lab import rates
from lrlib.plots import describe, lines
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import (
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    LinearDecay,
    OneCycle,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["bends", "noise", "promises", "ranked"]

LENGTHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


def promises(top: float = 2.4) -> Figure:
    """What convex theory promises each shape, against the length of the run."""
    chosen = {
        "exponential, k = 0.02": "ExponentialDecay",
        "constant": "constant",
        "1-cycle from 0": "OneCycle",
        "cosine": "Cosine",
        "linear decay": "LinearDecay",
    }
    found = {
        label: [rates.sharper(rates.SHAPES[label](n)[0], n) for n in LENGTHS] for label in chosen
    }
    last = found["exponential, k = 0.02"][-1]
    return lines(
        {label: (LENGTHS, values) for label, values in found.items()},
        caption="Guaranteed loss above the minimum, on any convex loss, after the scale of each "
        "schedule has been tuned for each length, in units of the best guarantee there is. Level "
        "means: never far behind. The decay with fixed *k* leaves the picture, and ends at "
        f"{last:.3g}.",
        alt="Five curves over a logarithmic axis of lengths. Linear decay is at 1 throughout, "
        f"cosine just above it, ending at {found['cosine'][-1]:.3g}; the 1-cycle is level above "
        f"both, ending at {found['1-cycle from 0'][-1]:.3g}; the constant rate climbs slowly, to "
        f"{found['constant'][-1]:.3g}; exponential decay with a fixed k starts low and then leaves "
        f"the picture upwards, to {last:.3g}",
        xlabel="length of the run (updates)",
        ylabel="guarantee (units of DG / √(n + 1))",
        kinds=chosen,
        logx=True,
        ylim=(0.9, top),
        marker="o",
        size=(5.6, 4.4),
    )


def ranked(promised: rates.Promises) -> Figure:
    """The guarantees of all shapes, best first, at each length."""
    rows = sorted(promised, key=lambda label: promised[label][-1])
    lengths = promised.lengths
    sizes = np.linspace(3, 8, len(lengths))

    def draw(ax: Axes, ink: Ink) -> None:
        ax.axvline(1, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.annotate("no schedule goes lower", (1, 1), (0, 4), ha="left", va="bottom",
                    xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip
        for row, label in enumerate(rows):
            colour, values = ink.colour(label), promised[label]
            ax.plot(values, [row] * len(values), color=colour, linewidth=1)
            for value, size in zip(values, sizes):
                ax.plot([value], [row], "o", color=colour, markersize=size)
            ax.annotate(f"{values[-1]:.2f}", (max(values), row), (9, 0), va="center",
                        textcoords="offset points")  # fmt: skip
        ax.set_yticks(range(len(rows)), rows)
        ax.set(ylim=(len(rows) - 0.4, -0.6), xscale="log", xlim=(0.95, 10))
        ax.set_xticks([1, 1.5, 2, 3, 5], ["1", "1.5", "2", "3", "5"])
        ax.minorticks_off()
        ax.grid(False, axis="y")
        ax.set_xlabel("guarantee (units of DG / √(n + 1))", loc="right")

    told = "; ".join(
        f"{label}: " + ", ".join(f"{value:.3g}" for value in promised[label]) for label in rows
    )
    spoken = ", ".join(f"{n:,}" for n in lengths)
    return Figure(
        draw,
        caption=f"Guaranteed loss on any convex loss, each shape at its best scale, after {spoken} "
        "updates: the larger the dot, the longer the run. Dots that stay in place keep up with the "
        "best.",
        alt=f"A row of dots for each shape, guarantees after {spoken} updates. {told}",
        size=(5.2, 1.2 + 0.33 * len(rows)),
    )


def bends(n: int = 1000) -> Figure:
    """What the guarantee of the straight line costs when it bends, or begins late."""
    powers = np.geomspace(0.2, 5, 41)
    shares = np.linspace(0.02, 1, 50)
    t = np.arange(n)

    def guarantee(rates: np.ndarray) -> float:
        return bounds.weighed(rates).bound * (n + 1) ** 0.5

    bent = [guarantee((1 - t / n) ** p) for p in powers]
    late = [guarantee(np.minimum(1, (n - t) / (c * n))) for c in shares]
    line = guarantee(1 - t / n)
    marks = {c: guarantee(np.minimum(1, (n - t) / (c * n))) for c in (0.1, 0.2, 0.5)}
    told = ", ".join(f"{y / line - 1:.0%} for the last {c:.0%}" for c, y in marks.items())

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, x, found in zip(axes, (powers, shares), (bent, late)):
            ax.plot(x, found, **ink.line("LinearDecay"))
            ax.plot(1, line, "o", color=ink.colour("LinearDecay"), markersize=7)
            ax.set(ylabel="guarantee (DG / √(n + 1))", ylim=(0.97, 1.4))
        for c, y in marks.items():
            axes[1].plot(c, y, "o", color=ink.colour("LinearDecay"), markersize=4)
            axes[1].annotate(f"+{y / line - 1:.0%}", (c, y), (5, 5), textcoords="offset points")
        axes[0].annotate("straight line", (1, line), (0, 9), ha="center",
                         textcoords="offset points")  # fmt: skip
        axes[0].set(xscale="log", xticks=[0.25, 0.5, 1, 2, 4], xlabel="power p of (1 − t/n)ᵖ")
        axes[0].set_xticklabels(["¼", "½", "1", "2", "4"])
        axes[0].minorticks_off()
        axes[1].set(xlabel="share of the run that goes down, after a level beginning")

    return Figure(
        draw,
        caption=f"The straight line, bent and delayed, in {n:,} steps. Above: powers of it. Below: "
        f"level first and down in the last part, as WSD is; that costs {told}.",
        alt="Guarantee against the power of the line, least at power 1; and against the share of "
        f"the run that goes down, falling all the way to the straight line. Costs: {told}.",
        size=(5.6, 6.0),
        panels=(2, 1),
    )


def noise(T: int = 300, v0: float = 100.0) -> Figure:
    """The expected squared error under noise, over the region that no schedule can enter."""
    shapes = {
        "CED as published": CyclicExponentialDecay(1, 4 / T, 20),
        "constant": LinearDecay(1, T, lr_end=1),
        "1-cycle": OneCycle(0, 1, T),
        "cosine": Cosine(1, T),
        "linear decay": LinearDecay(1, T),
        "exponential decay": ExponentialDecay(1, 4 / T),
    }
    steps = np.arange(1, T + 1)
    paths = {label: rates.noisy(shape, T, v0)[1:] for label, shape in shapes.items()}
    least = bounds.least_mean_square(steps, v0)
    best = bounds.mean_square(bounds.harmonic(np.arange(T), v0), v0)[1:]

    def draw(ax: Axes, ink: Ink) -> None:
        ax.fill_between(steps, least, least[-1] / 3, color=ink.shade, alpha=0.18, linewidth=0)
        for label, path in paths.items():
            ax.plot(steps, path, label=label, **ink.line(label))
        ax.plot(steps, best, label="harmonic", color=ink.text, linewidth=1.4)
        ax.annotate("impossible", (1.3, least[-1] / 1.6), color=ink.text)
        ax.set(xscale="log", yscale="log", ylim=(least[-1] / 3, 4 * v0))
        ax.set(xlabel="steps made (log scale)", ylabel="expected squared error (log scale)")
        ax.minorticks_off()
        name_lines(ax)

    told = "; ".join(f"{label}: {describe(steps, path)}" for label, path in paths.items())
    ends = ", ".join(f"{path[-1] / least[-1]:.3g} for {label}" for label, path in paths.items())
    return Figure(
        draw,
        caption=f"Noisy gradient descent on a parabola, {T} steps, each schedule at the scale that "
        f"is best for the last step (decays with *k* = {4 / T:.3g}). The harmonic schedule runs "
        f"along the border of what is possible. The others end above it, by these factors: {ends}.",
        alt="Expected squared error against steps made, both axes logarithmic. A shaded region "
        f"below a line is impossible to enter; the line goes {describe(steps, least)}, and the "
        f"harmonic schedule follows it. The other curves stay above: {told}.",
        size=(5.6, 4.6),
    )
