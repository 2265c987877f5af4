"""What the theorems on shapes share: the bound of D1, tuned and squared."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from lrlib import bounds
from lrlib.proofs.engines.balls import Ball
from lrlib.proofs.tools import ball

y = sp.Symbol("y", positive=True)

t = sp.Symbol("t", nonnegative=True)


def tuned_square(rates: list[Ball]) -> Ball:
    """The tuned bound of D1, squared, at D = G = 1: any kind of number."""
    far, rough = bounds.parts(rates, ball(1), ball(1))
    return 4 * far * rough


def float_square(rates: Iterable[float]) -> float:
    return bounds.tuned(list(rates)).bound ** 2
