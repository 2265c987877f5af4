"""Decays by a power of the step: slow, and without an end."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadType
from lrlib.namespace import is_symbolic
from lrlib.schedules.base import FOREVER, Schedule
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["InverseSqrt", "InverseTime"]


class _Inverse(Schedule):
    """A linear warm-up from 0 to ``lr``, and from there down by a power of the time."""

    lr: float
    warmup: int
    timescale: float | None
    lr_end: float
    _scale: float

    def __init__(
        self,
        lr: Real,
        warmup: Whole = 0,
        timescale: Real | None = None,
        lr_end: Real = 0.0,
    ) -> None:
        self.keep(
            lr=check.positive("lr", lr),
            warmup=check.count("warmup", warmup, least=0),
            timescale=None if timescale is None else check.positive("timescale", timescale),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr", self.lr)
        if timescale is None and self.warmup == 0:
            raise BadType("timescale", "be given where there is no warm-up to take it from", None)

    def _derive(self) -> None:
        scale = self.warmup if self.timescale is None else self.timescale
        vars(self)["_scale"] = scale if is_symbolic(scale) else float(scale)

    def _falls(self, grown: Any, ops: Any) -> Any:
        raise NotImplementedError

    def rate(self, step: Any, ops: Any) -> Any:
        grown = 1 + ops.real(ops.after(step, self.warmup)) / self._scale
        rate = self.lr * self._falls(grown, ops)
        if self.lr_end:
            rate = ops.maximum(rate, self.lr_end)
        if not self.warmup:
            return rate
        rising = self.lr * ops.ramp(step, 0, self.warmup)
        return ops.where(ops.before(step, self.warmup), rising, rate)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        if self.warmup == 0:
            return self.lr_end if stop is FOREVER else self(stop), self.lr
        if stop is FOREVER or stop > self.warmup:
            return self.lr * 0, self.lr
        return self.lr * 0, self(stop)


@register
class InverseSqrt(_Inverse):
    r"""Inverse square root: a warm-up, and then down as one over the root of the step.

    >>> schedule = InverseSqrt(1.0, warmup=4)
    >>> [schedule(t) for t in (0, 2, 4, 16, 64)]
    [0.0, 0.5, 1.0, 0.5, 0.25]

    .. math::

        \mathrm{lr}_t = \begin{cases} \mathrm{lr}\; t / w & t < w \\
        \max\bigl(\mathrm{lr} \,/ \sqrt{1 + (t - w) / \tau},\, \mathrm{lr}_{\mathrm{end}}\bigr)
        & t \ge w \end{cases}

    It never ends: the rate tends to 0, or is held at ``lr_end``.

    Parameters
    ----------
    lr : float > 0
        Rate at step w, the highest.
    warmup : int >= 0
        Length w of the linear warm-up from 0. The default, 0, starts at ``lr``.
    timescale : float > 0, optional
        :math:`\tau`, in steps: w + 3 tau is where the rate has halved. None takes ``warmup``, as
        Vaswani et al. do, where the formula is :math:`\mathrm{lr} \sqrt{w / t}`. transformers
        takes 10,000 where there is no warm-up.
    lr_end : float, 0 <= lr_end <= lr
        A floor: after the warm-up the rate is the larger of the formula and this. At the default,
        0, there is none.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Vaswani et al., arXiv 1706.03762, section 5.3, with lr = (d w)^{-1/2}. For another warm-up put
    :func:`warmup` around one without.
    """

    def _falls(self, grown: Any, ops: Any) -> Any:
        return 1 / ops.sqrt(grown)


@register
class InverseTime(_Inverse):
    r"""Inverse time: down as one over the step, the classical rate of Robbins and Monro.

    >>> schedule = InverseTime(1.0, timescale=10)
    >>> [schedule(t) for t in (0, 10, 30, 90)]
    [1.0, 0.5, 0.25, 0.1]

    .. math::

        \mathrm{lr}_t = \begin{cases} \mathrm{lr}\; t / w & t < w \\
        \max\bigl(\mathrm{lr} \,/\, (1 + (t - w) / \tau),\, \mathrm{lr}_{\mathrm{end}}\bigr)
        & t \ge w \end{cases}

    It never ends: the rate tends to 0, or is held at ``lr_end``.

    Parameters
    ----------
    lr : float > 0
        Rate at step w, the highest.
    warmup : int >= 0
        Length w of the linear warm-up from 0. The default, 0, starts at ``lr``.
    timescale : float > 0, optional
        :math:`\tau`, in steps: w + tau is where the rate has halved. Keras's ``decay_steps /
        decay_rate``. None takes ``warmup``.
    lr_end : float, 0 <= lr_end <= lr
        A floor: after the warm-up the rate is the larger of the formula and this. At the default,
        0, there is none.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Robbins and Monro 1951. Under noise on a parabola it is what no schedule beats
    (:prf:ref:`N2`, :func:`lrlib.bounds.harmonic`).
    """

    def _falls(self, grown: Any, ops: Any) -> Any:
        return 1 / grown
