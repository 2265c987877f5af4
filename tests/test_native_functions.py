"""from_native for MLX and Optax, whose schedules are functions; Keras has its own tests."""

import jax.numpy as jnp
import mlx.core as mx
import mlx.optimizers as optim
import numpy as np
import optax
import pytest

import lrlib
import lrlib.jax
import lrlib.mlx

OPTAX = [
    optax.constant_schedule(0.1),
    optax.polynomial_schedule(1.0, 0.1, 2.0, 30),
    optax.polynomial_schedule(1.0, 0.1, 2.0, 30, transition_begin=7),
    optax.polynomial_schedule(1.0, 0.1, 2.0, 0),
    optax.linear_schedule(0.1, 1.0, 30),
    optax.linear_schedule(0.0, 1.0, 30),
    optax.exponential_decay(1.0, 10, 0.5),
    optax.exponential_decay(1.0, 10, 0.5, transition_begin=7, staircase=True),
    optax.exponential_decay(1.0, 10, 0.5, end_value=0.1),
    optax.exponential_decay(1.0, 0, 0.5),
    optax.exponential_decay(1.0, 10, 1.0),
    optax.exponential_decay(1.0, 10, 1.0, transition_begin=7, end_value=0.1),
    optax.cosine_decay_schedule(1.0, 30, 0.1),
    optax.piecewise_constant_schedule(1.0, {10: 0.5, 20: 0.1}),
    optax.piecewise_constant_schedule(1.0),
    optax.piecewise_interpolate_schedule("linear", 1.0, {10: 2.0, 20: 0.1}),
    optax.piecewise_interpolate_schedule("linear", 1.0, {}),
    optax.linear_onecycle_schedule(40, 1.0),
    optax.cosine_onecycle_schedule(40, 1.0),
    optax.warmup_constant_schedule(0.0, 1.0, 5),
    optax.warmup_cosine_decay_schedule(0.0, 1.0, 5, 30, 0.1),
    optax.warmup_exponential_decay_schedule(0.0, 1.0, 5, 10, 0.5),
    optax.sgdr_schedule(
        [
            {"init_value": 0.0, "peak_value": p, "warmup_steps": 3, "decay_steps": 12}
            for p in (1, 0.5)
        ]
    ),
    optax.join_schedules([optax.constant_schedule(0.1), lrlib.LinearDecay(1.0, 9)], [5]),
]
MLX = [
    optim.exponential_decay(1.0, 0.9),
    optim.step_decay(1.0, 0.5, 7),
    optim.cosine_decay(1.0, 30, 0.1),
    optim.linear_schedule(0.1, 1.0, 30),
    optim.join_schedules([optim.linear_schedule(0.0, 1.0, 5), optim.cosine_decay(1.0, 30)], [5]),
]


@pytest.mark.parametrize("native", OPTAX, ids=lambda f: f.__qualname__.partition(".")[0])
def test_optax(native):
    schedule = lrlib.jax.from_native(native)
    rates = [float(native(jnp.asarray(i))) for i in range(60)]
    np.testing.assert_allclose(schedule.curve(60), rates, atol=2e-6)
    assert lrlib.from_dict(schedule.to_dict()) == schedule


@pytest.mark.parametrize("native", MLX, ids=lambda f: f.__qualname__.partition(".")[0])
def test_mlx(native):
    schedule = lrlib.mlx.from_native(native)
    rates = [native(mx.array(i)).item() for i in range(60)]
    np.testing.assert_allclose(schedule.curve(60), rates, atol=2e-6)


@pytest.mark.parametrize("module", [lrlib.jax, lrlib.mlx], ids=["Optax", "MLX"])
def test_it_says_what_stands_in_the_way(module):
    with pytest.raises(ValueError, match=r"lrlib\.of\(test_.* takes a function as it is|lrlib.of"):
        module.from_native(lambda step: 0.1)
    with pytest.raises(TypeError, match="native must be a schedule, a function of the step"):
        module.from_native(0.1)
    ours = lrlib.LinearDecay(1.0, 9)
    assert module.from_native(ours) is ours


def test_what_only_optax_has():
    with pytest.raises(ValueError, match="with exponent = 2 it is no cosine"):
        lrlib.jax.from_native(optax.cosine_decay_schedule(1.0, 30, exponent=2))
    with pytest.raises(ValueError, match="no end to its growth"):
        lrlib.jax.from_native(optax.exponential_decay(1.0, 10, 2.0))
    knots = optax.piecewise_interpolate_schedule("cosine", 1.0, {5: 2.0, 9: 0.5, 20: 0.1})
    with pytest.raises(ValueError, match="a cosine through other knots"):
        lrlib.jax.from_native(knots)


def fake(value):
    """A closure that is named like Optax's and keeps something else."""

    def constant_schedule(value):
        return lambda count: value * (1 + count)

    constant_schedule.__qualname__ = "constant_schedule"
    made = constant_schedule(value)
    made.__qualname__ = "constant_schedule.<locals>.<lambda>"
    return made


def test_what_was_read_is_held_against_the_function():
    with pytest.raises(ValueError, match=r"at step 1 it gives 0\.2\d*, what was read 0\.1"):
        lrlib.jax.from_native(fake(0.1))
