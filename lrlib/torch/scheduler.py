"""The scheduler: one schedule for each key of the parameter groups that it sets."""

from __future__ import annotations

import json
import operator
import sys
from collections.abc import Callable, Sequence
from typing import Any

from lrlib import check
from lrlib.guard import FLOAT32_MAX, extra, guarded
from lrlib.namespace import PYTHON
from lrlib.schedules import Schedule
from lrlib.torch import state
from lrlib.torch.groups import Group, own, put, read
from lrlib.torch.said import Said

with extra("torch"):
    from torch import Tensor
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler

__all__ = ["Scheduler"]

Schedules = Schedule | Sequence[Schedule]
_BELOW_ONE = ("momentum", "beta2")  # at 1 an average never changes


class Scheduler(LRScheduler):
    """Sets the rates of an optimizer's parameter groups from a schedule.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    schedule : Schedule, or a sequence of one per parameter group
        Its step counts calls of ``step()``: one after each optimizer update (or one an
        epoch, if the schedule's lengths are in epochs). A group added later keeps the ``lr``
        that it came with until the next ``step()``, and takes the one schedule from there on;
        where there is one per group, extend the tuple ``scheduler.schedule``.
    momentum : Schedule, or a sequence of one per group, optional
        Cycles ``momentum``, or the first of Adam's ``betas``; values in [0, 1).
    last_epoch : int >= -1
        Number of updates already made, minus one: -1, the default, starts a run, and
        ``done - 1`` goes on after ``done`` updates. Only needed where no state was saved;
        otherwise :meth:`load_state_dict` sets it.
    relative : bool, optional
        What the schedule is. True: a factor, of the ``lr`` that each group came with, as in
        ``LambdaLR``. False: the rate itself, as in ``OneCycleLR``, whatever ``lr`` a group came
        with. Must be said where groups come with different rates and there is one schedule;
        otherwise it is False.
    allow_negative : bool
        True accepts a schedule with rates below zero, at which the optimizer climbs.
    **others : Schedule, or a sequence of one per group
        Any other number in the groups by its name: ``weight_decay``, ``eps``, ``dampening``;
        ``beta2`` is the second of ``betas``. Values at least 0. Where groups come with different
        values, there must be one schedule per group.

    Raises
    ------
    TypeError
        if ``optimizer`` is no optimizer, or ``schedule`` or another no schedule or one with
        SymPy symbols for parameters.
    ValueError
        if a rate can leave the range that is allowed, if there is not one schedule per
        group, if ``relative`` must be said, if a group's ``lr_scale`` is negative, if
        ``last_epoch`` is below -1, if the momentum can reach 1, or if the optimizer lacks a key;
        the argument is named.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`. A group with a key ``"lr_scale"`` gets
    that multiple of its rate. Rates that are tensors (``lr=torch.tensor(...)``, for
    ``capturable`` and compiled optimizers) are filled in place. Both are looked at in every step.

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
        optimizer: Optimizer,
        schedule: Schedules,
        momentum: Schedules | None = None,
        last_epoch: int = -1,
        *,
        relative: bool | None = None,
        allow_negative: bool = False,
        **others: Schedules,
    ):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be a torch.optim.Optimizer, got {optimizer!r}")
        if relative not in (None, True, False):
            raise TypeError(f"relative must be True, False or None, got {relative!r}")
        self.relative = relative
        self.allow_negative = allow_negative
        self._lowest = -FLOAT32_MAX if allow_negative else 0.0
        self._groups: list[Group] | None = None
        self._formula: Callable[[int, Any], float] | None = None
        self._size = 0
        self._unheard: list[Said] = []
        self._others = {} if momentum is None else {"momentum": _checked(momentum, "momentum")}
        for key, item in others.items():
            self._others[key] = _checked(item, key)
        self.optimizer = optimizer
        self.schedule = schedule
        last_epoch = _whole("last_epoch", last_epoch, -1)
        if last_epoch != -1:  # the base class then asks for it
            for group in optimizer.param_groups:
                group.setdefault("initial_lr", float(group["lr"]))
        super().__init__(optimizer, last_epoch)

    @property
    def schedule(self) -> Schedule | tuple[Schedule, ...]:
        """The schedule, or one per group. Set another one, and the next ``step()`` uses it."""
        return self._schedule

    @schedule.setter
    def schedule(self, schedule: Schedules) -> None:
        self._schedule = _checked(schedule, "schedule", self.allow_negative)
        self._groups = None  # look at them again
        self._formula = self._short_way()

    def _short_way(self) -> Callable[[int, Any], float] | None:
        """The formula, where it is one rate for all, and there is nothing else to set or say."""
        kept = self._schedule
        if isinstance(kept, Schedule) and not (self.relative or self._others or self._unheard):
            return kept.rate
        return None

    @property
    def momentum(self) -> Schedule | tuple[Schedule, ...] | None:
        """The schedule of the momentum, if there is one."""
        return self._others.get("momentum")

    def step(self, epoch: int | None = None) -> None:
        """Go on by one update and set the rates of the next one.

        Call it after ``optimizer.step()``, once an update.

        Parameters
        ----------
        epoch : int >= 0, optional
            Go to this step instead, as PyTorch's own schedulers do.

        Raises
        ------
        ValueError
            if a rate would be negative (unless allowed) or not finite in float32, or if a group
            was added and there is not one schedule for each.
        """
        formula = self._formula
        if epoch is not None or formula is None or self._step_count < 2:
            return self._step_with_care(epoch)
        # what most training loops do at every update: one rate, the same for all groups
        self.last_epoch = step = self.last_epoch + 1
        groups = self.optimizer.param_groups
        if groups is not self._groups or len(groups) != self._size:
            return self._set(step)
        rate = formula(step, PYTHON)  # the step needs no checking here
        if not self._lowest <= rate <= FLOAT32_MAX:
            self._refuse(rate)
        for group in groups:
            if type(group["lr"]) is not float or "lr_scale" in group:
                return self._set(step)
            group["lr"] = rate

    def _step_with_care(self, epoch: int | None) -> None:
        if epoch is None and self._step_count < 2:
            super().step()  # PyTorch looks whether optimizer.step() came first
            self._set(self.last_epoch)
        else:
            self._update_lr(None if epoch is None else _whole("epoch", epoch, 0))

    def _update_lr(self, epoch: int | None = None) -> None:
        # since PyTorch 2.9 the base class comes here, and SequentialLR without a look at step()
        self._set(self.last_epoch + 1 if epoch is None else epoch)

    def _set(self, step: int) -> None:
        """Put into the groups what belongs to a step."""
        self.last_epoch = step
        if self._unheard:
            told, self._unheard = self._unheard, []
            self._formula = self._short_way()
            for said in told:
                said.aloud()
        groups = self.optimizer.param_groups
        for group, rate in zip(groups, self._rates()):
            put(group, "lr", rate)
        for key, schedules in self._others.items():
            for group, schedule in zip(groups, _each(schedules, groups)):
                value = schedule(self.last_epoch)
                if not 0 <= value <= FLOAT32_MAX or (key in _BELOW_ONE and value >= 1):
                    raise ValueError(f"{key} must not be {value}, at step {self.last_epoch}")
                put(group, key, value)

    def get_lr(self) -> list[float | Tensor]:
        """The rate of each group at the present step, computed anew.

        Returns
        -------
        list of float

        Raises
        ------
        ValueError
            if one is negative (unless allowed) or not finite in float32.
        """
        return [*self._rates()]

    def _rates(self) -> list[float]:
        rates = []
        groups = self.optimizer.param_groups
        if groups is not self._groups or len(groups) != self._size:
            self._look_at(groups)
        for group, schedule in zip(groups, _each(self._schedule, groups)):
            rate = schedule(self.last_epoch)
            if self.relative:
                rate *= own(group, "lr")
            if "lr_scale" in group:
                rate *= check.nonnegative("lr_scale", group["lr_scale"])
            if not self._lowest <= rate <= FLOAT32_MAX:
                self._refuse(rate)
            rates.append(rate)
        return rates

    def get_last_lr(self) -> list[float | Tensor]:
        """The rates that the optimizer holds, which its next update will use.

        Read it before ``step()`` to log the rate of the update just made.

        Returns
        -------
        list with a float for each group, or a copy of its tensor.
        """
        rates = [group["lr"] for group in self.optimizer.param_groups]
        return [rate.clone() if isinstance(rate, Tensor) else rate for rate in rates]

    def _refuse(self, rate: float) -> None:
        allowed = "finite in float32" + ("" if self.allow_negative else " and at least 0")
        raise ValueError(f"a rate must be {allowed}, got {rate} at step {self.last_epoch}")

    def _look_at(self, groups: list[Group]) -> None:
        """Groups are new (at the start, loaded, or added): do the schedules fit them?"""
        new = groups[self._size :] if groups is self._groups else groups
        for key, schedules in {"lr": self._schedule, **self._others}.items():
            name = "schedule" if key == "lr" else key
            if isinstance(schedules, tuple) and len(schedules) != len(groups):
                raise ValueError(
                    f"{name} must be one schedule, or one per parameter group, got "
                    f"{len(schedules)} for {len(groups)} groups"
                )
            values = {own(group, key) for group in new}
            if len(new) < len(groups):  # what a group added now may hold without meaning it
                first = groups[0]
                values -= {float(read(g, key)) for g in (first, first | self.optimizer.defaults)}
            if len(values) > (len(new) == len(groups)) and isinstance(schedules, Schedule):
                said = ", ".join(map(str, sorted(values)))
                if key != "lr":
                    raise ValueError(
                        f"{key} must be one schedule per parameter group where groups come with "
                        f"values of their own, got one for {said}"
                    )
                if self.relative is None:
                    raise ValueError(
                        f"relative must be said where groups come with rates of their own and "
                        f"there is one schedule, got {said}: relative=True multiplies each rate "
                        f"by the schedule, relative=False replaces them all by it"
                    )
        alike = self.relative is None and isinstance(self._schedule, Schedule)
        for group in groups:  # kept with the optimizer's state, as PyTorch does for the first ones
            group.setdefault("initial_lr", own(groups[0] if alike else group, "lr"))
        self._groups, self._size = groups, len(groups)

    def state_dict(self) -> dict[str, Any]:
        """The step, and the schedules as one line of JSON; loads under ``weights_only=True``.

        Returns
        -------
        dict
            ``last_epoch`` and ``schedule``: two leaves, whatever the schedule, so that a
            distributed checkpoint loads into a run with another one.
        """
        plain: dict[str, Any] = {
            key: state.plain(item) for key, item in {"lr": self._schedule, **self._others}.items()
        }
        if self.relative:
            plain["relative"] = True
        # below zero: waiting its turn in a SequentialLR
        return {"last_epoch": max(self.last_epoch, -1), "schedule": json.dumps(plain)}

    def load_state_dict(self, state_dict: dict[str, Any], *, take_schedule: bool = False) -> None:
        """Go on from a saved step, and set the rates of the next update.

        Load the states of the model and the optimizer first. The step comes from the
        checkpoint; the schedule stays the one given to the constructor, so that a run can be
        made longer. If it is not the one that was saved, a warning names both. It is said once
        more at the next ``step()`` if the filters of warnings were changed in between, as by
        Hugging Face's Trainer, which loads a scheduler where no warning is heard.

        Parameters
        ----------
        state_dict : dict
            From :meth:`state_dict`, of this version or an earlier one. Left unchanged.
        take_schedule : bool
            True takes the schedules from the checkpoint, too, in place of those that were given
            to the constructor.

        Raises
        ------
        ValueError, TypeError
            if ``state_dict`` is no state of this class, or holds no schedule to take: a
            function of one's own has no plain form.
        """
        if "last_epoch" not in state_dict or "schedule" not in state_dict:
            raise ValueError(
                f"state_dict must have last_epoch and schedule, got {sorted(state_dict)}"
            )
        step = _whole("last_epoch", state_dict["last_epoch"], -1)
        saved = state.saved(state_dict)
        self._unheard = []
        told: list[Said] = []
        if take_schedule:
            self._take(saved)
        else:
            mine = state.saved(self.state_dict())
            for key in dict.fromkeys((*saved, *mine)):
                if saved.get(key) != mine.get(key):
                    words = (
                        f"the checkpoint's {'schedule' if key == 'lr' else key} was "
                        f"{saved.get(key)}; going on at step {step} with {mine.get(key)}"
                    )
                    told.append(Said(words, sys._getframe(1)))
        told = [said for said in told if said.wanted()]
        for said in told:
            said.aloud()
        self.last_epoch = step
        if step >= 0:
            self._set(step)
        self._unheard = told
        self._formula = self._short_way()

    def _take(self, saved: dict[str, Any]) -> None:
        self.relative, schedules = saved.pop("relative", False), state.built(saved)
        schedule = schedules.pop("lr")
        self._others = {key: _checked(item, key) for key, item in schedules.items()}
        self.schedule = schedule


def _checked(
    schedules: Schedules, name: str, allow_negative: bool = False
) -> Schedule | tuple[Schedule, ...]:
    for item in schedules if isinstance(schedules, Sequence) else (schedules,):
        guarded(item, allow_negative, name)
        if name in _BELOW_ONE and not (high := item.lr_range[1]) < 1:
            raise ValueError(f"{name} must stay below 1, but its highest value is {high}")
    return tuple(schedules) if isinstance(schedules, Sequence) else schedules


def _each(schedules: Schedule | tuple[Schedule, ...], groups: list[Group]) -> Sequence[Schedule]:
    return schedules if isinstance(schedules, tuple) else [schedules] * len(groups)


def _whole(name: str, value: Any, least: int) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        whole = operator.index(value)
    except TypeError:
        whole = least - 1
    if whole < least:
        raise ValueError(f"{name} must be a whole number, at least {least}, got {value!r}")
    return whole
