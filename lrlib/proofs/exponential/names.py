"""One curve, many names (E4a)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.exponential.rates import k, lr0, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Relation,
    Values,
    definition,
    eq,
    identity,
    let,
    lt,
    sequence,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay, Schedule

gamma, decay_rate, decay_steps, half_life, lr_end = sp.symbols("gamma r S h lr_end", positive=True)
total_steps = sp.Symbol("t_max", integer=True, positive=True)
lr = sequence("lr", real=True)
curve = sequence("curve", r"c_{#2}(#1)", real=True)


def _named(
    name: str,
    words: str,
    schedule: Schedule,
    formula: sp.Expr,
    decay: sp.Expr,
    when: tuple[Relation, ...] = (),
) -> tuple[Line, Line]:
    """Two lines: what the constructor makes, and the decay of the curve that it is."""
    rate = sequence(name, rf"\mathrm{{lr}}^{{\text{{{words}}}}}_{{#1}}", real=True)
    return (
        Line(name, eq(rate(t), formula), definition(of=schedule), "as shipped", when=when),
        Line(
            f"{name}_k",
            eq(curve(decay, t), formula),
            identity(),
            "as $e^{-kt} = (e^{-k})^t$",
            when=when,
        ),
    )


def _below_its_start(draw: Random) -> Values:
    """An end below the start."""
    start = Fraction(draw.randint(2, 300), 100)
    return {lr0: start, lr_end: start * draw.randint(1, 19) / 20}


_by = {
    "gamma": lr0 * gamma**t,
    "rate": lr0 * decay_rate ** (t / decay_steps),
    "half": lr0 * 2 ** (-t / half_life),
    "over": lr0 * (lr_end / lr0) ** (t / total_steps),
}
_k = {
    "gamma": -sp.log(gamma),
    "rate": -sp.log(decay_rate) / decay_steps,
    "half": sp.log(2) / half_life,
    "over": sp.log(lr0 / lr_end) / total_steps,
}


def _beside(words: str, name: str, formula: sp.Expr) -> Neighbour:
    return Neighbour(words, f"{name}_k", eq(curve(_k[name], t), formula))


E4a = Theorem(
    label="E4a",
    name="One curve, many names",
    chapter="promises",
    assumptions=(
        "$\\gamma$ is `gamma`, $r$ is `decay_rate`, $S$ is `decay_steps`, $h$ is `half_life` and "
        "$t_{\\max}$ is `total_steps`",
    ),
    statement=r"""The constructors give the curves that other libraries name by other parameters:
`from_gamma` (PyTorch, MLX), `from_decay_rate` (Keras, Optax), `from_half_life`, and `over`,
$$gamma, rate, half, over$$
Each is the curve $plain.right$, for a $k$ that stands in brackets here:
$$gamma_k, rate_k, half_k, over_k$$""",
    lines=(
        Line("c", eq(curve(k, t), lr0 * sp.exp(-k * t)), let(), "the curve with the decay $k$"),
        Line(
            "plain",
            eq(lr(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "as shipped",
        ),
        *_named(
            "gamma",
            "gamma",
            ExponentialDecay.from_gamma(lr0, gamma),
            _by["gamma"],
            _k["gamma"],
            (lt(gamma, 1),),
        ),
        *_named(
            "rate",
            "decay rate",
            ExponentialDecay.from_decay_rate(lr0, decay_rate, decay_steps),
            _by["rate"],
            _k["rate"],
            (lt(decay_rate, 1),),
        ),
        *_named(
            "half",
            "half-life",
            ExponentialDecay.from_half_life(lr0, half_life),
            _by["half"],
            _k["half"],
        ),
        *_named(
            "over",
            "over",
            ExponentialDecay.over(lr0, lr_end, total_steps),
            _by["over"],
            _k["over"],
            (lt(lr_end, lr0),),
        ),
    ),
    neighbours=(
        _beside(r"PyTorch's $\gamma$ comes in one step late", "gamma", lr0 * gamma ** (t + 1)),
        _beside("Keras counts $tS$, not $t/S$", "rate", lr0 * decay_rate ** (t * decay_steps)),
        _beside("a half-life divides by $e$", "half", lr0 * sp.exp(-t / half_life)),
        _beside(
            r"the end is reached at $t_{\max} + 1$",
            "over",
            lr0 * (lr_end / lr0) ** (t / (total_steps + 1)),
        ),
    ),
    draw=_below_its_start,
)
