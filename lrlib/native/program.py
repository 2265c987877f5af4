"""A piece of a program: where in it a schedule is made, and where that is stepped.

All of it looks at the syntax tree alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from lrlib.native import timm, trainer
from lrlib.native.accumulation import Once, divides, gathers, once_in
from lrlib.native.names import path_of
from lrlib.native.signatures import REFUSED, SIGNATURES
from lrlib.native.strangers import STRANGERS
from lrlib.schedules import KINDS
from lrlib.spec import FUNCTIONS, nearest

__all__ = [
    "assigned",
    "bound",
    "by_hand",
    "dotted",
    "makes",
    "options",
    "placed",
    "statements",
    "unheaded",
    "value",
]

MAKERS = frozenset(
    {name for names in SIGNATURES.values() for name in names}
    | {*KINDS, *FUNCTIONS, *REFUSED, *STRANGERS, *timm.NAMES, *trainer.NAMES}
)
_HEADS = "for|while|if|elif|else|with|def|class|try|except|finally|match|case|async"
_HEAD = re.compile(rf"(@|(?:{_HEADS})\b.*:\s*(#.*)?$)")
_OPTION = re.compile(r"(?<!\S)--([a-zA-Z][\w-]*)(?:[ =]+([^\s\\-][^\s\\]*))?")
_TIMM = {"epochs": "t_initial", "warmup-epochs": "warmup_t", "min-lr": "lr_min",
         "warmup-lr": "warmup_lr_init"}  # fmt: skip


def dotted(node: ast.expr | ast.stmt | None) -> str:
    """``args.epochs`` as it is written; empty for what is no name."""
    return ".".join(path_of(node)) if isinstance(node, ast.expr) else ""


def assigned(line: ast.stmt) -> tuple[str, ast.expr | None]:
    """The name and what it is to stand for, if the line says just that."""
    if isinstance(line, ast.Assign) and len(line.targets) == 1 and dotted(line.targets[0]):
        return dotted(line.targets[0]), line.value
    if isinstance(line, ast.AnnAssign) and dotted(line.target):
        return dotted(line.target), line.value
    return "", None


def value(line: ast.stmt) -> ast.expr | None:
    """What the line calls, or what it says that a name stands for."""
    if isinstance(line, ast.Expr):
        return line.value
    if isinstance(line, ast.Return):  # return [optimizer], [CosineAnnealingLR(optimizer, 90)]
        inside = ast.walk(line.value) if line.value else ()
        return next((node for node in inside if isinstance(node, ast.Call) and makes(node)), None)
    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
        if set(path_of(line.value.func)) & set(STRANGERS):  # timm's, which return a pair
            return line.value
    return assigned(line)[1]


def makes(line: ast.stmt | ast.expr | None, nearly: bool = False) -> bool:
    """Whether a line makes a schedule that is known, perhaps misspelt."""
    if isinstance(line, ast.stmt):
        line = value(line)
    if not isinstance(line, ast.Call):
        return False
    if isinstance(line.func, ast.Attribute) and isinstance(line.func.value, ast.Call):
        return makes(line.func.value, nearly)  # Cosine(0.1, 90).replace(lr0=0.2)
    path = path_of(line.func)
    if path and trainer.takes(path[-1], [word.arg for word in line.keywords]):
        return True
    return bool(MAKERS & set(path)) or bool(nearly and path and nearest(path[-1], MAKERS))


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """All statements, those in the blocks of others too, as they stand in the text."""
    for line in body:
        yield line
        for block in ("body", "orelse", "handlers", "cases", "finalbody"):
            for part in getattr(line, block, ()):
                yield from statements([part] if isinstance(part, ast.stmt) else part.body)


def bound(line: ast.stmt) -> Iterator[str]:
    """Names to which a line other than ``name = ...`` gives another meaning."""
    if isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield line.name
    targets: list[ast.expr] = []
    if isinstance(line, ast.Assign):
        targets = line.targets
    elif isinstance(line, (ast.AugAssign, ast.For, ast.AsyncFor)):
        targets = [line.target]
    elif isinstance(line, (ast.With, ast.AsyncWith)):
        targets = [item.optional_vars for item in line.items if item.optional_vars]
    kept = set(map(dotted, _prepared(line)))
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, (ast.Name, ast.Attribute)) and dotted(node) not in kept:
                yield dotted(node)


def _prepared(line: ast.stmt) -> list[ast.expr]:
    """``model, optimizer = accelerator.prepare(model, optimizer)``, which changes no number."""
    value = line.value if isinstance(line, ast.Assign) else None
    if isinstance(value, ast.Call) and path_of(value.func)[-1:] == ("prepare",):
        return value.args
    return []


_UNREAD = "no optimizer reads an attribute lr, so this changes nothing: "
_SET = {
    ".lr": _UNREAD + "PyTorch reads group['lr'] of each group in optimizer.param_groups, and Keras "
    "and MLX read optimizer.learning_rate",
    "lr": "a rate that is set by hand is not read here: lrlib.of(...) makes a schedule of a "
    "function of the step",
}


def by_hand(body: list[ast.stmt]) -> tuple[str, ast.stmt] | None:
    """A line that sets an optimizer's rate itself, and what there is to say of it."""
    for line in statements(body):
        if not isinstance(line, ast.Assign) or len(line.targets) != 1:
            continue
        target = line.targets[0]
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            if target.slice.value == "lr":
                return _SET["lr"], line
        elif isinstance(target, ast.Attribute) and "opt" in dotted(target.value).lower():
            if target.attr in ("lr", "learning_rate"):
                return _SET[".lr" if target.attr == "lr" else "lr"], line
    return None


def unheaded(rows: list[str]) -> list[str]:
    """The rows of a program without those that begin its blocks, so that all stand in a row."""
    return ["pass" if _HEAD.match(row) else row for row in rows]


def options(text: str) -> str:
    """What to write for options of a command, if the text has any.

    >>> options("--sched cosine --epochs 300 --warmup-epochs 5")[-61:]
    'write CosineLRScheduler(optimizer, t_initial=300, warmup_t=5)'
    """
    told = {name: value for name, value in _OPTION.findall(text)}
    if not told:
        return ""
    here = "these are options of a command, and no line that makes a schedule: write "
    plain = {name.replace("-", "_"): value for name, value in told.items()}
    if {"sched", "warmup-epochs"} & set(told):
        more = [f"{ours}={told[name]}" for name, ours in _TIMM.items() if told.get(name)]
        return here + f"CosineLRScheduler({', '.join(['optimizer', *more])})"
    fields = [name for name in trainer.FIELDS if plain.get(name)]
    words = {name: plain[name] for name in fields}
    if "lr_scheduler_type" in words:
        words["lr_scheduler_type"] = repr(words["lr_scheduler_type"])
    if fields:
        return here + f"TrainingArguments({', '.join(f'{n}={v}' for n, v in words.items())})"
    return here + "that, such as CosineAnnealingLR(optimizer, T_max=1000)"


# -- where it is stepped ----------------------------------------------------------------------


class Placed(NamedTuple):
    """In words, where a scheduler is stepped, and the loops around it, if they say how often.

    ``above``: whether one must know it first. ``once``: in how many batches, if not in each.
    """

    note: str
    loops: tuple[ast.AST, ...] = ()
    above: bool = False
    once: Once | None = None


_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class _If(NamedTuple):
    """What decides on a call: an ``if``, and whether it must hold; or a ``with`` that may."""

    node: ast.If | ast.With
    holds: bool = True


class _Step(NamedTuple):
    """The loops and functions around a call, and the ifs between."""

    loops: tuple[ast.AST, ...]
    ifs: tuple[_If, ...]


def placed(body: list[ast.stmt], scheduler: str) -> Placed | None:
    """What it means where ``scheduler.step()`` stands, where that can be said."""
    own: list[_Step] = []
    updates: list[_Step] = []
    for call, loops, ifs in _calls(body, (), ()):
        path = path_of(call.func)
        if path[-1:] not in (("step",), ("step_update",)):
            continue
        if ".".join(path[:-1]) == scheduler:
            own.append(_Step(loops, ifs))
        elif "optim" in "".join((*path[:-1], *map(dotted, call.args))).lower():
            updates.append(_Step(loops, ifs))
    if len(own) != 1 or len(updates) != 1:
        return None
    (mine,), (theirs,) = own, updates
    step, n = f"{scheduler}.step()", len(mine.loops)
    turns = sum(isinstance(one, _LOOPS) for one in mine.loops)
    if not sum(isinstance(one, _LOOPS) for one in theirs.loops):
        return None
    if mine.loops == theirs.loops:
        inner = [one for one in theirs.ifs if one not in mine.ifs]
        if inner:
            words = (
                "stands outside of the if around the optimizer's step, so that it counts batches"
            )
            return Placed(f"{step} {words}, and runs ahead of the updates", above=True)
        return _in_batches(step, mine, theirs, turns)
    if theirs.loops[:n] == mine.loops:
        if not turns and n:
            called = getattr(mine.loops[0], "name", "the function")
            return Placed(f"{step} stands outside of the loop: it counts the calls of {called}")
        if not turns:
            return Placed(f"{step} stands outside of the loop, and is called once")
        words = "stands outside of the loop over batches: it counts epochs, and each rate holds for"
        return Placed(f"{step} {words} a whole one; what is called an update here is an epoch",
                      mine.loops)  # fmt: skip
    return None


def _in_batches(step: str, mine: _Step, theirs: _Step, turns: int) -> Placed | None:
    """In the loop over batches, at each of them or at some."""
    loop = next(one for one in mine.loops if isinstance(one, _LOOPS))
    inside = {id(node) for node in ast.walk(loop)}
    ifs = [one for one in mine.ifs if id(one.node) in inside]
    where = f"{step} stands in the loop over batches"
    if own := [one for one in ifs if one not in theirs.ifs and _some(one)]:
        words = f"{where} under {_words(own[-1])}, and the optimizer's step does not"
        return Placed(f"{words}: it does not count updates", above=True)
    # one that skips a batch, as where a loss is NaN, is rare: the others decide
    some = [one for one in ifs if _some(one)] or [one for one in ifs if not _skips(one.node)]
    if not some:
        if turns < 2:
            return None  # a loop over batches, or over epochs of one batch each
        return Placed(f"{where}: it counts updates", mine.loops)
    node, holds = some[-1]
    once = once_in(node.test, holds) if isinstance(node, ast.If) and len(some) == 1 else None
    return Placed(f"{where} under {_words(some[-1])}: it counts updates", mine.loops, True, once)


def _some(one: _If) -> bool:
    """Whether it lets some batches pass by a count, or in a way that cannot be read."""
    return isinstance(one.node, ast.With) or divides(one.node.test)


def _skips(node: ast.If | ast.With) -> bool:
    return isinstance(node.body[-1], ast.Continue)


def _words(one: _If) -> str:
    if isinstance(one.node, ast.With):
        return f"with {ast.unparse(one.node.items[0].context_expr)}"
    return f"{'' if one.holds else 'the other case of '}if {ast.unparse(one.node.test)}"


def _calls(
    body: list[ast.stmt], loops: tuple[ast.AST, ...], ifs: tuple[_If, ...]
) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...], tuple[_If, ...]]]:
    """Calls that stand alone on their lines, with what stands around them."""
    for line in body:
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Call):
            yield line.value, loops, ifs
        around, under = loops, ifs
        if isinstance(line, _LOOPS):
            around = (*loops, line)
        elif isinstance(line, ast.With) and gathers(line):
            under = (*ifs, _If(line))
        elif isinstance(line, (ast.FunctionDef, ast.AsyncFunctionDef)):
            around, under = (line,), ()
        for block in ("body", "orelse", "handlers", "cases", "finalbody"):
            if isinstance(line, ast.If):
                under = (*ifs, _If(line, block == "body"))
            parts = getattr(line, block, ())
            inner = [part for part in parts if isinstance(part, ast.stmt)]
            for one in (inner, *(part.body for part in parts if not isinstance(part, ast.stmt))):
                yield from _calls(one, around, under)
        if isinstance(line, ast.If) and _skips(line):
            ifs = (*ifs, _If(line, holds=False))  # what follows is reached otherwise
