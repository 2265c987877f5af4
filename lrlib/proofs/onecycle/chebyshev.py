"""What n rates can do when the lowest and the highest curvature are known (O5).

On a quadratic the error along curvature lambda is multiplied by the product of 1 - lambda lr:
a polynomial of degree n that is 1 at 0. Chebyshev's is the one that stays smallest on an interval.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.engines.balls import Ball, ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
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
    lim,
    limit,
    lt,
    monotone,
    sequence,
    sine_above_0,
)
from lrlib.proofs.theorem import Theorem

__all__ = ["LEAST", "O5", "RATE", "fractal", "rates"]

mu, kappa, r, s, lam = sp.symbols("mu kappa r s lam", positive=True)
L = sp.Symbol("L", positive=True)
n, j, k = sp.symbols("n j k", integer=True, positive=True)
i, m, N = sp.symbols("i m N", integer=True, nonnegative=True)
x, phi, b = sp.symbols("x phi b", real=True)
y = sp.Symbol("y", positive=True)
u, v = sp.symbols("u v", nonnegative=True)
C = sequence("C", r"C_{#1}(#2)", real=True)
power = sequence("p", r"p_{#2}(#1)", real=True)
lr = sequence("lr", r"\mathrm{lr}_{#1}", real=True)
e = sequence("e", real=True)
P, Q, X = (sequence(name, f"{name}(#1)", real=True) for name in "PQX")
spot = sequence("spot", r"\lambda_{#1}", real=True)
side = sequence("side", r"s_{#1}", real=True)

angle = sp.pi * (2 * j - 1) / (2 * n)
RATE = 2 / (L + mu + (L - mu) * sp.cos(angle))  # of the j-th rate
LEAST = 2 * r**n / (1 + r ** (2 * n))  # 1 / C_n at the point that stands for curvature 0
R = (sp.sqrt(kappa) - 1) / (sp.sqrt(kappa) + 1)

_turn = sp.pi * i / n
_valley = (L + mu) / 2 - (L - mu) / 2 * sp.cos(_turn)
_one, _part = 2 / (L + mu), 1 - 2 / (kappa + 1)  # the best constant rate, what it leaves per step


def rates(count: int, lowest: float, highest: float) -> list[float]:
    """The rates of O5 for ``count`` steps on curvatures from ``lowest`` to ``highest``, rising.

    >>> [round(rate, 3) for rate in rates(4, 0.01, 1)]
    [1.039, 1.44, 3.169, 20.973]
    """
    rate = sp.lambdify((j, n, mu, L), RATE, "math")
    return [rate(k, count, lowest, highest) for k in range(1, count + 1)]


def fractal(count: int) -> list[int]:
    """Places 0 to ``count`` - 1 of sorted rates in fractal order; ``count`` is a power of 2.

    >>> fractal(8)
    [0, 7, 3, 4, 1, 6, 2, 5]
    """
    if count < 1 or count & (count - 1):
        raise ValueError(f"count must be a power of 2, got {count}")
    order = [0]
    while len(order) < count:
        last = 2 * len(order) - 1
        order = [place for first in order for place in (first, last - first)]
    return order


def _left(curvature: Number, of: sp.FunctionClass) -> sp.Product:
    """What the rates leave along a curvature."""
    return sp.Product(1 - curvature * of(j), (j, 1, n))


def _polynomial(degree: int, at_x: Ball) -> Ball:
    before, now = 1, at_x
    for _ in range(int(degree)):
        before, now = now, 2 * at_x * now - before
    return before


def _case(draw: Random) -> Values:
    """Some rates, or the best ones, and the most that they leave at the n + 1 curvatures."""
    count, low = draw.randint(1, 4), Fraction(draw.randint(1, 20), 10)
    valley = {n: count, mu: low, L: low + Fraction(draw.randint(1, 60), 10)}
    if draw.random() < 0.5:
        found = [ball(RATE, valley | {j: one}) for one in range(1, count + 1)]
    else:
        found = [ball(draw.randint(-5, 40)) / 20 for _ in range(count)]
    most = ball(0)
    for one in range(count + 1):
        left, here = ball(1), ball(_valley, valley | {i: one})
        for rate in found:
            left *= 1 - here * rate
        most = most.max(abs(left))
    turned, share = Fraction(draw.randint(-60, 60), 20), Fraction(draw.randint(1, 40), 20)
    turn = {phi: turned, x: ball(sp.cos(phi), {phi: turned})}
    return {
        **valley,
        **draw.choice((turn, {s: share, x: (share + 1 / share) / 2}, {})),
        C: _polynomial,
        e: lambda one: found[(one - 1) % count],
        b: most,
        **{letter: draw.randint(0, count) for letter in (i, m)},
        **{letter: draw.randint(1, count) for letter in (j, k)},
    }


O5 = Theorem(
    label="O5",
    name="The best rates for a valley that is known",
    chapter="onecycle",
    assumptions=(
        r"a quadratic loss with curvatures from $\mu$ to $L$, $\kappa = L/\mu$",
        r"$n$ steps; those at the rates $e_j$ leave along the curvature $\lambda$ the share "
        r"$\prod_j (1 - \lambda e_j)$ of the distance, in any order",
    ),
    statement=r"""In any order, the $n$ rates
$$lr$$
leave of the distance along *every* curvature from $\mu$ to $L$ at most the share
$$best$$
$$twice_r, part$$
**No $n$ rates do better**: if others, $e_{j}$, leave at most $b$ of it along each of the curvatures
$$spot$$
from the first, with $0$ for $i$, to the last, with $n$, then
$$value$$
The best constant rate leaves the share $held.right$ per step, at both ends:
$$held, held_back$$
so it needs a number of steps that grows as the condition, where these need one that grows as its
root. By the logarithms of the shares per step, for a condition *y*:
$$by_condition, by_root$$
+++
There $$P, Q, r$$ The first is a Chebyshev polynomial over its value at curvature $0$, and so by
turns above and below $0$:
$$factors, X$$
$$reached, side$$""",
    idea="""A product of $n$ factors is a polynomial in the curvature. Chebyshev's is by turns as
high and as low as it gets, at one more curvature than it has factors. If another were smaller at
all of these, the difference would change its sign from each to the next: it would have a zero for
each factor, and one more at curvature zero, where both are one. That is more than its degree
allows.""",
    lines=(
        Line("valley", gt(L, mu), assumed(), "not all curvatures are alike"),
        Line("none", eq(C(0, x), 1), assumed(notation=True), over=(x,)),
        Line("one", eq(C(1, x), x), assumed(notation=True), over=(x,)),
        Line(
            "next",
            eq(C(N + 2, x), 2 * x * C(N + 1, x) - C(N, x)),
            assumed(notation=True),
            "the Chebyshev polynomials",
            over=(N, x),
        ),
        Line("spot", eq(spot(i), _valley), let(), "curvatures"),
        Line(
            "most",
            implies(le(i, n), le(sp.Abs(_left(spot(i), e)), b)),
            assumed(),
            "the rates $e_j$ leave at most $b$ along each of these",
            over=(i,),
        ),
        Line("kappa", eq(kappa, L / mu), let(), "the condition"),
        Line("r", eq(r, R), let(), "a share"),
        Line("lr", eq(lr(j), RATE), let(), "the best rates"),
        Line("X", eq(X(lam), (L + mu - 2 * lam) / (L - mu)), let(), "from 1 to -1 in the valley"),
        Line(
            "twice",
            eq(sp.cos((N + 2) * phi), 2 * sp.cos(phi) * sp.cos((N + 1) * phi) - sp.cos(N * phi)),
            identity(),
            "one more turn",
        ),
        Line(
            "turn",
            eq(C(N, x), sp.cos(N * phi)),
            induction("none", "one", "next", "twice", of=N, steps=2),
            "of a cosine it is a cosine",
            when=(eq(x, sp.cos(phi)),),
        ),
        Line("circle", eq(sp.cos(phi) ** 2, 1 - sp.sin(phi) ** 2), identity(), "Pythagoras"),
        Line(
            "within",
            le(sp.Abs(C(N, x)), 1),
            from_lines(at("turn", {phi: sp.acos(x)}), at("circle", {phi: N * sp.acos(x)})),
            "so it is within these bounds",
            when=(le(-1, x), le(x, 1)),
        ),
        Line("power", eq(power(s, N), s**N), let(), "a power"),
        Line("p0", eq(power(s, 0), 1), identity(), "no factor"),
        Line("p1", eq(power(s, N + 1), s * power(s, N)), identity(), "one more factor"),
        Line(
            "hyperbolic",
            eq(2 * C(N, x), power(s, N) + power(1 / s, N)),
            induction(
                "none",
                "one",
                "next",
                *(at("p0", {s: base}) for base in (s, 1 / s)),
                *(at("p1", {s: base, N: at_}) for base in (s, 1 / s) for at_ in (0, N, N + 1)),
                of=N,
                steps=2,
            ),
            "and beyond the cosines this",
            when=(eq(2 * x, s + 1 / s),),
        ),
        Line("share", gt(r, 0), from_lines("r", "kappa"), "above 0"),
        Line("height", eq(2 * X(0), r + 1 / r), from_lines("X", "r", "kappa"), "curvature 0"),
        Line(
            "halved",
            eq((s**N + s ** (-N)) * LEAST.subs({r: s, n: N}), 2),
            identity(),
            "their product",
        ),
        Line(
            "least",
            eq(C(n, X(0)) * LEAST, 1),
            from_lines(
                "height",
                "share",
                at("hyperbolic", {x: X(0), s: r, N: n}),
                "power",
                at("halved", {s: r, N: n}),
            ),
            "so there it is one over the share that is claimed",
        ),
        Line("P", eq(P(lam), _left(lam, lr)), let(), "what the best rates leave"),
        Line("Q", eq(Q(lam), _left(lam, e)), let(), "and others"),
        Line("ones", eq(sp.Product(1, (j, 1, N)), 1), induction(of=N), "factors of 1"),
        Line("P_none", eq(P(0), 1), from_lines("P", at("ones", {N: n})), "all of the distance,"),
        Line(
            "Q_none",
            eq(Q(0), 1),
            from_lines("Q", at("ones", {N: n})),
            "where there is no curvature",
        ),
        sine_above_0(y),
        Line("slope", eq(sp.Derivative(sp.cos(y), y), -sp.sin(y)), identity(), "the slope"),
        Line(
            "sinks",
            lt(sp.Derivative(sp.cos(y), y), 0),
            from_lines("slope", "sine"),
            "is below 0",
            when=(lt(y, sp.pi),),
        ),
        Line(
            "falls",
            lt(sp.cos(v), sp.cos(u)),
            monotone("sinks", of=y, points=(u, v)),
            "so a cosine falls",
            when=(lt(u, v), le(v, sp.pi)),
        ),
        Line(
            "apart",
            lt(lr(j), lr(k)),
            from_lines(
                "lr",
                at("lr", {j: k}),
                at("falls", {u: angle, v: angle.subs(j, k)}),
                at("circle", {phi: angle}),
                at("circle", {phi: angle.subs(j, k)}),
            ),
            "no two of the rates are alike",
            when=(lt(j, k), le(k, n)),
        ),
        Line(
            "place",
            eq(X(1 / lr(j)), sp.cos(sp.pi - angle)),
            identity(),
            "and one over each of them",
        ),
        Line("quarter", eq(sp.cos(n * (sp.pi - angle)), 0), identity(), "odd quarters of a turn"),
        Line(
            "zero",
            eq(C(n, X(1 / lr(j))), 0),
            from_lines("place", at("turn", {x: X(1 / lr(j)), phi: sp.pi - angle, N: n}), "quarter"),
            "is a zero of the polynomial",
        ),
        Line(
            "factors",
            eq(C(n, X(lam)), C(n, X(0)) * P(lam)),
            cited("zero", "apart", "P_none", facts=("roots",)),
            "so these are its factors, each as a multiple of what is 1 at 0",
        ),
        Line(
            "best",
            le(sp.Abs(P(lam)), LEAST),
            from_lines("factors", "least", "X", at("within", {x: X(lam), N: n})),
            "it is small where the cosines are",
            when=(le(mu, lam), le(lam, L)),
        ),
        Line(
            "spot_above",
            gt(spot(i), 0),
            from_lines("spot", at("circle", {phi: _turn})),
            "each of these is above 0",
        ),
        Line("spot_place", eq(X(spot(i)), sp.cos(_turn)), identity(), "equal parts of a turn"),
        Line("side", eq(side(i), (-1) ** i), let(), "by turns 1 and -1"),
        Line("side_one", eq(side(i) ** 2, 1), identity(), "by turns 1 and -1"),
        Line("ends", eq(sp.cos(n * _turn), side(i)), identity(), "half turns"),
        Line(
            "reached",
            eq(P(spot(i)), side(i) * LEAST),
            from_lines(
                "spot_place",
                "ends",
                at("turn", {x: X(spot(i)), phi: _turn, N: n}),
                "spot_above",
                at("factors", {lam: spot(i)}),
                "least",
            ),
            "there it is as large as it gets, by turns above and below 0",
        ),
        Line(
            "alternates",
            ge(side(i) * (P(spot(i)) - Q(spot(i))), LEAST - b),
            from_lines("reached", "side_one", "most", "Q"),
            "were $b$ less, the difference would be by turns above and below 0",
            when=(le(i, n),),
        ),
        Line(
            "rising",
            lt(spot(i), spot(m)),
            from_lines("spot", at("spot", {i: m}), at("falls", {u: _turn, v: _turn.subs(i, m)})),
            "at $n + 1$ places in a row",
            when=(lt(i, m), le(m, n)),
        ),
        Line(
            "value",
            ge(b, LEAST),
            cited("alternates", "rising", "spot_above", "P_none", "Q_none", facts=("zeros",)),
            "a difference of degree $n$ with $n + 1$ zeros: $n$ between those, and 0",
        ),
        Line("twice_r", le(LEAST, 2 * r**n), from_lines("share"), "leave out a square"),
        Line("part", eq(r, 1 - 2 / (sp.sqrt(kappa) + 1)), from_lines("r"), "the same share"),
        Line(
            "by_root",
            eq(lim(-sp.sqrt(y) * sp.log(1 - 2 / (sp.sqrt(y) + 1)), y), 2),
            limit(),
            "its logarithm, at a condition $y$, is near $2/\\sqrt{y}$",
        ),
        Line(
            "by_condition",
            eq(lim(-y * sp.log(1 - 2 / (y + 1)), y), 2),
            limit(),
            "and that of the best constant rate is near $2/y$",
        ),
        Line("held", eq(1 - mu * _one, _part), identity(), "a constant rate: at one end"),
        Line("held_back", eq(1 - L * _one, -_part), identity(), "and at the other"),
    ),
    neighbours=(
        Neighbour(
            r"the cosines of $\pi j/n$",
            "place",
            eq(X(1 / lr(j)), sp.cos(sp.pi - sp.pi * 2 * j / (2 * n))),
        ),
        Neighbour("half of that share", "best", le(sp.Abs(P(lam)), LEAST / 2)),
        Neighbour("exactly $2r^n$", "least", eq(C(n, X(0)) * 2 * r**n, 1)),
        Neighbour("$r^n$, without the 2", "twice_r", le(LEAST, r**n)),
        Neighbour("others may leave half of it", "value", ge(b / 2, LEAST)),
    ),
    draw=_case,
    source="the rates: @young1953richardson",
)
