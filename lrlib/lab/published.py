"""The stored results of the lab, as they are published with the package.

One compressed file of NumPy arrays, ``results.npz``: names as small numbers, losses as float32,
and how it was made as JSON (command, versions, machine, chunk plan, minutes).
"""

from __future__ import annotations

import json
import os
import platform
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

__all__ = ["PUBLISHED", "how", "machine", "read", "restore", "results", "write"]

if TYPE_CHECKING:
    from lrlib.lab.settings import Runs
    from lrlib.lab.store import Store

PUBLISHED = Path(__file__).with_name("results.npz")
NAMES = ("problem", "optimizer", "schedule")
NUMBERS = {"steps": np.int32, "batch": np.int32, "warmup": np.float32, "rate": float,
           "seed": np.int32, "validation": np.float32, "test": np.float32}  # fmt: skip
COLUMNS = ("problem", "optimizer", "steps", "batch", "schedule", "warmup", "rate", "seed")
VERSIONS = ("numpy", "jax", "jaxlib", "scipy")


def restore(store: Store, path: Path = PUBLISHED) -> None:
    """Bring the published runs into a store, so that a study goes on from them."""
    from lrlib.lab.problems import PROBLEMS
    from lrlib.lab.settings import Setting

    there = {Setting(*key): loss for key, loss in read(path).items()}
    for problem, at in PROBLEMS.items():
        missing = there.keys() - store.runs(problem).keys()
        lacking = sorted(setting for setting in missing if setting.problem == problem)
        store.add(lacking, [there[setting] for setting in lacking], at.chunk)


def write(
    store: Store, path: Path = PUBLISHED, cpu_seconds: float | None = None, extend: bool = False
) -> None:
    """Publish what a store holds. The same runs give the same arrays.

    With ``extend`` the store began with the published runs: how those were made stays, and how
    the others were is added to it.
    """
    from lrlib.lab.problems import PROBLEMS

    runs = sorted(store.runs().items())
    rows = [(*setting, *loss) for setting, loss in runs]
    columns: dict[str, tuple[Any, ...]] = dict(zip((*COLUMNS, "validation", "test"), zip(*rows)))
    arrays: dict[str, Any] = {name: np.array(columns[name], kind) for name, kind in NUMBERS.items()}
    for name in NAMES:
        arrays[f"{name}_names"], codes = np.unique(columns[name], return_inverse=True)
        arrays[name] = codes.astype(np.uint8)
    minutes = None if cpu_seconds is None else round(cpu_seconds / 60, 1)
    made = {
        "command": "python -m lrlib.lab run --publish lrlib/lab/results.npz",
        **machine(),
        "chunk plan": {
            name: f"1 seed x {at.chunk} configurations" for name, at in PROBLEMS.items()
        },
        "runs": len(rows),
        "CPU minutes": minutes,
        "seeds": "tuning 0, 1, ...; fresh 1000, 1001, ...",
    }
    if extend:
        first = how(PUBLISHED)
        added = {"runs": len(rows) - first["runs"], **machine(), "CPU minutes": minutes}
        made = first | {"runs": len(rows), "added": [*first.get("added", []), added]}
    np.savez_compressed(path, how=np.array(json.dumps(made)), **arrays)


def machine() -> dict[str, Any]:
    """Versions and machine: losses may differ in the last bits on another."""
    return {
        "versions": {name: version(name) for name in VERSIONS} | {"python": sys.version.split()[0]},
        "machine": f"{_processor()}, {os.cpu_count()} cores, {sys.platform}; one thread a process",
    }


def _processor() -> str:
    """The processor's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), "unknown")


@lru_cache(maxsize=2)
def _loaded(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    for name in NAMES:
        arrays[name] = arrays.pop(f"{name}_names")[arrays[name]]
    return json.loads(str(arrays.pop("how"))), arrays


def how(path: Path = PUBLISHED) -> dict[str, Any]:
    """How the stored results were made: command, versions, machine, chunk plan, minutes."""
    return _loaded(path)[0]


def read(path: Path = PUBLISHED) -> Runs:
    """Setting, as a plain tuple, to (validation, test)."""
    _, arrays = _loaded(path)
    rows = zip(*(arrays[name].tolist() for name in COLUMNS))
    keys = ((*row[:5], round(row[5], 4), *row[6:]) for row in rows)
    return dict(zip(keys, zip(arrays["validation"].tolist(), arrays["test"].tolist())))


def results(path: Path | None = None) -> dict[str, np.ndarray]:
    """The stored results as a dictionary of arrays, one entry for a run and a split.

    >>> table = results()
    >>> sorted(table)[:5]
    ['batch', 'loss', 'optimizer', 'problem', 'rate']

    Returns
    -------
    dict
        Of arrays, all of one length: problem, optimizer, steps, batch, schedule, warmup, rate,
        seed, split and loss. The split is "validation" or "test"; the loss is infinite where the
        run diverged, and its unit is the problem's.
    """
    _, arrays = _loaded(PUBLISHED if path is None else path)
    table = {name: np.concatenate([arrays[name]] * 2) for name in COLUMNS}
    count = len(arrays["seed"])
    table["split"] = np.repeat(["validation", "test"], count)
    table["loss"] = np.concatenate([arrays["validation"], arrays["test"]])
    return table
