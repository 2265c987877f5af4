"""Lightning steps a scheduler from ``configure_optimizers`` itself, and Accelerate a prepared one.

Read in lightning 2.6, ``core/optimizer.py``: the interval is "epoch" where none is said. Read in
accelerate 1.15, ``scheduler.py``: a prepared scheduler moves on once per process at each update.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lrlib.native.names import path_of
from lrlib.native.program import dotted, statements

__all__ = ["EPOCHS", "interval", "max_epochs", "prepared"]

EPOCHS = "max_epochs"  # what a reader of such a function asks for


def interval(body: list[ast.stmt], made: ast.stmt) -> tuple[str, str] | None:
    """How often Lightning steps the scheduler that a line makes, and what there is to say of it.

    None where the line stands in no ``configure_optimizers``.

    >>> text = "def configure_optimizers(self):\\n  made = 1\\n  return {'interval': 'step'}"
    >>> body = ast.parse(text).body
    >>> interval(body, body[0].body[0])[0], interval(body, body[0])
    ('step', None)
    """
    for line in statements(body):
        if not isinstance(line, ast.FunctionDef) or line.name != "configure_optimizers":
            continue
        if any(one is made for one in statements(line.body)):
            often = next(_said(line, "frequency"), ast.Constant(1))
            if not isinstance(often, ast.Constant) or often.value != 1:
                words = f'"frequency": {ast.unparse(often)}'
                return "", f"{words} lets Lightning step it less often, which is not read"
            said = next(_said(line, "interval"), None)
            if said is None:
                return "epoch", (
                    "Lightning steps a scheduler from configure_optimizers once an epoch, unless "
                    'it is given with "interval": "step": what is called an update here is an epoch'
                )
            if not isinstance(said, ast.Constant) or said.value not in ("step", "epoch"):
                return "", "whether Lightning steps it once an epoch or once an update is not read"
            what = {"step": "it counts updates", "epoch": "an update here is an epoch"}[said.value]
            return said.value, f'Lightning steps it as "interval": "{said.value}" says: {what}'
    return None


def max_epochs(body: list[ast.stmt]) -> ast.expr | None:
    """What a ``Trainer`` in the text says of them."""
    for line in statements(body):
        for node in ast.walk(line):
            if isinstance(node, ast.Call) and path_of(node.func)[-1:] == ("Trainer",):
                return next((word.value for word in node.keywords if word.arg == EPOCHS), None)
    return None


def prepared(body: list[ast.stmt], scheduler: str) -> str:
    """What there is to know where Accelerate prepares the scheduler; empty where it does not."""
    nodes = [node for line in body for node in ast.walk(line)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    goes = any(
        path_of(call.func)[-1:] in (("prepare",), ("prepare_scheduler",))
        and scheduler in map(dotted, call.args)
        for call in calls
    )
    split = any(
        isinstance(word.value, ast.Constant) and (word.arg, word.value.value) in _ONCE
        for call in calls
        for word in call.keywords
    )
    if not goes or split:
        return ""
    return (
        f"{scheduler} goes through prepare: Accelerate steps it once per process at each update, "
        "and in several processes it runs ahead, unless there is split_batches=True"
    )


_ONCE = (("split_batches", True), ("step_scheduler_with_optimizer", False))


def _said(function: ast.stmt, key: str) -> Iterator[ast.expr]:
    """What stands for a key in the dictionaries of a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.Dict):
            for name, value in zip(node.keys, node.values):
                if isinstance(name, ast.Constant) and name.value == key:
                    yield value
        elif isinstance(node, ast.Call) and path_of(node.func) == ("dict",):
            yield from (word.value for word in node.keywords if word.arg == key)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            at = node.targets[0].slice  # said["interval"] = "step"
            if isinstance(at, ast.Constant) and at.value == key:
                yield node.value
