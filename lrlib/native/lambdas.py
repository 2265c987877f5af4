"""The functions that Hugging Face's ``get_scheduler`` hands to ``LambdaLR``, read by their names.

Each is a :func:`functools.partial` of a function in ``transformers.optimization``, so that its
numbers can be read. A function of your own cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from lrlib.native import cosine, line, mirrored, obstacle, part, power
from lrlib.schedules import Constant, CosineRestarts, InverseSqrt, Schedule, join, warmup

__all__ = ["READERS", "from_lambda"]

Numbers = dict[str, Any]


def from_lambda(native: Any, function: Any, lr: float) -> Schedule:
    """The schedule that multiplies ``lr`` by this function.

    Raises
    ------
    ValueError
        if it is a function of the user's own, or has a shape that lrlib has not.
    """
    numbers = function.keywords if isinstance(function, partial) else {}
    plain = function.func if isinstance(function, partial) else function
    name = getattr(plain, "__name__", type(plain).__name__)
    reader = READERS.get(name.removeprefix("_get_").removesuffix("_lambda").removesuffix("_lr"))
    if reader is None or plain.__module__ != "transformers.optimization":
        reason = (
            f"{name} is a function of your own, which lrlib.of takes as it is: "
            f"lrlib.of({name}, lr_range=(lowest, highest)).scaled({lr})"
        )
        raise obstacle(native, reason)
    return reader(native, lr, numbers)


def _half_wave(native: Any, n: Numbers) -> None:
    if n["num_cycles"] != 0.5:
        raise obstacle(native, f"with num_cycles = {n['num_cycles']} it is not one fall")


def _rest(n: Numbers) -> int:
    return max(1, int(n["num_training_steps"]) - int(n["num_warmup_steps"]))


def _fall(native: Any, lr: float, n: Numbers, steps: int, start: float = 0.0) -> Schedule:
    """A warm-up, and a cosine that in the original is a wave."""
    _half_wave(native, n)
    fall = cosine(lr, lr * (n.get("min_lr_rate") or 0.0), _rest(n))
    schedule, end = warmup(fall, steps, lr_start=start), steps + _rest(n)
    wave = mirrored(schedule, steps, _rest(n))
    part(native, f"rises again after {end} steps", end, wave)
    return schedule


def _linear(native: Any, lr: float, n: Numbers) -> Schedule:
    return warmup(line(lr, 0.0, _rest(n)), n["num_warmup_steps"])


def _cosine(native: Any, lr: float, n: Numbers) -> Schedule:
    return _fall(native, lr, n, int(n["num_warmup_steps"]))


def _cosine_one_ahead(native: Any, lr: float, n: Numbers) -> Schedule:
    """Its cosine begins a step before the warm-up ends, which is a warm-up of a step less."""
    steps = int(n["num_warmup_steps"])
    if steps < 1:
        raise obstacle(native, "without a warm-up its first rate lies a step into the cosine")
    share = n.get("warmup_lr_rate")
    return _fall(native, lr, n, steps - 1, lr / steps if share is None else lr * share)


def _restarts(native: Any, lr: float, n: Numbers) -> Schedule:
    cycles, rest = n["num_cycles"], _rest(n)
    if cycles != int(cycles) or rest % int(cycles):
        raise obstacle(native, f"{rest} steps are not {cycles} cycles of whole steps")
    cycling = warmup(CosineRestarts(lr, rest // int(cycles)), n["num_warmup_steps"])
    return join([cycling, Constant(0.0)], [int(n["num_training_steps"])])


def _polynomial(native: Any, lr: float, n: Numbers) -> Schedule:
    end = n["lr_end"] * lr / n["lr_init"]
    return warmup(power(lr, end, _rest(n), n["power"]), n["num_warmup_steps"])


def _inverse_sqrt(native: Any, lr: float, n: Numbers) -> Schedule:
    return InverseSqrt(lr, n["num_warmup_steps"], n["timescale"])


def _stable(native: Any, lr: float, n: Numbers) -> Schedule:
    if n["warmup_type"] != "linear":
        raise obstacle(native, f"its warm-up is {n['warmup_type']}, and lrlib's are lines")
    _half_wave(native, n)
    end = lr * n["min_lr_ratio"]
    level = Constant(lr).cooldown(n["num_stable_steps"], n["num_decay_steps"], n["decay_type"], end)
    return warmup(level, n["num_warmup_steps"], lr_start=end)


READERS: dict[str, Callable[[Any, float, Numbers], Schedule]] = {
    "constant": lambda native, lr, n: Constant(lr),
    "constant_schedule_with_warmup": lambda native, lr, n: warmup(
        Constant(lr), n["num_warmup_steps"]
    ),
    "linear_schedule_with_warmup": _linear,
    "cosine_schedule_with_warmup": _cosine,
    "cosine_with_min_lr_schedule_with_warmup_lr_rate": _cosine_one_ahead,
    "cosine_with_hard_restarts_schedule_with_warmup": _restarts,
    "polynomial_decay_schedule_with_warmup": _polynomial,
    "inverse_sqrt_schedule": _inverse_sqrt,
    "wsd_scheduler": _stable,
}
