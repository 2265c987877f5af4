"""Equal time: the area under ln|1 - u|, and what it does to the error on the way."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "The triangle gives every rate the same time: blue shrinks, orange grows"
STEPS = 201
LOWER = (1, 2, 2.75)  # peaks below the one that is asked for


def guesses():
    """The peaks among which the reader looks for the highest that never leaves the start."""
    from lrlib.proofs.onecycle import THRESHOLDS

    right, most = (float(THRESHOLDS[name]) for name in ("never above the start", "triangle"))
    return {f"{peak:.3g}": f"{peak:.3g}" for peak in (*LOWER, right, most)}


def formulas():
    import sympy as sp

    from lrlib.proofs.onecycle import F, u

    t, peak = sp.Symbol("t", nonnegative=True), sp.Symbol("peak", positive=True)
    return {
        "log": (("u",), sp.log(sp.Abs(1 - u))),
        "area": (("u",), F),
        "rate": (("t", "peak"), lrlib.OneCycle(0, peak, STEPS)(t)),
    }


def facts():
    from lrlib.proofs.onecycle import THRESHOLDS

    return {"steps": STEPS, "limits": {name: float(value) for name, value in THRESHOLDS.items()}}


def html():
    asked = "Highest peak at which the ball is never farther out than at the start:"
    return form.form(
        form.choice("guess", asked, guesses(), chosen=""),
        '<div class="lr-two">',
        form.picture("area"),
        form.picture("error"),
        "</div>",
        form.slider("peak", "highest rate × curvature", 0.2, 5.4, 0.01, "3.00"),
        form.slider("cliff", "width of the bowl: 10 to the power of", 0, 25, 1, 25),
        form.readings(
            form.reading("shrinks", "blue"),
            form.reading("grows", "orange"),
            form.reading("factor", "factor per step"),
            form.reading("climb", "farthest out"),
        ),
    ) + form.caption("Push the peak up until the orange area has eaten the blue.")
