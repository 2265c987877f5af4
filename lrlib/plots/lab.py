"""Figures of the lab's evidence, drawn from the stored results."""

from __future__ import annotations

import math

import numpy as np

from lrlib.lab import evidence, theory
from lrlib.lab.shapes import WARMUP, kind_of_shape
from lrlib.plots import lines
from lrlib.plots.style import Figure

__all__ = [
    "best_peaks",
    "comparisons",
    "dots",
    "endings",
    "escapes",
    "gaps",
    "horizons",
    "peaks",
    "regrets",
    "theories",
    "transfers",
    "warmups",
]

SHOWN = ("constant", "linear", "cosine", "wsd", "exp-100", "1cycle", "ced-raised", "clr")
FAR = 0.6  # gaps above this are drawn at the edge, as an arrow


def _kind(entry):
    return kind_of_shape(entry[0])


def _percent(x):
    return f"{100 * x:+.1f} %".replace("-", "\N{MINUS SIGN}")


def _interval(gap):
    return f"{_percent(gap.value)} [{_percent(gap.low)}, {_percent(gap.high)}]"


def dots(rows: dict, caption: str, xlabel: str, *, kinds=None, far=FAR, alt=None, zero=None):
    """A dot with its interval for each label; one beyond ``far`` becomes an arrow with a number.

    Parameters
    ----------
    rows : dict
        Label to :class:`~lrlib.lab.statistics.Interval` of shares.
    zero : str, optional
        What no gap means, written at 0.
    """
    kinds = kinds or {}

    def draw(ax, ink):
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

    told = "; ".join(f"{label}: {_interval(gap)}" for label, gap in rows.items())
    words = f"{alt or xlabel}, with 95 % intervals. {told}."
    wide = 2.7 + 0.085 * max(map(len, rows))  # inches: no wider than the names ask, for phones
    return Figure(draw, caption, words, size=(wide, 1.2 + 0.3 * len(rows)))


def gaps(problem, optimizer, steps, batch=None, entries=None, far=FAR) -> Figure:
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
        kinds={evidence.label(entry): _kind(entry) for entry in found},
        far=far,
    )


def comparisons(rows: dict, caption: str, zero: str = "no difference", far=FAR) -> Figure:
    """Gaps of one entry to another, a row for a cell or a pair; from ``evidence.compare``."""
    return dots(rows, caption, "difference of test loss (%)", far=far, zero=zero,
                kinds=dict.fromkeys(rows, "OneCycle"))  # fmt: skip


def peaks(problem, optimizer, steps, names=SHOWN) -> Figure:
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
        kinds={evidence.label(entry): _kind(entry) for entry in known},
        logx=True,
        logy=True,
        marker=".",
        ylim=(least * 0.97, top),
        size=(6.4, 4.6),
    )


def regrets(count: int = 14) -> Figure:
    """The largest gap of each entry over the network cells, with its gaps in all of them."""
    table = evidence.regrets()
    worst = {entry: max(g.value for g in cells.values()) for entry, cells in table.items()}
    ordered = sorted(worst, key=worst.get)[:count]

    def draw(ax, ink):
        for row, entry in enumerate(ordered):
            values = [100 * g.value for g in table[entry].values()]
            colour = ink.colour(_kind(entry))
            ax.plot(values, [row] * len(values), "o", color=colour, markersize=5, alpha=0.5)
            ax.plot([max(values)], [row], "D", color=colour, markersize=8)
        ax.axvline(0, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.set_yticks(range(len(ordered)), [evidence.label(entry) for entry in ordered])
        ax.set_ylim(len(ordered) - 0.4, -0.6)
        ax.set_xlabel("test loss above the best entry's (%)", loc="right")
        ax.grid(False, axis="y")

    told = "; ".join(f"{evidence.label(e)}: at most {_percent(worst[e])}" for e in ordered)
    cells = len(next(iter(table.values())))
    return Figure(
        draw,
        caption=f"What each entry loses to the best one, in {cells} cells of networks (dots), and "
        "the most that it loses (diamond): its maximal regret. The default is the first row.",
        alt=f"Gaps to the best over {cells} cells. {told}.",
        size=(6.4, 1.2 + 0.32 * len(ordered)),
    )


ENDS = {"exp-3": "1/3", "exp-10": "1/10", "exp-100": "1/100", "exp-1000": "1/1000",
        "exp-fixed": "fixed k"}  # fmt: skip
FAMILIES = {  # problem: its name, whose colour it has, where the name stands
    "mlp": ("network", "OneCycle", ("exp-100", 0.34, 18)),
    "convex": ("softmax regression", "ExponentialDecay", ("exp-1000", 0, -48)),
    "quadratic-easy": ("parabolas", "bound", ("exp-1000", 0, 108)),
    "quadratic-hard": ("parabolas", "bound", None),
}


def endings(top: float = 140) -> Figure:
    """Exponential decay against linear decay, by end ratio, on problems of all kinds."""
    rows: dict = {}
    for cell, of in evidence.cells().items():
        known = evidence.entries(of)
        if cell.steps == 1000 and cell.problem in FAMILIES and ("linear", 0.0) in known:
            rows[cell] = {
                name: evidence.compare(of, (name, 0.0), ("linear", 0.0))
                for name in ENDS
                if (name, 0.0) in known
            }
    place = dict(zip(ENDS, (0, 1, 2, 3, 4.2)))

    def draw(ax, ink):
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
        for words, kind, where in FAMILIES.values():
            if where:
                name, right, y = where
                ax.text(
                    place[name] + right, y, words, color=ink.colour(kind), ha="center", fontsize=11
                )
        ax.axhline(0, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        ax.text(4.55, 3, "as linear decay", ha="right", va="bottom", fontsize=10)
        ax.set_xticks(list(place.values()), list(ENDS.values()))
        ax.set(xlim=(-0.3, 4.6), ylim=(-55, top))
        ax.set(xlabel="last rate over first", ylabel="loss above linear decay's (%)")

    told = "; ".join(
        f"{_short(cell)}: " + ", ".join(f"{ENDS[n]} {_percent(g.value)}" for n, g in gaps.items())
        for cell, gaps in rows.items()
    )
    return Figure(
        draw,
        caption="Exponential decay against linear decay at 1,000 updates, by the ratio of last "
        "rate to first, each at its own best peak, with 95 % intervals; a line for each optimiser "
        "(and spectrum). Below the dotted line exponential decay is better. At the right, a k that "
        "was right for 300 updates. Triangles lie beyond.",
        alt=f"Loss above linear decay's, by end ratio. {told}.",
        size=(6.0, 4.2),
    )


def _short(cell):
    """A cell without its length: MLP, AdamW."""
    return evidence.named(cell).rsplit(", ", 1)[0]


def escapes(problem="ripples-1d") -> Figure:
    """Share of the balls that reach the best valley: by peak (same envelope), and by travel."""
    of = evidence.study(problem, "sgd", 300)
    names = ("exp-100", "ced-signed", "ced-raised", "linear")
    found = {}
    for name in names:
        rates, mean = evidence.curve(of, (name, 0.0))
        travel = np.abs(theory.rates_of((name, 0.0), 300)).sum()
        found[name] = rates, rates * travel, 100 * (1 - mean)

    def draw(axes, ink):
        styles = ink.lines([_kind((name, 0.0)) for name in names])
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
        size=(5.8, 6.4),
        panels=(2, 1),
    )


def horizons(problem="mlp", optimizer="adamw") -> Figure:
    """The gaps to the best of the shapes that were run at every length."""
    cells = sorted(
        (c for c in evidence.cells() if c[:2] == (problem, optimizer) and c.batch == 64),
        key=lambda c: c.steps,
    )
    found = {cell.steps: evidence.gaps(evidence.cells()[cell]) for cell in cells}
    found = {steps: table for steps, table in found.items() if table}
    common = set.intersection(*map(set, found.values()))
    shown = [entry for entry in common if max(t[entry].value for t in found.values()) < FAR]
    shown = sorted(shown, key=lambda entry: found[max(found)][entry].value)

    def draw(ax, ink):
        styles = ink.lines([_kind(entry) for entry in shown])
        ends = []
        for entry, style in zip(shown, styles):
            values = [100 * table[entry].value for table in found.values()]
            ax.plot(list(found), values, marker="o", **style)
            ends.append((values[-1], evidence.label(entry), style["color"]))
        gap, last = (max(v for v, *_ in ends) - min(v for v, *_ in ends) + 6) / 18, -math.inf
        for value, words, colour in sorted(ends):
            last = max(value, last + gap)
            ax.annotate(words, (1, last), (6, 0), va="center", color=colour, fontsize=10,
                        xycoords=("axes fraction", "data"), textcoords="offset points")  # fmt: skip
        ax.set(xscale="log", xlabel="length of the run (updates)")
        ax.set(ylabel="test loss above the best entry's (%)")
        ax.set_xticks(list(found), [f"{steps:,}" for steps in found])
        ax.minorticks_off()

    told = "; ".join(
        f"{evidence.label(e)}: "
        + ", ".join(f"{_percent(t[e].value)} at {s:,}" for s, t in found.items())
        for e in shown
    )
    return Figure(
        draw,
        caption=f"How the order moves with the length of the run ({_short(max(cells))}), each "
        "entry at its own best peak for each length.",
        alt=f"Gaps to the best against length. {told}.",
        size=(6.8, 5.2),
    )


def best_peaks(name="wsd") -> Figure:
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
        label = _short(next(c for c in evidence.cells() if c[:2] == (problem, optimizer)))
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
        size=(6.4, 4.6),
    )


def theories(cells=None) -> Figure:
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

    def draw(axes, ink):
        for ax, (of, points, rho) in zip(np.ravel(axes), panels):
            for entry, (x, y) in points.items():
                mark = "^" if entry[1] else "o"
                ax.plot([x], [y], mark, color=ink.colour(_kind(entry)), markersize=7)
            ax.set(xscale="log", yscale="log", ylabel="test loss")
            ax.set_title(f"{evidence.named(of.cell)}: ρ = {rho:.2f}", fontsize=12)
        ax.set_xlabel("convex bound at the best scale (DG / √T)")

    told = "; ".join(f"{evidence.named(of.cell)}: {rho:.2f}" for of, _, rho in panels)
    return Figure(
        draw,
        caption="What convex theory promises of each shape, and what was measured. A triangle has "
        "a warm-up. If theory ranked rightly, the dots would rise from left to right.",
        alt=f"Scatter plots of measured loss against the bound. Spearman's rank correlations: "
        f"{told}.",
        size=(5.8, 3.2 * len(panels) + 0.4),
        panels=(len(panels), 1),
    )


def transfers() -> Figure:
    """By how much a peak carried over from linear decay misses the shape's own best."""
    missed: dict = {}
    for cell, of in evidence.cells().items():
        if "ripples" in cell.problem or ("linear", 0.0) not in evidence.entries(of):
            continue
        for rule, by_entry in theory.transfer(of).items():
            missed.setdefault(rule, []).extend(by_entry.values())
    rows = {rule: np.array(values) for rule, values in missed.items()}

    def draw(ax, ink):
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
        size=(6.4, 3.4),
    )


def warmups(name="linear") -> Figure:
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
            rows[evidence.named(cell).replace(" updates of ", " × ")] = gap
    return comparisons(
        rows,
        f"What a warm-up over the first tenth does to {evidence.label((name, 0.0))}, each at its "
        "own best peak. To the left of the line the warm-up helps.",
        zero="no difference",
    )
