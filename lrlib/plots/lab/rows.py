"""A row for each entry, pair or cell: gaps with their intervals."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from lrlib.lab import evidence
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import WARMUP
from lrlib.lab.statistics import Interval
from lrlib.plots.lab.words import brief, interval, kind, percent
from lrlib.plots.style import Figure, Ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["comparisons", "dots", "gaps", "regrets", "warmups"]

FAR = 0.6  # gaps above this are drawn at the edge, as an arrow


def _wide(names: Iterable[str]) -> float:
    """Inches: no more than the names of the rows ask, so that letters stay large on a phone."""
    return 2.7 + 0.085 * max(map(len, names))


def dots(
    rows: Mapping[str, Interval],
    caption: str,
    xlabel: str,
    *,
    kinds: Mapping[str, str] | None = None,
    far: float = FAR,
    alt: str | None = None,
    zero: str | None = None,
) -> Figure:
    """A dot with its interval for each label; one beyond ``far`` becomes an arrow with a number.

    Parameters
    ----------
    rows : dict
        Label to :class:`~lrlib.lab.statistics.Interval` of shares.
    zero : str, optional
        What no gap means, written at 0.
    """
    kinds = kinds or {}

    def draw(ax: Axes, ink: Ink) -> None:
        for row, (label, gap) in enumerate(rows.items()):
            colour = ink.colour(kinds.get(label, label))
            if gap.value > far:
                ax.plot([100 * far], [row], ">", color=colour, markersize=8, clip_on=False)
                words = f"{100 * gap.value:.0f} %" if math.isfinite(gap.value) else "diverged"
                ax.annotate(words, (100 * far, row), (-8, 0), ha="right", va="center",
                            textcoords="offset points")  # fmt: skip
                continue
            ax.plot([100 * gap.low, 100 * min(gap.high, far)], [row, row], color=colour)
            ax.plot([100 * gap.value], [row], "o", color=colour, markersize=7)
        ax.axvline(0, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        if zero:
            ax.annotate(zero, (0, 1), (0, 4), ha="center", va="bottom",
                        xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip
        ax.set_yticks(range(len(rows)), rows)
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.grid(False, axis="y")
        ax.set_xlabel(xlabel, loc="right")  # it is wider than what the rows' names leave

    told = "; ".join(f"{label}: {interval(gap)}" for label, gap in rows.items())
    words = f"{alt or xlabel}, with 95 % intervals. {told}."
    return Figure(draw, caption, words, size=(_wide(rows), 1.2 + 0.3 * len(rows)))


def gaps(
    problem: str,
    optimizer: str,
    steps: int,
    batch: int | None = None,
    entries: Collection[Contender] | None = None,
    far: float = FAR,
) -> Figure:
    """Each entry's gap to the best of its cell."""
    of = evidence.study(problem, optimizer, steps, batch)
    found = {e: g for e, g in evidence.gaps(of).items() if entries is None or e in entries}
    seeds = of.fresh
    return dots(
        {evidence.label(entry): gap for entry, gap in found.items()},
        f"Test loss above the best entry's, {evidence.named(of.cell)}: means over {seeds} fresh "
        "seeds, each entry at its own best peak, with paired 95 % intervals. The best was named "
        f"by the tuning seeds: {evidence.label(evidence.reference(of))}.",
        "loss above the best entry's (%)",
        kinds={evidence.label(entry): kind(entry) for entry in found},
        far=far,
    )


def comparisons(
    rows: Mapping[str, Interval], caption: str, zero: str = "no difference", far: float = FAR
) -> Figure:
    """Gaps of one entry to another, a row for a cell or a pair; from ``evidence.compare``."""
    return dots(rows, caption, "difference of test loss (%)", far=far, zero=zero,
                kinds=dict.fromkeys(rows, "OneCycle"))  # fmt: skip


def regrets(count: int = 14) -> Figure:
    """The largest gap of each entry over the network cells, with its gaps in all of them."""
    table = evidence.regrets()
    worst = {entry: max(g.value for g in cells.values()) for entry, cells in table.items()}
    ordered = sorted(worst, key=worst.__getitem__)[:count]

    def draw(ax: Axes, ink: Ink) -> None:
        for row, entry in enumerate(ordered):
            values = [100 * g.value for g in table[entry].values()]
            colour = ink.colour(kind(entry))
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=5, alpha=0.5)
            ax.plot([max(values)], [row], "D", color=colour, markersize=8)
        ax.axvline(0, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.set_yticks(range(len(ordered)), [evidence.label(entry) for entry in ordered])
        ax.set_ylim(len(ordered) - 0.4, -0.6)
        ax.set_xlabel("test loss above the best entry's (%)", loc="right")
        ax.grid(False, axis="y")

    told = "; ".join(f"{evidence.label(e)}: at most {percent(worst[e])}" for e in ordered)
    cells = len(next(iter(table.values())))
    return Figure(
        draw,
        caption=f"What each entry loses to the best one, in {cells} cells of networks (dots), and "
        "the most that it loses (diamond): its maximal regret. The default is the first row.",
        alt=f"Gaps to the best over {cells} cells. {told}.",
        size=(_wide(map(evidence.label, ordered)), 1.2 + 0.32 * len(ordered)),
    )


def warmups(name: str = "linear") -> Figure:
    """What a warm-up over a tenth of the run changes, cell by cell."""
    rows = {}
    networks = evidence.NETWORKS
    order = sorted(evidence.cells(), key=lambda c: (c.problem not in networks, c.optimizer, c))
    for cell in order:
        of = evidence.cells()[cell]
        known = evidence.entries(of)
        if cell.problem.startswith(("ripples", "quadratic", "digits")):
            continue
        if (name, 0.0) in known and (name, WARMUP) in known:
            gap = evidence.compare(of, (name, WARMUP), (name, 0.0))
            rows[brief(cell)] = gap
    return comparisons(
        rows,
        f"What a warm-up over the first tenth does to {evidence.label((name, 0.0))}, each at its "
        "own best peak, by problem, optimiser and number of updates, in batches of 64 unless "
        "another is named. To the left of the line the warm-up helps.",
        zero="no difference",
    )
