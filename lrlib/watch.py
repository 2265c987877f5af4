"""Schedules watched from outside: which rates would a run of so many updates use?

A schedule of lrlib, of Keras, Optax or MLX is a function of the step, which can be asked. A
scheduler of PyTorch has to be stepped: each time a new one, made by the function that is
given, beside an optimizer that has no gradients and so changes nothing.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import inspect
import pickle
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from lrlib.native.torch import curve, parting
from lrlib.paste import Pasted, read
from lrlib.schedules import Schedule

NAMED = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")  # module:name

__all__ = ["Function", "Run", "Stepped", "Told", "load", "watched"]


class Run(NamedTuple):
    """The rates of a run.

    Parameters
    ----------
    rates : tuple of list of float
        One list for each parameter group: update i used ``rates[group][i]``.
    error : Exception or None
        What ended the run early; then the lists are shorter.
    """

    rates: tuple[list[float], ...]
    error: Exception | None = None


class Function:
    """A schedule that can be asked for any step; ``known`` is it, where it is one of lrlib."""

    def __init__(self, function: Callable[[Any], Any]):
        self.function = function
        self.known = function if isinstance(function, Schedule) else None
        self.name = repr(function) if self.known else _name(function)
        self.kind, self.every = "", 1
        self.text: Pasted | None = None  # what it was read from, if it was

    def at(self, steps: Sequence[int]) -> list[float]:
        if self.known is None and len(steps) > 100:
            found = self._at_once(steps)
            if found is not None:
                return found
        return [float(self.function(step)) for step in steps]

    def _at_once(self, steps: Sequence[int]) -> list[float] | None:
        """All steps in one call, if the function takes arrays and answers as for each alone."""
        alone = {i: float(self.function(steps[i])) for i in (0, len(steps) // 3, -1)}
        for ask in _in_one_call(self.function):
            try:
                rates = [float(rate) for rate in ask(list(steps))]
            except Exception:  # whatever a framework says to an array: ask step by step then
                continue
            if len(rates) == len(steps):
                close = 1e-6 * max(map(abs, rates))  # float32 rounds differently in vectors
                if all(abs(rates[i] - rate) <= close for i, rate in alone.items()):
                    return rates
        return None

    def parting(self, group: int) -> tuple[int, Schedule] | None:
        """A function says nothing of its end."""
        del group
        return None

    def planned(self, group: int) -> Schedule | None:
        """The schedule with its curve, as far as that is known."""
        del group
        return self.known

    def tail(self, updates: int) -> int:
        """How many updates after the end to look at."""
        return min(max(10, updates), 1000)

    def run(self, updates: int) -> Run:
        return Run((self.at(range(updates)),))

    def resumed(self, stop: int, updates: int) -> Run:
        """Asked for the later steps first, it must not answer differently."""
        del stop
        late = [float(self.function(step)) for step in _backwards(updates)]
        rates = self.at(range(updates))
        for step, rate in zip(_backwards(updates), late):
            rates[step] = rate
        return Run((rates,))


def _in_one_call(function: Callable[[Any], Any]) -> Iterator[Callable[[list[int]], Any]]:
    if "numpy" not in sys.modules:  # every framework with arrays has loaded it
        return
    asarray = sys.modules["numpy"].asarray
    yield lambda steps: asarray(function(asarray(steps)))
    if "jax" in sys.modules:
        vmap = sys.modules["jax"].vmap
        yield lambda steps: asarray(vmap(function)(asarray(steps)))


def _backwards(updates: int) -> range:
    return range(updates - 1, -1, -max(1, updates // 20))


class Stepped:
    """A scheduler that holds an optimizer and is stepped, made anew by ``make()``."""

    def __init__(self, make: Callable[[], Any], made: Any, name: str):
        self.make, self.made, self.name, self.kind = make, made, name, type(made).__name__
        schedule = getattr(made, "schedule", None)  # that of lrlib.torch.Scheduler
        self.known = schedule if isinstance(schedule, Schedule) else None
        self.every = 1  # for how many updates it holds each rate, as far as we know
        self.text: Pasted | None = None

    def parting(self, group: int) -> tuple[int, Schedule] | None:
        """The last update with the rate of a schedule that is known, and that schedule.

        None if they never part, or if nothing is known of the scheduler.
        """
        begun = getattr(self.made, "last_epoch", 0)  # if it is made to go on, steps are no updates
        return None if begun else parting(self.made, group)

    def planned(self, group: int) -> Schedule | None:
        """The schedule with its curve, as far as that is known."""
        if getattr(self.made, "last_epoch", 0):
            return None
        with quiet():
            try:
                return curve(self.made, group)
            except Exception:  # one's own, or of another release: nothing is known of it
                return None

    def tail(self, updates: int) -> int:
        """How many updates after the end to look at: all that one can see of what comes then."""
        return max(10, min(9 * updates, 20_000))

    def run(self, updates: int) -> Run:
        with quiet():
            return _stepped(self.make(), updates)

    def resumed(self, stop: int, updates: int) -> Run:
        """Stopped after ``stop`` updates, saved, made anew, loaded, and gone on with."""
        with quiet():
            first = self.make()
            begun = _stepped(first, stop)
            if begun.error:
                return begun
            try:
                held = copy.deepcopy(first.optimizer.state_dict())
                state = pickle.loads(pickle.dumps(first.state_dict()))
                second = self.make()
                second.optimizer.load_state_dict(held)
                second.load_state_dict(state)
            except Exception as error:  # a state that cannot be saved or loaded is what we look for
                return Run(begun.rates, error)
            rest = _stepped(second, updates - stop)
        return Run(tuple(a + b for a, b in zip(begun.rates, rest.rates)), rest.error)


class Told(Stepped):
    """A native scheduler that goes on otherwise than its schedule, as its text tells it."""

    def __init__(self, pasted: Pasted, name: str):
        self.pasted, self.known, self.name, self.kind = pasted, None, name, pasted.name
        self.every, self.text = pasted.every, pasted

    def parting(self, group: int) -> tuple[int, Schedule] | None:
        """Where its text says that they part."""
        del group
        return None if self.pasted.until is None else (self.pasted.until, self.pasted.schedule)

    def planned(self, group: int) -> Schedule | None:
        """What the text says."""
        del group
        return self.pasted.schedule

    def run(self, updates: int) -> Run:
        rates: list[float] = []
        try:
            for step in range(updates):
                rates.append(self.pasted.rate(step))
        except ValueError as error:  # what the original raises there
            return Run((rates,), error)
        return Run((rates,))

    def resumed(self, stop: int, updates: int) -> Run:
        """Its rates are those of the step alone."""
        return self.run(updates)


def _stepped(scheduler: Any, updates: int) -> Run:
    optimizer = scheduler.optimizer
    rates: list[list[float]] = [[] for _ in optimizer.param_groups]
    for update in range(updates):
        for group, seen in zip(optimizer.param_groups, rates):
            seen.append(float(group["lr"]))
        try:
            optimizer.zero_grad()
            optimizer.step()
            scheduler.step()
        except Exception as error:  # also what is wrong after the end: told, not raised
            if update == 0:
                raise TypeError(
                    f"factory must return a scheduler with a step() that needs no arguments, "
                    f"but the first one ended in {type(error).__name__}: {error}"
                ) from error
            return Run(tuple(rates), error)
    return Run(tuple(rates))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings of schedulers about a run that is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def load(text: str, lr: float | None = None, updates: int | None = None) -> Any:
    """The schedule of a text, or what ``module:name`` names, which imports that module.

    A line of training code (:mod:`lrlib.paste`) is its schedule only if they never part.

    >>> load("Cosine(0.1, total_steps=100)")
    Cosine(lr0=0.1, total_steps=100)
    >>> load("lrlib:Cosine").__name__
    'Cosine'
    """
    if not NAMED.fullmatch(text):
        return _plain(read(text, lr, updates))
    return _imported(text)


def _imported(text: str) -> Any:
    module, _, name = text.partition(":")
    if "" not in sys.path:  # a console script does not look in the folder it runs in
        sys.path.insert(0, "")
    found = importlib.import_module(module)
    for part in name.split("."):
        if not hasattr(found, part):
            raise ValueError(f"{module} has no {name}")
        found = getattr(found, part)
    return found


def _plain(pasted: Pasted) -> Any:
    """The schedule alone, where the text never parts from it."""
    return pasted.schedule if pasted.then is None and pasted.every == 1 else pasted


def watched(
    subject: Any, lr: float | None = None, updates: int | None = None
) -> Function | Stepped:
    """What an audit can look at.

    Parameters
    ----------
    subject
        A Schedule; a spec, a line of training code or ``module:name``, as text; what
        :func:`lrlib.paste.read` found; a function of
        the step, such as a schedule of Keras, Optax or MLX; or a function without arguments that
        returns one of these, or a PyTorch scheduler.
    lr : float, optional
        The optimizer's rate, which a line of training code may need.
    updates : int, optional
        How many the run will have, which another may.

    Raises
    ------
    TypeError
        if it is none of these, or a scheduler itself: each look needs a new one.
    ValueError
        if the text is no schedule, or making the scheduler fails.
    """
    name = subject if isinstance(subject, str) else ""
    thing, text = subject, None
    if isinstance(subject, str):
        named = NAMED.fullmatch(subject)
        thing = _imported(subject) if named else read(subject, lr, updates)
    if isinstance(thing, Pasted):
        thing, text, name = _plain(thing), thing, name or thing.name
    if isinstance(thing, Pasted):
        return Told(thing, " ".join(name.split()))
    if not isinstance(thing, Schedule) and callable(thing) and not _needs_arguments(thing):
        make = thing
        try:
            with quiet():
                thing = make()
        except Exception as error:
            what = f"{name or _name(make)}() raised {type(error).__name__}: {error}"
            raise ValueError(f"subject cannot be made: {what}") from error
        if hasattr(thing, "optimizer") and hasattr(thing, "step"):
            return Stepped(make, thing, name or _name(make))
    elif hasattr(thing, "optimizer") and hasattr(thing, "step"):
        raise TypeError(
            f"subject must be a function that makes the scheduler, as it is made several times, "
            f"got a {type(thing).__name__} itself"
        )
    if callable(thing):
        found = Function(thing)
        found.name = name if name and found.known is None else found.name
        found.text = text
        return found
    raise TypeError(f"subject must be a schedule, or a function that makes one, got {thing!r}")


def _needs_arguments(thing: Callable[..., Any]) -> bool:
    kinds = inspect.Parameter
    return any(
        p.default is kinds.empty and p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)
        for p in inspect.signature(thing).parameters.values()
    )


def _name(thing: Any) -> str:
    return getattr(thing, "__qualname__", type(thing).__name__)
