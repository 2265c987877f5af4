"""What every adapter asks before it hands a schedule to an optimizer.

A schedule knows its exact range, so one look at the start answers for all steps: can a rate
be negative (the optimizer would climb), infinite, or too large for float32?
"""

from __future__ import annotations

from types import TracebackType

from lrlib import check
from lrlib.check import need
from lrlib.schedules import Schedule

__all__ = ["FLOAT32_MAX", "extra", "guarded", "need"]

FLOAT32_MAX = float.fromhex("0x1.fffffep+127")


def guarded(schedule: Schedule, allow_negative: bool = False, name: str = "schedule") -> Schedule:
    """The same schedule, once its range is known to be safe for an optimizer.

    Parameters
    ----------
    schedule : Schedule
    allow_negative : bool
        True accepts rates below zero, at which an optimizer climbs.
    name : str
        The argument to blame in an error.

    Returns
    -------
    Schedule
        The one that was given.

    Raises
    ------
    TypeError
        if it is no lrlib schedule, or has SymPy symbols for parameters.
    ValueError
        if its rates go below zero, or beyond what float32 can hold.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> from lrlib import CyclicExponentialDecay
    >>> wave = CyclicExponentialDecay(lr0=1.0, k=0.03, cycle_length=20)
    >>> guarded(wave.replace(wave="raised")).wave
    'raised'
    >>> guarded(wave)
    Traceback (most recent call last):
    ...
    ValueError: schedule must not go below zero unless allow_negative=True, but falls to -0.744
    """
    check.schedule(name, schedule, Schedule)
    check.flag("allow_negative", allow_negative)
    if schedule._ops:
        raise TypeError(f"{name} must have numbers for parameters, got {schedule!r}")
    low, high = schedule.lr_range
    if not -FLOAT32_MAX <= low <= high <= FLOAT32_MAX:  # false for NaN too
        raise ValueError(f"{name} must stay finite in float32, but its range is {low} to {high}")
    if low < 0 and not allow_negative:
        raise ValueError(
            f"{name} must not go below zero unless allow_negative=True, but falls to {low:.3g}"
        )
    return schedule


class extra:
    """Around the import of a framework: without it, say which extra of lrlib brings it.

    Parameters
    ----------
    name : str
        The extra.

    Raises
    ------
    ImportError

    Examples
    --------
    >>> with extra("torch"):
    ...     import no_such_framework
    Traceback (most recent call last):
    ...
    ImportError: no_such_framework is missing; it comes with the extra "torch" of lrlib. Install \
lrlib again with [torch] behind its name: pip install ".[torch]" in the folder of lrlib, \
pip install "FILE.whl[torch]" from a wheel
    """

    # an import statement in it, unlike a call of `need`, is one that type checkers can follow

    def __init__(self, name: str):
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if isinstance(error, ImportError):
            missing = error.name.partition(".")[0] if error.name else ""
            broken = not isinstance(error, ModuleNotFoundError)  # there, and failing
            what = str(error) if broken else f"{missing} is missing"
            raise ImportError(f"{what}; {check.brings(self.name)}") from error
