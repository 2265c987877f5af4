"""A scheduler's schedules as one line of JSON, and back."""

from __future__ import annotations

import json
from types import NoneType
from typing import Any

from lrlib.schedules import KINDS, Schedule, from_dict

__all__ = ["built", "plain", "saved"]


def plain(schedules: Schedule | tuple[Schedule, ...]) -> Any:
    if isinstance(schedules, tuple):
        return list(map(plain, schedules))
    try:
        return schedules.to_dict()
    except TypeError:  # a function of one's own
        return None


def saved(state: dict[str, Any]) -> dict[str, Any]:
    """The plain schedules of a state by their keys; before 0.2 they were not one string."""
    if isinstance(state["schedule"], str):
        found = json.loads(state["schedule"])
    else:
        found = {"lr": state["schedule"]} | (
            {"momentum": m} if (m := state.get("momentum")) else {}
        )
    if not isinstance(found, dict) or not isinstance(found.get("lr", 0), (dict, list, NoneType)):
        raise ValueError(f"state_dict must have a schedule of lrlib, got {state['schedule']!r}")
    return {key: _complete(plain) for key, plain in found.items()}


def _complete(plain: Any) -> Any:
    """With the parameters that an older version did not have yet, at their defaults."""
    if isinstance(plain, list):
        return list(map(_complete, plain))
    if isinstance(plain, dict) and plain.get("kind") in KINDS:
        return from_dict(plain).to_dict()
    return plain


def built(states: dict[str, Any]) -> dict[str, Schedule | tuple[Schedule, ...]]:
    """The schedules of plain forms, by their keys; a function of one's own has no such form."""
    for key, one in states.items():
        if one is None or (isinstance(one, list) and None in one):
            raise ValueError(
                f"take_schedule must be False for this checkpoint, whose "
                f"{'schedule' if key == 'lr' else key} is a function and has no plain form"
            )
    return {
        key: tuple(map(from_dict, one)) if isinstance(one, list) else from_dict(one)
        for key, one in states.items()
    }
