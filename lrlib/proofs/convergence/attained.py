"""A loss on which given rates end as high as theory lets them (D11).

The loss is the highest of some planes. At each step the planes that are still to answer are equally
high, so the product of two slopes depends on the earlier one alone.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
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
from lrlib.proofs.theorem import Theorem

t, k, s, i, j = sp.symbols("t k s i j", integer=True, nonnegative=True)
W = sp.Symbol("W", positive=True)
eta = sequence("eta", nonnegative=True)
p = sequence("p", positive=True)
a, b, d, e, h, q, H = (sequence(name, real=True) for name in "abdehqH")

_taken, _left = (le(t, s),), (le(t, s + 1),)
_after = k + 1 + i
_between, _still = (le(_after, s + 1),), (le(_after, s),)
_weight = p(i) - p(i + 1)
_depth = D**2 / W
_before = sp.Sum(d(i) * (1 - b(i)) ** 2, (i, 0, j - 1))
VALUE = (D**2 / W + G**2 * W) / 2 - G**2 * H(n)


def _at_step(step: sp.Expr) -> sp.Expr:
    """How high plane k is at a later step, less than those that are still to answer."""
    return h(step) - h(k) + G**2 * (eta(k) + (1 - e(k)) * (H(step) - H(k + 1)))


def _case(draw: Random) -> Values:
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


D11 = Theorem(
    label="D11",
    name="That promise is exact",
    chapter="convergence",
    assumptions=(
        "$n$ rates, none negative; step $s$ of them has a rate above 0 that is at least twice what "
        "follows it in all",
        "weights that ask for the rates up to there, given by what is left of them, $p_t$; none is "
        "larger than all later ones together, and that of step $s$ is as large",
        "planes $0, \\dots, s+1$ through the start; plane $j$ has $G$ times the slope whose "
        "coordinates are $\\sqrt{d_i}\\,(1-b_i)$ for $i < j$, $\\sqrt{d_j}$ for $i = j$, and 0",
        "step $t$ takes the slope of plane $t$, and of the last plane if $t > s$; $h_t$ is the "
        "height of those still to answer",
    ),
    statement=r"""Take the loss that is the highest of these planes, and nowhere below
$uncut.right$. It has a minimiser at distance *D*, and on it the rates end above the least by just
$$value$$
which is what D9 promises with these weights.
+++
With $$H, a_first, a_next, b, d_first, d_next, e, e_late$$
the slopes have the size *G*, as their coordinates are real, and the squares add up like this:
$$some, norm$$
and what any two of them have in common is decided by the earlier one, *k*:
$$product$$
At each step the planes still to answer are equally high, $$h_first, h_next$$
while those that have answered are not higher, $$order, late_order$$ and nothing is cut off:
$$uncut, late_uncut$$
At minus the sum of the weighted slopes all planes are as high as the cut, and the distance is *D*:
$$mean, mean_last, all$$""",
    draw=_case,
    idea="""Turn the proof of D9 round: look for a loss on which each of its inequalities is an
equality. Then the planes that are still to answer must be equally high at each step, and all must
be at the minimiser, which says what the products of the slopes are. Two sequences that never rise
then say that there are such slopes, and that no plane gets in the way.""",
    lines=(
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
            when=_taken,
        ),
        Line(
            "below",
            lt(a(t), 1),
            induction("a_first", "a_next", "half", of=t),
            "the numerator is the smaller one, if it was so before",
            when=_taken,
        ),
        Line(
            "above",
            ge(a(t), 0),
            induction("a_first", "a_next", "half", "below", "far", "whole", of=t),
            "and neither is below 0",
            when=_left,
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
            when=_taken,
        ),
        Line("positive", ge(b(t), 0), from_lines("b", "above"), "and not below 0", when=_taken),
        Line(
            "some",
            ge(d(t), 0),
            induction("d_first", "d_next", "small", "positive", of=t),
            "so its root is real",
            when=_left,
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
            when=_taken,
        ),
        Line(
            "now",
            eq(q(t) * p(t), e(t) * p(t + 1)),
            from_lines("q", "b", "e"),
            "and the old one",
            when=_taken,
        ),
        Line("nothing", eq(q(s + 1), 0), from_lines("none", at("q", {t: s + 1})), "in the end"),
        Line(
            "height",
            eq(2 * W * h(t), G**2 * (W**2 - 2 * W * H(t) - q(t) * p(t) ** 2) - D**2),
            induction(
                "h_first",
                "h_next",
                "H",
                "a_first",
                "d_first",
                "whole",
                "share",
                "q",
                "next",
                "now",
                of=t,
            ),
            "each step takes the same from both sides",
            when=_left,
        ),
        Line(
            "late_height",
            eq(2 * W * h(s + 1 + i), G**2 * (W**2 - 2 * W * H(s + 1 + i)) - D**2),
            induction(
                at("height", {t: s + 1}),
                "nothing",
                at("h_next", {t: s + 1 + i}),
                at("e_late", {t: s + 1 + i}),
                "H",
                of=i,
            ),
            "and goes on to do so",
        ),
        Line(
            "value",
            eq(h(n) + _depth, VALUE),
            from_lines(at("late_height", {i: n - s - 1}), "inside"),
            "at the end",
        ),
        Line(
            "spent",
            le(2 * W * eta(t), p(t) ** 2 - p(t + 1) ** 2),
            from_lines("share", "falls"),
            "twice a rate is at most a difference of squares",
            when=_taken,
        ),
        Line(
            "spent_later",
            le(2 * W * eta(_after), p(_after) ** 2 - p(_after + 1) ** 2),
            from_lines(at("spent", {t: _after})),
            "from a step to the last",
            when=_still,
        ),
        Line(
            "spent_all",
            le(2 * W * (H(_after) - H(k + 1)), p(k + 1) ** 2 - p(_after) ** 2),
            induction("H", "spent_later", of=i),
            "and so is twice a sum of them",
            when=_between,
        ),
        Line(
            "e_least",
            ge(e(t), 0),
            from_lines("e", "some", "positive"),
            "neither factor is negative",
            when=_taken,
        ),
        Line(
            "less",
            le(q(t + 1), e(t)),
            from_lines("next", "falls", "e_least"),
            "what is left is positive, and falls",
            when=_taken,
        ),
        Line(
            "lesser",
            le(q(t + 1), q(t)),
            from_lines("next", "now", "falls", "half", "e_least"),
            "so this product falls: $z(2-z)$ is at most 1",
            when=_taken,
        ),
        Line(
            "first",
            le(q(k + 1), e(k)),
            from_lines(at("less", {t: k})),
            "after step k",
            when=(le(k, s),),
        ),
        Line(
            "lesser_later",
            le(q(_after + 1), q(_after)),
            from_lines(at("lesser", {t: _after})),
            "from a step to the last",
            when=_still,
        ),
        Line(
            "least",
            implies(le(_after, s + 1), le(q(_after), e(k))),
            induction("first", "lesser_later", of=i),
            "for ever",
        ),
        Line(
            "order",
            ge(_at_step(_after), 0),
            from_lines(
                at("height", {t: _after}),
                at("height", {t: k}),
                at("now", {t: k}),
                at("H", {t: k + 1}),
                at("H", {t: k}),
                "spent_all",
                "least",
                at("e_least", {t: k}),
                at("falls", {t: k}),
            ),
            "both of the sequences together",
            when=_between,
        ),
        Line(
            "turned",
            eq(W * eta(s), p(s + 1) ** 2),
            from_lines(at("share", {t: s}), "turn"),
            "the rate of step $s$",
        ),
        Line(
            "rest",
            le(2 * W * (H(s + 1) - H(k + 1)), p(k + 1) ** 2 - p(s + 1) ** 2),
            from_lines(at("spent_all", {i: s - k})),
            "of the rates up to there",
            when=(le(k, s),),
        ),
        Line(
            "late_order",
            ge(_at_step(s + 1 + i), 0),
            from_lines(
                "late_height",
                at("height", {t: k}),
                at("now", {t: k}),
                at("H", {t: k + 1}),
                at("H", {t: k}),
                "rest",
                "turned",
                at("later", {t: s + 1 + i}),
                at("e_least", {t: k}),
                at("falls", {t: k}),
            ),
            "and what follows is half of that rate at most",
            when=(le(k, s), le(s + 1 + i, n)),
        ),
        Line(
            "spent_first",
            le(2 * W * H(t), W**2 - p(t) ** 2),
            induction("H", "whole", "spent", of=t),
            "from the first step on",
            when=_left,
        ),
        Line(
            "q_most",
            le(q(t), 1),
            induction("q", "a_first", "d_first", "lesser", of=t),
            "it begins below 1, and falls",
            when=_left,
        ),
        Line(
            "uncut",
            ge(h(t), -_depth),
            from_lines("height", "spent_first", "q_most"),
            "so nothing is cut off",
            when=_left,
        ),
        Line(
            "late_uncut",
            ge(h(s + 1 + i), -_depth),
            from_lines(
                "late_height",
                at("spent_first", {t: s + 1}),
                "turned",
                at("later", {t: s + 1 + i}),
            ),
            "nor later",
            when=(le(s + 1 + i, n),),
        ),
        Line(
            "sum",
            eq(
                sp.Sum((1 - e(i)) * _weight, (i, 0, t - 1)) + p(t) - q(t) * p(t),
                D**2 / (G**2 * W),
            ),
            induction("q", "a_first", "d_first", "whole", "next", "now", of=t),
            "the same, whichever plane it is",
            when=_left,
        ),
        Line(
            "mean",
            eq(
                sp.Sum((1 - e(i)) * _weight, (i, 0, k - 1))
                + (p(k) - p(k + 1))
                + (1 - e(k)) * p(k + 1),
                D**2 / (G**2 * W),
            ),
            from_lines(at("sum", {t: k}), at("now", {t: k})),
            "the products of its slope with all of them, weighted",
            when=(le(k, s),),
        ),
        Line(
            "mean_last",
            eq(sp.Sum((1 - e(i)) * _weight, (i, 0, s)) + p(s + 1), D**2 / (G**2 * W)),
            from_lines(at("sum", {t: s + 1}), "nothing"),
            "and for the last one",
        ),
        Line(
            "all",
            eq(sp.Sum(_weight, (i, 0, s)) + p(s + 1), W),
            from_lines("whole"),
            "a sum of differences",
        ),
    ),
    neighbours=(
        Neighbour("half as much", "value", eq(h(n) + _depth, VALUE / 2)),
        Neighbour(
            "without what the rates give back", "value", eq(h(n) + _depth, VALUE + G**2 * H(n))
        ),
        Neighbour("twice the minimum's depth", "uncut", ge(h(t), _depth)),
        Neighbour("a slope less", "all", eq(sp.Sum(_weight, (i, 0, s)), W)),
    ),
)
