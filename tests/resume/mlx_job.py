"""An MLX job that checkpoints, and can stop dead; as ddp.py, in one process.

python tests/resume/mlx_job.py FOLDER UPDATES [DIE_AT]
"""

import json
import os
import signal
import sys
from pathlib import Path

EVERY = 4


def main(folder, updates, die_at=None):
    import mlx.core as mx
    import mlx.nn as nn
    import mlx.optimizers as optim
    import numpy as np
    from mlx.utils import tree_flatten, tree_unflatten

    import lrlib
    from lrlib.mlx import schedule

    mx.random.seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = optim.Adam(schedule(lrlib.warmup(lrlib.OneCycle(0.001, 0.05, updates - 5), 5)))
    optimizer.init(model.trainable_parameters())
    file, marker = folder / "state.safetensors", folder / "new.safetensors"
    if file.exists():
        saved = tree_unflatten(list(mx.load(str(file)).items()))
        model.update(saved["model"])
        optimizer.state = saved["optimizer"]

    def loss(model, x):
        return (model(x) - mx.sin(x).sum(1, keepdims=True)).square().mean()

    slope = nn.value_and_grad(model, loss)
    with open(folder / "rates-0.jsonl", "a") as log:
        for update in range(optimizer.step.item(), updates):
            _, gradients = slope(model, mx.random.normal((16, 4), key=mx.random.key(update)))
            optimizer.update(model, gradients)
            mx.eval(model.parameters(), optimizer.state)
            log.write(json.dumps([update, optimizer.learning_rate.item()]) + "\n")
            log.flush()
            if (update + 1) % EVERY == 0:
                state = {"model": model.parameters(), "optimizer": optimizer.state}
                mx.save_safetensors(str(marker), dict(tree_flatten(state)))
                os.replace(marker, file)
            if update + 1 == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
    weights = {name: np.array(value) for name, value in tree_flatten(model.parameters())}
    np.savez(folder / "weights.npz", **weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
