"""From timm's schedulers to schedules, by their arguments.

Read in huggingface/pytorch-image-models, timm/scheduler (at 803b7c2a, which has the last of them).
Their lengths count epochs unless they are made with ``t_in_epochs=False``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lrlib.native import cosine, power, whole
from lrlib.schedules import Constant, CosineRestarts, Schedule, Steps, join, warmup

__all__ = ["NAMES", "SIGNATURES", "Found", "read"]

Given = dict[str, Any]

_NOISE = "noise_range_t=None, noise_pct=0.67, noise_std=1.0, noise_seed=42"
_CYCLES = "cycle_mul=1.0, cycle_decay=1.0, cycle_limit=1"


def _warm(prefix: str) -> str:
    return f"warmup_t=0, warmup_lr_init=0.0{prefix}, t_in_epochs=True, {_NOISE}"


_INSTEAD, _BEFORE = _warm(", warmup_prefix=False"), _warm(", warmup_prefix=True")

#: Name to parameters.
SIGNATURES = {
    "CosineLRScheduler": f"optimizer, t_initial, lr_min=0.0, {_CYCLES}, {_INSTEAD}, k_decay=1.0, "
    "initialize=True",
    "PolyLRScheduler": f"optimizer, t_initial, power=0.5, lr_min=0.0, {_CYCLES}, {_INSTEAD}, "
    "k_decay=1.0, initialize=True",
    "StepLRScheduler": f"optimizer, decay_t, decay_rate=1.0, {_BEFORE}, initialize=True",
    "MultiStepLRScheduler": f"optimizer, decay_t, decay_rate=1.0, {_BEFORE}, initialize=True",
    "WSDLRScheduler": "optimizer, t_initial, decay_t, lr_min=0.0, stable_fn='constant', "
    "stable_timescale=None, stable_power=0.5, decay_fn='1-sqrt', decay_power=0.5, "
    f"decay_ratio=0.1, {_warm('')}, initialize=True",
}
NAMES = frozenset(SIGNATURES)


class Found(NamedTuple):
    """A schedule of lrlib, counted in updates; where timm's parts from it, and what to know."""

    schedule: Schedule
    until: int | None = None
    then: Callable[[int], float] | None = None
    note: str = ""


def read(name: str, given: Given, lr: float, each: int) -> Found:
    """What one of timm's schedulers does, where one of its steps has ``each`` updates.

    >>> read("CosineLRScheduler", {"t_initial": 30, "lr_min": 0.0, "cycle_limit": 1}, 0.1, 100)[0]
    Cosine(lr0=0.1, total_steps=3000)
    """
    if given.get("noise_range_t") is not None:
        raise ValueError("with noise_range_t its rates are drawn at random")
    if given.get("k_decay", 1) != 1:
        raise ValueError("with k_decay it is none of lrlib's curves")
    fall = _FALLS[name](given, lr, each)
    steps = _steps(name, "warmup_t", given.get("warmup_t", 0), each)
    if not steps:
        return Found(fall)
    warmed = warmup(fall, steps, lr_start=float(given["warmup_lr_init"]))
    if given.get("warmup_prefix", True):
        return Found(warmed)
    before, after = float(fall(0)), float(fall(steps))
    note = (
        f"without warmup_prefix=True the warm-up hides the first {given['warmup_t']} rates of "
        f"{name}: after it the rate is {after:.4g}, not {before:.4g}"
    )
    return Found(warmed, steps - 1, lambda step: float(fall(step)), note)


def _steps(name: str, argument: str, value: Any, each: int) -> int:
    return whole(name, argument, value) * each


def _once(given: Given) -> None:
    if given.get("cycle_limit", 1) != 1:
        raise ValueError("with a cycle_limit it begins anew, which lrlib has for the cosine alone")


def _cosine(given: Given, lr: float, each: int) -> Schedule:
    steps, end = _steps("Cosine", "t_initial", given["t_initial"], each), float(given["lr_min"])
    times = given.get("cycle_limit", 1)
    if times == 1:
        return cosine(lr, end, steps)
    grow, shrink = given["cycle_mul"], given["cycle_decay"]
    if grow != int(grow):
        raise ValueError(f"lrlib's cycles grow by whole factors, and cycle_mul is {grow}")
    if shrink != 1 and end:
        words = "cycle_decay multiplies the peak itself, and lrlib's its height above lr_min"
        raise ValueError(words)
    wave = CosineRestarts(lr, steps, int(grow), float(shrink), end)
    grow, times = int(grow), int(times)
    if grow > 1 and times > 60:
        return wave  # it never comes to its end
    length = steps * times if grow == 1 else steps * (grow**times - 1) // (grow - 1)
    return join([wave, Constant(end)], [length])


def _poly(given: Given, lr: float, each: int) -> Schedule:
    _once(given)
    steps = _steps("Poly", "t_initial", given["t_initial"], each)
    return power(lr, float(given["lr_min"]), steps, float(given["power"]))


def _stairs(given: Given, lr: float, each: int) -> Schedule:
    if given["decay_rate"] == 1:
        return Constant(lr)
    every = _steps("StepLRScheduler", "decay_t", given["decay_t"], each)
    return Steps(lr, given["decay_rate"], every=every)


def _milestones(given: Given, lr: float, each: int) -> Schedule:
    if given["decay_rate"] == 1:
        return Constant(lr)
    ends = [_steps("MultiStepLRScheduler", "decay_t", end, each) for end in given["decay_t"]]
    return Steps(lr, given["decay_rate"], boundaries=ends)


def _stable(given: Given, lr: float, each: int) -> Schedule:
    if given["stable_fn"] != "constant":
        raise ValueError(f"with stable_fn={given['stable_fn']!r} its level falls, lrlib's does not")
    shape = given["decay_fn"]
    if shape == "power":
        shape = {0.5: "1-sqrt", 1.0: "linear"}.get(float(given["decay_power"]), shape)
    if shape not in ("linear", "1-sqrt", "cosine"):
        raise ValueError(f"lrlib has no decay of the shape {shape!r}")
    steps = _steps("WSD", "t_initial", given["t_initial"], each)
    fall = _steps("WSD", "decay_t", given["decay_t"], each)
    return Constant(lr).cooldown(steps - fall, fall, shape, float(given["lr_min"]))


_FALLS: dict[str, Callable[[Given, float, int], Schedule]] = {
    "CosineLRScheduler": _cosine,
    "PolyLRScheduler": _poly,
    "StepLRScheduler": _stairs,
    "MultiStepLRScheduler": _milestones,
    "WSDLRScheduler": _stable,
}
