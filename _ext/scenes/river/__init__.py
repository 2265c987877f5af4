"""Why hold, then fall: a valley with steep noisy walls, and a floor that falls along it."""

from __future__ import annotations

import lrlib
from lrlib import bounds
from lrlib.plots.river import AHEAD, ALONG, STEPS, floor, walls
from scenes import form

TITLE = "When to begin the way down, in a valley with noisy walls"
FIRST = 40  # where the slider stands: far from both ends, and from the best
ASK = (
    "A ball runs down a long valley. Across, the walls are steep and every gradient is noisy; "
    "along, the floor falls gently. When should the rate begin to fall? Guess, and press Run."
)


def formulas():
    import sympy as sp

    t, fall = sp.Symbol("t", nonnegative=True), sp.Symbol("fall", positive=True)
    v, rate, used = sp.symbols("v rate used", nonnegative=True)
    return {
        "rate": (("t", "fall"), lrlib.WarmupStableDecay(1, STEPS, 0, fall)(t)),
        "square": (("v", "rate"), bounds.next_mean_square(v, rate)),
        "walls": (("v",), walls(v)),
        "floor": (("used",), floor(used)),
    }


def facts():
    return {"steps": STEPS, "along": ALONG, "ahead": AHEAD, "ask": ASK}


def html():
    return form.form(
        form.picture("river"),
        '<div class="lr-two">',
        form.picture("run"),
        form.picture("ends"),
        "</div>",
        form.slider("begin", "the rate begins to fall at", 0, STEPS, 1, FIRST, "% of the run"),
        form.row(form.button("run", "Run", main=True)),
        form.readings(
            form.reading("loss", "expected loss at the end"),
            form.reading("walls", "of it up the walls"),
            form.reading("floor", "of it along the floor"),
        ),
    ) + form.caption(ASK)
