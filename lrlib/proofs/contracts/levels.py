"""Rates that stay: one for ever, and steps down from one to the next."""

import sympy as sp

from lrlib.proofs.contracts.contract import HELD, Piece, contract, d, lo, n
from lrlib.schedules import Constant, ExponentialDecay, Steps

every = sp.Symbol("S", integer=True, positive=True)
first = sp.Symbol("a", integer=True, positive=True)
gap = sp.Symbol("b", integer=True, positive=True)

P1a = contract(
    "P1a",
    "Constant",
    "The rate of `Constant(lr)` is the same at every step, and so are both ends of its range.",
    lambda lr_min, d: Constant(lr_min + d),
    (Piece(0, HELD, lo + d, "level"),),
    lo + d,
    lo + d,
    (dict(lr_min=0.1, d=0.2), dict(lr_min=0.0, d=1e-3)),
    symbols=(lo, d),
)

P1b = contract(
    "P1b",
    "Steps at given boundaries",
    "`Steps` is level, and at each boundary it is multiplied by the factor: the rate of the "
    "boundary itself is the lower one. After the last boundary it stays.",
    lambda d, a, b, factor: Steps(d, factor, boundaries=(a, a + b)),
    (
        Piece(0, first, d, "level", jumps=True),
        Piece(first, first + gap, d / 2, "level", jumps=True),
        Piece(first + gap, first + gap + HELD, d / 4, "level"),
    ),
    d / 4,
    d,
    (dict(d=0.4, a=10, b=5, factor=0.5), dict(d=1.0, a=1, b=1, factor=0.5)),
    symbols=(d, first, gap),
    fixed=dict(factor=sp.Rational(1, 2)),
)

P1c = contract(
    "P1c",
    "Steps of equal length",
    "`Steps(lr0, 1/2, every)` halves the rate every so many steps, for ever: on the stretch "
    "number $n$ it is $\\mathrm{lr}_0/2^n$. Its range is from 0, which it never reaches, to "
    "$\\mathrm{lr}_0$.",
    lambda d, S, factor: Steps(d, factor, every=S),
    (Piece(n * every, (n + 1) * every, d * sp.Rational(1, 2) ** n, "level"),),
    0,
    d,
    (dict(d=0.4, S=10, factor=0.5), dict(d=1.0, S=3, factor=0.5)),
    symbols=(d, every),
    fixed=dict(factor=sp.Rational(1, 2)),
)

P1d = contract(
    "P1d",
    "Exponential decay in stairs",
    "`ExponentialDecay` with a staircase is level for so many steps, then lower by the same "
    "factor (E4b): on stair number $n$ the rate is $\\mathrm{lr}_0\\,e^{-knS}$.",
    lambda d, S, k: ExponentialDecay(d, k, staircase=S),
    (
        Piece(
            n * every,
            (n + 1) * every,
            d * sp.exp(-sp.Symbol("k", positive=True) * n * every),
            "level",
        ),
    ),
    0,
    d,
    (dict(d=0.4, S=10, k=0.05), dict(d=1.0, S=3, k=0.2)),
    symbols=(d, every, sp.Symbol("k", positive=True)),
)
