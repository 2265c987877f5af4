"""Momentum: the same valley, walked by a heavy ball."""

from __future__ import annotations

from scenes import form

TITLE = "A heavy ball in a valley fifty times steeper across than along"
STEPS, RATIO = 60, 50


def facts():
    return {"steps": STEPS, "ratio": RATIO}


def html():
    return form.form(
        form.picture("valley"),
        form.slider("beta", "momentum β", 0, 0.95, 0.05, "0.00"),
        form.slider("u", "learning rate × steepest curvature", 0.1, 4, 0.05, "1.50"),
        form.readings(
            form.reading("left", f"after {STEPS} steps still to go", "of the way"),
            form.reading("limit", "a constant rate survives up to"),
        ),
    ) + form.caption("Give the ball some weight.")
