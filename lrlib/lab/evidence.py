"""What the stored results say: best rates, gaps to the best, regrets, verdicts.

Everything here is computed from :func:`lrlib.lab.published.read` by the rules of protocol.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from lrlib.lab import published
from lrlib.lab.settings import Cell, Contender, Runs, batch_of
from lrlib.lab.shapes import SHAPES, WARMUP
from lrlib.lab.statistics import Interval, gap
from lrlib.lab.studies import ASKED, FRESH, STUDIES, Study, grid, setting, tuning

__all__ = ["Entry", "curve", "entries", "gaps", "label", "losses", "percent", "regrets", "study",
           "width", "worst"]  # fmt: skip

NETWORKS = ("mlp", "convnet", "transformer")
WORDS = {"mlp": "MLP", "finetune": "fine-tuning", "convex": "softmax regression",
         "quadratic-easy": "parabola, easy spectrum",
         "quadratic-hard": "parabola, hard spectrum"}  # fmt: skip
LONG = 3000  # updates: from here on linear decay was better with SGD
OPTIMIZERS = ("sgd", "momentum", "adamw")
TOLERANCE = 0.05  # of the least loss, for the width of a tuning curve


class Entry(NamedTuple):
    """A shape in a cell: its best rate, its place on the grid, the losses of its fresh seeds."""

    rate: float
    tuned: float  # mean validation loss at the best rate tried
    fresh: np.ndarray  # test losses, in the order of the seeds


@lru_cache(maxsize=1)
def _runs() -> Runs:
    return published.read()


@lru_cache(maxsize=1)
def cells() -> dict[Cell, Study]:
    """Cell to its study, for the studies of which most entries have their results."""
    present = {key[:4] for key in _runs()}
    found = (study for group in STUDIES.values() for study in group)
    there = {study.cell: study for study in found if tuple(study.cell) in present}
    return {cell: of for cell, of in there.items() if len(entries(of)) >= 0.75 * len(of.entries)}


def study(problem: str, optimizer: str, steps: int, batch: int | None = None) -> Study:
    """The study of a cell."""
    for cell, found in cells().items():
        if cell[:3] == (problem, optimizer, steps) and batch in (None, cell.batch):
            return found
    raise ValueError(f"nothing is stored of {problem}, {optimizer}, {steps} steps, batch {batch}")


def asked() -> dict[Cell, Study]:
    """Cell to the study of what readers asked for; no part of :func:`cells`, see protocol.md."""
    present = {key[:5] for key in _runs()}
    return {
        of.cell: of
        for group in ASKED.values()
        for of in group
        if {(*of.cell, name) for name, _ in of.entries} <= present
    }


def label(entry: Contender) -> str:
    """An entry in words."""
    name, warm = entry
    return SHAPES[name].label + (" + warm-up" if warm else "")


def curve(of: Study, entry: Contender) -> tuple[np.ndarray, np.ndarray]:
    """Rates tried, rising, and the mean validation loss of each over the tuning seeds."""
    mean = tuning(of, entry, _runs()).mean
    places = sorted(mean)
    return np.array([grid(of, i) for i in places]), np.array([mean[i] for i in places])


@cache
def entries(of: Study) -> dict[Contender, Entry]:
    """Entry to what is known of it; only those whose best rate is inside and whose seeds ran."""
    found = {}
    for entry in of.entries:
        if of.cell.optimizer == "sgd" and SHAPES[entry[0]].momentum:
            continue  # it has no momentum to cycle: the same runs as without
        state = tuning(of, entry, _runs())
        if state.rate is None or state.best is None:
            continue
        fresh = [
            _runs().get(setting(of, entry, state.rate, FRESH + i), (None, None))[1]
            for i in range(of.fresh)
        ]
        if None not in fresh:
            found[entry] = Entry(state.rate, state.mean[state.best], np.array(fresh))
    return found


def reference(of: Study) -> Contender:
    """The entry that was best on the tuning seeds."""
    return min(entries(of), key=lambda entry: entries(of)[entry].tuned)


@cache
def gaps(of: Study) -> dict[Contender, Interval]:
    """Entry to its gap to the best, with interval; the reference first, then by size."""
    best = entries(of)[reference(of)].fresh
    found = {entry: gap(known.fresh, best) for entry, known in entries(of).items()}
    return dict(sorted(found.items(), key=lambda item: item[1].value))


def compare(of: Study, ours: Contender, other: Contender) -> Interval:
    """The gap of one entry to another in a cell, what readers asked for there included."""
    known = entries(of) | (entries(asked()[of.cell]) if of.cell in asked() else {})
    return gap(known[ours].fresh, known[other].fresh)


def losses(of: Study, entry: Contender) -> np.ndarray:
    """Test losses of an entry's fresh seeds."""
    return entries(of)[entry].fresh


def width(of: Study, entry: Contender) -> float:
    """The factor of rates over which the tuning curve is within 5 % of its least value.

    The curve is joined by straight lines in the logarithms of rate and loss.
    """
    rates, mean = curve(of, entry)
    fine = np.linspace(math.log(rates[0]), math.log(rates[-1]), 2001)
    logs = np.log(np.where(np.isfinite(mean), np.maximum(mean, 1e-30), 1e30))
    low = np.interp(fine, np.log(rates), logs)
    kept = fine[low <= logs.min() + math.log(1 + TOLERANCE)]
    return float(math.exp(kept[-1] - kept[0]))


def regrets(problems: Sequence[str] = NETWORKS) -> dict[Contender, dict[Cell, Interval]]:
    """Entry to its gap in each cell of some problems, at their own batch.

    Only entries that occur in all of these cells are there.
    """
    chosen = [
        of
        for cell, of in cells().items()
        if cell.problem in problems and cell.batch == batch_of(cell.problem)
    ]
    common = set.intersection(*(set(gaps(of)) for of in chosen))
    return {entry: {of.cell: gaps(of)[entry] for of in chosen} for entry in common}


def default(problems: Sequence[str] = NETWORKS) -> tuple[Contender, Cell, Interval]:
    """The entry of least maximal regret, and that regret's cell and interval."""
    worst = {
        entry: max(by_cell.items(), key=lambda item: item[1].value)
        for entry, by_cell in regrets(problems).items()
    }
    entry = min(worst, key=lambda one: worst[one][1].value)
    return entry, *worst[entry]


def is_long(cell: Cell) -> bool:
    """A case of its own: long runs with SGD, with or without momentum. Linear decay's."""
    return cell.optimizer != "adamw" and cell.steps >= LONG


def rule(cell: Cell) -> Contender:
    """The entry that the rule names for a cell of networks, if its start is calm."""
    if cell.problem == "finetune":
        return "linear", WARMUP
    return ("linear", 0.0) if is_long(cell) else ("wsd", WARMUP)


def networks(*optimizers: str, long: bool = False) -> dict[Cell, Study]:
    """The network cells with some optimisers, at their own batch: the long ones, or the others."""
    return {
        cell: of
        for cell, of in cells().items()
        if cell.problem in NETWORKS
        and cell.optimizer in optimizers
        and cell.batch == batch_of(cell.problem)
        and is_long(cell) == long
    }


def ruled() -> dict[Cell, Interval]:
    """Network cell to what the rule's entry loses to the best there."""
    found = networks(*OPTIMIZERS) | networks(*OPTIMIZERS, long=True)
    return {cell: gaps(of)[rule(cell)] for cell, of in found.items()}


def left_out(problem: str) -> tuple[Contender, Cell, Interval]:
    """The rule's default chosen without a problem, and where it loses most on that problem.

    The rule's exception, the long runs with SGD, is left out of both: only one problem has such.
    """
    short = networks(*OPTIMIZERS)
    others = [gaps(of) for cell, of in short.items() if cell.problem != problem]
    common = set.intersection(*map(set, others))
    entry = min(common, key=lambda one: max(found[one].value for found in others))
    here = {cell: of for cell, of in short.items() if cell.problem == problem}
    return entry, *_worst(entry, here)[:2]


def worst(entry: Contender, *optimizers: str) -> tuple[Cell, Interval, int]:
    """Where an entry loses most to the best, by how much, and of how many network cells."""
    return _worst(entry, networks(*optimizers))


def _worst(entry: Contender, among: Mapping[Cell, Study]) -> tuple[Cell, Interval, int]:
    found = {cell: gaps(of)[entry] for cell, of in among.items()}
    return *max(found.items(), key=lambda item: item[1].value), len(found)


def parabolas() -> dict[Cell, Study]:
    """The cells of noisy parabolas."""
    return {cell: of for cell, of in cells().items() if cell.problem.startswith("quadratic")}


def worst_parabola(entry: Contender) -> tuple[Cell, Interval, int]:
    """Where an entry loses most to the best on a parabola, by how much, and of how many cells."""
    return _worst(entry, parabolas())


def on_parabolas(ours: Contender, other: Contender) -> tuple[float, float]:
    """The least and the greatest gap of one entry to another over the parabolas."""
    return _changed(ours, other, parabolas())


def changed(ours: Contender, other: Contender, *optimizers: str) -> tuple[float, float]:
    """The least and the greatest gap of one entry to another over the network cells."""
    return _changed(ours, other, networks(*optimizers))


def _changed(ours: Contender, other: Contender, among: Mapping[Cell, Study]) -> tuple[float, float]:
    values = [compare(of, ours, other).value for of in among.values()]
    return min(values), max(values)


def named(cell: Cell) -> str:
    """A cell in words."""
    words = {"sgd": "SGD", "momentum": "SGD with momentum", "adamw": "AdamW"}
    problem = WORDS.get(cell.problem, cell.problem)
    return f"{problem}, {words[cell.optimizer]}, {cell.steps:,} updates of {cell.batch}"


def percent(gap: Interval) -> str:
    """An interval of shares in words: +3.1 % [+1.6, +4.7]."""
    ends = f"{100 * gap.value:+.1f} % [{100 * gap.low:+.1f}, {100 * gap.high:+.1f}]"
    return unbroken(ends.replace("-", "\N{MINUS SIGN}"))


def unbroken(words: str) -> str:
    """The same words, with no line ending between a number and its per cent."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")
