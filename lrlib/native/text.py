"""Lines of training code as text: read with :mod:`ast`, never run."""

from __future__ import annotations

import ast
import inspect
import warnings
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.native import Parting, arithmetic, earliest, keras, mlx, optax, standins
from lrlib.native.names import KNOWN, OPTIMIZERS, modules, path_of
from lrlib.native.signatures import REFUSED, SIGNATURES, signature
from lrlib.native.strangers import STRANGERS
from lrlib.native.torch import MOMENTUM, curve
from lrlib.schedules import KINDS, Schedule
from lrlib.spec import FUNCTIONS, LONGEST, Reader, SpecError, vocabulary

__all__ = ["Pasted", "TrainingCode"]


class Pasted(NamedTuple):
    """What a line of training code does.

    Parameters
    ----------
    schedule : Schedule
        The schedule of lrlib with its curve.
    notes : tuple of str
        What the line does that is not in the schedule.
    until : int or None
        The last step at which both have the same rate; None if they never part.
    then : function of the step, or None
        The rates of the line beyond that step; it may raise what the line would raise.
    name : str
        What the line calls; empty if it is a schedule of lrlib.

    Examples
    --------
    >>> from lrlib.paste import read
    >>> wave = read("CosineAnnealingLR(optimizer, T_max=90)", lr=0.1)
    >>> wave.notes
    ("CosineAnnealingLR rises again after 90 steps, where lrlib's schedule holds its last rate",)
    >>> wave.schedule(180), wave.rate(180)
    (0.0, 0.1)
    """

    schedule: Schedule
    notes: tuple[str, ...] = ()
    until: int | None = None
    then: Callable[[int], float] | None = None
    name: str = ""

    def rate(self, step: int) -> float:
        """The rate of the line at a step, also where it parts from the schedule.

        >>> from lrlib.paste import read
        >>> read("ExponentialLR(optimizer, 0.5)", lr=0.1).rate(1)
        0.05
        """
        if self.then is not None and self.until is not None and step > self.until:
            return self.then(step)
        return float(self.schedule(step))


class _Native(NamedTuple):
    """A scheduler of PyTorch or transformers in a text, and what it does."""

    standin: Any
    pasted: Pasted


class TrainingCode(Reader):
    """As the reader of lrlib's own calls, with native ones, arithmetic and lines before it."""

    others = "known are those of PyTorch, transformers, Keras, Optax, MLX and lrlib"

    def __init__(self, text: str, lr: float | None):
        super().__init__(text)
        self.lr = lr
        self.seen: dict[int, Any] = {}  # what a node was, or why not: two readers may ask for it
        self.notes: list[str] = []  # of Keras, Optax and MLX, whose calls become schedules at once
        self.name = ""
        self.names: dict[str, ast.expr] = {}  # what the lines before say that each stands for
        self.parts: dict[str, int] = {}  # and of how many parts that is
        self.count = 0  # parts read so far, with names written out

    def pasted(self) -> Pasted:
        value = self.read()
        if isinstance(value, _Native):
            return value.pasted
        return Pasted(value, tuple(self.notes), name=self.name)

    def parsed(self) -> ast.expr:
        """What the last line makes, after those before it are read."""
        body: list[ast.stmt] = self.tree("exec").body
        if not body:
            raise SpecError("no call of a schedule stands here", self.text, 0, 1)
        for line in body[:-1]:
            self.earlier(line)
        made = body[-1]
        node = made.value if isinstance(made, ast.Expr) else _assigned(made)[1]
        if node is None:
            raise self.error("the last line must be the call that makes the schedule", made)
        return node

    def earlier(self, line: ast.stmt) -> None:
        """A name and what it stands for; whether that is a number is asked once it is used."""
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            return
        name, node = _assigned(line)
        if isinstance(line, ast.Expr):
            raise self.error("the call that makes the schedule must be the last line", line)
        if node is None:
            raise self.error("before the schedule only lines such as epochs = 30 are read", line)
        before = self.count
        for one in (node, *_rates(node)):  # read now, as a name may stand for something else later
            with suppress(SpecError):
                self.value(one)
        self.names[name], self.parts[name] = node, self.count - before

    def is_result(self, value: Any) -> bool:
        return isinstance(value, (_Native, Schedule))

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
        self.count += 1 + self.parts.get(_dotted(node), 0)
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
        if (meant := self.names.get(_dotted(node))) is not None:
            return self.value(meant)
        if isinstance(node, (ast.Name, ast.Attribute)) and not self.callable(node):
            words = f"{ast.unparse(node)} is a name, and what it stands for is not in the text"
            raise self.error(f"give a number: {words}", node)
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
            raise self.error(f"write the number for {what}{batches} as it is not in the text", node)
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
        where = modules(path)
        own = not path or "lrlib" in path[:-1] or path[-1] in (*KINDS, *FUNCTIONS)
        refused = path and path[-1] in REFUSED
        if refused and not own:
            raise self.error(f"no text says what it does: {REFUSED[path[-1]]}", node.func)
        if path and path[-1] in STRANGERS and not own:
            raise self.error(STRANGERS[path[-1]], node.func)
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

    def native(self, module: str, name: str, node: ast.Call) -> Any:
        """A call of a framework's: its schedule, or a stand-in for its scheduler."""
        nodes = self.bound(module, name, node)
        given = {key: self.value(one) if isinstance(one, ast.expr) else one
                 for key, one in nodes.items() if key != "optimizer"}  # fmt: skip
        if given.pop("last_epoch", -1) != -1:
            words = "leave last_epoch out: the rates are those from the start of the run"
            raise self.error(words, nodes["last_epoch"])
        try:
            return self.made(module, name, given, nodes.get("optimizer"))
        except SpecError:
            raise
        except (ValueError, TypeError, AttributeError, ArithmeticError, KeyError) as error:
            raise self.error(_said(error), _blamed(error, nodes, given, node)) from error

    def bound(self, module: str, name: str, node: ast.Call) -> dict[str, Any]:
        """Name of a parameter to the node that was given for it, or to its default."""
        for word in node.keywords:
            if word.arg is None:
                raise self.error("** cannot be used here", word.value)
        for one in node.args:
            if isinstance(one, ast.Starred):
                raise self.error("* cannot be used here", one)
        try:
            named = {str(word.arg): word.value for word in node.keywords}
            bound = signature(SIGNATURES[module][name]).bind(*node.args, **named)
        except TypeError as error:
            raise self.error(f"{name}: {error}", node) from None
        bound.apply_defaults()
        return bound.arguments

    def made(self, module: str, name: str, given: dict[str, Any], optimizer: Any) -> Any:
        if module in ("torch.optim.lr_scheduler", "transformers"):
            return self.scheduler(module, name, given, optimizer)
        self.name = name
        stand = standins.named(name)
        if module == "optax":
            return (optax.READERS | optax.COMPOSED)[name](stand, **given)
        if module == "mlx.optimizers":
            return mlx.READERS[name](stand, **given)
        if isinstance(given.get("initial_learning_rate"), int):
            words = "Keras computes in the type of initial_learning_rate, and an int has no halves"
            raise BadValue("initial_learning_rate", "be a float", given["initial_learning_rate"],
                           f": {words}")  # fmt: skip
        self.notes.append(
            f"{name} counts batches: with gradient_accumulation_steps they are not updates"
        )
        return keras.READERS[name](stand, given)

    def scheduler(self, module: str, name: str, given: dict[str, Any], optimizer: Any) -> _Native:
        """A scheduler of PyTorch's, or of those that transformers makes of them."""
        rate = self.rate_of(optimizer)

        def lr() -> float:
            if rate is None:
                words = "the lr of the optimizer is not in the text: give it, as lr=0.1 beside it"
                raise self.error(f"{words}, or --lr 0.1", optimizer)
            return rate

        parts = given.get("schedulers", ())
        for part in parts:
            if not isinstance(part, _Native):
                raise ValueError(f"its schedulers must be calls of PyTorch's, got {part!r}")
            if part.pasted.name in standins.OWN_RATES:
                raise ValueError(f"{part.pasted.name} gives the others another lr to begin with")
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            if name == "OneCycleLR":
                stand, schedule = standins.named(name, **given), standins.one_cycle_lr(given)
            elif module == "transformers":
                stand = standins.transformers(name, given, lr())
                schedule = curve(stand, 0)
            else:
                own = given | {"schedulers": [part.standin for part in parts]} if parts else given
                stand = standins.torch(name, own, lr)
                schedule = curve(stand, 0)
        notes = [str(one.message) for one in said]
        if getattr(stand, "cycle_momentum", False):
            notes.append(f"{name} {MOMENTUM}")
        if name in standins.OWN_RATES:
            notes.append(f"{name} writes its own rates into the optimizer, whose lr it overwrites")
        until, then = _beyond(said, [part.pasted for part in parts], given.get("milestones", ()))
        return _Native(stand, Pasted(schedule, tuple(dict.fromkeys(notes)), until, then, name))

    def rate_of(self, node: Any) -> float | None:
        """The optimizer's lr: what its call says, here or in a line before, or what was given."""
        node = self.names.get(_dotted(node), node)
        if isinstance(node, ast.Call):
            for rate in _rates(node):
                try:
                    return float(check.positive("lr", self.value(rate)))
                except (BadValue, BadType) as error:
                    raise self.error(str(error), rate) from None
        elif isinstance(node, ast.expr) and not isinstance(
            node, (ast.Name, ast.Attribute, ast.Subscript)
        ):
            raise self.error("here stands the optimizer: a name, or a call with lr=", node)
        return self.lr

    def function(self, node: ast.expr) -> Callable[..., Any]:
        path = path_of(node)
        told = {module for part in path[:-1] for module in KNOWN.get(part, ())} or SIGNATURES
        known = [name for module in SIGNATURES if module in told for name in SIGNATURES[module]]
        known += vocabulary() if told is SIGNATURES else ()
        if path and path[-1] not in known and not set(path[:-1]) & {"lrlib", *KINDS}:
            raise self.unknown("a schedule that is known", path[-1], known, node)
        return super().function(node)


def _dotted(node: Any) -> str:
    """``args.epochs`` as it is written; empty for what is no name."""
    return ".".join(path_of(node))


def _rates(node: ast.expr) -> list[ast.expr]:
    """Where a call that makes an optimizer says its lr, if it does."""
    if not isinstance(node, ast.Call):
        return []
    named = [word.value for word in node.keywords if word.arg == "lr"]
    return named or (node.args[1:2] if set(path_of(node.func)[-1:]) & OPTIMIZERS else [])


def _assigned(line: ast.stmt) -> tuple[str, ast.expr | None]:
    """The name and what it is to stand for, if the line says just that."""
    if isinstance(line, ast.Assign) and len(line.targets) == 1 and _dotted(line.targets[0]):
        return _dotted(line.targets[0]), line.value
    if isinstance(line, ast.AnnAssign) and _dotted(line.target):
        return _dotted(line.target), line.value
    return "", None


def _beyond(
    said: list[warnings.WarningMessage], parts: list[Pasted], ends: Any
) -> tuple[int | None, Callable[[int], float] | None]:
    """Where the line and its schedule part, and how it goes on."""
    if not parts:
        for one in said:
            if isinstance(one.message, Parting):
                return one.message.end, one.message.then
        return None, None
    until = earliest([part.until for part in parts], ends)
    if until is None:
        return None, None
    starts = [0, *ends]  # of a sequence; each part counts from its own start

    def then(step: int) -> float:
        at = bisect_right(ends, step)
        return parts[at].rate(step - starts[at])

    return until, then


def _said(error: Exception) -> str:
    """The words of an error; those of lrlib about a stand-in without the stand-in."""
    if isinstance(error, BadValue) and error.argument == "native":
        return error.note.removeprefix(": ")
    return str(error)


def _blamed(
    error: Exception, nodes: dict[str, Any], given: dict[str, Any], call: ast.Call
) -> ast.AST:
    """The argument that an error is about, by its name or its value, or else the whole call."""
    if isinstance(error, (BadValue, BadType)):
        written = {key for key, one in nodes.items() if isinstance(one, ast.AST)}
        same = [key for key in written if key in given and given[key] is error.value]
        for key in (error.argument, *(same if len(same) == 1 else ())):
            if key in written:
                node: ast.AST = nodes[key]
                return node
    return call
