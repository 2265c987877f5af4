"""Do the thresholds 2, 4 and 4.59 of the theorems show in a network?

``python -m lrlib.lab.edges`` measures and writes edges.json, some minutes of one core; the rules
are in protocol.md, S1 to S5. The *edge* of a shape is the largest peak that a run survives, in
units of 1 / (greatest curvature at the start). The control is the same network made linear at its
start: there the loss is a parabola, and the theorems must hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib.guard import need
from lrlib.lab.settings import Row
from lrlib.lab.statistics import Interval
from lrlib.schedules import Constant, Cosine, LinearDecay, OneCycle, Schedule

__all__ = ["PEAKS", "SHAPES", "STORED", "THEORY", "doubled", "judged", "measure", "stored"]

if TYPE_CHECKING:
    from jax import Array

    Residual = Callable[[Array], Array]

STORED = Path(__file__).with_name("edges.json")
SIGNALS, UPDATES, SEEDS = 128, 300, range(8)
EVERY, TURNS = 4, 12  # updates between two looks at the curvature; power iterations in each
FINE = 2 ** (np.arange(73) / 8)  # 1 to 512, for the parabola
PEAKS = FINE[::2]  # for the network
WATCHED = 8.0  # the peak at which all shapes are followed, beside each one's edge
SHAPES: dict[str, Callable[[float], Schedule]] = {
    "constant": Constant,
    "cosine": lambda lr: Cosine(lr, UPDATES),
    "linear decay": lambda lr: LinearDecay(lr, UPDATES),
    "triangle": lambda lr: OneCycle(0, lr, UPDATES),
}
#: The thresholds: O2e, O2f, O2c. Linear decay has nearly the triangle's rates, in another order.
THEORY = {"constant": 2.0, "cosine": 4.0, "linear decay": 4.591, "triangle": 4.591}


def doubled(jax: ModuleType) -> AbstractContextManager[object]:
    """Float64 inside a with-block: near an edge a run passes through losses beyond float32."""
    if hasattr(jax, "enable_x64"):  # a block since JAX 0.8
        return jax.enable_x64(True)
    return need("jax.experimental", "lab").enable_x64()


def _network(seed: int) -> tuple[Residual, Array]:
    """The residuals as a function of all parameters in one vector, and where that starts."""
    jax = need("jax", "lab")
    from jax.flatten_util import ravel_pytree

    from lrlib.lab import data
    from lrlib.lab.problems import PROBLEMS, _mlp

    x, label = data.signals(SIGNALS, seed=4)
    x, wanted = x.astype(float), np.eye(10)[label]
    start = jax.tree.map(lambda array: array.astype(float), PROBLEMS["mlp"].init(seed))
    start, unravel = ravel_pytree(start)
    return lambda w: (_mlp(unravel(w), x) - wanted).ravel(), start


def _loss(residual: Residual, w: Array) -> Array:
    return (residual(w) ** 2).sum() / (2 * SIGNALS)


def edge(left: Row, peaks: np.ndarray = PEAKS) -> float:
    """The largest peak such that it and all smaller ones end below the loss of the start.

    ``left`` has the last loss over the first, for each of ``peaks``.
    """
    gone = np.flatnonzero(~(np.asarray(left) < 1))
    last = (gone[0] if len(gone) else len(peaks)) - 1
    return float(peaks[last]) if last >= 0 else 0.0


def of_the_parabola(residual: Residual, start: Array) -> dict[str, list[float]]:
    """By shape, what is left of the loss of the network made linear, for each peak of ``FINE``."""
    jax = need("jax", "lab")
    slopes = np.asarray(jax.jit(jax.jacrev(residual))(start))
    curvature, vectors = np.linalg.eigh(slopes @ slopes.T / SIGNALS)
    share = (vectors.T @ np.asarray(residual(start))) ** 2
    found = {}
    for name, shape in SHAPES.items():
        rates = np.abs(shape(1.0).curve(UPDATES)) / curvature[-1]
        # logarithms, since in the middle of a run near the edge the loss is beyond any float
        with np.errstate(divide="ignore"):
            logs = [np.log(np.abs(1 - p * rates[:, None] * curvature)).sum(0) for p in FINE]
        found[name] = [
            float((share * np.exp(np.minimum(2 * log, 600))).sum() / share.sum()) for log in logs
        ]
    return found


def _followed(
    residual: Residual,
) -> tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]:
    """The program of one run: last loss, and the curvature after every fourth update."""
    jax = need("jax", "lab")
    loss = partial(_loss, residual)
    slope = jax.grad(loss)

    def turned(w: Array, v: Array, turns: int) -> tuple[Array, Array]:
        def turn(v: Array, _: None) -> tuple[Array, Array]:
            bent = jax.jvp(slope, (w,), (v,))[1]
            return bent / jax.numpy.linalg.norm(bent), v @ bent

        v, seen = jax.lax.scan(turn, v, None, length=turns)
        return v, seen[-1]

    def follow(w: Array, v: Array, rates: Array) -> tuple[Array, Array]:
        def part(carry: tuple[Array, Array], some: Array) -> tuple[tuple[Array, Array], Array]:
            w, v = carry
            w = jax.lax.fori_loop(0, EVERY, lambda i, w: w - some[i] * slope(w), w)
            v, curvature = turned(w, v, TURNS)
            return (w, v), curvature

        (w, _), seen = jax.lax.scan(part, (w, v), rates.reshape(-1, EVERY))
        return loss(w), seen

    def end(w: Array, rates: Array) -> Array:
        return loss(jax.lax.fori_loop(0, UPDATES, lambda i, w: w - rates[i] * slope(w), w))

    many = jax.jit(jax.vmap(end, in_axes=(None, 0)))
    return jax.jit(partial(turned, turns=300)), many, jax.jit(follow)


def measure(seed: int) -> dict[str, Any]:
    """One start: curvature, and by shape what is left for each peak, edge and followed run."""
    jax = need("jax", "lab")
    with doubled(jax):
        residual, start = _network(seed)
        turned, many, follow = _followed(residual)
        v = np.random.default_rng(seed).standard_normal(len(start))
        v, sharpest = turned(start, v / np.linalg.norm(v))
        first, linear = float(_loss(residual, start)), of_the_parabola(residual, start)
        found: dict[str, Any] = {
            "seed": seed,
            "curvature": float(f"{float(sharpest):.6g}"),
            "shapes": {},
        }
        for name, shape in SHAPES.items():
            rates = shape(1.0).curve(UPDATES) / float(sharpest)
            left = np.asarray(many(start, PEAKS[:, None] * rates)) / first
            peak = edge(left)
            found["shapes"][name] = {
                "parabola": edge(linear[name], FINE),
                "network": peak,
                "left": [float(f"{x:.3g}") if np.isfinite(x) else None for x in left],
            }
            for words, at in (("at the edge", peak), ("watched", WATCHED)):
                _, curvatures = follow(start, v, at * rates)
                product = at * rates[EVERY - 1 :: EVERY] * np.asarray(curvatures)
                found["shapes"][name][words] = [float(f"{x:.3g}") for x in product]
        jax.clear_caches()  # the data are constants of these programs
    return found


@cache
def stored() -> list[dict[str, Any]]:
    """What :func:`measure` found for each start."""
    return json.loads((files("lrlib.lab") / STORED.name).read_text())["starts"]


def column(shape: str, which: str) -> np.ndarray:
    """Of each start: an edge (parabola, network), or a row (left, at the edge, watched)."""
    return np.array([one["shapes"][shape][which] for one in stored()], float)


def mean(values: Row) -> Interval:
    """The geometric mean over the starts, with its interval."""
    logs = np.log(np.asarray(values, float))
    if np.ptp(logs) == 0:
        return Interval(*[float(np.exp(logs[0]))] * 3)
    found = need("scipy.stats", "lab").bootstrap(
        (logs,), np.mean, n_resamples=2000, rng=np.random.default_rng(0)
    )
    ends = logs.mean(), *found.confidence_interval
    return Interval(*(float(np.exp(x)) for x in ends))


def judged() -> dict[str, bool]:
    """Claim of the protocol to whether it held."""
    step = 2 ** (2 / 8)
    half = UPDATES // EVERY // 2
    steady = mean(np.median(column("constant", "at the edge")[:, half:], axis=1))
    falling = [name for name in SHAPES if name != "constant"]
    used = [np.percentile(column(name, "at the edge"), 95, axis=1) for name in falling]
    ratio = {n: mean(column(n, "network") / column("constant", "network")) for n in falling}
    order = mean(column("triangle", "network") / column("linear decay", "network"))
    return {
        "S1": all(
            (abs(np.log(column(name, "parabola") / at)) <= np.log(step)).all()
            for name, at in THEORY.items()
        ),
        "S2": ratio["cosine"].high < 2 and ratio["linear decay"].high < THEORY["triangle"] / 2,
        "S3": order.low > 1,
        "S4": 1.8 < steady.low and steady.high < 2.2,
        "S5": all(mean(values).high < 3 for values in used),
    }


if __name__ == "__main__":
    from lrlib.lab.published import machine

    starts = []
    for seed in SEEDS:
        starts.append(measure(seed))
        edges = {n: (s["parabola"], s["network"]) for n, s in starts[-1]["shapes"].items()}
        print(seed, starts[-1]["curvature"], edges, flush=True)
    how = {"command": "python -m lrlib.lab.edges", **machine()}
    STORED.write_text(json.dumps({"how": how, "starts": starts}) + "\n")
    print(judged())
