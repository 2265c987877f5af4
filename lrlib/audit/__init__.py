"""Look before you train: what would go wrong in a run of so many updates?

>>> for finding in audit("LinearDecay(0.1, total_steps=90)", updates=100):
...     print(finding)
wasted: 10 of 100 updates have rate 0 and change nothing (90 to 99)

A finding is a fact about rates that the run would use, with its numbers; whether you meant it
is for you to say, and ``allow=`` says so. ``python -m lrlib audit`` prints findings and exits
with 1 if there is one, unless all it has are remarks (``REMARKS``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lrlib import check
from lrlib.audit.finding import CHECKS, REMARKS, Finding
from lrlib.audit.interrupted import resumed, stopped, stops
from lrlib.audit.looks import LOOKS, Curve, unlike
from lrlib.audit.said import gathered, refused
from lrlib.paste import read
from lrlib.schedules import Schedule
from lrlib.watch import Function, Stepped, watched

__all__ = ["CHECKS", "REMARKS", "Finding", "audit"]

MOST = 10_000_000  # updates: each is looked at


def audit(
    subject: Any,
    updates: int,
    *,
    like: Schedule | str | None = None,
    allow: Iterable[str] = (),
    lr: float | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with the rates of a run.

    Parameters
    ----------
    subject
        A Schedule, or the text that makes one; a line of training code, as text, which
        :mod:`lrlib.paste` reads; a schedule of Keras, Optax or MLX; a function without arguments
        that returns one of these or a PyTorch scheduler; or, as text, ``"module:name"`` for
        something in a module that can be imported.
    updates : int, 1 to 10 million
        How many updates the run will have. Each is looked at, and some after the end.
    like : Schedule or str, optional
        What the rates should be.
    allow : iterable of str
        Kinds of findings that are meant, and not reported.
    lr : float > 0, optional
        The optimizer's rate, which a line of training code may need.

    Returns
    -------
    tuple of Finding
        Empty if nothing was found; remarks come last.

    Raises
    ------
    ValueError
        if a text is no schedule, ``updates`` out of range or ``allow`` no kind of finding.
    TypeError
        if ``subject`` is nothing that can be watched.

    Notes
    -----
    Jumps that a kind of schedule has by its definition (stairs, restarts) are none of lrlib's
    findings; those where pieces of a ``Join`` meet are. See
    :doc:`Look before you train </chapters/audit>`.

    Examples
    --------
    >>> audit("OneCycle(0.01, 0.1, total_steps=99)", updates=100)
    ()
    >>> audit("OneCycle(0.01, 0.1, total_steps=5)", updates=100)[0].kind
    'length'
    >>> print(*audit("CosineAnnealingLR(optimizer, T_max=90)", updates=91, lr=0.1))
    wasted: 1 of 91 updates has rate 0 and changes nothing (90) after-end: the last update has \
rate 0, but update 180 would have 0.1: the rate rises again
    """
    updates = check.count("updates", updates, "updates")
    if updates > MOST:
        raise ValueError(f"updates must be at most {MOST}, got {updates}")
    allowed = [allow] if isinstance(allow, str) else list(allow)
    for kind in allowed:
        check.one_of("allow", kind, tuple(CHECKS))
    wanted = read(like, lr).schedule if isinstance(like, str) else like
    if wanted is not None:
        check.schedule("like", wanted, Schedule)
    source = subject if isinstance(subject, (Function, Stepped)) else watched(subject, lr, updates)
    found = [item for item in _findings(source, updates, wanted) if item.kind not in allowed]
    order = list(CHECKS)
    return tuple(sorted(found, key=lambda item: (item.remark, order.index(item.kind))))


def _findings(source: Function | Stepped, n: int, like: Schedule | None) -> Iterator[Finding]:
    yield from refused(source)
    yield from gathered(source)
    run = source.run(n + source.tail(n))
    again = [(stop, source.resumed(stop, n)) for stop in stops(source, n)]
    alike = all(rates == run.rates[0] for rates in run.rates)
    for group, rates in enumerate(run.rates[:1] if alike else run.rates):
        curve = Curve(rates[:n], rates[n:], source, group)
        for look in LOOKS:
            for item in look(curve):
                yield item if alike else item._replace(group=group)
        if like is not None:
            yield from unlike(curve, like)
    yield from stopped(run, n)
    yield from resumed(run, again, n)
