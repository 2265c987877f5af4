"""The default trained again in the longest cells, on another machine: how far is it from itself?

``python -m lrlib.lab.again`` writes again.json. Starts and batches are those of the stored runs;
what differs is rounding, which a run of thousands of updates makes large.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from lrlib.lab import evidence
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import WARMUP
from lrlib.lab.statistics import Interval, gap
from lrlib.lab.studies import FRESH

__all__ = ["CELLS", "STORED", "asked", "itself", "losses", "train"]

STORED = Path(__file__).with_name("again.json")
CELLS = (("mlp", "adamw", 10_000), ("mlp", "momentum", 10_000))
DEFAULT = ("wsd", WARMUP)


def train() -> dict[str, list[float]]:
    """By optimiser, the test losses of the fresh seeds at the default's stored peak."""
    from lrlib.lab.engine import run

    found = {}
    for cell in CELLS:
        of = evidence.study(*cell)
        seeds, known = range(FRESH, FRESH + of.fresh), evidence.entries(of)[DEFAULT]
        judged = run(*cell[:2], DEFAULT[0], known.rate, cell[2], seeds, DEFAULT[1])[:, 1]
        found[cell[1]] = [float(f"{loss:.7g}") for loss in judged]
    return found


def losses(optimizer: str) -> list[float]:
    """The stored test losses of the default, trained again."""
    return json.loads((files("lrlib.lab") / STORED.name).read_text())[optimizer]


def itself(optimizer: str) -> Interval:
    """The gap of the default, trained again, to its stored runs of the same seeds."""
    (cell,) = (cell for cell in CELLS if cell[1] == optimizer)
    return gap(losses(optimizer), evidence.losses(evidence.study(*cell), DEFAULT))


def asked(optimizer: str, entry: Contender) -> Interval:
    """The gap of what readers asked for to the default, trained again on the same machine."""
    (cell,) = (cell for cell in evidence.asked() if cell[:3] in CELLS and cell[1] == optimizer)
    return gap(evidence.losses(evidence.asked()[cell], entry), losses(optimizer))


if __name__ == "__main__":
    STORED.write_text(json.dumps(train(), indent=1) + "\n")
    for cell in CELLS:
        print(cell[1], evidence.percent(itself(cell[1])))
