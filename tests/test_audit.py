"""The audit: what it finds in schedules of this library and of others, and what it lets be."""

import math
import subprocess
import sys
from functools import partial

import pytest
import strategies
from hypothesis import assume, given
from hypothesis import strategies as st

import lrlib
from lrlib.audit import CHECKS, audit
from lrlib.horizon import stated
from lrlib.paste import read


def kinds(*args, **options):
    return [item.kind for item in audit(*args, **options)]


def optimizer(*rates):
    import torch

    groups = [{"params": [torch.nn.Parameter(torch.zeros(()))], "lr": rate} for rate in rates]
    return torch.optim.SGD(groups or [{"params": [torch.nn.Parameter(torch.zeros(()))]}], lr=0.1)


# -- no false alarm: whatever is said of a schedule of lrlib is a fact -------------------------

ORDINARY = [
    lrlib.ExponentialDecay.over(0.1, 0.001, 1000),
    lrlib.ExponentialDecay.over(0.1, 0.001, 1000).replace(staircase=100),
    lrlib.CyclicExponentialDecay(0.1, 0.003, 99, wave="raised"),  # 0 between two steps only
    lrlib.OneCycle(0.01, 0.1, total_steps=1000),
    lrlib.OneCycle.from_torch(0.1, total_steps=1000),
    lrlib.OneCycle(0.1, 0.1, total_steps=1000),  # constant, and says so
    lrlib.Triangular(0.01, 0.1, cycle_length=100),
    lrlib.Triangular(0.01, 0.1, cycle_length=100, decay="triangular2"),
    lrlib.LinearDecay(0.1, total_steps=1000),
    lrlib.Cosine(0.1, total_steps=1000),
    lrlib.warmup(lrlib.Cosine(0.1, total_steps=900), steps=100, lr_start=0.001),
    lrlib.join(
        [lrlib.Cosine(0.1, total_steps=500, lr_end=0.05), lrlib.LinearDecay(0.05, 500)], [500]
    ),
]


@pytest.mark.parametrize("schedule", ORDINARY, ids=repr)
def test_nothing_is_found_in_ordinary_runs(schedule):
    assert audit(schedule, 1000) == ()
    assert audit(repr(schedule), 1000) == ()


@given(strategies.schedules, st.integers(1, 300))
def test_each_finding_on_a_schedule_of_ours_is_a_fact(schedule, updates):
    rates = [schedule(i) for i in range(updates)]
    for item in audit(schedule, updates):
        if item.kind == "negative":
            assert rates[item.update] < 0 and item.numbers["lowest"] == min(rates)
        elif item.kind == "wasted":
            assert rates[item.update] == 0 and item.numbers["count"] == rates.count(0)
        elif item.kind == "starts-at-zero":
            assert rates[0] == 0 < rates[1] == item.numbers["next"] < max(rates)
            assert rates.count(0) == 1
        elif item.kind == "never-moves":
            low, high = schedule.lr_range
            assert max(rates) - min(rates) <= max(1e-6 * (high - low), 1e-12 * max(rates))
            assert low < high
        elif item.kind == "jump":
            before, after = item.numbers["before"], item.numbers["after"]
            assert abs(after - before) >= max(map(abs, rates)) / 10
            assert "Join" in repr(schedule)
        elif item.kind == "length" and "end" in item.numbers:
            rest = rates[item.update :]
            assert max(rest) - min(rest) <= 1e-6 * max(rates) * len(rest)
            assert 10 * item.update <= updates
        elif item.kind == "length" and "times" in item.numbers:
            assert item.numbers["times"] == stated(schedule) / updates >= 1.5
            assert item.numbers["later"] == schedule(stated(schedule))
            low, high = item.numbers["later"], max(rates)
            assert rates[-1] == item.numbers["last"] > low + (high - low) / 5
        elif item.kind == "length":
            step = int(item.numbers["step"])
            assert step >= updates and schedule(step) == item.numbers["later"]
        elif item.kind == "ends-early":
            assert item.numbers["last"] == rates[-1] > item.numbers["rate"] + max(rates) / 10
            assert f"of the schedule's {stated(schedule)} updates" in item.words
        elif item.kind == "fades":
            rest = rates[item.update :]
            assert 2 * len(rest) > updates and item.numbers["count"] == len(rest)
            assert 0 < max(map(abs, rest)) < 1e-4 * max(map(abs, rates))
        else:
            assert item.kind == "after-end" and schedule(item.update) < 0


@given(
    st.one_of(strategies.one_cycle(), strategies.one_cycle_variants(), strategies.descents()),
    st.integers(20, 200),
)
def test_positive_schedules_that_end_with_the_run_are_let_be(schedule, updates):
    assume(schedule.lr_range[0] > 0)
    schedule = schedule.replace(total_steps=updates)
    assert audit(schedule, updates) == ()


def test_schedules_of_ours_in_torch_are_let_be():
    from lrlib.torch import Scheduler

    for schedule in ORDINARY:
        make = partial(lambda schedule: Scheduler(optimizer(), schedule), schedule)
        assert audit(make, 200, allow=["length", "ends-early"]) == ()


@pytest.mark.parametrize("kind", [lrlib.Cosine, lrlib.LinearDecay])
@given(st.integers(20, 200), st.integers(100, 149))
def test_a_schedule_not_half_as_long_again_as_the_run_is_at_most_a_remark(kind, updates, percent):
    found = audit(kind(0.1, total_steps=updates * percent // 100), updates)
    assert not [item for item in found if item.kind == "length"]


# -- each kind of finding, with its numbers ------------------------------------------------------


def test_negative():
    (item,) = audit(lrlib.CyclicExponentialDecay(1.0, 0.01, 4), 4)
    assert item.kind == "negative" and item.update == 2
    assert item.numbers == {"count": 1, "lowest": pytest.approx(-math.exp(-0.02))}
    assert str(item) == "negative: 1 of 4 updates has a rate below zero; update 2 has -0.98"


def test_a_rate_that_turns_negative_only_after_the_end():
    (item,) = audit(lrlib.CyclicExponentialDecay(1.0, 0.01, 40), 5)
    assert item.kind == "after-end" and item.numbers["rate"] < 0
    assert "after the end, would have rate -" in item.words


def test_not_finite():
    (item, *_) = audit(lambda step: math.nan if step == 3 else 1.0 / (1 + step), 10)
    assert item.kind == "not-finite" and item.update == 3 and "update 3 has nan" in item.words
    assert "not-finite" in kinds(lambda step: math.inf if step == 3 else 0.1, 10)


def test_wasted():
    (item,) = audit(lrlib.warmup(lrlib.Cosine(0.1, 80), steps=10), 100)
    assert item.words == "11 of 100 updates have rate 0 and change nothing (0, 90 to 99)"
    assert item.numbers == {"count": 11} and item.update == 0


def test_a_decay_for_epochs_that_is_stepped_at_each_update_fades():
    """0.9**87 is above a ten-thousandth, and 0.9**88 below; half of a run of 176 is 88."""
    (item,) = audit("ExponentialLR(optimizer, gamma=0.9)", 1000, lr=0.1)
    assert item.kind == "fades" and item.update == 88 and not item.remark
    assert item.numbers == {"begin": 88, "count": 912, "last": pytest.approx(0.1 * 0.9**999)}
    (item,) = audit("StepLR(optimizer, step_size=30, gamma=0.1)", 1000, lr=0.1)
    assert item.kind == "fades" and item.update == 150
    assert kinds("ExponentialLR(optimizer, gamma=0.9)", 176, lr=0.1) == []
    assert kinds("ExponentialLR(optimizer, gamma=0.9)", 177, lr=0.1) == ["fades"]


def test_a_run_that_is_mostly_wasted_has_its_likely_reason_beside_it():
    said = [str(one) for one in audit("get_linear_schedule_with_warmup(o, 500, 3)", 3000, lr=0.1)]
    assert said[0].startswith("wasted: 2500 of 3000") and said[0].endswith("counted in epochs?")
    said = [str(one) for one in audit("LinearDecay(0.1, total_steps=3)", 3000)]
    assert sum("counted in epochs?" in one for one in said) == 1


def test_a_first_update_of_zero_is_a_remark_where_a_rise_begins_there():
    (item,) = audit(lrlib.warmup(lrlib.Cosine(0.1, total_steps=90), steps=10), 100)
    assert str(item) == "starts-at-zero: update 0 has rate 0 and changes nothing; update 1 has 0.01"
    assert item.remark and item.numbers == {"next": pytest.approx(0.01)}
    assert audit(lrlib.warmup(lrlib.Cosine(0.1, 90), steps=10, first="step"), 100) == ()
    # not at the foot of a rise: the whole warm-up is that update, or the run is
    (item,) = audit(lrlib.warmup(lrlib.Cosine(0.1, total_steps=99), steps=1), 100)
    assert item.kind == "wasted" and not item.remark
    assert "wasted" in kinds(lrlib.warmup(lrlib.Cosine(0.1, 90), steps=10), 1)


def test_never_moves():
    (item,) = audit(lrlib.ExponentialDecay(0.1, k=1e-9), 100)
    assert str(item) == "never-moves: all 100 updates have rate 0.1"
    assert kinds(lambda step: 0.1, 100) == ["never-moves"]


def test_jump():
    (item,) = audit("join([Cosine(0.1, 50), LinearDecay(0.1, 50)], [50])", 100)
    assert item.kind == "jump" and item.update == 50
    assert "from update 49 to 50 the rate goes from 9.866e-05 to 0.1" in item.words
    assert audit("join([Cosine(0.1, 50, 0.02), LinearDecay(0.02, 50)], [50])", 100) == ()


def test_a_jump_between_pieces_inside_a_warm_up():
    pieces = lrlib.join([lrlib.Cosine(0.1, 50), lrlib.LinearDecay(0.1, 50)], [50])
    (item,) = audit(lrlib.warmup(pieces, steps=7, lr_start=0.01), 107)
    assert item.kind == "jump" and item.update == 57


@pytest.mark.parametrize("end", [3, 10])
def test_a_schedule_counted_in_epochs(end):
    schedule = lrlib.LinearDecay(0.1, total_steps=end, lr_end=0.01)
    (item,) = audit(schedule, 200)
    assert item.kind == "length" and item.numbers == {"end": end, "updates": 200, "rate": 0.01}
    assert audit(schedule, 9 * end) == ()


def test_a_schedule_counted_in_samples():
    (item,) = audit(lrlib.Cosine(0.1, total_steps=20_000), 200)
    assert item.kind == "length" and item.numbers["later"] == 0 and "at step" in item.words
    (item,) = audit(lrlib.warmup(lrlib.Cosine(0.1, 10_000), 5000, lr_start=0.001), 200)
    assert item.kind == "length"
    (item,) = audit(lrlib.OneCycle(0.01, 0.1, total_steps=1000), 300)  # the peak is at 500
    assert item.kind == "length" and item.numbers["later"] == pytest.approx(0.1, rel=0.1)
    assert kinds(lrlib.OneCycle(0.01, 0.1, total_steps=1000), 450) == ["length"]


@pytest.mark.parametrize(
    "line, updates, times",
    [
        ("get_linear_schedule_with_warmup(o, 100, 4000)", 1000, "4.0"),
        ("get_linear_schedule_with_warmup(o, 100, 1000)", 500, "2.0"),
        ("get_linear_schedule_with_warmup(o, 100, 1000)", 250, "4.0"),
        ("get_cosine_schedule_with_warmup(o, 100, 1500)", 1000, "1.5"),
        ("CosineAnnealingLR(o, T_max=4000)", 1000, "4.0"),
        ("OneCycleLR(o, 0.1, 3001)", 1000, "3.0"),
        ("optax.cosine_decay_schedule(0.1, 2000)", 1000, "2.0"),
    ],
)
def test_a_schedule_for_the_batches_of_a_run_that_gathers_them(line, updates, times):
    (item,) = [item for item in audit(line, updates, lr=0.1) if not item.remark]
    assert item.kind == "length" and f", {times} times as many as the {updates} of" in item.words
    assert not audit(line, updates, lr=0.1, allow=["length", "starts-at-zero", "after-end"])
    pasted = read(line, 0.1)
    assert item.numbers["last"] == pytest.approx(pasted.rate(updates - 1))
    assert item.numbers["later"] == pytest.approx(pasted.rate(int(item.numbers["step"])))


@pytest.mark.parametrize(
    "line, updates, left",
    [
        ("get_linear_schedule_with_warmup(o, 100, 1000)", 700, ["ends-early"]),  # 1.43 times
        ("get_linear_schedule_with_warmup(o, 100, 1000)", 1000, []),
        ("CosineAnnealingLR(o, T_max=1000, eta_min=0.09)", 500, []),
        ("Cosine(0.1, 1000)", 720, ["ends-early"]),
        ("Polynomial(0.1, 1000, power=4)", 400, ["ends-early"]),  # below a fifth of its peak
        ("WarmupStableDecay(0.1, 1000, warmup=0.1, decay=0.2)", 500, ["ends-early"]),
        ("get_wsd_schedule(o, 100, 200, num_training_steps=1000)", 500, ["ends-early"]),
        ("get_inverse_sqrt_schedule(o, 100)", 1000, []),
        ("get_constant_schedule_with_warmup(o, 100)", 1000, []),
        ("Constant(0.1)", 1000, []),
        ("warmup(Constant(0.1), 100).cooldown(9000, 1000)", 5000, ["ends-early"]),
        ("CosineAnnealingWarmRestarts(o, T_0=400)", 1000, []),
    ],
)
def test_what_ends_with_its_run_or_is_stopped_where_one_may_is_let_be(line, updates, left):
    found = kinds(line, updates, lr=0.1, allow=["starts-at-zero", "after-end"])
    assert found == left


@pytest.mark.parametrize(
    "line, updates, length",
    [
        ("OneCycleLR(o, max_lr=0.1, epochs=10, steps_per_epoch=400)", 10, 3999),
        ("get_linear_schedule_with_warmup(o, 120, 1200)", 3, 1200),
        ("warmup(Cosine(0.5, 180, 0.005), 20, 0.05)", 10, 200),
        ("get_constant_schedule_with_warmup(o, 1000)", 30, 1000),
        ("SequentialLR(o, [LinearLR(o, 0.1, 1.0, 500), StepLR(o, 500)], [500])", 10, 500),
    ],
)
def test_a_share_of_the_schedule_that_nobody_means(line, updates, length):
    """Made for all batches, and moved on once an epoch, of which there are few."""
    (item,) = [item for item in audit(line, updates, lr=0.1) if not item.remark]
    assert item.kind == "length" and item.numbers["length"] == length
    assert f"the run has {updates} of the schedule's {length} updates, " in item.words
    assert read(line, 0.1).schedule(item.numbers["step"]) == item.numbers["later"]
    enough = audit(line, -(-length // 10), lr=0.1)
    assert not [item for item in enough if "and these in epochs" in item.words]


def test_a_share_is_judged_in_a_scheduler_itself_too():
    from torch.optim.lr_scheduler import ConstantLR, OneCycleLR

    found = audit(lambda: OneCycleLR(optimizer(0.1), 0.1, epochs=10, steps_per_epoch=400), 10)
    assert [item.kind for item in found] == ["length"]
    assert kinds(lambda: ConstantLR(optimizer(0.1), 1.0, 1000), 10) == ["never-moves"]


def test_few_updates_of_a_schedule_that_is_short_or_level_are_let_be():
    assert audit("Cosine(0.1, 10, 0.02)", 10) == ()
    assert audit(lrlib.OneCycle(0.1, 0.1, total_steps=1000), 10) == ()
    assert audit("ExponentialDecay(0.1, 0.001)", 10) == ()


def test_a_run_that_ends_before_its_schedule_is_a_remark():
    schedule = lrlib.WarmupStableDecay(0.003, 1000, warmup=0.1, decay=0.2)
    *_, item = [item for item in audit(schedule, 600) if item.kind == "ends-early"]
    assert item.remark and item.numbers == {"last": 0.003, "rate": 0.0} and item.update == 599
    assert "after 600 of the schedule's 1000 updates" in item.words
    assert "ends-early" not in kinds(schedule, 1000) and "ends-early" not in kinds(schedule, 990)
    assert "ends-early" not in kinds(lrlib.InverseSqrt(0.1, timescale=10), 600)


def test_a_cosine_whose_length_was_counted_in_epochs():
    (item,) = audit("CosineAnnealingLR(optimizer, T_max=100, eta_min=1e-6)", 50_000, lr=0.1)
    assert item.kind == "length" and item.numbers["count"] == 250
    cycles = (
        "CyclicLR(optimizer, base_lr=0.01, max_lr=0.1, step_size_up=50)",
        "CosineAnnealingWarmRestarts(optimizer, T_0=100)",
    )
    for meant in cycles:
        assert not [item for item in audit(meant, 1000, lr=0.1) if item.kind == "length"]


def test_right_use_is_no_reason_to_stop():
    warm = "LinearLR(optimizer, 0.1, total_iters=10)"
    for line, updates in (
        ("CosineAnnealingLR(optimizer, T_max=90)", 90),
        ("OneCycleLR(optimizer, max_lr=0.1, total_steps=100)", 100),
        (f"SequentialLR(optimizer, [{warm}, CosineAnnealingLR(optimizer, T_max=90)], [10])", 100),
    ):
        found = audit(line, updates, lr=0.1)
        assert [item.kind for item in found] == ["after-end"] and found[0].remark


def test_an_error_before_the_end_is_a_reason_to_stop():
    line = "OneCycleLR(optimizer, max_lr=0.1, total_steps=100)"
    first, *_ = audit(line, 120)
    assert first.kind == "stops" and not first.remark and "update 101" in first.words


def test_findings_come_before_remarks():
    found = audit("OneCycleLR(optimizer, max_lr=0.1, total_steps=100)", 200)
    assert [item.remark for item in found] == sorted(item.remark for item in found)


def test_a_rate_that_has_risen_again_at_the_end_of_the_run():
    short = "CosineAnnealingLR(optimizer, T_max=600, eta_min=1e-5)"
    (item,) = audit(short, 1000, lr=0.1)
    assert item.kind == "rises-again" and not item.remark and item.update == 600
    assert item.numbers["lowest"] == pytest.approx(1e-5)
    assert item.numbers["last"] == read(short, 0.1).rate(999)
    assert kinds(lambda step: 0.1 / (1 + step), 1000) == []
    assert kinds(lambda step: 0.2 - 0.1 * math.cos(step * math.pi / 50), 1000) == []


@pytest.mark.parametrize(
    "line, updates, end, top",
    [
        ("get_cosine_schedule_with_warmup(o, 100, 1000)", 2000, 1000, 1900),
        ("get_cosine_schedule_with_warmup(o, 100, 1000)", 1100, 1000, 1099),
        ("CosineAnnealingLR(o, T_max=90)", 100, 90, 99),
        ("CosineAnnealingLR(o, T_max=90)", 92, 90, 91),
        ("SequentialLR(o, [LinearLR(o, 0.1), CosineAnnealingLR(o, 90)], [5])", 300, 95, 185),
        ("SequentialLR(o, [CosineAnnealingLR(o, 9), StepLR(o, 9)], [11])", 30, 9, 10),
    ],
)
def test_a_rate_that_goes_up_again_after_its_end_however_far(line, updates, end, top):
    found = audit(line, updates, lr=2e-5)
    (item,) = [item for item in found if item.kind == "rises-again"]
    rate = read(line, 2e-5).rate
    assert item.update == end and not item.remark and "length" not in kinds(line, updates, lr=2e-5)
    wanted = {"lowest": rate(end), "highest": rate(top), "top": top, "last": rate(updates - 1)}
    assert item.numbers == wanted
    assert f"update {end}, with rate 0;" in item.words and f"at update {top}" in item.words
    assert ("the last update has" in item.words) == (top < updates - 1)


@pytest.mark.parametrize(
    "line, updates",
    [
        ("CosineAnnealingLR(o, T_max=90)", 91),
        ("CosineAnnealingLR(o, T_max=9)", 1000),  # its length says so
        ("CosineAnnealingLR(o, T_max=90)", 170),
        ("get_cosine_schedule_with_warmup(o, 100, 1000)", 1001),
        ("get_scheduler('cosine_with_restarts', o, 100, 1000, {'num_cycles': 3})", 2000),
        ("get_linear_schedule_with_warmup(o, 100, 1000)", 2000),
        ("SequentialLR(o, [CosineAnnealingLR(o, 9), StepLR(o, 9)], [10])", 30),
        ("OneCycleLR(o, 0.1, 100)", 100),
        ("OneCycleLR(o, 0.1, 100)", 101),
        ("OneCycleLR(o, 0.1, 100, anneal_strategy='linear')", 101),
        ("OneCycleLR(o, 0.1, 100)", 200),
        ("CyclicLR(o, 0.01, 0.1, 50)", 190),
        ("CosineAnnealingWarmRestarts(o, 100)", 350),
    ],
)
def test_what_is_meant_to_rise_and_what_has_another_name_is_let_be(line, updates):
    assert "rises-again" not in kinds(line, updates, lr=0.1)


def test_one_cycle_that_is_too_short_is_told_as_the_error_that_it_raises():
    assert kinds("OneCycleLR(o, 0.1, 100)", 101) == ["stops"]
    line = "OneCycleLR(o, 0.1, 100, anneal_strategy='linear')"
    assert kinds(line, 101) == ["negative", "stops"] and kinds(line, 100) == ["after-end"] * 2


def test_the_end_of_a_scheduler_itself_is_known_for_each_group():
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

    found = audit(lambda: CosineAnnealingLR(optimizer(0.1, 0.3), 90), 100)
    risen = [item for item in found if item.kind == "rises-again"]
    assert [item.group for item in risen] == [0, 1]
    assert risen[1].numbers["last"] == pytest.approx(3 * risen[0].numbers["last"])

    def warmed():
        o = optimizer(0.1)
        return SequentialLR(o, [LinearLR(o, 0.1), CosineAnnealingLR(o, 90)], [5])

    assert [item.update for item in audit(warmed, 100) if item.kind == "rises-again"] == [95]
    assert "rises-again" not in kinds(warmed, 96)
    begun = {"initial_lr": 0.1}

    def goes_on():
        o = optimizer(0.1)
        o.param_groups[0].update(begun)
        return CosineAnnealingLR(o, 90, last_epoch=50)

    assert "rises-again" not in kinds(goes_on, 39, allow="resume")


def test_a_constant_rate_after_a_warm_up_is_no_mix_up():
    flat = lrlib.OneCycle(0.1, 0.1, total_steps=1)
    assert audit(lrlib.warmup(flat, steps=5, lr_start=0.01), 1000) == ()


def test_unlike():
    (item,) = audit("Cosine(0.1, 100)", 100, like="LinearDecay(0.1, 100)")
    assert item.kind == "unlike" and item.update == 1
    assert item.numbers["stated"] == lrlib.LinearDecay(0.1, 100)(1)
    assert audit("Cosine(0.1, 100)", 100, like=lrlib.Cosine(0.1, 100)) == ()


def test_a_function_that_counts_for_itself():
    calls = []

    def schedule(step):
        calls.append(step)
        return 1 / len(calls)

    assert "resume" in kinds(schedule, 50)


def test_allow():
    schedule = lrlib.warmup(lrlib.Cosine(0.1, 80), steps=10)
    assert audit(schedule, 100, allow="wasted") == audit(schedule, 100, allow=["wasted"]) == ()


# -- PyTorch ---------------------------------------------------------------------------------------


def test_resuming_is_checked_in_torch():
    from torch.optim.lr_scheduler import LambdaLR

    class Forgetful(LambdaLR):
        def load_state_dict(self, state_dict):
            super().load_state_dict(state_dict | {"last_epoch": 0})

    def make(kind):
        return lambda: kind(optimizer(), lambda step: 1 / (1 + step))

    assert audit(make(LambdaLR), 50) == ()
    (item,) = audit(make(Forgetful), 50)
    assert item.kind == "resume" and item.numbers["stop"] == 1
    assert "instead of" in item.words


def test_a_state_that_cannot_be_saved():
    from torch.optim.lr_scheduler import LambdaLR

    class Holding(LambdaLR):
        def state_dict(self):
            return super().state_dict() | {"step": lambda: None}

    (item,) = audit(lambda: Holding(optimizer(), lambda step: 1 / (1 + step)), 9)
    assert item.kind == "resume" and "pickle" in item.words.lower()


def test_groups_are_told_apart():
    from torch.optim.lr_scheduler import LambdaLR

    fine, bad = (lambda step: 1 / (1 + step)), (lambda step: 1 - step / 5)
    found = audit(lambda: LambdaLR(optimizer(0.1, 0.2), [fine, bad]), 10)
    assert {item.group for item in found} == {1}
    assert str(found[0]).startswith("negative (parameter group 1): 4 of 10 updates")
    assert audit(lambda: LambdaLR(optimizer(0.1, 0.1), [fine, fine]), 10) == ()


def test_tensor_rates():
    import torch
    from torch.optim.lr_scheduler import LinearLR

    def make():
        weight = torch.nn.Parameter(torch.zeros(()))
        return LinearLR(torch.optim.Adam([weight], lr=torch.tensor(0.1)), 1.0, 0.01, 100)

    assert audit(make, 100) == ()


# -- what it cannot look at ----------------------------------------------------------------------


def test_refusals():
    from torch.optim.lr_scheduler import OneCycleLR, ReduceLROnPlateau, StepLR

    with pytest.raises(TypeError, match="needs no arguments"):
        audit(lambda: ReduceLROnPlateau(optimizer()), 10)
    with pytest.raises(TypeError, match="must be a function that makes the scheduler"):
        audit(StepLR(optimizer(), 3), 10)
    with pytest.raises(ValueError, match=r"cannot be made: .* raised ZeroDivisionError"):
        audit(lambda: OneCycleLR(optimizer(), 0.1, 2, pct_start=0.5), 10)
    with pytest.raises(TypeError, match="subject must be a schedule"):
        audit(0.1, 10)
    with pytest.raises(ValueError, match="allow must be one of 'not-finite'"):
        audit("Cosine(0.1, 9)", 10, allow="nothing")
    with pytest.raises(ValueError, match="updates must be a positive number of updates"):
        audit("Cosine(0.1, 9)", 0)
    with pytest.raises(ValueError, match="updates must be at most"):
        audit("Cosine(0.1, 9)", 10**8)
    with pytest.raises(TypeError, match="like must be an lrlib schedule"):
        audit("Cosine(0.1, 9)", 10, like=0.1)
    with pytest.raises(ValueError, match="did you mean Cosine"):
        audit("Cosin(0.1, 9)", 10)
    with pytest.raises(ModuleNotFoundError):
        audit("no_such_module:make", 10)
    with pytest.raises(ValueError, match=r"lrlib has no make\.it"):
        audit("lrlib:make.it", 10)


def test_the_audit_of_a_spec_needs_nothing_but_the_standard_library():
    code = (
        "import sys; from lrlib.audit import audit; audit('Cosine(0.1, 9)', 1000); "
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "torch", "sympy", "plotille"} & set(done.stdout.split())


def test_the_list_of_checks_is_complete():
    import inspect

    from lrlib.audit import interrupted, looks

    source = "".join(map(inspect.getsource, (looks, interrupted)))
    assert all(source.count(f'Finding("{kind}"') >= 1 for kind in CHECKS)
