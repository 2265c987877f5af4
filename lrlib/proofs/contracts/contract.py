"""A contract: what a schedule promises, piece by piece, for symbols and for floats alike.

A schedule is cut into pieces. On each its formula is said as a function of u, the share of the
piece that is done, together with whether the rate rises, falls or stays level there. From that
follow its ends, its jumps or their absence, and its range. The same words are checked twice:

* on the shipped formula with symbols for parameters, where the cases are decided by proof;
* on the schedule that trains, with numbers, at whole and at broken steps, and in arrays.

The false neighbours are made here: each piece changed, each direction turned, each end moved.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import sympy as sp

from lrlib.proofs.kernel import Number, Values
from lrlib.proofs.latex import tex
from lrlib.proofs.report import Claim
from lrlib.proofs.theorem import Mutant, NotShown, Theorem, Witness
from lrlib.proofs.tools import nonnegative, on, stepwise, zero
from lrlib.schedules import Schedule

__all__ = ["HELD", "Piece", "contract", "d", "lo", "n", "t", "total", "u"]

t = sp.Symbol("t", nonnegative=True)
u = sp.Symbol("u", positive=True)  # the share of a piece that is done, between 0 and 1
y = sp.Symbol("y", positive=True)
lo = sp.Symbol("lr_min", nonnegative=True)
d = sp.Symbol("d", positive=True)
total = sp.Symbol("total_steps", integer=True, positive=True)
n = sp.Symbol("n", integer=True, nonnegative=True)
HELD = sp.Integer(1)  # the length of a piece that goes on for ever: any stretch of it will do

Numbers = Mapping[str, float]  # a parameter's name to what it is
TURNED = {"rises": "falls", "falls": "rises", "level": "rises"}
_SLOPE = {"rises": 1, "falls": -1}


@dataclass(frozen=True)
class Piece:
    """The rate from step ``start`` up to ``stop``: a function of u, and which way it goes.

    ``jumps`` says that the next piece begins with another rate than this one ends with. ``wave``
    is the one cosine of the formula on this piece, where its sign decides what the rate is.
    """

    start: Number
    stop: Number
    rate: sp.Expr
    goes: str
    jumps: bool = False
    wave: sp.Expr | None = None


def monotone(rate: sp.Expr, goes: str) -> bool:
    """Does the function of u go that way all the way from 0 to 1?

    The sine of a half turn is positive there, sine and cosine of a quarter turn are, too.
    """
    if goes == "level":
        return zero(sp.diff(rate, u))
    slope, sine = sp.diff(rate, u), sp.Symbol("sine", positive=True)
    turns = (
        sp.sin(sp.pi * u),
        sp.sin(sp.pi * (1 - u)),
        sp.sin(sp.pi * u / 2),
        sp.cos(sp.pi * u / 2),
    )
    slope = slope.subs(dict.fromkeys(turns, sine))
    inside = 1 / (1 + y)
    return nonnegative(sp.factor(sp.powsimp((_SLOPE[goes] * slope).subs(u, inside))))


def _at_least_zero(expr: sp.Expr) -> bool:
    """As nonnegative, with every power that is at most 1 written as 1/(1 + something)."""
    for power in expr.atoms(sp.exp) | expr.atoms(sp.Pow):
        base, exponent = power.as_base_exp()
        grows = (base - 1).is_positive
        if (grows and exponent.is_nonpositive) or (
            (1 - base).is_positive and exponent.is_nonnegative
        ):
            expr = expr.subs(power, 1 / (1 + sp.Dummy(nonnegative=True)))
    return nonnegative(sp.factor(expr))


def _pieces(schedule: Schedule, pieces: tuple[Piece, ...]) -> Iterator[bool]:
    for piece in pieces:
        formula: Any = schedule(t)
        at = piece.start + (piece.stop - piece.start) * u
        size, turn = sp.Dummy(positive=True), piece.wave
        if turn is not None:  # a quarter of a turn, and so of one sign
            (cosine,) = formula.atoms(sp.cos)
            yield zero(sp.simplify(sp.expand(cosine.subs(t, at), trig=True) - turn))
            sign = -1 if turn.could_extract_minus_sign() else 1
            formula, turn = formula.subs(cosine, sign * size), sign * turn
            yield turn in (sp.cos(sp.pi * u / 2), sp.sin(sp.pi * u / 2))
        found = on(formula, t, piece.start, piece.stop)
        there = found.subs(t, at).xreplace({size: turn})
        yield zero(sp.simplify(there - piece.rate))
        yield monotone(piece.rate, piece.goes)
    for one, two in pairwise(pieces):
        gap = sp.simplify(one.rate.subs(u, 1) - two.rate.subs(u, 0))
        if one.jumps:
            yield not zero(gap)
        else:
            yield zero(gap)


@stepwise
def _kept(
    schedule: Schedule, pieces: tuple[Piece, ...], low: sp.Expr, high: sp.Expr
) -> Iterator[bool]:
    yield from _pieces(schedule, pieces)
    found = schedule.lr_range
    yield zero(sp.simplify(sp.nsimplify(found[0]) - low))
    yield zero(sp.simplify(sp.nsimplify(found[1]) - high))
    # no piece goes below the one or above the other: at their ends, as they go one way
    for piece in pieces:
        for at in (0, 1):
            end = sp.simplify(piece.rate.subs(u, at))
            yield _at_least_zero(sp.expand(end - low))
            yield _at_least_zero(sp.expand(high - end))


def _symbols(pieces: tuple[Piece, ...]) -> set[sp.Symbol]:
    named = set().union(*(piece.rate.free_symbols for piece in pieces))
    for piece in pieces:
        named |= sp.sympify(piece.start).free_symbols | sp.sympify(piece.stop).free_symbols
    return named - {u}


def _points(pieces: Iterable[Piece], numbers: Values) -> Iterator[tuple[Piece, float, float]]:
    """(step, rate) as the contract says them, inside each piece, whole steps and others."""
    for piece in pieces:
        start, stop = (float(sp.sympify(x).subs(numbers)) for x in (piece.start, piece.stop))
        formula = sp.lambdify(u, piece.rate.subs(numbers), "math")
        whole = range(math.ceil(start), math.ceil(stop))
        for step in {*whole[:3], *whole[-2:], (start + stop) / 2, start + (stop - start) * 0.3}:
            share = (step - start) / (stop - start)
            yield piece, step, float(formula(share))


def _in_floats(
    numbers: Iterable[sp.Symbol], made: Callable[..., Schedule], points: Iterable[Numbers]
) -> Callable[..., bool]:
    def check(schedule: Schedule, pieces: tuple[Piece, ...], low: sp.Expr, high: sp.Expr) -> bool:
        """The schedule that trains, at a few sets of numbers, one drawn anew."""
        for values in points:
            shipped = made(**values)
            at = {s: values[s.name] for s in numbers if s.name in values}
            if missing := _symbols(pieces) - {n} - set(at):
                raise NotShown(f"no number for {missing}")
            cycles = (0, 2, 1001) if n in _symbols(pieces) else (0,)
            bottom, top = (float(sp.sympify(x).subs(at)) for x in (low, high))
            size = max(abs(bottom), abs(top), 1e-12)
            floor, ceiling = shipped.lr_range
            if abs(floor - bottom) > 1e-9 * size or abs(ceiling - top) > 1e-9 * size:
                return False
            for _, step, claimed in (x for c in cycles for x in _points(pieces, at | {n: c})):
                rate = shipped(step)
                if abs(rate - claimed) > 1e-9 * size:
                    return False
                if not bottom - 1e-9 * size <= rate <= top + 1e-9 * size:
                    return False
            at |= {n: 2}
            for piece in pieces:
                start, stop = (float(sp.sympify(x).subs(at)) for x in (piece.start, piece.stop))
                steps = [start + (stop - start) * i / 50 for i in range(50)]
                rates = [shipped(step) for step in steps]
                for one, two in pairwise(rates):
                    way = (two - one) * _SLOPE.get(piece.goes, 0)
                    bent = piece.goes == "level" and abs(two - one) > 1e-9 * size
                    if bent or way < -1e-9 * size:
                        return False
            if not _arrays_agree(shipped, pieces, at):
                return False
        return True

    return check


def _arrays_agree(shipped: Schedule, pieces: Iterable[Piece], at: Values) -> bool:
    """In an array, where there is NumPy, each step has the rate that it has alone."""
    try:
        import numpy as np
    except ImportError:
        return True
    steps = sorted({int(step) for _, step, _ in _points(pieces, at)})
    rates = shipped(np.array(steps))
    return all(abs(a - shipped(b)) <= 1e-12 for a, b in zip(rates, steps))


def _by_numbers(
    numbers: Iterable[sp.Symbol], made: Callable[..., Schedule], points: Iterable[Numbers]
) -> Callable[..., Iterator[Witness]]:
    def witness(
        schedule: Schedule, pieces: Iterable[Piece], low: sp.Expr, high: sp.Expr
    ) -> Iterator[Witness]:
        for values in points:
            shipped = made(**values)
            at = {s: values[s.name] for s in numbers if s.name in values}
            at |= {n: 2}
            words = ", ".join(f"{name} = {value:g}" for name, value in values.items())
            for _, step, claimed in _points(pieces, at):
                if abs(claimed) > 1e-9 * values["d"]:  # no zero of a wave, rounded
                    yield Witness(f"{words}, step {step:g}", shipped(step), "=", claimed, 1e-7)
            for piece in pieces:
                start, stop = (float(sp.sympify(x).subs(at)) for x in (piece.start, piece.stop))
                early, late = (shipped(start + (stop - start) * x) for x in (0.2, 0.7))
                if piece.goes in _SLOPE:
                    relation = "<" if piece.goes == "rises" else ">"
                    where = f"{words}, steps {start:g} to {stop:g}, early and late"
                    yield Witness(where, early, relation, late)
            floor, ceiling = shipped.lr_range
            yield Witness(f"{words}: lowest", floor, "=", float(sp.sympify(low).subs(at)), 1e-9)
            yield Witness(f"{words}: highest", ceiling, "=", float(sp.sympify(high).subs(at)), 1e-9)

    return witness


def _neighbours(claim: Claim, pieces: tuple[Piece, ...]) -> Iterator[Mutant]:
    for i, piece in enumerate(pieces, 1):
        others = list(pieces)
        others[i - 1] = replace(piece, rate=piece.rate * sp.Rational(11, 10) + d)
        yield Mutant(f"piece {i} a tenth higher, and more", dict(pieces=tuple(others)))
        if piece.goes != "level":
            others[i - 1] = replace(piece, goes=TURNED[piece.goes])
            yield Mutant(f"piece {i} {TURNED[piece.goes]}", dict(pieces=tuple(others)))
    yield Mutant(
        "the highest rate is a tenth higher", dict(high=claim["high"] * sp.Rational(11, 10))
    )
    yield Mutant("the lowest rate is higher by half the height", dict(low=claim["low"] + d / 2))


def contract(
    label: str,
    name: str,
    statement: str,
    made: Callable[..., Schedule],
    pieces: tuple[Piece, ...],
    low: Number,
    high: Number,
    points: tuple[Numbers, ...],
    derivation: tuple[tuple[str, str], ...] = (),
    **more: Any,
) -> Theorem:
    """The theorem of one contract.

    ``made`` makes the schedule from named parameters, symbols or numbers; ``points`` are sets of
    numbers for them.
    """
    symbols = list(more.pop("symbols"))
    given = more.pop("given", ())  # what the letters stand for
    fixed = more.pop("fixed", {})  # parameters that are numbers for symbols too
    schedule = made(**{s.name: s for s in symbols}, **fixed)
    draw = random.Random()
    points = (*points, {k: v if k in fixed else _near(v, draw) for k, v in points[0].items()})
    claim = dict(
        schedule=schedule,
        pieces=pieces,
        low=sp.sympify(low),
        high=sp.sympify(high),
    )
    return Theorem(
        label=label,
        name=name,
        statement=statement,
        chapter="promises",
        assumptions=(*symbols, *given),
        claim=claim,
        symbolic=_kept,
        independent={"numerics": _in_floats(symbols, made, points)},
        witness=_by_numbers([*symbols, d], made, points),
        mutants=tuple(_neighbours(claim, pieces)),
        derivation=derivation or tuple(map(_line, pieces)),
        checks_as="" if label == "P1a" else "P1a",
        **more,
    )


def _line(piece: Piece) -> tuple[str, str]:
    start, stop = (tex(sp.sympify(x)) for x in (piece.start, piece.stop))
    ends = tex(sp.simplify(piece.rate.subs(u, 0))), tex(sp.simplify(piece.rate.subs(u, 1)))
    way = {"rises": "rises", "falls": "falls", "level": "is level"}[piece.goes]
    jump = ", where it jumps" if piece.jumps else ""
    return (
        rf"\mathrm{{lr}} = {tex(sp.sympify(piece.rate))}",
        rf"from step ${start}$ up to ${stop}$, $u$ the share of it that is done: it {way}, from "
        rf"${ends[0]}$ to ${ends[1]}${jump}",
    )


def _near(value: float, draw: random.Random) -> float:
    """Another value of the same kind: a whole number stays one."""
    if isinstance(value, int):
        return value + draw.choice((0, 2, 4, 10))
    return value * draw.choice((0.8, 0.9, 1.0))
