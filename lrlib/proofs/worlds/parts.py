"""What the theorems of this chapter share: letters, and losses on which to try them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache

import sympy as sp

from lrlib.proofs.kernel import sequence

D, G, L = sp.symbols("D G L", positive=True)
t, m = sp.symbols("t m", integer=True, nonnegative=True)
T = sp.Symbol("T", integer=True, positive=True)

eta = sequence("eta", nonnegative=True)
far = sequence("far", r"\mathrm{E}\lVert x_{#1}-u\rVert^2", nonnegative=True)
inner_u = sequence("inner_u", r"\mathrm{E}\langle g_{#1},x_{#1}-u\rangle", real=True)
size = sequence("size", r"\mathrm{E}\lVert g_{#1}\rVert^2", nonnegative=True)
W = sequence("W", real=True)

#: Steps of a case, more than any line looks at.
MOST = 14


def dot(one: Iterable[Fraction], other: Iterable[Fraction]) -> Fraction | int:
    return sum(a * b for a, b in zip(one, other))


class Bowls:
    """A loss that is a bowl along each axis, and straight farther out (Huber's). Its least is 0."""

    def __init__(self, curvatures: Iterable[Fraction], bends: Iterable[Fraction]) -> None:
        self.axes = list(zip(curvatures, bends))

    def loss(self, x: Iterable[Fraction]) -> Fraction | int:
        return sum(
            c * a**2 / 2 if abs(a) <= bend else c * bend * (abs(a) - bend / 2)
            for a, (c, bend) in zip(x, self.axes)
        )

    def gradient(self, x: Iterable[Fraction]) -> list[Fraction]:
        return [c * max(-bend, min(bend, a)) for a, (c, bend) in zip(x, self.axes)]


class MeanOverNoise:
    """All runs in one coordinate whose gradients are off by one size, up or down at equal odds."""

    def __init__(
        self,
        start: Fraction,
        gradient: Callable[[Fraction], Fraction],
        noise: Fraction,
        rate: Callable[[int], Fraction],
    ) -> None:
        self.gradient, self.rate = gradient, rate
        self.signs: tuple[Fraction, ...] = (noise, -noise) if noise else (noise,)
        self.paths: list[tuple[Fraction, ...]] = [(start,)]

    def _walk(self, steps: int) -> None:
        while len(self.paths[0]) <= steps:
            rate = self.rate(len(self.paths[0]) - 1)
            self.paths = [
                (*path, path[-1] - rate * (self.gradient(path[-1]) + off))
                for path in self.paths
                for off in self.signs
            ]

    def mean(
        self, of: Callable[[Fraction, Fraction, Fraction], Fraction]
    ) -> Callable[[int], Fraction]:
        """The mean of a function of place, noisy gradient and true one, as a function of the step.

        Points ask for the same term often, so each is kept.
        """

        @cache
        def at(step: int) -> Fraction:
            self._walk(step)
            told = [
                of(path[step], self.gradient(path[step]) + off, self.gradient(path[step]))
                for path in self.paths
                for off in self.signs
            ]
            return sum(told, Fraction(0)) / len(told)

        return at

    def of_paths(self, steps: int, of: Callable[[Sequence[Fraction]], Fraction]) -> Fraction:
        """The mean of something of the places on a run of so many steps."""
        self._walk(steps)
        told = [of(path[: steps + 1]) for path in self.paths]
        return sum(told, Fraction(0)) / len(told)
