"""The refined schedule, for known sizes of gradients (D8).

The proof is that of D9, with the weights that are best: one over the squares of the sizes.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from random import Random

import sympy as sp

from lrlib.bounds import convex as bounds
from lrlib.proofs.convergence.linear import m
from lrlib.proofs.convergence.parts import D, n
from lrlib.proofs.convergence.promise import k, q, t
from lrlib.proofs.convergence.second_path import MOST, a_loss, lr, walked
from lrlib.proofs.convergence.weighed import S, p, s, w, walk
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    adding_up,
    at,
    eq,
    from_lines,
    identity,
    le,
    let,
    run_afresh,
    sequence,
)
from lrlib.proofs.theorem import Theorem

a = sp.Symbol("a", positive=True)
G = sequence("G", positive=True)


def _left(begin: Number, end: Number = n) -> sp.Sum:
    """One over the squares of the sizes, added up from here to the end."""
    return sp.Sum(1 / G(s) ** 2, (s, begin, end))


def _shipped() -> list[sp.Expr]:
    return bounds.refined([G(0), G(1), G(2)], D)


def _rate(i: int) -> sp.Expr:
    return _shipped()[i]


_WHOLE = _left(0)
VALUE = D / sp.sqrt(_WHOLE)


def _case(draw: Random) -> Values:
    """The refined rates on a convex loss max_j (a_j x + b_j), and the second path beside it.

    Half of the losses are those of D3, and half of the sizes equal: there the bound is met.
    """
    updates, start = draw.choice((1, 2, 3)), Fraction(draw.randint(1, 12), 4)
    slopes, x0, u = a_loss(draw, updates, start)
    alike = draw.random() < 0.5
    sizes = [Fraction(1) if alike else 1 + Fraction(draw.randint(0, 20), 5) for _ in range(MOST)]
    later = draw.randint(0, updates)
    at_step = {t: later, m: later, k: draw.randint(0, later)}
    weights = [1 / (i * i) for i in sizes]
    whole = sum(weights[: updates + 1])
    left = [sum(weights[i + 1 : updates + 1], Fraction(0)) for i in range(MOST)]
    steps = [ball(start) / ball(whole).sqrt() * ball(weight) for weight in weights]
    rates = [step * ball(rest / whole) for step, rest in zip(steps, left)]
    given = {D: start, n: updates, G: lambda i: sizes[i]} | at_step
    return given | walked(slopes, x0, u, rates, steps)


D8 = Theorem(
    label="D8",
    name="A schedule refined by the sizes of the gradients",
    chapter="convergence",
    assumptions=(
        "a convex loss $f$ and any point $u$ (a minimiser, say); $q_t = \\mathrm{E} f(x_t)-f(u)$",
        "subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose mean, given all that went before, "
        "is one",
        "the sizes $G_t$ are known beforehand, for all of the $n$ updates and the last point",
    ),
    statement=r"""With the weights and the rates
$$w, rate$$
where
$$a, p$$
the loss after $n$ updates is on average above the loss at *u* by at most
$$value$$
Equal sizes give D2. Where gradients are large the rate is small, so gradients that are large at
the start ask for a warm-up. `lrlib.bounds.refined` computes these rates. For three sizes the first
is $$shipped_0$$ and the second $$shipped_1$$""",
    draw=_case,
    idea="""The proof is that of D9, line by line. Of all weights these are the best: one over the
squares of the sizes, as a look at its bound shows.""",
    lines=(
        Line("a", eq(a, D / sp.sqrt(_WHOLE)), let(), "a scale"),
        Line("w", eq(w(t), a / G(t) ** 2), let(), "the weights"),
        Line("p", eq(p(k), sp.Sum(w(s), (s, k, n))), let(), "what is left of them"),
        Line("rate", eq(lr(t), w(t) * p(t + 1) / p(0)), let(), "the rates"),
        *(
            Line(
                f"shipped_{i}",
                eq(
                    _shipped()[i],
                    D / (sp.sqrt(_left(0, 2)) * G(i) ** 2) * _left(i + 1, 2) / _left(0, 2),
                ),
                run_afresh(of=partial(_rate, i)),
                f"as the library has it: the {nth} of three, of which the last is for no update",
            )
            for i, nth in enumerate(("first", "second"))
        ),
        Line(
            "S", eq(S, sp.Sum(w(t) ** 2 * G(t) ** 2, (t, 0, n))), let(), "their squares, weighted"
        ),
        *walk(G(t) ** 2, S),
        Line("whole", eq(p(0), a * _WHOLE), identity("p", "w"), "a weight put in,"),
        Line("same", eq(w(t) ** 2 * G(t) ** 2, a**2 / G(t) ** 2), identity("w"), "and its square"),
        Line(
            "squares",
            eq(S, a**2 * _WHOLE),
            adding_up("same", "S", over=(t, 0, n)),
            "added up",
        ),
        Line(
            "value",
            le(q(n), VALUE),
            from_lines("added", "whole", "squares", "a", at("some", {k: 0})),
            "divide",
        ),
    ),
    neighbours=(
        Neighbour("weights by the size, not its square", "same", eq(w(t) ** 2 * G(t) ** 2, a**2)),
        Neighbour("half as much", "value", le(q(n), VALUE / 2)),
    ),
    source="@defazio2023optimal",
)
