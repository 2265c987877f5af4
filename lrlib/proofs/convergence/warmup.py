"""A warm-up in front of the line (D7b)."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence.best_shape import W, X, eta, r
from lrlib.proofs.convergence.cooldown import lr, t
from lrlib.proofs.convergence.promise import D, G, T
from lrlib.proofs.convergence.tuned import D1e
from lrlib.proofs.convergence.way_down import MEAN, WAY_DOWN, costs, h, lr0, m, scaled
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Values,
    above,
    at,
    by_theorem,
    definition,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    lim,
    limit,
    lt,
    rises_from_zero,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle

w, b, v = sp.symbols("w b v", positive=True)
x = sp.Symbol("x", nonnegative=True)
M = sp.Symbol("M", integer=True, positive=True)
i = sp.Symbol("i", integer=True, nonnegative=True)
F = sequence("F", r"F_{#1}(#2)", real=True)
K = sequence("K", r"K(#1)", real=True)
alpha = sp.Symbol("alpha", positive=True)

_run = M + m
_warm = OneCycle(0, lr0, _run, M / _run)
_F = b / 2 * (sp.log(b + x) - sp.log(b - x)) - x
_before, _after = (b + x) * (b - x - 1), (b - x) * (b + x + 1)
_K = 2 / sp.sqrt(w) * (sp.log(1 + sp.sqrt(w)) - sp.log(1 - sp.sqrt(w)))
_back = M - 1 - i  # the step of the way up, i steps before the peak
_rises = F(b, x + 1) - F(b, x)
_E = X(_run) / W(_run)
_unit = 2 * lr0 / M
_OVER, _UNDER = (4 * sp.log(m) + 2) / m, (4 * sp.log(m) - 6) / m


def _at(step: Number) -> sp.Expr:
    return F(alpha, step)


def _case(draw: Random) -> Values:
    """Some scale, or the best one."""
    down, up = draw.randint(1, 6), draw.randint(1, 6)
    given = {m: down, M: up, T: draw.randint(1, down), i: draw.randint(0, up)}
    given |= {letter: Fraction(draw.randint(1, 40), 10) for letter in (D, G, lr0)}
    if draw.random() < 0.6:
        back = range(up + down)
        rates = [min(Fraction(k + 1, down), Fraction(back[-1] - k, up)) for k in back]
        tail = climbs = rates[0]
        for rate in rates[1:]:
            climbs, tail = climbs + rate**2 / tail, tail + rate
        given[D] = ball(given[G] * given[lr0]) * ball(tail * climbs).sqrt()
    return given


D7b = Theorem(
    label="D7b",
    name="What a warm-up costs",
    chapter="convergence",
    assumptions=(
        r"the bound of D1 for $T$ rates, $B_T$, in sums from the end: $\eta_0$ is the last rate",
    ),
    statement=r"""In a straight line from $0$ up in $M$ steps and then to $0$ in $m$, as 1-cycle
goes, the rates are
$$up, down$$
At the best scale $\mathrm{lr}_0$ their bound is
$$best$$
and the bound's square, times the number of rates, in units of *DG*, is for every length as near as
this to a number that knows only the share of the way up:
$$under, over$$
$$K$$
In long runs the rest fades:
$$fades_below, fades$$
Against linear decay, with $4$ for that number, a warm-up over the share $w$ of a run costs little
if it is short, $$short$$ less than two per cent of the guarantee over a tenth of the run, and
twelve for half of it:
$$tenth_more, tenth_less$$
$$half_more, half_less$$
+++
No other scale has less: $$least$$ There
$$W, all$$
and counted from the end the rates are
$$ahead_down, ahead_up$$""",
    idea="""Count the rates from the end, as in D7. On the way up each adds its square over the sum
of those after it, and that is nearly a piece of the area under a curve, of which one knows the
whole: the piece before is less, the piece after is more.""",
    lines=(
        Line(
            "up",
            eq(lr(t), lr0 * t / M),
            definition(of=_warm, on=(0, M)),
            "up in $M$ steps, as shipped",
            when=(lt(t, M),),
        ),
        Line(
            "down",
            eq(lr(t), lr0 * (_run - t) / m),
            definition(of=_warm, on=(M, _run)),
            "and down in $m$",
            when=(ge(t, M), lt(t, _run)),
        ),
        Line(
            "eta",
            eq(eta(r), lr0 * sp.Max(0, sp.Min((r + 1) / m, (_run - 1 - r) / M))),
            let(),
            "from the end",
        ),
        Line(
            "ahead_down",
            eq(eta(r), lr(_run - 1 - r)),
            from_lines("eta", at("down", {t: _run - 1 - r})),
            "the last $m$,",
            when=(le(r, m - 1),),
        ),
        Line(
            "ahead_up",
            eq(eta(r), lr(_run - 1 - r)),
            from_lines("eta", at("up", {t: _run - 1 - r})),
            "and those before",
            when=(ge(r, m), le(r, _run - 1)),
        ),
        *WAY_DOWN,
        Line(
            "climb",
            eq(eta(m + i), lr0 * _back / M),
            from_lines(at("eta", {r: m + i})),
            "on the way up, from its end,",
            when=(le(i, M - 1),),
        ),
        Line(
            "W_peak",
            eq(W(m), lr0 * (m + 1) / 2),
            from_lines(at("W_down", {T: m}), "V"),
            "after the peak",
        ),
        Line(
            "W_climb",
            eq(W(m + i), W(m) + lr0 * (M - 1 - _back * (M - i) / M) / 2),
            induction(at("W_more", {T: m + i}), "climb", of=i),
            "the sum grows by each of them",
            when=(le(i, M),),
        ),
        Line("alpha", eq(alpha, sp.sqrt(M * _run)), let(), "where the sum would be 0"),
        Line("F", eq(F(b, x), _F), let(), "the area under $x^2/(b^2-x^2)$"),
        Line(
            "gap",
            eq(_rises, b / 2 * sp.log(_after / _before) - 1),
            identity(cover={b: above(x + 1)}),
            "four logarithms in one",
            when=(lt(x + 1, b),),
        ),
        Line(
            "log",
            le(2 * (v - 1) / (v + 1), sp.log(v)),
            rises_from_zero(of=v, cover={v: above(1)}),
            "0 at 1, and ahead",
            when=(gt(v, 1),),
        ),
        Line(
            "log_below",
            le(sp.log(v), (v - 1 / v) / 2),
            rises_from_zero(of=v, cover={v: above(1)}),
            "0 at 1, and falling behind",
            when=(gt(v, 1),),
        ),
        Line(
            "quotient",
            gt(_after / _before, 1),
            sign(cover={b: above(x + 1)}),
            "its argument is above 1",
            when=(lt(x + 1, b),),
        ),
        Line(
            "mediant",
            eq(
                b * (_after / _before - 1) / (_after / _before + 1) - 1,
                x * (x + 1) / (b**2 - x * (x + 1)),
            ),
            identity(cover={b: above(x + 1)}),
            "what the lower bound of that logarithm makes of it,",
            when=(lt(x + 1, b),),
        ),
        Line(
            "enough",
            le(
                b / 4 * (_after / _before - _before / _after) - 1,
                (x + 1) ** 2 / (b**2 - (x + 1) ** 2),
            ),
            sign(cover={b: above(x + 1)}),
            "and less than what the upper one does",
            when=(lt(x + 1, b),),
        ),
        Line(
            "at_least",
            ge(_rises, x * (x + 1) / (b**2 - x * (x + 1))),
            from_lines("gap", "mediant", at("log", {v: _after / _before}), "quotient"),
            "so a piece of the area has a lower bound",
            when=(lt(x + 1, b),),
        ),
        Line(
            "at_most",
            le(_rises, (x + 1) ** 2 / (b**2 - (x + 1) ** 2)),
            from_lines("gap", "enough", at("log_below", {v: _after / _before}), "quotient"),
            "and an upper one",
            when=(lt(x + 1, b),),
        ),
        Line(
            "term",
            eq(eta(m + i) ** 2 / W(m + i), _unit * _back**2 / (alpha**2 - _back * (_back + 1))),
            from_lines("climb", "W_peak", "W_climb", "alpha"),
            "so one more rate in front adds this,",
            when=(le(i, M - 1),),
        ),
        Line("far", gt(alpha, M), from_lines("alpha"), "the pole is beyond the peak"),
        Line(
            "adds_less",
            le(X(m + i + 1) - X(m + i), _unit * (_at(M - i) - _at(M - 1 - i))),
            from_lines(at("more", {T: m + i}), "term", "far", at("at_least", {b: alpha, x: _back})),
            "at most an area,",
            when=(le(i, M - 1),),
        ),
        Line(
            "adds_more",
            ge(X(m + i + 1) - X(m + i), _unit * (_at(M - 1 - i) - _at(M - 2 - i))),
            from_lines(
                at("more", {T: m + i}), "term", "far", at("at_most", {b: alpha, x: _back - 1})
            ),
            "at least the one beside it",
            when=(le(i, M - 2),),
        ),
        Line(
            "upper",
            le(X(m + i), X(m) + _unit * (_at(M) - _at(M - i))),
            induction("adds_less", of=i),
            "added up,",
            when=(le(i, M),),
        ),
        Line(
            "lower",
            ge(X(m + i), X(m) + _unit * (_at(M - 1) - _at(M - 1 - i))),
            induction("adds_more", of=i),
            "and from below",
            when=(le(i, M - 1),),
        ),
        Line("F_none", eq(F(b, 0), 0), identity(), "no area"),
        Line(
            "whole_upper",
            le(X(_run), X(m) + _unit * _at(M)),
            from_lines(at("upper", {i: M}), at("F_none", {b: alpha})),
            "up to the first rate",
        ),
        Line(
            "whole_lower",
            ge(X(_run), X(m) + _unit * (_at(M) - M / m)),
            from_lines(
                at("lower", {i: M - 1}),
                at("more", {T: _run - 1}),
                at("term", {i: M - 1}),
                at("F_none", {b: alpha}),
                "far",
                "alpha",
                at("at_most", {b: alpha, x: M - 1}),
            ),
            "which is 0",
        ),
        Line(
            "W_whole",
            eq(W(_run), lr0 * _run / 2),
            from_lines("W_peak", at("W_climb", {i: M})),
            "the sum of all rates",
        ),
        MEAN,
        *scaled(_run, _E),
        Line("K", eq(K(w), _K), let(), "of a share"),
        Line(
            "folded",
            eq(sp.log(b + x) - sp.log(b - x), sp.log(1 + x / b) - sp.log(1 - x / b)),
            identity(cover={b: above(x)}),
            "divided by $b$",
            when=(lt(x, b),),
        ),
        Line(
            "area",
            eq(4 * _at(M) / M, K(M / _run) - 4),
            from_lines("F", "K", "alpha", at("folded", {b: alpha, x: M}), "far"),
            "by the share of the way up",
        ),
        Line("H_loses", ge(h(T - 1), sp.log(T)), by_theorem(D1e, "loses", {}, "h"), "as in D1e"),
        Line(
            "H_ahead", le(h(T - 1), 1 + sp.log(T)), by_theorem(D1e, "no_more", {}, "h"), "as in D1e"
        ),
        Line(
            "over",
            le(_run * _E, K(M / _run) + _OVER),
            from_lines(
                at("left", {T: _run}),
                "W_whole",
                "whole_upper",
                "area",
                at("X_down", {T: m}),
                at("H_ahead", {T: m}),
            ),
            "put in",
        ),
        Line(
            "under",
            ge(_run * _E, K(M / _run) + _UNDER),
            from_lines(
                at("left", {T: _run}),
                "W_whole",
                "whole_lower",
                "area",
                at("X_down", {T: m}),
                at("H_loses", {T: m}),
            ),
            "and here",
        ),
        Line("fades", eq(lim(_OVER, m), 0), limit(), "what is over fades,"),
        Line("fades_below", eq(lim(_UNDER, m), 0), limit(), "and what is under"),
        Line(
            "short",
            eq(lim((K(w) / 4 - 1) / w, w, 0), sp.Rational(1, 3)),
            limit(),
            "a third of the share",
        ),
        *costs(K, "tenth", sp.Rational(1, 10), "1.017", "1.018"),
        *costs(K, "half", sp.Rational(1, 2), "1.116", "1.117"),
    ),
    neighbours=(
        Neighbour(
            "an arctangent",
            "area",
            eq(4 * _at(M) / M, 4 * sp.atan(sp.sqrt(M / _run)) / sp.sqrt(M / _run) - 4),
        ),
        Neighbour("it costs $4(1 + w)$", "short", eq(lim((K(w) / 4 - 1) / w, w, 0), 1)),
        Neighbour("nothing is left over", "over", le(_run * _E, K(M / _run))),
    ),
    draw=_case,
)
