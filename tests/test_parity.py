"""Each entry of the parity table, at drawn values of its letters."""

import importlib
import math
import os
import re

import formulas
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lrlib
from lrlib.parity import ABSENT, FRAMEWORKS, TABLE, table
from lrlib.parity.frameworks import SHAPES
from lrlib.schedules import KINDS

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
EQUIVALENTS = [row for row in TABLE if row.native]
RESTATED = ("timm", "Megatron-LM", "torchtitan")
ALL_SHAPES = ("PyTorch", "Keras", "MLX", "Optax", "DeepSpeed")


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
        "w": draw(st.integers(2, 50)),
        "d": draw(st.integers(1, 50)),
        "f": draw(st.floats(0.05, 1.0)),
        "a": 3 + draw(st.integers(0, 20)),
        "b": 24 + draw(st.integers(0, 20)),
        "q": draw(st.floats(0.5, 3.0)),
        "m": draw(st.integers(1, 3)),
        "exp": math.exp,
    }


def names_of(framework):
    if framework in RESTATED:
        return vars(formulas)
    if framework in ("DeepSpeed", "transformers"):
        pytest.importorskip(framework.lower(), reason=f"{framework} has no build for this platform")
    names = vars(importlib.import_module(FRAMEWORKS[framework]))
    if framework == "transformers":
        return {"get_scheduler": hugging_face}
    return names


def hugging_face(name, optimizer, w=None, n=None, scheduler_specific_kwargs=None):
    """Positions as in the table; get_scheduler has names for them."""
    from transformers import get_scheduler

    return get_scheduler(name, optimizer, w, n, scheduler_specific_kwargs)


def native_rates(row, values, steps):
    names = names_of(row.framework) | values
    made_with = row.made_with or ("lr0" if "lr0" in row.ours else "lo")
    if row.framework in RESTATED:
        rate = eval(row.native, names | {"optimizer": values[made_with]})
        return np.array([rate(i) for i in range(steps)])
    if row.framework in ("PyTorch", "DeepSpeed", "transformers"):
        return stepped(row, names, values[made_with], steps)
    schedule = eval(row.native, names)
    if row.framework == "MLX":
        import mlx.core as mx

        return np.array(schedule(mx.arange(steps).astype(mx.uint64)))
    if row.framework == "Optax":
        import jax

        return np.array(jax.vmap(schedule)(jax.numpy.arange(steps)))
    return np.array([schedule(i) for i in range(steps)])


def stepped(row, names, first, steps):
    import torch

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
    for framework in ALL_SHAPES:
        assert [row.ours for row in table(framework)][: len(SHAPES)] == list(SHAPES)
    kinds = {type(eval(ours, vars(lrlib) | EXAMPLE)).__name__ for ours in SHAPES}
    made_of_others = {"Join", "Cooldown", "Scaled"}
    assert kinds == set(KINDS) - made_of_others
    assert not [row for row in TABLE if row.native is None and row.ours not in SHAPES]


EXAMPLE = dict(
    lr0=1.0, k=0.1, lo=0.1, hi=1.0, end=0.05, n=20, p=0.4, S=5, T=10, start=0.1, w=3, d=4, f=0.5,
    a=3, b=9, q=2.0, m=2,
)  # fmt: skip


def public_names(framework):
    """What a framework calls its schedules: its own list, wherever it can be imported."""
    if framework in RESTATED:
        return formulas.NAMES[framework]
    import keras
    import mlx.optimizers.schedulers
    import optax
    import torch.optim.lr_scheduler
    import transformers

    def public(module):
        return {name for name in vars(module) if name[0] != "_"}

    return {
        "PyTorch": set(torch.optim.lr_scheduler.__all__) - {"LRScheduler"},
        "Keras": {name for name in public(keras.optimizers.schedules) if name[0].isupper()}
        - {"LearningRateSchedule"},
        "MLX": public(mlx.optimizers.schedulers) - {"Callable", "List", "math", "mx"},
        "Optax": {
            name
            for name in public(optax.schedules)
            if name.endswith(("_schedule", "_schedules", "_decay"))
        },
        "transformers": {kind.value for kind in transformers.SchedulerType},
    }[framework]


@pytest.mark.parametrize("framework", sorted(set(FRAMEWORKS) - {"DeepSpeed"}))
def test_every_schedule_of_a_framework_has_a_row_or_a_reason(framework):
    """The only reason is that the rates depend on the losses: then they are no schedule."""
    said = " ".join(row.native or "" for row in table(framework))
    absent = ABSENT.get(framework, {})
    assert public_names(framework) - set(re.findall(r"[\w-]+", said)) == set(absent)
    assert set(absent.values()) <= {"the rates depend on the losses"}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_it_shows_itself(framework):
    rows = table(framework)
    html, markdown = rows._repr_html_(), rows._repr_markdown_()
    equivalents = [row for row in rows if row.native]
    assert html.count("<tr>") == markdown.count("\n|") == len(equivalents) + 1
    shown = re.findall(r"<code>(.*?)</code>", html)
    assert len(shown) == len(rows) + len(equivalents) == markdown.count("`") / 2
    assert html.count("<small>") == sum(bool(row.differs or row.until) for row in equivalents)
    with pytest.raises(ValueError, match=r"must be one of PyTorch, .* got 'Caffe'"):
        table("Caffe")
