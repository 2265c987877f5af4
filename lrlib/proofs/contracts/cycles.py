"""Schedules that come round again: CLR in its three kinds, restarts, CED's waves in stairs."""

from collections.abc import Iterable

import sympy as sp

from lrlib.proofs.contracts.contract import Piece, contract, d, lo, n, u
from lrlib.proofs.kernel import Number
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import CosineRestarts, CyclicExponentialDecay, Triangular

hi = lo + d
length = sp.Symbol("T", integer=True, positive=True)  # odd ones too
k = sp.Symbol("k", positive=True)
POINTS = (dict(lr_min=0.01, d=0.09, T=10), dict(lr_min=0.0, d=1.0, T=7))
SYMBOLS = (lo, d, length)


def triangle(label: str, name: str, statement: str, decay: str, height: sp.Expr) -> Theorem:
    """Up and down in cycle number n; an odd length peaks between two steps."""
    start = n * length
    return contract(
        label,
        name,
        statement + " Odd lengths are no exception: the peak lies between two steps.",
        lambda lr_min, d, T: Triangular(lr_min, lr_min + d, T, decay),
        (
            Piece(start, start + length / 2, lo + height * u, "rises"),
            Piece(start + length / 2, start + length, lo + height * (1 - u), "falls"),
        ),
        lo,
        hi,
        POINTS,
        symbols=SYMBOLS,
    )


P4a = triangle(
    "P4a",
    "CLR, triangular",
    "`Triangular` rises from `lr_min` to `lr_max` in the first half of each cycle and falls back "
    "in the second, for ever.",
    "triangular",
    d,
)
P4b = triangle(
    "P4b",
    "CLR, triangular2",
    '`Triangular(decay="triangular2")` does so with half the height in each further cycle: '
    "$d/2^n$ in cycle number $n$.",
    "triangular2",
    d / 2**n,
)

P4c = contract(
    "P4c",
    "Cosine with restarts",
    "`CosineRestarts` falls along half a cosine wave in each cycle and begins again at `lr0`. "
    "Between two cycles it jumps.",
    lambda lr_min, d, T: CosineRestarts(lr_min + d, T, lr_end=lr_min),
    (
        Piece(
            n * length,
            (n + 1) * length,
            hi - d * (1 - sp.cos(sp.pi * u)) / 2,
            "falls",
        ),
    ),
    lo,
    hi,
    POINTS,
    symbols=SYMBOLS,
)


def wave(
    label: str,
    name: str,
    statement: str,
    kind: str,
    shape: Iterable[tuple[int, int, sp.Expr, str]],
    low: Number,
) -> Theorem:
    """CED in stairs: in cycle n the height is lr0 e^{-knT}; ``shape`` has its pieces."""
    start, height = n * length, d * sp.exp(-k * n * length)
    pieces = tuple(
        Piece(
            start + length * i / parts,
            start + length * (i + 1) / parts,
            height * rate,
            goes,
            wave=QUARTERS[i] if parts == 4 else None,
        )
        for parts, i, rate, goes in shape
    )
    return contract(
        label,
        name,
        statement + " The height is $d\\,e^{-knT}$ throughout cycle number $n$.",
        lambda d, k, T: CyclicExponentialDecay(d, k, T, kind, staircase=True),
        pieces,
        low,
        d,
        (dict(d=0.1, k=0.05, T=12), dict(d=1.0, k=0.3, T=7)),
        symbols=(d, k, length),
    )


FALL, RISE = sp.cos(sp.pi * u / 2), sp.sin(sp.pi * u / 2)
QUARTERS = (FALL, -RISE, -FALL, RISE)  # the cosine, a quarter of a cycle at a time
HALF_WAVE = (1 - sp.cos(sp.pi * u)) / 2
P4d = wave(
    "P4d",
    "CED in stairs, raised",
    'With `wave="raised"` and `staircase=True` the rate falls from its height to 0 in the first '
    "half of a cycle and rises back in the second.",
    "raised",
    ((2, 0, 1 - HALF_WAVE, "falls"), (2, 1, HALF_WAVE, "rises")),
    0,
)
P4e = wave(
    "P4e",
    "CED in stairs, signed",
    'With `wave="signed"` and `staircase=True`, the article\'s code, the rate falls from its '
    "height to minus its height and rises back.",
    "signed",
    ((2, 0, sp.cos(sp.pi * u), "falls"), (2, 1, -sp.cos(sp.pi * u), "rises")),
    -d,
)

P4g = wave(
    "P4g",
    "CED in stairs, absolute",
    'With `wave="abs"` and `staircase=True` the rate falls to 0 and rises back twice a cycle.',
    "abs",
    ((4, 0, FALL, "falls"), (4, 1, RISE, "rises"), (4, 2, FALL, "falls"), (4, 3, RISE, "rises")),
    0,
)
P4h = wave(
    "P4h",
    "CED in stairs, clipped",
    'With `wave="clip"` and `staircase=True` the rate is 0 for the middle half of each cycle.',
    "clip",
    ((4, 0, FALL, "falls"), (4, 1, 0 * u, "level"), (4, 2, 0 * u, "level"), (4, 3, RISE, "rises")),
    0,
)

peak = sp.Symbol("v", positive=True)  # pct_start is 1/(1 + v)
P4f = contract(
    "P4f",
    "CLR with its peak anywhere",
    "`Triangular(pct_start=p)` rises in a line for the share $p$ of each cycle and falls in a line "
    "for the rest, whether the peak falls on a step or between two.",
    lambda lr_min, d, T, v: Triangular(lr_min, lr_min + d, T, pct_start=1 / (1 + v)),
    (
        Piece(n * length, n * length + length / (1 + peak), lo + d * u, "rises"),
        Piece(n * length + length / (1 + peak), (n + 1) * length, hi - d * u, "falls"),
    ),
    lo,
    hi,
    tuple(point | {"v": v} for point, v in zip(POINTS, (1.5, 0.25))),
    symbols=(*SYMBOLS, peak),
    given=("`pct_start` $= 1/(1 + v)$",),
)
