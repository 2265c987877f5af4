"""Beyond the end of a run: which rates would come, and how long a schedule says that it is."""

from __future__ import annotations

import math
from typing import Any

from lrlib.schedules import Cooldown, Join, Schedule, Warmup
from lrlib.watch import Function, Stepped

__all__ = ["farthest", "longest", "needed", "stated"]

FACTOR = 100  # as many times the run is looked ahead
LOOKS = 101  # steps looked at, each time


def longest(value: Any) -> int:
    """The longest of the lengths that a schedule of lrlib was given.

    >>> from lrlib import Cosine, warmup
    >>> longest(warmup(Cosine(0.1, total_steps=900), steps=100))
    900
    """
    if isinstance(value, Schedule):
        return longest(tuple(vars(value)[name] for name in value._names))
    if isinstance(value, tuple):
        return max(map(longest, value), default=0)
    return value if type(value) is int else 0


def stated(schedule: Schedule) -> int | None:
    """How many updates a schedule is for, by what it was made with; None if it does not say.

    >>> from lrlib import Constant, WarmupStableDecay, warmup
    >>> stated(WarmupStableDecay(0.1, total_steps=400, warmup=0.1, decay=0.2))
    400
    >>> stated(warmup(Constant(0.1).cooldown(at=80, steps=10), steps=10))
    100
    >>> stated(Constant(0.1)) is None
    True
    """
    parts: dict[str, Any] = vars(schedule)
    inner: Any = parts.get("schedule")
    if "total_steps" in parts:
        return int(parts["total_steps"])
    if isinstance(schedule, Cooldown):
        return int(schedule.at + schedule.steps)
    if isinstance(schedule, Join):
        before, inner = int((0, *schedule.boundaries)[-1]), schedule.schedules[-1]
    elif isinstance(inner, Schedule):
        before = int(schedule.steps) if isinstance(schedule, Warmup) else 0
    else:
        return None
    length = stated(inner)
    return None if length is None else before + length


def needed(schedule: Schedule) -> int | None:
    """How many updates show what a schedule does: its length, or where its last part begins.

    >>> from lrlib import Constant, Cosine, warmup
    >>> needed(warmup(Cosine(0.1, total_steps=90), steps=10)), needed(warmup(Constant(0.1), 10))
    (100, 10)
    """
    length = stated(schedule)
    if length is None and isinstance(schedule, Warmup):
        return int(schedule.steps)
    if length is None and isinstance(schedule, Join):
        return int((0, *schedule.boundaries)[-1])
    return length


def farthest(
    source: Function | Stepped, run: list[float], after: list[float]
) -> tuple[int, float, bool] | None:
    """The step after the run whose rate lies farthest outside of those of the run.

    A function can be asked for any step. It is asked for some, ever farther apart, up to a hundred
    times the length of the run; then for those beside the farthest, until no step lies between. A
    peak much narrower than the steps are apart can be missed; what is answered is a fact.

    Returns
    -------
    step, rate, and whether it is the last that was looked at; or None if there is no finite rate.

    >>> from lrlib import Cosine, warmup
    >>> from lrlib.watch import watched
    >>> schedule = warmup(Cosine(0.1, 60_000), steps=3_000)
    >>> farthest(watched(schedule), [schedule(step) for step in range(600)], [])
    (3000, 0.1, False)
    """
    low, high, n = min(run), max(run), len(run)

    def outside(item: tuple[int, float]) -> tuple[float, int]:
        step, rate = item
        return max(rate - high, low - rate), -step  # of equals the first

    if isinstance(source, Stepped):
        looks = [(n + i, rate) for i, rate in enumerate(after) if math.isfinite(rate)]
        best = max(looks, key=outside, default=None)
        return None if best is None else (*best, best[0] == looks[-1][0])
    steps = sorted({int(n * FACTOR ** (i / (LOOKS - 1))) for i in range(LOOKS)})
    end = steps[-1]
    while True:
        pairs = zip(steps, source.at(steps))
        looks = [(step, rate) for step, rate in pairs if math.isfinite(rate)]
        if not looks:
            return None
        best = max(looks, key=outside)
        place = steps.index(best[0])
        first, last = steps[max(place - 1, 0)], steps[min(place + 1, len(steps) - 1)]
        if last - first <= 2:
            return (*best, best[0] == end)
        width = max((last - first) // (LOOKS - 1), 1)
        steps = sorted({*range(first, last, width), best[0], last})
