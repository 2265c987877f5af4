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
    value = max(mp.mpf(s.lr0) * mp.exp(-mp.mpf(s.k) * t), mp.mpf(s.lr_end))
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
    cycle, into = mp.floor(t / s.cycle_length), t % s.cycle_length
    peak = mp.mpf(s.cycle_length) * s.pct_start
    height = _through([(0, 0), (peak, 1), (s.cycle_length, 0)], into, "linear")
    if s.pct_start == 0.5:
        # Smith's own form: x = |t / stepsize - 2 cycle + 1|, cycle = floor(1 + t / (2 stepsize))
        smith = max(mp.mpf(0), 1 - abs(t / peak - 2 * (cycle + 1) + 1))
        assert abs(height - smith) < mp.mpf(10) ** -30
    amplitude = {
        "triangular": lambda: mp.mpf(1),
        "triangular2": lambda: 1 / mp.mpf(2) ** cycle,
        "exp_range": lambda: mp.exp(-mp.mpf(s.k) * t),
    }[s.decay]()
    return s.lr_min + (mp.mpf(s.lr_max) - s.lr_min) * height * amplitude, mp.mpf(s.lr_max)


def _linear(s, t):
    return _through([(0, s.lr0), (s.total_steps, s.lr_end)], t, "linear"), mp.mpf(s.lr0)


def _cosine(s, t):
    return _through([(0, s.lr0), (s.total_steps, s.lr_end)], t, "cosine"), mp.mpf(s.lr0)


def _polynomial(s, t):
    left = (1 - min(t / s.total_steps, mp.mpf(1))) ** mp.mpf(s.power)
    return s.lr_end + (mp.mpf(s.lr0) - s.lr_end) * left, mp.mpf(s.lr0)


def _linear_growth(s, t):
    return _through([(0, s.lr0), (s.total_steps, s.lr_end)], t, "linear"), mp.mpf(s.lr_end)


def _exponential_growth(s, t):
    share = min(t / s.total_steps, mp.mpf(1))
    value = mp.mpf(s.lr0) * (mp.mpf(s.lr_end) / s.lr0) ** share
    return value, 30 * value  # a logarithm as large as that is rounded


def _constant(s, t):
    return mp.mpf(s.lr), mp.mpf(s.lr)


def _steps(s, t):
    n = int(t) // s.every if s.every else sum(t >= mark for mark in s.boundaries)
    value = max(mp.mpf(s.lr0) * mp.mpf(s.factor) ** n, mp.mpf(s.lr_end))
    return value, value * (1 + n * abs(mp.log(s.factor)))


def _inverse(power):
    def rate(s, t):
        if t < s.warmup:
            return mp.mpf(s.lr) * t / s.warmup, mp.mpf(s.lr)
        scale = s.warmup if s.timescale is None else s.timescale
        value = mp.mpf(s.lr) * (1 + (t - s.warmup) / mp.mpf(scale)) ** -power
        return max(value, mp.mpf(s.lr_end)), mp.mpf(s.lr)

    return rate


def _restarts(s, t):
    n, begin, length = 0, 0, s.cycle_length
    if s.cycle_mult == 1:
        n = int(t) // length
        begin = n * length
    while begin + length <= t:
        n, begin, length = n + 1, begin + length, length * s.cycle_mult
    height = (mp.mpf(s.lr0) - s.lr_end) * mp.mpf(s.peak_mult) ** n
    allowed = mp.mpf(s.lr0) + height * n * abs(mp.log(s.peak_mult))
    return s.lr_end + height * (1 + mp.cospi((t - begin) / length)) / 2, allowed


def _stable(s, t):
    def steps(length):
        return (
            length if isinstance(length, int) else mp.floor(length * s.total_steps + mp.mpf(1) / 2)
        )

    warmup, fall, high = steps(s.warmup), s.total_steps - steps(s.decay), mp.mpf(s.lr)
    value = high
    if t >= s.total_steps:
        value = mp.mpf(s.lr_end)
    elif t > fall:
        share = (t - fall) / (s.total_steps - fall)
        r = s.lr_end / high
        value = (
            high
            * {
                "linear": lambda: 1 - (1 - r) * share,
                "cosine": lambda: 1 - (1 - r) * (1 - mp.cospi(share)) / 2,
                "1-sqrt": lambda: 1 - (1 - r) * mp.sqrt(share),
                "exponential": lambda: r**share,
            }[s.shape]()
        )
    if t < warmup:
        value *= (t + 1) / (warmup + 1) if s.first == "step" else t / warmup
    return value, high * (20 if s.shape == "exponential" else 1)


_RATES = {
    lrlib.ExponentialDecay: _exponential,
    lrlib.CyclicExponentialDecay: _ced,
    lrlib.OneCycle: _one_cycle,
    lrlib.Triangular: _triangular,
    lrlib.LinearDecay: _linear,
    lrlib.Cosine: _cosine,
    lrlib.Polynomial: _polynomial,
    lrlib.LinearGrowth: _linear_growth,
    lrlib.ExponentialGrowth: _exponential_growth,
    lrlib.Constant: _constant,
    lrlib.Steps: _steps,
    lrlib.InverseSqrt: _inverse(mp.mpf(1) / 2),
    lrlib.InverseTime: _inverse(mp.mpf(1)),
    lrlib.CosineRestarts: _restarts,
    lrlib.WarmupStableDecay: _stable,
}
