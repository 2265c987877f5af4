"""One way from one rate to another, then level."""

from collections.abc import Callable
from typing import Any

import sympy as sp

from lrlib.proofs.contracts.contract import HELD, Numbers, Piece, contract, d, lo, total, u
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import (
    Cosine,
    ExponentialGrowth,
    LinearDecay,
    LinearGrowth,
    Polynomial,
    Schedule,
)

hi = lo + d
POINTS = (dict(lr_min=0.01, d=0.09, total_steps=100), dict(lr_min=0.0, d=1.0, total_steps=7))
SYMBOLS = (lo, d, total)


def way(
    label: str,
    name: str,
    statement: str,
    made: Callable[..., Schedule],
    rate: sp.Expr,
    goes: str,
    last: sp.Expr,
    points: tuple[Numbers, ...] = POINTS,
    symbols: tuple[sp.Symbol, ...] = SYMBOLS,
    **more: Any,
) -> Theorem:
    """A contract of one piece up to ``total_steps``, and the last rate from there on."""
    return contract(
        label,
        name,
        statement + " It is continuous, and held from `total_steps` on; `lr_range` is exact.",
        made,
        (Piece(0, total, rate, goes), Piece(total, total + HELD, last, "level")),
        more.pop("low", lo),
        more.pop("high", hi),
        points,
        symbols=symbols,
        **more,
    )


P2a = way(
    "P2a",
    "Linear decay",
    "`LinearDecay` falls in a straight line.",
    lambda lr_min, d, total_steps: LinearDecay(lr_min + d, total_steps, lr_min),
    hi - d * u,
    "falls",
    lo,
)

P2b = way(
    "P2b",
    "Cosine annealing",
    "`Cosine` falls along half a cosine wave.",
    lambda lr_min, d, total_steps: Cosine(lr_min + d, total_steps, lr_min),
    hi - d * (1 - sp.cos(sp.pi * u)) / 2,
    "falls",
    lo,
)

power = sp.Symbol("power", positive=True)

P2c = way(
    "P2c",
    "Polynomial decay",
    "`Polynomial` falls along a power of the share that is left, whatever the power above 0.",
    lambda lr_min, d, total_steps, power: Polynomial(lr_min + d, total_steps, power, lr_min),
    lo + d * (1 - u) ** power,
    "falls",
    lo,
    (
        dict(lr_min=0.01, d=0.09, total_steps=100, power=2.0),
        dict(lr_min=0.0, d=1.0, total_steps=7, power=0.5),
    ),
    (*SYMBOLS, power),
)

P2d = way(
    "P2d",
    "Linear growth",
    "`LinearGrowth` rises in a straight line.",
    lambda lr_min, d, total_steps: LinearGrowth(lr_min, total_steps, lr_min + d),
    lo + d * u,
    "rises",
    hi,
)

low = sp.Symbol("lr0", positive=True)

P2e = way(
    "P2e",
    "Exponential growth",
    "`ExponentialGrowth` rises by the same factor at every step.",
    lambda lr0, d, total_steps: ExponentialGrowth(lr0, total_steps, lr0 * (1 + d)),
    low * (1 + d) ** u,
    "rises",
    low * (1 + d),
    (dict(lr0=0.01, d=0.09, total_steps=100), dict(lr0=1e-4, d=1.0, total_steps=7)),
    (low, d, total),
    low=low,
    high=low * (1 + d),
)
