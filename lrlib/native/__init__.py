"""From a framework's own scheduler to a schedule: what the readers of all frameworks share.

The readers themselves are the modules of this package, one for each framework. They look at
attributes and names alone and import no framework, so that :mod:`lrlib.paste` can use them on
what it read from a text.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

from lrlib.errors import BadType, BadValue
from lrlib.schedules import (
    Constant,
    Cosine,
    ExponentialDecay,
    LinearDecay,
    LinearGrowth,
    Polynomial,
    Schedule,
    join,
)

__all__ = [
    "Parting",
    "cosine",
    "earliest",
    "exponential",
    "from_closure",
    "levels",
    "line",
    "mirrored",
    "obstacle",
    "part",
    "power",
    "warn",
    "whole",
]


class Parting(UserWarning):
    """From some step on a native scheduler has other rates than the schedule with its curve.

    Attributes
    ----------
    end : int
        The last step at which both have the same rate.
    then : function of the step
        The native rate beyond it, or the error that is raised there.
    """

    def __init__(self, words: str, end: int, then: Callable[[int], float]):
        super().__init__(words)
        self.end, self.then = end, then


def obstacle(native: Any, reason: str) -> BadValue:
    """The error that says why there is no schedule with the curve of a native one."""
    return BadValue("native", "be a scheduler whose curve lrlib can say", native, f": {reason}")


def warn(native: Any, what: str) -> None:
    """Say what a native scheduler does that is not in the schedule with its curve."""
    warnings.warn(f"{type(native).__name__} {what}", stacklevel=5)


def part(native: Any, what: str, end: int, then: Callable[[int], float]) -> None:
    """Say where a native scheduler and the schedule with its curve part."""
    words = f"{type(native).__name__} {what}, where lrlib's schedule holds its last rate"
    warnings.warn(Parting(words, end, then), stacklevel=5)


def earliest(partings: Sequence[int | None], ends: Sequence[int]) -> int | None:
    """The first parting within a sequence, whose parts count from their own starts.

    A part may go on to the milestone after it; what it would do later does not come.

    >>> earliest([9, None], [15]), earliest([9, None], [10]), earliest([None, 9], [15])
    (9, None, 24)
    """
    starts, stops = [0, *ends], [*ends, math.inf]
    inside = [
        start + parting
        for parting, start, stop in zip(partings, starts, stops)
        if parting is not None and start + parting + 1 < stop
    ]
    return min(inside, default=None)


def mirrored(schedule: Schedule, begin: int, steps: int) -> Callable[[int], float]:
    """A wave that goes back and forth for ever, of its first way down.

    >>> [mirrored(LinearDecay(1.0, 2), 0, steps=2)(step) for step in range(6)]
    [1.0, 0.5, 0.0, 0.5, 1.0, 0.5]
    """
    return lambda step: schedule(begin + steps - abs((step - begin) % (2 * steps) - steps))


def whole(native: Any, name: str, value: Any) -> int:
    """A length, which lrlib counts in whole steps."""
    if value != int(value):
        raise obstacle(native, f"{name} = {value} is no whole number of steps")
    return int(value)


def line(start: float, end: float, steps: int) -> Schedule:
    """A straight line, up or down, held at its end."""
    if start == end or steps == 0:
        return Constant(end)
    return (LinearDecay if start > end else LinearGrowth)(start, steps, end)


def power(start: float, end: float, steps: int, exponent: float) -> Schedule:
    """A polynomial decay; with exponent 1 a line, which may rise."""
    if exponent == 1 or start == end:
        return line(start, end, steps)
    return Polynomial(start, steps, exponent, end)


def exponential(
    native: Any, lr: float, factor: float, steps: float, staircase: bool = False
) -> Schedule:
    """Decay by a factor every few steps."""
    if factor == 1:
        return Constant(lr)
    if not 0 < factor < 1:
        raise obstacle(native, f"a rate that is multiplied by {factor} has no end to its growth")
    return ExponentialDecay.from_decay_rate(
        lr, factor, whole(native, "a stair", steps) if staircase else steps, staircase
    )


def levels(values: Iterable[float], boundaries: Iterable[int]) -> Schedule:
    """Level stretches, each from its boundary on."""
    values, boundaries = list(values), list(boundaries)
    stretches = [Constant(value) for value in values]
    return join(stretches, boundaries) if boundaries else stretches[0]


def cosine(start: float, end: float, steps: int) -> Schedule:
    """Half a cosine wave down."""
    return Constant(end) if start == end else Cosine(start, steps, end)


def from_closure(
    native: Any, readers: dict[str, Callable[..., Schedule]], rate_at: Callable[[int], float]
) -> Schedule:
    """The schedule of a function that Optax or MLX made.

    They keep its numbers nowhere but in the function's closure, under names that nobody promises.
    So what was read is held against the function itself, at steps up to 10,000.

    Parameters
    ----------
    native : callable
    readers : dict
        From the name of the function that makes such a function to one that takes what it kept.
    rate_at : callable
        The native rate at a step.

    Raises
    ------
    TypeError
        if ``native`` is no function.
    ValueError
        if it is none of these, or does not agree with what was read.
    """
    if isinstance(native, Schedule):
        return native
    if not callable(native):
        raise BadType("native", "be a schedule, a function of the step", native)
    maker = getattr(native, "__qualname__", type(native).__name__).partition(".<locals>")[0]
    if maker not in readers:
        raise obstacle(
            native,
            f"{maker} is not one of those that are known; lrlib.of takes a function as it is: "
            f"lrlib.of({maker}, lr_range=(lowest, highest))",
        )
    kept = {}
    for name, cell in zip(native.__code__.co_freevars, native.__closure__ or ()):
        with suppress(ValueError):  # an empty cell: a variable that was not needed
            kept[name] = cell.cell_contents
    try:
        ours = readers[maker](native, **kept)
    except TypeError as error:  # other names than those that were asked for
        raise obstacle(native, f"this version keeps it otherwise, {sorted(kept)}") from error
    for step in (0, 1, 2, 3, 5, 10, 30, 99, 100, 101, 300, 1000, 3000, 10_000):
        here, there = ours(step), rate_at(step)
        if not abs(here - there) <= 1e-3 * max(map(abs, ours.lr_range)):  # float32 rounds gamma
            raise obstacle(native, f"at step {step} it gives {there}, what was read {here}")
    return ours
