"""One bowl, one rate: from creeping to ringing to away."""

from __future__ import annotations

from scenes import form

TITLE = "Gradient descent in a bowl, for any rate"
START = 1.0
GUESS, BESIDE = 1.9, 0.1  # the rate that is guessed about, and the one beside it
GUESSES = {
    "never": "never arrives",
    "later": "arrives later",
    "same": "takes just as long",
    "sooner": "arrives sooner",
}


def formulas():
    import sympy as sp

    x, u = sp.Symbol("x", real=True), sp.Symbol("u", positive=True)
    loss = x**2 / 2  # curvature 1: the rate is counted in units of one over the curvature
    return {
        "loss": (("x",), loss),
        "slope": (("x",), loss.diff(x)),
        "next": (("x", "u"), x - u * loss.diff(x)),
    }


def facts():
    return {"start": START, "guess": GUESS, "beside": BESIDE}


def html():
    return form.form(
        form.choice("guess", f"At {GUESS}, compared with {BESIDE}, it", GUESSES, chosen=""),
        '<div class="lr-two">',
        form.picture("bowl"),
        form.picture("error"),
        "</div>",
        form.slider("u", "learning rate × curvature", 0.05, 2.4, 0.05, "0.20"),
        form.picture("zones"),
        form.readings(
            form.reading("factor", "each step multiplies the distance by"),
            form.reading("steps", "a thousandth is left after"),
        ),
        form.row(form.button("run", "Watch it step", main=True)),
    ) + form.caption("Move the rate.")
