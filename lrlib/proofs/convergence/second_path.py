"""The second path, in steps against the same gradients, which D2, D8 and D9 walk along."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

import sympy as sp

from lrlib.proofs.convergence.parts import D, n
from lrlib.proofs.convergence.promise import inner, inner_u, k, q, size, t
from lrlib.proofs.engines.balls import Ball, Exact, ball
from lrlib.proofs.kernel import Number, sequence

lr, x, z, g, r, c = (sequence(name, real=True) for name in ("lr", "x", "z", "g", "r", "c"))
far = sequence("far_z", r"\mathrm{E}\lVert z_{#1}-u\rVert^2", nonnegative=True)
inner_z = sequence("inner_z", r"\mathrm{E}\langle g_{#1},z_{#1}-u\rangle", real=True)

#: Steps of a case, more than any line looks at.
MOST = 12


def before(term: sp.Expr, end: Number = t) -> sp.Sum:
    """The sum over the earlier points k."""
    return sp.Sum(term, (k, 0, end - 1))


Point = list[Ball]
Planes = list[tuple[Point, Ball]]  # slopes and heights


def dot(one: Iterable[Ball], other: Iterable[Ball]) -> Ball:
    return sum(a * b for a, b in zip(one, other))


def a_loss(
    draw: Random, updates: int, start: Exact, steep: Exact = 1
) -> tuple[Planes, Point, Point]:
    """The loss of D3, which ends as high as any, or a random one; its slopes, x_0 and u.

    No slope of either is steeper than this.
    """
    axes = range(updates + 1)
    if draw.random() < 0.5:
        slopes = [([ball(steep * (i == j)) for i in axes], ball(0)) for j in axes]
        u = ball(-D / sp.sqrt(n + 1), {D: start, n: updates})
        return slopes, [ball(0) for _ in axes], [u for _ in axes]
    slopes = [
        (
            [ball(steep) * draw.randint(-9, 9) / 20 / updates for _ in axes],
            ball(draw.randint(-9, 9)) / 9,
        )
        for _ in range(draw.randint(1, 4))
    ]
    u = [ball(draw.randint(-9, 9)) / 4 for _ in axes]
    return slopes, [u[0] + ball(start), *u[1:]], u


def walked(
    slopes: Planes, x0: Point, u: Point, rates: Iterable[Ball], weights: Iterable[Ball]
) -> dict[sp.Basic, Any]:
    """Both paths on the loss max_j (a_j x + b_j), by its subgradients, and what is said of them."""

    def minus(one: Point, other: Point, by: Ball = 1) -> Point:
        return [a - by * b for a, b in zip(one, other)]

    def loss(point: Point) -> Ball:
        return max(dot(slope, point) + off for slope, off in slopes)

    xs, zs, gs = [x0], [x0], []
    for rate, weight in zip(rates, weights):
        gs.append(max(slopes, key=lambda one: dot(one[0], xs[-1]) + one[1])[0])
        xs.append(minus(xs[-1], gs[-1], rate))
        zs.append(minus(zs[-1], gs[-1], weight))
    return {
        x: lambda i: xs[i][0],
        z: lambda i: zs[i][0],
        g: lambda i: gs[i][0],
        q: lambda i: loss(xs[i]) - loss(u),
        far: lambda i: dot(minus(zs[i], u), minus(zs[i], u)),
        inner: lambda i, j: dot(gs[i], minus(xs[i], xs[j])),
        inner_u: lambda i: dot(gs[i], minus(xs[i], u)),
        inner_z: lambda i: dot(gs[i], minus(zs[i], u)),
        size: lambda i: dot(gs[i], gs[i]),
    }
