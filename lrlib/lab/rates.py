"""What convex theory promises for each shape of schedule, at its best scale.

One number for a schedule and a length T: the bound of :func:`lrlib.bounds.tuned`, divided by
DG / sqrt(T). It depends on nothing but the shape. A shape that is right for every length keeps
its number as T grows; none can be below 1, by :prf:ref:`D3`.

Beside it: what noise leaves of each shape at its best scale, and convex losses with corners on
which to hold the promises to account.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from lrlib import bounds
from lrlib.lab.settings import Row
from lrlib.schedules import (
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    InverseSqrt,
    LinearDecay,
    OneCycle,
    Schedule,
    Triangular,
    join,
)

__all__ = [
    "DECAYS",
    "SCALES",
    "SHAPES",
    "Promises",
    "best",
    "noisy",
    "planes",
    "promise",
    "run",
    "sharper",
    "table",
]

#: Decay over the run, kT, from which "best k" is chosen: 0.1, 0.2, ..., 6.
DECAYS = np.arange(1, 61) / 10

#: By its label, what gives the schedules of a shape for a run of T steps; the best one counts.
SHAPES: dict[str, Callable[[int], list[Schedule]]] = {
    "linear decay": lambda T: [LinearDecay(1, T)],
    "cosine": lambda T: [Cosine(1, T)],
    "exponential, best k": lambda T: [ExponentialDecay(1, x / T) for x in DECAYS],
    "constant, linear in the last fifth": lambda T: [
        join([LinearDecay(1, T, lr_end=1), LinearDecay(1, T - T * 4 // 5)], [T * 4 // 5])
    ],
    "1-cycle from 0": lambda T: [OneCycle(0, 1, T)],
    "constant": lambda T: [LinearDecay(1, T, lr_end=1)],
    "one over √(t + 1)": lambda T: [InverseSqrt(1, timescale=1)],
    "exponential, to 1/T of the start": lambda T: [ExponentialDecay.over(1, 1 / T, T)],
    "CLR from 0, five cycles": lambda T: [Triangular(0, 1, T // 5)],
    "CED raised, five cycles, best k": lambda T: [
        CyclicExponentialDecay(1, x / T, T // 5, wave="raised") for x in DECAYS
    ],
    "exponential, k = 0.02": lambda T: [ExponentialDecay(1, 0.02)],
}


def sharper(schedule: Schedule, T: int) -> float:
    """The bound of D9, in the same unit; T gradients are taken after 0 to T - 1 updates.

    >>> round(sharper(LinearDecay(1.0, total_steps=100), T=100), 3)
    1.002
    """
    return bounds.weighed(schedule, T=T - 1).bound * T**0.5


def best(schedules: Iterable[Schedule], T: int) -> tuple[Schedule, float]:
    """The schedule with the least tuned bound among a few, and that bound.

    >>> best([LinearDecay(1.0, 100), Cosine(1.0, 100)], T=100)[0]
    LinearDecay(lr0=1.0, total_steps=100)
    """
    found = [(float(bounds.tuned(schedule, T=T).bound), schedule) for schedule in schedules]
    bound, schedule = min(found, key=lambda pair: pair[0])
    return schedule, bound


def promise(schedules: Iterable[Schedule], T: int) -> float:
    """The best tuned bound among a few schedules, times sqrt(T) / (DG).

    >>> round(promise([LinearDecay(1.0, total_steps=100)], T=100), 3)
    2.036
    """
    return best(schedules, T)[1] * T**0.5


class Promises(dict[str, list[float]]):
    """Label to promises, one for each length; a table in a notebook.

    ``sharp`` has the sharper ones of the longest run.
    """

    def __init__(
        self, lengths: Iterable[int], rows: Mapping[str, list[float]], sharp: Mapping[str, float]
    ) -> None:
        super().__init__(rows)
        self.lengths, self.sharp = tuple(lengths), sharp

    def _repr_html_(self) -> str:
        head = "".join(f"<th>T = {T:,}</th>" for T in self.lengths)
        rows = (
            f"<tr><td>{html.escape(label)}</td>"
            + "".join(f"<td>{value:.3f}</td>" for value in values)
            + "</tr>"
            for label, values in self.items()
        )
        return (
            f'<table class="table"><thead><tr><th>shape</th>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )


def table(lengths: Sequence[int] = (100, 1000, 10_000)) -> Promises:
    """The promise for every shape of ``SHAPES``, at each length.

    >>> [round(value, 2) for value in table([100, 200])["cosine"]]
    [2.09, 2.08]
    """
    found = {label: [best(shapes(T), T) for T in lengths] for label, shapes in SHAPES.items()}
    return Promises(
        lengths,
        {
            label: [bound * T**0.5 for (_, bound), T in zip(row, lengths)]
            for label, row in found.items()
        },
        {label: sharper(row[-1][0], lengths[-1]) for label, row in found.items()},
    )


#: Multiples of a schedule from which :func:`noisy` chooses.
SCALES = np.geomspace(0.0001, 3, 450)


def noisy(schedule: Schedule, T: int, v0: float = 100.0) -> np.ndarray:
    """Expected squared error of each step, (T + 1,), at the scale that makes the last one least.

    Curvature and noise are 1; the scale is chosen from ``SCALES``.

    >>> path = noisy(LinearDecay(1.0, total_steps=100), T=100)
    >>> bool(path[-1] > bounds.least_mean_square(T=100, v0=100.0))
    True
    """
    rates = schedule.curve(T)
    last = np.full(len(SCALES), v0)
    with np.errstate(over="ignore", invalid="ignore"):
        for rate in rates:  # all scales at once
            last = bounds.next_mean_square(last, SCALES * rate)
    # too large a scale diverges; infinity times zero is no number
    best = np.argmin(np.where(np.isnan(last), np.inf, last))
    if best == 0:
        raise ValueError(f"T = {T} needs smaller scales than SCALES has")
    return bounds.mean_square(SCALES[best] * rates, v0)


def planes(seed: int, dimensions: int = 12, count: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """A convex loss with corners: the highest of ``count`` planes, slopes at most 1.

    Returns the slopes, of shape (count, dimensions), and the minimiser u, at distance 1 from 0;
    the loss is ``(slopes @ (x - u)).max()`` and its minimum 0.
    """
    rng = np.random.default_rng(seed)
    slopes = rng.normal(0, 1, (count - 1, dimensions))
    slopes = np.vstack([slopes, -slopes.sum(axis=0)])  # they balance, so u is a minimiser
    u = rng.normal(0, 1, dimensions)
    return slopes / np.linalg.norm(slopes, axis=1, keepdims=True), u / np.linalg.norm(u)


def run(rates: Row, slopes: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Losses of gradient descent from 0 on such planes, before each step and after the last.

    >>> slopes, u = planes(seed=0)
    >>> losses = run(LinearDecay(0.2, total_steps=20).curve(20), slopes, u)
    >>> losses.shape, bool(losses[-1] <= bounds.last_iterate([0.2] * 21))
    ((21,), True)
    """
    x, losses = -u, []  # relative to the minimiser
    for rate in rates:
        heights = slopes @ x
        losses.append(heights.max())
        x = x - rate * slopes[heights.argmax()]
    return np.array([*losses, (slopes @ x).max()])
