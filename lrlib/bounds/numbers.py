"""Numbers of any kind, alone or in sequences: what the bounds take, and the rules they ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from numbers import Integral, Rational, Real
from typing import Any

from lrlib import check
from lrlib.namespace import is_symbolic
from lrlib.schedules import Schedule

try:
    import numpy as np
except ImportError:  # as in the reader's browser
    np = None  # type: ignore[assignment, unused-ignore]

__all__ = [
    "HALF", "Number", "Rates", "Sizes", "is_exact", "is_sequence", "listed", "need", "nonnegative",
    "np", "positive", "rates_of",
]  # fmt: skip

#: A float, a fraction, a SymPy expression, a ball of a proof, or an array of such: whatever it is,
#: the answer is of its kind.
Number = Any
Rates = Schedule | Iterable[Number]
Sizes = Number | Iterable[Number]

HALF: Any = Fraction(1, 2)  # as an exponent: exact in SymPy, the square root elsewhere


def rates_of(rates: Rates, T: int | None) -> list[Number]:
    """The rates as a list: of floats, or of exact numbers as they came."""
    if isinstance(rates, Schedule):
        if T is None:
            raise TypeError("T must say how many rates of the schedule to take")
        n = check.count("T", T)
        return list(map(rates, range(n)) if np is None else rates.curve(n).tolist())
    if T is not None:
        raise TypeError("T is for a schedule: an array of rates has a length of its own")
    values = listed(rates) if is_sequence(rates) else []
    if not values or any(map(is_sequence, values)):
        raise ValueError(f"rates must be a sequence of at least one rate, got {rates!r}")
    return values if any(map(is_exact, values)) else [float(x) for x in values]


def is_sequence(x: object) -> bool:
    return isinstance(x, (list, tuple)) or bool(getattr(x, "shape", ()))


def is_exact(x: object) -> bool:
    """A fraction, or a number of another kind (SymPy's, a ball). Python's whole ones are not."""
    if is_symbolic(x) or not isinstance(x, Real):
        return True
    return isinstance(x, Rational) and not isinstance(x, Integral)


def listed(values: Any) -> list[Number]:
    """The numbers in a list or an array, as Python's own."""
    return list(values.tolist() if hasattr(values, "tolist") else values)


def positive(x: Number) -> Any:
    return x > 0


def nonnegative(x: Number) -> Any:
    return x >= 0


def need(name: str, rule: str, holds: Callable[[Number], Any], values: Any) -> None:
    """Raise with the first value that breaks the rule. SymPy symbols pass unexamined."""
    for x in listed(values) if is_sequence(values) else [values]:
        if (not is_symbolic(x) or x.is_number) and not holds(x):
            raise ValueError(f"{name} must be {rule}, got {x}")
