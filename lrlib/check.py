"""Checks of parameters: each returns the value to keep, or says what is wrong with it.

SymPy symbols pass every check unexamined: their domains are the symbols' own affair.
Numbers are kept as Python ``int`` and ``float``, so that a schedule prints, compares and
turns into JSON the same wherever its parameters came from. What is refused is raised as
:class:`lrlib.BadValue` or :class:`lrlib.BadType`, which carry the argument, the rule and the value.
"""

from __future__ import annotations

import importlib
import math
import operator
from itertools import pairwise
from numbers import Real

from lrlib.errors import BadType, BadValue
from lrlib.namespace import is_symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    Kind = TypeVar("Kind")

__all__ = [
    "BadType",
    "BadValue",
    "boundaries",
    "brings",
    "count",
    "flag",
    "length",
    "need",
    "nonnegative",
    "one_of",
    "ordered",
    "positive",
    "real",
    "schedule",
    "share",
]

_LAST = 2**63 - 1  # of the whole steps that the frameworks count with


def real(
    name: str,
    value: Any,
    rule: str = "a finite number",
    holds: Callable[[Any], Any] = lambda x: True,
) -> Any:
    """A finite real number for which ``holds`` is true, as a float.

    Examples
    --------
    >>> real("lr", 1)
    1.0
    """
    if is_symbolic(value):
        if not value.is_number:
            return value
        if value.is_finite and value.is_real and holds(value):
            return value
        raise BadValue(name, f"be {rule}", value)
    if isinstance(value, bool) or not isinstance(value, Real):
        # a NumPy scalar is a Real; an array or tensor is not, and belongs in the step
        raise BadType(name, f"be {rule}", value)
    try:
        number = float(value)
    except OverflowError:  # an int that no float can hold
        raise BadValue(name, f"be {rule}", value) from None
    if math.isfinite(number) and holds(number):
        return number
    raise BadValue(name, f"be {rule}", value)


def positive(name: str, value: Any, unit: str = "") -> Any:
    """A finite number above zero."""
    rule = f"a positive {unit}" if unit else "a positive finite number"
    return real(name, value, rule, lambda x: x > 0)


def nonnegative(name: str, value: Any) -> Any:
    """A finite number, zero or above."""
    return real(name, value, "a finite number, at least 0", lambda x: x >= 0)


def share(name: str, value: Any) -> Any:
    """A number strictly between 0 and 1."""
    return real(name, value, "a number strictly between 0 and 1", lambda x: 0 < x < 1)


def count(name: str, value: Any, unit: str = "steps", least: int = 1) -> Any:
    """A whole number, at least ``least``, as an int. A whole float such as 1e5 is one.

    Examples
    --------
    >>> count("total_steps", 1e5)
    100000
    >>> count("staircase", 2.5)
    Traceback (most recent call last):
    ...
    lrlib.BadValue: staircase must be a positive number of steps, as an int, got 2.5
    """
    rule = f"be a positive number of {unit}"
    if least != 1:
        rule = f"be a number of {unit}, at least {least}"
    if is_symbolic(value) and not value.is_number:
        return value
    if isinstance(value, bool):
        raise BadType(name, f"{rule}, as an int", value)
    number: Any = value
    try:
        whole: Any = operator.index(number)
    except TypeError:
        if not isinstance(value, Real):
            raise BadType(name, f"{rule}, as an int", value) from None
        if not (math.isfinite(number) and number == math.floor(number)):
            raise BadValue(name, f"{rule}, as an int", value) from None
        whole = math.floor(number)
    if whole < least:
        raise BadValue(name, rule, value)
    if whole > _LAST:
        raise BadValue(name, f"{rule}, at most 2**63 - 1", value)
    return whole


def boundaries(name: str, values: Any) -> tuple[Any, ...]:
    """Whole numbers of steps that never fall, as a tuple of ints.

    Examples
    --------
    >>> boundaries("boundaries", [10, 20])
    (10, 20)
    """
    if not hasattr(values, "__iter__") or isinstance(values, str):
        raise BadType(name, "be a sequence of whole numbers of steps", values)
    kept = tuple(count(name, value, least=0) for value in values)
    for earlier, later in pairwise(kept):
        if not (is_symbolic(earlier) or is_symbolic(later) or earlier <= later):
            raise BadValue(name, "increase", kept)
    return kept


def length(name: str, value: Any) -> Any:
    """A number of steps from 0 on, or a share of the whole: a float strictly between 0 and 1.

    Examples
    --------
    >>> length("warmup", 100), length("warmup", 0.1)
    (100, 0.1)
    """
    if isinstance(value, float) and 0 < value < 1:
        return float(value)
    if isinstance(value, float) and value == 1:
        rule = "be a number of steps, or a share of them strictly between 0 and 1"
        raise BadValue(name, rule, value, "; write 1 for one step")
    try:
        return count(name, value, least=0)
    except (BadType, BadValue) as error:
        rule = "be a number of steps, at least 0, or a share of them strictly between 0 and 1"
        raise type(error)(name, rule, value) from None


def one_of(name: str, value: Any, choices: Iterable[str]) -> str:
    """One of a few names."""
    choices = tuple(choices)
    if isinstance(value, str) and value in choices:
        return value
    error = BadValue if isinstance(value, str) else BadType
    raise error(name, f"be one of {', '.join(map(repr, choices))}", value)


def flag(name: str, value: Any) -> bool:
    """True or False."""
    if isinstance(value, bool):
        return value
    raise BadType(name, "be True or False", value)


def schedule(name: str, value: Any, kind: type[Kind]) -> Kind:
    """A schedule of this library."""
    if isinstance(value, kind):
        return value
    raise BadType(name, "be an lrlib schedule", value)


def ordered(low_name: str, low: Any, high_name: str, high: Any) -> None:
    """Two numbers, the first at most the second."""
    if not (is_symbolic(low) or is_symbolic(high)) and low > high:
        raise BadValue(low_name, f"be at most {high_name} = {high}", low)


def need(module: str, extra: str) -> Any:
    """Import a framework, or say which extra of lrlib brings it.

    Raises
    ------
    ImportError

    Examples
    --------
    >>> need("no_such_framework", "torch")
    Traceback (most recent call last):
    ...
    ImportError: no_such_framework is missing; it comes with the extra "torch" of lrlib. Install \
lrlib again with [torch] behind its name: pip install ".[torch]" in the folder of lrlib, \
pip install "FILE.whl[torch]" from a wheel
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"{module} is missing; {brings(extra)}") from error


def brings(extra: str) -> str:
    """How an extra is installed; true of a wheel and of a folder, whatever index there is."""
    return (
        f'it comes with the extra "{extra}" of lrlib. Install lrlib again with [{extra}] behind '
        f'its name: pip install ".[{extra}]" in the folder of lrlib, '
        f'pip install "FILE.whl[{extra}]" from a wheel'
    )
