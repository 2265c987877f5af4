"""Schedules refined from gradient norms: do they beat linear decay, from which they come?

``python -m lrlib.lab.refined`` records gradients along linear decay, makes the rates that
:func:`lrlib.bounds.refined` finds for their sizes, trains with them, and writes refined.json; under
a minute of one core. The rules are in protocol.md, R1. After Defazio et al., arXiv 2310.07831.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from lrlib import bounds
from lrlib.guard import need
from lrlib.lab import evidence
from lrlib.lab.lists import against, judge
from lrlib.lab.settings import Contender, Row
from lrlib.lab.shapes import schedule
from lrlib.lab.statistics import Interval

__all__ = ["CELLS", "STORED", "compared", "measure", "rates", "stored"]

STORED = Path(__file__).with_name("refined.json")
CELLS = [(problem, steps) for problem in ("convex", "mlp") for steps in (300, 1000)]
SMOOTH = 0.1  # the share of the run over which the running median goes
LINEAR = ("linear", 0.0)


def sizes(problem: str, steps: int) -> np.ndarray:
    """Root mean square gradient before each update, over the tuning seeds, under linear decay."""
    from lrlib.lab.engine import gradients

    of = evidence.study(problem, "sgd", steps)
    peak = evidence.entries(of)[LINEAR].rate
    planned = schedule("linear", peak, steps).curve(steps)
    found = [gradients(of.cell, planned, seed) for seed in range(of.tune)]
    return np.sqrt(np.mean(np.square(found), axis=0))


def rates(sizes: Row) -> np.ndarray:
    """The refined rates for gradients of these sizes, highest 1.

    >>> rates(np.ones(10)).round(2).tolist()[:3]
    [1.0, 0.9, 0.8]
    """
    width = max(3, int(SMOOTH * len(sizes)) | 1)
    median = need("scipy.ndimage", "lab").median_filter(sizes, width, mode="nearest")
    found = np.array(bounds.refined([*median, median[-1]]))[
        :-1
    ]  # the last rate is 0: after the run
    return found / found.max()


def measure(problem: str, steps: int) -> dict[str, Any]:
    """One cell: the refined rates at their best scale, and the fresh losses."""
    of = evidence.study(problem, "sgd", steps)
    made = rates(sizes(problem, steps)) * evidence.entries(of)[LINEAR].rate
    judged = judge(of, made)
    rows = [float(f"{rate:.3g}") for rate in judged.scale * made]
    return {"problem": problem, "steps": steps, "rates": rows, "fresh": judged.fresh}


@cache
def stored() -> dict[tuple[str, int], dict[str, Any]]:
    """(problem, steps) to what :func:`measure` found."""
    cells = json.loads((files("lrlib.lab") / STORED.name).read_text())["cells"]
    return {(cell["problem"], cell["steps"]): cell for cell in cells}


def compared(problem: str, steps: int, entry: Contender = LINEAR) -> Interval:
    """The gap of the refined rates to an entry of the cell, linear decay if none is named."""
    of = evidence.study(problem, "sgd", steps)
    return against(of, stored()[problem, steps]["fresh"], entry)


if __name__ == "__main__":
    from lrlib.lab.published import machine

    cells = [measure(*cell) for cell in CELLS]
    how = {"command": "python -m lrlib.lab.refined", **machine()}
    STORED.write_text(json.dumps({"how": how, "cells": cells}) + "\n")
    for cell in CELLS:
        print(*cell, "against linear decay:", compared(*cell))
