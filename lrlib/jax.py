"""JAX: a schedule is already an ``optax.Schedule``.

    optimizer = optax.sgd(learning_rate=schedule(...))

Optax calls it with the count in its state, a traced int32; update number i (from 0) uses the
schedule's rate at i. ``jit``, ``vmap``, ``scan`` and ``inject_hyperparams`` work on it as on
Optax's own. (To put schedules in a row use ``lrlib.join``: ``optax.join_schedules`` asks for
negative steps, which work when traced but are refused as Python ints.) Nothing is added here
but the look at the range.
"""

from __future__ import annotations

from lrlib.guard import guarded, need
from lrlib.schedules import Schedule

need("jax", "jax")

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
    >>> import jax, optax
    >>> from lrlib import OneCycle
    >>> rate = schedule(OneCycle(lr_min=0.25, lr_max=1.0, total_steps=2))
    >>> optimizer = optax.sgd(rate)
    >>> state = optimizer.init(0.0)
    >>> for _ in range(3):
    ...     update, state = jax.jit(optimizer.update)(1.0, state)
    ...     print(update)
    -0.25
    -1.0
    -0.25
    """
    return guarded(schedule, allow_negative)
