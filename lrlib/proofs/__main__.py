"""``python -m lrlib.proofs [LABEL ...]``: check the theorems and print their status."""

import argparse
import sys

from lrlib.proofs import THEOREMS, table


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="python -m lrlib.proofs", description=__doc__)
    parser.add_argument("labels", nargs="*", metavar="LABEL", help="only these (default: all)")
    labels = parser.parse_args(arguments).labels
    if unknown := [label for label in labels if label not in THEOREMS]:
        parser.error(f"no theorem {', '.join(unknown)}; there are {', '.join(THEOREMS)}")
    status = table(*labels)
    print(status)
    for theorem in status.theorems:
        for problem in theorem.report.problems:
            print(f"{theorem.label}: {problem}", file=sys.stderr)
    seconds = sum(theorem.report.seconds for theorem in status.theorems)
    verdict = "all hold" if status.ok else "NOT ALL HOLD"
    print(f"{len(status.theorems)} theorems in {seconds:.1f} s: {verdict}")
    return 0 if status.ok else 1


if __name__ == "__main__":
    sys.exit(main())
