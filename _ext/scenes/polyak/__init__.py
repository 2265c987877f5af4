"""Polyak's step: the rate that promises most ends where the tangent meets the least loss (W4)."""

from __future__ import annotations

from lrlib.plots.polyak import START, VALLEY, downhill
from scenes import form

TITLE = "How long to make the next step, if one knows the least loss"
LONGEST = 1.8  # the highest rate of the slider: no step leaves the picture
ASK = (
    "You do not know where the lowest point is. You know how high it lies (the dashed line), and "
    "the slope under the ball. Move the rate: the lower picture says how near to the lowest point "
    "a step will bring you at least. Look for its bottom."
)


def formulas():
    from lrlib.proofs.worlds.looking import W4, eta, far, inner_u, q, size, t

    # convexity puts q in the place of the product with the way to the lowest point
    promise = W4["step"].rhs.subs(inner_u(t), q(t))
    names = {far(t): "far", eta(t): "rate", q(t): "height", size(t): "square"}
    return {
        "rule": (("height", "square"), W4["eta"].rhs.subs(names)),
        "promise": (("far", "rate", "height", "square"), promise.subs(names)),
    }


def facts():
    places, _ = downhill()
    return {"lines": VALLEY, "start": START, "steps": len(places) - 1, "ask": ASK}


def html():
    return form.form(
        form.picture("valley"),
        form.picture("promise"),
        form.slider("rate", "rate of the next step", 0, LONGEST, 0.01, "0.15"),
        form.row(
            form.button("step", "Step", main=True),
            form.button("play", "Run Polyak's rule"),
            form.button("again", "Again"),
        ),
        form.readings(
            form.reading("height", "loss above the least"),
            form.reading("distance", "distance to the lowest point"),
            form.reading("rule", "Polyak's rate here"),
        ),
    ) + form.caption(ASK)
