r"""A theorem's checks as events, one by one, and the claim as something that a reader may change.

>>> from lrlib.proofs.stream import stream
>>> [event["event"] for event in stream("P1a")]
['start', 'check', 'check', 'neighbour', 'neighbour', 'neighbour', 'verdict']
>>> *_, verdict = stream("O2c", {"peak": "4.6"})
>>> verdict["verdict"], verdict["witness"]["relation"]
('refused', '=')

The page in the browser and the tests read the same events. Each is a dictionary of plain JSON
values with the name of its kind under ``"event"``:

=============  ===================================================================================
``start``      ``label``, ``engines`` and, for the theorem itself, ``neighbours`` (their words) and
               ``lines`` (the names of those of which the machine makes neighbours), ``seed``
``line``       ``index``, ``name``, ``number``, ``answer``, ``reason``, ``seconds``: one line of a
               written proof by both engines; ``number`` is the one that the box gives it, if any
``check``      ``engine``, ``answer`` (true, false or null), ``reason``, ``seconds``
``neighbour``  ``index``, ``refuted``, ``problem``, ``witness``, ``seconds``: a false neighbour
``verdict``    ``verdict`` (holds, refused, undecided), ``words``, ``problems``, ``witness``,
               ``same`` (is a changed claim equal to the theorem's?), ``about`` (does it change
               only what :func:`schedule_of` names?), ``seconds``
``made``       ``name``, ``refuted``, ``true``, ``open``, ``problems``, ``seconds``: how many
               neighbours of one line, made by the machine, became what, by :func:`made`
=============  ===================================================================================

A changed claim *holds* if every check accepts it, and is *refused* if numbers refute it and no
check accepts it. A check may ask for more than the claim says (that a bound is the best one, say),
so what the checks refuse without a number against it is *undecided*: a true claim, only weaker,
may be among that. Numbers come first: what they refute has a verdict at once, and another one when
the checks have answered, each within :data:`LIMIT` seconds.

How a claim is changed by text is told in :mod:`lrlib.proofs.claims`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sympy as sp

from lrlib.proofs.boxes import numbered
from lrlib.proofs.claims import equal, plain, read
from lrlib.proofs.clock import TimeIsUp, time_limit
from lrlib.proofs.kernel import statement
from lrlib.proofs.kernel.examine import Examined
from lrlib.proofs.kernel.lines import Line
from lrlib.proofs.kernel.terms import sides
from lrlib.proofs.report import Check, Claim
from lrlib.proofs.theorem import Theorem
from lrlib.proofs.witness import Witness

Event = dict[str, Any]

__all__ = ["LIMIT", "VERDICTS", "made", "refutation", "schedule_of", "stream"]

VERDICTS = ("holds", "refused", "undecided")
#: Seconds that a check, or a search for numbers, may take on a reader's claim.
LIMIT = 5.0
_GIVEN = ("assumed", "let")  # what has no neighbours: nothing is claimed


def stream(
    label: str | Theorem, claim: Mapping[str, str] | None = None, neighbour: int | None = None
) -> Iterator[Event]:
    """The events of a theorem's own checks, or of a changed claim's.

    Parameters
    ----------
    label : str
    claim : mapping of str to str, optional
        Values to change, by name, each as :func:`lrlib.proofs.claims.read` takes it.
    neighbour : int, optional
        Number of a false neighbour whose values to start from.

    Raises
    ------
    ValueError
        if a value cannot be read; its words say which and why.
    """
    theorem = _theorem(label)
    if claim is None and neighbour is None:
        yield from _own(theorem)
    else:
        yield from _changed(theorem, read(theorem, claim or {}, neighbour))


def _theorem(label: str | Theorem) -> Theorem:
    from lrlib.proofs import theorem

    return label if isinstance(label, Theorem) else theorem(label)


def _own(theorem: Theorem) -> Iterator[Event]:
    seconds, problems = 0.0, list(theorem._gaps())
    yield {
        "event": "start",
        "label": theorem.label,
        "engines": list(theorem.checks),
        "neighbours": [plain(mutant.words) for mutant in theorem.mutants],
        "lines": [line.name for line in theorem.lines if line.by.name not in _GIVEN],
        "seed": theorem.seed,
    }
    if theorem.lines:
        for line, events in _lines(theorem, problems):
            seconds += line.seconds
            yield from events
        yield _judged(problems, seconds)
        return
    for check in theorem.ask_each(theorem.claim):
        seconds += check.seconds
        if check.answer is not True:
            problems.append(f"{check.engine}: not proved: {check.reason}")
        yield _check(check)
    for index, mutant in enumerate(theorem.mutants):
        rejection = theorem._reject(mutant)
        spent = sum(check.seconds for check in rejection.checks)
        seconds += spent
        if rejection.problem:
            problems.append(f"false neighbour “{plain(mutant.words)}”: {rejection.problem}")
        yield {
            "event": "neighbour",
            "index": index,
            "refuted": not rejection.problem,
            "problem": rejection.problem,
            "witness": _numbers(rejection.witness),
            "seconds": spent,
        }
    yield _judged(problems, seconds)


def _judged(problems: list[str], seconds: float) -> Event:
    verdict = "undecided" if problems else "holds"
    words = "not shown" if problems else "holds, and no false neighbour passes"
    return _verdict(verdict, words, seconds, problems=problems, same=True)


def _lines(theorem: Theorem, problems: list[str]) -> Iterator[tuple[Examined, list[Event]]]:
    """Each line of a written proof with its events: the line, then its chosen neighbours."""
    problems += statement.problems(theorem.statement, theorem.proof)
    numbers = numbered(theorem)
    for index, one in enumerate(theorem.events(made=False)):
        problems += one.problems
        answers = (one.first.answer, one.second.answer)
        reasons = (f"{v.engine}: {v.reason}" for v in (one.first, one.second) if not v.answer)
        said = {
            "event": "line",
            "index": index,
            "name": one.line.name,
            "number": numbers.get(one.line.name),
            "answer": False if False in answers else None if None in answers else True,
            "reason": plain("; ".join(reasons)),
            "seconds": one.first.seconds + one.second.seconds,
        }
        beside = [
            {
                "event": "neighbour",
                "index": number,
                "refuted": beside.outcome == "refuted",
                "problem": "" if beside.outcome == "refuted" else beside.outcome,
                "witness": _numbers(beside.numbers),
                "seconds": beside.seconds,
            }
            for number, mutant in enumerate(theorem.mutants)
            for beside in one.neighbours
            if beside.words == mutant.words
        ]
        yield one, [said, *beside]


def made(label: str, name: str) -> Event:
    """What became of the neighbours of one line that the machine makes: an event.

    They take longer than the proof, so that a reader is told the verdict before.

    >>> found = made("E2a", "sum")
    >>> found["refuted"] > 5, found["problems"]
    (True, [])
    """
    theorem = _theorem(label)
    (one,) = theorem.events(by_hand=False, only=name)
    became = [beside.outcome for beside in one.neighbours]
    return {
        "event": "made",
        "name": name,
        **{outcome: became.count(outcome) for outcome in ("refuted", "true", "open")},
        "problems": [plain(problem) for problem in one.problems],
        "seconds": one.besides,
    }


def _changed(theorem: Theorem, claim: Claim) -> Iterator[Event]:
    yield {"event": "start", "label": theorem.label, "engines": list(theorem.checks)}
    start = time.process_time()
    changed = {n for n, value in theorem.claim.items() if not equal(value, claim[n])}
    about = bool(changed) and changed <= schedule_of(theorem)
    witness = refutation(theorem, claim)
    if witness:
        spent = time.process_time() - start
        yield _verdict("refused", "these numbers refute it", spent, witness=witness, about=about)
    answers, reasons = set(), []
    for check in theorem.ask_each(claim, LIMIT):
        answers.add(check.answer)
        if check.answer is not True:
            reasons.append(f"{check.engine}: {check.reason}")
        yield _check(check)
    same = not changed
    if answers == {True} and not witness:
        verdict = "holds"
        words = "this is the theorem itself" if same else "the same checks accept it"
    elif witness and True not in answers:
        verdict, words = "refused", "these numbers refute it"
    else:
        verdict, words = "undecided", "neither shown nor refuted"
        if True in answers:
            words += ": one check accepts it, another does not"
    seconds = time.process_time() - start
    yield _verdict(
        verdict, words, seconds, problems=reasons, witness=witness, same=same, about=about
    )


def schedule_of(theorem: Theorem) -> set[str]:
    """The values of a claim that say what the shipped schedule is, and nothing of what it does.

    These are its definition and its values at given steps, where the theorem assumes a loss and
    promises something of it. Who changes one of them alone has another schedule, of which the
    theorem promises nothing. (A theorem that assumes no loss is about the schedule itself.)

    >>> from lrlib.proofs import theorem
    >>> schedule_of(theorem("D2")), schedule_of(theorem("W2")), schedule_of(theorem("O1a"))
    ({'lr0'}, {'rate'}, set())
    """
    if not any(line.by.name == "assumed" for line in theorem.lines):
        return set()
    shipped = {line.name: line for line in theorem.lines if line.by.name == "definition"}
    rates = {sides(line.says)[0].func for line in shipped.values()}

    def only_defines(line: Line) -> bool:
        if line.name in shipped:
            return True
        if line.by.name != "from_lines" or not isinstance(line.says, sp.Eq):
            return False
        return line.says.lhs.func in rates and set(line.by.names) <= set(shipped)

    return {
        line.name for line in theorem.lines if line.name in theorem.claim and only_defines(line)
    }


def refutation(theorem: Theorem, claim: Claim) -> Witness | None:
    """The first witness, of all that the theorem and its false neighbours have, against a claim.

    One that was made for another value may be unable to read this claim; it then says nothing.
    """
    changed = {n for n, value in theorem.claim.items() if not equal(value, claim[n])}
    near = sorted(theorem.mutants, key=lambda mutant: not changed & set(mutant.changes))
    finders = dict.fromkeys([*(m.witness or theorem.witness for m in near), theorem.witness])
    for find in filter(None, finders):
        try:
            with time_limit(LIMIT):
                found = find(**claim)
                for witness in (found,) if isinstance(found, Witness) else found:
                    if not witness.holds:
                        return witness
        except (Exception, TimeIsUp):
            continue
    return None


def _check(check: Check) -> Event:
    return {
        "event": "check",
        "engine": check.engine,
        "answer": check.answer,
        "reason": check.reason,
        "seconds": check.seconds,
    }


def _verdict(
    verdict: str,
    words: str,
    seconds: float,
    *,
    problems: Iterable[str] = (),
    witness: Witness | None = None,
    same: bool = False,
    about: bool = False,
) -> Event:
    return {
        "event": "verdict",
        "verdict": verdict,
        "words": words,
        "problems": [plain(problem) for problem in problems],
        "witness": _numbers(witness),
        "same": same,
        "about": about,
        "seconds": seconds,
    }


def _numbers(witness: Witness | None) -> Event | None:
    if witness is None:
        return None
    left, right = float(witness.left), float(witness.right)
    return {
        "at": plain(witness.at),
        "left": left if math.isfinite(left) else str(left),
        "relation": witness.relation,
        "right": right if math.isfinite(right) else str(right),
    }
