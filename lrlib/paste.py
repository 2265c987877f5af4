"""Paste a line of your training code: the schedule with its curve, and what to know about it.

>>> found = read("StepLR(optimizer, step_size=30)", lr=0.1)
>>> found.schedule
Steps(lr0=0.1, factor=0.1, every=30)

The line may make a schedule of PyTorch, transformers, Keras, Optax or MLX, or of lrlib. None of
these frameworks is needed: the text is read, never run. Numbers may be reckoned from numbers, as in
``int(0.1 * 1000)``. Lines before it may say what a name stands for, as ``epochs = 30``; what is not
in the text, such as ``len(train_loader)``, has to be written as a number.
"""

from __future__ import annotations

from lrlib import check
from lrlib.native.text import Pasted, TrainingCode
from lrlib.spec import parse

__all__ = ["Pasted", "read"]


def read(text: str, lr: float | None = None) -> Pasted:
    """What a line of training code does, of PyTorch, transformers, Keras, Optax, MLX or lrlib.

    Parameters
    ----------
    text : str
        The call that makes the scheduler, perhaps after ``scheduler =``. The optimizer is any
        name, or a call with its lr, of which only that is read. Numbers may have ``+ - * / // %
        **`` and ``int``, ``float``, ``round``, ``min``, ``max``, ``math.ceil`` and
        ``math.floor``. Lines before it may be ``name = ...``, comments and imports; a name stands
        for a number, a list, a scheduler, or the optimizer.
    lr : float > 0, optional
        The rate of the optimizer, which most schedulers of PyTorch and transformers multiply.
        One that is written in the text comes first.

    Returns
    -------
    Pasted

    Raises
    ------
    ValueError
        that points at what is wrong in the text: a function of your own, a name for a number that
        is not in it, a scheduler that looks at the losses, or one whose curve lrlib has not.

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
    >>> read("StepLR(SGD(weights, lr=0.2), step_size=steps)")
    Traceback (most recent call last):
    ...
    lrlib.spec.SpecError: give a number: steps is a name, and what it stands for is not in the text
        StepLR(SGD(weights, lr=0.2), step_size=steps)
                                               ^^^^^
    """
    if lr is not None:
        lr = check.positive("lr", lr)
    if not isinstance(text, str) or text.lstrip().startswith("{"):
        return Pasted(parse(text))
    return TrainingCode(text, lr).pasted()
