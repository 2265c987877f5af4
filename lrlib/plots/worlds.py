"""Figures of the chapter on other worlds, and the runs that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib.lab.settings import Row
from lrlib.plots import describe
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import (
    Constant,
    Cosine,
    InverseTime,
    LinearDecay,
    OneCycle,
    Schedule,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["burners", "burnt", "fuel", "gradients", "stopped", "uneven", "whenever"]


def burnt(rates: Row, seed: int = 0, axes: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Gradient descent on a smooth convex loss: fuel burnt and loss after each step.

    The loss is a sum of ln cosh along random directions of very different steepness. Its least is
    0, its greatest curvature 1, and the start is at distance 1.

    >>> fuel, loss = burnt([1.0, 0.5])
    >>> fuel.tolist(), bool(loss[2] < loss[1] < loss[0])
    ([0.0, 1.0, 1.5], True)
    """
    draw = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(draw.normal(size=(axes, axes)))
    slopes = turned * np.geomspace(1, 0.003, axes)[:, None]
    x = np.full(axes, axes**-0.5) @ turned
    losses = []
    for rate in (*rates, 0.0):
        losses.append(np.log(np.cosh(slopes @ x)).sum())
        x = x - rate * (np.tanh(slopes @ x) @ slopes)
    return np.concatenate([[0.0], np.cumsum(rates)]), np.array(losses)


def burners(T: int = 1000) -> dict[str, Schedule]:
    """Four shapes as different as one likes, none of them above the golden ratio.

    >>> [round(float(schedule.curve(1000).sum())) for schedule in burners().values()]
    [1000, 801, 800, 150]
    """
    return {
        "constant": Constant(1.0),
        "linear decay": LinearDecay(1.6, T),
        "1-cycle": OneCycle(0, 1.6, T),
        "cosine": Cosine(0.3, T),
    }


def fuel(T: int = 1000) -> Figure:
    """Loss against the rates used up so far, for shapes as different as one likes."""
    runs = {label: burnt(schedule.curve(T)) for label, schedule in burners(T).items()}
    most = max(used[-1] for used, _ in runs.values())
    burn = np.geomspace(1, most, 60)
    ceiling, floor = 1 / (2 * burn), 1 / (4 * burn + 2)
    seen = np.geomspace(1, most, 120)

    def draw(ax: Axes, ink: Ink) -> None:
        ax.fill_between(burn, floor, ceiling, color=ink.shade, alpha=0.15, linewidth=0)
        ax.plot(burn, ceiling, color=ink.text, linewidth=1.2, linestyle=(0, (2, 2)))
        where: dict[str, Any] = {"textcoords": "offset points"}
        ax.annotate("W1: no loss ends higher", (burn[20], ceiling[20]), (8, 4), **where)
        ax.annotate("W1b", (burn[16], floor[16]), (-16, -15), **where)
        for i, (label, (used, loss)) in enumerate(runs.items()):
            at = seen[seen <= used[-1]]
            style: dict[str, Any] = ink.line(label) | {"linewidth": 5.5 - 1.3 * i}
            ax.plot(at, np.interp(at, used, loss), label=label, **style)
            ax.plot(used[-1], loss[-1], "o", color=ink.colour(label), markersize=8 - i)
        ax.set(xscale="log", yscale="log", xlabel="fuel: sum of the rates so far (units of 1/L)")
        ax.set(ylabel="loss above the least (units of LD²)")
        ax.minorticks_off()
        ax.legend(loc="lower left", handlelength=3)

    ends = "; ".join(
        f"{label}: {loss[-1]:.2g} after fuel of {used[-1]:.3g}"
        for label, (used, loss) in runs.items()
    )
    return Figure(
        draw,
        caption=f"Four schedules of {T:,} steps on one smooth convex loss. They are drawn against "
        "the fuel that they have used, not against steps, and soon lie on one another; the dots "
        "are where each run ends. The edges of the band speak of the hardest losses. No loss at "
        "all ends above the upper one (W1). On the lower one ends, for each sum of rates, a loss "
        "made to be hard (W1b). This loss is an easier one, so its curves may lie far below both.",
        alt="Loss against the sum of the rates so far, both axes logarithmic. The curves of four "
        "schedules soon fall together, and cannot be told apart, below a falling band. Ends: "
        f"{ends}. The band's upper edge goes {describe(burn, ceiling)}.",
        size=(5.6, 4.6),
    )


def stopped(
    rates: Row, mean: bool = False, seeds: int = 40, axes: int = 5, noise: float = 1.0
) -> tuple[np.ndarray, float]:
    """Loss after each step on a bowl with a corner, under noise, in the mean over many runs.

    The loss is half the square of the distance plus the length of the longest coordinate. With
    ``mean`` it is that of the mean of the points so far, the weight of each growing by one. Also
    the largest mean square of a gradient on the way.

    >>> losses, square = stopped([1.0] * 3, seeds=2)
    >>> losses.shape, bool(square > 0)
    ((3,), True)
    """
    draw = np.random.default_rng(1)
    x = np.full((seeds, axes), 2.0)
    average, losses, squares, every = np.zeros_like(x), [], [], np.arange(seeds)
    for step, rate in enumerate(rates):
        average = average + (x - average) * 2 / (step + 2)
        at = average if mean else x
        losses.append((0.5 * (at**2).sum(1) + abs(at).max(1)).mean())
        top = abs(x).argmax(1)
        slope = x + noise * draw.normal(size=x.shape)
        slope[every, top] += np.sign(x[every, top])
        squares.append((slope**2).sum(1).mean())
        x = x - rate * slope
    return np.array(losses), max(squares)


def whenever(T: int = 2000, planned: int = 400) -> Figure:
    """A bowl with corners: inverse time at every length, the line at the one it was planned for."""
    steps = np.arange(1, T + 1)
    means, square = stopped(InverseTime(1.0, timescale=2).curve(T), mean=True)
    scales = np.geomspace(0.01, 1, 13)
    tried = [stopped(LinearDecay(s, planned).curve(planned + 1))[0] for s in scales]
    best = min(tried, key=lambda losses: losses[-1])
    late = [stopped(LinearDecay(s, T).curve(T))[0] for s in scales]
    lines = {
        "inverse time, mean so far": (steps, means, "InverseTime"),
        f"line for {planned} steps": (np.arange(1, planned + 2), best, "LinearDecay"),
        f"line for {T}": (steps, min(late, key=lambda losses: losses[-1]), "Polynomial"),
    }
    promise = 2 * square / (steps + 1)
    kept = np.unique(np.geomspace(1, T, 90).astype(int)) - 1

    def draw(ax: Axes, ink: Ink) -> None:
        ax.plot(steps[kept], promise[kept], color=ink.text, linestyle=(0, (2, 2)), linewidth=1.4,
                label="W2")  # fmt: skip
        for label, (at, losses, kind) in lines.items():
            shown = np.append(kept[kept < len(at)], len(at) - 1)
            ax.plot(at[shown], losses[shown], label=label, **ink.line(kind))
            ax.plot(at[-1], losses[-1], "o", color=ink.colour(kind))
        ax.set(xscale="log", yscale="log", ylabel="expected loss above the least")
        ax.set(xlabel="points seen (log scale)")
        ax.minorticks_off()
        name_lines(ax)

    told = "; ".join(f"{label}: {describe(at, y)}" for label, (at, y, _) in lines.items())
    return Figure(
        draw,
        caption="A noisy bowl with a corner at its bottom, means of forty runs. The rates of "
        "inverse time know no length, and the mean of their points falls all the way, under what "
        "W2 promises (dashed). A straight line at its best scale is good at the one length that "
        "it was planned for, and poor before.",
        alt="Loss against the number of points, both axes logarithmic, with a dashed line that "
        f"falls like one over it, {describe(steps, promise)}. {told}.",
        size=(5.6, 4.6),
    )


def uneven(
    rates: Row, runs: int = 200, axes: int = 10, noise: float = 0.5
) -> tuple[np.ndarray, float]:
    """Squared gradient before each step on a loss that is not convex, in the mean over many runs.

    The loss is the sum of x²/(1 + x²): a bowl that levels off farther out. Its curvature is at
    most 2. Also the loss at the start.

    >>> squares, start = uneven([0.1] * 3, runs=2)
    >>> squares.shape, round(start, 3)
    ((3,), 8.0)
    """
    draw = np.random.default_rng(2)
    x = np.full((runs, axes), 2.0)
    start, squares = float((x[0] ** 2 / (1 + x[0] ** 2)).sum()), []
    for rate in rates:
        slope = 2 * x / (1 + x**2) ** 2
        squares.append((slope**2).sum(1).mean())
        x = x - rate * (slope + noise * draw.normal(size=x.shape))
    return np.array(squares), start


def gradients(T: int = 2000) -> Figure:
    """Two schedules where W3 speaks: what it bounds is a mean, what one wants is the end."""
    curved, variance = 2.0, 10 * 0.5**2
    _, start = uneven([0.0])
    level = (2 * start / (curved * variance * T)) ** 0.5
    shapes = {
        "constant": np.full(T, level),
        "linear decay": LinearDecay(3**0.5 * level, T).curve(T),  # its best scale in W3
    }
    bounds = {
        label: (2 * start + curved * variance * (rates**2).sum()) / rates.sum()
        for label, rates in shapes.items()
    }
    seen = {label: uneven(rates)[0] for label, rates in shapes.items()}
    means = {
        label: float((rates * seen[label]).sum() / rates.sum()) for label, rates in shapes.items()
    }
    wide = T // 50

    def draw(ax: Axes, ink: Ink) -> None:
        for label, squares in seen.items():
            smooth = squares.reshape(-1, wide).mean(1)
            ax.plot((np.arange(len(smooth)) + 0.5) * wide, smooth, label=label, **ink.line(label))
            ax.axhline(bounds[label], linewidth=1.2, **ink.line(label))
        ax.annotate("what W3 promises of their means", (T, max(bounds.values())), (0, 4),
                    ha="right", textcoords="offset points")  # fmt: skip
        ax.set(yscale="log", xlabel="step (updates made)", ylabel="mean squared gradient")
        ax.minorticks_off()
        name_lines(ax)

    ends = {label: squares[-wide:].mean() for label, squares in seen.items()}
    told = "; ".join(
        f"{label}: promised {bounds[label]:.3g}, weighted mean {means[label]:.3g}, in the last "
        f"{wide} steps {ends[label]:.2g}"
        for label in shapes
    )
    return Figure(
        draw,
        caption=f"A loss that is not convex, {T:,} noisy steps, means of two hundred runs, each "
        f"schedule at the scale that W3 likes best. {told[0].upper()}{told[1:]}.",
        alt="Mean squared gradient against the step, on a logarithmic axis, with a level line "
        f"above for each of two schedules. The constant rate stays level after a while; linear "
        f"decay goes on falling to the end. {told[0].upper()}{told[1:]}.",
        size=(5.6, 4.4),
    )
