"""A proof of lines as a claim that may be changed: by a false neighbour, or by a reader.

The claim of such a theorem is what its concluding lines say: each gives its right side, by the
name of the line, and an inequality its sign, as ``lower_sign``. What is changed goes back into its
line, and then both engines answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from lrlib.proofs.engines import NotShown, numbers
from lrlib.proofs.kernel.examine import first_of, witness_at
from lrlib.proofs.kernel.lines import Line, Neighbour
from lrlib.proofs.kernel.proof import POINTS, Proof, Verdict
from lrlib.proofs.kernel.statement import conclusions
from lrlib.proofs.kernel.terms import Relation, put, sides
from lrlib.proofs.witness import Witness

if TYPE_CHECKING:
    from lrlib.proofs.theorem import Theorem

__all__ = ["by_numbers", "by_rules", "changed", "claim_of", "value_of", "witnesses"]

_RELATIONAL = sp.core.relational.Relational
_SIGN = "_sign"
_BY_SIGN = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge}


def claim_of(proof: Proof, neighbours: Iterable[Neighbour] = ()) -> dict[str, Any]:
    """Right sides by line, and signs: of the conclusions, and of lines with a neighbour by hand."""
    named = [line.name for line in conclusions(proof)]
    named += [n.line for n in neighbours if n.line not in named]
    lines = [proof.lines[name] for name in named if name in proof.lines]
    found = {}
    for line in lines:
        if isinstance(line.says, _RELATIONAL):
            found[line.name] = _plain(proof, line.says.rhs)
            if (sign := sides(line.says)[2]) in _BY_SIGN:
                found[line.name + _SIGN] = sign
    return found


def _plain(proof: Proof, expr: sp.Expr) -> sp.Expr:
    """Letters that stand for something spelled out."""
    return proof.spelled(expr)


value_of_right = _plain


def value_of(proof: Proof, neighbour: Neighbour) -> sp.Basic:
    """What a neighbour changes: a right side, if it changes no more, or the whole relation."""
    line, says = proof.lines[neighbour.line], neighbour.says
    if isinstance(says, _RELATIONAL) and (says.lhs, says.func) == (line.says.lhs, line.says.func):
        return _plain(proof, says.rhs)
    return says


def changed(proof: Proof, claim: Mapping[str, Any]) -> dict[str, Relation]:
    """The relation of each line whose right side or sign (or whole relation) the claim changes."""
    found = {}
    for name, value in claim.items():
        if name not in proof.lines:
            continue  # a sign, which is read with its line
        line = proof.lines[name]
        if isinstance(value, _RELATIONAL | sp.Implies):
            if value != line.says:
                found[name] = value
            continue
        kind = _BY_SIGN.get(claim.get(name + _SIGN, ""), line.says.func)
        right = line.says.rhs if _plain(proof, line.says.rhs) == value else sp.sympify(value)
        if (kind, right) != (line.says.func, line.says.rhs):
            found[name] = kind(line.says.lhs, right, evaluate=False)
    return found


def by_rules(theorem: Theorem, **claim: Any) -> bool:
    """Does the rule of every line accept it, as changed?"""
    proof, edits = theorem.proof, changed(theorem.proof, claim)
    if not edits:
        return _all(proof.first(line) for line in proof.lines.values())
    return _all(proof.verdict(proof.lines[name], says) for name, says in edits.items())


def _all(verdicts: Iterable[Verdict]) -> bool:
    for verdict in verdicts:
        if verdict.answer is False:
            return False
        if verdict.answer is None:
            raise NotShown(verdict.reason)
    return True


def by_numbers(theorem: Theorem, **claim: Any) -> bool:
    """Is no changed line (without a change: no line) false at a random point?"""
    proof = theorem.proof
    edits = changed(proof, claim)
    many = 4 * POINTS if edits else POINTS  # what is unchanged has been asked at its lines
    edits = edits or {n: line.says for n, line in proof.lines.items()}
    for name, says in edits.items():
        line = proof.lines[name]
        if line.by.name == "let":
            continue
        answers = {numbers.decide(proof.numeric(says), p) for p in _points(theorem, line, many)}
        if False in answers:
            return False
        if True not in answers:
            raise NotShown(f"no point decides line {name}")
    return True


def witnesses(theorem: Theorem, **claim: Any) -> Iterator[Witness]:
    """Numbers on both sides of each changed line; without a change, of each line of the claim."""
    proof = theorem.proof
    edits = changed(proof, claim)
    edits = edits or {name: proof.lines[name].says for name in claim if name in proof.lines}
    for name, says in edits.items():
        relation, line = proof.numeric(says), proof.lines[name]
        yield from _numbers_of(relation, _points(theorem, line))
        if line.sharp:
            yield from _numbers_of(put(relation, proof.sharp(line)), _points(theorem, line))


def _numbers_of(relation: Relation, points: Iterable[numbers.Point]) -> Iterator[Witness]:
    """A witness for each point; one at which the relation is false comes first."""
    while isinstance(relation, sp.Implies):
        relation = relation.args[1]
    found = None
    for point in points:
        answer = numbers.decide(relation, point)
        if answer is False:
            yield _certain(witness_at(relation, point))
            return
        if answer is True and found is None:
            found = witness_at(relation, point)
    if found is not None:
        yield found


def _certain(witness: Witness) -> Witness:
    """Two numbers that differ by less than floats show are shown as what they are: unequal."""
    if not witness.holds:
        return witness
    return Witness(witness.at, witness.left, witness.relation, witness.right, tolerance=0.0)


def _points(theorem: Theorem, line: Line, many: int = 4 * POINTS) -> Iterator[numbers.Point]:
    return first_of(theorem.proof.points(line, f"{theorem.seed}{line.name}"), many)
