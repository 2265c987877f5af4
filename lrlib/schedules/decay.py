"""Straight and curved ways to an end: linear, cosine, polynomial; and linear growth."""

from __future__ import annotations

from lrlib import check
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["Cosine", "LinearDecay", "LinearGrowth", "Polynomial"]


class _Descent(Schedule):
    """From ``lr0`` at step 0 to ``lr_end`` at ``total_steps``, held from there on."""

    lr0: float
    total_steps: int
    lr_end: float

    def __init__(self, lr0: Real, total_steps: Whole, lr_end: Real = 0.0) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            total_steps=check.count("total_steps", total_steps),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)

    def _done(self, share: Any, ops: Any) -> Any:
        """Which share of the way down is done."""
        raise NotImplementedError

    def rate(self, step: Any, ops: Any) -> Any:
        done = self._done(ops.ramp(step, 0, self.total_steps), ops)
        return self.lr0 * (1 - done) + self.lr_end * done

    def _range(self, stop: Any) -> tuple[Any, Any]:
        return self.lr_end if stop is FOREVER else self(stop), self.lr0


@register
class LinearDecay(_Descent):
    r"""Linear decay: a straight line down, then level.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 (1 - u) + \mathrm{lr}_{\mathrm{end}}\, u,
        \qquad u = \min(t / t_{\max}, 1)

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max; held afterwards. The last update of a run of
        that length, one step before, uses lr_end + (lr0 - lr_end) / total_steps.
    lr_end : float, 0 <= lr_end <= lr0
        Rate at the end. At the default, 0, updates past the end change nothing.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Convergence </chapters/convergence>`: for convex losses no schedule has a better
    guarantee for its last step (:prf:ref:`D2`, :prf:ref:`D3`). Defazio et al., arXiv 2310.07831.

    Examples
    --------
    >>> [LinearDecay(1.0, total_steps=4)(t) for t in (0, 1, 4, 9)]
    [1.0, 0.75, 0.0, 0.0]
    """

    def _done(self, share: Any, ops: Any) -> Any:
        return share


@register
class Cosine(_Descent):
    r"""Cosine annealing: half a cosine wave down, then level.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 (1 - s) + \mathrm{lr}_{\mathrm{end}}\, s,
        \qquad s = \tfrac12\bigl(1 - \cos(\pi \min(t / t_{\max}, 1))\bigr)

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max; held afterwards (no restarts).
    lr_end : float, 0 <= lr_end <= lr0
        Rate at the end. At the default, 0, updates past the end change nothing.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`; how high it may start on a parabola is
    :prf:ref:`O2f`. Loshchilov and Hutter, arXiv 1608.03983.

    Examples
    --------
    >>> [round(Cosine(1.0, total_steps=4)(t), 3) for t in (0, 1, 2, 4, 9)]
    [1.0, 0.854, 0.5, 0.0, 0.0]
    """

    def _done(self, share: Any, ops: Any) -> Any:
        return pieces.half_cosine(share, ops)


@register
class Polynomial(_Descent):
    r"""Polynomial decay: down along a power, then level.

    >>> [Polynomial(1.0, total_steps=4, power=2)(t) for t in (0, 1, 2, 4, 9)]
    [1.0, 0.5625, 0.25, 0.0, 0.0]

    .. math:: \mathrm{lr}_t = \mathrm{lr}_{\mathrm{end}}
        + (\mathrm{lr}_0 - \mathrm{lr}_{\mathrm{end}}) (1 - u)^p,
        \qquad u = \min(t / t_{\max}, 1)

    With ``power=1`` it is :class:`LinearDecay`; a higher power falls sooner, a lower one later.
    After ``total_steps`` it holds ``lr_end``.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max; held afterwards.
    power : float > 0
        p. There is no default, as there is no agreement: PyTorch, Keras and transformers take 1,
        which is a straight line, and DeepLab (Chen et al., arXiv 1606.00915) 0.9.
    lr_end : float, 0 <= lr_end <= lr0
        Rate at the end. At the default, 0 as in PyTorch's ``PolynomialLR``, updates past the end
        change nothing.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.
    """

    power: float

    def __init__(self, lr0: Real, total_steps: Whole, power: Real, lr_end: Real = 0.0) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            total_steps=check.count("total_steps", total_steps),
            power=check.positive("power", power),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)

    def rate(self, step: Any, ops: Any) -> Any:
        # what is left, not 1 less what is done: a root is steep where that goes to nothing
        left = ops.left(step, self.total_steps) ** self.power
        return self.lr0 * left + self.lr_end * (1 - left)


@register
class LinearGrowth(Schedule):
    r"""A straight line up, then level: the learning-rate range test as Smith runs it.

    >>> [LinearGrowth(0.0, total_steps=4, lr_end=1.0)(t) for t in (0, 1, 4, 9)]
    [0.0, 0.25, 1.0, 1.0]

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 (1 - u) + \mathrm{lr}_{\mathrm{end}}\, u,
        \qquad u = \min(t / t_{\max}, 1)

    After ``total_steps`` it holds ``lr_end``.

    Parameters
    ----------
    lr0 : float >= 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max.
    lr_end : float > 0, at least lr0
        Rate at the end.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Smith, arXiv 1506.01186, section 3.3.
    """

    lr0: float
    total_steps: int
    lr_end: float

    def __init__(self, lr0: Real, total_steps: Whole, lr_end: Real) -> None:
        self.keep(
            lr0=check.nonnegative("lr0", lr0),
            total_steps=check.count("total_steps", total_steps),
            lr_end=check.positive("lr_end", lr_end),
        )
        check.ordered("lr0", self.lr0, "lr_end", self.lr_end)

    def rate(self, step: Any, ops: Any) -> Any:
        done = ops.ramp(step, 0, self.total_steps)
        return self.lr0 * (1 - done) + self.lr_end * done

    def _range(self, stop: Any) -> tuple[Any, Any]:
        return self.lr0, self.lr_end if stop is FOREVER else self(stop)
