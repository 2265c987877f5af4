"""What D1 promises for a constant rate and for linear decay, the scale chosen best (D1e)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.convergence import promise
from lrlib.proofs.convergence.promise import D1, D, G, T, k, t
from lrlib.proofs.engines.balls import ball
from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    Relation,
    Sequence,
    Values,
    adding_up,
    at,
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
    rises_from_zero,
    sequence,
    sign,
    squeeze,
)
from lrlib.proofs.kernel.terms import put
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import LinearDecay, Schedule

lr0, a, b = sp.symbols("lr0 a b", positive=True)
y = sp.Symbol("y", nonnegative=True)
h = sequence("h", real=True)

_H = sp.harmonic(T - 1)
_LINEAR = 2 * D * G * sp.sqrt((T - sp.Rational(1, 2) + _H) / (T * (T + 1)))
_CONSTANT = D * G * sp.sqrt((1 + _H) / T)

#: The two terms of the bound at scale 1, for the distance and for the gradients.
_FAR = {"linear": D**2 / (T + 1), "constant": D**2 / (2 * T)}
_ROUGH = {
    "linear": G**2 * (T - sp.Rational(1, 2) + _H) / T,
    "constant": G**2 * (1 + _H) / 2,
}


def bound(rate: Sequence, tail: Sequence, squares: Sequence) -> sp.Expr:
    """The bound of D1 for these rates, the sums of those ahead, and of their squares."""
    return put(D1["bound"].rhs, {promise.eta: rate, promise.W: tail, promise.S: squares})


def _case(draw: Random) -> Values:
    """Some scale, or the best one of either shape."""
    values = {T: draw.randint(1, 8)} | {x: Fraction(draw.randint(1, 40), 10) for x in (D, G)}
    which = draw.choice(("linear", "constant", ""))
    if not which:
        return values
    return values | {lr0: ball(sp.sqrt(_FAR[which] / _ROUGH[which]), values)}


def _shape(
    name: str,
    mark: str,
    schedule: Schedule,
    rate: sp.Expr,
    tail: sp.Expr,
    squares: sp.Expr,
    share: Number,
    harmonic: sp.Expr,
    value: sp.Expr,
) -> Iterator[Line]:
    """From the shipped rates to the bound: sums of tails, the climbs, and the best scale."""
    lr, W, S, V, U = (
        sequence(
            f"{n}_{name}", f"{n if n != 'lr' else chr(92) + 'mathrm{lr}'}{mark}_{{#1}}", real=True
        )
        for n in ("lr", "W", "S", "V", "U")
    )
    climb = lr(k) / W(k + 1) * S(k) / W(k)
    climbs = sp.Sum(climb, (k, 0, T - 2))
    whole, far, rough = bound(lr, W, S), _FAR[name], _ROUGH[name]
    n, least = name, sp.Symbol(f"B{mark}", real=True)
    yield Line(
        f"rate_{n}",
        eq(lr(t), rate),
        definition(of=schedule, on=(0, T)),
        "the shipped rates",
        when=(lt(t, T),),
    )
    yield Line(f"W_{n}", eq(W(k), sp.Sum(lr(t), (t, k, T - 1))), let(), "those from $k$ on")
    yield Line(f"S_{n}", eq(S(k), sp.Sum(lr(t) ** 2, (t, k, T - 1))), let(), "their squares")
    yield Line(f"V_{n}", eq(V(k), tail), let(), "what is claimed of the first")
    yield Line(f"U_{n}", eq(U(k), squares), let(), "and of the second")
    for sum_of, form, claim, power in (("W", W, V, 1), ("S", S, U, 2)):
        yield Line(
            f"drop_{sum_of}_{n}",
            eq(lr(t) ** power, claim(t) - claim(t + 1)),
            from_lines(f"rate_{n}", f"V_{n}", f"U_{n}"),
            "it loses one term from step to step",
            when=(lt(t, T),),
        )
        yield Line(f"none_{sum_of}_{n}", eq(claim(T), 0), identity(), "and none is left at the end")
        yield Line(
            f"sum_{sum_of}_{n}",
            eq(form(k), claim(k)),
            adding_up(
                f"drop_{sum_of}_{n}", f"none_{sum_of}_{n}", f"{sum_of}_{n}", over=(t, k, T - 1)
            ),
            "so the sum telescopes",
            when=(le(k, T),),
        )
    yield Line(
        f"closed_{n}",
        eq(rate.subs(t, k) / V(k + 1) * U(k) / V(k), share + harmonic / (T - 1 - k)),
        identity(),
        "a term of the last sum in D1",
    )
    yield Line(
        f"climb_{n}",
        eq(climb, share + harmonic * (h(k) - h(k + 1))),
        from_lines(
            f"closed_{n}",
            at(f"rate_{n}", {t: k}),
            f"sum_W_{n}",
            at(f"sum_W_{n}", {k: k + 1}),
            f"sum_S_{n}",
            "one",
        ),
        "with the sums as they are",
        when=(lt(k, T - 1),),
    )
    yield Line(
        f"climbs_{n}",
        eq(climbs, share * (T - 1) + harmonic * _H),
        adding_up(f"climb_{n}", "first", "last", over=(k, 0, T - 2)),
        "so that sum is harmonic",
    )
    yield Line(f"bound_{n}", eq(least, whole), let(), "the bound of D1")
    yield Line(
        f"form_{n}",
        eq(least, far / lr0 + lr0 * rough),
        from_lines(
            f"bound_{n}",
            f"climbs_{n}",
            at(f"sum_W_{n}", {k: 0}),
            at(f"sum_S_{n}", {k: 0}),
            f"V_{n}",
            f"U_{n}",
        ),
        "by its scale",
    )
    yield Line(
        n,
        ge(least, value),
        from_lines(f"form_{n}", "above", at("mean", {a: far, b: rough})),
        "no scale is better",
    )
    yield Line(
        f"best_{n}",
        eq(least, value),
        from_lines(f"form_{n}", "above"),
        "than the one at which both terms are alike",
        when=(eq(far / lr0, lr0 * rough),),
    )


def _tend(sum_of: sp.Expr) -> sp.Expr:
    return 4 * (T - sp.Rational(1, 2) + sum_of) / (T + 1)


_LINES = (
    Line("grow", eq(sp.harmonic(T) - _H, 1 / T), identity(), "one more term"),
    Line("above", ge(_H, 0), induction("grow", of=T), "no term is below 0"),
    Line("h", eq(h(k), sp.harmonic(T - 1 - k)), let(), "the harmonic sum from the other end"),
    Line("one", eq(h(k) - h(k + 1), 1 / (T - 1 - k)), identity(), "it loses one term"),
    Line("first", eq(h(0), _H), identity(), "at the start it is whole"),
    Line("last", eq(h(T - 1), 0), identity(), "at the end none is left"),
    Line(
        "mean",
        ge((a / lr0 + lr0 * b) ** 2, 4 * a * b),
        sign(),
        "the difference is a square",
    ),
    *_shape(
        "constant",
        "'",
        LinearDecay(lr0, T, lr_end=lr0),
        lr0,
        lr0 * (T - k),
        lr0**2 * (T - k),
        sp.Integer(0),
        lr0,
        _CONSTANT,
    ),
    *_shape(
        "linear",
        "",
        LinearDecay(lr0, T),
        lr0 * (1 - t / T),
        lr0 * (T - k) * (T - k + 1) / (2 * T),
        lr0**2 * (T - k) * (T - k + 1) * (2 * (T - k) + 1) / (6 * T**2),
        4 * lr0 / (3 * T),
        2 * lr0 / T,
        _LINEAR,
    ),
    Line("log", le(sp.log(1 + y), y), rises_from_zero(of=y), "0 at 0, and falling behind"),
    Line("log_below", ge(sp.log(1 + y), y / (1 + y)), rises_from_zero(of=y), "0 at 0, and ahead"),
    Line("step", eq(sp.log(T + 1) - sp.log(T), sp.log(1 + 1 / T)), identity(), "a quotient"),
    Line(
        "loses",
        ge(_H, sp.log(T)),
        induction("grow", "step", at("log", {y: 1 / T}), of=T),
        "a term is more than the step of the logarithm",
    ),
    Line(
        "ahead",
        le(_H + 1 / T, 1 + sp.log(T)),
        induction("grow", "step", at("log_below", {y: 1 / T}), of=T),
        "the next term is less",
    ),
    Line("no_more", le(_H, 1 + sp.log(T)), from_lines("ahead"), "so"),
    Line("under", le(_tend(sp.log(T)), _tend(_H)), from_lines("loses"), "put in"),
    Line("over", le(_tend(_H), _tend(1 + sp.log(T))), from_lines("no_more"), "and here"),
    Line("approach", eq(lim(_tend(_H), T), 4), squeeze("under", "over"), "between two that do"),
)


def _line(name: str) -> Relation:
    return next(line.says for line in _LINES if line.name == name)


def _beside(words: str, name: str, change: Values) -> Neighbour:
    """The best bound of a shape with another harmonic sum."""
    says = _line(f"best_{name}")
    return Neighbour(words, f"best_{name}", eq(says.lhs, says.rhs.subs(change)))


D1e = Theorem(
    label="D1e",
    name="What it guarantees for a constant rate and for linear decay",
    chapter="convergence",
    assumptions=(
        "the bound of D1, with the sums $W_k$ and $S_k$ for linear decay, and with a dash for a "
        "constant rate",
        r"$H_m = 1 + \tfrac12 + \dots + \tfrac1m$",
    ),
    statement=r"""Choose the scale $\mathrm{lr}_0$ of the schedule best. Then the bound of D1 is,
for a constant rate,
$$best_constant$$
and for linear decay from step $0$ towards $0$ at step $T$
$$best_linear$$
So a constant rate loses the root of a harmonic sum, nearly of a logarithm, against one over the
root of $T$, and linear decay loses next to nothing against twice that.
+++
No other scale has less: $$constant, linear$$ The harmonic sum is nearly a logarithm: $$loses,
no_more$$ The second bound's square, times $T$, in units of *DG*, has
$$approach$$""",
    idea="""Put the rates into D1. Its sums telescope to harmonic numbers, both terms are alike at
the best scale, and harmonic numbers are squeezed between logarithms.""",
    lines=_LINES,
    neighbours=(
        _beside("linear decay, with $H_T$", "linear", {_H: sp.harmonic(T)}),
        Neighbour(
            r"linear decay gives $2DG/\sqrt T$ exactly",
            "best_linear",
            eq(_line("best_linear").lhs, 2 * D * G / sp.sqrt(T)),
        ),
        _beside("a constant rate, with $H_T$", "constant", {_H: sp.harmonic(T)}),
        Neighbour(r"a constant rate loses $\ln T$", "loses", ge(_H, sp.log(T) ** 2)),
    ),
    draw=_case,
    source="@defazio2023optimal",
)
