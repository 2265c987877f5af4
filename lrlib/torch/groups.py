"""The keys of an optimizer's parameter groups: reading, writing, and what each group began with.

A key is what :class:`torch.optim.Optimizer` calls it, with two additions: ``"momentum"`` means
the first of ``betas`` where there is no momentum, and ``"beta2"`` the second.
"""

from __future__ import annotations

from numbers import Real
from typing import Any

from lrlib.guard import extra

with extra("torch"):
    from torch import Tensor

__all__ = ["Group", "own", "put", "read"]

Group = dict[str, Any]


def read(group: Group, key: str) -> Any:
    """What a group holds under a key: a number or a tensor.

    Raises
    ------
    ValueError
        if the group has no such key, or something else than a number under it.
    """
    place = _beta(group, key)
    value = group.get(key) if place is None else group["betas"][place]
    if isinstance(value, Tensor) or (isinstance(value, Real) and not isinstance(value, bool)):
        return value
    raise ValueError(
        f"{key} must be a number in every parameter group, to be set from a schedule, "
        f"got {value!r} in a group with {', '.join(map(str, group))}"
    )


def put(group: Group, key: str, value: float | Tensor) -> None:
    """Set a key; a tensor is filled in place, as compiled updates need it."""
    place = _beta(group, key)
    held = group[key] if place is None else group["betas"][place]
    if isinstance(held, Tensor):
        if not held.is_floating_point() or held.itemsize < 4:  # it would round the value, to 0 even
            raise ValueError(f"{key} must be float32 or float64 where it is a tensor, got {held!r}")
        held.fill_(value)
    elif place is None:
        group[key] = value
    else:
        group["betas"] = (*group["betas"][:place], value, *group["betas"][place + 1 :])


def own(group: Group, key: str) -> float:
    """The value that a group came with: of the rate, ``initial_lr``, which PyTorch keeps."""
    return float(group["initial_lr"] if key == "lr" and "initial_lr" in group else read(group, key))


def _beta(group: Group, key: str) -> int | None:
    if key == "beta2":
        return 1 if "betas" in group else None
    return 0 if key == "momentum" and "momentum" not in group and "betas" in group else None
