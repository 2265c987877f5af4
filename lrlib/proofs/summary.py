"""What is known of each theorem in plain values, found out in parallel.

>>> row(theorem("E2a"))["accepted"]
0
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

from lrlib.proofs import THEOREMS, theorem
from lrlib.proofs.render import status
from lrlib.proofs.theorem import SEED, Theorem

__all__ = ["row", "rows"]


def row(it: Theorem, seed: int | None = None) -> dict[str, Any]:
    """One theorem, as JSON can hold it."""
    report = it.report if seed is None else it.run(seed)
    vars(it)["report"] = report
    hand = len(it.mutants)
    accepted = sum(c.answer is True for r in report.rejections for c in r.checks)
    return {
        "label": it.label,
        "name": it.name,
        "badge": status(it),
        "lines": it.length,
        "by_hand": list(it.steps_by_hand),
        "cited": list(it.facts),
        "engines": list(it.engines),
        "scope": it.scope,
        "neighbours_hand": hand,
        "neighbours_machine": len(report.neighbours("refuted", "open", "accepted", by_hand=False)),
        "accepted": accepted + len(report.neighbours("accepted")),
        "true_neighbours": len(report.neighbours("true", by_hand=False)),
        "undecided_neighbours": len(report.neighbours("open")),
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "problems": list(report.problems),
    }


def _of(label: str, seed: int | None) -> dict[str, Any]:
    return row(theorem(label), seed)


def rows(
    labels: Sequence[str] = (), seed: int = SEED, workers: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the row of each theorem, in the order in which they are done.

    The longest are begun first; each is checked in one of ``workers`` processes.
    """
    labels = list(labels or THEOREMS)
    workers = min(workers or os.cpu_count() or 1, len(labels))
    if workers == 1:
        yield from (_of(label, seed) for label in labels)
        return
    first = sorted(labels, key=lambda label: -len(THEOREMS[label].lines))
    method = "fork" if hasattr(os, "fork") else "spawn"  # forked, none has to import SymPy anew
    with ProcessPoolExecutor(workers, mp_context=get_context(method)) as pool:
        for done in as_completed([pool.submit(_of, label, seed) for label in first]):
            yield done.result()
