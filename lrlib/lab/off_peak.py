"""What it costs to miss the best peak, from the stored tuning curves.

>>> costs = costs_of(2.0)  # a peak twice as high as the best
>>> 0 < min(costs.values()) < max(costs.values())
True
"""

from __future__ import annotations

import numpy as np

from lrlib.lab import evidence
from lrlib.lab.settings import Cell, Contender
from lrlib.lab.shapes import WARMUP

__all__ = ["costs_of"]


def costs_of(factor: float, entry: Contender = ("wsd", WARMUP)) -> dict[Cell, float]:
    """By what share the validation loss rises if the peak is so many times the best one.

    Parameters
    ----------
    factor : float > 0
        The peak over the best peak.
    entry : (str, float)
        A shape and its warm-up.

    Returns
    -------
    dict of Cell to float
        For the cells of networks whose grid of rates reaches that far: means over the tuning
        seeds, between two rates of the grid by a straight line in logarithms.
    """
    found = {}
    for cell, of in evidence.cells().items():
        if cell.problem not in evidence.NETWORKS or entry not in evidence.entries(of):
            continue
        rates, losses = evidence.curve(of, entry)
        rates, losses = rates[np.isfinite(losses)], losses[np.isfinite(losses)]
        best = evidence.entries(of)[entry].rate
        if rates[0] <= best * factor <= rates[-1]:
            at_best, off = np.interp(np.log([best, best * factor]), np.log(rates), np.log(losses))
            found[cell] = float(np.exp(off - at_best) - 1)
    return found
