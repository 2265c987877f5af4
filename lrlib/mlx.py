"""MLX: a schedule is already what an MLX optimizer takes for a learning rate.

    optimizer = mlx.optimizers.SGD(learning_rate=schedule(...))

MLX calls it with the optimizer's step, a uint64 array that is saved with the optimizer's
state; update number i (from 0) uses the schedule's rate at i. Nothing is added here but the
look at the range.
"""

from __future__ import annotations

from lrlib.guard import guarded, need
from lrlib.schedules import Schedule

need("mlx.core", "mlx")

__all__ = ["schedule"]


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
