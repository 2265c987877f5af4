"""What the letters and names of a proof mean, and which of them change with which."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import Any

import sympy as sp

from lrlib.proofs.engines import NotShown
from lrlib.proofs.kernel.lines import Line
from lrlib.proofs.kernel.recursion import made_by_recursion
from lrlib.proofs.kernel.terms import (
    AppliedUndef,
    Relation,
    Sequence,
    Values,
    free,
    letters_of,
    put,
    sides,
)

__all__ = ["NAMING", "Names"]

NAMING = ("let", "definition")
_BINDING = (sp.concrete.expr_with_limits.ExprWithLimits, sp.Derivative, sp.Subs, sp.Limit)


class Names:
    """Lines by name, some of which give names."""

    def __init__(self, lines: Collection[Line]) -> None:
        self.lines = {line.name: line for line in lines}
        if len(self.lines) != len(lines):
            raise ValueError("two lines share a name")
        self._known_names: dict[Any, dict[sp.Basic, Any]] = {}  # what was asked before
        self._changing: dict[frozenset[sp.Basic], frozenset[sp.Basic]] = {}
        self._unfolded: dict[Any, sp.Basic] = {}
        self._check_names()

    def _check_names(self) -> None:
        """A name is new where it is given, and says what it is by what came before."""
        spoken = set()
        for line in self.lines.values():
            if line.by.name == "let":
                head, body, sign = sides(line.says)
                call = isinstance(head, AppliedUndef) and all(a.is_Symbol for a in head.args)
                call = call and len(set(head.args)) == len(head.args)
                if sign != "=" or not (head.is_Symbol or call):
                    raise ValueError(f"line {line.name} names nothing: {line.says}")
                if line.when:
                    raise ValueError(f"line {line.name}: a name has no conditions")
                named = head.func if call else head
                if named in spoken or named in letters_of(body):
                    raise ValueError(f"line {line.name}: {head} has a meaning already")
            spoken |= letters_of(line.says)

    @cached_property
    def hypotheses(self) -> tuple[Relation, ...]:
        return tuple(line.says for line in self.lines.values() if line.by.name == "assumed")

    @cached_property
    def fixed(self) -> set[sp.Basic]:
        """Letters that are one number throughout: those of hypotheses, but for their indices."""
        assumed = [line for line in self.lines.values() if line.by.name == "assumed"]
        return set().union(*(letters_of(line.says) - set(line.over) for line in assumed))

    def meanings(
        self, cites: tuple[str, ...] = (), but: str = "", folded: bool = False
    ) -> dict[sp.Basic, Any]:
        """Names that are unfolded: all but those of sums, or none; and those that are cited."""
        key = cites, but, folded
        if key not in self._known_names:
            self._known_names[key] = self._meanings(*key)
        return self._known_names[key]

    def _meanings(self, cites: tuple[str, ...], but: str, folded: bool) -> dict[sp.Basic, Any]:
        found = {}
        for line in self.lines.values():
            if (
                line.name != but
                and line.by.name in NAMING
                and not line.when
                and "on" not in line.by.options
            ):
                head, body, _ = sides(line.says)
                keep = folded or body.has(sp.Sum, sp.Product)
                if keep and line.name not in cites:
                    continue
                if isinstance(head, AppliedUndef):
                    found[head.func] = _function(head.args, body)
                else:
                    found[head] = body
        return found

    def owed(self, says: Relation, values: Values) -> list[Relation]:
        """The hypotheses that whoever cites a line of this proof must show.

        Not those that say what a sequence is, made by recursion, if the line is silent about it.
        """
        silent = set()
        for f, its in made_by_recursion(self.lines.values()).items():
            if f not in letters_of(says) | set(values):
                silent |= set(its)
        return [h for h in self.hypotheses if h not in silent]

    def any_term(self, sequence: Sequence) -> sp.Expr:
        """The term of a sequence at indices that may be any of those of its terms in the lines."""
        calls = set().union(*(line.whole.atoms(AppliedUndef) for line in self.lines.values()))
        indices = []
        for places in zip(*(call.args for call in calls if call.func == sequence)):
            domain = {
                name: True
                for name in ("integer", "nonnegative")
                if all(getattr(place, f"is_{name}") for place in places)
            }
            indices.append(sp.Dummy("i", real=True, **domain))
        return sequence(*indices)

    def unfolded(
        self, expr: sp.Basic, cites: tuple[str, ...] = (), but: str = "", folded: bool = False
    ) -> sp.Basic:
        """The expression with names replaced by what they mean, but for those that are kept."""
        key = expr, cites, but, folded
        if key not in self._unfolded:
            self._unfolded[key] = self._without_names(*key)
        return self._unfolded[key]

    def _without_names(
        self, expr: sp.Basic, cites: tuple[str, ...], but: str, folded: bool
    ) -> sp.Basic:
        known = self.meanings(cites, but, folded)
        for _ in range(20):
            self._no_letter_is_bound(expr)
            if not letters_of(expr) & set(known):
                return expr
            expr = put(expr, known)
        raise NotShown("names that mean each other")

    def _no_letter_is_bound(self, expr: sp.Basic) -> None:
        """Refuse names under a sum, slope or limit whose own letter they are made of, unseen.

        With A = 3x the slope of A as x moves is 3; a rule that saw but the name would say 0.
        """
        if not self._has_names:
            return
        for inside in expr.atoms(*_BINDING):
            bound = {inside.args[1]} if isinstance(inside, sp.Limit) else set(inside.variables)
            if names := (self.dependent(bound) - bound) & letters_of(inside):
                raise NotShown(f"{_listed(names)} changes with {_listed(bound)}")

    @cached_property
    def _has_names(self) -> bool:
        return any(line.by.name in NAMING for line in self.lines.values())

    def dependent(self, values: Iterable[sp.Basic]) -> frozenset[sp.Basic]:
        """Names that mean something else once these letters have other values, or are replaced."""
        changed = frozenset(values)
        if changed not in self._changing:
            self._changing[changed] = frozenset(self._dependent(changed))
        return self._changing[changed]

    def _dependent(self, changed: frozenset[sp.Basic]) -> set[sp.Basic]:
        found: set[sp.Basic] = set()
        for line in self.lines.values():
            if line.by.name in NAMING:
                head, body, _ = sides(line.says)
                own = set(head.args) if isinstance(head, AppliedUndef) else set()
                if line.by.name == "definition":
                    body, own = line.by.options["of"](*head.args), set().union(*map(free, own))
                name = head.func if isinstance(head, AppliedUndef) else head
                if name in changed or (letters_of(body) - own) & (changed | found):
                    found.add(name)
        return found

    def _means_here(self, name: sp.Basic, other: Names, values: Values) -> bool:
        """Is all that another proof says of a name, at these values, said of it in this one?

        Then what was shown there holds here: it was shown of whatever its lines describe.
        """
        mine = [line.whole for line in self.lines.values() if line.by.name in NAMING]
        return all(
            put(line.whole, values) in mine
            for line in other.lines.values()
            if line.by.name in NAMING and name in (line.says.lhs, line.says.lhs.func)
        )

    def opened(self, expr: sp.Basic, values: Values) -> sp.Basic:
        """The expression with such names unfolded, so that the new values reach what they mean."""
        if not self.dependent(values) & letters_of(expr):
            return expr
        return self.unfolded(expr, tuple(self.lines))


def _listed(names: Iterable[sp.Basic]) -> str:
    return ", ".join(sorted(map(str, names)))


def _function(names: tuple[sp.Symbol, ...], body: sp.Expr) -> Callable[..., sp.Basic]:
    return lambda *values: put(body, dict(zip(names, values)))
