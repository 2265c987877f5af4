"""``TrainingArguments`` of transformers, and what its Trainer makes of them.

Read in release 5.23: ``create_scheduler`` of ``Trainer`` hands ``lr_scheduler_type``,
``get_warmup_steps(total)``, the total and ``lr_scheduler_kwargs`` to ``get_scheduler``, and the
optimizer begins at ``learning_rate``. Tests hold this against the installed release.

The arguments of TRL's trainers are these with other defaults, read in huggingface/trl, trl/trainer
(at f2cd5771).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["FIELDS", "LEARNING_RATES", "NAMES", "Asked", "asked", "takes"]

#: Classes with these arguments, and the learning rate that each has by default.
LEARNING_RATES = {
    "TrainingArguments": 5e-5,
    "Seq2SeqTrainingArguments": 5e-5,
    "SFTConfig": 2e-5,
    "DPOConfig": 1e-6,
    "GRPOConfig": 1e-6,
    "KTOConfig": 1e-6,
    "RLOOConfig": 1e-6,
    "RewardConfig": 1e-4,
}
NAMES = frozenset(LEARNING_RATES)
_HINTS = frozenset(  # arguments by which one knows a class of another name
    "output_dir per_device_train_batch_size num_train_epochs lr_scheduler_type warmup_ratio".split()
)

#: The arguments that decide on the rates, and their defaults; all others are let be.
FIELDS: dict[str, Any] = {
    "learning_rate": 5e-5,
    "lr_scheduler_type": "linear",
    "lr_scheduler_kwargs": None,
    "warmup_steps": 0,
    "warmup_ratio": None,  # of releases before 5.2
    "max_steps": -1,
    "num_train_epochs": 3.0,
}
_LOSSES = ("reduce_lr_on_plateau", "greedy")


class Asked(NamedTuple):
    """What ``get_scheduler`` is asked for, the optimizer's lr, how long the run is, and notes.

    ``raises``: what is wrong with the arguments themselves.
    """

    call: dict[str, Any]
    lr: float
    total: int
    notes: tuple[str, ...]
    raises: str = ""


def takes(name: str, arguments: Iterable[str | None]) -> bool:
    """Whether a call with these arguments makes arguments of the Trainer, or of one like it.

    >>> takes("ORPOConfig", ["output_dir", "beta"]), takes("ModelConfig", ["learning_rate"])
    (True, False)
    """
    like = name.endswith(("Config", "TrainingArguments"))
    return name in NAMES or (like and bool(_HINTS & set(arguments)))


def asked(given: dict[str, Any], updates: int | None, name: str = "TrainingArguments") -> Asked:
    """What a Trainer with these arguments asks ``get_scheduler`` for.

    >>> asked({"warmup_steps": 0.1, "learning_rate": 1e-4}, 999).call["num_warmup_steps"]
    100
    """
    defaults = FIELDS | {"learning_rate": LEARNING_RATES.get(name, FIELDS["learning_rate"])}
    full: dict[str, Any] = defaults | given
    kind, steps, ratio = full["lr_scheduler_type"], full["warmup_steps"], full["warmup_ratio"]
    if kind in _LOSSES:
        raise ValueError("its rates depend on the losses, and not on the step alone")
    notes = []
    total = full["max_steps"]
    if total <= 0:
        if updates is None:
            words = "epochs do not say how many updates there are: add max_steps=, or --updates"
            raise ValueError(words)
        total = updates
        words = "is not in the text, so the Trainer is taken to count"
        notes.append(f"max_steps {words} {total:,} updates, as you said")
    if steps < 0 or (ratio is not None and not 0 <= ratio <= 1):
        raise ValueError("warmup_steps must not be negative, and warmup_ratio lie between 0 and 1")
    raises = ""
    if "warmup_ratio" in given:  # also if it is None: the name itself is unknown
        raises = (
            "warmup_ratio raises TypeError in release 5.23 of transformers; for the same write "
            f"warmup_steps={ratio or 0}"
        )
    if ratio is not None:
        notes.append("the rates are those of transformers 4, which takes warmup_ratio")
        share = 0 if steps > 0 else ratio
    else:
        share = steps if steps < 1 else 0
    warm = math.ceil(total * share) if share else int(steps)
    if share:
        notes.append(f"the warm-up has {warm:,} updates, {share} of {total:,}, rounded up")
    for field in ("learning_rate", "lr_scheduler_type"):
        if field not in given:
            notes.append(f"{field} is not in the text: by default it is {defaults[field]!r}")
    more = full["lr_scheduler_kwargs"]
    call = {
        "name": kind,
        "num_warmup_steps": warm,
        "num_training_steps": total,
        "scheduler_specific_kwargs": json.loads(more) if isinstance(more, str) else more,
    }
    return Asked(call, float(full["learning_rate"]), total, tuple(notes), raises)
