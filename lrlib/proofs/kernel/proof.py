"""How a proof is checked: line by line, by its rule, by numbers, and against its neighbours.

:func:`examine` yields what became of each line as it is known. A line holds if

* its rule accepts it, and every line that it cites was accepted before;
* the second engine finds it true at random points of its domain (and at none false);
* every neighbour that was chosen by hand is refuted by a number, and no neighbour that a number
  refutes, by hand or made by machine, is accepted by the rule.

What else the machine made is shown by the rule, or by logic from the line itself, to be true as
well, or stays open: it gets little time.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cached_property

import sympy as sp

from lrlib.proofs.clock import TimeIsUp, time_limit
from lrlib.proofs.engines import NotShown, draw
from lrlib.proofs.engines.logic import follows
from lrlib.proofs.kernel.facts import FACTS
from lrlib.proofs.kernel.job import Job, domain_of, real_where
from lrlib.proofs.kernel.lines import At
from lrlib.proofs.kernel.recursion import made_by_recursion
from lrlib.proofs.kernel.terms import AppliedUndef, free, letters_of, put, sequences_of, sides

__all__ = [
    "Proof",
    "Verdict",
]

POINTS, MORE_POINTS = 12, 48
_NAMING = ("let", "definition")
_BINDING = (sp.concrete.expr_with_limits.ExprWithLimits, sp.Derivative, sp.Subs, sp.Limit)
#: Rules that join lines: to them a name is a name, unless the line that gives it is cited.
JOINING = (
    "from_lines",
    "induction",
    "adding_up",
    "transitivity",
    "keeps_order",
    "triangle_inequality",
)


@dataclass(frozen=True)
class Verdict:
    """How one engine answered: True, False or None for neither, and why."""

    engine: str
    answer: bool | None
    reason: str
    seconds: float


class Proof:
    """The lines of a theorem, by name, with what their letters mean."""

    def __init__(self, lines, special=None, limit=30.0):
        self.lines = {line.name: line for line in lines}
        if len(self.lines) != len(lines):
            raise ValueError("two lines share a name")
        self.special, self.limit, self.accepted = special, limit, {}
        # what is the same for all neighbours of a line
        self._known_names, self._given_to, self._changing = {}, {}, {}
        for line in lines:
            later = [n for n in line.by.names if n not in self._before(line)]
            if later:
                raise ValueError(f"line {line.name} cites {', '.join(later)}, no line before it")
            if unknown := [f for f in line.by.options.get("facts", ()) if f not in FACTS]:
                raise ValueError(f"not in the list of facts: {', '.join(unknown)}")
        self._check_names()

    def _before(self, line):
        names = list(self.lines)
        return names[: names.index(line.name)]

    # -- what letters mean

    def _check_names(self):
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
    def hypotheses(self):
        return tuple(line.says for line in self.lines.values() if line.by.name == "assumed")

    @cached_property
    def fixed(self):
        """Letters that are one number throughout: those of hypotheses, but for their indices."""
        assumed = [line for line in self.lines.values() if line.by.name == "assumed"]
        return set().union(*(letters_of(line.says) - set(line.over) for line in assumed))

    def meanings(self, cites=(), but="", folded=False):
        """Names that are unfolded: all but those of sums, or none; and those that are cited."""
        key = cites, but, folded
        if key not in self._known_names:
            self._known_names[key] = self._meanings(*key)
        return self._known_names[key]

    def _meanings(self, cites, but, folded):
        found = {}
        for line in self.lines.values():
            if (
                line.name != but
                and line.by.name in _NAMING
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

    def owed(self, says, values):
        """The hypotheses that whoever cites a line of this proof must show.

        Not those that say what a sequence is, made by recursion, if the line is silent about it.
        """
        silent = set()
        for f, its in made_by_recursion(self.lines.values()).items():
            if f not in letters_of(says) | set(values):
                silent |= set(its)
        return [h for h in self.hypotheses if h not in silent]

    def any_term(self, sequence):
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

    def unfolded(self, expr, cites=(), but="", folded=False):
        known = self.meanings(cites, but, folded)
        for _ in range(20):
            self._no_letter_is_bound(expr)
            if not letters_of(expr) & set(known):
                return expr
            expr = put(expr, known)
        raise NotShown("names that mean each other")

    def _no_letter_is_bound(self, expr):
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
    def _has_names(self):
        return any(line.by.name in _NAMING for line in self.lines.values())

    def dependent(self, values):
        """Names that mean something else once these letters have other values, or are replaced."""
        changed = frozenset(values)
        if changed not in self._changing:
            self._changing[changed] = frozenset(self._dependent(changed))
        return self._changing[changed]

    def _dependent(self, changed):
        found = set()
        for line in self.lines.values():
            if line.by.name in _NAMING:
                head, body, _ = sides(line.says)
                own = set(head.args) if isinstance(head, AppliedUndef) else set()
                if line.by.name == "definition":
                    body, own = line.by.options["of"](*head.args), set().union(*map(free, own))
                name = head.func if isinstance(head, AppliedUndef) else head
                if name in changed or (letters_of(body) - own) & (changed | found):
                    found.add(name)
        return found

    def _means_here(self, name, other, values):
        """Is all that another proof says of a name, at these values, said of it in this one?

        Then what was shown there holds here: it was shown of whatever its lines describe.
        """
        mine = [line.whole for line in self.lines.values() if line.by.name in _NAMING]
        return all(
            put(line.whole, values) in mine
            for line in other.lines.values()
            if line.by.name in _NAMING and name in (line.says.lhs, line.says.lhs.func)
        )

    def opened(self, expr, values):
        """The expression with such names unfolded, so that the new values reach what they mean."""
        if not self.dependent(values) & letters_of(expr):
            return expr
        return self.unfolded(expr, tuple(self.lines))

    # -- the first engine

    def job(self, line, says=None) -> Job:
        """What the rule of a line is given, for it or for a neighbour."""
        says = line.says if says is None else says
        premises = ()
        if isinstance(says, sp.Implies):
            *premises, says = says.args

        def flat(expr):
            return self.unfolded(expr, line.by.names, line.name, line.by.name in JOINING)

        key = (line, *premises)
        if key not in self._given_to:
            self._given_to[key] = self._given(line, [*line.when, *premises], flat)
        return replace(self._given_to[key], goal=flat(says))

    def _given(self, line, conditions, flat) -> Job:
        """A job but for its goal: what was cited is put in place, and its debts are paid, once."""
        conditions = [flat(c) for c in conditions]
        known, cited = [*map(flat, self.hypotheses), *conditions], []
        for cite in line.by.cites:
            cited.append(self._cited(cite, flat, known, cited, line))
        options = {key: _unfolded_option(value, flat) for key, value in line.by.options.items()}
        return Job(sp.true, tuple(cited), tuple(known), tuple(conditions), options, self)

    def _cited(self, cite, flat, known, before, line):
        if not isinstance(cite, At):
            return flat(self.lines[cite].whole)
        if cite.theorem is None:
            other, proof = self.lines[cite.line], self
            if held := [str(s) for s in cite.values if s in self.fixed]:
                raise NotShown(f"{', '.join(held)} is one number in a hypothesis, not any number")
            owed = []
        else:
            proof = cite.theorem.proof
            other = proof.lines[cite.line]
            if not proof.stands(cite.line):
                raise NotShown(f"{cite.theorem.label} is not proved at its line {cite.line}")
        everything = lambda e: proof.unfolded(e, tuple(proof.lines))  # noqa: E731
        if cite.theorem:
            owed = proof.owed(everything(other.whole), cite.values)
        says = everything(other.says) if cite.theorem else proof.opened(other.says, cite.values)
        stuck = proof.dependent(cite.values) & letters_of(says)
        if cite.theorem:
            stuck = {name for name in stuck if not self._means_here(name, proof, cite.values)}
        if stuck:
            names = ", ".join(map(str, stuck))
            raise NotShown(f"{names} stands for something that the new values change")
        relation = flat(put(says, cite.values))
        for letter, value in cite.values.items():
            if not isinstance(letter, sp.Symbol):
                letter = proof.any_term(letter)
                value = sp.sympify(value(*letter.args))
            owed += [*domain_of(letter, value), *real_where(value)]
        owed += [put(everything(c) if cite.theorem else c, cite.values) for c in other.when]
        owed = [put(everything(o), cite.values) if o in proof.hypotheses else o for o in owed]
        for debt in map(flat, owed):
            if not self._paid(debt, known, before):
                raise NotShown(f"{cite.line} holds there only if {debt}, which is not shown")
        return relation

    @staticmethod
    def _paid(debt, known, before):
        if debt in (sp.true, sp.false):
            return debt is sp.true
        return bool(debt.doit() == sp.true) or follows(debt, [*known, *before])

    def stands(self, name) -> bool:
        """Is the line of this name accepted by its rule, with all that it rests on?"""
        return self.first(self.lines[name]).answer is True

    def first(self, line) -> Verdict:
        """The verdict of the rule."""
        if line.name not in self.accepted:
            self.accepted[line.name] = self.verdict(line)
        return self.accepted[line.name]

    def verdict(self, line, says=None) -> Verdict:
        """The verdict of the rule of a line on what it says, or on something else."""
        start = time.process_time()
        fallen = [n for n in line.by.names if not self.stands(n)]
        if fallen:
            answer, reason = None, f"it rests on {', '.join(fallen)}"
        else:
            answer, reason = self._ask(line, says)
        return Verdict(line.by.name, answer, reason, time.process_time() - start)

    def _ask(self, line, says=None, limit=None):
        try:
            with time_limit(limit or self.limit):
                answer = line.by.check(self.job(line, says))
        except (Exception, TimeIsUp) as error:
            return None, f"{type(error).__name__}: {error}"
        if answer is True or answer is False:
            return answer, "" if answer else "the rule says it is false"
        return None, f"the answer is {answer!r}, not True"

    # -- the second engine

    def points(self, line, seed):
        """Random points of a line's domain."""
        says = self.numeric(line.says)
        conditions = [self.numeric(c) for c in line.when]
        hypotheses = [
            (self.numeric(one.says), one.over)
            for one in self.lines.values()
            if one.by.name == "assumed" and (one is line or not one.over or sequences_of(one.says))
        ]
        definitions = self._definitions
        symbols, sequences = set(), set()
        for relation in (says, *conditions, *(h for h, _ in hypotheses)):
            symbols |= free(relation)
            sequences |= sequences_of(relation)
        for names, body in definitions.values():
            symbols |= free(body) - set(names)
            sequences |= sequences_of(body)
        for _, over in hypotheses:
            symbols -= set(over) - free(says) - set().union(*map(free, conditions), set())
        return draw.points(
            symbols, sequences, conditions, hypotheses, definitions, seed, self.special,
            POINTS + MORE_POINTS,
        )  # fmt: skip

    @cached_property
    def _definitions(self):
        """Sequences that are computed from others, for the second engine."""
        found = {}
        for line in self.lines.values():
            if line.by.name in _NAMING and isinstance(line.says.lhs, AppliedUndef):
                head, body = line.says.lhs, line.says.rhs
                if line.by.name == "definition":
                    body = line.by.options["of"](head.args[0])
                found[head.func] = (head.args, self.numeric(body))
        return found

    def sharp(self, line):
        """Where an inequality is an equality."""
        return {s: self.numeric(sp.sympify(e)) for s, e in line.sharp.items()}

    def spelled(self, expr):
        """An expression without letters or sequences that stand for something else."""
        return self.unfolded(expr, tuple(self.lines))

    def numeric(self, relation):
        """Letters unfolded; sequences are left to the point."""
        for _ in range(20):
            if not free(relation) & set(self._letters):
                return relation
            relation = put(relation, self._letters)
        raise NotShown("names that mean each other")

    @cached_property
    def _letters(self):
        """What the letters that are names stand for."""
        lets = [line.says for line in self.lines.values() if line.by.name == "let"]
        return {says.lhs: says.rhs for says in lets if says.lhs.is_Symbol}


# -- small things -----------------------------------------------------------------------------


def _listed(names):
    return ", ".join(sorted(map(str, names)))


def _function(names, body):
    return lambda *values: put(body, dict(zip(names, values)))


def _unfolded_option(value, flat):
    if isinstance(value, sp.Basic) and not isinstance(value, sp.Symbol):
        return flat(value)
    if isinstance(value, tuple):
        return tuple(flat(v) if isinstance(v, sp.Basic) else v for v in value)
    return value
