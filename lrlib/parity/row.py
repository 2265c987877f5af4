"""A row of the parity table."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["FLOAT32", "FLOAT64", "Row", "rows"]

FLOAT64, FLOAT32 = 1e-12, 2e-5


class Row(NamedTuple):
    """One schedule in one framework.

    Parameters
    ----------
    framework : str
        A key of ``FRAMEWORKS``.
    ours : str
        The schedule in lrlib.
    native : str or None
        The framework's own expression for it; None where it has none.
    within : float
        Largest difference of the rates, as a share of the highest one.
    until : str
        The last step at which they agree, if they part after the end.
    differs : str
        What else to know.
    made_with : str
        The rate that the optimizer is made with, if it is not the schedule's first.
    """

    framework: str
    ours: str
    native: str | None = None
    within: float = 0.0
    until: str = ""
    differs: str = ""
    made_with: str = ""


def rows(framework: str, within: float, *entries: tuple[Any, ...]) -> dict[tuple[str, str], Row]:
    """Rows by framework and shape; an entry is ours, theirs and, in a dict, what else to know."""
    found = {}
    for ours, native, *more in entries:
        options: dict[str, Any] = {"within": within} | (more[0] if more else {})
        found[framework, ours] = Row(framework, ours, native, **options)
    return found
