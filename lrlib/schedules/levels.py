"""Level stretches: one rate for ever, and steps down from one to the next."""

from __future__ import annotations

import math

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.namespace import is_symbolic
from lrlib.schedules.base import FOREVER, Schedule, among, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["Constant", "Steps"]


@register
class Constant(Schedule):
    r"""The same rate at every step.

    >>> Constant(0.1)(10**9)
    0.1

    .. math:: \mathrm{lr}_t = \mathrm{lr}

    It never ends.

    Parameters
    ----------
    lr : float >= 0
        The rate. At 0 nothing moves: ``join([Constant(0), schedule], [1000])`` keeps a parameter
        group frozen for its first 1,000 updates.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.
    """

    lr: float

    def __init__(self, lr: Real) -> None:
        self.keep(lr=check.nonnegative("lr", lr))

    def rate(self, step: Any, ops: Any) -> Any:
        return ops.constant(self.lr, step)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        return self.lr, self.lr


@register
class Steps(Schedule):
    r"""Step decay: level, and multiplied by a factor at some steps.

    >>> schedule = Steps(1.0, 0.1, every=30)
    >>> [schedule(t) for t in (0, 29, 30, 60)]
    [1.0, 1.0, 0.1, 0.010000000000000002]
    >>> [Steps(1.0, 0.5, boundaries=[80, 120])(t) for t in (79, 80, 120, 1000)]
    [1.0, 0.5, 0.25, 0.25]

    .. math:: \mathrm{lr}_t =
        \max\bigl(\mathrm{lr}_0 \, f^{\,n_t},\, \mathrm{lr}_{\mathrm{end}}\bigr)

    where :math:`n_t` is :math:`\lfloor t / \mathrm{every} \rfloor`, or the number of boundaries at
    or before t. With ``every`` it never ends; after the last boundary it is level.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    factor : float > 0
        f, at most 1 with ``every``. There is no default; He et al., arXiv 1512.03385, divide by 10.
    every : int > 0, optional
        Steps between two drops.
    boundaries : sequence of int >= 0, increasing, optional
        The steps at which it drops: a drop at 80 shows first in the rate of step 80. Exactly one
        of ``every`` and ``boundaries`` must be given.
    lr_end : float, 0 <= lr_end <= lr0
        A floor: the rate is the larger of the formula and this. At the default, 0, there is none.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    With a value of its own for each stretch, write ``join([Constant(a), Constant(b)], [80])``.
    """

    lr0: float
    factor: float
    every: int | None
    boundaries: tuple[int, ...] | None
    lr_end: float

    def __init__(
        self,
        lr0: Real,
        factor: Real,
        every: Whole | None = None,
        boundaries: Sequence[Whole] | None = None,
        lr_end: Real = 0.0,
    ) -> None:
        if (every is None) == (boundaries is None):
            rule = "be given, or boundaries, and not both"
            raise (BadType if every is None else BadValue)("every", rule, every)
        self.keep(
            lr0=check.positive("lr0", lr0),
            factor=check.positive("factor", factor),
            every=None if every is None else check.count("every", every),
            boundaries=None if boundaries is None else check.boundaries("boundaries", boundaries),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)
        if is_symbolic(self.factor) or self.factor <= 1:
            return
        if self.every is not None:
            raise BadValue("factor", "be at most 1 with every, or the rate grows for ever", factor)
        if not is_symbolic(self.lr0):
            if math.log(self.lr0) + len(self.boundaries or ()) * math.log(self.factor) > 690:
                raise BadValue("factor", "keep every rate finite", factor)

    def rate(self, step: Any, ops: Any) -> Any:
        if self.boundaries is not None:
            n = ops.passed(step, self.boundaries)
        else:
            n = ops.turns(step, self.every)
        rate = self.lr0 * ops.power(self.factor, n)
        return ops.maximum(rate, self.lr_end) if self.lr_end else rate

    def _range(self, stop: Any) -> tuple[Any, Any]:
        ops, first = scalar_ops(self), self.lr0
        if self.boundaries is not None:
            first = self.lr0 * self.factor ** self.boundaries.count(0)
            reached = [x for x in self.boundaries if stop is FOREVER or x < stop]
            last = self.lr0 * self.factor ** len(reached)
        elif stop is FOREVER:
            last = self.lr_end if self.factor != 1 else self.lr0
        else:
            last = self.lr0 * self.factor ** ((stop - 1) // self.every)
        return among(ops.maximum(first, self.lr_end), ops.maximum(last, self.lr_end))
