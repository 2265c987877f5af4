"""1-cycle: up, and down again, once."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadValue
from lrlib.namespace import is_symbolic
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule, among, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self

    from lrlib.namespace import Real, Whole

__all__ = ["OneCycle"]


@register
class OneCycle(Schedule):
    r"""1-cycle: up from ``lr_min`` to ``lr_max``, then down again, once.

    With the defaults it is the symmetric triangle

    .. math::

        \mathrm{lr}_t = \mathrm{lr}_{\min} + (\mathrm{lr}_{\max} - \mathrm{lr}_{\min}) \cdot
        \begin{cases} t / (t_{\max}/2) & t \le t_{\max}/2 \\
        1 - (t - t_{\max}/2) / (t_{\max}/2) & t_{\max}/2 < t \le t_{\max} \\
        0 & t > t_{\max} \end{cases}

    evaluated as a ramp up minus a ramp down. After ``total_steps`` it holds the last rate.

    Parameters
    ----------
    lr_min : float, 0 <= lr_min <= lr_max
        Rate at step 0.
    lr_max : float > 0
        Rate at the peak.
    total_steps : int > 0
        The step at which the cycle has ended, t_max; held afterwards. With the defaults and an
        odd length the peak falls between two steps, and the highest rate used is
        lr_max - (lr_max - lr_min) / total_steps.
    pct_start : float in (0, 1)
        Share of ``total_steps`` at which the peak lies.
    anneal : {"linear", "cosine"}
        Shape of each phase.
    lr_final : float, 0 <= lr_final <= lr_max, optional
        Rate at the end; None is ``lr_min``.
    three_phase : bool
        True falls to ``lr_min`` as fast as it rose, then to ``lr_final`` at ``total_steps``;
        ``pct_start`` must then be below 1/2.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`; how high the peak may be on a parabola is
    :prf:ref:`O2c`. Smith and Topin, arXiv 1708.07120. :meth:`from_torch` gives PyTorch's
    ``OneCycleLR``, whose defaults are another curve.

    Examples
    --------
    >>> schedule = OneCycle(lr_min=0.01, lr_max=0.1, total_steps=100)
    >>> schedule(0), schedule(50), schedule(100), schedule(1000)
    (0.01, 0.1, 0.01, 0.01)
    """

    lr_min: float
    lr_max: float
    total_steps: int
    pct_start: float
    anneal: str
    lr_final: float | None
    three_phase: bool

    def __init__(
        self,
        lr_min: Real,
        lr_max: Real,
        total_steps: Whole,
        pct_start: Real = 0.5,
        anneal: str = "linear",
        lr_final: Real | None = None,
        three_phase: bool = False,
    ) -> None:
        self.keep(
            lr_min=check.nonnegative("lr_min", lr_min),
            lr_max=check.positive("lr_max", lr_max),
            total_steps=check.count("total_steps", total_steps),
            pct_start=check.share("pct_start", pct_start),
            anneal=check.one_of("anneal", anneal, ("linear", "cosine")),
            lr_final=None if lr_final is None else check.nonnegative("lr_final", lr_final),
            three_phase=check.flag("three_phase", three_phase),
        )
        check.ordered("lr_min", self.lr_min, "lr_max", self.lr_max)
        if lr_final is not None:
            check.ordered("lr_final", self.lr_final, "lr_max", self.lr_max)
        if three_phase and not is_symbolic(pct_start) and not self.pct_start < 0.5:
            raise BadValue("pct_start", "be below 1/2 for three phases", pct_start)

    def rate(self, step: Any, ops: Any) -> Any:
        peak = self.total_steps * self.pct_start
        foot = 2 * peak if self.three_phase else self.total_steps  # where the way down ends
        height = ops.tent(step, peak, foot)
        if self.anneal == "cosine":
            height = pieces.half_cosine(height, ops)
        low = self.lr_min
        if self.lr_final is not None:
            if self.three_phase:
                tail = ops.ramp(step, foot, self.total_steps)
                if self.anneal == "cosine":
                    tail = pieces.half_cosine(tail, ops)
                low = self.lr_min * (1 - tail) + self.lr_final * tail
            else:  # in products with an array, so that they have its dtype
                rising, rest = ops.ramp(step, 0, peak) < 1, 1 - height
                below = ops.where(rising, self.lr_min * rest, self.lr_final * rest)
                return below + self.lr_max * height
        return low * (1 - height) + self.lr_max * height

    def _range(self, stop: Any) -> tuple[Any, Any]:
        peak = self.total_steps * self.pct_start
        knots = (peak, 2 * peak, self.total_steps) if self.three_phase else (peak, self.total_steps)
        ops = scalar_ops(self)
        reached = knots if stop is FOREVER else [x for x in knots if x < stop] + [stop]
        return among(self.lr_min, *(self.rate(x, ops) for x in reached))

    @classmethod
    def from_torch(
        cls,
        max_lr: float,
        total_steps: int,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
    ) -> Self:
        """The curve of PyTorch's ``OneCycleLR`` with these arguments and defaults.

        PyTorch counts the steps of a run (``total_steps``, the last one numbered
        ``total_steps - 1``) and places the peak at ``pct_start * total_steps - 1``.

        Parameters
        ----------
        max_lr : float > 0
            Rate at the peak, ``lr_max``.
        total_steps : int > 1
            Updates in the run.
        pct_start : float in (0, 1)
            Share of ``total_steps`` on the way up; ``pct_start * total_steps`` must be above 1.
        anneal_strategy : {"cos", "linear"}
        div_factor : float > 0
            ``lr_min`` is ``max_lr / div_factor``.
        final_div_factor : float > 0
            ``lr_final`` is ``lr_min / final_div_factor``.
        three_phase : bool

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> OneCycle.from_torch(max_lr=0.1, total_steps=1000)(299)
        0.1
        """
        check.one_of("anneal_strategy", anneal_strategy, ("cos", "linear"))
        total_steps = check.count("total_steps", total_steps)
        pct_start = check.share("pct_start", pct_start)
        if not 1 < pct_start * total_steps < total_steps:
            rule = "be above 1, so that there is a way up"
            raise BadValue("pct_start * total_steps", rule, pct_start * total_steps)
        lr_min = check.positive("max_lr", max_lr) / check.positive("div_factor", div_factor)
        return cls(
            lr_min,
            max_lr,
            total_steps - 1,
            (pct_start * total_steps - 1) / (total_steps - 1),
            {"cos": "cosine", "linear": "linear"}[anneal_strategy],
            lr_min / check.positive("final_div_factor", final_div_factor),
            three_phase,
        )
