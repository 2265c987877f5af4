"""JAX: a schedule is already an ``optax.Schedule``.

    optimizer = optax.sgd(learning_rate=schedule(...))

Optax calls it with the count in its state, a traced int32; update number i (from 0) uses the
schedule's rate at i. ``jit``, ``vmap``, ``scan`` and ``inject_hyperparams`` work on it as on
Optax's own. (To put schedules in a row use ``lrlib.join``: ``optax.join_schedules`` asks for
negative steps, which work when traced but are refused as Python ints.) Nothing is added here
but the look at the range.

Any other number of an Optax optimizer takes a schedule by ``optax.inject_hyperparams``, and
groups of parameters take one each by ``optax.partition``:

    optimizer = optax.inject_hyperparams(optax.adamw)(rate, b1=momentum, weight_decay=decay)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lrlib.guard import extra, guarded
from lrlib.native import from_closure
from lrlib.native.optax import READERS, interpolated
from lrlib.schedules import Schedule, join

with extra("jax"):
    import jax.numpy as jnp

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


def from_native(native: Callable[[Any], Any]) -> Schedule:
    """The schedule with the same curve as one of Optax's own, in lrlib's terms.

    >>> import optax
    >>> from_native(optax.warmup_cosine_decay_schedule(0.0, 0.5, warmup_steps=20, decay_steps=200))
    Join(schedules=(LinearGrowth(lr0=0.0, total_steps=20, lr_end=0.5), \
Cosine(lr0=0.5, total_steps=180)), boundaries=(20,))

    A schedule of Optax is a function, and its numbers stand in the function's closure alone, under
    names that Optax promises to nobody. They are read there, and the result is held against the
    original at steps up to 10,000.

    Parameters
    ----------
    native : optax.Schedule
        What one of Optax's makers returned, or one of lrlib's.

    Returns
    -------
    Schedule
        In exact numbers: Optax computes in float32.

    Raises
    ------
    TypeError
        if ``native`` is no function.
    ValueError
        if it is a function of your own, if lrlib has no such curve (a cosine with an
        ``exponent``), or if what was read does not agree with it.
    """
    return from_closure(native, _CLOSURES, lambda step: float(native(jnp.asarray(step))))


def _knots(
    native: Any, init_value: float, boundaries: Any, scales: Any, interpolate_fn: Any
) -> Schedule:
    """What the closure has of ``piecewise_interpolate_schedule``: a function for its name."""
    return interpolated(native, init_value, boundaries, scales, interpolate_fn.__name__)


_CLOSURES: dict[str, Callable[..., Schedule]] = READERS | {
    "piecewise_interpolate_schedule": _knots,
    "join_schedules": lambda native, schedules, boundaries: join(
        map(from_native, schedules), boundaries
    ),
}
