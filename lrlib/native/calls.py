"""Calls of frameworks in lines of training code: their arguments, and the schedule of each."""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from lrlib import check
from lrlib.errors import BadType, BadValue
from lrlib.native import Parting, earliest, keras, mlx, optax, standins, timm, trainer
from lrlib.native.lines import Lines, rates
from lrlib.native.names import path_of
from lrlib.native.pasted import Missing, Native, Pasted
from lrlib.native.program import dotted
from lrlib.native.signatures import SIGNATURES, signature
from lrlib.native.torch import MOMENTUM, curve
from lrlib.schedules import Warmup
from lrlib.spec import SpecError, nearest

__all__ = ["Calls"]

#: Arguments that are no numbers, or lists of them: no one number can stand for what is written.
WORDS = frozenset(
    "name anneal_strategy mode decay_type decay_fn stable_fn interpolate_type lr_scheduler_type "
    "lr_scheduler_kwargs scheduler_specific_kwargs schedulers schedules milestones boundaries "
    "three_phase cycle_momentum staircase cycle t_in_epochs warmup_prefix".split()
)
#: Counts that need not be ints, as 0.1 * 1200 is none, and whose last digits change no rate.
COUNTS = frozenset(
    "num_warmup_steps num_training_steps num_decay_steps num_stable_steps T_max".split()
)
EACH = "updates_per_epoch"  # what a reader of epochs asks for


class Calls(Lines):
    """What each call of a framework comes to; its subclass TrainingCode finds the calls."""

    def __init__(
        self,
        text: str,
        lr: float | None,
        updates: int | None = None,
        values: Mapping[str, float] | None = None,
    ):
        super().__init__(text, lr, updates, values)
        self.name = ""
        self.notes: list[str] = []  # of Keras, Optax and MLX, whose calls become schedules at once

    def native(self, module: str, name: str, node: ast.Call) -> Any:
        """A call of a framework's: its schedule, or a stand-in for its scheduler."""
        nodes = self.bound(SIGNATURES[module][name], name, node)
        given = self.given(nodes)
        notes = _counted(given)
        if given.pop("last_epoch", -1) != -1:
            words = "leave last_epoch out: the rates are those from the start of the run"
            raise self.error(words, nodes["last_epoch"])
        try:
            found = self.made(module, name, given, nodes.get("optimizer"))
            if notes and isinstance(found, Native):
                more = (*found.pasted.notes, *notes)
                return found._replace(pasted=found.pasted._replace(notes=more))
            return found
        except SpecError:
            raise
        except (ValueError, TypeError, AttributeError, ArithmeticError, KeyError) as error:
            raise self.error(_said(error), _blamed(error, nodes, given, node)) from error

    def timm(self, name: str, node: ast.Call) -> Native:
        """A scheduler of timm's, whose lengths count epochs unless it says otherwise."""
        nodes = self.bound(timm.SIGNATURES[name], name, node)
        given, each, notes = self.given(nodes), 1, []
        if given["t_in_epochs"]:
            each = self.each(name, node)
            notes.append(
                f"{name} counts epochs: each rate holds for the {each:,} updates of one, where "
                "lrlib's line, whose lengths are in updates, moves at each"
            )
        lr = self.rate_or_error(self.rate_of(nodes["optimizer"]), nodes["optimizer"])
        try:
            found = timm.read(name, given, lr, each)
        except (ValueError, TypeError, ArithmeticError) as error:
            raise self.error(_said(error), _blamed(error, nodes, given, node)) from error
        notes += [found.note] if found.note else []
        return Native(None, Pasted(found.schedule, tuple(notes), found.until, found.then, name,
                                    every=each))  # fmt: skip

    def each(self, name: str, node: ast.Call) -> int:
        """How many updates an epoch has."""
        words = f"{name} counts epochs unless it has t_in_epochs=False: give {EACH}"
        meant = self.names.get(EACH)
        number = self.asked(words, node.func, EACH) if meant is None else self.value(meant)
        try:
            return int(check.count(EACH, number, "updates"))
        except (BadValue, BadType) as error:
            raise self.error(str(error), node.func) from None

    def trainer(self, name: str, node: ast.Call) -> Native:
        """What the Trainer of transformers makes of its arguments."""
        nodes: dict[str, Any] = {}
        for word in node.keywords:
            if word.arg is None:
                raise self.error("** cannot be used here", word.value)
            if near := word.arg not in trainer.FIELDS and nearest(word.arg, trainer.FIELDS):
                raise self.error(f"{word.arg!r} is no argument of {name}; did you mean {near}?",
                                 word.value)  # fmt: skip
            if word.arg in trainer.FIELDS:
                nodes[word.arg] = word.value
        if "lr_scheduler_type" in nodes:
            kind = path_of(nodes["lr_scheduler_type"])
            if kind[-2:-1] == ("SchedulerType",):  # SchedulerType.COSINE
                nodes["lr_scheduler_type"] = kind[-1].lower()
        given = self.given(nodes)
        if name not in trainer.NAMES and "learning_rate" not in given:
            words = f"give learning_rate: it is not in the text, and what {name} has is not known"
            given["learning_rate"] = self.asked(words, node.func, "learning_rate")
        try:
            asked = trainer.asked(given, self.updates, name)
            made = self.scheduler("transformers", "get_scheduler", asked.call, None, asked.lr)
        except SpecError:
            raise
        except (ValueError, TypeError, AttributeError, ArithmeticError, KeyError) as error:
            raise self.error(_said(error), _blamed(error, nodes, given, node)) from error
        schedule, notes = made.pasted.schedule, (*asked.notes, *made.pasted.notes)
        if isinstance(schedule, Warmup) and not schedule.steps:
            schedule = schedule.schedule
        more: dict[str, Any] = {
            "schedule": schedule,
            "name": name,
            "notes": notes,
            "updates": asked.total,
            "raises": asked.raises,
        }
        return made._replace(pasted=made.pasted._replace(**more))

    def given(self, nodes: dict[str, Any]) -> dict[str, Any]:
        """What the arguments of a call are, apart from the optimizer."""
        found: dict[str, Any] = {}
        for key, one in nodes.items():
            if key == "optimizer":
                continue
            try:
                found[key] = self.value(one) if isinstance(one, ast.expr) else one
            except Missing as error:
                if key not in WORDS:
                    raise
                self.used.pop(error.name, None)
                raise SpecError(error.words, error.text, error.at, error.to) from None
        return found

    def bound(self, parameters: str, name: str, node: ast.Call) -> dict[str, Any]:
        """Name of a parameter to the node that was given for it, or to its default."""
        for word in node.keywords:
            if word.arg is None:
                raise self.error("** cannot be used here", word.value)
        for one in node.args:
            if isinstance(one, ast.Starred):
                raise self.error("* cannot be used here", one)
        try:
            named = {str(word.arg): word.value for word in node.keywords}
            bound = signature(parameters).bind(*node.args, **named)
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

    def rate_or_error(self, rate: float | None, optimizer: Any) -> float:
        if rate is None:
            words = "the lr of the optimizer is not in the text: give it, as lr=0.1 beside it"
            raise self.error(f"{words}, or --lr 0.1", optimizer)
        return rate

    def scheduler(
        self,
        module: str,
        name: str,
        given: dict[str, Any],
        optimizer: Any,
        rate: float | None = None,
    ) -> Native:
        """A scheduler of PyTorch's, or of those that transformers makes of them."""
        rate = self.rate_of(optimizer) if rate is None else rate

        def lr() -> float:
            return self.rate_or_error(rate, optimizer)

        parts = given.get("schedulers", ())
        for part in parts:
            if not isinstance(part, Native):
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
        above = standins.ignored(given) if name == "get_scheduler" else []
        notes = [*above, *(str(one.message) for one in said)]
        if getattr(stand, "cycle_momentum", False):
            notes.append(f"{name} {MOMENTUM}")
        if name in standins.OWN_RATES:
            notes.append(f"{name} writes its own rates into the optimizer, whose lr it overwrites")
        until, then = _beyond(said, [part.pasted for part in parts], given.get("milestones", ()))
        found = Pasted(schedule, tuple(dict.fromkeys(notes)), until, then, name)
        return Native(stand, found._replace(above=tuple(above)))

    def rate_of(self, node: Any) -> float | None:
        """The optimizer's lr: what its call says, here or in a line before, or what was given."""
        node = self.names.get(dotted(node), node)
        if isinstance(node, ast.Call):
            for rate in rates(node):
                try:
                    return float(check.positive("lr", self.value(rate)))
                except (BadValue, BadType) as error:
                    raise self.error(str(error), rate) from None
        elif isinstance(node, ast.expr) and not isinstance(
            node, (ast.Name, ast.Attribute, ast.Subscript)
        ):
            raise self.error("here stands the optimizer: a name, or a call with lr=", node)
        return self.lr


def _counted(given: dict[str, Any]) -> list[str]:
    """Whole numbers in the place of those that are whole to within rounding, and what was done."""
    notes = []
    for key in COUNTS & set(given):
        number = given[key]
        if isinstance(number, float) and 0 < abs(number - round(number)) < 1e-9 * number:
            given[key] = round(number)
            notes.append(f"{key} comes to {number}, which is read as {given[key]}")
    return sorted(notes)


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
