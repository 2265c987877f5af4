"""A statement in words, whose formulas are lines.

In the statement of a theorem a formula between dollars is the name of a line, ``$total$``, or of
its right or left side, ``$total.right$``; ``$$lower, upper$$`` chains two lines, as in
a ≤ b ≤ c. Anything else between dollars must be a term that stands in some line: a letter, a
number, a power; never a relation. Words hold no relation signs and no numbers. So a statement
cannot say what no line says, and it must show every line that no other line uses. What follows a
line of three pluses is said as well, and folded away: a reader first wants the one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import sympy as sp

from lrlib.proofs import latex
from lrlib.proofs.kernel.lines import Line
from lrlib.proofs.kernel.names import Names
from lrlib.proofs.kernel.terms import AppliedUndef, sides

__all__ = ["REST", "conclusions", "printed", "problems", "shown", "written"]

REST = "+++"
_FORMULA = re.compile(r"(?s)\$\$(.+?)\$\$|\$([^$]+)\$")
_CODE = re.compile(r"`[^`]*`|@\w+|\b[A-Z]\d+[a-z]?\b|\b\d-cycle\b")
_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SIGNS = {"=": "=", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}


def conclusions(proof: Names) -> list[Line]:
    """The lines that the statement must show: those that no other line uses."""
    used = {name for line in proof.lines.values() for name in line.by.names}
    silent = ("assumed", "let", "definition")
    return [
        line
        for line in proof.lines.values()
        if line.name not in used and line.by.name not in silent
    ]


def problems(statement: str, proof: Names) -> Iterator[str]:
    """What the statement says that no line says, and what it leaves out."""
    shown = set()
    for formula in _formulas(statement):
        parts = [part.strip() for part in formula.split(",")]
        if all(part.partition(".")[0] in proof.lines for part in parts):
            shown |= {part.partition(".")[0] for part in parts}
        elif formula.strip() not in _terms(proof):
            yield f"the statement says ${formula}$, which no line says"
    words = _CODE.sub(" ", _FORMULA.sub(" ", statement))
    if said := re.search(r"[=<>≤≥≠∞\d]", words):
        yield f"the statement says “{said[0]}” in its words: a formula must be a line"
    for line in conclusions(proof):
        if line.name not in shown:
            yield f"the statement does not show line {line.name}, which no other line uses"


def shown(statement: str, proof: Names) -> list[Line]:
    """The lines that the statement shows."""
    parts = [part.strip() for formula in _formulas(statement) for part in formula.split(",")]
    names = dict.fromkeys(part.partition(".")[0] for part in parts)
    return [proof.lines[name] for name in names if name in proof.lines]


def printed(statement: str, proof: Names) -> list[sp.Basic]:
    """What of the lines the statement prints: a side of a relation, or all that the line says."""
    found = []
    for formula in _formulas(statement):
        for part in map(str.strip, formula.split(",")):
            name, _, side = part.partition(".")
            if name in proof.lines:
                line = proof.lines[name]
                left, right, _ = sides(line.says) if side else (None, None, None)
                found.append({"left": left, "right": right}[side] if side else line.whole)
    return found


def _formulas(statement: str) -> list[str]:
    return [display or inline for display, inline in _FORMULA.findall(statement)]


def written(statement: str, proof: Names, tex: Callable[[sp.Basic], str]) -> str:
    """The statement with its formulas printed from the lines."""

    def put(found: re.Match[str]) -> str:
        display, inline = found.groups()
        formula = display or inline
        parts = [part.strip() for part in formula.split(",")]
        if not all(part.partition(".")[0] in proof.lines for part in parts):
            return found[0]
        text = _printed(parts, proof, tex)
        return f"$${text}$$" if display else f"${text}$"

    return _FORMULA.sub(put, statement)


def _printed(parts: list[str], proof: Names, tex: Callable[[sp.Basic], str]) -> str:
    pieces, last = [], None
    for part in parts:
        name, _, side = part.partition(".")
        line = proof.lines[name]
        if side:
            left, right, _ = sides(line.says)
            pieces.append(tex({"left": left, "right": right}[side]))
            last = None
            continue
        if last is not None and isinstance(line.says, sp.core.relational.Relational):
            left, right, sign = sides(line.says)
            if left == last:
                pieces[-1] += f" {_SIGNS[sign]} {tex(right)}"
                last = right
                continue
        pieces.append(tex(line.says) + latex.conditions(line.when, tex))
        last = line.says.rhs if isinstance(line.says, sp.core.relational.Relational) else None
    return r",\qquad ".join(pieces)


def _terms(proof: Names) -> frozenset[str]:
    """The LaTeX of every term that stands in a line."""
    return frozenset(map(_tex_of, _parts(proof)))


def _parts(proof: Names) -> set[sp.Basic]:
    found = set()
    for line in proof.lines.values():
        for relation in (line.says, *line.when):
            for e in sp.preorder_traversal(relation):
                if isinstance(e, sp.Expr) or isinstance(e, AppliedUndef):
                    found.add(e)
    return found


@cache
def _tex_of(e: sp.Basic) -> str:
    return latex.tex(e)
