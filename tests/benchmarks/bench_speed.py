"""Timings for pytest-benchmark; ``python -m tests.benchmarks`` runs them and compares.

The file's name keeps it out of an ordinary test run. A benchmark's group is a line of the
table, its name ``who``.
"""

import os
import sys

import numpy as np
import pytest

from tests.benchmarks.references import (
    CALLS,
    CURVES,
    KERAS_NATIVES,
    PIECES,
    SCALARS,
    SCHEDULES,
)

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
STEPS = 10**9  # native schedulers that must be told the end are told this one


def timed(benchmark, group, who, call, **options):
    benchmark.group, benchmark.extra_info["who"] = group, who
    benchmark.pedantic(call, **options)


# -- one step of a PyTorch scheduler -----------------------------------------------------------


def torch_step(who, groups):
    import torch
    from torch.optim import lr_scheduler

    from lrlib.torch import Scheduler

    parameters = [{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(groups)]
    optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
    optimizer.step()
    kind, _, name = who.partition(": ")
    if kind == "lrlib":
        return Scheduler(optimizer, SCHEDULES[name]).step
    if kind == "floor":
        return Floor(optimizer, SCALARS[name]).step
    if kind == "call":
        return Floor(optimizer, SCHEDULES[name]).step
    if kind == "looks":
        return Looking(optimizer, SCALARS[name]).step
    native = {
        "ExponentialLR": lambda: lr_scheduler.ExponentialLR(optimizer, 1 - 1e-9),
        "CyclicLR": lambda: lr_scheduler.CyclicLR(optimizer, 0.01, 0.1, cycle_momentum=False),
        "OneCycleLR": lambda: lr_scheduler.OneCycleLR(
            optimizer, 0.1, STEPS, anneal_strategy="linear", cycle_momentum=False
        ),
        "OneCycleLR, as it comes": lambda: lr_scheduler.OneCycleLR(optimizer, 0.1, STEPS),
    }
    return native[who]().step


class Floor:
    """The least a scheduler can do: call a formula once, set each group."""

    def __init__(self, optimizer, formula):
        self.groups, self.formula, self.t = optimizer.param_groups, formula, 0

    def step(self):
        self.t += 1
        rate = self.formula(self.t)
        for group in self.groups:
            group["lr"] = rate


class Looking(Floor):
    """The same, with a fresh look at each group: a tensor by now, or scaled?"""

    def step(self):
        self.t += 1
        rate = self.formula(self.t)
        for group in self.groups:
            if type(group["lr"]) is not float or "lr_scale" in group:
                raise NotImplementedError
            group["lr"] = rate


@pytest.mark.parametrize("groups", [1, 100])
@pytest.mark.parametrize(
    "who",
    [f"{kind}: {name}" for name in SCALARS for kind in ("lrlib", "floor", "looks", "call")]
    + ["ExponentialLR", "CyclicLR", "OneCycleLR", "OneCycleLR, as it comes"],
)
def test_torch_step(benchmark, who, groups):
    step = torch_step(who, groups)
    iterations = 2000 // groups
    timed(
        benchmark, f"torch, {groups}", who, step, rounds=200, iterations=iterations, warmup_rounds=5
    )


# -- inside graphs and compiled updates ----------------------------------------------------------


@pytest.mark.parametrize("jit", [False, True], ids=["graph", "XLA"])
@pytest.mark.parametrize("who", [*KERAS_NATIVES.values(), *SCHEDULES])
def test_keras_in_a_graph(benchmark, who, jit):
    import keras
    import tensorflow as tf

    from lrlib.keras import Schedule

    schedules = keras.optimizers.schedules
    natives = {
        "ExponentialDecay": schedules.ExponentialDecay(0.1, 1000, 0.5),
        "PolynomialDecay": schedules.PolynomialDecay(0.1, 10**6, 0.0),
        "CosineDecay": schedules.CosineDecay(0.1, 10**6),
        "CosineDecay with warm-up": schedules.CosineDecay(
            0.0, 10**6, warmup_target=0.1, warmup_steps=1000
        ),
    }
    rate = natives[who] if who in natives else Schedule(SCHEDULES[who])

    @tf.function(jit_compile=jit)
    def loop():
        total = tf.constant(0.0)
        for step in tf.range(2000, dtype=tf.int64):
            total += rate(step)
        return total

    group = "Keras, XLA" if jit else "Keras, graph"
    timed(benchmark, group, who, loop, rounds=40, warmup_rounds=3)


@pytest.mark.parametrize("who", ["constant", *SCHEDULES])
def test_mlx_update(benchmark, who):
    import mlx.core as mx
    import mlx.optimizers as optim

    optimizer = optim.Adam(0.1 if who == "constant" else SCHEDULES[who])
    weights = {"w": mx.zeros((256, 256))}
    optimizer.init(weights)
    gradients = {"w": mx.ones((256, 256))}

    def update(weights):
        return optimizer.apply_gradients(gradients, weights)

    compiled = mx.compile(update, inputs=optimizer.state, outputs=optimizer.state)

    def call():
        mx.eval(compiled(weights), optimizer.state)

    timed(benchmark, "MLX", who, call, rounds=1000, warmup_rounds=20)


@pytest.mark.parametrize("who", ["constant", *SCHEDULES])
def test_optax_update(benchmark, who):
    import jax
    import jax.numpy as jnp
    import optax

    optimizer = optax.adam(0.1 if who == "constant" else SCHEDULES[who])
    weights = jnp.zeros((256, 256))
    gradients, state = jnp.ones((256, 256)), optimizer.init(weights)

    @jax.jit
    def update(weights, state):
        change, state = optimizer.update(gradients, state)
        return weights + change, state

    def call():
        jax.block_until_ready(update(weights, state))

    timed(benchmark, "Optax", who, call, rounds=1000, warmup_rounds=20)


# -- one call with a Python step -------------------------------------------------------------------


@pytest.mark.parametrize("name", CALLS)
def test_call(benchmark, name):
    call = CALLS[name]
    timed(benchmark, f"call: {name}", "lrlib", call, args=(654_321,), rounds=200, iterations=2000)


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("who", ["many", "one"])
def test_pieces(benchmark, who, name):
    call = PIECES[name][who == "one"]
    timed(benchmark, f"call: {name}", who, call, args=(654_321,), rounds=200, iterations=2000)


# -- curves, and the import ------------------------------------------------------------------------


@pytest.mark.parametrize("name", CURVES)
@pytest.mark.parametrize("who", ["lrlib", "NumPy"])
def test_curve(benchmark, who, name):
    n = 10**6
    by_hand, ours = CURVES[name], SCHEDULES[name.partition(", by")[0]].curve
    np.testing.assert_allclose(ours(n), by_hand(n), atol=1e-12)  # the same curve
    call = by_hand if who == "NumPy" else ours
    timed(benchmark, f"curve: {name}", who, call, args=(n,), rounds=20, warmup_rounds=2)


@pytest.mark.parametrize("who", ["python", "lrlib"])
def test_import(benchmark, who):
    import subprocess

    code = "import lrlib" if who == "lrlib" else "pass"
    command = [sys.executable, "-c", code]
    timed(benchmark, "import", who, lambda: subprocess.run(command, check=True), rounds=20)
