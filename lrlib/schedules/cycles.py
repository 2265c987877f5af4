"""Waves that go on for ever: CED, cyclical learning rates, cosine with restarts."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadValue
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule, among, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["CosineRestarts", "CyclicExponentialDecay", "Triangular"]


@register
class CyclicExponentialDecay(Schedule):
    r"""Cyclic Exponential Decay (CED): exponential decay times a cosine wave.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 \, e^{-k t} \, w\!\left(\cos\frac{2\pi t}{T}\right)

    The wave *w* is one of

    ============  ============================  =================================
    ``"signed"``  :math:`\cos`                  negative half of the time: ascent
    ``"raised"``  :math:`(1 + \cos) / 2`        never negative, smooth
    ``"abs"``     :math:`|\cos|`                never negative, two arches a cycle
    ``"clip"``    :math:`\max(\cos, 0)`         never negative, pauses half the time
    ============  ============================  =================================

    It never ends: the rate tends to 0. The phase is taken from the whole step, so that it is
    as exact at step 1e9 as in the first cycle.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0, the highest.
    k : float > 0
        Decay per step, in 1/step.
    cycle_length : int > 0
        Steps per cycle, T.
    wave : {"signed", "raised", "abs", "clip"}
        Shape of a cycle. The default is the formula as published, negative rates included.
    staircase : bool
        True decays once per whole cycle instead of at every step.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Cyclic Exponential Decay </chapters/ced>`. As published, about half of the steps climb
    (:prf:ref:`C3`). None of the frameworks ships an equivalent.

    Examples
    --------
    >>> schedule = CyclicExponentialDecay(lr0=0.1, k=0.01, cycle_length=40)
    >>> schedule(0), schedule(20) < 0
    (0.1, True)
    >>> CyclicExponentialDecay(0.1, 0.01, 40, wave="raised")(20)
    0.0
    """

    lr0: float
    k: float
    cycle_length: int
    wave: str
    staircase: bool

    def __init__(
        self,
        lr0: Real,
        k: Real,
        cycle_length: Whole,
        wave: str = "signed",
        staircase: bool = False,
    ) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            k=check.positive("k", k),
            cycle_length=check.count("cycle_length", cycle_length),
            wave=check.one_of("wave", wave, pieces.WAVES),
            staircase=check.flag("staircase", staircase),
        )

    def rate(self, step: Any, ops: Any) -> Any:
        cosine = ops.cos(ops.phase(step, self.cycle_length))
        if self.staircase:
            step = ops.stairs(step, self.cycle_length)
        return self.lr0 * pieces.decay(step, self.k, ops) * pieces.WAVES[self.wave](cosine, ops)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        lowest_at = self._lowest_at()
        if stop is FOREVER or stop >= lowest_at:
            if self.wave != "signed":
                return 0.0, self.lr0
            stop = lowest_at
        return self.rate(stop, scalar_ops(self.lr0, self.k, self.cycle_length)), self.lr0

    def _lowest_at(self) -> Any:
        """The (real) step of the lowest rate; until there the rate falls."""
        if self.wave == "signed" and not self.staircase:
            ops = scalar_ops(self.k, self.cycle_length)
            omega = 2 * ops.pi / self.cycle_length
            return (ops.pi - ops.atan(self.k / omega)) / omega
        return self.cycle_length / (2 if self.wave in ("signed", "raised") else 4)


@register
class Triangular(Schedule):
    r"""Cyclical learning rates (CLR): a triangle wave between two bounds, for ever.

    .. math::

        \mathrm{lr}_t = \mathrm{lr}_{\min} + (\mathrm{lr}_{\max} - \mathrm{lr}_{\min})
        \, a_t \, \min\Bigl(\frac{d_t}{pT}, \frac{T - d_t}{(1 - p)T}\Bigr)

    where :math:`d_t` is what t leaves when divided by T: up in a line for pT steps, and down in
    a line for the rest of the cycle. The amplitude :math:`a_t` is 1
    (``"triangular"``), :math:`2^{-\lfloor t/T \rfloor}` (``"triangular2"``) or
    :math:`e^{-kt}` (``"exp_range"``).

    Parameters
    ----------
    lr_min : float, 0 <= lr_min <= lr_max
        Rate at the start of each cycle.
    lr_max : float > 0
        Rate at the peak of the first cycle; with ``"exp_range"`` it is not quite reached.
    cycle_length : int > 0
        Steps per cycle, T: twice Smith's ``stepsize``.
    decay : {"triangular", "triangular2", "exp_range"}
        What becomes of the amplitude.
    k : float > 0, only for ``"exp_range"``
        Decay of the amplitude per step, in 1/step; Smith's gamma is :math:`e^{-k}`.
    pct_start : float in (0, 1)
        Share of a cycle at which its peak lies, p. The default, 1/2, is Smith's; PyTorch's
        ``CyclicLR`` with ``step_size_up=u, step_size_down=d`` has u / (u + d).

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`: each cycle is that triangle (:prf:ref:`O1d`). Smith,
    arXiv 1506.01186. PyTorch's ``CyclicLR`` with ``step_size_up = cycle_length / 2`` is the same
    curve. With an odd length the peak falls between two steps.

    Examples
    --------
    >>> schedule = Triangular(lr_min=0.1, lr_max=0.5, cycle_length=10)
    >>> schedule(0), schedule(5), schedule(10)
    (0.1, 0.5, 0.1)
    >>> Triangular(0.1, 0.5, 10, decay="triangular2")(15)
    0.30000000000000004
    """

    lr_min: float
    lr_max: float
    cycle_length: int
    decay: str
    k: float | None
    pct_start: float

    def __init__(
        self,
        lr_min: Real,
        lr_max: Real,
        cycle_length: Whole,
        decay: str = "triangular",
        k: Real | None = None,
        pct_start: Real = 0.5,
    ) -> None:
        self.keep(
            lr_min=check.nonnegative("lr_min", lr_min),
            lr_max=check.positive("lr_max", lr_max),
            cycle_length=check.count("cycle_length", cycle_length),
            decay=check.one_of("decay", decay, ("triangular", "triangular2", "exp_range")),
            k=check.positive("k", k) if decay == "exp_range" else k,
            pct_start=check.share("pct_start", pct_start),
        )
        check.ordered("lr_min", self.lr_min, "lr_max", self.lr_max)
        if decay != "exp_range" and k is not None:
            raise BadValue("k", 'be None unless decay is "exp_range"', k)

    def rate(self, step: Any, ops: Any) -> Any:
        height = ops.tooth(step, self.cycle_length, self.cycle_length * self.pct_start)
        if self.decay == "triangular2":
            height = height * 2 ** -ops.real(ops.turns(step, self.cycle_length))
        elif self.decay == "exp_range":
            height = height * pieces.decay(step, self.k, ops)
        return self.lr_min + (self.lr_max - self.lr_min) * height

    def _range(self, stop: Any) -> tuple[Any, Any]:
        highest_at = self.cycle_length * self.pct_start
        if self.k is not None:  # t e^{-kt} is highest at t = 1/k
            highest_at, _ = among(highest_at, 1 / self.k)
        if stop is not FOREVER and stop < highest_at:
            highest_at = stop
        return self.lr_min, self.rate(highest_at, scalar_ops(self))


@register
class CosineRestarts(Schedule):
    r"""Cosine annealing with warm restarts (SGDR), for ever.

    >>> schedule = CosineRestarts(1.0, cycle_length=100, cycle_mult=2)
    >>> [round(schedule(t), 3) for t in (0, 50, 100, 200, 300)]
    [1.0, 0.5, 1.0, 0.5, 1.0]

    .. math:: \mathrm{lr}_t = \mathrm{lr}_{\mathrm{end}}
        + (\mathrm{lr}_0 - \mathrm{lr}_{\mathrm{end}}) \, q^{\,n} \, \tfrac12 (1 + \cos \pi u)

    where n cycles have passed at step t and u is the share of the present one. Cycle n has
    :math:`T m^n` steps and begins at :math:`T (m^n - 1)/(m - 1)`, or nT for m = 1: n is found from
    the whole step in a time that does not grow with it, and without a float's rounding. It never
    ends.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0, and with ``peak_mult=1`` at each restart.
    cycle_length : int > 0
        Steps of the first cycle, T.
    cycle_mult : int > 0
        How many times longer each cycle is than the one before, m. The default, 1, is that of
        PyTorch and timm; Keras takes 2.
    peak_mult : float, 0 < peak_mult <= 1
        Factor of the height above ``lr_end`` from a cycle to the next, q. The default, 1, is
        everybody's. (timm's ``cycle_decay`` multiplies the peak itself.)
    lr_end : float, 0 <= lr_end <= lr0
        Rate that each cycle falls to; the step that would reach it restarts. The default, 0, is
        everybody's.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Loshchilov and Hutter, arXiv 1608.03983. PyTorch's ``CosineAnnealingWarmRestarts`` and Keras's
    ``CosineDecayRestarts`` are the same curve.
    """

    lr0: float
    cycle_length: int
    cycle_mult: int
    peak_mult: float
    lr_end: float

    def __init__(
        self,
        lr0: Real,
        cycle_length: Whole,
        cycle_mult: Whole = 1,
        peak_mult: Real = 1.0,
        lr_end: Real = 0.0,
    ) -> None:
        self.keep(
            lr0=check.positive("lr0", lr0),
            cycle_length=check.count("cycle_length", cycle_length),
            cycle_mult=check.count("cycle_mult", cycle_mult, "times"),
            peak_mult=check.real("peak_mult", peak_mult, "above 0 and at most 1", _factor),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)

    def rate(self, step: Any, ops: Any) -> Any:
        n, share = ops.restart(step, self.cycle_length, self.cycle_mult)
        left = 1 - pieces.half_cosine(share, ops)
        if self.peak_mult != 1:
            left = left * ops.power(self.peak_mult, n)
        return self.lr_end * (1 - left) + self.lr0 * left

    def _range(self, stop: Any) -> tuple[Any, Any]:
        if stop is FOREVER or stop >= self.cycle_length:
            return self.lr_end, self.lr0
        return self(stop), self.lr0


def _factor(x: Any) -> Any:
    return 0 < x <= 1
