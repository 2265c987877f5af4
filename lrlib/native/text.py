"""Lines of training code as text: read with :mod:`ast`, never run."""

from __future__ import annotations

import ast
import math
import operator
import re
import warnings
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, NamedTuple

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.native import Parting, earliest, keras, mlx, optax, standins
from lrlib.native.names import KNOWN, modules, path_of
from lrlib.native.signatures import REFUSED, SIGNATURES, signature
from lrlib.native.torch import MOMENTUM, curve
from lrlib.schedules import KINDS, Schedule
from lrlib.spec import FUNCTIONS, Reader, SpecError, vocabulary

__all__ = ["Pasted", "TrainingCode"]

ASSIGNED = re.compile(r"\s*[A-Za-z_][\w.]*\s*=(?!=)")
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}


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
    """As the reader of lrlib's own calls, with native ones, arithmetic and an optimizer."""

    def __init__(self, text: str, lr: float | None):
        super().__init__(text)
        self.lr = lr
        self.seen: dict[int, Any] = {}  # what a node was, or why not: two readers may ask for it
        self.notes: list[str] = []  # of Keras, Optax and MLX, whose calls become schedules at once
        self.name = ""
        if assigned := ASSIGNED.match(text):  # blanks, so that every place stays where it is
            self.body = re.sub(r"[^\n]", " ", assigned[0]) + text[assigned.end() :]

    def pasted(self) -> Pasted:
        value = self.read()
        if isinstance(value, _Native):
            return value.pasted
        return Pasted(value, tuple(self.notes), name=self.name)

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
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return self.arithmetic(node)
        if isinstance(node, ast.Dict) and None not in node.keys:
            keys = [self.value(key) for key in node.keys if key is not None]
            if not all(isinstance(key, (int, float, str)) for key in keys):
                raise self.error("only numbers and strings can be keys", node)
            return dict(zip(keys, map(self.value, node.values)))
        if isinstance(node, (ast.Name, ast.Attribute)) and not self.callable(node):
            words = f"{ast.unparse(node)} is a name, and what it stands for is not in the text"
            raise self.error(f"give a number: {words}", node)
        return super().value(node)

    def callable(self, node: ast.expr) -> bool:
        path = path_of(node)
        return bool(path) and (path[-1] in (*KINDS, *FUNCTIONS) or bool(modules(path)))

    def arithmetic(self, node: ast.BinOp) -> int | float:
        left, right = self.value(node.left), self.value(node.right)
        for side, number in ((node.left, left), (node.right, right)):
            if not isinstance(number, (int, float)) or isinstance(number, bool):
                raise self.error(f"this must be a number, got {number!r}", side)
            if isinstance(node.op, ast.Pow) and abs(number) > 1000:
                raise self.error("such a power cannot be meant", node)  # nor waited for
        try:
            found = OPERATORS[type(node.op)](left, right)
            if not isinstance(found, (int, float)) or not math.isfinite(found):
                raise OverflowError("no finite number comes of it")
        except (ArithmeticError, ValueError) as error:
            raise self.error(str(error), node) from None
        return found

    # -- calls --------------------------------------------------------------------------------

    def call(self, node: ast.Call) -> Any:
        path = path_of(node.func)
        where = modules(path)
        own = not path or "lrlib" in path[:-1] or path[-1] in (*KINDS, *FUNCTIONS)
        refused = path and path[-1] in REFUSED
        if refused and not own:
            raise self.error(f"no text says what it does: {REFUSED[path[-1]]}", node.func)
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
        """The optimizer's lr: what its call says, or what was given apart."""
        if isinstance(node, ast.Call):
            for word in node.keywords:
                if word.arg == "lr":
                    try:
                        return float(check.positive("lr", self.value(word.value)))
                    except (BadValue, BadType) as error:
                        raise self.error(str(error), word.value) from None
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
