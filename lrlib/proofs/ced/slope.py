"""How far a run gets on an even slope: what the rates of CED add up to (C1a to C1d)."""

from __future__ import annotations

from random import Random

import flint
import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    angle,
    assumed,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    let,
    lim,
    limit,
    lt,
    rises_from_zero,
    sequence,
    sign,
    sine_above_0,
    squeeze,
    telescoping,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import CyclicExponentialDecay, ExponentialDecay

lr0, k, q, x = sp.symbols("lr0 k q x", positive=True)
c, u = sp.symbols("c u", real=True)
T = sp.Symbol("T", integer=True, positive=True)
t, n = sp.symbols("t n", integer=True, nonnegative=True)
lr, p, R = (sequence(name, real=True) for name in ("lr", "p", "R"))

total = lr0 * (1 - q * c) / (1 - 2 * q * c + q**2)
_turn = 2 * sp.pi / T

RATE = Line(
    "rate",
    eq(lr(t), lr0 * sp.exp(-k * t) * sp.cos(_turn * t)),
    definition(of=CyclicExponentialDecay(lr0, k, T)),
    "the shipped formula",
)
FACTOR = Line("factor", eq(q, sp.exp(-k)), let(), "the decay of one step")
COSINE = Line("cosine", eq(c, sp.cos(_turn)), let(), "how far the wave turns in one step")

_sizes = sp.Sum(sp.Abs(lr(t)), (t, 0, n - 1))
_plain = sp.Sum(p(t), (t, 0, n - 1))

C1a = Theorem(
    label="C1a",
    name="The rates die out, and their sizes have a finite sum",
    chapter="promises",
    statement="""The wave $$rate$$ is never larger in size than plain exponential decay, its
*envelope* $p_{t}$:
$$squares, below$$
So the rates tend to $0$ as it does, and their sizes, whatever their signs, have a finite sum:
$$gone, sizes$$
With bounded gradients the parameters stop *somewhere*.""",
    lines=(
        RATE,
        FACTOR,
        Line(
            "plain",
            eq(p(t), lr0 * sp.exp(-k * t)),
            definition(of=ExponentialDecay(lr0, k)),
            "plain exponential decay, as shipped",
        ),
        Line("above", gt(p(t), 0), sign(), "a power of $e$"),
        Line(
            "squares",
            eq(lr(t) ** 2, p(t) ** 2 - (p(t) * sp.sin(_turn * t)) ** 2),
            identity(),
            r"as $\cos^2 = 1 - \sin^2$",
        ),
        Line(
            "below",
            le(sp.Abs(lr(t)), p(t)),
            from_lines("squares", "above"),
            "a square was taken away",
        ),
        Line("gone", eq(lim(p(t), t), 0), limit(), "the envelope dies out"),
        Line("added", le(_sizes, _plain), adding_up("below", over=(t, 0, n - 1)), "added up"),
        Line(
            "envelope",
            eq(_plain, lr0 * (1 - q**n) / (1 - q)),
            telescoping(of=n),
            "0 for no step, and one more step adds one more term, as in E2a",
        ),
        Line("some", le(_sizes, lr0 * (1 - q**n) / (1 - q)), from_lines("added", "envelope"), "so"),
        Line("size", ge(sp.Abs(lr(t)), 0), sign(), "a size"),
        Line(
            "sizes",
            le(sp.Sum(sp.Abs(lr(t)), (t, 0, sp.oo)), lr0 / (1 - q)),
            limit("some", "size", of=n, facts=("completeness",)),
            "the powers of $q$ go to 0; steps of finite total length end at a point",
        ),
    ),
    neighbours=(
        Neighbour(
            "a cosine for the sine",
            "squares",
            eq(lr(t) ** 2, p(t) ** 2 - (p(t) * sp.cos(_turn * t)) ** 2),
        ),
        Neighbour(
            "half of that travel",
            "sizes",
            le(sp.Sum(sp.Abs(lr(t)), (t, 0, sp.oo)), lr0 / (1 - q) / 2),
        ),
    ),
)

_some = sp.Sum(lr(t), (t, 0, n - 1))
_all = sp.Sum(lr(t), (t, 0, sp.oo))

C1b = Theorem(
    label="C1b",
    name="How far a run gets on an even slope",
    chapter="ced",
    statement="""All rates together, $rate$, add up to
$$total$$
Of it, after $n$ steps, this part is still to come: $$rest$$ which vanishes as fast as the rates
do.""",
    lines=(
        RATE,
        FACTOR,
        COSINE,
        Line(
            "R",
            eq(R(n), (lr(n + 1) + (1 - 2 * q * c) * lr(n)) / (1 - 2 * q * c + q**2)),
            let(),
            "what is claimed to be left after $n$ steps",
        ),
        Line("none", eq(total - R(0), 0), identity(), "before the first step, all"),
        Line(
            "one",
            eq(R(n) - R(n + 1), lr(n)),
            identity(),
            "one step uses up its rate: a damped cosine has a recursion",
        ),
        Line(
            "rest",
            eq(_some, total - R(n)),
            telescoping("none", "one", of=n),
            "so the sum telescopes",
        ),
        Line("total", eq(_all, total), limit("rest", of=n), "as the rates die out"),
    ),
    neighbours=(
        Neighbour(
            "a sine in the numerator",
            "total",
            eq(_all, lr0 * (1 - q * sp.sin(_turn)) / (1 - 2 * q * c + q**2)),
        ),
        Neighbour("the rest counted one step late", "rest", eq(_some, total - R(n + 1))),
    ),
)

half, excess = lr0 / 2, lr0 / 2 * sp.sinh(k) / (sp.cosh(k) - c)

C1c = Theorem(
    label="C1c",
    name="With ever slower decay, half a step",
    chapter="ced",
    statement="""The sum of all rates is half of the first rate and a rest,
$$total$$
which is positive:
$$rest$$
Let the decay get slower, so that the rates stay large for longer: the second part vanishes,
$$gone$$
and the whole endless run gets as far as *half* a step at the first rate, whatever $T$ is.""",
    idea=r"""The sum of C1b is half of the first rate, plus something positive that is at most a
multiple of $\sinh k$, and that goes to 0 with the decay.""",
    lines=(
        RATE,
        FACTOR,
        COSINE,
        Line("long", ge(T, 2), assumed(), "a cycle of one step never turns"),
        Line("sum", eq(_all, total), by_theorem(C1b, "total"), "the sum of C1b"),
        sine_above_0(x),
        Line("double", eq(1 - c, 2 * sp.sin(sp.pi / T) ** 2), identity(), "a cosine, doubled"),
        Line(
            "below",
            gt(1 - c, 0),
            from_lines("double", "long", at("sine", {x: sp.pi / T})),
            "so the wave does turn",
        ),
        Line("sinh", gt(sp.sinh(k), 0), sign(), "for any decay"),
        Line(
            "cosh",
            gt(sp.cosh(k) - 1, 0),
            rises_from_zero("sinh", of=k),
            "0 at 0, and its slope is that",
        ),
        Line("sinh_q", eq(sp.sinh(k), (1 / q - q) / 2), identity(), "by the decay of one step"),
        Line("cosh_q", eq(sp.cosh(k), (1 / q + q) / 2), identity(), "likewise"),
        Line(
            "apart",
            eq(total, half + excess),
            from_lines("sinh_q", "cosh_q", "cosh", "below"),
            "both sides over $2q$, taken apart",
        ),
        Line("total", eq(_all, half + excess), from_lines("sum", "apart"), "so"),
        Line("rest", gt(excess, 0), from_lines("sinh", "cosh", "below"), "both are positive"),
        Line("low", le(0, excess), from_lines("rest"), "turned round"),
        Line(
            "high",
            le(excess, lr0 / 2 * sp.sinh(k) / (1 - c)),
            from_lines("sinh", "cosh", "below"),
            "a smaller denominator",
        ),
        Line("gone", eq(lim(excess, k, 0), 0), squeeze("low", "high"), r"as $\sinh$ does"),
    ),
    neighbours=(
        Neighbour("a whole step", "total", eq(_all, lr0 + excess)),
        Neighbour("the rest without its factor", "total", eq(_all, half + 2 * excess)),
    ),
)


def _best(draw: Random) -> Values:
    """Every other decay is the best one, to many digits."""
    cycle = draw.randint(5, 12)
    tangent = (flint.arb.pi() / cycle).tan()
    best = ((1 + tangent) / (1 - tangent)).log()
    return {T: cycle} | ({k: best} if draw.random() < 0.5 else {})


_sine = sp.sin(_turn)
highest = lr0 * (1 + 1 / _sine) / 2
_square = ((1 + u) * q - (1 - u)) ** 2

C1d = Theorem(
    label="C1d",
    name="The farthest that CED can get on an even slope",
    chapter="ced",
    statement="""Whatever the decay, all rates together add up to at most
$$most$$
with equality for one decay only, and there:
$$only, reached$$
Plain exponential decay has no such limit.""",
    lines=(
        RATE,
        FACTOR,
        COSINE,
        Line("long", ge(T, 5), assumed(), "a shorter cycle turns too far in one step"),
        Line("tangent", eq(u, sp.tan(sp.pi / T)), let(), "so that everything is a fraction"),
        Line("sum", eq(_all, total), by_theorem(C1b, "total"), "the sum of C1b"),
        Line("c", eq(c, (1 - u**2) / (1 + u**2)), identity(), "a cosine, by that tangent"),
        Line("sine", eq(_sine, 2 * u / (1 + u**2)), identity(), "and a sine"),
        Line(
            "rises",
            gt(sp.tan(x), 0),
            sign(cover={x: angle(sp.pi / 4)}),
            "below half a right angle",
            when=(lt(x, sp.pi / 4),),
        ),
        Line(
            "small",
            lt(sp.tan(x), 1),
            sign(cover={x: angle(sp.pi / 4)}),
            "likewise",
            when=(lt(x, sp.pi / 4),),
        ),
        Line("up", gt(u, 0), from_lines("tangent", "long", at("rises", {x: sp.pi / T})), "so here"),
        Line("flat", lt(u, 1), from_lines("tangent", "long", at("small", {x: sp.pi / T})), "and"),
        Line(
            "below",
            gt(1 - 2 * q * c + q**2, 0),
            from_lines("c", "up", "flat"),
            "the denominator is $(1-q)^2 + 2q(1-c)$",
        ),
        Line(
            "gap",
            eq((highest - total) * 4 * u * (1 - 2 * q * c + q**2), lr0 * _square),
            from_lines("c", "sine", "up", "below"),
            "multiplied out, a square",
        ),
        Line(
            "most",
            le(_all, highest),
            from_lines("sum", "gap", "up", "below"),
            "over positive numbers",
        ),
        Line(
            "only",
            eq(q, (1 - u) / (1 + u)),
            from_lines("sum", "gap", "up", "below"),
            "the square is 0 there and nowhere else",
            when=(eq(_all, highest),),
        ),
        Line(
            "reached",
            eq(_all, highest),
            from_lines("sum", "gap", "up", "below"),
            "turned round",
            when=(eq(q, (1 - u) / (1 + u)),),
        ),
    ),
    neighbours=(
        Neighbour("without the half step", "most", le(_all, lr0 / _sine / 2)),
        Neighbour(
            "the best decay without its numerator",
            "gap",
            eq(
                (highest - total) * 4 * u * (1 - 2 * q * c + q**2),
                lr0 * ((1 + u) * q - 1) ** 2,
            ),
        ),
    ),
    draw=_best,
)
