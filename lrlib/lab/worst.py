"""The convex loss on which given rates end exactly where theory says that they may (D11).

The proof of :prf:ref:`D9` is a chain of inequalities, and on this loss each of them is an equality.
It is the highest of some planes of slope 1. While step t is made, plane t and all later ones are
equally high, and at the minimiser, 1 away from the start, all are. So the product of two slopes
depends on the earlier one alone. From the first rate on that is at least as large as twice all that
follow it, the slope does not turn any more.
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from lrlib.bounds import second_path
from lrlib.lab.settings import Row

__all__ = ["resisting", "run"]

SEEN = 1e-9  # planes are equally high as far as one can see


def resisting(rates: Row) -> tuple[np.ndarray, float]:
    """The loss: its planes' slopes, one in a row, and how deep it is.

    It is ``max(slopes @ x)``, cut off at minus the depth, with its minimum 1 away from the start 0.
    Rates too small to get anywhere have a single plane.

    Raises
    ------
    ValueError
        if a rate is negative.

    >>> slopes, depth = resisting([4 / 15, 4 / 15])
    >>> (slopes @ slopes.T).round(9).tolist()
    [[1.0, 0.2, 0.2], [0.2, 1.0, -0.2], [0.2, -0.2, 1.0]]
    >>> round(depth, 9)
    0.6
    """
    if not all(rate >= 0 for rate in rates):
        raise ValueError(f"rates must be 0 or more, got {min(rates)}")
    if not any(rates):
        return np.ones((1, 1)), 1.0
    left, turn = second_path.tails([float(rate) for rate in rates])
    whole = left[0] ** 2
    if whole <= 1:
        return np.ones((1, 1)), 1.0
    # what D11 calls a is 1 - missing here: it may be so near to 1 that only its distance is seen
    missing, size, rows = 1 / whole**2, 1.0, []
    for before, after in pairwise(left[: turn + 2]):
        share = (1 - missing) * before / after
        rows.append((math.sqrt(size), math.sqrt(size) * (1 - share)))
        rest = 2 * after - before + missing * before
        size *= max(share * rest / after, 0.0)  # of two nearly equal numbers at such heights
        missing *= before / rest
    own, given = np.array([*rows, (math.sqrt(size), 0.0)]).T
    return np.tril(np.broadcast_to(given, (len(own), len(own))), -1) + np.diag(own), float(
        1 / whole
    )


def run(rates: Row, slopes: np.ndarray, depth: float) -> np.ndarray:
    """How far above the least each point is, if the loss answers step t with its plane t: (n + 1,).

    There may be fewer planes than steps: the last one answers from its turn on.

    Raises
    ------
    ValueError
        if that plane is none of the highest there: then its slope is none of the loss.

    >>> rates = [4 / 15, 4 / 15]
    >>> run(rates, *resisting(rates)).round(9).tolist()
    [0.6, 0.546666667, 0.6]
    """
    x, losses = np.zeros(slopes.shape[1]), [depth]
    for t, rate in enumerate(rates):
        heights, plane = slopes @ x, min(t, len(slopes) - 1)
        if heights[plane] < heights.max() - SEEN or heights[plane] < -depth:
            raise ValueError(f"plane {plane} is not among the highest after {t} steps")
        x = x - rate * slopes[plane]
        losses.append(max((slopes @ x).max(), -depth) + depth)
    return np.array(losses)
