"""How far training can get: the rates add up to a finite number (E2a to E2c)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    adding_up,
    assumed,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    gt,
    identity,
    le,
    let,
    lim,
    limit,
    norm,
    sequence,
    sign,
    telescoping,
    triangle_inequality,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

lr0, k, q, G = sp.symbols("lr0 k q G", positive=True)
t, N, M = sp.symbols("t N M", integer=True, nonnegative=True)
lr, A, R, theta, g = (sequence(name, real=True) for name in ("lr", "A", "R", "theta", "g"))

partial, total = lr0 * (1 - q**N) / (1 - q), lr0 / (1 - q)
tail, squares = lr0 * q**N / (1 - q), lr0**2 / (1 - q**2)

RATE = Line(
    "rate",
    eq(lr(t), lr0 * sp.exp(-k * t)),
    definition(of=ExponentialDecay(lr0, k)),
    "the shipped formula",
)
FACTOR = Line("factor", eq(q, sp.exp(-k)), let(), "the factor of one step")


E2a = Theorem(
    label="E2a",
    name="Finite travel",
    chapter="exponential",
    statement="""The rates of the first $N$ steps add up to
$$sum$$
and those of all steps to a finite number,
$$total$$""",
    lines=(
        RATE,
        FACTOR,
        Line("claim", eq(A(N), partial), let(), "what is claimed of $N$ steps"),
        Line("none", eq(A(0), 0), identity(), "no step, nothing to add"),
        Line("one", eq(A(N + 1) - A(N), lr(N)), identity(), "one more step adds its own rate"),
        Line(
            "sum",
            eq(sp.Sum(lr(t), (t, 0, N - 1)), partial),
            telescoping("none", "one", of=N),
            "so the sum telescopes, for every $N$",
        ),
        Line(
            "total",
            eq(sp.Sum(lr(t), (t, 0, sp.oo)), total),
            limit("sum", of=N),
            "the powers of $q$ go to 0",
        ),
    ),
    neighbours=(
        Neighbour("the sum starts at step 1", "sum", eq(sp.Sum(lr(t), (t, 0, N - 1)), q * partial)),
        Neighbour(
            "the total is the integral of the rate",
            "total",
            eq(sp.Sum(lr(t), (t, 0, sp.oo)), lr0 / k),
        ),
    ),
)

_moved = norm(theta(N + M) - theta(N))
_path = sp.Sum(lr(t) * norm(g(t)), (t, N, N + M - 1))

E2b = Theorem(
    label="E2b",
    name="Training comes to rest somewhere",
    chapter="exponential",
    statement="""In the $M$ steps that follow step $N$, however many, gradient descent moves the
parameters by at most
$$moved$$
one bound for every $M$, which shrinks with the rates: $$gone$$
So the parameters converge, whatever the loss, to *some* point; nothing is said about which.""",
    idea="""No step is longer than $G$ times its rate, and each rate is just what the tank loses in
that step. So all steps from $N$ on are together no longer than $G$ times what the tank
still holds.""",
    lines=(
        Line("step", eq(theta(t + 1), theta(t) - lr(t) * g(t)), assumed(), "a step", over=(t,)),
        Line("bounded", le(norm(g(t)), G), assumed(), "gradients are bounded", over=(t,)),
        RATE,
        FACTOR,
        Line("claim", eq(R(N), tail), let(), "what is claimed to be left from step $N$ on"),
        Line("used", eq(R(N) - R(N + 1), lr(N)), identity(), "each step uses up its own rate"),
        Line("left", gt(R(N), 0), sign(), "$q$ lies between 0 and 1"),
        Line("above", gt(lr(t), 0), sign(), "no rate is 0 or less"),
        Line(
            "way",
            eq(theta(N + M) - theta(N), -sp.Sum(lr(t) * g(t), (t, N, N + M - 1))),
            adding_up("step", over=(t, N, N + M - 1)),
            "the steps add up",
        ),
        Line(
            "path",
            le(_moved, _path),
            triangle_inequality("way", "above"),
            "a path is no shorter than the straight line",
        ),
        Line(
            "each",
            le(lr(t) * norm(g(t)), G * (R(t) - R(t + 1))),
            from_lines("bounded", "above", at("used", {N: t})),
            "no gradient is longer than $G$",
        ),
        Line(
            "all",
            le(_path, G * (R(N) - R(N + M))),
            adding_up("each", over=(t, N, N + M - 1)),
            "added up, all cancel but the first and the last",
        ),
        Line(
            "moved",
            le(_moved, G * R(N)),
            from_lines("path", "all", at("left", {N: N + M})),
            "and the last is above 0",
        ),
        Line(
            "gone",
            eq(lim(G * R(N), N), 0),
            limit(facts=("completeness",)),
            "one bound for every $M$ that tends to 0: so the points converge",
        ),
    ),
    neighbours=(
        Neighbour("the tail starts one step late", "used", eq(R(N) - R(N + 1), lr(N + 1))),
        Neighbour("it shrinks twice as fast", "moved", le(_moved, G * R(2 * N))),
        Neighbour(
            r"a bound that goes to 0 for each $M$, not for all at once, as for $\sqrt N$",
            "moved",
            le(_moved, G * (sp.sqrt(N + M) - sp.sqrt(N)) / 8),
        ),
    ),
)

E2c = Theorem(
    label="E2c",
    name="Exponential decay fails one of Robbins and Monro's two conditions",
    chapter="exponential",
    statement="""Stochastic approximation asks for rates whose sum is infinite, while the sum of
their squares is finite. Exponential decay has
$$total, squares$$
The sum of its squares is finite, as asked; the sum of its rates is not infinite.""",
    lines=(
        RATE,
        FACTOR,
        Line(
            "total",
            eq(sp.Sum(lr(t), (t, 0, sp.oo)), total),
            by_theorem(E2a, "total"),
            "all rates together",
        ),
        Line(
            "some",
            eq(sp.Sum(lr(t) ** 2, (t, 0, N - 1)), squares * (1 - q ** (2 * N))),
            telescoping(of=N),
            "0 for no step, and one more step adds its square",
        ),
        Line(
            "squares",
            eq(sp.Sum(lr(t) ** 2, (t, 0, sp.oo)), squares),
            limit("some", of=N),
            "the powers of $q$ go to 0",
        ),
    ),
    neighbours=(
        Neighbour(
            "the squares add up as if $q^2$ were $q$",
            "squares",
            eq(sp.Sum(lr(t) ** 2, (t, 0, sp.oo)), lr0**2 / (1 - q)),
        ),
        Neighbour(
            "the first rate is left out of the total",
            "total",
            eq(sp.Sum(lr(t), (t, 0, sp.oo)), q * total),
        ),
    ),
    source="the conditions: @robbins1951stochastic",
)
