"""Lines of training code: what lrlib reads in the text, beside what the frameworks do."""

import inspect
import json
import pickle
import subprocess
import sys
import warnings

import formulas
import keras
import mlx.core as mx
import mlx.optimizers
import numpy as np
import optax
import pytest
import strategies
import torch
from hypothesis import given
from torch.optim import lr_scheduler

import lrlib
from lrlib.audit import audit
from lrlib.cli import main
from lrlib.examine import MOST, examine
from lrlib.native import timm, trainer
from lrlib.native.names import OPTIMIZERS
from lrlib.native.signatures import REFUSED, SIGNATURES, signature
from lrlib.native.standins import SCHEDULERS
from lrlib.native.strangers import STRANGERS
from lrlib.paste import Missing, Pasted, asked, read
from lrlib.spec import SpecError, nearest

transformers = pytest.importorskip("transformers", reason="transformers is not installed")
from transformers import optimization  # noqa: E402

INSTALLED = {
    "torch.optim.lr_scheduler": lr_scheduler,
    "transformers": optimization,
    "keras.optimizers.schedules": keras.optimizers.schedules,
    "optax": optax,
    "mlx.optimizers": mlx.optimizers,
}
ALL = [(module, name) for module, names in SIGNATURES.items() for name in names]


@pytest.mark.parametrize("module, name", ALL)
def test_the_table_of_parameters_is_that_of_the_framework(module, name):
    def told(one):
        return [(p.name, p.default) for p in one.parameters.values() if p.name != "verbose"]

    theirs = inspect.signature(getattr(INSTALLED[module], name))
    assert told(signature(SIGNATURES[module][name])) == told(theirs)


def test_no_schedule_of_a_framework_is_forgotten():
    theirs = set(lr_scheduler.__all__) - {"LRScheduler"}
    assert theirs == set(SIGNATURES["torch.optim.lr_scheduler"]) | (theirs & set(REFUSED))
    theirs = {name for name in vars(optimization) if name.startswith("get_")}
    assert theirs == set(SIGNATURES["transformers"]) | (theirs & set(REFUSED))
    theirs = {name for name in dir(keras.optimizers.schedules) if not name.startswith("_")}
    assert theirs - {"LearningRateSchedule", "serialize", "deserialize"} == set(
        SIGNATURES["keras.optimizers.schedules"]
    )
    functions = inspect.getmembers(mlx.optimizers.schedulers, inspect.isfunction)
    assert {name for name, _ in functions} == set(SIGNATURES["mlx.optimizers"])
    theirs = {n for n in dir(optax) if n.endswith("_schedule") or n == "exponential_decay"}
    theirs -= {"scale_by_schedule"}
    assert theirs == set(SIGNATURES["optax"]) - {"join_schedules"}


def test_the_names_of_get_scheduler():
    theirs = {kind.value: f.__name__ for kind, f in optimization.TYPE_TO_SCHEDULER_FUNCTION.items()}
    assert SCHEDULERS == {name: f for name, f in theirs.items() if f not in REFUSED}


PYTORCH = """
StepLR(optimizer, 7, 0.5)
torch.optim.lr_scheduler.StepLR(optimizer, step_size=3 * 4)
MultiStepLR(optimizer, [5, 5, 20], gamma=0.5)
MultiStepLR(optimizer, milestones=(9,), gamma=0.0)
ConstantLR(optimizer)
ConstantLR(optimizer, factor=1 / 4, total_iters=9)
LinearLR(optimizer)
LinearLR(optimizer, 1.0, end_factor=0.1, total_iters=9)
ExponentialLR(optimizer, 0.9)
PolynomialLR(optimizer)
PolynomialLR(optimizer, 30, power=2.0)
CosineAnnealingLR(optimizer, T_max=30)
scheduler = CosineAnnealingLR(optimizer, 20, eta_min=1e-2)
CosineAnnealingWarmRestarts(optimizer, 7, T_mult=2, eta_min=0.01)
OneCycleLR(optimizer, max_lr=0.1, epochs=4, steps_per_epoch=10)
OneCycleLR(optimizer, 0.5, total_steps=40, pct_start=0.25, cycle_momentum=False)
OneCycleLR(optimizer, 0.5, 41, pct_start=0.25, anneal_strategy="linear", three_phase=True)
OneCycleLR(optimizer, 0.5, 41, div_factor=10, final_div_factor=1e2, anneal_strategy="linear")
CyclicLR(optimizer, 0.01, 0.1, 6)
CyclicLR(optimizer, 0.01, 0.1, 3, 7, mode="triangular2", cycle_momentum=False)
CyclicLR(optimizer, base_lr=0.01, max_lr=0.1, step_size_up=6, mode="exp_range", gamma=0.95)
SequentialLR(optimizer, [LinearLR(optimizer, 0.1, 1.0, 5), ExponentialLR(optimizer, 0.9)], [5])
SequentialLR(optimizer, [LinearLR(optimizer, 0.1), CosineAnnealingLR(optimizer, 9)], milestones=[5])
SequentialLR(optimizer, [CosineAnnealingLR(optimizer, 9), StepLR(optimizer, 9)], milestones=[15])
SequentialLR(optimizer, [CosineAnnealingLR(optimizer, 9), StepLR(optimizer, 9)], milestones=[8])
ChainedScheduler([ConstantLR(optimizer, 0.1, 20), ExponentialLR(optimizer, 0.9)])
StepLR(SGD([weight], momentum=0.9, lr=0.2), 7, 0.5)
get_scheduler("constant", optimizer)
get_scheduler("constant_with_warmup", optimizer, num_warmup_steps=5)
get_scheduler("linear", optimizer, 5, 35)
get_scheduler(name="cosine", optimizer=optimizer, num_warmup_steps=5, num_training_steps=35)
get_scheduler("polynomial", optimizer, 5, 35, {"power": 2.0, "lr_end": 0.001})
get_scheduler("inverse_sqrt", optimizer, 5)
get_scheduler("inverse_sqrt", optimizer, 5, scheduler_specific_kwargs={"timescale": 50})
get_scheduler("cosine_with_restarts", optimizer, 5, 35, {"num_cycles": 5})
get_scheduler("cosine_with_min_lr", optimizer, 5, 35, {"min_lr": 0.01})
get_scheduler("cosine_warmup_with_min_lr", optimizer, 5, 35, {"min_lr_rate": 0.1})
get_scheduler("warmup_stable_decay", optimizer, 5, 37, {"num_decay_steps": 12})
transformers.get_constant_schedule(optimizer)
get_constant_schedule_with_warmup(optimizer, 5)
get_linear_schedule_with_warmup(optimizer, num_warmup_steps=5, num_training_steps=35)
get_cosine_schedule_with_warmup(optimizer, 5, 35)
get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 5, 35)
get_cosine_with_min_lr_schedule_with_warmup(optimizer, 5, 35, min_lr_rate=0.1)
get_cosine_with_min_lr_schedule_with_warmup_lr_rate(optimizer, 5, 35, min_lr=0.01, warmup_lr_rate=.2)
get_polynomial_decay_schedule_with_warmup(optimizer, 5, 35)
get_inverse_sqrt_schedule(optimizer, 5)
get_wsd_schedule(optimizer, 5, 12, num_stable_steps=20, decay_type="1-sqrt", min_lr_ratio=0.1)
"""  # noqa: E501
KERAS = """
keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
ExponentialDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True)
PiecewiseConstantDecay([10, 20], values=[0.1, 0.05, 0.01])
PolynomialDecay(0.1, 30, 1e-3, power=2.0)
PolynomialDecay(0.1, 30)
InverseTimeDecay(0.1, 10, 0.5)
CosineDecay(0.1, 30)
CosineDecay(0.0, decay_steps=30, alpha=0.1, warmup_target=0.1, warmup_steps=10)
CosineDecayRestarts(0.1, 7, m_mul=0.9, alpha=0.01)
"""
OPTAX = """
optax.constant_schedule(0.1)
polynomial_schedule(1.0, 0.1, 2.0, 30, transition_begin=7)
linear_schedule(0.0, 1.0, 30)
optax.linear_schedule(0.1, 1.0, transition_steps=30, transition_begin=4)
optax.exponential_decay(1.0, 10, 0.5, staircase=True, end_value=0.1)
exponential_decay(1.0, 10, 0.5)
optax.cosine_decay_schedule(init_value=1.0, decay_steps=10 * 3, alpha=0.1)
optax.piecewise_constant_schedule(1.0, {10: 0.5, 20: 0.1})
optax.piecewise_interpolate_schedule("linear", 1.0, {10: 2.0, 20: 0.1})
optax.piecewise_interpolate_schedule("cosine", 1.0, {10: 2.0, 20: 0.1})
optax.linear_onecycle_schedule(40, 1.0)
optax.cosine_onecycle_schedule(40, peak_value=1.0)
optax.warmup_constant_schedule(0.0, 1.0, 5)
optax.warmup_cosine_decay_schedule(0.0, 1.0, warmup_steps=5, decay_steps=30, end_value=0.1)
optax.warmup_exponential_decay_schedule(0.0, 1.0, 5, 10, 0.5)
optax.sgdr_schedule([{"init_value": 0.0, "peak_value": 1.0, "warmup_steps": 3, "decay_steps": 12}])
optax.join_schedules([optax.linear_schedule(0.1, 1.0, 5), optax.constant_schedule(0.1)], [5])
"""
MLX = """
mlx.optimizers.exponential_decay(1.0, 0.9)
optim.exponential_decay(1.0, decay_rate=0.9)
optim.step_decay(1.0, 0.5, 7)
optim.cosine_decay(1.0, 30, 0.1)
linear_schedule(0.1, 1.0, steps=30)
mlx.optimizers.join_schedules([optim.linear_schedule(0.0, 1.0, 5), optim.cosine_decay(1.0, 9)], [5])
"""
PYTORCHS = ("torch.optim.lr_scheduler", "transformers")
LR = 0.1
RUN = 60


def lines(text):
    return text.strip().splitlines()


def made(line, *modules):
    """What Python makes of the line, with all names of these modules."""
    weight = torch.nn.Parameter(torch.zeros(1))
    names = {
        "torch": torch,
        "optax": optax,
        "keras": keras,
        "mlx": mlx,
        "transformers": optimization,
    }
    names |= {"optim": mlx.optimizers, "SGD": torch.optim.SGD, "weight": weight}
    for module in modules:
        names |= vars(INSTALLED[module])
    names["optimizer"] = torch.optim.SGD([weight], lr=LR, momentum=0.9)
    return eval(line.removeprefix("scheduler = "), names)


def stepped(line, run=RUN):
    """The rates that PyTorch uses, up to the error that it raises, if it does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scheduler = made(line, *PYTORCHS)
        rates = []
        for _ in range(run):
            rates.append(scheduler._schedulers[0].optimizer.param_groups[0]["lr"]
                         if hasattr(scheduler, "_schedulers")
                         else scheduler.optimizer.param_groups[0]["lr"])  # fmt: skip
            try:
                scheduler.step()
            except ValueError as error:
                return rates, error
    return rates, None


def told(pasted):
    rates = []
    try:
        for step in range(RUN):
            rates.append(pasted.rate(step))
    except ValueError as error:
        return rates, error
    return rates, None


@pytest.mark.parametrize("line", lines(PYTORCH))
def test_pytorch_and_transformers(line):
    theirs, error = stepped(line)
    pasted = read(line, lr=LR)
    ours, same = told(pasted)
    assert len(ours) == len(theirs) and (error is None) == (same is None)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    end = RUN if pasted.until is None else pasted.until + 1
    np.testing.assert_allclose(pasted.schedule.curve(end), theirs[:end], rtol=1e-9, atol=1e-12)
    if pasted.until is not None:  # what follows is another rate, or an error
        after = [*theirs[end : end + 3], *([9.0] if error else [])]
        assert max(abs(rate - pasted.schedule(end)) for rate in after) > 1e-9
    assert lrlib.from_dict(pasted.schedule.to_dict()) == pasted.schedule


@pytest.mark.parametrize("line", lines(KERAS))
def test_keras(line):
    native = made(line, "keras.optimizers.schedules")
    theirs = [float(native(step)) for step in range(RUN)]
    np.testing.assert_allclose(told(read(line))[0], theirs, atol=1e-6)


@pytest.mark.parametrize("line", lines(OPTAX))
def test_optax(line):
    native = made(line, "optax")
    theirs = [float(native(step)) for step in range(RUN)]
    np.testing.assert_allclose(told(read(line))[0], theirs, atol=1e-6)


@pytest.mark.parametrize("line", lines(MLX))
def test_mlx(line):
    native = made(line, "mlx.optimizers")
    theirs = [mx.array(native(mx.array(step))).item() for step in range(RUN)]
    np.testing.assert_allclose(told(read(line))[0], theirs, atol=1e-6)


def test_every_name_in_the_table_has_a_line():
    text = "".join((PYTORCH, KERAS, OPTAX, MLX))
    assert [name for _, name in ALL if f"{name}(" not in text] == []


PARTING = [line for line in lines(PYTORCH) if read(line, LR).until is not None]


@pytest.mark.parametrize("updates", [30, 31, 45, 50])
@pytest.mark.parametrize("line", PARTING)
def test_the_audit_finds_what_it_finds_in_the_scheduler_itself(line, updates):
    theirs = audit(lambda: made(line, *PYTORCHS), updates)
    ours = audit(line, updates, lr=LR)
    assert [one[:3] for one in ours] == [one[:3] for one in theirs]  # kind, words, update


def test_what_there_is_to_know():
    notes = read("OneCycleLR(optimizer, max_lr=0.1, total_steps=100)").notes
    assert [note.split()[1] for note in notes] == ["rises", "sets", "writes"]
    line = "OneCycleLR(optimizer, max_lr=0.1, total_steps=100)"
    ways = {"": "rises again", ", anneal_strategy='linear'": "falls below zero",
            ", anneal_strategy='linear', final_div_factor=1.0": "goes on"}  # fmt: skip
    for more, way in ways.items():
        asked = line.replace(")", more + ")")
        said, rate = read(asked).notes[0], stepped(asked, 200)[0][-1]
        assert said == (
            f"OneCycleLR {way} for one step after 99, to {rate:.3g}, and then raises an error, "
            "where lrlib's schedule holds its last rate"
        )
    assert read("ExponentialLR(optimizer, 0.9)", LR).notes == ()
    assert "gradient_accumulation_steps" in read("CosineDecay(0.1, 9)").notes[0]
    assert read("OneCycleLR(o, 0.1, 100, cycle_momentum=False)").notes[1].startswith("OneCycleLR w")


@pytest.mark.parametrize(
    "line", ["Cosine(0.1, 9)", "lrlib.warmup(Cosine(0.1, 9), 3)", '{"kind": "Constant", "lr": 1}',
             "schedule = OneCycle.from_torch(0.1, 100)", "Cosine(0.1, 9).replace(lr0=2 / 10)",
             "ExponentialDecay(0.1, 0.01)", "lrlib.ExponentialDecay(0.1, k=0.01)"],
)  # fmt: skip
def test_lrlib_s_own_lines_are_read_as_ever(line):
    assert isinstance(read(line), Pasted) and read(line).notes == ()
    assert read(line).rate(3) == read(line).schedule(3)


@pytest.mark.parametrize(
    "text, words, blamed",
    [
        ("StepLR(optimizer, 30)", "the lr of the optimizer is not in the text", "optimizer"),
        ("StepLR(SGD(w, lr=-1), 30)", "lr must be a positive", "-1"),
        ("StepLR(SGD(w, lr=rate), 30)", "rate is a name", "rate"),
        ("StepLR(0.1, 30)", "here stands the optimizer", "0.1"),
        ("OneCycleLR(o, 0.1, total_steps=num_steps)", "give a number: num_steps is a name",
         "num_steps"),
        ("OneCycleLR(o, 0.1, 9 * len(train_loader))",
         "write the number for len(train_loader), the batches of an epoch, as it is not in",
         "len(train_loader)"),
        ("n = len(data) // 8\nStepLR(o, n)", "write the number for len(data), as it", "len(data)"),
        ("StepLR(o, int('3'))", "this must be a number, got '3'", "'3'"),
        ("StepLR(o, int(3, 4))", "int: too many positional arguments", "int(3, 4)"),
        ("StepLR(o, max(3, key=4))", "give max only numbers", "4"),
        ("StepLR(o, round(3, 10 ** 9))", "so many digits cannot be meant", "round(3, 10 ** 9)"),
        ("StepLR(o, math.ceil(1e999))", "cannot convert float infinity", "math.ceil(1e999)"),
        ("n = 9\nStepLR(o, m)", "give a number: m is a name", "m"),
        ("n = n + 1\nStepLR(o, n)", "give a number: n is a name", "n"),
        ("n = 3\nn *= 2\nStepLR(o, n)", "only lines such as epochs = 30 are read", "n *= 2"),
        ("s = Mine(o, 3)\nfit()", "'fit' is not a schedule that is known", "fit"),
        ("s = Mine(o, 3)\nfor i in s: fit()", "the last line must be the call",
         "for i in s: fit()"),
        ("Mine(o, 3)\nfit()", "must be the last line", "Mine(o, 3)"),
        ("def linear_schedule(n): return n\nlinear_schedule(3)", "one of your own",
         "linear_schedule"),
        ("for n in range(9): fit()\nStepLR(o, n)", "before the schedule only lines such as",
         "for n in range(9): fit()"),
        ("for i in x:\n  s = StepLR(o, n)", "n is a name", "n"),
        ("scheduler = StepLR(o, m)\nfor epoch in range(9):\n", "m is a name", "m"),
        ("StepLR(o, config['n'])", "config['n'] is a name", "config['n']"),
        ("OneCycleLR(o, 0.1, 9, anneal_strategy=way)", "way is a name", "way"),
        ("n = 3\n", "this must be a schedule, got 3", "3"),
        ("# n = 3\n", "no call of a schedule stands here", "#"),
        ("StepLR(o,\r\n  x)", "x is a name", "x"),
        ("StepLR(o,\r  x)", "x is a name", "x"),
        ("  n = 3\n  o = SGD(w, lr=-n)\n  StepLR(o, n)", "lr must be a positive", "-n"),
        ("CosineLRScheduler(o, t_initial=9, t_in_epochs=False)", "the lr of the optimizer", "o"),
        ("CosineLRScheduler(SGD(w, 0.1), 9, k_decay=2, t_in_epochs=False)", "with k_decay",
         "CosineLRScheduler(SGD(w, 0.1), 9, k_decay=2, t_in_epochs=False)"),
        ("PolyLRScheduler(SGD(w, 0.1), 9, cycle_limit=2, t_in_epochs=False)", "begins anew",
         "PolyLRScheduler(SGD(w, 0.1), 9, cycle_limit=2, t_in_epochs=False)"),
        ("StepLRScheduler(SGD(w, 0.1), 9, noise_range_t=3, t_in_epochs=False)", "drawn at random",
         "StepLRScheduler(SGD(w, 0.1), 9, noise_range_t=3, t_in_epochs=False)"),
        ("updates_per_epoch = 0\nCosineLRScheduler(SGD(w, 0.1), 9)", "updates_per_epoch must be",
         "CosineLRScheduler"),
        ("PlateauLRScheduler(o)", "depend on the losses", "PlateauLRScheduler"),
        ("--sched cosine --epochs 300 --warmup-epochs 5", "write CosineLRScheduler(optimizer, "
         "t_initial=300, warmup_t=5)", "--sched cosine --epochs 300 --warmup-epochs 5"),
        ("run.py --learning_rate 2e-5 --max_steps=900", "write TrainingArguments(learning_rate="
         "2e-5, max_steps=900)", "run.py --learning_rate 2e-5 --max_steps=900"),
        ("train.py --lr 0.1", "such as CosineAnnealingLR", "train.py --lr 0.1"),
        ("CosineLRScheduler(o, t_initial=9)", "counts epochs unless it has t_in_epochs=False",
         "CosineLRScheduler"),
        ("timm.scheduler.create_scheduler_v2(o)", "only its arguments name",
         "timm.scheduler.create_scheduler_v2"),
        ("s, n = create_scheduler_v2(o, num_epochs=9)", "paste CosineLRScheduler(optimizer, t_init",
         "create_scheduler_v2"),
        ("s, n = create_scheduler_v2(o)\nfor i in range(n):\n  s.step(i)", "paste CosineLRSch",
         "create_scheduler_v2"),
        ("WSD(0.01, 1000)", "write WarmupStableDecay(lr, total_steps, warmup=", "WSD"),
        ("TrainingArguments(lr_scheduler_type='cosine')", "epochs do not say how many updates",
         "TrainingArguments(lr_scheduler_type='cosine')"),
        ("TrainingArguments(lr_scheduler_typ='cosine')", "did you mean lr_scheduler_type?",
         "'cosine'"),
        ("TrainingArguments(lr_scheduler_type='greedy', max_steps=9)", "depend on the losses",
         "TrainingArguments(lr_scheduler_type='greedy', max_steps=9)"),
        ("TrainingArguments(max_steps=9, **more)", "** cannot be used here", "more"),
        ("TrainingArguments(max_steps=9, lr_scheduler_type=kind)", "kind is a name", "kind"),
        ("TrainingArguments(max_steps=9, learning_rate=args.lr)", "args.lr is a name", "args.lr"),
        ("TrainingArguments(max_steps=9, warmup_steps=-1)", "must not be negative",
         "TrainingArguments(max_steps=9, warmup_steps=-1)"),
        ("SomeScheduler(o, 9)", "known are those of PyTorch, transformers, timm, Keras, Optax, MLX",
         "SomeScheduler"),
        ("get_cosine_schedule(o, 9)", "did you mean get_cosine_schedule_with_warmup?",
         "get_cosine_schedule"),
        ("OneCycleLR(o, 0.1)", "it needs total_steps, or both", "OneCycleLR(o, 0.1)"),
        ("OneCycleLR(o, 0.1, 1e3)", "total_steps must be an int", "OneCycleLR(o, 0.1, 1e3)"),
        ("OneCycleLR(o, -0.1, 100)", "max_lr must be a positive", "-0.1"),
        ("OneCycleLR(o, 0.1, 100, pct=0.3)", "unexpected keyword argument 'pct'",
         "OneCycleLR(o, 0.1, 100, pct=0.3)"),
        ("x = OneCycleLR(o, 0.1, 100, last_epoch=9)", "leave last_epoch out", "9"),
        ("LambdaLR(o, lambda i: 0.9**i)", "a function of your own", "LambdaLR"),
        ("torch.optim.lr_scheduler.ReduceLROnPlateau(o)", "depend on the losses",
         "torch.optim.lr_scheduler.ReduceLROnPlateau"),
        ("CosineAnealingLR(o, 9)", "did you mean CosineAnnealingLR?", "CosineAnealingLR"),
        ("ExponentialLR(SGD(w, lr=1), 1.1)", "no end to its growth",
         "ExponentialLR(SGD(w, lr=1), 1.1)"),
        ("LinearLR(SGD(w, lr=1), 2.0)", "start_factor must be between",
         "LinearLR(SGD(w, lr=1), 2.0)"),
        ("StepLR(SGD(w, lr=1), 0)", "must be a positive", "0"),
        ("StepLR(*a)", "* cannot be used here", "*a"),
        ("StepLR(**a)", "** cannot be used here", "a"),
        ("SequentialLR(o, [first, second], [5])", "first is a name", "first"),
        ("SequentialLR(o, [Cosine(0.1, 9)], [])", "must be calls of PyTorch's",
         "SequentialLR(o, [Cosine(0.1, 9)], [])"),
        ("SequentialLR(o, [OneCycleLR(o, 1.0, 9), StepLR(SGD(w, lr=1), 3)], [9])",
         "another lr to begin with",
         "SequentialLR(o, [OneCycleLR(o, 1.0, 9), StepLR(SGD(w, lr=1), 3)], [9])"),
        ("get_scheduler('cosin', SGD(w, lr=1), 5, 35)", "did you mean 'cosine'?",
         "get_scheduler('cosin', SGD(w, lr=1), 5, 35)"),
        ("get_scheduler('cosine', SGD(w, lr=1), 5)", "num_training_steps",
         "get_scheduler('cosine', SGD(w, lr=1), 5)"),
        ("get_cosine_schedule_with_warmup(SGD(w, lr=1), 5, 35, 2)", "it is not one fall",
         "get_cosine_schedule_with_warmup(SGD(w, lr=1), 5, 35, 2)"),
        ("CosineDecay(1, 1000)", "Keras computes in the type", "1"),
        ("PolynomialDecay(0.1, 9, cycle=True)", "with cycle=True it stretches",
         "PolynomialDecay(0.1, 9, cycle=True)"),
        ("optax.cosine_decay_schedule(0.1, 0)", "must be a positive", "0"),
        ("optax.StepLR(o, 3)", "'StepLR' is not a schedule that is known", "optax.StepLR"),
        ("CosineDecay(0.1, 10 / 0)", "division by zero", "10 / 0"),
        ("CosineDecay(0.1, 9 ** 9 ** 9)", "such a power cannot be meant", "9 ** 9 ** 9"),
        ("CosineDecay(0.1, 1e308 * 1e308)", "no finite number", "1e308 * 1e308"),
        ("CosineDecay(0.1, 'a' * 9)", "this must be a number, got 'a'", "'a'"),
        ("scheduler = ", "this is no call of a schedule", " "),
        ("scheduler = StepLR(o, é)", "é is a name", "é"),
    ],
)  # fmt: skip
def test_errors_point_at_what_is_wrong(text, words, blamed):
    with pytest.raises(SpecError) as caught:
        read(text)
    error = caught.value
    assert words in str(error)
    assert error.text == text and error.text[error.at : error.to] == blamed


@pytest.mark.parametrize(
    "text",
    [
        "StepLR(optimizer, __import__('os').system('true'))",
        "StepLR(optimizer, [eval('3')][0])",
        "StepLR.__init__.__globals__",
        "StepLR.mro()",
        "torch.load('x')",
        "optax.exponential_decay.__globals__['x']",
        "StepLR(o, (lambda: 3)())",
        "StepLR(o, 3) or 3",
        "import torch; 3",
        "x = y = StepLR(o, 3)",
        "StepLR(o, 2 ** 10000)",
        "StepLR(o, {**{}})",
        "StepLR(o, {[]: 1})",
        "StepLR(o, {(): 1})",
        "get_scheduler('linear', o, 1, 9, {'optimizer': 3})",
        "get_scheduler(['linear'], o, 1, 9)",
        "join_schedules([" * 60 + "linear_schedule(" * 30,
        "join_schedules([" * 40 + "x" + "], [])" * 40,
        "linear_schedule(" * 40 + "x" + ", 1, 2)" * 40,
        "ExponentialDecay(" * 40 + "x" + ", 1, 0.5)" * 40,
        "MultiStepLR(o, 'abc')",
        "MultiStepLR(o, [[]])",
        "CyclicLR(o, 0.01, 0.1, 0)",
        "CyclicLR(o, [0.01], [0.1], 5)",
        "OneCycleLR(o, [0.1], 100)",
        "sgdr_schedule([1])",
        "sgdr_schedule(3)",
        "piecewise_constant_schedule(1.0, {'a': 1})",
        "piecewise_interpolate_schedule('linear', 1.0, {1.5: 1})",
        "PiecewiseConstantDecay(3, 4)",
        "a = 9 ** 300\n" + "a = a * a\n" * 99 + "StepLR(o, a)",
        "a = [1]\n" + "a = [a, a]\n" * 99 + "StepLR(o, a)",
        "a = linear_schedule(0.1, 1.0, 9)\n"
        + "a = join_schedules([a, a], [9])\n" * 60
        + "optax.join_schedules([a], [])",
        "n = __import__('os').abort()\nStepLR(o, n)",
        "min = eval\nStepLR(o, min('3'))",
        "def StepLR(o, n): pass\nStepLR(o, 3)",
        "1" * 5000,
        "1+" * 9000 + "1",
        "x" * 30_000,
        "",
        "\x00",
    ],
)
def test_nothing_is_run_and_everything_ends(text, nothing_may_run):
    with pytest.raises(SpecError):
        read(text, lr=LR)


@pytest.mark.parametrize(
    "text, line",
    [
        ("get_linear_schedule_with_warmup(o, int(0.1 * 1000), 1000)",
         "get_linear_schedule_with_warmup(o, 100, 1000)"),
        ("StepLR(o, round(2.6))", "StepLR(o, 3)"),
        ("ExponentialLR(o, round(0.9123, 2))", "ExponentialLR(o, 0.91)"),
        ("StepLR(o, min(7, 3, 9), float(max(0.5, 0.1)))", "StepLR(o, 3, 0.5)"),
        ("StepLR(o, math.ceil(1234 / 100) + ceil(0.5) - math.floor(2.5) - floor(1.5) + 7 % 4)",
         "StepLR(o, 14)"),
        ("epochs = 30\nscheduler = StepLR(optimizer, epochs)", "StepLR(o, 30)"),
        ("epochs = 30\n    scheduler = StepLR(optimizer, epochs)", "StepLR(o, 30)"),
        ("# so\n  import torch\n\n  n: int = 3  # of\n  self.m = n * 2\n  StepLR(o,\n   self.m)\n",
         "StepLR(o, 6)"),
        ("from math import ceil; n = ceil(2.5); StepLR(o, n)", "StepLR(o, 3)"),
        ("n = 3\nn = n + 1\nStepLR(o, n)", "StepLR(o, 4)"),
        ("ends = [3, 9]\nMultiStepLR(o, ends)", "MultiStepLR(o, [3, 9])"),
        ("net = Net()\nopt = torch.optim.SGD(net.parameters(), lr=0.3)\nStepLR(opt, 3)",
         "StepLR(SGD(w, lr=0.3), 3)"),
        ("a = 0.3\nopt = SGD(w, lr=a)\na = 0.2\nStepLR(opt, 3)", "StepLR(SGD(w, lr=0.3), 3)"),
        ("opt = optim.AdamW(net.parameters(), 3e-1)\nStepLR(opt, 3)", "StepLR(SGD(w, 0.3), 3)"),
        ("opt = Mine(net, 0.3)\nStepLR(opt, 3)", "StepLR(o, 3)"),
        ("opt = SGD(w, lr=0.3)\nStepLR(other, 3)", "StepLR(o, 3)"),
        ("opt = SGD(w)\nStepLR(opt, 3)", "StepLR(o, 3)"),
        ("up = LinearLR(o, 0.1)\ndown = ExponentialLR(o, 0.9)\nSequentialLR(o, [up, down], [5])",
         "SequentialLR(o, [LinearLR(o, 0.1), ExponentialLR(o, 0.9)], [5])"),
        ("s = StepLR(o, 3)\nfor i in s: fit()", "StepLR(o, 3)"),
        ("StepLR(o, 3)\nfit()", "StepLR(o, 3)"),
        ("scheduler = StepLR(o, 3)\nfor epoch in range(9):\n", "StepLR(o, 3)"),
        ("scheduler = StepLR(o, 3)\ntrain()\n  scheduler.step()", "StepLR(o, 3)"),
        ("!pip install x\nscheduler = StepLR(o, 3)\n%time fit()", "StepLR(o, 3)"),
        ("def main():\n  n = 3\n  opt = SGD(w, lr=0.3)\n  m, opt = acc.prepare(m, opt)\n"
         "  with x as y:\n    s = StepLR(opt, n)\n  n += 1", "StepLR(SGD(w, lr=0.3), 3)"),
        ("s = lrlib.Cosine(0.1, 90)\nrun = Scheduler(o, s)", "Cosine(0.1, 90)"),
        ("s = lrlib.Cosine(0.1, 90).replace(lr0=0.3)\nfit(s)", "Cosine(0.3, 90)"),
        ("steps = 90\nlrlib.warmup(Cosine(0.1, steps), 10)", "warmup(Cosine(0.1, 90), 10)"),
    ],
)  # fmt: skip
def test_numbers_are_reckoned_and_the_lines_before_are_read(text, line):
    assert read(text, lr=LR).schedule == read(line, lr=LR).schedule


def test_a_count_that_is_whole_to_within_rounding_is_read_as_whole():
    for line, name in (
        ("get_linear_schedule_with_warmup(o, 0.1 * 3 * 400, 1200)", "num_warmup_steps"),
        ("CosineAnnealingLR(o, T_max=0.1 * 3 * 400)", "T_max"),
    ):
        found = read(line, LR)
        assert found.notes[-1] == f"{name} comes to 120.00000000000001, which is read as 120"
        assert found.schedule == read(line.replace("0.1 * 3 * 400", "120"), LR).schedule
    with pytest.raises(SpecError, match=r"got 123\.4"):
        read("get_linear_schedule_with_warmup(o, 0.1 * 1234, 1200)", LR)


def test_no_message_lists_more_than_a_handful_of_names():
    names = [
        "Foo(3)",
        "optax.Foo(3)",
        "lrlib.Foo(3)",
        "mlx.Foo(3)",
        "get_scheduler('foo', o, 1, 9)",
    ]
    for text in [*names, *(f"{name}(o)" for name in STRANGERS)]:
        with pytest.raises(SpecError) as caught:
            read(text, lr=LR)
        assert len(caught.value.words) < 200 and "did you mean" not in caught.value.words
    assert not set(STRANGERS) & {name for _, name in ALL}


# -- transformers' Trainer ---------------------------------------------------------------------


def test_the_trainer_s_own_arguments_and_their_defaults():
    from transformers import Seq2SeqTrainingArguments, TrainingArguments

    for arguments in (TrainingArguments, Seq2SeqTrainingArguments):
        theirs = inspect.signature(arguments).parameters
        ours = {name: value for name, value in trainer.FIELDS.items() if name in theirs}
        assert {name: theirs[name].default for name in ours} == ours
        assert set(trainer.FIELDS) - set(ours) == {"warmup_ratio"}  # which this release refuses
        others = set(theirs) - set(trainer.FIELDS)
        assert not [name for name in others if nearest(name, trainer.FIELDS)]
        assert arguments.__name__ in trainer.NAMES


TRAINER = [
    "learning_rate=2e-5, num_train_epochs=3, lr_scheduler_type='cosine', warmup_steps=0.1",
    "max_steps=47, warmup_steps=9, lr_scheduler_type='cosine'",
    "max_steps=47, warmup_steps=0.13",
    "warmup_steps=5, lr_scheduler_type='constant_with_warmup', learning_rate=1e-3",
    "warmup_steps=5, lr_scheduler_type='inverse_sqrt'",
    "warmup_steps=7, lr_scheduler_type='warmup_stable_decay', "
    "lr_scheduler_kwargs={'num_decay_steps': 12, 'decay_type': 'linear'}",
    "lr_scheduler_type='cosine_with_min_lr', lr_scheduler_kwargs={'min_lr': 1e-6}",
    "lr_scheduler_type='polynomial', lr_scheduler_kwargs='{\"power\": 2.0}'",
    "",
]


@pytest.mark.parametrize("text", TRAINER)
def test_arguments_are_read_as_the_trainer_reads_them(text, tmp_path):
    """As ``Trainer.create_scheduler`` does with the installed release."""
    from transformers import Trainer, TrainingArguments

    options = eval(f"dict({text})")
    arguments = TrainingArguments(str(tmp_path), use_cpu=True, report_to=[], **options)
    weight = torch.nn.Linear(1, 1)
    optimizer = torch.optim.AdamW(weight.parameters(), lr=arguments.learning_rate)
    total = arguments.max_steps if arguments.max_steps > 0 else 53
    made = Trainer(weight, arguments, optimizers=(optimizer, None)).create_scheduler(total)
    theirs = []
    for _ in range(total):
        theirs.append(made.get_last_lr()[0])
        optimizer.step()
        made.step()
    found = read(f"TrainingArguments('out', {text})", lr=9.0, updates=53)
    assert found.updates == total and found.name == "TrainingArguments"
    ours = [found.rate(step) for step in range(total)]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-17)


def test_what_the_trainer_is_said_to_do():
    line = "TrainingArguments(learning_rate=2e-5, lr_scheduler_type='cosine', warmup_ratio=0.1)"
    found = examine(line, 1001)
    assert found["line"].endswith("Cosine(lr0=2e-05, total_steps=900), steps=101)")
    notes = " ".join(found["notes"])
    for words in ("1,001 updates, as you said", "of transformers 4", "has 101 updates, 0.1"):
        assert words in notes
    release = ".".join(transformers.__version__.split(".")[:2])
    first = found["findings"][0]
    assert first["kind"] == "stops" and not first["remark"]
    assert first["words"] == (
        f"warmup_ratio raises TypeError in release {release} of transformers; for the same write "
        "warmup_steps=0.1"
    )
    with pytest.raises(TypeError, match="warmup_ratio"):
        transformers.TrainingArguments("out", warmup_ratio=0.1)
    both = read("TrainingArguments(warmup_ratio=0.1, warmup_steps=7, max_steps=90)").schedule
    assert both.steps == 7  # as release 4 had it
    told = "max_steps=900, lr_scheduler_type=SchedulerType.CONSTANT, warmup_steps=9"
    found = examine(f"TrainingArguments({told})", 100)
    assert found["updates"] == 900 and "'constant' takes no warm-up" in found["above"][0]
    assert found["above"][0] in found["notes"]
    more = read("get_scheduler('constant', o, 9, 90, {'a': 1})", LR).above
    assert len(more) == 2 and read("get_scheduler('cosine', o, 9, 90)", LR).above == ()
    around = f"args = {line}\ntrainer = Trainer(model, args)\ntrainer.train()"
    assert read(around, updates=90)[:3] == read(line, updates=90)[:3]
    assert audit(line, 1001) == audit(read(line, updates=1001), 1001)


# As trl/trainer of huggingface/trl has them (at f2cd5771), which no test installs.
TRL = {"SFTConfig": 2e-5, "DPOConfig": 1e-6, "GRPOConfig": 1e-6, "KTOConfig": 1e-6,
       "RLOOConfig": 1e-6, "RewardConfig": 1e-4}  # fmt: skip


@pytest.mark.parametrize("name, lr", TRL.items())
def test_the_arguments_of_trl_are_the_trainer_s_with_rates_of_their_own(name, lr):
    found = read(f"args = trl.{name}(output_dir='o', max_length=9, max_steps=90, warmup_steps=0.1)")
    assert found.schedule == lrlib.warmup(lrlib.LinearDecay(lr, 81), 9)
    assert found.name == name and found.updates == 90
    assert f"learning_rate is not in the text: by default it is {lr!r}" in found.notes
    assert read(f"{name}(learning_rate=0.5, max_steps=9)").schedule == lrlib.LinearDecay(0.5, 9)


def test_arguments_of_another_name_are_read_where_one_knows_them_and_their_rate_is_asked_for():
    line = "ORPOConfig(output_dir='out', beta=0.1, max_steps=90)"
    assert asked(line) == ("learning_rate",)
    with pytest.raises(Missing, match=r"give learning_rate: .* what ORPOConfig has is not known"):
        read(line)
    assert read(line, values={"learning_rate": 0.5}).schedule == lrlib.LinearDecay(0.5, 90)
    with pytest.raises(ValueError, match="ModelConfig"):
        read("ModelConfig(learning_rate=0.5, max_steps=90)")
    own = "config = ModelConfig(learning_rate=0.5)\nscheduler = StepLR(optimizer, 9)\nmodel.train()"
    assert read(own, LR).name == "StepLR"


# -- what was found, beside the line of lrlib ------------------------------------------------------


def test_the_line_of_lrlib_says_that_it_has_what_was_found_and_is_repaired_where_batches_count():
    bad = "get_linear_schedule_with_warmup(optimizer, 100, 4000)"
    found = examine(bad, 1000, LR)
    assert found["twin"] == "The same curve in lrlib, with what was found:"
    names = {"lrlib": lrlib}
    exec(found["repaired"], names)
    assert names["schedule"] == lrlib.warmup(lrlib.LinearDecay(LR, 975), 25)
    assert audit(names["schedule"], 1000, allow="starts-at-zero") == ()
    loop = (
        "scheduler = CosineAnnealingLR(optimizer, T_max=3 * len(loader))\n"
        "for epoch in range(3):\n    for i, x in enumerate(loader):\n"
        "        if (i + 1) % 4 == 0:\n            optimizer.step()\n            scheduler.step()\n"
    )
    found = examine(loop, 1000, LR, {"len(loader)": 400})
    assert found["updates"] == 300
    assert found["repaired"] == f"schedule = lrlib.Cosine(lr0={LR}, total_steps=300)"
    for fine, updates in (("Cosine(0.1, 100)", 100), ("Cosine(0.1, 100)", 90)):
        found = examine(fine, updates)
        assert found["twin"] == "The same curve in lrlib:" and found["repaired"] == ""
    found = examine("Cosine(0.1, 10, 0.01)", 1000)  # of epochs nobody knows how many updates
    assert found["twin"].endswith(", with what was found:") and found["repaired"] == ""


# -- Lightning and Accelerate --------------------------------------------------------------------

CONFIGURED = """
def configure_optimizers(self):
    optimizer = Recorder(self.parameters(), lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=self.trainer.max_epochs)
    return [optimizer], [{}]
"""
EPOCHS = {"self.trainer.max_epochs": 6}


@pytest.mark.parametrize(
    "returned, often",
    [
        ("scheduler", "epoch"),
        ('{"scheduler": scheduler}', "epoch"),
        ('{"scheduler": scheduler, "interval": "epoch"}', "epoch"),
        ('{"scheduler": scheduler, "interval": "step"}', "step"),
        ('dict(scheduler=scheduler, interval="step")', "step"),
    ],
)
def test_a_scheduler_of_lightning_s_is_read_as_lightning_steps_it(returned, often, monkeypatch):
    lightning = pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")
    text, used = CONFIGURED.format(returned), []

    class Recorder(torch.optim.SGD):
        def step(self, closure=None):
            used.append(self.param_groups[0]["lr"])
            return super().step(closure)

    names = {"Recorder": Recorder, "CosineAnnealingLR": torch.optim.lr_scheduler.CosineAnnealingLR}
    exec(text, names)

    class Module(lightning.LightningModule):
        configure_optimizers = names["configure_optimizers"]

        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch, _):
            return self.layer(batch).sum()

    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        trainer = lightning.Trainer(
            max_epochs=6, accelerator="cpu", enable_checkpointing=False, **quiet
        )
        trainer.fit(Module(), torch.utils.data.DataLoader(torch.ones(4, 1)))
    found = read(text, updates=24, values=EPOCHS)
    each = 4 if often == "epoch" else 1
    assert used == pytest.approx([found.rate(i // each) for i in range(24)])
    assert found.updates == (6 if often == "epoch" else None)
    assert bool(found.above) == (often == "epoch") and "Lightning steps" in found.notes[0]


def test_lightning_s_epochs_are_no_false_alarm_and_are_asked_for_where_nobody_says_them():
    found = examine(CONFIGURED.format("scheduler"), 1000, values=EPOCHS)
    assert found["updates"] == 6 and not [one for one in found["findings"] if not one["remark"]]
    assert asked(CONFIGURED.format("scheduler")) == ("self.trainer.max_epochs",)
    text = CONFIGURED.format("scheduler").replace("self.trainer.max_epochs", "1000")
    assert asked(text) == ("max_epochs",)
    for more in ({"values": {"max_epochs": 10}}, {"text": text + "t = L.Trainer(max_epochs=10)"},
                 {"text": "max_epochs = 10\n" + text}):  # fmt: skip
        (item,) = examine(**{"text": text, "updates": 1000} | more)["findings"]
        assert item["kind"] == "length" and "the run has 10 of the schedule's 1000" in item["words"]
    with pytest.raises(ValueError, match="max_epochs must be a positive number of epochs"):
        read(text, values={"max_epochs": -1})
    unsaid = read(
        CONFIGURED.format('{"scheduler": scheduler, "interval": self.how}'), values=EPOCHS
    )
    assert "once an epoch or once an update is not read" in unsaid.above[0]


@pytest.mark.parametrize(
    "returned",
    [
        "[optimizer], [CosineAnnealingLR(optimizer, T_max=6)]",
        '{"optimizer": optimizer, "lr_scheduler": CosineAnnealingLR(optimizer, T_max=6)}',
        '[optimizer], [{"scheduler": CosineAnnealingLR(optimizer, 6), "interval": "epoch"}]',
    ],
)
def test_a_scheduler_that_is_made_where_it_is_returned(returned):
    text = CONFIGURED.format("scheduler").rsplit("\n", 3)[0] + f"\n    return {returned}\n"
    assert "scheduler =" not in text
    found = read(text, values={"max_epochs": 6})
    assert [found.rate(i) for i in (0, 3)] == pytest.approx([0.1, 0.05])
    assert found.updates == 6 and "Lightning steps" in found.above[0]


def test_lightning_s_frequency_is_said_not_to_be_read():
    text = CONFIGURED.format('{"scheduler": scheduler, "frequency": 2}')
    found = read(text, values=EPOCHS)
    assert '"frequency": 2 lets Lightning step it less often' in found.above[0]
    once = CONFIGURED.format('{"scheduler": scheduler, "frequency": 1}')
    assert "once an epoch" in read(once, values=EPOCHS).above[0]


def test_a_helper_that_returns_a_schedule():
    found = read("def make(optimizer):\n    return StepLR(optimizer, 30, 0.1)\n", lr=0.2)
    assert [found.rate(i) for i in (0, 30)] == pytest.approx([0.2, 0.02])


def test_a_scheduler_that_accelerate_prepares_has_a_note():
    text = (
        "accelerator = Accelerator({})\n"
        "optimizer = SGD(model.parameters(), lr=0.1)\n"
        "scheduler = StepLR(optimizer, 30)\n"
        "model, optimizer{} = accelerator.prepare(model, optimizer{})\n"
        "for x in loader:\n    optimizer.step()\n    scheduler.step()\n"
    )
    found = read(text.format("", ", scheduler", ", scheduler"))
    assert "Accelerate steps it once per process at each update" in found.above[0]
    assert found.above[0] in found.notes
    assert not read(text.format("", "", "")).above
    assert not read(text.format("split_batches=True", ", scheduler", ", scheduler")).above


# -- timm --------------------------------------------------------------------------------------

TIMM = """
CosineLRScheduler(optimizer, 40, lr_min=0.01)
CosineLRScheduler(optimizer, t_initial=40, warmup_t=7, warmup_lr_init=0.001, warmup_prefix=True)
CosineLRScheduler(optimizer, t_initial=40, lr_min=0.01, warmup_t=7, warmup_lr_init=0.001)
CosineLRScheduler(optimizer, 15, cycle_decay=0.5, cycle_limit=3)
PolyLRScheduler(optimizer, 40, lr_min=0.01)
PolyLRScheduler(optimizer, 40, power=2.0)
StepLRScheduler(optimizer, 7, 0.5)
MultiStepLRScheduler(optimizer, [7, 20], decay_rate=0.5)
WSDLRScheduler(optimizer, 40, 10, warmup_t=7)
WSDLRScheduler(optimizer, 40, 10, 0.01, decay_fn="cosine")
"""


@pytest.mark.parametrize("each", [1, 3])
@pytest.mark.parametrize("line", lines(TIMM))
def test_timm(line, each):
    rate = eval(line, vars(formulas) | {"optimizer": LR})
    counted = line if each > 1 else line.replace(")", ", t_in_epochs=False)")
    found = read(counted, lr=LR, values={"updates_per_epoch": each})
    assert found.every == each
    ours = [found.rate(step) for step in range(RUN * each)]
    np.testing.assert_allclose(ours, [rate(i // each) for i in range(RUN * each)], atol=1e-15)
    if found.until is None and each == 1:
        np.testing.assert_allclose(found.schedule.curve(RUN), ours, atol=1e-15)


def test_timm_s_names_and_traps():
    read_or_not = set(timm.SIGNATURES) | {name for name in STRANGERS if "LRScheduler" in name}
    assert read_or_not == formulas.NAMES["timm"]
    for name, parameters in timm.SIGNATURES.items():  # what the restated formulas take, they take
        told = inspect.signature(getattr(formulas, name)).parameters
        theirs = signature(parameters).parameters
        assert {key: p.default for key, p in told.items()} == {k: theirs[k].default for k in told}
    line = "CosineLRScheduler(optimizer, t_initial=30, warmup_t=5)"
    (name,) = asked(line, LR)
    found = examine(line, 300, LR, {name: 10})
    assert found["findings"][0]["words"] == (
        "10 of 300 updates have rate 0 and change nothing (0 to 9)"
    )
    assert "hides the first 5 rates" in found["notes"][1] and "not 0.1" in found["notes"][1]
    assert found["twin"] == "In lrlib, moved on at every update:"
    each = examine(line.replace(")", ", t_in_epochs=False)"), 30, LR)
    assert each["twin"] == "In lrlib, with all of the fall:" and each["held"][5] == [5, 0.1]
    assert read(f"{name} = 10\n{line}", LR)[:3] == read(line, LR, values={name: 10})[:3]


# -- what is not in the text -------------------------------------------------------------------


def test_numbers_that_are_missing_are_all_named_and_can_be_given():
    line = "OneCycleLR(o, args.lr, epochs=n, steps_per_epoch=len(train_loader) // config['k'])"
    names = ("args.lr", "n", "len(train_loader)", "config['k']")
    assert asked(line) == names
    with pytest.raises(Missing) as caught:
        read(line)
    assert caught.value.name == "args.lr"
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.name, str(again)) == (caught.value.name, str(caught.value))
    values = dict(zip(names, (0.2, 3, 400, 4)))
    assert asked(line, values={"n": 3}) == names  # those that are given, too
    wanted = read("OneCycleLR(o, 0.2, total_steps=300)")
    assert read(line, values=values).schedule == wanted.schedule
    assert examine(line, 300, values=values)["asks"] == list(names)
    assert asked("get_linear_schedule_with_warmup(o, int(0.1 * total), total)") == ("total",)
    assert asked("n = 9\nn *= 2\nStepLR(o, n)", LR) == ("n",)  # a number can be given for it
    assert asked("OneCycleLR(o, 0.1, 9, anneal_strategy=way)") == ()  # no number can
    for bad in (True, "9", float("nan")):
        with pytest.raises(ValueError, match="values must hold a finite number for n, got"):
            read(line, values={"n": bad})


LOOP = """
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = CosineAnnealingLR(optimizer, T_max=30)
for epoch in range(30):
    for x, y in tqdm(enumerate(loader)):
        loss(x, y).backward()
        optimizer.step()
        scheduler.step()
    print(scheduler.get_last_lr())
"""
OUTSIDE = LOOP.replace("        scheduler.step()\n    print", "    scheduler.step()\n    print")


def test_a_loop_says_what_a_step_of_its_scheduler_is():
    found = read(LOOP)
    assert found.schedule == lrlib.Cosine(0.1, 30) and found.updates is None
    assert found.notes[0].endswith("in the loop over batches: it counts updates")
    counted = LOOP.replace("=30)", "=30 * len(loader))")
    assert read(counted, values={"len(loader)": 7}).updates == 210
    outside = read(OUTSIDE)
    assert outside.updates == 30 and "it counts epochs" in outside.notes[0]
    assert examine(OUTSIDE, 1000)["updates"] == 30
    assert examine(LOOP, 1000)["findings"][1]["kind"] == "length"
    scaled = read(OUTSIDE.replace("optimizer.step()", "scaler.step(optimizer)"))
    assert scaled.notes == outside.notes
    lines = LOOP.replace("        optimizer.step()", "        if x:\n            optimizer.step()")
    assert "outside of the if" in read(lines).notes[0]
    function = f"{LOOP[: LOOP.index('for epoch')]}def one_epoch():\n"
    function += "  for x in loader:\n    optimizer.step()\n  scheduler.step()\n"
    assert "it counts the calls of one_epoch" in read(function).notes[0]
    known = [LOOP.replace("optimizer.step()", "train()"), LOOP.replace("scheduler.step()", "pass")]
    for unsaid in (*known, LOOP + "\nscheduler.step()"):
        assert len(read(unsaid).notes) == 1  # that of the cosine itself


GATHERED = """
total = 3 * len(loader)
scheduler = get_linear_schedule_with_warmup(optimizer, 120, total)
for epoch in range(3):
    for i, batch in enumerate(loader):
        loss(batch).backward()
        if TEST:
            optimizer.step()
            scheduler.step()
"""


@pytest.mark.parametrize(
    "test, updates",
    [
        ("(i + 1) % 4 == 0", 300),  # 402 batches
        ("0 == (i + 1) % 4", 300),
        ("not (i + 1) % 4", 300),
        ("i % 4 == 0", 303),
        ("i % 4 == 3", 300),
        ("i % k == k - 1", 300),
        ("(i + 1) % 4 == 0 or i + 1 == len(loader)", 303),
        ("step % 4 == 0", 301),  # it goes on counting
        ("step % args.k == 0", None),
        ("(i + 1) % 4 == 0 and step > 3", None),
        ("(i + 1) % 4", None),
        ("ready(i)", None),
    ],
)
def test_a_loop_that_gathers_gradients_makes_fewer_updates(test, updates):
    text = "k = 4\n" + GATHERED.replace("TEST", test)
    found = read(text, LR, values={"len(loader)": 402})
    assert found.updates == updates and test in found.above[0] and found.above[0] in found.notes
    assert found.batches == (updates and 1206)
    if updates:
        assert "one in 4 batches" in found.above[0]
        (item,) = [item for item in audit(found, updates) if not item.remark]
        assert item.kind == "length" and item.numbers["batches"] == 1206
        assert examine(text, 9, LR, {"len(loader)": 402})["above"] == list(found.above)
        right = read(text.replace("3 * len(loader)", str(updates)), LR, values={"len(loader)": 402})
        assert all(item.remark for item in audit(right, updates))
    else:
        assert "once in how many is not read" in found.above[0]


def test_what_else_makes_updates_rarer_than_batches():
    values = {"len(loader)": 402}
    skips = GATHERED.replace("if TEST:", "if (i + 1) % 4 != 0: continue")
    skips = skips.replace("    " * 3, "    " * 2)
    assert read(skips, LR, values=values).updates == 300
    rare = skips.replace("(i + 1) % 4 != 0", "loss.isnan()")
    assert read(rare, LR, values=values).updates == 1206
    assert read(rare, LR, values=values).above == ()
    gathers = GATHERED.replace("if TEST", "with accelerator.accumulate(model)")
    assert "is not read" in read(gathers, LR, values=values).above[0]
    unsaid = read(GATHERED.replace("TEST", "i % 4 == 0").replace("3 * len(loader)", "900"), LR)
    assert unsaid.updates is None and unsaid.above[0].endswith("run are that much fewer")
    from_one = GATHERED.replace("TEST", "i % 4 == 0").replace("(loader):", "(loader, 1):")
    assert read(from_one, LR, values=values).updates == 300
    own = GATHERED.replace("        if TEST:\n            optim", "        optim")
    own = own.replace(
        "            scheduler.step()", "        if i % 9 == 0:\n            scheduler.step()"
    )
    assert (
        "under if i % 9 == 0, and the optimizer's step does not"
        in read(own, LR, values=values).above[0]
    )


def test_the_second_argument_of_an_optimizer_is_its_lr():
    theirs = {
        name: list(inspect.signature(kind).parameters)[1]
        for name, kind in vars(torch.optim).items()
        if inspect.isclass(kind) and kind is not torch.optim.Optimizer
    }
    assert set(theirs) <= OPTIMIZERS and set(theirs.values()) == {"lr"}
    assert read("StepLR(SGD(w, 0.3), 3)", lr=LR).rate(0) == 0.3
    assert read("StepLR(SGD(w, 0.3, lr=0.2), 3)").rate(0) == 0.2  # which PyTorch would refuse


def test_of_the_optimizer_only_its_lr_is_read():
    line = "StepLR(SGD(__import__('os').abort(), lr=0.2), 3)"
    assert read(line) == read("StepLR(self.optimizers[0], 3)", lr=0.2)


def test_what_is_not_text_and_no_rate():
    with pytest.raises(TypeError, match="text must be a string, got 3"):
        read(3)
    with pytest.raises(ValueError, match="lr must be a positive finite number, got 0"):
        read("StepLR(o, 3)", lr=0)
    assert read("StepLR(SGD(w, lr=0.2), 3)", lr=0.1).rate(0) == 0.2  # the text comes first


def test_no_framework_is_imported():
    code = (
        "import sys; from lrlib.audit import audit; "
        "audit('get_cosine_schedule_with_warmup(optimizer, 10, 90)', 200, lr=0.1); "
        "audit('CosineDecay(0.1, 90)', 100); audit('optax.cosine_decay_schedule(0.1, 9)', 9); "
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {
        "torch",
        "transformers",
        "keras",
        "tensorflow",
        "jax",
        "optax",
        "mlx",
        "numpy",
        "sympy",
    }
    assert "lrlib.paste" in done.stdout.split() and not heavy & set(done.stdout.split())


def test_the_command_line(capsys):
    line = "CosineAnnealingLR(optimizer, T_max=90)"
    assert main(["audit", line, "--lr", "0.1", "--updates", "200"]) == 1
    assert "CosineAnnealingLR(optimizer, T_max=90), 200 updates" in capsys.readouterr().out
    assert main(["audit", line, "--updates", "100"]) == 2
    assert "--lr 0.1" in capsys.readouterr().err
    assert main(["audit", "StepLR(optimizer, 30)", "--lr", "0.1", "--updates", "100"]) == 0
    capsys.readouterr()
    assert main(["show", line, "--lr", "0.1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Cosine(lr0=0.1, total_steps=90)\n") and "note: CosineAnn" in out
    assert main(["show", line, "--lr", "0.1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "Cosine"
    assert main(["compare", line, "CosineDecay(0.1, 90)", "--lr", "0.1"]) == 0
    assert "B is farthest from A at step 0, by 0" in capsys.readouterr().out


@given(strategies.schedules)
def test_the_line_of_lrlib_runs_as_it_stands(schedule):
    names = {}
    exec("import lrlib\n" + examine(repr(schedule), 3)["line"], names)
    assert names["schedule"] == schedule


def test_numbers_are_short_where_the_curve_is_the_same():
    one_cycle = "OneCycleLR(optimizer, max_lr=3e-4, total_steps=1000, div_factor=100)"
    for text in ("lr_min=3e-06,", "pct_start=299/999,"):
        assert text in examine(one_cycle, 1000)["line"]
    for line in (
        one_cycle,
        "ExponentialLR(optimizer, 0.9876543210987)",
        "ExponentialLR(o, 0.9999)",
    ):
        found, made = examine(line, 1000, LR)["line"], read(line, LR).schedule
        names = {}
        exec("import lrlib\n" + found, names)
        apart = abs(names["schedule"].curve(2001) - made.curve(2001)).max()
        assert apart <= 1e-12 * made.lr_range[1] and len(found) < len(f"schedule = lrlib.{made!r}")
    assert examine("ExponentialDecay(0.1, 0.012422519886123409)", 90)["line"].endswith("23409)")


def test_examined_is_plain_data_with_the_extremes_of_a_long_run():
    line = "OneCycleLR(optimizer, max_lr=0.1, total_steps=50_000)"
    found = examine(line, 60_000)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    rates = list(map(read(line).rate, range(50_001)))
    assert found["ran"] == 50_001 and found["last"] == rates[-1]
    assert (found["highest"], found["peak"]) == (max(rates), rates.index(max(rates)))
    assert [found["peak"], max(rates)] in found["rates"] and [50_000, rates[-1]] in found["rates"]
    assert all(rate == rates[step] for step, rate in found["rates"]) and len(found["rates"]) < 1300
    assert found["findings"][0]["kind"] == "stops" and len(found["held"]) < 1300
    assert examine("Cosine(0.1, 90)", 91)["held"] == []
    with pytest.raises(ValueError, match="updates must be at most 200,000 here, got 200,001"):
        examine(line, MOST + 1)


def test_a_loop_whose_length_is_not_in_the_text_says_so():
    head = "scheduler = ExponentialLR(SGD(weights, lr=0.1), gamma=0.9)\nfor epoch in range(10):\n"
    inner = (
        "    for x, y in enumerate(loader):\n        optimizer.step()\n        scheduler.step()\n"
    )
    text = head + inner
    assert read(text).uncounted == "len(loader)" and read(text).updates is None
    found = examine(text, 50)
    assert found["asks"] == ["len(loader)"] and "looked at are 50" in found["above"][0]
    known = examine(text, 50, values={"len(loader)": 7})
    assert known["updates"] == 70 and known["above"] == []
    outer = head + "    for x in loader:\n        optimizer.step()\n    scheduler.step()\n"
    assert read(outer).uncounted == "" and read(outer).updates == 10  # epochs
    some = text.replace("scheduler.step()", "if i % k == 0:\n            scheduler.step()")
    assert read(some).uncounted == ""  # it would not be enough


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("opt.lr = 0.1 * 0.96**epoch", "no optimizer reads an attribute lr"),
        ("group['lr'] = 0.1 * 0.96**epoch", "a rate that is set by hand is not read here"),
        ("optimizer.learning_rate = 0.1 / (1 + epoch)", "a rate that is set by hand"),
    ],
)
def test_a_rate_that_is_set_by_hand_is_called_that(line, words):
    text = f"for epoch in range(9):\n    {line}\n    for x, y in loader:\n        opt.step()\n"
    with pytest.raises(SpecError, match=words) as raised:
        read(text, lr=0.1)
    assert text[raised.value.at : raised.value.to] == line
