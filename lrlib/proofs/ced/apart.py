"""The mean logarithm of a number less a cosine, over a turn: for C7 and O2f.

Where the two never meet (NEVER), the equally spaced cosines of a cycle multiply to a closed form
(C6), and longer and longer cycles come near the mean. Where they meet (MEETS), the difference is a
product of two sines, and Euler knew the mean of those.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.ced.cycle import C6, theta
from lrlib.proofs.ced.rates import T
from lrlib.proofs.engines import balls
from lrlib.proofs.engines.balls import Ball
from lrlib.proofs.kernel import (
    Line,
    Values,
    at,
    by_theorem,
    cited,
    eq,
    from_lines,
    gt,
    identity,
    induction,
    keeps_order,
    le,
    let,
    lim,
    limit,
    sequence,
    substitution,
    termwise,
)

s, v, y, z = sp.symbols("s v y z", positive=True)
u, phi, psi, x = sp.symbols("u phi psi x", real=True)
N, i = sp.symbols("N i", integer=True, nonnegative=True)
m = sp.Symbol("m", integer=True, positive=True)  # the length of a cycle, as it grows
g = sequence("g", r"g(#1)", real=True)
M = sequence("M", real=True)


def some_case(draw: Random) -> Values:
    """A wave that is clearly apart from the number, so that long cycles settle; and a function."""
    c = draw.randint(-9, 9)
    made: Callable[[Ball], Ball] = draw.choice(
        (lambda w: w**2 + c * w, lambda w: (w * c / 9).exp(), lambda w: w.sin() + c)
    )
    return {s: Fraction(draw.randint(8, 25), 10), g: lambda w: made(balls.to_ball(w))}


def turn(what: sp.Expr) -> sp.Integral:
    """The integral over a turn."""
    return sp.Integral(what, (phi, 0, 2 * sp.pi))


def mean(what: sp.Expr) -> sp.Expr:
    """The mean over a turn."""
    return turn(what) / (2 * sp.pi)


def log_size(what: sp.Expr) -> sp.Expr:
    return sp.log(sp.Abs(what))


_never = sp.exp(s) + sp.exp(-s) - 2 * sp.cos(phi)  # 2 cosh s - 2 cos phi is above 0
_one = _never.subs(phi, 2 * sp.pi * i / T)
_logs, _product = sp.Sum(sp.log(_one), (i, 0, N - 1)), sp.Product(_one, (i, 0, N - 1))
_all = sp.exp(T * s) + sp.exp(-T * s) - 2
_plus, _minus = sp.sin((phi + psi) / 2), sp.sin((phi - psi) / 2)
_longer = (u + sp.sqrt(u**2 - v**2)) / v
_s = sp.log(_longer)
_fitting = _never.subs(s, _s)
_APART = (sp.Ne(_plus, 0), sp.Ne(_minus, 0))
_ABOVE = (gt(u, v),)

#: They never meet: u is above v.
NEVER = (
    Line(
        "circle",
        eq(sp.cos(phi) ** 2, 1 - sp.sin(phi) ** 2),
        identity(),
        "Pythagoras: a cosine is at most 1",
    ),
    Line(
        "each",
        gt(_never, 0),
        from_lines("circle"),
        "and this is above 2, so no factor is 0",
    ),
    Line(
        "above",
        gt(_product, 0),
        induction(at("each", {phi: 2 * sp.pi * N / T}), of=N),
        "nor is their product",
    ),
    Line("law", eq(sp.log(y * z), sp.log(y) + sp.log(z)), identity(), "a law of logarithms"),
    Line(
        "logs",
        eq(_logs, sp.log(_product)),
        induction(
            "above",
            at("each", {phi: 2 * sp.pi * N / T}),
            at("law", {y: _product, z: _one.subs(i, N)}),
            of=N,
        ),
        "so logarithms add up to that of a product",
    ),
    Line(
        "cycle",
        eq(_product.subs(N, T), _all),
        by_theorem(C6, "apart", {theta: lambda n: sp.Integer(0)}),
        "which over a whole cycle is this",
    ),
    Line(
        "known",
        eq(sp.log(_product.subs(N, T)), sp.log(_all)),
        keeps_order("cycle", at("above", {N: T}), by=sp.log),
        "the logarithm of both sides",
    ),
    Line("M", eq(M(T), _logs.subs(N, T) / T), let(), "the mean of a cycle of $T$ steps"),
    Line(
        "mean",
        eq(M(T), sp.log(_all) / T),
        from_lines("M", at("logs", {N: T}), "known"),
        "so it has a formula",
    ),
    Line(
        "long",
        eq(lim(M(m), m), s),
        limit(at("mean", {T: m}), of=m),
        "in a long cycle the first of the powers is all that counts",
    ),
    Line(
        "riemann",
        eq(lim(M(m), m), mean(sp.log(_never))),
        cited(facts=("riemann",)),
        "and the mean of many equally spaced points is that of a curve",
    ),
    Line(
        "never",
        eq(turn(sp.log(_never)), 2 * sp.pi * s),
        from_lines("long", "riemann"),
        "the two are the same limit",
    ),
    Line(
        "longer",
        gt(_longer, 1),
        from_lines(),
        "for the given $u$, choose the $s$ that fits:",
        when=_ABOVE,
    ),
    Line(
        "s",
        gt(sp.log(_longer), 0),
        keeps_order("longer", by=sp.log),
        "its logarithm is above 0",
        when=_ABOVE,
    ),
    Line(
        "size",
        eq(sp.Abs(u - v * sp.cos(phi)), v / 2 * _fitting),
        from_lines("s", "longer", at("each", {s: _s})),
        "then the difference is this",
        when=_ABOVE,
    ),
    Line(
        "image",
        eq(log_size(u - v * sp.cos(phi)), sp.log(v / 2 * _fitting)),
        keeps_order("size", "s", "longer", at("each", {s: _s}), by=sp.log),
        "the logarithm of both sides,",
        when=_ABOVE,
    ),
    Line(
        "two",
        eq(log_size(u - v * sp.cos(phi)), sp.log(v / 2) + sp.log(_fitting)),
        from_lines("image", "s", "longer", at("each", {s: _s}), at("law", {y: v / 2, z: _fitting})),
        "which is a sum of two",
        when=_ABOVE,
    ),
    Line(
        "spread",
        eq(turn(log_size(u - v * sp.cos(phi))), 2 * sp.pi * (sp.log(v / 2) + _s)),
        termwise("two", "s", "longer", at("never", {s: _s})),
        "over a turn the first is constant, the second known",
        when=_ABOVE,
    ),
    Line(
        "inside",
        eq(mean(log_size(u - v * sp.cos(phi))), sp.log((u + sp.sqrt(u**2 - v**2)) / 2)),
        from_lines("spread", "longer", at("law", {y: v / 2, z: _longer})),
        "the logarithms put together",
        when=_ABOVE,
    ),
)

#: They meet: u is between -v and v.
MEETS = (
    Line(
        "waves",
        eq(v * sp.cos(psi) - v * sp.cos(phi), v / 2 * (2 * _plus) * (2 * _minus)),
        identity(),
        "a difference of cosines is a product of sines",
    ),
    Line(
        "sizes",
        eq(
            sp.Abs(v * sp.cos(psi) - v * sp.cos(phi)),
            v / 2 * (sp.Abs(2 * _plus) * sp.Abs(2 * _minus)),
        ),
        from_lines("waves"),
        "so is its size",
    ),
    Line(
        "met_image",
        eq(
            log_size(v * sp.cos(psi) - v * sp.cos(phi)),
            sp.log(v / 2 * (sp.Abs(2 * _plus) * sp.Abs(2 * _minus))),
        ),
        keeps_order("sizes", "waves", by=sp.log),
        "in logarithms,",
        when=_APART,
    ),
    Line(
        "three",
        eq(
            log_size(v * sp.cos(psi) - v * sp.cos(phi)),
            sp.log(v / 2) + log_size(2 * _plus) + log_size(2 * _minus),
        ),
        from_lines(
            "met_image",
            at("law", {y: v / 2, z: sp.Abs(2 * _plus) * sp.Abs(2 * _minus)}),
            at("law", {y: sp.Abs(2 * _plus), z: sp.Abs(2 * _minus)}),
        ),
        "a sum of three, wherever none of the sines is 0",
        when=_APART,
    ),
    Line(
        "euler",
        eq(sp.Integral(log_size(2 * sp.sin(x)), (x, psi / 2, psi / 2 + sp.pi)), 0),
        cited(facts=("euler",)),
        "Euler's: over a period the mean is 0",
    ),
    Line(
        "slow",
        eq(
            turn(log_size(2 * _plus)),
            2 * sp.Integral(log_size(2 * sp.sin(x)), (x, psi / 2, psi / 2 + sp.pi)),
        ),
        substitution(line=(phi + psi) / 2),
        "half as fast, a turn is a period",
    ),
    Line(
        "wave",
        eq(turn(log_size(2 * _plus)), 0),
        from_lines("slow", "euler"),
        "so each of the two waves adds nothing",
    ),
    Line(
        "met",
        eq(turn(log_size(v * sp.cos(psi) - v * sp.cos(phi))), 2 * sp.pi * sp.log(v / 2)),
        termwise("three", "wave", at("wave", {psi: -psi})),
        "only the constant is left; the sines are 0 at few places",
    ),
    Line(
        "outside",
        eq(mean(log_size(u - v * sp.cos(phi))), sp.log(v / 2)),
        from_lines(at("met", {psi: sp.acos(u / v)})),
        "each number from $-v$ to $v$ is $v$ times a cosine",
        when=(le(-v, u), le(u, v)),
    ),
)
