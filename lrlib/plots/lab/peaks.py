"""Where the best peaks lie, and how they move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lrlib.lab import evidence, theory
from lrlib.plots import lines
from lrlib.plots.lab.words import kind, short
from lrlib.plots.style import Figure, Ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["best_peaks", "peaks", "transfers"]

SHOWN = ("constant", "linear", "cosine", "wsd", "exp-100", "1cycle", "ced-raised", "clr")


def peaks(problem: str, optimizer: str, steps: int, names: Sequence[str] = SHOWN) -> Figure:
    """Mean validation loss against the peak rate, for some shapes without a warm-up."""
    of = evidence.study(problem, optimizer, steps)
    known = [(name, 0.0) for name in names if (name, 0.0) in evidence.entries(of)]
    curves = {}
    for entry in known:
        rates, mean = evidence.curve(of, entry)
        kept = np.isfinite(mean)
        curves[evidence.label(entry)] = rates[kept], mean[kept]
    least = min(y.min() for _, y in curves.values())
    worst = max(y.min() for _, y in curves.values())
    top = worst * (worst / least) ** 0.7 * 1.15
    return lines(
        curves,
        f"Validation loss against the peak rate, {evidence.named(of.cell)}, mean over {of.tune} "
        "tuning seeds. Each shape has a valley of its own; the valleys lie at different peaks.",
        xlabel="peak rate",
        ylabel="loss",
        kinds={evidence.label(entry): kind(entry) for entry in known},
        logx=True,
        logy=True,
        marker=".",
        ylim=(least * 0.97, top),
        size=(6.1, 4.6),
    )


def best_peaks(name: str = "wsd") -> Figure:
    """The best peak against the length of the run, in units of the shortest run's."""
    curves, kinds = {}, {}
    rows = [("mlp", "adamw"), ("mlp", "momentum"), ("mlp", "sgd"), ("convex", "sgd")]
    for problem, optimizer in rows:
        peaks = {
            cell.steps: evidence.entries(of)[name, 0.0].rate
            for cell, of in sorted(evidence.cells().items())
            if cell[:2] == (problem, optimizer) and cell.batch == 64
        }
        shift = [peak / peaks[min(peaks)] for peak in peaks.values()]
        label = short(next(c for c in evidence.cells() if c[:2] == (problem, optimizer)))
        curves[label] = list(peaks), shift
    ends = [min(min(x) for x, _ in curves.values()), max(max(x) for x, _ in curves.values())]
    curves["convex theory, 1/√T"] = ends, [1, (ends[0] / ends[1]) ** 0.5]
    kinds["convex theory, 1/√T"] = "bound"
    return lines(
        curves,
        f"How the best peak of {evidence.label((name, 0.0))} moves with the length of the run, in "
        f"units of the best peak at {ends[0]} updates.",
        xlabel="length of the run (updates)",
        ylabel="best peak, relative",
        kinds=kinds,
        logx=True,
        logy=True,
        marker="o",
        size=(5.6, 4.6),
    )


def transfers() -> Figure:
    """By how much a peak carried over from linear decay misses the shape's own best."""
    missed: dict[str, list[float]] = {}
    for cell, of in evidence.cells().items():
        if "ripples" in cell.problem or ("linear", 0.0) not in evidence.entries(of):
            continue
        for rule, by_entry in theory.transfer(of).items():
            missed.setdefault(rule, []).extend(by_entry.values())
    rows = {rule: np.array(values) for rule, values in missed.items()}

    def draw(ax: Axes, ink: Ink) -> None:
        rng = np.random.default_rng(0)
        for row, values in enumerate(rows.values()):
            spread = row + rng.uniform(-0.28, 0.28, len(values))
            # one path for thousands of marks, each a short stroke: a page weighs ten times less
            strokes = np.stack([spread - 0.03, spread + 0.03, np.full(len(values), np.nan)], 1)
            at = np.repeat(2**values, 3)
            ax.plot(at, strokes.ravel(), color=ink.colour("bound"), alpha=0.4, linewidth=1.2)
            low, middle, high = 2 ** np.percentile(values, [10, 50, 90])
            ax.plot([low, high], [row, row], color=ink.text, linewidth=3)
            ax.plot([middle], [row], "D", color=ink.text, markersize=8)
        ax.axvline(1, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.set(xscale="log", xlim=(1 / 8, 8), xlabel="peak predicted / best peak")
        ax.set_xticks([1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8], ["⅛", "¼", "½", "1", "2", "4", "8"])
        ax.minorticks_off()
        ax.set_yticks(range(len(rows)), rows)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.grid(False, axis="y")

    told = "; ".join(
        f"{rule}: median {2 ** np.median(v):.2f}, "
        f"four fifths between {2 ** np.percentile(v, 10):.2f} and {2 ** np.percentile(v, 90):.2f}"
        for rule, v in rows.items()
    )
    return Figure(
        draw,
        caption="Tune linear decay, then change the shape: by four rules, the peak that is carried "
        "over, relative to the best one (dots: a shape in a cell; diamond: median; bar: four "
        "fifths of them).",
        alt=f"Ratios of predicted to best peak. {told}.",
        size=(5.6, 3.4),
    )
