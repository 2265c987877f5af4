"""Two numbers that a claim relates, at one point: what refutes a false one."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from lrlib.proofs.engines import NotShown

__all__ = ["Witness"]


@dataclass(frozen=True)
class Witness:
    """Two numbers that a claim relates, at one point.

    ``at`` says in words where, ``left`` is what the schedule does there, ``right`` what the
    claim says of it. ``tolerance`` is relative and counts for ``=`` alone.
    """

    at: str
    left: float
    relation: str
    right: float
    tolerance: float = 1e-9

    @property
    def holds(self) -> bool:
        left, right = float(self.left), float(self.right)
        if math.isnan(left) or math.isnan(right):
            raise NotShown(f"{self.at}: one side is NaN")
        if self.relation == "=":
            return math.isclose(left, right, rel_tol=self.tolerance, abs_tol=1e-300)
        return bool(_RELATIONS[self.relation](left, right))

    def __str__(self) -> str:
        return f"{self.at}: {float(self.left):.6g} {self.relation} {float(self.right):.6g}"


_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
