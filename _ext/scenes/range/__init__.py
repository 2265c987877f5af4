"""A range test, live: the rate rises, the reader clicks a peak on the curve and trains with it."""

from __future__ import annotations

import lrlib
from lrlib.lab import digits
from scenes import form, pack

TITLE = "A range test on the digits, and training with the peak that you choose"
USES = ("digits.js",)
HIGHEST, UP, STEPS = 20.0, 300, 200
WHERE = {"1": "below 1", "3": "1 to 3", "9": "3 to 9", "20": "above 9"}  # that it stops learning
LOW = 20  # the run starts and ends at this part of its peak
WIDTH = 15  # batches to average over, as in the chapter


def formulas():
    import sympy as sp

    t, peak = sp.Symbol("t", nonnegative=True), sp.Symbol("peak", positive=True)
    return {
        "rising": (("t",), lrlib.OneCycle(0, sp.Float(HIGHEST), 2 * UP)(t)),
        "cycle": (("t", "peak"), lrlib.OneCycle(peak / LOW, peak, STEPS)(t)),
    }


def facts():
    unseen = int(pack.held(len(digits.data()[1])).sum())
    return {"highest": HIGHEST, "up": UP, "steps": STEPS, "width": WIDTH, "unseen": unseen}


def html():
    size = f"{digits.PIXELS}-{digits.HIDDEN}-{digits.CLASSES}"
    return form.form(
        form.choice("guess", "It stops learning at a rate", WHERE, chosen=""),
        form.row(form.button("test", "Let the rate rise", main=True)),
        '<div class="lr-two">',
        form.picture("test"),
        form.picture("train"),
        "</div>",
        form.slider("peak", "your peak: click on the curve, or slide", 0.1, HIGHEST, 0.1, "1.0"),
        form.row(form.button("train", "Train with this peak")),
        form.readings(
            form.reading("lowest", "lowest loss of the test near a rate of"),
            form.reading("loss", "your run, loss of the last batches:", "nats"),
            form.reading("right", "unseen digits recognised:", "%"),
        ),
    ) + form.caption(
        f"A {size} network that knows nothing yet. Each update will use a slightly higher rate. "
        "Guess first: at which rate will it stop learning?"
    )
