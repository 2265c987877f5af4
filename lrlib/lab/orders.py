"""The same rates in two orders, on a network: a bowl does not see the order, a network does.

>>> from lrlib.lab import orders
>>> runs = orders.both(6)  # a peak of 6 over the curvature at the start
>>> len(runs["falling"].losses) < 20, len(runs["rising"].losses)
(True, 201)

Full batches of a few digits, rectified units, squared loss, in PyTorch and float64, so that neither
noise nor rounding decides who survives. The scene of the 1-cycle chapter is the same network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from lrlib.guard import need
from lrlib.lab import digits
from lrlib.lab.settings import Row
from lrlib.schedules import Constant, OneCycle, warmup

__all__ = [
    "BEYOND",
    "EVERY",
    "STEPS",
    "Run",
    "both",
    "descend",
    "greatest_curvature",
    "network",
    "with_and_without",
]

if TYPE_CHECKING:
    from torch import Tensor, nn

STEPS, IMAGES = 200, 256
BEYOND = 1e4  # a loss that counts as thrown out; the first is near 2
TURNS = 150  # power iterations
EVERY, FEW = 2, 20  # a run that is watched: steps between two looks, power iterations for each


@dataclass(frozen=True)
class Run:
    """The losses, before the first step and after each, and the curvature where the run ended.

    If it was watched, also the curvatures before every ``EVERY``-th step.
    """

    losses: list[float]
    curvature: float
    watched: list[float] = field(default_factory=list)


def network(seed: int = 0) -> tuple[nn.Module, Callable[[], Tensor]]:
    """The model, and a function that gives its loss on all pictures."""
    torch = need("torch", "torch")
    model = digits.torch_model(seed).double()
    model[1] = torch.nn.ReLU()
    x, labels = (torch.from_numpy(part[:IMAGES]) for part in digits.data())
    wanted = torch.nn.functional.one_hot(labels, digits.CLASSES).double()
    x = x.double()
    return model, lambda: 0.5 * ((model(x) - wanted) ** 2).sum(1).mean()


def greatest_curvature(weights: Iterable[Tensor], loss: Callable[[], Tensor]) -> float:
    """The largest absolute eigenvalue of the Hessian of ``loss()``, by power iteration."""
    weights = list(weights)
    return _length(_turned(weights, loss, _by_chance(weights), TURNS))


def _by_chance(weights: Sequence[Tensor]) -> Sequence[Tensor]:
    torch = need("torch", "torch")
    chance = torch.Generator().manual_seed(0)
    return [torch.randn(w.shape, generator=chance, dtype=w.dtype) for w in weights]


def _length(along: Iterable[Tensor]) -> float:
    return float(sum((a * a).sum() for a in along) ** 0.5)


def _turned(
    weights: Sequence[Tensor], loss: Callable[[], Tensor], along: Sequence[Tensor], turns: int
) -> Sequence[Tensor]:
    """A direction, turned towards the steepest curvature; its length is that curvature."""
    torch = need("torch", "torch")
    slopes = torch.autograd.grad(loss(), weights, create_graph=True)
    for _ in range(turns):
        slope = sum((s * a).sum() for s, a in zip(slopes, along, strict=True)) / _length(along)
        along = torch.autograd.grad(slope, weights, retain_graph=True)
    return along


def descend(rates: Row, watch: bool = False, seed: int = 0) -> Run:
    """Gradient descent from the network's start, until the rates end or it is thrown out."""
    torch = need("torch", "torch")
    model, loss = network(seed)
    weights = list(model.parameters())
    optimizer = torch.optim.SGD(weights, lr=1.0)
    losses, along = [loss().item()], _by_chance(weights)
    watched: list[float] = []
    for step, rate in enumerate(rates):
        if watch and step % EVERY == 0:
            along = _turned(weights, loss, along, FEW if watched else TURNS)
            watched.append(_length(along))
        optimizer.zero_grad()
        loss().backward()
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        losses.append(loss().item())
        if not losses[-1] < BEYOND:
            break
    return Run(losses, greatest_curvature(weights, loss), watched)


def both(peak: float, count: int = STEPS) -> dict[str, Run]:
    """``rising``: a 1-cycle up to ``peak`` over the curvature at the start; ``falling``: its rates,
    highest first; ``halfway``: the rising run stopped before its highest rate; ``start``."""
    start = descend([])
    rates = OneCycle(0.0, peak / start.curvature, count).curve(count)
    return {
        "start": start,
        "rising": descend(rates),
        "falling": descend(np.sort(rates)[::-1].copy()),
        "halfway": descend(rates[: count // 2]),
    }


@cache
def with_and_without(
    peak: float, rise: int = 100, count: int = STEPS, seed: int = 0
) -> tuple[np.ndarray, dict[str, Run]]:
    """The rates of a warm-up to ``peak`` over the curvature at the start, and two runs.

    ``warmed``, watched, has these rates; ``held`` has the highest of them from the first step.
    """
    level = Constant(peak / descend([], seed=seed).curvature)
    rates = warmup(level, steps=rise, first="step").curve(count)
    return rates, {
        "warmed": descend(rates, watch=True, seed=seed),
        "held": descend(level.curve(count), seed=seed),
    }
