"""The tie to the line that trains: what the shipped schedule is, in symbols and in floats."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from lrlib.proofs.engines import NotShown, algebra
from lrlib.proofs.kernel.job import Job
from lrlib.proofs.kernel.lines import Line, rule
from lrlib.proofs.kernel.terms import AppliedUndef, sides

if TYPE_CHECKING:
    from lrlib.schedules import Schedule

__all__ = ["definition", "floats_agree", "run_afresh"]


@rule
def definition(job: Job) -> bool:
    """The shipped schedule, evaluated: the formula that trains says the same.

    ``of`` is the schedule; on a piece of it, ``on=(low, high)``, its cases are decided there.
    Floats are compared with the same schedule made of floats and ints, at random steps.
    """
    schedule, on = job.options["of"], job.options.get("on")
    left, right, sign = sides(job.goal)
    if sign != "=" or not isinstance(left, AppliedUndef) or len(left.args) != 1:
        raise NotShown("a definition says lr(t) = ...")
    (step,) = left.args
    return algebra.zero(job.once(_formula, schedule, step, on) - right)


def _formula(schedule: Schedule, step: sp.Expr, on: tuple[sp.Expr, sp.Expr] | None) -> sp.Expr:
    formula = schedule(step)
    return algebra.on(formula, step, *on) if on else formula


@rule
def run_afresh(job: Job) -> bool:
    """The left side is what a function of the library gives, run afresh, and equals the right.

    ``of`` is a function without arguments that runs it on letters.
    """
    left, right, sign = sides(job.goal)
    if sign != "=":
        raise NotShown("what is computed is said by an equation")
    return algebra.zero(job.once(job.options["of"]) - left) and algebra.zero((left - right).doit())


def _plain(value: sp.Expr) -> float:
    """A number as the schedule would be given it: an int if it is one."""
    number = float(value)
    near = round(number)
    whole = abs(number - near) < 1e-9 and sp.simplify(value - near) == 0
    return near if whole else number


def floats_agree(
    line: Line, point_of: Callable[[int], Mapping[sp.Symbol, sp.Expr]], seed: str, count: int = 12
) -> tuple[bool, str]:
    """(True or False, words): do floats of the shipped schedule agree with the right side?

    ``point_of(i)`` gives numbers to the letters, with the conditions of the line met.
    """
    schedule, (left, right, _) = line.by.options["of"], sides(line.says)
    (step,) = left.args
    for i in range(count):
        values = {s: v for s, v in point_of(i).items()}
        made = _with_numbers(schedule, values)
        where = _plain(step.subs(values))
        for at in {where, float(where)}:
            here = made(at)
            claimed = float(sp.N(right.subs(values).subs(step, where), 20))
            if not math.isclose(here, claimed, rel_tol=1e-9, abs_tol=1e-12):
                return False, f"{made!r} at step {at:g} is {here:.9g}, not {claimed:.9g}"
    return True, ""


def _with_numbers(schedule: Schedule, values: Mapping[sp.Symbol, sp.Expr]) -> Schedule:
    """The schedule with numbers for its letters."""
    from lrlib.schedules import Schedule

    def lowered(value: Any) -> Any:
        if isinstance(value, Schedule):
            return _with_numbers(value, values)
        if isinstance(value, tuple):
            return tuple(map(lowered, value))
        return _plain(value.subs(values)) if isinstance(value, sp.Basic) else value

    return type(schedule)(**{n: lowered(v) for n, v in schedule._parameters().items()})


def drawn(symbols: Any, conditions: Any, seed: str) -> random.Random:
    """Random numbers for symbols, conditions met: rationals, as floats would round them."""
    return random.Random(seed)
