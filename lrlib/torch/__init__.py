"""PyTorch: a schedule as a learning-rate scheduler. ::

    scheduler = Scheduler(optimizer, schedule)
    for batch in batches:
        ...
        optimizer.step()
        scheduler.step()

Update number i (from 0) uses ``schedule(i)``. Each rate is computed from the step alone,
never from the rate before, so that resuming means setting the step. A scheduler of PyTorch's
own, or of Hugging Face's, becomes a schedule by :func:`from_native`.
"""

from lrlib.torch.native import from_native
from lrlib.torch.scheduler import Scheduler

__all__ = ["Scheduler", "from_native"]
