"""A warning that is said again where nobody can have heard it."""

from __future__ import annotations

import warnings
from types import FrameType

__all__ = ["Said"]


class Said:
    """A warning that is heard once, unless the filters were changed since it was said.

    Python forgets what was said at a line when its filters change, as they do at both ends of
    ``catch_warnings``. So what is said inside of that, and again after it, is heard after it.
    """

    def __init__(self, words: str, caller: FrameType):
        self.words, self.line = words, caller.f_lineno
        self.file = caller.f_code.co_filename
        self.module = str(caller.f_globals.get("__name__", "<unknown>"))
        self.registry: dict[str | tuple[str, type[Warning], int], int] = {}

    def wanted(self) -> bool:
        """Whether the filters let it through; this changes them, so ask before any is said."""
        with warnings.catch_warnings(record=True) as heard:
            self._warn({})
        return bool(heard)

    def aloud(self) -> None:
        self._warn(self.registry)
        self.registry[self.words, UserWarning, self.line] = 1  # also where each one is shown

    def _warn(self, registry: dict[str | tuple[str, type[Warning], int], int]) -> None:
        warnings.warn_explicit(self.words, UserWarning, self.file, self.line, self.module, registry)
