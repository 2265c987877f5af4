"""What a straight way down adds to the bound of D1, shared by D7 and D7b."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.convergence.best_shape import FROM_THE_END, B, W, X, a, b, eta, r
from lrlib.proofs.convergence.promise import D, G, T
from lrlib.proofs.kernel import (
    Line,
    Number,
    Sequence,
    adding_up,
    at,
    computed,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    lt,
    sequence,
    sign,
)

lr0 = sp.Symbol("lr0", positive=True)
m = sp.Symbol("m", integer=True, positive=True)
H = sp.harmonic
V, h = sequence("V", real=True), sequence("h", real=True)

#: From the shipped rates to what the last m of them add, all on a straight way down to 0.
WAY_DOWN = (
    Line("last_rate", gt(eta(0), 0), from_lines("eta"), "the last rate is above 0"),
    *FROM_THE_END,
    Line(
        "some",
        gt(X(T), 0),
        induction("one", "last_rate", "more", "left", of=T),
        "no term is below 0",
    ),
    Line("V", eq(V(r), lr0 * r * (r + 1) / (2 * m)), let(), "what is claimed of their sum"),
    Line("none", eq(V(0), 0), identity(), "nothing, as yet"),
    Line(
        "drop",
        eq(eta(r), V(r + 1) - V(r)),
        from_lines("eta", "V"),
        "on the way down it grows by a rate,",
        when=(le(r, m - 1),),
    ),
    Line(
        "W_down",
        eq(W(T), V(T)),
        adding_up("drop", "none", "W", over=(r, 0, T - 1)),
        "so it is the sum",
        when=(le(T, m),),
    ),
    Line("h", eq(h(r), H(r)), let(), "a harmonic number"),
    Line("h_none", eq(h(0), 0), identity(), "has no term at 0"),
    Line("grow", eq(h(T) - h(T - 1), 1 / T), identity(), "and one more from step to step"),
    Line(
        "ratio",
        eq(eta(r) ** 2 / W(r), 2 * lr0 / m * (1 + h(r) - h(r - 1))),
        from_lines("eta", at("W_down", {T: r}), "V", at("grow", {T: r})),
        "one more rate in front of these adds this,",
        when=(ge(r, 1), le(r, m - 1)),
    ),
    Line(
        "X_down",
        eq(X(T), lr0 * (2 * T - 1 + 2 * h(T - 1)) / m),
        adding_up("ratio", "all", "h_none", at("eta", {r: 0}), over=(r, 1, T - 1)),
        "and all of them this",
        when=(le(T, m),),
    ),
)


def scaled(steps: Number, value: sp.Expr, *by: str) -> tuple[Line, Line]:
    """What the bound is at its best scale; X(steps) = value W(steps), by these lines."""
    least = D * G * sp.sqrt(value)
    return (
        Line(
            "least",
            ge(B(steps), least),
            from_lines(
                "B",
                "X",
                at("left", {T: steps}),
                *by,
                at("some", {T: steps}),
                at("mean", {a: D**2 / (2 * W(steps)), b: G**2 * X(steps) / 2}),
            ),
            "no scale has less",
        ),
        Line(
            "best",
            eq(B(steps), least),
            from_lines("B", "X", at("left", {T: steps}), *by),
            "than the one at which both terms are alike",
            when=(eq(D**2, G**2 * W(steps) * X(steps)),),
        ),
    )


def costs(of: Sequence, name: str, share: sp.Rational, low: str, high: str) -> tuple[Line, Line]:
    """By how much a bound is above that of linear decay, in numbers; ``of`` is its square."""
    over = sp.sqrt(of(share)) / 2
    return (
        Line(f"{name}_more", gt(over, sp.Rational(low)), computed(), "so much more than that"),
        Line(f"{name}_less", lt(over, sp.Rational(high)), computed(), "and not much more"),
    )


MEAN = Line("mean", ge((a + b) ** 2, 4 * a * b), sign(), "the difference is a square")
