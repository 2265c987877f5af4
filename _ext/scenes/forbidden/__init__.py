"""The forbidden region: on a noisy bowl no schedule, whatever it does, enters it."""

from __future__ import annotations

import lrlib
from lrlib import bounds
from scenes import form

TITLE = "A noisy bowl, and the errors that no schedule can reach"
STEPS, V0 = 300, 100.0
SHAPES = {
    "constant": ("constant", lambda lr: lrlib.Constant(lr)),
    "linear": ("straight line", lambda lr: lrlib.LinearDecay(lr, STEPS)),
    "cosine": ("cosine", lambda lr: lrlib.Cosine(lr, STEPS)),
    "exponential": ("exponential, kT = 4", lambda lr: lrlib.ExponentialDecay(lr, 4 / STEPS)),
    "onecycle": ("1-cycle", lambda lr: lrlib.OneCycle(0.0, lr, STEPS)),
    "ced": ("CED, as published", lambda lr: lrlib.CyclicExponentialDecay(lr, 4 / STEPS, 20)),
}


def formulas():
    import sympy as sp

    t, lr, v = sp.Symbol("t", nonnegative=True), sp.Symbol("lr", positive=True), sp.Symbol("v")
    return {
        **{name: (("t", "lr"), make(lr)(t)) for name, (_, make) in SHAPES.items()},
        "square": (("v", "rate"), bounds.next_mean_square(v, sp.Symbol("rate"))),
        "least": (("t",), bounds.least_mean_square(sp.Symbol("t", positive=True), V0)),
    }


def facts():
    return {"steps": STEPS, "v0": V0}


def html():
    options = {name: words for name, (words, _) in SHAPES.items()}
    return form.form(
        form.choice("how", "schedule", options, "linear"),
        form.picture("square"),
        form.slider("lr", "highest rate × curvature", 0.02, 1.98, 0.02, "1.00"),
        form.readings(
            form.reading("times", "at the end, times the least possible"),
            form.reading("best", "your best so far"),
        ),
    ) + form.caption("Touch the border.")
