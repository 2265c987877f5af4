"""A decay that does not know the horizon (D4)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence import promise
from lrlib.proofs.convergence.promise import D, G, T, t
from lrlib.proofs.convergence.tuned import bound
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    at,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    induction,
    le,
    let,
    lim,
    limit,
    lt,
    sequence,
    sign,
    telescoping,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, k, q, a, b = sp.symbols("lr0 k q a b", positive=True)
N, j = sp.symbols("N j", integer=True, nonnegative=True)
u = sp.Symbol("u", nonnegative=True)
lr, W, S, V, U, B = (sequence(name, real=True) for name in ("lr", "W", "S", "V", "U", "B"))
c, C, H = (sequence(name, real=True) for name in "cCH")
few, many = sequence("few", r"C^-_{#1}", real=True), sequence("many", r"C^+_{#1}", real=True)
p = sequence("p", positive=True)

_climb = lr(j) / W(j + 1) * S(j) / W(j)
_share = lr0 * (1 - q) / (q * (1 + q))
_ahead = p(T - 1 - j)  # u, the power for the steps that follow
_later = (le(j, T - 2),)
_few, _many = (
    (1 - p(T - 1)) / (1 - q) + (T - 1) * (1 + q) * p(T - 1) / share for share in (1, 1 - q)
)
_far, _near = D**2 * (1 - q) / (2 * lr0), G**2 * lr0 / (2 * q)
_HIGH = _far / (1 - p(T)) + _near * (1 + (T - 2 + q) * p(T - 1))
_FLOOR = D * G * sp.sqrt(sp.exp(k) - 1)


def _case(draw: Random) -> Values:
    """Some scale, or the best one of long runs."""
    values = {T: draw.randint(1, 8)} | {x: Fraction(draw.randint(1, 30), 10) for x in (D, G, k)}
    if draw.random() < 0.5:
        return values
    return values | {lr0: ball(D / G * sp.sqrt(sp.exp(-k) * (1 - sp.exp(-k))), values)}


D4 = Theorem(
    label="D4",
    name="A fixed decay stops improving",
    chapter="convergence",
    assumptions=(
        "$k$ is chosen once, whatever $T$ will be",
        "$B_T$ is the bound of D1 for the rates $\\mathrm{lr}_0, \\dots, \\mathrm{lr}_{T-1}$",
    ),
    statement=r"""With the rates $rate$ the bound of D1 is for every $\mathrm{lr}_0$
$$floor$$
and as $T$ grows it tends to that, for the right $\mathrm{lr}_0$. So beyond a few times the steps
in which the rate falls, a longer run earns next to nothing.
+++
It is below a sum that tends to that floor: $$high$$ $$tends$$ $$reached$$""",
    draw=_case,
    idea="""Put the rates into D1. The way costs at least a constant over the scale, as the sum of
all rates is finite; the jumps cost at least a constant times the scale; and of two terms
whose product is fixed the sum has a least value, however long the run is.""",
    lines=(
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "the shipped formula",
        ),
        Line("q", eq(q, sp.exp(-k)), let(), "the factor of one step"),
        Line("p", eq(p(N), q**N), let(), "of several"),
        Line("below", lt(q, 1), from_lines("q"), "a decay"),
        Line("next", eq(p(N + 1), q * p(N)), identity(), "one more"),
        Line("none", eq(p(0), 1), identity(), "no step"),
        Line("at_most", le(p(N), 1), induction("none", "next", "below", of=N), "never above 1"),
        Line(
            "ahead",
            le(_ahead, q),
            from_lines(at("next", {N: T - 2 - j}), at("at_most", {N: T - 2 - j})),
            "a step at least",
            when=_later,
        ),
        Line("split", eq(p(j) * _ahead, p(T - 1)), identity(), "all steps but the last"),
        Line("W", eq(W(j), sp.Sum(lr(t), (t, j, T - 1))), let(), "the rates from $j$ on"),
        Line("S", eq(S(j), sp.Sum(lr(t) ** 2, (t, j, T - 1))), let(), "their squares"),
        Line("V", eq(V(j), lr0 * (p(j) - p(T)) / (1 - q)), let(), "claimed of the rates"),
        Line("U", eq(U(j), lr0**2 * (p(j) ** 2 - p(T) ** 2) / (1 - q**2)), let(), "and squares"),
        Line("drop", eq(lr(t), V(t) - V(t + 1)), identity(), "one step less"),
        Line("drop_S", eq(lr(t) ** 2, U(t) - U(t + 1)), identity(), "and here"),
        Line("end", eq(V(T), 0), identity(), "none is left"),
        Line("end_S", eq(U(T), 0), identity(), "and here"),
        Line(
            "sum",
            eq(W(j), V(j)),
            adding_up("drop", "end", "W", over=(t, j, T - 1)),
            "so the sum telescopes",
            when=(le(j, T),),
        ),
        Line(
            "sum_S",
            eq(S(j), U(j)),
            adding_up("drop_S", "end_S", "S", over=(t, j, T - 1)),
            "and this one",
            when=(le(j, T),),
        ),
        Line(
            "closed",
            eq(lr(j) / V(j + 1) * U(j) / V(j), _share * p(j) * (1 + q * _ahead) / (1 - _ahead)),
            identity(),
            "a term of the sum in D1, in closed form",
        ),
        Line("c", eq(c(j), _climb), let(), "that term"),
        Line(
            "term",
            eq(c(j), _share * p(j) * (1 + q * _ahead) / (1 - _ahead)),
            from_lines("c", "closed", "sum", at("sum", {j: j + 1}), "sum_S"),
            "with the sums as they are",
            when=_later,
        ),
        Line(
            "part",
            ge((1 + q * u) / (1 - u), 1 + u + q * u),
            from_lines(),
            "the difference is $u^2(1+q)/(1-u)$",
            when=(lt(u, 1),),
        ),
        Line(
            "part_most",
            le((1 + q * u) / (1 - u), 1 + (1 + q) * u / (1 - q)),
            from_lines("below"),
            "$u$ is at most $q$",
            when=(le(u, q),),
        ),
        Line(
            "least_term",
            ge(c(j), _share * (p(j) + (1 + q) * p(T - 1))),
            from_lines("term", "below", "ahead", "split", at("part", {u: _ahead})),
            "so the term is at least this",
            when=_later,
        ),
        Line(
            "most_term",
            le(c(j), _share * (p(j) + (1 + q) * p(T - 1) / (1 - q))),
            from_lines("term", "below", "ahead", "split", at("part_most", {u: _ahead})),
            "and at most this",
            when=_later,
        ),
        Line(
            "geometric",
            eq(sp.Sum(p(j), (j, 0, N - 1)), (1 - p(N)) / (1 - q)),
            telescoping(of=N),
            "a geometric sum",
        ),
        Line("C", eq(C(T), sp.Sum(c(j), (j, 0, T - 2))), let(), "that sum"),
        Line("C_low", eq(few(T), _share * _few), let(), "claimed at least"),
        Line("C_high", eq(many(T), _share * _many), let(), "and at most"),
        Line(
            "least_sum",
            ge(C(T), few(T)),
            adding_up("least_term", "C", "C_low", at("geometric", {N: T - 1}), over=(j, 0, T - 2)),
            "added up",
        ),
        Line(
            "most_sum",
            le(C(T), many(T)),
            adding_up("most_term", "C", "C_high", at("geometric", {N: T - 1}), over=(j, 0, T - 2)),
            "and here",
        ),
        Line("B", eq(B(T), bound(lr, W, S).xreplace({promise.k: j})), let(), "the bound of D1"),
        Line("whole", eq(1 / V(0), (1 - q) / (lr0 * (1 - p(T)))), identity(), "of all rates"),
        Line("ratio", eq(U(0) / V(0), lr0 * (1 + p(T)) / (1 + q)), identity(), "and squares"),
        Line(
            "form",
            eq(B(T), _far / (1 - p(T)) + G**2 / 2 * (lr0 * (1 + p(T)) / (1 + q) + C(T))),
            from_lines("B", "C", "c", "whole", "ratio", at("sum", {j: 0}), at("sum_S", {j: 0})),
            "put in",
        ),
        Line(
            "rough_low",
            eq(
                lr0 * (1 + p(T)) / (1 + q) + few(T),
                lr0 / q * (1 + (T - 2) * (1 - q) * p(T - 1)),
            ),
            identity(),
            "what gradients add, at least",
        ),
        Line(
            "rough_high",
            eq(lr0 * (1 + p(T)) / (1 + q) + many(T), lr0 / q * (1 + (T - 2 + q) * p(T - 1))),
            identity(),
            "and at most",
        ),
        Line(
            "last",
            lt(p(T), 1),
            from_lines("below", at("next", {N: T - 1}), at("at_most", {N: T - 1})),
            "below 1",
        ),
        Line("longer", lt(_far, _far / (1 - p(T))), from_lines("last", "below"), "a quotient"),
        Line(
            "low",
            gt(B(T), _far + _near * (1 + (T - 2) * (1 - q) * p(T - 1))),
            from_lines("form", "least_sum", "rough_low", "longer"),
            "so the bound is more than this",
        ),
        Line("H", eq(H(T), _HIGH), let(), "the same from above"),
        Line(
            "high",
            le(B(T), H(T)),
            from_lines("form", "most_sum", "rough_high", "H"),
            "and at most this",
        ),
        Line(
            "start",
            implies(ge(T, 2), ge((T - 2) * (1 - q) * p(T - 1), 0)),
            from_lines("below"),
            "no factor is below 0",
        ),
        Line("grown", eq(sp.exp(k) - 1, (1 - q) / q), identity(), "$q$ turned upside down"),
        Line("mean", ge((a + b) ** 2, 4 * a * b), sign(), "the difference is a square"),
        Line(
            "least",
            ge(_far + _near, _FLOOR),
            from_lines("below", "grown", at("mean", {a: _far, b: _near})),
            "the best scale",
        ),
        Line(
            "floor",
            gt(B(T), _FLOOR),
            from_lines("low", "start", "least"),
            "so no scale gets there",
            when=(ge(T, 2),),
        ),
        Line("tends", eq(lim(H(T), T), _far + _near), limit(), "powers of $q$ go to 0"),
        Line(
            "reached",
            eq(_far + _near, _FLOOR),
            from_lines("grown", "below"),
            "where both terms are alike",
            when=(eq(_far, _near),),
        ),
    ),
    neighbours=(
        Neighbour(
            r"it comes down to $DG\sqrt{1-e^{-k}}$",
            "reached",
            eq(_far + _near, D * G * sp.sqrt(1 - sp.exp(-k))),
        ),
        Neighbour(r"it comes down to $DG\sqrt k$", "reached", eq(_far + _near, D * G * sp.sqrt(k))),
        Neighbour(
            "for every $T \\ge 1$",
            "start",
            implies(ge(T, 1), ge((T - 2) * (1 - q) * p(T - 1), 0)),
        ),
    ),
)
