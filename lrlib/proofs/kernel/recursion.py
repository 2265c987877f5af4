"""Which sequences are made by recursion: they exist, so whoever cites a theorem owes nothing.

A theorem may say what its notation stands for by hypotheses, as C(0, x) = 1, C(1, x) = x and
C(N + 2, x) = 2 x C(N + 1, x) - C(N, x) do for the Chebyshev polynomials. There is such a C,
whatever the other letters are. So a line of that theorem that does not speak of C holds anyway.
"""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from sympy.core.function import AppliedUndef

from lrlib.proofs.kernel.lines import Line
from lrlib.proofs.kernel.terms import Relation, Sequence, free, sides

__all__ = ["made_by_recursion"]


def made_by_recursion(lines: Iterable[Line]) -> dict[Sequence, tuple[Relation, ...]]:
    """{sequence: its hypotheses} for those whose first terms and recursion are given, and no more.

    All of these hypotheses must be notation.
    """
    assumed = [line for line in lines if line.by.name == "assumed"]
    heads = {line.says.lhs.func for line in assumed if isinstance(line.says.lhs, AppliedUndef)}
    found = {}
    for f in heads:
        mine = [line for line in assumed if any(c.func == f for c in line.says.atoms(AppliedUndef))]
        if _recursion(f, mine):
            found[f] = tuple(line.says for line in mine)
    return found


def _recursion(f: Sequence, lines: Iterable[Line]) -> bool:
    """Do these say f(0, ...), f(1, ...), up to some f(k - 1, ...), and f(N + k, ...) by them?"""
    firsts, step = set(), None
    for line in lines:
        head, body, sign = sides(line.says)
        notation = line.by.options.get("notation") and not line.when
        if sign != "=" or not notation or getattr(head, "func", None) != f or not body.is_real:
            return False
        if any(getattr(head, f"is_{kept}") for kept in ("integer", "nonnegative", "nonpositive")):
            return False  # a domain that the terms may leave
        number, *rest = head.args
        if not set(rest) <= set(line.over) or len(set(rest)) != len(rest):
            return False
        calls = [call for call in body.atoms(AppliedUndef) if call.func == f]
        if number.is_Integer:
            if calls or number in firsts:
                return False
            firsts.add(number)
            continue
        names = free(number)
        if step is not None or len(names) != 1:
            return False
        (index,) = names
        step = number - index
        whole = index.is_integer and index.is_nonnegative and index.is_positive is not True
        if not (whole and index in line.over and index not in rest and step.is_Integer):
            return False
        if any(list(c.args[1:]) != rest or c.args[0] - index not in range(step) for c in calls):
            return False
    return step is not None and firsts == {sp.Integer(i) for i in range(step)}
