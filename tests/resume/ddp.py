"""A DDP job that checkpoints every few updates, and can stop dead at one of them.

    torchrun --nproc_per_node=2 tests/resume/ddp.py FOLDER UPDATES [DIE_AT]

Each rank appends the rate of every update to FOLDER/rates-RANK.jsonl. With DIE_AT, rank 0
kills itself by SIGKILL after that update; start the job again and it goes on from the last
checkpoint.
"""

import json
import os
import signal
import sys
from pathlib import Path

EVERY = 4  # updates between checkpoints


def main(folder, updates, die_at=None):
    import torch
    import torch.distributed as dist

    import lrlib
    from lrlib.torch import Scheduler

    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
    model = torch.nn.parallel.DistributedDataParallel(network)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0, momentum=0.9)
    scheduler = Scheduler(
        optimizer,
        lrlib.warmup(lrlib.OneCycle(0.001, 0.05, updates - 5), 5),
        momentum=lrlib.LinearDecay(0.95, updates, lr_end=0.85),
    )
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        for name, part in parts.items():
            part.load_state_dict(saved[name])

    with open(folder / f"rates-{rank}.jsonl", "a") as log:
        for update in range(scheduler.last_epoch, updates):
            draw = torch.Generator().manual_seed(2 * update + rank)  # the data of this update
            x = torch.randn(16, 4, generator=draw)
            loss = (model(x) - x.sin().sum(1, keepdim=True)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            log.write(json.dumps([update, optimizer.param_groups[0]["lr"]]) + "\n")
            log.flush()
            scheduler.step()
            if (update + 1) % EVERY == 0 and rank == 0:
                torch.save(
                    {name: part.state_dict() for name, part in parts.items()}, f"{checkpoint}.new"
                )
                os.replace(f"{checkpoint}.new", checkpoint)  # never a half-written one
            if update + 1 == die_at and rank == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    if rank == 0:
        torch.save(network.state_dict(), folder / "weights.pt")
    dist.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
