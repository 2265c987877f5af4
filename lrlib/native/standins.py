"""What stands in for a native scheduler whose call was read from a text.

A stand-in has the name of the class and those attributes that the readers look at. Of Keras,
Optax and MLX nothing stands in: their readers ask for the arguments themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from lrlib.native import lambdas
from lrlib.native.signatures import SIGNATURES, signature
from lrlib.native.torch import one_cycle
from lrlib.schedules import OneCycle, Schedule
from lrlib.spec import nearest

__all__ = ["OWN_RATES", "SCHEDULERS", "ignored", "named", "one_cycle_lr", "torch", "transformers"]

Given = dict[str, Any]

#: PyTorch's schedulers that write their own rates into the optimizer.
OWN_RATES = ("OneCycleLR", "CyclicLR")

#: The names that ``transformers.get_scheduler`` takes, and which function each calls.
SCHEDULERS = {
    "constant": "get_constant_schedule",
    "constant_with_warmup": "get_constant_schedule_with_warmup",
    "linear": "get_linear_schedule_with_warmup",
    "cosine": "get_cosine_schedule_with_warmup",
    "cosine_with_restarts": "get_cosine_with_hard_restarts_schedule_with_warmup",
    "cosine_with_min_lr": "get_cosine_with_min_lr_schedule_with_warmup",
    "cosine_warmup_with_min_lr": "get_cosine_with_min_lr_schedule_with_warmup_lr_rate",
    "polynomial": "get_polynomial_decay_schedule_with_warmup",
    "inverse_sqrt": "get_inverse_sqrt_schedule",
    "warmup_stable_decay": "get_wsd_schedule",
}


def named(name: str, **attributes: Any) -> Any:
    """An object of a class of that name.

    >>> type(named("StepLR", gamma=0.1)).__name__
    'StepLR'
    """
    kind: type[SimpleNamespace] = type(name, (SimpleNamespace,), {})
    return kind(**attributes)


# -- PyTorch ----------------------------------------------------------------------------------


def torch(name: str, given: Given, lr: Callable[[], float]) -> Any:
    """A stand-in for one of PyTorch's schedulers, apart from ``OneCycleLR``."""
    if name == "CyclicLR":
        return named(name, **_cyclic(given))
    if name in ("SequentialLR", "ChainedScheduler"):
        parts, ends = given["schedulers"], given.get("milestones", ())
        if name == "SequentialLR" and len(ends) != len(parts) - 1:
            raise ValueError(f"{len(parts)} schedulers need {len(parts) - 1} milestones")
        return named(name, _schedulers=parts, _milestones=ends)
    if name == "MultiStepLR":
        given = given | {"milestones": Counter(given["milestones"])}
    for factor in ("factor", "start_factor", "end_factor"):
        if not 0 <= given.get(factor, 0) <= 1 or given.get("start_factor") == 0:
            raise ValueError(f"{factor} must be between 0 and 1, got {given[factor]}")
    return named(name, **given, base_lrs=[lr()])


def _cyclic(given: Given) -> Given:
    up, down = given["step_size_up"], given["step_size_down"]
    size = up + (up if down is None else down)
    return {
        "base_lrs": [given["base_lr"]],
        "max_lrs": [given["max_lr"]],
        "total_size": size,
        "step_ratio": up / size,
        "mode": given["mode"],
        "gamma": given["gamma"],
        "_scale_fn_custom": given["scale_fn"],
        "cycle_momentum": given["cycle_momentum"],
    }


def one_cycle_lr(given: Given) -> Schedule:
    """The curve of ``OneCycleLR``, whose constructor's arithmetic lrlib has already."""
    steps = given["total_steps"]
    if steps is None:
        if given["epochs"] is None or given["steps_per_epoch"] is None:
            raise ValueError("it needs total_steps, or both epochs and steps_per_epoch")
        steps = given["epochs"] * given["steps_per_epoch"]
    if not isinstance(steps, int):
        raise ValueError(f"total_steps must be an int, got {steps!r}, which PyTorch refuses")
    shape = "pct_start anneal_strategy div_factor final_div_factor three_phase".split()
    schedule = OneCycle.from_torch(given["max_lr"], steps, **{key: given[key] for key in shape})
    return one_cycle(named("OneCycleLR"), schedule)


# -- transformers -----------------------------------------------------------------------------


def transformers(name: str, given: Given, lr: float) -> Any:
    """A stand-in for what one of the functions of transformers returns."""
    if name == "get_scheduler":
        return transformers(*_looked_up(**given), lr)
    numbers = NUMBERS[name](given, lr) if name in NUMBERS else given
    reader = lambdas.READERS[KEPT.get(name, name.removeprefix("get_"))]
    schedule = reader(named(name), lr, numbers)
    return named(name, relative=False, schedule=schedule)  # the form of lrlib.torch.Scheduler


def _looked_up(
    name: str,
    num_warmup_steps: int | None,
    num_training_steps: int | None,
    scheduler_specific_kwargs: Given | None,
) -> tuple[str, Given]:
    if name not in SCHEDULERS:
        near = nearest(str(name), SCHEDULERS)
        meant = f": did you mean {near!r}?" if near else ", such as 'linear' or 'cosine'"
        raise ValueError(f"name must be one that get_scheduler knows, got {name!r}{meant}")
    function = SCHEDULERS[name]
    takes = signature(SIGNATURES["transformers"][function])
    steps = {"num_warmup_steps": num_warmup_steps, "num_training_steps": num_training_steps}
    passed = {key: n for key, n in steps.items() if key in takes.parameters and n is not None}
    if not name.startswith("constant"):
        passed |= scheduler_specific_kwargs or {}
    bound = takes.bind(optimizer=None, **passed)
    bound.apply_defaults()
    return function, {key: value for key, value in bound.arguments.items() if key != "optimizer"}


def ignored(given: Given) -> list[str]:
    """Which arguments ``get_scheduler`` takes and does not use, without a word.

    >>> ignored({"name": "constant", "num_warmup_steps": 9, "scheduler_specific_kwargs": None})
    ["'constant' takes no warm-up: 'constant_with_warmup' has one"]
    """
    name, found = str(given["name"]), []
    if name == "constant" and given["num_warmup_steps"]:
        found.append("'constant' takes no warm-up: 'constant_with_warmup' has one")
    if name.startswith("constant") and given["scheduler_specific_kwargs"]:
        found.append(f"{name!r} takes no arguments of its own: those that are given do nothing")
    return found


def _least(given: Given, lr: float) -> Given:
    if (given["min_lr"] is None) == (given["min_lr_rate"] is None):
        raise ValueError("it needs either min_lr or min_lr_rate")
    if given["min_lr"] is None:
        return given
    return given | {"min_lr_rate": given["min_lr"] / lr}


def _power(given: Given, lr: float) -> Given:
    if not lr > given["lr_end"]:
        raise ValueError(f"lr_end must be below the optimizer's lr, {lr}, got {given['lr_end']}")
    return given | {"lr_init": lr}


def _inverse_sqrt(given: Given, lr: float) -> Given:
    return given | {"timescale": given["timescale"] or given["num_warmup_steps"] or 10_000}


def _stable(given: Given, lr: float) -> Given:
    if given["num_stable_steps"] is not None:
        return given
    if given["num_training_steps"] is None:
        raise ValueError("it needs num_training_steps or num_stable_steps")
    others = given["num_warmup_steps"] + given["num_decay_steps"]
    return given | {"num_stable_steps": given["num_training_steps"] - others}


#: Where the numbers of its function of the step are not the arguments themselves.
NUMBERS: dict[str, Callable[[Given, float], Given]] = {
    "get_cosine_with_min_lr_schedule_with_warmup": _least,
    "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": _least,
    "get_polynomial_decay_schedule_with_warmup": _power,
    "get_inverse_sqrt_schedule": _inverse_sqrt,
    "get_wsd_schedule": _stable,
}

#: Where its function of the step has another name.
KEPT = {
    "get_constant_schedule": "constant",
    "get_cosine_with_min_lr_schedule_with_warmup": "cosine_schedule_with_warmup",
    "get_wsd_schedule": "wsd_scheduler",
}
