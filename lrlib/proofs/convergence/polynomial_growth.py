"""Polynomial decay: how sums of powers grow, as the power itself shows (the last lines of D6)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.convergence.polynomial_bound import N, P, f, m, n, p, x
from lrlib.proofs.kernel import (
    Line,
    at,
    eq,
    from_lines,
    ge,
    identity,
    induction,
    le,
    let,
    lim,
    limit,
    lt,
    rises_from_zero,
    sequence,
)

__all__ = ["GROWTH", "M"]

h = sp.Symbol("h", nonnegative=True)
M = sp.Symbol("M", integer=True, positive=True)
y, z = sp.symbols("y z", real=True)
d, g = (sequence(name, real=True) for name in "dg")
low, high = sequence("low", "l_{#1}", real=True), sequence("high", "u_{#1}", real=True)
square = sequence("square", "B_{#1}", real=True)
below, above = (
    sequence(f"{line}B", rf"\{line}line{{B}}_{{#1}}(#2,#3)", real=True)
    for line in ("under", "over")
)

_BEST = (p + 1) ** 2 / p
_all = M + m
_rest_low, _rest_high = N(M) - low(M) * f(M), N(M) - high(M) * f(M)

#: How the two sums grow: by what the power itself grows from step to step, but for a factor.
GROWTH = (
    Line("rises", ge(f(x + h), f(x)), rises_from_zero(of=h), "a power rises,"),
    Line(
        "within",
        le((x + h) * f(x + h) - x * f(x), (p + 1) * h * f(x + h)),
        rises_from_zero(of=h),
        "so the area under it is less than a rectangle with its last height,",
    ),
    Line(
        "beyond",
        ge((x + h) * f(x + h) - x * f(x), (p + 1) * h * f(x)),
        rises_from_zero("rises", of=h),
        "and more than one with its first",
    ),
    Line(
        "P_low",
        ge(P(n), n * f(n) / (p + 1)),
        induction(at("P_more", {m: n}), at("within", {x: n, h: 1}), "P_one", at("f", {x: 1}), of=n),
        "added up,",
    ),
    Line(
        "P_high",
        le(P(n), (n + p + 1) * f(n) / (p + 1)),
        induction(at("P_more", {m: n}), at("beyond", {x: n, h: 1}), "P_one", at("f", {x: 1}), of=n),
        "both",
    ),
    Line(
        "steep",
        ge((x + h) * (f(x + h) - f(x)), p * h * f(x)),
        rises_from_zero("rises", of=h),
        "the power itself grows by this at least,",
    ),
    Line(
        "flat",
        le(x * (f(x + h) - f(x)), p * h * f(x + h)),
        rises_from_zero(of=h),
        "and at most",
    ),
    Line("g", eq(g(n), f(n + 1) ** 2 / P(n)), let(), "what one more step adds to $N$"),
    Line("d", eq(d(n), f(n + 1) - f(n)), let(), "what the power grows by"),
    Line("low", eq(low(n), (p + 1) / p * n / (n + p + 1)), let(), "a factor, a little too low"),
    Line("ratio", eq(f(n + 1), f(n) * f(1 + 1 / n)), identity(), "a law of powers"),
    Line(
        "high",
        eq(high(n), (p + 1) / p * f(1 + 1 / n) ** 2 * (1 + 1 / n)),
        let(),
        "and one a little too high",
    ),
    Line(
        "adds",
        ge(g(n), low(n) * d(n)),
        from_lines(
            "g",
            "d",
            "low",
            "P_high",
            "P_above",
            at("flat", {x: n, h: 1}),
            at("rises", {x: n, h: 1}),
            at("f_above", {x: n}),
            at("f_above", {x: n + 1}),
        ),
        "it adds as much as the power grows by, times the one factor at least,",
    ),
    Line(
        "adds_most",
        le(g(n), high(n) * d(n)),
        from_lines(
            "g",
            "d",
            "high",
            "P_low",
            "ratio",
            at("steep", {x: n, h: 1}),
            at("f_above", {x: n}),
            at("f_above", {x: 1 + 1 / n}),
        ),
        "times the other at most",
    ),
    Line(
        "low_rises",
        le(low(M), low(n)),
        from_lines("low", at("low", {n: M})),
        "the one rises,",
        when=(le(M, n),),
        sharp={n: M},
    ),
    Line(
        "high_falls",
        le(high(n), high(M)),
        from_lines(
            "high",
            at("high", {n: M}),
            at("rises", {x: 1 + 1 / n, h: 1 / M - 1 / n}),
            at("f_above", {x: 1 + 1 / n}),
        ),
        "the other falls",
        when=(le(M, n),),
        sharp={n: M},
    ),
    Line(
        "N_low",
        ge(N(_all) - low(M) * f(_all), _rest_low),
        induction(
            at("N_more", {m: _all}),
            at("g", {n: _all}),
            at("d", {n: _all}),
            at("adds", {n: _all}),
            at("low_rises", {n: _all}),
            at("rises", {x: _all, h: 1}),
            of=m,
        ),
        "so from any $M$ on they add up to this at least,",
        sharp={m: sp.Integer(0)},
    ),
    Line(
        "N_high",
        le(N(_all) - high(M) * f(_all), _rest_high),
        induction(
            at("N_more", {m: _all}),
            at("g", {n: _all}),
            at("d", {n: _all}),
            at("adds_most", {n: _all}),
            at("high_falls", {n: _all}),
            at("rises", {x: _all, h: 1}),
            of=m,
        ),
        "and at most",
        sharp={m: sp.Integer(0)},
    ),
    Line("square", eq(square(n), n * N(n) / P(n)), let(), "the bound's square, times the steps"),
    Line(
        "below",
        eq(below(n, z, y), (p + 1) * n / (n + p + 1) * (z + y / f(n))),
        let(),
        "what is claimed below it,",
    ),
    Line("above", eq(above(n, z, y), (p + 1) * (z + y / f(n))), let(), "and above it"),
    *(
        Line(
            name,
            relation(square(n), other(n, z, y)),
            from_lines("square", end, sums, "P_above", at("f_above", {x: n}), "N_above"),
            reason,
            when=(relation(N(n), z * f(n) + y),),
        )
        for name, relation, other, end, sums, reason in (
            (
                "least_square",
                ge,
                below,
                "below",
                "P_high",
                "divide by the powers, at most so many,",
            ),
            ("most_square", le, above, "above", "P_low", "or at least"),
        )
    ),
    Line("long_below", eq(lim(below(n, z, y), n), (p + 1) * z), limit(), "in a long run"),
    Line("long_above", eq(lim(above(n, z, y), n), (p + 1) * z), limit(), "a constant is lost"),
    Line("end_below", eq(lim((p + 1) * low(n), n), _BEST), limit(), "both factors have this limit"),
    Line("end_above", eq(lim((p + 1) * high(n), n), _BEST), limit(), "or that"),
    Line("value", eq(_BEST, 4 + (p - 1) ** 2 / p), identity(), "a square more"),
    Line(
        "two",
        lt(sp.sqrt(_BEST).subs(p, 2), sp.Rational(107, 100) * 2),
        from_lines(),
        "the root, for $p = 2$ and for the line",
    ),
)
