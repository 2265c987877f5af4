"""Simulated runs beside the theorems on convergence: the closed forms must describe them."""

import numpy as np
import pytest

import lrlib
from lrlib import bounds
from lrlib.lab import rates as lab

PATHS = 20_000
SCHEDULES = {
    "constant": lrlib.LinearDecay(0.1, 200, lr_end=0.1),
    "exponential": lrlib.ExponentialDecay(0.5, 0.02),
    "CED": lrlib.CyclicExponentialDecay(0.5, 0.02, 20),
    "CED raised": lrlib.CyclicExponentialDecay(0.5, 0.02, 20, wave="raised"),
    "1-cycle": lrlib.OneCycle(0.02, 0.5, 200),
    "linear": lrlib.LinearDecay(0.5, 200),
}


def simulate(rates, v0, curvature, noise, seed):
    """Mean of theta squared over many noisy runs, before each step and after the last."""
    rng = np.random.default_rng(seed)
    theta = np.sqrt(v0) * rng.choice([-1.0, 1.0], PATHS)
    squares = [np.mean(theta**2)]
    for rate in rates:
        theta = theta - rate * (curvature * theta + noise * rng.standard_normal(PATHS))
        squares.append(np.mean(theta**2))
    return np.array(squares)


@pytest.mark.parametrize("name", SCHEDULES)
def test_mean_square_describes_noisy_runs(name):
    """Relative error of a mean of 20,000 squares of normals: 1 % is one standard deviation."""
    rates = SCHEDULES[name].curve(200)
    seen = simulate(rates, v0=9.0, curvature=1.5, noise=0.7, seed=1)
    assert np.allclose(seen, bounds.mean_square(rates, 9.0, 1.5, 0.7), rtol=0.05)


def test_harmonic_runs_meet_the_bound():
    rates = bounds.harmonic(np.arange(200), 9.0, 1.5, 0.7)
    seen = simulate(rates, 9.0, 1.5, 0.7, seed=2)
    least = bounds.least_mean_square(np.arange(201), 9.0, 1.5, 0.7)
    assert np.allclose(seen, least, rtol=0.05)


def test_constant_runs_stall_at_the_stationary_variance():
    seen = simulate([0.2] * 300, 9.0, 1.5, 0.7, seed=3)[200:].mean()
    assert np.isclose(seen, bounds.stationary(0.2, 1.5, 0.7), rtol=0.01)


@pytest.mark.parametrize("n", [1, 3, 10, 100])
def test_linear_decay_keeps_its_promise_on_losses_with_corners(n):
    """Theorem D2, and that it is not vacuous: the worst run uses most of it where n is small."""
    line = lrlib.LinearDecay(n / (n + 1) ** 1.5, n).curve(n)
    last = [
        lab.run(line, *lab.planes(seed, dimensions, dimensions + 2))[-1]
        for seed in range(60)
        for dimensions in (1, 2, 5)
    ]
    worst = max(last) * (n + 1) ** 0.5
    assert worst <= 1 + 1e-12
    assert worst > {1: 0.9, 3: 0.7, 10: 0.5, 100: 0.3}[n]


@pytest.mark.parametrize("n", [3, 8, 50])
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_resisting_loss_resists_every_schedule(name, n):
    """Theorem D3, CED's negative rates included; linear decay of D2 meets it with equality."""
    D, G = 2.0, 3.0
    low = -D / np.sqrt(n + 1)  # every coordinate of the minimiser
    for rates in (SCHEDULES[name].curve(n), lrlib.LinearDecay(1.0, n).curve(n)):
        x = np.zeros(n + 1)
        for rate in rates:
            highest = np.flatnonzero(x == x.max())
            x[highest[-1]] -= rate * G
        gap = G * max(x.max(), low) - G * low
        assert gap >= D * G / np.sqrt(n + 1) * (1 - 1e-12)


def test_a_fixed_decay_stops_short_however_long_it_runs():
    """Beside Theorem D4: on |x|, with any scale chosen for distance 1, the start at 3 is lost."""
    schedule = lrlib.ExponentialDecay(0.02, 0.02)  # all rates together: 1.01
    for T in (1000, 10_000):
        x = 3.0
        for rate in schedule.curve(T):
            x -= rate * np.sign(x)
        assert 1.9 < x < 2.0
