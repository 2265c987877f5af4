"""The table of kinds: which classes of schedules there are, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lrlib.errors import BadType, BadValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar

    from lrlib.schedules.base import Schedule

    Kind = TypeVar("Kind", bound=type[Schedule])

__all__ = ["KINDS", "from_dict", "register"]

#: Name of a kind to its class. A class enters in one place, the line ``@register`` above it.
KINDS: dict[str, type[Any]] = {}


def register(kind: Kind) -> Kind:
    """Enter a class of schedules in the table of kinds, so that :func:`from_dict` knows it.

    Parameters
    ----------
    kind : subclass of Schedule
        Its name must be free. The same class, made anew, takes its own place: a cell of a notebook
        may be run again.

    Returns
    -------
    The class: use it as a decorator.

    Raises
    ------
    ValueError
        if another class has the name.

    Examples
    --------
    >>> @register
    ... class Halving(Schedule):
    ...     lr_range = (0.0, 1.0)
    ...
    ...     def rate(self, step, ops):
    ...         return ops.power(0.5, step)
    >>> from_dict({"kind": "Halving"})(3)
    0.125
    >>> del KINDS["Halving"]
    """
    known = KINDS.get(kind.__name__, kind)
    if (known.__module__, known.__qualname__) != (kind.__module__, kind.__qualname__):
        taken = f"have a name that is free, for {known!r} has it"
        raise BadValue("kind", taken, kind)
    KINDS[kind.__name__] = kind
    return kind


def from_dict(data: Mapping[str, Any]) -> Schedule:
    """The schedule that :meth:`Schedule.to_dict` described.

    Parameters
    ----------
    data : dict or another mapping
        ``"kind"``, the name of a class, and its parameters by name, schedules among them as
        mappings of their own. Left unchanged. Only classes that this process has registered are
        built, those of lrlib and your own; nothing is imported and nothing evaluated.

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        if ``data`` names no registered kind; as the schedule itself does for bad values.
    TypeError
        if parameters are missing or unknown.

    Examples
    --------
    >>> from_dict({"kind": "ExponentialDecay", "lr0": 0.1, "k": 0.01})
    ExponentialDecay(lr0=0.1, k=0.01)
    """
    if not isinstance(data, Mapping):
        raise BadType("data", "be a mapping, as to_dict gives it", data)
    parameters = dict(data)
    name = parameters.pop("kind", None)
    if not isinstance(name, str) or name not in KINDS:
        raise BadValue("kind", f"be one of {', '.join(KINDS)}", name)
    made: Schedule = KINDS[name](**{key: _built(value) for key, value in parameters.items()})
    return made


def _built(value: Any) -> Any:
    if isinstance(value, Mapping):
        return from_dict(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_built, value))
    return value
