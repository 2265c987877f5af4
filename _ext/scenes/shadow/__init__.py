"""The second path: equal steps behind a straight line, and whose mean the last iterate is (D9)."""

from __future__ import annotations

import lrlib
from lrlib import bounds
from lrlib.lab import rates
from scenes import form

TITLE = "Your run, and a second walker whose mean it follows"
SHAPES = {
    "linear": ("straight line to zero", lambda n: lrlib.LinearDecay(1.0, n)),
    "constant": ("held constant", lambda n: lrlib.Constant(1.0)),
    "cosine": ("cosine", lambda n: lrlib.Cosine(1.0, n)),
}


def formulas():
    import sympy as sp

    t = sp.Symbol("t", nonnegative=True)
    return {name: (("t",), sp.sympify(make(rates.WALKED)(t))) for name, (_, make) in SHAPES.items()}


def facts():
    slopes, start = rates.walkers()
    shapes = {name: make(rates.WALKED).curve(rates.WALKED) for name, (_, make) in SHAPES.items()}
    return {
        "slopes": slopes.tolist(),
        "start": start.tolist(),
        "rim": rates.rim(slopes).tolist(),
        "updates": rates.WALKED,
        "scale": {name: bounds.weighed(shape).multiplier for name, shape in shapes.items()},
        "steps": {name: bounds.second_steps(shape) for name, shape in shapes.items()},
        "promise": {name: bounds.weighed(shape).bound for name, shape in shapes.items()},
    }


def html():
    options = {name: words for name, (words, _) in SHAPES.items()}
    return form.form(
        form.choice("shape", "rates", options),
        form.picture("walks"),
        form.slider("t", "steps made", 0, rates.WALKED, 1, 0),
        form.row(form.button("run", "Let them walk", main=True)),
        form.readings(
            form.reading("loss", "loss where your run stands"),
            form.reading("promise", "promised for the end"),
            form.reading("apart", "from your run to the ring, the mean"),
        ),
        form.picture("steps"),
    ) + form.caption("Two walkers start together. Let them walk.")
