"""A bead on a wire: under CED, small steps slide forth and back on one curve."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "Small steps under CED slide forth and back on one curve"
LR0, CYCLE, STEPS = 0.06, 50, 200
START, STEEP = (1.9, 0.9), 2.5  # of the valley: curvatures 1 and STEEP


def formulas():
    import sympy as sp

    t, k = sp.Symbol("t", nonnegative=True), sp.Symbol("k", positive=True)
    rate = lrlib.CyclicExponentialDecay(LR0, k, CYCLE)(t)
    return {
        "rate": (("t", "k"), rate),
        "slid": (("t", "k"), sp.integrate(rate, t) - sp.integrate(rate, t).subs(t, 0)),
    }


def facts():
    return {"lr0": LR0, "cycle": CYCLE, "steps": STEPS, "start": START, "steep": STEEP}


def html():
    return form.form(
        '<div class="lr-two">',
        form.picture("valley"),
        form.picture("rate"),
        "</div>",
        form.slider("t", "time, in steps", 0, STEPS, 1, 0),
        form.slider("k", "decay k per step", 0.002, 0.06, 0.002, "0.012"),
        form.readings(
            form.reading("rate", "rate now"),
            form.reading("slid", "how far along the wire"),
        ),
        form.row(form.button("run", "Let time run", main=True)),
    ) + form.caption(
        "Drag time forward, slowly. Where does the bead go when the rate turns orange?"
    )
