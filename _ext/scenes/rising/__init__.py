"""The same rates in two orders, on a network: what a bowl does not see, and a network does."""

from __future__ import annotations

import lrlib
from lrlib.lab.orders import BEYOND, IMAGES, STEPS
from scenes import form

TITLE = "A network trained with the same rates in two orders"
USES = ("digits.js", "whole.js")
LANES = {"falling": ("highest first", "LinearDecay"), "rising": ("rising first", "OneCycle")}
ASK = (
    f"One network, {STEPS} rates, two orders: from the highest down, or up and down again as in "
    "1-cycle. Which run survives? Guess, then train both."
)


def formulas():
    import sympy as sp

    t, peak = sp.Symbol("t", nonnegative=True), sp.Symbol("peak", positive=True)
    return {"rate": (("t", "peak"), lrlib.OneCycle(0, peak, STEPS)(t))}


def facts():
    return {
        "steps": STEPS,
        "images": IMAGES,
        "beyond": BEYOND,
        "names": {lane: words for lane, (words, _) in LANES.items()},
        "inks": {lane: ink for lane, (_, ink) in LANES.items()},
        "ask": ASK,
    }


def html():
    guesses = {lane: words for lane, (words, _) in LANES.items()}
    return form.form(
        form.slider("peak", "peak × curvature at the start", 1, 20, 0.5, "6.0"),
        form.choice(
            "guess", "which survives?", {**guesses, "both": "both", "neither": "neither"}, chosen=""
        ),
        form.row(form.button("train", "Train both", main=True)),
        '<div class="lr-two">',
        form.picture("loss"),
        form.picture("product"),
        "</div>",
        form.readings(
            form.reading("falling", "highest first, end:"),
            form.reading("rising", "rising first, end:"),
            form.reading("curvature", "curvature at the start:"),
        ),
    ) + form.caption(ASK)
