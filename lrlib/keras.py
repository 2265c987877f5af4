"""Keras 3: a schedule as a ``LearningRateSchedule``, on every backend.

    optimizer = keras.optimizers.SGD(learning_rate=Schedule(schedule))

Keras asks the schedule with the number of batches that the optimizer has seen. Without gradient
accumulation that is the number of updates, and update number i (from 0) uses ``schedule(i)``;
with it, say so in ``gradient_accumulation_steps``. The counter is saved with the optimizer, and
the schedule in the ``.keras`` file: to go on with another one, load the model and then set
``model.optimizer.learning_rate = Schedule(other)``.

In a new process, import this module *before* ``keras.saving.load_model``. Keras does not know the
class otherwise, and raises a TypeError.
"""

from __future__ import annotations

from lrlib import check
from lrlib.guard import guarded, need
from lrlib.schedules import Schedule as _Schedule
from lrlib.schedules import from_dict

keras = need("keras", "tensorflow")

__all__ = ["Schedule"]


@keras.saving.register_keras_serializable(package="lrlib")
class Schedule(keras.optimizers.schedules.LearningRateSchedule):
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

    def __call__(self, step):
        """The rate at a step.

        Parameters
        ----------
        step : int, keras.Variable or tensor
            Batches already seen.

        Returns
        -------
        Tensor of the backend, float32 by default.
        """
        if isinstance(step, keras.Variable):
            step = step.value  # what the backend knows; TensorFlow's ops return the wrapper
        step = keras.ops.convert_to_tensor(step)
        if self.gradient_accumulation_steps > 1:
            step = step // self.gradient_accumulation_steps
        return self.schedule(step)

    def get_config(self) -> dict:
        """The schedule and the other arguments as plain data."""
        return {
            "schedule": self.schedule.to_dict(),
            "gradient_accumulation_steps": self.gradient_accumulation_steps,
            "allow_negative": self.allow_negative,
        }

    @classmethod
    def from_config(cls, config: dict) -> Schedule:
        """The schedule that :meth:`get_config` described."""
        return cls(**config | {"schedule": from_dict(config["schedule"])})

    def __repr__(self):
        return f"lrlib.keras.Schedule({self.schedule!r})"
