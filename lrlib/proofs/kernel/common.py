"""Lines that stand in many proofs."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel.job import angle
from lrlib.proofs.kernel.lines import Line
from lrlib.proofs.kernel.rules import assumed, sign
from lrlib.proofs.kernel.terms import Number, Sequence, eq, gt, lt

__all__ = ["descent", "sine_above_0"]


def descent(theta: Sequence, rate: Sequence, curvature: Number, step: sp.Symbol) -> Line:
    """Gradient descent on a parabola, the bottom at 0: the hypothesis ``step``."""
    after = theta(step) - rate(step) * curvature * theta(step)
    return Line("step", eq(theta(step + 1), after), assumed(), "gradient descent", over=(step,))


def sine_above_0(x: sp.Symbol) -> Line:
    """The line ``sine``: above 0 on half of a turn."""
    by = sign(cover={x: angle(sp.pi)})
    return Line("sine", gt(sp.sin(x), 0), by, "above 0 on half of a turn", when=(lt(x, sp.pi),))
