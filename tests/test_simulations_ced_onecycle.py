"""Runs of gradient descent at the shipped rates, beside what the theorems say of them."""

import math

import numpy as np
import pytest
import sympy as sp

from lrlib import (
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    LinearDecay,
    OneCycle,
    Triangular,
)
from lrlib.proofs import ced, onecycle

LIMIT = {name: float(value) for name, value in onecycle.THRESHOLDS.items()}


def value(expr, **at):
    """A claim's expression in numbers, its symbols by their names."""
    names = {symbol.name: symbol for symbol in sp.sympify(expr).free_symbols}
    return float(sp.sympify(expr).subs({names[x]: v for x, v in at.items() if x in names}))


def descend(gradient, rates, start):
    """Gradient descent: every point, the start included."""
    points = [np.asarray(start, dtype=float)]
    for rate in rates:
        points.append(points[-1] - rate * gradient(points[-1]))
    return np.array(points)


def parabola(rates, curvature=1.0):
    return descend(lambda x: curvature * x, rates, 1.0)


def log_error(rates, curvature=1.0):
    """ln of the error after each step of such a run, which no float could hold."""
    return np.cumsum(np.log(np.abs(1.0 - curvature * rates)))


# -- CED on an even slope --------------------------------------------------------------------------


@pytest.mark.parametrize(("k", "T"), [(0.05, 10), (0.004, 10), (0.3, 7), (0.01, 2), (0.02, 50)])
def test_run_on_a_slope_ends_where_the_sum_says(k, T):
    rates = CyclicExponentialDecay(0.1, k, T).curve(int(40 / k))
    end = descend(lambda x: -1.0, rates, 0.0)[-1]
    assert end == pytest.approx(value(ced.C1b.claim["total"], lr0=0.1, k=k, T=T), rel=1e-9)
    assert end == pytest.approx(value(ced.C1c.claim["total"], lr0=0.1, k=k, T=T), rel=1e-9)


def test_no_decay_takes_a_run_on_a_slope_farther_than_the_best_one():
    most = value(ced.C1d.claim["most"], lr0=1, T=10)
    ends = [
        CyclicExponentialDecay(1.0, k, 10).curve(int(45 / k)).sum()
        for k in np.geomspace(0.01, 5, 90)
    ]
    assert 0.999 * most < max(ends) <= most
    decay = -np.log(value(ced.C1d.claim["only"], T=10))
    best = CyclicExponentialDecay(1.0, decay, 10).curve(100).sum()
    assert best == pytest.approx(most, rel=1e-12)


@pytest.mark.parametrize("T", [2, 3, 5, 10, 24])
def test_code_variant_is_back_after_each_cycle(T):
    rates = CyclicExponentialDecay(0.1, 0.004, T, staircase=True).curve(40 * T)
    position = descend(lambda x: -1.0, rates, 0.0)
    assert abs(position[::T]).max() < 1e-13
    assert abs(position).max() > 0.04  # it does leave, each time


# -- CED where a path is a flow --------------------------------------------------------------------


def valley(point):
    """Gradient of (x^2 - 1)^2 + 2 (y - x^2)^2: two minima, a curved valley, a saddle."""
    x, y = point
    return np.array([4 * x * (x**2 - 1) - 8 * x * (y - x**2), 4 * (y - x**2)])


def height(point):
    x, y = np.moveaxis(point, -1, 0)
    return (x**2 - 1) ** 2 + 2 * (y - x**2) ** 2


def test_ced_walks_back_and_forth_on_the_path_of_plain_descent():
    slow = CyclicExponentialDecay(2e-4, 2e-4, 10_000)
    path = descend(valley, slow.curve(20_000), (0.3, 1.2))
    plain = descend(valley, OneCycle(1e-4, 1e-4, 1).curve(4000), (0.3, 1.2))
    clock = sp.lambdify(ced.t, ced.travel.subs({ced.lr0: 2e-4, ced.k: 2e-4, ced.T: 10_000}))
    times = np.arange(20_001)
    ahead = clock(times) >= 0  # behind the start the plain path does not go
    expected = np.stack(
        [np.interp(clock(times[ahead]), 1e-4 * np.arange(4001), plain[:, i]) for i in (0, 1)], -1
    )
    assert abs(path[ahead] - expected).max() < 2e-3
    assert abs(plain[-1] - plain[0]).max() > 0.3
    turns = [path[round(2500 + 5000 * i)] for i in range(3)]
    assert np.linalg.norm(turns[2] - turns[1]) < np.linalg.norm(turns[1] - turns[0])


@pytest.mark.parametrize(("share", "climbs"), [(0.97, True), (1.03, False)])
def test_ced_climbs_above_its_start_below_the_threshold(share, climbs):
    k = share * float(ced.climbs_below) / 10_000
    path = descend(valley, CyclicExponentialDecay(2e-4, k, 10_000).curve(7_501), (0.3, 1.2))
    assert (height(path).max() > height(path[0]) + 1e-4) == climbs


@pytest.mark.parametrize("T", range(2, 401))
def test_steps_that_climb(T):
    m, r = divmod(T, 4)
    negative = (CyclicExponentialDecay(1.0, 1e-6, T).curve(T) < -1e-12).sum()
    assert negative == value(ced.C3.claim[f"count{r}"], m=m)


@pytest.mark.parametrize("wave", ["raised", "abs", "clip"])
def test_waves_keep_what_their_area_says(wave):
    shipped = CyclicExponentialDecay(0.1, 1e-3, 100, wave)
    walked = descend(lambda x: -1.0, shipped.curve(40_000), 0.0)
    area = value(ced.C4.claim[wave], lr0=0.1, k=1e-3, T=100)
    assert walked[-1] - 0.1 / 2 == pytest.approx(area, rel=5e-4)  # a sum has half a step more
    assert (np.diff(walked) >= 0).all()


@pytest.mark.parametrize("wave", ["signed", "raised", "abs", "clip"])
@pytest.mark.parametrize("staircase", [False, True])
def test_range_of_ced(wave, staircase):
    shipped = CyclicExponentialDecay(0.1, 0.02, 10, wave, staircase)
    rates = shipped(np.linspace(0, 60, 600_001))
    assert (rates.min(), rates.max()) == pytest.approx(shipped.lr_range, abs=1e-9)


# -- CED on a parabola -----------------------------------------------------------------------------


def test_the_article_s_code_approaches_a_maximum_like_a_minimum():
    rates = ced.ARTICLE.curve(1000)
    minimum, maximum = parabola(rates, 1.0), parabola(rates, -1.0)
    assert minimum[-1] == pytest.approx(0.726576505, abs=1e-9)
    assert maximum[-1] == pytest.approx(minimum[-1], abs=1e-13)
    assert maximum[::10] == pytest.approx(minimum[::10], abs=1e-13)
    plain = parabola(ExponentialDecay(0.1, ced.ARTICLE.k).curve(1000))
    assert abs(plain[-1]) < 2e-11


@pytest.mark.parametrize("T", [2, 5, 10, 13])
@pytest.mark.parametrize("curvature", [1.0, -1.0, 15.0])
def test_cycle_factors_multiply_to_the_run(T, curvature):
    shipped = CyclicExponentialDecay(0.1, 0.01, T, staircase=True)
    run = parabola(shipped.curve(8 * T), curvature)[-1]
    factor = sp.lambdify(ced.a, ced.cycle_factor(ced.a, T))
    expected = math.prod(factor(curvature * shipped(n * T)) for n in range(8))
    assert run == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("amplitude", [0.2, 0.9, 1.5, 1.9, 2.1])
@pytest.mark.parametrize("sign", [1, -1])
def test_mean_over_a_long_cycle(amplitude, sign):
    T = 4001
    rates = CyclicExponentialDecay(amplitude, 1e-9, T, staircase=True).curve(T)
    mean = ced.inside if amplitude <= 1 else ced.outside
    found = log_error(rates, sign)[-1] / T
    assert found == pytest.approx(value(mean, a=amplitude), abs=2e-3)
    assert (found < 0) == (amplitude < 2)


def test_published_formula_with_slow_decay_is_drawn_to_a_maximum_too():
    rates = CyclicExponentialDecay(0.5, 1e-3, 50).curve(20_000)
    second_order = -(0.5**2) / (8 * 1e-3)  # of the mean -a^2/4 per step, while a decays
    for curvature in (1.0, -1.0):
        assert abs(parabola(rates, curvature)[-1]) < np.exp(0.9 * second_order)


# -- 1-cycle: the formula --------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 2, 7, 100, 101])
def test_triangle_is_its_two_branches(steps):
    shipped, middle = OneCycle(0.01, 0.1, steps), steps / 2
    t = np.linspace(0, 2 * steps, 1001)
    up, down = 0.01 + 0.09 * t / middle, 0.1 - 0.09 * (t - middle) / middle
    branches = np.where(t <= middle, up, np.where(t <= steps, down, 0.01))
    assert shipped(t) == pytest.approx(branches, abs=1e-15)
    wave = Triangular(0.01, 0.1, steps)
    inside = t < steps
    for cycle in range(4):
        assert wave(t[inside] + cycle * steps) == pytest.approx(branches[inside], abs=1e-14)


@pytest.mark.parametrize("steps", [4, 9, 100, 101])
def test_sum_of_the_triangle(steps):
    rates = OneCycle(0.01, 0.1, steps).curve(steps + 1)
    claim = (onecycle.O1c if steps % 2 else onecycle.O1b).claim
    at = dict(lr_min=0.01, d=0.09, M=steps // 2)
    assert rates.sum() == pytest.approx(value(claim["total"], **at), rel=1e-13)
    if steps % 2:
        assert rates.max() == pytest.approx(value(claim["highest"], **at), rel=1e-13)


@pytest.mark.parametrize(
    "shipped",
    [
        OneCycle(0.01, 0.1, 100),
        OneCycle(0.01, 0.1, 100, 0.3, lr_final=0.002),
        OneCycle(0.01, 0.1, 100, 0.3, "cosine", 0.05, three_phase=True),
        Triangular(0.01, 0.1, 100),
        Triangular(0.01, 0.1, 100, "triangular2"),
        Triangular(0.01, 0.1, 100, "exp_range", 0.005),
        Triangular(0.01, 0.1, 100, "exp_range", 0.05),
        LinearDecay(0.1, 100, 0.01),
        Cosine(0.1, 100, 0.01),
    ],
    ids=repr,
)
def test_range_is_reached_and_never_left(shipped):
    rates = shipped(np.linspace(0, 400, 400_001))
    assert (rates.min(), rates.max()) == pytest.approx(shipped.lr_range, abs=1e-9)


def test_every_rate_gets_the_same_time():
    counts, _ = np.histogram(OneCycle(0.01, 0.1, 100_000).curve(100_000), 20, (0.01, 0.1))
    assert abs(counts - 5000).max() <= 3


# -- 1-cycle on a parabola -------------------------------------------------------------------------


def mean_log(schedule, steps):
    """Of the error's factor per step, from a run with curvature 1."""
    return log_error(schedule.curve(steps))[-1] / steps


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.7), (0.0, 2.5), (0.1, 3.6), (0.5, 4.3)])
def test_run_contracts_as_the_mean_says(low, high):
    expected = value(onecycle.O2b.claim["mean"], lam=1, lr_min=low, d=high - low)
    for schedule in (OneCycle(low, high, 1009), LinearDecay(high, 1009, low)):
        assert mean_log(schedule, 1009) == pytest.approx(expected, abs=6e-3)
    cycles = Triangular(low, high, 1009)
    assert mean_log(cycles, 3 * 1009) == pytest.approx(expected, abs=6e-3)


def test_thresholds_of_runs():
    def held(rate, n):
        return OneCycle(rate, rate, n)

    shapes = {
        "constant": held,
        "cosine": Cosine,
        "triangle": lambda peak, n: OneCycle(0.0, peak, n),
    }
    for name, shape in shapes.items():
        assert mean_log(shape(0.98 * LIMIT[name], 1009), 1009) < 0
        assert mean_log(shape(1.02 * LIMIT[name], 1009), 1009) > 0
    assert mean_log(LinearDecay(0.98 * LIMIT["triangle"], 1009), 1009) < 0
    assert mean_log(LinearDecay(1.02 * LIMIT["triangle"], 1009), 1009) > 0
    assert (LIMIT["constant"], LIMIT["cosine"]) == (2, 4)
    assert LIMIT["triangle"] == pytest.approx(4.59112147666862, rel=1e-14)


def test_means_that_the_figures_draw():
    for peak in (0.5, 1.3, 3.0, 4.4):
        expected = value(onecycle.MEAN_LOG["triangle"], a=peak)
        assert mean_log(OneCycle(0.0, peak, 1009), 1009) == pytest.approx(expected, abs=6e-3)
        expected = value(onecycle.MEAN_LOG["cosine"], a=peak)
        assert mean_log(Cosine(peak, 1009), 1009) == pytest.approx(expected, abs=6e-3)
        expected = value(onecycle.MEAN_LOG["constant"], a=peak)
        assert mean_log(OneCycle(peak, peak, 9), 99) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("low", "limit"), [(0.1, 4.58707), (0.5, 4.46948), (1.0, 1 + math.e)])
def test_limit_of_a_cycle_that_does_not_start_at_zero(low, limit):
    level = value(onecycle.F, u=low) if low != 1 else -1
    assert value(onecycle.F, u=limit) == pytest.approx(level, abs=1e-5)
    assert mean_log(OneCycle(low + 1e-6, 0.98 * limit, 1009), 1009) < 0
    assert mean_log(OneCycle(low + 1e-6, 1.02 * limit, 1009), 1009) > 0


def test_best_peak_is_found_by_trying():
    peaks = np.arange(0.9, 1.7, 0.004) + 1e-4
    means = [mean_log(OneCycle(0.0, p, 20_001), 20_001) for p in peaks]
    assert peaks[np.argmin(means)] == pytest.approx(LIMIT["best peak"], abs=0.03)
    assert np.exp(min(means)) == pytest.approx(LIMIT["best factor"], abs=2e-3)


@pytest.mark.parametrize("peak", [1.28, 3.5, 3.7, 3.75, 4.2, 4.55])
def test_transient(peak):
    error = log_error(OneCycle(0.0, peak, 1009).curve(1009))
    assert (error.max() > 0) == (peak > LIMIT["never above the start"])
    if peak > 4:
        expected = value(onecycle.swell, a=peak)
        assert error.max() / 1009 == pytest.approx(expected, abs=6e-3)
        where = 1 - 1 / peak  # share of the cycle at which the rate is down to 2
        assert error.argmax() / 1009 == pytest.approx(where, abs=0.01)
