"""``python -m lrlib.lab list | run NAME... | report``: the lab from the command line.

* ``list`` names the problems, the shapes and the studies, with what is stored of each;
* ``run`` runs studies (all of them without a name) and publishes the results;
* ``report`` prints each entry's best rate and its gap to the best, with intervals.

Stop it at any time and start it again: it goes on where it was.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from lrlib.lab import published
from lrlib.lab.problems import PROBLEMS
from lrlib.lab.shapes import SHAPES
from lrlib.lab.store import Store
from lrlib.lab.studies import ASKED, STUDIES, wanted
from lrlib.lab.sweep import sweep

EVERY = STUDIES | ASKED


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m lrlib.lab", description=(__doc__ or "").split("\n")[0]
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="problems, shapes, studies")
    run = commands.add_parser("run", help="run studies, and publish the results")
    run.add_argument("names", nargs="*", metavar="NAME", help="studies; all of them if none")
    run.add_argument("--quick", action="store_true", help="few seeds and the short budgets only")
    where = run.add_mutually_exclusive_group()
    where.add_argument("--workers", type=int, default=1, help="processes of one thread each")
    where.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler, for several machines")
    run.add_argument("--store", type=Path, help="the SQLite file (default: lab.sqlite)")
    run.add_argument("--publish", type=Path, help="where the results go, if anywhere")
    run.add_argument(
        "--extend", action="store_true", help="begin with the published runs: only what they lack"
    )
    commands.add_parser("report", help="what the stored results say")
    asked = parser.parse_args(arguments)
    if asked.command == "list":
        return listed()
    if asked.command == "report":
        from lrlib.lab.report import report

        print(report())
        return 0
    unknown = [name for name in asked.names if name not in EVERY]
    if unknown:
        parser.error(f"no study {unknown[0]!r}; there are {', '.join(EVERY)}")
    return studied(asked)


def listed() -> int:
    for title, table in (("problem", PROBLEMS), ("shape", SHAPES)):
        for name, entry in table.items():
            print(f"{title:8} {name:22} {getattr(entry, 'about', getattr(entry, 'label', ''))}")
    for name, studies in EVERY.items():
        cells = "; ".join(f"{s.cell.problem} {s.cell.optimizer} {s.cell.steps}" for s in studies)
        print(f"study    {name:22} {cells}")
    return 0


def studied(asked: argparse.Namespace) -> int:
    from tqdm import tqdm

    store = Store(asked.store or ("lab-quick.sqlite" if asked.quick else "lab.sqlite"))
    if asked.extend:
        published.restore(store)
    started = time.time()
    for name in asked.names or EVERY:
        for study in EVERY[name]:
            if asked.quick:
                if study.cell.steps > 300 or study.cell.problem == "transformer":
                    continue
                study = study._replace(tune=2, fresh=4, per_octave=1, octaves=4)
            title = f"{name}: {study.cell.problem} {study.cell.optimizer} {study.cell.steps}"
            while settings := wanted(study, store.runs(study.cell.problem)):
                with tqdm(total=len(settings), desc=title, unit=" runs", file=sys.stderr) as bar:
                    sweep(settings, store, asked.workers, asked.dask, bar)
    if asked.publish:
        published.write(store, asked.publish, time.time() - started, extend=asked.extend)
    store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
