"""Range tests on the lab's problems: what four rules suggest, beside the best peak.

``python -m lrlib.lab.ranges_judged`` makes the tests and writes ranges.json: for each cell of 300
updates the best peak of linear decay, and what each rule read off the curves of some seeds.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.lab.rules import RULES, growing

__all__ = ["STORED", "judge", "missed"]

STORED = Path(__file__).with_name("ranges.json")
SEEDS, UPDATES = range(2000, 2008), 100
BELOW, ABOVE = 1000, 100  # the test runs from a thousandth of the best peak to a hundred times it


def judge() -> list[dict[str, Any]]:
    """For each cell of 300 updates: the best peak, and each rule's suggestions."""
    from lrlib.lab import evidence
    from lrlib.lab.engine import recorded

    found = []
    for cell, of in evidence.cells().items():
        known = evidence.entries(of).get(("linear", 0.0))
        if cell.steps != 300 or "ripples" in cell.problem or known is None:
            continue
        rates = growing(known.rate / BELOW, known.rate * ABOVE, UPDATES)
        curves = [recorded(cell, rates, seed) for seed in SEEDS]
        rules = {name: [rule(rates, curve) for curve in curves] for name, rule in RULES.items()}
        found.append({"cell": evidence.named(cell), "best": known.rate, "suggested": rules})
    return found


def missed(problem: str = "") -> dict[str, np.ndarray]:
    """By rule, suggestion over best peak in every test that is stored, or on one problem."""
    stored = json.loads((files("lrlib.lab") / STORED.name).read_text())
    stored = [one for one in stored if one["cell"].startswith(problem)]
    return {
        rule: np.concatenate([np.array(one["suggested"][rule]) / one["best"] for one in stored])
        for rule in stored[0]["suggested"]
    }


if __name__ == "__main__":
    STORED.write_text(json.dumps(judge(), indent=1) + "\n")
    for rule, ratios in missed().items():
        low, middle, high = np.percentile(ratios, [10, 50, 90])
        print(f"{rule:28} median {middle:.2f}, four fifths between {low:.2f} and {high:.2f}")
