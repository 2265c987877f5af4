"""A schedule from a plain function of the step."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.schedules.base import Schedule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["Function", "of"]


class Function(Schedule):
    """A plain function of the step as a schedule; made by :func:`of`."""

    function: Callable[[Any], Any]

    def __init__(self, function: Callable[[Any], Any], lr_range: Sequence[float]) -> None:
        if not callable(function):
            raise BadType("function", "be a function of the step", function)
        if not isinstance(lr_range, (tuple, list)) or len(lr_range) != 2:
            raise BadType("lr_range", "be the lowest and the highest rate, two numbers", lr_range)
        low, high = (check.real("lr_range", bound) for bound in lr_range)
        check.ordered("the first of lr_range", low, "the second", high)
        self.keep(function=function, lr_range=(low, high))

    @property
    def lr_range(self) -> tuple[float, float]:
        """The range that was stated."""
        low, high = vars(self)["lr_range"]
        return low, high

    def rate(self, step: Any, ops: Any) -> Any:
        return ops.each(self._checked, step)

    def _checked(self, step: Any) -> Any:
        rate = self.function(step)
        if not isinstance(step, (int, float)):
            return rate  # an array's values are not looked at
        rate, (low, high) = float(rate), self.lr_range
        slack = 1e-12 * max(abs(low), abs(high))  # roundings
        if not low - slack <= rate <= high + slack:
            rule = f"keep to its lr_range of {low} to {high}"
            raise BadValue("the function", rule, rate, f" at step {step}")
        return rate

    def to_dict(self) -> dict[str, Any]:
        """None: a bare function has no plain form."""
        rule = "be a registered class to have a plain form, which a bare function has not"
        raise BadType("the schedule", rule, self)

    def __repr__(self) -> str:
        return f"of({self.function!r}, lr_range={self.lr_range!r})"


def of(function: Callable[[Any], Any], lr_range: Sequence[float]) -> Function:
    """A schedule from a plain function of the step.

    >>> import math
    >>> schedule = of(lambda t: 0.1 / math.sqrt(t + 1), lr_range=(0.0, 0.1))
    >>> schedule(0), schedule(99)
    (0.1, 0.01)

    It is a :class:`Schedule` like the others: adapters take it, :func:`join` and :func:`warmup` do,
    plots and bounds too. The function is asked with Python numbers wherever there are some, for a
    NumPy array and for :meth:`Schedule.curve` once an entry. With a tensor, as in Keras, MLX or
    JAX, it is asked with the tensor, so there it must be written in that framework's operations; a
    class of your own with one formula for all is hardly longer: see
    :doc:`Add a schedule </chapters/add_a_schedule>`.

    Parameters
    ----------
    function : callable
        Of one argument, the step. It must be a pure function: the rate of a step depends on the
        step alone.
    lr_range : tuple of two floats
        The lowest and the highest rate over all steps >= 0. Nobody can find them by looking at
        a function, so they are yours to state; every rate at a Python number or in a NumPy array
        is held against them.

    Returns
    -------
    Schedule
        It has no plain form: :meth:`Schedule.to_dict` raises TypeError, as a checkpoint could not
        bring the function back. It pickles if the function does.

    Raises
    ------
    TypeError, ValueError
        naming the argument, the rule and the value received; when asked, if a rate leaves
        ``lr_range``.
    """
    return Function(function, lr_range)
