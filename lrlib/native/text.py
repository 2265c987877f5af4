"""Lines of training code as text: read with :mod:`ast`, never run."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

from lrlib.native import arithmetic, timm, trainer
from lrlib.native.calls import Calls
from lrlib.native.lines import BEFORE
from lrlib.native.names import KNOWN, modules, path_of
from lrlib.native.pasted import Native, Pasted
from lrlib.native.program import dotted
from lrlib.native.signatures import REFUSED, SIGNATURES
from lrlib.native.strangers import STRANGERS
from lrlib.schedules import KINDS, Schedule
from lrlib.spec import FUNCTIONS, LONGEST, SpecError, vocabulary

__all__ = ["TrainingCode"]


class TrainingCode(Calls):
    """As the reader of lrlib's own calls, with native ones, arithmetic and lines before it."""

    others = "known are those of PyTorch, transformers, timm, Keras, Optax, MLX and lrlib"

    def pasted(self) -> Pasted:
        value = self.read()
        if isinstance(value, Native):
            found = value.pasted
        else:
            found = Pasted(value, tuple(self.notes), name=self.name)
        if self.stepped:
            often, words = self.stepped
            above = (*found.above, *((words,) if often != "step" else ()))
            epochs = self.epochs() if often == "epoch" else None
            found = found._replace(notes=(words, *found.notes), above=above, updates=epochs)
        if self.prepared:
            found = found._replace(
                notes=(self.prepared, *found.notes), above=(self.prepared, *found.above)
            )
        if self.placed is None:
            return found
        updates = found.updates or self.turns()
        where = self.says_where()
        return found._replace(
            notes=(where, *found.notes),
            updates=updates,
            above=(*((where,) if self.placed.above else ()), *found.above),
            batches=self.batches,
            uncounted="" if updates else self.uncounted,
        )

    def is_result(self, value: Any) -> bool:
        return isinstance(value, (Native, Schedule))

    def value(self, node: ast.expr) -> Any:
        if id(node) not in self.seen:
            try:
                self.seen[id(node)] = self.read_anew(node)
            except SpecError as error:
                self.seen[id(node)] = error
        found = self.seen[id(node)]
        if isinstance(found, SpecError):
            raise found
        return found

    def read_anew(self, node: ast.expr) -> Any:
        self.count += 1 + self.parts.get(dotted(node), 0)
        if self.count > LONGEST:  # b = [a, a], c = [b, b] and so on doubles with each line
            raise self.error("with its names written out this is too long", node)
        if isinstance(node, ast.BinOp) and type(node.op) in arithmetic.OPERATORS:
            operation = arithmetic.OPERATORS[type(node.op)]
            return self.computed(operation, [node.left, node.right], node)
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [self.value(key) for key in node.keys if key is not None]
            if not all(isinstance(key, (int, float, str)) for key in keys):
                raise self.error("only numbers and strings can be keys", node)
            return dict(zip(keys, map(self.value, node.values)))
        if (meant := self.names.get(dotted(node))) is not None:
            return self.value(meant)
        if (line := self.changed.get(dotted(node))) is not None:
            return self.asked(BEFORE, line, dotted(node))
        taken = isinstance(node, ast.Subscript) and path_of(node.value)  # config["epochs"]
        if taken or (isinstance(node, (ast.Name, ast.Attribute)) and not self.callable(node)):
            words = f"{ast.unparse(node)} is a name, and what it stands for is not in the text"
            return self.asked(f"give a number: {words}", node)
        return super().value(node)

    def callable(self, node: ast.expr) -> bool:
        path = path_of(node)
        return bool(path) and (path[-1] in (*KINDS, *FUNCTIONS) or bool(modules(path)))

    def computed(
        self, operation: Callable[..., Any], parts: list[ast.expr], node: ast.expr
    ) -> int | float:
        numbers = [self.value(part) for part in parts]
        for part, number in zip(parts, numbers):
            if not isinstance(number, (int, float)) or isinstance(number, bool):
                raise self.error(f"this must be a number, got {number!r}", part)
        try:
            return arithmetic.computed(operation, *numbers)
        except (ValueError, TypeError) as error:
            raise self.error(str(error), node) from None

    def counted(self, name: str, node: ast.Call) -> int | float:
        """``int(0.1 * 1000)`` and the like; the length of something is not in a text."""
        if name == "len":
            what = ast.unparse(node) if len(ast.unparse(node)) < 60 else "len(...)"
            batches = ", the batches of an epoch," if "loader" in what.lower() else ","
            words = f"write the number for {what}{batches} as it is not in the text"
            return self.asked(words, node)
        if node.keywords:
            raise self.error(f"give {name} only numbers, without names", node.keywords[0].value)
        try:
            inspect.signature(arithmetic.FUNCTIONS[name]).bind(*node.args)
        except TypeError as error:
            raise self.error(f"{name}: {error}", node) from None
        return self.computed(arithmetic.FUNCTIONS[name], node.args, node)

    # -- calls --------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Any:
        path = path_of(node.func)
        if (written := ".".join(path)) == "len" or written in arithmetic.FUNCTIONS:
            return self.counted(written, node)
        if path and path[0] in self.changed:
            raise self.error(
                f"{path[0]} is one of your own, and what it does is not read", node.func
            )
        where = modules(path)
        own = not path or "lrlib" in path[:-1] or path[-1] in (*KINDS, *FUNCTIONS)
        refused = path and path[-1] in REFUSED
        if refused and not own:
            raise self.error(f"no text says what it does: {REFUSED[path[-1]]}", node.func)
        if path and path[-1] in STRANGERS and not own:
            raise self.error(STRANGERS[path[-1]], node.func)
        if path and path[-1] in timm.NAMES and not own:
            return self.timm(path[-1], node)
        if path and not own and trainer.takes(path[-1], [word.arg for word in node.keywords]):
            return self.trainer(path[-1], node)
        problems: list[SpecError] = []
        if not where or (own and not any(part in KNOWN for part in path[:-1])):
            try:
                return super().call(node)
            except SpecError as error:
                problems.append(error)
        found = []
        for module in where:
            try:
                found.append(self.native(module, path[-1], node))
            except SpecError as error:
                problems.append(error)
        if not found:  # of several, the one that came farthest: into the arguments
            raise max(problems, key=lambda error: error.at)
        if any(other != found[0] for other in found[1:]):
            raise self.error(f"write {' or '.join(where)} before it: both have one", node.func)
        return found[0]

    def function(self, node: ast.expr) -> Callable[..., Any]:
        path = path_of(node)
        told = {module for part in path[:-1] for module in KNOWN.get(part, ())} or SIGNATURES
        known = [name for module in SIGNATURES if module in told for name in SIGNATURES[module]]
        known += vocabulary() if told is SIGNATURES else ()
        if path and path[-1] not in known and not set(path[:-1]) & {"lrlib", *KINDS}:
            raise self.unknown("a schedule that is known", path[-1], known, node)
        return super().function(node)
