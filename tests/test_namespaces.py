"""One formula, every reader: all namespaces against 50-digit arithmetic, up to step 1e9."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import exact
import jax
import jax.numpy as jnp
import mlx.core as mx
import numpy as np
import pytest
import strategies
import sympy as sp
import tensorflow as tf
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import lrlib

MARKS = [0, 1, 2, 3, 65535, 65536, 10**5, 10**6, 2**24 - 1, 2**24, 2**24 + 1, 10**8, 10**9]

EAGER = {
    "Python": lambda s, t: np.array([s(int(step)) for step in t]),
    "NumPy": lambda s, t: s(t),
    "torch": lambda s, t: s(torch.tensor(t)).numpy(),
    "torch int32": lambda s, t: s(torch.tensor(t, dtype=torch.int32)).numpy(),
    "TensorFlow": lambda s, t: s(tf.constant(t)).numpy(),
    "TensorFlow int32": lambda s, t: s(tf.constant(t, tf.int32)).numpy(),
    "MLX": lambda s, t: np.array(s(mx.array(t.astype(np.uint64)))),
    "JAX": lambda s, t: np.array(s(jnp.array(t))),
}
COMPILED = {
    "tf.function": lambda s, t: tf.function(s.__call__)(tf.constant(t)).numpy(),
    "XLA": lambda s, t: tf.function(s.__call__, jit_compile=True)(tf.constant(t)).numpy(),
    "mx.compile": lambda s, t: np.array(mx.compile(s)(mx.array(t.astype(np.uint64)))),
    "jax.jit": lambda s, t: np.array(jax.jit(s)(jnp.array(t))),
}
SAMPLES = [
    lrlib.ExponentialDecay(0.1, 3e-8),
    lrlib.ExponentialDecay(0.1, 0.011, staircase=7),
    lrlib.CyclicExponentialDecay(0.3, 2e-8, 100),
    lrlib.CyclicExponentialDecay(0.3, 2e-8, 101, "raised", staircase=True),
    lrlib.CyclicExponentialDecay(0.3, 2e-8, 10**9, "abs"),
    lrlib.CyclicExponentialDecay(0.3, 2e-8, 12, "clip"),
    lrlib.OneCycle(0.01, 0.1, 10**9),
    lrlib.OneCycle(0.01, 0.1, 999, 0.3, "cosine", 1e-5, True),
    lrlib.Triangular(0.01, 0.1, 2000),
    lrlib.Triangular(0.01, 0.1, 10**8, "triangular2"),
    lrlib.Triangular(0.01, 0.1, 2001, "exp_range", 1e-8),
    lrlib.LinearDecay(0.1, 10**9),
    lrlib.Cosine(0.1, 10**9, 0.001),
]


def agrees(schedule, steps, rates):
    """Every rate within the promised rounding error of the exact one."""
    assert rates.shape == steps.shape
    single = rates.dtype == np.float32
    assert single or rates.dtype == np.float64
    # a factor below this has fewer digits, or is flushed to zero
    smallest = float(np.finfo(rates.dtype).tiny) * max(1.0, *schedule.lr_range)
    for step, got in zip(steps.tolist(), rates.tolist()):
        expected, envelope = exact.rate(schedule, step)
        kt = exact.kt(schedule, step)
        allowed = 1e-7 * (10 + kt) if single else 1e-15 * (8 + kt)
        error = abs(got - expected)
        assert error <= allowed * envelope + smallest, (schedule, step, got, float(expected))


@pytest.mark.parametrize("name", EAGER)
@settings(deadline=None, max_examples=150)
@given(schedule=strategies.simple, steps=st.lists(strategies.steps, min_size=1, max_size=20))
def test_eager(name, schedule, steps):
    steps = np.array(steps + MARKS)
    agrees(schedule, steps, EAGER[name](schedule, steps))


@pytest.mark.parametrize("schedule", SAMPLES, ids=repr)
@pytest.mark.parametrize("name", COMPILED)
def test_compiled(name, schedule):
    steps = np.unique(np.concatenate([MARKS, np.geomspace(1, 10**9, 500).astype(int)]))
    agrees(schedule, steps, COMPILED[name](schedule, steps))


def test_torch_compile():
    """The formula inside a compiled graph, traced once for all steps."""
    schedule = lrlib.CyclicExponentialDecay(0.3, 2e-8, 100)
    graphs = []

    def backend(graph, _):
        graphs.append(graph)
        return graph.forward

    schedule(torch.tensor(0))  # remembers which operations a tensor needs, outside the graph
    compiled = torch.compile(schedule.__call__, backend=backend, fullgraph=True)
    rates = [compiled(torch.tensor(step)).item() for step in MARKS]
    agrees(schedule, np.array(MARKS), np.array(rates, np.float32))
    assert len(graphs) == 1


@settings(deadline=None, max_examples=60)
@given(schedule=strategies.simple, step=st.integers(0, 10**6))
def test_sympy(schedule, step):
    """The formula as an expression, evaluated to 50 digits, is the exact rate."""
    t = sp.Symbol("t", integer=True, nonnegative=True)
    expression = schedule(t)
    value = expression.subs(t, step).evalf(40)
    expected, envelope = exact.rate(schedule, step)
    assert abs(float(value) - float(expected)) <= 1e-14 * (8 + exact.kt(schedule, step)) * float(
        envelope
    ) + float(np.finfo(float).tiny)


KINDS = {
    "int": (3, float),
    "float": (3.0, float),
    "np.int64": (np.int64(3), np.float64),
    "np.float32": (np.float32(3), np.float32),
    "np.uint8": (np.array([3], np.uint8), np.float64),
    "np.float16": (np.array([3], np.float16), np.float16),
    "torch.uint8": (torch.tensor(3, dtype=torch.uint8), torch.float32),
    "torch.float64": (torch.tensor(3.0, dtype=torch.float64), torch.float64),
    "torch.bfloat16": (torch.tensor(3.0, dtype=torch.bfloat16), torch.bfloat16),
    "tf.int8": (tf.constant(3, tf.int8), tf.float32),
    "tf.Variable": (tf.Variable(3, dtype=tf.int64), tf.float32),
    "tf.float64": (tf.constant(3.0, tf.float64), tf.float64),
    "mx.uint64": (mx.array(3, mx.uint64), mx.float32),
    "mx.float16": (mx.array(3.0, mx.float16), mx.float16),
    "jnp.uint8": (jnp.array(3, jnp.uint8), jnp.float32),
    "jnp.bfloat16": (jnp.array(3.0, jnp.bfloat16), jnp.bfloat16),
}


FAMILY = {
    "np": (np.ndarray, np.generic),
    "torch": torch.Tensor,
    "tf": tf.Tensor,
    "mx": mx.array,
    "jnp": jax.Array,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "schedule",
    [*SAMPLES, lrlib.warmup(SAMPLES[0], 2), lrlib.join([SAMPLES[6], SAMPLES[2]], [2])],
    ids=repr,
)
def test_same_kind_out(kind, schedule):
    """Whole steps give the framework's default float, float arrays keep their dtype."""
    step, dtype = KINDS[kind]
    rate = schedule(step)
    if kind in ("int", "float"):
        assert type(rate) is dtype
    else:
        assert rate.dtype == dtype and rate.shape == step.shape
        assert isinstance(rate, FAMILY[kind.split(".")[0]])
        rate = np.array(rate.float() if kind == "torch.bfloat16" else rate).item()
    assert rate == pytest.approx(schedule(3), rel=2e-2, abs=1e-3)


def test_default_float_of_torch_and_jax():
    """In double precision mode whole steps give doubles."""
    schedule = lrlib.ExponentialDecay(0.1, 0.01)
    torch.set_default_dtype(torch.float64)
    try:
        assert schedule(torch.tensor(5)).item() == schedule(5)
    finally:
        torch.set_default_dtype(torch.float32)
    with jax.enable_x64(True):
        assert float(schedule(jnp.array(5))) == pytest.approx(schedule(5), rel=1e-15)


def test_broadcasting():
    schedule = lrlib.OneCycle(0.01, 0.1, 10)
    steps = np.arange(12).reshape(3, 4)
    assert np.array_equal(schedule(steps), schedule.curve(12).reshape(3, 4))


@pytest.mark.parametrize(
    "step",
    [True, "3", None, 3j, [1, 2], np.array([True]), torch.tensor(True), tf.constant("3"),
     mx.array(True), jnp.array([True]), np.array(["3"])],
    ids=repr,
)  # fmt: skip
def test_a_step_must_be_a_number(step):
    with pytest.raises(TypeError, match="step must"):
        lrlib.ExponentialDecay(0.1, 0.01)(step)


@pytest.mark.parametrize(
    "step",
    [-1, -0.5, float("nan"), float("inf"), np.array([3, -1]), np.array([1.0, np.nan]),
     np.int64(-1), sp.Integer(-1), sp.oo, -sp.Symbol("t", positive=True)],
    ids=repr,
)  # fmt: skip
def test_a_step_cannot_be_negative_or_endless(step):
    with pytest.raises(ValueError, match="step must be a finite number of steps, at least 0"):
        lrlib.ExponentialDecay(0.1, 0.01)(step)


def test_symbolic_parameters_refuse_tensors():
    schedule = lrlib.ExponentialDecay(sp.Symbol("lr0", positive=True), 0.01)
    for step in (np.arange(3), torch.tensor(3), mx.array(3), jnp.array(3), tf.constant(3)):
        with pytest.raises(TypeError, match="symbolic parameters"):
            schedule(step)
