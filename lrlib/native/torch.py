"""From PyTorch's own schedulers, and those made of them, to schedules: by their attributes."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

from lrlib.native import (
    Parting,
    cosine,
    earliest,
    exponential,
    levels,
    line,
    mirrored,
    obstacle,
    part,
    power,
    whole,
)
from lrlib.native.lambdas import from_lambda
from lrlib.native.signatures import REFUSED
from lrlib.schedules import (
    CosineRestarts,
    OneCycle,
    Schedule,
    Steps,
    Triangular,
    join,
)

__all__ = ["MOMENTUM", "READERS", "curve", "one_cycle", "parting"]

TRIED = "Tried to step {} times. The specified number of total steps is"  # PyTorch's words
MOMENTUM = "sets the momentum as well: give the Scheduler a momentum=..."


def curve(native: Any, i: int) -> Schedule:
    """The curve of group i."""
    for kind, reader in READERS.items():
        if type(native).__name__ == kind:
            return reader(native, i)
    if hasattr(native, "relative") and hasattr(native, "schedule"):  # one of lrlib.torch
        schedule: Schedule
        schedule = native.schedule if isinstance(native.schedule, Schedule) else native.schedule[i]
        return schedule.scaled(_base(native, i)) if native.relative else schedule
    raise obstacle(native, f"{type(native).__name__} is not one of those that are known")


def parting(native: Any, i: int) -> tuple[int, Schedule] | None:
    """The last step at which group i has the rate of its schedule, and that; None if for ever.

    None, too, where the scheduler has no schedule in lrlib.
    """
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            schedule = curve(native, i)
        except Exception:  # one's own, or of another release: nothing is known of it
            return None
    if hasattr(native, "_milestones"):
        inside = [parting(one, i) for one in native._schedulers]
        end = earliest([one and one[0] for one in inside], native._milestones)
    else:
        end = next((one.message.end for one in said if isinstance(one.message, Parting)), None)
    return None if end is None else (end, schedule)


def _base(native: Any, i: int) -> float:
    """The rate that PyTorch's schedulers multiply."""
    if bases := getattr(native, "base_lrs", None):
        return float(bases[i])
    group = native.optimizer.param_groups[i]
    return float(group.get("initial_lr", group["lr"]))


def _multi_step(native: Any, i: int) -> Schedule:
    lr, times = _base(native, i), native.milestones
    if native.gamma <= 0:
        return levels([lr, 0.0], [min(times)])
    if all(times[at] == 1 for at in times):
        return Steps(lr, native.gamma, boundaries=sorted(times))
    ends = sorted(times)
    gone = [sum(times[end] for end in ends[:n]) for n in range(len(ends) + 1)]
    return levels([lr * native.gamma**n for n in gone], ends)


def _constant(native: Any, i: int) -> Schedule:
    if native.total_iters < 1:
        raise obstacle(native, "with total_iters below 1 its factor is never taken back")
    lr = _base(native, i)
    return levels([lr * native.factor, lr], [native.total_iters])


def _linear(native: Any, i: int) -> Schedule:
    lr = _base(native, i)
    return line(lr * native.start_factor, lr * native.end_factor, native.total_iters)


def _cosine(native: Any, i: int) -> Schedule:
    steps = whole(native, "T_max", native.T_max)
    schedule = cosine(_base(native, i), float(native.eta_min), steps)
    part(native, f"rises again after {steps} steps", steps, mirrored(schedule, 0, steps))
    return schedule


def _one_cycle(native: Any, i: int) -> Schedule:
    group, last = native.optimizer.param_groups[i], native.total_steps - 1
    phases = native._schedule_phases  # the only field that keeps where the peak is
    schedule = OneCycle(
        float(group["initial_lr"]),
        float(group["max_lr"]),
        last,
        phases[0]["end_step"] / last,
        {"cos": "cosine", "linear": "linear"}[native._anneal_func_type],
        float(group["min_lr"]),
        len(phases) == 3,
    )
    return one_cycle(native, schedule)


def one_cycle(native: Any, schedule: OneCycle) -> Schedule:
    """The schedule, and what PyTorch does after its end: it goes on for one step, and stops."""
    last = int(schedule.total_steps)

    def then(step: int) -> float:
        if step > last + 1:
            raise ValueError(f"{TRIED.format(step)} {last + 1}")
        before: float = schedule(last - 1)  # a wave turns back, a line goes on below its end
        return before if schedule.anneal == "cosine" else 2 * schedule(last) - before

    end, beyond = float(schedule(last)), then(last + 1)
    way = "rises again" if beyond > end else "falls below zero" if beyond < 0 else "goes on"
    words = f"{way} for one step after {last}, to {beyond:.3g}, and then raises an error"
    part(native, words, last, then)
    return schedule


def _cyclic(native: Any, i: int) -> Schedule:
    if native._scale_fn_custom is not None:
        raise obstacle(native, "its scale_fn is a function of your own")
    fades = native.mode == "exp_range" and native.gamma != 1
    if fades and not 0 < native.gamma < 1:
        raise obstacle(native, f"with gamma = {native.gamma} its cycles grow for ever")
    return Triangular(
        float(native.base_lrs[i]),
        float(native.max_lrs[i]),
        whole(native, "a cycle", native.total_size),
        native.mode if fades or native.mode == "triangular2" else "triangular",
        -math.log(native.gamma) if fades else None,
        native.step_ratio,
    )


def _sequence(native: Any, i: int) -> Schedule:
    parts = native._schedulers
    if any(hasattr(part, "_schedulers") for part in parts):
        raise obstacle(native, "PyTorch changes the rates of a scheduler inside two others")
    return join([curve(part, i) for part in parts], native._milestones)


def _chain(native: Any, i: int) -> Schedule:
    """Factors, multiplied: lrlib has a product of decays, and one that is taken back."""
    parts = list(native._schedulers)
    flat = [part for part in parts if type(part).__name__ == "ConstantLR"]
    decays = [part for part in parts if type(part).__name__ == "ExponentialLR"]
    if len(flat) > 1 or len(flat) + len(decays) < len(parts):
        raise obstacle(native, "lrlib multiplies ExponentialLR and one ConstantLR, no others")
    lr, gamma = _base(parts[0], i), math.prod(part.gamma for part in decays)
    decay: Callable[[float], Schedule] = lambda start: exponential(native, start, gamma, 1)  # noqa: E731
    if not flat:
        return decay(lr)
    end = flat[0].total_iters
    return join([decay(lr * flat[0].factor), decay(lr * gamma**end)], [end])


def _refused(reason: str) -> Callable[[Any, int], Schedule]:
    def reader(native: Any, i: int) -> Schedule:
        raise obstacle(native, reason)

    return reader


READERS: dict[str, Callable[[Any, int], Schedule]] = {
    "StepLR": lambda s, i: Steps(_base(s, i), s.gamma, every=s.step_size),
    "MultiStepLR": _multi_step,
    "ConstantLR": _constant,
    "LinearLR": _linear,
    "ExponentialLR": lambda s, i: exponential(s, _base(s, i), s.gamma, 1),
    "PolynomialLR": lambda s, i: power(_base(s, i), 0.0, s.total_iters, s.power),
    "CosineAnnealingLR": _cosine,
    "CosineAnnealingWarmRestarts": lambda s, i: CosineRestarts(
        _base(s, i), s.T_0, s.T_mult, lr_end=float(s.eta_min)
    ),
    "OneCycleLR": _one_cycle,
    "CyclicLR": _cyclic,
    "LambdaLR": lambda s, i: from_lambda(s, s.lr_lambdas[i], _base(s, i)),
    "SequentialLR": _sequence,
    "ChainedScheduler": _chain,
    "MultiplicativeLR": _refused(
        "each factor is a function of your own; lrlib.of takes a function of the step"
    ),
    "ReduceLROnPlateau": _refused(REFUSED["ReduceLROnPlateau"]),
    "GreedyLR": _refused(REFUSED["GreedyLR"]),
}
