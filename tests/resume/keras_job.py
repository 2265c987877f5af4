"""A Keras job that checkpoints, and can stop dead; as ddp.py, in one process.

python tests/resume/keras_job.py FOLDER UPDATES [DIE_AT]
"""

import json
import os
import signal
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
EVERY = 4


def main(folder, updates, die_at=None):
    import keras
    import numpy as np

    import lrlib
    from lrlib.keras import Schedule

    keras.utils.set_random_seed(0)
    file, marker = folder / "model.keras", folder / "model.new.keras"
    if file.exists():
        model = keras.saving.load_model(file)
    else:
        model = keras.Sequential(
            [keras.layers.Input((4,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1)]
        )
        rate = Schedule(lrlib.warmup(lrlib.OneCycle(0.001, 0.05, updates - 5), 5))
        model.compile(keras.optimizers.Adam(rate), loss="mse")

    with open(folder / "rates-0.jsonl", "a") as log:
        for update in range(int(model.optimizer.iterations.numpy()), updates):
            x = np.random.default_rng(update).normal(size=(16, 4)).astype("float32")
            log.write(json.dumps([update, float(model.optimizer.learning_rate)]) + "\n")
            log.flush()
            model.train_on_batch(x, np.sin(x).sum(1, keepdims=True))
            if (update + 1) % EVERY == 0:
                model.save(marker)
                os.replace(marker, file)
            if update + 1 == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
    weights = dict(enumerate(model.get_weights()))
    np.savez(folder / "weights.npz", **{str(key): value for key, value in weights.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
