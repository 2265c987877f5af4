"""Keras 3: a schedule as a ``LearningRateSchedule``, on every backend.

    optimizer = keras.optimizers.SGD(learning_rate=Schedule(schedule))

Keras asks the schedule with the number of batches that the optimizer has seen. Without gradient
accumulation that is the number of updates, and update number i (from 0) uses ``schedule(i)``;
with it, say so in ``gradient_accumulation_steps``. The counter is saved with the optimizer, and
the schedule in the ``.keras`` file: to go on with another one, load the model and then set
``model.optimizer.learning_rate = Schedule(other)``. A schedule of Keras's own becomes one of
lrlib's by :func:`from_native`.

An optimizer of Keras has one rate for all variables, and none of its other numbers takes a
schedule: ``weight_decay`` and ``momentum`` stay as they are.

In a new process, import this module *before* ``keras.saving.load_model``. Keras does not know the
class otherwise, and raises a TypeError.
"""

from __future__ import annotations

from typing import Any

from lrlib import check
from lrlib.guard import extra, guarded
from lrlib.native import obstacle
from lrlib.native.keras import READERS
from lrlib.schedules import Schedule as _Schedule
from lrlib.schedules import from_dict

with extra("tensorflow"):
    import keras  # type: ignore[import-untyped, unused-ignore]

__all__ = ["Schedule", "from_native"]


@keras.saving.register_keras_serializable(package="lrlib")
class Schedule(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc, unused-ignore]
    """An lrlib schedule as Keras wants it.

    Parameters
    ----------
    schedule : lrlib.Schedule
    gradient_accumulation_steps : int > 0
        The optimizer's own argument of that name, if it has one: Keras asks a schedule for
        the rate of a batch, not of an update.
    allow_negative : bool
        True accepts rates below zero, at which the optimizer climbs.

    Raises
    ------
    TypeError, ValueError
        as :func:`lrlib.guard.guarded`.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> from lrlib import OneCycle
    >>> from lrlib.keras import Schedule
    >>> rate = Schedule(OneCycle(lr_min=0.25, lr_max=1.0, total_steps=100))
    >>> [float(rate(step)) for step in (0, 50, 100, 1000)]
    [0.25, 1.0, 0.25, 0.25]
    >>> Schedule.from_config(rate.get_config()).schedule
    OneCycle(lr_min=0.25, lr_max=1.0, total_steps=100)
    """

    def __init__(
        self,
        schedule: _Schedule,
        gradient_accumulation_steps: int = 1,
        allow_negative: bool = False,
    ):
        self.schedule = guarded(schedule, allow_negative)
        self.gradient_accumulation_steps = check.count(
            "gradient_accumulation_steps", gradient_accumulation_steps
        )
        self.allow_negative = allow_negative

    def __call__(self, step: Any) -> Any:
        """The rate at a step.

        Parameters
        ----------
        step : int, keras.Variable or tensor
            Batches already seen.

        Returns
        -------
        Tensor of the backend, float32 by default.
        """
        held = getattr(step, "value", None)
        if held is not None and not callable(held):  # a Variable; 3.6 shows its class to nobody
            step = held  # what the backend knows; TensorFlow's ops return the wrapper
        step = keras.ops.convert_to_tensor(step)
        if self.gradient_accumulation_steps > 1:
            step = step // self.gradient_accumulation_steps
        return self.schedule(step)

    def get_config(self) -> dict[str, Any]:
        """The schedule and the other arguments as plain data."""
        return {
            "schedule": self.schedule.to_dict(),
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
            "allow_negative": self.allow_negative,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Schedule:
        """The schedule that :meth:`get_config` described."""
        return cls(**{**config, "schedule": from_dict(config["schedule"])})

    def __repr__(self) -> str:
        return f"lrlib.keras.Schedule({self.schedule!r})"


def from_native(native: keras.optimizers.schedules.LearningRateSchedule) -> _Schedule:
    """The schedule with the same curve as one of Keras's own, in lrlib's terms.

    >>> from_native(keras.optimizers.schedules.CosineDecay(0.1, decay_steps=1000))
    Cosine(lr0=0.1, total_steps=1000)

    Hand it to :class:`Schedule`. Like the original it counts the batches of the optimizer: with
    ``gradient_accumulation_steps``, which :class:`Schedule` takes, it counts updates instead.

    Parameters
    ----------
    native : keras.optimizers.schedules.LearningRateSchedule
        One of Keras's own, or a :class:`Schedule`.

    Returns
    -------
    lrlib.Schedule
        In exact numbers: Keras computes in float32.

    Raises
    ------
    TypeError
        if ``native`` is no schedule of Keras.
    ValueError
        if it is a class of your own, or lrlib has no such curve: a polynomial with ``cycle=True``,
        an inverse time with a staircase, restarts whose lengths do not grow by whole numbers.
    """
    if isinstance(native, Schedule):
        return native.schedule
    if not isinstance(native, keras.optimizers.schedules.LearningRateSchedule):
        raise TypeError(f"native must be a schedule of Keras's, got {native!r}")
    reader = READERS.get(type(native).__name__)
    if reader is None:
        raise obstacle(native, f"{type(native).__name__} is a class of your own")
    config = {
        key: value.item() if hasattr(value, "item") else value
        for key, value in native.get_config().items()
    }
    return reader(native, config)
