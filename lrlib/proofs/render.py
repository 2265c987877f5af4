"""How theorems look: formulas as LaTeX, a theorem as a box, all of them as a table.

Each is Markdown in two dialects. Notebooks (JupyterLab, VS Code, Colab) get plain Markdown
with a little HTML. The book gets MyST under a media type of its own, which :class:`InTheBook`
hands to MyST-NB: there a theorem is numbered, the text refers to it by its label, and its
formulas are set when the book is built.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable

import sympy as sp

__all__ = ["InTheBook", "Table", "tex"]

MYST = "text/vnd.lrlib.myst"  # names a media type; nothing else knows it
CODE = "The checks, as run"  # title of the fold; the PDF leaves it out
_REPOSITORY = "repository:"
_GAP = "\N{NO-BREAK SPACE}"

_NAMES = {
    "lr0": r"\mathrm{lr}_0",
    "lr_min": r"\mathrm{lr}_{\min}",
    "lr_max": r"\mathrm{lr}_{\max}",
    "lr_end": r"\mathrm{lr}_{\mathrm{end}}",
    "t_max": r"t_{\max}",
    "total_steps": r"t_{\max}",
    "lam": r"\lambda",
}

_ENGINES = {
    "SymPy": "SymPy",
    "arb": "ball arithmetic (arb)",
    "mpmath.iv": "interval arithmetic (mpmath)",
    "Z3": "a satisfiability solver (Z3)",
    "numerics": "floating-point numbers",
}

_MARKS = {"proved": "✓", "checked": "≈", "cited": "❝", "not proved": "✗"}


def tex(expr, **settings) -> str:
    """LaTeX of an expression, with the letters that the book uses."""
    expr = sp.sympify(expr)
    symbols = getattr(expr, "free_symbols", ())
    names = {s: _NAMES[s.name] for s in symbols if s.name in _NAMES}
    return sp.latex(expr, symbol_names=names, ln_notation=True, **settings)


def _time(seconds):
    return f"{seconds:.2f}{_GAP}s" if seconds >= 0.005 else f"under 0.01{_GAP}s"


def status(theorem) -> str:
    """Its kind, if it holds."""
    return theorem.kind if theorem.report.ok else "not proved"


# -- a theorem as a box ------------------------------------------------------------------------


def bundle(theorem) -> dict:
    """The box, for each sort of page."""
    kind = status(theorem)
    return {
        "text/plain": f"Theorem {theorem.label} ({theorem.name}): {kind}",
        "text/markdown": _notebook(theorem, kind),
        MYST: _book(theorem, kind),
    }


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How one sort of page folds text away, refers to a theorem, cites, and names a file."""

    details: Callable
    theorem: str
    source: str | Callable
    file: Callable

    def refer(self, text):
        """Labels of theorems (E2a) and sources (@kalman1960new) in running text become links.

        Formulas and code stay as they are.
        """
        parts = re.split(r"(?s)(`[^`]*`|\$\$.*?\$\$|\$[^$]*\$)", text)
        for i in range(0, len(parts), 2):
            words = re.sub(r"\b([CDENO]\d[a-f]?)\b", self.theorem, parts[i])
            parts[i] = re.sub(r"@([a-z]+\d{4}\w*)", self.source, words)
        return "".join(parts)


def _author_and_year(key):
    author, year = re.match(r"([a-z]+)(\d{4})", key[1]).groups()
    return f"{author.capitalize()} {year}"


def _path(theorem):
    """The file of the checks."""
    return theorem.module and f"`{theorem.module.replace('.', '/')}.py`"


def _link(theorem):
    """The same, linked by :class:`InTheBook`, which knows where the repository is."""
    path = _path(theorem)
    return path and f"[{path}]({_REPOSITORY}{path.strip('`')}#L{theorem.line})"


NOTEBOOK = Dialect(
    details=lambda title, body: f"<details><summary>{title}</summary>\n\n{body}\n\n</details>",
    theorem=r"Theorem \1",
    source=_author_and_year,
    file=_path,
)
BOOK = Dialect(
    details=lambda title, body: f"`````{{dropdown}} {title}\n{body}\n`````",
    theorem=r"{prf:ref}`\1`",
    source=r"{cite:t}`\1`",
    file=_link,
)


def _notebook(theorem, kind):
    title = f"**Theorem {theorem.label} ({theorem.name})** · {_MARKS[kind]} {kind}"
    style = "border-left: 4px solid #0072b2; padding: 0.2em 0 0.2em 1em"
    return f'<div style="{style}">\n\n{_body(theorem, title, NOTEBOOK)}\n\n</div>'


def _book(theorem, kind):
    head = f":label: {theorem.label}\n:class: lr-theorem lr-{kind.replace(' ', '-')}"
    body = _body(theorem, f"{{bdg}}`{_MARKS[kind]} {kind}`", BOOK)
    return f"``````{{prf:theorem}} {theorem.name}\n{head}\n\n{body}\n``````"


def _body(theorem, head, dialect):
    """The parts of a box, in the order in which a reader wants them."""
    parts = (
        head,
        _assumptions(theorem, dialect),
        dialect.refer(theorem.statement),
        _problems(theorem),
        _by_hand(theorem, dialect),
        _derivation(theorem, dialect),
        _mutants(theorem, dialect),
        _code(theorem, dialect),
        _footer(theorem, dialect),
    )
    return _displayed("\n\n".join(filter(None, parts)))


def _displayed(text):
    """Display formulas on lines of their own, as MyST wants them."""
    return re.sub(r"\s*\$\$\s*(.+?)\s*\$\$[ \n]*", r"\n\n$$\n\1\n$$\n\n", text, flags=re.DOTALL)


def _assumptions(theorem, dialect):
    if theorem.assumptions:
        given = ", ".join(map(_assumption, theorem.assumptions))
        return f"**Given** {dialect.refer(given)}."


def _assumption(item):
    """An assumption in words, or the domain of a symbol."""
    if isinstance(item, str):
        return item
    name, whole = tex(item), item.is_integer
    if item.is_positive:
        return rf"${name} \in \{{1, 2, \dots\}}$" if whole else f"${name} > 0$"
    if item.is_nonnegative:
        return rf"${name} \in \{{0, 1, \dots\}}$" if whole else rf"${name} \ge 0$"
    return rf"${name} \in \mathbb{{{'Z' if whole else 'R'}}}$"


def _problems(theorem):
    if theorem.report.problems:
        return "**Not proved**\n\n" + "\n".join(f"- {p}" for p in theorem.report.problems)


def _by_hand(theorem, dialect):
    if theorem.by_hand:
        return f"**By hand:** {dialect.refer('; '.join(theorem.by_hand))}."


def _derivation(theorem, dialect):
    if theorem.derivation:
        steps = (
            f"{i}. $\\displaystyle {formula if isinstance(formula, str) else tex(formula)}$ \\\n"
            f"   {dialect.refer(reason)}"
            for i, (formula, reason) in enumerate(theorem.derivation, 1)
        )
        return dialect.details("Derivation", "\n".join(steps))


def _mutants(theorem, dialect):
    if theorem.report.rejections:
        rows = (
            f"| {r.mutant.words} | {r.problem or _numbers(r.witness)} |"
            for r in theorem.report.rejections
        )
        count = len(theorem.report.rejections)
        title = f"{count} false neighbour{'s' if count > 1 else ''} that the same checks reject"
        head = "| What is changed | What refutes it |\n|---|---|\n"
        return dialect.details(title, head + "\n".join(rows))


def _numbers(witness):
    sign = {"=": "≠", "<": "≮", "<=": "≰", ">": "≯", ">=": "≱"}[witness.relation]
    return f"{_number(witness.left)} {sign} {_number(witness.right)} ({witness.at})"


def _number(value):
    mantissa, e, exponent = f"{float(value):.6g}".partition("e")
    return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$" if e else mantissa


def _code(theorem, dialect):
    functions = {getattr(check, "func", check) for check in theorem.checks.values()}
    named = [f for f in functions if inspect.isfunction(f) and f.__name__ != "<lambda>"]
    if named:
        named.sort(key=lambda f: f.__code__.co_firstlineno)
        source = "\n\n".join(inspect.getsource(f).rstrip() for f in named)
        return dialect.details(CODE, f"```python\n{source}\n```")


def _footer(theorem, dialect):
    checks = [f"{_ENGINES[c.engine]} in {_time(c.seconds)}" for c in theorem.report.checks]
    done = f"Checked by {' and '.join(checks)}" if checks else ""
    known = (done, dialect.refer(theorem.source), dialect.file(theorem))
    return "*" + " · ".join(filter(None, known)) + "*"


# -- all of them as a table --------------------------------------------------------------------


class Table:
    """The status of some theorems.

    With ``linked`` the book's table refers to the boxes, each of which must then be shown in
    some chapter.
    """

    head = ("label", "theorem", "kind", "checked by", "mutants rejected", "time")

    def __init__(self, theorems, linked=False):
        self.theorems, self.linked = theorems, linked

    @property
    def ok(self) -> bool:
        return all(theorem.report.ok for theorem in self.theorems)

    def rows(self):
        """A tuple of words for each theorem."""
        for theorem in self.theorems:
            report = theorem.report
            rejected = sum(not r.problem for r in report.rejections)
            yield (
                theorem.label,
                theorem.name,
                f"{_MARKS[status(theorem)]}{_GAP}{status(theorem)}",
                f"{_GAP}+{_GAP}".join(theorem.checks),
                f"{rejected} of {len(report.rejections)}",
                _time(report.seconds),
            )

    def __str__(self):
        rows = [self.head, *self.rows()]
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

    def _repr_mimebundle_(self, include=None, exclude=None):
        linked = [(f"{{prf:ref}}`{row[0]}`", *row[1:]) for row in self.rows()]
        plain = self._markdown(self.rows())
        return {
            "text/plain": str(self),
            "text/markdown": plain,
            MYST: self._markdown(linked) if self.linked else plain,
        }

    def _markdown(self, rows):
        lines = ("| " + " | ".join(row) + " |" for row in (self.head, "-" * len(self.head), *rows))
        return "\n".join(lines)


class InTheBook:
    """What MyST-NB asks about boxes and tables; pyproject.toml names it as an entry point."""

    mime_priority_overrides = (("*", MYST, 1),)

    @staticmethod
    def handle_mime(renderer, data, inline):
        if data.mime_type != MYST or inline:
            return None
        options = renderer.renderer.sphinx_env.config.html_theme_options
        url, branch = options.get("repository_url", ""), options.get("repository_branch", "main")
        text = data.string.replace(_REPOSITORY, f"{url}/blob/{branch}/")
        data = dataclasses.replace(data, content=text)
        return renderer._render_markdown_base(data, fmt="myst", inline=False)
