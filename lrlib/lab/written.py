"""Advice as code: the lines that make a schedule, in the loop of each framework."""

from __future__ import annotations

import re

__all__ = ["FRAMEWORKS", "written"]

FRAMEWORKS = ("PyTorch", "Keras", "MLX", "JAX", "DeepSpeed", "Trainer")
OPTIMISERS = {  # optimiser: how each framework writes it around a rate
    "adamw": ("torch.optim.AdamW(model.parameters())", "keras.optimizers.AdamW({})",
              "optim.AdamW({})", "optax.adamw({})"),
    "momentum": ("torch.optim.SGD(model.parameters(), momentum=0.9)",
                 "keras.optimizers.SGD({}, momentum=0.9)", "optim.SGD({}, momentum=0.9)",
                 "optax.sgd({}, momentum=0.9)"),
    "sgd": ("torch.optim.SGD(model.parameters())", "keras.optimizers.SGD({})",
            "optim.SGD({})", "optax.sgd({})"),
}  # fmt: skip


def written(made: list[str], optimizer: str) -> dict[str, list[str]]:
    """Framework to lines of Python, around those that make the schedule."""
    torch, keras, mlx, optax = OPTIMISERS[optimizer]
    code = {
        "PyTorch": [
            "import lrlib, torch", "from lrlib.torch import Scheduler", "", *made,
            f"optimizer = {torch}", "scheduler = Scheduler(optimizer, schedule)",
            "# after each optimizer.step(): scheduler.step()",
        ],
        "Keras": [
            "import keras, lrlib", "from lrlib.keras import Schedule", "", *made,
            f"optimizer = {keras.format('Schedule(schedule)')}",
        ],
        "MLX": [
            "import lrlib, lrlib.mlx", "import mlx.optimizers as optim", "", *made,
            f"optimizer = {mlx.format('lrlib.mlx.schedule(schedule)')}",
        ],
        "JAX": [
            "import lrlib, lrlib.jax, optax", "", *made,
            f"optimizer = {optax.format('lrlib.jax.schedule(schedule)')}",
        ],
        "DeepSpeed": [
            "import deepspeed, lrlib", "from lrlib.torch import Scheduler", "", *made,
            "engine, *_ = deepspeed.initialize(",
            "    model=model, config=config,",
            "    lr_scheduler=lambda optimizer: Scheduler(optimizer, schedule))",
        ],
        "Trainer": [
            "import lrlib, torch", "from lrlib.torch import Scheduler",
            "from transformers import Trainer", "", *made, f"optimizer = {torch}",
            *_accumulated(made),
            "trainer = Trainer(",
            "    model, args, train_dataset=data,",
            "    optimizers=(optimizer, Scheduler(optimizer, schedule)))",
        ],
    }  # fmt: skip
    return {framework: _named(lines) for framework, lines in code.items()}


def _accumulated(made: list[str]) -> list[str]:
    """What the Trainer must be told of the batches of an update, where they are counted."""
    counted = any(line.startswith("accumulate") for line in made)
    return ["args.gradient_accumulation_steps = accumulate"] if counted else []


def _named(lines: list[str]) -> list[str]:
    """The same code, with a remark below its imports: which names the reader brings along."""
    words = set(re.findall(r"\w+", "\n".join(lines)))
    own = [
        name for name in ("epochs", "loader", "model", "config", "args", "data") if name in words
    ]
    if not own:
        return lines
    told = f"{', '.join(own[:-1])} and {own[-1]} are" if own[1:] else f"{own[0]} is"
    at = lines.index("") + 1
    return [*lines[:at], f"# {told} yours", *lines[at:]]
