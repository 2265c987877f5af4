"""Properties that every schedule keeps, and those that make each one what it is."""

import copy
import json
import math
import pickle
from collections import UserList
from types import MappingProxyType

import numpy as np
import pytest
import strategies
import sympy as sp
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

import lrlib
from lrlib.guard import guarded

ULP = 4 * np.finfo(float).eps  # a few roundings


# -- every schedule ------------------------------------------------------------------------


@given(strategies.schedules, strategies.steps)
def test_pure_and_finite(schedule, step):
    before = (repr(schedule), hash(schedule))
    rate = schedule(step)
    assert math.isfinite(rate)
    schedule(0), schedule(step + 1)
    assert schedule(step) == rate
    assert (repr(schedule), hash(schedule)) == before


@given(strategies.schedules, st.integers(0, 200))
def test_curve_is_the_schedule_step_by_step(schedule, n):
    curve = schedule.curve(n)
    assert curve.shape == (n,) and curve.dtype == np.float64
    one_by_one = np.array([schedule(step) for step in range(n)])
    # near a zero of a wave the angle's last place, 2e-16 for an angle of pi/2, is all there is
    assert np.allclose(curve, one_by_one, rtol=1e-13, atol=1e-15 * max(schedule.lr_range))


@given(strategies.schedules, st.lists(strategies.steps, min_size=1))
def test_lr_range_holds_every_rate(schedule, steps):
    low, high = schedule.lr_range
    slack = ULP * max(abs(low), abs(high))
    for step in steps:
        assert low - slack <= schedule(step) <= high + slack
        assert low - slack <= schedule(step + 0.5) <= high + slack


@given(strategies.schedules)
def test_lr_range_is_reached(schedule):
    """No narrower range would do: both ends are met, or approached far out."""
    low, high = schedule.lr_range
    grid = [0.0, 1e15]
    for edge in _edges(schedule):
        # both sides of each corner: a joined or stepped schedule may jump there
        grid += [edge, np.nextafter(edge, 0), np.nextafter(edge, 1e18)]
        grid += list(np.linspace(edge, edge + 4 * _scale(schedule), 400))
        grid += list(np.linspace(0, edge, 400))
    rates = schedule(np.array(sorted(x for x in grid if x >= 0)))
    assert rates.max() >= high - 2e-2 * abs(high)
    assert rates.min() <= low + 2e-2 * high


def _scale(schedule):
    return max(
        [
            getattr(schedule, name)
            for name in ("cycle_length", "total_steps")
            if hasattr(schedule, name)
        ]
        + [1]
    )


def _edges(schedule, start=0):
    """Steps near which a schedule may be highest or lowest."""
    if isinstance(schedule, lrlib.Join):
        starts = (0, *schedule.boundaries)
        ends = (*schedule.boundaries, math.inf)
        for part, begin, end in zip(schedule.schedules, starts, ends):
            yield from (min(x, end) for x in _edges(part, begin))
        return
    if isinstance(schedule, lrlib.Warmup):
        yield start + schedule.steps
        yield from _edges(schedule.schedule, start + schedule.steps)
        return
    if isinstance(schedule, lrlib.Scaled):
        yield from _edges(schedule.schedule, start)
        return
    if isinstance(schedule, lrlib.Cooldown):
        yield from (min(x, start + schedule.at) for x in _edges(schedule.schedule, start))
        yield from (start + schedule.at, start + schedule.at + schedule.steps)
        return
    yield start
    if isinstance(schedule, lrlib.Steps) and schedule.boundaries:
        yield from (start + mark for mark in schedule.boundaries)
    if isinstance(schedule, lrlib.WarmupStableDecay):
        yield from (start + schedule._warmup, start + schedule.total_steps - schedule._decay)
    if getattr(schedule, "warmup", None):
        yield start + schedule.warmup
    k = getattr(schedule, "k", None)
    if k:
        yield from (start + 1 / k, start + 40 / k)
    length = _scale(schedule)
    yield from (start + length / 4, start + length / 2, start + length)
    if isinstance(schedule, lrlib.OneCycle):
        peak = length * schedule.pct_start
        yield from (start + peak, start + 2 * peak)
    if isinstance(schedule, lrlib.Triangular):
        yield start + length * schedule.pct_start
    if isinstance(schedule, lrlib.CyclicExponentialDecay):
        yield start + float(schedule._lowest_at())


@given(strategies.schedules)
def test_values(schedule):
    """Equal by parameters, hashable, frozen; repr, pickle, copies and dicts give it back."""
    copies = [
        eval(repr(schedule), vars(lrlib) | lrlib.schedules.KINDS),
        pickle.loads(pickle.dumps(schedule)),
        copy.copy(schedule),
        copy.deepcopy(schedule),
        schedule.replace(),
        lrlib.from_dict(json.loads(json.dumps(schedule.to_dict()))),
    ]
    for other in copies:
        assert other == schedule and hash(other) == hash(schedule)
        assert repr(other) == repr(schedule) and other(7) == schedule(7)
    assert schedule != "a schedule"
    with pytest.raises(AttributeError, match="frozen"):
        schedule.lr0 = 1.0
    with pytest.raises(AttributeError, match="frozen"):
        del schedule.lr0


def test_parameters_tell_schedules_apart():
    made = [
        lrlib.ExponentialDecay(0.1, 0.01),
        lrlib.ExponentialDecay(0.1, 0.02),
        lrlib.ExponentialDecay(0.1, 0.01, staircase=1),
        lrlib.LinearDecay(0.1, 10),
        lrlib.Cosine(0.1, 10),
        lrlib.OneCycle(0.1, 0.2, 10),
        lrlib.Triangular(0.1, 0.2, 10),
    ]
    assert len(set(made)) == len(made)
    assert lrlib.ExponentialDecay(1, 0.5) == lrlib.ExponentialDecay(np.float64(1.0), 0.5)


# -- exponential decay ---------------------------------------------------------------------


@given(strategies.rates, st.floats(1e-9, 0.1), st.integers(0, 1000))
def test_exponential_halves_each_half_life(lr0, k, step):
    schedule = lrlib.ExponentialDecay(lr0, k)
    assume(k * step < 300)
    assert schedule(step + schedule.half_life) == pytest.approx(schedule(step) / 2, rel=1e-10)
    assert schedule(step + 1) == pytest.approx(schedule(step) * schedule.gamma, rel=1e-10)
    assert schedule(step + 1) < schedule(step)


@given(strategies.rates, st.floats(0.01, 0.99), st.integers(1, 500))
def test_exponential_parametrisations_agree(lr0, rate, n):
    by_rate = lrlib.ExponentialDecay.from_decay_rate(lr0, rate, n)
    assert by_rate(n) == pytest.approx(lr0 * rate, rel=1e-12)
    assert by_rate(3 * n) == pytest.approx(lr0 * rate**3, rel=1e-12)
    by_gamma = lrlib.ExponentialDecay.from_gamma(lr0, by_rate.gamma)
    by_half_life = lrlib.ExponentialDecay.from_half_life(lr0, by_rate.half_life)
    over = lrlib.ExponentialDecay.over(lr0, lr0 * rate, n)
    for other in (by_gamma, by_half_life, over):
        assert other.k == pytest.approx(by_rate.k, rel=1e-9)


@given(strategies.rates, strategies.decays, st.integers(1, 100), st.integers(0, 1000))
def test_staircase_meets_the_curve_at_each_stair(lr0, k, width, step):
    smooth, stairs = lrlib.ExponentialDecay(lr0, k), lrlib.ExponentialDecay(lr0, k, width)
    assert stairs(step) == smooth(step - step % width)
    assert stairs(step) >= smooth(step)


# -- CED -----------------------------------------------------------------------------------


@given(strategies.ced, st.integers(0, 10**6))
def test_ced_repeats_but_for_the_decay(ced, step):
    later = ced(step + ced.cycle_length)
    decayed = ced(step) * lrlib.ExponentialDecay(1.0, ced.k)(ced.cycle_length)
    assert later == pytest.approx(decayed, rel=1e-6, abs=1e-12 * ced.lr0)


@given(strategies.ced, strategies.steps)
def test_ced_stays_under_its_envelope(ced, step):
    width = ced.cycle_length if ced.staircase else None
    envelope = lrlib.ExponentialDecay(ced.lr0, ced.k, width)(step)
    assert abs(ced(step)) <= envelope
    if ced.wave != "signed":
        assert ced(step) >= 0 and ced.lr_range[0] == 0


@given(strategies.rates, st.floats(1e-6, 0.1), st.integers(4, 1000), st.integers(0, 5000))
def test_ced_waves_are_made_from_the_signed_one(lr0, k, length, step):
    signed, raised, absolute, clipped = (
        lrlib.CyclicExponentialDecay(lr0, k, length, wave)(step)
        for wave in ("signed", "raised", "abs", "clip")
    )
    envelope = lrlib.ExponentialDecay(lr0, k)(step)
    assert raised == pytest.approx((envelope + signed) / 2, abs=1e-15 * lr0)
    assert absolute == abs(signed) and clipped == max(signed, 0)


def test_signed_ced_goes_negative():
    low, high = lrlib.CyclicExponentialDecay(0.1, 0.01, 40).lr_range
    assert low < -0.08 and high == 0.1


# -- 1-cycle and CLR -----------------------------------------------------------------------


@given(strategies.one_cycle())
def test_one_cycle_ends_and_peak(one_cycle):
    low, high, end = one_cycle.lr_min, one_cycle.lr_max, one_cycle.total_steps
    assert one_cycle(0) == one_cycle(end) == one_cycle(end + 1) == one_cycle(10**12) == low
    assert one_cycle(end / 2) == high
    if end % 2:  # the peak lies between two steps
        highest = max(one_cycle((end - 1) // 2), one_cycle((end + 1) // 2))
        assert highest == pytest.approx(high - (high - low) / end, rel=1e-12)


@given(strategies.one_cycle(), st.data())
def test_one_cycle_is_symmetric_and_monotone(one_cycle, data):
    end = one_cycle.total_steps
    step = data.draw(st.integers(0, end // 2))
    assert one_cycle(step) == pytest.approx(one_cycle(end - step), rel=1e-12)
    if step:
        assert one_cycle(step) >= one_cycle(step - 1)


@given(strategies.one_cycle_variants(), st.data())
def test_one_cycle_never_jumps(one_cycle, data):
    """Continuity: in one step it moves no more than its steepest phase allows."""
    end = one_cycle.total_steps
    step = data.draw(st.integers(0, 2 * end))
    peak = end * one_cycle.pct_start
    shortest = min(peak, end - 2 * peak if one_cycle.three_phase else end - peak)
    steepest = math.pi / 2 * one_cycle.lr_max / shortest
    assert abs(one_cycle(step + 1) - one_cycle(step)) <= steepest * (1 + 1e-9)


@given(strategies.bounds(), st.integers(1, 10**6), st.data())
def test_one_period_of_clr_is_a_one_cycle(low_high, length, data):
    low, high = low_high
    wave = lrlib.Triangular(low, high, length)
    once = lrlib.OneCycle(low, high, length)
    step = data.draw(st.integers(0, length))
    assert wave(step) == pytest.approx(once(step), rel=1e-12)
    assert wave(step + 3 * length) == wave(step)


@given(strategies.bounds(), st.integers(1, 10**4), st.integers(0, 50), st.data())
def test_triangular2_halves_the_height_each_cycle(low_high, length, cycle, data):
    low, high = low_high
    step = data.draw(st.integers(0, length - 1))
    halving = lrlib.Triangular(low, high, length, "triangular2")
    height = lrlib.Triangular(low, high, length)(step) - low
    assert halving(step + cycle * length) - low == pytest.approx(
        height / 2**cycle, rel=1e-9, abs=1e-15 * high
    )


# -- made of schedules -----------------------------------------------------------------------


@given(strategies.simple, st.integers(1, 1000), st.floats(0.0, 0.1))
def test_warmup_meets_the_schedule(schedule, steps, start):
    warmed = lrlib.warmup(schedule, steps, start)
    assert warmed(0) == start and warmed(steps) == schedule(0)
    assert warmed(steps + 5) == schedule(5)
    middle = warmed(steps / 2)
    assert middle == pytest.approx((start + schedule(0)) / 2, rel=1e-12)


@given(strategies.joined(), st.data())
def test_join_hands_over_at_each_boundary(joined, data):
    starts = (0, *joined.boundaries)
    index = data.draw(st.integers(0, len(starts) - 1))
    into = data.draw(st.integers(0, 100))
    assume(index + 1 == len(starts) or starts[index] + into < starts[index + 1])
    assert joined(starts[index] + into) == joined.schedules[index](into)


@given(strategies.simple, st.integers(1, 1000), st.floats(0.0, 0.1))
def test_a_warmup_from_one_step_up_is_the_longer_one_shifted(schedule, steps, start):
    early = lrlib.warmup(schedule, steps, start, first="step")
    whole = lrlib.warmup(schedule, steps + 1, start)
    for step in (0, steps // 2, steps, steps + 5):
        assert early(step) == pytest.approx(whole(step + 1), rel=1e-12, abs=1e-15)


@given(strategies.simple)
def test_pieces_of_no_steps_are_never_asked(schedule):
    without = lrlib.join([lrlib.Constant(9.0), schedule], [0])
    between = lrlib.join([lrlib.Constant(0.5), lrlib.Constant(9.0), schedule], [3, 3])
    for same in (lrlib.warmup(schedule, 0), without):
        assert same.lr_range == schedule.lr_range
        for step in (0, 7, np.arange(5), torch.arange(3)):
            assert np.array_equal(same(step), schedule(step))
    assert between.lr_range[1] == max(0.5, schedule.lr_range[1])
    assert between(2) == 0.5 and between(3) == schedule(0)


@given(strategies.cooled())
def test_a_cooldown_is_continuous_and_ends(cooled):
    at, end = cooled.at, cooled.at + cooled.steps
    if cooled.steps:
        assert cooled(at) == pytest.approx(cooled.schedule(at), rel=1e-12)
    assert cooled(end) == pytest.approx(cooled.lr_end, rel=1e-9, abs=1e-15)
    assert cooled(end + 10**6) == cooled(end)
    if at:
        assert cooled(at - 1) == cooled.schedule(at - 1)


@given(strategies.restarts(), st.integers(0, 40))
def test_restarts_begin_at_the_peak(schedule, n):
    m, length = schedule.cycle_mult, schedule.cycle_length
    begin = sum(length * m**i for i in range(n))
    peak = schedule.lr_end + (schedule.lr0 - schedule.lr_end) * schedule.peak_mult**n
    assert schedule(begin) == pytest.approx(peak, rel=1e-12)
    if begin < 2**63:
        assert schedule(np.int64(begin)) == pytest.approx(peak, rel=1e-9)


@given(strategies.stable())
def test_shares_of_wsd_are_its_lengths(wsd):
    counted = wsd.replace(warmup=wsd._warmup, decay=wsd._decay)
    steps = np.arange(0, wsd.total_steps + 2, max(1, wsd.total_steps // 50))
    assert np.array_equal(wsd(steps), counted(steps))


def test_wsd_against_what_others_do():
    """Ten updates: transformers, Optax and Megatron's rates, and torchtitan's."""
    ours = lrlib.WarmupStableDecay(1.0, 10, warmup=4, decay=4).curve(10)
    assert ours.tolist() == [0, 0.25, 0.5, 0.75, 1, 1, 1, 0.75, 0.5, 0.25]
    titan = lrlib.WarmupStableDecay(1.0, 10, warmup=4, decay=5, first="step").curve(10)
    assert titan == pytest.approx([0.2, 0.4, 0.6, 0.8, 1, 1, 0.8, 0.6, 0.4, 0.2])


def test_whole_floats_are_counts():
    assert lrlib.LinearDecay(0.1, 1e5) == lrlib.LinearDecay(0.1, 100_000)
    assert lrlib.join([lrlib.Constant(1)] * 2, [1e5]).boundaries == (100_000,)
    assert lrlib.WarmupStableDecay(0.1, 1e5, 1e3, 0.2).warmup == 1000


# -- schedules of one's own ----------------------------------------------------------------------


class Sawtooth(lrlib.Schedule):
    def __init__(self, lr, cycle_length):
        self.keep(
            lr=lrlib.check.positive("lr", lr),
            cycle_length=lrlib.check.count("cycle_length", cycle_length),
        )

    def rate(self, step, ops):
        begin = ops.stairs(step, self.cycle_length)
        return self.lr * (1 - ops.real(step - begin) / self.cycle_length)

    @property
    def lr_range(self):
        return 0.0, self.lr


def test_a_class_of_ones_own_is_like_the_others(monkeypatch):
    monkeypatch.setitem(lrlib.schedules.KINDS, "Sawtooth", Sawtooth)  # forgotten afterwards
    assert lrlib.register(Sawtooth) is Sawtooth
    saw = Sawtooth(0.1, 4)
    test_values.hypothesis.inner_test(saw)
    assert saw.curve(6).tolist() == pytest.approx([0.1, 0.075, 0.05, 0.025, 0.1, 0.075])
    assert float(saw(torch.tensor(5))) == pytest.approx(0.075)
    assert saw(sp.Symbol("t")).subs("t", 5) == pytest.approx(0.075)
    joined = lrlib.warmup(lrlib.join([saw, lrlib.Constant(1.0)], [10]), 5)
    assert joined.lr_range == (0.0, 1.0) and lrlib.from_dict(joined.to_dict()) == joined
    assert np.allclose(joined.curve(20), [joined(t) for t in range(20)])
    assert guarded(joined) is joined and saw.replace(lr=0.2).lr_range == (0.0, 0.2)


def test_a_function_is_a_schedule():
    wave = lrlib.of(math.cos, lr_range=(-1.0, 1.0))
    assert wave(2) == math.cos(2) and wave.lr_range == (-1.0, 1.0)
    assert wave(np.arange(4)) == pytest.approx(np.cos(np.arange(4)))
    assert np.array_equal(wave.curve(4), wave(np.arange(4)))
    warm = lrlib.warmup(wave, 2)
    assert warm.curve(4) == pytest.approx([0, 0.5, 1, math.cos(1)])
    assert pickle.loads(pickle.dumps(wave)) == wave
    square = lrlib.of(lambda t: t * t, lr_range=(0.0, 100.0))
    assert square(torch.tensor(3)).item() == 9 and square(sp.Symbol("t")) == sp.Symbol("t") ** 2
    assert lrlib.of(lambda t: 0.5, (0, 1))(torch.arange(3)).tolist() == [0.5] * 3
    for refused in (wave, lrlib.warmup(wave, 2)):
        with pytest.raises(TypeError, match="a bare function has not"):
            refused.to_dict()
    with pytest.raises(ValueError, match=r"keep to its lr_range of 0.0 to 100.0, got 121.0 at"):
        square(11)
    with pytest.raises(ValueError, match="keep to its lr_range"):
        square.curve(12)


def test_only_registered_classes_are_built():
    class Halving(lrlib.Schedule):
        lr_range = (0.0, 1.0)

        def rate(self, step, ops):
            return ops.power(0.5, step)

    assert Halving()(2) == 0.25 and repr(Halving()) == "Halving()"
    with pytest.raises(ValueError, match=r"kind must be one of .* got 'Halving'"):
        lrlib.from_dict(Halving().to_dict())
    with pytest.raises(ValueError, match="kind must be one of"):
        lrlib.from_dict({"kind": "os.system"})
    Halving.__name__ = "Cosine"
    with pytest.raises(ValueError, match="have a name that is free"):
        lrlib.register(Halving)


def test_what_is_missing_in_a_class_is_named():
    class Bare(lrlib.Schedule):
        pass

    with pytest.raises(TypeError, match="make one of its kinds"):
        lrlib.Schedule()
    with pytest.raises(NotImplementedError, match="Bare must have a method rate"):
        Bare()(3)
    with pytest.raises(NotImplementedError, match="Bare must have an lr_range"):
        lrlib.join([Bare()], []).lr_range  # noqa: B018


def test_any_mapping_is_read():
    nested = lrlib.join([lrlib.Constant(0.1), lrlib.LinearDecay(0.1, 5)], [3])
    data = MappingProxyType({
        **nested.to_dict(),
        "schedules": UserList(MappingProxyType(d) for d in nested.to_dict()["schedules"]),
    })  # fmt: skip
    assert lrlib.from_dict(data) == nested


def test_errors_carry_data():
    with pytest.raises(lrlib.BadValue) as caught:
        lrlib.LinearDecay(0.1, 10, lr_end=0.2)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.argument, error.rule, error.value) == ("lr_end", "be at most lr0 = 0.1", 0.2)
    assert str(error) == "lr_end must be at most lr0 = 0.1, got 0.2"
    assert isinstance(error, ValueError)


# -- bad input -----------------------------------------------------------------------------

nan, inf = math.nan, math.inf
E, C, One, T = (
    lrlib.ExponentialDecay,
    lrlib.CyclicExponentialDecay,
    lrlib.OneCycle,
    lrlib.Triangular,
)
WSD = lrlib.WarmupStableDecay
BAD = [
    (E, (0, 0.1), ValueError, "lr0 must be a positive finite number, got 0"),
    (E, (-0.1, 0.1), ValueError, "lr0 must be a positive finite number, got -0.1"),
    (E, (0.1, 0), ValueError, "k must be a positive finite number, got 0"),
    (E, (0.1, -1e-3), ValueError, "k must be a positive finite number, got -0.001"),
    (E, (0.1, nan), ValueError, "k must be a positive finite number, got nan"),
    (E, (inf, 0.1), ValueError, "lr0 must be a positive finite number, got inf"),
    (E, (True, 0.1), TypeError, "lr0 must be a positive finite number, got True of type bool"),
    (E, ("0.1", 0.1), TypeError, "lr0 must be a positive finite number, got '0.1' of type str"),
    (E, (None, 0.1), TypeError, "lr0 must be"),
    (E, (0.1, 0.1, 0), ValueError, "staircase must be a positive number of steps, got 0"),
    (E, (0.1, 0.1, 2.5), ValueError, "staircase must be a positive number of steps, as an int"),
    (E, (sp.Integer(-1), 0.1), ValueError, "lr0 must be a positive finite number, got -1"),
    (E, (sp.nan, 0.1), ValueError, "lr0 must be"),
    (E.from_half_life, (0.1, 0), ValueError, "half_life must be a positive number of steps"),
    (E.from_gamma, (0.1, 1), ValueError, "gamma must be a number strictly between 0 and 1, got 1"),
    (E.from_gamma, (0.1, 1.1), ValueError, "gamma must be"),
    (E.from_decay_rate, (0.1, 0.0, 10), ValueError, "decay_rate must be"),
    (E.from_decay_rate, (0.1, 0.5, 0), ValueError, "decay_steps must be"),
    (E.from_decay_rate, (0.1, 0.5, 9.5, True), ValueError, "decay_steps must be"),
    (E.over, (0.1, 0.2, 10), ValueError, "lr_end must be below lr0 = 0.1, got 0.2"),
    (E.over, (0.1, 0.0, 10), ValueError, "lr_end must be a positive finite number"),
    (E.over, (0.1, 0.01, 0), ValueError, "total_steps must be a positive number of steps, got 0"),
    (C, (0.1, 0.1, 0), ValueError, "cycle_length must be a positive number of steps, got 0"),
    (C, (0.1, 0.1, -5), ValueError, "cycle_length must be a positive number of steps, got -5"),
    (C, (0.1, 0.1, 10.5), ValueError, "cycle_length must be a positive number of steps, as an int"),
    (C, (0.1, 0.1, "10"), TypeError, "cycle_length must be a positive number of steps, as an int"),
    (C, (0.1, 0.1, True), TypeError, "cycle_length must be"),
    (C, (0.1, 0.0, 10), ValueError, "k must be a positive finite number"),
    (C, (0.1, 0.1, 10, "square"), ValueError, "wave must be one of 'signed', 'raised', 'abs'"),
    (C, (0.1, 0.1, 10, None), TypeError, "wave must be one of"),
    (C, (0.1, 0.1, 10, "abs", 1), TypeError, "staircase must be True or False, got 1"),
    (One, (0.2, 0.1, 10), ValueError, "lr_min must be at most lr_max = 0.1, got 0.2"),
    (One, (-0.1, 0.1, 10), ValueError, "lr_min must be a finite number, at least 0, got -0.1"),
    (One, (0.0, nan, 10), ValueError, "lr_max must be"),
    (One, (0.0, 0.1, 0), ValueError, "total_steps must be a positive number of steps, got 0"),
    (One, (0.0, 0.1, 10, 0.0), ValueError, "pct_start must be a number strictly between 0 and 1"),
    (One, (0.0, 0.1, 10, 1.0), ValueError, "pct_start must be"),
    (One, (0.0, 0.1, 10, 0.5, "cos"), ValueError, "anneal must be one of 'linear', 'cosine', got"),
    (One, (0.0, 0.1, 10, 0.5, "linear", 0.2), ValueError, "lr_final must be at most lr_max = 0.1"),
    (One, (0.0, 0.1, 10, 0.5, "linear", None, True), ValueError, "pct_start must be below 1/2"),
    (One, (0.0, 0.1, 10, 0.3, "linear", None, 1), TypeError, "three_phase must be True or False"),
    (One.from_torch, (0.1, 2, 0.5), ValueError, "pct_start \\* total_steps must be above 1"),
    (One.from_torch, (0.1, 100, 0.3, "cosine"), ValueError, "anneal_strategy must be one of"),
    (T, (0.2, 0.1, 10), ValueError, "lr_min must be at most lr_max"),
    (T, (0.1, 0.2, 10, "exp"), ValueError, "decay must be one of 'triangular'"),
    (T, (0.1, 0.2, 10, "exp_range"), TypeError, "k must be a positive finite number, got None"),
    (T, (0.1, 0.2, 10, "triangular", 0.1), ValueError, "k must be None unless decay"),
    (lrlib.LinearDecay, (0.1, 10, 0.2), ValueError, "lr_end must be at most lr0 = 0.1, got 0.2"),
    (lrlib.Cosine, (0.1, 1.5), ValueError, "total_steps must be"),
    (lrlib.warmup, (E(0.1, 0.1), -1), ValueError, "steps must be a number of steps, at least 0"),
    (lrlib.warmup, (0.1, 10), TypeError, "schedule must be an lrlib schedule, got 0.1"),
    (lrlib.join, ([E(0.1, 0.1)], [5]), ValueError, "boundaries must be one fewer"),
    (lrlib.join, ([E(0.1, 0.1)] * 3, [9, 5]), ValueError, "boundaries must increase"),
    (lrlib.join, ([E(0.1, 0.1), abs], [5]), TypeError, "schedules must be an lrlib schedule"),
    (lrlib.Constant, (-0.1,), ValueError, "lr must be a finite number, at least 0, got -0.1"),
    (lrlib.Polynomial, (0.1, 10, 0), ValueError, "power must be a positive finite number"),
    (lrlib.Steps, (0.1, 0.5), TypeError, "every must be given, or boundaries, and not both"),
    (lrlib.Steps, (0.1, 0.5, 3, [5]), ValueError, "every must be given, or boundaries, and not"),
    (lrlib.Steps, (0.1, 2.0, 3), ValueError, "factor must be at most 1 with every"),
    (lrlib.Steps, (0.1, 1e200, None, [3, 5]), ValueError, "factor must keep every rate finite"),
    (lrlib.Steps, (0.1, 0.5, None, [5, 3]), ValueError, "boundaries must increase, got"),
    (lrlib.Steps, (0.1, 0.5, None, 5), TypeError, "boundaries must be a sequence"),
    (lrlib.InverseSqrt, (0.1,), TypeError, "timescale must be given where there is no warm-up"),
    (lrlib.InverseTime, (0.1, 0, 5, 0.2), ValueError, "lr_end must be at most lr = 0.1"),
    (lrlib.CosineRestarts, (0.1, 10, 1.5), ValueError, "cycle_mult must be a positive number"),
    (lrlib.CosineRestarts, (0.1, 10, 1, 1.1), ValueError, "peak_mult must be above 0 and at"),
    (lrlib.LinearGrowth, (0.2, 10, 0.1), ValueError, "lr0 must be at most lr_end = 0.1"),
    (lrlib.ExponentialGrowth, (0, 10, 0.1), ValueError, "lr0 must be a positive finite number"),
    (WSD, (1, 10, 8, 5), ValueError, "warmup must leave room for the decay of 5 in 10 steps"),
    (WSD, (1, 10, 1.0, 5), ValueError, "strictly between 0 and 1, got 1.0; write 1 for one step"),
    (WSD, (1, 10, 0.1, -0.2), ValueError, "decay must be a number of steps, at least 0, or a sh"),
    (WSD, (1, 10, 0.1, 0.2, "sqrt"), ValueError, "shape must be one of 'linear', 'cosine'"),
    (WSD, (1, 10, 0.1, 0.2, "exponential"), ValueError, "lr_end must be above 0 for shape="),
    (WSD, (1, 10, 0.1, 0.2, "linear", 0, "one"), ValueError, "first must be one of 'zero', 'st"),
    (lrlib.LinearDecay(1.0, 10).cooldown, (10, 5), ValueError, "at must be a step at which the"),
    (lrlib.LinearDecay(1.0, 10).cooldown, (5, 5, "linear", 0.6), ValueError, "lr_end must be at"),
    (E(0.1, 0.1).scaled, (-1,), ValueError, "factor must be a finite number, at least 0"),
    (E, (0.1, 0.1, None, 0.2), ValueError, "lr_end must be at most lr0 = 0.1, got 0.2"),
    (lrlib.LinearDecay, (0.1, 2**63), ValueError, r"total_steps must .* at most 2\*\*63 - 1"),
    (lrlib.of, (3, (0, 1)), TypeError, "function must be a function of the step, got 3"),
    (lrlib.of, (abs, 1), TypeError, "lr_range must be the lowest and the highest rate"),
    (lrlib.of, (abs, (1, 0)), ValueError, "the first of lr_range must be at most the second"),
    (lrlib.from_dict, ("Cosine",), TypeError, "data must be a mapping"),
    (lrlib.join, ([], []), ValueError, "boundaries must be one fewer"),
    (lrlib.from_dict, ({"kind": "Step"},), ValueError, "kind must be one of"),
    (lrlib.from_dict, ({"lr0": 0.1},), ValueError, "kind must be one of"),
    (E(0.1, 0.1).curve, (-1,), ValueError, "n must be a positive number of steps, got -1"),
    (E(0.1, 0.1).curve, (2.5,), ValueError, "n must be"),
]


@pytest.mark.parametrize("make, arguments, error, message", BAD, ids=range(len(BAD)))
def test_bad_input_says_what_is_wrong(make, arguments, error, message):
    with pytest.raises(error, match=message):
        make(*arguments)


# -- symbols -------------------------------------------------------------------------------


def test_symbols_are_accepted_everywhere():
    a, b, k, t = sp.symbols("a b k t", positive=True)
    n = sp.Symbol("n", positive=True, integer=True)
    symbolic = [
        E(a, k),
        E.from_half_life(a, b),
        E.from_gamma(a, b),
        E.from_decay_rate(a, b, n, staircase=True),
        E.over(a, b, n),
        C(a, k, n),
        C(a, k, n, "raised", True),
        One(a, b, n),
        One(a, b, n, k),
        T(a, b, n),
        T(a, b, n, "exp_range", k),
        lrlib.LinearDecay(a, n, b),
        lrlib.Cosine(a, n),
        lrlib.Constant(a),
        lrlib.Polynomial(a, n, k, b),
        lrlib.Steps(a, k, every=n),
        lrlib.Steps(a, k, boundaries=[n]),
        lrlib.InverseSqrt(a, n),
        lrlib.InverseTime(a, timescale=k),
        lrlib.CosineRestarts(a, n, 2, k, b),
        lrlib.CosineRestarts(a, n, n),
        lrlib.LinearGrowth(a, n, b),
        lrlib.ExponentialGrowth(a, n, b),
        WSD(a, n, 0.1, 0.2, "exponential", b),
        E(a, k).scaled(b),
        E(a, k).cooldown(5, n),
    ]
    symbolic += [lrlib.warmup(symbolic[0], n), lrlib.join([symbolic[1], symbolic[4]], [n])]
    for schedule in symbolic:
        assert isinstance(schedule(t), sp.Expr) and isinstance(schedule(3), sp.Expr)
        assert hash(schedule) == hash(eval(repr(schedule), vars(lrlib) | {
            "a": a, "b": b, "k": k, "n": n, "log": sp.log, "LambertW": sp.LambertW}))  # fmt: skip
        low, high = schedule.lr_range
        assert low is not None and high is not None
        with pytest.raises(TypeError, match="plain form"):
            schedule.to_dict()
        with pytest.raises(TypeError, match="numbers for a curve"):
            schedule.curve(3)
    assert E(a, k)(t) == a * sp.exp(-k * t)
    assert sp.simplify(E.from_half_life(a, b)(b) - a / 2) == 0


def test_symbolic_range_of_ced_is_the_numeric_one():
    lr0, k = sp.symbols("lr0 k", positive=True)
    length = sp.Symbol("T", positive=True)
    low, high = C(lr0, k, length).lr_range
    numbers = {lr0: 0.3, k: 0.02, length: 30}
    assert float(low.subs(numbers)) == pytest.approx(C(0.3, 0.02, 30).lr_range[0], rel=1e-12)
    assert high == lr0
