"""The LR range test for PyTorch, Keras and MLX: how high may the peak be?

The rate rises from update to update while the loss is watched. Afterwards the model and the
optimiser are as they were: weights, buffers, moments, step counts, gradients, training flags,
and the framework's random numbers where it lets go of them (not MLX: ``mx.random.state`` cannot be
set back, so dropout draws on from where the test left it).

A range test knows neither the length of the run nor the schedule. It finds the order of
magnitude; :mod:`lrlib.lab.ranges_judged` shows by how much it misses.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lrlib.guard import need
from lrlib.lab.rules import AVERAGE, RULES, gained, growing, smoothed
from lrlib.schedules import Schedule

__all__ = ["RangeTest", "range_test"]

if TYPE_CHECKING:
    from lrlib.plots.style import Figure

STOP = 20.0  # times the least averaged loss: then there is nothing more to learn


@dataclass(frozen=True)
class RangeTest:
    """What a range test saw, and the peak it suggests.

    ``rates`` and ``losses`` are arrays: the rate of each update, and the loss before it.
    ``suggestion`` is a peak rate, and ``reason`` says in a sentence why this one.
    """

    rates: np.ndarray
    losses: np.ndarray
    suggestion: float
    reason: str

    def others(self) -> dict[str, float]:
        """What every rule reads off the same curve, by its name."""
        return {name: rule(self.rates, self.losses) for name, rule in RULES.items()}

    def plot(self) -> Figure:
        """The curve, its average and the suggestion: a figure in the book's style."""
        from lrlib.plots import lines

        return lines(
            {
                "loss of each batch": (self.rates, self.losses),
                "averaged": (self.rates, smoothed(self.losses, AVERAGE)),
            },
            caption=f"A range test. {self.reason}",
            xlabel="learning rate",
            ylabel="loss",
            vlines={"suggested peak": self.suggestion},
            logx=True,
            ylim=(None, float(2 * self.losses[0])),
        )

    def __repr__(self) -> str:
        return f"<RangeTest: peak {self.suggestion:.3g}. {self.reason}>"


def range_test(
    model: Any,
    optimizer: Any,
    batches: Iterable[Any],
    loss: Callable[[Any, Any], Any] | None = None,
    *,
    low: float = 1e-5,
    high: float = 10.0,
    steps: int = 100,
    schedule: Schedule | None = None,
    total_steps: int | None = None,
) -> RangeTest:
    """Raise the rate from ``low`` to ``high``, watch the loss, put everything back.

    >>> import torch
    >>> model = torch.nn.Linear(2, 1)
    >>> data = [(torch.eye(2), torch.ones(2, 1))]
    >>> square = lambda model, batch: ((model(batch[0]) - batch[1]) ** 2).mean()
    >>> test = range_test(model, torch.optim.SGD(model.parameters(), lr=0.1), data, square)
    >>> 0.1 < test.suggestion < 10
    True

    Parameters
    ----------
    model : torch.nn.Module, keras.Model or mlx.nn.Module
        A Keras model must be compiled.
    optimizer : the framework's own
        With Keras, ``model.optimizer``.
    batches : iterable
        What ``loss`` takes; begun again when it ends. With Keras, pairs (x, y).
    loss : callable ``loss(model, batch)``, for PyTorch and MLX
        Keras uses the loss that the model was compiled with.
    low, high : float
        First and last rate.
    steps : int
        Updates, at least 20; fewer are made if the loss explodes.
    schedule : Schedule, optional
        The schedule that is meant, at any scale: its mean rate over its peak tells how far the
        suggestion should be from linear decay's.
    total_steps : int, optional
        Over how many updates; needed with ``schedule``.

    Raises
    ------
    TypeError
        if the model belongs to none of the three, or ``loss`` is missing or too much.
    ValueError
        if an argument is out of range, or the loss is not finite from the start.
    """
    rates = growing(low, high, steps)
    if (schedule is None) != (total_steps is None):
        raise TypeError("schedule and total_steps belong together: give both or neither")
    share = 1.0
    if schedule is not None and total_steps is not None:
        planned = np.abs(schedule.curve(total_steps))
        share = float(planned.mean() / planned.max() / 0.5)
    probes: dict[str, Any] = {"torch": _torch, "keras": _keras, "mlx": _mlx}
    packages = [base.__module__.split(".")[0] for base in type(model).__mro__]
    framework = next((package for package in packages if package in probes), None)
    if framework is None:
        raise TypeError(f"model must be PyTorch's, Keras's or MLX's, got {type(model).__name__}")
    if (loss is None) != (framework == "keras"):
        raise TypeError(
            "loss must be None with Keras, which has it from compile, and a function "
            f"(model, batch) -> loss with PyTorch and MLX, got {loss!r}"
        )
    if iter(batches) is batches:
        batches = list(itertools.islice(batches, steps))
    stream = itertools.chain.from_iterable(itertools.repeat(batches))
    seen: list[float] = []
    least, mean = np.inf, None
    with probes[framework](model, optimizer, loss) as update:
        for rate, batch in zip(rates, stream):
            seen.append(update(batch, float(rate)))
            mean = seen[-1] if mean is None else 0.8 * mean + 0.2 * seen[-1]
            least = min(least, mean)
            if not np.isfinite(seen[-1]) or mean > STOP * abs(least):
                break
    losses, rates = np.array(seen), rates[: len(seen)]
    suggestion = gained(rates, losses, share)
    at = f"The averaged loss had come nine tenths of its way down at {suggestion * share:.3g}"
    told = f"; the schedule's mean rate is {share:.2g} times linear decay's, so divide by that"
    reason = f"{at}{told if schedule is not None else ''}."
    return RangeTest(rates, losses, suggestion, reason)


class _torch:
    """Updates of a PyTorch model; at the end everything is as before."""

    def __init__(self, model: Any, optimizer: Any, loss: Callable[[Any, Any], Any]) -> None:
        self.model, self.optimizer, self.loss = model, optimizer, loss

    def __enter__(self) -> Callable[[Any, float], float]:
        torch = need("torch", "torch")
        self.saved = copy.deepcopy((self.model.state_dict(), self.optimizer.state_dict()))
        self.modes = [(module, module.training) for module in self.model.modules()]
        self.grads = [
            (p, None if p.grad is None else p.grad.clone()) for p in self.model.parameters()
        ]
        devices = range(torch.cuda.device_count()) if torch.cuda.is_available() else []
        self.fork = torch.random.fork_rng(devices)
        self.fork.__enter__()
        self.model.train()
        return self.update

    def update(self, batch: Any, rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.zero_grad()
        loss = self.loss(self.model, batch)
        loss.backward()
        self.optimizer.step()
        return float(loss.detach())

    def __exit__(self, *error: Any) -> None:
        self.fork.__exit__(*error)
        model, optimizer = self.saved
        self.model.load_state_dict(model)
        self.optimizer.load_state_dict(optimizer)
        for module, mode in self.modes:
            module.training = mode
        for parameter, grad in self.grads:
            parameter.grad = grad


class _keras:
    """Updates of a compiled Keras model, by a twin of its optimiser that has a rate of its own."""

    def __init__(self, model: Any, optimizer: Any, loss: None) -> None:
        if getattr(model, "optimizer", None) is not optimizer or not model.compiled:
            raise TypeError("the model must be compiled, and optimizer be model.optimizer")
        self.model: Any = model
        self.optimizer: Any = optimizer

    def __enter__(self) -> Callable[[Any, float], float]:
        model, original = self.model, self.optimizer
        config = original.get_config() | {"learning_rate": 1.0}
        twin = type(original).from_config(config)
        if original.built:  # moments and counts, but for the rate
            twin.build(model.trainable_variables)
            pairs = (
                [v for v in optimizer.variables if v.name != "learning_rate"]
                for optimizer in (original, twin)
            )
            for theirs, ours in zip(*pairs):
                ours.assign(theirs)
        self.variables = [*model.variables, *model.metrics_variables]
        to_numpy = need("keras", "tensorflow").ops.convert_to_numpy
        self.values = [np.array(to_numpy(variable)) for variable in self.variables]
        model.optimizer, model.train_function = twin, None
        return self.update

    def update(self, batch: Any, rate: float) -> float:
        self.model.optimizer.learning_rate = rate
        self.model.reset_metrics()
        return float(np.ravel(self.model.train_on_batch(*batch))[0])

    def __exit__(self, *error: object) -> None:
        self.model.optimizer, self.model.train_function = self.optimizer, None
        for variable, value in zip(self.variables, self.values):
            variable.assign(value)


class _mlx:
    """Updates of an MLX model, by a shallow twin of its optimiser without its schedule."""

    def __init__(self, model: Any, optimizer: Any, loss: Callable[[Any, Any], Any]) -> None:
        self.model, self.optimizer, self.loss = model, optimizer, loss

    def __enter__(self) -> Callable[[Any, float], float]:
        nn, utils = need("mlx.nn", "mlx"), need("mlx.utils", "mlx")
        self.saved = utils.tree_map(lambda array: array, self.model.parameters())
        self.modes = [(module, module.training) for module in self.model.modules()]
        self.twin = copy.copy(self.optimizer)
        self.twin._state = utils.tree_map(lambda array: array, self.optimizer.state)
        self.twin._schedulers = {}  # else its schedule would set the rate at every update
        self.gradient = nn.value_and_grad(self.model, lambda batch: self.loss(self.model, batch))
        self.model.train()
        return self.update

    def update(self, batch: Any, rate: float) -> float:
        loss, grads = self.gradient(batch)
        self.twin.learning_rate = rate
        self.twin.update(self.model, grads)
        return loss.item()

    def __exit__(self, *error: object) -> None:
        self.model.update(self.saved)
        for module, mode in self.modes:
            module._training = mode
