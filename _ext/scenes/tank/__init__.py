"""One tank of fuel: a cart, a flag, and a gauge that shows the sum of the rates that are left."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "One tank of fuel: how far exponential decay can travel"
LR0 = 0.1


def formulas():
    import sympy as sp

    from lrlib.proofs.exponential import E2a, E2b, lr0
    from lrlib.proofs.exponential.travel import G

    T = sp.Symbol("T", positive=True, integer=True)
    here = {lr0: sp.Rational(str(LR0))}
    return {
        "travel": (("N", "k"), E2a.claim["sum"].subs(here)),
        "tank": (("k",), E2a.claim["total"].subs(here)),
        "left": (("N", "k"), E2b.claim["moved"].subs(here | {G: 1})),
        "tied": (("T",), lrlib.ExponentialDecay.over(lr0, lr0 / T, T).k.simplify()),
    }


def facts():
    return {"lr0": LR0}


def html():
    return form.form(
        form.picture("road"),
        form.row(
            form.button("run", "Drive", main=True),
            form.tick("tie", "tie k to the length of the run"),
        ),
        '<div class="lr-two">',
        form.slider("k", "decay k, per step", 0.004, 0.1, 0.001, "0.010"),
        form.slider("length", "length of the run", 100, 3000, 50, 1500, "steps"),
        form.slider("flag", "the flag stands at", 1, 28, 0.5, "14.0"),
        "</div>",
        form.readings(
            form.reading("tank", "one tank takes it"),
            form.reading("stops", "it comes to"),
            form.reading("fuel", "fuel left"),
        ),
        form.picture("loss"),
    ) + form.caption(
        "The first step is a tenth long, each next one a little shorter. Put the flag where you "
        "think the cart will just arrive. Then drive."
    )
