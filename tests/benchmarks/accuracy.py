"""How exact a rate is in float32 at large steps: lrlib and the native schedules.

Each decay is chosen such that k times the step is 1.2: the rate has fallen to about a third,
whatever the step, and what is lost is due to the size of the step alone.
"""

import math
import os

import mpmath as mp

import lrlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
STEPS = (10**5, 10**6, 2**24 + 1, 10**8, 10**9)
KT = 1.2
GOAL = 1e-7 * (10 + KT)
T = 100


def frameworks():
    """A whole step as each framework's own number, by its name."""
    import jax.numpy as jnp
    import mlx.core as mx
    import tensorflow as tf
    import torch

    return {
        "PyTorch": lambda step: torch.tensor(step),
        "Keras": lambda step: tf.constant(step, tf.int64),
        "MLX": lambda step: mx.array(step, mx.uint64),
        "Optax": lambda step: jnp.asarray(step, jnp.int32),
    }


def natives():
    """The exponential decay that each framework ships, told a factor per step."""
    import keras
    import mlx.optimizers
    import optax

    return {
        "Keras": lambda gamma: keras.optimizers.schedules.ExponentialDecay(1.0, 1, gamma),
        "MLX": lambda gamma: mlx.optimizers.exponential_decay(1.0, gamma),
        "Optax": lambda gamma: optax.exponential_decay(1.0, 1, gamma),
    }


def exact(step, k, cycle=None):
    """The rate in 50 digits, at the very k that was given, and its envelope."""
    with mp.workdps(50):
        envelope = mp.exp(-mp.mpf(k) * step)
        wave = 1 if cycle is None else mp.cospi(mp.mpf(2) * (step % cycle) / cycle)
        return envelope * wave, envelope


def error(rate, step, k, cycle=None):
    true, envelope = exact(step, k, cycle)
    return float(abs(mp.mpf(float(rate)) - true) / envelope)


def errors():
    """For each framework: the errors of lrlib's decay, lrlib's CED and the native decay."""
    found = {}
    for name, number in frameworks().items():
        found[name] = {"exponential": [], "CED": [], "native": []}
        for step in STEPS:
            k = KT / step
            decay = lrlib.ExponentialDecay(1.0, k)
            wave = lrlib.CyclicExponentialDecay(1.0, k, T)
            found[name]["exponential"].append(error(decay(number(step)), step, k))
            found[name]["CED"].append(error(wave(number(step)), step, k, T))
            if name in natives():
                native = natives()[name](math.exp(-k))
                found[name]["native"].append(error(native(number(step)), step, k))
    return found
