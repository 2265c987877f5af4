"""Traps of the native schedulers: each is still there, and is not in lrlib.

When a framework closes one, its half of the test fails: then take it off the page too.
"""

import copy
import inspect
import math
import os
import pickle

import numpy as np
import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CyclicLR, ExponentialLR, LambdaLR, OneCycleLR

import lrlib
from lrlib.torch import Scheduler

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
CED = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)
TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=20)


def sgd(rate=0.1, **options):
    weight = torch.nn.Parameter(torch.ones(()))
    return SGD([weight], lr=rate, **options)


def steps(optimizer, scheduler, n):
    for _ in range(n):
        optimizer.step()
        scheduler.step()


def deepspeed_schedules():
    pytest.importorskip("deepspeed", reason="DeepSpeed has no build for this platform")
    from deepspeed.runtime import lr_schedules

    return lr_schedules


# -- PyTorch -----------------------------------------------------------------------------------


def test_torch_climbs_on_a_negative_rate():
    optimizer = sgd()
    weight = optimizer.param_groups[0]["params"][0]
    LambdaLR(optimizer, lambda _: -1.0)  # nothing complains
    loss = weight.square()
    loss.backward()
    optimizer.step()
    assert weight.square() > loss
    with pytest.raises(ValueError, match="Invalid learning rate"):
        sgd(-0.1)  # only the constructor looks, and not at NaN:
    assert math.isnan(sgd(math.nan).param_groups[0]["lr"])

    with pytest.raises(ValueError, match="schedule must not go below zero"):
        Scheduler(sgd(), CED)
    with pytest.raises(ValueError, match="lr0 must be a positive finite number, got nan"):
        lrlib.ExponentialDecay(math.nan, 0.1)


def test_one_batch_too_many_makes_torch_s_onecycle_negative():
    native = OneCycleLR(
        optimizer := sgd(), 0.1, total_steps=100, anneal_strategy="linear", cycle_momentum=False
    )
    steps(optimizer, native, 100)
    assert native.get_last_lr()[0] < -1e-3
    with pytest.raises(ValueError, match="Tried to step 101 times"):
        steps(optimizer, native, 1)

    ours = Scheduler(
        optimizer := sgd(), lrlib.OneCycle.from_torch(0.1, 100, anneal_strategy="linear")
    )
    steps(optimizer, ours, 99)
    at_the_end = ours.get_last_lr()
    steps(optimizer, ours, 1000)
    assert ours.get_last_lr() == at_the_end and at_the_end[0] > 0


def test_two_steps_are_too_few_for_torch_s_onecycle():
    with pytest.raises(ZeroDivisionError):
        OneCycleLR(sgd(), 0.1, total_steps=2, pct_start=0.5, cycle_momentum=False)
    assert [lrlib.OneCycle(0.01, 0.1, 2)(i) for i in range(3)] == [0.01, 0.1, 0.01]
    with pytest.raises(ValueError, match=r"pct_start \* total_steps must be above 1"):
        lrlib.OneCycle.from_torch(0.1, total_steps=2, pct_start=0.5)


def test_torch_takes_parameters_without_meaning():
    ExponentialLR(sgd(), gamma=math.nan)
    OneCycleLR(sgd(), max_lr=-1.0, total_steps=10, cycle_momentum=False)
    CyclicLR(sgd(), 0.01, 0.1, step_size_up=-5, cycle_momentum=False)
    with pytest.raises(ValueError, match="gamma must be"):
        lrlib.ExponentialDecay.from_gamma(0.1, math.nan)
    with pytest.raises(ValueError, match="lr_max must be a positive"):
        lrlib.OneCycle(0.0, -1.0, 10)
    with pytest.raises(ValueError, match="cycle_length must be a positive number of steps"):
        lrlib.Triangular(0.01, 0.1, -10)


def test_torch_s_cycliclr_takes_its_checkpoint_apart():
    native = CyclicLR(sgd(), 0.01, 0.1, 10, scale_fn=None, cycle_momentum=False)
    state = native.state_dict()
    kept = copy.copy(state)
    native.load_state_dict(state)
    assert state.keys() != kept.keys()

    ours = Scheduler(sgd(), TRIANGLE)
    state = ours.state_dict()
    kept = copy.deepcopy(state)
    ours.load_state_dict(state)
    assert state == kept


def test_torch_s_onecycle_forgets_a_new_length_on_resuming():
    def native(total_steps):
        return OneCycleLR(sgd(), 0.1, total_steps=total_steps, cycle_momentum=False)

    longer = native(200)
    longer.load_state_dict(native(100).state_dict())
    assert longer.total_steps == 100

    longer = Scheduler(sgd(), TRIANGLE.replace(total_steps=200))
    with pytest.warns(UserWarning, match="going on at step 0 with"):
        longer.load_state_dict(Scheduler(sgd(), TRIANGLE).state_dict())
    assert longer.schedule.total_steps == 200


@pytest.mark.parametrize(
    "native",
    [
        lambda optimizer: LambdaLR(optimizer, lambda step: 0.5),
        lambda optimizer: CyclicLR(optimizer, 0.01, 0.1, 10, cycle_momentum=False),
        lambda optimizer: OneCycleLR(optimizer, 0.1, 10, cycle_momentum=False),
    ],
    ids=["LambdaLR", "CyclicLR", "OneCycleLR"],
)
def test_a_group_added_later_breaks_torch_s_schedulers(native):
    def grow(scheduler):
        scheduler.optimizer.step()
        scheduler.optimizer.add_param_group({"params": [torch.nn.Parameter(torch.ones(()))]})
        scheduler.step()
        return scheduler.get_last_lr()

    with pytest.raises((ValueError, KeyError, IndexError)):
        grow(native(sgd()))
    assert grow(Scheduler(sgd(), TRIANGLE)) == [TRIANGLE(1)] * 2


def test_lambdas_and_closures_do_not_pickle():
    import mlx.optimizers
    import optax

    for closure in (
        LambdaLR(sgd(), lambda step: 0.5),
        mlx.optimizers.exponential_decay(0.1, 0.9),
        optax.exponential_decay(0.1, 10, 0.9),
    ):
        with pytest.raises((AttributeError, pickle.PicklingError)):
            pickle.dumps(closure)
    assert pickle.loads(pickle.dumps(CED)) == CED


def test_torch_s_exponentiallr_drifts_when_the_rate_is_a_tensor():
    n, k = 20_000, 1e-5
    exact = 0.1 * math.exp(-k * n)
    native = ExponentialLR(optimizer := sgd(torch.tensor(0.1)), gamma=math.exp(-k))
    steps(optimizer, native, n)
    assert abs(native.get_last_lr()[0].item() / exact - 1) > 1e-5
    ours = Scheduler(sgd(torch.tensor(0.1)), lrlib.ExponentialDecay(0.1, k), last_epoch=n - 1)
    assert abs(ours.get_last_lr()[0].item() / exact - 1) < 1e-7


# -- Keras -------------------------------------------------------------------------------------


def test_keras_rounds_an_integer_rate_to_zero():
    import keras

    from lrlib.keras import Schedule

    assert float(keras.optimizers.schedules.ExponentialDecay(1, 10, 0.5)(5)) == 0.0
    decay = lrlib.ExponentialDecay.from_decay_rate(1, 0.5, 10)
    assert float(Schedule(decay)(5)) == pytest.approx(math.sqrt(0.5))


def test_a_custom_keras_schedule_cannot_use_math_nor_be_saved():
    import keras
    import tensorflow as tf

    from lrlib.keras import Schedule

    class Custom(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.1 * math.exp(-0.01 * step)

    with pytest.raises(TypeError):
        tf.function(Custom())(tf.constant(3))
    with pytest.raises(NotImplementedError):
        Custom().get_config()
    ours = Schedule(lrlib.ExponentialDecay(0.1, 0.01))
    assert float(tf.function(ours)(tf.constant(3))) == pytest.approx(0.1 * math.exp(-0.03))
    assert ours.get_config()


def test_keras_mlx_and_optax_take_a_negative_rate():
    import keras
    import mlx.optimizers
    import optax

    import lrlib.jax
    import lrlib.keras
    import lrlib.mlx

    for native in (keras.optimizers.SGD, mlx.optimizers.SGD, optax.sgd):
        native(learning_rate=-0.1)
        native(learning_rate=math.nan)
    for ours in (lrlib.keras.Schedule, lrlib.mlx.schedule, lrlib.jax.schedule):
        with pytest.raises(ValueError, match="schedule must not go below zero"):
            ours(CED)


# -- MLX ---------------------------------------------------------------------------------------


def test_mlx_overwrites_a_rate_set_by_hand():
    """A rule of its optimizers, whatever the schedule; so change the schedule instead."""
    import mlx.core as mx
    import mlx.optimizers as optim

    import lrlib.mlx

    for schedule in (optim.linear_schedule(0.01, 0.1, 10), lrlib.mlx.schedule(TRIANGLE)):
        optimizer = optim.SGD(schedule)
        optimizer.learning_rate = 7.0
        optimizer.apply_gradients({"w": mx.array(1.0)}, {"w": mx.array(0.0)})
        assert optimizer.learning_rate.item() == pytest.approx(0.01)


def test_math_does_not_work_on_mlx_s_step_in_a_compiled_update():
    import mlx.core as mx

    step = mx.array(3, mx.uint64)
    with pytest.raises(Exception, match=r"eval|item|compile"):
        mx.compile(lambda step: mx.array(0.1 * math.exp(-0.01 * step.item())))(step)
    rate = mx.compile(lrlib.ExponentialDecay(0.1, 0.01))(step)
    assert rate.item() == pytest.approx(0.1 * math.exp(-0.03))


# -- DeepSpeed ---------------------------------------------------------------------------------


def test_deepspeed_s_onecycle_rewrites_adam_s_betas():
    native = deepspeed_schedules().OneCycle
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.ones(()))], betas=(0.9, 0.999))
    native(optimizer, 0.01, 0.1)
    assert optimizer.param_groups[0]["betas"] == (0.8, 0.99)
    optimizer = torch.optim.Adam([torch.nn.Parameter(torch.ones(()))], betas=(0.9, 0.999))
    scheduler = Scheduler(optimizer, TRIANGLE)
    steps(optimizer, scheduler, 3)
    assert optimizer.param_groups[0]["betas"] == (0.9, 0.999)


def test_deepspeed_s_scheduler_does_not_know_its_first_rate():
    native = deepspeed_schedules().OneCycle(sgd(), 0.01, 0.1, cycle_momentum=False)
    with pytest.raises(AssertionError, match="need to call step"):
        native.get_last_lr()
    assert Scheduler(sgd(), TRIANGLE).get_last_lr() == [0.01]


def test_deepspeed_s_scheduler_uses_a_wrong_rate_after_loading():
    def native():
        options = {"cycle_first_step_size": 10, "cycle_momentum": False}
        return deepspeed_schedules().OneCycle(sgd(), 0.01, 0.1, **options)

    def rate(scheduler):
        return scheduler.optimizer.param_groups[0]["lr"]

    first = native()
    steps(first.optimizer, first, 5)
    second = native()
    second.load_state_dict(first.state_dict())
    assert rate(second) == 0.01 != rate(first)

    ours = Scheduler(sgd(), TRIANGLE)
    steps(ours.optimizer, ours, 5)
    resumed = Scheduler(sgd(), TRIANGLE)
    resumed.load_state_dict(ours.state_dict())
    assert rate(resumed) == rate(ours) == TRIANGLE(5)


def test_deepspeed_s_warmup_repeats_its_first_rate():
    optimizer = sgd()
    native = deepspeed_schedules().WarmupLR(
        optimizer, 0.01, 0.1, warmup_num_steps=10, warmup_type="linear"
    )
    rates = []
    for _ in range(4):
        rates.append(optimizer.param_groups[0]["lr"])
        steps(optimizer, native, 1)
    assert rates[0] == rates[1] < rates[2] < rates[3]
    warm = lrlib.warmup(lrlib.LinearDecay(0.1, 100), 10, lr_start=0.01)
    assert warm(0) < warm(1) < warm(2) < warm(3)


# -- Optax -------------------------------------------------------------------------------------


def test_optax_s_onecycle_silently_stays_at_its_peak():
    import optax

    native = optax.linear_onecycle_schedule(
        100, 0.1, pct_start=0.5, pct_final=1.0, div_factor=10.0, final_div_factor=1.0
    )
    assert [float(native(i)) for i in (50, 100, 1000)] == pytest.approx([0.1] * 3)
    ours = lrlib.OneCycle(0.01, 0.1, 100)
    assert [ours(i) for i in (50, 100, 1000)] == [0.1, 0.01, 0.01]


def test_optax_s_onecycle_does_not_end_where_its_phases_say():
    import optax

    says = inspect.getdoc(optax.linear_onecycle_schedule)
    assert "``peak_value/div_factor`` and ``peak_value / final_div_factor``" in says
    native = optax.linear_onecycle_schedule(100, 1.0, div_factor=10.0, final_div_factor=4.0)
    assert float(native(100)) == pytest.approx(1.0 / 10 / 4)
    assert lrlib.OneCycle(0.1, 1.0, 100, lr_final=0.025)(100) == 0.025


# -- large steps in float32 ------------------------------------------------------------------


def test_the_rate_form_loses_its_decay_at_large_steps():
    """gamma^t in float32 inherits the rounding of gamma; e^{-kt} does not."""
    import jax.numpy as jnp
    import keras
    import mlx.core as mx
    import mlx.optimizers
    import optax

    import lrlib.keras

    step, k = 2**24 + 1, 2e-7
    exact, gamma = math.exp(-k * step), math.exp(-k)
    native = {
        "keras": keras.optimizers.schedules.ExponentialDecay(1.0, 1, gamma)(step),
        "mlx": mlx.optimizers.exponential_decay(1.0, gamma)(mx.array(step, mx.uint64)),
        "optax": optax.exponential_decay(1.0, 1, gamma)(jnp.asarray(step)),
    }
    decay = lrlib.ExponentialDecay(1.0, k)
    ours = {
        "keras": lrlib.keras.Schedule(decay)(step),
        "mlx": decay(mx.array(step, mx.uint64)),
        "optax": decay(jnp.asarray(step)),
    }
    for framework in native:
        assert abs(float(native[framework]) / exact - 1) > 0.05, framework
        assert abs(float(ours[framework]) / exact - 1) < 3e-7, framework


def test_a_compiled_staircase_drops_a_step_late():
    """XLA turns the division by the width of a stair into a product with its reciprocal."""
    import jax
    import keras
    import optax
    import tensorflow as tf

    import lrlib.keras

    ours = lrlib.ExponentialDecay.from_decay_rate(1.0, 0.5, 41, staircase=True)
    native = optax.exponential_decay(1.0, 41, 0.5, staircase=True)
    assert float(jax.jit(native)(41)) == 1.0
    assert float(jax.jit(ours)(41)) == pytest.approx(0.5)

    native = keras.optimizers.schedules.ExponentialDecay(1.0, 41, 0.5, staircase=True)
    assert float(tf.function(native, jit_compile=True)(tf.constant(41))) == 1.0
    compiled = tf.function(lrlib.keras.Schedule(ours), jit_compile=True)
    assert float(compiled(tf.constant(41))) == pytest.approx(0.5)


def test_a_naive_cosine_is_wrong_at_large_steps():
    step = 10**9
    naive = np.cos(np.float32(2 * math.pi) * np.float32(step) / np.float32(100))
    wave = lrlib.CyclicExponentialDecay(1.0, 1e-12, 100)
    assert abs(naive - math.exp(-1e-3)) > 0.1
    assert wave(torch.tensor(step)).item() == pytest.approx(math.exp(-1e-3), abs=4e-7)
