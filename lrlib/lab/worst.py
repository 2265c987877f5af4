"""The convex loss on which given rates end exactly where theory says that they may.

The proof of :prf:ref:`D9` is a chain of inequalities. This module turns the chain round: it looks
for a loss on which every one of them is an equality. The loss is the highest of n + 1 planes of
slope 1. While step t is made, plane t and all later ones are equally high, and the slope that is
returned is that of plane t; at the minimiser, 1 away, all are. So the product of two slopes depends
on the earlier one alone, and these products follow from one another. Whether vectors with such
products exist is for the numbers to say, each time: no proof is known to us that they always do.
"""

from __future__ import annotations

import math

import numpy as np

from lrlib.bounds import second_path
from lrlib.guard import need
from lrlib.lab.settings import Row

__all__ = ["end", "resisting", "weights"]

SEEN = 1e-9  # planes are equally high, or products zero, as far as one can see


def weights(rates: Row) -> np.ndarray:
    """The steps of the second path for these very rates, D = G = 1, that promise most: (n + 1,).

    Raises
    ------
    ValueError
        if a rate is negative.

    >>> weights([4 / 15, 4 / 15]).round(9).tolist()
    [0.333333333, 0.666666667, 0.666666667]
    """
    brentq = need("scipy.optimize", "lab").brentq
    if not all(rate >= 0 for rate in rates):
        raise ValueError(f"rates must be 0 or more, got {min(rates)}")
    exponents = np.linspace(-10, 20, 301)
    left = [_left_over(rates, one) for one in exponents]
    for low, high, one, other in zip(exponents, exponents[1:], left, left[1:]):
        if one * other <= 0:
            return _along(rates, brentq(lambda e: _left_over(rates, e), low, high, xtol=1e-15))
    raise ValueError(f"no weights were found for the {len(rates)} rates from {rates[0]}")


def _along(rates: Row, exponent: float) -> np.ndarray:
    """Weights that ask for these rates: one family, whatever the last weight is."""
    product, found, left = math.exp(exponent), [1.0], 1.0
    for rate in reversed(rates):
        found.append(second_path.weight(left, rate, product))
        left += found[-1]
    return np.array(found[::-1]) * left / product


def _products(steps: np.ndarray) -> tuple[np.ndarray, float]:
    """The product of each slope with the later ones, and what is left over at the last one."""
    ahead = np.cumsum(steps[::-1])[::-1]
    depth, gone, found = 1 / ahead[0], 0.0, []
    for step, after in zip(steps, ahead[1:]):
        found.append((depth - step - gone) / after)
        gone += step * found[-1]
    return np.array(found), gone + steps[-1] - depth


def _left_over(rates: Row, exponent: float) -> float:
    return _products(_along(rates, exponent))[1]


def resisting(rates: Row) -> tuple[np.ndarray, float]:
    """The loss: its planes' slopes, (n + 1, n + 1), one in a row, and how deep it is.

    It is ``max(slopes @ x)``, cut off at minus the depth, with its minimum 1 away from the start 0.

    Raises
    ------
    ValueError
        if no weights, or no vectors with the products that are needed, exist.

    >>> slopes, depth = resisting([4 / 15, 4 / 15])
    >>> (slopes @ slopes.T).round(9).tolist()
    [[1.0, 0.2, 0.2], [0.2, 1.0, -0.2], [0.2, -0.2, 1.0]]
    >>> round(depth, 9)
    0.6
    """
    steps = weights(rates)
    later, _ = _products(steps)
    count = len(steps)
    table = np.append(later, 0.0)[np.minimum.outer(np.arange(count), np.arange(count))]
    np.fill_diagonal(table, 1.0)
    sizes, axes = np.linalg.eigh(table)
    if sizes[0] < -SEEN:
        raise ValueError(f"no vectors have such products: an eigenvalue is {sizes[0]:.3g}")
    return axes * np.sqrt(np.maximum(sizes, 0)), float(1 / steps.sum())


def end(rates: Row, slopes: np.ndarray, depth: float) -> float:
    """How far above the least the rates end, if the loss answers step t with its plane t.

    Raises
    ------
    ValueError
        if that plane is none of the highest there: then its slope is none of the loss.

    >>> rates = [4 / 15, 4 / 15]
    >>> round(end(rates, *resisting(rates)), 9)
    0.6
    """
    x = np.zeros(slopes.shape[1])
    for t, rate in enumerate(rates):
        heights = slopes @ x
        if heights[t] < heights.max() - SEEN or heights[t] < -depth:
            raise ValueError(f"plane {t} is not among the highest after {t} steps")
        x = x - rate * slopes[t]
    return float(max((slopes @ x).max(), -depth)) + depth
