"""From Keras's own schedules to lrlib's, by what ``get_config`` keeps: the arguments' names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lrlib.native import cosine, exponential, levels, obstacle, power, whole
from lrlib.schedules import CosineRestarts, InverseTime, Schedule, warmup

__all__ = ["READERS"]


def _inverse_time(native: Any, c: dict[str, Any]) -> Schedule:
    if c["staircase"]:
        raise obstacle(native, "its staircase falls in stairs, and InverseTime at every step")
    return InverseTime(c["initial_learning_rate"], timescale=c["decay_steps"] / c["decay_rate"])


def _polynomial(native: Any, c: dict[str, Any]) -> Schedule:
    if c["cycle"]:
        raise obstacle(native, "with cycle=True it stretches, and begins anew")
    steps = whole(native, "decay_steps", c["decay_steps"])
    return power(c["initial_learning_rate"], c["end_learning_rate"], steps, c["power"])


def _cosine(native: Any, c: dict[str, Any]) -> Schedule:
    start, target = c["initial_learning_rate"], c["warmup_target"]
    top = start if target is None else target
    fall = cosine(top, top * c["alpha"], whole(native, "decay_steps", c["decay_steps"]))
    return fall if target is None else warmup(fall, c["warmup_steps"], lr_start=start)


def _restarts(native: Any, c: dict[str, Any]) -> Schedule:
    lr = c["initial_learning_rate"]
    times = whole(native, "t_mul", c["t_mul"])
    return CosineRestarts(lr, c["first_decay_steps"], times, c["m_mul"], lr * c["alpha"])


READERS: dict[str, Callable[[Any, dict[str, Any]], Schedule]] = {
    "ExponentialDecay": lambda native, c: exponential(
        native, c["initial_learning_rate"], c["decay_rate"], c["decay_steps"], c["staircase"]
    ),
    # at a boundary itself Keras still has the value before it
    "PiecewiseConstantDecay": lambda native, c: levels(
        c["values"], [whole(native, "a boundary", at) + 1 for at in c["boundaries"]]
    ),
    "PolynomialDecay": _polynomial,
    "InverseTimeDecay": _inverse_time,
    "CosineDecay": _cosine,
    "CosineDecayRestarts": _restarts,
}
