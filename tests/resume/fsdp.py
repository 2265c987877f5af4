"""An FSDP2 job: parameters sharded over two processes, and a distributed checkpoint.

    torchrun --nproc_per_node=2 tests/resume/fsdp.py FOLDER

Trains for some updates, saves, starts anew from the checkpoint with a longer schedule, goes on;
each rank writes the rates that it used to FOLDER/rates-RANK.json, and rank 0 the weights.
"""

import json
import sys
import warnings
from pathlib import Path

FIRST, MORE = 7, 9


def main(folder):
    import torch
    import torch.distributed as dist
    from torch.distributed import checkpoint
    from torch.distributed.checkpoint.state_dict import get_state_dict, set_state_dict
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard

    import lrlib
    from lrlib.torch import Scheduler

    torch.set_num_threads(1)
    dist.init_process_group("gloo")
    mesh = init_device_mesh("cpu", (dist.get_world_size(),))
    stable = lrlib.WarmupStableDecay(0.05, 12, warmup=3, decay=4)
    longer = lrlib.join([stable, lrlib.Constant(0.01)], [10])

    def job(schedule):
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
        fully_shard(model, mesh=mesh)  # first the shards, then the optimizer of them
        optimizer = torch.optim.AdamW(model.parameters(), lr=1.0)
        return model, optimizer, Scheduler(optimizer, schedule)

    def train(model, optimizer, scheduler, updates):
        used = []
        for _ in range(updates):
            draw = torch.Generator().manual_seed(2 * scheduler.last_epoch + dist.get_rank())
            x = torch.randn(16, 4, generator=draw)
            optimizer.zero_grad()
            (model(x) - x.sin().sum(1, keepdim=True)).square().mean().backward()
            optimizer.step()
            used.append(optimizer.param_groups[0]["lr"])
            scheduler.step()
        return used

    def state(model, optimizer, scheduler):
        weights, moments = get_state_dict(model, optimizer)
        return {"model": weights, "optimizer": moments, "scheduler": scheduler.state_dict()}

    first = job(stable)
    used = train(*first, FIRST)
    checkpoint.save(state(*first), checkpoint_id=folder / "checkpoint")

    second = model, optimizer, scheduler = job(longer)
    loaded = state(*second)
    checkpoint.load(loaded, checkpoint_id=folder / "checkpoint")
    set_state_dict(
        model, optimizer, model_state_dict=loaded["model"], optim_state_dict=loaded["optimizer"]
    )
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        scheduler.load_state_dict(loaded["scheduler"])
    assert any("the checkpoint's schedule was" in str(warning.message) for warning in said)
    used += train(*second, MORE)

    expected = [stable(i) for i in range(FIRST)] + [longer(FIRST + i) for i in range(MORE)]
    (folder / f"rates-{dist.get_rank()}.json").write_text(json.dumps([used, expected]))
    dist.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
