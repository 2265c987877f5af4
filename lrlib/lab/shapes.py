"""The shapes that the lab compares, by name: one line each.

A shape is a function of a peak rate and of the run's length that gives a schedule. Where
momentum cycles with the rate, a second function gives the momenta. To add a shape, add a line to
``SHAPES``; the studies pick it up, and the store then lacks its runs and no others. With
``later=True`` they do not: then name it in ``ASKED``, which moves nothing that was judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lrlib.schedules import (
    Constant,
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    InverseSqrt,
    LinearDecay,
    OneCycle,
    Polynomial,
    Schedule,
    Steps,
    Triangular,
    WarmupStableDecay,
    warmup,
)

__all__ = ["SHAPES", "WARMUP", "Shape", "curves", "kind_of_shape", "schedule"]

WARMUP = 0.1  # the share of the run that is a warm-up, where there is one
FIXED = math.log(100) / 300  # per step: the k that falls to a hundredth in 300 steps
CYCLES = 5
DECAY = 0.2  # the share of the run that is WSD's cooldown
TIMESCALE = 30  # updates: the inverse square root has halved after 90


Make = Callable[[float, int], Schedule]  # from a peak and a length


class Shape(NamedTuple):
    """How a schedule is made from a peak and a length; how its momentum goes, if it cycles."""

    make: Make
    label: str
    momentum: Callable[[int], np.ndarray] | None = None
    warm: bool = True  # is it tried with a warm-up too? Not if it has one
    later: bool = False  # was it added when the rules were made? Then the studies of before lack it


def _exponential(ratio: float) -> Make:
    return lambda lr, n: ExponentialDecay.over(lr, lr / ratio, n)


def _ced(wave: str, cycles: int = CYCLES, ratio: float = 100) -> Make:
    return lambda lr, n: CyclicExponentialDecay(lr, math.log(ratio) / n, n // cycles, wave)


def _wsd(shape: str) -> Make:
    return lambda lr, n: WarmupStableDecay(lr, n, 0, DECAY, shape)


def _thirds(lr: float, n: int) -> Schedule:
    """PyTorch's ``StepLR`` as it is most often used: three equal stages, a tenth each time."""
    return Steps(lr, 0.1, boundaries=[round(n / 3), round(2 * n / 3)])


def _triangle_momentum(n: int) -> np.ndarray:
    return 0.95 - 0.1 * OneCycle(0, 1, n).curve(n)


def _torch_momentum(n: int) -> np.ndarray:
    return 0.95 - 0.1 * OneCycle(0, 1, n - 1, (0.3 * n - 1) / (n - 1), "cosine").curve(n)


#: The shapes, by name.
SHAPES = {
    "constant": Shape(lambda lr, n: Constant(lr), "constant"),
    "linear": Shape(lambda lr, n: LinearDecay(lr, n), "linear decay"),
    "linear-10": Shape(lambda lr, n: LinearDecay(lr, n, lr / 10), "linear decay to 1/10"),
    "cosine": Shape(lambda lr, n: Cosine(lr, n), "cosine"),
    "cosine-10": Shape(lambda lr, n: Cosine(lr, n, lr / 10), "cosine to 1/10", warm=False),
    "power-2": Shape(lambda lr, n: Polynomial(lr, n, 2), "power decay, (1 - t/T)²"),
    "wsd": Shape(_wsd("linear"), "WSD, linear cooldown"),
    "wsd-sqrt": Shape(_wsd("1-sqrt"), "WSD, 1-sqrt cooldown"),
    "inverse-sqrt": Shape(
        lambda lr, n: InverseSqrt(lr, timescale=TIMESCALE), "inverse square root"
    ),
    "exp-3": Shape(_exponential(3), "exponential to 1/3", warm=False),
    "exp-10": Shape(_exponential(10), "exponential to 1/10", warm=False),
    "exp-100": Shape(_exponential(100), "exponential to 1/100"),
    "exp-1000": Shape(_exponential(1000), "exponential to 1/1000", warm=False),
    "exp-fixed": Shape(
        lambda lr, n: ExponentialDecay(lr, FIXED), "exponential, fixed k", warm=False
    ),
    "ced-signed": Shape(_ced("signed"), "CED signed", warm=False),
    "ced-signed-20": Shape(_ced("signed", 20), "CED signed, 20 cycles", warm=False),
    "ced-signed-slow": Shape(_ced("signed", ratio=10), "CED signed, to 1/10", warm=False),
    "ced-raised": Shape(_ced("raised"), "CED raised", warm=False),
    "ced-raised-20": Shape(_ced("raised", 20), "CED raised, 20 cycles", warm=False),
    "ced-raised-slow": Shape(_ced("raised", ratio=10), "CED raised, to 1/10", warm=False),
    "ced-abs": Shape(_ced("abs"), "CED abs", warm=False),
    "ced-clip": Shape(_ced("clip"), "CED clip", warm=False),
    "clr": Shape(lambda lr, n: Triangular(lr / 20, lr, n // CYCLES), "CLR", warm=False),
    "1cycle-0": Shape(lambda lr, n: OneCycle(0, lr, n), "1-cycle from 0", warm=False),
    "1cycle": Shape(lambda lr, n: OneCycle(lr / 20, lr, n), "1-cycle from max/20", warm=False),
    "1cycle-momentum": Shape(
        lambda lr, n: OneCycle(lr / 20, lr, n),
        "1-cycle, momentum cycles",
        _triangle_momentum,
        warm=False,
    ),
    "1cycle-torch": Shape(OneCycle.from_torch, "1-cycle, PyTorch's form", warm=False),
    "1cycle-torch-momentum": Shape(
        OneCycle.from_torch, "1-cycle, PyTorch's form, momentum cycles", _torch_momentum, warm=False
    ),
    "1cycle-torch-3": Shape(
        lambda lr, n: OneCycle.from_torch(lr, n, three_phase=True),
        "1-cycle, PyTorch's form, three phases",
        warm=False,
    ),
    "steps": Shape(_thirds, "step decay in thirds, ×0.1 each", warm=False, later=True),
}


KINDS = {  # by the start of a shape's name: the kind whose colour it has
    "constant": "constant",
    "linear": "LinearDecay",
    "power": "Polynomial",
    "cosine": "Cosine",
    "wsd": "WarmupStableDecay",
    "inverse": "InverseSqrt",
    "exp": "ExponentialDecay",
    "ced": "CyclicExponentialDecay",
    "clr": "Triangular",
    "1cycle": "OneCycle",
    "steps": "Steps",
}


def kind_of_shape(name: str) -> str:
    """The kind of schedule that a shape belongs to, whose colour it has in pictures.

    >>> kind_of_shape("ced-raised")
    'CyclicExponentialDecay'
    """
    return next(kind for start, kind in KINDS.items() if name.startswith(start))


def schedule(name: str, rate: float, steps: int, warm: float = 0.0) -> Schedule:
    """The schedule of a shape, in front of it a warm-up that takes a share of the steps.

    The warm-up starts at one part of its climb, so that the first update moves something.

    >>> schedule("linear", 1.0, 100, 0.04).curve(6).round(4).tolist()
    [0.25, 0.4375, 0.625, 0.8125, 1.0, 0.9896]
    """
    if name not in SHAPES:
        raise ValueError(f"schedule must be one of {', '.join(SHAPES)}, got {name!r}")
    if not 0 <= warm < 1:
        raise ValueError(f"warmup must be a share of the steps, at least 0 and below 1, got {warm}")
    rising = round(warm * steps)
    made = SHAPES[name].make(rate, steps - rising)
    return warmup(made, rising, rate / rising) if rising else made


def curves(
    name: str, warm: float, rate: float, steps: int, momentum: float
) -> tuple[np.ndarray, np.ndarray]:
    """The rates and the momenta of a run, each of shape (steps,)."""
    rates = schedule(name, rate, steps, warm).curve(steps)
    cycled = SHAPES[name].momentum
    return rates, cycled(steps) if cycled else np.full(steps, momentum)
