"""What the shapes do: by end ratio, on rippled bowls, by the length of the run; beside theory."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lrlib.lab import evidence, theory
from lrlib.lab.settings import Cell
from lrlib.lab.shapes import WARMUP
from lrlib.lab.statistics import Interval
from lrlib.plots.lab.words import brief, kind, percent, short
from lrlib.plots.labels import name_dots
from lrlib.plots.style import Figure, Ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: The entries whose way through the lengths is drawn: few enough to be told apart.
THROUGH = (("wsd", WARMUP), ("1cycle", 0.0), ("linear", WARMUP), ("linear", 0.0), ("cosine", 0.0),
           ("constant", 0.0))  # fmt: skip

__all__ = ["endings", "escapes", "horizons", "theories"]

ENDS = {"exp-3": "1/3", "exp-10": "1/10", "exp-100": "1/100", "exp-1000": "1/1000",
        "exp-fixed": "fixed k"}  # fmt: skip
NAMED = {"constant": "constant", "linear": "linear decay", "cosine": "cosine", "wsd": "WSD",
         "1cycle": "1-cycle", "exp-100": "exponential"}  # fmt: skip
FAMILIES = {  # problem: its name, whose colour it has, where the name stands
    "mlp": ("network", "OneCycle", ("exp-100", 0.34, 18)),
    "convex": ("softmax regression", "ExponentialDecay", ("exp-1000", 0, -48)),
    "quadratic-easy": ("parabolas", "bound", ("exp-1000", 0, 108)),
    "quadratic-hard": ("parabolas", "bound", None),
}


def endings(top: float = 140) -> Figure:
    """Exponential decay against linear decay, by end ratio, on problems of all kinds."""
    rows: dict[Cell, dict[str, Interval]] = {}
    for cell, of in evidence.cells().items():
        known = evidence.entries(of)
        if cell.steps == 1000 and cell.problem in FAMILIES and ("linear", 0.0) in known:
            rows[cell] = {
                name: evidence.compare(of, (name, 0.0), ("linear", 0.0))
                for name in ENDS
                if (name, 0.0) in known
            }
    place = dict(zip(ENDS, (0, 1, 2, 3, 4.2)))

    def draw(ax: Axes, ink: Ink) -> None:
        for cell, gaps in rows.items():
            colour = ink.colour(FAMILIES[cell.problem][1])
            tied = [name for name in gaps if name != "exp-fixed"]
            heights = [min(100 * gaps[name].value, top) for name in tied]
            ax.plot([place[name] for name in tied], heights, color=colour, linewidth=1.2)
            for name, gap in gaps.items():
                x, value = place[name], 100 * gap.value
                if value > top:
                    ax.plot([x], [top], "^", color=colour, markersize=8, clip_on=False)
                    continue
                low, high = 100 * gap.low, min(100 * gap.high, top)
                ax.plot([x, x], [low, high], color=colour, linewidth=2)
                ax.plot([x], [value], "o", color=colour, markersize=5)
        for words, named, where in FAMILIES.values():
            if where:
                name, right, y = where
                ax.text(
                    place[name] + right, y, words, color=ink.colour(named), ha="center", fontsize=11
                )
        ax.axhline(0, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.text(4.55, 3, "as linear decay", ha="right", va="bottom", fontsize=10)
        ax.set_xticks(list(place.values()), list(ENDS.values()))
        ax.set(xlim=(-0.3, 4.6), ylim=(-55, top))
        ax.set(xlabel="last rate over first", ylabel="loss above linear decay's (%)")

    told = "; ".join(
        f"{short(cell)}: " + ", ".join(f"{ENDS[n]} {percent(g.value)}" for n, g in gaps.items())
        for cell, gaps in rows.items()
    )
    return Figure(
        draw,
        caption="Exponential decay against linear decay at 1,000 updates, by the ratio of last "
        "rate to first, each at its own best peak, with 95 % intervals; a line for each optimiser "
        "(and spectrum). Below the dotted line exponential decay is better. At the right, a k that "
        "was right for 300 updates. Triangles lie beyond.",
        alt=f"Loss above linear decay's, by end ratio. {told}.",
        size=(5.6, 4.2),
    )


def escapes(problem: str = "ripples-1d") -> Figure:
    """Share of the balls that reach the best valley: by peak (same envelope), and by travel."""
    of = evidence.study(problem, "sgd", 300)
    names = ("exp-100", "ced-signed", "ced-raised", "linear")
    found = {}
    for name in names:
        rates, mean = evidence.curve(of, (name, 0.0))
        travel = np.abs(theory.rates_of((name, 0.0), 300)).sum()
        found[name] = rates, rates * travel, 100 * (1 - mean)

    def draw(axes: np.ndarray, ink: Ink) -> None:
        styles = ink.lines([kind((name, 0.0)) for name in names])
        for ax, which, words in zip(axes, (0, 1), ("peak rate", "sum of the sizes of the rates")):
            for name, style in zip(names, styles):
                ax.plot(found[name][which], found[name][2], marker=".",
                        label=evidence.label((name, 0.0)), **style)  # fmt: skip
            ax.set(xscale="log", xlabel=words, ylabel="in the best valley (%)", ylim=(0, 100))
        axes[0].legend(ncols=2, loc="lower left", bbox_to_anchor=(-0.05, 1.0), handlelength=2.6)

    best = "; ".join(
        f"{evidence.label((n, 0.0))}: at best {found[n][2].max():.1f} % at peak "
        f"{found[n][0][found[n][2].argmax()]:.3g}" for n in names
    )  # fmt: skip
    noise = "without noise" if "still" in problem else "with noisy gradients"
    return Figure(
        draw,
        caption=f"Balls on a bowl with ripples, {noise}, 300 updates: the share that ends in the "
        "best valley. Above at the same envelope (the same peak; the decays share their k), below "
        "at the same travel.",
        alt=f"Two panels of the same shares, against the peak and against the travel. {best}.",
        size=(5.6, 6.4),
        panels=(2, 1),
    )


def horizons(problem: str = "mlp", optimizer: str = "adamw") -> Figure:
    """The gaps to the best of the shapes that were run at every length."""
    cells = sorted(
        (c for c in evidence.cells() if c[:2] == (problem, optimizer) and c.batch == 64),
        key=lambda c: c.steps,
    )
    found = {cell.steps: evidence.gaps(evidence.cells()[cell]) for cell in cells}
    found = {steps: table for steps, table in found.items() if table}
    common = set.intersection(*map(set, found.values()))
    shown = [entry for entry in THROUGH if entry in common]
    shown = sorted(shown, key=lambda entry: found[max(found)][entry].value)

    def draw(ax: Axes, ink: Ink) -> None:
        styles = ink.lines([kind(entry) for entry in shown])
        ends = []
        for entry, style in zip(shown, styles):
            values = [100 * table[entry].value for table in found.values()]
            ax.plot(list(found), values, marker="o", **style)
            ends.append((values[-1], evidence.label(entry), style["color"]))
        gap, last = (max(v for v, *_ in ends) - min(v for v, *_ in ends) + 6) / 18, -math.inf
        for value, words, colour in sorted(ends):
            last = max(value, last + gap)
            ax.annotate(words, (max(found), value), (1.04, last), va="center", color=colour,
                        fontsize=10, textcoords=("axes fraction", "data"),
                        arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.9,
                                    "relpos": (0, 0.5), "shrinkA": 1, "shrinkB": 5})  # fmt: skip
        ax.set(xscale="log", xlabel="length of the run (updates)")
        ax.set(ylabel="test loss above the best entry's (%)")
        ax.set_xticks(list(found), [f"{steps:,}" for steps in found])
        ax.minorticks_off()

    told = "; ".join(
        f"{evidence.label(e)}: "
        + ", ".join(f"{percent(t[e].value)} at {s:,}" for s, t in found.items())
        for e in shown
    )
    return Figure(
        draw,
        caption=f"How the order moves with the length of the run ({short(max(cells))}), six "
        "entries, each at its own best peak for each length.",
        alt=f"Gaps to the best against length. {told}.",
        size=(6.0, 5.2),
    )


def theories(cells: Sequence[tuple[str, str, int]] | None = None) -> Figure:
    """Measured loss against the convex bound, a dot for an entry, a panel for a cell."""
    cells = cells or [("convex", "sgd", 1000), ("mlp", "momentum", 1000)]
    panels = []
    for cell in cells:
        of = evidence.study(*cell)
        points = {}
        for entry, known in evidence.entries(of).items():
            promised = theory.bound(entry, of.cell.steps)
            if promised and np.isfinite(known.fresh).all():
                points[entry] = promised[0] * of.cell.steps**0.5, known.fresh.mean()
        panels.append((of, points, theory.agreement(of)[0]))

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, (of, points, rho) in zip(np.ravel(axes), panels):
            for entry, (x, y) in points.items():
                mark = "^" if entry[1] else "o"
                ax.plot([x], [y], mark, color=ink.colour(kind(entry)), markersize=7)
            ax.margins(0.12)
            ax.set(xscale="log", yscale="log", ylabel="test loss")
            ax.set_title(f"{brief(of.cell)} updates: ρ = {rho:.2f}", fontsize=12)
            name_dots(ax, {words: points[name, 0.0] for name, words in NAMED.items()})
        np.ravel(axes)[-1].set_xlabel("convex bound at the best scale (DG / √T)")

    told = "; ".join(f"{evidence.named(of.cell)}: {rho:.2f}" for of, _, rho in panels)
    return Figure(
        draw,
        caption="What convex theory promises of each shape, and what was measured; some are named. "
        "A triangle has a warm-up. If theory ranked rightly, the dots would rise from left to "
        "right.",
        alt=f"Scatter plots of measured loss against the bound. Spearman's rank correlations: "
        f"{told}.",
        size=(5.6, 3.2 * len(panels) + 0.4),
        panels=(len(panels), 1),
    )
