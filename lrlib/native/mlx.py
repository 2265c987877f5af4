"""From MLX's own schedules to lrlib's, by the names of the arguments of what makes them."""

from __future__ import annotations

from collections.abc import Callable

from lrlib.native import cosine, exponential, line
from lrlib.schedules import Schedule, join

__all__ = ["READERS"]

READERS: dict[str, Callable[..., Schedule]] = {
    "exponential_decay": lambda native, init, decay_rate: exponential(native, init, decay_rate, 1),
    "step_decay": lambda native, init, decay_rate, step_size: exponential(
        native, init, decay_rate, step_size, staircase=True
    ),
    "cosine_decay": lambda native, init, decay_steps, end: cosine(init, end, decay_steps),
    "linear_schedule": lambda native, init, end, steps: line(init, end, steps),
    "join_schedules": lambda native, schedules, boundaries: join(schedules, boundaries),
}
