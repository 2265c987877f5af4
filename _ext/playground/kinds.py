"""Which schedules the playground has, and which of their parameters get a slider."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import lrlib


class Dial(NamedTuple):
    """A slider: ``log`` for a logarithmic scale, ``whole`` for counts."""

    name: str
    words: str
    low: float
    high: float
    start: float
    scale: str = ""
    at_most: str = ""  # what this one may not exceed: a dial, perhaps less another or a number


class Kind(NamedTuple):
    """A schedule of lrlib with dials for its parameters, and perhaps one choice of words."""

    key: str
    words: str
    make: object
    dials: tuple
    choice: str = ""
    options: tuple = ("",)
    call: str = ""  # what lrlib calls it; the class, if empty
    names: Mapping = MappingProxyType(
        {}
    )  # what lrlib calls a dial, where links to this page call it otherwise


def rate(name, words, start, at_most="", low=0.001):
    return Dial(name, words, low, 10, start, "log", at_most)


def count(name, words, start, low=2, high=1000):
    return Dial(name, words, low, high, start, "whole")


LR0 = rate("lr0", "first rate, lr0", 0.5)
K = Dial("k", "decay k, per step", 0.0001, 0.5, 0.01, "log")
LR_MIN = rate("lr_min", "lowest rate, lr_min", 0.05, at_most="lr_max", low=0.0001)
LR_MAX = rate("lr_max", "highest rate, lr_max", 3.0)
LR_END = rate("lr_end", "last rate, lr_end", 0.001, at_most="lr0", low=0.0001)
LR = rate("lr", "highest rate, lr", 0.8)
CYCLE = count("cycle_length", "steps per cycle", 50)
TOTAL = count("total_steps", "steps until the end", 200)
WAVES = ("signed", "raised", "abs", "clip")

KINDS = (
    Kind("constant", "constant", lrlib.Constant, (LR0,), call="Constant", names={"lr0": "lr"}),
    Kind(
        "ExponentialDecay",
        "exponential decay",
        lrlib.ExponentialDecay.from_half_life,
        (LR0, Dial("half_life", "half-life, steps", 1, 1000, 40, "log")),
        call="ExponentialDecay.from_half_life",
    ),
    Kind(
        "CyclicExponentialDecay",
        "Cyclic Exponential Decay (CED)",
        lrlib.CyclicExponentialDecay,
        (LR0, K, CYCLE),
        "wave",
        WAVES,
    ),
    Kind(
        "OneCycle",
        "1-cycle",
        lrlib.OneCycle,
        (LR_MIN, LR_MAX, TOTAL, Dial("pct_start", "share of the way up", 0.05, 0.95, 0.5)),
        "anneal",
        ("linear", "cosine"),
    ),
    Kind(
        "Triangular",
        "cyclical learning rates (CLR)",
        lambda lr_min, lr_max, cycle_length, k, decay: lrlib.Triangular(
            lr_min, lr_max, cycle_length, decay, k if decay == "exp_range" else None
        ),
        (LR_MIN, LR_MAX, CYCLE, K),
        "decay",
        ("triangular", "triangular2", "exp_range"),
    ),
    Kind("LinearDecay", "linear decay", lrlib.LinearDecay, (LR0, TOTAL, LR_END)),
    Kind("Cosine", "cosine", lrlib.Cosine, (LR0, TOTAL, LR_END)),
    Kind(
        "CosineRestarts",
        "cosine with restarts (SGDR)",
        lambda lr0, cycle_length, peak_mult: lrlib.CosineRestarts(lr0, cycle_length, 1, peak_mult),
        (LR0, CYCLE, Dial("peak_mult", "each peak, times the last", 0.1, 1, 0.7)),
    ),
    Kind(
        "Polynomial",
        "polynomial decay",
        lrlib.Polynomial,
        (LR0, TOTAL, Dial("power", "power", 0.2, 5, 2.0, "log"), LR_END),
    ),
    Kind(
        "WarmupStableDecay",
        "warm up, hold, decay (WSD)",
        lrlib.WarmupStableDecay,
        (
            LR,
            TOTAL,
            Dial("warmup", "steps of the way up", 1, 500, 20, "whole", "total_steps - 1"),
            Dial("decay", "steps of the way down", 1, 500, 40, "whole", "total_steps - warmup"),
        ),
        "shape",
        ("linear", "cosine", "1-sqrt"),
    ),
    Kind(
        "InverseSqrt",
        "inverse square root",
        lrlib.InverseSqrt,
        (LR, Dial("warmup", "steps of the way up", 1, 500, 20, "whole")),
    ),
    Kind(
        "InverseTime",
        "inverse time",
        lambda lr, timescale: lrlib.InverseTime(lr, timescale=timescale),
        (LR, Dial("timescale", "steps until half the rate", 1, 1000, 40, "log")),
    ),
    Kind(
        "Steps",
        "stairs",
        lrlib.Steps,
        (
            LR0,
            Dial("factor", "factor at each step down", 0.05, 0.95, 0.3),
            count("every", "steps between them", 60),
        ),
    ),
)
# kinds of lrlib.KINDS that have no place of their own here: they grow, or need other schedules
ELSEWHERE = ("ExponentialGrowth", "LinearGrowth", "Warmup", "Cooldown", "Join", "Scaled")

RUN = (
    count("steps", "steps of the run", 200, low=10),
    Dial("curvature", "curvature λ of the parabola", 0.01, 100, 1.0, "log"),
    Dial("start", "start on the rugged loss", -8, 8, 6.0),
)

DRAWN = "drawn"  # no kind of lrlib's: a curve through so many points, by the reader's hand
KNOTS = 41
HAND = (
    rate("lr_max", "height of the picture", 3.0),
    Dial("place", "draw without a pointer: place", 0, KNOTS - 1, 20, "whole"),
    Dial("height", "height there, of 63", 0, 63, 32, "whole"),
)

FIRST = "WarmupStableDecay"
SECOND = "Cosine"  # what B begins with
RISE = 20  # the highest rate of the range test
SPAN = 1000  # where it rises by factors, so many times as high as its lowest
OPTIMIZERS = {  # who trains the network: words, a peak to begin with, the top of its range test
    "sgd": ("plain SGD", 0.8, RISE),
    "adamw": ("AdamW", 0.02, 0.5),
}
