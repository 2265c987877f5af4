"""JAX and Optax: the schedule as it is, traced, vectorised, scanned and injected."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

import lrlib
from lrlib.jax import schedule as checked

TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=6)
CED = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)
KINDS = [TRIANGLE, CED.replace(wave="raised"), lrlib.warmup(lrlib.Cosine(0.1, 5), 3)]
each = pytest.mark.parametrize("schedule", KINDS, ids=["triangle", "raised", "warm"])


def expected(schedule, n=20):
    return [schedule(i) for i in range(n)]


def rates_used(optimizer, updates):
    """Plain SGD on a gradient of 1 moves by its rate."""

    def update(state, _):
        move, state = optimizer.update(jnp.ones(()), state)
        return state, -move

    return jax.lax.scan(update, optimizer.init(jnp.zeros(())), length=updates)[1]


@each
def test_the_rate_used_is_the_schedule_s_in_a_scan(schedule):
    used = rates_used(optax.sgd(checked(schedule)), 20)
    np.testing.assert_allclose(used, expected(schedule), atol=1e-7)


@each
def test_injected_as_a_hyperparameter(schedule):
    optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=checked(schedule))
    np.testing.assert_allclose(rates_used(optimizer, 20), expected(schedule), atol=1e-7)
    state = optimizer.init(jnp.zeros(()))
    for i in range(3):
        _, state = jax.jit(optimizer.update)(jnp.ones(()), state)
        assert float(state.hyperparams["learning_rate"]) == pytest.approx(schedule(i))


@each
def test_jit_vmap_and_grad(schedule):
    steps = jnp.arange(20)
    np.testing.assert_allclose(jax.vmap(schedule)(steps), expected(schedule), atol=1e-7)
    np.testing.assert_allclose(jax.jit(schedule)(steps), expected(schedule), atol=1e-7)
    slope = jax.grad(schedule)(4.25)
    nearby = (schedule(4.25 + 1e-6) - schedule(4.25 - 1e-6)) / 2e-6
    assert float(slope) == pytest.approx(nearby, abs=1e-5)


def test_inside_optax_s_own_combinators():
    joined = optax.join_schedules([lrlib.LinearDecay(0.1, 5), TRIANGLE], [5])
    ours = lrlib.join([lrlib.LinearDecay(0.1, 5), TRIANGLE], [5])
    # traced: it asks the later schedule for negative steps, which a Python int would raise for
    np.testing.assert_allclose(jax.vmap(joined)(jnp.arange(15)), expected(ours, 15), atol=1e-7)
    chain = optax.chain(optax.scale_by_schedule(TRIANGLE), optax.scale(-1.0))
    np.testing.assert_allclose(rates_used(chain, 10), expected(TRIANGLE, 10), atol=1e-7)


@given(strategies.schedules, st.integers(0, 2**31 - 1))
@settings(max_examples=50, deadline=None)
def test_the_int32_count_of_optax(schedule, step):
    rate = schedule(jnp.asarray(step, jnp.int32))
    assert rate.dtype == jnp.float32
    envelope = max(map(abs, schedule.lr_range))
    assert float(rate) == pytest.approx(schedule(step), abs=2e-6 * envelope)


def test_counts_updates_under_accumulation():
    optimizer = optax.MultiSteps(optax.sgd(TRIANGLE), every_k_schedule=2)
    used = rates_used(optimizer, 20)
    np.testing.assert_allclose(used[1::2], expected(TRIANGLE, 10), atol=1e-7)
    assert not used[::2].any()


def test_a_new_count_does_not_trace_again():
    traced = []

    @jax.jit
    def rate(count):
        traced.append(count)
        return TRIANGLE(count)

    assert [float(rate(i)) for i in range(10)] == pytest.approx(expected(TRIANGLE, 10))
    assert len(traced) == 1


def test_adds_nothing_but_the_look_at_the_range():
    assert checked(TRIANGLE) is TRIANGLE
    with pytest.raises(ValueError, match="schedule must not go below zero unless"):
        checked(CED)
    used = rates_used(optax.sgd(checked(CED, allow_negative=True)), 10)
    np.testing.assert_allclose(used, expected(CED, 10), atol=1e-7)
    with pytest.raises(TypeError, match=r"schedule must be an lrlib schedule, got 0\.1"):
        checked(0.1)
