"""A line of training code, examined: all that there is to say about its rates, as plain data.

>>> found = examine("LinearLR(optimizer, 1.0, 0.0, total_iters=90)", updates=100, lr=0.1)
>>> found["schedule"], found["last"]
('LinearDecay(lr0=0.1, total_steps=90)', 0.0)
>>> found["findings"][0]["words"]
'10 of 100 updates have rate 0 and change nothing (90 to 99)'

The book's page on audits shows what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lrlib import check
from lrlib.audit import Finding, audit
from lrlib.horizon import stated
from lrlib.native import timm
from lrlib.paste import Pasted, asked, read
from lrlib.schedules import KINDS, Schedule, Warmup
from lrlib.watch import watched

__all__ = ["MOST", "examine"]

MOST = 200_000  # updates: a page is to answer while its reader waits
HOLDS = "which holds its last rate"
FALLS = "whose fall begins after the warm-up"
POINTS = 300  # of a curve
UNSAID = "the text does not say how many updates it makes; looked at are {:,}: give {} to have all"
LONG = re.compile(r"(?<![\w.])\d+\.\d{6,}(?:e[+-]?\d+)?(?![\w.])")  # a number of many digits


def examine(
    text: str,
    updates: int,
    lr: float | None = None,
    values: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """What a line of training code would do in a run.

    Parameters
    ----------
    text : str
        As :func:`lrlib.paste.read` takes it.
    updates : int, 1 to 200,000
        How many the run has, unless the text itself says it.
    lr : float > 0, optional
        The optimizer's rate.
    values : dict of str to number, optional
        What stands for parts of the text that are no numbers, by those parts.

    Returns
    -------
    dict of str to plain data
        ``schedule``, the call that makes the schedule of lrlib with this curve, and ``line``,
        which runs as it stands after ``import lrlib``; ``rates``, points [update, rate] of the
        curve; ``held``, points of the schedule where the two part, or none; ``ran``, the updates
        up to an error; ``last`` and ``highest`` rate, and ``peak``, the first update with that;
        ``findings`` of the audit and ``notes``, of which those in ``above`` come first;
        ``twin``, how ``line`` and the text are alike, and ``dashed``, how they part;
        ``repaired``, the line with its lengths in updates, where it counts batches; ``asks``, the
        names whose ``values`` were needed, or would say how many updates there are.

    Raises
    ------
    ValueError
        that points at what is wrong in the text, or names the number that is out of range. Of
        numbers that are :class:`~lrlib.paste.Missing`, :func:`lrlib.paste.asked` says all.
    TypeError
        if one of them is no text or no number.

    Examples
    --------
    >>> wave = examine("CosineAnnealingLR(optimizer, T_max=90)", updates=181, lr=0.1)
    >>> wave["last"], wave["held"][-1]
    (0.1, [180, 0.0])
    >>> wave["line"]
    'schedule = lrlib.Cosine(lr0=0.1, total_steps=90)'
    """
    updates = check.count("updates", updates, "updates")
    if updates > MOST:
        raise ValueError(f"updates must be at most {MOST:,} here, got {updates:,}")
    pasted = read(text, lr, updates, values)
    source = watched(pasted)
    updates = pasted.updates or updates
    if updates > MOST:
        raise ValueError(f"the text has {updates:,} updates, and at most {MOST:,} are looked at")
    rates = list(source.run(updates).rates[0])  # up to an error, which the audit reports
    parted = pasted.until is not None and updates - 1 > pasted.until
    held = [float(pasted.schedule(step)) for step in range(updates)] if parted else []
    highest = max(rates)
    schedule = pasted.schedule
    more = [pasted.uncounted] if pasted.uncounted else []
    unsaid = [UNSAID.format(updates, *more)] if more else []
    short = readable(schedule, updates) if pasted.name else repr(schedule)
    findings = audit(source, updates)
    wrong = any(not one.remark for one in findings)
    fitted = _fitted(schedule, updates) if any(map(_counts_batches, findings)) else None
    return {
        "name": pasted.name or type(pasted.schedule).__name__,
        "kind": type(pasted.schedule).__name__,
        "schedule": repr(pasted.schedule),
        "line": _line(short),
        "twin": _twin(pasted, parted, wrong),
        "repaired": _line(readable(fitted, updates)) if fitted else "",
        "dashed": FALLS if _hides(pasted) else HOLDS,
        "updates": updates,
        "rates": _points(rates),
        "held": _points(held),
        "ran": len(rates),
        "last": rates[-1],
        "highest": highest,
        "peak": rates.index(highest),
        "findings": [
            {"kind": found.kind, "words": found.words, "remark": found.remark} for found in findings
        ],
        "notes": [*unsaid, *pasted.notes],
        "above": [*unsaid, *pasted.above],
        "asks": [*(asked(text, lr, updates, values) if values else ()), *more],
    }


def _twin(pasted: Pasted, parted: bool, wrong: bool) -> str:
    if pasted.every > 1:
        words = "In lrlib, moved on at every update"
    elif not parted:
        words = "The same curve in lrlib"
    else:
        words = "In lrlib, with all of the fall" if _hides(pasted) else "In lrlib, held at its end"
    return f"{words}, with what was found:" if wrong and not parted else f"{words}:"


def _counts_batches(found: Finding) -> bool:
    """Whether its schedule has the updates of several runs."""
    return found.kind == "length" and bool({"batches", "times"} & set(found.numbers))


def _fitted(schedule: Schedule, updates: int) -> Schedule | None:
    """A schedule of the same shape for so many updates, where only two lengths have to change.

    >>> from lrlib import Cosine, OneCycle, WarmupStableDecay, warmup
    >>> _fitted(warmup(Cosine(0.1, total_steps=3600), steps=400), 1000)
    Warmup(schedule=Cosine(lr0=0.1, total_steps=900), steps=100)
    >>> _fitted(WarmupStableDecay(0.1, total_steps=4000, warmup=400, decay=0.2), 1000) is None
    True
    """
    length, before = stated(schedule), 0
    inner: Schedule = schedule
    if length and isinstance(schedule, Warmup):
        before, inner = round(schedule.steps * updates / length), schedule.schedule
    counts = [name for name in inner._names if type(vars(inner)[name]) is int]
    if not length or "total_steps" not in counts or before >= updates:
        return None
    if any(name != "total_steps" and vars(inner)[name] > 1 for name in counts):
        return None  # a count of steps as well, perhaps
    made = inner.replace(total_steps=updates - before)
    return schedule.replace(schedule=made, steps=before) if before else made


def _hides(pasted: Pasted) -> bool:
    """Whether it is a warm-up of timm's, before a fall without its beginning, that they part at."""
    return pasted.name in timm.NAMES


def readable(schedule: Schedule, updates: int) -> str:
    """The call that makes it, with short numbers where the curve is the same to 1e-12 of its peak.

    >>> made = read("OneCycleLR(optimizer, max_lr=3e-4, total_steps=1000, div_factor=100)")
    >>> readable(made.schedule, 1000)[:72]
    'OneCycle(lr_min=3e-06, lr_max=0.0003, total_steps=999, pct_start=299/999'
    """
    text = repr(schedule)
    steps = range(0, 2 * updates + 1, max(1, updates // POINTS))
    curve = [float(schedule(step)) for step in steps]
    near = 1e-12 * max(map(abs, curve))
    place = 0
    while found := LONG.search(text, place):
        place = found.end()
        for short in _shorter(float(found[0]), len(found[0])):
            tried = text[: found.start()] + short + text[found.end() :]
            try:
                made = read(tried).schedule
            except ValueError:
                continue
            if all(abs(float(made(step)) - rate) <= near for step, rate in zip(steps, curve)):
                text, place = tried, found.start() + len(short)
                break
    return text


def _shorter(number: float, width: int) -> Iterator[str]:
    decimals = [repr(float(f"{number:.{digits}g}")) for digits in range(1, 14)]
    shares = (below for below in range(2, 10_000) if round(number * below) / below == number)
    yield from (text for text in decimals[:6] if len(text) < width)
    for below in shares:  # 0.2992992992992993 is 299/999
        yield f"{round(number * below)}/{below}"
        break
    yield from (text for text in decimals[6:] if len(text) < width)


def _line(made: str) -> str:
    """A line of a program. A kind of one's own is in no module of lrlib's, and keeps its name.

    >>> _line("Warmup(schedule=Cosine(lr0=0.1, total_steps=9), steps=1)")
    'schedule = lrlib.Warmup(schedule=lrlib.Cosine(lr0=0.1, total_steps=9), steps=1)'
    """
    ours = [kind for kind, made in KINDS.items() if made.__module__.startswith("lrlib.")]
    return "schedule = " + re.sub(rf"\b({'|'.join(ours)})\(", r"lrlib.\1(", made)


def _points(rates: Sequence[float]) -> list[list[float]]:
    """Enough points for a picture: of each stretch its ends, its lowest and its highest.

    >>> _points([3.0, 1.0, 2.0])
    [[0, 3.0], [1, 1.0], [2, 2.0]]
    """
    n = len(rates)
    edges = [round(i * n / POINTS) for i in range(POINTS + 1)] if n > 4 * POINTS else range(n + 1)
    steps: set[int] = set()
    for start, end in pairwise(edges):
        inside = range(start, end)
        steps |= {start, end - 1, min(inside, key=rates.__getitem__),
                  max(inside, key=rates.__getitem__)}  # fmt: skip
    return [[step, rates[step]] for step in sorted(steps)]
