"""Runs on losses with corners: what the schedules of the chapter on convergence do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib import bounds
from lrlib.lab import rates, worst
from lrlib.lab.settings import Row
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import (
    Constant,
    Cosine,
    LinearDecay,
    OneCycle,
    WarmupStableDecay,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["adversary", "corners", "jumps", "resisted", "shadow", "walk"]


def walk(rates: Row, start: float = -1.0) -> np.ndarray:
    """Gradient descent on the loss ``|x|``: where it starts, and where each step leads.

    >>> walk([0.75, 0.5]).tolist()
    [-1.0, -0.25, 0.25]
    """
    x = [start]
    for rate in rates:
        x.append(x[-1] - rate * float(np.sign(x[-1])))
    return np.array(x)


def jumps(n: int = 9) -> Figure:
    """A loss with a corner, and two walks on it: rates that sink to zero, and one that is held."""
    falling = LinearDecay(n / (n + 1) ** 1.5, n).curve(n)
    walks = {
        "rates sink to zero: the jumps die out": walk(falling),
        "the first rate, held: the jumps go on": walk(np.full(n, falling[0])),
    }
    near, arc = 0.2, np.linspace(0, 1, 16)

    def hops(ax: Axes, ink: Ink, x: np.ndarray, mark: int) -> None:
        ax.plot([-1.1, 0, 0.36], [1.1, 0, 0.36], color=ink.text, linewidth=1.6)
        # a hop that comes again is drawn once: dashes on dashes would make a line
        pairs = zip(x.round(9), x[1:].round(9))
        for a, b in {tuple(sorted(pair)): pair for pair in pairs}.values():
            kind = "CyclicExponentialDecay" if a * b < 0 else "ExponentialDecay"
            height = abs(a) + (abs(b) - abs(a)) * arc + 2 * abs(b - a) * arc * (1 - arc)
            dashes: Any = (0, (4, 1.5)) if a * b < 0 else "solid"
            colour = ink.colour(kind)
            ax.plot(a + (b - a) * arc, height, color=colour, linestyle=dashes, linewidth=1.8)
        ax.plot(x, abs(x), "o", color=ink.text, markersize=mark)
        ax.plot(x[-1], abs(x[-1]), "o", color=ink.text, markersize=2 * mark)

    def draw(axes: np.ndarray, ink: Ink) -> None:
        way, jump = ink.colour("ExponentialDecay"), ink.colour("CyclicExponentialDecay")
        words = ("the jumps", 0.29), ("for ever", 0.2)
        for ax, (name, x), (said, high) in zip(axes, walks.items(), words):
            ax.grid(False)
            hops(ax, ink, x, mark=4)
            ax.set_title(name, loc="left")
            ax.set(xlim=(-1.14, 0.46), ylim=(-0.2, 1.15), ylabel="loss (units of DG)")
            ax.set(xticks=[-1, -0.5, 0], yticks=[0, 0.5, 1])
            lens = ax.inset_axes([0.6, 0.45, 0.4, 0.55], xlim=(-near, near), ylim=(-0.03, 0.36))
            lens.grid(False)
            hops(lens, ink, x, mark=5)
            lens.text(0, high, said, color=jump, ha="center", va="center")
            lens.set(xticks=[], yticks=[])
            lens.spines[:].set(visible=True, color=ink.text, alpha=0.5, linewidth=0.8)
            ax.indicate_inset(inset_ax=lens, edgecolor=ink.text, alpha=0.5, linewidth=0.8)
        ax = axes[0]
        ax.text(-0.66, 0.84, "the way", color=way)
        ax.plot([-0.93, -0.93, -0.65], [0.93, 0.65, 0.65], color=ink.text, linewidth=1)
        ax.text(-0.96, 0.76, "G", ha="right", va="center")
        ax.text(-0.79, 0.63, "1", ha="center", va="top")
        between = {"arrowstyle": "<->", "color": ink.text, "shrinkA": 0, "shrinkB": 0}
        ax.annotate("", (-1, -0.11), (0, -0.11), arrowprops=between)
        ax.text(-0.5, -0.08, "D", ha="center", va="bottom")
        axes[-1].set_xlabel("place, seen from the best point (units of D)")

    sunk, held = (abs(x) for x in walks.values())
    crossed = [int((x[1:] * x[:-1] < 0).sum()) for x in walks.values()]
    return Figure(
        draw,
        caption=f"A convex loss with a corner, and {n} steps on it, twice. A step is as long as "
        "the rate times the slope *G*, however near the corner is: while the rate is large, so is "
        "each jump over it (dashed). The frames show the corner enlarged; the large dot is where "
        f"the walk ends, {sunk[-1]:.2g} *DG* above the best, and {held[-1]:.2g} *DG*.",
        alt=f"Two panels with the same V-shaped loss and a walk of {n} hops from -1, with the "
        f"corner enlarged. Both walk down the left side. With rates that sink to zero {crossed[0]} "
        f"hops cross the corner, each shorter than the one before, and the loss ends at "
        f"{sunk[-1]:.2g}. With the first rate held {crossed[1]} hops cross it, all equally long, "
        f"and the loss is never below {held.min():.2g}. D is the distance from the start to the "
        "corner, G the slope.",
        size=(5.6, 6.0),
        panels=(2, 1),
    )


def shadow() -> Figure:
    """Two walkers from above: the iterate, and a second path whose weighted mean it ends at."""
    slopes, start = rates.walkers()
    rim, n = rates.rim(slopes), rates.WALKED
    shapes = {
        "straight line": LinearDecay(1.0, n).curve(n),
        "held constant": np.ones(n),
    }
    walks = {name: rates.paths(shape, slopes, start) for name, shape in shapes.items()}
    ends = {name: float((slopes @ x[-1]).max()) for name, (x, _, _) in walks.items()}

    def draw(axes: np.ndarray, ink: Ink) -> None:
        first, second = ink.colour("ExponentialDecay"), ink.colour("CyclicExponentialDecay")
        for ax, (name, (x, z, _)) in zip(axes, walks.items()):
            ax.grid(False)
            for level in np.arange(0.08, 1.3, 0.12):
                ax.plot(*(level * np.vstack([rim, rim[:1]])).T, color=ink.shade, linewidth=0.8)
            for stop in z:
                ax.plot(*np.array([x[-1], stop]).T, color=second, linewidth=0.6, alpha=0.4)
            ax.plot(*z.T, "o--", color=second, markersize=3, linewidth=1)
            ax.plot(*x.T, "o-", color=first, markersize=3, linewidth=2)
            ax.plot(*x[-1], "o", color=first, markersize=9)
            ax.plot(*x[-1], "o", color=second, markersize=14, markerfacecolor="none")
            ax.annotate("second walker", z[-1], (0, 9), color=second, ha="center",
                        textcoords="offset points")  # fmt: skip
            ax.annotate("iterate", x[3], (4, 10), color=first, textcoords="offset points")
            ax.set_title(f"{name}: ends {ends[name]:.2g} above the least", loc="left")
            ax.set(xlim=(-1.1, 0.82), ylim=(-0.45, 0.36), aspect="equal", yticks=[-0.4, 0])
        axes[-1].set_xlabel("place, seen from the best point (units of D)")

    told = "; ".join(
        f"{name}: steps of the second walker from {steps.min():.2g} to {steps.max():.2g}, the "
        f"iterate ends {ends[name]:.2g} above the least"
        for name, (_, _, steps) in walks.items()
    )
    return Figure(
        draw,
        caption=f"A convex loss with corners, from above, and two walkers after {n} steps by the "
        "same slopes. The ring is the mean of the second walker's stops, weighted by its steps. "
        "The iterate ends there.",
        alt=f"Two maps of the same loss with two walks from the left. {told}.",
        size=(5.6, 6.0),
        panels=(2, 1),
    )


def corners(n: int = 100, seeds: int = 8) -> Figure:
    """Losses with corners, under linear decay and under a constant rate, and the guarantee."""
    step, size = np.arange(n + 1), n / (n + 1) ** 1.5
    shapes = {
        "constant": LinearDecay(size / 2, n, lr_end=size / 2),
        "linear decay": LinearDecay(size, n),
    }
    runs = {
        label: np.array(
            [rates.run(shape.curve(n), *rates.planes(seed, 2, 5)) for seed in range(seeds)]
        )
        for label, shape in shapes.items()
    }
    promise = (n + 1) ** -0.5

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, (label, losses) in zip(axes, runs.items()):
            # every fourth step: so many curves have more points than a page can show
            ax.plot(step[::4], losses.T[::4], color=ink.colour(label), linewidth=0.8, alpha=0.5)
            ax.axhline(promise, color=ink.text, linestyle=(0, (2, 2)), linewidth=1.4)
            ax.set(title=label, yscale="log", ylim=(1e-5, 1.5), ylabel="loss above minimum")
            ax.minorticks_off()
        axes[-1].set_xlabel("step (updates made)")

    last = {label: losses[:, -1] for label, losses in runs.items()}
    told = "; ".join(
        f"{label}: from {x.min():.2g} to {x.max():.2g}, median {np.median(x):.2g}"
        for label, x in last.items()
    )
    return Figure(
        draw,
        caption=f"{seeds} random convex losses with corners, {n} steps, equal mean rates. Dashed: "
        f"what theory guarantees for the last step of linear decay, {promise:.3g}. A constant "
        "rate keeps jumping over the corner; linear decay comes much closer to it.",
        alt=f"Two panels of {seeds} falling curves on a logarithmic axis, with a dashed line at "
        f"{promise:.3g}. Under a constant rate they level off and jitter; under linear decay they "
        f"drop further in the last steps. Last losses: {told}.",
        size=(5.6, 5.4),
        panels=(2, 1),
    )


def resisted(n: int = 100) -> Figure:
    """Each schedule on the loss that hates it most: it ends where it began."""
    shapes = {
        "constant": Constant(1.0),
        "1-cycle": OneCycle(0.0, 1.0, n),
        "hold, then line": WarmupStableDecay(1.0, n, warmup=0, decay=0.2),
        "cosine": Cosine(1.0, n),
        "linear decay": LinearDecay(1.0, n),
    }
    unit, runs = (n + 1) ** 0.5, {}
    for label, shape in shapes.items():
        made = bounds.weighed(shape, T=n).multiplier * shape.curve(n)
        runs[label] = worst.run(made, *worst.resisting(made)) * unit
    step = np.arange(n + 1)

    def draw(ax: Axes, ink: Ink) -> None:
        for label, losses in runs.items():
            style = ink.line(shapes[label] if label != "constant" else label)
            ax.plot(step, losses, label=label, **style)
            ax.plot([0, n], losses[[0, -1]], "o", color=style["color"], markersize=5)
        ax.set(xlabel="step (updates made)", ylabel="loss above the least (DG / √(n + 1))")
        ax.set(ylim=(0.9, 1.46))
        name_lines(ax)

    told = "; ".join(
        f"{label}: from {losses[0]:.2f} to {losses.min():.2f} at the lowest and {losses[-1]:.2f} "
        "in the end"
        for label, losses in runs.items()
    )
    return Figure(
        draw,
        caption=f"Five schedules of {n} steps, each at its best scale and on the loss that was "
        "made for it. Every one ends just as high as it began.",
        alt=f"Loss against the step for five schedules, each on its own worst loss. {told}. Linear "
        "decay stays level.",
        size=(5.6, 4.2),
    )


def adversary(updates: int = 8) -> Figure:
    """The loss of D3 after linear decay: one coordinate has never moved."""
    n = updates + 1
    x = np.zeros(n)
    for rate in LinearDecay(updates / n**1.5, updates).curve(updates):
        x[np.flatnonzero(x == x.max())[-1]] -= rate
    steps = np.arange(n)

    def draw(ax: Axes, ink: Ink) -> None:
        ax.bar(steps, x - x.min() + 0.02, bottom=x.min() - 0.02, color=ink.colour("LinearDecay"))
        ax.axhline(x.max(), color=ink.text, linewidth=1)
        ax.axhline(-(n**-0.5), color=ink.text, linewidth=1, linestyle=(0, (4, 2)))
        ax.annotate("the loss", (0.2, x.max()), (0, 4), textcoords="offset points")
        ax.annotate("its least", (0.2, -(n**-0.5)), (0, 4), textcoords="offset points")
        ax.set(xlabel="coordinate", ylabel="value", xticks=steps)

    return Figure(
        draw,
        caption=f"The resisting loss after {updates} steps of linear decay. The loss is the "
        "highest of the coordinates, and one of them has never been moved.",
        alt=f"{n} bars; {int((x == 0).sum())} of them still at 0, where all began, which is the "
        f"loss; the others are lower, down to {x.min():.3g}. Least possible: {-(n**-0.5):.3g}.",
        size=(5.6, 3.0),
    )
