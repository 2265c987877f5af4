"""What the theorems on convex losses share."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

D, G, y = sp.symbols("D G y", positive=True)

T = sp.Symbol("T", integer=True, positive=True)
n = sp.Symbol("n", integer=True, positive=True)


def _on_the_absolute_value(rates: Sequence[float], start: float = 1.0) -> float:
    """The last loss of |x| from ``start``: T - 1 updates of T rates, slope 1 at 0."""
    x = start
    for rate in rates[:-1]:
        x -= rate * (1.0 if x >= 0 else -1.0)
    return abs(x)


CONVEX = (
    "a convex loss $f$ and any point $u$ (a minimiser, say), at distance $D$ from the start $x_0$",
    "$x_{t+1} = x_t - \\eta_t g_t$ with subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose "
    "mean, given all that went before, is one",
    "$\\mathrm{E}\\lVert g_t\\rVert^2 \\le G^2$ for every $t$, at the last point as well",
)
