"""Integrals by numbers: an interval is halved wherever two halves say another thing than one.

Kinks, and the logarithm of a factor that passes through 0, are so closed in upon until nothing of
them is left that would count. There is no certificate: what is left of the error is estimated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

import flint
import sympy as sp

from lrlib.proofs.engines import NotShown

__all__ = ["area", "formula"]

_DEEP, _MOST = 52, 1000  # halves of halves, parts in all
_BESIDE = (1e-15, 3e-15, 1e-14, 3e-14, 1e-13)  # where to ask, if there is no value, in shares

#: Gauss's ten points between -1 and 1, and their weights.
_NODES = (
    (0.1488743389816312, 0.2955242247147529),
    (0.4333953941292472, 0.2692667193099963),
    (0.6794095682990244, 0.2190863625159820),
    (0.8650633666889845, 0.1494513491505806),
    (0.9739065285171717, 0.0666713443086881),
)


def area(f: Callable[[float], float], low: float, high: float) -> flint.arb:
    """A ball around the integral of f, which may have kinks and integrable poles inside."""
    size = abs(high - low)
    parts: list[float] = []

    def gauss(a: float, b: float) -> float:
        middle, half = (a + b) / 2, (b - a) / 2
        return half * math.fsum(
            [w * (f(middle - half * x) + f(middle + half * x)) for x, w in _NODES]
        )

    todo, off = [(low, high, gauss(low, high), math.inf, 0)], 0.0
    while todo:
        a, b, whole, before, depth = todo.pop()
        middle = (a + b) / 2
        left, right = gauss(a, middle), gauss(middle, b)
        moved = abs(left + right - whole)
        close = moved < 1e-14 * (abs(whole) + size) and before < 1e-12 * size  # twice: no accident
        if close or depth == _DEEP or len(parts) >= _MOST:
            parts.append(left + right)
            off += moved + before if close else 10 * moved
        else:
            todo += [(a, middle, left, moved, depth + 1), (middle, b, right, moved, depth + 1)]
    total, scale = math.fsum(parts), math.fsum(map(abs, parts))
    return flint.arb(total, 2 * off + 1e-13 * (scale + size))


def formula(
    e: sp.Expr, x: sp.Symbol, values: Mapping[sp.Symbol, float]
) -> Callable[[float], float]:
    """A formula as a function of x, in floats; where it has no value, the one just beside."""
    made = partial(_made(e, (*values, x)), *values.values())

    def f(at: float) -> float:
        try:
            return made(at)
        except (ValueError, ZeroDivisionError):
            return beside(at)

    def beside(at: float) -> float:
        why: Exception | None = None
        for share in _BESIDE:
            try:
                return made(at * (1 + share) + 1e-300)
            except (ValueError, ZeroDivisionError) as error:
                why = error
        raise NotShown(f"no number at or beside {at}: {why}")

    return f


@lru_cache(maxsize=256)
def _made(e: sp.Expr, letters: tuple[sp.Symbol, ...]) -> Callable[..., float]:
    return sp.lambdify(letters, e, "math")
