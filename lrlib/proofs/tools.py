"""What checks are made of: each tool answers True or False for a reason, or raises.

``True`` is by algebra or by certified arithmetic, ``False`` by numbers that show it; whatever
is neither raises :class:`NotShown`, so that "SymPy could not see it" never passes for either.

A closed form is best proved by a certificate, which leaves SymPy only to see that an
expression is zero: a sum by :func:`telescopes`, an integral by :func:`antiderivative`, an
inequality by :func:`positive` on a domain that is built into the symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from lrlib.proofs.engines.algebra import (
    antiderivative,
    closed,
    limit,
    negative,
    nonnegative,
    on,
    positive,
    rises_from_zero,
    shown,
    telescopes,
    zero,
)
from lrlib.proofs.engines.balls import agree, ball, boxes, compare, integral, near, series
from lrlib.proofs.engines.solver import to_z3, z3_proves
from lrlib.schedules import Schedule

__all__ = [
    "agree",
    "antiderivative",
    "ball",
    "boxes",
    "closed",
    "compare",
    "curve",
    "integral",
    "limit",
    "near",
    "negative",
    "nonnegative",
    "on",
    "positive",
    "rises_from_zero",
    "series",
    "shown",
    "stepwise",
    "telescopes",
    "to_z3",
    "z3_proves",
    "zero",
]


def stepwise(steps: Callable[..., Iterator[bool]]) -> Callable[..., bool]:
    """A check from a generator of answers, that stops at the first False."""

    @wraps(steps)
    def check(**claim: Any) -> bool:
        return all(map(shown, steps(**claim)))

    return check


def curve(schedule: Schedule, steps: int, start: int = 0) -> list[float]:
    """The rates of a shipped schedule, step by step: what witnesses count with.

    >>> from lrlib import ExponentialDecay
    >>> [round(rate, 4) for rate in curve(ExponentialDecay(1.0, 0.5), 3)]
    [1.0, 0.6065, 0.3679]
    """
    return [schedule(step) for step in range(start, steps)]
