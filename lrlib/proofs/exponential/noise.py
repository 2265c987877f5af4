"""What noise leaves (E5)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib import bounds
from lrlib.proofs.exponential import distance, travel
from lrlib.proofs.exponential.distance import E2e
from lrlib.proofs.exponential.travel import E2c
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    induction,
    le,
    let,
    limit,
    lt,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, k, lam = sp.symbols("lr0 k lam", positive=True)
sigma, P = sp.Symbol("sigma", nonnegative=True), sp.Symbol("P", real=True)
t, n, m = sp.symbols("t n m", integer=True, nonnegative=True)
v, lr = sequence("v", nonnegative=True), sequence("lr", real=True)

_q2 = sp.exp(-2 * k)
gathered = lr0**2 / (1 - _q2)
_squares = sp.Sum(lr(t) ** 2, (t, 0, n - 1))
_forever = sp.Product(1 - lam * lr0 * sp.exp(-k * t), (t, 0, sp.oo))


def _kept(steps: sp.Expr) -> sp.Product:
    """What is left of the distance after so many steps, without noise."""
    return sp.Product(1 - lam * lr(t), (t, 0, steps - 1))


def _runs(draw: Random) -> Values:
    """A run whose first step does not reach the minimum."""
    curvature, share = Fraction(draw.randint(1, 40), 10), Fraction(draw.randint(1, 19), 20)
    return {lam: curvature, lr0: share / curvature, k: Fraction(draw.randint(2, 30), 10)}


E5 = Theorem(
    label="E5",
    name="With noise the error stays above zero too",
    chapter="exponential",
    assumptions=(
        r"a quadratic loss of curvature $\lambda$: $\theta_{t+1} = \theta_t - "
        r"\mathrm{lr}_t(\lambda\theta_t + \xi_t)$",
        r"noise $\xi_t$ of mean 0 and variance $\sigma^2$, independent of the past",
        r"$v_t = \mathrm{E}\,\theta_t^2$",
    ),
    statement="""Let the gradients of a run with $rate$ carry noise. Then the mean square of the
error is never less than a number that only grows with the steps:
$$least$$
+++
After $n$ steps it is still at least the square of the share that remains without noise, times
what was there at the start and all that has been gathered since:
$$floor$$
In the end the share is still above $0$, and the squares of the rates have a finite sum:
$$P, stays, squares$$""",
    lines=(
        Line(
            "step",
            eq(v(t + 1), bounds.next_mean_square(v(t), lr(t), lam, sigma)),
            assumed(),
            "one step, squared; error times noise has mean 0",
            over=(t,),
        ),
        Line("small", lt(lam * lr0, 1), assumed(), "the first step does not reach the minimum"),
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "the shipped formula",
        ),
        Line("P", eq(P, _forever), let(), "the share that remains without noise"),
        Line("above", gt(lr(t), 0), sign(), "a power of $e$"),
        Line("first", le(lr(t), lr0), from_lines("rate"), "no rate is above the first"),
        Line("less", le(1 - lam * lr(t), 1), from_lines("above"), "no step moves away"),
        Line("more", ge(1 - lam * lr(t), 0), from_lines("first", "small"), "nor beyond"),
        Line("some", ge(_kept(n), 0), induction(at("more", {t: n}), of=n), "nor do they all"),
        Line(
            "part",
            le(_kept(n), 1),
            induction(at("more", {t: n}), at("less", {t: n}), "some", of=n),
            "likewise",
        ),
        Line(
            "gathering",
            ge(_squares, 0),
            induction(of=n),
            "squares add up to no less than 0",
        ),
        Line(
            "floor",
            ge(v(n), _kept(n) ** 2 * (v(0) + sigma**2 * _squares)),
            induction(
                at("step", {t: n}),
                at("more", {t: n}),
                at("less", {t: n}),
                "some",
                "part",
                of=n,
            ),
            "equal at the start; a step multiplies the gap by its square, and adds to it "
            "what noise adds, less a part of that",
        ),
        Line(
            "longer",
            le(_kept(n + m), _kept(n)),
            induction(at("more", {t: n + m}), at("less", {t: n + m}), at("some", {n: n + m}), of=m),
            "in more steps no more is kept",
        ),
        Line(
            "whole",
            le(P, _kept(n)),
            limit("longer", "more", "less", "P", of=m),
            "nor in all of them",
        ),
        Line(
            "stays",
            gt(P, 0),
            by_theorem(
                E2e,
                "low",
                {distance.a: lam * lr0, travel.k: k, travel.theta: lambda step: sp.Integer(0)},
                "small",
                "P",
            ),
            "the distance that is never travelled",
        ),
        Line(
            "least",
            ge(v(n), P**2 * (v(0) + sigma**2 * _squares)),
            from_lines("floor", "whole", "stays", "gathering"),
            "what is kept in the end, for what is kept so far",
        ),
        Line(
            "squares",
            eq(sp.Sum(lr(t) ** 2, (t, 0, sp.oo)), gathered),
            by_theorem(E2c, "squares"),
            "all squares",
        ),
    ),
    neighbours=(
        Neighbour(
            "the factor is $P$, not $P^2$",
            "floor",
            ge(v(n), _kept(n) * (v(0) + sigma**2 * _squares)),
        ),
        Neighbour(
            "the squares add up as if $q^2$ were $q$",
            "squares",
            eq(sp.Sum(lr(t) ** 2, (t, 0, sp.oo)), lr0**2 / (1 - sp.exp(-k))),
        ),
    ),
    draw=_runs,
)
