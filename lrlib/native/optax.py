"""From Optax's own schedules to lrlib's, by the names of the arguments of what makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from lrlib.native import cosine, exponential, levels, line, obstacle, power
from lrlib.schedules import Constant, OneCycle, Schedule, join

__all__ = ["COMPOSED", "READERS", "interpolated"]


def _polynomial(
    native: Any,
    init_value: float,
    end_value: float = 0.0,
    power: float = 1.0,
    transition_steps: int = 0,
    transition_begin: int = 0,
) -> Schedule:
    if transition_steps <= 0:
        return Constant(init_value)
    return _later(
        transition_begin, init_value, _power(init_value, end_value, transition_steps, power)
    )


_power = power  # whose name Optax takes for the exponent


def _later(begin: int, value: float, then: Schedule) -> Schedule:
    return join([Constant(value), then], [begin]) if begin > 0 else then


def _exponential(
    native: Any,
    init_value: float,
    transition_steps: int = 0,
    decay_rate: float = 0.0,
    transition_begin: int = 0,
    staircase: bool = False,
    end_value: float | None = None,
    clip_fn: Any = None,
) -> Schedule:
    if transition_steps <= 0 or decay_rate == 0:
        return Constant(init_value)
    if decay_rate == 1:  # level, and held against the end from above, as Optax does for growth
        return Constant(min(init_value, end_value) if end_value else init_value)
    decay = exponential(native, init_value, decay_rate, transition_steps, staircase)
    if end_value:
        decay = decay.replace(lr_end=end_value)
    return _later(transition_begin, init_value, decay)


def _cosine(
    native: Any, init_value: float, decay_steps: float, alpha: float, exponent: float
) -> Schedule:
    if exponent != 1:
        raise obstacle(native, f"with exponent = {exponent} it is no cosine")
    return cosine(init_value, init_value * alpha, int(decay_steps))


def _levels(
    native: Any, init_value: float, boundaries_and_scales: dict[int, float] | None = None
) -> Schedule:
    values, scales = [init_value], sorted((boundaries_and_scales or {}).items())
    for _, scale in scales:
        values.append(values[-1] * scale)
    return levels(values, [at for at, _ in scales])


def interpolated(
    native: Any, init_value: float, boundaries: Any, scales: Any, interpolate_type: str
) -> Schedule:
    """Lines through knots; of cosines, one up and one down."""
    values = [init_value]
    for scale in scales:
        values.append(values[-1] * scale)
    if not boundaries:
        return Constant(init_value)
    if "linear" in interpolate_type:
        starts = (0, *boundaries[:-1])
        lines = [
            line(*ends) for ends in zip(values, values[1:], map(int.__sub__, boundaries, starts))
        ]
        return join(lines, boundaries[:-1])
    if len(boundaries) != 2:
        raise obstacle(native, "a cosine through other knots than a peak and an end")
    peak, end = boundaries
    return OneCycle(values[0], values[1], end, peak / end, "cosine", values[2])


def _knots(
    native: Any,
    interpolate_type: str,
    init_value: float,
    boundaries_and_scales: dict[int, float] | None = None,
) -> Schedule:
    knots = sorted((boundaries_and_scales or {}).items())
    boundaries, scales = zip(*knots) if knots else ((), ())
    return interpolated(native, init_value, boundaries, scales, interpolate_type)


READERS: dict[str, Callable[..., Schedule]] = {
    "constant_schedule": lambda native, value: Constant(value),
    "polynomial_schedule": _polynomial,
    "exponential_decay": _exponential,
    "cosine_decay_schedule": _cosine,
    "piecewise_constant_schedule": _levels,
    "piecewise_interpolate_schedule": _knots,
    "join_schedules": lambda native, schedules, boundaries: join(schedules, boundaries),
}


# -- makers that call the makers above; a function that they made does not tell them apart -------


def _linear(
    native: Any, init_value: float, end_value: float, steps: int, begin: int = 0
) -> Schedule:
    return _polynomial(native, init_value, end_value, 1.0, steps, begin)


def _rise_and_fall(
    native: Any,
    init_value: float,
    peak_value: float,
    warmup_steps: int,
    decay_steps: int,
    end_value: float,
    exponent: float,
) -> Schedule:
    alpha = end_value / peak_value if peak_value else 0.0
    fall = _cosine(native, peak_value, decay_steps - warmup_steps, alpha, exponent)
    return join([_linear(native, init_value, peak_value, warmup_steps), fall], [warmup_steps])


def _rise_and_decay(
    native: Any, init_value: float, peak_value: float, warmup_steps: int, **decay: Any
) -> Schedule:
    fall = _exponential(native, peak_value, **decay)
    return join([_linear(native, init_value, peak_value, warmup_steps), fall], [warmup_steps])


def _again_and_again(native: Any, cosine_kwargs: Iterable[dict[str, Any]]) -> Schedule:
    cycles, ends = [], [0]
    for given in cosine_kwargs:
        usual: dict[str, Any] = {"end_value": 0.0, "exponent": 1.0}
        cycles.append(_rise_and_fall(native, **(usual | given)))
        ends.append(ends[-1] + given["decay_steps"])
    return join(cycles, ends[1:-1])


def _one_cycle(
    native: Any,
    transition_steps: int,
    peak_value: float,
    pct_start: float,
    div_factor: float,
    final_div_factor: float,
    pct_final: float | None = None,
) -> Schedule:
    knots = {int(pct_start * transition_steps): div_factor}
    if pct_final is None:
        knots[int(transition_steps)] = 1.0 / (div_factor * final_div_factor)
    else:
        knots[int(pct_final * transition_steps)] = 1.0 / div_factor
        knots[transition_steps] = 1.0 / final_div_factor
    kind = "cosine" if pct_final is None else "linear"
    return _knots(native, kind, peak_value / div_factor, knots)


COMPOSED: dict[str, Callable[..., Schedule]] = {
    "linear_schedule": lambda native, init_value, end_value, transition_steps, transition_begin: (
        _linear(native, init_value, end_value, transition_steps, transition_begin)
    ),
    "warmup_constant_schedule": lambda native, init_value, peak_value, warmup_steps: _linear(
        native, init_value, peak_value, warmup_steps
    ),
    "warmup_cosine_decay_schedule": _rise_and_fall,
    "warmup_exponential_decay_schedule": _rise_and_decay,
    "sgdr_schedule": _again_and_again,
    "linear_onecycle_schedule": _one_cycle,
    "cosine_onecycle_schedule": _one_cycle,
}
