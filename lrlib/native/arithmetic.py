"""Arithmetic that is read in a text: some operators and functions, on finite numbers alone.

>>> computed(FUNCTIONS["int"], 0.1 * 1000)
100
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

__all__ = ["FUNCTIONS", "OPERATORS", "computed"]

MOST = 1000  # of a base, an exponent or a count of digits: what is beyond cannot be meant


def _power(base: Any, exponent: Any) -> Any:
    if max(abs(base), abs(exponent)) > MOST:
        raise ValueError("such a power cannot be meant")  # nor waited for
    return base**exponent


def _round(number: Any, digits: int | None = None) -> Any:
    if digits is not None and abs(digits) > MOST:
        raise ValueError("so many digits cannot be meant")  # nor waited for
    return round(number, digits)


OPERATORS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}

#: As they are written, also after ``from math import ceil``.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "int": lambda number: int(number),
    "float": lambda number: float(number),
    "round": _round,
    "min": lambda first, *others: min((first, *others)),
    "max": lambda first, *others: max((first, *others)),
    "ceil": lambda number: math.ceil(number),
    "floor": lambda number: math.floor(number),
    "math.ceil": lambda number: math.ceil(number),
    "math.floor": lambda number: math.floor(number),
}


def computed(function: Callable[..., Any], *numbers: int | float) -> int | float:
    """What comes of it.

    Raises
    ------
    ValueError
        if no finite number does.

    >>> computed(FUNCTIONS["round"], 2.718, 1)
    2.7
    """
    try:
        found = function(*numbers)
        if not isinstance(found, (int, float)) or not math.isfinite(found):
            raise OverflowError("no finite number comes of it")
    except ArithmeticError as error:
        raise ValueError(str(error)) from None
    return found
