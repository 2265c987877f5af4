"""The range test: it looks and leaves no trace, and it reads a sensible rate."""

import copy

import numpy as np
import pytest

import lrlib
from lrlib.lab import digits, rules
from lrlib.lab.ranges import range_test

LOW, HIGH = 1e-3, 30.0


def torch_loss(model, batch):
    import torch

    return torch.nn.functional.cross_entropy(model(batch[0]), batch[1])


def torch_case(schedule=None):
    import torch

    model = torch.nn.Sequential(*digits.torch_model(), torch.nn.BatchNorm1d(10), torch.nn.Dropout())
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    batches = [tuple(map(torch.from_numpy, batch)) for batch in digits.batches(8)]
    for batch in batches[:3]:  # moments, step counts, gradients and running means to keep
        optimizer.zero_grad()
        torch_loss(model, batch).backward()
        optimizer.step()
    model[0].eval()
    return model, optimizer, batches


def test_torch_is_left_as_it_was():
    import torch

    model, optimizer, batches = torch_case()
    before = copy.deepcopy((model.state_dict(), optimizer.state_dict()))
    grads = [p.grad.clone() for p in model.parameters()]
    noise = torch.get_rng_state()
    found = range_test(model, optimizer, batches, torch_loss, low=1e-5, high=3)
    assert len(found.rates) > 50 and found.losses.max() > found.losses[0]  # it did something
    for name, value in before[0].items():
        assert torch.equal(model.state_dict()[name], value), name
    after = optimizer.state_dict()
    assert after["param_groups"] == before[1]["param_groups"]
    for i, moments in before[1]["state"].items():
        assert all(torch.equal(after["state"][i][name], x) for name, x in moments.items())
    assert all(torch.equal(p.grad, g) for p, g in zip(model.parameters(), grads))
    assert not model[0].training and model[3].training
    assert torch.equal(torch.get_rng_state(), noise)


def test_torch_is_left_as_it_was_after_an_error():
    import torch

    model, optimizer, batches = torch_case()
    before = copy.deepcopy(model.state_dict())
    calls = iter(range(30))

    def loss(model, batch):
        if next(calls) == 20:
            raise RuntimeError("out of memory")
        return torch_loss(model, batch)

    with pytest.raises(RuntimeError, match="out of memory"):
        range_test(model, optimizer, batches, loss)
    assert all(torch.equal(model.state_dict()[name], x) for name, x in before.items())


@pytest.mark.parametrize("scheduled", [False, True])
def test_keras_is_left_as_it_was(scheduled):
    import keras

    from lrlib.keras import Schedule

    rate = Schedule(lrlib.LinearDecay(0.01, 100)) if scheduled else 0.01
    model = digits.keras_model()
    model.add(keras.layers.BatchNormalization())
    model.add(keras.layers.Dropout(0.5, seed=1))
    model.compile(
        keras.optimizers.AdamW(rate), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    batches = list(digits.batches(8))
    model.train_on_batch(*batches[0])
    variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    to_numpy = keras.ops.convert_to_numpy
    before = [np.array(to_numpy(variable)) for variable in variables]
    original = model.optimizer
    found = range_test(model, model.optimizer, batches, low=1e-5, high=3, steps=40)
    assert found.losses.max() > found.losses[0]
    assert model.optimizer is original
    for variable, value in zip(variables, before):
        assert np.array_equal(to_numpy(variable), value), variable.path
    model.train_on_batch(*batches[1])  # and it goes on with its own optimiser
    assert int(model.optimizer.iterations) == 2


@pytest.mark.parametrize("scheduled", [False, True])
def test_mlx_is_left_as_it_was(scheduled):
    import mlx.core as mx
    import mlx.nn as nn
    from mlx.optimizers import AdamW
    from mlx.utils import tree_flatten

    model = nn.Sequential(*digits.mlx_model().layers, nn.BatchNorm(10))
    optimizer = AdamW(lrlib.LinearDecay(0.01, 100) if scheduled else 0.01)

    def loss(model, batch):
        return nn.losses.cross_entropy(model(batch[0]), batch[1], reduction="mean")

    batches = [tuple(map(mx.array, batch)) for batch in digits.batches(8)]
    _, grads = nn.value_and_grad(model, lambda batch: loss(model, batch))(batches[0])
    optimizer.update(model, grads)
    model.layers[0].eval()

    def state():
        flat = tree_flatten(model.parameters()) + tree_flatten(optimizer.state)
        return {f"{i} {name}": np.array(value) for i, (name, value) in enumerate(flat)}

    before = state()
    found = range_test(model, optimizer, batches, loss, low=1e-5, high=3, steps=40)
    assert found.losses.max() > found.losses[0]
    after = state()
    assert before.keys() == after.keys()
    assert all(np.array_equal(after[name], value) for name, value in before.items())
    assert not model.layers[0].training and model.layers[3].training
    optimizer.update(model, grads)
    assert int(optimizer.step) == 2


def test_the_frameworks_see_the_same_curve():
    import keras
    import mlx.core as mx
    import mlx.nn as nn
    import torch
    from mlx.optimizers import SGD

    batches = list(digits.batches(40))
    model = digits.torch_model()
    seen = [
        range_test(
            model,
            torch.optim.SGD(model.parameters(), lr=1.0),
            [tuple(map(torch.from_numpy, batch)) for batch in batches],
            torch_loss, low=LOW, high=1.0, steps=40,
        )
    ]  # fmt: skip
    model = digits.keras_model()
    model.compile(
        keras.optimizers.SGD(1.0), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    seen.append(range_test(model, model.optimizer, batches, low=LOW, high=1.0, steps=40))
    seen.append(
        range_test(
            digits.mlx_model(), SGD(1.0), [tuple(map(mx.array, batch)) for batch in batches],
            lambda m, b: nn.losses.cross_entropy(m(b[0]), b[1], reduction="mean"),
            low=LOW, high=1.0, steps=40,
        )
    )  # fmt: skip
    for other in seen[1:]:
        assert np.allclose(other.losses, seen[0].losses, rtol=2e-3, atol=1e-3)


def test_a_schedule_that_stays_high_gets_a_lower_peak():
    import torch

    model = digits.torch_model()
    batches = [tuple(map(torch.from_numpy, batch)) for batch in digits.batches(100)]
    ask = {
        name: range_test(
            model, torch.optim.SGD(model.parameters(), lr=1.0), batches, torch_loss,
            low=LOW, high=HIGH, **told,
        )
        for name, told in {
            "plain": {},
            "linear": {"schedule": lrlib.LinearDecay(1.0, 300), "total_steps": 300},
            "constant": {"schedule": lrlib.LinearDecay(1, 300, lr_end=1), "total_steps": 300},
        }.items()
    }  # fmt: skip
    peaks = {name: test.suggestion for name, test in ask.items()}
    assert peaks["linear"] == pytest.approx(peaks["plain"], rel=0.01)
    assert peaks["constant"] == pytest.approx(peaks["plain"] / 2, rel=0.01)
    assert "nine tenths" in ask["plain"].reason and "mean rate" in ask["constant"].reason
    assert "suggested peak" in ask["plain"].plot().alt
    assert set(ask["plain"].others()) == set(rules.RULES)


def test_lightnings_rule_is_lightnings():
    """The rule as written here and the one in Lightning's own code choose the same rate."""
    from lightning.pytorch.tuner.lr_finder import _LRFinder

    rng = np.random.default_rng(0)
    rates = np.geomspace(1e-5, 10, 100)
    for _ in range(5):
        dip = rng.uniform(-3, 0)
        losses = 2.3 - 1.5 / (1 + (rates / 10**dip) ** -1) + (rates / 10 ** (dip + 1)) ** 2
        losses = np.minimum(losses, 50) + 0.05 * rng.standard_normal(100)
        finder = _LRFinder("exponential", 1e-5, 10, 100)
        finder.results = {"lr": rates.tolist(), "loss": rules.smoothed(losses).tolist()}
        assert rules.lightning(rates, losses) == pytest.approx(finder.suggestion())


def test_bad_arguments_are_named():
    import torch

    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(TypeError, match="loss must be None with Keras"):
        range_test(model, optimizer, [])
    with pytest.raises(ValueError, match="low must be above 0"):
        range_test(model, optimizer, [], torch_loss, low=0)
    with pytest.raises(TypeError, match="PyTorch's, Keras's or MLX's, got list"):
        range_test([], optimizer, [], torch_loss)
    with pytest.raises(TypeError, match="belong together"):
        range_test(model, optimizer, [], torch_loss, total_steps=3)
