"""Formulas as LaTeX, with the letters that the book uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter

from lrlib.proofs.engines import Number

__all__ = ["conditions", "tex"]

_NAMES = {
    "lr": r"\mathrm{lr}",
    "lr0": r"\mathrm{lr}_0",
    "lr_min": r"\mathrm{lr}_{\min}",
    "lr_max": r"\mathrm{lr}_{\max}",
    "lr_final": r"\mathrm{lr}_{\mathrm{final}}",
    "lr_end": r"\mathrm{lr}_{\mathrm{end}}",
    "t_max": r"t_{\max}",
    "total_steps": r"t_{\max}",
    "lam": r"\lambda",
}


def tex(expr: Number, short: Mapping[sp.Basic, sp.Basic] | None = None, **settings: Any) -> str:
    """LaTeX of an expression or relation, with the letters that the book uses.

    ``short`` says which terms are printed as one letter.
    """
    expr = sp.sympify(expr).xreplace(short or {})
    symbols = expr.atoms(sp.Symbol)
    names = {s: _NAMES[s.name] for s in symbols if s.name in _NAMES}
    settings = {"symbol_names": names, "ln_notation": True} | settings
    return _Printer(settings).doprint(expr)


def conditions(when: Iterable[sp.Basic], tex: Callable[[sp.Basic], str] = tex) -> str:
    """After a formula, what it holds under; a short condition is not broken between lines."""
    if not when:
        return ""
    parts = [f"{{{it}}}" if len(it) <= 40 else it for it in map(tex, when)]
    return r" \allowbreak\quad\text{if } " + r",\ ".join(parts)


class _Printer(LatexPrinter):  # type: ignore[misc, unused-ignore]
    """Terms of sequences with their indices below, and conditions in words' order."""

    def _print_Function(self, expr: sp.Expr, exp: str | None = None) -> str:
        if not isinstance(expr, AppliedUndef):
            return super()._print_Function(expr, exp)
        indices = [self._print(arg) for arg in expr.args]
        if form := getattr(expr.func, "lr_tex", ""):
            text = re.sub(r"#(\d)", lambda found: indices[int(found[1]) - 1], form)
        else:
            name = expr.func.__name__
            name = _NAMES.get(name) or self._deal_with_super_sub(name)
            text = rf"{name}_{{{','.join(indices)}}}"
        return text if exp is None else rf"{{{self.parenthesize_super(text)}}}^{{{exp}}}"

    def _as_ordered_terms(self, expr: sp.Expr, order: str | None = None) -> list[sp.Expr]:
        """A difference begins with what is not subtracted: 1 - x rather than -x + 1."""
        terms = super()._as_ordered_terms(expr, order)
        if terms[0].could_extract_minus_sign():
            first = next((x for x in terms if not x.could_extract_minus_sign()), terms[0])
            terms = [first, *(x for x in terms if x is not first)]
        return terms

    def _print_ExpBase(self, expr: sp.Expr, exp: str | None = None) -> str:
        """A power of e; where the exponent would be tiny, a fraction or a sum, exp(...)."""
        power = self._print(expr.exp)
        if not re.search(r"\\frac\{[^{}]*[a-zA-Z\\(]|\\(sum|prod|sqrt|operatorname)|\^", power):
            return super()._print_ExpBase(expr, exp)
        return rf"\exp{'' if exp is None else f'^{{{exp}}}'}\left({power}\right)"

    def _print_Rational(self, expr: sp.Expr) -> str:
        """Hundredths, thousandths and so on as decimals: 459/100 is 4.59."""
        if expr.q < 100 or str(expr.q).strip("0") != "1":
            return super()._print_Rational(expr)
        whole, rest = divmod(abs(expr.p), expr.q)
        return f"{'-' if expr.p < 0 else ''}{whole}.{str(rest).zfill(len(str(expr.q)) - 1)}"

    def _print_harmonic(self, expr: sp.Expr, exp: str | None = None) -> str:
        text = f"H_{{{self._print(expr.args[0])}}}"
        return text if exp is None else rf"{{{text}}}^{{{exp}}}"

    def _print_Implies(self, expr: sp.Expr, altchar: str | None = None) -> str:
        premise, conclusion = map(self._print, expr.args)
        return rf"{premise} \;\Rightarrow\; {conclusion}"

    def _print_And(self, expr: sp.Expr) -> str:
        return r",\; ".join(map(self._print, expr.args))
