"""The mean over a cycle (C7)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.ced.apart import MEETS, NEVER, g, log_size, mean, phi, some_case, turn, u, v, y
from lrlib.proofs.ced.rates import T, a, k, lam, t
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    above,
    at,
    between,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    lt,
    pieces,
    sequence,
    sign,
    substitution,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import CyclicExponentialDecay

lr = sequence("lr", real=True)

#: The mean for a up to 1, and from there on.
inside = sp.log((1 + sp.sqrt(1 - a**2)) / 2)
outside = sp.log(a / 2)

_wave = a / lam * sp.cos(2 * sp.pi * t / T)
_first = sp.Integral(g(sp.cos(phi)), (phi, 0, sp.pi))
_second = sp.Integral(g(sp.cos(phi)), (phi, sp.pi, 2 * sp.pi))
_factor, _opposite = log_size(1 - a * sp.cos(phi)), log_size(1 + a * sp.cos(phi))


def _half(what: sp.Expr) -> sp.Integral:
    return sp.Integral(what, (phi, 0, sp.pi))


C7 = Theorem(
    label="C7",
    name="The mean over a cycle",
    chapter="ced",
    assumptions=(
        r"a quadratic loss of curvature $\lambda$; $a$ is $\lambda$ times the amplitude of the "
        "wave, the same throughout the cycle, which is taken as a curve",
    ),
    statement=r"""Under the cosine wave the logarithm of the factor per step has the mean
$$cycle_mean$$
and this is, before and after the factor can be $0$,
$$below, beyond$$
At a maximum $a$ has the opposite sign, which does not matter:
$$opposite$$
It is negative as long as $a$ is small enough, $$contracts, expands$$ so the wave is drawn to minima
and maxima alike.
+++
The cycle is the one that the code variant runs through, $rate$. A turn is twice its first half,
$$turn$$ and both means are cases of
$$inside, outside$$""",
    idea="""Where no factor is 0, C6 gives the mean over a cycle of $T$ steps; let $T$ grow. Where
one is, the difference of two cosines is a product of two sines, whose logarithms have
the mean 0, as Euler knew.""",
    lines=(
        Line(
            "rate",
            eq(lr(t), _wave),
            definition(of=CyclicExponentialDecay(a / lam, k, T, staircase=True), on=(0, T)),
            "the first cycle of the code variant, as shipped",
            when=(lt(t, T),),
        ),
        Line(
            "curve",
            eq(
                sp.Integral(log_size(1 - lam * lr(t)), (t, 0, T)),
                sp.Integral(log_size(1 - lam * _wave), (t, 0, T)),
            ),
            pieces("rate", at=()),
            "put in,",
        ),
        Line(
            "angle",
            eq(
                sp.Integral(log_size(1 - lam * _wave), (t, 0, T)),
                T / (2 * sp.pi) * turn(_factor),
            ),
            substitution(line=2 * sp.pi * t / T),
            "with the angle in the place of the step",
        ),
        Line(
            "cycle_mean",
            eq(sp.Integral(log_size(1 - lam * lr(t)), (t, 0, T)) / T, mean(_factor)),
            from_lines("curve", "angle"),
            "the mean over a cycle is that over a turn",
        ),
        *NEVER,
        *MEETS,
        Line(
            "below",
            eq(mean(_factor), inside),
            from_lines(at("inside", {u: 1, v: a})),
            "where no factor is 0",
            when=(lt(a, 1),),
        ),
        Line(
            "beyond",
            eq(mean(_factor), outside),
            from_lines(at("outside", {u: 1, v: a})),
            "where one is",
            when=(ge(a, 1),),
        ),
        Line(
            "halves",
            eq(turn(g(sp.cos(phi))), _first + _second),
            pieces(at=(sp.pi,)),
            "a turn has two halves, for any continuous $g$,",
        ),
        Line(
            "back",
            eq(_second, _first),
            substitution(line=2 * sp.pi - phi),
            "and on the second a cosine takes the way back",
        ),
        Line(
            "turn",
            eq(turn(g(sp.cos(phi))), 2 * _first),
            from_lines("halves", "back"),
            "so the second is worth as much as the first",
        ),
        Line(
            "flip",
            eq(_half(_opposite), _half(_factor)),
            substitution(line=sp.pi - phi),
            "turned round, half of a turn has the opposite cosines",
        ),
        Line(
            "opposite",
            eq(mean(_opposite), mean(_factor)),
            from_lines(
                at("turn", {g: lambda c: log_size(1 + a * c)}),
                at("turn", {g: lambda c: log_size(1 - a * c)}),
                "flip",
            ),
            "so the sign of $a$ does not matter",
        ),
        Line(
            "negative",
            lt(sp.log(y), 0),
            sign(cover={y: between(0, 1)}),
            "a logarithm",
            when=(lt(y, 1),),
        ),
        Line(
            "positive",
            gt(sp.log(y), 0),
            sign(cover={y: above(1)}),
            "changes its sign at 1",
            when=(gt(y, 1),),
        ),
        Line(
            "small",
            lt(mean(_factor), 0),
            from_lines("below", at("negative", {y: (1 + sp.sqrt(1 - a**2)) / 2})),
            "the mean of 1 and a root below 1 is below 1,",
            when=(lt(a, 1),),
        ),
        Line(
            "large",
            lt(mean(_factor), 0),
            from_lines("beyond", at("negative", {y: a / 2})),
            "and so is half of a number below 2",
            when=(ge(a, 1), lt(a, 2)),
        ),
        Line(
            "contracts",
            lt(mean(_factor), 0),
            from_lines("small", "large"),
            "so up to 2 the mean is negative,",
            when=(lt(a, 2),),
        ),
        Line(
            "expands",
            gt(mean(_factor), 0),
            from_lines("beyond", at("positive", {y: a / 2})),
            "and beyond it is positive",
            when=(gt(a, 2),),
        ),
    ),
    neighbours=(
        Neighbour("not halved", "below", eq(mean(_factor), sp.log(1 + sp.sqrt(1 - a**2)))),
        Neighbour("$\\ln a$ above 1", "beyond", eq(mean(_factor), sp.log(a))),
        Neighbour("up to 2.1", "expands", lt(mean(_factor), 0)),
    ),
    draw=some_case,
)
