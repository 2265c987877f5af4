"""The picture that README shows: three schedules with one peak, and what becomes of each.

``python -m lrlib.plots.cover _static`` draws it anew, for light and for dark pages.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lrlib.plots import STEP, describe
from lrlib.plots.labels import name_lines
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import Constant, Cosine, OneCycle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["cover"]


def cover(peak: float = 3.0, steps: int = 100, top: float = 1e9) -> Figure:
    """The distance to the bottom of a bowl of curvature 1, under three schedules.

    >>> cover().alt.startswith("Distance to the minimum against step")
    True
    """
    shapes = {
        "constant": Constant(peak),
        "1-cycle": OneCycle(0.0, peak, steps),
        "cosine": Cosine(peak, steps),
    }
    t = np.arange(steps + 1)
    curves = {
        name: np.concatenate([[1.0], np.cumprod(np.abs(1 - schedule.curve(steps)))])
        for name, schedule in shapes.items()
    }
    inside = {name: int((far <= top).sum()) for name, far in curves.items()}

    def draw(ax: Axes, ink: Ink) -> None:
        for name, far in curves.items():
            shown = slice(0, inside[name] if name == "constant" else None)
            ax.plot(t[shown], far[shown], label=name, **ink.line(name))
        ax.set_yscale("log")
        ax.set(xlim=(0, steps), xlabel=STEP, ylabel="distance to the minimum")
        ax.set_title(f"One bowl, one peak rate: {peak:g} / curvature", loc="left", fontsize=12)
        name_lines(ax)

    told = "; ".join(
        f"{name}: {describe(t, far)}" if inside[name] > steps or name != "constant"
        else f"{name}: past {top:g} after {inside[name]} steps"
        for name, far in curves.items()
    )  # fmt: skip
    return Figure(
        draw,
        caption=f"A bowl of curvature 1, and three schedules whose highest rate is {peak:g}. Held, "
        "that rate throws the run out. On the way up and down, or down a cosine, it arrives.",
        alt=f"Distance to the minimum against {STEP}, highest rate {peak:g} over the curvature. "
        f"{told}.",
        size=(5.6, 3.0),
    )


def write(folder: Path) -> None:
    """Both pictures, as SVG."""
    for theme in ("light", "dark"):
        (folder / f"cover-{theme}.svg").write_text(cover().svg(theme) + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
