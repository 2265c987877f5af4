"""Tie the decay to the horizon (E3)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.exponential import distance, travel
from lrlib.proofs.exponential.distance import QUADRATIC, E2e
from lrlib.proofs.exponential.travel import E2a
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    by_theorem,
    definition,
    descent,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    keeps_order,
    le,
    let,
    lim,
    limit,
    lt,
    sequence,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, lam, c, fixed_k = sp.symbols("lr0 lam c k_0", positive=True)
k, x, P = sp.symbols("k x P", real=True)
T = sp.Symbol("T", integer=True, positive=True)
t, N = sp.symbols("t N", integer=True, nonnegative=True)
lr, theta, B = (sequence(name, real=True) for name in ("lr", "theta", "B"))
G = sequence("Sigma", real=True)  # of the rates

tied = ExponentialDecay.over(lr0, lr0 * c / T, T)
growth = lr0 * T / sp.log(T / c)

_sum = sp.Sum(lr(t), (t, 0, T - 1))
_below, _above = 1 - c / T, 1 + sp.log(T / c) / T
_a = lam * lr0
_forever = sp.Product(1 - _a * sp.exp(-fixed_k * t), (t, 0, sp.oo))


def _kept(steps: sp.Expr) -> sp.Product:
    return sp.Product(1 - lam * lr(t), (t, 0, steps - 1))


def _case(draw: Random) -> Values:
    """A start and a length above it; every third time a long run."""
    start = Fraction(draw.randint(1, 30), 10)
    length = draw.choice((1, 1, 6)) * (int(start) + draw.randint(1, 8))
    curvature, share = Fraction(draw.randint(1, 40), 10), Fraction(draw.randint(1, 19), 20)
    decay = Fraction(draw.randint(2, 30), 10)
    return {c: start, T: length, lam: curvature, lr0: share / curvature, fixed_k: decay}


E3 = Theorem(
    label="E3",
    name="A decay that is tied to the horizon works",
    chapter="exponential",
    assumptions=(QUADRATIC,),
    statement=r"""Choose the decay so that the rate falls from $\mathrm{lr}_0$ to $ends.right$
over the run, which is $K$. Then the sum of the rates is
$$G$$
times a factor that tends to one. So it grows without limit as the run is made longer, and the
share of the distance to the minimum that gradient descent leaves tends to $0$. With a decay
$k_{0}$ that stays fixed it does not, however many steps are made:
$$P, fixed$$
+++
The decay: $$rate, ends$$ The factor: $$least, most, down, up$$ The sum: $$grows$$ The share:
$$share, some, error, gone$$""",
    idea="""The sum of the rates is known exactly. With this $k$ it lies between two expressions
that grow without limit as the run gets longer; and the share of the distance that is
left is at most $e$ to the minus curvature times that sum.""",
    lines=(
        Line("long", lt(c, T), assumed(), "the rate falls"),
        Line("small", lt(_a, 1), assumed(), "the first step does not reach the minimum"),
        descent(theta, lr, lam, t),
        Line("K", eq(k, sp.log(T / c) / T), let(), "the decay that does it"),
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-sp.log(T / c) * t / T)),
            definition(of=tied),
            "the shipped formula",
        ),
        Line("ends", eq(lr(T), lr0 * c / T), identity(), "put in"),
        Line("G", eq(G(T), growth), let(), "what is claimed of the sum, but for a factor"),
        Line("B", eq(B(T), _below * growth), let(), "the lower bound"),
        Line("end", eq(sp.exp(-k * T), c / T), identity(), "by the choice of $k$"),
        Line("tangent", ge(sp.exp(x), 1 + x), from_lines(), "a tangent is below the curve"),
        Line("longer", gt(T / c, 1), from_lines("long"), "divide"),
        Line(
            "logarithm",
            gt(sp.log(T / c), 0),
            keeps_order("longer", by=sp.log),
            "the logarithm of both sides",
        ),
        Line("falls", gt(k, 0), from_lines("logarithm", "K"), "so the rate falls"),
        Line(
            "sum",
            eq(_sum, lr0 * (1 - sp.exp(-k * T)) / (1 - sp.exp(-k))),
            by_theorem(E2a, "sum", {travel.N: T, travel.k: k}, "falls"),
            "finite travel",
        ),
        Line(
            "least",
            ge(_sum, _below * G(T)),
            from_lines(
                "sum", "end", "K", "G", "falls", at("tangent", {x: -k}), at("tangent", {x: k})
            ),
            "as $1 - e^{-k}$ is at most $k$",
        ),
        Line(
            "most",
            le(_sum, _above * G(T)),
            from_lines("sum", "end", "K", "G", "falls", at("tangent", {x: k})),
            "as $e^{k}$ is at least $1 + k$",
        ),
        Line("down", eq(lim(_below, T), 1), limit(), "in long runs"),
        Line("up", eq(lim(_above, T), 1), limit(), "likewise"),
        Line("grows", eq(lim(B(T), T), sp.oo), limit(), "faster than any logarithm"),
        Line(
            "share",
            eq(theta(N), theta(0) * _kept(N)),
            induction(at("step", {t: N}), of=N),
            "each step multiplies the distance by its own factor",
        ),
        Line(
            "smaller",
            le(lr(t), lr0),
            from_lines("rate", "K", "falls", at("tangent", {x: k * t})),
            "no rate is above the first",
        ),
        Line(
            "factor", ge(1 - lam * lr(t), 0), from_lines("smaller", "small"), "so none is below 0"
        ),
        Line(
            "some",
            ge(_kept(N), 0),
            induction(at("factor", {t: N}), of=N),
            "nor is their product",
        ),
        Line(
            "shrinks",
            le(_kept(N), sp.exp(-lam * sp.Sum(lr(t), (t, 0, N - 1)))),
            induction(at("factor", {t: N}), "some", at("tangent", {x: -lam * lr(N)}), of=N),
            r"each factor is at most $e^{-\lambda \mathrm{lr}_t}$, as in E2d",
        ),
        Line(
            "turned",
            le(-lam * _sum, -lam * B(T)),
            from_lines("least", "B", "G"),
            "the sum has grown",
        ),
        Line(
            "powers",
            le(sp.exp(-lam * _sum), sp.exp(-lam * B(T))),
            keeps_order("turned", by=sp.exp),
            "the exponential of both sides",
        ),
        Line(
            "error",
            le(_kept(T), sp.exp(-lam * B(T))),
            from_lines("powers", at("shrinks", {N: T})),
            "both together",
        ),
        Line("gone", eq(lim(sp.exp(-lam * B(T)), T), 0), limit(), "as the sum grows"),
        Line("P", eq(P, _forever), let(), "what a decay that stays fixed keeps of the distance"),
        Line(
            "fixed",
            gt(P, 0),
            by_theorem(
                E2e,
                "low",
                {distance.a: _a, travel.k: fixed_k, travel.theta: lambda step: sp.Integer(0)},
                "small",
                "P",
            ),
            "the distance that is never travelled",
        ),
    ),
    neighbours=(
        Neighbour("$k$ stays fixed", "ends", eq(lr(T), lr0 * sp.exp(-1))),
        Neighbour(
            r"the sum grows like $T/\ln^2(T/c)$",
            "most",
            le(_sum, _above * lr0 * T / sp.log(T / c) ** 2),
        ),
        Neighbour("the sum grows like $T$", "least", ge(_sum, _below * lr0 * T)),
        Neighbour(
            "the last rate is 2 % higher", "ends", eq(lr(T), lr0 * c / T * sp.Rational(51, 50))
        ),
        Neighbour("the factor is at least 1", "least", ge(_sum, G(T))),
        Neighbour(
            r"with $k$ fixed, also from $\lambda\,\mathrm{lr}_0 = 1$",
            "fixed",
            gt(sp.Product(1 - sp.exp(-fixed_k * t), (t, 0, T)), 0),
        ),
    ),
    source="the schedule: @li2021second, whose rates for non-convex losses are not checked here",
    draw=_case,
)
