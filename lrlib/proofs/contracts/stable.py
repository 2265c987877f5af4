"""Warm-up, stable, decay (WSD), in the four shapes of the way down."""

from collections.abc import Callable

import sympy as sp

from lrlib.proofs.contracts.contract import HELD, Piece, contract, d, u
from lrlib.proofs.kernel import Number
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import WarmupStableDecay

up, level, down = sp.symbols("w s m", integer=True, positive=True)
low = sp.Symbol("f", positive=True)
POINTS = (
    dict(f=0.01, d=0.09, w=10, s=50, m=20),
    dict(f=1e-3, d=1.0, w=3, s=4, m=7),
)


def _sum(low: Number, d: Number) -> Number:
    return low + d


def trapezoid(
    label: str,
    name: str,
    shape: str,
    fallen: sp.Expr,
    highest: Callable[[Number, Number], Number] = _sum,
) -> Theorem:
    top, first, end = highest(low, d), up + level, up + level + down
    return contract(
        label,
        name,
        f'`WarmupStableDecay(shape="{shape}")` rises from 0 in a line, stays at `lr`, and falls to '
        "`lr_end`, which it keeps. It is continuous. Its range is from 0 to `lr`.",
        lambda f, d, w, s, m: WarmupStableDecay(highest(f, d), w + s + m, w, m, shape, f),
        (
            Piece(0, up, top * u, "rises"),
            Piece(up, first, top, "level"),
            Piece(first, end, fallen, "falls"),
            Piece(end, end + HELD, low, "level"),
        ),
        0,
        top,
        POINTS,
        symbols=(low, d, up, level, down),
        given=(
            rf"$\mathrm{{lr}}_{{\mathrm{{end}}}} = f$, $\mathrm{{lr}} = {sp.latex(top)}$",
            "a warm-up of $w$ steps, $s$ level ones, a decay of $m$",
        ),
    )


P5a = trapezoid("P5a", "WSD with a line", "linear", low + d - d * u)
P5b = trapezoid("P5b", "WSD with a wave", "cosine", low + d - d * (1 - sp.cos(sp.pi * u)) / 2)
P5c = trapezoid("P5c", "WSD with 1-sqrt", "1-sqrt", low + d - d * sp.sqrt(u))
P5d = trapezoid(
    "P5d",
    "WSD with a decay",
    "exponential",
    low * (1 + d) ** (1 - u),
    lambda low, d: low * (1 + d),
)
