"""The same proof for any shape (D9).

Linear decay is what a second path in *even* steps asks for (D2). Let its steps have weights, any
that are positive: then other rates keep the two paths together, and the proof is the same.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.linear import B, m
from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.convergence.promise import SUBGRADIENTS, inner, inner_u, k, q, size, t
from lrlib.proofs.convergence.second_path import (
    MOST,
    a_loss,
    before,
    c,
    far,
    g,
    inner_z,
    lr,
    r,
    walked,
    x,
    z,
)
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    implies,
    le,
    let,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

s = sp.Symbol("s", integer=True, nonnegative=True)
w = sequence("w", positive=True)
p, Q = (sequence(name, real=True) for name in "pQ")
S = sp.Symbol("S", positive=True)

_squares = sp.Sum(w(t) ** 2, (t, 0, n))
VALUE = (D**2 + G**2 * S) / (2 * p(0))


def _case(draw: Random) -> Values:
    """Any weights on a convex loss max_j (a_j x + b_j), and the second path beside it.

    Half of the losses are those of D3, and half of their weights even: there the bound is met.
    """
    updates, start = draw.choice((1, 2, 3)), Fraction(draw.randint(1, 12), 4)
    steep = Fraction(draw.choice((1, 2, 5)), 2)
    slopes, x0, u = a_loss(draw, updates, start, steep)
    even = ball(start / steep) / ball(updates + 1).sqrt()
    if draw.random() < 0.5:
        steps = [even for _ in range(MOST)]
    else:
        steps = [even * draw.randint(1, 30) / 10 for _ in range(MOST)]
    whole = sum(steps[: updates + 1], ball(0))
    left = [sum(steps[i + 1 : updates + 1], ball(0)) for i in range(MOST)]
    rates = [step * rest / whole for step, rest in zip(steps, left)]
    later = draw.randint(0, updates)
    at_step = {t: later, m: later, k: draw.randint(0, later)}
    given = {D: start, G: steep, n: updates, w: lambda i: steps[i]} | at_step
    return given | walked(slopes, x0, u, rates, steps)


def walk(size_squared: sp.Expr, energy: sp.Expr) -> tuple[Line, ...]:
    """The lines from a step to the last loss, for gradients of at most this size at step t.

    ``energy`` names the sum of the squares of its longest steps. What p, S and the rates are, the
    lines before these say.
    """
    return (
        Line(
            "step",
            implies(le(t, n - 1), eq(x(t + 1), x(t) - lr(t) * g(t))),
            assumed(),
            "an update",
            over=(t,),
        ),
        Line("z_step", eq(z(t + 1), z(t) - w(t) * g(t)), assumed(notation=True), over=(t,)),
        Line("z_start", eq(z(0), x(0)), assumed(notation=True), "the same start"),
        Line(
            "square",
            eq(far(t + 1), far(t) - 2 * w(t) * inner_z(t) + w(t) ** 2 * size(t)),
            assumed(notation=True),
            "one step of $z$, squared",
            over=(t,),
        ),
        Line("start", eq(far(0), D**2), assumed(), "the distance at the start"),
        Line(
            "bounded", le(size(t), size_squared), assumed(), "at the last point as well", over=(t,)
        ),
        Line("r", eq(r(k), 1 / p(k)), let(), "one over it"),
        Line("c", eq(c(k), r(k + 1) - r(k)), let(), "its growth"),
        Line("B", eq(B(t), before(c(k) * (x(t) - x(k)))), let(), "how far $x$ has moved, weighted"),
        Line(
            "product",
            implies(
                eq(z(t) - x(t), p(0) * B(t)),
                eq(inner_z(t) - inner_u(t), p(0) * before(c(k) * inner(t, k))),
            ),
            assumed(notation=True),
            "the product of $g_t$ with both sides of an equation between vectors",
            over=(t,),
        ),
        *SUBGRADIENTS,
        Line("next", eq(p(k), w(k) + p(k + 1)), identity("p"), "the first weight apart"),
        Line("weight", gt(w(s), 0), sign(), "weights are above 0"),
        Line(
            "some",
            gt(p(k), 0),
            adding_up("weight", "p", at("weight", {s: n}), over=(s, k, n - 1)),
            "up to the last point something is left",
            when=(le(k, n),),
        ),
        Line("no_B", eq(B(0), 0), identity("B"), "no move yet"),
        Line(
            "moved",
            eq(B(t + 1) - B(t), (r(t + 1) - r(0)) * (x(t + 1) - x(t))),
            from_lines("B", "c"),
            "every difference grows by the last move, and their weights add up",
            when=(le(t, n - 1),),
        ),
        Line(
            "turned",
            eq(r(k) * p(k), 1),
            from_lines("r", "some"),
            "so one may divide by it",
            when=(le(k, n),),
        ),
        Line(
            "scaled",
            eq(p(0) * lr(t), w(t) * p(t + 1)),
            from_lines("rate", at("some", {k: 0})),
            "a rate is a weight, times the share that is left after it:",
        ),
        Line(
            "even",
            eq(p(0) * lr(t) * r(t + 1), w(t)),
            from_lines("scaled", at("turned", {k: t + 1})),
            "this is what the rates are made for",
            when=(le(t, n - 1),),
        ),
        Line(
            "together",
            eq(z(t + 1) - z(t) - (x(t + 1) - x(t)), p(0) * (B(t + 1) - B(t))),
            from_lines("step", "z_step", "moved", "even", at("turned", {k: 0})),
            "by so much a weighted step is longer",
            when=(le(t, n - 1),),
        ),
        Line(
            "ahead",
            eq(z(m) - x(m), p(0) * B(m)),
            adding_up("together", "z_start", "no_B", over=(t, 0, m - 1)),
            "added up from the same start",
            when=(le(m, n),),
        ),
        Line(
            "above",
            ge(c(k), 0),
            from_lines(
                "c",
                "next",
                at("some", {k: k + 1}),
                "turned",
                at("turned", {k: k + 1}),
                at("weight", {s: k}),
            ),
            "less is left from one to the next",
            when=(le(k, n - 1),),
        ),
        Line(
            "weighed",
            le(c(k) * (q(t) - q(k)), c(k) * inner(t, k)),
            from_lines("convex", "above"),
            "so convexity may be multiplied with it",
            when=(le(k, t - 1), le(t, n)),
        ),
        Line("Q", eq(Q(t), before(c(k) * q(k))), let(), "earlier losses, weighted"),
        Line(
            "all_weighed",
            le(q(t) * (r(t) - r(0)) - Q(t), before(c(k) * inner(t, k))),
            adding_up("weighed", "Q", "c", over=(k, 0, t - 1)),
            "added up",
            when=(le(t, n),),
        ),
        Line(
            "one",
            le(
                2 * w(t) * p(0) * (r(t) * q(t) - Q(t)),
                far(t) - far(t + 1) + w(t) ** 2 * size_squared,
            ),
            from_lines(
                "all_weighed",
                "convex_u",
                "product",
                at("ahead", {m: t}),
                "square",
                "bounded",
                at("weight", {s: t}),
                at("turned", {k: 0}),
                at("some", {k: 0}),
            ),
            "and with $u$, what one weighted step says",
            when=(le(t, n),),
        ),
        Line(
            "Q_more",
            eq(Q(t + 1), Q(t) + (r(t + 1) - r(t)) * q(t)),
            from_lines("Q", "c"),
            "one more loss",
        ),
        Line(
            "term",
            eq(w(t) * (r(t) * q(t) - Q(t)), p(t + 1) * Q(t + 1) - p(t) * Q(t)),
            from_lines(
                at("next", {k: t}), "Q_more", at("turned", {k: t}), at("turned", {k: t + 1})
            ),
            "a weight is what is left, less what is left after it: so this telescopes",
            when=(le(t, n - 1),),
        ),
        Line(
            "less",
            le(
                2 * p(0) * (p(t + 1) * Q(t + 1) - p(t) * Q(t)),
                far(t) - far(t + 1) + w(t) ** 2 * size_squared,
            ),
            from_lines("one", "term"),
            "so each step says",
            when=(le(t, n - 1),),
        ),
        Line("no_Q", eq(Q(0), 0), identity("Q"), "nothing is earlier than the start"),
        Line("end", eq(p(n), w(n)), identity("p"), "at the end one weight is left"),
        Line(
            "last",
            le(
                2 * p(0) * (q(n) - p(n) * Q(n)),
                far(n) - far(n + 1) + w(n) ** 2 * size_squared.subs(t, n),
            ),
            from_lines(at("one", {t: n}), at("turned", {k: n}), "end"),
            "and the last one says this",
        ),
        Line(
            "added",
            le(2 * p(0) * q(n), D**2 + energy),
            adding_up("less", "last", "no_Q", "start", "S", over=(t, 0, n - 1)),
            "added up: of the losses the last is left, of the distances the first, as none is "
            "below 0",
        ),
    )


D9 = Theorem(
    label="D9",
    name="The second path promises something for any shape",
    chapter="convergence",
    assumptions=(
        "a convex loss $f$ and any point $u$ (a minimiser, say); $q_t = \\mathrm{E} f(x_t)-f(u)$, "
        "where $\\mathrm{E}$ is the mean over the noise, if there is any",
        "subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose mean, given all that went before, "
        "is one",
        "positive weights $w_0, \\dots, w_n$, fixed beforehand",
    ),
    statement=r"""Whatever the weights are, after $n$ updates at the rates
$$rate$$
where $$p, S$$
the loss is on average above the loss at *u* by at most
$$value$$
Equal weights give linear decay, and D2.""",
    draw=_case,
    idea="""As for D2: a second path takes the weights for its steps, and the rates are those with
which a weighted sum of all earlier moves accounts for the distance between the two paths.
Convexity, with the same weights, makes each weighted step say something that telescopes, and
in the end the last loss alone is left.""",
    lines=(
        Line("p", eq(p(k), sp.Sum(w(s), (s, k, n))), let(), "what is left of the weights"),
        Line("S", eq(S, _squares), let(), "their squares"),
        Line("rate", eq(lr(t), w(t) * p(t + 1) / p(0)), let(), "the rates"),
        *walk(G**2, G**2 * S),
        Line(
            "value",
            le(q(n), VALUE),
            from_lines("added", at("some", {k: 0})),
            "divide",
        ),
    ),
    neighbours=(
        Neighbour(
            "without the last point",
            "value",
            le(q(n), (D**2 + G**2 * (S - w(n) ** 2)) / (2 * p(0))),
        ),
        Neighbour("half as much", "value", le(q(n), VALUE / 2)),
    ),
    source="@zamani2023exact, @defazio2023optimal",
)
