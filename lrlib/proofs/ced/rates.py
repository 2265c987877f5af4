"""The schedule, its letters and its numbers, for the theorems on CED."""

from __future__ import annotations

import math

import sympy as sp

from lrlib.proofs.engines import Number
from lrlib.schedules import CyclicExponentialDecay, ExponentialDecay, Schedule

#: The schedule of the article's code: it decays by 4 per cent per cycle of ten steps.
ARTICLE = CyclicExponentialDecay(0.1, -math.log(0.96) / 10, 10, staircase=True)
lr0, k, lam, a, y = sp.symbols("lr0 k lam a y", positive=True)
T = sp.Symbol("T", integer=True, positive=True)

t, s = sp.symbols("t s", nonnegative=True)
n, j, m = sp.symbols("n j m", integer=True, nonnegative=True)
omega = sp.Symbol("omega", positive=True)  # 2 pi / T, where a formula would be long

rate = CyclicExponentialDecay(lr0, k, T)
stairs = CyclicExponentialDecay(lr0, k, T, staircase=True)  # as the article's code has it
waves = {w: CyclicExponentialDecay(lr0, k, T, w) for w in ("raised", "abs", "clip")}
plain = ExponentialDecay(lr0, k)
q = plain.gamma  # e^{-k}

# Formulas are tried at these points, the schedule's own numbers at the first.
POINTS = ({lr0: "1/10", k: "1/20", T: 10}, {lr0: "3/2", k: "1/3", T: 7})
SHIPPED = CyclicExponentialDecay(0.1, 0.05, 10)
NUMBERS = {lr0: 0.1, k: 0.05, T: 10}


def spelled(expr: Number) -> sp.Expr:
    """The formula with 2 pi / T for omega."""
    return sp.sympify(expr).subs(omega, 2 * sp.pi / T)


def _number(expr: Number, **more: Number) -> sp.Expr:
    """A claim's value at the parameters of SHIPPED."""
    return sp.sympify(expr).subs(NUMBERS | {sp.Symbol(x): v for x, v in more.items()})


def area_under(schedule: Schedule, until: float) -> float:
    """The area under a shipped schedule, in strips a thousandth of a step wide."""
    return math.fsum(schedule((i + 0.5) / 1000) for i in range(round(1000 * until))) / 1000
