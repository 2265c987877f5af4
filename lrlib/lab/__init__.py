"""The lab: many runs, paired and kept, and what they say about schedules.

>>> from lrlib import lab
>>> sorted(lab.PROBLEMS)[:3], "linear" in lab.SHAPES
(['convex', 'convnet', 'digits'], True)

``lab.run`` makes fresh runs, ``lab.results`` gives the stored ones, ``lab.range_test`` looks for a
peak rate. The protocol is in protocol.md beside this file. Nothing is imported before it is asked
for. The engine needs JAX, statistics SciPy (``pip install 'lrlib[lab]'``); a range test needs only
NumPy and the framework that it is made in.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrlib.lab.engine import run
    from lrlib.lab.optimizers import OPTIMIZERS
    from lrlib.lab.problems import PROBLEMS
    from lrlib.lab.published import results
    from lrlib.lab.ranges import range_test
    from lrlib.lab.shapes import SHAPES

_FROM = {
    "PROBLEMS": "problems",
    "OPTIMIZERS": "optimizers",
    "SHAPES": "shapes",
    "run": "engine",
    "results": "published",
    "range_test": "ranges",
}

__all__ = ["OPTIMIZERS", "PROBLEMS", "SHAPES", "range_test", "results", "run"]


def __getattr__(name: str) -> object:
    if name not in _FROM:
        raise AttributeError(f"lrlib.lab has no {name!r}")
    return getattr(importlib.import_module(f"lrlib.lab.{_FROM[name]}"), name)
