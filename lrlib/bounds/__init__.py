r"""What theory promises for a schedule before anything is trained.

Two settings in which a promise can be computed from the rates alone:

* **convex**: any convex loss, any gradients of bounded size. :func:`last_iterate` bounds how
  far above the best loss the last iterate may be, :func:`tuned` does so after the schedule's
  scale has been chosen best. :func:`worst_case` and :func:`weighed` do the same by a sharper
  proof, and exactly: there is a loss that ends there. :func:`second_steps` shows what it sees.
* **noisy quadratic**: one parameter, curvature :math:`\lambda`, gradient noise of variance
  :math:`\sigma^2`. :func:`mean_square` follows the expected squared error exactly;
  :func:`least_mean_square` is what no schedule can beat and :func:`harmonic` reaches.

Everything takes floats and arrays, and as well exact numbers (``fractions.Fraction``, SymPy's
rationals and positive symbols): nothing below rounds on its own, but for the square root in
:func:`tuned` and what comes by the sharper proof, which answers in floats. A sequence of n rates
costs O(n). NumPy is not needed; where it is installed, sequences are returned as its arrays.
"""

from lrlib.bounds.convex import Tuned, last_iterate, parts, refined, tuned
from lrlib.bounds.noisy import (
    harmonic,
    least_mean_square,
    mean_square,
    next_mean_square,
    stationary,
)
from lrlib.bounds.second_path import second_steps, weighed, worst_case

__all__ = [
    "Tuned",
    "harmonic",
    "last_iterate",
    "least_mean_square",
    "mean_square",
    "next_mean_square",
    "parts",
    "refined",
    "second_steps",
    "stationary",
    "tuned",
    "weighed",
    "worst_case",
]
