"""A valley: one rate, two curvatures, two speeds."""

from __future__ import annotations

from scenes import form

TITLE = "A valley with a steep and a flat direction, and one rate for both"
STEPS = 60


def facts():
    return {"steps": STEPS}


def html():
    return form.form(
        form.picture("valley"),
        form.slider("u", "learning rate × steepest curvature", 0.1, 2.1, 0.05, "1.00"),
        form.slider("ratio", "how many times steeper one direction is", 1, 50, 1, 20),
        form.readings(
            form.reading("steep", f"left after {STEPS} steps, across the valley"),
            form.reading("flat", "along it"),
        ),
    ) + form.caption("Find the rate that is best for the valley as a whole.")
