"""What a line is: a relation, the rule by which a machine accepts it, and the reason in words.

>>> import sympy as sp
>>> from lrlib.proofs.kernel import Line, eq, identity
>>> x = sp.Symbol("x", real=True)
>>> Line("square", eq((x + 1) ** 2, x**2 + 2 * x + 1), identity(), "expand").name
'square'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

import sympy as sp

from lrlib.proofs.kernel.terms import Relation, Values, implies

__all__ = ["RULES", "At", "Line", "Neighbour", "Rule", "at", "rule"]

if TYPE_CHECKING:
    from lrlib.proofs.kernel.job import Job
    from lrlib.proofs.theorem import Theorem

#: Every rule by its name; its docstring states it as a mathematician would.
RULES: dict[str, Callable[..., Rule]] = {}


@dataclass(frozen=True)
class At:
    """An earlier line with some of its letters replaced: a special case of it.

    The new values must lie in the domains of the letters, and must meet the conditions of the
    line; whoever cites it has to show that (the cited lines help).
    """

    line: str
    values: Values = field(hash=False)
    theorem: Theorem | None = None  # another theorem, whose line it is


Cite = str | At  # a line, or a special case of one


def at(line: str, values: Values) -> At:
    """The line of this name at other values: ``at("step", {n: 0})``."""
    return At(line, values)


@dataclass(frozen=True)
class Rule:
    """A rule with what it is given: the lines that it cites, and options."""

    name: str
    check: Callable[[Job], bool]
    cites: tuple[Cite, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The lines that are cited, of the same theorem."""
        return tuple(
            c.line if isinstance(c, At) else c
            for c in self.cites
            if not (isinstance(c, At) and c.theorem)
        )


def rule(check: Callable[[Job], bool]) -> Callable[..., Rule]:
    """Make a rule of a function that answers True, False, or raises NotShown.

    The function gets a :class:`~lrlib.proofs.kernel.job.Job`: the goal, the cited lines, and
    what else is known. What is returned takes the lines to cite, and options.
    """
    name = check.__name__.strip("_")

    @wraps(check)
    def make(*cites: Cite, **options: Any) -> Rule:
        return Rule(name, check, cites, options)

    make.__name__ = name
    RULES[name] = make
    return make


@dataclass(frozen=True)
class Line:
    """One line of a proof.

    Parameters
    ----------
    name : str
        By which later lines and the statement refer to it.
    says : SymPy relation
        For all values of its letters within their domains.
    by : Rule
    reason : str
        In words, for the reader; a reason that is a whole argument needs more lines.
    when : sequence of relations
        Conditions under which it holds, where domains of letters do not say enough.
    over : sequence of symbols
        For a hypothesis alone: the indices for all of which it is assumed. Every other letter
        of a hypothesis is one number, the same throughout.
    sharp : dict
        Values (as expressions) at which an inequality is an equality, so that a machine finds
        a number against the neighbour that says "<" for "<=".
    """

    name: str
    says: Relation
    by: Rule
    reason: str = ""
    when: tuple[Relation, ...] = ()
    over: tuple[sp.Symbol, ...] = ()
    sharp: Values = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not self.name.isidentifier():
            raise ValueError(f"name must be one word, got {self.name!r}")
        if not isinstance(self.by, Rule):
            raise TypeError(f"by must be a rule, as in identity(), got {self.by!r}")

    @property
    def whole(self) -> Relation:
        """The relation with its conditions."""
        return implies(sp.And(*self.when, evaluate=False), self.says) if self.when else self.says


@dataclass(frozen=True)
class Neighbour:
    """A false neighbour chosen by hand: in words, the line that it is beside, what it says."""

    words: str
    line: str
    says: Relation
