"""What is true of exponential decay."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.render import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import agree, ball, limit, shown, telescopes, zero
from lrlib.schedules import ExponentialDecay

lr0, k = sp.symbols("lr0 k", positive=True)
t = sp.Symbol("t", nonnegative=True)
n, N = sp.symbols("n N", integer=True, nonnegative=True)

rate = ExponentialDecay(lr0, k)
q = rate.gamma  # e^{-k}: between 0 and 1, as k is positive


# -- E2a: the sum of the rates ---------------------------------------------------------------


def _sums(partial, total):
    return shown(
        telescopes(partial, rate(n), n),
        zero(limit(partial, n, sp.oo) - total),
    )


def _sums_by_balls(partial, total):
    point = {lr0: "1/10", k: "1/20"}
    added = sum((ball(rate(i), point) for i in range(400)), start=ball(0))
    far = ball(rate(0) - rate(0), point)  # 0, for the sum of no rate
    return shown(
        agree(ball(partial, point | {n: 400}), added),
        agree(ball(partial, point | {n: 0}), far),
        agree(ball(partial, point | {n: 4000}), ball(total, point)),
    )


def _sums_by_numbers(partial, total):
    shipped = ExponentialDecay(0.1, 0.05)
    values = {lr0: shipped.lr0, k: shipped.k, n: 40}
    return Witness(
        "lr0 = 0.1, k = 0.05, 40 steps",
        shipped.curve(40).sum(),
        "=",
        partial.subs(values),
    )


def _total_by_numbers(partial, total):
    shipped = ExponentialDecay(0.1, 0.05)
    values = {lr0: shipped.lr0, k: shipped.k}
    return Witness("lr0 = 0.1, k = 0.05", shipped.curve(2000).sum(), "=", total.subs(values))


E2a = Theorem(
    label="E2a",
    name="Finite travel",
    chapter="exponential",
    assumptions=(lr0, k),
    statement=rf"""The rates of the first $N$ steps add up to
$$\sum_{{t=0}}^{{N-1}} {tex(rate(t))} = {tex(lr0 * (1 - q**N) / (1 - q))},$$
and those of all steps to the finite number ${tex(lr0 / (1 - q))}$.""",
    claim=dict(partial=lr0 * (1 - q**n) / (1 - q), total=lr0 / (1 - q)),
    symbolic=_sums,
    independent={"arb": _sums_by_balls},
    witness=_sums_by_numbers,
    mutants=(
        Mutant("the sum starts at step 1", dict(partial=lr0 * q * (1 - q**n) / (1 - q))),
        Mutant("the total is lr0 / q", dict(total=lr0 / q), _total_by_numbers),
    ),
    derivation=(
        (r"A(N) = \frac{1-q^N}{1-q},\quad A(0) = 0", "no step, no travel; $q = e^{-k}$"),
        (r"A(N+1) - A(N) = q^N", "one more step adds one more rate"),
    ),
    by_hand=("$q^N \\to 0$ because $q<1$",),
)
