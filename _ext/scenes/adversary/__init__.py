"""The adversary: you choose each step, the loss answers with the one slope that helps least."""

from __future__ import annotations

from scenes import form

TITLE = "A loss that answers every step"
UPDATES = 8


def facts():
    return {"updates": UPDATES}


def html():
    return form.form(
        form.picture("bars"),
        form.slider("rate", "your next rate", 0, 0.6, 0.01, "0.15"),
        form.row(form.button("step", "Step", main=True), form.button("again", "Start again")),
        form.readings(
            form.reading("left", "steps left"),
            form.reading("loss", "loss above its least"),
            form.reading("promise", "guaranteed to the straight line"),
        ),
    ) + form.caption(
        f"The loss is the highest bar, above the dashed line. You have {UPDATES} steps, any "
        "rates you like, and you see every answer. Get below the promise."
    )
