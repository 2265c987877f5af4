"""A theorem's claim as something that a reader may change: text there and back, and for the eye.

>>> from lrlib.proofs import theorem
>>> read(theorem("O2c"), {"peak": "4.6"})["peak"]
23/5

Text is in SymPy's syntax, with the letters of the theorem. Decimals are exact: 4.6 is 23/5.
"""

from __future__ import annotations

import re
import sys
import tokenize
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.parsing.sympy_parser import (
    convert_xor,
    parse_expr,
    rationalize,
    standard_transformations,
)

from lrlib.proofs import edits
from lrlib.proofs.theorem import Theorem

__all__ = ["curves", "equal", "fields", "parse", "plain", "read", "shown", "text", "text_in"]

RELATIONS = ("<", "<=", ">", ">=")
_SEQUENCES = (sp.Sum, sp.Product, AppliedUndef)
_NO_FORMULA = (*_SEQUENCES, sp.Limit, sp.Derivative, sp.core.relational.Rel)
_SHORT = 100  # characters of a formula with sequences that a reader may be asked to edit


def fields(theorem: Theorem) -> list[dict[str, Any]]:
    """What of a claim can be changed: a form, one entry per value.

    ``kind`` is ``expression`` (text in SymPy's syntax), ``choice`` (one of ``options``) or
    ``fixed`` (a function or a schedule, which only a false neighbour changes).
    """
    return [
        {
            "name": name,
            "kind": _kind_in(theorem, name),
            "text": text_in(theorem, name, value),
            "options": _options(theorem, name),
        }
        | ({"mathml": shown(_brief(theorem, name, value))} if _reads(theorem, name) else {})
        for name, value in theorem.claim.items()
    ]


def _reads(theorem: Theorem, name: str) -> bool:
    return _kind_in(theorem, name) == "expression"


def _kind_in(theorem: Theorem, name: str) -> str:
    """As :func:`_kind`; and in a proof of lines a formula may have its sequences and their sums."""
    value = theorem.claim[name]
    kind = _kind(value)
    if kind != "fixed" or not theorem.lines or not isinstance(value, sp.Expr):
        return kind
    brief = _brief(theorem, name, value)
    odd = brief.has(sp.Limit, sp.Derivative, sp.Integral, sp.Piecewise, sp.core.relational.Rel)
    known = {f.func for f in brief.atoms(AppliedUndef)} <= set(_sequences(theorem).values())
    return "expression" if known and not odd and len(sp.sstr(brief)) <= _SHORT else "fixed"


def _brief(theorem: Theorem, name: str, value: sp.Expr) -> sp.Expr:
    """A value with the theorem's names for its parts, as the line or a neighbour of it says it."""
    if _kind(value) == "expression" or not theorem.lines or name not in theorem.proof.lines:
        return value
    said = [theorem.proof.lines[name].says]
    said += [neighbour.says for neighbour in theorem.neighbours if neighbour.line == name]
    for relation in said:
        right = getattr(relation, "rhs", None)
        if right is not None and edits.value_of_right(theorem.proof, right) == value:
            return right
    return value


def _sequences(theorem: Theorem) -> dict[str, Any]:
    """The functions in the lines of a theorem by name, as ``W`` and ``eta``."""
    found: dict[str, Any] = {}
    for line in theorem.lines:
        for function in line.says.atoms(AppliedUndef):
            found.setdefault(str(function.func), function.func)
    return {name: f for name, f in found.items() if name.isidentifier()}


def text_in(theorem: Theorem, name: str, value: Any) -> str:
    """As :func:`text`, with the theorem's names for sums that its line names.

    >>> from lrlib.proofs import theorem
    >>> text_in(theorem("D1"), "climbs", theorem("D1").claim["climbs"])
    'G**2*S(k)*eta(k)/(2*W(k)*W(k + 1))'
    """
    if not isinstance(value, str) and name in theorem.claim and _reads(theorem, name):
        return (
            text(value) if _kind(value) == "expression" else sp.sstr(_brief(theorem, name, value))
        )
    return text(value)


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "choice"
    try:
        value = sp.sympify(value, strict=True)
    except sp.SympifyError:
        return "fixed"
    if isinstance(value, sp.Basic) and value.has(*_NO_FORMULA):
        return "fixed"
    return "expression" if isinstance(value, (sp.Basic, tuple)) else "fixed"


def _options(theorem: Theorem, name: str) -> list[str]:
    value = theorem.claim[name]
    if not isinstance(value, str):
        return []
    others = [m.changes[name] for m in theorem.mutants if name in m.changes]
    return list(dict.fromkeys([value, *others, *(RELATIONS if value in RELATIONS else ())]))


def text(value: Any) -> str:
    """A value as a reader may write it.

    >>> text(sp.Rational(23, 5)), text((1, sp.pi))
    ('23/5', '(1, pi)')
    """
    if isinstance(value, str):
        return value
    if _kind(value) == "expression":
        return sp.sstr(sp.sympify(value))
    return getattr(value, "__name__", None) or repr(value)


def read(
    theorem: Theorem, claim: Mapping[str, str], neighbour: int | None = None
) -> dict[str, Any]:
    """A claim with some values changed, from text.

    >>> from lrlib.proofs import theorem
    >>> read(theorem("O2c"), {"peak": "4.6"})["peak"]
    23/5
    """
    values = dict(theorem.claim)
    if neighbour is not None:
        values |= theorem.mutants[neighbour].changes
    for name, written in claim.items():
        if name not in values:
            raise ValueError(f"the claim has no {name}, only {', '.join(values)}")
        values[name] = parse(theorem, name, written)
    return values


def parse(theorem: Theorem, name: str, written: str, *, exact: bool = True) -> Any:
    """One value of a claim from text; the letters are those of the theorem, with their domains.

    Unless ``exact``, which is for the eye, decimals and names of sequences stay as they are.
    """
    options = _options(theorem, name)
    if options:
        if written not in options:
            raise ValueError(f"{name} must be one of {', '.join(options)}, got {written!r}")
        return written
    if not _reads(theorem, name):
        raise ValueError(f"{name} is no formula: only a false neighbour can change it")
    letters = _letters(theorem)
    steps = (*standard_transformations, convert_xor, *((rationalize,) if exact else ()))
    try:
        known = letters | (_sequences(theorem) if _kind(theorem.claim[name]) == "fixed" else {})
        value = parse_expr(written, local_dict=known, transformations=steps)
    except (SyntaxError, tokenize.TokenError, TypeError, AttributeError, ValueError) as error:
        why = "a bracket is open" if isinstance(error, tokenize.TokenError) else str(error)
        raise ValueError(f"{name}: cannot be read: {why or 'write a formula'}") from None
    several = isinstance(value, tuple)
    parts = value if several else (value,)
    if not all(isinstance(part, (sp.Basic, int)) for part in parts):
        raise ValueError(f"{name} must be a formula, got {written!r}")
    symbols = set().union(*(sp.sympify(part).free_symbols for part in parts))
    if strange := sorted(str(s) for s in symbols - set(letters.values())):
        there = ", ".join(sorted(letters))
        raise ValueError(f"{name}: no letter {', '.join(strange)} here, only {there}")
    if isinstance(theorem.claim[name], tuple) != several:
        raise ValueError(f"{name} must be {'several values' if len(parts) == 1 else 'one value'}")
    if exact and isinstance(value, sp.Basic) and value.has(AppliedUndef):
        value = theorem.proof.spelled(value)
    return _like(theorem.claim[name], value)


def _like(model: Any, value: Any) -> Any:
    """Whole numbers as Python's where the theorem has them so."""
    if isinstance(value, tuple):
        return tuple(map(_like, (*model, *([model[-1]] * len(value))), value))
    return int(value) if isinstance(model, int) and getattr(value, "is_Integer", False) else value


def _letters(theorem: Theorem) -> dict[str, sp.Symbol]:
    """The symbols of a theorem by name, its own before those of its module."""
    module = vars(sys.modules[theorem.module]) if theorem.module else {}
    found = {value.name: value for value in module.values() if isinstance(value, sp.Symbol)}
    changes = [change for mutant in theorem.mutants for change in mutant.changes.values()]
    for value in (*changes, *theorem.assumptions, *theorem.claim.values()):
        for part in value if isinstance(value, tuple) else (value,):
            found |= {symbol.name: symbol for symbol in getattr(part, "free_symbols", ())}
    return found


def equal(left: Any, right: Any) -> bool:
    """Are two values written alike?"""
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    return left is right or bool(left == right)


# -- for the eye ---------------------------------------------------------------------------------

_GREEK = {"lam": "λ", "sigma": "σ", "omega": "ω", "gamma": "γ", "beta": "β", "eta": "η"}


def shown(value: Any) -> str:
    """A value as MathML, which browsers set by themselves; a number with its size."""
    value = sp.sympify(value)
    names = {
        symbol: symbol.func("lambda", **symbol.assumptions0)  # the printer's name for it
        for symbol in getattr(value, "free_symbols", ())
        if symbol.name == "lam"
    }
    body = _printer().doprint(value.xreplace(names) if names else value)
    body = body.replace("<mo>&InvisibleTimes;</mo>", '<mspace width="0.17em"/>')
    body = body.replace("<mi>&ExponentialE;</mi>", "<mi>e</mi>")
    body = re.sub("<mn>-([^<]*)</mn>", r"<mrow><mo>−</mo><mn>\1</mn></mrow>", body)  # one exponent
    body = body.replace("<mo>-</mo>", "<mo>−</mo>")
    short = value.is_Integer or value.is_Float or value.is_infinite
    if isinstance(value, sp.Expr) and value.is_number and not short:
        size = sp.N(value, 6)
        body += f"<mo>{'=' if sp.Rational(str(size)) == value else '≈'}</mo><mn>{size}</mn>"
    return f'<math displaystyle="true"><mrow>{body}</mrow></math>'


@cache
def _printer() -> Any:
    """SymPy's printer, but for sequences: it would write W(k) with a small w."""
    from sympy.printing.mathml import MathMLPresentationPrinter

    class Printer(MathMLPresentationPrinter):  # type: ignore[misc, unused-ignore]
        def _print_Function(self, expr: sp.Expr) -> Any:
            if not isinstance(expr, AppliedUndef):
                return super()._print_Function(expr)
            indexed = self.dom.createElement("msub")
            indexed.appendChild(self._print(sp.Symbol(str(expr.func))))
            below = self.dom.createElement("mrow")
            for i, argument in enumerate(expr.args):
                if i:
                    comma = self.dom.createElement("mo")
                    comma.appendChild(self.dom.createTextNode(","))
                    below.appendChild(comma)
                below.appendChild(self._print(argument))
            indexed.appendChild(below)
            return indexed

    return Printer()


def curves(theorem: Theorem, claim: Mapping[str, Any], points: int = 61) -> dict[str, Any] | None:
    """A changed formula beside the theorem's own along one letter, or None where none helps."""
    for name, truth in theorem.claim.items():
        changed = claim[name]
        if equal(truth, changed) or not all(isinstance(x, sp.Expr) for x in (truth, changed)):
            continue
        letters = sorted(truth.free_symbols | changed.free_symbols, key=_first)
        if not letters:
            continue
        along, *others = letters
        fixed = {s: sp.Integer(10) if s.is_integer else sp.Rational(1, 2) for s in others}
        end = 40 if along.is_integer or along.name == "t" else 2
        xs: Iterable[sp.Expr] = [sp.Rational(end * i, points - 1) for i in range(points)]
        if along.is_integer:
            xs = range(1, end + 1)
        lines = {
            "truth": _sample(truth, along, fixed, xs),
            "claim": _sample(changed, along, fixed, xs),
        }
        if all(len(line) > 1 for line in lines.values()):
            at = ", ".join(f"{_GREEK.get(s.name, s.name)} = {fixed[s]}" for s in others)
            return {"name": name, "along": _GREEK.get(along.name, along.name), "at": at} | lines
    return None


def _first(symbol: sp.Symbol) -> tuple[int, str]:
    order = ("t", "n", "N", "M", "m", "T", "x", "u", "s", "a", "k")
    return order.index(symbol.name) if symbol.name in order else len(order), symbol.name


def _sample(
    expr: sp.Expr, along: sp.Symbol, fixed: Mapping[sp.Symbol, sp.Expr], xs: Iterable[sp.Expr]
) -> list[list[float]]:
    expr, line = expr.subs(fixed), []
    for x in xs:
        y = sp.N(expr.subs(along, x), 8)
        if y.is_real and y.is_finite:
            line.append([float(x), float(y)])
    return line


_WORDS = {
    r"\,": " ", r"\;": " ", r"\\": " ", r"\ge": "≥", r"\le": "≤", r"\lambda": "λ", r"\sigma": "σ",
    r"\theta": "θ", r"\eta": "η", r"\gamma": "γ", r"\beta": "β", r"\omega": "ω", r"\pi": "π",
    r"\ln": "ln ", r"\cos": "cos ", r"\sin": "sin ", r"\max": "max", r"\min": "min", r"\cdot": "·",
    r"\infty": "∞", r"\tfrac": "", r"\frac": "", r"\left": "", r"\right": "", r"\to": "→",
}  # fmt: skip
_RAISED = str.maketrans("0123456789-+nkt", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿᵏᵗ")
_LOWERED = str.maketrans("0123456789t", "₀₁₂₃₄₅₆₇₈₉ₜ")


def plain(words: str) -> str:
    r"""Words with a little LaTeX between dollars, as plain text.

    >>> plain(r"the exponent has $\operatorname{Li}_3$, not $q^2$ or $2DG/\sqrt T$")
    'the exponent has Li₃, not q² or 2DG/√T'
    """
    return re.sub(r"\$([^$]*)\$", lambda formula: _plain(formula[1]), words)


def _plain(tex: str) -> str:
    tex = re.sub(r"\\(?:mathrm|operatorname|text)\{([^{}]*)\}", r"\1", tex)
    tex = re.sub(
        r"\\sqrt\[(\d)\]\{([^{}]*)\}", lambda m: f"{m[1].translate(_RAISED)}√({m[2]})", tex
    )
    tex = re.sub(r"\\sqrt\{((?:[^{}]|\{[^{}]*\})*)\}", r"√(\1)", tex)
    tex = re.sub(r"\\sqrt\s*", "√", tex)
    for code, sign in sorted(_WORDS.items(), key=lambda item: -len(item[0])):
        tex = re.sub(re.escape(code) + r"(?![a-zA-Z])", sign, tex)

    def script(match: re.Match[str]) -> str:
        sign, body = match[1], match[2] or match[3]
        table = _RAISED if sign == "^" else _LOWERED
        if all(ord(c) in table for c in body):
            return body.translate(table)
        return f"{sign}({body})" if re.search(r"\W", body) else f"{sign}{body}"

    for _ in range(2):  # the inner one first
        tex = re.sub(r"([_^])(?:\{([^{}]*)\}|(\w))", script, tex)
    tex = re.sub(r"\b(ln|cos|sin) (?=[^a-zA-Z])", r"\1", re.sub(r"[{}\\]", "", tex))
    return re.sub(r"\s+", " ", tex).strip()
