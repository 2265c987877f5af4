"""Which runs answer the book's questions, and the rule by which each entry finds its best rate.

The rule is in protocol.md, written before the runs. An *entry* is a shape, with or without a
warm-up. :func:`wanted` looks at what is stored and says which runs come next: the grid of rates
on tuning seeds; more rates where the best is at an end of the grid; then fresh seeds at the
rate that the parabola through the three best names. It is asked again until nothing is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from lrlib.lab.settings import Cell, Contender, Row, Runs, Setting, batch_of
from lrlib.lab.shapes import SHAPES, WARMUP

__all__ = ["ASKED", "FRESH", "STUDIES", "Study", "Tuning", "grid", "tuning", "vertex", "wanted"]

FRESH = 1000  # the first fresh seed; those for tuning start at 0
FARTHEST = 24  # how many rates a grid may be extended by, either way, before it is given up


class Study(NamedTuple):
    """A cell, the entries compared in it, their first grid of rates, and how many seeds."""

    cell: Cell
    entries: tuple[Contender, ...]
    centre: float
    octaves: float
    per_octave: int
    tune: int
    fresh: int


class Tuning(NamedTuple):
    """What is known of an entry's rates: mean validation loss by place on the grid."""

    mean: dict[int, float]  # place -> mean over the tuning seeds, infinite where one diverged
    inside: bool  # is the best place no end of the grid?
    best: int | None  # the best place
    rate: float | None  # the rate for the fresh seeds


def grid(study: Study, place: int) -> float:
    """The rate at a place: 0 is the centre; a power of 2 to the 1/per_octave between places."""
    return float(f"{study.centre * 2 ** (place / study.per_octave):.6g}")


def setting(study: Study, entry: Contender, rate: float, seed: int) -> Setting:
    return Setting(*study.cell, *entry, rate, seed)


def tuning(study: Study, entry: Contender, runs: Runs) -> Tuning:
    """The state of an entry's grid in some runs (setting to losses)."""
    mean: dict[int, float] = {}
    half = round(study.octaves * study.per_octave / 2)
    reach = range(-half - FARTHEST, half + FARTHEST + 1)
    for place in reach:
        found = [runs.get(setting(study, entry, grid(study, place), i)) for i in range(study.tune)]
        if None not in found:
            mean[place] = float(np.mean([losses[0] for losses in found if losses]))
    if not mean or min(mean.values()) == math.inf:
        return Tuning(mean, False, None, None)
    best = min(mean, key=mean.__getitem__)
    inside = best - 1 in mean and best + 1 in mean
    if not inside:
        return Tuning(mean, False, best, None)
    three = [mean[best + i] for i in (-1, 0, 1)]
    if not all(map(math.isfinite, three)):  # the best as tried
        return Tuning(mean, True, best, grid(study, best))
    rate = study.centre * 2 ** ((best + vertex(three)) / study.per_octave)
    return Tuning(mean, True, best, float(f"{rate:.4g}"))


def vertex(losses: Row) -> float:
    """Where the parabola through the logarithms of three losses is least: -1 to 1, 0 the middle.

    If one of them diverged there is no parabola, and it is the middle.

    >>> round(vertex([4.0, 1.0, 2.0]), 3)
    0.167
    """
    left, middle, right = (math.log(max(loss, 1e-30)) for loss in losses)
    bend = left - 2 * middle + right
    return (left - right) / (2 * bend) if 0 < bend < math.inf else 0.0


def wanted(study: Study, runs: Runs) -> list[Setting]:
    """The runs that a study asks for next, given those that are there."""
    half, asked = round(study.octaves * study.per_octave / 2), []
    for entry in study.entries:
        state = tuning(study, entry, runs)
        places = set(range(-half, half + 1)) - state.mean.keys()
        if not places and state.best is not None and not state.inside:
            way = -1 if state.best - 1 not in state.mean else 1
            places = {state.best + way, state.best + 2 * way}
            if max(map(abs, places)) > half + FARTHEST:
                places = set()  # given up; the report says so
        if not places and state.best is None and min(state.mean) > -half - FARTHEST:
            places = {min(state.mean) - 1, min(state.mean) - 2}  # everything diverged
        asked += [
            setting(study, entry, grid(study, place), seed)
            for place in sorted(places)
            for seed in range(study.tune)
        ]
        if not places and state.rate is not None:
            fresh = range(FRESH, FRESH + study.fresh)
            asked += [setting(study, entry, state.rate, seed) for seed in fresh]
    return [one for one in asked if one not in runs]


# -- the studies ----------------------------------------------------------------------------------


def entries(
    names: Sequence[str] | None = None, warm: bool | Sequence[str] = True
) -> tuple[Contender, ...]:
    """All shapes but the later ones, or those named; and with a warm-up those that have none.

    ``warm`` may name the ones that are tried with a warm-up too.
    """
    first = [name for name in SHAPES if not SHAPES[name].later]
    chosen = [(name, 0.0) for name in first if names is None or name in names]
    if warm:
        tried: Collection[str] = SHAPES if warm is True else warm
        chosen += [(name, WARMUP) for name, _ in chosen if SHAPES[name].warm and name in tried]
    return tuple(chosen)


MAIN = (  # where a run is dear
    "constant", "linear", "linear-10", "cosine", "wsd", "wsd-sqrt", "inverse-sqrt", "power-2",
    "exp-3", "exp-10", "exp-100", "exp-1000", "exp-fixed", "ced-signed", "ced-raised", "clr",
    "1cycle", "1cycle-torch", "1cycle-torch-momentum", "1cycle-torch-3",
)  # fmt: skip
DEAR = (
    "constant", "linear", "linear-10", "cosine", "wsd", "wsd-sqrt", "exp-100", "1cycle",
    "1cycle-torch",
)  # fmt: skip
FEW = ("constant", "linear", "cosine", "wsd", "wsd-sqrt", "1cycle", "exp-100")
LONG = (*FEW, "linear-10", "exp-fixed", "1cycle-torch", "clr", "exp-10")
WARM = ("linear", "wsd")
#: A first guess at the best rate of linear decay; grids are extended where it is wrong.
CENTRES = {
    ("quadratic-easy", "sgd"): 0.35, ("quadratic-easy", "momentum"): 0.05,
    ("quadratic-easy", "adamw"): 0.03, ("quadratic-hard", "sgd"): 0.7,
    ("quadratic-hard", "momentum"): 0.1, ("quadratic-hard", "adamw"): 0.06,
    ("ripples-1d", "sgd"): 0.3, ("ripples-1d-still", "sgd"): 0.3, ("ripples-2d", "sgd"): 0.3,
    ("convex", "sgd"): 0.7, ("convex", "momentum"): 0.07, ("convex", "adamw"): 0.04,
    ("finetune", "adamw"): 0.005, ("finetune", "momentum"): 0.03,
    ("mlp", "sgd"): 0.5, ("mlp", "momentum"): 0.1, ("mlp", "adamw"): 0.02,
    ("convnet", "momentum"): 0.1, ("convnet", "adamw"): 0.02, ("transformer", "adamw"): 0.02,
    ("digits", "sgd"): 0.8,
}  # fmt: skip


def _study(
    problem: str,
    optimizer: str,
    steps: int,
    batch: int | None = None,
    *,
    names: Sequence[str] | None = None,
    warm: bool | Sequence[str] = True,
    fine: bool = True,
    seeds: tuple[int, int] = (8, 32),
) -> Study:
    cell = Cell(problem, optimizer, steps, batch or batch_of(problem))
    octaves, per_octave = (6, 2) if fine else (4, 1)
    centre = CENTRES[problem, optimizer]
    return Study(cell, entries(names, warm), centre, octaves, per_octave, *seeds)


#: By name, in the order in which they are worth running.
STUDIES = {
    "quadratics": [
        _study(f"quadratic-{kind}", optimizer, steps, seeds=(4, 48))
        for optimizer, steps in (
            ("sgd", 300),
            ("sgd", 1000),
            ("sgd", 3000),
            ("momentum", 1000),
            ("adamw", 1000),
        )
        for kind in ("easy", "hard")
    ],
    "ripples": [
        _study(problem, "sgd", 300, seeds=(4, 16))
        for problem in ("ripples-1d", "ripples-1d-still", "ripples-2d")
    ],
    "short": [
        _study(problem, optimizer, 300, seeds=(8, 32))
        for problem in ("convex", "mlp")
        for optimizer in ("sgd", "momentum", "adamw")
    ],
    "middle": [
        _study("mlp", "adamw", 1000, names=LONG, warm=WARM, fine=False, seeds=(3, 12)),
        _study("mlp", "momentum", 1000, names=LONG, warm=WARM, fine=False, seeds=(3, 12)),
        _study("convex", "sgd", 1000, names=MAIN, warm=WARM, fine=False, seeds=(4, 16)),
    ],
    "convnet": [
        _study("convnet", "adamw", 300, names=DEAR, warm=WARM, fine=False, seeds=(3, 16)),
    ],
    "long": [
        _study("mlp", "adamw", 3000, names=LONG, warm=WARM, fine=False, seeds=(2, 12)),
    ],
    "batch": [
        _study("mlp", "adamw", steps, batch, names=FEW, warm=False, fine=False, seeds=(2, 12))
        for steps, batch in ((300, 16), (300, 256), (4800, 16))
    ],
    "transformer": [
        _study("transformer", "adamw", 300, names=DEAR, warm=WARM, fine=False, seeds=(2, 12)),
    ],
    "more": [
        _study("mlp", "sgd", 1000, names=LONG, warm=WARM, fine=False, seeds=(3, 12)),
        _study("convex", "sgd", 3000, names=MAIN, warm=WARM, fine=False, seeds=(4, 16)),
        _study("convex", "momentum", 1000, names=MAIN, warm=WARM, fine=False, seeds=(4, 16)),
        _study("convex", "adamw", 1000, names=MAIN, warm=WARM, fine=False, seeds=(4, 16)),
        _study("convnet", "momentum", 300, names=DEAR, warm=WARM, fine=False, seeds=(3, 16)),
        _study("mlp", "momentum", 3000, names=LONG, warm=WARM, fine=False, seeds=(2, 12)),
    ],
    "finetune": [
        _study("finetune", optimizer, 300, names=DEAR, warm=WARM, seeds=(8, 32))
        for optimizer in ("adamw", "momentum")
    ],
    "later": [
        _study("mlp", "sgd", 3000, names=LONG, warm=WARM, fine=False, seeds=(2, 12)),
        *(
            _study("mlp", optimizer, 10_000, names=DEAR, warm=WARM, fine=False, seeds=(2, 12))
            for optimizer in ("momentum", "adamw")
        ),
        *(
            _study(
                "mlp", "momentum", steps, batch, names=FEW, warm=False, fine=False, seeds=(2, 12)
            )
            for steps, batch in ((300, 16), (300, 256), (4800, 16))
        ),
        _study("convex", "sgd", 10_000, names=MAIN, warm=WARM, fine=False, seeds=(4, 16)),
        _study("transformer", "adamw", 1000, names=DEAR, warm=WARM, fine=False, seeds=(1, 6)),
    ],
    "digits": [_study("digits", "sgd", 300, names=FEW, fine=False, seeds=(8, 32))],
}


def _asked(of: Study) -> Study:
    """What readers asked for, by the rules and seeds of a study, where the study lacks it."""
    wished = (("steps", 0.0), ("cosine", WARMUP))
    return of._replace(entries=tuple(entry for entry in wished if entry not in of.entries))


#: Asked for by readers when the claims were judged and the default was chosen: see protocol.md.
#: Kept apart from ``STUDIES``, so that no best of a cell, no regret and no default moves by them.
ASKED = {
    "asked": [
        _asked(of)
        for name in ("short", "finetune", "later")
        for of in STUDIES[name]
        if of.cell[:3]
        in (
            ("mlp", "adamw", 300),
            ("finetune", "adamw", 300),
            ("mlp", "momentum", 10_000),
            ("mlp", "adamw", 10_000),
        )
    ]
}
