"""Draw your schedule: its exact guarantee, live, for any shape that a hand can draw."""

from __future__ import annotations

import lrlib
from lrlib.bounds import second_path
from lrlib.namespace import symbolic
from scenes import form

TITLE = "Draw a schedule and see its guarantee for every convex loss"
STEPS = 100
LEAST = 0.002  # of the height, so that no drawing is without rates
SHAPES = {
    "constant": ("constant", lambda n: lrlib.Constant(1.0)),
    "linear": ("straight line", lambda n: lrlib.LinearDecay(1.0, n)),
    "cosine": ("cosine", lambda n: lrlib.Cosine(1.0, n)),
    "onecycle": ("1-cycle", lambda n: lrlib.OneCycle(0.02, 1.0, n)),
    "wsd": ("hold, then line", lambda n: lrlib.WarmupStableDecay(1.0, n, warmup=0, decay=0.2)),
    "exponential": ("exponential to 1/100", lambda n: lrlib.ExponentialDecay.over(1.0, 0.01, n)),
}
BELOW = {"second": "the second walker's steps", "hated": "a run on the loss that hates it most"}


def formulas():
    import sympy as sp

    from lrlib.proofs.convergence.attained import D11
    from lrlib.proofs.convergence.planes import a, b, d, p, t

    step = sp.Symbol("t", nonnegative=True)
    later, rate, left = sp.symbols("later rate left", positive=True)
    names = ("ratio", "size", "share", "left", "next")
    letters = dict(zip((a(t), d(t), b(t), p(t), p(t + 1)), sp.symbols(names)))
    lines = {"ratio": "a_next", "size": "d_next", "share": "b"}  # the loss of D11, step by step
    return {
        **{name: (("t",), make(STEPS)(step)) for name, (_, make) in SHAPES.items()},
        "level": (("later", "rate"), second_path.level(later, rate, symbolic())),
        "withStep": (("left", "rate"), second_path.with_step(left, rate)),
        **{to: (names, _right(D11[line]).subs(letters)) for to, line in lines.items()},
    }


def _right(relation):
    """The right side of an equation, whatever it is conditioned on."""
    return getattr(relation, "rhs", None) or relation.args[1].rhs


def facts():
    return {"steps": STEPS, "least": LEAST}


def html():
    options = {name: words for name, (words, _) in SHAPES.items()}
    return form.form(
        form.choice("shape", "begin with", options),
        form.picture("rates"),
        form.choice("below", "below", BELOW),
        form.picture("second"),
        form.readings(
            form.reading("score", "this shape costs", "× the best there is"),
            form.reading("best", "your best so far"),
        ),
        "<p>The best promise there is: after <i>n</i> steps the loss is at most "
        "<i>D</i>·<i>G</i>/√(<i>n</i> + 1) above the least, if the best point is "
        "<i>D</i> away and no gradient is longer than <i>G</i>. With <i>D</i> = 3, <i>G</i> = 2 "
        f'and {STEPS} steps yours says: at most <output name="most"></output>.</p>',
        "<details><summary>Draw without a pointer</summary>",
        form.slider("at", "place, in steps", 0, STEPS - 1, 1, STEPS // 2),
        form.slider("height", "rate there", 0.02, 1, 0.02, "1.00"),
        "</details>",
    ) + form.caption("Draw over the curve, with a finger or the mouse. Lower is better.")
