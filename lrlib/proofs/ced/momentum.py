"""The wave of CED, and momentum (C9)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import count, islice
from random import Random

import sympy as sp

from lrlib.proofs.ced.slope import RATE, C1b, C1c, T, k, lr, lr0, n, t, x
from lrlib.proofs.engines.balls import Ball, Exact, to_ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    angle,
    assumed,
    at,
    by_theorem,
    eq,
    from_lines,
    ge,
    gt,
    induction,
    le,
    let,
    lim,
    limit,
    lt,
    monotone,
    sequence,
    sign,
    telescoping,
)
from lrlib.proofs.theorem import Theorem

b, beta, z = sp.symbols("b beta z", positive=True)
N = sp.Symbol("N", real=True)
m = sp.Symbol("m", integer=True, positive=True)
theta, v = sequence("theta", real=True), sequence("v", real=True)
A = sequence("A", "A(#1)", real=True)
theta_keras = sequence("theta_keras", r"\theta^{\text{Keras}}_{#1}", real=True)
v_keras = sequence("v_keras", r"v^{\text{Keras}}_{#1}", real=True)

_turn = 2 * sp.pi / T
_c = sp.cos(_turn)
_mirror = 1 - 2 * beta * _c + beta**2
_net = (1 - beta - 2 * beta * _c) / (2 * _mirror)
_decay = sp.exp(-k)
_torch, _keras = (A(z) - beta * A(beta * z)) / (1 - beta), A(z) / (1 - beta)
_steps = lr(t) * (1 - beta ** (t + 1)) / (1 - beta)
_done = theta(0) - theta(n)
_done_keras = theta_keras(0) - theta_keras(n) + beta / (1 - beta) * v_keras(n)
_USUAL = eq(beta, sp.Rational(9, 10))


def _walk(
    length: int, first: Exact, decay: Exact, fades: Exact, start: Exact
) -> Iterator[tuple[Ball, Ball, Ball, Ball]]:
    """At each step: where PyTorch's run is, what its buffer holds, and the same for Keras."""
    wave = [to_ball(first) * to_ball(Fraction(2 * i, length)).cos_pi() for i in range(length)]
    left, keeps = (-to_ball(decay)).exp(), (-to_ball(fades)).exp()
    place, speed, other, push = map(to_ball, (start, 0, start, 0))
    for step in count():
        yield place, speed, other, push
        rate = wave[step % length] * left**step
        speed, push = keeps * speed + 1, keeps * push + rate
        place, other = place - rate * speed, other - push


def _runs(draw: Random) -> Values:
    """Both runs, from anywhere; often with the usual momentum."""
    first, decay, fades = (Fraction(draw.randint(6, 30), 20) for _ in range(3))
    fades = draw.choice((fades, fades, to_ball(Fraction(10, 9)).log()))
    length = draw.choice((10, draw.randint(2, 12)))
    walk = _walk(length, first, decay, fades, draw.randint(-9, 9))
    done: list[tuple[Ball, Ball, Ball, Ball]] = []

    def after(i: int) -> tuple[Ball, Ball, Ball, Ball]:
        done.extend(islice(walk, i + 1 - len(done)) if len(done) <= i else ())
        return done[i]

    names = (theta, v, theta_keras, v_keras)
    made = {name: lambda i, one=one: after(i)[one] for one, name in enumerate(names)}
    return {T: length, lr0: first, k: decay, b: fades} | made


C9 = Theorem(
    label="C9",
    name="With PyTorch's momentum a slowly fading wave runs uphill",
    chapter="ced",
    assumptions=(
        "an even slope, with a gradient of 1",
        r"$\beta$ is the momentum: each number between 0 and 1 is $e^{-b}$ for some $b > 0$",
    ),
    statement=r"""PyTorch multiplies the buffer by the rate, $step$. In the limit of slow decay,
when $z$, the part of the wave that a step leaves, tends to $1$, all steps together go down by
$$net$$
or by $N$ steps at the first rate:
$$number$$
With the usual momentum and all but the shortest cycles that is *up* the slope:
$$usual, ten$$
Keras puts the rate into the buffer, $keras_buffer$, and goes down:
$$net_keras$$
+++
It is up the slope if, and only if, momentum and cosine are large:
$$up, down$$
What tends to that limit is how far PyTorch goes in the end,
$$all$$
where $A.left$ is what a wave adds up to that keeps $z$ per step, by C1b:
$$A, rates$$
In Keras each rate counts in full, with what the buffer still holds:
$$keras$$""",
    lines=(
        Line("beta", eq(beta, sp.exp(-b)), let(), "the momentum"),
        Line("turns", ge(T, 2), assumed(), "a cycle of one step never turns"),
        Line("rest", eq(v(0), 0), assumed(), "PyTorch's buffer begins empty"),
        Line("buffer", eq(v(t + 1), beta * v(t) + 1), assumed(), "it adds gradients", over=(t,)),
        Line(
            "step",
            eq(theta(t + 1), theta(t) - lr(t) * v(t + 1)),
            assumed(),
            "a step is the rate times the buffer",
            over=(t,),
        ),
        Line("keras_rest", eq(v_keras(0), 0), assumed(), "that of Keras begins empty as well"),
        Line(
            "keras_buffer",
            eq(v_keras(t + 1), beta * v_keras(t) + lr(t)),
            assumed(),
            "it adds gradients times rates",
            over=(t,),
        ),
        Line(
            "keras_step",
            eq(theta_keras(t + 1), theta_keras(t) - v_keras(t + 1)),
            assumed(),
            "a step is the buffer",
            over=(t,),
        ),
        RATE,
        Line(
            "A",
            eq(A(z), lr0 * (1 - z * _c) / (1 - 2 * z * _c + z**2)),
            let(),
            "a wave that keeps $z$ per step adds up to this:",
        ),
        Line(
            "rates",
            eq(sp.Sum(lr(t), (t, 0, sp.oo)), A(_decay)),
            by_theorem(C1b, "total", {}, "rate", "A"),
            "the rates,",
        ),
        Line(
            "fading",
            eq(sp.Sum(beta**t * lr(t), (t, 0, sp.oo)), A(beta * _decay)),
            by_theorem(C1b, "total", {k: k + b}, "rate", "beta", "A"),
            "and rates that fade faster",
        ),
        Line(
            "speed",
            eq(v(t), (1 - beta**t) / (1 - beta)),
            induction("rest", "buffer", "beta", of=t),
            "the buffer fills up",
        ),
        Line(
            "moved",
            eq(sp.Sum(_steps, (t, 0, n - 1)), _done),
            telescoping(at("step", {t: n}), at("speed", {t: n + 1}), "beta", of=n),
            "so these are the steps,",
        ),
        Line(
            "end",
            eq(sp.Sum(_steps, (t, 0, sp.oo)), lim(_done, n)),
            limit("moved", of=n),
            "all of them",
        ),
        Line(
            "all",
            eq(lim(_done, n), _torch.subs(z, _decay)),
            from_lines("end", "rates", "fading"),
            "the rates, less those that fade faster",
        ),
        Line("number", eq(N, _net), let(), "what is claimed, in steps at the first rate"),
        Line("net", eq(lim(_torch, z, 1, "-"), lr0 * N), limit(), "as $e^{-k}$ tends to 1"),
        Line(
            "mirror",
            gt(_mirror, 0),
            by_theorem(C1c, "below"),
            r"it is $(1-\beta)^2$ and something more, as the wave turns,",
        ),
        Line(
            "up",
            lt(N, 0),
            from_lines("number", "mirror"),
            "so the numerator has the sign",
            when=(gt(beta * (1 + 2 * _c), 1),),
        ),
        Line(
            "down",
            ge(N, 0),
            from_lines("number", "mirror"),
            "in both cases",
            when=(le(beta * (1 + 2 * _c), 1),),
        ),
        Line(
            "falls",
            lt(sp.Derivative(sp.cos(x), x), 0),
            sign(cover={x: angle(sp.pi)}),
            "a cosine falls for half of a turn,",
            when=(lt(x, sp.pi),),
        ),
        Line(
            "long",
            ge(_c, sp.cos(2 * sp.pi / m)),
            monotone("falls", of=x, points=(_turn, 2 * sp.pi / m)),
            "so it is larger in a longer cycle",
            when=(ge(T, m), ge(m, 5)),
        ),
        Line(
            "usual",
            lt(N, 0),
            from_lines("up", at("long", {m: 5})),
            "five steps are long enough,",
            when=(_USUAL, ge(T, 5)),
        ),
        Line(
            "ten",
            lt(N, -sp.Rational(19, 10)),
            from_lines("number", "mirror", at("long", {m: 10})),
            "and from ten on it is much",
            when=(_USUAL, ge(T, 10)),
        ),
        Line(
            "keras",
            eq(_done_keras, sp.Sum(lr(t), (t, 0, n - 1)) / (1 - beta)),
            telescoping(
                "keras_rest", at("keras_buffer", {t: n}), at("keras_step", {t: n}), "beta", of=n
            ),
            "in Keras each rate is pushed on for ever,",
        ),
        Line(
            "net_keras",
            eq(lim(_keras, z, 1, "-"), lr0 / (2 * (1 - beta))),
            limit(),
            "and all rates come to half of a step (C1c)",
        ),
    ),
    neighbours=(
        Neighbour(
            r"uphill if $2\beta\cos(2\pi/T) > 1$",
            "net",
            eq(lim(_torch, z, 1, "-"), lr0 * (1 - 2 * beta * _c) / (2 * _mirror)),
        ),
        Neighbour("not halved", "net", eq(lim(_torch, z, 1, "-"), 2 * lr0 * N)),
        Neighbour(
            r"Keras moves $1/(1-\beta)$ steps",
            "net_keras",
            eq(lim(_keras, z, 1, "-"), lr0 / (1 - beta)),
        ),
    ),
    draw=_runs,
)
