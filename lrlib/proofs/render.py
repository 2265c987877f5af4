"""How theorems look: formulas as LaTeX, a theorem as a box, all of them as a table."""

from __future__ import annotations

import sympy as sp

__all__ = ["Table", "tex"]

_NAMES = {
    "lr0": r"\mathrm{lr}_0",
    "lr_min": r"\mathrm{lr}_{\min}",
    "lr_max": r"\mathrm{lr}_{\max}",
    "lr_end": r"\mathrm{lr}_{\mathrm{end}}",
    "t_max": r"t_{\max}",
    "total_steps": r"t_{\max}",
    "lam": r"\lambda",
}


def tex(expr) -> str:
    """LaTeX of an expression, with the letters that the book uses."""
    expr = sp.sympify(expr)
    symbols = getattr(expr, "free_symbols", ())
    names = {s: _NAMES[s.name] for s in symbols if s.name in _NAMES}
    return sp.latex(expr, symbol_names=names, ln_notation=True)


class Table:
    """The status of some theorems."""

    def __init__(self, theorems):
        self.theorems = theorems

    @property
    def ok(self) -> bool:
        return all(theorem.report.ok for theorem in self.theorems)

    def rows(self):
        for theorem in self.theorems:
            report = theorem.report
            rejected = sum(not r.problem for r in report.rejections)
            yield (
                theorem.label,
                theorem.name,
                theorem.kind if report.ok else "NOT PROVED",
                " + ".join(theorem.checks),
                f"{rejected} of {len(report.rejections)}",
                f"{report.seconds:.2f} s",
            )

    def __str__(self):
        rows = [("label", "name", "kind", "engines", "mutants", "time"), *self.rows()]
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
