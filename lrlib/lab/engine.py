"""Hundreds of runs in one compiled program.

A *setting* says what a run is: problem, optimiser, steps, batch, schedule, warm-up, rate, seed.
Runs that share all but schedule, warm-up and rate go through one program together: the same start
and the same batches for all of them, one row of rates each. The program is compiled for a problem,
an optimiser, a batch and a number of rows; its rows are always as many as the problem's ``chunk``
says, filled up with copies where fewer are asked for. Then a run's result does not depend on its
company, to the last bit. Another number of rows differs by rounding.

One thread a process: the networks are small, and a second thread only waits for the first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib.guard import need

jax = need("jax", "lab")
import jax.numpy as jnp  # noqa: E402  after the error that names the extra

from lrlib.lab.optimizers import MOMENTUM, OPTIMIZERS, Memory, Params  # noqa: E402
from lrlib.lab.problems import PROBLEMS, SPLITS  # noqa: E402
from lrlib.lab.settings import Cell, Row, Setting, batch_of  # noqa: E402
from lrlib.lab.shapes import curves  # noqa: E402

__all__ = ["SEGMENT", "Cell", "Setting", "run", "trained"]

if TYPE_CHECKING:
    from jax import Array

Rows = Sequence[Row] | np.ndarray  # one for each configuration
Config = tuple[str, float, float]  # schedule, warm-up, rate
SEGMENT = 100  # updates in one call, so that one program serves runs of every length


def _one_thread() -> None:
    """Start JAX while the process may use one core only, as it makes a thread for each."""
    if not hasattr(os, "sched_setaffinity"):  # macOS: JAX's threads are left as they are
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    jax.devices()
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), cores)


_one_thread()


@lru_cache(maxsize=8)
def _segment(problem: str, optimizer: str) -> Callable[..., Any]:
    """The program for some updates, over seeds (outside) and configurations (inside)."""
    at, (_, update) = PROBLEMS[problem], OPTIMIZERS[optimizer]

    def one(
        params: Params,
        memory: Memory,
        batch: Any,
        rate: Array,
        momentum: Array,
        step: Array,
    ) -> tuple[Params, Memory]:
        return update(params, memory, jax.grad(at.loss)(params, batch), rate, momentum, step)

    every = jax.vmap(one, in_axes=(0, 0, None, 0, 0, None))  # one batch, many configurations

    def of_a_seed(
        params: Params,
        memory: Memory,
        data: Any,
        rows: Array,
        rates: Array,
        momenta: Array,
        first: Array,
    ) -> tuple[Params, Memory]:
        def update(carry: tuple[Params, Memory], now: Any) -> tuple[tuple[Params, Memory], None]:
            row, rate, momentum, step = now
            return every(*carry, at.pick(data, row), rate, momentum, step), None

        steps = first + jnp.arange(rates.shape[0], dtype=jnp.float32)
        return jax.lax.scan(update, (params, memory), (rows, rates, momenta, steps))[0]

    seeds = jax.vmap(of_a_seed, in_axes=(0, 0, None, 0, None, None, None))
    return jax.jit(seeds)


@lru_cache(maxsize=8)
def _judged(problem: str) -> Callable[..., Any]:
    """The program that judges: losses, (seeds, configurations), infinite if not a number."""
    judge = PROBLEMS[problem].judge

    def loss(params: Params, held: Any) -> Array:
        value = judge(params, held)
        return jnp.where(jnp.isfinite(value), value, jnp.inf)

    inner = jax.vmap(loss, in_axes=(0, None))
    return jax.jit(jax.vmap(inner, in_axes=(0, None)))


@lru_cache(maxsize=8)
def _on_device(problem: str) -> tuple[Any, list[Any]]:
    at = PROBLEMS[problem]
    held = [jax.device_put(at.held(split)) for split in (SPLITS[:1] if at.exact else SPLITS)]
    return jax.device_put(at.data()), held


def trained(cell: Cell, rates: Rows, momenta: Rows, seeds: Sequence[int]) -> Params:
    """Parameters after the last update, each of shape (seeds, configurations, ...).

    ``rates`` and ``momenta`` have the shape (configurations, steps).
    """
    at = PROBLEMS[cell.problem]
    data, _ = _on_device(cell.problem)
    rates, momenta = (np.asarray(x, np.float32).T.copy() for x in (rates, momenta))
    count = rates.shape[1]
    stacked = [at.init(seed) for seed in seeds]
    params = {
        name: jnp.asarray(np.stack([np.stack([start[name]] * count) for start in stacked]))
        for name in stacked[0]
    }
    memory = OPTIMIZERS[cell.optimizer].start(params)
    rows = np.stack([at.stream(seed, cell.steps, cell.batch) for seed in seeds])
    program = _segment(cell.problem, cell.optimizer)
    for first in range(0, cell.steps, SEGMENT):
        part = slice(first, first + SEGMENT)
        params, memory = program(
            params, memory, data, rows[:, part], rates[part], momenta[part], np.float32(first)
        )
    return params


@lru_cache(maxsize=8)
def _recording(problem: str, optimizer: str) -> Callable[..., Any]:
    at, (_, update) = PROBLEMS[problem], OPTIMIZERS[optimizer]

    def program(params: Params, memory: Memory, data: Any, rows: Array, rates: Array) -> Array:
        def one(carry: tuple[Params, Memory], now: Any) -> tuple[tuple[Params, Memory], Array]:
            row, rate, step = now
            batch = at.pick(data, row)
            loss, grads = jax.value_and_grad(at.loss)(carry[0], batch)
            return update(*carry, grads, rate, MOMENTUM, step), loss

        steps = jnp.arange(rates.shape[0], dtype=jnp.float32)
        return jax.lax.scan(one, (params, memory), (rows, rates, steps))[1]

    return jax.jit(program)


def recorded(cell: Cell, rates: Row, seed: int) -> np.ndarray:
    """The training loss of each batch of one run, before the update that it gives rise to."""
    data, _ = _on_device(cell.problem)
    params = PROBLEMS[cell.problem].init(seed)
    memory = OPTIMIZERS[cell.optimizer].start(params)
    rows = PROBLEMS[cell.problem].stream(seed, len(rates), cell.batch)
    program = _recording(cell.problem, cell.optimizer)
    return np.asarray(program(params, memory, data, rows, np.asarray(rates, np.float32)))


def gradients(cell: Cell, rates: Row, seed: int) -> np.ndarray:
    """The size (Euclidean norm) of each update's gradient in one run."""
    data, _ = _on_device(cell.problem)
    at, (start, update) = PROBLEMS[cell.problem], OPTIMIZERS[cell.optimizer]

    def one(carry: tuple[Params, Memory], now: Any) -> tuple[tuple[Params, Memory], Array]:
        row, rate, step = now
        grads = jax.grad(at.loss)(carry[0], at.pick(data, row))
        square = sum(jnp.vdot(g, g) for g in jax.tree.leaves(grads))
        return update(*carry, grads, rate, MOMENTUM, step), jnp.sqrt(square)

    params, steps = at.init(seed), jnp.arange(len(rates), dtype=jnp.float32)
    now = at.stream(seed, len(rates), cell.batch), np.asarray(rates, np.float32), steps
    return np.asarray(jax.lax.scan(one, (params, start(params)), now)[1])


def losses(cell: Cell, rates: Rows, momenta: Rows, seeds: Sequence[int]) -> np.ndarray:
    """Losses of shape (seeds, configurations, splits): validation, then test."""
    params = trained(cell, rates, momenta, seeds)
    judge = _judged(cell.problem)
    _, held = _on_device(cell.problem)
    found = [np.asarray(judge(params, part)) for part in held]
    return np.stack([found[0], found[-1]], axis=-1)


def chunk(cell: Cell, seed: int, configs: Sequence[Config]) -> np.ndarray:
    """Losses of shape (configurations, 2) for at most a chunk of (schedule, warm-up, rate)."""
    full = PROBLEMS[cell.problem].chunk
    if not 0 < len(configs) <= full:
        raise ValueError(f"configs must be 1 to {full} for {cell.problem}, got {len(configs)}")
    padded = [*configs, *[configs[-1]] * (full - len(configs))]
    pairs = [curves(*config, cell.steps, MOMENTUM) for config in padded]
    rates, momenta = zip(*pairs)
    return losses(cell, rates, momenta, [seed])[0, : len(configs)]


def run(
    problem: str,
    optimizer: str,
    schedule: str,
    rate: float | Row,
    steps: int,
    seeds: Sequence[int],
    warmup: float = 0.0,
    batch: int | None = None,
) -> np.ndarray:
    """Losses on validation and test of fresh runs, the same as the stored ones of these seeds.

    >>> run("convex", "sgd", "linear", 0.5, 100, seeds=[0, 1]).shape
    (2, 2)

    Parameters
    ----------
    problem, optimizer, schedule : str
        Of ``PROBLEMS``, ``OPTIMIZERS`` and ``SHAPES``.
    rate : float > 0, or sequence of them
        The schedule's peak.
    steps : int > 0
        Updates.
    seeds : sequence of int
        Each gives a start and a stream of batches.
    warmup : float, 0 <= warmup < 1
        Share of the steps that is a linear warm-up in front of the schedule.
    batch : int > 0, optional
        Rows an update; None is the problem's own.

    Returns
    -------
    ndarray of shape (seeds, 2): validation and test; (seeds, rates, 2) for several rates.
    The unit is what ``lrlib.lab.settings.unit_of`` says; a run that diverged has infinity.

    Raises
    ------
    ValueError
        naming the argument, the rule and the value received.
    """
    for what, name, table in (("problem", problem, PROBLEMS), ("optimizer", optimizer, OPTIMIZERS)):
        if name not in table:
            raise ValueError(f"{what} must be one of {', '.join(table)}, got {name!r}")
    at = PROBLEMS[problem]
    cell = Cell(problem, optimizer, steps, batch or batch_of(problem))
    configs = [(schedule, warmup, float(x)) for x in np.atleast_1d(rate)]
    cuts = range(0, len(configs), at.chunk)
    found = [[chunk(cell, seed, configs[i : i + at.chunk]) for i in cuts] for seed in seeds]
    losses = np.stack([np.concatenate(parts) for parts in found])
    return losses[:, 0] if np.ndim(rate) == 0 else losses
