"""Many runs on many processes or machines, each kept as soon as it is there.

:func:`plan` cuts settings into chunks, each one program's worth; :func:`sweep` has them worked
on by processes of this machine (joblib) or by a Dask cluster, and stores each chunk as it
arrives. Workers write nothing: a worker that dies takes its chunk with it, and Dask gives that
chunk to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from lrlib.guard import need
from lrlib.lab.engine import chunk
from lrlib.lab.problems import PROBLEMS
from lrlib.lab.settings import Losses, Setting
from lrlib.lab.store import Store

__all__ = ["plan", "sweep", "work"]


def plan(settings: Iterable[Setting]) -> list[list[Setting]]:
    """Settings in chunks: of one cell and one seed, as many as the problem's chunk holds."""
    chunks = []
    ordered = sorted(set(settings), key=lambda s: (s.cell, s.seed, s))
    for (cell, _), group in groupby(ordered, key=lambda s: (s.cell, s.seed)):
        alike, size = list(group), PROBLEMS[cell.problem].chunk
        chunks += [alike[i : i + size] for i in range(0, len(alike), size)]
    return chunks


def work(settings: list[Setting]) -> tuple[list[Setting], list[Losses]]:
    """The losses of a chunk, beside its settings; what a worker does."""
    first = settings[0]
    configs = [(setting.schedule, setting.warmup, setting.rate) for setting in settings]
    return settings, chunk(first.cell, first.seed, configs).tolist()


def sweep(
    settings: Iterable[Setting],
    store: Store,
    workers: int = 1,
    dask: str | None = None,
    bar: Any = None,
) -> int:
    """Run what the store lacks of some settings; returns how many runs that were.

    Parameters
    ----------
    settings : iterable of Setting
    store : Store
    workers : int > 0
        Processes on this machine, of one thread each.
    dask : str, optional
        The address of a Dask scheduler, whose workers have lrlib installed; then ``workers``
        is not used.
    bar : tqdm, optional
        Moved on by the runs of each chunk.
    """
    chunks = plan(store.missing(settings))
    for done, losses in _arriving(chunks, workers, dask):
        store.add(done, losses, PROBLEMS[done[0].problem].chunk)
        if bar is not None:
            bar.update(len(done))
    return sum(map(len, chunks))


def _arriving(
    chunks: list[list[Setting]], workers: int, dask: str | None
) -> Iterator[tuple[list[Setting], list[Losses]]]:
    if dask is not None:
        distributed = need("distributed", "lab")
        with distributed.Client(dask) as client:
            futures = client.map(work, chunks, pure=False)
            for future in distributed.as_completed(futures):
                yield future.result()
                future.release()
    elif workers == 1:
        yield from map(work, chunks)
    else:
        joblib = need("joblib", "lab")
        pool = joblib.Parallel(workers, return_as="generator_unordered", batch_size=1)
        yield from pool(joblib.delayed(work)(part) for part in chunks)
