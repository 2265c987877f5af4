"""MLX: the schedule as it is, in its optimizers' own loop, compiled and resumed."""

import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optim
import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from mlx.utils import tree_flatten, tree_unflatten

import lrlib
from lrlib.mlx import schedule as checked

TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=6)
CED = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)


def rates_used(optimizer, updates, compiled=False):
    """Plain SGD on a gradient of 1 moves by its rate."""
    weight = {"w": mx.array(0.0)}

    def update(weight):
        return optimizer.apply_gradients({"w": mx.array(1.0)}, weight)

    if compiled:
        optimizer.init(weight)
        update = mx.compile(update, inputs=optimizer.state, outputs=optimizer.state)
    positions = [0.0]
    for _ in range(updates):
        weight = update(weight)
        positions.append(weight["w"].item())
    return -np.diff(positions)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(
    "schedule",
    [TRIANGLE, CED.replace(wave="raised"), lrlib.warmup(lrlib.Cosine(0.1, 5), 3)],
    ids=["triangle", "raised", "warm"],
)
def test_the_rate_used_is_the_schedule_s(schedule, compiled):
    used = rates_used(optim.SGD(checked(schedule)), 20, compiled)
    np.testing.assert_allclose(used, [schedule(i) for i in range(20)], atol=1e-7)


@given(strategies.schedules, st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_the_uint64_step_of_the_optimizer(schedule, step):
    rate = schedule(mx.array(step, mx.uint64))
    assert rate.dtype == mx.float32
    envelope = max(map(abs, schedule.lr_range))
    assert rate.item() == pytest.approx(schedule(step), abs=2e-6 * envelope)


def test_resumes_bit_for_bit_with_the_optimizer_s_state(tmp_path):
    def parts():
        mx.random.seed(0)
        model = nn.Linear(3, 1)
        optimizer = optim.Adam(checked(TRIANGLE))
        optimizer.init(model.trainable_parameters())
        return model, optimizer

    def train(model, optimizer, start, stop):
        slope = nn.value_and_grad(model, lambda model, x: model(x).square().mean())
        for i in range(start, stop):
            _, gradients = slope(model, mx.random.normal((8, 3), key=mx.random.key(i)))
            optimizer.update(model, gradients)
        return dict(tree_flatten(model.parameters()))

    whole = train(*parts(), 0, 12)
    model, optimizer = parts()
    half = train(model, optimizer, 0, 5)
    file = str(tmp_path / "state.safetensors")
    mx.save_safetensors(file, dict(tree_flatten(optimizer.state)))
    resumed, optimizer = parts()
    resumed.load_weights(list(half.items()))
    optimizer.state = tree_unflatten(list(mx.load(file).items()))
    after = train(resumed, optimizer, 5, 12)
    assert all(mx.array_equal(whole[name], after[name]) for name in whole)
    assert optimizer.step.item() == 12


def test_adds_nothing_but_the_look_at_the_range():
    assert checked(TRIANGLE) is TRIANGLE
    with pytest.raises(ValueError, match="schedule must not go below zero unless"):
        checked(CED)
    used = rates_used(optim.SGD(checked(CED, allow_negative=True)), 10)
    np.testing.assert_allclose(used, [CED(i) for i in range(10)], atol=1e-7)
    with pytest.raises(TypeError, match=r"schedule must be an lrlib schedule, got 0\.1"):
        checked(0.1)
