"""One curve, many names: type one of them, and the others follow."""

from __future__ import annotations

import lrlib
from scenes import form

TITLE = "A translator for exponential decay, from every framework into every other"
CODE = ("lrlib", "PyTorch", "Keras", "Optax", "MLX")


def formulas():
    import sympy as sp

    names = "lr0 k gamma half_life decay_rate decay_steps lr_end"
    lr0, k, gamma, half_life, decay_rate, decay_steps, lr_end = sp.symbols(names, positive=True)
    steps = sp.Symbol("steps", positive=True, integer=True)
    decay = lrlib.ExponentialDecay
    shape = decay(1, k)
    return {
        "k_of_gamma": (("gamma",), decay.from_gamma(1, gamma).k),
        "k_of_half_life": (("half_life",), decay.from_half_life(1, half_life).k),
        "k_of_rate": (
            ("decay_rate", "decay_steps"),
            decay.from_decay_rate(1, decay_rate, decay_steps).k,
        ),
        "k_of_end": (("lr0", "lr_end", "steps"), decay.over(lr0, lr_end, steps).k),
        "gamma": (("k",), shape.gamma),
        "half_life": (("k",), shape.half_life),
        "rate": (("lr0", "k", "steps"), decay(lr0, k)(steps)),
    }


def line(name):
    return f'<dt>{name}</dt><dd><output name="{name}"></output></dd>'


def html():
    return form.form(
        '<div class="lr-two"><div>',
        form.number("lr0", "first rate", 0.1),
        form.number("length", "updates in the run", 300),
        form.number("epoch", "updates in an epoch", 28),
        form.choice("unit", "counted in", {"update": "updates", "epoch": "epochs"}),
        "</div><div>",
        form.number("half_life", "half-life", 30),
        form.number("gamma", "gamma", 0.97716),
        form.number("decay_rate", "decay_rate", 0.5),
        form.number("decay_steps", "decay_steps", 30),
        form.number("lr_end", "rate at the end", 0.0001),
        "</div></div>",
        form.picture("rate"),
        f'<dl class="lr-code">{"".join(map(line, CODE))}</dl>',
    ) + form.caption("Type what you have. The rest follows, and so does the code.")
