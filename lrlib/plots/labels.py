"""Lines that carry their names: each beside its curve, where there is room.

A name goes where it touches no curve and no other name, as far from the other curves as it can
be. If one finds no such place, all stand above the picture instead, with a sample of their line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox, Transform

Point = tuple[float, float]
Box = tuple[Point, float, float]  # a name: its middle, how wide, how high
WIDE, HIGH = 0.62, 1.15  # of a letter, in font sizes; DejaVu Sans, rounded up
SIDES = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))  # of a point
PLACES = 60  # tried along each curve
NEAR = 0.45  # how far, in font sizes, a name stays from what it does not name


def name_lines(ax: Axes) -> None:
    """Write the names of the labelled lines beside them, or above the axes.

    To be called last, when everything else is drawn.
    """
    handles, labels = ax.get_legend_handles_labels()
    lines: dict[str, Any] = dict(zip(labels, handles))
    if len(lines) < 2:
        return
    found = places(ax, lines)
    if found is None:
        above(ax)
        return
    for label, (x, y) in found.items():
        ax.annotate(label, (x, y), xycoords="axes points", ha="center", va="center",
                    color=lines[label].get_color(), annotation_clip=False)  # fmt: skip


def name_dots(ax: Axes, dots: Mapping[str, Point]) -> None:
    """Write names beside dots, each where it touches no dot and no other name, if there is room.

    ``dots`` maps a name to (x, y). To be called last, when everything else is drawn.
    """
    import numpy as np

    width, height, size, seen = _settled(ax)
    everything = np.concatenate(
        [seen(line.get_transform(), line.get_xydata()) for line in ax.lines]
    )
    taken: list[Box] = []
    for label, xy in dots.items():
        own = seen(ax.transData, [xy])
        w, h = WIDE * size * len(label), HIGH * size
        for across, up in SIDES:
            middle = (own[0, 0] + across * (w / 2 + 6), own[0, 1] + up * (h / 2 + 5))
            if _room(middle, w, h, own, everything, taken, (width, height), size) is not None:
                ax.annotate(label, middle, xycoords="axes points", ha="center", va="center")
                taken.append((middle, w, h))
                break


def _settled(ax: Axes) -> tuple[float, float, float, Callable[[Transform, Any], np.ndarray]]:
    """Width, height and letters of the axes in points, and what takes data there."""
    figure: Any = ax.figure  # all of it, never a part
    figure.draw_without_rendering()  # settles the layout
    points, box = 72 / figure.dpi, ax.get_window_extent()

    def seen(transform: Transform, xy: Any) -> np.ndarray:
        return (transform.transform(xy) - (box.x0, box.y0)) * points

    return box.width * points, box.height * points, float(ax.xaxis.label.get_fontsize()), seen


def above(ax: Axes) -> None:
    """Names above the picture, as many in a row as fit."""
    _, labels = ax.get_legend_handles_labels()
    figure: Any = ax.figure
    inches = figure.get_size_inches()[0] * ax.get_position().width
    width = max(46, int(inches * 72 / (WIDE * float(ax.xaxis.label.get_fontsize()))))  # in letters
    columns = min(len(labels), max(1, width // (max(map(len, labels)) + 6)))
    where: dict[str, Any] = {
        "loc": "lower left",
        "bbox_to_anchor": (-0.05, 1.0),
        "borderaxespad": 0.3,
    }
    ax.legend(ncols=columns, handlelength=2.6, columnspacing=1.5, **where)


def places(ax: Axes, lines: Mapping[str, Line2D]) -> dict[str, Point] | None:
    """The middle of each name, in points from the lower left corner of the axes; or None."""
    import numpy as np  # which matplotlib has brought

    width, height, size, placed = _settled(ax)
    points, box = 72 / ax.figure.dpi, ax.get_window_extent()

    def seen(line: Line2D) -> np.ndarray:
        """A curve as points, close enough together that none jumps over a name."""
        xy = placed(line.get_transform(), line.get_xydata())
        out = []
        for (x0, y0), (x1, y1) in pairwise(xy):
            if not all(map(math.isfinite, (x0, y0, x1, y1))):
                continue
            pieces = 1 + int(max(abs(x1 - x0), min(abs(y1 - y0), 3 * height)) / 3)
            out += [
                (x0 + (x1 - x0) * i / pieces, y0 + (y1 - y0) * i / pieces)
                for i in range(pieces + 1)
            ]
        kept = [(x, y) for x, y in out if 0 <= x <= width and 0 <= y <= height]
        return np.array(kept).reshape(-1, 2)

    # dots without a line lie on another curve
    curves = {x: seen(x) for x in ax.get_lines() if x.get_linestyle() != "None"}
    taken = [_box(text, box, points) for text in ax.texts]
    found = {}
    # the longest name has the fewest places
    for label in sorted(lines, key=len, reverse=True):
        w, h = WIDE * size * len(label), HIGH * size
        own = curves[lines[label]]
        others = np.concatenate([curve for line, curve in curves.items() if curve is not own])
        best = None
        along = own[:: max(1, len(own) // PLACES)]
        for x, y in along:
            for across, up in SIDES:
                middle = (x + across * (w / 2 + 4), y + up * (h / 2 + 3))
                score = _room(middle, w, h, own, others, taken, (width, height), size)
                if score is not None and (best is None or score > best[0]):
                    best = score, middle
        if best is None:
            return None
        found[label] = best[1]
        taken.append((best[1], w, h))
    return found


def _box(text: Text, axes_box: Bbox, points: float) -> Box:
    extent = text.get_window_extent()
    middle = (
        ((extent.x0 + extent.x1) / 2 - axes_box.x0) * points,
        ((extent.y0 + extent.y1) / 2 - axes_box.y0) * points,
    )
    return middle, extent.width * points, extent.height * points


def _room(
    middle: Point,
    w: float,
    h: float,
    own: np.ndarray,
    others: np.ndarray,
    taken: Sequence[Box],
    axes: Point,
    size: float,
) -> float | None:
    """How far a name there is from other curves; None if it would touch something."""
    import numpy as np

    x, y = middle
    if not (w / 2 <= x <= axes[0] - w / 2 and h / 2 <= y <= axes[1] - h / 2):
        return None

    def gap(points: np.ndarray) -> float:
        away = np.maximum(np.abs(points - middle) - (w / 2, h / 2), 0)
        return float(np.hypot(*away.T).min(initial=math.inf))

    if gap(own) <= 1:
        return None
    for (a, b), v, k in taken:
        if abs(a - x) < (w + v) / 2 + size / 2 and abs(b - y) < (h + k) / 2:
            return None
    nearest = gap(others)
    return min(nearest, 4 * size) if nearest > NEAR * size else None
