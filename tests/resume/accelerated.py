"""Accelerate in two processes: where a prepared scheduler stands after some updates, and ours.

    torchrun --nproc_per_node=2 tests/resume/accelerated.py FOLDER

Writes FOLDER/steps-RANK.json: the schedule's step after UPDATES updates of two batches each, by
the way in which the scheduler was handed over.
"""

import json
import sys
from pathlib import Path

UPDATES = 6


def main(folder):
    import torch
    from accelerate import Accelerator
    from accelerate.utils import DataLoaderConfiguration

    import lrlib
    from lrlib.torch import Scheduler

    torch.set_num_threads(1)

    def run(prepared, split=False):
        batches = DataLoaderConfiguration(split_batches=split)
        accelerator = Accelerator(
            cpu=True, gradient_accumulation_steps=2, dataloader_config=batches
        )
        layer = torch.nn.Linear(1, 1)
        optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
        scheduler = own = Scheduler(optimizer, lrlib.LinearDecay(0.1, 100))
        layer, optimizer = accelerator.prepare(layer, optimizer)
        if prepared:
            scheduler = accelerator.prepare(scheduler)
        for _ in range(2 * UPDATES):
            with accelerator.accumulate(layer):
                accelerator.backward(layer(torch.ones(1)).sum())
                optimizer.step()
                if prepared or accelerator.sync_gradients:
                    scheduler.step()
                optimizer.zero_grad()
        assert own.get_last_lr() == [own.schedule(own.last_epoch)]
        return own.last_epoch

    steps = {
        "unprepared": run(prepared=False),
        "prepared": run(prepared=True),
        "prepared, split batches": run(prepared=True, split=True),
    }
    rank = torch.distributed.get_rank()
    (folder / f"steps-{rank}.json").write_text(json.dumps(steps))
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
