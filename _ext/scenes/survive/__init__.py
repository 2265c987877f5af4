"""Will it survive? Three balls in three bowls, three schedules, one highest rate."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "Will it survive? Three schedules with the same highest rate"
STEPS = 199  # prime, so that no step of the slider lands on the minimum by luck
SHAPES = {
    "constant": ("constant", "constant", lrlib.Constant),
    "cosine": ("cosine", "Cosine", lambda peak: lrlib.Cosine(peak, STEPS)),
    "triangle": ("triangle", "OneCycle", lambda peak: lrlib.OneCycle(0, peak, STEPS)),
}
ASK = (
    "Above each bowl is its rate. Orange steps throw the ball out, blue ones bring it in: the "
    "deeper, the farther. Whose ball ends nearer than it began? Tick your guesses and let go."
)


def formulas():
    import sympy as sp

    t, peak = sp.Symbol("t", nonnegative=True), sp.Symbol("peak", positive=True)
    return {name: (("t", "peak"), make(peak)(t)) for name, (_, _, make) in SHAPES.items()}


def facts():
    from lrlib.proofs.onecycle import THRESHOLDS

    return {
        "steps": STEPS,
        "ask": ASK,
        "limits": {name: float(THRESHOLDS[name]) for name in SHAPES},
        "inks": {name: ink for name, (_, ink, _) in SHAPES.items()},
    }


def lane(name):
    words, _, _ = SHAPES[name]
    return (
        f'<div class="lr-lane"><p class="lr-lane-name">{words}</p>'
        f"{form.picture(f'rate-{name}')}{form.picture(f'bowl-{name}')}"
        f'<p class="lr-lane-end"><output name="{name}"></output></p>'
        f"{form.tick(f'guess-{name}', 'survives')}</div>"
    )


def html():
    return form.form(
        f'<div class="lr-lanes">{"".join(map(lane, SHAPES))}</div>',
        form.row(
            form.slider("peak", "highest rate × curvature of the bowl", 0.2, 5.5, 0.05, "4.30"),
            form.button("run", "Let go", main=True),
        ),
        form.picture("flags"),
    ) + form.caption(ASK)
