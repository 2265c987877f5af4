"""The refined schedule, for known sizes of gradients (D8).

The proof is that of D2, with weights in the place of even steps: what is left of the run is counted
not in points, but in one over the squares of the sizes.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import sympy as sp

from lrlib.bounds import convex as bounds
from lrlib.proofs.convergence.linear import B, m
from lrlib.proofs.convergence.parts import D, n
from lrlib.proofs.convergence.promise import SUBGRADIENTS, inner, inner_u, k, q, size, t
from lrlib.proofs.convergence.second_path import (
    MOST,
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
    run_afresh,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem

a = sp.Symbol("a", positive=True)
s = sp.Symbol("s", integer=True, nonnegative=True)
G = sequence("G", positive=True)
w, p, Q = (sequence(name, real=True) for name in "wpQ")


def _left(begin, end=n):
    """One over the squares of the sizes, added up from here to the end."""
    return sp.Sum(1 / G(s) ** 2, (s, begin, end))


def _shipped():
    return bounds.refined([G(0), G(1), G(2)], D)


def _rate(i):
    return _shipped()[i]


_WHOLE = _left(0)
VALUE = D / sp.sqrt(_WHOLE)


def _case(draw):
    """The refined rates on a convex loss max_j (a_j x + b_j), and the second path beside it.

    Half of the losses are those of D3, with equal sizes: there the bound is met.
    """
    updates, start = draw.choice((1, 2, 3)), Fraction(draw.randint(1, 12), 4)
    axes = range(updates + 1)
    x0, u = [ball(0) for _ in axes], [ball(draw.randint(-9, 9)) / 4 for _ in axes]
    if tight := draw.random() < 0.5:
        slopes = [([ball(int(i == j)) for i in axes], ball(0)) for j in axes]
        u = [ball(-D / sp.sqrt(n + 1), {D: start, n: updates}) for _ in axes]
    else:
        slopes = [
            (
                [ball(draw.randint(-9, 9)) / 20 / updates for _ in axes],
                ball(draw.randint(-9, 9)) / 9,
            )
            for _ in range(draw.randint(1, 4))
        ]
        x0 = [u[0] + ball(start), *u[1:]]
    sizes = [Fraction(1) if tight else 1 + Fraction(draw.randint(0, 20), 5) for _ in range(MOST)]
    later = draw.randint(0, updates)
    at_step = {t: later, m: later, k: draw.randint(0, later)}
    weights = [1 / (i * i) for i in sizes]
    whole = sum(weights[: updates + 1])
    left = [sum(weights[i + 1 : updates + 1], Fraction(0)) for i in range(MOST)]
    steps = [ball(start) / ball(whole).sqrt() * ball(weight) for weight in weights]
    rates = [step * ball(rest / whole) for step, rest in zip(steps, left)]
    given = {D: start, n: updates, G: lambda i: sizes[i]} | at_step
    return given | walked(slopes, x0, u, rates, steps)


D8 = Theorem(
    label="D8",
    name="A schedule refined by the sizes of the gradients",
    chapter="convergence",
    assumptions=(
        "a convex loss $f$ and any point $u$ (a minimiser, say); $q_t = \\mathrm{E} f(x_t)-f(u)$",
        "subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose mean, given all that went before, "
        "is one",
        "the sizes $G_t$ are known beforehand, for all of the $n$ updates and the last point",
    ),
    statement=r"""With the weights and the rates
$$w, rate$$
where
$$a, p$$
the loss after $n$ updates is on average above the loss at *u* by at most
$$value$$
Equal sizes give D2. Where gradients are large the rate is small, so gradients that are large at
the start ask for a warm-up. `lrlib.bounds.refined` computes these rates. For three sizes the first
is $$shipped_0$$ and the second $$shipped_1$$""",
    draw=_case,
    idea="""The proof is that of D2, with weights in the place of even steps: what is left of the
run is counted not in points, but in one over the squares of the sizes.""",
    lines=(
        Line("p", eq(p(k), _left(k)), let(), "what is left of the run, from the point $k$ on"),
        Line("a", eq(a, D / sp.sqrt(_WHOLE)), let(), "a scale"),
        Line("w", eq(w(t), a / G(t) ** 2), let(), "the weights"),
        Line("rate", eq(lr(t), w(t) * p(t + 1) / p(0)), let(), "the rates"),
        *(
            Line(
                f"shipped_{i}",
                eq(
                    _shipped()[i],
                    D / (sp.sqrt(_left(0, 2)) * G(i) ** 2) * _left(i + 1, 2) / _left(0, 2),
                ),
                run_afresh(of=partial(_rate, i)),
                f"as the library has it: the {nth} of three, of which the last is for no update",
            )
            for i, nth in enumerate(("first", "second"))
        ),
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
        Line("bounded", le(size(t), G(t) ** 2), assumed(), "at the last point as well", over=(t,)),
        Line("r", eq(r(k), 1 / p(k)), let(), "one over it"),
        Line("c", eq(c(k), r(k + 1) - r(k)), let(), "its growth"),
        Line("B", eq(B(t), before(c(k) * (x(t) - x(k)))), let(), "how far $x$ has moved, weighed"),
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
        Line("next", eq(p(k), 1 / G(k) ** 2 + p(k + 1)), identity("p"), "one point less"),
        Line("nonneg", ge(1 / G(s) ** 2, 0), sign(), "a square"),
        Line(
            "some",
            gt(p(k), 0),
            adding_up("nonneg", "p", at("nonneg", {s: n}), over=(s, k, n - 1)),
            "up to the last point something is left",
            when=(le(k, n),),
        ),
        Line("no_B", eq(B(0), 0), identity("B"), "no move yet"),
        Line(
            "moved",
            eq(B(t + 1) - B(t), (r(t + 1) - r(0)) * (x(t + 1) - x(t))),
            from_lines("B", "c"),
            "every difference grows by the last move, and the weights add up",
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
            "by so much a weighed step is longer",
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
                at("nonneg", {s: k}),
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
        Line("Q", eq(Q(t), before(c(k) * q(k))), let(), "earlier losses, weighed"),
        Line(
            "all_weighed",
            le(q(t) * (r(t) - r(0)) - Q(t), before(c(k) * inner(t, k))),
            adding_up("weighed", "Q", "c", over=(k, 0, t - 1)),
            "added up",
            when=(le(t, n),),
        ),
        Line("weight", gt(w(t), 0), sign(), "a number above 0"),
        Line(
            "one",
            le(
                2 * w(t) * p(0) * (r(t) * q(t) - Q(t)),
                far(t) - far(t + 1) + w(t) ** 2 * G(t) ** 2,
            ),
            from_lines(
                "all_weighed",
                "convex_u",
                "product",
                at("ahead", {m: t}),
                "square",
                "bounded",
                "weight",
                at("turned", {k: 0}),
                at("some", {k: 0}),
            ),
            "and with $u$, what one weighed step says",
            when=(le(t, n),),
        ),
        Line(
            "w_left",
            eq(w(t), a * (p(t) - p(t + 1))),
            from_lines("w", at("next", {k: t})),
            "a weight is what one point takes of what is left,",
        ),
        Line(
            "Q_more",
            eq(Q(t + 1), Q(t) + (r(t + 1) - r(t)) * q(t)),
            from_lines("Q", "c"),
            "one more loss",
        ),
        Line(
            "term",
            eq(w(t) * (r(t) * q(t) - Q(t)), a * (p(t + 1) * Q(t + 1) - p(t) * Q(t))),
            from_lines("w_left", "Q_more", at("turned", {k: t}), at("turned", {k: t + 1})),
            "and so this telescopes",
            when=(le(t, n - 1),),
        ),
        Line("same", eq(w(t) ** 2 * G(t) ** 2, a**2 / G(t) ** 2), identity(), "put in"),
        Line(
            "less",
            le(
                2 * a * p(0) * (p(t + 1) * Q(t + 1) - p(t) * Q(t)),
                far(t) - far(t + 1) + a**2 / G(t) ** 2,
            ),
            from_lines("one", "term", "same"),
            "so each step says",
            when=(le(t, n - 1),),
        ),
        Line("no_Q", eq(Q(0), 0), identity("Q"), "nothing is earlier than the start"),
        Line("end", eq(p(n), 1 / G(n) ** 2), identity("p"), "at the end one point is left"),
        Line(
            "last",
            le(2 * a * p(0) * (q(n) - p(n) * Q(n)), far(n) - far(n + 1) + a**2 / G(n) ** 2),
            from_lines(
                at("one", {t: n}), at("same", {t: n}), at("w", {t: n}), at("turned", {k: n}), "end"
            ),
            "and the last one says this",
        ),
        Line(
            "added",
            le(2 * a * p(0) * q(n), D**2 + a**2 * p(0)),
            adding_up("less", "last", "no_Q", "start", "p", over=(t, 0, n - 1)),
            "added up: of the losses the last is left, of the distances the first, as none is "
            "below 0",
        ),
        Line(
            "value",
            le(q(n), VALUE),
            from_lines("added", "a", at("p", {k: 0}), at("some", {k: 0})),
            "divide",
        ),
    ),
    neighbours=(
        Neighbour("weights by the size, not its square", "same", eq(w(t) ** 2 * G(t) ** 2, a**2)),
        Neighbour("half as much", "value", le(q(n), VALUE / 2)),
    ),
    source="@defazio2023optimal",
)
