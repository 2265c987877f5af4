"""What is made of a text: its schedule, and a number that it lacks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from lrlib.schedules import Schedule
from lrlib.spec import SpecError

__all__ = ["Missing", "Native", "Pasted"]


class Missing(SpecError):
    """A number that the text does not hold; given by its name, the text is read with it.

    Attributes
    ----------
    name : str
        As it is written in the text: ``len(train_loader)``.
    """

    def __init__(self, words: str, text: str, at: int, to: int, name: str):
        super().__init__(words, text, at, to)
        self.name = name

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.words, self.text, self.at, self.to, self.name)


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
    every : int
        For how many updates the line holds each rate: those of an epoch, where it counts epochs.
    updates : int or None
        How many steps of it the text says that the run has, if it does.
    above : tuple of str
        Those of the notes without which what is said of the rates could mislead.
    batches : int or None
        How many batches the updates are made of, where one takes several.
    raises : str
        What the library that is called would not take; empty if it takes all.
    uncounted : str
        A number of which the text lacks only this to say its updates: ``len(train_loader)``.

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
    every: int = 1
    updates: int | None = None
    above: tuple[str, ...] = ()
    batches: int | None = None
    raises: str = ""
    uncounted: str = ""

    def rate(self, step: int) -> float:
        """The rate of the line at a step, also where it parts from the schedule.

        >>> from lrlib.paste import read
        >>> read("ExponentialLR(optimizer, 0.5)", lr=0.1).rate(1)
        0.05
        """
        step -= step % self.every
        if self.then is not None and self.until is not None and step > self.until:
            return self.then(step)
        return float(self.schedule(step))


class Native(NamedTuple):
    """A scheduler of PyTorch or transformers in a text, and what it does."""

    standin: Any
    pasted: Pasted
