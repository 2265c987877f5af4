"""The operations on ints and floats, by :mod:`math` alone."""

from __future__ import annotations

import math
from bisect import bisect_right

from lrlib.errors import BadValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["PYTHON"]

_LARGEST = float.fromhex("0x1.fffffffffffffp+1023")  # ints above have no float


class Python:
    """See :mod:`lrlib.namespace` for what each operation is."""

    pi = math.pi
    exp = staticmethod(math.exp)
    cos = staticmethod(math.cos)
    sqrt = staticmethod(math.sqrt)
    log = staticmethod(math.log)
    atan = staticmethod(math.atan)
    real = staticmethod(float)

    @staticmethod
    def step(x: float) -> float:
        if 0 <= x <= _LARGEST:
            return x
        raise BadValue("step", "be a finite number of steps, at least 0", x)

    @staticmethod
    def maximum(x: float, low: float) -> float:
        return x if x > low else low

    @staticmethod
    def where(condition: bool, a: float, b: float) -> float:
        return a if condition else b

    @staticmethod
    def constant(value: float, step: float) -> float:
        return value

    @staticmethod
    def times(k: float, step: float) -> float:
        return k * step

    @staticmethod
    def power(base: float, n: float) -> float:
        rate: float = base**n
        return rate

    @staticmethod
    def turns(step: float, period: float) -> float:
        return step // period

    @staticmethod
    def stairs(step: float, width: int) -> float:
        return step // width * width

    @staticmethod
    def before(step: float, mark: float) -> bool:
        return step < mark

    @staticmethod
    def each(function: Callable[[Any], Any], step: float) -> Any:
        return function(step)

    @staticmethod
    def after(step: float, start: float) -> float:
        return step - start if step > start else 0

    @staticmethod
    def fold(step: float, period: float) -> float:
        rest = step % period
        return rest if rest + rest <= period else period - rest

    @staticmethod
    def phase(step: float, period: float) -> float:
        rest = step % period
        return math.tau * (rest if rest + rest <= period else period - rest) / period

    @staticmethod
    def tooth(step: float, period: float, peak: float) -> float:
        rest = step % period
        return rest / peak if rest <= peak else (period - rest) / (period - peak)

    @staticmethod
    def ramp(step: float, a: float, b: float) -> float:
        if step <= a:
            return 0.0
        return (step - a) / (b - a) if step < b else 1.0

    @staticmethod
    def left(step: float, end: float) -> float:
        return (end - step) / end if step < end else 0.0

    @staticmethod
    def tent(step: float, peak: float, end: float) -> float:
        if step <= peak:
            return step / peak
        return 1.0 - (step - peak) / (end - peak) if step < end else 0.0

    @staticmethod
    def restart(step: float, period: int, mult: int) -> tuple[float, float]:
        if mult == 1:
            n, rest = divmod(step, period)
            return n, rest / period
        # period n begins at period (mult^n - 1) / (mult - 1): all in whole numbers, so that a
        # logarithm's rounding is put right
        grown = int(step) * (mult - 1) // period + 1
        if mult == 2:
            n = grown.bit_length() - 1
            scale = 1 << n
            return n, (step - period * (scale - 1)) / (period * scale)
        n = int(math.log(grown) / math.log(mult))
        scale = mult**n
        if scale > grown:
            n, scale = n - 1, scale // mult
        elif scale * mult <= grown:
            n, scale = n + 1, scale * mult
        begin = period * (scale - 1) // (mult - 1)
        return n, (step - begin) / (period * scale)

    @staticmethod
    def passed(step: float, marks: Sequence[int]) -> int:
        return bisect_right(marks, step)

    def relay(
        self,
        step: float,
        starts: Sequence[int],
        rates: Sequence[Callable[[Any, Any], Any]],
    ) -> float:
        i = bisect_right(starts, step) - 1  # the others are not asked
        rate: float = rates[i](step - starts[i], self)
        return rate


PYTHON = Python()
