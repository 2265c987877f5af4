"""Pieces of formulas that several schedules share, each written once.

Reached as ``pieces.decay``, never by a name of their own: who swaps one here swaps it everywhere.
"""

from __future__ import annotations

from lrlib.errors import BadValue
from lrlib.namespace import is_symbolic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def decay(step: Any, k: Any, ops: Any) -> Any:
    """e^{-k step}."""
    return ops.exp(-ops.times(k, step))


def half_cosine(share: Any, ops: Any) -> Any:
    """From 0 to 1 along half a cosine wave, instead of in a straight line."""
    return (1 - ops.cos(ops.pi * share)) / 2


#: What a cosine is made into by each wave of CED.
WAVES: dict[str, Callable[[Any, Any], Any]] = {
    "signed": lambda cosine, ops: cosine,
    "raised": lambda cosine, ops: (1 + cosine) / 2,
    "abs": lambda cosine, ops: abs(cosine),
    "clip": lambda cosine, ops: ops.maximum(cosine, 0),
}

#: The share of a fall that is done, by its shape and the share of the steps that is.
SHAPES: dict[str, Callable[[Any, Any], Any]] = {
    "linear": lambda share, ops: share,
    "cosine": lambda share, ops: half_cosine(share, ops),
    "1-sqrt": lambda share, ops: ops.sqrt(share),
}

FALLS = (*SHAPES, "exponential")


def check_end(shape: str, lr_end: Any) -> None:
    """An exponential never gets to 0."""
    if shape == "exponential" and not is_symbolic(lr_end) and lr_end <= 0:
        raise BadValue(
            "lr_end", 'be above 0 for shape="exponential", which never gets to 0', lr_end
        )


def fall(share: Any, high: Any, low: Any, shape: str, ops: Any) -> Any:
    """From ``high`` to ``low`` as ``share`` goes from 0 to 1."""
    if shape == "exponential":
        return high * ops.power(low / high, share)
    done = SHAPES[shape](share, ops)
    return high * (1 - done) + low * done
