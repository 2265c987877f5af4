"""PyTorch: a schedule as a learning-rate scheduler. ::

    scheduler = Scheduler(optimizer, schedule)
    for batch in batches:
        ...
        optimizer.step()
        scheduler.step()

Update number i (from 0) uses ``schedule(i)``. Each rate is computed from the step alone,
never from the rate before, so that resuming means setting the step.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from lrlib import check
from lrlib.guard import FLOAT32_MAX, guarded, need
from lrlib.namespace import PYTHON
from lrlib.schedules import Schedule

torch = need("torch", "torch")
LRScheduler = need("torch.optim.lr_scheduler", "torch").LRScheduler

__all__ = ["Scheduler"]


class Scheduler(LRScheduler):
    """Sets the rates of an optimizer's parameter groups from a schedule.

    The schedule gives the rate itself, as ``OneCycleLR`` does; the ``lr`` that the optimizer
    was made with is not used. A group with a key ``"lr_scale"`` gets that multiple of it.
    Rates that are tensors (``lr=torch.tensor(...)``, for ``capturable`` and compiled
    optimizers) are filled in place.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    schedule : Schedule, or a sequence of one per parameter group
        Its step counts calls of ``step()``: one after each optimizer update (or one an
        epoch, if the schedule's lengths are in epochs). A group added later keeps the ``lr``
        that it came with until the next ``step()``, and takes the one schedule from there on;
        where there is one per group, extend the tuple ``scheduler.schedule``.
    momentum : Schedule, optional
        Cycles ``momentum``, or the first of Adam's ``betas``; values in [0, 1).
    last_epoch : int >= -1
        Number of updates already made, minus one: -1, the default, starts a run, and
        ``done - 1`` goes on after ``done`` updates. Only needed where no state was saved;
        otherwise :meth:`load_state_dict` sets it.
    allow_negative : bool
        True accepts a schedule with rates below zero, at which the optimizer climbs.

    Raises
    ------
    TypeError
        if ``optimizer`` is no optimizer, or ``schedule`` or ``momentum`` no schedule or one
        with SymPy symbols for parameters.
    ValueError
        if a rate can leave the range that is allowed, if there is not one schedule per
        group, if a group's ``lr_scale`` is negative, if ``last_epoch`` is below -1, if the
        momentum can reach 1, or if the optimizer has no momentum to cycle; the argument is
        named.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> import torch
    >>> from lrlib import ExponentialDecay
    >>> weight = torch.nn.Parameter(torch.tensor(1.0))
    >>> optimizer = torch.optim.SGD([weight], lr=0.1)
    >>> scheduler = Scheduler(optimizer, ExponentialDecay.from_half_life(0.1, half_life=2))
    >>> for _ in range(3):
    ...     weight.square().backward()
    ...     optimizer.step()
    ...     print(round(scheduler.get_last_lr()[0], 4))
    ...     scheduler.step()
    0.1
    0.0707
    0.05
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        schedule: Schedule | Sequence[Schedule],
        momentum: Schedule | None = None,
        last_epoch: int = -1,
        *,
        allow_negative: bool = False,
    ):
        if not isinstance(optimizer, torch.optim.Optimizer):
            raise TypeError(f"optimizer must be a torch.optim.Optimizer, got {optimizer!r}")
        if last_epoch != -1:
            last_epoch = check.count("last_epoch + 1", last_epoch + 1) - 1
        several = isinstance(schedule, Sequence)
        for item in schedule if several else (schedule,):
            guarded(item, allow_negative)
        self.schedule = tuple(schedule) if several else schedule
        self.momentum = momentum
        self.allow_negative = allow_negative
        self._lowest = -FLOAT32_MAX if allow_negative else 0.0
        self._groups, self._size = None, 0
        if momentum is not None:
            _check_momentum(momentum, optimizer)
        if last_epoch != -1:  # the base class then asks for what it never uses here
            for group in optimizer.param_groups:
                group.setdefault("initial_lr", float(group["lr"]))
        super().__init__(optimizer, last_epoch)

    def _update_lr(self, epoch: int | None = None) -> None:
        # step() comes here at every update: one look at the groups, one rate, one assignment each
        self.last_epoch = step = self.last_epoch + 1 if epoch is None else epoch
        groups = self.optimizer.param_groups
        if groups is not self._groups or len(groups) != self._size:
            self._look_at(groups)
        if self._alike:
            rate = self.schedule._rate(step, PYTHON)  # the step needs no checking here
            if not self._lowest <= rate <= FLOAT32_MAX:
                self._refuse(rate)
            for group in groups:
                group["lr"] = rate
        else:
            for group, rate in zip(groups, self.get_lr()):
                _put(group, "lr", rate)
        if self.momentum is not None:
            self._cycle_momentum(groups)

    def _look_at(self, groups) -> None:
        """Groups are new (loaded, or one was added): check them, choose the loop that fits."""
        if isinstance(self.schedule, tuple) and len(self.schedule) != len(groups):
            raise ValueError(
                f"schedule must be one schedule, or one per parameter group, got "
                f"{len(self.schedule)} for {len(groups)} groups"
            )
        for group in groups:
            check.nonnegative("lr_scale", group.get("lr_scale", 1.0))
        self._groups, self._size = groups, len(groups)
        self._alike = isinstance(self.schedule, Schedule) and not any(
            "lr_scale" in group or isinstance(group["lr"], torch.Tensor) for group in groups
        )

    def get_lr(self) -> list[float]:
        """The rate of each group at the present step, computed anew.

        Returns
        -------
        list of float

        Raises
        ------
        ValueError
            if one is negative (unless allowed) or not finite in float32.
        """
        groups, schedule = self.optimizer.param_groups, self.schedule
        if isinstance(schedule, tuple):
            rates = [item(self.last_epoch) for item in schedule]
        else:
            rates = [schedule(self.last_epoch)] * len(groups)
        rates = [rate * group.get("lr_scale", 1.0) for rate, group in zip(rates, groups)]
        for rate in rates:
            if not self._lowest <= rate <= FLOAT32_MAX:
                self._refuse(rate)
        return rates

    def _refuse(self, rate):
        allowed = "finite in float32" + ("" if self.allow_negative else " and at least 0")
        raise ValueError(f"a rate must be {allowed}, got {rate} at step {self.last_epoch}")

    def get_last_lr(self) -> list:
        """The rates that the optimizer holds, which its next update will use.

        Read it before ``step()`` to log the rate of the update just made.

        Returns
        -------
        list with a float for each group, or a copy of its tensor.
        """
        rates = [group["lr"] for group in self.optimizer.param_groups]
        return [rate.clone() if isinstance(rate, torch.Tensor) else rate for rate in rates]

    def _cycle_momentum(self, groups) -> None:
        value = self.momentum(self.last_epoch)
        for group in groups:
            if "momentum" in group:
                _put(group, "momentum", value)
            elif isinstance(group["betas"][0], torch.Tensor):
                group["betas"][0].fill_(value)
            else:
                group["betas"] = (value, *group["betas"][1:])

    def state_dict(self) -> dict:
        """The step, and the schedules as plain data; loads under ``weights_only=True``.

        Returns
        -------
        dict
        """
        return {
            "last_epoch": self.last_epoch,
            "schedule": _plain(self.schedule),
            "momentum": _plain(self.momentum),
        }

    def load_state_dict(self, state_dict: dict) -> None:
        """Go on from a saved step, and set the rates of the next update.

        Load the states of the model and the optimizer first. The step comes from the
        checkpoint; the schedule stays the one given to the constructor, so that a run can be
        made longer. If it is not the one that was saved, a warning names both.

        Parameters
        ----------
        state_dict : dict
            From :meth:`state_dict`. Left unchanged.

        Raises
        ------
        ValueError
            if ``state_dict`` is no state of this class.
        """
        if "last_epoch" not in state_dict or "schedule" not in state_dict:
            raise ValueError(
                f"state_dict must have last_epoch and schedule, got {sorted(state_dict)}"
            )
        for name, mine in self.state_dict().items():
            saved = state_dict.get(name)
            if name != "last_epoch" and saved != mine:
                warnings.warn(
                    f"the checkpoint's {name} was {saved}; going on at step "
                    f"{state_dict['last_epoch']} with {mine}",
                    stacklevel=2,
                )
        self.last_epoch = state_dict["last_epoch"]
        if self.last_epoch >= 0:  # below zero: waiting its turn in a SequentialLR
            self._update_lr(self.last_epoch)


def _check_momentum(momentum, optimizer):
    guarded(momentum, name="momentum")
    high = momentum.lr_range[1]
    if not high < 1:
        raise ValueError(f"momentum must stay below 1, but its highest value is {high}")
    if not {"momentum", "betas"} & set(optimizer.defaults):
        raise ValueError(
            f"momentum must be None for an optimizer without momentum or betas, "
            f"got {momentum!r} for {type(optimizer).__name__}"
        )


def _put(group, key, value):
    if isinstance(group[key], torch.Tensor):
        group[key].fill_(value)
    else:
        group[key] = value


def _plain(schedule):
    if isinstance(schedule, tuple):
        return list(map(_plain, schedule))
    return None if schedule is None else schedule.to_dict()
