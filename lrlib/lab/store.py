"""Results, kept as they arrive in one SQLite file.

The primary key is the whole setting, so nothing can be stored twice; a chunk is one transaction,
so an end at any time, by SIGKILL too, loses the chunk under way and nothing else. A loss that is
no number is stored as infinity, since SQLite would turn NaN into NULL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.lab.settings import Losses, Setting

__all__ = ["Store"]

KEY = ", ".join(Setting._fields)
TYPES = "TEXT, TEXT, INT, INT, TEXT, REAL, REAL, INT".split(", ")
COLUMNS = ", ".join(f"{name} {kind} NOT NULL" for name, kind in zip(Setting._fields, TYPES))


class Store:
    """The runs that are done, by setting.

    >>> import tempfile
    >>> setting = Setting("mlp", "sgd", 300, 64, "linear", 0.0, 0.5, 0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(folder + "/runs.sqlite")
    ...     store.add([setting], [(1.25, 1.5)], plan=16)
    ...     print(store.missing([setting]), store.runs()[setting])
    ...     store.close()
    [] (1.25, 1.5)
    """

    def __init__(self, path: str | Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute(
            f"CREATE TABLE IF NOT EXISTS runs ({COLUMNS}, validation REAL NOT NULL, "
            f"test REAL NOT NULL, plan INT NOT NULL, PRIMARY KEY ({KEY})) WITHOUT ROWID"
        )

    def add(self, settings: Iterable[Setting], losses: Iterable[Losses], plan: int) -> None:
        """Keep a chunk: all of it, or none. A setting that is there already is an error."""
        rows: list[tuple[Any, ...]] = [
            (*setting, *map(float, loss), plan) for setting, loss in zip(settings, losses)
        ]
        if any(np.isnan(row[-3]) or np.isnan(row[-2]) for row in rows):
            raise ValueError("losses must be numbers or infinite, got NaN")
        with self.database:
            self.database.execute("BEGIN")
            places = ", ".join("?" * (len(Setting._fields) + 3))
            self.database.executemany(f"INSERT INTO runs VALUES ({places})", rows)

    def runs(self, problem: str | None = None) -> dict[Setting, Losses]:
        """Setting to (validation, test), of all problems or of one."""
        only = ("WHERE problem = ?", (problem,)) if problem else ("", ())
        found = self.database.execute(
            f"SELECT {KEY}, validation, test FROM runs {only[0]}", only[1]
        )
        width = len(Setting._fields)
        return {Setting(*row[:width]): row[width:] for row in found}

    def missing(self, settings: Iterable[Setting]) -> list[Setting]:
        """Those of some settings that have no result yet."""
        done = self.runs()
        return [setting for setting in settings if setting not in done]

    def close(self) -> None:
        self.database.close()
