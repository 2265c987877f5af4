"""The optimisers, one update each, on a dictionary of arrays: PyTorch's arithmetic, in JAX.

An optimiser is two functions. ``start(params)`` is what it remembers before the first update;
``update(params, memory, grads, rate, momentum, step)`` returns new parameters and memory.
``momentum`` is the factor of the first moment (beta1 in AdamW), given at each update so that a
1-cycle can cycle it; plain SGD ignores it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

__all__ = ["MOMENTUM", "OPTIMIZERS", "WEIGHT_DECAY", "Optimizer"]

MOMENTUM = 0.9  # PyTorch users' habit for SGD, and AdamW's default beta1
BETA2, EPSILON, WEIGHT_DECAY = 0.999, 1e-8, 0.01  # AdamW's defaults in PyTorch


Params = Mapping[str, jax.Array | np.ndarray]  # NumPy's at the start
Memory: TypeAlias = Any  # nothing, parameters, or a pair of such: each optimiser's own


class Optimizer(NamedTuple):
    """What an optimiser remembers at the start, and one update."""

    start: Callable[[Params], Memory]
    update: Callable[..., tuple[Params, Memory]]


def _zeros(params: Params) -> Params:
    return jax.tree.map(jnp.zeros_like, params)


def _sgd(
    params: Params,
    memory: Memory,
    grads: Params,
    rate: jax.Array,
    momentum: jax.Array,
    step: jax.Array,
) -> tuple[Params, Memory]:
    return jax.tree.map(lambda p, g: p - rate * g, params, grads), memory


def _momentum(
    params: Params,
    memory: Memory,
    grads: Params,
    rate: jax.Array,
    momentum: jax.Array,
    step: jax.Array,
) -> tuple[Params, Memory]:
    memory = jax.tree.map(lambda m, g: momentum * m + g, memory, grads)
    return jax.tree.map(lambda p, m: p - rate * m, params, memory), memory


def _adamw(
    params: Params,
    memory: Memory,
    grads: Params,
    rate: jax.Array,
    momentum: jax.Array,
    step: jax.Array,
) -> tuple[Params, Memory]:
    first, second = memory
    first = jax.tree.map(lambda m, g: momentum * m + (1 - momentum) * g, first, grads)
    second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, grads)
    size = rate / (1 - momentum ** (step + 1))
    scale = (1 - BETA2 ** (step + 1)) ** -0.5

    def moved(p: jax.Array, m: jax.Array, v: jax.Array) -> jax.Array:
        return p * (1 - rate * WEIGHT_DECAY) - size * m / (jnp.sqrt(v) * scale + EPSILON)

    return jax.tree.map(moved, params, first, second), (first, second)


#: By name. SGD; SGD with momentum 0.9; AdamW with PyTorch's defaults.
OPTIMIZERS = {
    "sgd": Optimizer(lambda params: (), _sgd),
    "momentum": Optimizer(_zeros, _momentum),
    "adamw": Optimizer(lambda params: (_zeros(params), _zeros(params)), _adamw),
}
