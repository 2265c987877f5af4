"""1-cycle with every option: where it peaks, where it ends, lines or waves, two phases or three."""

import sympy as sp

from lrlib.proofs.contracts.contract import HELD, Piece, contract, d, lo, total, u
from lrlib.proofs.kernel import Number
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

hi = lo + d
up = sp.Symbol("v", positive=True)  # pct_start is 1/(1 + v), or 1/(2 + v) with three phases
below = sp.Symbol("b", nonnegative=True)  # lr_min is final + below
final = sp.Symbol("f", nonnegative=True)
WAVE = (1 - sp.cos(sp.pi * u)) / 2
POINTS = (
    dict(f=0.001, b=0.009, d=0.09, total_steps=100, v=1.5),
    dict(f=0.0, b=0.02, d=1.0, total_steps=31, v=0.25),
)
SYMBOLS = (final, below, d, total, up)


def one_cycle(label: str, name: str, statement: str, anneal: str, three: bool) -> Theorem:
    """Phases along ``done``: u in a line, half a wave with a cosine."""
    done = u if anneal == "linear" else WAVE
    peak = total / ((2 if three else 1) + up)
    start, top = final + below, final + below + d

    def made(f: Number, b: Number, d: Number, total_steps: Number, v: Number) -> OneCycle:
        share = 1 / ((2 if three else 1) + v)
        return OneCycle(f + b, f + b + d, total_steps, share, anneal, f, three)

    foot = start if three else final
    pieces = [
        Piece(0, peak, start + d * done, "rises"),
        Piece(peak, 2 * peak if three else total, top - (top - foot) * done, "falls"),
    ]
    if three:
        pieces.append(Piece(2 * peak, total, start - below * done, "falls"))
    pieces.append(Piece(total, total + HELD, final, "level"))
    return contract(
        label,
        name,
        statement
        + " It is continuous; `pct_start` says where the peak lies, `lr_final` is at most the "
        "first rate here, and the range is from the one to the peak.",
        made,
        tuple(pieces),
        final,
        top,
        POINTS,
        symbols=SYMBOLS,
        given=(
            r"$\mathrm{lr}_{\mathrm{final}} = f$, $\mathrm{lr}_{\min} = f + b$, "
            r"$\mathrm{lr}_{\max} = f + b + d$",
            f"`pct_start` $= 1/({2 if three else 1} + v)$",
        ),
    )


P3a = one_cycle(
    "P3a",
    "1-cycle in lines",
    "`OneCycle` rises in a line to its peak and falls in a line to its last rate, which it keeps.",
    "linear",
    False,
)
P3b = one_cycle(
    "P3b",
    "1-cycle in waves",
    '`OneCycle(anneal="cosine")` rises and falls along half waves, and keeps its last rate.',
    "cosine",
    False,
)
P3c = one_cycle(
    "P3c",
    "1-cycle in three phases",
    "`OneCycle(three_phase=True)` falls as fast as it rose, to its first rate, and from there to "
    "its last.",
    "linear",
    True,
)
P3d = one_cycle(
    "P3d",
    "1-cycle in three phases of waves",
    'With `anneal="cosine"` the three phases are half waves.',
    "cosine",
    True,
)

ahead = sp.Symbol("w", integer=True, positive=True)  # steps before the peak, and after it
behind = sp.Symbol("z", integer=True, positive=True)
PYTORCH = dict(div=25, final_div=10**4)  # OneCycleLR's own defaults


def as_pytorch(d: Number, w: Number, z: Number, div: Number, final_div: Number) -> OneCycle:
    """A run of 1 + w + z updates; PyTorch counts 1 + w of them as the way up."""
    return OneCycle.from_torch(d, 1 + w + z, (1 + w) / (1 + w + z), "cos", div, final_div)


P3e = contract(
    "P3e",
    "1-cycle, as PyTorch counts",
    "`OneCycle.from_torch` with `OneCycleLR`'s defaults begins at a 25th of `max_lr`, peaks at "
    "update `pct_start * total_steps - 1`, a whole one here, and comes down to a 250,000th of it "
    "at the last update, number `total_steps - 1`. Where PyTorch then raises an error, it stays.",
    as_pytorch,
    (
        Piece(0, ahead, d / 25 + d * sp.Rational(24, 25) * WAVE, "rises"),
        Piece(ahead, ahead + behind, d - d * (1 - sp.Rational(1, 250_000)) * WAVE, "falls"),
        Piece(ahead + behind, ahead + behind + HELD, d / 250_000, "level"),
    ),
    d / 250_000,
    d,
    (dict(d=0.1, w=29, z=70, **PYTORCH), dict(d=1.0, w=3, z=17, **PYTORCH)),
    symbols=(d, ahead, behind),
    fixed={name: sp.Integer(value) for name, value in PYTORCH.items()},
    given=(
        r"$\mathrm{lr}_{\max} = d$",
        "`total_steps` $= 1 + w + z$, `pct_start` $= (1 + w)/(1 + w + z)$",
    ),
)
