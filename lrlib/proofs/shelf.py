"""Reports that the pages of one build of the book share, so that none checks a theorem again.

Where ``LRLIB_REPORTS`` names a folder, a report that was made there from the same sources with the
same seed is taken from it, if the theorem is one of lrlib's. Elsewhere nothing is kept.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import sympy as sp

from lrlib.proofs.report import Report
from lrlib.proofs.theorem import SEED, Theorem

__all__ = ["report"]

_LIBRARY = Path(__file__).resolve().parents[1]


def report(theorem: Theorem) -> Report:
    """The theorem's report, made here or found on the shelf."""
    folder = os.environ.get("LRLIB_REPORTS")
    if not folder or not theorem.module.startswith("lrlib."):
        return theorem.run()
    path = Path(folder) / f"{theorem.label}-{SEED}-{_sources()}.pickle"
    if path.exists():
        return _Reader(io.BytesIO(path.read_bytes()), theorem).load()
    made, out = theorem.run(), io.BytesIO()
    _Writer(out, theorem).dump(made)
    if _Reader(io.BytesIO(out.getvalue()), theorem).load() != made:
        return made  # SymPy simplified it on the way: better checked again than changed
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(f".{os.getpid()}")  # never half a report: another page may be reading
    whole.write_bytes(out.getvalue())
    whole.replace(path)
    return made


@cache
def _sources() -> str:
    """What all of lrlib's sources say, in sixteen letters."""
    found = hashlib.sha256()
    for module in sorted(_LIBRARY.rglob("*.py")):
        found.update(module.read_bytes())
    return found.hexdigest()[:16]


class _Writer(pickle.Pickler):
    """Lines and mutants hold functions: of these a report keeps the place in their theorem."""

    def __init__(self, file: io.BytesIO, theorem: Theorem) -> None:
        super().__init__(file)
        self.places = {
            id(part): (name, i)
            for name in ("lines", "mutants")
            for i, part in enumerate(getattr(theorem, name))
        }

    def persistent_id(self, obj: object) -> tuple[str, int] | None:
        return self.places.get(id(obj))

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, sp.core.relational.Relational):
            return _as_it_stands, (type(obj), obj.args)
        return NotImplemented


def _as_it_stands(kind: Callable[..., sp.Basic], args: tuple[sp.Basic, ...]) -> sp.Basic:
    """A relation that stays one, as ``0 <= 1``, which SymPy would otherwise call true."""
    return kind(*args, evaluate=False)


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, theorem: Theorem) -> None:
        super().__init__(file)
        self.theorem = theorem

    def persistent_load(self, place: tuple[str, int]) -> Any:
        name, i = place
        return getattr(self.theorem, name)[i]
