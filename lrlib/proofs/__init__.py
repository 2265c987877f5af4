"""Executable proofs: every claim of the book, checked on the formula that trains.

>>> from lrlib.proofs import theorem
>>> theorem("E1").report.ok
True

``python -m lrlib.proofs`` checks them all and prints a table. What a theorem is, and what it
takes to accept one, is in :mod:`lrlib.proofs.theorem`; each chapter's theorems are in the
module of its name.
"""

from importlib import import_module
from importlib.util import find_spec

_missing = [name for name in ("sympy", "mpmath", "flint", "z3") if find_spec(name) is None]
if _missing:
    raise ImportError(
        f'lrlib.proofs needs {", ".join(_missing)}: pip install "lrlib[proofs]"',
        name=_missing[0],
    )

from lrlib.proofs.render import Table  # noqa: E402
from lrlib.proofs.theorem import Theorem  # noqa: E402

__all__ = ["CHAPTERS", "THEOREMS", "collect", "run_all", "table", "theorem"]

#: Modules of theorems, in the order of the chapters.
CHAPTERS = ("exponential", "ced", "onecycle", "convergence")


def collect(*modules) -> dict[str, Theorem]:
    """The theorems of some modules by label, in the order of their definition."""
    found = [t for module in modules for t in vars(module).values() if isinstance(t, Theorem)]
    labels = [t.label for t in found]
    if twice := {label for label in labels if labels.count(label) > 1}:
        raise ValueError(f"two theorems share the label {', '.join(twice)}")
    return dict(zip(labels, found))


#: Every theorem by its label.
THEOREMS = collect(*(import_module(f"lrlib.proofs.{name}") for name in CHAPTERS))


def theorem(label: str) -> Theorem:
    """The theorem of this label. As the last line of a notebook cell it shows its box."""
    if label in THEOREMS:
        return THEOREMS[label]
    raise KeyError(f"label must be one of {', '.join(THEOREMS)}, got {label!r}")


def run_all(*labels: str) -> dict:
    """The report of each theorem, or of those with these labels; checked once per process."""
    return {label: theorem(label).report for label in labels or THEOREMS}


def table(*labels: str, linked: bool = False) -> Table:
    """The status of the theorems, which a notebook shows as a table."""
    return Table([theorem(label) for label in labels or THEOREMS], linked)
