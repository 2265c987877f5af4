"""Looks at the rates of one group: each finds one kind of fact, and says only what they show."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise

from lrlib.audit.finding import SAME, Finding, listed, number, updates
from lrlib.audit.said import gathered
from lrlib.horizon import farthest, longest, needed, stated
from lrlib.schedules import Join, Schedule, Warmup
from lrlib.watch import Function, Stepped

__all__ = ["LOOKS", "Curve", "unlike"]


SHARE = 0.1  # of a schedule: who meant less of it would not have made it so long
TOO_LONG = 1.5  # times the run: a schedule that ends so far after it was made for other updates
NOTHING = 1e-4  # of the highest rate: what such updates do, all in all, one at the peak does


class Curve:
    """The rates of one group in the run and after it, and where they come from."""

    def __init__(
        self, run: list[float], after: list[float], source: Function | Stepped, group: int = 0
    ):
        self.run, self.after, self.source, self.group = run, after, source, group

    @cached_property
    def peak(self) -> float:
        return max((abs(rate) for rate in self.run if math.isfinite(rate)), default=0.0)

    @property
    def known(self) -> Schedule | None:
        return self.source.known

    @cached_property
    def parting(self) -> tuple[int, Schedule] | None:
        """The last update with the rate of a schedule that holds its end, and that schedule."""
        return self.source.parting(self.group)

    @cached_property
    def planned(self) -> Schedule | None:
        """The schedule with this curve, also of a scheduler that goes on otherwise after it."""
        return self.source.planned(self.group)

    @cached_property
    def level(self) -> float:
        """By how much a rate may change and still count as level."""
        if self.known:
            width = float(self.known.lr_range[1]) - float(self.known.lr_range[0])
            if math.isfinite(width):
                return max(SAME * width, 1e-12 * self.peak)
        return SAME * self.peak


def _not_finite(curve: Curve) -> Iterator[Finding]:
    bad = [i for i, rate in enumerate(curve.run) if not math.isfinite(rate)]
    if bad:
        rate = curve.run[bad[0]]
        words = f"{updates(bad, curve.run)} no finite rate; update {bad[0]} has {rate}"
        yield Finding("not-finite", words, bad[0], {"count": len(bad), "rate": rate})


def _negative(curve: Curve) -> Iterator[Finding]:
    bad = [i for i, rate in enumerate(curve.run) if rate < 0]
    if bad:
        worst = min(bad, key=lambda i: curve.run[i])
        low = curve.run[worst]
        words = f"{updates(bad, curve.run)} a rate below zero; update {worst} has {low:.3g}"
        yield Finding("negative", words, bad[0], {"count": len(bad), "lowest": low})


def _wasted(curve: Curve) -> Iterator[Finding]:
    bad = [i for i, rate in enumerate(curve.run) if rate == 0]
    if (
        bad == [0] and 0 < min(curve.run[1:2], default=0) < curve.peak
    ):  # the rate rises from there, in steps
        words = f"update 0 has rate 0 and changes nothing; update 1 has {number(curve.run[1])}"
        yield Finding("starts-at-zero", words, 0, {"next": curve.run[1]})
    elif bad:
        change = "change" if len(bad) > 1 else "changes"
        words = f"{updates(bad, curve.run)} rate 0 and {change} nothing ({listed(bad)})"
        if 2 * len(bad) > len(curve.run) and bad[-1] == len(curve.run) - 1:
            words += "" if any(_length(curve)) else "; were its lengths counted in epochs?"
        yield Finding("wasted", words, bad[0], {"count": len(bad)})


def _fades(curve: Curve) -> Iterator[Finding]:
    """A rate that falls away too soon, as one does whose decay was meant for epochs."""
    run, n = curve.run, len(curve.run)
    if not curve.peak or not all(map(math.isfinite, run)) or any(_length(curve)):
        return
    if curve.planned and stated(curve.planned) is not None:
        return  # it was told the length
    begin = next((i for i in range(n, 0, -1) if abs(run[i - 1]) >= NOTHING * curve.peak), 0)
    if 2 * (n - begin) > n and 0 < abs(run[begin]):
        words = (
            f"from update {begin} on the rate is below a ten-thousandth of its highest, so "
            f"{n - begin} of {n} updates do next to nothing; the last has {number(run[-1])}; was "
            "the decay meant for epochs?"
        )
        numbers = {"begin": begin, "count": n - begin, "last": run[-1]}
        yield Finding("fades", words, begin, numbers)


def _never_moves(curve: Curve) -> Iterator[Finding]:
    low, high = min(curve.run), max(curve.run)
    if len(curve.run) < 2 or high - low > curve.level or not curve.peak:
        return
    if curve.known and curve.known.lr_range[0] == curve.known.lr_range[1]:
        return  # it says itself that it is constant
    words = f"all {len(curve.run)} updates have rate {number(high)}"
    yield Finding("never-moves", words, 0, {"rate": high})


def _jumps(curve: Curve) -> Iterator[Finding]:
    every = curve.source.every  # updates with the same rate: of these the first ones are looked at
    run = curve.run[::every]
    n = len(run)
    places = _joints(curve.known) if curve.known else range(2, n)
    found = []
    for i in places:
        if not 2 <= i < n or not all(map(math.isfinite, run[i - 2 : i + 2])):
            continue
        move, before = run[i] - run[i - 1], abs(run[i - 1] - run[i - 2])
        after = abs(run[i + 1] - run[i]) if i + 1 < n else 0.0
        stair = move < 0 and before == after == 0  # a step down between level stretches
        if abs(move) >= curve.peak / 10 and abs(move) > 10 * max(before, after) and not stair:
            found.append(i)
    if found:
        i = max(found, key=lambda i: abs(run[i] - run[i - 1]))
        more = f"; {len(found)} such jumps in all" if len(found) > 1 else ""
        words = f"from update {every * i - 1} to {every * i} the rate goes from "
        words += f"{number(run[i - 1])} to {number(run[i])}{more}"
        numbers = {"count": len(found), "before": run[i - 1], "after": run[i]}
        yield Finding("jump", words, every * found[0], numbers)


def _joints(schedule: Schedule, start: int = 0) -> Iterator[int]:
    """The steps at which one piece of a schedule takes over from another."""
    if isinstance(schedule, Join):
        for piece, begin in zip(schedule.schedules, (0, *schedule.boundaries)):
            if begin:
                yield start + begin
            yield from _joints(piece, start + begin)
    elif isinstance(inner := getattr(schedule, "schedule", None), Schedule):
        yield from _joints(inner, start + (schedule.steps if isinstance(schedule, Warmup) else 0))


def _share(curve: Curve) -> Iterator[Finding]:
    """So little of the schedule that its lengths and the run's cannot be counted in the same."""
    run, n, schedule = curve.run, len(curve.run), curve.planned
    length = needed(schedule) if schedule else None
    if not schedule or not length or n >= length * SHARE or not all(map(math.isfinite, run)):
        return
    low, high = min(run), max(run)
    far = farthest(Function(schedule), run, [])
    looks = [(length, float(schedule(length))), *([far[:2]] if far else ())]
    step, rate = max(looks, key=lambda look: max(look[1] - high, low - look[1]))
    if not max(rate - high, low - rate) > 10 * curve.level:
        return  # it has no other rates than these
    words = (
        f"the run has {n} of the schedule's {length} updates, {100 * n / length:.2g} % of them: "
        f"its rate stays between {number(low)} and {number(high)}, and at step {step} would be "
        f"{number(rate)}; were its lengths counted in batches or samples, and these in epochs?"
    )
    numbers = {"lowest": low, "highest": high, "later": rate, "step": step, "length": length}
    yield Finding("length", words, 0, numbers)


def _length(curve: Curve) -> Iterator[Finding]:
    run, n = curve.run, len(curve.run)
    if share := list(_share(curve)):
        yield from share
        return
    if n < 20 or not all(map(math.isfinite, run)):
        return
    level = curve.level
    end = next((i for i in range(n - 1, 0, -1) if abs(run[i] - run[i - 1]) > level), 0)
    if 0 < end <= n / 10 and run[-1] <= min(run) + level and longest(curve.known) <= n / 10:
        words = (
            f"the schedule is over after {end} of {n} updates, and the others have its lowest "
            f"rate, {number(run[-1])}; were its lengths counted in epochs?"
        )
        yield Finding("length", words, end, {"end": end, "updates": n, "rate": run[-1]})
        return
    far = farthest(curve.source, run, curve.after)
    if far is None:
        return
    step, rate, last = far
    grows_on = last and rate > max(run)  # growth without an end, as in a range test
    inside = max(run) - min(run)
    outside = max(rate - max(run), min(run) - rate)
    # a warm-up that rises by half as much again is not over; of all else, nearly all is left
    rises = rate > max(run) and all(a <= b + level for a, b in pairwise(run))
    if outside > max(inside / 2 if rises else 9 * inside, 10 * level) and not grows_on:
        words = (
            f"in {n} updates the rate stays between {number(min(run))} and "
            f"{number(max(run))}; at step {step} it would be {number(rate)}; were its "
            f"lengths counted in batches or samples?"
        )
        numbers = {"lowest": min(run), "highest": max(run), "later": rate, "step": step}
        yield Finding("length", words, 0, numbers)


def _after(curve: Curve) -> Iterator[Finding]:
    n = len(curve.run)
    for wrong, words in ((_is_negative, "rate {:.3g}"), (_is_no_number, "rate {}")):
        if not any(map(wrong, curve.run)):  # or else it is told already
            bad = next((i for i, rate in enumerate(curve.after) if wrong(rate)), None)
            if bad is not None:
                rate = curve.after[bad]
                words = f"update {n + bad}, number {bad + 1} after the end, would have " + words
                yield Finding("after-end", words.format(rate), n + bad, {"rate": rate})
    if curve.known or n < 2 or not curve.after:
        return  # what a schedule of lrlib does after its end stands in its docstring
    last, recent = curve.run[-1], curve.run[-max(2, n // 10) :]
    highest = max(curve.after)
    top = next(i for i, rate in enumerate(curve.after) if rate >= highest - SAME * curve.peak)
    if last <= min(recent) < curve.peak and highest > last + curve.peak / 100:
        words = f"the last update has rate {number(last)}, but update {n + top} would have "
        words += f"{number(curve.after[top])}: the rate rises again"
        yield Finding("after-end", words, n, {"last": last, "rate": curve.after[top]})


def _ends_high(curve: Curve) -> Iterator[Finding]:
    run, n = curve.run, len(curve.run)
    if not all(map(math.isfinite, run)):
        return
    last, enough = run[-1], curve.peak / 10
    length = stated(curve.planned) if curve.planned else None
    if curve.planned and length is not None and length - n > n / 20:
        end = float(curve.planned(length))
        more = any(_length(curve)) or any(gathered(curve.source))  # which say more
        if last - end > enough and not more and _too_long(curve, length, end):
            words = (
                f"the schedule is for {length} updates, {length / n:.1f} times as many as the {n} "
                f"of the run, whose last has rate {number(last)}; at its own end it would be "
                f"{number(end)}; were batches counted that are gathered into one update, or "
                "those of all processes?"
            )
            numbers = {"last": last, "later": end, "step": length, "times": length / n}
            yield Finding("length", words, n - 1, numbers)
        elif last - end > enough and not more:
            words = f"the run ends after {n} of the schedule's {length} updates, at rate "
            words += f"{number(last)}; at its own end it would be {number(end)}"
            yield Finding("ends-early", words, n - 1, {"last": last, "rate": end})
        return
    if n < 20 or curve.known or curve.parting:  # see _comes_up
        return
    top = run.index(max(run))
    foot = min(range(top, n), key=lambda i: run[i])
    rising = all(a <= b + curve.level for a, b in pairwise(run[foot:]))
    if rising and last - run[foot] > enough:
        words = f"after its lowest rate, {number(run[foot])} at update {foot}, the rate rises "
        words += f"again, to {number(last)} at the last update"
        yield Finding("rises-again", words, foot, {"lowest": run[foot], "last": last})


def _too_long(curve: Curve, length: int, end: float) -> bool:
    """Whether so much of the way down is missing that the run and its schedule do not fit.

    A level stretch is let be: one may stop there, to cool down from a checkpoint.
    """
    run, n = curve.run, len(curve.run)
    recent = run[-max(2, n // 10) :]
    level = n > 1 and max(recent) - min(recent) <= curve.level
    high = run[-1] - end > (curve.peak - end) / 5
    return length >= TOO_LONG * n and high and not level


def _comes_up(curve: Curve) -> Iterator[Finding]:
    """A line that comes to a known end, and does not stay there.

    In a sequence only those updates count that lie above its schedule: a later part begins where
    it is meant to.
    """
    if not curve.parting or any(_waves(curve)):  # which says more
        return
    if not curve.after:
        return  # it ends in an error, as OneCycleLR does, and that is said
    (end, schedule), run = curve.parting, curve.run
    beyond = range(end + 1, len(run))
    above = [i for i in beyond if run[i] > float(schedule(i)) + curve.level]
    if above:
        highest = max(run[i] for i in above)
        top = next(i for i in above if run[i] >= highest - SAME * curve.peak)  # of equals the first
        words = f"its end is update {end}, with rate {number(run[end])}; then the rate rises "
        words += f"again, to {number(run[top])} at update {top}"
        if top < len(run) - 1:
            words += f", and the last update has {number(run[-1])}"
        numbers = {"lowest": run[end], "highest": run[top], "top": top, "last": run[-1]}
        yield Finding("rises-again", words, end, numbers)


def _waves(curve: Curve) -> Iterator[Finding]:
    """A cosine that is meant to come down once, and goes up and down for the whole run."""
    if "CosineAnnealingLR" not in curve.source.kind:
        return
    least, most = min(curve.run), max(curve.run)
    low, high = 0.9 * least + 0.1 * most, 0.1 * least + 0.9 * most
    been_high, been_low, ups = False, False, []
    for i, rate in enumerate(curve.run):
        if rate >= high:
            if been_low and curve.run[i - 1] > low:  # a restart would have jumped
                ups.append(i)
            been_high, been_low = True, False
        elif rate <= low:
            been_low = been_high
    if ups:
        times = f"{len(ups)} times" if len(ups) > 1 else "once"
        words = f"the rate comes down and goes up again {times} in {len(curve.run)} updates, as "
        words += "CosineAnnealingLR does after its T_max; were its lengths counted in epochs?"
        yield Finding("length", words, ups[0], {"count": len(ups), "updates": len(curve.run)})


def _is_negative(rate: float) -> bool:
    return rate < 0


def _is_no_number(rate: float) -> bool:
    return not math.isfinite(rate)


LOOKS: tuple[Callable[[Curve], Iterator[Finding]], ...]
LOOKS = (
    _not_finite, _negative, _wasted, _fades, _never_moves, _jumps, _length, _waves, _comes_up,
    _after, _ends_high,
)  # fmt: skip


def unlike(curve: Curve, like: Schedule) -> Iterator[Finding]:
    wanted = [float(like(step)) for step in range(len(curve.run))]
    level = 10 * SAME * max(map(abs, wanted))
    wrong = [i for i, (a, b) in enumerate(zip(curve.run, wanted)) if not abs(a - b) <= level]
    if wrong:
        i = wrong[0]
        words = f"update {i} has rate {number(curve.run[i])}, and {like!r} says "
        words += f"{number(wanted[i])}; {len(wrong)} of {len(wanted)} updates differ"
        numbers = {"count": len(wrong), "rate": curve.run[i], "stated": wanted[i]}
        yield Finding("unlike", words, i, numbers)
