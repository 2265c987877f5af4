"""The operations on SymPy expressions: no rounding, hence no care about it."""

from __future__ import annotations

import sympy as sp  # type: ignore[import-untyped, unused-ignore]

from lrlib.errors import BadType, BadValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["Expressions"]


class Expressions:
    """See :mod:`lrlib.namespace` for what each operation is."""

    sp = sp
    pi, exp, cos, log, atan, maximum = sp.pi, sp.exp, sp.cos, sp.log, sp.atan, sp.Max
    sqrt = staticmethod(sp.sqrt)

    def step(self, x: Any) -> Any:
        if isinstance(x, bool) or not isinstance(x, (int, float, sp.Basic)):
            rule = "be a number or a SymPy expression, where a schedule has symbolic parameters"
            raise BadType("step", rule, x)
        x = sp.sympify(x)
        if x is sp.nan or x.is_negative or x.is_finite is False or x.is_real is False:
            raise BadValue("step", "be a finite number of steps, at least 0", x)
        return x

    def number(self, x: Any) -> Any:
        """A parameter as SymPy sees it: ints and short binary fractions stay exact."""
        if isinstance(x, float) and x.as_integer_ratio()[1] <= 1024:
            return sp.Rational(*x.as_integer_ratio())
        return sp.sympify(x)

    def answer(self, rate: Any, x: Any) -> Any:
        return sp.sympify(rate)

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return sp.Piecewise((a, condition), (b, True))

    def constant(self, value: Any, step: Any) -> Any:
        return value

    def real(self, x: Any) -> Any:
        return x

    def times(self, k: Any, step: Any) -> Any:
        return k * step

    def power(self, base: Any, n: Any) -> Any:
        return base**n

    def turns(self, step: Any, period: Any) -> Any:
        return step // period

    def stairs(self, step: Any, width: Any) -> Any:
        return step // width * width

    def before(self, step: Any, mark: Any) -> Any:
        return step < mark

    def each(self, function: Callable[[Any], Any], step: Any) -> Any:
        return function(step)

    def after(self, step: Any, start: Any) -> Any:
        return step - start

    def fold(self, step: Any, period: Any) -> Any:
        rest = sp.Mod(step, period)
        return sp.Min(rest, period - rest)

    def phase(self, step: Any, period: Any) -> Any:
        return 2 * sp.pi * step / period

    def tooth(self, step: Any, period: Any, peak: Any) -> Any:
        if 2 * peak == period:
            return 2 * self.fold(step, period) / period
        rest = sp.Mod(step, period)
        return sp.Min(rest / peak, (period - rest) / (period - peak))

    def ramp(self, step: Any, a: Any, b: Any) -> Any:
        return sp.Max(0, sp.Min(1, (step - a) / (b - a)))

    def left(self, step: Any, end: Any) -> Any:
        return 1 - self.ramp(step, 0, end)

    def tent(self, step: Any, peak: Any, end: Any) -> Any:
        return self.ramp(step, 0, peak) - self.ramp(step, peak, end)

    def restart(self, step: Any, period: Any, mult: Any) -> Any:
        if mult == 1:
            return step // period, sp.Mod(step, period) / period
        n = sp.floor(sp.log(1 + step * (mult - 1) / period) / sp.log(mult))
        begin = period * (mult**n - 1) / (mult - 1)
        return n, (step - begin) / (period * mult**n)

    def passed(self, step: Any, marks: Sequence[Any]) -> Any:
        pairs = [(i, step < mark) for i, mark in enumerate(marks)]
        return sp.Piecewise(*pairs, (len(marks), True))

    def relay(
        self, step: Any, starts: Sequence[Any], rates: Sequence[Callable[[Any, Any], Any]]
    ) -> Any:
        arms = [rate(step - start, self) for rate, start in zip(rates, starts)]
        if len(arms) == 1:
            return arms[0]
        return sp.Piecewise(*zip(arms, (step < end for end in starts[1:])), (arms[-1], True))
