"""A loss on which given rates end as high as theory lets them (D11).

The loss is the highest of the planes of :mod:`~lrlib.proofs.convergence.planes`, and cut off below.
"""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.convergence.planes import (
    LEFT,
    PLANES,
    TAKEN,
    H,
    W,
    case,
    e,
    eta,
    h,
    i,
    k,
    p,
    q,
    s,
    t,
)
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    at,
    eq,
    from_lines,
    ge,
    implies,
    induction,
    le,
)
from lrlib.proofs.theorem import Theorem

_after = k + 1 + i
_between, _still = (le(_after, s + 1),), (le(_after, s),)
_weight = p(i) - p(i + 1)
_depth = D**2 / W
VALUE = (D**2 / W + G**2 * W) / 2 - G**2 * H(n)


def _at_step(step: sp.Expr) -> sp.Expr:
    """How high plane k is at a later step, less than those that are still to answer."""
    return h(step) - h(k) + G**2 * (eta(k) + (1 - e(k)) * (H(step) - H(k + 1)))


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
    draw=case,
    idea="""Turn the proof of D9 round: look for a loss on which each of its inequalities is an
equality. Then the planes that are still to answer must be equally high at each step, and all must
be at the minimiser, which says what the products of the slopes are. Two sequences that never rise
then say that there are such slopes, and that no plane gets in the way.""",
    lines=(
        *PLANES,
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
            when=LEFT,
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
            when=TAKEN,
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
            when=TAKEN,
        ),
        Line(
            "less",
            le(q(t + 1), e(t)),
            from_lines("next", "falls", "e_least"),
            "what is left is positive, and falls",
            when=TAKEN,
        ),
        Line(
            "lesser",
            le(q(t + 1), q(t)),
            from_lines("next", "now", "falls", "half", "e_least"),
            "so this product falls: $z(2-z)$ is at most 1",
            when=TAKEN,
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
            when=LEFT,
        ),
        Line(
            "q_most",
            le(q(t), 1),
            induction("q", "a_first", "d_first", "lesser", of=t),
            "it begins below 1, and falls",
            when=LEFT,
        ),
        Line(
            "uncut",
            ge(h(t), -_depth),
            from_lines("height", "spent_first", "q_most"),
            "so nothing is cut off",
            when=LEFT,
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
            when=LEFT,
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
