"""What happens to a run that is stopped: by an error, or to be resumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lrlib.audit.finding import SAME, Finding, number
from lrlib.watch import Function, Run, Stepped

__all__ = ["resumed", "stopped", "stops"]


def stopped(run: Run, n: int) -> Iterator[Finding]:
    if run.error is not None:
        update = len(run.rates[0])
        what = " ".join(str(run.error).split())[:120]
        words = f"the step to update {update} raises {type(run.error).__name__}: {what}"
        yield Finding("stops" if update <= n else "after-end", words, update, {"updates": n})


def stops(source: Function | Stepped, n: int) -> list[int]:
    """After how many updates to stop and resume."""
    if isinstance(source, Function):
        return [] if source.known else [0]  # nothing to stop: see Function.resumed
    return sorted({1, n // 3, n // 2, n - 1} & set(range(1, n)))


def resumed(run: Run, again: Sequence[tuple[int, Run]], n: int) -> Iterator[Finding]:
    for stop, other in again:
        when = f"after {stop} update{'s' if stop > 1 else ''}" if stop else "asked in another order"
        if other.error is not None and len(other.rates[0]) < min(n, len(run.rates[0])):
            what = " ".join(str(other.error).split())[:120]
            words = f"{when}: {type(other.error).__name__}: {what}"
            yield Finding("resume", words, stop, {"stop": stop})
            return
        for group, (rates, others) in enumerate(zip(run.rates, other.rates)):
            level = SAME * max(map(abs, rates[:n]))
            wrong = [i for i, (a, b) in enumerate(zip(rates[:n], others)) if abs(a - b) > level]
            if wrong:
                i = wrong[0]
                words = f"update {i} has rate {number(others[i])} instead of {number(rates[i])}"
                words += f", and so {len(wrong)} in all" if len(wrong) > 1 else ""
                numbers = {"stop": stop, "rate": others[i], "without": rates[i]}
                yield Finding("resume", f"{when}: {words}", i, numbers,
                              group if len(run.rates) > 1 else None)  # fmt: skip
                return  # one stop that goes wrong is enough to know
