"""Smooth, convex and without noise: the sum of the rates decides, from above and from below."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    at,
    cited,
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
from lrlib.proofs.worlds.parts import MOST, Bowls, D, L, T, W, dot, eta, m, t

i = sp.Symbol("i", integer=True, nonnegative=True)
phi, tau = sp.symbols("phi tau", positive=True)
h = sp.Symbol("h", nonnegative=True)
x = sequence("x", real=True)
# without noise there is no mean to take, so these are printed without an E
q = sequence("q", nonnegative=True)
far = sequence("far", r"\lVert x_{#1}-u\rVert^2", nonnegative=True)
inner_u = sequence("inner_u", r"\langle g_{#1},x_{#1}-u\rangle", real=True)
size = sequence("size", r"\lVert g_{#1}\rVert^2", nonnegative=True)

_fuel = sp.Sum(eta(i), (i, 0, T - 1))
BOUND = D**2 / (2 * W(T))
LEAST = D**2 / (4 * W(T) + 2 / L)


def _rates(draw: Random, curved: Fraction) -> list[Fraction]:
    """Rates below the golden ratio over L, after the last update as well; some of them equal."""
    level = draw.randint(1, 16)
    return [
        Fraction(draw.choice((level, draw.randint(1, 16), 16)), 10) / curved for _ in range(MOST)
    ]


def _case(draw: Random) -> Values:
    """Gradient descent on bowls that are straight farther out; half of them as in W1b."""
    curved, updates = Fraction(draw.randint(1, 12), 4), draw.randint(1, 6)
    rates = _rates(draw, curved)
    if draw.random() < 0.5:
        start = [Fraction(draw.randint(1, 12), 2)]
        bend = start[0] / (2 * curved * sum(rates[:updates]) + 1)
        bowls = Bowls([curved], [bend])
    else:
        scale = Fraction(draw.randint(1, 8), 4)
        start = [3 * scale, 4 * scale]
        bowls = Bowls(
            [curved * Fraction(draw.randint(1, 4), 4) for _ in start],
            [Fraction(draw.randint(1, 40), 8) for _ in start],
        )
    points = [start]
    for rate in rates:
        points.append([a - rate * b for a, b in zip(points[-1], bowls.gradient(points[-1]))])
    return {
        D: start[0] if len(start) == 1 else 5 * start[0] / 3,
        L: curved,
        T: updates,
        t: draw.randint(0, updates),
        h: Fraction(draw.randint(0, 20), 10),
        eta: lambda j: rates[j],
        x: lambda j: points[j][0],
        q: lambda j: bowls.loss(points[j]),
        far: lambda j: dot(points[j], points[j]),
        inner_u: lambda j: dot(bowls.gradient(points[j]), points[j]),
        size: lambda j: dot(bowls.gradient(points[j]), bowls.gradient(points[j])),
    }


W1 = Theorem(
    label="W1",
    name="Without noise only the fuel counts",
    chapter="worlds",
    assumptions=(
        "a convex loss $f$ whose gradient changes by at most $L$ times the distance, and a "
        "minimiser $u$ of it; $q_t = f(x_t) - f(u)$",
        "$x_{t+1} = x_t - \\eta_t g_t$ with the gradients $g_t$ of $f$ at $x_t$, without noise",
        "no rate is negative: $\\eta_t \\ge 0$",
    ),
    statement="""Let no rate be above the golden ratio over $L$: $$under, phi$$ Then after $T$
updates the loss is above its least by at most $$bound$$ where $W.left$ is the sum of all rates.""",
    draw=_case,
    idea="""A step comes nearer to $u$, or else the gradient was so large that the step lowered
the loss by much. The two make up for each other exactly until the rate reaches the
golden ratio over $L$. So each rate, times the loss in the end, is paid for by the
distances, and these telescope.""",
    lines=(
        Line(
            "step",
            eq(far(t + 1), far(t) - 2 * eta(t) * inner_u(t) + eta(t) ** 2 * size(t)),
            assumed(notation=True),
            "one step, squared",
            over=(t,),
        ),
        Line("start", eq(far(0), D**2), assumed(), "the distance at the start"),
        Line("phi", eq(phi, (1 + sp.sqrt(5)) / 2), let(), "the golden ratio"),
        Line(
            "under",
            le(L * eta(t), phi),
            assumed(),
            "no rate is above the golden ratio over $L$",
            over=(t,),
        ),
        Line("some", gt(eta(0), 0), assumed(), "the first rate is not 0"),
        Line(
            "convex",
            le(q(t) + size(t) / (2 * L), inner_u(t)),
            cited(facts=("smooth convex",)),
            "convexity, and what smoothness adds: at $u$ the gradient is 0",
        ),
        Line(
            "descent",
            le(q(t + 1), q(t) - eta(t) * (1 - L * eta(t) / 2) * size(t)),
            cited(facts=("smooth",)),
            "how far a step goes down",
        ),
        Line("W", eq(W(T), _fuel), let(), "the fuel"),
        Line("golden", eq(phi**2, phi + 1), identity(), "what it is known for"),
        Line("short", lt(phi, 2), sign(), "a number"),
        Line(
            "even",
            implies(le(h, phi), le(h**2, h + 1)),
            from_lines("golden"),
            "so below it no square is larger than this,",
        ),
        Line(
            "enough",
            le((L * eta(t)) ** 2, L * eta(t) + 1),
            from_lines(at("even", {h: L * eta(t)}), "under"),
            "of a rate, say",
        ),
        Line(
            "down",
            le(q(t + 1), q(t)),
            from_lines("descent", "under", "short"),
            "no step goes up",
        ),
        Line(
            "later",
            le(q(t + m), q(t)),
            induction(at("down", {t: t + m}), of=m),
            "nor do several",
        ),
        Line(
            "one",
            le(2 * eta(t) * q(t + 1), far(t) - far(t + 1)),
            from_lines("convex", "descent", "step", "enough"),
            "what the gradient costs in distance, it pays in loss",
        ),
        Line(
            "last",
            le(2 * eta(t) * q(T), far(t) - far(t + 1)),
            from_lines("one", at("later", {t: t + 1, m: T - 1 - t})),
            "and the loss in the end is no higher",
            when=(le(t, T - 1),),
        ),
        Line(
            "added",
            le(2 * W(T) * q(T), D**2),
            adding_up("last", "W", "start", over=(t, 0, T - 1)),
            "added up: the first distance is left, the last is not below 0",
        ),
        Line("nonneg", ge(eta(t), 0), sign(), "no rate is below 0"),
        Line(
            "full",
            gt(W(T), 0),
            adding_up(at("nonneg", {t: t + 1}), "some", "W", over=(t, 0, T - 2)),
            "there is some fuel",
        ),
        Line("bound", le(q(T), BOUND), from_lines("added", "full"), "divide"),
    ),
    neighbours=(
        Neighbour("a third of it", "bound", le(q(T), BOUND / 3)),
        Neighbour(
            "rates up to $2/L$ will do",
            "even",
            implies(le(h, 2), le(h**2, h + 1)),
        ),
        Neighbour(
            "each rate pays for the loss *before* its step, three times",
            "one",
            le(3 * eta(t) * q(t), far(t) - far(t + 1)),
        ),
    ),
)


W1b = Theorem(
    label="W1b",
    name="And no shape makes more of it",
    chapter="worlds",
    assumptions=(
        "the loss with the value $L x^2/2$ up to $x = \\tau$, and straight beyond; "
        "$q_t = f(x_t) - f(0)$",
        "gradient descent on it from $D$, with rates that are not negative, however long",
    ),
    statement="""Let someone choose the rates, and let the loss bend at $tau$ where $W_{T}$ is their
sum. Then after $T$ updates the loss is still above its least by $$least$$ whatever their shape.""",
    draw=_case,
    idea="""The bend lies so near the bottom that the run never gets there. On the straight part
all gradients are equal, so nothing but the sum of the rates says how far it has come.""",
    lines=(
        Line("W", eq(W(t), sp.Sum(eta(i), (i, 0, t - 1))), let(), "the fuel of the first updates"),
        Line("none", eq(W(0), 0), identity("W"), "no rate yet"),
        Line("more", eq(W(t + 1), W(t) + eta(t)), identity("W"), "one more"),
        Line("nonneg", ge(eta(t), 0), sign(), "no rate is below 0"),
        Line("above", ge(W(t), 0), induction("none", "more", "nonneg", of=t), "so no sum is"),
        Line(
            "tau", eq(tau, D / (2 * L * W(T) + 1)), let(at("above", {t: T})), "where the loss bends"
        ),
        Line(
            "step",
            implies(ge(x(t), tau), eq(x(t + 1), x(t) - eta(t) * L * tau)),
            assumed(notation=True),
            "a step on the straight part",
            over=(t,),
        ),
        Line(
            "loss",
            implies(ge(x(t), tau), eq(q(t), L * tau * (x(t) - tau / 2))),
            assumed(notation=True),
            "the loss there",
            over=(t,),
        ),
        Line("start", eq(x(0), D), assumed(), "the start"),
        Line(
            "rises",
            le(W(t), W(t + m)),
            induction(at("more", {t: t + m}), at("nonneg", {t: t + m}), of=m),
            "and sums never fall",
        ),
        Line(
            "within",
            le(W(t), W(T)),
            from_lines(at("rises", {m: T - t})),
            "up to the end",
            when=(le(t, T),),
        ),
        Line(
            "far_out",
            ge(D - L * tau * W(t), tau),
            from_lines("within", "tau", at("above", {t: T})),
            "so much fuel does not reach the bend",
            when=(le(t, T),),
        ),
        Line(
            "place",
            eq(x(t), D - L * tau * W(t)),
            induction("start", "W", "far_out", of=t),
            "each step goes as far as its rate says",
            when=(le(t, T),),
        ),
        Line(
            "least",
            eq(q(T), LEAST),
            from_lines(
                at("loss", {t: T}),
                at("place", {t: T}),
                at("far_out", {t: T}),
                "tau",
                at("above", {t: T}),
            ),
            "the loss at that place",
        ),
    ),
    neighbours=(
        Neighbour("half of the bound of W1, exactly", "least", eq(q(T), BOUND / 2)),
        Neighbour(
            "the bend is never reached, not in one more step",
            "place",
            eq(x(t), D - L * tau * W(t + 1)),
        ),
    ),
)
