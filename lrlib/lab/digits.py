"""Handwritten digits, one hidden layer: the same run in PyTorch, TensorFlow and MLX.

The data come with scikit-learn (1,797 images of 8 x 8 pixels, ten classes), standardised
here. Every framework starts from the same weights and sees the same batches in the same
order, so that two runs differ by rounding only, and by nothing else if their rates agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from lrlib.guard import need
from lrlib.schedules import Schedule

__all__ = [
    "Run",
    "agree",
    "batches",
    "data",
    "keras_model",
    "mlx_model",
    "rows",
    "torch_model",
    "weights",
]

PIXELS, HIDDEN, CLASSES = 64, 32, 10


@lru_cache(maxsize=1)
def data() -> tuple[np.ndarray, np.ndarray]:
    """Images, standardised, float32 of shape (1797, 64); labels, int64 of shape (1797,).

    >>> images, labels = data()
    >>> images.shape, labels.shape, bool(abs(images.mean()) < 1e-6)
    ((1797, 64), (1797,), True)
    """
    images, labels = need("sklearn.datasets", "lab").load_digits(return_X_y=True)
    images = (images - images.mean(axis=0)) / (images.std(axis=0) + 1e-8)
    return images.astype(np.float32), labels.astype(np.int64)


def batches(steps: int, size: int = 64, seed: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """``steps`` batches of ``size`` images and labels, drawn afresh for each update."""
    images, labels = data()
    for chosen in rows(steps, size, seed):
        yield images[chosen], labels[chosen]


def rows(steps: int, size: int = 64, seed: int = 0) -> Iterator[np.ndarray]:
    """Which images :func:`batches` takes: ``size`` different rows for each update.

    >>> [chosen.tolist() for chosen in rows(2, size=3)]
    [[1143, 918, 1526], [29, 135, 73]]
    """
    rng, count = np.random.default_rng(seed), len(data()[0])
    for _ in range(steps):
        yield rng.choice(count, size, replace=False)


def weights(seed: int = 0) -> list[np.ndarray]:
    """Hidden weights (64, 32) and biases, output weights (32, 10) and biases, float32."""
    rng = np.random.default_rng(seed)
    hidden = rng.normal(0, PIXELS**-0.5, (PIXELS, HIDDEN))
    output = rng.normal(0, HIDDEN**-0.5, (HIDDEN, CLASSES))
    start = hidden, np.zeros(HIDDEN), output, np.zeros(CLASSES)
    return [array.astype(np.float32) for array in start]


def torch_model(seed: int = 0) -> Any:
    """The network as a ``torch.nn.Sequential``."""
    torch = need("torch", "torch")
    model = torch.nn.Sequential(
        torch.nn.Linear(PIXELS, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, CLASSES)
    )
    with torch.no_grad():
        for parameter, start in zip(model.parameters(), weights(seed), strict=True):
            parameter.copy_(torch.from_numpy(start.T))  # torch keeps (out, in)
    return model


def keras_model(seed: int = 0) -> Any:
    """The network as a ``keras.Sequential``."""
    keras = need("keras", "tensorflow")
    model = keras.Sequential(
        [
            keras.Input((PIXELS,)),
            keras.layers.Dense(HIDDEN, activation="tanh"),
            keras.layers.Dense(CLASSES),
        ]
    )
    model.set_weights(weights(seed))
    return model


def mlx_model(seed: int = 0) -> Any:
    """The network as an ``mlx.nn.Sequential``."""
    mx, nn = need("mlx.core", "mlx"), need("mlx.nn", "mlx")
    model = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, CLASSES))
    w1, b1, w2, b2 = (mx.array(start.T) for start in weights(seed))  # MLX keeps (out, in)
    model.layers[0].update({"weight": w1, "bias": b1})
    model.layers[2].update({"weight": w2, "bias": b2})
    return model


class Run:
    """What a run used and what it got: a rate and a loss for each update.

    >>> run = Run("PyTorch")
    >>> run.record(lr=0.1, loss=2.3)
    >>> run
    <Run PyTorch: 1 updates, last loss 2.3000>
    """

    def __init__(self, framework: str) -> None:
        self.framework = framework
        self.lrs: list[float] = []
        self.losses: list[float] = []

    def record(self, lr: float, loss: float) -> None:
        """Note the rate that one update uses and the loss it starts from."""
        self.lrs.append(float(lr))
        self.losses.append(float(loss))

    def __repr__(self) -> str:
        last = f", last loss {self.losses[-1]:.4f}" if self.losses else ""
        return f"<Run {self.framework}: {len(self.losses)} updates{last}>"


def agree(schedule: Schedule, *runs: Run, rtol: float = 1e-3) -> str:
    """Check that every rate used was the schedule's, and that all losses agree.

    Rates must match ``schedule(step)`` to float32 accuracy, relative to the highest rate.
    Losses must match the first run's to ``rtol`` of the loss, plus ``rtol`` / 10: rounding
    differs between frameworks, and training carries the differences along.

    Raises
    ------
    AssertionError
        saying which run, at which update, and by how much.
    """
    steps = len(runs[0].losses)
    planned = schedule.curve(steps)
    for run in runs:
        off = np.abs(np.subtract(run.lrs, planned))
        worst = int(off.argmax())
        assert off[worst] <= 1e-6 * planned.max(), (
            f"{run.framework} used {run.lrs[worst]} at update {worst}, not {planned[worst]}"
        )
        gap = np.abs(np.subtract(run.losses, runs[0].losses))
        allowed = rtol * np.abs(runs[0].losses) + rtol / 10
        worst = int((gap / allowed).argmax())
        assert gap[worst] <= allowed[worst], (
            f"{run.framework} has loss {run.losses[worst]} at update {worst}, "
            f"{runs[0].framework} {runs[0].losses[worst]}"
        )
    names = ", ".join(run.framework for run in runs)
    largest = max(np.abs(np.subtract(run.losses, runs[0].losses)).max() for run in runs)
    return (
        f"{names}: {steps} updates each used schedule(step); "
        f"the losses differ by at most {largest:.1e}."
    )
