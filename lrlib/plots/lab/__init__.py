"""Figures of the lab's evidence, drawn from the stored results."""

from lrlib.plots.lab.peaks import best_peaks, peaks, transfers
from lrlib.plots.lab.rows import comparisons, dots, gaps, regrets, warmups
from lrlib.plots.lab.shapes import endings, escapes, horizons, theories

__all__ = [
    "best_peaks",
    "comparisons",
    "dots",
    "endings",
    "escapes",
    "gaps",
    "horizons",
    "peaks",
    "regrets",
    "theories",
    "transfers",
    "warmups",
]
