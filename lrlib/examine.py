"""A line of training code, examined: all that there is to say about its rates, as plain data.

>>> found = examine("LinearLR(optimizer, 1.0, 0.0, total_iters=90)", updates=100, lr=0.1)
>>> found["schedule"], found["last"]
('LinearDecay(lr0=0.1, total_steps=90)', 0.0)
>>> found["findings"][0]["words"]
'10 of 100 updates have rate 0 and change nothing (90 to 99)'

The book's page on audits shows what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from lrlib import check
from lrlib.audit import audit
from lrlib.paste import read
from lrlib.schedules import KINDS, Schedule
from lrlib.watch import watched

__all__ = ["MOST", "examine"]

MOST = 200_000  # updates: a page is to answer while its reader waits
POINTS = 300  # of a curve


def examine(text: str, updates: int, lr: float | None = None) -> dict[str, Any]:
    """What a line of training code would do in a run.

    Parameters
    ----------
    text : str
        As :func:`lrlib.paste.read` takes it.
    updates : int, 1 to 200,000
    lr : float > 0, optional
        The optimizer's rate.

    Returns
    -------
    dict of str to plain data
        ``schedule``, the call that makes the schedule of lrlib with this curve, and ``line``,
        which runs as it stands after ``import lrlib``; ``rates``, points [update, rate] of the
        curve; ``held``, points of the schedule where the two part, or none; ``ran``, the updates
        up to an error; ``last`` and ``highest`` rate, and ``peak``, the first update with that;
        ``findings`` of the audit and ``notes``.

    Raises
    ------
    ValueError
        that points at what is wrong in the text, or names the number that is out of range.
    TypeError
        if one of them is no text or no number.

    Examples
    --------
    >>> wave = examine("CosineAnnealingLR(optimizer, T_max=90)", updates=181, lr=0.1)
    >>> wave["last"], wave["held"][-1]
    (0.1, [180, 0.0])
    >>> wave["line"]
    'schedule = lrlib.Cosine(lr0=0.1, total_steps=90)'
    """
    updates = check.count("updates", updates, "updates")
    if updates > MOST:
        raise ValueError(f"updates must be at most {MOST:,} here, got {updates:,}")
    pasted, source = read(text, lr), watched(text, lr)
    rates = list(source.run(updates).rates[0])  # up to an error, which the audit reports
    parted = pasted.until is not None and updates - 1 > pasted.until
    held = [float(pasted.schedule(step)) for step in range(updates)] if parted else []
    highest = max(rates)
    return {
        "name": pasted.name or type(pasted.schedule).__name__,
        "kind": type(pasted.schedule).__name__,
        "schedule": repr(pasted.schedule),
        "line": _line(pasted.schedule),
        "updates": updates,
        "rates": _points(rates),
        "held": _points(held),
        "ran": len(rates),
        "last": rates[-1],
        "highest": highest,
        "peak": rates.index(highest),
        "findings": [
            {"kind": found.kind, "words": found.words, "remark": found.remark}
            for found in audit(source, updates)
        ],
        "notes": list(pasted.notes),
    }


def _line(schedule: Schedule) -> str:
    """A line of a program. A kind of one's own is in no module of lrlib's, and keeps its name.

    >>> _line(Warmup(schedule=Cosine(lr0=0.1, total_steps=9), steps=1))
    'schedule = lrlib.Warmup(schedule=lrlib.Cosine(lr0=0.1, total_steps=9), steps=1)'
    """
    ours = [kind for kind, made in KINDS.items() if made.__module__.startswith("lrlib.")]
    return "schedule = " + re.sub(rf"\b({'|'.join(ours)})\(", r"lrlib.\1(", repr(schedule))


def _points(rates: Sequence[float]) -> list[list[float]]:
    """Enough points for a picture: of each stretch its ends, its lowest and its highest.

    >>> _points([3.0, 1.0, 2.0])
    [[0, 3.0], [1, 1.0], [2, 2.0]]
    """
    n = len(rates)
    edges = [round(i * n / POINTS) for i in range(POINTS + 1)] if n > 4 * POINTS else range(n + 1)
    steps: set[int] = set()
    for start, end in pairwise(edges):
        inside = range(start, end)
        steps |= {start, end - 1, min(inside, key=rates.__getitem__),
                  max(inside, key=rates.__getitem__)}  # fmt: skip
    return [[step, rates[step]] for step in sorted(steps)]
