"""The letters and numbers of the theorems on exponential decay whose claims are functions."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.engines import Number
from lrlib.schedules import ExponentialDecay

lr0, k, lam = sp.symbols("lr0 k lam", positive=True)
t = sp.Symbol("t", nonnegative=True)
n = sp.Symbol("n", integer=True, nonnegative=True)

SHIPPED = ExponentialDecay(lr0=0.1, k=0.05)


def value(expr: Number, **at: float) -> float:
    """A part of a claim as a float, where the witnesses look."""
    names = {"lr0": SHIPPED.lr0, "k": SHIPPED.k} | at
    expr = sp.sympify(expr)
    return float(expr.subs({symbol: names[symbol.name] for symbol in expr.free_symbols}))
