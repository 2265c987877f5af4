"""Heavy balls: the two factors of a step, by the rate (the first lines of O4).

Outside of a band of rates they are real, inside they turn, and the larger one in size depends on
nothing but how far the rate is from the band.
"""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    gt,
    implies,
    keeps_order,
    le,
    let,
    lt,
    sequence,
)
from lrlib.proofs.onecycle.share import x

__all__ = [
    "FACTORS", "HIGH", "LOW", "R", "b", "beta", "c", "ell", "n", "speed", "theta", "u", "v", "y",
    "z",
]  # fmt: skip

b, c = sp.symbols("b c", positive=True)
y = sp.Symbol("y", nonnegative=True)
u, v, z = sp.symbols("u v z", real=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
theta, speed = sequence("theta", real=True), sequence("v", real=True)
R = sequence("R", r"R(#1)", real=True)
ell = sequence("ell", r"\ell(#1)", real=True)

beta = b**2
LOW, HIGH = (1 - b) ** 2, (1 + b) ** 2  # the ends of the band

#: How large the larger factor is at a rate, and at which rates it is below 1.
FACTORS = (
    Line("below", lt(b, 1), assumed(), "momentum is less than 1"),
    Line(
        "push",
        eq(speed(n + 1), beta * speed(n) + c * theta(n)),
        assumed(),
        r"a step of the ball, $c = \lambda\,\mathrm{lr}$",
        over=(n,),
    ),
    Line("move", eq(theta(n + 1), theta(n) - speed(n + 1)), assumed(), "", over=(n,)),
    Line(
        "two",
        eq(theta(n + 2), (1 + beta - c) * theta(n + 1) - beta * theta(n)),
        from_lines(at("push", {n: n + 1}), at("move", {n: n + 1}), "move"),
        r"so a factor $z$ per step has $z^2 = (1 + \beta - c) z - \beta$",
    ),
    Line(
        "R",
        eq(R(z), (2 * b + sp.Abs(z) + sp.sqrt(sp.Abs(z) * (sp.Abs(z) + 4 * b))) / 2),
        let(),
        "a size of a factor, as will be seen",
    ),
    Line(
        "root",
        eq(R(y) ** 2 + beta, (2 * b + y) * R(y)),
        from_lines("R"),
        "it solves a quadratic equation,",
    ),
    Line("larger", ge(R(y), b), from_lines("R"), "and is the larger solution"),
    Line(
        "slow",
        eq(R(y) ** 2 - (1 + beta - (LOW - y)) * R(y) + beta, 0),
        from_lines("root"),
        "so it is a factor at rates below the band,",
    ),
    Line(
        "fast",
        eq((-R(y)) ** 2 - (1 + beta - (HIGH + y)) * -R(y) + beta, 0),
        from_lines("root"),
        "with a minus at rates above it,",
    ),
    Line(
        "turns",
        implies(
            sp.And(
                eq(u**2 - v**2 - (1 + beta - x) * u + beta, 0),
                eq(2 * u * v - (1 + beta - x) * v, 0),
                sp.Ne(v, 0),
                evaluate=False,
            ),
            eq(u**2 + v**2, beta),
        ),
        from_lines(),
        "and a factor $u + vi$ that is not real has the size $b$",
    ),
    Line(
        "ell",
        eq(
            ell(x),
            sp.Piecewise(
                (sp.log(R(LOW - x)), x < LOW),
                (sp.log(b), x <= HIGH),
                (sp.log(R(x - HIGH)), True),
            ),
        ),
        let(),
        "so this is the logarithm of the size of the larger factor:",
    ),
    Line(
        "at_low",
        eq(ell(x), sp.log(R(LOW - x))),
        from_lines("ell"),
        "below",
        when=(lt(x, LOW),),
    ),
    Line(
        "at_middle",
        eq(ell(x), sp.log(b)),
        from_lines("ell"),
        "within the band",
        when=(ge(x, LOW), le(x, HIGH)),
    ),
    Line(
        "at_high",
        eq(ell(x), sp.log(R(x - HIGH))),
        from_lines("ell", "below"),
        "and above",
        when=(gt(x, HIGH),),
    ),
    Line(
        "calm",
        lt(R(y), 1),
        from_lines("root", "larger", "below"),
        "near the band it is below 1,",
        when=(lt(y, LOW),),
    ),
    Line(
        "wild",
        gt(R(y), 1),
        from_lines("root", "larger", "below"),
        "and above 1 far from it",
        when=(gt(y, LOW),),
    ),
    Line(
        "calm_log",
        lt(sp.log(R(y)), 0),
        keeps_order("calm", "larger", by=sp.log),
        "where logarithms are below 0,",
        when=(lt(y, LOW),),
    ),
    Line(
        "wild_log",
        gt(sp.log(R(y)), 0),
        keeps_order("wild", "larger", by=sp.log),
        "or above,",
        when=(gt(y, LOW),),
    ),
    Line("log_b", lt(sp.log(b), 0), keeps_order("below", by=sp.log), "and so it is inside"),
    Line(
        "rests_low",
        lt(ell(x), 0),
        from_lines("at_low", at("calm_log", {y: LOW - x})),
        "below the band the ball comes to rest,",
        when=(gt(x, 0), lt(x, LOW)),
    ),
    Line(
        "rests_high",
        lt(ell(x), 0),
        from_lines("at_high", at("calm_log", {y: x - HIGH})),
        "and above it, too,",
        when=(gt(x, HIGH), lt(x, 2 * (1 + beta))),
    ),
    Line(
        "rests",
        lt(ell(x), 0),
        from_lines("rests_low", "at_middle", "rests_high", "log_b"),
        "as long as the rate is small enough",
        when=(gt(x, 0), lt(x, 2 * (1 + beta))),
    ),
    Line(
        "grows",
        gt(ell(x), 0),
        from_lines("below", "at_high", at("wild_log", {y: x - HIGH})),
        "at a higher rate it swings ever wider",
        when=(gt(x, 2 * (1 + beta)),),
    ),
)
