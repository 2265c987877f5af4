"""Exponential decay, and its growing twin for range tests."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadValue
from lrlib.namespace import PYTHON
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from lrlib.namespace import Real, Whole

__all__ = ["ExponentialDecay", "ExponentialGrowth"]


@register
class ExponentialDecay(Schedule):
    r"""Exponential decay: the rate falls by the same factor at every step.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 \, e^{-k t}

    With ``staircase=S`` the exponent uses :math:`S \lfloor t/S \rfloor`: the rate stays
    level for ``S`` steps, then drops by :math:`e^{-kS}`. It never ends: the rate is positive
    at every step (until a float underflows to zero) and tends to 0, or is held at ``lr_end``
    from the step on at which it gets there.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    k : float > 0
        Decay per step, in 1/step. The half-life is ln 2 / k steps.
    staircase : int > 0, optional
        Steps per stair; None decays at every step.
    lr_end : float, 0 <= lr_end <= lr0
        A floor: the rate is the larger of the formula and this. At the default, 0, there is none.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Exponential decay </chapters/exponential>`. With fixed *k* a run can travel only so
    far (:prf:ref:`E2a`); tied to the length of the run, as by :meth:`over`, it reaches the
    minimum of a parabola in the limit (:prf:ref:`E3`). Native equivalents are in
    :func:`lrlib.parity.table`.

    Examples
    --------
    >>> schedule = ExponentialDecay(lr0=0.1, k=0.01)
    >>> schedule(0)
    0.1
    >>> round(schedule(100), 6)
    0.036788
    >>> ExponentialDecay(lr0=0.1, k=0.01, lr_end=0.05)(100)
    0.05
    >>> import sympy as sp
    >>> lr0, k, t = sp.symbols("lr0 k t", positive=True)
    >>> ExponentialDecay(lr0, k)(t)
    lr0*exp(-k*t)
    """

    lr0: float
    k: float
    staircase: int | None
    lr_end: float

    def __init__(
        self, lr0: Real, k: Real, staircase: Whole | None = None, lr_end: Real = 0.0
    ) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            k=check.positive("k", k),
            staircase=None if staircase is None else check.count("staircase", staircase),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)

    def rate(self, step: Any, ops: Any) -> Any:
        if self.staircase is not None:
            step = ops.stairs(step, self.staircase)
        rate = self.lr0 * pieces.decay(step, self.k, ops)
        return ops.maximum(rate, self.lr_end) if self.lr_end else rate

    def _range(self, stop: Any) -> tuple[Any, Any]:
        if stop is FOREVER:
            return self.lr_end, self.lr0
        return self(stop if self.staircase is None else stop - 1), self.lr0

    @property
    def half_life(self) -> Any:
        """The number of steps in which the rate halves, ln 2 / k."""
        return scalar_ops(self.k).log(2) / self.k

    @property
    def gamma(self) -> Any:
        """The factor per step, :math:`e^{-k}`, that PyTorch's ``ExponentialLR`` takes."""
        return pieces.decay(1, self.k, scalar_ops(self.k))

    @classmethod
    def from_half_life(cls, lr0: Real, half_life: Real) -> Self:
        """Decay that halves the rate every ``half_life`` steps: k = ln 2 / half_life.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        half_life : float > 0
            In steps.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.from_half_life(0.1, half_life=30)(60), 12)
        0.025
        """
        half_life = check.positive("half_life", half_life, "number of steps")
        return cls(lr0, scalar_ops(half_life).log(2) / half_life)

    @classmethod
    def from_gamma(cls, lr0: Real, gamma: Real) -> Self:
        """Decay by the factor ``gamma`` per step: k = -ln gamma.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        gamma : float in (0, 1)
            Factor from one step to the next, as PyTorch's ``ExponentialLR`` takes it.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.from_gamma(0.1, gamma=0.96)(100), 9)
        0.001687032
        """
        gamma = check.share("gamma", gamma)
        return cls(lr0, -scalar_ops(gamma).log(gamma))

    @classmethod
    def from_decay_rate(
        cls, lr0: Real, decay_rate: Real, decay_steps: Real, staircase: bool = False
    ) -> Self:
        """Decay by ``decay_rate`` every ``decay_steps`` steps, as Keras and Optax name it.

        k = -ln(decay_rate) / decay_steps.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        decay_rate : float in (0, 1)
            Factor over ``decay_steps`` steps.
        decay_steps : float > 0
            In steps; an int > 0 with a staircase.
        staircase : bool
            True decays once per whole ``decay_steps``.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> ExponentialDecay.from_decay_rate(0.1, 0.5, 10, staircase=True)(19)
        0.05
        """
        decay_rate = check.share("decay_rate", decay_rate)
        steps: Any = (check.count if staircase else check.positive)("decay_steps", decay_steps)
        k = -scalar_ops(decay_rate, steps).log(decay_rate) / steps
        return cls(lr0, k, steps if staircase else None)

    @classmethod
    def over(cls, lr0: Real, lr_end: Real, total_steps: Whole) -> Self:
        """Decay that is tied to a horizon: from ``lr0`` at step 0 to ``lr_end`` at ``total_steps``.

        k = ln(lr0 / lr_end) / total_steps; it goes on decaying after ``total_steps``.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        lr_end : float, 0 < lr_end < lr0
            Rate at step ``total_steps``. The last update of a run of that length, one step
            before, uses a little more.
        total_steps : int > 0
            The horizon, in steps.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.over(0.1, 0.001, total_steps=500)(500), 12)
        0.001
        """
        lr0, lr_end = check.positive("lr0", lr0), check.positive("lr_end", lr_end)
        total_steps = check.count("total_steps", total_steps)
        ops = scalar_ops(lr0, lr_end, total_steps)
        if ops is PYTHON and not lr_end < lr0:
            raise BadValue("lr_end", f"be below lr0 = {lr0}", lr_end)
        return cls(lr0, ops.log(lr0 / lr_end) / total_steps)


@register
class ExponentialGrowth(Schedule):
    r"""Exponential growth to an end: a range test that asks for every order of magnitude alike.

    >>> [ExponentialGrowth(0.001, total_steps=4, lr_end=10.0)(t) for t in (0, 2, 4, 9)]
    [0.001, 0.1, 10.0, 10.0]

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0
        \left(\frac{\mathrm{lr}_{\mathrm{end}}}{\mathrm{lr}_0}\right)^{u},
        \qquad u = \min(t / t_{\max}, 1)

    After ``total_steps`` it holds ``lr_end``.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max. The last update of a run of that length, one
        step before, uses a little less.
    lr_end : float >= lr0
        Rate at the end.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Smith, arXiv 1506.01186, grows in a straight line, which is :class:`LinearGrowth`; fast.ai's
    ``lr_find`` grows like this one.
    """

    lr0: float
    total_steps: int
    lr_end: float

    def __init__(self, lr0: Real, total_steps: Whole, lr_end: Real) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            total_steps=check.count("total_steps", total_steps),
            lr_end=check.positive("lr_end", lr_end),
        )
        check.ordered("lr0", self.lr0, "lr_end", self.lr_end)

    def rate(self, step: Any, ops: Any) -> Any:
        share = ops.ramp(step, 0, self.total_steps)
        return pieces.fall(share, self.lr0, self.lr_end, "exponential", ops)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        return self.lr0, self.lr_end if stop is FOREVER else self(stop)
