"""Figures of the chapter on Cyclic Exponential Decay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lrlib.lab.settings import Row
from lrlib.plots import RATE, STEP, describe
from lrlib.plots.style import Figure, Ink
from lrlib.proofs.ced import ARTICLE
from lrlib.schedules import CyclicExponentialDecay, ExponentialDecay, OneCycle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["minimum_and_maximum", "rate_and_sum", "retrace", "sawtooth"]

CED = "CyclicExponentialDecay"


def _sums(rates: Row) -> np.ndarray:
    """How far a run has come after 0, 1, 2, ... steps on an even slope."""
    return np.concatenate([[0.0], np.cumsum(rates)])


def _halfway(ax: Axes, ink: Ink) -> None:
    ax.axhline(0, color=ink.text, linewidth=1)


def rate_and_sum(schedule: CyclicExponentialDecay, steps: int) -> Figure:
    """The rate, its negative part shaded, over the running sum of the rates."""
    t, rates = np.arange(steps), schedule.curve(steps)
    sums = _sums(rates) / schedule.lr0
    plain = ExponentialDecay(schedule.lr0, schedule.k).curve(steps).sum() / schedule.lr0

    def draw(axes: np.ndarray, ink: Ink) -> None:
        above, below = axes
        above.plot(t, rates, **ink.line(CED))
        above.fill_between(t, rates, 0, where=rates < 0, color=ink.shade, alpha=0.25, linewidth=0)
        above.set(ylabel=RATE)
        below.plot(np.arange(steps + 1), sums, **ink.line(CED))
        below.fill_between(t, sums[1:], 0, color=ink.colour(CED), alpha=0.12, linewidth=0)
        below.set(xlabel=STEP, ylabel="sum of the rates\n(in first rates)")
        for ax in axes:
            _halfway(ax, ink)

    return Figure(
        draw,
        caption=f"CED with a cycle of {schedule.cycle_length} steps. Shaded: negative rates, which "
        f"climb. Below, the rates added up: after {steps} steps {sums[-1]:.2f} times the first "
        f"rate, where plain exponential decay has {plain:.0f}.",
        alt=f"Above, a rate that swings about zero, {describe(t, rates)}; "
        f"{(rates < 0).sum()} of {steps} rates are negative. Below, their running sum in units of "
        f"the first rate rises and falls with it: {describe(range(steps + 1), sums)}. Plain "
        f"exponential decay would be at {plain:.3g}.",
        size=(5.6, 5.0),
        panels=(2, 1),
    )


def sawtooth(cycles: int = 6) -> Figure:
    """The code variant's running sum returns to zero after every cycle."""
    length = ARTICLE.cycle_length
    t = np.arange(cycles * length + 1)
    variant, formula = (
        _sums(schedule.curve(t[-1])) / schedule.lr0
        for schedule in (ARTICLE, ARTICLE.replace(staircase=False))
    )
    ends = np.abs(variant[::length]).max()

    def draw(ax: Axes, ink: Ink) -> None:
        _halfway(ax, ink)
        ax.plot(t, formula, label="formula", color=ink.text, linewidth=1.4, linestyle=(0, (4, 2)))
        ax.plot(t, variant, label="code variant", color=ink.colour(CED), linestyle="solid")
        ax.plot(t[::length], variant[::length], "o", color=ink.colour(CED), markersize=7)
        ax.set(xlabel=STEP, ylabel="sum of the rates (in first rates)")
        ax.legend(ncols=2, loc="lower left", bbox_to_anchor=(-0.05, 1.0))

    return Figure(
        draw,
        caption="The rates of the code variant, added up. After every cycle (dots) the sum is zero "
        f"again, to {ends:.0e}; in between it moves from {variant.min():.2f} to "
        f"{variant.max():.2f} first rates. The formula differs by a little, which stays.",
        alt=f"Code variant: a wave, {describe(t, variant)}, which is at zero after every "
        f"{length} steps. Formula: nearly the same wave, {describe(t, formula)}.",
    )


# -- on one curve ----------------------------------------------------------------------------------


def _loss(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x**2 - 1) ** 2 + 2 * (y - x**2) ** 2


def _descend(rates: Row, start: Row) -> np.ndarray:
    """Gradient descent on a curved valley with two minima."""
    points = [np.array(start)]
    for rate in rates:
        x, y = points[-1]
        gradient = np.array([4 * x * (x**2 - 1) - 8 * x * (y - x**2), 4 * (y - x**2)])
        points.append(points[-1] - rate * gradient)
    return np.array(points)


def retrace(cycles: int = 3) -> Figure:
    """CED in small steps, on the contours of a loss: back and forth on one curve."""
    start, length = (0.25, 0.9), 4000
    schedule = CyclicExponentialDecay(5e-4, 1 / length, length)
    path = _descend(schedule.curve(cycles * length), start)
    small = OneCycle(5e-4, 5e-4, 1).curve(8000)  # a constant rate
    forth, back = _descend(small, start), _descend(-small[:500], start)
    plain = np.concatenate([back[::-1], forth])
    turns = [round(length / 4 + i * length / 2) for i in range(2 * cycles)]
    off = max(np.linalg.norm(plain - point, axis=1).min() for point in path[::100])
    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    ways = np.sign(schedule.curve(cycles * length))
    place = _sums(ways * np.diff(along))  # along the curve, backwards at negative rates

    def draw(axes: np.ndarray, ink: Ink) -> None:
        above, below = axes
        x, y = np.meshgrid(np.linspace(-0.1, 1.35, 140), np.linspace(0.1, 1.6, 140))
        above.contour(x, y, _loss(x, y), levels=np.geomspace(0.02, 6, 9), colors=ink.grid)
        above.plot(*plain.T, color=ink.text, linewidth=8, alpha=0.22, label="plain descent")
        above.plot(*path.T, label="CED", color=ink.colour(CED), linewidth=2)
        above.plot(*start, "o", color=ink.text, markersize=8)
        above.annotate("start", start, (8, 6), textcoords="offset points")
        above.plot(*path[turns[:2]].T, "s", color=ink.colour(CED), markersize=6, label="turns")
        above.set(xlabel="first parameter", ylabel="second parameter")
        above.set(xlim=(-0.1, 1.35), ylim=(0.1, 1.6))
        above.grid(False)
        above.legend(ncols=3, loc="lower left", bbox_to_anchor=(-0.05, 1.0), columnspacing=1.2)
        _halfway(below, ink)
        below.plot(np.arange(len(place)), place, **ink.line(CED))
        below.plot(turns, place[turns], "s", color=ink.colour(CED), markersize=6)
        below.set(xlabel=STEP, ylabel="distance along it\n(from the start)")

    return Figure(
        draw,
        caption="CED in steps so small that its path is a smooth curve. It walks on the curve of "
        "plain gradient descent (pale), forwards and back, here even past its start, uphill; it "
        f"never leaves that curve by more than {off:.1e}.",
        alt="Above, contours of a loss with a curved valley. CED's path lies on the pale path of "
        f"plain gradient descent, at most {off:.1e} away from it. Below, its place along that "
        f"curve: {describe(range(len(place)), place)}; it turns round at the steps "
        f"{', '.join(map(str, turns))}.",
        size=(5.6, 7.0),
        panels=(2, 1),
    )


# -- a minimum and a maximum -----------------------------------------------------------------------


def minimum_and_maximum(steps: int = 1000) -> Figure:
    """The code variant on a parabola and on the same parabola upside down."""
    length, rates = ARTICLE.cycle_length, ARTICLE.curve(steps)
    near = 4 * length
    at_min, at_max = (
        np.concatenate([[1.0], np.cumprod(1 - curvature * rates)]) for curvature in (1.0, -1.0)
    )
    t = np.arange(steps + 1)
    apart = np.abs(at_min[::length] - at_max[::length]).max()

    def draw(axes: np.ndarray, ink: Ink) -> None:
        shown = (t[: near + 1], slice(None, near + 1)), (t[::length], slice(None, None, length))
        for ax, (x, part) in zip(axes, shown):
            ax.plot(x, at_min[part], color=ink.text, linewidth=6, alpha=0.3, label="to a minimum")
            ax.plot(x, at_max[part], color=ink.colour(CED), linestyle="solid", linewidth=1.8,
                    label="to a maximum")  # fmt: skip
            ax.set(ylabel="distance left\n(share of the start)")
        ends = slice(None, near + 1, length)
        axes[0].plot(t[ends], at_min[ends], "o", color=ink.text, markersize=6)
        axes[0].set(xlabel="the first four cycles, step by step")
        axes[1].set(xlabel="steps, one point a cycle", ylim=(0, 1.04))
        axes[0].legend(ncols=2, loc="lower left", bbox_to_anchor=(-0.05, 1.0))

    return Figure(
        draw,
        caption="The code variant: distance to the centre of a parabola (curvature 1) and of the "
        "same parabola upside down. Within a cycle one goes down where the other goes up; at the "
        f"end of each (dots) both have come equally close: after {steps} steps {at_min[-1]:.4f} of "
        "the distance is left.",
        alt=f"Above, four cycles: the two curves swing in opposite directions and meet every "
        f"{length} steps. Below, one point a cycle: the two curves lie on top of each other, at "
        f"most {apart:.0e} apart, both {describe(t[::length], at_min[::length])}.",
        size=(5.6, 5.6),
        panels=(2, 1),
    )
