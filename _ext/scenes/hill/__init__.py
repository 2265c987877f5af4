"""Hill or valley? The code variant of CED, in a bowl and on the same bowl upside down."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "One schedule, a valley and a hill"
K, STEPS = 0.004, 120  # decay per step, applied once a cycle
CYCLES = (10, 5, 3)


def formulas():
    import sympy as sp

    t, a = sp.Symbol("t", nonnegative=True, integer=True), sp.Symbol("a", positive=True)
    return {
        f"rate{T}": (
            ("t", "a"),
            lrlib.CyclicExponentialDecay(a, K, T, staircase=True)(t),
        )
        for T in CYCLES
    }


def facts():
    return {"steps": STEPS}


def html():
    return form.form(
        '<div class="lr-two">',
        form.picture("valley"),
        form.picture("hill"),
        "</div>",
        form.slider("a", "first rate × curvature", 0.1, 1.2, 0.05, "0.60"),
        form.choice("T", "steps per cycle", {str(T): str(T) for T in CYCLES}),
        form.readings(
            form.reading("valley", f"left of the distance after {STEPS} steps: to the bottom"),
            form.reading("hill", "to the top"),
        ),
        form.row(form.button("run", "Let go", main=True)),
    ) + form.caption(
        "The same schedule, the same steps. Where does the ball on the hill go? Guess, then let go."
    )
