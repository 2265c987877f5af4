"""What is wrong by the words of a text alone, whatever its rates are."""

from __future__ import annotations

from collections.abc import Iterator

from lrlib.audit.finding import Finding
from lrlib.horizon import needed
from lrlib.watch import Function, Stepped

__all__ = ["gathered", "refused"]

NEAR = 0.05  # of the batches: the last ones may be dropped, and a warm-up come on top


def gathered(source: Function | Stepped) -> Iterator[Finding]:
    """A schedule as long as the batches, in a loop that makes one update of several."""
    text = source.text
    if text is None or text.batches is None or text.updates is None:
        return
    length, batches, n = needed(text.schedule) or 0, text.batches, text.updates
    if abs(length - batches) <= NEAR * batches and length > n + NEAR * batches:
        words = (
            f"the loop makes {n} updates out of {batches} batches, and the schedule is for "
            f"{length}; were its lengths counted in batches?"
        )
        numbers: dict[str, float] = {"updates": n, "batches": batches, "length": length}
        yield Finding("length", words, n, numbers)


def refused(source: Function | Stepped) -> Iterator[Finding]:
    """What the library that is called would not take."""
    if source.text is not None and source.text.raises:
        yield Finding("stops", source.text.raises, 0, {})
