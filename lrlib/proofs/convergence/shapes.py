"""What the theorems on shapes share: the bound of D1, tuned and squared."""

from __future__ import annotations

import sympy as sp

from lrlib import bounds
from lrlib.proofs.tools import ball

y = sp.Symbol("y", positive=True)

t = sp.Symbol("t", nonnegative=True)


def tuned_square(rates):
    """The tuned bound of D1, squared, at D = G = 1: any kind of number."""
    far, rough = bounds.parts(rates, ball(1), ball(1))
    return 4 * far * rough


def float_square(rates):
    return bounds.tuned(list(rates)).bound ** 2
