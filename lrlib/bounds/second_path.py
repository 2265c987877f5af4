"""What rates promise on any convex loss, exactly, and the steps of the second path behind them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from lrlib.bounds.convex import Tuned
from lrlib.bounds.numbers import Number, Rates, need, nonnegative, positive, rates_of
from lrlib.namespace import PYTHON

__all__ = ["second_steps", "weighed", "worst_case"]


def worst_case(rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None) -> float:
    r"""How far above the least the last loss can be with these very rates: a bound that is met.

    Go through the rates from the last to the first, and keep a number :math:`m`, at first 0: put
    :math:`M = \max(m, \sqrt{\eta_t})` and then :math:`m = M + \eta_t / M`. With the last
    :math:`m`, the sum :math:`H` of the rates and :math:`W = \max(m^2, D/G)` it is

    .. math:: \frac{D^2 / W + G^2 W}{2} - G^2 H .

    No convex loss ends higher (:prf:ref:`D9` with the weights of :prf:ref:`D10`), and one ends
    there (:prf:ref:`D11`, :prf:ref:`D12`), without noise already, in one dimension more than there
    are rates.

    Parameters
    ----------
    rates : Schedule, or array-like of shape (T,)
        The rates of the T updates, none negative.
    D : number > 0
        Distance from the start to the point compared with, in the unit of the parameters.
    G : number > 0
        Bound on the gradient's root mean square size at all T + 1 points, in loss per parameter
        unit.
    T : int > 0
        Number of updates; for a schedule only.

    Returns
    -------
    float
        In the unit of the loss.

    Raises
    ------
    ValueError
        naming the argument, the rule and the value received.
    TypeError
        if a schedule comes without T, or an array with it.

    References
    ----------
    :doc:`Convergence </chapters/convergence>`. For constant rates: Zamani and Glineur, arXiv
    2307.11134.

    Examples
    --------
    Two updates at the rate 4/15, which is best for two equal ones, and at half of it.

    >>> round(worst_case([4 / 15, 4 / 15]), 6), round(worst_case([2 / 15, 2 / 15]), 6)
    (0.6, 0.733333)
    """
    shape, far, steep = _given(rates, D, G, T)
    whole, energy, _ = _pass(shape)
    if whole < far / steep:
        return far * steep - steep**2 * math.fsum(shape)
    return (far**2 / whole + steep**2 * energy) / 2


def weighed(rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None) -> Tuned:
    r"""The best scale for a shape, and what the last loss then is at most: a bound that is met.

    It is :func:`worst_case` at the scale that makes it least. With the :math:`m` and the sum
    :math:`H` of that function it is

    .. math:: D G \sqrt{1 - 2 H / m^2} .

    Parameters, units and errors as for :func:`worst_case`; one rate must be positive.

    Returns
    -------
    Tuned
        The factor by which to multiply the rates, and the bound, as floats.

    References
    ----------
    Theorems :prf:ref:`D9`, :prf:ref:`D10` and :prf:ref:`D12` in
    :doc:`Convergence </chapters/convergence>`. The bound for given weights: Defazio et al., arXiv
    2310.07831, Theorem 1.

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
    need("rates", "above 0 somewhere", positive, max(shape))
    top = max(shape)  # measured by it, neither the largest nor the smallest rates run over
    whole, energy, _ = _pass([rate / top for rate in shape])
    scale = far / steep / top / math.sqrt(whole * energy)
    return Tuned(scale, far * steep * math.sqrt(energy / whole))


def second_steps(
    rates: Rates, D: Number = 1, G: Number = 1, *, T: int | None = None
) -> list[float]:
    r"""The steps of the second path behind a shape at its best scale: flat is best.

    An iterate is where the weighted mean of the second path would be if that path stopped now; each
    of its steps is a weight times the gradient at the iterate. The more even the weights, the lower
    the bound of :func:`weighed`, which is that of these weights.

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
    need("rates", "above 0 somewhere", positive, max(shape))
    scale = weighed(shape, far, steep).multiplier
    (root, *rests), _ = tails([scale * rate for rate in shape])
    left = [root, *rests, 0.0]
    return [root * (before - after) for before, after in pairwise(left)]


def level(later: Number, rate: Number, ops: Any = PYTHON) -> Number:
    """What is best left after a step, over the root of the whole: no less than ``later``, which
    the rates to come ask for."""
    return ops.maximum(later, ops.sqrt(rate))


def with_step(left: Number, rate: Number) -> Number:
    """What was left before a step of this rate, if so much is left after it."""
    return left + rate / left


def tails(rates: list[float]) -> tuple[list[float], int]:
    """What is left of the best weights before each step and after all, over the root of the whole.

    Also the step of the first rate at its level, which is at least twice all that follow it.

    >>> left, turn = tails([1.0, 1.0])
    >>> [round(x, 3) for x in left], turn
    ([2.5, 2.0, 1.0], 1)
    """
    whole, _, levels = _pass(rates)
    turn = next(t for t, rate in enumerate(rates) if levels[t] == level(0.0, rate) > 0)
    left = [math.sqrt(whole), *levels[: turn + 1]]
    for rate in rates[turn + 1 :]:  # from there on weights are what undoes a step
        left.append((left[-1] + math.sqrt(max(left[-1] ** 2 - 4 * rate, 0.0))) / 2)
    return left, turn


def _given(rates: Rates, D: Number, G: Number, T: int | None) -> tuple[list[float], float, float]:
    shape = [float(rate) for rate in rates_of(rates, T)]
    need("rates", "0 or more", nonnegative, shape)
    need("D", "above 0", positive, D)
    need("G", "above 0", positive, G)
    return shape, float(D), float(G)


def _pass(shape: list[float]) -> tuple[float, float, list[float]]:
    """The least sum of weights, the same less twice the rates, and the level after each step.

    The second is added up from what it is made of, so that nothing cancels in long runs.
    """
    later, parts, levels = 0.0, [], [0.0] * len(shape)
    for t in range(len(shape) - 1, -1, -1):
        rate = shape[t]
        levels[t] = even = level(later, rate)
        if even:  # else no rate was above 0 so far
            parts += [(rate / even) ** 2, (even - later) * (even + later)]
            later = with_step(even, rate)
    return later * later, math.fsum(parts), levels
