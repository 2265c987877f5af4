"""DeepSpeed: a schedule in its JSON configuration, where DeepSpeed has the like.

For any other schedule pass the PyTorch scheduler, as a function of the optimizer (which may
be made from DeepSpeed's own configuration):

    deepspeed.initialize(..., lr_scheduler=lambda optimizer: Scheduler(optimizer, schedule))

DeepSpeed steps it once per update, after gradient accumulation, and saves its state with the
engine's checkpoint.
"""

from __future__ import annotations

from typing import Any

from lrlib.guard import guarded
from lrlib.schedules import OneCycle, Schedule

__all__ = ["config"]


def config(schedule: Schedule) -> dict[str, Any]:
    """The part of a DeepSpeed configuration that gives the same rates as the schedule.

    DeepSpeed's ``OneCycle`` is the triangle; it has nothing equal to the other schedules.
    Its default would also rewrite Adam's betas, so ``cycle_momentum`` is turned off.

    Parameters
    ----------
    schedule : OneCycle
        Linear, with two phases, ending where it began.

    Returns
    -------
    dict
        To merge into the configuration; ``json.dump`` writes it.

    Raises
    ------
    TypeError
        if ``schedule`` is no lrlib schedule.
    ValueError
        if DeepSpeed has no equivalent.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> from lrlib import OneCycle
    >>> config(OneCycle(0.01, 0.1, total_steps=100))["scheduler"]["params"]["cycle_first_step_size"]
    50.0
    """
    guarded(schedule)
    if (
        not isinstance(schedule, OneCycle)
        or (schedule.anneal, schedule.three_phase) != ("linear", False)
        or schedule.lr_final not in (None, schedule.lr_min)
    ):
        raise ValueError(
            f"schedule must be a linear OneCycle that ends where it began, for DeepSpeed's "
            f"configuration has no other equivalent, got {schedule!r}; pass "
            f"lr_scheduler=lambda optimizer: lrlib.torch.Scheduler(optimizer, schedule)"
        )
    up = schedule.pct_start * schedule.total_steps
    params = {
        "cycle_min_lr": schedule.lr_min,
        "cycle_max_lr": schedule.lr_max,
        "cycle_first_step_size": up,
        "cycle_second_step_size": schedule.total_steps - up,
        "cycle_momentum": False,
    }
    return {"scheduler": {"type": "OneCycle", "params": params}}
