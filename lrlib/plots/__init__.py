"""Every figure of the book.

The general ones are here: :func:`rates`, :func:`losses`, :func:`lines` and :func:`bars`. Each
returns a :class:`~lrlib.plots.style.Figure`, which shows itself in a notebook. Figures that
belong to one chapter are in the module of that name. Importing this draws nothing and does
not import matplotlib.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Collection, Iterable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from lrlib.plots.labels import above, name_lines
from lrlib.plots.style import Figure, Ink, kind_of
from lrlib.schedules import ExponentialDecay, Schedule

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import YAxis

    from lrlib.lab.settings import Row

__all__ = ["Figure", "Ink", "bars", "describe", "lines", "losses", "rates"]

Curves = Mapping[str, tuple[Iterable[float], Iterable[float]]]  # label to x and y
Levels = Mapping[str, float]  # label to a number
Kinds = Mapping[str, str | Schedule]  # label to what gives its colour
Limits = tuple[float | None, float | None] | None

STEP = "step (optimiser updates)"
RATE = "learning rate"


def __getattr__(name: str) -> ModuleType:
    try:
        return importlib.import_module(f"lrlib.plots.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"lrlib.plots.{name}":
            raise
        raise AttributeError(f"lrlib.plots has no figure or chapter {name!r}") from None


class Ran(Protocol):
    """A run, as the lab and the chapters make them."""

    framework: str
    losses: list[float]


def rates(schedules: Mapping[str, Schedule], steps: int, caption: str, **more: Any) -> Figure:
    """The rates of some schedules, step by step. Where one is negative, the band is shaded.

    Parameters
    ----------
    schedules : dict
        Label to schedule.
    steps : int
        How many steps, from 0.
    caption : str
    **more
        As for :func:`lines`.

    Examples
    --------
    >>> from lrlib import OneCycle
    >>> rates({"1-cycle": OneCycle(0.1, 0.5, 100)}, 101, "Up and down.", xlabel="step").alt
    'Learning rate against step. 1-cycle: from 0.1 at 0, up to 0.5 at 50, to 0.1 at 100.'
    """
    x = range(steps)
    curves = {label: (x, schedule.curve(steps)) for label, schedule in schedules.items()}
    stairs = [label for label, schedule in schedules.items() if _in_stairs(schedule)]
    fixed: dict[str, Any] = {
        "xlabel": STEP,
        "ylabel": RATE,
        "kinds": schedules,
        "shade_negative": True,
    }
    more = fixed | {"stairs": stairs} | more
    return lines(curves, caption=caption, **more)


def losses(
    runs: list[Ran] | dict[str, Row],
    caption: str,
    ylabel: str = "cross-entropy (nats)",
    **more: Any,
) -> Figure:
    """The loss of each update of some runs: thick and pale below, thin and dark on top.

    Parameters
    ----------
    runs : list of Run, or dict
        Things with ``framework`` and ``losses``; or label to losses.
    caption : str
    ylabel : str
        What the loss is, with its unit.
    **more
        As for :func:`lines`.
    """
    lost: Mapping[str, Row] = (
        runs if isinstance(runs, dict) else {run.framework: run.losses for run in runs}
    )
    curves = {label: (range(len(loss)), loss) for label, loss in lost.items()}
    named = any(map(kind_of, curves))
    return lines(curves, caption=caption, xlabel=STEP, ylabel=ylabel, overlaid=not named, **more)


def lines(
    curves: Curves,
    caption: str,
    xlabel: str,
    ylabel: str,
    *,
    kinds: Kinds | None = None,
    hlines: Levels | None = None,
    vlines: Levels | None = None,
    logx: bool = False,
    logy: bool = False,
    xlim: Limits = None,
    ylim: Limits = None,
    marker: str | None = None,
    shade_negative: bool = False,
    overlaid: bool = False,
    stairs: Collection[str] = (),
    alt: str | None = None,
    size: tuple[float, float] = (5.6, 3.4),
) -> Figure:
    """Lines in one picture.

    Parameters
    ----------
    curves : dict
        Label to ``(x, y)``.
    caption, xlabel, ylabel : str
        The labels name quantity and unit.
    kinds : dict, optional
        Label to a kind of schedule, or to a schedule: gives the colour. Where a label is
        missing, its own words tell ("CED", "1-cycle", "cosine", "bound", ...).
    hlines, vlines : dict, optional
        Label to a level that is drawn across and named at its end.
    logx, logy : bool
        Logarithmic axes.
    xlim, ylim : tuple, optional
    marker : str, optional
        Matplotlib's name of a mark for each point.
    shade_negative : bool
        Shade what is below zero, where something is.
    overlaid : bool
        The curves nearly coincide: draw the first thick and pale, the last thin and dark.
    stairs : collection of str
        Labels of curves that stay level from one x to the next, and then jump.
    alt : str, optional
        Words of your own in front of the numbers that are found in the curves.
    size : tuple of float
        Inches.
    """
    hlines, vlines, kinds = hlines or {}, vlines or {}, kinds or {}
    drawn = {label: ([*map(float, x)], [*map(float, y)]) for label, (x, y) in curves.items()}
    lowest = min((v for _, y in drawn.values() for v in y if math.isfinite(v)), default=0.0)

    def draw(ax: Axes, ink: Ink) -> None:
        styles = ink.lines([kinds.get(label, label) for label in drawn])
        if overlaid:
            styles = [_overlaid(ink, i, len(drawn)) for i in range(len(drawn))]
        for (label, (x, y)), style in zip(drawn.items(), styles):
            between = "steps-post" if label in stairs else "default"
            ax.plot(x, y, label=label, marker=marker, markersize=5, drawstyle=between, **style)
        if logx:
            ax.set_xscale("log")
        if logy:
            ax.set_yscale("log")
        ax.set(xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
        if logy:
            _plain_marks(ax.yaxis)
        if shade_negative and lowest < 0:
            ax.axhline(0, color=ink.text, linewidth=1)
            bottom = ax.get_ylim()[0]
            ax.axhspan(bottom, 0, color=ink.shade, alpha=0.12, linewidth=0)
            ax.set_ylim(bottom=bottom)
            ax.margins(x=0.01)
        _levels(ax, ink, hlines, vlines)
        above(ax) if overlaid and len(drawn) > 1 else name_lines(ax)

    return Figure(draw, caption, _sentences(alt, xlabel, ylabel, drawn, hlines, vlines), size=size)


def _plain_marks(axis: YAxis) -> None:
    """Within a power of ten, 1.2 rather than 1.2 · 10⁰."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    low, high = axis.get_view_interval()
    if high < 10 * low:
        axis.set_major_locator(LogLocator(subs=(1, 1.2, 1.5, 2, 3, 5, 7)))
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.set_minor_formatter(NullFormatter())


def bars(
    values: Levels,
    caption: str,
    ylabel: str,
    *,
    spread: Levels | None = None,
    reference: tuple[str, float] | None = None,
    kinds: Kinds | None = None,
    log: bool = False,
    alt: str | None = None,
    size: tuple[float, float] | None = None,
) -> Figure:
    """One bar for each label, lying down so that long labels can be read.

    Parameters
    ----------
    values : dict
        Label to number.
    caption, ylabel : str
        ``ylabel`` names quantity and unit.
    spread : dict, optional
        Label to a standard deviation, drawn as a whisker to both sides.
    reference : (str, float), optional
        A level to compare with.
    kinds : dict, optional
        As for :func:`lines`.
    log : bool
        Dots on a logarithmic axis; a bar has no foot there.
    alt : str, optional
        Words of your own in front of the numbers.

    Examples
    --------
    >>> bars({"constant": 2, "cosine": 4}, caption="", ylabel="threshold").alt
    'Threshold. constant: 2; cosine: 4.'
    """
    values = {label: float(value) for label, value in values.items()}
    spread, kinds = spread or {}, kinds or {}

    def draw(ax: Axes, ink: Ink) -> None:
        for row, (label, value) in enumerate(values.items()):
            colour = ink.colour(kinds.get(label, label))
            if log:
                ax.plot([value], [row], "o", color=colour, markersize=9)
            else:
                ax.barh(row, value, color=colour, height=0.6)
            if label in spread:
                ax.errorbar(value, row, xerr=float(spread[label]), color=ink.text, capsize=4)
        ax.set_yticks(range(len(values)), values)
        ax.invert_yaxis()
        ax.grid(False, axis="y")
        ax.set_xlabel(ylabel)
        if log:
            ax.set_xscale("log")
        if reference:
            name, level = reference
            ax.axvline(float(level), **_rule(ink))
            ax.annotate(name, (float(level), 1), (0, 4), ha="center", va="bottom",
                        xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip

    told = [
        f"{label}: {_number(value)}"
        + (f" ± {_number(float(spread[label]))}" if label in spread else "")
        for label, value in values.items()
    ]
    told += [f"{reference[0]}: {_number(float(reference[1]))}"] if reference else []
    words = f"{_capital(alt or ylabel).rstrip('.')}. {'; '.join(told)}."
    return Figure(draw, caption, words, size=size or (5.6, 1.1 + 0.38 * len(values)))


# -- pieces --------------------------------------------------------------------------------------


def _in_stairs(schedule: Schedule) -> bool:
    return isinstance(schedule, ExponentialDecay) and schedule.staircase is not None


def _overlaid(ink: Ink, i: int, count: int) -> dict[str, Any]:
    width = 6 - 4.6 * i / max(count - 1, 1)
    shade = 0.3 + 0.7 * i / max(count - 1, 1)
    styles = ("solid", (0, (4, 2)), (0, (1, 1.2)))
    return {
        "color": ink.text,
        "alpha": shade,
        "linewidth": width,
        "linestyle": styles[min(i, 2)],
    }


def _rule(ink: Ink) -> dict[str, Any]:
    return {"linewidth": 1.4, "color": ink.text, "linestyle": (0, (2, 2))}


def _levels(ax: Axes, ink: Ink, hlines: Levels, vlines: Levels) -> None:
    box = {"facecolor": ink.page, "edgecolor": "none", "alpha": 0.85, "pad": 1.5}
    for label, y in hlines.items():
        ax.axhline(float(y), **_rule(ink))
        ax.annotate(label, (1, float(y)), (-2, 3), ha="right", va="bottom", bbox=box,
                    xycoords=("axes fraction", "data"), textcoords="offset points")  # fmt: skip
    for label, x in vlines.items():
        ax.axvline(float(x), **_rule(ink))
        ax.annotate(label, (float(x), 1), (-4, -4), ha="right", va="top", bbox=box, rotation=90,
                    xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip


def _sentences(
    alt: str | None, xlabel: str, ylabel: str, curves: Curves, hlines: Levels, vlines: Levels
) -> str:
    told = [_capital(f"{ylabel} against {xlabel}.")]
    told += [f"{label}: {describe(x, y)}." for label, (x, y) in curves.items()]
    told += [f"Horizontal line, {label}: {_number(float(y))}." for label, y in hlines.items()]
    told += [f"Vertical line, {label}: {_number(float(x))}." for label, x in vlines.items()]
    return " ".join([alt.strip().rstrip(".") + ".", *told] if alt else told)


def describe(x: Iterable[float], y: Iterable[float]) -> str:
    """A curve in words: where it starts, its extremes in between, where it ends.

    >>> describe([0, 1, 2], [1.0, -0.5, 0.25])
    'from 1 at 0, down to -0.5 at 1, to 0.25 at 2'
    """
    points = [(a, b) for a, b in zip(x, y) if math.isfinite(b)]
    if not points:
        return "no finite value"
    (x0, y0), (x1, y1) = points[0], points[-1]
    told = [f"from {_number(y0)} at {_number(x0)}"]
    high, low = max(points, key=lambda p: p[1]), min(points, key=lambda p: p[1])
    between = []
    if high[1] > max(y0, y1):
        between.append((high, "up"))
    if low[1] < min(y0, y1):
        between.append((low, "down"))
    for (a, b), way in sorted(between):
        told.append(f"{way} to {_number(b)} at {_number(a)}")
    told.append(f"to {_number(y1)} at {_number(x1)}")
    return ", ".join(told)


def _number(value: float) -> str:
    return f"{value:.3g}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
