"""The PyTorch scheduler's groups: own rates, other keys, fresh looks; its states; bad values."""

import io
import json
import warnings

import pytest
import torch
from torch.optim import SGD, Adam, AdamW

import lrlib
from lrlib.torch import Scheduler

TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=20)
DOWN = lrlib.LinearDecay(1.0, 10, lr_end=0.1)


def groups(*rates, **keys):
    return [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": r, **keys} for r in rates]


def go(scheduler, n=1):
    for _ in range(n):
        scheduler.optimizer.step()
        scheduler.step()


# -- the rate itself, or a factor of each group's own ------------------------------------------


def test_relative_multiplies_each_group_s_own_rate():
    optimizer = SGD(groups(1e-5, 1e-3), lr=1.0)
    scheduler = Scheduler(optimizer, DOWN, relative=True)
    for i in range(15):
        assert scheduler.get_last_lr() == scheduler.get_lr() == [DOWN(i) * 1e-5, DOWN(i) * 1e-3]
        go(scheduler)


def test_several_rates_and_one_schedule_need_the_word():
    optimizer = SGD(groups(1e-5, 1e-3), lr=1.0)
    with pytest.raises(ValueError, match=r"relative must be said .* 1e-05, 0\.001: relative=T"):
        Scheduler(optimizer, DOWN)
    assert [group["lr"] for group in optimizer.param_groups] == [1e-5, 1e-3]
    assert Scheduler(optimizer, DOWN, relative=False).get_last_lr() == [1.0, 1.0]
    optimizer = SGD(groups(1e-5, 1e-3), lr=1.0)
    assert Scheduler(optimizer, [DOWN, TRIANGLE]).get_last_lr() == [1.0, 0.01]


def test_a_second_scheduler_on_the_same_groups_needs_no_word():
    optimizer = SGD(groups(0.5, 0.5), lr=1.0)
    Scheduler(optimizer, [DOWN, TRIANGLE])  # the rates differ now, but not the groups' own
    assert Scheduler(optimizer, DOWN).get_last_lr() == [1.0, 1.0]


def test_relative_rates_survive_a_resume_and_a_group_added_later():
    optimizer = SGD(groups(1e-5, 1e-3), lr=1.0)
    scheduler = Scheduler(optimizer, DOWN, relative=True)
    go(scheduler, 3)
    optimizer.add_param_group(groups(0.5)[0])
    go(scheduler)
    assert scheduler.get_last_lr() == [DOWN(4) * 1e-5, DOWN(4) * 1e-3, DOWN(4) * 0.5]
    states = through_a_file([optimizer.state_dict(), scheduler.state_dict()])
    optimizer = SGD(groups(1e-5, 1e-3, 0.5), lr=1.0)
    scheduler = Scheduler(optimizer, DOWN, relative=True)
    optimizer.load_state_dict(states[0])
    scheduler.load_state_dict(states[1])
    go(scheduler)
    assert scheduler.get_last_lr() == [DOWN(5) * 1e-5, DOWN(5) * 1e-3, DOWN(5) * 0.5]
    absolute = Scheduler(SGD(groups(0.5), lr=1.0), DOWN)
    with pytest.warns(UserWarning, match="the checkpoint's relative was True"):
        absolute.load_state_dict(states[1])


def test_a_group_added_with_a_rate_of_its_own_needs_the_word():
    optimizer = SGD(groups(0.5), lr=1.0)
    scheduler = Scheduler(optimizer, DOWN)
    go(scheduler, 2)
    optimizer.add_param_group(groups(scheduler.get_last_lr()[0])[0])  # the present rate
    optimizer.add_param_group({"params": groups(0)[0]["params"]})  # the constructor's
    go(scheduler)
    assert scheduler.get_last_lr() == [DOWN(3)] * 3
    optimizer.add_param_group(groups(0.05)[0])
    with pytest.raises(ValueError, match=r"relative must be said .* got 0\.05"):
        scheduler.step()


# -- looks at the groups are fresh -------------------------------------------------------------


def test_a_scale_that_is_set_later_counts_from_the_next_step():
    optimizer = SGD(groups(0.5, 0.5), lr=0.5)
    scheduler = Scheduler(optimizer, TRIANGLE)
    optimizer.param_groups[1]["lr_scale"] = 0.5
    go(scheduler)
    assert scheduler.get_last_lr() == scheduler.get_lr() == [TRIANGLE(1), TRIANGLE(1) / 2]
    optimizer.param_groups[1]["lr_scale"] = 0.25
    go(scheduler)
    assert scheduler.get_last_lr() == [TRIANGLE(2), TRIANGLE(2) / 4]
    del optimizer.param_groups[1]["lr_scale"]
    go(scheduler)
    assert scheduler.get_last_lr() == [TRIANGLE(3), TRIANGLE(3)]
    optimizer.param_groups[0]["lr_scale"] = -1
    with pytest.raises(ValueError, match="lr_scale must be a finite number, at least 0"):
        scheduler.step()


def test_a_tensor_rate_that_is_set_later_is_filled_in_place():
    optimizer = SGD(groups(0.5, 0.5), lr=0.5)
    scheduler = Scheduler(optimizer, TRIANGLE)
    rate = optimizer.param_groups[1]["lr"] = torch.tensor(0.5, dtype=torch.float64)
    go(scheduler)
    assert optimizer.param_groups[1]["lr"] is rate
    assert rate.item() == TRIANGLE(1)


@pytest.mark.parametrize("dtype", [torch.int64, torch.float16, torch.bfloat16])
def test_a_tensor_that_would_round_the_rate_is_refused(dtype):
    optimizer = SGD(groups(0.5), lr=0.5)
    optimizer.param_groups[0]["lr"] = torch.tensor(1, dtype=dtype)
    with pytest.raises(ValueError, match="lr must be float32 or float64 where it is a tensor"):
        Scheduler(optimizer, TRIANGLE)


# -- other keys --------------------------------------------------------------------------------


def test_any_number_of_the_groups_on_a_schedule():
    decay, eps = lrlib.LinearDecay(0.1, 10), lrlib.LinearDecay(1e-6, 10, lr_end=1e-8)
    beta1, beta2 = lrlib.LinearDecay(0.95, 10, lr_end=0.85), lrlib.LinearDecay(0.999, 10, 0.9)
    optimizer = AdamW(groups(0.5, 0.5), lr=0.5)
    scheduler = Scheduler(
        optimizer, TRIANGLE, momentum=beta1, weight_decay=decay, eps=eps, beta2=beta2
    )
    for i in range(15):
        for group in optimizer.param_groups:
            assert (group["weight_decay"], group["eps"]) == (decay(i), eps(i))
            assert group["betas"] == (beta1(i), beta2(i))
        go(scheduler)
    kept = json.loads(scheduler.state_dict()["schedule"])
    assert kept["weight_decay"] == decay.to_dict() and kept["beta2"] == beta2.to_dict()


def test_other_keys_per_group():
    decay, none = lrlib.LinearDecay(0.1, 10), lrlib.Constant(0.0)
    optimizer = SGD(groups(0.5, 0.5), lr=0.5, momentum=0.9)
    scheduler = Scheduler(optimizer, TRIANGLE, weight_decay=[decay, none], momentum=[DOWN_M, HIGH])
    for i in range(12):
        first, second = optimizer.param_groups
        assert (first["weight_decay"], second["weight_decay"]) == (decay(i), 0)
        assert (first["momentum"], second["momentum"]) == (DOWN_M(i), 0.95)
        go(scheduler)


DOWN_M, HIGH = lrlib.LinearDecay(0.95, 10, lr_end=0.85), lrlib.Constant(0.95)


def test_values_of_their_own_are_not_flattened():
    apart = groups(0.5, weight_decay=0.1) + groups(0.5, weight_decay=0.0)
    with pytest.raises(ValueError, match=r"weight_decay must be one schedule per .* got one for 0"):
        Scheduler(SGD(apart, lr=0.5), TRIANGLE, weight_decay=lrlib.LinearDecay(0.1, 10))


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("foreach must be a number in every parameter group", {"foreach": DOWN}),
        ("betas must be a number in every parameter group", {"betas": DOWN_M}),
        ("weight_decy must be a number in every", {"weight_decy": DOWN}),
        ("beta2 must stay below 1, but its highest value is 1", {"beta2": DOWN}),
        ("weight_decay must be one schedule, or one per .* 2 for 1", {"weight_decay": [DOWN] * 2}),
        ("eps must not go below zero", {"eps": lrlib.CyclicExponentialDecay(0.1, 0.01, 10)}),
    ],
)
def test_keys_that_cannot_be_set(words, options):
    with pytest.raises(ValueError, match=words):
        Scheduler(Adam(groups(0.5), lr=0.5), TRIANGLE, **options)
    with pytest.raises(TypeError, match="relativ must be an lrlib schedule, got True"):
        Scheduler(Adam(groups(0.5), lr=0.5), TRIANGLE, relativ=True)


# -- states ------------------------------------------------------------------------------------


def through_a_file(state):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def test_states_of_0_1_still_load():
    old = {
        "last_epoch": 4,
        "schedule": TRIANGLE.to_dict(),
        "momentum": lrlib.LinearDecay(0.9, 9).to_dict(),
    }
    scheduler = Scheduler(
        SGD(groups(0.5), lr=0.5, momentum=0.9), TRIANGLE, momentum=lrlib.LinearDecay(0.9, 9)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scheduler.load_state_dict(through_a_file(old))
    assert scheduler.get_last_lr() == [TRIANGLE(4)]
    decay = {"kind": "ExponentialDecay", "lr0": 0.1, "k": 0.01, "staircase": None}  # no lr_end then
    plain = {"last_epoch": 4, "schedule": [decay], "momentum": None}
    several = Scheduler(SGD(groups(0.5), lr=0.5), [lrlib.ExponentialDecay(0.1, 0.01)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        several.load_state_dict(plain)


def test_the_saved_schedule_on_request():
    optimizer = SGD(groups(1e-5, 1e-3), lr=0.5)
    scheduler = Scheduler(optimizer, DOWN, relative=True, weight_decay=lrlib.LinearDecay(0.1, 10))
    go(scheduler, 3)
    state = through_a_file(scheduler.state_dict())
    optimizer = SGD(groups(1e-5, 1e-3), lr=0.5)
    other = Scheduler(optimizer, [TRIANGLE] * 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other.load_state_dict(state, take_schedule=True)
    assert (other.schedule, other.relative) == (DOWN, True)
    assert other.state_dict() == scheduler.state_dict()
    assert other.get_last_lr() == [DOWN(3) * 1e-5, DOWN(3) * 1e-3]
    assert optimizer.param_groups[1]["weight_decay"] == lrlib.LinearDecay(0.1, 10)(3)


@pytest.mark.parametrize("epoch", [-3, 2.5, True, "3", None, float("inf")])
def test_a_state_of_no_step_is_refused(epoch):
    scheduler = Scheduler(SGD(groups(0.5), lr=0.5), TRIANGLE)
    state = scheduler.state_dict() | {"last_epoch": epoch}
    with pytest.raises(ValueError, match="last_epoch must be a whole number, at least -1, got"):
        scheduler.load_state_dict(state)
    assert scheduler.last_epoch == 0
    if epoch is not None:
        with pytest.raises(ValueError, match="epoch must be a whole number, at least 0, got"):
            scheduler.step(epoch)
    assert scheduler.get_last_lr() == [TRIANGLE(0)]


def test_a_step_to_an_epoch():
    scheduler = Scheduler(SGD(groups(0.5), lr=0.5), TRIANGLE)
    scheduler.step(7)
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (7, [TRIANGLE(7)])


@pytest.mark.parametrize("wrong", ["[]", '{"momentum": null}', 7])
def test_a_state_of_something_else_is_refused(wrong):
    scheduler = Scheduler(SGD(groups(0.5), lr=0.5), TRIANGLE)
    with pytest.raises(ValueError, match="state_dict must have a schedule of lrlib"):
        scheduler.load_state_dict({"last_epoch": 3, "schedule": wrong})


def test_a_schedule_that_is_set_later_is_checked_at_once():
    scheduler = Scheduler(SGD(groups(0.5), lr=0.5), TRIANGLE)
    with pytest.raises(TypeError, match="schedule must be an lrlib schedule, got <built-in"):
        scheduler.schedule = abs
    with pytest.raises(ValueError, match="schedule must not go below zero"):
        scheduler.schedule = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)
    scheduler.schedule = [DOWN]
    go(scheduler)
    assert scheduler.get_last_lr() == [DOWN(1)]


def test_a_distributed_checkpoint_loads_into_a_run_with_another_schedule(tmp_path):
    from torch.distributed import checkpoint

    def run(schedule, **options):
        optimizer = SGD(groups(0.5), lr=0.5, momentum=0.9)
        return Scheduler(optimizer, schedule, **options)

    stable = lrlib.join([DOWN, TRIANGLE], [5])
    first = run(stable)
    go(first, 4)
    checkpoint.save({"scheduler": first.state_dict()}, checkpoint_id=tmp_path)
    longer = lrlib.join([DOWN, TRIANGLE, DOWN], [5, 9])
    others = [
        run(longer),
        run(lrlib.warmup(stable, 3)),
        run(stable, momentum=DOWN_M),
        run([stable]),
    ]
    for other in others:
        state = {"scheduler": other.state_dict()}
        checkpoint.load(state, checkpoint_id=tmp_path)
        with pytest.warns(UserWarning, match="the checkpoint's"):
            other.load_state_dict(state["scheduler"])
        assert other.last_epoch == 4
        assert other.get_last_lr() == other.get_lr()


def test_a_function_of_one_s_own_has_no_plain_form_and_resumes_all_the_same():
    root = lrlib.of(lambda t: 0.1 / (t + 1) ** 0.5, lr_range=(0.0, 0.1))
    scheduler = Scheduler(SGD(groups(0.5), lr=0.5), root)
    go(scheduler, 3)
    state = through_a_file(scheduler.state_dict())
    again = Scheduler(SGD(groups(0.5), lr=0.5), root)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again.load_state_dict(state)
    assert again.get_last_lr() == [0.05]
    with pytest.raises(ValueError, match=r"take_schedule must be False .* has no plain form"):
        again.load_state_dict(state, take_schedule=True)
    with pytest.warns(UserWarning, match="the checkpoint's schedule was None"):
        Scheduler(SGD(groups(0.5), lr=0.5), DOWN).load_state_dict(state)
