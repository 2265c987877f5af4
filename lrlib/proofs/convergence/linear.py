"""Linear decay, exactly (D2).

Behind the iterates runs a second path, in equal steps, and the rates of linear decay are those that
keep the two together.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.convergence.promise import SUBGRADIENTS, inner, inner_u, k, q, size, t
from lrlib.proofs.convergence.second_path import (
    MOST,
    before,
    c,
    dot,
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
    definition,
    eq,
    from_lines,
    ge,
    identity,
    implies,
    le,
    let,
    lt,
    sequence,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import LinearDecay

m = sp.Symbol("m", integer=True, nonnegative=True)
w = sp.Symbol("w", positive=True)
B, P = (sequence(name, real=True) for name in "BP")

_BEST_START = D * n / (G * (n + 1) ** sp.Rational(3, 2))
BEST_VALUE = D * G / sp.sqrt(n + 1)


def _case(draw: Random) -> Values:
    """Linear decay on a convex loss max_j (a_j x + b_j), and the second path beside it.

    Every fourth case is an absolute value, every fourth the loss of D3, where the bound is met.
    """
    updates, later = draw.choice((1, 2, 3, 3, 5)), draw.randint(0, 5)
    kind = draw.choice(("random", "random", "absolute", "resisting"))
    start, bound = Fraction(draw.randint(1, 12), 4), Fraction(draw.choice((1, 2, 3, 9)), 3)
    axes = range(updates + 1 if kind == "resisting" else draw.randint(1, 3))
    x0, u = [ball(0) for _ in axes], [ball(draw.randint(-9, 9)) / 4 for _ in axes]
    if kind == "resisting":
        slopes = [([ball(bound) * (i == j) for i in axes], ball(0)) for j in axes]
        u = [ball(-D / sp.sqrt(n + 1), {D: start, n: updates}) for _ in axes]
    elif kind == "absolute":
        kink = draw.choice((0, draw.randint(1, 9))) * start / 10
        slopes = [([way * ball(bound)], -way * ball(bound * kink)) for way in (1, -1)]
        x0, u = [ball(start)], [ball(0)]
    else:
        slopes = [
            ([ball(draw.randint(-9, 9)) / 4 for _ in axes], ball(draw.randint(-9, 9)) / 9)
            for _ in range(draw.randint(1, 4))
        ]
        steepest = max(dot(slope, slope) for slope, _ in slopes)
        bound = next(Fraction(i) for i in range(1, 99) if steepest <= i * i)
        x0 = [u[0] + ball(start), *u[1:]]
    later = min(later, updates)
    at_step = {t: later, m: later, k: draw.randint(0, later)}
    even = ball(D / (G * sp.sqrt(n + 1)), {D: start, G: bound, n: updates})
    rates = [even * (updates - i) / (updates + 1) for i in range(updates)]
    rates += [-even] * (MOST - updates)  # after the last update anything may follow
    given = {D: start, G: bound, n: updates} | at_step
    return given | walked(slopes, x0, u, rates, [even] * MOST)


D2 = Theorem(
    label="D2",
    name="Linear decay has the best guarantee",
    chapter="convergence",
    assumptions=(
        "a convex loss $f$ and any point $u$ (a minimiser, say); $q_t = \\mathrm{E} f(x_t)-f(u)$, "
        "where $\\mathrm{E}$ is the mean over the noise, if there is any",
        "subgradients $g_t$ of $f$ at $x_t$, or noisy ones whose mean, given all that went before, "
        "is one",
        "`LinearDecay(lr0, n)` for $n$ updates; beside it a second path $z_t$, from the same start "
        "$x_0$, in even steps against the same $g_t$",
    ),
    statement=r"""With $$lr0$$ and so the rates $rate.right$, the loss after $n$ updates is on
average above the loss at *u* by at most
$$value$$""",
    draw=_case,
    idea="""Behind the iterates runs a second path, in equal steps. The rates of linear decay are
those with which a weighted sum of all earlier moves accounts for the distance between
the two. Convexity, with the same weights, then makes each even step say something that
telescopes, and in the end the last loss alone is left.""",
    lines=(
        Line("w", eq(w, D / (G * sp.sqrt(n + 1))), let(), "an even step"),
        Line(
            "rate",
            eq(lr(t), _BEST_START * (1 - t / n)),
            definition(of=LinearDecay(_BEST_START, n), on=(0, n)),
            "linear decay, as shipped",
            when=(lt(t, n),),
        ),
        Line("lr0", eq(lr(0), _BEST_START), from_lines(at("rate", {t: 0})), "its start"),
        Line(
            "step",
            implies(lt(t, n), eq(x(t + 1), x(t) - lr(t) * g(t))),
            assumed(),
            "an update",
            over=(t,),
        ),
        Line("z_step", eq(z(t + 1), z(t) - w * g(t)), assumed(notation=True), over=(t,)),
        Line("z_start", eq(z(0), x(0)), assumed(notation=True), "the same start"),
        Line(
            "square",
            eq(far(t + 1), far(t) - 2 * w * inner_z(t) + w**2 * size(t)),
            assumed(notation=True),
            "one step of $z$, squared",
            over=(t,),
        ),
        Line("start", eq(far(0), D**2), assumed(), "the distance at the start"),
        Line("bounded", le(size(t), G**2), assumed(), "at the last point as well", over=(t,)),
        Line("r", eq(r(k), 1 / (n + 1 - k)), let(), "one over the points from $k$ on"),
        Line("c", eq(c(k), r(k + 1) - r(k)), let(), "its growth"),
        Line("B", eq(B(t), before(c(k) * (x(t) - x(k)))), let(), "how far $x$ has moved, weighted"),
        Line(
            "product",
            implies(
                eq(z(t) - x(t), (n + 1) * B(t)),
                eq(inner_z(t) - inner_u(t), (n + 1) * before(c(k) * inner(t, k))),
            ),
            assumed(notation=True),
            "the product of $g_t$ with both sides of an equation between vectors",
            over=(t,),
        ),
        *SUBGRADIENTS,
        Line("no_B", eq(B(0), 0), identity("B"), "no move yet"),
        Line(
            "moved",
            eq(B(t + 1) - B(t), (r(t + 1) - r(0)) * (x(t + 1) - x(t))),
            from_lines("B", "c"),
            "every difference grows by the last move, and the weights add up",
            when=(lt(t, n),),
        ),
        Line(
            "even",
            eq((n + 1) * lr(t) * r(t + 1), w),
            from_lines("rate", "r", "w"),
            "this is what makes the line straight",
            when=(lt(t, n),),
        ),
        Line(
            "together",
            eq(z(t + 1) - z(t) - (x(t + 1) - x(t)), (n + 1) * (B(t + 1) - B(t))),
            from_lines("step", "z_step", "moved", "even", at("r", {k: 0})),
            "by so much an even step is longer",
            when=(lt(t, n),),
        ),
        Line(
            "ahead",
            eq(z(m) - x(m), (n + 1) * B(m)),
            adding_up("together", "z_start", "no_B", over=(t, 0, m - 1)),
            "added up from the same start",
            when=(le(m, n),),
        ),
        Line(
            "above",
            ge(c(k), 0),
            from_lines("c", "r"),
            "fewer points are left from one to the next",
            when=(lt(k, n),),
        ),
        Line(
            "weighed",
            le(c(k) * (q(t) - q(k)), c(k) * inner(t, k)),
            from_lines("convex", "above"),
            "so convexity may be multiplied with it",
            when=(lt(k, t), le(t, n)),
        ),
        Line("P", eq(P(t), before(c(k) * q(k))), let(), "earlier losses, weighted"),
        Line(
            "all_weighed",
            le(q(t) * (r(t) - r(0)) - P(t), before(c(k) * inner(t, k))),
            adding_up("weighed", "P", "c", over=(k, 0, t - 1)),
            "added up",
            when=(le(t, n),),
        ),
        Line(
            "one",
            le(2 * w * (n + 1) * (r(t) * q(t) - P(t)), far(t) - far(t + 1) + w**2 * G**2),
            from_lines(
                "all_weighed",
                "convex_u",
                "product",
                at("ahead", {m: t}),
                "square",
                "bounded",
                at("r", {k: 0}),
            ),
            "and with $u$, what one even step says",
            when=(le(t, n),),
        ),
        Line("no_P", eq(P(0), 0), identity("P"), "nothing is earlier than the start"),
        Line("r_end", eq(r(n), 1), identity(), "at the end one point is left"),
        Line(
            "term",
            eq(r(t) * q(t) - P(t), P(t + 1) / r(t + 1) - P(t) / r(t)),
            from_lines("P", "c", "r"),
            "the weights are chosen so that this telescopes",
            when=(lt(t, n),),
        ),
        Line(
            "less",
            le(
                2 * w * (n + 1) * (P(t + 1) / r(t + 1) - P(t) / r(t)),
                far(t) - far(t + 1) + w**2 * G**2,
            ),
            from_lines("one", "term"),
            "put in",
            when=(lt(t, n),),
        ),
        Line(
            "added",
            le(2 * w * (n + 1) * q(n), D**2 + (n + 1) * w**2 * G**2),
            adding_up("less", at("one", {t: n}), "no_P", "r_end", "start", over=(t, 0, n - 1)),
            "added up: of the losses the last is left, of the distances the first, as none is "
            "below 0",
        ),
        Line("value", le(q(n), BEST_VALUE), from_lines("added", "w"), "divide"),
    ),
    neighbours=(
        Neighbour(
            "$n+2$ in place of $n+1$ in the guarantee", "value", le(q(n), D * G / sp.sqrt(n + 2))
        ),
        Neighbour(
            r"the line starts at $D/(G\sqrt{n+1})$", "lr0", eq(lr(0), D / (G * sp.sqrt(n + 1)))
        ),
    ),
    source="@zamani2023exact and @defazio2023optimal",
)
