"""Contracts, held; corruptions of shipped code, each noticed by a theorem that is about it."""

import pytest

from lrlib.bounds import convex as bounds
from lrlib.namespace import arrays, frameworks, python
from lrlib.proofs import THEOREMS
from lrlib.schedules import (
    Constant,
    CosineRestarts,
    CyclicExponentialDecay,
    ExponentialDecay,
    InverseSqrt,
    Join,
    OneCycle,
    Polynomial,
    Steps,
    Triangular,
    Warmup,
    WarmupStableDecay,
    pieces,
)

CONTRACTS = [label for label, it in THEOREMS.items() if label.startswith("P")]


@pytest.mark.parametrize("label", CONTRACTS)
def test_contract_is_held(label):
    assert THEOREMS[label].run().problems == ()


def _rate(change):
    """``change(self, rate, step, ops)`` in place of a schedule's rate."""
    return lambda old: (
        lambda self, step, ops: change(self, lambda at: old(self, at, ops), step, ops)
    )


def _range(change):
    return lambda old: lambda self, stop: change(*old(self, stop))


def _later(by):
    return lambda old: staticmethod(lambda step, *a: old(step + by, *a))


TWICE = _rate(lambda self, rate, step, ops: 2 * rate(step))
LATE = _rate(lambda self, rate, step, ops: rate(step + 1))
TOO_HIGH = _range(lambda low, high: (low, high * 11 / 10))
TOO_LOW = _range(lambda low, high: (low - 1, high))

CORRUPTIONS = [
    # (label of a theorem that notices, owner, name, change)
    ("P1a", Constant, "rate", TWICE),
    ("P1a", Constant, "_range", TOO_HIGH),
    ("P1b", Steps, "rate", LATE),
    ("P1b", Steps, "_range", TOO_LOW),
    ("P1c", python.Python, "turns", _later(1)),
    ("P1c", python.Python, "power", lambda old: staticmethod(lambda b, n: old(b, n + 1))),
    ("P1b", python.Python, "passed", _later(1)),
    ("P1d", python.Python, "stairs", _later(1)),
    ("P1d", ExponentialDecay, "_range", TOO_HIGH),
    ("P2a", python.Python, "ramp", lambda old: staticmethod(lambda *a: old(*a) ** 2)),
    ("P2a", frameworks.NumPy, "ramp", lambda old: lambda self, *a: old(self, *a) ** 2),
    ("P2b", pieces, "half_cosine", lambda old: lambda share, ops: old(share, ops) ** 2),
    (
        "P2c",
        Polynomial,
        "rate",
        lambda old: lambda self, step, ops: self.lr0 * ops.left(step, self.total_steps),
    ),
    ("P2c", python.Python, "left", lambda old: staticmethod(lambda *a: old(*a) ** 2)),
    ("P2c", arrays.Arrays, "left", lambda old: lambda self, *a: old(self, *a) ** 2),
    ("P2c", Polynomial, "_range", TOO_HIGH),
    ("P3a", python.Python, "tent", lambda old: staticmethod(lambda *a: old(*a) ** 2)),
    ("P3a", arrays.Arrays, "tent", lambda old: lambda self, *a: old(self, *a) ** 2),
    ("P3a", OneCycle, "_range", TOO_HIGH),
    ("P3b", OneCycle, "rate", LATE),
    ("P3c", OneCycle, "rate", LATE),
    ("P3d", OneCycle, "_range", TOO_LOW),
    ("P3e", OneCycle, "rate", LATE),
    ("P3e", OneCycle, "_range", TOO_HIGH),
    ("P4a", python.Python, "tooth", _later(1)),
    ("P4a", arrays.Arrays, "tooth", lambda old: lambda self, s, *a: old(self, s + 1, *a)),
    ("P4a", Triangular, "_range", TOO_HIGH),
    ("P4b", Triangular, "rate", TWICE),
    ("P4b", python.Python, "turns", _later(1)),
    ("P4c", CosineRestarts, "rate", LATE),
    ("P4c", CosineRestarts, "_range", TOO_HIGH),
    ("P4d", python.Python, "phase", lambda old: staticmethod(lambda *a: 2 * old(*a))),
    ("P4d", python.Python, "stairs", _later(1)),
    ("P4e", CyclicExponentialDecay, "_range", TOO_HIGH),
    ("P4f", python.Python, "tooth", lambda old: staticmethod(lambda s, n, at: old(s, n, n / 2))),
    ("P4f", Triangular, "rate", LATE),
    ("P4g", CyclicExponentialDecay, "rate", TWICE),
    ("P4h", pieces, "WAVES", lambda old: old | {"clip": old["abs"]}),
    ("P5a", WarmupStableDecay, "rate", LATE),
    ("P5a", WarmupStableDecay, "_range", TOO_HIGH),
    ("P5c", python.Python, "sqrt", lambda old: staticmethod(lambda x: old(old(x)))),
    ("P5d", pieces, "fall", lambda old: lambda u, *a: old(u * u, *a)),
    ("P6a", InverseSqrt, "_falls", lambda old: lambda self, grown, ops: 1 / grown),
    ("P6a", python.Python, "after", _later(1)),
    ("P7a", Warmup, "_rises", lambda old: lambda self, step, ops: old(self, step + 1, ops)),
    ("P7a", Warmup, "_range", TOO_HIGH),
    ("P7b", Join, "_range", TOO_HIGH),
    ("P7b", python.Python, "relay", lambda old: staticmethod(lambda s, *a: old(s + 1, *a))),
    ("D1f", bounds, "preceded", lambda old: lambda a, r, size: old(a, r, 1)),
    ("D1f", bounds, "shares", lambda old: lambda ahead, D: old(ahead, D + 1)),
    ("D1f", bounds, "tuned", lambda old: lambda *a, **b: old(*a, **b)._replace(multiplier=1.0)),
    ("D8", bounds, "refined", lambda old: lambda sizes, D=1: old([s * s for s in sizes], D)),
]


@pytest.mark.parametrize(("label", "owner", "name", "change"), CORRUPTIONS)
def test_a_corruption_is_noticed(label, owner, name, change, monkeypatch):
    monkeypatch.setattr(owner, name, change(getattr(owner, name)))
    it = THEOREMS[label]
    if it.lines:  # what was accepted before says nothing now, nor what is refused now later
        monkeypatch.setattr(it.proof, "accepted", {})
    assert any(check.answer is not True for check in it.ask())
