"""from_native: PyTorch's and Hugging Face's schedulers, stepped next to the schedule."""

import functools
import math
import re
import warnings

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler as native

import lrlib
from lrlib.torch import Scheduler, from_native
from tests.book import ROOT

transformers = pytest.importorskip("transformers", reason="transformers is not installed")
get = functools.partial(transformers.get_scheduler)


def optimizer(*rates):
    rates = rates or (0.1,)
    return torch.optim.SGD(
        [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in rates], lr=0.1
    )


def stepped(scheduler, n):
    rates = []
    for _ in range(n):
        rates.append([group["lr"] for group in scheduler.optimizer.param_groups])
        scheduler.optimizer.step()
        scheduler.step()
    return np.array(rates)


def wsd(o, **more):
    return get(
        "warmup_stable_decay",
        o,
        5,
        scheduler_specific_kwargs={"num_decay_steps": 12, "num_stable_steps": 20, **more},
    )


def hf(name, **more):
    return lambda o: get(
        name, o, num_warmup_steps=5, num_training_steps=35, scheduler_specific_kwargs=more
    )


# a scheduler, and the last step up to which the two agree
FOREVER = 60
CURVES = {
    "StepLR": (lambda o: native.StepLR(o, 7, 0.5), FOREVER),
    "MultiStepLR": (lambda o: native.MultiStepLR(o, [5, 20], 0.5), FOREVER),
    "MultiStepLR, twice at once": (lambda o: native.MultiStepLR(o, [5, 5, 20], 0.5), FOREVER),
    "ConstantLR": (lambda o: native.ConstantLR(o, 0.25, 9), FOREVER),
    "LinearLR": (lambda o: native.LinearLR(o, 0.25, 1.0, 9), FOREVER),
    "LinearLR, down": (lambda o: native.LinearLR(o, 1.0, 0.1, 9), FOREVER),
    "ExponentialLR": (lambda o: native.ExponentialLR(o, 0.9), FOREVER),
    "ExponentialLR, level": (lambda o: native.ExponentialLR(o, 1.0), FOREVER),
    "PolynomialLR": (lambda o: native.PolynomialLR(o, 30, 2.0), FOREVER),
    "PolynomialLR, a line": (lambda o: native.PolynomialLR(o, 30), FOREVER),
    "CosineAnnealingLR": (lambda o: native.CosineAnnealingLR(o, 30, 0.01), 30),
    "CosineAnnealingWarmRestarts": (
        lambda o: native.CosineAnnealingWarmRestarts(o, 7, 2, 0.01), FOREVER,
    ),
    "OneCycleLR": (lambda o: native.OneCycleLR(o, 0.5, 40, cycle_momentum=False), 39),
    "OneCycleLR, three phases": (
        lambda o: native.OneCycleLR(
            o, 0.5, 41, pct_start=0.25, anneal_strategy="linear", three_phase=True,
            cycle_momentum=False,
        ), 40,
    ),
    "CyclicLR": (lambda o: native.CyclicLR(o, 0.01, 0.1, 6, cycle_momentum=False), FOREVER),
    "CyclicLR, lopsided": (
        lambda o: native.CyclicLR(o, 0.01, 0.1, 3, 7, "triangular2", cycle_momentum=False),
        FOREVER,
    ),
    "CyclicLR, fading": (
        lambda o: native.CyclicLR(
            o, 0.01, 0.1, 6, mode="exp_range", gamma=0.95, cycle_momentum=False
        ),
        FOREVER,
    ),
    "SequentialLR": (
        lambda o: native.SequentialLR(
            o,
            [
                native.LinearLR(o, 0.1, 1.0, 5),
                native.ExponentialLR(o, 0.9),
                Scheduler(o, lrlib.Constant(0.01)),
            ],
            [5, 30],
        ), FOREVER,
    ),
    "ChainedScheduler": (
        lambda o: native.ChainedScheduler(
            [
                native.ConstantLR(o, 0.1, 20),
                native.ExponentialLR(o, 0.9),
                native.ExponentialLR(o, 0.95),
            ]
        ), FOREVER,
    ),
    "HF constant": (lambda o: get("constant", o), FOREVER),
    "HF constant_with_warmup": (hf("constant_with_warmup"), FOREVER),
    "HF linear": (hf("linear"), FOREVER),
    "HF cosine": (hf("cosine"), 35),
    "HF cosine_with_restarts": (hf("cosine_with_restarts", num_cycles=5), FOREVER),
    "HF polynomial": (hf("polynomial", power=2.0, lr_end=0.001), FOREVER),
    "HF inverse_sqrt": (hf("inverse_sqrt"), FOREVER),
    "HF inverse_sqrt, its own time": (hf("inverse_sqrt", timescale=50), FOREVER),
    "HF cosine_with_min_lr": (hf("cosine_with_min_lr", min_lr_rate=0.1), 35),
    "HF cosine_warmup_with_min_lr": (hf("cosine_warmup_with_min_lr", min_lr_rate=0.1), 34),
    "HF, with a first rate": (
        hf("cosine_warmup_with_min_lr", min_lr_rate=0.1, warmup_lr_rate=0.5), 34,
    ),
    "HF warmup_stable_decay": (wsd, FOREVER),
    "HF wsd, 1-sqrt": (lambda o: wsd(o, decay_type="1-sqrt", min_lr_ratio=0.1), FOREVER),
    "HF wsd, cosine": (lambda o: wsd(o, decay_type="cosine"), FOREVER),
}  # fmt: skip


def test_the_line_of_the_start_page_is_its_schedule():
    """What *Start in 60 seconds* gives to whoever has transformers and wants nothing else."""
    text = (ROOT / "chapters/start.md").read_text("utf-8")
    line = re.search(r"`(get_scheduler\([^`]*)`", text)[1]
    made = eval(line, {"get_scheduler": get, "optimizer": optimizer(0.003)})
    wanted = lrlib.WarmupStableDecay(0.003, 400, warmup=0.1, decay=0.2)
    np.testing.assert_allclose(stepped(made, 400)[:, 0], wanted.curve(400), rtol=1e-12, atol=1e-17)


@pytest.mark.parametrize("name", CURVES)
def test_the_same_curve(name):
    make, last = CURVES[name]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        schedule = from_native(make(optimizer()))
    parts = [str(warning.message) for warning in said if "schedule holds" in str(warning.message)]
    assert bool(parts) == (last != FOREVER), "it says where they part, and only then"
    rates = stepped(make(optimizer()), last + 1)[:, 0]
    np.testing.assert_allclose(schedule.curve(last + 1), rates, rtol=1e-9, atol=1e-17)
    assert lrlib.from_dict(schedule.to_dict()) == schedule


def test_every_scheduler_of_pytorch_and_of_hugging_face_has_its_line():
    kinds = {name for name in native.__all__ if name not in ("LRScheduler", "LambdaLR")}
    assert kinds - {name.partition(",")[0] for name in CURVES} == set(REFUSED)
    names = {kind.value for kind in transformers.SchedulerType}
    assert {f"HF {name}" for name in names} - set(CURVES) == {
        "HF reduce_lr_on_plateau",
        "HF greedy",
    }


REFUSED = {
    "MultiplicativeLR": (lambda o: native.MultiplicativeLR(o, lambda i: 0.9), "function of your"),
    "ReduceLROnPlateau": (lambda o: native.ReduceLROnPlateau(o), "depend on the losses"),
}


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        *REFUSED.values(),
        (lambda o: get("greedy", o), "depend on the losses"),
        (lambda o: native.LambdaLR(o, lambda i: 0.9**i), r"lrlib\.of\(<lambda>, lr_range=.*0\.1"),
        (lambda o: native.ExponentialLR(o, 1.01), "no end to its growth"),
        (lambda o: native.CyclicLR(o, 0.1, 0.2, 5, scale_fn=abs, cycle_momentum=False), "scale_fn"),
        (lambda o: native.CyclicLR(o, 0.1, 0.2, 2.25, cycle_momentum=False), "4.5 is no whole"),
        (
            lambda o: native.ChainedScheduler([native.StepLR(o, 3), native.ExponentialLR(o, 0.9)]),
            "lrlib multiplies ExponentialLR and one ConstantLR",
        ),
        (
            lambda o: native.SequentialLR(
                o,
                [
                    native.SequentialLR(
                        o, [native.ConstantLR(o), native.StepLR(o, 3)], milestones=[3]
                    ),
                    native.StepLR(o, 5),
                ],
                [9],
            ),
            "inside two others",
        ),
        (hf("cosine", num_cycles=2), "num_cycles = 2 it is not one fall"),
        (hf("cosine_with_restarts", num_cycles=7), "30 steps are not 7 cycles"),
        (lambda o: wsd(o, warmup_type="cosine"), "its warm-up is cosine"),
    ],
)
def test_it_says_what_stands_in_the_way(make, reason):
    with pytest.raises(ValueError, match=reason):
        from_native(make(optimizer()))


def test_groups_of_their_own():
    make = lambda: native.StepLR(optimizer(0.1, 0.3), 7, 0.5)  # noqa: E731
    schedules = from_native(make())
    assert schedules == tuple(lrlib.Steps(lr, 0.5, every=7) for lr in (0.1, 0.3))
    ours = Scheduler(optimizer(0.1, 0.3), schedules)
    np.testing.assert_allclose(stepped(ours, 30), stepped(make(), 30))


def test_a_run_goes_on_where_the_native_scheduler_stood():
    before = native.CosineAnnealingLR(optimizer(), 30, 0.01)
    first = stepped(before, 12)
    with pytest.warns(UserWarning, match="rises again after 30 steps"):
        schedule = from_native(before)
    after = Scheduler(before.optimizer, schedule, last_epoch=before.last_epoch - 1)
    whole = np.concatenate([first, stepped(after, 15)])[:, 0]
    np.testing.assert_allclose(whole, schedule.curve(27), rtol=1e-9)


def test_ours_comes_back_and_a_factor_is_multiplied():
    schedule = lrlib.LinearDecay(1.0, 10)
    assert from_native(Scheduler(optimizer(), schedule)) == schedule
    factor = Scheduler(optimizer(0.1, 0.3), schedule, relative=True)
    assert [one(5) for one in from_native(factor)] == [0.05, 0.15]


def test_momentum_is_said_to_be_left_out():
    cycling = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1, momentum=0.9)
    with pytest.warns(UserWarning, match="sets the momentum as well"):
        from_native(native.CyclicLR(cycling, 0.01, 0.1, 6))
    with pytest.raises(TypeError, match="native must be a scheduler of PyTorch's, got 3"):
        from_native(3)
    assert math.isclose(from_native(native.StepLR(cycling, 6))(6), 0.001)
