"""The engines that answer: algebra (SymPy), balls (arb) and a solver (Z3), a room each.

Every one answers True or False for a reason, or raises :class:`NotShown`: "it could not be seen"
never passes for either.
"""

from typing import Any, TypeAlias

__all__ = ["NotShown", "Number"]

#: An expression, or what SymPy makes one of: a number, a string.
Number: TypeAlias = Any


class NotShown(Exception):
    """Raised by a check, or a tool it uses, that could decide neither way."""
