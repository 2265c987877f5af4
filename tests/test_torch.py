"""The PyTorch scheduler: the rate used, resuming, groups, tensors, momentum, bad input."""

import copy
import io
import json
import math
import pickle
import re
import sys
import warnings
from pathlib import Path

import pytest
import strategies
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.optim import SGD, Adam
from torch.optim.lr_scheduler import ExponentialLR, LRScheduler, SequentialLR

import lrlib
from lrlib.torch import Scheduler

TRIANGLE = lrlib.OneCycle(0.01, 0.1, total_steps=20)
HALF = 10
INVERSE = lrlib.join(
    [
        lrlib.LinearDecay(0.95, HALF, lr_end=0.85),
        lrlib.OneCycle(0.85, 0.95, 2 * HALF, lr_final=0.95),
    ],
    [HALF],
)


def parameter(n=1):
    return torch.nn.Parameter(torch.zeros(n))


def update(optimizer):
    for group in optimizer.param_groups:
        for p in group["params"]:
            p.grad = torch.ones_like(p)
    optimizer.step()


def rates_used(optimizer, scheduler, n):
    """The rate of each of n updates, measured from how far plain SGD moved."""
    weight, used = optimizer.param_groups[0]["params"][0], []
    for _ in range(n):
        before = weight.detach().clone()
        update(optimizer)
        scheduler.step()
        used.append((before - weight.detach()).item())
    return used


def double_sgd(schedule, **options):
    weight = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))
    optimizer = SGD([weight], lr=0.5)
    return optimizer, Scheduler(optimizer, schedule, **options)


# -- the rate of update i is schedule(i) -----------------------------------------------------


@given(strategies.schedules.filter(lambda s: s.lr_range[0] >= 0), st.integers(0, 10**6))
@settings(max_examples=50, deadline=None)
def test_the_rate_set_is_the_schedule_itself(schedule, step):
    optimizer = SGD([parameter()], lr=0.5)
    scheduler = Scheduler(optimizer, schedule, last_epoch=step - 1)
    assert optimizer.param_groups[0]["lr"] == schedule(step)
    optimizer.step()
    scheduler.step()
    assert scheduler.get_last_lr() == scheduler.get_lr() == [schedule(step + 1)]


def test_the_rate_used_is_the_schedule_s():
    used = rates_used(*double_sgd(TRIANGLE), 50)  # and long past the end
    assert used == pytest.approx([TRIANGLE(i) for i in range(50)], abs=1e-15)


def test_a_negative_rate_is_used_when_allowed():
    ced = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)
    used = rates_used(*double_sgd(ced, allow_negative=True), 10)
    assert min(used) < 0
    assert used == pytest.approx([ced(i) for i in range(10)], abs=1e-15)


def test_no_warning_in_the_right_order_and_pytorch_s_own_in_the_wrong_one():
    optimizer, scheduler = double_sgd(TRIANGLE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rates_used(optimizer, scheduler, 3)
    _, scheduler = double_sgd(TRIANGLE)
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        scheduler.step()


def test_it_takes_a_place_in_a_sequence():
    optimizer, first = double_sgd(lrlib.ExponentialDecay(0.5, 0.1))
    last = Scheduler(optimizer, TRIANGLE)
    sequence = SequentialLR(optimizer, [first, ExponentialLR(optimizer, 0.9), last], [3, 6])
    used = rates_used(optimizer, sequence, 10)
    expected = [first.schedule(i) for i in range(3)] + [0.5, 0.45, 0.405]
    assert used == pytest.approx(expected + [TRIANGLE(i) for i in range(4)], abs=1e-15)


def test_a_sequence_resumes():
    def make():
        optimizer, first = double_sgd(lrlib.ExponentialDecay(0.5, 0.1))
        return optimizer, SequentialLR(optimizer, [first, Scheduler(optimizer, TRIANGLE)], [3])

    for stop in (2, 3, 5):
        optimizer, sequence = make()
        rates_used(optimizer, sequence, stop)
        state, there = sequence.state_dict(), optimizer.param_groups[0]["lr"]
        optimizer, sequence = make()
        sequence.load_state_dict(state)
        assert optimizer.param_groups[0]["lr"] == there
        assert rates_used(optimizer, sequence, 4)[1:] == pytest.approx(
            [TRIANGLE(i + stop - 3) if i + stop >= 3 else first_rate(i + stop) for i in (1, 2, 3)]
        )


def first_rate(i):
    return lrlib.ExponentialDecay(0.5, 0.1)(i)


# -- state -----------------------------------------------------------------------------------


def saved(state):
    """Through a file, as a checkpoint goes."""
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


def test_state_is_small_plain_data():
    _, scheduler = double_sgd(TRIANGLE)
    state = saved(scheduler.state_dict())
    assert state.keys() == {"last_epoch", "schedule"} and state["last_epoch"] == 0
    assert json.loads(state["schedule"]) == {"lr": TRIANGLE.to_dict()}


@pytest.mark.parametrize("make", [SGD, Adam], ids=["SGD", "Adam"])
def test_resumes_bit_for_bit(make):
    def run(state=None, stop=40):
        torch.manual_seed(0)
        model = torch.nn.Linear(3, 1)
        options = {"momentum": 0.9} if make is SGD else {}
        optimizer = make(model.parameters(), lr=1.0, **options)
        scheduler = Scheduler(optimizer, TRIANGLE, momentum=INVERSE)
        if state:
            for part, saved_part in zip((model, optimizer, scheduler), saved(state)):
                part.load_state_dict(saved_part)
        while scheduler.last_epoch < stop:
            torch.manual_seed(scheduler.last_epoch)
            optimizer.zero_grad()
            model(torch.randn(8, 3)).square().mean().backward()
            optimizer.step()
            scheduler.step()
        return [part.state_dict() for part in (model, optimizer, scheduler)]

    whole, resumed = run(), run(run(stop=17))
    assert all(torch.equal(whole[0][key], resumed[0][key]) for key in whole[0])
    assert whole[2] == resumed[2]


def test_resumes_with_a_longer_schedule_and_says_so():
    optimizer, scheduler = double_sgd(TRIANGLE)
    rates_used(optimizer, scheduler, 7)
    longer = TRIANGLE.replace(total_steps=40)
    resumed, again = double_sgd(longer)
    resumed.load_state_dict(optimizer.state_dict())
    with pytest.warns(UserWarning, match=r"'total_steps': 20.*step 7.*'total_steps': 40"):
        again.load_state_dict(scheduler.state_dict())
    assert rates_used(resumed, again, 40) == pytest.approx(
        [longer(7 + i) for i in range(40)], abs=1e-15
    )


def gone_on(hidden=False, silent=False, later=0, filters="default"):
    """The warnings of a longer schedule, loaded here or where they are caught, and four steps."""
    both = {"weight_decay": lrlib.LinearDecay(0.1, 9)}
    optimizer, scheduler = double_sgd(TRIANGLE, **both)
    rates_used(optimizer, scheduler, 7)
    kept = scheduler.state_dict()
    both = {"weight_decay": lrlib.LinearDecay(0.1, 99)}
    resumed, again = double_sgd(TRIANGLE.replace(total_steps=40), **both)
    rates_used(resumed, again, later)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter(filters)
        if hidden or silent:
            with warnings.catch_warnings(record=True):
                if silent:
                    warnings.simplefilter("ignore")
                again.load_state_dict(kept)
        else:
            again.load_state_dict(kept)
        rates_used(resumed, again, 4)
    return [str(one.message) for one in said if "the checkpoint's" in str(one.message)]


@pytest.mark.parametrize("filters", ["default", "always"])
@pytest.mark.parametrize("later", [0, 5])
def test_a_changed_schedule_is_said_once_also_where_loading_hides_it(filters, later):
    said = gone_on(later=later, filters=filters)
    assert [one.split("'s ")[1].split()[0] for one in said] == ["schedule", "weight_decay"]
    assert gone_on(hidden=True, later=later, filters=filters) == said
    assert gone_on(silent=True, later=later, filters=filters) == []  # as its user wants it
    with pytest.raises(UserWarning, match="the checkpoint's schedule"):
        gone_on(filters="error")


def test_once_the_change_is_said_steps_are_as_short_as_before():
    _, scheduler = double_sgd(TRIANGLE)
    optimizer, again = double_sgd(TRIANGLE.replace(total_steps=40))
    with warnings.catch_warnings(record=True):
        again.load_state_dict(scheduler.state_dict())
    assert again._formula is None
    with pytest.warns(UserWarning, match="the checkpoint's schedule"):
        rates_used(optimizer, again, 1)
    assert again._formula is not None


def test_loading_leaves_the_state_as_it_was_and_is_silent_when_nothing_changed():
    optimizer, scheduler = double_sgd(TRIANGLE)
    rates_used(optimizer, scheduler, 7)
    state = scheduler.state_dict()
    kept = copy.deepcopy(state)
    _, again = double_sgd(TRIANGLE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        again.load_state_dict(state)
    assert state == kept
    with pytest.raises(ValueError, match="must have last_epoch and schedule, got"):
        again.load_state_dict({"_step_count": 3})


@pytest.mark.parametrize("twin", [copy.deepcopy, lambda s: pickle.loads(pickle.dumps(s))])
def test_copies_and_pickles_with_its_optimizer(twin):
    optimizer, scheduler = double_sgd(TRIANGLE)
    rates_used(optimizer, scheduler, 3)
    other = twin(scheduler)
    assert other.optimizer is not optimizer
    assert rates_used(other.optimizer, other, 3) == pytest.approx(
        [TRIANGLE(3 + i) for i in range(3)]
    )
    assert (scheduler.last_epoch, scheduler.get_last_lr()) == (3, [TRIANGLE(3)])


# -- parameter groups ------------------------------------------------------------------------


def test_one_schedule_per_group():
    decay = lrlib.ExponentialDecay(0.1, 0.1)
    optimizer = SGD([{"params": [parameter()]}, {"params": [parameter()]}], lr=1.0)
    scheduler = Scheduler(optimizer, [TRIANGLE, decay])
    for i in range(30):
        assert scheduler.get_last_lr() == [TRIANGLE(i), decay(i)]
        update(optimizer)
        scheduler.step()
    state = json.loads(saved(scheduler.state_dict())["schedule"])
    assert state == {"lr": [TRIANGLE.to_dict(), decay.to_dict()]}
    optimizer.add_param_group({"params": [parameter()]})
    with pytest.raises(ValueError, match=r"schedule must be one schedule, .* 2 for 3"):
        scheduler.step()
    scheduler.schedule += (decay,)
    scheduler.step()
    assert scheduler.get_last_lr()[2] == decay(scheduler.last_epoch)


def test_scale_factors():
    groups = [{"params": [parameter()], "lr_scale": 0.25}, {"params": [parameter()]}]
    optimizer = SGD(groups, lr=1.0)
    scheduler = Scheduler(optimizer, TRIANGLE)
    for i in range(30):
        assert scheduler.get_last_lr() == [TRIANGLE(i) * 0.25, TRIANGLE(i)]
        update(optimizer)
        scheduler.step()


def test_a_group_added_later_follows_from_the_next_step():
    optimizer, scheduler = double_sgd(TRIANGLE)
    rates_used(optimizer, scheduler, 3)
    optimizer.add_param_group({"params": [parameter()], "lr_scale": 0.5})
    optimizer.add_param_group({"params": [parameter()]})
    update(optimizer)
    assert scheduler.get_last_lr() == [TRIANGLE(3), 0.5, 0.5]  # until then, the constructor's
    scheduler.step()
    assert scheduler.get_last_lr() == [TRIANGLE(4), TRIANGLE(4) / 2, TRIANGLE(4)]
    state = optimizer.state_dict()
    optimizer.load_state_dict(saved(state))  # new group objects
    update(optimizer)
    scheduler.step()
    assert scheduler.get_last_lr() == [TRIANGLE(5), TRIANGLE(5) / 2, TRIANGLE(5)]


# -- tensor rates ----------------------------------------------------------------------------


def test_a_tensor_rate_is_filled_in_place_and_does_not_drift():
    decay = lrlib.ExponentialDecay(0.1, 1e-6)
    rate = torch.tensor(0.1)
    optimizer = SGD([parameter()], lr=rate)
    scheduler = Scheduler(optimizer, decay, last_epoch=10**6 - 2)
    assert optimizer.param_groups[0]["lr"] is rate
    seen = scheduler.get_last_lr()[0]
    for _ in range(1000):
        optimizer.step()
        scheduler.step()
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate.item() == torch.tensor(decay(10**6 + 999)).item()  # the nearest float32
    assert seen.item() == torch.tensor(decay(10**6 - 1)).item()  # a copy, not the rate itself


def test_a_tensor_rate_survives_loading():
    make = lambda: SGD([parameter()], lr=torch.tensor(0.5))  # noqa: E731
    optimizer = make()
    scheduler = Scheduler(optimizer, TRIANGLE)
    state = saved(optimizer.state_dict())
    optimizer.load_state_dict(state)
    rate = optimizer.param_groups[0]["lr"]
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] is rate
    assert rate.item() == torch.tensor(TRIANGLE(1)).item()


@pytest.mark.parametrize("rate", [0.5, torch.tensor(0.5)], ids=["float", "tensor"])
def test_a_compiled_step_settles_and_uses_each_rate(rate):
    graphs = []

    def count(module, inputs):
        graphs.append(module)
        return module.forward

    torch._dynamo.reset()
    weight = parameter()
    weight.grad = torch.ones(1)
    optimizer = SGD([weight], lr=rate)
    scheduler = Scheduler(optimizer, TRIANGLE)
    step = torch.compile(optimizer.step, backend=count)
    counts = []
    for _ in range(20):
        step()
        scheduler.step()
        counts.append(len(graphs))
    torch._dynamo.reset()
    assert counts[3:] == [counts[3]] * 17
    if isinstance(rate, torch.Tensor):
        assert counts[3] == counts[0]  # a float costs one more graph before it is dynamic
    assert weight.item() == pytest.approx(-sum(map(TRIANGLE, range(20))), rel=1e-6)


# -- momentum --------------------------------------------------------------------------------


@pytest.mark.parametrize("tensors", [False, True], ids=["floats", "tensors"])
def test_momentum_cycles_inversely(tensors):
    optimizer = SGD([parameter()], lr=1.0, momentum=0.5)
    scheduler = Scheduler(optimizer, TRIANGLE, momentum=INVERSE)
    for i in range(30):
        assert optimizer.param_groups[0]["momentum"] == INVERSE(i)
        update(optimizer)
        scheduler.step()
    betas = (torch.tensor(0.9), torch.tensor(0.999)) if tensors else (0.9, 0.999)
    optimizer = Adam([parameter()], lr=torch.tensor(1.0), betas=betas, capturable=tensors)
    scheduler = Scheduler(optimizer, TRIANGLE, momentum=INVERSE)
    for i in range(30):
        beta1, beta2 = optimizer.param_groups[0]["betas"]
        assert float(beta1) == pytest.approx(INVERSE(i), rel=1e-7)
        assert beta2 is betas[1]
        optimizer.param_groups[0]["params"][0].grad = None  # nothing to update
        optimizer.step()
        scheduler.step()


# -- bad input -------------------------------------------------------------------------------

CED = lrlib.CyclicExponentialDecay(0.1, 0.01, 10)


@pytest.mark.parametrize(
    ("error", "words", "options"),
    [
        (TypeError, "schedule must be an lrlib schedule, got 0.1", {"schedule": 0.1}),
        (TypeError, "schedule must be an lrlib schedule, got 'abc'|got 'a'", {"schedule": "abc"}),
        (ValueError, "schedule must not go below zero unless", {"schedule": CED}),
        (ValueError, "schedule must not go below zero unless", {"schedule": [CED]}),
        (ValueError, "one per parameter group, got 2 for 1", {"schedule": [TRIANGLE] * 2}),
        (ValueError, "finite in float32", {"schedule": lrlib.ExponentialDecay(1e39, 1.0)}),
        (TypeError, "allow_negative must be True or False", {"allow_negative": 1}),
        (TypeError, "momentum must be an lrlib schedule, got 0.9", {"momentum": 0.9}),
        (ValueError, "momentum must stay below 1", {"momentum": lrlib.LinearDecay(1.0, 9)}),
        (ValueError, "momentum must not go below zero", {"momentum": CED}),
        (ValueError, "last_epoch must be a whole number, at least -1", {"last_epoch": -2}),
        (ValueError, "last_epoch must be a whole number.*got True", {"last_epoch": True}),
        (TypeError, "relative must be True, False or None", {"relative": "yes"}),
        (TypeError, "optimizer must be a torch.optim.Optimizer, got None", {"optimizer": None}),
    ],
)
def test_bad_input(error, words, options):
    arguments = {"optimizer": SGD([parameter()], lr=0.1), "schedule": TRIANGLE} | options
    with pytest.raises(error, match=words):
        Scheduler(**arguments)


def test_symbols_are_refused():
    import sympy as sp

    decay = lrlib.ExponentialDecay(sp.Symbol("lr0", positive=True), 0.1)
    with pytest.raises(TypeError, match="schedule must have numbers for parameters"):
        double_sgd(decay)


def test_momentum_needs_an_optimizer_that_has_some():
    optimizer = torch.optim.Adagrad([parameter()])
    with pytest.raises(ValueError, match="momentum must be a number in every parameter group"):
        Scheduler(optimizer, TRIANGLE, momentum=INVERSE)


@pytest.mark.parametrize("scale", [-1.0, math.nan, math.inf])
def test_a_bad_scale_is_refused(scale):
    optimizer = SGD([{"params": [parameter()], "lr_scale": scale}], lr=0.1)
    with pytest.raises(ValueError, match="lr_scale must be a finite number, at least 0"):
        Scheduler(optimizer, TRIANGLE)


class Broken(lrlib.Schedule):
    """A schedule of the user's own, with a range that does not hold."""

    lr_range = (0.0, 1.0)

    def __init__(self, value):
        self.keep(value=value)

    def rate(self, step, ops):
        return self.value if step == 2 else 0.5


@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1])
@pytest.mark.parametrize("rate", [0.1, torch.tensor(0.1)], ids=["float", "tensor"])
def test_no_bad_rate_reaches_the_optimizer_even_so(value, rate):
    optimizer = SGD([parameter()], lr=rate)
    scheduler = Scheduler(optimizer, Broken(value))
    optimizer.step()
    scheduler.step()
    with pytest.raises(ValueError, match=r"a rate must be finite .* at least 0, got .* step 2"):
        scheduler.step()
    assert float(optimizer.param_groups[0]["lr"]) == 0.5


def test_it_is_an_lr_scheduler():
    assert isinstance(double_sgd(TRIANGLE)[1], LRScheduler)


# -- in the loops of others ------------------------------------------------------------------


class Recorder(SGD):
    """SGD that notes the rate of each update."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.used = []

    def step(self, closure=None):
        loss = super().step(closure)  # closures come from trainers
        self.used.append(self.param_groups[0]["lr"])
        return loss


@pytest.fixture
def quiet(tmp_path, monkeypatch):
    """Trainers write files and advice: into a folder of their own, and nowhere."""
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield tmp_path


def test_in_lightning_with_accumulation_and_resume(quiet):
    lightning = pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch, _):
            return self.layer(batch[0]).sum()

        def configure_optimizers(self):
            self.recorder = Recorder(self.parameters(), lr=0.7)
            scheduler = Scheduler(self.recorder, TRIANGLE)
            return [self.recorder], [{"scheduler": scheduler, "interval": "step"}]

    def fit(updates, resume=None):
        torch.manual_seed(0)
        data = torch.utils.data.TensorDataset(torch.ones(12, 1))
        trainer = lightning.Trainer(
            max_steps=updates,
            accumulate_grad_batches=2,
            accelerator="cpu",
            logger=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        module = Module()
        loader = torch.utils.data.DataLoader(data, batch_size=1)
        trainer.fit(module, loader, ckpt_path=resume)
        trainer.save_checkpoint(quiet / "last.ckpt")
        return module.recorder.used

    first = fit(8)
    assert first + fit(24, resume=quiet / "last.ckpt") == [TRIANGLE(i) for i in range(24)]


def on_the_page(first):
    """What the chapter on training code makes in the block of code with this line."""
    text = (Path(__file__).parent.parent / "chapters/training.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^```(?:python|\{code-cell\})[^\n]*\n(.*?)^```$", text)
    (code,) = [block.split("\n\n\ntrainer = ")[0] for block in blocks if first in block]
    names = {"torch": torch, "lrlib": lrlib, "Scheduler": Scheduler}
    names["Trainer"] = sys.modules["transformers"].Trainer if "(Trainer)" in code else None
    exec(code, names)
    return names


def test_the_page_s_module_in_lightning(quiet):
    lightning = pytest.importorskip("lightning.pytorch", reason="Lightning is not installed")
    used = []

    class Module(on_the_page("class Module(lightning.")["Module"]):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(1, 1)

        def training_step(self, batch, _):
            return self.layer(batch).sum()

        def on_before_optimizer_step(self, optimizer):
            used.append(optimizer.param_groups[0]["lr"])

    silent = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = lightning.Trainer(
        max_epochs=3, accumulate_grad_batches=2, accelerator="cpu", **silent
    )
    trainer.fit(Module(), torch.utils.data.DataLoader(torch.ones(8, 1)))
    assert used == [lrlib.Cosine(0.1, total_steps=12)(i) for i in range(12)]


class OneWeight(torch.nn.Module):
    """A model as the Trainer of transformers wants it: told its data by name, it says its loss."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1)

    def forward(self, x):
        return {"loss": self.layer(x).sum()}


def hugging_face(folder, optimizers, resume, **options):
    """A Trainer of transformers that has trained such a model in silence."""
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    said = transformers.TrainingArguments(
        output_dir=str(folder),
        per_device_train_batch_size=1,
        report_to=[],
        use_cpu=True,
        disable_tqdm=True,
        **options,
    )
    data = [{"x": torch.ones(1)}] * 12
    model = OneWeight()
    trainer = transformers.Trainer(model, said, train_dataset=data, optimizers=optimizers(model))
    trainer.train(resume_from_checkpoint=resume)
    return trainer


def test_in_the_hugging_face_trainer_with_accumulation_and_resume(quiet):
    def optimizers(model):
        optimizer = Recorder(model.parameters(), lr=0.7)
        return optimizer, Scheduler(optimizer, TRIANGLE)

    def fit(updates, resume=None):
        options = {"max_steps": updates, "save_steps": updates, "logging_strategy": "no"}
        made = hugging_face(quiet, optimizers, resume, gradient_accumulation_steps=2, **options)
        return made.optimizer.optimizer.used

    first = fit(8)
    resumed = fit(24, resume=str(quiet / "checkpoint-8"))
    assert first + resumed == [TRIANGLE(i) for i in range(24)]


def test_the_page_s_trainer_makes_its_scheduler_for_each_model_and_each_run(quiet):
    """Where ``optimizers=`` is refused, as with ``model_init``: in runs of its own, and in two."""
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    kind = on_the_page("class OurTrainer(Trainer)")["OurTrainer"]
    wanted = lrlib.warmup(lrlib.LinearDecay(0.1, 18), 2)

    def made(**options):
        said = transformers.TrainingArguments(
            output_dir=str(quiet),
            per_device_train_batch_size=1,
            gradient_accumulation_steps=2,
            learning_rate=0.1,
            max_steps=20,
            logging_steps=1,
            report_to=[],
            use_cpu=True,
            disable_tqdm=True,
        )
        return kind(args=said, train_dataset=[{"x": torch.ones(1)}] * 12, **options)

    def rates(trainer):
        trainer.train()
        assert type(trainer.lr_scheduler) is Scheduler and trainer.lr_scheduler.schedule == wanted
        return [one["learning_rate"] for one in trainer.state.log_history if "loss" in one]

    expected = pytest.approx([wanted(i) for i in range(20)])
    for options in ({"model_init": OneWeight}, {"model": OneWeight()}):
        trainer = made(**options)
        assert rates(trainer) == expected
        assert rates(trainer) == expected  # again, and not on from its end
    with pytest.raises(RuntimeError, match=r"`model_init` is incompatible.*`optimizers`"):
        optimizer = torch.optim.SGD(OneWeight().parameters())
        made(model_init=OneWeight, optimizers=(optimizer, None))


def test_hugging_face_s_own_schedule_is_logged_as_used_and_made_longer_one_update_late(quiet):
    """What the chapter on training code says of the Trainer's logs, and of a longer run."""

    def fit(updates, resume=None, schedule=None):
        def optimizers(model):
            optimizer = Recorder(model.parameters(), lr=0.1)
            return optimizer, schedule and Scheduler(optimizer, schedule)

        options = {"learning_rate": 0.1, "warmup_steps": 0.25, "save_steps": 8, "logging_steps": 1}
        made = hugging_face(quiet, optimizers, resume, max_steps=updates, **options)
        log = [one["learning_rate"] for one in made.state.log_history if "learning_rate" in one]
        return made.optimizer.optimizer.used, log

    used, log = fit(8)
    schedule = lrlib.warmup(lrlib.LinearDecay(0.1, 6), 2)
    assert used == log == pytest.approx([schedule(i) for i in range(8)])
    used, log = fit(24, resume=str(quiet / "checkpoint-8"))
    longer = lrlib.warmup(lrlib.LinearDecay(0.1, 18), 6)
    # the first update has the rate that was saved: the end of the shorter schedule, which is 0
    assert used == log[8:] == pytest.approx([schedule(8), *(longer(i) for i in range(9, 24))])
    assert schedule(8) == 0 < longer(8)
    fit(8, schedule=schedule)
    with warnings.catch_warnings(record=True) as said:  # the Trainer hides that of loading
        warnings.simplefilter("default")
        used, _ = fit(24, str(quiet / "checkpoint-8"), longer)
    (told,) = [str(one.message) for one in said if "the checkpoint's" in str(one.message)]
    assert "going on at step 8 with" in told
    assert used == [longer(i) for i in range(8, 24)]  # ours, at once


def in_accelerate(prepared, guarded):
    """The rates of 24 updates of two batches each."""
    accelerate = pytest.importorskip("accelerate", reason="Accelerate is not installed")
    accelerator = accelerate.Accelerator(cpu=True, gradient_accumulation_steps=2)
    layer = torch.nn.Linear(1, 1)
    recorder = Recorder(layer.parameters(), lr=0.7)
    scheduler = Scheduler(recorder, TRIANGLE)
    layer, optimizer = accelerator.prepare(layer, recorder)
    if prepared:
        scheduler = accelerator.prepare(scheduler)
    else:
        accelerator.register_for_checkpointing(scheduler)
    for _ in range(48):
        with accelerator.accumulate(layer):
            accelerator.backward(layer(torch.ones(1)).sum())
            optimizer.step()
            if accelerator.sync_gradients or not guarded:
                scheduler.step()
            optimizer.zero_grad()
    return recorder.used


def test_in_accelerate_prepared_or_stepped_where_gradients_are_synchronised(quiet):
    expected = [TRIANGLE(i) for i in range(24)]
    assert in_accelerate(prepared=True, guarded=False) == expected
    assert in_accelerate(prepared=False, guarded=True) == expected
    assert in_accelerate(prepared=False, guarded=False) == [TRIANGLE(2 * i + 1) for i in range(24)]


def test_a_scaler_that_skips_an_update_skips_no_rate():
    optimizer, scheduler = double_sgd(TRIANGLE)
    (weight,) = optimizer.param_groups[0]["params"]
    scaler = torch.amp.GradScaler("cpu")
    for slope in (1.0, math.inf, 1.0, 1.0):
        optimizer.zero_grad()
        scale = scaler.get_scale()
        scaler.scale(weight * slope).backward()
        scaler.step(optimizer)
        scaler.update()
        if scaler.get_scale() >= scale:
            scheduler.step()
    assert -weight.item() == pytest.approx(sum(map(TRIANGLE, range(3))))


def test_what_a_second_scheduler_writes_is_overwritten():
    optimizer, scheduler = double_sgd(TRIANGLE)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=0)
    for i in range(5):
        optimizer.step()
        scheduler.step()
        assert optimizer.param_groups[0]["lr"] == TRIANGLE(i + 1)
        plateau.step(1.0)
    assert optimizer.param_groups[0]["lr"] < TRIANGLE(5)


def test_a_new_schedule_in_a_running_job():
    optimizer, scheduler = double_sgd(TRIANGLE)
    rates_used(optimizer, scheduler, 7)
    scheduler.schedule = TRIANGLE.replace(total_steps=40)
    assert rates_used(optimizer, scheduler, 5)[1:] == pytest.approx(
        [scheduler.schedule(i) for i in range(8, 12)], abs=1e-15
    )
