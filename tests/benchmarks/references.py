"""What lrlib is timed against: the same curves, written by hand for one purpose.

Scalars in plain Python and curves in NumPy, as somebody would write them who needs this one
schedule: no checks, parameters as constants.
"""

import math

import numpy as np

import lrlib

LR0, K, T = 0.1, 1e-3, 100
LO, HI, N = 0.01, 0.1, 10**6

SCHEDULES = {
    "exponential": lrlib.ExponentialDecay(LR0, K),
    "CED, raised": lrlib.CyclicExponentialDecay(LR0, K, T, "raised"),
    "triangle": lrlib.OneCycle(LO, HI, N),
    "1-cycle, cosine": lrlib.OneCycle(LO, HI, N, anneal="cosine"),
    "triangular": lrlib.Triangular(LO, HI, T),
    "linear": lrlib.LinearDecay(LR0, N),
    "cosine": lrlib.Cosine(LR0, N),
    "warm-up, cosine": lrlib.warmup(lrlib.Cosine(LR0, N), 1000),
}

# what Keras ships of these; the others are compared with its ExponentialDecay
KERAS_NATIVES = {
    "exponential": "ExponentialDecay",
    "linear": "PolynomialDecay",
    "cosine": "CosineDecay",
    "warm-up, cosine": "CosineDecay with warm-up",
}


# -- one rate, in plain Python --------------------------------------------------------------


def exponential(t):
    return LR0 * math.exp(-K * t)


def ced(t):
    return LR0 * math.exp(-K * t) * (1 + math.cos(math.tau * (t % T) / T)) / 2


def triangle(t):
    half = N / 2
    if t <= half:
        return LO + (HI - LO) * t / half
    return HI - (HI - LO) * (t - half) / half if t <= N else LO


#: Asked for one Python step: the kinds that have no line above.
CALLS = {
    "constant": lrlib.Constant(LR0),
    "polynomial": lrlib.Polynomial(LR0, N, 2),
    "steps": lrlib.Steps(LR0, 0.5, every=1000),
    "inverse root": lrlib.InverseSqrt(LR0, 1000),
    "inverse time": lrlib.InverseTime(LR0, timescale=1000),
    "growth": lrlib.ExponentialGrowth(1e-5, N, LR0),
    "WSD": lrlib.WarmupStableDecay(LR0, N, 0.1, 0.2),
    "cooldown": lrlib.Constant(LR0).cooldown(N // 2, N // 4),
    "scaled": lrlib.Constant(LR0).scaled(0.5),
}
#: Within three times their one piece.
PIECES = {
    "restarts / cosine": (lrlib.CosineRestarts(LR0, T), SCHEDULES["cosine"]),
    "restarts that double / cosine": (lrlib.CosineRestarts(LR0, T, 2), SCHEDULES["cosine"]),
    "a join of 1,000 / linear": (
        lrlib.join([SCHEDULES["linear"]] * 1000, range(N // 1000, N, N // 1000)),
        SCHEDULES["linear"],
    ),
}

SCALARS = {"exponential": exponential, "CED, raised": ced, "triangle": triangle}


# -- a curve, in NumPy ----------------------------------------------------------------------


def exponential_curve(n):
    return LR0 * np.exp(-K * np.arange(n))


def ced_curve(n):
    t = np.arange(n)
    return LR0 * np.exp(-K * t) * (1 + np.cos(2 * np.pi * t / T)) / 2


def triangle_curve(n):
    t, half = np.arange(n), N / 2
    up, down = LO + (HI - LO) * t / half, HI - (HI - LO) * (t - half) / half
    return np.where(t <= half, up, np.where(t <= N, down, LO))


def triangle_by_symmetry(n):
    return LO + (HI - LO) * np.maximum(1 - np.abs(np.arange(n) / (N / 2) - 1), 0)


def cosine_cycle_curve(n):
    t, half = np.arange(n), N / 2
    angle = np.pi * np.minimum(t, N) / half
    return LO + (HI - LO) * (1 - np.cos(angle)) / 2


def triangular_curve(n):
    cycles = np.arange(n) / T
    return LO + (HI - LO) * 2 * np.abs(cycles - np.floor(cycles + 0.5))


def linear_curve(n):
    return LR0 * np.maximum(1 - np.arange(n) / N, 0)


def cosine_curve(n):
    return LR0 * (1 + np.cos(np.pi * np.minimum(np.arange(n) / N, 1))) / 2


def warm_cosine_curve(n):
    t = np.arange(n)
    decay = LR0 * (1 + np.cos(np.pi * np.clip((t - 1000) / N, 0, 1))) / 2
    return np.where(t < 1000, LR0 * t / 1000, decay)


CURVES = {
    "exponential": exponential_curve,
    "CED, raised": ced_curve,
    "triangle": triangle_curve,
    "triangle, by its symmetry": triangle_by_symmetry,
    "1-cycle, cosine": cosine_cycle_curve,
    "triangular": triangular_curve,
    "linear": linear_curve,
    "cosine": cosine_curve,
    "warm-up, cosine": warm_cosine_curve,
}
