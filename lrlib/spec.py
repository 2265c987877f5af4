"""A schedule written down: the call that makes it, or its JSON.

>>> parse("warmup(Cosine(0.1, total_steps=900), steps=100)")
Warmup(schedule=Cosine(lr0=0.1, total_steps=900), steps=100)
>>> parse('{"kind": "ExponentialDecay", "lr0": 0.1, "k": 0.01}')
ExponentialDecay(lr0=0.1, k=0.01)

A text is read, never run. It may hold numbers, strings, True, False, None, lists and tuples
of them, and calls of what :func:`vocabulary` lists: the kinds of schedules that are registered
in this process, their constructors with names of their own (``OneCycle.from_torch``), the
functions ``join`` and ``warmup``, and on a schedule the methods that return another.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from itertools import accumulate
from typing import Any

from lrlib import schedules
from lrlib.schedules import KINDS, Schedule, from_dict

__all__ = ["SpecError", "nearest", "parse", "vocabulary"]

LONGEST = 20_000  # characters; a schedule of a thousand pieces still fits as JSON
FUNCTIONS = ("join", "warmup")
SOME = 5  # names at most in a message
METHODS = ("replace", "scaled", "cooldown")  # those that return another schedule


class SpecError(ValueError):
    """A text that is no schedule: what is wrong with it, and where.

    Attributes
    ----------
    text : str
        What was read.
    at, to : int
        The part that is to blame, as a slice of ``text``.
    """

    def __init__(self, words: str, text: str, at: int, to: int):
        self.words, self.text, self.at, self.to = words, text, at, to
        super().__init__(f"{words}\n{self._pointer()}")

    def _pointer(self) -> str:
        start = self.text.rfind("\n", 0, self.at) + 1
        line = self.text[start:].split("\n", 1)[0]
        skip = max(0, self.at - start - 50)  # of a long line, what stands around the place
        shown = line[skip : skip + 76]
        column = self.at - start - skip
        width = max(1, min(self.to - self.at, len(shown) - column))
        return f"    {shown}\n    {' ' * column}{'^' * width}"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.words, self.text, self.at, self.to)


def parse(text: str) -> Schedule:
    """The schedule that a text describes.

    Parameters
    ----------
    text : str
        The call that makes it, as its ``repr`` prints it; or the JSON of its ``to_dict()``.

    Returns
    -------
    Schedule

    Raises
    ------
    SpecError
        a ValueError that points at what is wrong.

    Examples
    --------
    >>> parse("OneCycle(0.01, 0.1, 1000).replace(total_steps=500)")
    OneCycle(lr_min=0.01, lr_max=0.1, total_steps=500)
    >>> parse("OneCycle(0.01, -0.1, 1000)")
    Traceback (most recent call last):
    ...
    lrlib.spec.SpecError: lr_max must be a positive finite number, got -0.1
        OneCycle(0.01, -0.1, 1000)
                       ^^^^
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, got {text!r}")
    if text.lstrip().startswith("{"):
        return _from_json(text)
    return Reader(text).schedule()


def vocabulary() -> tuple[str, ...]:
    """The names that a call may begin with.

    >>> "OneCycle" in vocabulary() and "OneCycle.from_torch" in vocabulary()
    True
    """
    made = [f"{kind}.{name}" for kind in KINDS for name in _constructors(KINDS[kind])]
    return (*KINDS, *made, *FUNCTIONS)


def _constructors(kind: type) -> list[str]:
    """The documented ways to make a schedule of one kind, apart from its own name."""
    return [
        name
        for owner in kind.__mro__
        if issubclass(owner, Schedule)
        for name, value in vars(owner).items()
        if isinstance(value, classmethod) and not name.startswith("_") and value.__doc__
    ]


def _from_json(text: str) -> Schedule:
    _short_enough(text)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise SpecError(f"this is no JSON: {error.msg}", text, error.pos, error.pos + 1) from None
    except RecursionError:
        raise SpecError("this is nested too deeply", text, 0, 1) from None
    try:
        return from_dict(data)
    except (ValueError, TypeError) as error:
        raise SpecError(str(error), text, *_place_in_json(error, text)) from None


def _short_enough(text: str) -> None:
    if len(text) > LONGEST:
        raise SpecError(f"a schedule must have at most {LONGEST} characters", text, 0, 0)


def _place_in_json(error: Exception, text: str) -> tuple[int, int]:
    """The key of the argument that an error names, where there is just one of that name."""
    key = json.dumps(_blamed(error))
    at = text.find(key) if text.count(key) == 1 else 0
    return at, at + len(key) if at else 1


def _blamed(error: Exception) -> str:
    """The argument that an error of lrlib names: its data, or its first word."""
    argument = getattr(error, "argument", None)
    return str(argument) if argument else str(error).partition(" ")[0]


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that is meant, if one begins so or is nearly the same; or else nothing.

    >>> nearest("Cosin", vocabulary()), nearest("CosineAnealing", vocabulary())
    ('Cosine', '')
    """
    longer = [one for one in names if len(name) >= SOME and one.startswith(name)]
    return min(longer, key=len, default="") or next(
        iter(get_close_matches(name, list(names), n=1, cutoff=0.8)), ""
    )


def _plain_name(node: ast.expr) -> str:
    """``OneCycle`` of that name, or of ``lrlib.OneCycle``."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id == "lrlib" else ""
    return node.id if isinstance(node, ast.Name) else ""


class Reader:
    """Walks the syntax tree of one text; nothing in the text is executed."""

    others = "lrlib.spec.vocabulary() lists those that are"  # said of a name like none of many

    def __init__(self, text: str):
        _short_enough(text)
        self.text = text
        rows = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
        self.rows = [row.lstrip() for row in rows]  # copied from within a block, it is indented
        ends = accumulate(len(row) + 1 for row in rows)
        self.starts = [end - 1 - len(row) for end, row in zip(ends, self.rows)]

    def schedule(self) -> Schedule:
        value = self.read()
        assert isinstance(value, Schedule)
        return value

    def read(self) -> Any:
        """What the text makes."""
        try:
            node = self.parsed()
            value = self.value(node)
        except RecursionError:
            raise SpecError("this is nested too deeply", self.text, 0, 1) from None
        if not self.is_result(value):
            raise self.error(f"this must be a schedule, got {value!r}", node)
        return value

    def parsed(self) -> ast.expr:
        """The call in the text."""
        node: ast.expr = self.tree("eval").body
        return node

    def tree(self, mode: str) -> Any:
        try:
            return ast.parse("\n".join(self.rows), mode=mode)
        except SyntaxError as error:
            row = min(error.lineno or 1, len(self.rows)) - 1
            at = min(self.starts[row] + (error.offset or 1) - 1, max(len(self.text) - 1, 0))
            words = f"this is no call of a schedule: {error.msg}"
            raise SpecError(words, self.text, at, at + 1) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise SpecError(f"this cannot be read: {error}", self.text, 0, 1) from None

    def is_result(self, value: Any) -> bool:
        return isinstance(value, Schedule)

    def error(self, words: str, node: ast.AST) -> SpecError:
        at = self._offset(node, "lineno", "col_offset")
        to = self._offset(node, "end_lineno", "end_col_offset")
        return SpecError(words, self.text, at, to)

    def _offset(self, node: ast.AST, line: str, column: str) -> int:
        row: int = getattr(node, line) - 1
        before = self.rows[row].encode()[: getattr(node, column)].decode()  # ast counts bytes
        return self.starts[row] + len(before)

    def value(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            if node.value is None or isinstance(node.value, (bool, int, float, str)):
                return node.value
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            number = self.value(node.operand)
            if isinstance(number, (int, float)) and not isinstance(number, bool):
                return -number if isinstance(node.op, ast.USub) else number
        elif isinstance(node, (ast.List, ast.Tuple)):
            return tuple(self.value(item) for item in node.elts)
        elif isinstance(node, ast.Call):
            return self.call(node)
        elif (name := _plain_name(node)) in (*KINDS, *FUNCTIONS):
            raise self.error(f"{name} must be called, as in {name}(...)", node)
        raise self.error("only numbers, strings, lists and schedules can stand here", node)

    def call(self, node: ast.Call) -> Any:
        function = self.function(node.func)
        for word in node.keywords:
            if word.arg is None:
                raise self.error("** cannot be used here", word.value)
        positional = [self.value(item) for item in node.args]
        named = {str(word.arg): self.value(word.value) for word in node.keywords}
        try:
            inspect.signature(function).bind(*positional, **named)
        except TypeError as error:
            raise self.error(f"{ast.unparse(node.func)}: {error}", node) from None
        try:
            return function(*positional, **named)
        except (ValueError, TypeError, OverflowError) as error:
            raise self.error(str(error), self._argument(node, function, error)) from error

    def function(self, node: ast.expr) -> Callable[..., Any]:
        """What is called: a kind, a function, a constructor of a kind, a schedule's method."""
        if name := _plain_name(node):
            if name in KINDS:
                return KINDS[name]
            if name in FUNCTIONS:
                return getattr(schedules, name)  # type: ignore[no-any-return]
            raise self.unknown("a schedule", name, (*KINDS, *FUNCTIONS), node)
        if not isinstance(node, ast.Attribute):
            raise self.error("only the name of a schedule can be called", node)
        owner = node.value
        if name := _plain_name(owner):
            kind = self.function(owner)
            names = _constructors(kind) if isinstance(kind, type) else []
            if node.attr not in names:
                raise self.unknown(f"a constructor of {name}", node.attr, names, node)
            return getattr(kind, node.attr)  # type: ignore[no-any-return]
        if not isinstance(value := self.value(owner), Schedule):
            raise self.error(f"only a schedule has methods here, got {value!r}", owner)
        names = [name for name in METHODS if hasattr(Schedule, name)]
        if node.attr not in names:
            raise self.unknown("a method that returns a schedule", node.attr, names, node)
        return getattr(value, node.attr)  # type: ignore[no-any-return]

    def unknown(self, what: str, name: str, names: Any, node: ast.AST) -> SpecError:
        near = nearest(name, names)
        if near:
            known = f"did you mean {near}?"
        elif len(names) <= SOME:
            known = f"known: {', '.join(names) or 'none'}"
        else:
            known = self.others
        return self.error(f"{name!r} is not {what}; {known}", node)

    def _argument(self, node: ast.Call, function: Callable[..., Any], error: Exception) -> ast.AST:
        """The argument that an error names, or else the whole call."""
        blamed = _blamed(error)
        for word in node.keywords:
            if word.arg == blamed:
                return word.value
        names = list(inspect.signature(function).parameters)
        if blamed in names[: len(node.args)]:
            return node.args[names.index(blamed)]
        return node
