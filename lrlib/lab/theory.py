"""Theory beside data: what two calculations say of the shapes, and how far the runs agree.

The *bound* is :func:`lrlib.bounds.tuned`: for any convex loss, at the best scale. The *parabola*
is a noisy quadratic with the convex problem's own curvature and gradient covariance at its
optimum; :func:`lrlib.bounds.next_mean_square` follows each eigenvalue, no run is needed.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from lrlib import bounds
from lrlib.lab import data, evidence
from lrlib.lab.problems import CONVEX_POOL, minimum, spectrum
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import schedule
from lrlib.lab.statistics import rank_correlation
from lrlib.lab.studies import Study

__all__ = [
    "agreement",
    "bound",
    "measured_spectrum",
    "multipliers",
    "parabola",
    "predicted",
    "transfer",
]

#: Curvatures, squared start, noise variances.
Parts = tuple[np.ndarray, np.ndarray, np.ndarray]
TINY = 1e-12  # in place of a rate of 0, where the bound must divide by what is left


def rates_of(entry: Contender, steps: int) -> np.ndarray:
    """The rates of an entry at peak 1."""
    name, warm = entry
    return schedule(name, 1.0, steps, warm).curve(steps)


@cache
def bound(entry: Contender, steps: int) -> tuple[float, float] | None:
    """The convex bound at the best scale (D = G = 1) and that scale; None where a rate is < 0."""
    rates = rates_of(entry, steps)
    if (rates < 0).any():
        return None
    found = bounds.tuned(np.maximum(rates, TINY))
    return float(found.bound), float(found.multiplier)


@cache
def measured_spectrum() -> Parts:
    """Of the convex problem at its optimum: curvatures, squared start, noise variance of one row.

    In the eigenvectors of the curvature (the Hessian); directions without curvature are left out.
    """
    x, label = data.signals(CONVEX_POOL, seed=3)
    w = minimum(weights=True)
    x = np.column_stack([x.astype(float), np.ones(len(x))])
    scores = x @ w
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    off = p - np.eye(10)[label]
    grads = (x[:, :, None] * off[:, None, :]).reshape(len(x), -1)
    noise = grads.T @ grads / len(x)
    hessian = np.empty((41, 10, 41, 10))
    for i in range(10):
        for j in range(10):
            weight = p[:, i] * ((i == j) - p[:, j])
            hessian[:, i, :, j] = x.T @ (x * weight[:, None]) / len(x)
    curvature, vectors = np.linalg.eigh(hessian.reshape(410, 410))
    kept = curvature > 1e-8
    vectors = vectors[:, kept]
    start = (vectors.T @ w.reshape(-1)) ** 2
    return curvature[kept], start, np.einsum("ij,ik,kj->j", vectors, noise, vectors)


def expected(
    rates: np.ndarray, curvature: np.ndarray, start: np.ndarray, noise: np.ndarray
) -> np.ndarray:
    """Expected loss above the minimum after these rates, on a noisy quadratic; float64.

    ``rates`` has the shape (steps,), or (lists, steps) for several lists at once; ``start`` holds
    squared distances and ``noise`` variances, one for each curvature.
    """
    rates, spread = np.asarray(rates, float), np.sqrt(noise)
    v = np.broadcast_to(start, (*rates.shape[:-1], len(start)))
    with np.errstate(over="ignore", invalid="ignore"):
        for rate in np.moveaxis(rates, -1, 0)[..., None]:
            v = bounds.next_mean_square(v, rate, curvature, spread)
        loss = (curvature * v).sum(-1) / 2
    return np.where(np.isfinite(loss), loss, np.inf)


def parabola(problem: str, batch: int) -> Parts:
    """Curvatures, squared start and noise variances of a problem's parabola, one row each."""
    if problem == "convex":
        curvature, start, noise = measured_spectrum()
        return curvature, start, noise / batch
    curvature, start, noise = spectrum(problem.removeprefix("quadratic-"))
    return curvature, start**2, noise**2 / batch


@cache
def predicted(problem: str, entry: Contender, steps: int, batch: int = 64) -> tuple[float, float]:
    """Least expected loss of an entry on the problem's parabola, and the peak that gives it.

    Peaks a factor of 2^(1/4) apart are tried, around the one that runs found best.
    """
    of, shape = evidence.study(problem, "sgd", steps, batch), rates_of(entry, steps)
    centre = evidence.entries(of)[entry].rate
    parts = parabola(problem, batch)
    tried = centre * 2 ** (np.arange(-6, 7) / 4)
    losses = expected(tried[:, None] * shape, *parts)
    return float(losses.min()), float(tried[losses.argmin()])


def agreement(of: Study, by: str = "bound") -> tuple[float, int]:
    """Spearman's rank correlation of theory and mean test loss over a cell's entries; their number.

    Entries with negative rates are left out: the bound does not hold for them.
    """
    theory, data = [], []
    for entry, known in evidence.entries(of).items():
        promised = bound(entry, of.cell.steps)
        if not np.isfinite(known.fresh).all() or promised is None:
            continue
        if by == "bound":
            theory.append(promised[0])
        else:
            theory.append(predicted(of.cell.problem, entry, of.cell.steps, of.cell.batch)[0])
        data.append(known.fresh.mean())
    return rank_correlation(theory, data), len(data)


def multipliers(entry: Contender, steps: int) -> dict[str, float]:
    """By three rules, the factor from linear decay's best peak to another shape's."""
    shape, linear = rates_of(entry, steps), rates_of(("linear", 0.0), steps)
    ours, theirs = bound(entry, steps), bound(("linear", 0.0), steps)
    if ours is None or theirs is None:
        raise ValueError(f"entry must have no rate below zero, got {entry}")
    return {
        "theory's multiplier": ours[1] / theirs[1],
        "keep the mean rate": linear.mean() / shape.mean(),
        "keep the RMS rate": float(np.sqrt((linear**2).mean() / (shape**2).mean())),
        "keep the peak": 1.0,
    }


def transfer(of: Study) -> dict[str, dict[Contender, float]]:
    """By rule, log2 of (peak predicted from linear decay's) / (best peak), for a cell's entries."""
    known, linear = evidence.entries(of), ("linear", 0.0)
    missed: dict[str, dict[Contender, float]] = {}
    for entry in known:
        if entry == linear or bound(entry, of.cell.steps) is None:
            continue
        for rule, factor in multipliers(entry, of.cell.steps).items():
            miss = np.log2(factor * known[linear].rate / known[entry].rate)
            missed.setdefault(rule, {})[entry] = float(miss)
    return missed
