"""The least that the second path can promise for given rates, in closed form (D10).

Rates are counted from the end, so that one more rate stands in front of those that come later.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.bounds.second_path import level, with_step
from lrlib.namespace import symbolic
from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    induction,
    let,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

r, N = sp.symbols("r N", integer=True, nonnegative=True)
W, Z, a, c, x = sp.symbols("W Z a c x", positive=True)
B = sp.Symbol("B", real=True)
eta, p, M = (sequence(name, positive=True) for name in ("eta", "p", "M"))
m = sequence("m", nonnegative=True)
b, H, S = (sequence(name, real=True) for name in "bHS")

_square = (p(r + 1) - p(r)) ** 2
_root = (c + sp.sqrt(c**2 - 4 * eta(r))) / 2  # what is left after a step, if c was before it


def _case(draw: Random) -> Values:
    """Some rates, weights that ask for them, and the least whole that there is."""
    many, rates = draw.randint(1, 5), [Fraction(draw.randint(1, 30), 10) for _ in range(20)]
    roots, most, smallest = [ball(0)], [], draw.random() < 0.5
    for rate in rates:
        most.append(max(roots[-1], ball(rate).sqrt(), key=float))
        roots.append(most[-1] + ball(rate) / most[-1])
    # what is left, over the root of the whole: from any beginning, or from that of one rate
    left = [ball(rates[0]).sqrt() if smallest else ball(draw.randint(1, 60)) / 10]
    for rate in rates:
        left.append(left[-1] + ball(rate) / left[-1])
    whole = left[many] ** 2
    tails = [one * left[many] for one in left]
    return {
        n: many,
        N: draw.randint(0, 5),
        W: whole,
        r: many - 1,
        c: roots[many] + ball(draw.choice((0, draw.randint(1, 30)))) / 10,
        D: Fraction(draw.randint(1, 30), 10),
        G: Fraction(draw.randint(1, 30), 10),
        eta: lambda i: rates[i],
        p: lambda i: tails[i],
        m: lambda i: roots[i],
        M: lambda i: most[i],
    }


D10 = Theorem(
    label="D10",
    name="The best promise for any rates, in closed form",
    chapter="convergence",
    assumptions=(
        r"$n$ rates above 0, counted from the end: $\eta_0$ is the last one",
        "weights of D9 that ask for these rates, given by what is left of them: $p_0$ is the last "
        "weight, and $W$ is all of them",
        "$B$ is the bound of D9",
    ),
    statement="""Of the weights the bound knows nothing but their sum,
$$form$$
and it is never below
$$least$$
where $$m_first, M, m_next$$ and $$Z$$
+++
Weights ask for the rates if $$left$$ and the bound of D9 is $$B, S, H$$
Every sum from the square of the last *m* on is that of some weights. For if a number *c* is at
least $real.left$, it is what one rate makes of a number that is at least $stays.right$:
$$undone, stays$$""",
    draw=_case,
    idea="""What is left before a step is what is left after it, and the step. Over the root of the
whole that is *x* and a rate over *x*, which is least where *x* is the root of the rate, and
grows from there on. So the least whole is found in one pass, from the last rate to the first;
and of the weights the bound knows nothing but their sum, once their squares are added up.""",
    lines=(
        Line("whole", eq(p(n), W), assumed(), "all the weights"),
        Line(
            "left",
            eq(p(r + 1), p(r) + W * eta(r) / p(r)),
            assumed(),
            "a rate is a weight, times the share that is left after it",
            over=(r,),
        ),
        Line("m_first", eq(m(0), 0), assumed(notation=True)),
        Line("M", eq(M(r), level(m(r), eta(r), symbolic())), assumed(notation=True), over=(r,)),
        Line("m_next", eq(m(r + 1), with_step(M(r), eta(r))), assumed(notation=True), over=(r,)),
        Line("H", eq(H(N), sp.Sum(eta(r), (r, 0, N - 1))), let(), "the rates"),
        Line("S", eq(S(N), p(0) ** 2 + sp.Sum(_square, (r, 0, N - 1))), let(), "weights, squared"),
        Line("B", eq(B, (D**2 + G**2 * S(n)) / (2 * W)), let(), "the bound of D9"),
        Line("Z", eq(Z, sp.Max(m(n) ** 2, D / G)), let(), "the best sum"),
        Line(
            "square",
            eq(p(r + 1) ** 2 - p(r) ** 2, 2 * W * eta(r) + _square),
            from_lines("left"),
            "one more weight",
        ),
        Line(
            "squares",
            eq(S(N), p(N) ** 2 - 2 * W * H(N)),
            induction("S", "H", at("square", {r: N}), of=N),
            "added up",
        ),
        Line(
            "form",
            eq(B, (D**2 / W + G**2 * W) / 2 - G**2 * H(n)),
            from_lines("B", at("squares", {N: n}), "whole"),
            "put in",
        ),
        Line("b", eq(b(r), p(r) / sp.sqrt(W)), let(), "over the root of the whole"),
        Line(
            "b_next",
            eq(b(r + 1), b(r) + eta(r) / b(r)),
            from_lines("left", "b", at("b", {r: r + 1})),
            "so",
        ),
        Line(
            "bottom", ge(x + a / x, 2 * sp.sqrt(a)), sign(), "the difference is a square over *x*"
        ),
        Line("M_root", ge(M(r) ** 2, eta(r)), from_lines("M"), "at least the root of the rate"),
        Line(
            "floor",
            ge(b(r), m(r)),
            induction(
                "m_first",
                "m_next",
                "M",
                "b_next",
                "b",
                at("bottom", {x: b(r), a: eta(r)}),
                "M_root",
                of=r,
            ),
            "no number gets below the least one",
        ),
        Line(
            "sum_least",
            ge(W, m(n) ** 2),
            from_lines(at("floor", {r: n}), at("b", {r: n}), "whole"),
            "nor does the whole",
        ),
        Line("mean", ge(D**2 / x + G**2 * x, 2 * D * G), sign(), "again a square over *x*"),
        Line(
            "least",
            ge(B, (D**2 / Z + G**2 * Z) / 2 - G**2 * H(n)),
            from_lines("form", "Z", "sum_least", at("mean", {x: W})),
            "the nearer to $D/G$ the better, and from there on smaller is better",
        ),
        Line(
            "real",
            ge(m(r + 1), 2 * sp.sqrt(eta(r))),
            from_lines("m_next", at("bottom", {x: M(r), a: eta(r)})),
            "so what comes next is real",
        ),
        Line(
            "undone",
            eq(_root + eta(r) / _root, c),
            from_lines("real"),
            "one rate makes *c* of this",
            when=(ge(c, m(r + 1)),),
        ),
        Line(
            "stays",
            ge(_root, m(r)),
            from_lines("real", "m_next", "M", "undone", "M_root"),
            "and it is large enough, too",
            when=(ge(c, m(r + 1)),),
        ),
    ),
    neighbours=(
        Neighbour("half as much", "least", ge(B, D**2 / Z + G**2 * Z - G**2 * H(n))),
        Neighbour("the rates are not given back", "form", eq(B, (D**2 / W + G**2 * W) / 2)),
        Neighbour("any number will do", "stays", ge(_root, m(r + 1))),
    ),
)
