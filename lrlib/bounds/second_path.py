"""Any convex loss again, by the sharper proof: what a second path in weighed steps promises."""

from __future__ import annotations

import math

from lrlib.bounds.convex import Tuned
from lrlib.bounds.numbers import Number, Rates, need, nonnegative, positive, rates_of

__all__ = ["weighed"]

COARSE, FINE = 24, 30  # products tried, from 1/10 to 100 times the steps; then closer and closer
GOLDEN = (math.sqrt(5) - 1) / 2


def weighed(rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None) -> Tuned:
    r"""The best scale for a shape, and what the last loss then is at most, by :prf:ref:`D9`.

    For weights :math:`w_0, \dots, w_T > 0` with the tails
    :math:`p_t = w_t + \dots + w_T`, the rates :math:`\eta_t = w_t\,p_{t+1}/p_0` guarantee

    .. math:: \mathrm{E} f(x_T) - f(u) \le \frac{D^2 + G^2 \sum_t w_t^2}{2 p_0} .

    Rates :math:`c\,s_t` of a given shape have such weights for every :math:`a = w_T` and every
    :math:`\kappa = c\,p_0`, namely those with :math:`p_t = p_{t+1} + s_t\,\kappa/p_{t+1}`. Only
    :math:`\kappa/a^2` matters to the best bound :math:`D G \sqrt{\sum_t w_t^2}/p_0`; it is found by
    search. Whatever the search finds is a true bound; that none is better is not claimed.

    Parameters
    ----------
    rates : Schedule, or array-like of shape (T,)
        The rates of the T updates, none negative, one of them positive.
    D : number > 0
        Distance from the start to the point compared with, in the unit of the parameters.
    G : number > 0
        Bound on the gradient's root mean square size at all T + 1 points, in loss per parameter
        unit.
    T : int > 0
        Number of updates; for a schedule only.

    Returns
    -------
    Tuned
        The factor by which to multiply the rates, and the bound, as floats.

    Raises
    ------
    ValueError
        naming the argument, the rule and the value received.
    TypeError
        if a schedule comes without T, or an array with it.

    References
    ----------
    Defazio et al., arXiv 2310.07831, Theorem 1. :doc:`Convergence </chapters/convergence>`.

    Examples
    --------
    For the straight line it is what :prf:ref:`D2` says, 0.1 after 99 updates; cosine is within
    four per cent of it.

    >>> from lrlib import Cosine, LinearDecay
    >>> round(weighed(LinearDecay(1.0, total_steps=99), T=99).bound, 4)
    0.1
    >>> round(weighed(Cosine(1.0, total_steps=99), T=99).bound, 4)
    0.103
    """
    shape = [float(rate) for rate in rates_of(rates, T)]
    need("rates", "0 or more", nonnegative, shape)
    need("rates", "above 0 somewhere", lambda _: max(shape) > 0, shape)
    need("D", "above 0", positive, D)
    need("G", "above 0", positive, G)

    def square(exponent: float) -> tuple[float, float, float]:
        """The bound for a product, and what its scale is made of."""
        kappa = math.exp(exponent) / max(shape)
        tail = energy = 1.0
        for rate in reversed(shape):
            weight = rate * kappa / tail
            tail += weight
            energy += weight * weight
        energy = math.sqrt(energy)
        return energy / tail, kappa, tail * energy

    least, most = -math.log(10), math.log(100 * len(shape))
    grid = [least + (most - least) * i / COARSE for i in range(COARSE + 1)]
    at = min(range(1, COARSE), key=lambda i: square(grid[i]))
    low, high = grid[at - 1], grid[at + 1]
    one, other = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    left, right = square(one), square(other)
    for _ in range(FINE):  # golden section: one of the two inner points is known already
        if left < right:
            high, other, right = other, one, left
            one = high - GOLDEN * (high - low)
            left = square(one)
        else:
            low, one, left = one, other, right
            other = low + GOLDEN * (high - low)
            right = square(other)
    best, kappa, size = min(left, right)
    return Tuned(float(D) / float(G) * kappa / size, float(D) * float(G) * best)
