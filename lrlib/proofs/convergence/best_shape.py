"""The best shape of all (D5).

Rates are counted from the end, so that one more rate stands in front of those that come later.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random

import sympy as sp

from lrlib.proofs.convergence.promise import D, G, T
from lrlib.proofs.engines.balls import Ball, ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    computed,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    induction,
    le,
    let,
    lt,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

a, b = sp.symbols("a b", positive=True)
x = sp.Symbol("x", nonnegative=True)
M = sp.Symbol("M", integer=True, positive=True)
r, N = sp.symbols("r N", integer=True, nonnegative=True)
eta = sequence("eta", nonnegative=True)
W, S, C, X, B = (sequence(name, real=True) for name in "WSCXB")
c, w, z = (sequence(name, positive=True) for name in "cwz")

_climb = eta(r) / W(r) * S(r + 1) / W(r + 1)
_NEXT = 2 * (sp.sqrt(1 + a) - 1)
_GROWS = sp.sqrt(1 + a)


#: The bound of D1 for rates counted from the end, and what one more rate in front adds to it. That
#: the last one is above 0 is said by a line before these, ``last_rate``.
FROM_THE_END = (
    Line("W", eq(W(T), sp.Sum(eta(r), (r, 0, T - 1))), let(), "the last $T$ rates"),
    Line("S", eq(S(T), sp.Sum(eta(r) ** 2, (r, 0, T - 1))), let(), "their squares"),
    Line("C", eq(C(T), sp.Sum(_climb, (r, 1, T - 1))), let(), "the last sum in D1"),
    Line("X", eq(X(T), S(T) / W(T) + C(T)), let(), "all that comes with $G$"),
    Line(
        "B",
        eq(B(T), (D**2 + G**2 * S(T)) / (2 * W(T)) + G**2 / 2 * C(T)),
        let(),
        "the bound of D1",
    ),
    Line("left", gt(W(T), 0), induction("last_rate", "W", of=T), "no rate is below 0"),
    Line("W_more", eq(W(T + 1), W(T) + eta(T)), identity("W"), "one more rate in front"),
    Line("S_more", eq(S(T + 1), S(T) + eta(T) ** 2), identity("S"), "and its square"),
    Line("C_more", eq(C(T + 1), C(T) + _climb.subs(r, T)), identity("C"), "and its term"),
    Line(
        "more",
        eq(X(T + 1) - X(T), eta(T) ** 2 / W(T)),
        from_lines("X", "S_more", "C_more", "W_more", "left", at("left", {T: T + 1})),
        "it adds just this",
    ),
    Line("one", eq(X(1), eta(0)), from_lines("X", "S", "C", "W", "last_rate"), "so here"),
    Line(
        "all",
        eq(X(T), eta(0) + sp.Sum(eta(r) ** 2 / W(r), (r, 1, T - 1))),
        induction("one", "more", of=T),
        "one after the other",
    ),
)


@cache
def values() -> list[Ball]:
    """c_1, c_2, ... in balls."""
    found = [None, ball(1)]
    while len(found) < 120:
        found.append(2 * ((1 + found[-1]).sqrt() - 1))
    return found


def _case(draw: Random) -> Values:
    """Some rates, at the start those of the best shape or not; and the best shape's tails."""
    many, cs = draw.choice((1, 1, 2, 3, 5, 8)), values()
    tails = [None, ball(draw.randint(1, 30)) / 10]
    for i in range(1, 20):
        tails.append(tails[-1] * (1 + cs[i]).sqrt())
    rates = [tails[1], *(tails[i + 1] - tails[i] for i in range(1, 19))]
    if draw.random() < 0.7:
        rates = [tails[1], *(ball(draw.choice((0, draw.randint(0, 30)))) / 10 for _ in range(18))]
    terms = [None, tails[1]]
    for i in range(1, 19):
        terms.append(terms[i] + (tails[i + 1] - tails[i]) ** 2 / tails[i])
    far, steep = (Fraction(draw.randint(1, 30), 10) for _ in range(2))
    if draw.random() < 0.5:  # a scale that is best
        far = ball(steep) * (tails[many] * terms[many]).sqrt()
    return {
        T: many,
        M: draw.randint(86, 100),
        D: far,
        G: steep,
        eta: lambda i: rates[i],
        c: lambda i: cs[i],
        w: lambda i: tails[i],
        z: lambda i: terms[i],
    }


D5 = Theorem(
    label="D5",
    name="The best shape for the guarantee, and what no shape gets out of this bound",
    chapter="convergence",
    assumptions=(
        r"rates as in D1, counted from the end: $\eta_0$ is the last one, above 0, and $T$ of them "
        "are used",
    ),
    statement="""Whatever the $T$ rates are, for their bound of D1
$$least$$
where $$c_first, c_next$$ and one shape has just that. So for every schedule
$$floor$$
Twice *DG* over the root of $T$ can be beaten in short runs, and in no longer one:
$$before, after$$
+++
The bound of D1 is
$$form$$
The shape whose sums grow as $$tails$$ has the least, at its best scale: $$rates, reached$$ It is
best because, of a rate in front of later ones whose value is $a$, no more can be had than
$$step$$""",
    draw=_case,
    idea="""Count the rates from the end, so that one more stands in front. It adds the square of
itself over all that come after it. The best choice of one more is found by completing a
square; doing it again and again gives the best shape, and the rest is about how its
value grows.""",
    lines=(
        Line("last_rate", gt(eta(0), 0), assumed(), "the last rate is above 0"),
        Line("c_first", eq(c(1), 1), assumed(notation=True)),
        Line("c_next", eq(c(T + 1), _NEXT.subs(a, c(T))), assumed(notation=True), over=(T,)),
        Line("tails", eq(w(T + 1), _GROWS.subs(a, c(T)) * w(T)), assumed(notation=True), over=(T,)),
        Line("z_first", eq(z(1), w(1)), assumed(notation=True)),
        Line(
            "z_next",
            eq(z(T + 1), z(T) + (w(T + 1) - w(T)) ** 2 / w(T)),
            assumed(notation=True),
            "as for $X$ below",
            over=(T,),
        ),
        *FROM_THE_END,
        Line("W_one", eq(W(1), eta(0)), identity("W"), "a single rate"),
        Line(
            "form",
            eq(
                B(T),
                D**2 / (2 * W(T)) + G**2 / 2 * (eta(0) + sp.Sum(eta(r) ** 2 / W(r), (r, 1, T - 1))),
            ),
            from_lines("B", "X", "all", "left"),
            "put in",
        ),
        Line(
            "square",
            eq((a + x**2) / (1 + x) - _NEXT, (x - _GROWS + 1) ** 2 / (1 + x)),
            identity(),
            "a rate $x$ times the sum $1$ of those after it",
        ),
        Line(
            "step",
            eq((a + (_GROWS - 1) ** 2) / _GROWS, _NEXT),
            identity(),
            "so this is best",
        ),
        Line(
            "grows",
            ge(a + x**2, _NEXT * (1 + x)),
            from_lines("square"),
            "and nothing is better",
        ),
        Line(
            "lower",
            ge(X(T), c(T) * W(T)),
            induction(
                "c_first",
                "c_next",
                "one",
                "W_one",
                "W_more",
                "more",
                "left",
                at("grows", {a: c(T), x: eta(T) / W(T)}),
                of=T,
            ),
            "the best tail is best for the whole",
        ),
        Line("mean", ge((a + b) ** 2, 4 * a * b), sign(), "the difference is a square"),
        Line(
            "least",
            ge(B(T), D * G * sp.sqrt(c(T))),
            from_lines(
                "B",
                "X",
                "left",
                "lower",
                at("mean", {a: D**2 / (2 * W(T)), b: G**2 * X(T) / 2}),
            ),
            "whatever the scale is",
        ),
        Line("rates", ge(w(T + 1), w(T)), from_lines("tails"), "a shape without negative rates"),
        Line(
            "best",
            eq(z(T), c(T) * w(T)),
            induction("c_first", "c_next", "tails", "z_first", "z_next", of=T),
            "with it the square above is 0",
        ),
        Line(
            "reached",
            eq(D**2 / (2 * w(T)) + G**2 / 2 * z(T), D * G * sp.sqrt(c(T))),
            from_lines("best"),
            "both terms are alike",
            when=(eq(D**2, G**2 * w(T) * z(T)),),
        ),
        Line(
            "above",
            ge(c(T), 4 / (T + 3)),
            induction("c_first", "c_next", of=T),
            r"$\bigl(1 + \tfrac{2}{T+4}\bigr)^2 \le 1 + \tfrac{4}{T+3}$",
        ),
        Line(
            "floor",
            ge(B(T), 2 * D * G / sp.sqrt(T + 3)),
            from_lines("least", "above"),
            "put in",
        ),
        Line(
            "keeps",
            implies(ge(c(M), 4 / M), ge(c(M + 1), 4 / (M + 1))),
            from_lines(at("c_next", {T: M})),
            "the same without the 3: what is above stays above",
        ),
        Line(
            "stays",
            implies(ge(c(M), 4 / M), ge(c(M + N), 4 / (M + N))),
            induction(at("keeps", {M: M + N}), of=N),
            "for ever",
        ),
        Line("last", lt(c(89), sp.Rational(4, 89)), computed("c_first", "c_next"), "in numbers"),
        Line(
            "longer", ge(c(90), sp.Rational(4, 90)), computed("c_first", "c_next"), "and one later"
        ),
        Line(
            "before",
            lt(c(T), 4 / T),
            from_lines(at("stays", {M: T, N: 89 - T}), "last"),
            "else it would not be below there",
            when=(le(T, 89),),
        ),
        Line(
            "after",
            ge(c(90 + N), 4 / (90 + N)),
            from_lines(at("stays", {M: 90}), "longer"),
            "from there on",
        ),
    ),
    neighbours=(
        Neighbour(
            r"$c_{T+1} = \tfrac{9}{5}(\sqrt{1+c_T} - 1)$",
            "step",
            eq((a + (_GROWS - 1) ** 2) / _GROWS, sp.Rational(9, 10) * _NEXT),
        ),
        Neighbour(r"tails grow by $1 + c/2$", "step", eq((a + (a / 2) ** 2) / (1 + a / 2), _NEXT)),
        Neighbour(
            r"no bound is below $2DG/\sqrt{T+2}$", "floor", ge(B(T), 2 * D * G / sp.sqrt(T + 2))
        ),
        Neighbour(r"below $2DG/\sqrt T$ up to $T = 90$", "last", lt(c(90), sp.Rational(4, 90))),
        Neighbour(
            r"below $2DG/\sqrt T$ up to $T = 88$ only", "longer", ge(c(89), sp.Rational(4, 89))
        ),
    ),
)
