"""A bowl with noise: four hundred balls that never come to rest."""

from __future__ import annotations

import lrlib
from lrlib import bounds
from scenes import form

TITLE = "Four hundred balls in a bowl, with noise in every gradient"
STEPS, BALLS, START = 200, 400, 3.0


def formulas():
    import sympy as sp

    t, lr, v = sp.Symbol("t", nonnegative=True), sp.Symbol("lr", positive=True), sp.Symbol("v")
    return {
        "linear": (("t", "lr"), lrlib.LinearDecay(lr, STEPS)(t)),
        "square": (("v", "lr"), bounds.next_mean_square(v, lr)),
    }


def facts():
    return {"steps": STEPS, "balls": BALLS, "start": START}


def html():
    ends = {"bottom": "at the bottom", "near": "near it", "never": "never"}
    return form.form(
        form.choice("guess", "They come to rest", ends, chosen=""),
        '<div class="lr-two">',
        form.picture("bowl"),
        form.picture("square"),
        "</div>",
        form.slider("lr", "learning rate × curvature", 0.02, 1.9, 0.02, "0.50"),
        form.choice(
            "how", "the rate is", {"held": "held", "linear": "lowered in a straight line to 0"}
        ),
        form.readings(
            form.reading("measured", f"mean squared distance after {STEPS} steps: measured"),
            form.reading("theory", "in theory"),
        ),
        form.row(form.button("run", "Let them go", main=True)),
    ) + form.caption(
        "Every gradient now comes with an error of its own. Guess, and let the balls go: will they "
        "come to rest at the bottom, near it, or never?"
    )
