"""The schedules once more, in 50-digit arithmetic: what the tests compare lrlib with.

Written from the papers' formulas, not from lrlib's, so that a slip in either shows.
"""

from itertools import pairwise

import mpmath as mp

import lrlib

mp.mp.dps = 50


def rate(schedule, step):
    """The exact rate at a whole step, and the envelope that errors are relative to."""
    return _RATES[type(schedule)](schedule, mp.mpf(step))


def kt(schedule, step) -> float:
    """The exponent that the rate's rounding error may grow with."""
    return (getattr(schedule, "k", None) or 0.0) * step


def _exponential(s, t):
    if s.staircase is not None:
        t = t - t % s.staircase
    value = mp.mpf(s.lr0) * mp.exp(-mp.mpf(s.k) * t)
    return value, value


def _ced(s, t):
    cosine = mp.cospi(2 * t / s.cycle_length)
    wave = {
        "signed": cosine,
        "raised": (1 + cosine) / 2,
        "abs": abs(cosine),
        "clip": max(cosine, mp.mpf(0)),
    }[s.wave]
    if s.staircase:
        t = t - t % s.cycle_length
    envelope = mp.mpf(s.lr0) * mp.exp(-mp.mpf(s.k) * t)
    return envelope * wave, envelope


def _one_cycle(s, t):
    end = mp.mpf(s.total_steps)
    peak = end * s.pct_start
    lows = [s.lr_min, s.lr_min if s.lr_final is None else s.lr_final]
    knots = [(0, lows[0]), (peak, s.lr_max), (end, lows[1])]
    if s.three_phase:
        knots.insert(2, (2 * peak, lows[0]))
    return _through(knots, t, s.anneal), mp.mpf(s.lr_max)


def _through(knots, t, anneal):
    for (a, low), (b, high) in pairwise(knots):
        if t <= b:
            share = (t - a) / (b - a)
            if anneal == "cosine":
                share = (1 - mp.cospi(share)) / 2
            return low + (mp.mpf(high) - low) * share
    return mp.mpf(knots[-1][1])


def _triangular(s, t):
    # Smith's own form: x = |t / stepsize - 2 cycle + 1| with cycle = floor(1 + t / (2 stepsize))
    half = mp.mpf(s.cycle_length) / 2
    cycle = mp.floor(1 + t / (2 * half))
    height = max(mp.mpf(0), 1 - abs(t / half - 2 * cycle + 1))
    amplitude = {
        "triangular": lambda: mp.mpf(1),
        "triangular2": lambda: 1 / mp.mpf(2) ** (cycle - 1),
        "exp_range": lambda: mp.exp(-mp.mpf(s.k) * t),
    }[s.decay]()
    return s.lr_min + (mp.mpf(s.lr_max) - s.lr_min) * height * amplitude, mp.mpf(s.lr_max)


def _linear(s, t):
    return _through([(0, s.lr0), (s.total_steps, s.lr_end)], t, "linear"), mp.mpf(s.lr0)


def _cosine(s, t):
    return _through([(0, s.lr0), (s.total_steps, s.lr_end)], t, "cosine"), mp.mpf(s.lr0)


_RATES = {
    lrlib.ExponentialDecay: _exponential,
    lrlib.CyclicExponentialDecay: _ced,
    lrlib.OneCycle: _one_cycle,
    lrlib.Triangular: _triangular,
    lrlib.LinearDecay: _linear,
    lrlib.Cosine: _cosine,
}
