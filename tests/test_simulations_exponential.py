"""Gradient descent, run with the shipped rates, beside what the theorems say of it."""

import mpmath as mp
import numpy as np
import pytest

from lrlib import ExponentialDecay
from lrlib.proofs.exponential import E2a, E2b, E2e, E2f, a, c, k, lam, lr0
from lrlib.proofs.exponential import T as horizon
from lrlib.proofs.exponential.horizon import tied as shipped
from lrlib.proofs.exponential.travel import G, N


def descend(rates, gradient, start):
    """Every iterate of gradient descent, the start first."""
    path = [np.asarray(start, dtype=float)]
    for rate in rates:
        path.append(path[-1] - rate * gradient(path[-1]))
    return np.array(path)


def quadratic(curvature):
    return lambda theta: curvature * theta


@pytest.mark.parametrize(("rate", "decay"), [(0.1, 0.1), (0.5, 0.02), (0.9, 0.3)])
def test_on_a_slope_the_travel_is_the_sum(rate, decay):
    path = descend(ExponentialDecay(rate, decay).curve(5000), np.sign, 1000.0)
    total = float(E2a.claim["total"].subs({lr0: rate, k: decay}))
    assert path[0] - path[-1] == pytest.approx(total, rel=1e-9)


def test_on_a_rugged_loss_no_stretch_is_longer_than_the_tail():
    """Gradients of norm at most 1, of a loss with many minima and saddles, in two dimensions."""
    rng = np.random.default_rng(0)
    waves, phases = rng.normal(size=(40, 2)), rng.uniform(0, 6.28, 40)
    steepest = np.linalg.norm(waves, axis=1).sum()

    def gradient(theta):
        return np.cos(waves @ theta + phases) @ waves / steepest

    path = descend(ExponentialDecay(2.0, 0.01).curve(3000), gradient, [1.0, -2.0])
    for step in (0, 10, 100, 500):
        tail = float(E2b.claim["moved"].subs({lr0: 2.0, k: 0.01, N: step, G: 1}))
        farthest = np.linalg.norm(path[step:] - path[step], axis=1).max()
        assert 0 < farthest <= tail
    assert np.linalg.norm(path[-1] - path[-2]) < 1e-12  # at rest


@pytest.mark.parametrize("decay", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("first", [0.01, 0.1, 0.5, 0.9])
def test_what_is_left_of_the_distance(first, decay):
    """The iterate lies between the bounds and agrees with the q-Pochhammer symbol."""
    path = descend(ExponentialDecay(first, decay).curve(4000), quadratic(1.0), 1.0)
    assert path[-1] == pytest.approx(float(mp.qp(first, mp.exp(-decay))), rel=1e-10)
    low, high = E2e["low"].lhs, E2e["high"].rhs
    low, high = (float(bound.subs({a: first, k: decay})) for bound in (low, high))
    assert low <= path[-1] <= high


def test_the_figure_of_the_chapter():
    """A tenth of the distance at first, a tenth less at each step: a third is never travelled."""
    path = descend(ExponentialDecay(0.1, 0.1).curve(4000), quadratic(1.0), 1.0)
    assert path[-1] == pytest.approx(0.339668925160923, rel=1e-12)


def test_a_step_onto_the_minimum_is_the_one_way_to_reach_it():
    path = descend(ExponentialDecay(1.0, 0.1).curve(10), quadratic(1.0), 1.0)
    assert path[1] == 0 == path[-1]


@pytest.mark.parametrize("decay", [0.05, 0.2])
def test_in_small_steps_it_is_the_flow(decay):
    fine = 2000
    rates = ExponentialDecay(0.1 / fine, decay / fine).curve(round(40 / decay) * fine)
    left = np.exp(np.log1p(-2.0 * rates).sum())
    exponent = float(E2f.claim["exponent"].subs({lr0: 0.1, k: decay, lam: 2.0}))
    assert left == pytest.approx(np.exp(exponent), rel=1e-3)


def test_tied_to_the_horizon_the_error_vanishes_and_with_fixed_decay_it_does_not():
    lengths = (100, 1000, 10_000)
    decay = shipped.k.subs(c, 1)

    def error(k_, steps):
        return descend(ExponentialDecay(0.1, k_).curve(steps), quadratic(1.0), 1.0)[-1]

    tied = [error(float(decay.subs(horizon, steps)), steps) for steps in lengths]
    fixed = [error(float(decay.subs(horizon, 100)), steps) for steps in lengths]
    assert tied[0] == fixed[0]
    assert tied[1] < tied[0] ** 2 and tied[2] < 1e-40
    assert fixed[1] > 0.9 * fixed[0] and fixed[2] == pytest.approx(fixed[1])


def test_noise_leaves_at_least_the_floor():
    """Twenty thousand runs, beside the recursion of the variance and its lower bound."""
    rng = np.random.default_rng(0)
    rates = ExponentialDecay(0.5, 0.2).curve(120)
    theta, variance = np.full(20_000, 10.0), 100.0
    for rate in rates:
        theta -= rate * (theta + rng.normal(size=theta.size))
        variance = (1 - rate) ** 2 * variance + rate**2
    product = np.prod(1 - rates)
    floor = product**2 * (100 + (rates**2).sum())
    assert np.mean(theta**2) == pytest.approx(variance, rel=0.03)
    assert variance == pytest.approx(0.19526, abs=1e-5)
    assert floor == pytest.approx(0.14428, abs=1e-5)


def test_the_names_of_one_curve_agree_in_floats():
    curves = [
        ExponentialDecay(0.1, 0.04),
        ExponentialDecay.from_gamma(0.1, float(np.exp(-0.04))),
        ExponentialDecay.from_decay_rate(0.1, float(np.exp(-2.0)), 50),
        ExponentialDecay.from_half_life(0.1, float(np.log(2) / 0.04)),
        ExponentialDecay.over(0.1, float(0.1 * np.exp(-20.0)), 500),
    ]
    for curve in curves[1:]:
        np.testing.assert_allclose(curve.curve(1000), curves[0].curve(1000), rtol=1e-12)
