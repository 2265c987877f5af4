"""Polynomial decay (D6).

What D1 promises for the rates (1 - t/T)^p is found in two parts: by sums over the steps that are
left (:mod:`.polynomial_bound`), and then by how these sums grow, which the power itself shows, from
one step to the next (:mod:`.polynomial_growth`).
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import sympy as sp

from lrlib.proofs.convergence.polynomial_bound import BOUND, c, m, p
from lrlib.proofs.convergence.polynomial_growth import GROWTH, M
from lrlib.proofs.convergence.promise import D, G, T
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Neighbour,
    Values,
    eq,
)
from lrlib.proofs.theorem import Theorem


def _case(draw: Random) -> Values:
    """Some power and scale, or the best scale for the power."""
    steps, power = draw.randint(1, 8), Fraction(draw.choice((2, 3, 4, 6, 9, 12)), 6)
    values = {p: power, T: steps, M: draw.randint(1, 4), m: draw.randint(0, 5)}
    values |= {letter: Fraction(draw.randint(1, 40), 10) for letter in (D, G)}
    if draw.random() < 0.5:
        powers = [ball(i**p, {p: power}) for i in range(1, steps + 1)]
        added: Any = sum((b**2 / sum(powers[:i]) for i, b in enumerate(powers) if i), ball(1))
        values[c] = ball(T**p * D / G, values) / (sum(powers) * added).sqrt()
    return values


def _beside(words: str, name: str, right: sp.Expr) -> Neighbour:
    """A line with another right side."""
    (line,) = (line for line in GROWTH if line.name == name)
    return Neighbour(words, name, eq(line.says.lhs, right))


D6 = Theorem(
    label="D6",
    name="Polynomial decay: in long runs the straight line is best",
    chapter="convergence",
    assumptions=(
        "the bound of D1, with the sums $W_k$ and $S_k$ of rates and of their squares",
        "$T$ steps of `Polynomial`, with a power $p > 0$",
    ),
    statement=r"""For the rates $rate.right$ with the best scale $c$ the bound of D1 is
$$best$$
In a long run its square, times $T$ and in units of *DG*, comes as close as you like to
$$value$$
So in a long run, of all powers, the straight line promises most. A power of two costs less than
seven per cent:
$$two$$
+++
No scale has less: $$least$$ Here $$f, P, N$$ From any $M$ steps on the latter
grows much as the power does:
$$N_low, N_high$$
$$low, high$$
So with the one factor for $z$, or with the other, the square, $$square$$ lies between
$$least_square, most_square$$
$$below, above$$
which in a long run depend on that factor alone, and the factors, if $M$ is late, are alike:
$$long_below, long_above$$
$$end_below, end_above$$""",
    idea="""D1 for a power of the steps that are left: by sums of powers it becomes one quotient.
Its denominator grows like an area; its numerator grows, from one step to the next,
nearly as the power itself does. In a long run the quotient comes to $(p+1)^2/p$, which
is least at 1.""",
    lines=(*BOUND, *GROWTH),
    neighbours=(
        _beside(r"the constant is $\sqrt{2(p+1)}$", "end_above", 2 * (p + 1)),
        _beside(
            r"the constant is $(p+1)/\sqrt[3]{p}$",
            "end_below",
            (p + 1) ** 2 / p ** sp.Rational(2, 3),
        ),
        _beside("the best power is 2", "value", 4 + (p - 2) ** 2 / p),
    ),
    draw=_case,
)
