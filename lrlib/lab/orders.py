"""The same rates in two orders, on a network: a bowl does not see the order, a network does.

>>> from lrlib.lab import orders
>>> runs = orders.both(6)  # a peak of 6 over the curvature at the start
>>> len(runs["falling"].losses) < 20, len(runs["rising"].losses)
(True, 201)

Full batches of a few digits, rectified units, squared loss, in PyTorch and float64, so that neither
noise nor rounding decides who survives. The scene of the 1-cycle chapter is the same network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lrlib.guard import need
from lrlib.lab import digits
from lrlib.schedules import OneCycle

__all__ = ["BEYOND", "STEPS", "Run", "both", "descend", "greatest_curvature", "network"]

STEPS, IMAGES = 200, 256
BEYOND = 1e4  # a loss that counts as thrown out; the first is near 2
TURNS = 150  # power iterations


@dataclass(frozen=True)
class Run:
    """The losses, before the first step and after each, and the curvature where the run ended."""

    losses: list[float]
    curvature: float


def network():
    """The model, and a function that gives its loss on all pictures."""
    torch = need("torch", "torch")
    model = digits.torch_model().double()
    model[1] = torch.nn.ReLU()
    x, labels = (torch.from_numpy(part[:IMAGES]) for part in digits.data())
    wanted = torch.nn.functional.one_hot(labels, digits.CLASSES).double()
    x = x.double()
    return model, lambda: 0.5 * ((model(x) - wanted) ** 2).sum(1).mean()


def greatest_curvature(weights, loss) -> float:
    """The largest absolute eigenvalue of the Hessian of ``loss()``, by power iteration."""
    torch = need("torch", "torch")
    weights = list(weights)
    slopes = torch.autograd.grad(loss(), weights, create_graph=True)
    chance = torch.Generator().manual_seed(0)
    along = [torch.randn(w.shape, generator=chance, dtype=w.dtype) for w in weights]
    for _ in range(TURNS):
        length = sum((a * a).sum() for a in along) ** 0.5
        slope = sum((s * a).sum() for s, a in zip(slopes, along, strict=True)) / length
        along = torch.autograd.grad(slope, weights, retain_graph=True)
    return float(sum((a * a).sum() for a in along) ** 0.5)


def descend(rates) -> Run:
    """Gradient descent from the network's start, until the rates end or it is thrown out."""
    torch = need("torch", "torch")
    model, loss = network()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    losses = [loss().item()]
    for rate in rates:
        optimizer.zero_grad()
        loss().backward()
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        losses.append(loss().item())
        if not losses[-1] < BEYOND:
            break
    return Run(losses, greatest_curvature(model.parameters(), loss))


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
