"""Planes whose slopes have the products that D11 asks for.

At each step the planes that are still to answer are equally high, so the product of two slopes
depends on the earlier one alone.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.kernel import (
    Line,
    Values,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    implies,
    induction,
    le,
    let,
    lt,
    sequence,
)

t, k, s, i, j = sp.symbols("t k s i j", integer=True, nonnegative=True)
W = sp.Symbol("W", positive=True)
eta = sequence("eta", nonnegative=True)
p = sequence("p", positive=True)
a, b, d, e, h, q, H = (sequence(name, real=True) for name in "abdehqH")

TAKEN, LEFT = (le(t, s),), (le(t, s + 1),)
_before = sp.Sum(d(i) * (1 - b(i)) ** 2, (i, 0, j - 1))

#: From rates and weights to slopes of one size, and what becomes of their products.
PLANES = (
    Line("inside", le(s + 1, n), assumed(), "it is one of the steps"),
    Line("H", eq(H(t), sp.Sum(eta(i), (i, 0, t - 1))), let(), "the rates so far"),
    Line("whole", eq(p(0), W), assumed(notation=True), "all the weights"),
    Line("far", le(D, G * W), assumed(), "the rates are not too small for the distance"),
    Line(
        "share",
        implies(le(t, s), eq(W * eta(t), (p(t) - p(t + 1)) * p(t + 1))),
        assumed(),
        "a rate is a weight, times the share that is left after it",
        over=(t,),
    ),
    Line(
        "half",
        implies(le(t, s), le(p(t), 2 * p(t + 1))),
        assumed(),
        "no weight is larger than all later ones",
        over=(t,),
    ),
    Line("turn", eq(p(s), 2 * p(s + 1)), assumed(), "the weight of step $s$"),
    Line(
        "later",
        implies(sp.And(ge(t, s + 1), le(t, n)), le(2 * (H(t) - H(s + 1)), eta(s))),
        assumed(),
        "all that follows it",
        over=(t,),
    ),
    Line("a_first", eq(a(0), 1 - D**2 / (G**2 * W**2)), assumed(notation=True)),
    Line(
        "a_next",
        implies(le(t, s), eq(a(t + 1), (2 * p(t + 1) - p(t)) / (2 * p(t + 1) - a(t) * p(t)))),
        assumed(notation=True),
        over=(t,),
    ),
    Line("b", eq(b(t), a(t) * p(t) / p(t + 1)), let()),
    Line("d_first", eq(d(0), 1), assumed(notation=True)),
    Line(
        "d_next",
        implies(le(t, s), eq(d(t + 1), d(t) * b(t) * (2 - b(t)))),
        assumed(notation=True),
        over=(t,),
    ),
    Line("e", implies(le(t, s), eq(e(t), d(t) * b(t))), assumed(notation=True), over=(t,)),
    Line("e_late", implies(ge(t, s + 1), eq(e(t), 0)), assumed(notation=True), over=(t,)),
    Line("h_first", eq(h(0), 0), assumed(notation=True), "planes through the start"),
    Line(
        "h_next",
        eq(h(t + 1), h(t) - G**2 * eta(t) * (1 - e(t))),
        assumed(notation=True),
        "a step takes its rate times the product of the slopes",
        over=(t,),
    ),
    Line(
        "falls",
        le(p(t + 1), p(t)),
        from_lines("share"),
        "no weight is negative",
        when=TAKEN,
    ),
    Line(
        "below",
        lt(a(t), 1),
        induction("a_first", "a_next", "half", of=t),
        "the numerator is the smaller one, if it was so before",
        when=TAKEN,
    ),
    Line(
        "above",
        ge(a(t), 0),
        induction("a_first", "a_next", "half", "below", "far", "whole", of=t),
        "and neither is below 0",
        when=LEFT,
    ),
    Line(
        "none",
        eq(a(s + 1), 0),
        from_lines(at("a_next", {t: s}), "turn", at("below", {t: s})),
        "at last it is 0",
    ),
    Line(
        "small",
        lt(b(t), 2),
        from_lines("b", "below", "half"),
        "less than two times",
        when=TAKEN,
    ),
    Line("positive", ge(b(t), 0), from_lines("b", "above"), "and not below 0", when=TAKEN),
    Line(
        "some",
        ge(d(t), 0),
        induction("d_first", "d_next", "small", "positive", of=t),
        "so its root is real",
        when=LEFT,
    ),
    Line(
        "norm",
        eq(_before + d(j), 1),
        induction("d_first", at("d_next", {t: j}), of=j),
        "what $d$ loses is the next square",
        when=(le(j, s + 1),),
    ),
    Line(
        "product",
        eq(_before.subs(j, k) + d(k) * (1 - b(k)), 1 - e(k)),
        from_lines(at("norm", {j: k}), at("e", {t: k})),
        "the coordinates that both have",
        when=(le(k, s),),
    ),
    Line("q", eq(q(t), a(t) * d(t)), let(), "of both sequences, the product,"),
    Line(
        "next",
        eq(q(t + 1) * p(t + 1), e(t) * (2 * p(t + 1) - p(t))),
        from_lines("q", at("q", {t: t + 1}), "a_next", "d_next", "b", "e", "below", "half"),
        "the new denominator cancels",
        when=TAKEN,
    ),
    Line(
        "now",
        eq(q(t) * p(t), e(t) * p(t + 1)),
        from_lines("q", "b", "e"),
        "and the old one",
        when=TAKEN,
    ),
    Line("nothing", eq(q(s + 1), 0), from_lines("none", at("q", {t: s + 1})), "in the end"),
)


def case(draw: Random) -> Values:
    """Rates with their weights, and what comes of them; nothing of it is meant beyond step s."""
    turn, later = draw.randint(0, 3), draw.randint(0, 2)
    left = [Fraction(draw.randint(1, 20), 10)]
    left.insert(0, 2 * left[0])
    for _ in range(turn):
        left.insert(0, left[0] * Fraction(draw.randint(10, 19), 10))
    left += [Fraction(draw.randint(1, 30), 10) for _ in range(20)]
    whole, steep = left[0], Fraction(draw.randint(1, 30), 10)
    far = steep * whole * Fraction(draw.randint(1, 20), 20)
    rates = [(left[m] - left[m + 1]) * left[m + 1] / whole for m in range(turn + 1)]
    some = [draw.randint(0, 3) for _ in range(later)]
    rates += [rates[turn] / 2 * share / max(1, sum(some)) for share in some]
    rates += [Fraction(0)] * 20
    ratios, shares, sizes = [1 - far**2 / (steep * whole) ** 2], [], [Fraction(1)]
    for m in range(turn + 1):
        shares.append(ratios[m] * left[m] / left[m + 1])
        sizes.append(sizes[m] * shares[m] * (2 - shares[m]))
        rest = 2 * left[m + 1] - ratios[m] * left[m]
        ratios.append((2 * left[m + 1] - left[m]) / rest)
    apart = [sizes[m] * shares[m] for m in range(turn + 1)] + [Fraction(0)] * 20
    heights = [Fraction(0)]
    for rate, less in zip(rates, apart):
        heights.append(heights[-1] - steep**2 * rate * (1 - less))
    ratios, sizes = (one + [Fraction(0)] * 20 for one in (ratios, sizes))
    early, late = draw.randint(0, turn), draw.randint(0, turn + 1 + later)
    values = {eta: rates, p: left, a: ratios, d: sizes, e: apart, h: heights}
    return {
        n: turn + 1 + later,
        s: turn,
        D: far,
        G: steep,
        W: whole,
        k: early,
        t: late,
        j: draw.randint(0, turn + 1),
        i: draw.randint(0, turn - early),
        **{name: one.__getitem__ for name, one in values.items()},
    }
