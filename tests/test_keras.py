"""The Keras schedule, on all three backends; each backend needs a process of its own.

Run as a script, this file is the body of the tests: it trains on the backend that
KERAS_BACKEND names and stops at the first claim that fails.
"""

import os
import subprocess
import sys

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
BACKENDS = ("tensorflow", "jax", "torch")


@pytest.mark.parametrize("backend", BACKENDS)
def test_backend(backend, tmp_path):
    environment = os.environ | {"KERAS_BACKEND": backend}
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == [backend, *(claim.__name__ for claim in CLAIMS)]


def test_a_new_process_must_import_the_schedule_before_it_loads(tmp_path):
    from lrlib.keras import Schedule

    model = regressor(Schedule(example()))
    model.save(tmp_path / "model.keras")
    load = "import keras; keras.saving.load_model(sys.argv[1])"
    for first, ends_well in (("import sys", False), ("import sys, lrlib.keras", True)):
        command = [sys.executable, "-c", f"{first}; {load}", str(tmp_path / "model.keras")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert (done.returncode == 0) == ends_well, done.stderr[-3000:]
        assert ends_well or "TypeError" in done.stderr


# -- the claims, run once per backend ---------------------------------------------------------


def example():
    import lrlib

    return lrlib.OneCycle(0.01, 0.1, total_steps=6)


def all_kinds():
    """One of each schedule, none of which goes below zero."""
    import lrlib

    decay, cycle = lrlib.ExponentialDecay(0.1, 0.01), example()
    return [
        decay,
        decay.replace(staircase=7),
        lrlib.CyclicExponentialDecay(0.1, 0.01, 10, wave="raised"),
        lrlib.CyclicExponentialDecay(0.1, 0.01, 10, wave="abs", staircase=True),
        cycle,
        lrlib.OneCycle.from_torch(0.1, 100, three_phase=True),
        lrlib.Triangular(0.01, 0.1, 10, "triangular2"),
        lrlib.LinearDecay(0.1, 50),
        lrlib.Cosine(0.1, 50),
        lrlib.warmup(cycle, 5),
        lrlib.join([decay, cycle], [20]),
    ]


def regressor(rate, accumulate=None, **options):
    """A model whose rates can be read from its weight: the gradient is 1 at every update."""
    import keras

    model = keras.Sequential(
        [
            keras.layers.Input((1,)),
            keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros"),
        ]
    )
    optimizer = keras.optimizers.SGD(rate, gradient_accumulation_steps=accumulate)
    model.compile(optimizer, loss="mae", **options)
    return model


def rates_used(model, updates):
    import keras
    import numpy as np

    weight, used = [0.0], []

    class Reader(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            used.append(weight[0] - float(self.model.get_weights()[0][0, 0]))
            weight[0] -= used[-1]

    weight[0] = float(model.get_weights()[0][0, 0])
    ones = np.ones((updates, 1), "float32")
    model.fit(ones, -100 * ones, batch_size=1, shuffle=False, verbose=0, callbacks=[Reader()])
    return used


def close(rates, schedule, start=0):
    import numpy as np

    expected = [schedule(start + i) for i in range(len(rates))]
    np.testing.assert_allclose(rates, expected, atol=1e-7)


def uses_the_rate_of_each_update_eagerly_and_compiled(folder):
    import keras

    from lrlib.keras import Schedule

    modes = [{"run_eagerly": True}, {"jit_compile": False}]
    if keras.backend.backend() != "torch":  # there it is torch.compile, which needs a compiler
        modes.append({"jit_compile": True})
    for mode in modes:
        close(rates_used(regressor(Schedule(example()), **mode), 10), example())


def counts_updates_under_accumulation(folder):
    """Keras on its own counts batches; as native as it is, its rates run ahead."""
    import keras

    from lrlib.keras import Schedule

    ours = regressor(Schedule(example(), gradient_accumulation_steps=2), accumulate=2)
    close(rates_used(ours, 20)[1::2], example())
    native = regressor(keras.optimizers.schedules.PolynomialDecay(0.1, 10, 0.0), accumulate=2)
    close(rates_used(native, 20)[1::2], lambda update: max(0.1 - 0.01 * (2 * update + 1), 0.0))


def gives_the_same_rate_for_every_kind_of_step(folder):
    import keras

    from lrlib.keras import Schedule

    for schedule in all_kinds():
        rate = Schedule(schedule)
        for step in (0, 1, 5, 33, 1000):
            variable = keras.Variable(step, dtype="int32", trainable=False)
            for form in (step, variable, keras.ops.convert_to_tensor(step)):
                value = rate(form)
                assert keras.ops.is_tensor(value)
                assert keras.backend.standardize_dtype(value.dtype) == "float32"
                assert abs(float(value) - schedule(step)) < 1e-7


def knows_a_variable_whose_class_keras_hides(folder):
    """Keras 3.6, where isinstance(optimizer.iterations, keras.Variable) is False."""
    import keras

    from lrlib.keras import Schedule

    shown, keras.Variable = keras.Variable, type("Variable", (), {})
    try:
        close(rates_used(regressor(Schedule(example()), run_eagerly=True), 3), example())
    finally:
        keras.Variable = shown


def goes_on_after_a_round_trip_through_a_file(folder):
    import keras

    from lrlib.keras import Schedule

    model = regressor(Schedule(example()))
    close(rates_used(model, 3), example())
    model.save(f"{folder}/model.keras")
    loaded = keras.saving.load_model(f"{folder}/model.keras", compile=True)
    assert loaded.optimizer._learning_rate.schedule == example()
    close(rates_used(loaded, 5), example(), start=3)


def takes_another_schedule_once_loaded_or_while_running(folder):
    import keras

    from lrlib.keras import Schedule

    longer = example().replace(total_steps=12)
    model = regressor(Schedule(example()))
    close(rates_used(model, 3), example())
    model.save(f"{folder}/model.keras")
    loaded = keras.saving.load_model(f"{folder}/model.keras")
    loaded.optimizer.learning_rate = Schedule(longer)
    close(rates_used(loaded, 5), longer, start=3)

    model.optimizer.learning_rate = Schedule(longer)
    model.make_train_function(force=True)  # the compiled update keeps the old schedule
    close(rates_used(model, 5), longer, start=3)


def starts_at_a_step_that_is_set_by_hand(folder):
    import keras
    import numpy as np

    from lrlib.keras import Schedule

    model = regressor(Schedule(example()))
    model.optimizer.build(model.trainable_variables)
    model.optimizer.iterations.assign(4)
    close(rates_used(model, 5), example(), start=4)
    by_epochs = keras.callbacks.LearningRateScheduler(lambda epoch, rate: 0.7)
    ones = np.ones((1, 1))
    with pytest.raises(TypeError, match="LearningRateSchedule"):
        model.fit(ones, ones, verbose=0, callbacks=[by_epochs])


def survives_config_and_serialisation(folder):
    import copy
    import json
    import pickle

    import keras

    from lrlib.keras import Schedule

    for schedule in all_kinds():
        rate = Schedule(schedule, gradient_accumulation_steps=3)
        config = json.loads(json.dumps(rate.get_config()))
        assert Schedule.from_config(config).schedule == schedule
        assert Schedule.from_config(config).get_config() == rate.get_config()
        plain = json.loads(json.dumps(keras.saving.serialize_keras_object(rate)))
        assert keras.saving.deserialize_keras_object(plain).schedule == schedule
        assert copy.deepcopy(rate).schedule == schedule
        assert pickle.loads(pickle.dumps(rate)).schedule == schedule


def refuses_bad_input(folder):
    import lrlib
    from lrlib.keras import Schedule

    ced = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)
    for error, words, bad in (
        (ValueError, "schedule must not go below zero", ced),
        (ValueError, "finite in float32", lrlib.ExponentialDecay(1e39, 1.0)),
        (TypeError, "schedule must be an lrlib schedule, got 0.1", 0.1),
    ):
        with pytest.raises(error, match=words):
            Schedule(bad)
    with pytest.raises(ValueError, match="gradient_accumulation_steps must be a positive"):
        Schedule(example(), gradient_accumulation_steps=0)
    allowed = Schedule(ced, allow_negative=True)
    close(rates_used(regressor(allowed), 10), ced)
    assert Schedule.from_config(allowed.get_config()).allow_negative


def takes_the_curves_of_keras_s_own(folder):
    import keras
    import numpy as np

    import lrlib
    from lrlib.keras import Schedule, from_native

    s = keras.optimizers.schedules
    for native in (
        s.ExponentialDecay(0.1, 10, 0.5),
        s.ExponentialDecay(0.1, 10, 0.5, staircase=True),
        s.ExponentialDecay(0.1, 10, 1.0),
        s.PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01]),
        s.PolynomialDecay(0.1, 30, 0.01),
        s.PolynomialDecay(0.01, 30, 0.1),
        s.PolynomialDecay(0.1, 30, 0.01, power=2.0),
        s.InverseTimeDecay(0.1, 10, 0.5),
        s.CosineDecay(0.1, 30, 0.1),
        s.CosineDecay(0.01, 30, 0.1, warmup_target=0.1, warmup_steps=7),
        s.CosineDecayRestarts(0.1, 8, t_mul=2.0, m_mul=0.5, alpha=0.1),
        s.CosineDecayRestarts(np.float32(0.1), 8, t_mul=1.0),
    ):
        schedule = from_native(native)
        np.testing.assert_allclose(
            schedule.curve(60), [float(native(i)) for i in range(60)], atol=2e-7
        )
        assert lrlib.from_dict(schedule.to_dict()) == schedule
    assert from_native(Schedule(example())) == example()


def says_what_stands_in_the_way(folder):
    import keras

    from lrlib.keras import from_native

    s = keras.optimizers.schedules

    class Own(s.LearningRateSchedule):
        pass

    for words, native in (
        ("it stretches, and begins anew", s.PolynomialDecay(0.1, 30, 0.01, cycle=True)),
        ("its staircase falls in stairs", s.InverseTimeDecay(0.1, 10, 0.5, staircase=True)),
        ("t_mul = 1.5 is no whole number", s.CosineDecayRestarts(0.1, 8, t_mul=1.5)),
        ("no end to its growth", s.ExponentialDecay(0.1, 10, 1.5)),
        ("Own is a class of your own", Own()),
    ):
        with pytest.raises(ValueError, match=words):
            from_native(native)
    with pytest.raises(TypeError, match=r"native must be a schedule of Keras's, got 0\.1"):
        from_native(0.1)


CLAIMS = (
    uses_the_rate_of_each_update_eagerly_and_compiled,
    counts_updates_under_accumulation,
    gives_the_same_rate_for_every_kind_of_step,
    knows_a_variable_whose_class_keras_hides,
    goes_on_after_a_round_trip_through_a_file,
    takes_another_schedule_once_loaded_or_while_running,
    starts_at_a_step_that_is_set_by_hand,
    survives_config_and_serialisation,
    refuses_bad_input,
    takes_the_curves_of_keras_s_own,
    says_what_stands_in_the_way,
)


def main(folder):
    import keras

    print(keras.backend.backend())
    for claim in CLAIMS:
        claim(folder)
        print(claim.__name__)


if __name__ == "__main__":
    main(sys.argv[1])
