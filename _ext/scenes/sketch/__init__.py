"""Draw your schedule: the guarantee of D1, live, for any shape that a hand can draw."""

from __future__ import annotations

import lrlib
from lrlib.bounds import convex as bounds
from scenes import form

TITLE = "Draw a schedule and see its guarantee for every convex loss"
STEPS = 100  # rates, the last of them above 0
LEAST = 0.002  # of the height: the bound divides by what is left of the rates
SHAPES = {
    "constant": ("constant", lambda n: lrlib.Constant(1.0)),
    "linear": ("straight line", lambda n: lrlib.LinearDecay(1.0, n)),
    "cosine": ("cosine", lambda n: lrlib.Cosine(1.0, n)),
    "onecycle": ("1-cycle", lambda n: lrlib.OneCycle(0.02, 1.0, n)),
    "wsd": ("hold, then line", lambda n: lrlib.WarmupStableDecay(1.0, n, warmup=0, decay=0.2)),
    "exponential": ("exponential to 1/100", lambda n: lrlib.ExponentialDecay.over(1.0, 0.01, n)),
}


def formulas():
    import sympy as sp

    t = sp.Symbol("t", nonnegative=True)
    rate, tail, energy, climbs = sp.symbols("rate tail energy climbs", positive=True)
    more = bounds.preceded(bounds.Ahead(tail, energy, climbs), rate, 1)
    names = ("tail", "energy", "climbs", "rate")
    shares = bounds.shares(bounds.Ahead(tail, energy, climbs), 1)
    # what one more rate in front adds to the part that wants small steps
    cost = sp.simplify(bounds.shares(more, 1)[1] - shares[1])
    return {
        **{name: (("t",), make(STEPS)(t)) for name, (_, make) in SHAPES.items()},
        **{key: (names, value) for key, value in zip(names[:3], more)},
        "far": (names[:3], shares[0]),
        "rough": (names[:3], shares[1]),
        "cost": (("tail", "rate"), cost),
    }


def facts():
    score = {}
    for name, (_, make) in SHAPES.items():
        rates = [max(LEAST, make(STEPS)(t)) for t in range(STEPS)]
        score[name] = float(bounds.tuned(rates).bound) * STEPS**0.5
    return {
        "steps": STEPS,
        "least": LEAST,
        "scores": score,
        # the height 1 stands for the rate at which a straight line is best
        "scale": float(bounds.tuned(SHAPES["linear"][1](STEPS), T=STEPS).multiplier),
        "floor": 2 * (STEPS / (STEPS + 3)) ** 0.5,
    }


def html():
    options = {name: words for name, (words, _) in SHAPES.items()}
    return form.form(
        form.choice("shape", "begin with", options),
        form.picture("rates"),
        form.picture("parts"),
        form.readings(
            form.reading(
                "score", "guarantee of this shape, at its best scale", "·\N{NO-BREAK SPACE}D·G/√T"
            ),
            form.reading("best", "your best so far"),
        ),
        "<p>If the best point is <i>D</i> away and no gradient is longer than <i>G</i>, the loss "
        "after <i>T</i> steps is at most so much above the least. With <i>D</i> = 3, <i>G</i> = 2 "
        f'and {STEPS} steps: at most <output name="most"></output>.</p>',
        "<details><summary>Draw without a pointer</summary>",
        form.slider("at", "place, in steps", 0, STEPS - 1, 1, STEPS // 2),
        form.slider("height", "rate there", 0.02, 1, 0.02, "1.00"),
        "</details>",
    ) + form.caption("Draw over the curve, with a finger or the mouse. Lower is better.")
