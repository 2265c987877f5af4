"""Polynomial decay: the bound of D1, at its best scale, by two sums (the first lines of D6)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.convergence.promise import D, G, T, k, t
from lrlib.proofs.convergence.tuned import bound
from lrlib.proofs.kernel import (
    Line,
    adding_up,
    at,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    sequence,
    sign,
)
from lrlib.schedules import Polynomial

__all__ = ["BOUND", "N", "P", "c", "f", "m", "n", "p", "x"]

a, c, p, x = sp.symbols("a c p x", positive=True)
B = sp.Symbol("B", real=True)
m = sp.Symbol("m", integer=True, nonnegative=True)
R, n = sp.symbols("R n", integer=True, positive=True)
W, S, P, N, V, U, Q = (sequence(name, real=True) for name in "WSPNVUQ")
f, lr = sequence("f", "f(#1)", real=True), sequence("lr", real=True)

_climb = lr(k) / W(k + 1) * S(k) / W(k)
_VALUE = D * G * sp.sqrt(N(T) / P(T))

#: The bound of D1, at its best scale, by two sums over the steps that are left.
BOUND = (
    Line(
        "rate",
        eq(lr(t), c * (T - t) ** p / T**p),
        definition(of=Polynomial(c, T, p), on=(0, T)),
        "as shipped, at any scale",
        when=(le(t, T - 1),),
    ),
    Line("W", eq(W(k), sp.Sum(lr(t), (t, k, T - 1))), let(), "the rates from $k$ on"),
    Line("S", eq(S(k), sp.Sum(lr(t) ** 2, (t, k, T - 1))), let(), "their squares"),
    Line("f", eq(f(x), x**p), let(), "the power"),
    Line("P", eq(P(m), sp.Sum(f(R), (R, 1, m))), let(), "the powers of the steps that are left"),
    Line(
        "N",
        eq(N(m), 1 + sp.Sum(f(R) ** 2 / P(R - 1), (R, 2, m))),
        let(),
        "and what the gradients add",
    ),
    Line("P_more", eq(P(m + 1), P(m) + f(m + 1)), identity("P"), "one more step,"),
    Line(
        "N_more",
        eq(N(m + 1), N(m) + f(m + 1) ** 2 / P(m)),
        identity("N"),
        "and here",
        when=(ge(m, 1),),
    ),
    Line("P_none", eq(P(0), 0), identity("P"), "no step is left"),
    Line("P_one", eq(P(1), 1), identity("P"), "one is,"),
    Line("N_one", eq(N(1), 1), identity("N"), "and here"),
    Line("f_above", gt(f(x), 0), sign(), "a power is above 0,"),
    Line(
        "P_above",
        gt(P(n), 0),
        induction(at("P_more", {m: n}), "P_one", at("f_above", {x: n + 1}), of=n),
        "and so are their sums",
    ),
    Line("a", eq(a, c / T**p), let(), "the scale"),
    Line(
        "scaled",
        eq(lr(t), a * f(T - t)),
        from_lines(at("f", {x: T - t}), "rate", "a"),
        "so a rate is a power of the steps that are left",
        when=(le(t, T - 1),),
    ),
    Line("V", eq(V(k), a * P(T - k)), let(), "what is claimed of the rates from $k$ on,"),
    Line("U", eq(U(k), a * N(T - k)), let(), "and of what the gradients add from there"),
    Line(
        "one",
        eq(lr(t), V(t) - V(t + 1)),
        from_lines(at("P_more", {m: T - t - 1}), "scaled", at("V", {k: t}), at("V", {k: t + 1})),
        "one term less from step to step",
        when=(le(t, T - 1),),
    ),
    Line("none", eq(V(T), 0), from_lines(at("V", {k: T}), "P_none"), "and none at the end"),
    Line(
        "sum",
        eq(W(k), V(k)),
        adding_up("one", "none", "W", over=(t, k, T - 1)),
        "so the sum telescopes",
        when=(le(k, T),),
    ),
    Line(
        "squared",
        eq(lr(t) ** 2, V(t + 1) * (U(t) - U(t + 1))),
        from_lines(
            at("N_more", {m: T - t - 1}),
            at("P_above", {n: T - t - 1}),
            "scaled",
            at("V", {k: t + 1}),
            at("U", {k: t}),
            at("U", {k: t + 1}),
        ),
        "a squared rate over all that come after it",
        when=(le(t, T - 2),),
    ),
    Line(
        "V_above",
        gt(V(k), 0),
        from_lines("V", at("P_above", {n: T - k})),
        "something is left",
        when=(le(k, T - 1),),
    ),
    Line("W_more", eq(W(k), lr(k) + W(k + 1)), identity("W"), "the first of them apart"),
    Line("S_more", eq(S(k), lr(k) ** 2 + S(k + 1)), identity("S"), "and here"),
    Line("Q", eq(Q(k), S(k) / W(k)), let(), "squares over rates"),
    Line(
        "climb",
        eq(_climb, U(k) - U(k + 1) + Q(k + 1) - Q(k)),
        from_lines(
            "W_more",
            "S_more",
            "sum",
            at("sum", {k: k + 1}),
            at("squared", {t: k}),
            "V_above",
            at("V_above", {k: k + 1}),
            "Q",
            at("Q", {k: k + 1}),
        ),
        "a term of the last sum in D1",
        when=(le(k, T - 2),),
    ),
    Line(
        "last",
        eq(Q(T - 1), U(T - 1)),
        from_lines(
            at("Q", {k: T - 1}),
            "W",
            "S",
            at("scaled", {t: T - 1}),
            at("U", {k: T - 1}),
            at("f", {x: 1}),
            "N_one",
        ),
        "at the end both are the last rate",
    ),
    Line(
        "climbs",
        eq(sp.Sum(_climb, (k, 0, T - 2)), U(0) - Q(0)),
        adding_up("climb", "last", over=(k, 0, T - 2)),
        "so that sum telescopes, too",
    ),
    Line("B", eq(B, bound(lr, W, S)), let(), "the bound of D1"),
    Line(
        "form",
        eq(B, D**2 / (2 * V(0)) + G**2 * U(0) / 2),
        from_lines("B", "climbs", at("sum", {k: 0}), at("Q", {k: 0})),
        "by its scale",
    ),
    Line(
        "N_above",
        ge(N(n), 1),
        induction(at("N_more", {m: n}), "N_one", "P_above", of=n),
        "no gradient takes anything away",
    ),
    *(
        Line(
            name,
            relation(B, _VALUE),
            from_lines(
                "form",
                at("V", {k: 0}),
                at("U", {k: 0}),
                at("P_above", {n: T}),
                at("N_above", {n: T}),
            ),
            reason,
            when=when,
        )
        for name, relation, reason, when in (
            ("least", ge, "no scale is better", ()),
            (
                "best",
                eq,
                "than the one at which both terms are alike",
                (eq(D**2 / V(0), G**2 * U(0)),),
            ),
        )
    ),
)
