"""What the rates of a cycle add up to, for an even length (O1b) and for an odd one (O1c)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    adding_up,
    at,
    definition,
    eq,
    from_lines,
    ge,
    le,
    lt,
    sequence,
    telescoping,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

lo = sp.Symbol("lr_min", nonnegative=True)
d = sp.Symbol("d", positive=True)  # the height, lr_max - lr_min
hi = lo + d
M = sp.Symbol("M", integer=True, positive=True)
t, m, n = sp.symbols("t m n", integer=True, nonnegative=True)
lr = sequence("lr", real=True)

HEIGHT = r"$d = \mathrm{lr}_{\max} - \mathrm{lr}_{\min}$"


def _rates(first: Number, last: Number) -> sp.Sum:
    """The sum of the rates of these steps and of all between."""
    return sp.Sum(lr(t), (t, first, last))


COUNTED = Line(
    "counted",
    eq(sp.Sum(t, (t, m, m + n - 1)), n * m + n * (n - 1) / 2),
    telescoping(of=n),
    "numbers in a row: one more of them adds itself",
)
SPLIT = Line(
    "split",
    eq(_rates(0, m + n - 1), _rates(0, m - 1) + _rates(m, m + n - 1)),
    telescoping(of=n),
    "a sum in two parts",
)


def _pieces(length: sp.Expr, middle: sp.Expr) -> Iterator[Line]:
    """The shipped rate on its three parts."""
    cycle = OneCycle(lo, hi, length)
    yield Line(
        "up",
        eq(lr(t), lo + 2 * d * t / length),
        definition(of=cycle, on=(0, length / 2)),
        "the way up, as shipped",
        when=(lt(t, middle),),
    )
    yield Line(
        "down",
        eq(lr(t), hi - 2 * d * (t - length / 2) / length),
        definition(of=cycle, on=(length / 2, length)),
        "the way down",
        when=(ge(t, middle), lt(t, length)),
    )
    yield Line(
        "after",
        eq(lr(t), lo),
        definition(of=cycle, on=(length, 2 * length)),
        "and after its end",
        when=(ge(t, length), lt(t, 2 * length)),
    )


_EVEN = M * (2 * lo + d) + lo

O1b = Theorem(
    label="O1b",
    name="The sum of the rates, even length",
    chapter="promises",
    assumptions=(HEIGHT,),
    statement=r"""With an even number of steps, twice $M$, the rates from the first to the low one
at the end add up to
$$total$$
the mean of both ends in every step, and one step at the low rate.""",
    lines=(
        *_pieces(2 * M, M),
        COUNTED,
        SPLIT,
        Line(
            "climb",
            eq(_rates(0, M - 1), M * lo + d * (M - 1) / 2),
            adding_up("up", at("counted", {m: 0, n: M}), over=(t, 0, M - 1)),
            "the way up",
        ),
        Line(
            "descent",
            eq(_rates(M, M + M - 1), M * hi - d * (M - 1) / 2),
            adding_up("down", at("counted", {m: M, n: M}), over=(t, M, M + M - 1)),
            "the way down, from the peak",
        ),
        Line(
            "total",
            eq(_rates(0, 2 * M), _EVEN),
            from_lines("climb", "descent", at("split", {m: M, n: M}), at("after", {t: 2 * M})),
            "both, and the last",
        ),
    ),
    neighbours=(
        Neighbour(
            "the mean of both ends for every step",
            "total",
            eq(_rates(0, 2 * M), (2 * M + 1) * (lo + hi) / 2),
        ),
        Neighbour("the last step left out", "total", eq(_rates(0, 2 * M), M * (lo + hi))),
    ),
)

_LONG = 2 * M + 1
_ODD = 2 * (M + 1) * lo + 2 * d * M * (M + 1) / _LONG
_beside = hi - d / _LONG

O1c = Theorem(
    label="O1c",
    name="The sum of the rates, odd length",
    chapter="promises",
    assumptions=(HEIGHT,),
    statement=r"""With an odd number of steps, one more than twice $M$, the peak falls between two
of them. The highest rate that is used is used twice,
$$last_up, first_down$$
$$highest, lower$$
and
$$total$$""",
    lines=(
        *_pieces(_LONG, M + 1),
        COUNTED,
        SPLIT,
        Line(
            "climb",
            eq(_rates(0, M), (M + 1) * lo + d * M * (M + 1) / _LONG),
            adding_up("up", at("counted", {m: 0, n: M + 1}), over=(t, 0, M)),
            "the way up",
        ),
        Line(
            "descent",
            eq(_rates(M + 1, M + 1 + M - 1), M * lo + d * M * (M + 1) / _LONG),
            adding_up("down", at("counted", {m: M + 1, n: M}), over=(t, M + 1, M + 1 + M - 1)),
            "the way down",
        ),
        Line(
            "total",
            eq(_rates(0, _LONG), _ODD),
            from_lines("climb", "descent", at("split", {m: M + 1, n: M}), at("after", {t: _LONG})),
            "both, and the last",
        ),
        Line("last_up", eq(lr(M), _beside), from_lines(at("up", {t: M})), "just before the peak"),
        Line(
            "first_down",
            eq(lr(M + 1), _beside),
            from_lines(at("down", {t: M + 1})),
            "just after it",
        ),
        Line(
            "highest",
            le(lr(t), _beside),
            from_lines("up"),
            "on the way up",
            when=(lt(t, M + 1),),
        ),
        Line(
            "lower",
            le(lr(t), _beside),
            from_lines("down"),
            "and on the way down",
            when=(ge(t, M + 1), lt(t, _LONG)),
        ),
    ),
    neighbours=(
        Neighbour(
            "the mean of both ends for every step",
            "total",
            eq(_rates(0, _LONG), (M + 1) * (lo + hi)),
        ),
        Neighbour("the peak is used", "last_up", eq(lr(M), hi)),
    ),
)
