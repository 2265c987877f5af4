"""MLX: a schedule is already what an MLX optimizer takes for a learning rate.

    optimizer = mlx.optimizers.SGD(learning_rate=schedule(...))

MLX calls it with the optimizer's step, a uint64 array that is saved with the optimizer's
state; update number i (from 0) uses the schedule's rate at i. Nothing is added here but the
look at the range.

The other numbers of an MLX optimizer take no schedule; groups of parameters take one rate each by
``mlx.optimizers.MultiOptimizer``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lrlib.guard import extra, guarded
from lrlib.native import from_closure
from lrlib.native.mlx import READERS
from lrlib.schedules import Schedule, join

with extra("mlx"):
    import mlx.core as mx

__all__ = ["from_native", "schedule"]


def schedule(schedule: Schedule, allow_negative: bool = False) -> Schedule:
    """The same schedule, once its range is known to be safe: pass it as ``learning_rate=``.

    Parameters
    ----------
    schedule : Schedule
    allow_negative : bool
        True accepts rates below zero, at which the optimizer climbs.

    Returns
    -------
    Schedule
        The one that was given.

    Raises
    ------
    TypeError, ValueError
        as :func:`lrlib.guard.guarded`.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> import mlx.core as mx, mlx.optimizers as optim
    >>> from lrlib import OneCycle
    >>> optimizer = optim.SGD(schedule(OneCycle(lr_min=0.25, lr_max=1.0, total_steps=2)))
    >>> weight = {"w": mx.array(0.0)}
    >>> for _ in range(3):
    ...     weight = optimizer.apply_gradients({"w": mx.array(1.0)}, weight)
    ...     print(optimizer.learning_rate.item(), weight["w"].item())
    0.25 -0.25
    1.0 -1.25
    0.25 -1.5
    """
    return guarded(schedule, allow_negative)


def from_native(native: Callable[[Any], Any]) -> Schedule:
    """The schedule with the same curve as one of MLX's own, in lrlib's terms.

    >>> import mlx.optimizers as optim
    >>> from_native(optim.cosine_decay(0.1, decay_steps=1000))
    Cosine(lr0=0.1, total_steps=1000)

    A schedule of MLX is a function, and its numbers stand in the function's closure alone, under
    names that MLX promises to nobody. They are read there, and the result is held against the
    original at steps up to 10,000.

    Parameters
    ----------
    native : callable
        What one of MLX's makers returned, or one of lrlib's.

    Returns
    -------
    Schedule
        In exact numbers: MLX computes in float32.

    Raises
    ------
    TypeError
        if ``native`` is no function.
    ValueError
        if it is a function of your own, or if what was read does not agree with it.
    """
    return from_closure(native, _CLOSURES, lambda step: _number(native(mx.array(step))))


def _number(rate: Any) -> float:
    return float(mx.array(rate))


_CLOSURES: dict[str, Callable[..., Schedule]] = READERS | {
    "join_schedules": lambda native, schedules, boundaries: join(
        map(from_native, schedules), boundaries
    ),
}
