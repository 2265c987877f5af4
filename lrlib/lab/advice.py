"""Which schedule? Six answers in, a named default out, with code for six frameworks.

The page's widget and its table, and the tests that run the code, all read this. Numbers come from
the stored results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import lrlib
from lrlib.lab.backing import said
from lrlib.lab.peaks import NETWORKS, begin_at, others
from lrlib.lab.written import FRAMEWORKS, written
from lrlib.schedules import Schedule

__all__ = ["CASES", "FRAMEWORKS", "QUESTIONS", "Advice", "Case", "advise", "case_of", "every"]

#: A run is called long if its updates times its batch are over this many times the weights. On the
#: lab's MLP the default was level with linear decay at 13 of them and behind it at 40.
LONG = 20
#: The same in epochs, for who trains on one set again and again: a judgement, from no run of ours.
EPOCHS = 30
#: What *long* means, once for the whole page.
LONG_RUN = f"{EPOCHS} epochs or more, or over {LONG} examples for each weight"
#: Question to (its words, answer to its words); the first answer is what a reader starts from.
QUESTIONS = {
    "model": ("What do you train?", {"network": "a network",
                                     "images": "an image classifier (network)",
                                     "softmax": "logistic or softmax regression",
                                     "convex": "another convex model (least squares)"}),
    "length": ("Do you know how long the run will be?",
               {"known": "yes", "long": f"yes, and it is long: {LONG_RUN}",
                "unknown": "no"}),
    "optimizer": ("Optimiser?", {"adamw": "AdamW", "momentum": "SGD with momentum",
                                 "sgd": "plain SGD"}),
    "start": ("Is the start fragile (spikes, NaN, a deep or new model)?",
              {"calm": "no", "fragile": "yes"}),
    "batch": ("Large batch, so few updates?", {"usual": "no", "large": "yes"}),
    "task": ("What for?", {"scratch": "training from scratch", "tune": "fine-tuning"}),
}  # fmt: skip
#: What a reader is told: the schedule's name, remarks on its lengths, the lines that make it.
Made = tuple[str, list[str], list[str]]


class Case(NamedTuple):
    """A case of its own, in which the default is not the advice: when, and what instead."""

    name: str
    when: str
    do: str
    holds: Callable[[Mapping[str, str]], bool]


#: The whole rule: the first of these cases that holds, or else warm-up, stable, decay. The page
#: prints this list, and :func:`advise` goes by it.
CASES = (
    Case(
        "unknown",
        "You do not know yet how long you will train",
        "the same with its end open. Warm up, hold, and cool down when you decide to stop "
        "(a convex model needs no warm-up).",
        lambda given: given["length"] == "unknown",
    ),
    Case(
        "tune",
        "You fine-tune a network",
        "keep the schedule that you have; if you have none, a warm-up and then a line to zero.",
        lambda given: given["task"] == "tune" and given["model"] in NETWORKS,
    ),
    Case(
        "softmax",
        "Logistic or softmax regression",
        "exponential decay to a hundredth, in a long run to a thousandth: "
        "`lrlib.ExponentialDecay.over(peak, peak / 100, total_steps)`.",
        lambda given: given["model"] == "softmax",
    ),
    Case(
        "convex",
        "Any other convex model",
        "linear decay to zero, `lrlib.LinearDecay(peak, total_steps)`.",
        lambda given: given["model"] == "convex",
    ),
    Case(
        "long SGD",
        "A long run of a network with SGD, with or without momentum",
        "linear decay to zero, by the same call.",
        lambda given: given["length"] == "long" and given["optimizer"] != "adamw",
    ),
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
    fragile = start == "fragile" or batch == "large"
    net = model in NETWORKS
    case = case_of(given)
    name, lengths, made, warm = _made(given, case, fragile)
    cost = [said(case, optimizer, warm)]
    if case == "tune":
        name = f"keep the schedule that you have; if you have none, {name}"
    elif case == "unknown" and task == "tune" and net:
        cost.append(said("tune, held", optimizer, warm))
    elif case in ("unknown", "known") and net:
        cost.append(said("warm-up", optimizer, warm))
    if case == "known" and optimizer == "adamw":
        cost.append(said("long", optimizer, warm))
    if model == "images":
        cost.append("None of these runs was an image classifier.")
    return Advice(
        name,
        " ".join(begin_at(given)),
        " ".join(lengths),
        " ".join(cost),
        " ".join(_papers(given, case)),
        written(_before(given, warm) + made, optimizer),
        _drawn(tuple(made)),
    )


def case_of(given: Mapping[str, str]) -> str:
    """The name of the first case that holds; "known" where the default is the advice.

    >>> case_of({"model": "convex", "length": "known", "optimizer": "sgd", "task": "tune"})
    'convex'
    """
    return next((case.name for case in CASES if case.holds(given)), "known")


def _made(
    given: Mapping[str, str], case: str, fragile: bool
) -> tuple[str, list[str], list[str], bool]:
    """What a case is told, and whether there is a warm-up in it.

    What holds or fine-tunes a network warms up; what starts at its peak, only where it must.
    """
    warm = fragile or (given["model"] in NETWORKS and case != "long SGD")
    if case == "unknown":
        return *_hold(warm), warm
    if case == "softmax":
        return *_exponential(1000 if given["length"] == "long" else 100, warm), warm
    if case == "known":
        return *_wsd(), warm
    thousands = case == "long SGD" and given["model"] == "images" and given["batch"] == "large"
    return *_linear(warm, epochs=5 if thousands else 0), warm


def _before(given: Mapping[str, str], warm: bool) -> list[str]:
    """The peak to begin with, and how many updates there are: what the schedule is made from."""
    found, on = others(given), "then halve and double"
    if found is not None and found.batch:
        own = 2048 if given["batch"] == "large" else found.batch
        lines = [f"batch = {own}  # yours",
                 f"peak = {found.value} * batch / {found.batch}  # begin here; {on}"]  # fmt: skip
    elif found is not None:
        lines = [f"peak = {found.value}  # begin here; {on}"]
    elif given["task"] == "tune" and given["model"] in NETWORKS:
        lines = [f"peak = 1e-3  # far below the peak that trained it; {on}"]
    else:
        lines = ["peak = 0.1  # a guess; better: a third of a range test's; halve, double"]
    if given["length"] != "unknown" or warm:
        lines += ["accumulate = 1  # batches of an update: yours",
                  "updates = -(-len(loader) // accumulate)  # of an epoch, rounded up"]  # fmt: skip
    if given["length"] != "unknown":
        lines.append("total_steps = epochs * updates")
    elif warm:
        lines.append("expected = epochs * updates  # at the least")
    if given["task"] == "tune" and given["model"] in NETWORKS:
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


def _wsd() -> Made:
    lengths = [
        "Warm up over the first tenth, hold, and go down over the last fifth, in a line to zero."
    ]
    made = ["schedule = lrlib.WarmupStableDecay(",
            "    peak, total_steps, warmup=0.1, decay=0.2)"]  # fmt: skip
    return "warm-up, stable, decay (WSD)", lengths, made


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


def _papers(given: Mapping[str, str], case: str) -> Iterator[str]:
    adamw, images = given["optimizer"] == "adamw", given["model"] == "images"
    if case == "unknown":
        yield "Papers: Hu et al. 2024, who named it; Hägele et al. 2024, one trunk and many ends."
    elif case == "softmax":
        yield "No theorem that we know says so of logistic or softmax regression. D2 vouches for"
        yield "linear decay with plain SGD, on every convex loss; the runs above went against it."
    elif case == "convex":
        yield "Theorem D2 vouches for linear decay with plain SGD, on every convex loss. For least"
        yield "squares Ge et al. 2019 prove more of rates that fall geometrically, so try that too."
    elif case == "tune":
        yield _papers_on_tuning(given)
    elif case == "long SGD":
        if images:
            yield "Papers: Defazio et al. 2023 for the line, on images among others."
        yield "Bergsma et al. 2025 find the line to zero best, but with AdamW, in large language"
        yield "models."
    elif adamw:
        yield "Papers: Hägele et al. 2024 and Schaipp et al. 2025 for it. Bergsma et al. 2025"
        yield "against it: in large language models they find one line to zero, behind a warm-up,"
        yield "best. If yours is large, run both."
    else:
        yield "Papers: Schaipp et al. 2025; their theory of it is SGD's, their runs are AdamW's."
    if given["batch"] == "large":
        yield "Our batches end at 256; Goyal et al. 2017 go to thousands, with SGD and five epochs"
        yield "of warm-up."


def _papers_on_tuning(given: Mapping[str, str]) -> str:
    papers = {
        ("network", "adamw"): "Papers: Devlin et al. 2019 and Hu et al. 2022, for the peaks.",
        ("images", "adamw"): "Paper: Liu et al. 2022, for the peak.",
        ("images", "momentum"): "Paper: Kolesnikov et al. 2020, for the peak.",
    }
    nobody = "No paper that we know tells a peak for fine-tuning like this."
    return papers.get((given["model"], given["optimizer"]), nobody)


def every() -> dict[str, Advice]:
    """Advice by the answers, joined by commas in the order of the questions."""
    answers = product(*(answers for _, answers in QUESTIONS.values()))
    return {",".join(given): advise(*given) for given in answers}
