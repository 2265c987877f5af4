"""What a whole cycle does to the error (C6)."""

from __future__ import annotations

from random import Random

import sympy as sp

from lrlib.proofs.ced.rates import T, k, lr0, stairs
from lrlib.proofs.engines.balls import Ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    assumed,
    at,
    cited,
    definition,
    descent,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    lt,
    sequence,
)
from lrlib.proofs.theorem import Theorem

lam, a, x = sp.symbols("lam a x", real=True)
s, r = sp.symbols("s r", positive=True)
t, j, i, n, m, N = sp.symbols("t j i n m N", integer=True, nonnegative=True)
M = sp.Symbol("M", integer=True, positive=True)
lr, theta = sequence("lr", real=True), sequence("theta", real=True)
C = sequence("C", r"C_{#1}(#2)", real=True)
power = sequence("p", r"p_{#2}(#1)", real=True)


def cycle_factor(amplitude: Number, length: int) -> sp.Expr:
    """What a cycle of the code variant leaves of the distance: prod_j (1 - a cos(2 pi j/T))."""
    amplitude = sp.sympify(amplitude)
    return sp.expand(2 * (amplitude / 2) ** length * (sp.chebyshevt(length, 1 / a) - 1)).subs(
        a, amplitude
    )


def _product(amplitude: sp.Expr, length: sp.Expr = T, steps: sp.Expr | None = None) -> sp.Product:
    """What so many steps leave of the distance, at a constant amplitude."""
    inside = 1 - amplitude * sp.cos(2 * sp.pi * i / length)
    return sp.Product(inside, (i, 0, (length if steps is None else steps) - 1))


def _roots(at_x: sp.Expr, steps: sp.Expr = T) -> sp.Product:
    return sp.Product(2 * at_x - 2 * sp.cos(2 * sp.pi * i / T), (i, 0, steps - 1))


def _form(amplitude: sp.Expr, length: sp.Expr = T) -> sp.Expr:
    return 2 * (amplitude / 2) ** length * (C(length, 1 / amplitude) - 1)


_twice = sp.exp(s) + sp.exp(-s)
_cosh = _twice / 2
APART = _roots(_cosh)  # prod_j (2 cosh s - 2 cos(2 pi j/T))
_share = (1 - sp.sqrt(1 - a**2)) / a
_INSIDE = (gt(a, 0), lt(a, 1))
_left = (1 - r**T) ** 2 / (1 + r**2) ** T


def _case(draw: Random) -> Values:
    """A point at which the Chebyshev polynomials are what they are."""

    def chebyshev(length: int, at_x: Ball) -> Ball:
        before, now = 1, at_x
        for _ in range(int(length)):
            before, now = now, 2 * at_x * now - before
        return before

    return {C: chebyshev}


C6 = Theorem(
    label="C6",
    name="The code variant cannot tell a minimum from a maximum",
    chapter="ced",
    assumptions=(
        r"a quadratic loss of curvature $\lambda$: a minimum if it is positive, a maximum if it is "
        "negative",
    ),
    statement="""One cycle of the code variant multiplies the distance to the centre by a
product. For an even length it stays the same when $a$, the curvature times the rate at the start
of the cycle, changes its sign: **what it does to the distance from a minimum it does to that from a
maximum.**
$$even$$ For an odd length the two differ by next to nothing, if the rates are small:
$$odd$$
+++
In cycle $n$ the rates are $within$, so that the product is
$$cycle$$
With the Chebyshev polynomials $C_{T}(x)$ it is
$$form$$
The second half of an even cycle is the first with its sign turned, $turned$. Each $a$ above $0$
and below $1$ belongs to a share $r$,
$$every, some, part$$
and by it, with $named$, the product is
$$left, above, below$$
so for these $a$ the run approaches the centre; with an even length for their opposites, too. What
a hyperbolic cosine is apart from the cosines multiplies to
$$apart$$""",
    idea="""The cosines of a cycle are the roots of a Chebyshev polynomial, so the product of the
factors is its value. An even polynomial does not notice the sign of $a$; of an odd one
all but a single number turns with it.""",
    lines=(
        Line(
            "rate",
            eq(lr(t), lr0 * sp.exp(-k * n * T) * sp.cos(2 * sp.pi * (t - n * T) / T)),
            definition(of=stairs, on=(n * T, n * T + T)),
            "the code variant in cycle $n$, as shipped",
            when=(ge(t, n * T), lt(t, n * T + T)),
        ),
        descent(theta, lr, lam, t),
        Line(
            "start",
            eq(lr(n * T), lr0 * sp.exp(-k * n * T)),
            from_lines(at("rate", {t: n * T})),
            "the cycle begins at the top of the wave",
        ),
        Line(
            "within",
            eq(lr(n * T + j), lr(n * T) * sp.cos(2 * sp.pi * j / T)),
            from_lines(at("rate", {t: n * T + j}), "start"),
            "within a cycle nothing decays",
            when=(lt(j, T),),
        ),
        Line(
            "kept",
            eq(theta(n * T + j), theta(n * T) * _product(lam * lr(n * T), steps=j)),
            induction(at("step", {t: n * T + j}), "within", of=j),
            "each step of the cycle multiplies the distance by its own factor",
            when=(le(j, T),),
        ),
        Line(
            "cycle",
            eq(theta(n * T + T), theta(n * T) * _product(lam * lr(n * T))),
            from_lines(at("kept", {j: T})),
            "all of its steps",
        ),
        Line("none", eq(C(0, x), 1), assumed(notation=True), over=(x,)),
        Line("one", eq(C(1, x), x), assumed(notation=True), over=(x,)),
        Line(
            "next",
            eq(C(N + 2, x), 2 * x * C(N + 1, x) - C(N, x)),
            assumed(notation=True),
            "the Chebyshev polynomials",
            over=(N, x),
        ),
        Line(
            "roots",
            eq(2 * (C(T, x) - 1), _roots(x)),
            cited(facts=("chebyshev",)),
            "one factor for each step of the cycle",
        ),
        Line("power", eq(power(x, N), x**N), let(), "a power"),
        Line("p0", eq(power(x, 0), 1), identity(), "no factor"),
        Line("p1", eq(power(x, N + 1), x * power(x, N)), identity(), "one more factor"),
        Line(
            "scaled",
            eq(_product(a, steps=N), power(a / 2, N) * _roots(1 / a, N)),
            induction(at("p0", {x: a / 2}), at("p1", {x: a / 2}), of=N),
            r"$1 - a\cos = \frac{a}{2}\,(\frac{2}{a} - 2\cos)$ in each factor",
            when=(sp.Ne(a, 0),),
        ),
        Line(
            "form",
            eq(_product(a), _form(a)),
            from_lines(at("scaled", {N: T}), at("roots", {x: 1 / a}), "power"),
            "so the product is a polynomial",
            when=(sp.Ne(a, 0),),
        ),
        Line(
            "turned",
            eq(sp.cos(2 * sp.pi * (i + M) / (2 * M)), -sp.cos(2 * sp.pi * i / (2 * M))),
            identity(),
            "half of a cycle later",
        ),
        Line(
            "mirror",
            eq(C(N, -x), power(-1, N) * C(N, x)),
            induction(
                "none",
                "one",
                "next",
                at("none", {x: -x}),
                at("one", {x: -x}),
                at("next", {x: -x}),
                at("p0", {x: -1}),
                at("p1", {x: -1}),
                at("p1", {x: -1, N: 0}),
                at("p1", {x: -1, N: N + 1}),
                of=N,
                steps=2,
            ),
            "the polynomials are even or odd, as their degree is",
        ),
        Line(
            "signs",
            eq(power(-x, N), power(-1, N) * power(x, N)),
            induction(
                at("p0", {x: -x}),
                "p0",
                at("p0", {x: -1}),
                at("p1", {x: -x}),
                "p1",
                at("p1", {x: -1}),
                of=N,
            ),
            "so are the powers",
        ),
        Line(
            "even",
            eq(_product(-a, 2 * M), _product(a, 2 * M)),
            from_lines(
                at("form", {T: 2 * M}),
                at("form", {T: 2 * M, a: -a}),
                at("mirror", {N: 2 * M, x: 1 / a}),
                at("signs", {N: 2 * M, x: a / 2}),
                "power",
            ),
            "both its power and its polynomial are even",
            when=(sp.Ne(a, 0),),
        ),
        Line(
            "odd",
            eq(_product(-a, 2 * m + 1) - _product(a, 2 * m + 1), 4 * (a / 2) ** (2 * m + 1)),
            from_lines(
                at("form", {T: 2 * m + 1}),
                at("form", {T: 2 * m + 1, a: -a}),
                at("mirror", {N: 2 * m + 1, x: 1 / a}),
                at("signs", {N: 2 * m + 1, x: a / 2}),
                "power",
            ),
            "both are odd: all but the 1 is alike",
            when=(sp.Ne(a, 0),),
        ),
        Line("r", eq(r, sp.exp(-s)), let(), "a share"),
        Line(
            "every",
            eq(2 * _share / (1 + _share**2), a),
            from_lines(),
            "multiplied out",
            when=_INSIDE,
        ),
        Line("some", gt(_share, 0), from_lines(), "the root is below 1", when=_INSIDE),
        Line("part", lt(_share, 1), from_lines(), "and above $1 - a$", when=_INSIDE),
        Line("named", eq(2 / _twice, 2 * r / (1 + r**2)), identity(), "the $a$ of this share"),
        Line(
            "hyperbolic",
            eq(C(N, _cosh), (sp.exp(N * s) + sp.exp(-N * s)) / 2),
            induction(
                at("none", {x: _cosh}),
                at("one", {x: _cosh}),
                at("next", {x: _cosh}),
                of=N,
                steps=2,
            ),
            "as for a cosine, so for a hyperbolic one",
        ),
        Line(
            "apart",
            eq(APART, sp.exp(T * s) + sp.exp(-T * s) - 2),
            from_lines(at("roots", {x: _cosh}), at("hyperbolic", {N: T})),
            "a number that no cosine reaches, less each of them",
        ),
        Line(
            "same",
            eq(power(1 / _twice, N) * power(1 + r**2, N), sp.exp(-N * s)),
            induction(
                at("p0", {x: 1 / _twice}),
                at("p0", {x: 1 + r**2}),
                at("p1", {x: 1 / _twice}),
                at("p1", {x: 1 + r**2}),
                "r",
                of=N,
            ),
            "one more $r$ on both sides",
        ),
        Line(
            "left",
            eq(_product(2 / _twice), _left),
            from_lines(
                at("form", {a: 2 / _twice}),
                at("hyperbolic", {N: T}),
                at("same", {N: T}),
                "power",
                "r",
            ),
            "put in: a square",
        ),
        Line(
            "more",
            ge(power(1 + r**2, N), 1),
            induction(at("p0", {x: 1 + r**2}), at("p1", {x: 1 + r**2}), of=N),
            "a power of a number above 1",
        ),
        Line(
            "above",
            gt(_left, 0),
            from_lines(at("more", {N: T}), "power", "r"),
            "a square, over a number above 0",
        ),
        Line(
            "below",
            lt(_left, 1),
            from_lines(at("more", {N: T}), "power", "r"),
            "less than 1, over at least 1",
        ),
    ),
    neighbours=(
        Neighbour("plus 1 for minus 1", "form", eq(_product(a), _form(a) + 4 * (a / 2) ** T)),
        Neighbour(
            "the power of $1 + r^2$ is $T - 1$",
            "left",
            eq(_product(2 / _twice), _left * (1 + r**2)),
        ),
        Neighbour("for odd T too", "even", eq(_product(-a, 2 * M + 1), _product(a, 2 * M + 1))),
        Neighbour(
            "half of that difference for odd T",
            "odd",
            eq(_product(-a, 2 * m + 1) - _product(a, 2 * m + 1), 2 * (a / 2) ** (2 * m + 1)),
        ),
        Neighbour(
            "the second half of a cycle repeats the first",
            "turned",
            eq(sp.cos(2 * sp.pi * (i + M) / (2 * M)), sp.cos(2 * sp.pi * i / (2 * M))),
        ),
    ),
    draw=_case,
)
