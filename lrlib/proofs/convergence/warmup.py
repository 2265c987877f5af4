"""A warm-up in front of the line (D7b)."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from lrlib.proofs.convergence.parts import T
from lrlib.proofs.convergence.shapes import float_square, t, tuned_square, y
from lrlib.proofs.engines.balls import Ball, Exact
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    ball,
    compare,
    curve,
    on,
    stepwise,
    zero,
)
from lrlib.schedules import OneCycle

HALF = sp.Rational(1, 2)

w = sp.Symbol("w", positive=True)
_WARM = 4 + 4 / w * (sp.sqrt(w) * sp.atanh(sp.sqrt(w)) - w)


@stepwise
def _warm_up(constant: sp.Expr) -> Iterator[bool]:
    u = sp.Symbol("u", positive=True)
    early = 1 / (1 + y)
    shape = OneCycle(0, 1, T, early)
    up, down = on(shape(t), t, 0, early * T), on(shape(t), t, early * T, T)
    yield zero(up - t / (early * T))
    yield zero(down - (1 - t / T) / (1 - early))
    # areas, in units of T: the tail at v, and the integral of eta^2 over the tail
    v = sp.Symbol("v", positive=True)
    tail = HALF - v**2 / (2 * w)
    yield zero(sp.diff(tail, v) + v / w)
    yield zero(tail.subs(v, w) - (1 - w) / 2)
    term = (v / w) ** 2 / tail
    still = 2 / w * (sp.sqrt(w) * sp.atanh(v / sp.sqrt(w)) - v)
    yield zero(sp.simplify(sp.diff(still, v) - term))
    yield zero(still.subs(v, 0))
    line = (u / (1 - w)) ** 2 / (u**2 / (2 * (1 - w)))  # u steps left: 2 / (1 - w), constant
    yield zero(sp.simplify(constant - 2 * (still.subs(v, w) + sp.cancel(line) * (1 - w))))


def _warm_up_by_balls(constant: sp.Expr) -> bool:
    def answers() -> Iterator[bool]:
        for part, count in (("1/2", 200), ("1/10", 400), ("1/4", 400)):
            shape = OneCycle(0, 1, count, sp.Rational(part))
            rates = [ball(shape(sp.Integer(i))) for i in range(count)]
            ratio = tuned_square(rates) * count / _ball_atanh(constant, part)
            yield compare(abs(ratio - 1), "<", ball("1/25"))

    return all(answers())


def _ball_atanh(constant: sp.Expr, part: Exact) -> Ball:
    root = sp.sqrt(sp.Rational(part))
    plain = constant.subs(w, sp.Rational(part)).subs(
        sp.atanh(root), sp.log((1 + root) / (1 - root)) / 2
    )
    return ball(plain)


def _warm_up_by_numbers(constant: sp.Expr) -> Witness:
    count = 20_000
    long = float_square(curve(OneCycle(0.0, 1.0, count, 0.25), count)) * count
    words = f"{count} rates, a quarter of them up: bound squared times T"
    return Witness(words, long, "=", float(constant.subs(w, 0.25)), tolerance=2e-3)


D7b = Theorem(
    label="D7b",
    name="What a warm-up costs",
    chapter="convergence",
    assumptions=("as in D1", "$0 < w < 1$", "the scale is chosen best, as in D1e", "long runs"),
    statement=rf"""A warm-up from 0 over the share $w$ of a run and then a straight line to 0, as
1-cycle does: in long runs the bound of D1, squared and in units of $D^2G^2/T$, is
$${tex(_WARM)}.$$
That is close to $4(1 + w/3)$ for a short warm-up, so one over a tenth of the run costs
{100 * (float(_WARM.subs(w, 0.1)) ** 0.5 / 2 - 1):.1f} per cent of the guarantee; up for half of it
costs {100 * (float(_WARM.subs(w, 0.5)) ** 0.5 / 2 - 1):.0f}.""",
    claim=dict(constant=_WARM),
    symbolic=_warm_up,
    independent={"arb": _warm_up_by_balls},
    witness=_warm_up_by_numbers,
    mutants=(
        Mutant(r"an arctangent", dict(constant=4 + 4 / w * (w - sp.sqrt(w) * sp.atan(sp.sqrt(w))))),
        Mutant(r"it costs $4(1 + w)$", dict(constant=4 * (1 + w))),
    ),
    derivation=(
        (
            r"W(v) = \tfrac12 - \frac{v^2}{2w},\quad \int_0^w \frac{(v/w)^2}{W(v)}\,\mathrm{d}v"
            r" = \frac{2}{w}\bigl(\sqrt w\,\operatorname{artanh}\sqrt w - w\bigr)",
            "on the way up, $v = t/T$; the terms of D5",
        ),
        (
            r"\int \frac{\eta^2}{W} = \int_0^{1-w} \frac{2}{1-w}\,\mathrm{d}u = 2",
            "on the way down, with the share $u$ of the run left",
        ),
        (r"\frac{1}{W(0)} = 2", "times the sum of both"),
    ),
    cites=("riemann",),
)
