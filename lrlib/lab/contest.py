"""Which schedule trains best? One fair contest on the digits.

Each shape of schedule gets its own best peak rate, chosen with one seed on a validation set;
the best is then trained afresh with other seeds (other initial weights, other batches) and
judged on a test set that was never looked at before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lrlib.guard import need
from lrlib.lab import digits
from lrlib.schedules import Schedule

__all__ = ["contest", "splits", "train"]

#: Images and labels to loss and accuracy.
Judge = Callable[[np.ndarray, np.ndarray], tuple[float, float]]
TRAIN, VALIDATION = 1000, 300  # the remaining 497 images are the test set


def splits(seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    """Images and labels for training, validation and test, shuffled once."""
    images, labels = digits.data()
    rows = np.random.default_rng(seed).permutation(len(images))
    cuts = np.split(rows, [TRAIN, TRAIN + VALIDATION])
    return [(images[part], labels[part]) for part in cuts]


def train(schedule: Schedule, steps: int, seed: int, batch: int = 64) -> Judge:
    """Train in PyTorch with plain SGD; returns a function (images, labels) -> (loss, accuracy)."""
    torch = need("torch", "torch")
    torch.set_num_threads(1)  # so small a network is slower, not faster, with more
    (images, labels), _, _ = splits()
    model, rates = digits.torch_model(seed), schedule.curve(steps)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    rng = np.random.default_rng(seed)
    x, y = torch.from_numpy(images), torch.from_numpy(labels)
    for rate in rates:
        rows = torch.from_numpy(rng.choice(len(images), batch, replace=False))
        optimizer.param_groups[0]["lr"] = float(rate)
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()

    def judge(images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
        with torch.no_grad():
            scores = model(torch.from_numpy(images))
            loss = torch.nn.functional.cross_entropy(scores, torch.from_numpy(labels)).item()
        right = float((scores.argmax(1).numpy() == labels).mean())
        return (loss if np.isfinite(loss) else np.inf), right

    return judge


def contest(
    shapes: Mapping[str, Callable[[float], Schedule]],
    peaks: Sequence[float],
    steps: int = 300,
    seeds: int = 5,
) -> dict[str, dict[str, Any]]:
    """Best peak, then loss and accuracy on the test set, for each shape of schedule.

    Parameters
    ----------
    shapes : dict of name -> function from a peak rate to a schedule
    peaks : sequence of peak rates tried for each shape (validation loss, seed 0)
    steps : updates of a run
    seeds : number of fresh seeds (1, 2, ...) for the best peak

    Returns
    -------
    dict of name -> dict with ``peak``, and ``loss``, ``accuracy``: arrays over the seeds
    """
    _, validation, test = splits()
    result = {}
    for name, shape in shapes.items():
        losses = [train(shape(peak), steps, 0)(*validation)[0] for peak in peaks]
        best = peaks[int(np.argmin(losses))]
        judged = [train(shape(best), steps, seed)(*test) for seed in range(1, seeds + 1)]
        loss, accuracy = np.array(judged).T
        result[name] = {"peak": float(best), "loss": loss, "accuracy": accuracy}
    return result
