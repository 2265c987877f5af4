"""The shape of exponential decay (E1)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    definition,
    eq,
    gt,
    identity,
    lim,
    limit,
    lt,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, k = sp.symbols("lr0 k", positive=True)
t = sp.Symbol("t", nonnegative=True)
lr = sequence("lr", real=True)

rate = ExponentialDecay(lr0, k)
_lowest, _highest = map(sp.sympify, rate.lr_range)  # as shipped
_half = rate.half_life

E1 = Theorem(
    label="E1",
    name="The shape of exponential decay",
    chapter="promises",
    statement="""The rate $rate$ begins with $highest.right$ and falls, ever more slowly, towards
$lowest.right$, which it never reaches:
$$highest, falls, bend, lowest, above$$
Each step multiplies it by $factor.right$, and a fixed number of steps, the
half-life, halves it:
$$factor, half$$""",
    lines=(
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t)),
            definition(of=rate),
            "the shipped formula",
        ),
        Line("highest", eq(lr(0), _highest), identity(), "the start, as the library has it"),
        Line("falls", lt(sp.Derivative(lr(t), t), 0), sign(), "so it falls"),
        Line("bend", gt(sp.Derivative(lr(t), t, 2), 0), sign(), "so it falls more and more slowly"),
        Line("lowest", eq(lim(lr(t), t), _lowest), limit(), "the end, as the library has it"),
        Line("above", gt(lr(t), 0), sign(), "a power of $e$"),
        Line(
            "factor",
            eq(lr(t + 1) / lr(t), sp.exp(-k)),
            identity(),
            "powers of $e$ multiply",
        ),
        Line(
            "half",
            eq(lr(t + _half), lr(t) / 2),
            identity(),
            "as the power of $e$ at $-k$ times the half-life is a half",
        ),
    ),
    neighbours=(
        Neighbour("the rate tends to a tenth of its start", "lowest", eq(lim(lr(t), t), lr0 / 10)),
        Neighbour("its highest is that of step 1", "highest", eq(lr(0), lr0 * sp.exp(-k))),
        Neighbour("it falls faster and faster", "bend", lt(sp.Derivative(lr(t), t, 2), 0)),
        Neighbour("each step takes off the share $k$", "factor", eq(lr(t + 1) / lr(t), 1 - k)),
        Neighbour("the half-life is $1/k$", "half", eq(lr(t + 1 / k), lr(t) / 2)),
    ),
)
