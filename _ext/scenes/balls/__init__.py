"""A thousand balls on a rugged loss: who finds the best basin?"""

from __future__ import annotations

from math import log

import lrlib
from lrlib.lab import rugged
from scenes import form

TITLE = "A thousand balls on a rugged loss"
STEPS, BALLS, WIDE, NOISE = 300, 1000, 8.0, 1.0
HIGHEST = 1.5
SHAPES = {
    "exponential": (
        "exponential decay",
        lambda lr: lrlib.ExponentialDecay.over(lr, lr / 100, STEPS),
    ),
    "signed": ("CED, as published", None),
    "raised": ("CED, raised", None),
    "abs": ("CED, absolute", None),
    "linear": ("straight line", lambda lr: lrlib.LinearDecay(lr, STEPS)),
    "onecycle": ("1-cycle", lambda lr: lrlib.OneCycle(lr / 100, lr, STEPS)),
}


def schedule(name, lr):
    """The schedule of that name, from the rate ``lr``; each decay falls to a hundredth."""
    make = SHAPES[name][1]
    if make:
        return make(lr)
    return lrlib.CyclicExponentialDecay(lr, log(100) / STEPS, 50, name)


def formulas():
    import sympy as sp

    t, lr, x = sp.Symbol("t", nonnegative=True), sp.Symbol("lr", positive=True), sp.Symbol("x")
    loss = rugged.BOWL * x**2 + 1 - sp.cos(rugged.RIPPLES * x)
    rates = {name: (("t", "lr"), schedule(name, lr)(t)) for name in SHAPES}
    return rates | {"loss": (("x",), loss), "slope": (("x",), loss.diff(x))}


def best(name):
    """The peak at which a schedule brings most balls into the best basin, and their share."""
    import numpy as np

    starts = np.random.default_rng(3).uniform(-WIDE, WIDE, BALLS)
    found = []
    for peak in np.linspace(0.1, HIGHEST, 15):
        rates = schedule(name, peak).curve(STEPS)
        found.append((rugged.reached(rates, starts, noise=NOISE, seed=3), float(peak)))
    share, peak = max(found)
    return {"share": share, "peak": peak}


def facts():
    return {
        "known": {name: best(name) for name in SHAPES},
        "steps": STEPS,
        "balls": BALLS,
        "wide": WIDE,
        "noise": NOISE,
        "basin": float(rugged.BASIN),
    }


def html():
    options = {name: words for name, (words, _) in SHAPES.items()}
    return form.form(
        form.choice("how", "schedule", options),
        form.picture("land"),
        form.slider("lr", "highest rate", 0.02, HIGHEST, 0.02, "0.50"),
        form.readings(
            form.reading("before", "in the best basin at the start"),
            form.reading("after", "at the end"),
        ),
        form.row(form.button("run", "Let them go", main=True)),
    ) + form.caption("Which schedule, at which peak, brings most of them into the middle dip?")
