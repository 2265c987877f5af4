"""A limit on the time that one answer may take."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["PATIENCE", "TimeIsUp", "left", "time_limit"]


#: A page in a browser sets it higher: Python is slower there, and so are readers' machines.
PATIENCE = 1
_ends: list[float] = []  # of the blocks that are open, by the clock


def left() -> float:
    """Seconds until the innermost limit, for a solver that no signal interrupts."""
    return max(0.1, _ends[-1] - time.monotonic()) if _ends else float("inf")


class TimeIsUp(BaseException):
    """No :class:`Exception`, so that no ``except Exception`` inside a check swallows it."""


def _in_the_solver(frame: FrameType | None) -> bool:
    """Is it, or what called it, code of Z3's own?"""
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] == "z3":
            return True
        frame = frame.f_back
    return False


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise :class:`TimeIsUp` in the block after so many seconds.

    Only the main thread (a notebook's cells run there) can be interrupted. Elsewhere the block
    runs to its end and is refused afterwards, if it took too long. A limit inside another one
    leaves that one running.
    """
    seconds *= PATIENCE
    message = f"no answer within {seconds:g} s"
    start = time.monotonic()
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "setitimer"
    ):
        yield
        if time.monotonic() - start > seconds:
            raise TimeIsUp(message)
        return

    running = True

    def ring(signum: int, frame: FrameType | None) -> None:
        if not running:  # the block has ended while its bell was on the way
            return
        if _in_the_solver(frame):  # an exception there would be lost, or leave half an object
            signal.setitimer(signal.ITIMER_REAL, 0.005)
            return
        raise TimeIsUp(message)

    around, _ = signal.getitimer(signal.ITIMER_REAL)
    before, depth = signal.getsignal(signal.SIGALRM), len(_ends)
    try:
        try:
            signal.signal(signal.SIGALRM, ring)
            allowed = min(seconds, around) if around else seconds
            _ends.append(time.monotonic() + allowed)
            signal.setitimer(signal.ITIMER_REAL, allowed)
            yield
        finally:  # it may ring just here; so what must be done stands outside
            running = False
    finally:
        del _ends[depth:]
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)
        if around:
            rest = around - (time.monotonic() - start)
            signal.setitimer(signal.ITIMER_REAL, max(rest, 0.001))
