"""From PyTorch's own schedulers, and those made of them, to schedules."""

from __future__ import annotations

from lrlib.guard import extra
from lrlib.native import warn
from lrlib.native.torch import MOMENTUM, READERS, curve
from lrlib.schedules import Schedule

with extra("torch"):
    from torch.optim.lr_scheduler import LRScheduler

__all__ = ["from_native"]


def from_native(native: LRScheduler) -> Schedule | tuple[Schedule, ...]:
    """The schedule with the same curve as a scheduler of PyTorch's or of Hugging Face's.

    >>> import torch
    >>> optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    >>> from_native(torch.optim.lr_scheduler.StepLR(optimizer, step_size=30))
    Steps(lr0=0.1, factor=0.1, every=30)

    The rates are those from the start of the run, wherever the scheduler stands: go on with
    ``Scheduler(optimizer, from_native(native), last_epoch=native.last_epoch - 1)``.

    Parameters
    ----------
    native : torch.optim.lr_scheduler.LRScheduler
        Each of PyTorch's own except ``MultiplicativeLR`` and ``ReduceLROnPlateau``; what
        ``transformers.get_scheduler`` makes, except ``greedy`` and ``reduce_lr_on_plateau``; a
        ``SequentialLR`` of these; a ``ChainedScheduler`` of ``ExponentialLR`` and one
        ``ConstantLR``; a :class:`Scheduler`.

    Returns
    -------
    Schedule, or a tuple of one per parameter group where their rates differ
        :class:`Scheduler` takes both.

    Raises
    ------
    TypeError
        if ``native`` is no scheduler.
    ValueError
        if its curve is not determined by its fields, or if lrlib has no such curve; the error
        says what stands in the way.

    Warns
    -----
    UserWarning
        if the two part after an end, and where the native one sets the momentum, too.

    Notes
    -----
    :func:`lrlib.parity.table` has the lines, each of them a test.
    """
    if not isinstance(native, LRScheduler) and type(native).__name__ not in READERS:
        raise TypeError(f"native must be a scheduler of PyTorch's, got {native!r}")
    curves = tuple(curve(native, i) for i in range(len(native.optimizer.param_groups)))
    if getattr(native, "cycle_momentum", False):
        warn(native, MOMENTUM)
    return curves[0] if len(set(curves)) == 1 else curves
