"""One formula, every reader: all namespaces against 50-digit arithmetic, up to step 1e9."""

import math
import os
import warnings

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
from lrlib import namespace

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
    lrlib.ExponentialDecay(0.1, 3e-8, lr_end=0.01),
    lrlib.Triangular(0.01, 0.1, 2000, pct_start=0.3),
    lrlib.Polynomial(0.1, 10**9, 0.9),
    lrlib.LinearGrowth(0.0, 10**9, 10.0),
    lrlib.ExponentialGrowth(1e-7, 10**9, 10.0),
    lrlib.Constant(0.1),
    lrlib.Steps(0.1, 0.5, every=10**8),
    lrlib.Steps(0.1, 0.1, boundaries=[2, 65536, 2**24 + 1]),
    lrlib.InverseSqrt(0.1, warmup=4000),
    lrlib.InverseTime(0.1, timescale=1e5, lr_end=0.001),
    lrlib.CosineRestarts(0.1, 1000),
    lrlib.CosineRestarts(0.1, 10, 2, 0.9, 0.001),
    lrlib.CosineRestarts(0.1, 7, 3),
    lrlib.WarmupStableDecay(0.1, 10**9, 0.01, 0.2),
    lrlib.WarmupStableDecay(0.1, 2**24, 65536, 10**6, "1-sqrt", 0.001, "step"),
    lrlib.WarmupStableDecay(0.1, 10**6, 0, 10**5, "exponential", 1e-4),
    lrlib.WarmupStableDecay(0.1, 10**6, 3, 0, "cosine", 1e-4),
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


@pytest.mark.parametrize("name", [*EAGER, *COMPILED])
def test_a_root_ends_at_nothing(name):
    """Compilers turn t / n into t times 1 / n; the root of what that leaves at n is large."""
    rates = (EAGER | COMPILED)[name]
    for n in (41, 47, 55, 61, 82):
        steps = np.arange(n - 4, n + 12)
        found = rates(lrlib.Polynomial(1.0, n, power=0.5), steps)
        assert found[4:].max() == 0 < found[3]


@pytest.mark.parametrize("schedule", [SAMPLES[2], SAMPLES[6], SAMPLES[-4]], ids=repr)
def test_torch_compile(schedule, monkeypatch):
    """The formula inside a compiled graph, traced once for all steps, without a warning."""
    graphs = []

    def backend(graph, _):
        graphs.append(graph)
        return graph.forward

    monkeypatch.delitem(namespace._BY_TYPE, torch.Tensor, raising=False)  # as in a new process
    torch._dynamo.reset()
    compiled = torch.compile(schedule.__call__, backend=backend, fullgraph=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
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


# -- steps and lengths of every size ---------------------------------------------------------

LONG = 10**11  # tokens: more than int32 holds
ENDLESS = [
    lrlib.LinearDecay(1.0, LONG),
    lrlib.Cosine(1.0, LONG),
    lrlib.OneCycle(0.1, 1.0, LONG, 0.3, "cosine", 0.01),
    lrlib.OneCycle(0.1, 1.0, LONG, 0.3, "linear", 0.01, True),
    lrlib.Triangular(0.0, 1.0, LONG, "triangular2"),
    lrlib.Triangular(0.0, 1.0, LONG, pct_start=0.3),
    lrlib.CyclicExponentialDecay(1.0, 1e-12, LONG, "raised", True),
    lrlib.ExponentialDecay(1.0, 1e-10, LONG),
    lrlib.Steps(1.0, 0.5, every=LONG),
    lrlib.Steps(1.0, 0.5, boundaries=[5, LONG]),
    lrlib.CosineRestarts(1.0, LONG),
    lrlib.CosineRestarts(1.0, LONG, 2),
    lrlib.CosineRestarts(1.0, 5, 2),
    lrlib.InverseSqrt(1.0, LONG),
    lrlib.WarmupStableDecay(1.0, LONG, LONG // 2, 0.1),
    lrlib.ExponentialGrowth(1e-5, LONG, 1.0),
    lrlib.warmup(lrlib.Constant(1.0), LONG),
    lrlib.join([lrlib.Constant(0.5), lrlib.Constant(1.0)], [LONG]),
    lrlib.Constant(1.0).cooldown(LONG, 10),
]


@pytest.mark.parametrize("schedule", ENDLESS, ids=repr)
def test_jax_without_x64_knows_lengths_that_it_cannot_count_to(schedule):
    ends = {jnp.int32: 2**31 - 1, jnp.uint32: 2**32 - 1}
    for dtype, end in ends.items():
        for step in (0, 3, end):
            rate = jax.jit(schedule)(jnp.array(step, dtype))
            assert float(rate) == pytest.approx(schedule(step), rel=1e-6, abs=3e-7)


@pytest.mark.parametrize("schedule", [SAMPLES[0], SAMPLES[2], SAMPLES[-6]], ids=repr)
def test_unsigned_steps_never_wrap(schedule):
    """uint64 above 2**63 - 1: refused where the values are at hand, else the last whole step."""
    last, top = schedule(2**63 - 1), np.array([2**64 - 1], np.uint64)
    makers = {
        "torch": lambda: torch.tensor(2**64 - 1, dtype=torch.uint64),
        "TensorFlow": lambda: tf.constant(2**64 - 1, tf.uint64),
        "MLX": lambda: mx.array(top)[0],
    }
    for make in makers.values():
        assert float(schedule(make())) == pytest.approx(last, rel=1e-4, abs=1e-7)
    with jax.enable_x64(True):
        rate = float(schedule(jnp.array(2**64 - 1, jnp.uint64)))
        assert rate == pytest.approx(last, rel=1e-12, abs=1e-12)
    with pytest.raises(ValueError, match=r"step must be below 2\*\*63"):
        schedule(top)


DOUBLES = [lrlib.OneCycle(0.1, 1.0, 100, lr_final=0.01), *SAMPLES]


@pytest.mark.parametrize("schedule", DOUBLES, ids=repr)
def test_a_float64_step_has_float64_digits(schedule):
    for step in (0.0, 33.3, 1000.5):
        for made in (torch.tensor(step, dtype=torch.float64), tf.constant(step, tf.float64)):
            assert float(schedule(made)) == pytest.approx(schedule(step), rel=1e-13, abs=1e-15)


def test_a_peak_next_to_the_start_is_no_nan_in_float32():
    for schedule in (
        lrlib.OneCycle(0.0, 1.0, 10, 1e-300),
        lrlib.Triangular(0, 1, 10, pct_start=1e-300),
    ):
        for step in (
            jnp.arange(3),
            torch.arange(3),
            mx.arange(3),
            tf.range(3),
            np.float32([0, 1, 2]),
        ):
            assert np.allclose(np.array(schedule(step)), [0.0, 0.9, 0.8], atol=1e-6)


def test_a_mask_stays_on():
    steps = np.ma.array([1, 2, -3], mask=[False, False, True])
    for schedule in (lrlib.Triangular(0, 1, 10), lrlib.OneCycle(0, 1, 10, lr_final=0)):
        for masked in (steps, steps.astype(float)):
            rates = schedule(masked)
            assert rates.mask.tolist() == [False, False, True]
            assert rates[:2].tolist() == pytest.approx([0.2, 0.4])


@pytest.mark.parametrize("step", [10**400, 10**5000], ids=["400 digits", "5000 digits"])
def test_an_int_that_no_float_holds_is_refused(step):
    with pytest.raises(ValueError, match="step must be a finite number of steps"):
        lrlib.ExponentialDecay(0.1, 0.1)(step)
    with pytest.raises(ValueError, match="lr must be"):
        lrlib.Constant(step)
    assert math.isfinite(lrlib.ExponentialDecay(0.1, 0.1)(10**300))


def test_sympy_s_nan_is_no_step():
    with pytest.raises(ValueError, match="got nan"):
        lrlib.ExponentialDecay(0.1, 0.1)(sp.nan)


# -- many schedules in one ---------------------------------------------------------------------


class Counted(lrlib.Schedule):
    lr_range = (0.0, 1.0)
    asked = 0

    def rate(self, step, ops):
        Counted.asked += 1
        return ops.constant(0.5, step)


def test_warmups_inside_each_other_take_linear_time(monkeypatch):
    schedule = Counted()
    for _ in range(40):
        schedule = lrlib.warmup(schedule, 3)
    for step in (2, torch.tensor(2), np.array([2, 200]), jnp.array(2), mx.array(2)):
        monkeypatch.setattr(Counted, "asked", 0)
        schedule(step)
        assert Counted.asked <= 1
    t = sp.Symbol("t", nonnegative=True)
    assert schedule(t).subs(t, 200) == 0.5


def test_a_join_asks_the_piece_whose_turn_it_is(monkeypatch):
    joined = lrlib.join([Counted() for _ in range(1000)], range(10, 10_000, 10))
    for step, times in ((5000, 1), (np.array([5000]), 1), (np.arange(500)[::-1], 50)):
        monkeypatch.setattr(Counted, "asked", 0)
        joined(step)
        assert Counted.asked == times
