"""Each entry of the parity table, at drawn values of its letters."""

import importlib
import math
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lrlib
from lrlib.parity import FRAMEWORKS, TABLE, table

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
EQUIVALENTS = [row for row in TABLE if row.native]


@st.composite
def letters(draw):
    """Values of the letters, such that every native restriction holds: no rate is 0, the
    number of steps is even, and the peak falls on a whole step."""
    n = 2 * draw(st.integers(4, 100))
    peak = draw(st.integers(2, n // 2 - 1))
    hi = draw(st.floats(0.01, 10.0))
    share = st.floats(0.01, 0.9)
    lo = hi * draw(share)
    return {
        "lr0": hi,
        "k": draw(st.floats(1e-4, 0.5)),
        "lo": lo,
        "hi": hi,
        "end": lo * draw(share),
        "n": n,
        "p": peak / n,
        "S": draw(st.integers(1, 50)),
        "T": 2 * draw(st.integers(1, 50)),
        "start": lo,
        "w": draw(st.integers(1, 50)),
        "exp": math.exp,
    }


def names_of(framework):
    module = FRAMEWORKS[framework]
    if framework == "DeepSpeed":
        pytest.importorskip("deepspeed", reason="DeepSpeed has no build for this platform")
    return vars(importlib.import_module(module))


def native_rates(row, values, steps):
    names = names_of(row.framework) | values
    if row.framework in ("PyTorch", "DeepSpeed"):
        return stepped(row, names, steps)
    schedule = eval(row.native, names)
    if row.framework == "MLX":
        import mlx.core as mx

        return np.array(schedule(mx.arange(steps).astype(mx.uint64)))
    if row.framework == "Optax":
        import jax

        return np.array(jax.vmap(schedule)(jax.numpy.arange(steps)))
    return np.array([schedule(i) for i in range(steps)])


def stepped(row, names, steps):
    import torch

    first = names["lr0"] if "lr0" in row.ours else names["lo"]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=first)
    scheduler = eval(row.native, names | {"optimizer": optimizer})
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return np.array(rates)


@pytest.mark.parametrize("row", EQUIVALENTS, ids=lambda row: f"{row.framework}-{row.ours}")
@given(values=letters())
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_equivalent(row, values):
    ours = eval(row.ours, vars(lrlib) | values)
    steps = 1 + eval(row.until, values) if row.until else 60
    difference = np.abs(native_rates(row, values, steps) - ours.curve(steps)).max()
    assert difference <= row.within * ours.lr_range[1]


def test_every_schedule_has_its_place_in_every_framework():
    schedules = [row.ours for row in table("PyTorch")]
    for framework in FRAMEWORKS:
        assert [row.ours for row in table(framework)] == schedules
    kinds = {type(eval(ours, vars(lrlib) | EXAMPLE)).__name__ for ours in schedules}
    assert kinds == {
        name
        for name, kind in vars(lrlib).items()
        if isinstance(kind, type) and issubclass(kind, lrlib.Schedule)
    } - {"Schedule", "Join"}  # a join is what its parts are


EXAMPLE = dict(lr0=1.0, k=0.1, lo=0.1, hi=1.0, end=0.05, n=20, p=0.4, S=5, T=10, start=0.1, w=3)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_it_shows_itself(framework):
    rows = table(framework)
    html, markdown = rows._repr_html_(), rows._repr_markdown_()
    assert html.count("<tr>") == markdown.count("\n") == len(rows) + 1
    assert html.count("<td>none</td>") == sum(row.native is None for row in rows)
    with pytest.raises(ValueError, match=r"must be one of PyTorch, .* got 'Caffe'"):
        table("Caffe")
