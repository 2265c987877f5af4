"""The bounds for any schedule: exact where they can be, never exceeded, loud when misused."""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import strategies
import sympy as sp
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import lrlib
from lrlib import bounds
from lrlib.lab import rates as lab
from lrlib.lab import worst
from lrlib.proofs.convergence import written_out

fractions = st.fractions(min_value=0, max_value=5, max_denominator=50)
positive = st.fractions(min_value=Fraction(1, 50), max_value=5, max_denominator=50)
sequences = st.tuples(st.lists(fractions, max_size=12), positive).map(lambda x: [*x[0], x[1]])


# -- the last iterate ----------------------------------------------------------------------


@given(sequences, positive, positive)
def test_one_pass_gives_the_formula_exactly(rates, D, G):
    assert bounds.last_iterate(rates, D, G) == written_out(rates, D, G)


@given(sequences)
@example([Fraction(1)])  # SymPy's 1 is no float's equal
def test_floats_and_sympy_agree_with_fractions(rates):
    exact = bounds.last_iterate(rates)
    assert math.isclose(bounds.last_iterate([float(r) for r in rates]), exact, rel_tol=1e-12)
    rational = [sp.Rational(r.numerator, r.denominator) for r in rates]
    assert bounds.last_iterate(rational) == sp.Rational(exact.numerator, exact.denominator)


@given(sequences, positive)
def test_a_common_bound_is_that_bound_at_every_step(rates, G):
    assert bounds.last_iterate(rates, 1, G) == bounds.last_iterate(rates, 1, [G] * len(rates))


def test_schedules_give_their_curve():
    schedule = lrlib.Cosine(0.1, total_steps=500)
    assert bounds.last_iterate(schedule, 2.0, 3.0, T=500) == bounds.last_iterate(
        schedule.curve(500), 2.0, 3.0
    )


def test_a_million_rates_take_a_moment():
    rates = lrlib.LinearDecay(1.0, 10**6).curve(10**6)
    assert abs(bounds.tuned(rates).bound * 1e3 - 2) < 1e-4


@given(sequences, positive, positive)
def test_tuned_is_the_least_over_all_scales(rates, D, G):
    rates = np.array([float(r) for r in rates])
    scale, least = bounds.tuned(rates, float(D), float(G))
    assert math.isclose(bounds.last_iterate(scale * rates, float(D), float(G)), least)
    for factor in (0.5, 0.99, 1.01, 2):
        assert bounds.last_iterate(factor * scale * rates, float(D), float(G)) >= least * (1 - 1e-9)


def test_tuned_is_exact_in_sympy():
    assert bounds.tuned([sp.Integer(1), sp.Rational(1, 2)]).bound == sp.sqrt(15) / 3


@settings(max_examples=300)
@given(
    st.integers(0, 10**6),
    st.integers(1, 4),
    st.lists(st.floats(0, 3), max_size=15),
    st.floats(0.01, 3),
)
def test_no_convex_run_exceeds_the_bound(seed, dimensions, rates, last):
    losses = lab.run(rates, *lab.planes(seed, dimensions, dimensions + 3))
    assert losses[-1] <= bounds.last_iterate([*rates, last]) * (1 + 1e-12)


def test_the_bound_is_reached():
    """One rate of D / G: the loss at the start can be all of DG."""
    assert bounds.last_iterate([Fraction(2, 3)], 2, 3) == 6


def test_negative_rates_would_break_it():
    """Written out without the guard, CED's rates give less than a run's loss, even below 0."""
    schedule = lrlib.CyclicExponentialDecay(1.0, 0.05, cycle_length=10)
    broken = negative = 0
    for seed in range(60):
        rates = np.roll(schedule.curve(40), seed)[: 5 + seed % 20]
        with pytest.raises(ValueError, match="rates must be at least 0 and finite, got -"):
            bounds.last_iterate(rates)
        value = written_out(list(rates))
        losses = lab.run(rates[:-1], *lab.planes(seed, 2, 6))
        broken, negative = broken + (losses[-1] > value), negative + (value < 0)
    assert broken >= 10 and negative >= 5


# -- noise -----------------------------------------------------------------------------------


@given(strategies.schedules, st.integers(1, 60), st.floats(0.01, 100))
def test_no_schedule_beats_the_noise_bound(schedule, T, v0):
    path = bounds.mean_square(schedule, v0, 0.7, 1.3, T=T)
    least = bounds.least_mean_square(np.arange(T + 1), v0, 0.7, 1.3)
    assert np.all(path >= least * (1 - 1e-9))


@given(positive, positive, positive)
def test_harmonic_attains_it_exactly(v0, curvature, noise):
    rates = [bounds.harmonic(step, v0, curvature, noise) for step in range(8)]
    path = bounds.mean_square(rates, v0, curvature, noise)
    assert list(path) == [bounds.least_mean_square(step, v0, curvature, noise) for step in range(9)]


def test_a_constant_rate_stalls_where_it_should():
    path = bounds.mean_square([Fraction(1, 2)] * 3, bounds.stationary(Fraction(1, 2)))
    assert set(path) == {Fraction(1, 3)}


# -- the table -------------------------------------------------------------------------------


def test_the_table_of_promises():
    table = lab.table([100, 1000, 10_000])
    expected = {
        "constant": (1.413, 1.608, 1.779),
        "linear decay": (1.000, 1.000, 1.000),
        "cosine": (1.030, 1.030, 1.030),
        "exponential, k = 0.02": (1.102, 2.237, 7.071),
        "1-cycle from 0": (1.119, 1.117, 1.116),
    }
    for label, values in expected.items():
        assert np.allclose(table[label], values, atol=6e-4), label
    first = {"constant": 3.284, "linear decay": 2.001, "cosine": 2.060, "1-cycle from 0": 2.234}
    for label, value in first.items():
        assert abs(table.first[label] - value) < 6e-4, label
    assert table._repr_html_().count("<tr>") == 1 + len(lab.SHAPES)


# -- errors ----------------------------------------------------------------------------------

LINE = lrlib.LinearDecay(1.0, total_steps=5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: bounds.last_iterate([1, -0.5, 1]), ValueError, "rates must be at least 0"),
        (lambda: bounds.last_iterate([Fraction(-1, 3), 1]), ValueError, "finite, got -1/3"),
        (lambda: bounds.last_iterate([1.0, math.nan]), ValueError, "finite, got nan"),
        (lambda: bounds.last_iterate([1.0, math.inf]), ValueError, "finite, got inf"),
        (lambda: bounds.last_iterate([1, 0]), ValueError, "last of the rates must be above 0"),
        (lambda: bounds.last_iterate([]), ValueError, "rates must be a sequence"),
        (lambda: bounds.last_iterate([[1.0]]), ValueError, "rates must be a sequence"),
        (lambda: bounds.last_iterate(LINE), TypeError, "T must say how many"),
        (lambda: bounds.last_iterate(LINE, T=0), ValueError, "T must be a positive number"),
        (lambda: bounds.last_iterate(LINE, T=6), ValueError, "last of the rates must be above 0"),
        (lambda: bounds.last_iterate([1.0], T=1), TypeError, "T is for a schedule"),
        (lambda: bounds.last_iterate([1.0], D=0), ValueError, "D must be above 0, got 0"),
        (lambda: bounds.last_iterate([1.0], G=-1), ValueError, "G must be at least 0, got -1"),
        (lambda: bounds.last_iterate([1.0, 1.0], G=[1] * 3), ValueError, "G must be one number"),
        (lambda: bounds.tuned([1.0], G=0), ValueError, "G must be above 0 somewhere"),
        (lambda: bounds.mean_square([1.0], v0=-1), ValueError, "v0 must be at least 0"),
        (lambda: bounds.harmonic(0, curvature=0), ValueError, "curvature must be above 0"),
        (lambda: bounds.least_mean_square(5, noise=0), ValueError, "noise must be above 0"),
        (lambda: bounds.stationary(2.0), ValueError, "between 0 and 2, got 2.0"),
    ],
)
def test_errors_name_argument_rule_and_value(call, error, message):
    with pytest.raises(error, match=message):
        call()


# -- the sharper bound of any shape -----------------------------------------------------------


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=40), st.sampled_from([0.5, 1.0, 3.0]))
@settings(max_examples=60, deadline=None)
def test_the_sharper_bound_is_one_of_weights_and_no_lower_than_anything_can_be(shape, D):
    """Weights are found again from the multiplied rates, and the best of D9 is the closed form."""
    n, G = len(shape), 2.0
    scale, bound = bounds.weighed(shape, D=D, G=G)
    assert bound >= D * G / math.sqrt(n + 1) * (1 - 1e-12)  # D3
    rates = [scale * rate for rate in shape]

    def promised(last):
        """D9 for these very rates, with this last weight: P solves itself."""

        def tails(whole):
            p = [last]
            for rate in reversed(rates):
                p.append(p[-1] + rate * whole / p[-1])
            return p

        low, high = 1e-9, 1e9
        for _ in range(200):
            middle = math.sqrt(low * high)
            low, high = (middle, high) if tails(middle)[-1] > middle else (low, middle)
        p = tails(low)
        weights = [last, *(b - a for a, b in pairwise(p))]
        assert np.isclose(p[-1], low, rtol=1e-9)
        return (D**2 + G**2 * sum(w * w for w in weights)) / (2 * low)

    lasts = rates[-1] * (1 + np.geomspace(1e-3, 1e4, 400))
    assert np.isclose(min(map(promised, lasts)), bound, rtol=1e-3)


def test_the_sharper_bound_of_the_line_is_exact_and_that_of_the_usual_shapes_near():
    for n in (1, 7, 300):
        scale, bound = bounds.weighed(lrlib.LinearDecay(1.0, n), T=n)
        assert np.isclose(bound, (n + 1) ** -0.5, rtol=1e-12)
        assert np.isclose(scale, n / (n + 1) ** 1.5, rtol=1e-6)
    cosine = bounds.weighed(lrlib.Cosine(1.0, 300), T=300).bound * 301**0.5
    assert 1.03 < cosine < 1.032 < bounds.tuned(lrlib.Cosine(1.0, 300), T=300).bound * 300**0.5


def test_no_loss_with_corners_ends_above_the_sharper_bound():
    for shape in (lrlib.Cosine(1.0, 60), lrlib.Constant(1.0), lrlib.OneCycle(0.0, 1.0, 60)):
        scale, bound = bounds.weighed(shape, T=60)
        made = scale * shape.curve(60)
        ends = [lab.run(made, *lab.planes(seed, 2, 5))[-1] for seed in range(30)]
        assert max(ends) <= bound


def test_the_sharper_bound_refuses_what_it_cannot_take():
    for rates, words in (([0.0, 0.0], "above 0 somewhere"), ([0.1, -0.1], "0 or more")):
        with pytest.raises(ValueError, match=words):
            bounds.weighed(rates)
    with pytest.raises(ValueError, match="G must be above 0"):
        bounds.weighed([1.0], G=0)
    with pytest.raises(TypeError, match="T must say"):
        bounds.weighed(lrlib.Constant(1.0))


def test_the_second_steps_are_what_the_sharper_bound_is_made_of():
    shape = lrlib.OneCycle(0.1, 1.0, 40).curve(40)
    steps = np.array(bounds.second_steps(shape, D=3, G=2))
    scale, bound = bounds.weighed(shape, D=3, G=2)
    left = np.cumsum(steps[::-1])[::-1]
    assert np.allclose(scale * shape, steps[:-1] * left[1:] / left[0])  # the rates of D9
    assert np.isclose((9 + 4 * (steps**2).sum()) / (2 * left[0]), bound)


# -- a loss that holds rates to their guarantee ------------------------------------------------


@given(
    st.lists(st.just(0.0) | st.floats(0.01, 1), min_size=1, max_size=30).filter(any),
    st.floats(0.1, 5),
    st.floats(0.5, 2),
    st.floats(0.5, 2),
)
@settings(max_examples=150, deadline=None)
def test_any_rates_end_exactly_at_their_guarantee_on_some_loss(shape, reach, D, G):
    rates = np.array(shape) * reach * len(shape) ** 0.5 / sum(shape)
    slopes, depth = worst.resisting(rates)
    assert np.allclose(np.linalg.norm(slopes, axis=1), 1)
    u = np.linalg.lstsq(slopes, np.full(len(slopes), -depth), rcond=None)[0]
    assert np.allclose(slopes @ u, -depth)  # all planes are as low as the cut
    assert np.isclose(u @ u, 1, rtol=1e-6)  # at a point 1 away, and nowhere nearer
    reached = worst.run(rates, slopes, depth)[-1]
    assert reached == pytest.approx(bounds.worst_case(rates), rel=1e-9)
    # with other units the same
    assert D * G * reached == pytest.approx(bounds.worst_case(rates * D / G, D, G), rel=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0.01, 10))
@settings(max_examples=100, deadline=None)
def test_no_scale_promises_more_than_the_best(shape, scale):
    assume(max(shape) > 1e-6)
    best, bound = bounds.weighed(shape)
    assert bounds.worst_case([best * rate for rate in shape]) == pytest.approx(bound, rel=1e-9)
    other = bounds.worst_case([scale * best * rate for rate in shape])
    assert other >= bound * (1 - 1e-12)


def test_what_a_search_had_missed():
    """Two valleys of the bound: a search along one number ended in the higher one."""
    rates = [0.62417516, 0.0, 0.13723566, 0.0, 0.01694342]
    assert bounds.weighed(rates).bound == pytest.approx(0.6135909, rel=1e-7)  # not 0.6135962


def test_rates_that_do_not_get_anywhere_promise_their_way():
    assert bounds.worst_case([0.0, 0.0], D=3, G=2) == 6
    assert bounds.worst_case([0.1, 0.2], D=3, G=2) == pytest.approx(6 - 4 * 0.3)
    with pytest.raises(ValueError, match=r"rates must be 0 or more, got -0\.1"):
        bounds.worst_case([0.1, -0.1])
    with pytest.raises(ValueError, match="D must be above 0, got 0"):
        bounds.worst_case([0.1], D=0)


def test_long_runs_lose_nothing_to_rounding():
    n = 200_000
    bound = bounds.weighed(lrlib.LinearDecay(1.0, n), T=n).bound
    assert bound == pytest.approx((n + 1) ** -0.5, rel=1e-10)


def test_a_loss_that_was_made_for_other_rates_resists_less():
    line = bounds.weighed(lrlib.LinearDecay(1.0, 8), T=8)
    held = bounds.weighed(lrlib.Constant(1.0), T=8)
    rates = line.multiplier * lrlib.LinearDecay(1.0, 8).curve(8)
    loss = worst.resisting(np.full(8, held.multiplier))
    assert worst.run(rates, *loss)[-1] < line.bound - 0.03
    with pytest.raises(ValueError, match=r"rates must be 0 or more, got -0\.1"):
        worst.resisting([-0.1, 0.2])


def test_a_plane_below_the_others_is_no_answer():
    slopes, depth = worst.resisting([0.2, 0.2])
    with pytest.raises(ValueError, match="plane 1 is not among the highest"):
        worst.run([0.2, 0.2], slopes[[0, 0, 1]], depth)
