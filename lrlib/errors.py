"""What is wrong with an argument, as data and in words.

>>> import lrlib
>>> try:
...     lrlib.ExponentialDecay(lr0=-0.1, k=0.01)
... except ValueError as error:
...     print(error.argument, "|", error.rule, "|", error.value)
lr0 | be a positive finite number | -0.1

Both classes are what Python's own code would raise, so ``except ValueError`` goes on working.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["BadType", "BadValue", "shown"]


class _Refusal(Exception):
    """An argument that broke a rule.

    Attributes
    ----------
    argument : str
        Its name.
    rule : str
        What it must do, as words that follow "must".
    value
        What was received.
    note : str
        What to do about it, if there is more to say.
    """

    def __init__(self, argument: str, rule: str, value: Any, note: str = "") -> None:
        super().__init__(argument, rule, value, note)  # as arguments, so that it pickles
        self.argument, self.rule, self.value, self.note = argument, rule, value, note

    def __str__(self) -> str:
        return f"{self.argument} must {self.rule}, got {shown(self.value)}{self.note}"


class BadValue(_Refusal, ValueError):
    """The right kind of thing, and not a value that the rule allows."""


class BadType(_Refusal, TypeError):
    """The wrong kind of thing."""

    def __str__(self) -> str:
        kind = "" if self.value is None else f" of type {type(self.value).__name__}"
        return f"{self.argument} must {self.rule}, got {shown(self.value)}{kind}{self.note}"


for _kind in (BadValue, BadType):
    _kind.__module__ = "lrlib"  # where they are offered, and what a traceback calls them


def shown(value: Any) -> str:
    """``repr``, also of an int with more digits than Python prints."""
    try:
        return repr(value)
    except ValueError:
        return f"an int of {value.bit_length()} bits" if isinstance(value, int) else "what it is"
