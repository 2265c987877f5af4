"""Checks of parameters: each returns the value to keep, or says what is wrong with it.

SymPy symbols pass every check unexamined: their domains are the symbols' own affair.
Numbers are kept as Python ``int`` and ``float``, so that a schedule prints, compares and
turns into JSON the same wherever its parameters came from.
"""

from __future__ import annotations

import importlib
import math
import operator
from numbers import Real

from lrlib.namespace import is_symbolic

__all__ = [
    "count",
    "flag",
    "need",
    "nonnegative",
    "one_of",
    "ordered",
    "positive",
    "real",
    "schedule",
    "share",
]


def real(name: str, value, rule: str = "a finite number", holds=lambda x: True):
    """A finite real number for which ``holds`` is true, as a float."""
    if is_symbolic(value):
        if not value.is_number:
            return value
        if value.is_finite and value.is_real and holds(value):
            return value
        raise ValueError(f"{name} must be {rule}, got {value}")
    if isinstance(value, bool) or not isinstance(value, Real):
        # a NumPy scalar is a Real; an array or tensor is not, and belongs in the step
        raise TypeError(f"{name} must be {rule}, got {value!r} of type {type(value).__name__}")
    number = float(value)
    if math.isfinite(number) and holds(number):
        return number
    raise ValueError(f"{name} must be {rule}, got {value!r}")


def positive(name: str, value, unit: str = ""):
    """A finite number above zero."""
    rule = f"a positive {unit}" if unit else "a positive finite number"
    return real(name, value, rule, lambda x: x > 0)


def nonnegative(name: str, value):
    """A finite number, zero or above."""
    return real(name, value, "a finite number, at least 0", lambda x: x >= 0)


def share(name: str, value):
    """A number strictly between 0 and 1."""
    return real(name, value, "a number strictly between 0 and 1", lambda x: 0 < x < 1)


def count(name: str, value, unit: str = "steps"):
    """A whole number above zero, as an int."""
    rule = f"a positive number of {unit}"
    if is_symbolic(value) and not value.is_number:
        return value
    try:
        if isinstance(value, bool):
            raise TypeError
        whole = operator.index(value)
    except TypeError:
        error = ValueError if isinstance(value, Real) and not isinstance(value, bool) else TypeError
        got = f"got {value!r} of type {type(value).__name__}"
        raise error(f"{name} must be {rule}, as an int, {got}") from None
    if whole > 0:
        return whole
    raise ValueError(f"{name} must be {rule}, got {value!r}")


def one_of(name: str, value, choices):
    """One of a few names."""
    if isinstance(value, str) and value in choices:
        return value
    error = ValueError if isinstance(value, str) else TypeError
    raise error(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")


def flag(name: str, value):
    """True or False."""
    if isinstance(value, bool):
        return value
    raise TypeError(f"{name} must be True or False, got {value!r}")


def schedule(name: str, value, kind: type):
    """A schedule of this library."""
    if isinstance(value, kind):
        return value
    raise TypeError(f"{name} must be an lrlib schedule, got {value!r}")


def ordered(low_name: str, low, high_name: str, high):
    """Two numbers, the first at most the second."""
    if not (is_symbolic(low) or is_symbolic(high)) and low > high:
        raise ValueError(f"{low_name} must be at most {high_name} = {high}, got {low}")


def need(module: str, extra: str):
    """Import a framework, or say which extra of lrlib brings it.

    Raises
    ------
    ImportError

    Examples
    --------
    >>> need("no_such_framework", "torch")
    Traceback (most recent call last):
    ...
    ImportError: no_such_framework is missing; it comes with the extra "torch" of lrlib: \
pip install "lrlib[torch]", or pip install ".[torch]" in the folder of lrlib
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(
            f'{module} is missing; it comes with the extra "{extra}" of lrlib: '
            f'pip install "lrlib[{extra}]", or pip install ".[{extra}]" in the folder of lrlib'
        ) from error
