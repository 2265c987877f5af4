"""Warm-up, stable, decay (WSD): the trapezoid of long runs."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadValue
from lrlib.namespace import is_symbolic
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule, among, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["WarmupStableDecay"]


@register
class WarmupStableDecay(Schedule):
    r"""Warm-up, stable, decay (WSD): up in a line, level, and down at the end.

    >>> wsd = WarmupStableDecay(1.0, total_steps=100, warmup=10, decay=0.2)
    >>> [wsd(t) for t in (0, 5, 10, 80, 90, 100, 1000)]
    [0.0, 0.5, 1.0, 1.0, 0.5, 0.0, 0.0]

    .. math::

        \mathrm{lr}_t = \mathrm{lr} \cdot \begin{cases} t / w & t < w \\ 1 & w \le t \le T - d \\
        s\bigl((t - T + d) / d\bigr) & T - d < t \le T \end{cases}

    where the shape s, with :math:`r = \mathrm{lr}_{\mathrm{end}} / \mathrm{lr}`, is

    =================  ==============================================
    ``"linear"``       :math:`1 - (1 - r)\, u`
    ``"cosine"``       :math:`1 - (1 - r)(1 - \cos \pi u) / 2`
    ``"1-sqrt"``       :math:`1 - (1 - r) \sqrt u`
    ``"exponential"``  :math:`r^u`, for ``lr_end > 0``
    =================  ==============================================

    After ``total_steps``, T, it holds ``lr_end``.

    Parameters
    ----------
    lr : float > 0
        Rate of the stable phase, the highest.
    total_steps : int > 0
        Step at which the decay is done, T. The last update of a run of that length, one step
        before, uses a little more than ``lr_end``.
    warmup : int >= 0, or float in (0, 1)
        Length w of the warm-up in steps, or as a share of ``total_steps``, rounded to the nearest
        step. A share stays one: ``replace(total_steps=...)`` stretches it.
    decay : int >= 0, or float in (0, 1)
        Length d of the decay, likewise; at 0 the rate is level until T and then ``lr_end``.
    shape : {"linear", "cosine", "1-sqrt", "exponential"}
        The default, a line, is what convex theory has best (:prf:ref:`D2`); Hägele et al. find
        1-sqrt a little better, and MiniCPM decays exponentially.
    lr_end : float, 0 <= lr_end <= lr
        Rate at the end. The default, 0, is Hägele et al.'s; with it updates past the end change
        nothing.
    first : {"zero", "step"}
        Where the warm-up starts: at 0, so that the first update does nothing, or one step up, as
        in torchtitan. :class:`Warmup` has a table of who does which.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Hu et al. (MiniCPM), arXiv 2404.06395, gave the name; Hägele et al., arXiv 2405.18392, compare
    the shapes. To cool down before the end, see :meth:`Schedule.cooldown`.
    """

    lr: float
    total_steps: int
    warmup: int | float
    decay: int | float
    shape: str
    lr_end: float
    first: str
    _warmup: int
    _decay: int

    def __init__(
        self,
        lr: Real,
        total_steps: Whole,
        warmup: Whole | float,
        decay: Whole | float,
        shape: str = "linear",
        lr_end: Real = 0.0,
        first: str = "zero",
    ) -> None:
        self.keep(
            lr=check.positive("lr", lr),
            total_steps=check.count("total_steps", total_steps),
            warmup=check.length("warmup", warmup),
            decay=check.length("decay", decay),
            shape=check.one_of("shape", shape, pieces.FALLS),
            lr_end=check.nonnegative("lr_end", lr_end),
            first=check.one_of("first", first, ("zero", "step")),
        )
        check.ordered("lr_end", self.lr_end, "lr", self.lr)
        pieces.check_end(self.shape, self.lr_end)
        both = self._warmup + self._decay
        if not is_symbolic(both - self.total_steps) and both > self.total_steps:
            rule = f"leave room for the decay of {self._decay} in {self.total_steps} steps"
            raise BadValue("warmup", rule, warmup)

    def _derive(self) -> None:
        vars(self).update(
            _warmup=_steps(self.warmup, self.total_steps),
            _decay=_steps(self.decay, self.total_steps),
        )

    def rate(self, step: Any, ops: Any) -> Any:
        if self._decay:
            share = ops.ramp(step, self.total_steps - self._decay, self.total_steps)
            rate = pieces.fall(share, self.lr, self.lr_end, self.shape, ops)
        else:
            ended = ops.before(step, self.total_steps)
            level = ops.constant(self.lr, step)
            rate = ops.where(ended, level, self.lr_end)
        if not self._warmup:
            return rate
        return rate * ops.ramp(step, -1 if self.first == "step" else 0, self._warmup)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        ops = scalar_ops(*self._parameters().values())
        knots = [self._warmup, self.total_steps - self._decay, self.total_steps]
        if stop is not FOREVER:
            knots = [x for x in knots if x < stop]
            if self._decay or stop != self.total_steps:
                knots.append(stop)
        rates = [self.rate(x, ops) for x in (0, *knots)]
        if stop is FOREVER or stop >= self._warmup:
            rates.append(self.lr)
        return among(*rates)


def _steps(length: Any, total_steps: Any) -> Any:
    """A length in whole steps: as it is, or the share of all of them, to the nearest step."""
    share = isinstance(length, float)
    if is_symbolic(length) and length.is_number:
        share = bool(0 < length < 1)
    if not share:
        return length
    whole = (2 * length * total_steps + 1) // 2
    return whole if is_symbolic(whole) else int(whole)
