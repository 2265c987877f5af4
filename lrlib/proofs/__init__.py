"""Executable proofs: every claim of the book, checked on the formula that trains.

>>> from lrlib.proofs import theorem
>>> theorem("E1").report.ok
True

``python -m lrlib.proofs`` checks them all and prints a table. What a theorem is, and what it
takes to accept one, is in :mod:`lrlib.proofs.theorem`; each chapter's theorems are in the folder
of its name, a module a section.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from lrlib.check import brings
from lrlib.proofs.report import Report

_missing = [name for name in ("sympy", "mpmath", "flint", "z3") if find_spec(name) is None]
if _missing:
    raise ImportError(f"{', '.join(_missing)} is missing; {brings('proofs')}", name=_missing[0])

from lrlib.proofs.render import Table  # noqa: E402
from lrlib.proofs.theorem import Theorem  # noqa: E402

__all__ = ["CHAPTERS", "MODULES", "THEOREMS", "collect", "run_all", "table", "theorem"]

#: Letter with which labels begin to the folder of their theorems.
FOLDERS = {
    "E": "exponential", "C": "ced", "O": "onecycle", "D": "convergence", "N": "convergence",
    "W": "worlds", "P": "contracts",
}  # fmt: skip

#: Folders of theorems.
MODULES = tuple(dict.fromkeys(FOLDERS.values()))

#: Names of the chapters that show them. *What lrlib promises* takes from every module.
CHAPTERS = ("exponential", "ced", "onecycle", "convergence", "worlds", "promises")


def collect(*modules: ModuleType) -> dict[str, Theorem]:
    """The theorems of some modules by label, in the order of their definition."""
    found = [t for module in modules for t in vars(module).values() if isinstance(t, Theorem)]
    labels = [t.label for t in found]
    if twice := {label for label in labels if labels.count(label) > 1}:
        raise ValueError(f"two theorems share the label {', '.join(twice)}")
    return dict(zip(labels, found))


class _Theorems(Mapping[str, Theorem]):
    """Theorems by label, chapter by chapter. A folder is read when one of its own is asked for: to
    write all of them down takes seconds in a browser."""

    def __init__(self) -> None:
        self._folders: dict[str, dict[str, Theorem]] = {}

    def _folder(self, name: str) -> dict[str, Theorem]:
        if name not in self._folders:
            found = collect(import_module(f"lrlib.proofs.{name}"))
            if strays := [label for label in found if FOLDERS.get(label[:1]) != name]:
                raise ValueError(f"in {name}, labels cannot begin like {', '.join(strays)}")
            self._folders[name] = dict(sorted(found.items()))
        return self._folders[name]

    def __getitem__(self, label: str) -> Theorem:
        folder = FOLDERS.get(label[:1]) if isinstance(label, str) else None
        return (self._folder(folder) if folder else {})[label]

    def __iter__(self) -> Iterator[str]:
        for name in MODULES:
            yield from self._folder(name)

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: Every theorem by its label.
THEOREMS = _Theorems()


def theorem(label: str) -> Theorem:
    """The theorem of this label. As the last line of a notebook cell it shows its box."""
    if label in THEOREMS:
        return THEOREMS[label]
    raise KeyError(f"label must be one of {', '.join(THEOREMS)}, got {label!r}")


def run_all(*labels: str) -> dict[str, Report]:
    """The report of each theorem, or of those with these labels; checked once per process."""
    return {label: theorem(label).report for label in labels or THEOREMS}


def table(*labels: str, linked: bool = False) -> Table:
    """The status of the theorems, which a notebook shows as a table."""
    return Table([theorem(label) for label in labels or THEOREMS], linked)
