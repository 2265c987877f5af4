"""The schedules, their letters, and long runs of them, for the theorems on 1-cycle and CLR."""

from __future__ import annotations

import math

import sympy as sp

from lrlib.proofs.tools import curve, on
from lrlib.schedules import OneCycle, Schedule

lo = sp.Symbol("lr_min", nonnegative=True)
d, lam, k, y, lr0 = sp.symbols("d lam k y lr0", positive=True)  # d is the height, lr_max - lr_min
hi = lo + d
end = sp.Symbol("t_max", positive=True)
steps = sp.Symbol("t_max", integer=True, positive=True)  # the same, as a schedule takes it
t, s = sp.symbols("t s", nonnegative=True)
M, n, i = sp.symbols("M n i", integer=True, nonnegative=True)

a = sp.Symbol("a", positive=True)  # lambda lr_max, for a cycle from 0
u = sp.Symbol("u", real=True)  # lambda times any rate

triangle = OneCycle(lo, hi, end)
PEAK = {hi: sp.Symbol("lr_max")}  # which HEIGHT introduces
HEIGHT = r"$d = \mathrm{lr}_{\max} - \mathrm{lr}_{\min} > 0$"
POINT = {lo: "1/100", d: "9/100", end: 10}
LONG = 100_003  # steps: odd, so that no rate is exactly 1 / lambda by accident


def halves(schedule: Schedule = triangle) -> tuple[sp.Expr, sp.Expr]:
    """The way up and the way down."""
    rate = schedule(t)
    return on(rate, t, 0, end / 2), on(rate, t, end / 2, end)


def logs(schedule: Schedule) -> list[float]:
    return [math.log(abs(1 - rate)) for rate in curve(schedule, LONG)]


#: What is said of cycles is said of the curve: in O2b at length, after it by a word.
AS_IN_O2B = "*contracts* and *expands* as in O2b, by the mean over the cycle as a curve"
ON_AVERAGE = (
    r"the cycle as a curve: it *contracts* the error if the mean of "
    r"$\ln|1-\lambda\,\mathrm{lr}_t|$ over it is below 0, and *expands* it if the mean is above 0"
)
