"""Polynomial decay (D6).

What D1 promises for the rates (1 - t/T)^p is found in two parts: by sums over the steps that are
left, and then by how these sums grow, which the power itself shows, from one step to the next.
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from lrlib.proofs.convergence.promise import D, G, T, k, t
from lrlib.proofs.convergence.tuned import bound
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
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
    lim,
    limit,
    lt,
    rises_from_zero,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import Polynomial

a, c, p, x = sp.symbols("a c p x", positive=True)
B = sp.Symbol("B", real=True)
h = sp.Symbol("h", nonnegative=True)
m = sp.Symbol("m", integer=True, nonnegative=True)
M, R, n = sp.symbols("M R n", integer=True, positive=True)
y, z = sp.symbols("y z", real=True)
W, S, P, N, V, U, Q, d, g = (sequence(name, real=True) for name in "WSPNVUQdg")
low, high = sequence("low", "l_{#1}", real=True), sequence("high", "u_{#1}", real=True)
square = sequence("square", "B_{#1}", real=True)
below, above = (
    sequence(f"{line}B", rf"\{line}line{{B}}_{{#1}}(#2,#3)", real=True)
    for line in ("under", "over")
)
f, lr = sequence("f", "f(#1)", real=True), sequence("lr", real=True)

_climb = lr(k) / W(k + 1) * S(k) / W(k)
_BEST = (p + 1) ** 2 / p
_VALUE = D * G * sp.sqrt(N(T) / P(T))

#: The bound of D1, at its best scale, by two sums over the steps that are left.
_BOUND = (
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

_all = M + m
_rest_low, _rest_high = N(M) - low(M) * f(M), N(M) - high(M) * f(M)

#: How the two sums grow: by what the power itself grows from step to step, but for a factor.
_GROWTH = (
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


def _case(draw):
    """Some power and scale, or the best scale for the power."""
    steps, power = draw.randint(1, 8), Fraction(draw.choice((2, 3, 4, 6, 9, 12)), 6)
    values = {p: power, T: steps, M: draw.randint(1, 4), m: draw.randint(0, 5)}
    values |= {letter: Fraction(draw.randint(1, 40), 10) for letter in (D, G)}
    if draw.random() < 0.5:
        powers = [ball(i**p, {p: power}) for i in range(1, steps + 1)]
        added = sum((b**2 / sum(powers[:i]) for i, b in enumerate(powers) if i), ball(1))
        values[c] = ball(T**p * D / G, values) / (sum(powers) * added).sqrt()
    return values


def _beside(words, name, right):
    """A line with another right side."""
    (line,) = (line for line in _GROWTH if line.name == name)
    return Neighbour(words, name, eq(line.says.lhs, right))


D6 = Theorem(
    label="D6",
    name="Polynomial decay: in long runs the straight line is best",
    chapter="convergence",
    assumptions=(
        "the bound of D1, with the sums $W_k$ and $S_k$ of rates and of their squares",
        "$T$ steps of `Polynomial`, with a power $p > 0$",
    ),
    statement=r"""For the rates $rate.right$ with the best scale $c$ the bound of D1 is
$$best$$
In a long run its square, times $T$ and in units of *DG*, comes as close as you like to
$$value$$
So in a long run, of all powers, the straight line promises most. A power of two costs less than
seven per cent:
$$two$$
+++
No scale has less: $$least$$ Here $$f, P, N$$ From any $M$ steps on the latter
grows much as the power does:
$$N_low, N_high$$
$$low, high$$
So with the one factor for $z$, or with the other, the square, $$square$$ lies between
$$least_square, most_square$$
$$below, above$$
which in a long run depend on that factor alone, and the factors, if $M$ is late, are alike:
$$long_below, long_above$$
$$end_below, end_above$$""",
    lines=(*_BOUND, *_GROWTH),
    neighbours=(
        _beside(r"the constant is $\sqrt{2(p+1)}$", "end_above", 2 * (p + 1)),
        _beside(
            r"the constant is $(p+1)/\sqrt[3]{p}$",
            "end_below",
            (p + 1) ** 2 / p ** sp.Rational(2, 3),
        ),
        _beside("the best power is 2", "value", 4 + (p - 2) ** 2 / p),
    ),
    draw=_case,
)
