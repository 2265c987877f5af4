"""The box of a theorem whose lines are its proof.

First the statement; below it, folded, the numbered lines: what each says, why, by which rule, what
both engines answered; then the neighbours with the numbers against them; then the facts of
analysis that are cited.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import sympy as sp

from lrlib.proofs import latex, render
from lrlib.proofs.kernel import statement
from lrlib.proofs.kernel.lines import At, Cite, Line
from lrlib.proofs.kernel.terms import letters_of

if TYPE_CHECKING:
    from lrlib.proofs.kernel.examine import Beside, Examined
    from lrlib.proofs.render import Dialect
    from lrlib.proofs.theorem import Theorem
    from lrlib.proofs.witness import Witness

    Row = tuple[bool, int, Beside]  # was it made, its line, itself

_VERDICT = {True: "✓", False: "✗", None: "?"}

MORE = "The rest of the statement"  # the title of its fold
IDEA = "*The idea, in words that no machine has read:*"
SHORT = 180  # characters of LaTeX of a name's meaning that stands below the statement
SOME = 6  # of the machine's neighbours of one sort, which are shown
WORDY = 500  # characters of hypotheses that are still read as one sentence


def parts(theorem: Theorem, head: str, dialect: Dialect) -> Iterator[str]:
    """The parts of the box, in the order in which a reader wants them."""
    said = statement.written(
        theorem.statement, theorem.proof, lambda e: latex.tex(e, short=theorem.short)
    )
    short, _, rest = dialect.refer(said).partition(f"\n{statement.REST}\n")
    letters, given, near, far = _given(theorem, dialect)
    yield head
    yield _listed(given) if _many(given) else f"**Given** {'; '.join(given)}."
    yield short
    yield f"Here {near}." if near else ""
    yield render._problems(theorem)
    yield render._by_hand(theorem, dialect)
    more = [rest, _notation(theorem, letters, far)]
    if any(more):
        yield dialect.details(MORE if rest else "Letters, names, identities", _joined(more))
    yield _lines(theorem, dialect)
    yield _changed(theorem, dialect)
    yield render.facts(theorem, dialect)
    yield _footer(theorem, dialect)


# -- what is given ---------------------------------------------------------------------------


def _many(given: list[str]) -> bool:
    """Whether hypotheses are too many, and too long, for one sentence."""
    return len(given) > 2 and sum(map(len, given)) > WORDY


def _listed(given: list[str]) -> str:
    rows = (f"- {words}{'.' if words is given[-1] else ';'}" for words in given)
    return "**Given**\n\n" + "\n".join(rows)


def _given(theorem: Theorem, dialect: Dialect) -> tuple[str, list[str], str, str]:
    """The domains of letters; the hypotheses, and before them the domains that are hypotheses: of
    letters which the first part of the statement shows, if not every number will do. Then what
    names in the statement stand for, those of that part that are short enough to be said there,
    and the others."""
    proof = theorem.proof
    shown = [*statement.conclusions(proof), *statement.shown(theorem.statement, proof)]
    shown += [line for line in theorem.lines if line.by.name == "assumed"]
    names = [line for line in theorem.lines if line.by.name == "let"]
    letters = set().union(*(letters_of(line.whole) - set(line.over) for line in shown))
    used = [line for line in names if _named(line) in letters]
    letters |= set().union(*(letters_of(line.says.rhs) for line in used), set())
    letters -= set(map(_named, names))
    free = sorted((s for s in letters if isinstance(s, sp.Symbol)), key=str)
    words = [dialect.refer(a) for a in theorem.assumptions if isinstance(a, str)]
    words += [_hypothesis(line) for line in _assumed(theorem)]
    visible = theorem.statement.partition(statement.REST)[0]
    told = statement.shown(visible, proof)
    first = set().union(*map(letters_of, statement.printed(visible, proof)))
    used = [line for line in used if line not in told]
    where = {_named(line): f"${latex.tex(line.says)}$" for line in used}
    near = [t for name, t in where.items() if name in first and len(t) <= SHORT]
    far = [t for t in where.values() if t not in near]
    seen = first.union(*(letters_of(line.says.rhs) for line in used if where[_named(line)] in near))
    narrow = [s for s in free if s in seen and (s.is_integer or s.is_nonnegative)]
    said = narrow if words else free
    domains = "; ".join(render._assumption(s) for s in free if s not in said)
    given = [*filter(None, [", ".join(map(render._assumption, said))]), *words]
    return domains, given, ", ".join(near), ", ".join(far)


def _assumed(theorem: Theorem, notation: bool = False) -> list[Line]:
    found = [line for line in theorem.lines if line.by.name == "assumed"]
    found = [line for line in found if not _says_nothing(line)]
    return [line for line in found if line.by.options.get("notation", False) is notation]


def _says_nothing(line: Line) -> bool:
    """Is it printed as v_0 = v_0, where a letter is the first term of a sequence?"""
    says = line.says
    return isinstance(says, sp.Eq) and latex.tex(says.lhs) == latex.tex(says.rhs)


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part)


def _notation(theorem: Theorem, letters: str, where: str) -> str:
    """What the letters are, and what holds by what they stand for."""
    rows = [f"- letters: {letters}"] if letters else []
    rows += [f"- names: {where}"] if where else []
    rows += [f"- {_hypothesis(line)}" for line in _assumed(theorem, notation=True)]
    return "\n".join(rows)


def _named(line: Line) -> sp.Basic:
    head = line.says.lhs
    return head if head.is_Symbol else head.func


def _hypothesis(line: Line) -> str:
    text = f"${latex.tex(line.says)}$"
    if line.over:
        text += f" for all ${', '.join(map(latex.tex, line.over))}$"
    return f"{text} ({line.reason})" if line.reason else text


# -- the lines -------------------------------------------------------------------------------


def _lines(theorem: Theorem, dialect: Dialect) -> str:
    examined = {one.line.name: one for one in theorem.report.examined}
    numbers, rows = numbered(theorem), []
    for line in theorem.lines:
        if line.name in numbers:
            rows.append(_row(line, examined.get(line.name), numbers, dialect))
    title = f"The proof, in {theorem.length} lines"
    idea = f"{IDEA} {dialect.refer(theorem.idea)}" if theorem.idea else ""
    return dialect.details(title, _joined((idea, "\n".join(rows))))


def numbered(theorem: Theorem) -> dict[str, int]:
    """The number of each line that has one: all but hypotheses."""
    names = [line.name for line in theorem.lines if line.by.name != "assumed"]
    return {name: i for i, name in enumerate(names, 1)}


def _row(line: Line, one: Examined | None, numbers: dict[str, int], dialect: Dialect) -> str:
    formula = latex.tex(line.says) + latex.conditions(line.when)
    text = f"{numbers[line.name]}. $\\displaystyle {formula}$ \\\n"
    reason = dialect.refer(line.reason)
    return text + f"   {reason} \\\n   *{_by(line, one, numbers, dialect)}*"


def _by(line: Line, one: Examined | None, numbers: dict[str, int], dialect: Dialect) -> str:
    """By which rule, from which lines, and what both engines say."""
    if line.by.name == "let":
        return "a name"
    rule = line.by.name.replace("_", " ").strip()
    if facts := line.by.options.get("facts"):
        rule += f": {', '.join(facts)}"
    cites = [_cite(cite, numbers, dialect) for cite in line.by.cites]
    cites = [cite for cite in dict.fromkeys(cites) if cite]
    if cites:
        rule += f" ({', '.join(cites)})"
    if one is None:
        return rule
    against = sum(b.outcome == "refuted" for b in one.neighbours)
    said = [f"{_VERDICT[one.first.answer]} {rule}", f"{_VERDICT[one.second.answer]} {_second(one)}"]
    if against:
        said.append(f"{against} false neighbour{'s' if against > 1 else ''} refuted")
    return " · ".join(said)


def _second(one: Examined) -> str:
    if one.second.answer is True:
        return f"true at {one.second.reason}" if one.second.reason else "by name"
    return one.second.reason


def _cite(cite: Cite, numbers: dict[str, int], dialect: Dialect) -> str:
    if isinstance(cite, At):
        values = ", ".join(
            f"${latex.tex(s) if isinstance(s, sp.Symbol) else s.__name__} = {latex.tex(v)}$"
            for s, v in cite.values.items()
            if isinstance(v, sp.Basic | int) and s != v
        )
        of = dialect.refer(cite.theorem.label) if cite.theorem else _number(cite.line, numbers)
        return f"{of} at {values}" if values else of
    return _number(cite, numbers)


def _number(name: str, numbers: dict[str, int]) -> str:
    return str(numbers[name]) if name in numbers else "given"


# -- the neighbours ----------------------------------------------------------------------------


def _changed(theorem: Theorem, dialect: Dialect) -> str:
    """The neighbours in one fold: those that numbers refute, then those that none does."""
    count, refuted = _refuted(theorem)
    if count:
        title = f"{count} false neighbours, each refuted by a number"
        return dialect.details(title, _joined([refuted, _not_refuted(theorem)]))
    return ""


def _refuted(theorem: Theorem) -> tuple[int, str]:
    report, numbers = theorem.report, numbered(theorem)
    rows, count = [], 0
    for one in report.examined:
        for beside in one.neighbours:
            if beside.outcome == "refuted":
                count += 1
                rows.append((not beside.by_hand, numbers.get(one.line.name, 0), beside))
    rows.sort(key=lambda row: row[:2])
    by_hand = sum(b.by_hand for _, _, b in rows)
    shown = [row for row in rows if row[2].by_hand] + _one_a_line(rows)
    body = "| Line | What is false | Numbers against it |\n|---|---|---|\n" + "\n".join(
        f"| {number} | {render.in_a_cell(_said(beside))} | {_numbers(beside.numbers)} |"
        for _, number, beside in shown
    )
    note = (
        f"\n\n{by_hand} chosen by hand come first; of the {count - by_hand} that the machine made, "
        f"at most {SOME} are shown, of different lines, the shortest."
    )
    return count, body + note


def _one_a_line(rows: list[Row]) -> list[Row]:
    seen, found = set(), []
    for row in rows:
        if not row[2].by_hand and row[1] not in seen:
            seen.add(row[1])
            found.append(row)
    shortest = sorted(found, key=lambda row: len(_said(row[2])))[:SOME]
    return [row for row in found if row in shortest]


def _said(beside: Beside) -> str:
    formula = f"${latex.tex(beside.says)}$"
    return f"{beside.words}: {formula}" if beside.by_hand else formula


def _numbers(witness: Witness | None) -> str:
    """Both sides, and the letters with which they come out so."""
    if witness is None or witness.at == "in numbers":
        return render._numbers(witness).removesuffix(" (in numbers)")
    pairs = (part.split(" = ") for part in witness.at.split(", "))
    at = ", ".join(f"${latex.tex(sp.Symbol(name))} = {value}$" for name, value in pairs)
    return render._numbers(dataclasses.replace(witness, at=at))


def _not_refuted(theorem: Theorem) -> str:
    true, undecided = (theorem.report.neighbours(outcome) for outcome in ("true", "open"))
    words = []
    if true:
        words += [f"{len(true)} other changes no number contradicts, as they are true as well:", ""]
        words += [f"- ${latex.tex(beside.says)}$" for beside in true[:SOME]]
    if undecided:
        count = len(undecided)
        words += ["", f"{count} our rules do not decide; no number was found against them:"]
        words += [""] + [f"- ${latex.tex(beside.says)}$" for beside in undecided[:SOME]]
    return "\n".join(words)


# -- the rest ----------------------------------------------------------------------------------


def _footer(theorem: Theorem, dialect: Dialect) -> str:
    report = theorem.report
    done = f"{theorem.length} lines checked in {render._time(report.seconds)}, seed {report.seed}"
    known = (done, dialect.refer(theorem.source), dialect.file(theorem))
    return "*" + " · ".join(filter(None, known)) + "*"
