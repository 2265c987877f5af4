"""The experiments: the same run everywhere, and measurements that could come out otherwise."""

import numpy as np
import pytest

import lrlib
from lrlib import bounds, plots
from lrlib.lab import contest, digits, orders, rates, rugged


def test_every_framework_starts_alike():
    x, _ = next(digits.batches(1))
    import mlx.core as mx
    import torch

    outputs = [
        digits.torch_model()(torch.from_numpy(x)).detach().numpy(),
        np.array(digits.keras_model()(x)),
        np.array(digits.mlx_model()(mx.array(x))),
    ]
    w1, b1, w2, b2 = digits.weights()
    by_hand = np.tanh(x @ w1 + b1) @ w2 + b2
    for output in outputs:
        assert np.allclose(output, by_hand, atol=1e-5)


def test_batches_are_the_same_every_time():
    first, second = list(digits.batches(3)), list(digits.batches(3))
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0][0], first[1][0])


def test_agree_tells_a_wrong_rate_and_a_wrong_loss():
    schedule = lrlib.ExponentialDecay(0.1, 0.01)

    def run(name, lrs, loss=1.0):
        made = digits.Run(name)
        for lr in lrs:
            made.record(lr, loss)
        return made

    right, constant = run("A", schedule.curve(5)), run("B", [0.1] * 5)
    assert "A, A: 5 updates" in digits.agree(schedule, right, right)
    with pytest.raises(AssertionError, match=r"B used 0\.1 at update 4"):
        digits.agree(schedule, right, constant)
    with pytest.raises(AssertionError, match=r"C has loss 1\.1 at update 0"):
        digits.agree(schedule, right, run("C", schedule.curve(5), loss=1.1))


def test_rugged_gradient_is_the_derivative():
    x = np.linspace(-8, 8, 101)
    h = 1e-6
    slope = (rugged.loss(x + h) - rugged.loss(x - h)) / (2 * h)
    assert np.allclose(rugged.gradient(x), slope, atol=1e-6)


def test_rugged_measurement_can_tell():
    """Steps that cannot move reach what they start in; a rate of zero is the control."""
    starts = np.random.default_rng(0).uniform(-8, 8, 20_000)
    assert rugged.reached([0.0] * 10, starts) == pytest.approx(np.pi / 3 / 8, abs=0.01)
    long = lrlib.LinearDecay(0.57, 300).curve(300)
    assert rugged.reached(long, starts[:1000]) > 0.8


def test_contest_prefers_the_better_peak():
    shapes = {"linear": lambda lr: lrlib.LinearDecay(lr, 60)}
    result = contest.contest(shapes, peaks=[1e-4, 0.8], steps=60, seeds=2)["linear"]
    assert result["peak"] == 0.8 and (result["accuracy"] > 0.85).all()


def test_splits_do_not_overlap():
    parts = contest.splits()
    assert [len(labels) for _, labels in parts] == [1000, 300, 497]
    rows = np.concatenate([images for images, _ in parts])
    assert np.array_equal(np.sort(rows, axis=0), np.sort(digits.data()[0], axis=0))


@pytest.mark.parametrize("steps", [300, 3000, 10_000])
def test_noise_is_followed_over_long_runs(steps):
    """At 3,000 steps it was NaN, at 10,000 the best scales were smaller than any that it tried."""
    tied, line = lrlib.ExponentialDecay(1, 4 / steps), lrlib.LinearDecay(1, steps)
    least = bounds.least_mean_square(steps, 100.0)
    left = [rates.noisy(schedule, steps)[-1] / least for schedule in (tied, line)]
    assert 1 < left[0] < 1.36 < 1.6 < left[1] < 1.9


def test_a_run_too_long_for_the_scales_is_refused(monkeypatch):
    monkeypatch.setattr(rates, "SCALES", np.geomspace(0.003, 3, 301))
    with pytest.raises(ValueError, match="smaller scales"):
        rates.noisy(lrlib.LinearDecay(1, 10_000), 10_000)


def test_the_greatest_curvature_is_an_eigenvalue_of_the_hessian():
    """Of a sum of squares whose matrix is known, negative curvature among them."""
    import torch

    w = torch.ones(3, dtype=torch.float64, requires_grad=True)
    for curvatures, largest in (((1.0, 7.0, 2.0), 7.0), ((1.0, 3.0, -5.0), 5.0)):
        matrix = torch.tensor(curvatures, dtype=torch.float64)
        found = orders.greatest_curvature([w], lambda m=matrix: 0.5 * (m * w**2).sum())
        assert found == pytest.approx(largest, rel=1e-9)


def test_the_order_of_the_rates_decides_on_a_network():
    """High and falling is thrown out, the same rates rising are not; with low ones neither is."""
    runs = orders.both(6)
    assert not runs["falling"].losses[-1] < orders.BEYOND
    assert len(runs["rising"].losses) == orders.STEPS + 1 and runs["rising"].losses[-1] < 0.1
    assert runs["halfway"].curvature < runs["start"].curvature / 2
    mild = orders.both(3)
    assert max(mild["falling"].losses[-1], mild["rising"].losses[-1]) < orders.BEYOND


def test_in_torch_a_warm_up_swings_beyond_the_border_and_comes_down_on_flatter_ground():
    """What a picture of the first chapter says, of the runs that it draws."""
    rates, runs = orders.with_and_without(10.0, 100)
    warm, held = runs["warmed"], runs["held"]
    product = np.array(warm.watched) * rates[:: orders.EVERY]
    rising = np.diff(warm.losses) > 0
    starts = [i for i in range(1, len(rising)) if rising[i] and not rising[i - 1]]
    tops = [i for i in range(1, len(rising)) if rising[i - 1] and not rising[i]]
    swings = [(a, b) for a, b in zip(starts, tops) if warm.losses[b] > 2 * warm.losses[a]]
    assert len(swings) == 3
    for start, top in swings:
        before, after = start // orders.EVERY, top // orders.EVERY + 3
        assert 2 < product[before] < 3.5
        assert warm.watched[after] < 0.9 * warm.watched[before]
    figure = plots.bowl.warming()
    drawn = figure.svg()
    assert all(f">{words}<" in drawn for words in ("it swings", "again", "and again"))
    assert f"{len(held.losses) - 1} steps" in figure.caption and "Nine other" in figure.caption


@pytest.mark.parametrize("seed", range(10))
def test_in_torch_a_warm_up_saves_the_run_from_every_start(seed):
    """The same picture: no start of ten bears the high rate at once, each does after a rise."""
    level = lrlib.Constant(10 / orders.descend([], seed=seed).curvature)
    held = orders.descend(level.curve(orders.STEPS), seed=seed)
    warm = orders.descend(
        lrlib.warmup(level, steps=100, first="step").curve(orders.STEPS), seed=seed
    )
    assert len(held.losses) < 10 and held.losses[-1] > orders.BEYOND
    assert len(warm.losses) == orders.STEPS + 1 and warm.losses[-1] < 0.05
    assert warm.curvature * level(0) < 2.5
