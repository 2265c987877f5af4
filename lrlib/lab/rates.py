"""What convex theory promises for each shape of schedule, at its best scale.

One number for a schedule and a length: the bound of :func:`lrlib.bounds.weighed`, by the sharper
proof, divided by DG / sqrt(n + 1) for n updates; or that of :func:`lrlib.bounds.tuned`, by the
first proof, divided by DG / sqrt(T) for T rates. It depends on nothing but the shape. A shape that
is right for every length keeps its number as runs grow; none can be below 1, by :prf:ref:`D3`.

Beside it: what noise leaves of each shape at its best scale, and convex losses with corners on
which to hold the promises to account.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

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
    "paths",
    "planes",
    "promise",
    "rim",
    "run",
    "sharper",
    "table",
    "walkers",
]

WALKED = 24  #: steps of the two walkers

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


def sharper(schedule: Schedule, n: int) -> float:
    """The bound of D9 after n updates, in units of the best one, DG / sqrt(n + 1).

    >>> round(sharper(LinearDecay(1.0, total_steps=100), n=100), 3)
    1.0
    """
    return bounds.weighed(schedule, T=n).bound * (n + 1) ** 0.5


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
    """Label to promises by the sharper proof, one for each length; a table in a notebook.

    ``first`` has those of the longest run by the first proof.
    """

    def __init__(
        self, lengths: Iterable[int], rows: Mapping[str, list[float]], first: Mapping[str, float]
    ) -> None:
        super().__init__(rows)
        self.lengths, self.first = tuple(lengths), first

    def _repr_html_(self) -> str:
        head = "".join(f"<th>n = {n:,}</th>" for n in self.lengths)
        head += f"<th>first proof, T = {self.lengths[-1]:,}</th>"
        rows = (
            f"<tr><td>{html.escape(label)}</td>"
            + "".join(f"<td>{value:.3f}</td>" for value in (*values, self.first[label]))
            + "</tr>"
            for label, values in self.items()
        )
        return (
            f'<table class="table"><thead><tr><th>shape</th>{head}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table>"
        )


def table(lengths: Sequence[int] = (100, 1000, 10_000)) -> Promises:
    """The promise for every shape of ``SHAPES``, at each length.

    Where a shape has a number to choose, it is the one that is best by the first proof.

    >>> [round(value, 2) for value in table([100, 200])["cosine"]]
    [1.03, 1.03]
    """
    found = {label: [best(shapes(n), n) for n in lengths] for label, shapes in SHAPES.items()}
    return Promises(
        lengths,
        {
            label: [sharper(schedule, n) for (schedule, _), n in zip(row, lengths)]
            for label, row in found.items()
        },
        {label: row[-1][1] * lengths[-1] ** 0.5 for label, row in found.items()},
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


def walkers() -> tuple[np.ndarray, np.ndarray]:
    """A loss in two dimensions to be seen from above: slopes (5, 2), and a start at (-1, 0).

    The minimiser is at the origin, and on this loss a constant rate ends far from it.

    >>> slopes, start = walkers()
    >>> bool(np.allclose(start, [-1, 0])), bool(np.allclose(np.linalg.norm(slopes, axis=1), 1))
    (True, True)
    """
    slopes, u = planes(seed=9, dimensions=2, count=5)
    x, y = -u
    turn = np.array([[-x, -y], [y, -x]])  # takes the start to (-1, 0)
    return slopes @ turn.T, turn @ -u


def rim(slopes: np.ndarray) -> np.ndarray:
    """The corners of the contour at height 1 of a loss (slopes @ x).max() in the plane, in turn.

    >>> rim(np.array([[1.0, 0.01], [0.01, 1.0], [-1.0, 0.0], [0.0, -1.0]])).round(1).tolist()
    [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]
    """
    corners = (np.linalg.solve(pair, [1.0, 1.0]) for pair in combinations(slopes, 2))
    seen = np.array([at for at in corners if (slopes @ at).max() < 1 + 1e-9])
    return seen[np.argsort(np.arctan2(seen[:, 1], seen[:, 0]))]


def paths(
    shape: Row, slopes: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradient descent by a schedule at its best scale, and the second path behind it (D9).

    ``shape`` is the rates of a run, ``slopes`` and ``start`` as :func:`planes` gives slopes and
    minus the minimiser. Returns the points of both paths, each (steps + 1, dimensions), and the
    weights of the second path's points, whose mean the first path ends at.

    >>> slopes, u = planes(seed=7, dimensions=2, count=5)
    >>> x, z, weights = paths(LinearDecay(1.0, total_steps=24).curve(24), slopes, -u)
    >>> bool(np.allclose(weights @ z / weights.sum(), x[-1]))
    True
    """
    rates = bounds.weighed(shape).multiplier * np.asarray(shape)
    steps = np.array(bounds.second_steps(shape))
    x, z = [np.array(start)], [np.array(start)]
    for rate, step in zip(rates, steps):
        slope = slopes[(slopes @ x[-1]).argmax()]
        x.append(x[-1] - rate * slope)
        z.append(z[-1] - step * slope)
    return np.array(x), np.array(z), steps


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
