"""The operations on arrays and tensors: what the frameworks have in common."""

from __future__ import annotations

import math

from lrlib.errors import BadType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["LAST", "SHORT", "Arrays", "refuse"]

LAST = 2**63 - 1  # the last whole step in int64
SHORT = 1e-20  # a ramp shorter than this is a jump, also where float32 would call it nothing


def _halves(k: float) -> tuple[float, float]:
    """Split ``k`` into a head of 8 significant bits and the rest, both exact (Veltkamp).

    The head times a 16-bit integer is then exact in float32. Decay by more than 2**64 per step is
    zero after one step in any float, so larger ones are cut there and cannot overflow. Plain
    arithmetic, because torch.compile traces it.
    """
    k = min(k, 2.0**64)
    big = k * (2.0**45 + 1.0)
    head = big - (big - k)
    return head, k - head


def _growing(period: int, mult: int) -> tuple[list[int], list[float]]:
    """Where periods begin, each ``mult`` times as long as the last, and how long they are."""
    begins, lengths = [0], [period]
    while begins[-1] + lengths[-1] <= LAST:
        begins.append(begins[-1] + lengths[-1])
        lengths.append(lengths[-1] * mult)
    return begins, [float(length) for length in lengths]


def refuse(x: Any, framework: str) -> None:
    raise BadType("step", f"hold whole or real numbers, not {framework}'s {x.dtype}", x)


class Arrays:
    """What the frameworks have in common; see :mod:`lrlib.namespace` for the operations."""

    pi = math.pi
    xp: Any
    exp: Any
    cos: Any
    sqrt: Any

    def is_whole(self, x: Any) -> bool:
        raise NotImplementedError

    def is_double(self) -> bool:
        return False

    def real(self, x: Any) -> Any:
        raise NotImplementedError

    def table(self, numbers: Sequence[float], like: Any) -> Any:
        """Numbers as an array that has the dtype of ``like``."""
        return self.xp.asarray(numbers, dtype=like.dtype)

    def fits(self, step: Any, number: float) -> bool:
        """Can a step of this dtype be as large as ``number``?"""
        return not self.is_whole(step) or number <= LAST

    def answer(self, rate: Any, x: Any) -> Any:
        if isinstance(rate, (int, float)):  # a formula of one's own that is a plain number
            rate = self.constant(rate, self.step(x))
        return rate if self.is_whole(x) else self.cast(rate, x.dtype)

    def step(self, x: Any) -> Any:
        raise NotImplementedError

    def cast(self, x: Any, dtype: Any) -> Any:
        return x.astype(dtype)

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return self.xp.where(condition, a, b)

    def maximum(self, x: Any, low: float) -> Any:
        return self.xp.clip(x, low, None)

    def minimum(self, x: Any, y: Any) -> Any:
        return self.xp.minimum(x, y)

    def clip01(self, x: Any) -> Any:
        return self.xp.clip(x, 0.0, 1.0)

    def constant(self, value: float, step: Any) -> Any:
        return self.real(step) * 0.0 + value

    def times(self, k: float, step: Any) -> Any:
        if not self.is_whole(step):
            return k * step
        if self.is_double():
            return k * self.real(step)
        head, rest = _halves(k)
        low = head * self.real(step % 65536) + rest * self.real(step)
        return low + (head * 65536) * self.real(step // 65536)

    def power(self, base: float, n: Any) -> Any:
        k = -math.log(base)  # the base itself would be rounded to float32, n times over
        return self.exp(-self.times(k, n)) if k > 0 else self.exp(self.times(-k, n))

    def turns(self, step: Any, period: float) -> Any:
        return step // period if self.fits(step, period) else step * 0

    def rest(self, step: Any, period: float) -> Any:
        return step % period if self.fits(step, period) else step

    def stairs(self, step: Any, width: int) -> Any:
        return step // width * width if self.fits(step, width) else step * 0

    def before(self, step: Any, mark: float) -> Any:
        return step < mark

    def after(self, step: Any, start: float) -> Any:
        return self.maximum(step, start) - start  # in this order it holds for unsigned steps, too

    def fold(self, step: Any, period: float) -> Any:
        if not self.fits(step, period):
            return self.minimum(self.real(step), float(period) - self.real(step))
        rest = self.rest(step, period)
        return self.real(self.minimum(rest, period - rest))

    def phase(self, step: Any, period: float) -> Any:
        return (math.tau / period) * self.fold(step, period)

    def tooth(self, step: Any, period: float, peak: float) -> Any:
        if peak + peak == period:
            return 2 * self.fold(step, period) / float(period)
        rest = self.real(self.rest(step, period))
        up, down = max(peak, SHORT), max(float(period - peak), SHORT)
        return self.clip01(self.minimum(rest / up, (float(period) - rest) / down))

    def ramp(self, step: Any, a: float, b: float) -> Any:
        width = max(float(b - a), SHORT)
        if a == 0:  # two operations less: a graph that is not compiled pays for each
            return self.clip01(self.real(step) / width)
        # the whole part of ``a`` comes off while the step is still an integer
        whole = math.floor(a)
        return self.clip01((self.real(step - whole) - (a - whole)) / width)

    def left(self, step: Any, end: int) -> Any:
        if not self.fits(step, end):
            return 1.0 - self.ramp(step, 0, end)
        # taken off while the steps are whole: compilers multiply by 1 / end, which 1 - end / end
        # would show
        return self.real(self.maximum(step, end) - step) / float(end)

    def tent(self, step: Any, peak: float, end: float) -> Any:
        return self.ramp(step, 0, peak) - self.ramp(step, peak, end)

    def restart(self, step: Any, period: int, mult: int) -> Any:
        if mult == 1:
            return self.turns(step, period), self.real(self.rest(step, period)) / float(period)
        begins, lengths = _growing(period, mult)
        n = self.count(step, begins[1:])
        begin = self.pick([begin for begin in begins if self.fits(step, begin)], n, step)
        share = self.real(step - begin) / self.pick(lengths, n, self.real(step))
        return self.cast(n, step.dtype), share

    def passed(self, step: Any, marks: Sequence[int]) -> Any:
        return self.cast(self.count(step, marks), step.dtype)

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        """``passed`` as whole numbers, whatever the step is."""
        raise NotImplementedError

    def pick(self, numbers: Sequence[float], n: Any, like: Any) -> Any:
        return self.table(numbers, like)[n]

    def relay(
        self, step: Any, starts: Sequence[int], rates: Sequence[Callable[[Any, Any], Any]]
    ) -> Any:
        rate = self.full(rates[0](step, self), step)
        for start, formula in zip(starts[1:], rates[1:]):
            if self.fits(step, start):
                later = self.full(formula(self.after(step, start), self), step)
                rate = self.where(self.before(step, start), rate, later)
        return rate

    def each(self, function: Callable[[Any], Any], step: Any) -> Any:
        return self.full(function(step), step)

    def full(self, rate: Any, step: Any) -> Any:
        return self.constant(rate, step) if isinstance(rate, (int, float)) else rate
