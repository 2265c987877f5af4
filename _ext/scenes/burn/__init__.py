"""Only the fuel counts: four losses over the step, and over the sum of the rates so far (W1)."""

from __future__ import annotations

from functools import cache

import numpy as np

from lrlib.plots.style import LINES, kind_of
from lrlib.plots.worlds import burners, burnt
from scenes import form

TITLE = "Four schedules on one smooth loss, over steps and over fuel"
STEPS = 1000
SOON = 10  # the fuel from which on the curves are compared
SHAPES = {  # what plots.worlds.burners calls it, and what the reader is told
    "constant": ("constant", "constant rate"),
    "linear": ("linear decay", "straight line"),
    "cycle": ("1-cycle", "1-cycle"),
    "cosine": ("cosine", "low cosine"),
}


def formulas():
    import sympy as sp

    from lrlib.proofs.worlds import fuel
    from lrlib.proofs.worlds.parts import D, L, T, W

    t, used = sp.Symbol("t", nonnegative=True), sp.Symbol("used", positive=True)
    made, here = burners(STEPS), {W(T): used, L: 1, D: 1}
    return {
        **{name: (("t",), sp.sympify(made[label](t))) for name, (label, _) in SHAPES.items()},
        "W1": (("used",), fuel.BOUND.subs(here)),
        "W1b": (("used",), fuel.LEAST.subs(here)),
    }


@cache
def runs():
    """Of each schedule the fuel and the loss after each step."""
    made = burners(STEPS)
    return {name: burnt(made[label].curve(STEPS)) for name, (label, _) in SHAPES.items()}


def apart():
    """How much the highest loss is above the lowest at the same fuel, at most, once it is soon."""
    grid = np.geomspace(SOON, STEPS, 200)
    losses = [np.interp(grid, *run, right=np.nan) for run in runs().values()]
    return float(np.nanmax(np.nanmax(losses, 0) / np.nanmin(losses, 0))) - 1


def facts():
    at = np.unique(np.geomspace(1, STEPS, 100).round().astype(int))  # even on the picture's axis

    def short(row):
        return [float(f"{value:.6g}") for value in row[at]]

    dashes = {name: LINES[kind_of(label)][2] for name, (label, _) in SHAPES.items()}
    return {
        "steps": STEPS,
        "at": at.tolist(),
        "runs": {name: [*map(short, run)] for name, run in runs().items()},
        "called": {name: words for name, (_, words) in SHAPES.items()},
        "inks": {name: kind_of(label) for name, (label, _) in SHAPES.items()},
        "dashes": {name: [*dash[1]] for name, dash in dashes.items()},
        "soon": SOON,
        "apart": apart(),
    }


def html():
    options = {name: words for name, (_, words) in SHAPES.items()}
    return form.form(
        form.choice("guess", "Lowest at the end:", options, chosen=""),
        form.picture("curves"),
        form.slider("axis", "horizontal axis: from steps (0) to fuel (1)", 0, 1, 0.01, "0.00"),
        form.row(
            form.button("run", "Run them", main=True),
            form.button("fold", "Show them against fuel"),
        ),
        form.readings(
            form.reading("fuel", "fuel that it has used"),
            form.reading("loss", "its last loss"),
        ),
    ) + form.caption("Four schedules on one smooth loss. Guess which ends lowest, and run them.")
