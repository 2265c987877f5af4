"""Polyak's step: a valley with corners, the runs on such losses, and their figures."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib.lab.settings import Row
from lrlib.plots import describe
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import LinearDecay

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["START", "VALLEY", "corners", "downhill", "looks", "polyak", "tangents", "valley"]

# A valley with corners: its height is the greatest of some lines. Of each line the slope, and the
# place where it reaches the least height. So chosen that a step of Polyak's leaves a line only just
# behind itself, and a shorter rate follows a longer one as often as the other way round.
VALLEY = (
    (3.0, 2.65), (1.5, 1.4), (1.05, 0.9), (0.5, 0.4), (0.35, 0.2), (0.17, 0.0),
    (-0.6, 0.0), (-1.6, -0.7),
)  # fmt: skip
START = 4.0


def corners(seed: int = 3, axes: int = 20, planes: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """A convex loss with corners, the greatest of some |a x|, its least 0, slopes at most 1 long.

    Answers the rows a, and a start at distance 1.

    >>> rows, x = corners()
    >>> round(float(np.linalg.norm(x)), 6), bool((np.linalg.norm(rows, axis=1) <= 1).all())
    (1.0, True)
    """
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(planes, axes))
    rows *= np.geomspace(1, 0.2, planes)[:, None] / np.linalg.norm(rows, axis=1)[:, None]
    x = draw.normal(size=axes)
    return rows, x / np.linalg.norm(x)


def polyak(
    rows: np.ndarray, x: np.ndarray, T: int, rates: Row | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Losses and rates of T steps on such a loss; Polyak's own rates if none are given.

    >>> losses, rates = polyak(np.array([[1.0]]), np.array([2.0]), T=2)
    >>> losses.tolist(), rates.tolist()
    ([2.0, 0.0], [2.0, 0.0])
    """
    losses, used = [], []
    for step in range(T):
        heights = rows @ x
        top = abs(heights).argmax()
        slope = rows[top] * (1 if heights[top] >= 0 else -1)
        losses.append(abs(heights[top]))
        used.append(losses[-1] / (slope @ slope) if rates is None else rates[step])
        x = x - used[-1] * slope
    return np.array(losses), np.array(used)


def valley(x: float) -> tuple[float, float]:
    """How high the valley is at a place, above its least, and its slope there.

    >>> valley(START)[1], valley(0.0)[0]
    (3.0, 0.0)
    """
    return max((slope * (x - root), slope) for slope, root in VALLEY)


def downhill(steps: int = 20) -> tuple[list[float], list[float]]:
    """Where Polyak's steps lead in the valley, until they are at its lowest point; and the rates.

    >>> places, rates = downhill()
    >>> places, [round(rate, 2) for rate in rates]
    ([4.0, 2.65, 1.4, 0.9, 0.4, 0.2, 0.0], [0.45, 0.83, 0.48, 1.0, 0.57, 1.18])
    """
    places: list[float] = [START]
    rates: list[float] = []
    while len(rates) < steps:
        height, slope = valley(places[-1])
        if height <= 0:
            break
        rates.append(height / slope**2)
        places.append(round(places[-1] - rates[-1] * slope, 12))
    return places, rates


def tangents() -> Figure:
    """A valley, and steps down it that end where the tangent has come down to the least loss."""
    places, rates = downhill()
    across = np.linspace(-1.8, 4.4, 400)
    heights = [valley(x)[0] for x in across]

    def draw(ax: Axes, ink: Ink) -> None:
        ax.plot(across, heights, color=ink.text)
        ax.axhline(0, color=ink.text, linewidth=1.2, linestyle=(0, (4, 3)))
        ax.annotate("the least loss", (-1.8, 0), (0, -15), textcoords="offset points")
        for x, landed in pairwise(places):
            style: dict[str, Any] = ink.line("Triangular") | {"linewidth": 1.4}
            ax.plot([x, landed], [valley(x)[0], 0], **style)
            ax.plot([landed, landed], [0, valley(landed)[0]], color=ink.text, linewidth=0.8)
        for x in places:
            ax.plot(x, valley(x)[0], "o", color=ink.colour("ExponentialDecay"), markersize=7)
        ax.set(ylim=(-0.55, 4.4), xlabel="place", ylabel="loss above the least")

    told = ", ".join(f"{rate:.2f}" for rate in rates)
    return Figure(
        draw,
        caption=f"A valley with corners, and {len(rates)} steps down it. Each goes as far as the "
        "tangent (dashed) takes to come down to the least loss. Nobody has planned the rates: "
        f"they are {told}.",
        alt="A valley made of straight pieces, less and less steep towards its lowest point at 0, "
        f"with a ball at each of {', '.join(f'{x:g}' for x in places)}. From each of them a "
        f"tangent leads down to the least loss, right under the next ball. The rates are {told}.",
    )


def looks(T: int = 200) -> Figure:
    """Polyak's step beside the straight line of D2: losses, and the rates it came to by itself."""
    rows, x = corners()
    losses, rates = polyak(rows, x, T)
    line = LinearDecay((T - 1) / T**1.5, T - 1).curve(T)
    plain, _ = polyak(rows, x, T, line)
    step, promise = np.arange(T), 1 / np.sqrt(np.arange(1, T + 1))
    best = np.minimum.accumulate(losses)

    def draw(axes: np.ndarray, ink: Ink) -> None:
        top, low = axes
        top.plot(step, promise, color=ink.text, linestyle=(0, (2, 2)), linewidth=1.4, label="W4")
        top.plot(step, best, label="Polyak's step, best so far", **ink.line("Triangular"))
        top.plot(step, plain, label="linear decay", **ink.line("LinearDecay"))
        top.set(yscale="log", ylabel="loss (units of DG)")
        low.plot(step, rates, color=ink.colour("Triangular"), linewidth=1)
        low.plot(step, line, **ink.line("LinearDecay"))
        low.set(yscale="log", ylabel="rate (units of D/G)", xlabel="step (updates made)")
        low.set_ylim(bottom=rates[rates > 0].min() / 2)
        for ax in axes:
            ax.minorticks_off()
        name_lines(top)

    return Figure(
        draw,
        caption=f"A convex loss with corners, {T} steps. Above: the best loss so far with Polyak's "
        "step, the loss with the straight line of D2, which was told distance, slope and length, "
        "and what W4 promises (dashed). Below: the rates. Polyak's are nobody's plan; they fall "
        "because the loss does.",
        alt="Two panels over the same steps, logarithmic axes. Losses: best so far with Polyak's "
        f"step {describe(step, best)}; linear decay {describe(step, plain)}; promised "
        f"{describe(step, promise)}. Rates: Polyak's jump about and fall, "
        f"{describe(step, rates)}; the line's fall evenly, {describe(step, line)}.",
        size=(5.6, 6.0),
        panels=(2, 1),
    )
