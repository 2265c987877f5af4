"""How theorems look: a theorem as a box, all of them as a table.

Each is Markdown in two dialects. Notebooks (JupyterLab, VS Code, Colab) get plain Markdown
with a little HTML. The book gets MyST under a media type of its own, which :class:`InTheBook`
hands to MyST-NB: there a theorem is numbered, the text refers to it by its label, and its
formulas are set when the book is built.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lrlib.proofs.kernel.facts import FACTS
from lrlib.proofs.latex import tex

if TYPE_CHECKING:
    import sympy as sp

    from lrlib.proofs.theorem import Theorem
    from lrlib.proofs.witness import Witness

__all__ = ["InTheBook", "Table"]

MYST = "text/vnd.lrlib.myst"  # names a media type; nothing else knows it
CODE = "The checks, as run"  # title of the fold; the PDF leaves it out
_REPOSITORY = "repository:"
_GAP = "\N{NO-BREAK SPACE}"

_ENGINES = {
    "SymPy": "SymPy",
    "arb": "ball arithmetic (arb)",
    "mpmath.iv": "interval arithmetic (mpmath)",
    "Z3": "a satisfiability solver (Z3)",
    "numerics": "floating-point numbers",
}

_MARKS = {"machine-checked": "✓", "checked": "≈", "cited": "❝", "not proved": "✗"}


def _time(seconds: float) -> str:
    return f"{seconds:.2f}{_GAP}s" if seconds >= 0.005 else f"under 0.01{_GAP}s"


def in_a_cell(text: str) -> str:
    r"""Text for a cell of a table, whose border no bar of a formula may be.

    >>> in_a_cell(r"at most $|x|$ | so")
    'at most $\\vert x\\vert $ \\| so'
    """
    parts = text.split("$")
    parts[1::2] = [part.replace("|", r"\vert ") for part in parts[1::2]]
    parts[0::2] = [part.replace("|", r"\|") for part in parts[0::2]]
    return "$".join(parts)


def status(theorem: Theorem) -> str:
    """Its badge: what was checked of it, and what was not.

    ``machine-checked`` (the proof, line by line), ``claim machine-checked`` (what the theorem
    says, by functions, while its derivation is in words), either one ``but for N steps``,
    ``checked`` (by one engine only), ``cited``, or ``not proved``.
    """
    if not theorem.report.ok:
        return "not proved"
    if theorem.kind != "proved":
        return theorem.kind
    what = "machine-checked" if theorem.lines else "claim machine-checked"
    steps = len(theorem.steps_by_hand)
    return f"{what} but for {steps} step{'s' if steps > 1 else ''}" if steps else what


def mark(badge: str) -> str:
    """The sign that goes with a badge."""
    return _MARKS["machine-checked" if "machine-checked" in badge else badge]


# -- a theorem as a box ------------------------------------------------------------------------


def bundle(theorem: Theorem) -> dict[str, str]:
    """The box, for each sort of page."""
    badge = status(theorem)
    return {
        "text/plain": f"Theorem {theorem.label} ({theorem.name}): {badge}",
        "text/markdown": _notebook(theorem, badge),
        MYST: _book(theorem, badge),
    }


@dataclasses.dataclass(frozen=True)
class Dialect:
    """How one sort of page folds text away, refers to a theorem, cites, and names a file."""

    details: Callable[[str, str], str]
    theorem: str
    source: str | Callable[[re.Match[str]], str]
    file: Callable[[Theorem], str]

    def refer(self, text: str) -> str:
        """Labels of theorems (E2a) and sources (@kalman1960new) in running text become links.

        Formulas and code stay as they are.
        """
        parts = re.split(r"(?s)(`[^`]*`|\$\$.*?\$\$|\$[^$]*\$)", text)
        for i in range(0, len(parts), 2):
            words = re.sub(r"\b([CDENOP]\d[a-f]?)\b", self.theorem, parts[i])
            parts[i] = re.sub(r"@([a-z]+\d{4}\w*)", self.source, words)
        return "".join(parts)


def _author_and_year(key: re.Match[str]) -> str:
    ((author, year),) = re.findall(r"^([a-z]+)(\d{4})", key[1])
    return f"{author.capitalize()} {year}"


def _path(theorem: Theorem) -> str:
    """The file of the checks."""
    return theorem.module and f"`{theorem.module.replace('.', '/')}.py`"


def _link(theorem: Theorem) -> str:
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


def _notebook(theorem: Theorem, badge: str) -> str:
    title = f"**Theorem {theorem.label} ({theorem.name})** · {mark(badge)} {badge}"
    style = "border-left: 4px solid #0072b2; padding: 0.2em 0 0.2em 1em"
    return f'<div style="{style}">\n\n{_body(theorem, title, NOTEBOOK)}\n\n</div>'


def _book(theorem: Theorem, badge: str) -> str:
    kind = badge.replace(" ", "-") if "not" in badge else badge.partition(" ")[0]
    steps = " lr-by-hand" if "but for" in badge else ""
    head = f":label: {theorem.label}\n:class: lr-theorem lr-{kind}{steps}"
    body = _body(theorem, f"{{bdg}}`{mark(badge)} {badge}`", BOOK)
    # formulas side by side may stand one below the other where a page is narrow
    body = re.sub(r",\s*\\qquad\b", r",\\allowbreak\\qquad", body)
    return f"``````{{prf:theorem}} {theorem.name}\n{head}\n\n{body}\n``````"


def _body(theorem: Theorem, head: str, dialect: Dialect) -> str:
    """The parts of a box, in the order in which a reader wants them."""
    if theorem.lines:
        from lrlib.proofs import boxes  # which is made of what is here

        return _displayed("\n\n".join(filter(None, boxes.parts(theorem, head, dialect))))
    parts = (
        head,
        _assumptions(theorem, dialect),
        dialect.refer(theorem.statement),
        _problems(theorem),
        _by_hand(theorem, dialect),
        _derivation(theorem, dialect),
        _mutants(theorem, dialect),
        facts(theorem, dialect),
        _code(theorem, dialect),
        _footer(theorem, dialect),
    )
    return _displayed("\n\n".join(filter(None, parts)))


def _displayed(text: str) -> str:
    """Display formulas on lines of their own, as MyST wants them."""
    return re.sub(r"\s*\$\$\s*(.+?)\s*\$\$[ \n]*", r"\n\n$$\n\1\n$$\n\n", text, flags=re.DOTALL)


def _assumptions(theorem: Theorem, dialect: Dialect) -> str:
    if theorem.assumptions:
        given = ", ".join(map(_assumption, theorem.assumptions))
        return f"**Given** {dialect.refer(given)}."
    return ""


def _assumption(item: str | sp.Symbol) -> str:
    """An assumption in words, or the domain of a symbol."""
    if isinstance(item, str):
        return item
    name, whole = tex(item), item.is_integer
    if item.is_positive:
        return rf"${name} \in \{{1, 2, \dots\}}$" if whole else f"${name} > 0$"
    if item.is_nonnegative:
        return rf"${name} \in \{{0, 1, \dots\}}$" if whole else rf"${name} \ge 0$"
    return rf"${name} \in \mathbb{{{'Z' if whole else 'R'}}}$"


def _problems(theorem: Theorem) -> str:
    if theorem.report.problems:
        return "**Not proved**\n\n" + "\n".join(f"- {p}" for p in theorem.report.problems)
    return ""


def _by_hand(theorem: Theorem, dialect: Dialect) -> str:
    if theorem.steps_by_hand:
        return f"**By hand:** {dialect.refer('; '.join(theorem.steps_by_hand))}."
    return ""


def _derivation(theorem: Theorem, dialect: Dialect) -> str:
    if theorem.derivation:
        steps = (
            f"{i}. $\\displaystyle {formula if isinstance(formula, str) else tex(formula)}$ \\\n"
            f"   {dialect.refer(reason)}"
            for i, (formula, reason) in enumerate(theorem.derivation, 1)
        )
        return dialect.details("Derivation", "\n".join(steps))
    return ""


def facts(theorem: Theorem, dialect: Dialect) -> str:
    """What of analysis it cites, in words."""
    if theorem.facts:
        rows = "\n".join(f"- *{fact}*: {FACTS[fact]}" for fact in theorem.facts)
        return dialect.details("Facts of analysis that are cited", rows)
    return ""


def _mutants(theorem: Theorem, dialect: Dialect) -> str:
    if theorem.report.rejections:
        rows = (
            f"| {in_a_cell(r.mutant.words)} | {in_a_cell(r.problem or _numbers(r.witness))} |"
            for r in theorem.report.rejections
        )
        count = len(theorem.report.rejections)
        title = f"{count} false neighbour{'s' if count > 1 else ''} that the same checks reject"
        head = "| What is changed | What refutes it |\n|---|---|\n"
        return dialect.details(title, head + "\n".join(rows))
    return ""


def _numbers(witness: Witness | None) -> str:
    if witness is None:
        return ""
    sign = {"=": "≠", "<": "≮", "<=": "≰", ">": "≯", ">=": "≱"}[witness.relation]
    return f"{_number(witness.left)} {sign} {_number(witness.right)} ({witness.at})"


def _number(value: float) -> str:
    mantissa, e, exponent = f"{float(value):.6g}".partition("e")
    return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$" if e else mantissa


def _code(theorem: Theorem, dialect: Dialect) -> str:
    if theorem.checks_as:
        return dialect.details(CODE, dialect.refer(f"The same as of {theorem.checks_as}."))
    functions = {getattr(check, "func", check) for check in theorem.checks.values()}
    named = [f for f in functions if inspect.isfunction(f) and f.__name__ != "<lambda>"]
    if named:
        named.sort(key=lambda f: f.__code__.co_firstlineno)
        source = "\n\n".join(inspect.getsource(f).rstrip() for f in named)
        return dialect.details(CODE, f"```python\n{source}\n```")
    return ""


def _footer(theorem: Theorem, dialect: Dialect) -> str:
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

    head = ("label", "theorem", "badge", "lines", "checked by", "neighbours refuted", "time")

    def __init__(self, theorems: Sequence[Theorem], linked: bool = False) -> None:
        self.theorems, self.linked = theorems, linked

    @property
    def ok(self) -> bool:
        return all(theorem.report.ok for theorem in self.theorems)

    def rows(self) -> Iterator[tuple[str, ...]]:
        """A tuple of words for each theorem."""
        for theorem in self.theorems:
            report = theorem.report
            if theorem.lines:  # those by hand are neighbours of lines as well
                rejected = len(report.neighbours("refuted"))
                of = len(report.neighbours("refuted", "open", "accepted"))
            else:
                rejected, of = sum(not r.problem for r in report.rejections), len(report.rejections)
            yield (
                theorem.label,
                theorem.name,
                f"{mark(status(theorem))}{_GAP}{status(theorem)}",
                f"{theorem.length}" if theorem.lines else "–",
                f"{_GAP}+{_GAP}".join(theorem.engines),
                f"{rejected} of {of}",
                _time(report.seconds),
            )

    def __str__(self) -> str:
        rows = [self.head, *self.rows()]
        widths = [max(map(len, column)) for column in zip(*rows)]
        lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        linked = [(f"{{prf:ref}}`{row[0]}`", *row[1:]) for row in self.rows()]
        plain = self._markdown(self.rows())
        return {
            "text/plain": str(self),
            "text/markdown": plain,
            MYST: self._markdown(linked) if self.linked else plain,
        }

    def _markdown(self, rows: Iterable[tuple[str, ...]]) -> str:
        lines = ("| " + " | ".join(row) + " |" for row in (self.head, "-" * len(self.head), *rows))
        return "\n".join(lines)


class InTheBook:
    """What MyST-NB asks about boxes and tables; pyproject.toml names it as an entry point."""

    mime_priority_overrides = (("*", MYST, 1),)

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> Any:
        if data.mime_type != MYST or inline:
            return None
        if found := re.search(r"\{prf:theorem\} (.*)\n:label: (\w+)\n.*lr-not-proved", data.string):
            problems = re.findall(r"^- (.*)$", data.string, re.MULTILINE)[:3]
            raise ValueError(f"{found[2]} ({found[1]}) is not proved: {'; '.join(problems)}")
        config = renderer.renderer.sphinx_env.config
        branch = config.html_theme_options.get("repository_branch", "main")
        url = config.html_context.get("repository", "")  # of _ext/address.py; none: no links
        link = rf"[\1]({url}/blob/{branch}/\2)" if url else r"\1"
        text = re.sub(rf"\[([^\]]*)\]\({_REPOSITORY}([^)]*)\)", link, data.string)
        data = dataclasses.replace(data, content=text)
        return renderer._render_markdown_base(data, fmt="myst", inline=False)
