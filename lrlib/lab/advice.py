"""Which schedule? Six answers in, a named default out, with code for five frameworks.

The page's widget and its table, and the tests that run the code, all read this. Numbers come from
the stored results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import lrlib
from lrlib.lab.backing import said
from lrlib.schedules import Schedule

__all__ = ["FRAMEWORKS", "QUESTIONS", "Advice", "advise", "every"]

#: A run is called long if its updates times its batch are over this many times the weights. On the
#: lab's MLP the default was level with linear decay at 13 of them and behind it at 40.
LONG = 20
#: The same in epochs, for who trains on one set again and again: a judgement, from no run of ours.
EPOCHS = 30
#: Question to (its words, answer to its words); the first answer is what a reader starts from.
QUESTIONS = {
    "model": ("What do you train?", {"network": "a network",
                                     "images": "an image classifier (network)",
                                     "softmax": "logistic or softmax regression",
                                     "convex": "another convex model (least squares)"}),
    "length": ("Do you know how long the run will be?",
               {"known": f"yes, up to {EPOCHS} epochs",
                "long": f"yes, and long: over {EPOCHS} epochs, or over {LONG} examples a weight",
                "unknown": "no"}),
    "optimizer": ("Optimiser?", {"adamw": "AdamW", "momentum": "SGD with momentum",
                                 "sgd": "plain SGD"}),
    "start": ("Is the start fragile (spikes, NaN, a deep or new model)?",
              {"calm": "no", "fragile": "yes"}),
    "batch": ("Large batch, so few updates?", {"usual": "no", "large": "yes"}),
    "task": ("What for?", {"scratch": "training from scratch", "tune": "fine-tuning"}),
}  # fmt: skip
FRAMEWORKS = ("PyTorch", "Keras", "MLX", "JAX", "DeepSpeed")
OPTIMISERS = {  # optimiser: how each framework writes it around a rate
    "adamw": ("torch.optim.AdamW(model.parameters())", "keras.optimizers.AdamW({})",
              "optim.AdamW({})", "optax.adamw({})"),
    "momentum": ("torch.optim.SGD(model.parameters(), momentum=0.9)",
                 "keras.optimizers.SGD({}, momentum=0.9)", "optim.SGD({}, momentum=0.9)",
                 "optax.sgd({}, momentum=0.9)"),
    "sgd": ("torch.optim.SGD(model.parameters())", "keras.optimizers.SGD({})",
            "optim.SGD({})", "optax.sgd({})"),
}  # fmt: skip
#: What a reader is told: the schedule's name, remarks on its lengths, the lines that make it.
Made = tuple[str, list[str], list[str]]
NETWORKS = ("network", "images")
#: What stands behind the advice for image classifiers with SGD.
JUDGEMENT = (
    "A judgement from the literature, not our evidence: our lab trained no image classifier. "
    "Others found linear decay level with the best on such tasks, or ahead."
)


class Advice(NamedTuple):
    """What to do, why, and the code that does it."""

    name: str
    peak: str
    length: str
    cost: str
    evidence: str
    code: dict[str, list[str]]  # framework to lines of Python
    drawn: Schedule  # what the code makes for a peak of 1 and a hundred updates


def advise(model: str, length: str, optimizer: str, start: str, batch: str, task: str) -> Advice:
    """The advice for one answer to each question.

    >>> advise("network", "known", "adamw", "calm", "usual", "scratch").name
    'warm-up, stable, decay (WSD)'
    """
    given = dict(zip(QUESTIONS, (model, length, optimizer, start, batch, task)))
    for question, answer in given.items():
        answers = QUESTIONS[question][1]
        if answer not in answers:
            raise ValueError(f"{question} must be one of {', '.join(answers)}, got {answer!r}")
    fragile = start == "fragile" or batch == "large" or task == "tune"
    net = model in NETWORKS
    warm = fragile or (optimizer == "adamw" and net)
    tune = task == "tune" and net and length != "unknown"
    judged = _judged(given)
    if tune:
        name, lengths, made = _linear(warm)
        name = f"keep the schedule that you have; if you have none, {name}"
        cost = [said("tune", optimizer, warm)]
    elif length == "unknown":
        name, lengths, made = _hold(warm)
        cost = [said("unknown", optimizer, warm)]
    elif judged:
        name, lengths, made = _linear(warm, epochs=5)
        cost = [JUDGEMENT]
    elif model == "softmax":
        name, lengths, made = _exponential(1000 if length == "long" else 100, fragile)
        cost = [said("softmax", optimizer, warm)]
    elif model == "convex":
        name, lengths, made = _linear(fragile)
        cost = [said("convex", optimizer, warm)]
    elif length == "long" and optimizer != "adamw":
        name, lengths, made = _linear(warm)
        cost = [said("long SGD", optimizer, warm)]
    else:
        name, lengths, made = _wsd(warm)
        cost = [said("long" if length == "long" else "known", optimizer, warm)]
    if net and not tune and not judged:
        if task == "tune":
            cost.append(said("tune, held", optimizer, warm))
        elif length != "long" or optimizer == "adamw":
            cost.append(said("warm-up", optimizer, warm))
        if fragile and optimizer == "adamw":
            lengths.append("That warm-up is there for every network with AdamW.")
        if model == "images":
            cost.append("None of these runs was an image classifier.")
    return Advice(
        name,
        " ".join(_peak(given)),
        " ".join(lengths),
        " ".join(cost),
        " ".join(_papers(given)),
        _code(_before(given, warm) + made, optimizer),
        _drawn(tuple(made)),
    )


def _judged(given: Mapping[str, str]) -> bool:
    """Does no run of ours speak of it, and the literature does?"""
    held = given["length"] == "unknown" or given["task"] == "tune"
    return given["model"] == "images" and given["optimizer"] != "adamw" and not held


def _before(given: Mapping[str, str], warm: bool) -> list[str]:
    """The peak to begin with, and how many updates there are: what the schedule is made from."""
    net, optimizer = given["model"] in NETWORKS, given["optimizer"]
    on = "then halve and double"
    if given["task"] == "tune":
        adamw = optimizer == "adamw"
        lines = [f"peak = 2e-5  # begin here; {on}" if adamw else
                 f"peak = 1e-3  # far below the peak that trained it; {on}"]  # fmt: skip
    elif net and optimizer == "adamw":
        lines = [f"peak = 3e-4  # begin here; {on}"]
    elif net and optimizer == "momentum" and given["batch"] == "large":
        lines = ["batch = 2048  # yours", f"peak = 0.1 * batch / 256  # begin here; {on}"]
    elif net and optimizer == "momentum":
        lines = [f"peak = 0.1  # begin here, for batches of 256; {on}"]
    else:
        lines = [f"peak = 0.1  # a guess: put what a range test suggests; {on}"]
    if given["length"] != "unknown":
        lines.append("total_steps = epochs * len(loader)  # updates")
    elif warm:
        lines.append("expected = epochs * len(loader)  # updates, at the least")
    if given["task"] == "tune":
        lines.append("# weight decay, clipping, groups: see In your training code")
    return lines


@cache
def _drawn(made: tuple[str, ...]) -> Schedule:
    """What the lines make, run as they stand; a schedule that is held is stopped in the end."""
    names: dict[str, Any] = {
        "lrlib": lrlib,
        "peak": 1.0,
        "total_steps": 100,
        "epochs": 50,
        "expected": 100,
    }
    names["step"] = 80
    exec("\n".join(made), names)
    if made[-1].startswith("# to stop: "):
        return eval(made[-1].removeprefix("# to stop: "), names)
    return names["schedule"]


def _wsd(warm: bool) -> Made:
    rise = "Warm up over the first tenth, hold," if warm else "No warm-up: hold,"
    lengths = [f"{rise} and go down over the last fifth, in a line to zero."]
    made = ["schedule = lrlib.WarmupStableDecay(",
            f"    peak, total_steps, warmup={0.1 if warm else 0}, decay=0.2)"]  # fmt: skip
    name = "warm-up, stable, decay (WSD)" if warm else "stable, decay (WSD without a warm-up)"
    return name, lengths, made


def _linear(warm: bool, epochs: int = 0) -> Made:
    if not warm:
        made = ["schedule = lrlib.LinearDecay(peak, total_steps)"]
        return "linear decay to zero", ["Over the whole run, without a warm-up."], made
    rise, share = "tenth", "total_steps // 10"
    if epochs:
        rise, share = "five epochs", f"{epochs} * total_steps // epochs  # five epochs"
    made = [f"warmup = {share}",
            "line = lrlib.LinearDecay(peak, total_steps - warmup)",
            "schedule = lrlib.warmup(line, steps=warmup)"]  # fmt: skip
    lengths = [f"Warm up over the first {rise}, then in a line to zero over all the rest."]
    return "warm-up, then linear decay to zero", lengths, made


def _exponential(ratio: int, warm: bool) -> Made:
    words = {100: "a hundredth", 1000: "a thousandth"}[ratio]
    name = f"exponential decay to {words}"
    if not warm:
        made = ["schedule = lrlib.ExponentialDecay.over(",
                f"    peak, peak / {ratio}, total_steps)"]  # fmt: skip
        return name, ["Over the whole run; k follows from the length."], made
    made = ["warmup = total_steps // 10",
            "decay = lrlib.ExponentialDecay.over(",
            f"    peak, peak / {ratio}, total_steps - warmup)",
            "schedule = lrlib.warmup(decay, steps=warmup)"]  # fmt: skip
    lengths = ["Warm up over the first tenth; k follows from the length of the rest."]
    return f"warm-up, then {name}", lengths, made


def _hold(warm: bool) -> Made:
    held, made = "lrlib.Constant(peak)", []
    lengths = ["Hold; at step t begin to decay, in a line to zero, over a quarter of the t steps "
               "made."]  # fmt: skip
    if warm:
        held = f"lrlib.warmup({held}, steps=warmup)"
        made = ["warmup = expected // 10"]
        lengths.append("Warm up over a tenth of what you expect, at the least.")
    name = ("warm up, hold" if warm else "hold") + ", cool down when you decide to stop"
    made += [f"schedule = {held}", "# to stop: schedule.cooldown(at=step, steps=step // 4)"]
    return name, lengths, made


def _peak(given: Mapping[str, str]) -> Iterator[str]:
    on = "then halve it and double it, and go on until the best is not at an end."
    if given["task"] == "tune":
        if given["optimizer"] == "adamw":
            yield "Begin where others began: 2e-5 for all weights of a transformer like BERT, 2e-4"
            yield f"for LoRA; {on}"
        else:
            yield f"Begin far below the peak that trained it; {on}"
        yield "A range test aims far too high here."
    elif given["model"] in NETWORKS and given["optimizer"] != "sgd":
        if given["optimizer"] == "momentum":
            yield "Begin where others began with images: at 0.1 for batches of 256, and in"
            yield f"proportion; {on}"
        else:
            yield f"Begin where others began to pretrain language models, at 3e-4; {on}"
        yield "With data that the model has not seen, a range test (lrlib.lab.range_test) finds a"
        yield "place to begin, too."
    else:
        yield f"Run a range test (lrlib.lab.range_test), try that peak, {on}"
    if given["batch"] == "large":
        yield "Tune it at the large batch: the best peak moves with the batch."
    if given["optimizer"] == "momentum":
        yield "With momentum 0.9 the best peak is about a tenth of plain SGD's."


def _papers(given: Mapping[str, str]) -> Iterator[str]:
    judged = _judged(given)
    if given["model"] not in NETWORKS and given["length"] != "unknown":
        if given["model"] == "softmax":
            yield "Papers: Li, Zhuang and Orabona 2021, exponential steps."
        yield "Theorem D2 vouches for linear decay with plain SGD, on every convex loss."
    elif given["length"] == "unknown":
        yield "Papers: Hu et al. 2024, who named it; Hägele et al. 2024, one trunk and many ends."
    elif given["task"] == "tune":
        if given["optimizer"] == "adamw":
            yield "Papers: Devlin et al. 2019 and Hu et al. 2022, for the peaks."
        else:
            yield "The peaks that papers tell are Adam's, and say nothing of one for SGD."
    elif judged:
        yield "Papers: Defazio et al. 2023 for the line, on images among others; Goyal et al. 2017"
        yield "for five epochs of warm-up with batches of thousands, and none with 256."
    elif given["length"] == "long":
        yield "Papers: Bergsma et al. 2025 find a line to zero best in long runs of large language"
        if given["optimizer"] == "adamw":
            yield "models, trained by AdamW: against us. If yours is large, run both."
        else:
            yield "models, trained by AdamW."
    else:
        yield "Papers: Hägele et al. 2024; Schaipp et al. 2025."
    if given["batch"] == "large" and not judged:
        yield "Our batches end at 256; Goyal et al. 2017 for thousands."


def _code(made: list[str], optimizer: str) -> dict[str, list[str]]:
    torch, keras, mlx, optax = OPTIMISERS[optimizer]
    code = {
        "PyTorch": [
            "import lrlib, torch", "from lrlib.torch import Scheduler", "", *made,
            f"optimizer = {torch}", "scheduler = Scheduler(optimizer, schedule)",
            "# after each optimizer.step(): scheduler.step()",
        ],
        "Keras": [
            "import keras, lrlib", "from lrlib.keras import Schedule", "", *made,
            f"optimizer = {keras.format('Schedule(schedule)')}",
        ],
        "MLX": [
            "import lrlib, lrlib.mlx", "import mlx.optimizers as optim", "", *made,
            f"optimizer = {mlx.format('lrlib.mlx.schedule(schedule)')}",
        ],
        "JAX": [
            "import lrlib, lrlib.jax, optax", "", *made,
            f"optimizer = {optax.format('lrlib.jax.schedule(schedule)')}",
        ],
        "DeepSpeed": [
            "import deepspeed, lrlib", "from lrlib.torch import Scheduler", "", *made,
            "engine, *_ = deepspeed.initialize(",
            "    model=model, config=config,",
            "    lr_scheduler=lambda optimizer: Scheduler(optimizer, schedule))",
        ],
    }  # fmt: skip
    return {framework: _named(lines) for framework, lines in code.items()}


def _named(lines: list[str]) -> list[str]:
    """The same code, with a remark below its imports: which names the reader brings along."""
    words = set(re.findall(r"\w+", "\n".join(lines)))
    own = [name for name in ("epochs", "loader", "model", "config") if name in words]
    if not own:
        return lines
    told = f"{', '.join(own[:-1])} and {own[-1]} are" if own[1:] else f"{own[0]} is"
    at = lines.index("") + 1
    return [*lines[:at], f"# {told} yours", *lines[at:]]


def every() -> dict[str, Advice]:
    """Advice by the answers, joined by commas in the order of the questions."""
    answers = product(*(answers for _, answers in QUESTIONS.values()))
    return {",".join(given): advise(*given) for given in answers}
