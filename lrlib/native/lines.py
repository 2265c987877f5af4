"""The lines of a text: what stands before its schedule, and in which of them that is made."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.native import lightning
from lrlib.native import program as syntax
from lrlib.native.names import OPTIMIZERS, path_of
from lrlib.native.pasted import Missing
from lrlib.native.program import assigned, dotted
from lrlib.spec import Reader, SpecError

__all__ = ["BEFORE", "Lines", "rates"]

BEFORE = "before the schedule only lines such as epochs = 30 are read"
WRAPPERS = (("enumerate",), ("tqdm",), ("trange",), ("list",))  # around what a loop goes over
MENDED = 50  # rows of a program that may be no Python


class Lines(Reader):
    """A reader of the last line, with those before it, or of a piece of a program."""

    def __init__(
        self,
        text: str,
        lr: float | None,
        updates: int | None = None,
        values: Mapping[str, float] | None = None,
    ):
        super().__init__(text)
        self.lr, self.updates = lr, updates
        self.values = dict(values or {})  # of what the text does not say, by the name in it
        self.used: dict[str, None] = {}  # those that were asked for, in their order
        self.seen: dict[int, Any] = {}  # what a node was, or why not: two readers may ask for it
        self.names: dict[str, ast.expr] = {}  # what the lines before say that each stands for
        self.changed: dict[str, ast.stmt] = {}  # names that a line gives another meaning
        self.placed: syntax.Placed | None = None
        self.stepped: tuple[str, str] | None = None  # how often Lightning does it, in words too
        self.prepared = ""  # what to know where Accelerate does it
        self.at: ast.stmt | None = None  # the line of a program that makes it
        self.trained: ast.expr | None = None  # what a Trainer of Lightning's says of its epochs
        self.parts: dict[str, int] = {}  # and of how many parts that is
        self.batches: int | None = None  # those of the loop, where an update takes several
        self.uncounted = ""  # what a loop goes over, where nobody has said how long that is
        self.count = 0  # parts read so far, with names written out

    def turns(self) -> int | None:
        """How often the loops around the step of the scheduler go round, if the text says it."""
        counts = []
        placed = self.placed
        if placed is None:
            return None
        for loop in placed.loops:
            if isinstance(loop, ast.FunctionDef):
                continue
            if not isinstance(loop, ast.For):
                return None
            over = loop.iter
            while isinstance(over, ast.Call) and path_of(over.func)[-1:] in WRAPPERS:
                over = (over.args or [over.func])[0]  # tqdm(enumerate(loader))
            if isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) == 1:
                count = self.quietly(over.args[0])
            else:
                count = self.values.get(length := f"len({ast.unparse(over)})")
                plain = self.divisor() if placed.once else not placed.above
                if count is None and dotted(over) and plain:
                    self.uncounted = length
            if not isinstance(count, int) or count < 1:
                return None
            counts.append(count)
        return self.made_of(counts) if placed.loops else None

    def made_of(self, counts: list[int]) -> int | None:
        """How many updates are made of the batches of loops in loops, the innermost last."""
        assert self.placed
        once, batches = self.placed.once, math.prod(counts)
        if once is None:
            return None if self.placed.above else batches
        each = self.divisor()
        if not each:
            return None
        inner = self.placed.loops[-1]
        anew = isinstance(inner, ast.For) and once.counter in map(dotted, _names(inner.target))
        if once.plain and anew and not _from_one(inner):
            once = once._replace(rest=True)  # 0 % 4 is 0 as well
        self.batches = batches
        return batches // counts[-1] * once.of(counts[-1], each) if anew else once.of(batches, each)

    def divisor(self) -> int | None:
        """How many batches make an update, if the text says it."""
        once = self.placed and self.placed.once
        each = self.quietly(once.divisor) if once else None
        return each if isinstance(each, int) and each > 0 else None

    def says_where(self) -> str:
        """Where the scheduler is stepped, and what is not known of it."""
        assert self.placed
        note, each = self.placed.note, self.divisor()
        if not self.placed.above or not self.placed.loops:
            return note
        if each is None:
            return f"{note}, which may be far fewer than batches: once in how many is not read"
        note += f", one in {each} batches"
        return note if self.batches else f"{note}; the updates in the run are that much fewer"

    def quietly(self, node: ast.expr) -> Any:
        try:
            return self.value(node)
        except SpecError:
            return None

    def parsed(self) -> ast.expr:
        """What the last line makes, after those before it are read; of a program, the schedule."""
        body, problem = None, None
        try:
            body = self.tree("exec").body
        except SpecError as error:
            problem = error
        if not body and problem is None:
            raise SpecError("no call of a schedule stands here", self.text, 0, 1)
        if not body or not _plain(body):
            node = self.picked()
            if node is not None:
                return node
            if found := syntax.by_hand(self.body(blocks=True)):
                raise self.error(*found)
        if problem:
            if words := syntax.options(self.text):
                raise SpecError(words, self.text, 0, len(self.text))
            raise problem
        assert body
        for line in body[:-1]:
            self.earlier(line)
        made = body[-1]
        node = syntax.value(made)
        if node is None:
            raise self.error("the last line must be the call that makes the schedule", made)
        return node

    def picked(self) -> ast.expr | None:
        """The last call of a schedule that is known, in whatever piece of a program it stands."""
        kept = self.rows, self.starts
        for blocks in (True, False):
            body = self.body(blocks)
            lines = list(syntax.statements(body))
            at = max((i for i, line in enumerate(lines) if syntax.makes(line)), default=None)
            if at is None:
                self.rows, self.starts = kept
                continue
            for line in lines[:at]:
                self.learn(line)
            made = lines[at]
            if blocks:
                name = assigned(made)[0]
                self.placed = syntax.placed(body, name) if name else None
                self.prepared = lightning.prepared(body, name) if name else ""
                self.stepped = None if self.placed else lightning.interval(body, made)
                self.at = made
                self.trained = lightning.max_epochs(body)
            return syntax.value(made)
        return None

    def epochs(self) -> int:
        """How many epochs Lightning has, as the text says, or as was given for it."""
        ends = [name for name in self.values if name.split(".")[-1] == lightning.EPOCHS]
        meant = self.trained or self.names.get(lightning.EPOCHS)
        number = self.quietly(meant) if meant is not None else None
        node = meant if meant is not None else self.at
        assert node is not None
        if not isinstance(number, int):
            words = f"Lightning steps this once an epoch: give {lightning.EPOCHS}, how many it has"
            number = self.asked(words, node, ends[0] if ends else lightning.EPOCHS)
        try:
            return int(check.count(lightning.EPOCHS, number, "epochs"))
        except (BadValue, BadType) as error:
            raise self.error(str(error), node) from None

    def body(self, blocks: bool) -> list[ast.stmt]:
        """The text as a program: with its indentation, or else without what begins a block."""
        plain = self.text.replace("\r\n", " \n").replace("\r", "\n").split("\n")
        if blocks:
            skip = min((len(row) - len(row.lstrip()) for row in plain if row.strip()), default=0)
            self.starts = [start - len(row) + len(row.lstrip()) + min(skip, len(row))
                           for start, row in zip(self.starts, plain)]  # fmt: skip
            self.rows = [row[skip:] for row in plain]
        else:
            self.rows = syntax.unheaded([row.lstrip() for row in plain])
        for _ in range(MENDED):
            try:
                return list(ast.parse("\n".join(self.rows)).body)
            except SyntaxError as error:  # a prompt, a command: nothing that makes a schedule
                row = (error.lineno or 1) - 1
                known = blocks or not 0 <= row < len(self.rows)
                if known or any(name in self.rows[row] for name in syntax.MAKERS):
                    return []
                self.rows[row] = "pass"
            except (ValueError, RecursionError, MemoryError):
                return []
        return []

    def learn(self, line: ast.stmt) -> None:
        """What a line of a program says of a name, or takes from it."""
        name, node = assigned(line)
        if node is not None and not (isinstance(node, ast.Call) and name in map(dotted, node.args)):
            self.earlier(line)
            self.changed.pop(name, None)
        elif node is None:
            for name in syntax.bound(line):
                self.names.pop(name, None)
                self.changed[name] = line

    def earlier(self, line: ast.stmt) -> None:
        """A name and what it stands for; whether that is a number is asked once it is used."""
        if isinstance(line, (ast.Import, ast.ImportFrom)):
            return
        name, node = assigned(line)
        if isinstance(line, ast.Expr):
            raise self.error("the call that makes the schedule must be the last line", line)
        if node is None:
            raise self.error(BEFORE, line)
        before = self.count
        for one in (node, *rates(node)):  # read now, as a name may stand for something else later
            with suppress(SpecError):
                self.value(one)
        self.names[name], self.parts[name] = node, self.count - before

    def asked(self, words: str, node: ast.AST, name: str = "") -> float:
        """The number that was given for a part of the text."""
        name = name or ast.unparse(node)
        self.used[name] = None
        if name in self.values:
            return self.values[name]
        error = self.error(words, node)
        raise Missing(words, self.text, error.at, error.to, name)


def rates(node: ast.expr) -> list[ast.expr]:
    """Where a call that makes an optimizer says its lr, if it does."""
    if not isinstance(node, ast.Call):
        return []
    named = [word.value for word in node.keywords if word.arg == "lr"]
    return named or (node.args[1:2] if set(path_of(node.func)[-1:]) & OPTIMIZERS else [])


def _names(target: ast.expr) -> list[ast.expr]:
    return [node for node in ast.walk(target) if isinstance(node, ast.Name)]


def _from_one(loop: ast.AST) -> bool:
    """``for i, x in enumerate(loader, 1)``: its counter is one on."""
    over = loop.iter if isinstance(loop, ast.For) else None
    return any(
        isinstance(node, ast.Call)
        and dotted(node.func) == "enumerate"
        and (len(node.args) > 1 or bool(node.keywords))
        for node in (ast.walk(over) if over else ())
    )


def _plain(body: list[ast.stmt]) -> bool:
    """Whether this is a call after lines that say what its names stand for, and no program."""
    *before, last = body
    simple = all(
        isinstance(one, (ast.Import, ast.ImportFrom)) or assigned(one)[1] for one in before
    )
    return simple and (syntax.makes(last, nearly=True) or not any(map(syntax.makes, before)))
