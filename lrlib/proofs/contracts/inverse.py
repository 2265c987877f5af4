"""Decays by a power of the step, behind a warm-up; they never end."""

import sympy as sp

from lrlib.proofs.contracts.contract import Piece, contract, d, u
from lrlib.proofs.kernel import Number
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import InverseSqrt, InverseTime

up = sp.Symbol("w", integer=True, positive=True)  # the warm-up
POINTS = (dict(d=0.1, w=10), dict(d=1.0, w=3))


def inverse(
    label: str, name: str, kind: type[InverseSqrt | InverseTime], words: str, power: Number
) -> Theorem:
    """Up, and two stretches of the way down."""
    return contract(
        label,
        name,
        f"`{kind.__name__}` rises from 0 in a line to `lr`, and falls from there on as {words} of "
        "the step over the warm-up. It is continuous; its range is from 0, to which it tends, to "
        "`lr`.",
        lambda d, w: kind(d, w),
        (
            Piece(0, up, d * u, "rises"),
            Piece(up, 4 * up, d * (1 + 3 * u) ** power, "falls"),
            Piece(4 * up, 16 * up, d * (4 + 12 * u) ** power, "falls"),
        ),
        0,
        d,
        POINTS,
        symbols=(d, up),
        given=(r"$\mathrm{lr} = d$, a warm-up of $w$ steps",),
    )


P6a = inverse("P6a", "Inverse square root", InverseSqrt, "one over the root", -sp.Rational(1, 2))
P6b = inverse("P6b", "Inverse time", InverseTime, "one over it", -1)
