"""Paste a line of your training code: the schedule with its curve, and what to know about it.

>>> found = read("StepLR(optimizer, step_size=30)", lr=0.1)
>>> found.schedule
Steps(lr0=0.1, factor=0.1, every=30)

The line may make a schedule of PyTorch, transformers, timm, Keras, Optax, MLX or lrlib. None of
these frameworks is needed: the text is read, never run. Numbers may be reckoned from numbers, as in
``int(0.1 * 1000)``. Lines before it may say what a name stands for, as ``epochs = 30``; a loop may
follow. What is not in the text, such as ``len(train_loader)``, has to be written as a number, or
given beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from lrlib import check
from lrlib.native.pasted import Missing, Pasted
from lrlib.native.text import TrainingCode
from lrlib.spec import SpecError, parse

__all__ = ["Missing", "Pasted", "asked", "read"]

MOST = 50  # numbers that a text may ask for
ANY = 1000  # a number in the place of one that is not known


def read(
    text: str,
    lr: float | None = None,
    updates: int | None = None,
    values: Mapping[str, float] | None = None,
) -> Pasted:
    """What training code does, of PyTorch, transformers, timm, Keras, Optax, MLX or lrlib.

    Parameters
    ----------
    text : str
        The call that makes the scheduler, perhaps after ``scheduler =``. The optimizer is any
        name, or a call with its lr, of which only that is read. Numbers may have ``+ - * / // %
        **`` and ``int``, ``float``, ``round``, ``min``, ``max``, ``math.ceil`` and
        ``math.floor``. Lines before it may be ``name = ...``, comments and imports; a name stands
        for a number, a list, a scheduler, or the optimizer. In a longer piece of a program the
        last call is read that makes a schedule. ``TrainingArguments`` are read as the Trainer of
        transformers does, and those of TRL with TRL's defaults; a ``configure_optimizers`` as
        Lightning steps its scheduler.
    lr : float > 0, optional
        The rate of the optimizer, which most schedulers of PyTorch and transformers multiply.
        One that is written in the text comes first.
    updates : int > 0, optional
        How many updates the run will have, for ``TrainingArguments`` without ``max_steps``.
    values : dict of str to number, optional
        What stands for parts of the text that are no numbers, as they are written in it:
        ``{"len(train_loader)": 391}``; and ``updates_per_epoch``, which schedulers of timm need.

    Returns
    -------
    Pasted

    Raises
    ------
    ValueError
        that points at what is wrong in the text: a function of your own, a name for a number that
        is not in it (:class:`Missing`), a scheduler that looks at the losses, or one whose curve
        lrlib has not.

    Examples
    --------
    >>> read("optax.cosine_decay_schedule(0.1, decay_steps=10 * 90)").schedule
    Cosine(lr0=0.1, total_steps=900)
    >>> read('''
    ... epochs = 30
    ... optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    ... scheduler = StepLR(optimizer, step_size=epochs // 3)
    ... ''').schedule
    Steps(lr0=0.1, factor=0.1, every=10)
    >>> read("StepLR(optimizer, 30 * len(loader))", 0.1, values={"len(loader)": 10}).schedule
    Steps(lr0=0.1, factor=0.1, every=300)
    >>> read("TrainingArguments(learning_rate=2e-5, max_steps=900)").schedule
    LinearDecay(lr0=2e-05, total_steps=900)
    >>> read("StepLR(SGD(weights, lr=0.2), step_size=0)")
    Traceback (most recent call last):
    ...
    lrlib.spec.SpecError: every must be a positive number of steps, got 0
        StepLR(SGD(weights, lr=0.2), step_size=0)
                                               ^
    """
    if lr is not None:
        lr = check.positive("lr", lr)
    if updates is not None:
        updates = check.count("updates", updates, "updates")
    given = {name: _number(name, value) for name, value in (values or {}).items()}
    if not isinstance(text, str) or text.lstrip().startswith("{"):
        return Pasted(parse(text))
    return TrainingCode(text, lr, updates, given).pasted()


def asked(
    text: str,
    lr: float | None = None,
    updates: int | None = None,
    values: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """The numbers that a text needs and does not hold, as they are written in it.

    >>> asked("OneCycleLR(optimizer, args.lr, epochs=9, steps_per_epoch=len(loader))")
    ('args.lr', 'len(loader)')
    """
    filled = dict(values or {})
    for _ in range(MOST):
        code = TrainingCode(text, lr, updates, filled)
        try:
            code.pasted()
        except Missing as error:
            filled[error.name] = ANY  # and see what else there is
            continue
        except (SpecError, ValueError):
            pass
        return tuple(code.used)
    return tuple(filled)


def _number(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"values must hold a finite number for {name}, got {value!r}")
    return value
