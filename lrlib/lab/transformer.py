"""A character transformer: two blocks of attention and two layers, normalised before each part."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np

__all__ = ["CONTEXT", "init", "scores"]

WIDTH, HEADS, LAYERS, CONTEXT = 32, 2, 2, 32


def init(rng: np.random.Generator, vocabulary: int) -> dict[str, np.ndarray]:
    """Its weights at the start, float32."""

    def normal(*shape: int, size: float) -> np.ndarray:
        return (rng.standard_normal(shape) * size).astype(np.float32)

    params = {
        "embed": normal(vocabulary, WIDTH, size=0.1),
        "place": normal(CONTEXT, WIDTH, size=0.1),
        "out": normal(WIDTH, vocabulary, size=WIDTH**-0.5),
        "scale": np.ones(WIDTH, np.float32),
    }
    for i in range(LAYERS):
        params |= {
            f"qkv{i}": normal(WIDTH, 3 * WIDTH, size=WIDTH**-0.5),
            f"join{i}": normal(WIDTH, WIDTH, size=(2 * LAYERS * WIDTH) ** -0.5),
            f"up{i}": normal(WIDTH, 4 * WIDTH, size=WIDTH**-0.5),
            f"down{i}": normal(4 * WIDTH, WIDTH, size=(8 * LAYERS * WIDTH) ** -0.5),
            f"scale{i}": np.ones((2, WIDTH), np.float32),
        }
    return params


def _normal(x: jax.Array, scale: jax.Array) -> jax.Array:
    return scale * x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-6)


def scores(params: Mapping[str, jax.Array], codes: jax.Array) -> jax.Array:
    """Scores for the next character at each place."""
    n, length = codes.shape
    x = jax.nn.one_hot(codes, len(params["embed"])) @ params["embed"] + params["place"][:length]
    past = jnp.tril(jnp.ones((length, length), bool))
    for i in range(LAYERS):
        y = _normal(x, params[f"scale{i}"][0]) @ params[f"qkv{i}"]
        q, k, v = y.reshape(n, length, 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
        weights = jnp.where(past, q @ k.swapaxes(-1, -2) * (WIDTH / HEADS) ** -0.5, -1e9)
        y = (jax.nn.softmax(weights) @ v).transpose(0, 2, 1, 3).reshape(n, length, WIDTH)
        x = x + y @ params[f"join{i}"]
        y = jax.nn.gelu(_normal(x, params[f"scale{i}"][1]) @ params[f"up{i}"])
        x = x + y @ params[f"down{i}"]
    return _normal(x, params["scale"]) @ params["out"]
