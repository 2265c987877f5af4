"""Warm-up, stable, decay (D7)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.best_shape import W, X, eta, r
from lrlib.proofs.convergence.promise import D, G, T
from lrlib.proofs.convergence.tuned import D1e
from lrlib.proofs.convergence.way_down import MEAN, WAY_DOWN, H, costs, lr0, m, scaled
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    identity,
    induction,
    le,
    let,
    lim,
    lt,
    monotone,
    rises_from_zero,
    sequence,
    squeeze,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import WarmupStableDecay

x, y, c, u = sp.symbols("x y c u", positive=True)
t, z = sp.symbols("t z", nonnegative=True)
s, N, p, q = sp.symbols("s N p q", integer=True, positive=True)
j = sp.Symbol("j", integer=True, nonnegative=True)
lr = sequence("lr", r"\mathrm{lr}_{#1}", real=True)

E = sequence("E", r"E_{#1,#2}", real=True)
K = sequence("K", r"K(#1)", real=True)

_run = s + m
_from = (m + 1) / sp.Integer(2)  # the rates of the way down, in units of the highest
_level = H(j + _from - 1) - H(_from - 1)
_E = ((2 * m - 1 + 2 * H(m - 1)) / m + H(s + _from - 1) - H(_from - 1)) / (s + _from)
_K = (2 + sp.log(2 / c - 1)) / (1 - c / 2)
_logs = sp.log(j + _from) - sp.log(_from)
_LONG = {m: p * N, s: q * N}


def _tend(off: int) -> sp.Expr:
    """Logarithms in the place of harmonic numbers, for a long run; both differ by this."""
    slow = (2 * m - 1 + 2 * (sp.log(m) + off)) / m
    near = sp.log(s + _from) - sp.log(_from) + off / _from
    return ((s + m) * (slow + near) / (s + _from)).subs(_LONG)


_tends = (p + q) * N * E(p * N, q * N)


def _case(draw: Random) -> Values:
    """Some scale, or the best one."""
    down, level = draw.randint(1, 6), draw.randint(1, 6)
    given = {m: down, s: level, T: draw.randint(1, down)}
    given |= {letter: Fraction(draw.randint(1, 40), 10) for letter in (D, G, lr0)}
    if draw.random() < 0.6:
        sums = lr0**2 * (s + _from) ** 2 * _E
        given[D] = ball(sp.sqrt(sums) * G, {w: given[w] for w in (m, s, lr0, G)})
    return given


D7 = Theorem(
    label="D7",
    name="What a short cooldown costs (WSD)",
    chapter="convergence",
    assumptions=(
        r"the bound of D1 for $T$ rates, $B_T$, in sums from the end: $\eta_0$ is the last rate",
        r"$H_x$ is the harmonic number, continued to halves",
    ),
    statement=r"""Level for $s$ steps, then in a straight line towards $0$ in $m$, the rates are
$$level, down$$
At the best scale $\mathrm{lr}_0$ their bound is
$$best$$
where
$$E$$
If the cooldown is $p$ of $p + q$ parts of a run that grows long, the bound's square, times the
number of rates, in units of *DG*, tends to a number:
$$approach$$
where
$$K$$
falls as the share $c$ of the cooldown grows:
$$falls, whole$$
Against that a cooldown over a fifth of the run costs the bound eight per cent, over a tenth
fourteen:
$$fifth_more, fifth_less$$
$$tenth_more, tenth_less$$
+++
No other scale has less: $$least$$ Counted from the end these are the rates
$$ahead_down, ahead_level$$""",
    idea="""Count the rates from the end, as in D5: one more in front adds its square over the sum
of those after it. On the way down that makes a harmonic number, on the level part a piece of the
harmonic series, which is nearly a logarithm.""",
    lines=(
        Line(
            "level",
            eq(lr(t), lr0),
            definition(of=WarmupStableDecay(lr0, _run, 0, m), on=(0, s)),
            "level, as shipped",
            when=(lt(t, s),),
        ),
        Line(
            "down",
            eq(lr(t), lr0 * (_run - t) / m),
            definition(of=WarmupStableDecay(lr0, _run, 0, m), on=(s, _run)),
            "and the way down",
            when=(ge(t, s), lt(t, _run)),
        ),
        Line("eta", eq(eta(r), lr0 * sp.Min(1, (r + 1) / m)), let(), "from the end"),
        Line(
            "ahead_down",
            eq(eta(r), lr(_run - 1 - r)),
            from_lines("eta", at("down", {t: _run - 1 - r})),
            "the last $m$,",
            when=(le(r, m - 1),),
        ),
        Line(
            "ahead_level",
            eq(eta(r), lr(_run - 1 - r)),
            from_lines("eta", at("level", {t: _run - 1 - r})),
            "and those before",
            when=(ge(r, m), le(r, _run - 1)),
        ),
        *WAY_DOWN,
        Line(
            "W_level",
            eq(W(m + j), lr0 * (j + _from)),
            induction(
                at("W_down", {T: m}), "V", at("W_more", {T: m + j}), at("eta", {r: m + j}), of=j
            ),
            "on the level part the sum grows by one rate at each step,",
        ),
        Line("halves", eq(H(z + 1) - H(z), 1 / (z + 1)), identity(), "between whole numbers, too"),
        Line(
            "X_level",
            eq(X(m + j), X(m) + lr0 * _level),
            induction(
                at("more", {T: m + j}),
                "W_level",
                at("eta", {r: m + j}),
                at("halves", {z: j + _from - 1}),
                of=j,
            ),
            "and the harmonic series by one term",
        ),
        Line("E", eq(E(m, s), _E), let(), "both, over the sum of the rates"),
        Line(
            "shape",
            eq(X(_run), E(m, s) * W(_run)),
            from_lines(
                "E", "h", at("X_down", {T: m}), at("X_level", {j: s}), at("W_level", {j: s})
            ),
            "so",
        ),
        MEAN,
        *scaled(_run, E(m, s), "shape"),
        Line("log", lt(sp.log(1 + y), y), rises_from_zero(of=y), "0 at 0, and falling behind"),
        Line("log_below", ge(sp.log(1 + y), y / (1 + y)), rises_from_zero(of=y), "and ahead"),
        Line("step", eq(sp.log(x + 1) - sp.log(x), sp.log(1 + 1 / x)), identity(), "a quotient"),
        Line(
            "loses",
            ge(_level, _logs),
            induction(
                at("halves", {z: j + _from - 1}),
                at("step", {x: j + _from}),
                at("log", {y: 1 / (j + _from)}),
                of=j,
            ),
            "a term is more than the step of the logarithm,",
        ),
        Line(
            "ahead",
            le(_level, _logs + 1 / _from - 1 / (j + _from)),
            induction(
                at("halves", {z: j + _from - 1}),
                at("step", {x: j + _from}),
                at("log_below", {y: 1 / (j + _from)}),
                of=j,
            ),
            "the next one is less",
        ),
        Line("H_loses", ge(H(T - 1), sp.log(T)), by_theorem(D1e, "loses"), "as in D1e"),
        Line("H_ahead", le(H(T - 1), 1 + sp.log(T)), by_theorem(D1e, "no_more"), "as in D1e"),
        Line(
            "under",
            le(_tend(0), _tends),
            from_lines(
                at("E", _LONG), at("loses", {m: p * N, j: q * N}), at("H_loses", {T: p * N})
            ),
            "put in",
        ),
        Line(
            "over",
            le(_tends, _tend(1)),
            from_lines(
                at("E", _LONG), at("ahead", {m: p * N, j: q * N}), at("H_ahead", {T: p * N})
            ),
            "and here",
        ),
        Line("K", eq(K(c), _K), let(), "of a share"),
        Line(
            "approach",
            eq(lim(_tends, N), K(p / (p + q))),
            squeeze("under", "over"),
            "between two that do",
        ),
        Line(
            "slope",
            eq(
                sp.Derivative(K(c), c),
                (sp.log(1 + (2 / c - 2)) - (2 / c - 2)) / (2 * (1 - c / 2) ** 2),
            ),
            identity(),
            "its slope",
        ),
        Line(
            "sinks",
            lt(sp.Derivative(K(c), c), 0),
            from_lines("slope", at("log", {y: 2 / c - 2})),
            "is below 0",
            when=(lt(c, 1),),
        ),
        Line(
            "falls",
            lt(K(u), K(c)),
            monotone("sinks", of=c, points=(c, u)),
            "so a longer cooldown has less,",
            when=(lt(c, u), le(u, 1)),
        ),
        Line("whole", eq(K(1), 4), identity(), "up to linear decay"),
        *costs(K, "fifth", sp.Rational(1, 5), "1.079", "1.081"),
        *costs(K, "tenth", sp.Rational(1, 10), "1.139", "1.141"),
    ),
    neighbours=(
        Neighbour(
            "without the last rate's own term",
            "shape",
            eq(X(_run), (E(m, s) - 1 / m / (s + _from)) * W(_run)),
        ),
        Neighbour(
            r"$\ln(1/c)$ for $\ln(2/c-1)$",
            "approach",
            eq(lim(_tends, N), (2 + sp.log((p + q) / p)) / (1 - p / (p + q) / 2)),
        ),
        Neighbour(
            "divided by $1 - c$",
            "approach",
            eq(lim(_tends, N), (2 + sp.log(2 * (p + q) / p - 1)) / (1 - p / (p + q))),
        ),
    ),
    draw=_case,
    source="a bound of this form, with a larger logarithm, is due to @schaipp2025surprising; this "
    "is the exact value of D1's",
)
