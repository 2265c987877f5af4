"""Simulated runs beside the theorems on other worlds: the bounds must hold, and not by far."""

import numpy as np
import pytest

import lrlib
from lrlib.plots import polyak, river, spectrum, worlds

T = 400
GOLDEN = (1 + 5**0.5) / 2
SHAPES = {
    "constant": np.ones(T),
    "golden": np.full(T, GOLDEN),
    "linear": lrlib.LinearDecay(GOLDEN, T).curve(T),
    "1-cycle": lrlib.OneCycle(0, GOLDEN, T).curve(T),
}


def huber(rates, bend):
    """From 1, on x²/2 up to the bend and straight beyond: the loss after all rates."""
    x = 1.0
    for rate in rates:
        x -= rate * np.clip(x, -bend, bend)
    return x**2 / 2 if abs(x) <= bend else bend * (abs(x) - bend / 2)


@pytest.mark.parametrize("shape", SHAPES)
def test_only_the_fuel_counts(shape):
    """W1 on a random loss and on the hardest bend of many; W1b meets its own number."""
    rates = SHAPES[shape]
    fuel, loss = worlds.burnt(rates)
    assert (2 * fuel * loss <= 1).all()
    hard = 1 / (2 * fuel[-1] + 1)
    ends = [huber(rates, hard * scale) for scale in (0.3, 0.9, 1, 1.1, 3)]
    assert max(ends) <= 1 / (2 * fuel[-1])
    assert ends[2] == max(ends) and ends[2] == pytest.approx(1 / (4 * fuel[-1] + 2))


def test_the_fuel_is_no_excuse_beyond_two():
    """Rates above 2/L: the bound of W1 is false on a parabola."""
    assert huber([2.1] * 50, bend=1e9) > 1 / (2 * 2.1 * 50)


def test_inverse_time_keeps_its_promise_at_every_length():
    means, square = worlds.stopped(lrlib.InverseTime(1.0, timescale=2).curve(T), mean=True)
    assert (means <= 2 * square / (np.arange(T) + 2)).all()
    held, _ = worlds.stopped(np.full(T, 0.5))
    assert held[-1] > 2 * square / (T + 1)  # which other rates do not


@pytest.mark.parametrize("shape", ["constant", "linear"])
def test_the_mean_gradient_is_as_small_as_promised(shape):
    rates = SHAPES[shape] / 20
    squares, start = worlds.uneven(rates)
    promise = (2 * start + 2.0 * 2.5 * (rates**2).sum()) / rates.sum()
    seen = (rates * squares).sum() / rates.sum()
    assert promise / 4 < seen <= promise


@pytest.mark.parametrize("seed", range(5))
def test_polyak_keeps_the_promise_of_the_line(seed):
    losses, _ = polyak.polyak(*polyak.corners(seed), T=100)
    assert (np.minimum.accumulate(losses) <= 1 / np.sqrt(np.arange(1, 101))).all()


def test_polyak_meets_its_promise_on_a_cube():
    """On the largest coordinate of as many as there are steps the bound of W4 is met."""
    losses, _ = polyak.polyak(np.eye(9), np.full(9, 1 / 3), T=9)
    assert losses.min() == pytest.approx(1 / 3)


def test_polyak_ends_far_below_the_line_in_the_picture():
    T, (rows, x) = 200, polyak.corners()
    line = lrlib.LinearDecay((T - 1) / T**1.5, T - 1).curve(T)
    looked, planned = polyak.polyak(rows, x, T)[0], polyak.polyak(rows, x, T, line)[0]
    assert looked.min() < planned[-1] / 10


def test_polyak_never_passes_the_lowest_point_of_the_valley():
    """A tangent meets the least loss before the valley does; and the rates go up and down."""
    places, rates = polyak.downhill()
    assert places == sorted(places, reverse=True) and places[-1] == 0
    assert polyak.valley(0.0)[0] == 0 == min(polyak.valley(x)[0] for x in np.linspace(-2, 5, 701))
    ups = np.diff(rates) > 0
    assert ups.any() and not ups.all()


@pytest.mark.parametrize("begin", [0, 80, 100])
def test_balls_in_the_river_are_as_high_as_expected(begin):
    """Ten thousand of them: along the floor they all come as far, up the walls in the mean."""
    up, still = river.travel(begin)
    draw = np.random.default_rng(0)
    x, y = np.zeros(10_000), np.ones(10_000)
    rates = lrlib.WarmupStableDecay(1.0, river.STEPS, 0, river.STEPS - begin)
    for t in range(river.STEPS):
        x += rates(t) * river.ALONG
        y -= rates(t) * (y + draw.normal(size=y.shape))
    assert river.ALONG * (river.AHEAD - x) == pytest.approx(still[-1])
    assert (y**2 / 2).mean() == pytest.approx(up[-1], rel=0.05)


@pytest.mark.parametrize("averaged", [False, True])
def test_what_uneven_curvatures_leave_is_what_runs_leave(averaged):
    """The expected loss of the picture, beside the mean of many runs with the same noise."""
    steps, runs, curvatures = 60, 20_000, np.geomspace(0.1, 1, 4)
    rates = lrlib.LinearDecay(0.9, steps, lr_end=0.2).curve(steps)
    draw = np.random.default_rng(0)
    x, mean = np.ones((runs, 4)), np.zeros((runs, 4))
    for step, rate in enumerate(rates):
        x -= rate * (curvatures * x + np.sqrt(curvatures) * draw.normal(size=x.shape))
        mean += x / (steps // 2) if step >= steps // 2 else 0
    seen = (curvatures * (mean if averaged else x) ** 2).sum(1) / 2 / (4 / (2 * steps))
    told = spectrum.excess(rates[:, None], curvatures, averaged)[0]
    assert abs(seen.mean() - told) < 4 * seen.std() / runs**0.5 < 0.05 * told


def test_no_way_of_the_picture_is_best_at_an_end_of_its_grid():
    for name, plan in spectrum.shapes().items():
        for uneven in (spectrum.UNEVEN[0], spectrum.UNEVEN[-1]):
            left = spectrum.excess(
                plan.curve(spectrum.STEPS)[:, None] * spectrum.TOPS,
                np.geomspace(1 / uneven, 1, spectrum.AXES),
            )
            assert 0 < left.argmin() < len(left) - 1, name
