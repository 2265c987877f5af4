"""How often a loop over batches makes an update, where gradients are gathered from several.

>>> import ast
>>> every = once_in(ast.parse("(i + 1) % 4 == 0 or i + 1 == n", mode="eval").body)
>>> ast.unparse(every.divisor), every.of(batches=10, divisor=4)
('4', 3)
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from lrlib.native.names import path_of

__all__ = ["Once", "divides", "gathers", "once_in"]


class Once(NamedTuple):
    """Once in so many batches; ``rest``: whether what is left over makes an update, too."""

    divisor: ast.expr
    counter: str
    plain: bool  # whether the counter stands alone, so that its start decides
    rest: bool = False

    def of(self, batches: int, divisor: int) -> int:
        return -(-batches // divisor) if self.rest else batches // divisor


def once_in(test: ast.expr, holds: bool = True) -> Once | None:
    """What the test of an ``if`` says, where it can be read: ``(i + 1) % 4 == 0`` and the like."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return once_in(test.operand, not holds)
    if isinstance(test, ast.BoolOp):
        found = [one for value in test.values if (one := once_in(value, holds))]
        ors = isinstance(test.op, ast.Or) == holds  # not (a and b) is an or as well
        return found[0]._replace(rest=True) if ors and len(found) == 1 else None
    if isinstance(test, ast.BinOp):
        return None if holds else _divided(test, ast.Constant(0))
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if not isinstance(test.ops[0], ast.Eq if holds else (ast.NotEq, ast.Gt)):
        return None
    left, right = test.left, test.comparators[0]
    return _divided(left, right) or _divided(right, left)


def _divided(left: ast.expr, right: ast.expr) -> Once | None:
    if not isinstance(left, ast.BinOp) or not isinstance(left.op, ast.Mod):
        return None
    counter, below = left.left, f"{ast.unparse(left.right)} - 1"
    last = ast.unparse(right) == below or (
        isinstance(left.right, ast.Constant)
        and isinstance(left.right.value, int)
        and ast.unparse(right) == str(left.right.value - 1)
    )
    if ast.unparse(right) != "0" and not last:
        return None
    one_on = isinstance(counter, ast.BinOp) and ast.unparse(counter).endswith(" + 1")
    name = counter.left if one_on and isinstance(counter, ast.BinOp) else counter
    path = ".".join(path_of(name))
    return Once(left.right, path, not (one_on or last)) if path else None


def divides(test: ast.expr) -> bool:
    """Whether there is a ``%`` in it."""
    return any(isinstance(node, ast.Mod) for node in ast.walk(test))


def gathers(line: ast.stmt) -> bool:
    """``with accelerator.accumulate(model):``, in which most steps do nothing."""
    return isinstance(line, ast.With) and any(
        isinstance(item.context_expr, ast.Call)
        and path_of(item.context_expr.func)[-1:] == ("accumulate",)
        for item in line.items
    )
