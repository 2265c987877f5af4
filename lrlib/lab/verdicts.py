"""The hypotheses of protocol.md, tested: one paired comparison each, Holm over all of them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lrlib.lab import evidence, statistics
from lrlib.lab.settings import Cell, Contender, batch_of
from lrlib.lab.shapes import WARMUP
from lrlib.lab.statistics import Interval, holm, paired_p
from lrlib.lab.studies import Study

__all__ = ["HYPOTHESES", "Verdict", "verdicts"]

TIED = ("exp-3", "exp-10", "exp-100", "exp-1000")
COLD = 0.0


class Hypothesis(NamedTuple):
    """In these cells the first entry loses less than the second; a tuple of entries is its best."""

    claim: str
    problems: tuple[str, ...]
    optimizers: tuple[str, ...]
    steps: tuple[int, ...]
    better: Contender | tuple[Contender, ...]
    worse: Contender | tuple[Contender, ...]


class Verdict(NamedTuple):
    """What became of a hypothesis in a cell."""

    name: str
    cell: Cell
    gap: Interval  # of the one claimed better to the other: negative if the claim's sign is right
    p: float  # Holm's
    verdict: str  # supported, contradicted or open


def _plain(*names: str) -> tuple[Contender, ...]:
    return tuple((name, COLD) for name in names)


ALL, NETS = ("sgd", "momentum", "adamw"), ("mlp", "convnet", "transformer")
LINEAR, WARM = ("linear", COLD), ("linear", WARMUP)
#: By name, as protocol.md has them; H14 is an interval and not among them.
HYPOTHESES = {
    "H1": Hypothesis("linear decay beats the best tied exponential", ("convex", "mlp"), ALL,
                     (1000,), LINEAR, _plain(*TIED)),
    "H2": Hypothesis("a tied exponential beats one with fixed k", ("convex", "mlp"), ALL,
                     (1000, 3000), ("exp-100", COLD), ("exp-fixed", COLD)),
    "H3": Hypothesis("CED's raised wave beats the signed one", ("convex", "mlp"), ALL,
                     (300, 1000), ("ced-raised", COLD), ("ced-signed", COLD)),
    "H4": Hypothesis("exponential decay beats CED raised", ("convex", "mlp", "convnet"), ALL,
                     (300,), ("exp-100", COLD), ("ced-raised", COLD)),
    "H5": Hypothesis("linear decay reaches the best valley more often than CED raised",
                     ("ripples-1d", "ripples-2d"), ("sgd",), (300,), LINEAR, ("ced-raised", COLD)),
    "H6": Hypothesis("PyTorch's 1-cycle is better without momentum cycling", ("mlp", "convnet"),
                     ("momentum",), (300, 1000, 3000), ("1cycle-torch", COLD),
                     ("1cycle-torch-momentum", COLD)),
    "H7": Hypothesis("PyTorch's 1-cycle beats the triangle", ("mlp", "convnet"),
                     ("momentum", "adamw"), (300, 1000, 3000), ("1cycle-torch", COLD),
                     ("1cycle", COLD)),
    "H8": Hypothesis("two phases beat three", ("mlp",), ("momentum",), (300, 1000),
                     ("1cycle-torch", COLD), ("1cycle-torch-3", COLD)),
    "H9": Hypothesis("a warm-up improves linear decay with AdamW", NETS, ("adamw",),
                     (300, 1000, 3000), WARM, LINEAR),
    "H10": Hypothesis("with plain SGD linear decay is better without warm-up", ("mlp", "convex"),
                      ("sgd",), (300, 1000, 3000), LINEAR, WARM),
    "H11": Hypothesis("the 1-sqrt cooldown beats the linear one", ("mlp", "transformer"), ALL,
                      (300, 1000, 3000), ("wsd-sqrt", COLD), ("wsd", COLD)),
    "H12": Hypothesis("linear decay to 0 beats linear decay to a tenth", NETS, ALL,
                      (300, 1000, 3000), LINEAR, ("linear-10", COLD)),
    "H13": Hypothesis("linear decay beats cosine", ("mlp", "transformer"), ALL,
                      (300, 1000, 3000), LINEAR, ("cosine", COLD)),
    "H15": Hypothesis("linear decay beats a constant rate", ("mlp", "convex"), ALL,
                      (300, 1000, 3000), LINEAR, ("constant", COLD)),
    "H16a": Hypothesis("easy parabola: linear decay beats WSD", ("quadratic-easy",), ("sgd",),
                       (300, 1000, 3000), LINEAR, ("wsd", COLD)),
    "H16b": Hypothesis("hard parabola: WSD beats linear decay", ("quadratic-hard",), ("sgd",),
                       (300, 1000, 3000), ("wsd", COLD), LINEAR),
}  # fmt: skip


def _one(of: Study, entry: Contender | tuple[Contender, ...]) -> Contender | None:
    """An entry; of several, the one that was best on the tuning seeds. None if it has no result."""
    known = evidence.entries(of)
    if isinstance(entry[0], str):
        return entry if entry in known else None  # pyright: ignore[reportReturnType]
    there = [one for one in entry if one in known]
    return min(there, key=lambda one: known[one].tuned) if there else None


@cache
def verdicts() -> tuple[Verdict, ...]:
    """Every comparison of the list that the stored results allow."""
    found = []
    for name, h in HYPOTHESES.items():
        for cell, of in evidence.cells().items():
            batch = batch_of(cell.problem)
            if cell.problem not in h.problems or cell.optimizer not in h.optimizers:
                continue
            if cell.steps not in h.steps or cell.batch != batch:
                continue
            better, worse = _one(of, h.better), _one(of, h.worse)
            if better is None or worse is None:
                continue
            a, b = evidence.losses(of, better), evidence.losses(of, worse)
            if not np.isfinite(a + b).all():
                gap = Interval(*[np.nan] * 3)
                sign = float(np.isfinite(b).sum()) - float(np.isfinite(a).sum())
                found.append((name, cell, gap, 0.0 if sign else 1.0, sign))
                continue
            gap = statistics.gap(a, b)
            found.append((name, cell, gap, paired_p(a, b), gap.value))
    adjusted = holm([one[3] for one in found])
    out = []
    for (name, cell, gap, _, sign), p in zip(found, adjusted):
        word = "open" if p >= 0.05 else "supported" if sign < 0 else "contradicted"
        out.append(Verdict(name, cell, gap, p, word))
    return tuple(out)


def count(name: str) -> dict[str, int]:
    """In how many cells a hypothesis is supported, contradicted and open."""
    words = [v.verdict for v in verdicts() if v.name == name]
    return {word: words.count(word) for word in ("supported", "contradicted", "open")}
