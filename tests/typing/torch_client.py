"""The PyTorch scheduler as type checkers see it."""

import torch

import lrlib
from lrlib.torch import Scheduler

weight = torch.nn.Parameter(torch.zeros(()))
optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
scheduler = Scheduler(optimizer, lrlib.Cosine(0.1, total_steps=100), allow_negative=False)
optimizer.step()
scheduler.step()
state: dict[str, object] = scheduler.state_dict()
scheduler.load_state_dict(state)
rates = scheduler.get_last_lr()
base: torch.optim.lr_scheduler.LRScheduler = scheduler
also = lrlib.torch.Scheduler(optimizer, [lrlib.Cosine(0.1, total_steps=100)])
