"""Any convex loss again, by the sharper proof: what a second path in weighed steps promises."""

from __future__ import annotations

import math

from lrlib.bounds.convex import Tuned
from lrlib.bounds.numbers import Number, Rates, need, nonnegative, positive, rates_of

__all__ = ["second_steps", "weighed"]

COARSE, FINE = 24, 30  # products tried, from 1/10 to 100 times the steps; then closer and closer
GOLDEN = (math.sqrt(5) - 1) / 2


def weighed(rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None) -> Tuned:
    r"""The best scale for a shape, and what the last loss then is at most, by :prf:ref:`D9`.

    For weights :math:`w_0, \dots, w_T > 0` with the tails
    :math:`p_t = w_t + \dots + w_T`, the rates :math:`\eta_t = w_t\,p_{t+1}/p_0` guarantee

    .. math:: \mathrm{E} f(x_T) - f(u) \le \frac{D^2 + G^2 \sum_t w_t^2}{2 p_0} .

    The rates of a given shape have such weights for every last weight and every product of scale
    and sum. One number made of the two matters to the bound, and it is found by search. Whatever
    the search finds is a true bound; that none is better is not claimed.

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
    shape, far, steep = _given(rates, D, G, T)
    best, kappa, left, energy = _least(shape)
    return Tuned(far / steep * kappa / (left * math.sqrt(energy)), far * steep * best)


def second_steps(
    rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None
) -> list[float]:
    r"""The steps of the second path behind a shape at its best scale: flat is best.

    With the weights that :func:`weighed` finds, an iterate is where the weighed mean of the second
    path would be if that path stopped now; each of its steps is a weight times the gradient at the
    iterate. The more even the weights, the lower the bound.

    Parameters, units and errors as for :func:`weighed`.

    Returns
    -------
    list of T + 1 floats
        One for each gradient and one for the last point, in units of the rates.

    References
    ----------
    Theorem :prf:ref:`D9` in :doc:`Convergence </chapters/convergence>`.

    Examples
    --------
    Behind the straight line they are equal; behind a constant rate the last ones are long.

    >>> from lrlib import Constant, LinearDecay
    >>> [round(step, 3) for step in second_steps(LinearDecay(1.0, total_steps=3), T=3)]
    [0.5, 0.5, 0.5, 0.5]
    >>> [round(step, 2) for step in second_steps(Constant(1.0), T=3)]
    [0.26, 0.32, 0.64, 0.64]
    """
    shape, far, steep = _given(rates, D, G, T)
    _, kappa, _, energy = _least(shape)
    scale, left, steps = far / steep / math.sqrt(energy), 1.0, [1.0]
    for rate in reversed(shape):
        steps.append(weight(left, rate, kappa))
        left += steps[-1]
    return [scale * step for step in reversed(steps)]


def weight(left: Number, rate: Number, kappa: Number) -> Number:
    """How long a step of the second path a rate asks for, when so much is left after it."""
    return rate * kappa / left


def preceded(left: Number, energy: Number, rate: Number, kappa: Number) -> tuple[Number, Number]:
    """The sum of the weights and that of their squares, with one more step in front."""
    step = weight(left, rate, kappa)
    return left + step, energy + step * step


def _given(rates: Rates, D: Number, G: Number, T: int | None) -> tuple[list[float], float, float]:
    shape = [float(rate) for rate in rates_of(rates, T)]
    need("rates", "0 or more", nonnegative, shape)
    need("rates", "above 0 somewhere", lambda _: max(shape) > 0, shape)
    need("D", "above 0", positive, D)
    need("G", "above 0", positive, G)
    return shape, float(D), float(G)


def _least(shape: list[float]) -> tuple[float, float, float, float]:
    """The best bound for D = G = 1, the product that it takes, and the two sums of the weights."""

    def along(exponent: float) -> tuple[float, float, float, float]:
        kappa = math.exp(exponent) / max(shape)
        left = energy = 1.0  # the last weight's
        for rate in reversed(shape):
            left, energy = preceded(left, energy, rate, kappa)
        return math.sqrt(energy) / left, kappa, left, energy

    least, most = -math.log(10), math.log(100 * len(shape))
    grid = [least + (most - least) * i / COARSE for i in range(COARSE + 1)]
    at = min(range(1, COARSE), key=lambda i: along(grid[i]))
    low, high = grid[at - 1], grid[at + 1]
    one, other = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    left, right = along(one), along(other)
    for _ in range(FINE):  # golden section: one of the two inner points is known already
        if left < right:
            high, other, right = other, one, left
            one = high - GOLDEN * (high - low)
            left = along(one)
        else:
            low, one, left = one, other, right
            other = low + GOLDEN * (high - low)
            right = along(other)
    return min(left, right)
