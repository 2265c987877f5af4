"""``python -m lrlib.proofs [LABEL ...] [--json]``: check the theorems and print their status."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Sequence
from typing import Any

from lrlib.proofs import THEOREMS
from lrlib.proofs.render import mark
from lrlib.proofs.summary import rows
from lrlib.proofs.theorem import SEED

HEAD = ("label", "theorem", "badge", "lines", "checked by", "neighbours", "time")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lrlib.proofs", description=__doc__)
    parser.add_argument("labels", nargs="*", metavar="LABEL", help="only these (default: all)")
    parser.add_argument("--json", action="store_true", help="a list of rows, for other programs")
    parser.add_argument("--seed", type=int, default=SEED, help="where random points begin")
    parser.add_argument("--workers", type=int, help="processes (default: one a core)")
    given = parser.parse_args(arguments)
    if unknown := [label for label in given.labels if label not in THEOREMS]:
        parser.error(f"no theorem {', '.join(unknown)}; there are {', '.join(THEOREMS)}")
    start, order = time.monotonic(), list(THEOREMS)
    found = sorted(
        rows(given.labels, given.seed, given.workers), key=lambda r: order.index(r["label"])
    )
    failed = [r for r in found if r["problems"] or r["accepted"]]
    if given.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        print(table(found))
        seconds, verdict = time.monotonic() - start, "NOT ALL HOLD" if failed else "all hold"
        print(f"{len(found)} theorems in {seconds:.1f} s, seed {given.seed}: {verdict}")
    for row in failed:
        for problem in row["problems"]:
            print(f"{row['label']}: {problem}", file=sys.stderr)
    return 1 if failed else 0


def table(found: Iterable[dict[str, Any]]) -> str:
    """The rows as text, in columns."""
    lines = [HEAD, *map(_cells, found)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    text = ["  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines]
    return "\n".join([text[0], "-" * len(text[0]), *text[1:]])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    refuted = row["neighbours_hand"] + row["neighbours_machine"] - row["undecided_neighbours"]
    return (
        row["label"],
        row["name"],
        f"{mark(row['badge'])} {row['badge']}",
        str(row["lines"] or "–"),
        " + ".join(row["engines"]),
        f"{refuted} refuted",
        f"{row['seconds']:.2f} s",
    )


if __name__ == "__main__":
    sys.exit(main())
