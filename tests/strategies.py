"""Hypothesis strategies: schedules with parameters from the whole range that people use."""

from hypothesis import strategies as st

import lrlib

rates = st.floats(1e-6, 10.0)
decays = st.floats(1e-9, 2.0)
lengths = st.one_of(st.integers(1, 50), st.integers(1, 10**9))
waves = st.sampled_from(["signed", "raised", "abs", "clip"])
steps = st.one_of(st.integers(0, 1000), st.integers(0, 10**9))


@st.composite
def bounds(draw):
    low = draw(st.one_of(st.just(0.0), st.floats(0.0, 1.0)))
    return low, low + draw(rates)


@st.composite
def exponential_decays(draw):
    lr0 = draw(rates)
    floor = draw(st.one_of(st.just(0.0), st.floats(0.0, 1.0).map(lambda share: share * lr0)))
    stairs = draw(st.one_of(st.none(), lengths))
    return lrlib.ExponentialDecay(lr0, draw(decays), stairs, floor)


exponential = exponential_decays()
ced = st.builds(lrlib.CyclicExponentialDecay, rates, decays, lengths, waves, st.booleans())


@st.composite
def one_cycle(draw):
    low, high = draw(bounds())
    return lrlib.OneCycle(low, high, draw(lengths))


@st.composite
def one_cycle_variants(draw):
    low, high = draw(bounds())
    three_phase = draw(st.booleans())
    return lrlib.OneCycle(
        low,
        high,
        draw(lengths),
        pct_start=draw(st.floats(0.05, 0.45 if three_phase else 0.95)),
        anneal=draw(st.sampled_from(["linear", "cosine"])),
        lr_final=draw(st.one_of(st.none(), st.floats(0.0, low) if low else st.just(0.0))),
        three_phase=three_phase,
    )


@st.composite
def triangular(draw):
    low, high = draw(bounds())
    decay = draw(st.sampled_from(["triangular", "triangular2", "exp_range"]))
    k = draw(decays) if decay == "exp_range" else None
    peak = draw(st.one_of(st.just(0.5), st.floats(0.05, 0.95)))
    return lrlib.Triangular(low, high, draw(lengths), decay, k, peak)


@st.composite
def descents(draw):
    low, high = draw(bounds())
    kind = draw(st.sampled_from([lrlib.LinearDecay, lrlib.Cosine]))
    return kind(high, draw(lengths), low)


@st.composite
def polynomial(draw):
    low, high = draw(bounds())
    return lrlib.Polynomial(high, draw(lengths), draw(st.floats(0.25, 4.0)), low)


@st.composite
def growing(draw):
    low, high = draw(bounds())
    if draw(st.booleans()):
        return lrlib.LinearGrowth(low, draw(lengths), high)
    return lrlib.ExponentialGrowth(high * draw(st.floats(1e-9, 1.0)), draw(lengths), high)


constant = st.builds(lrlib.Constant, st.one_of(st.just(0.0), rates))


@st.composite
def step_decays(draw):
    low, high = draw(bounds())
    if draw(st.booleans()):
        return lrlib.Steps(high, draw(st.floats(0.01, 1.0)), every=draw(lengths), lr_end=low)
    marks = draw(st.lists(st.integers(0, 10**6), max_size=5, unique=True).map(sorted))
    return lrlib.Steps(high, draw(st.floats(0.01, 3.0)), boundaries=marks, lr_end=low)


@st.composite
def inverse(draw):
    low, high = draw(bounds())
    kind = draw(st.sampled_from([lrlib.InverseSqrt, lrlib.InverseTime]))
    warmup = draw(st.one_of(st.just(0), lengths))
    timescale = draw(st.floats(0.5, 1e6))
    if warmup:
        timescale = draw(st.one_of(st.none(), st.just(timescale)))
    return kind(high, warmup, timescale, low)


@st.composite
def restarts(draw):
    low, high = draw(bounds())
    mult, peak = draw(st.integers(1, 5)), draw(st.one_of(st.just(1.0), st.floats(0.1, 1.0)))
    return lrlib.CosineRestarts(high, draw(lengths), mult, peak, low)


shapes = st.sampled_from(["linear", "cosine", "1-sqrt", "exponential"])


@st.composite
def stable(draw):
    low, high = draw(bounds())
    shape, total = draw(shapes), draw(lengths)
    if shape == "exponential":
        low = max(low, 1e-9 * high)
    part = st.one_of(st.integers(0, total // 2), st.floats(0.001, 0.49))
    warmup, decay = draw(part), draw(part)
    first = draw(st.sampled_from(["zero", "step"]))
    return lrlib.WarmupStableDecay(high, total, warmup, decay, shape, low, first)


simple = st.one_of(
    exponential,
    ced,
    one_cycle(),
    one_cycle_variants(),
    triangular(),
    descents(),
    polynomial(),
    growing(),
    constant,
    step_decays(),
    inverse(),
    restarts(),
    stable(),
)


@st.composite
def joined(draw):
    parts = draw(st.lists(simple, min_size=1, max_size=3))
    ends = draw(
        st.lists(
            st.integers(0, 10**6),
            min_size=len(parts) - 1,
            max_size=len(parts) - 1,
        )
    )
    return lrlib.join(parts, sorted(ends))


warmed = st.builds(
    lrlib.warmup,
    simple,
    st.integers(0, 10**6),
    st.floats(0.0, 0.1),
    st.sampled_from(["zero", "step"]),
)
scaled = st.builds(lrlib.Schedule.scaled, simple, st.one_of(st.just(0.0), st.floats(0.01, 10.0)))


@st.composite
def cooled(draw):
    schedule, at = draw(simple), draw(st.integers(0, 10**6))
    start = schedule(at)
    if start < 1e-200:  # a schedule may be 0 there, next to it, or below
        schedule, start = lrlib.Constant(0.1), 0.1
    shape = draw(shapes)
    least = 1e-6 if shape == "exponential" else 0.0
    end = start * draw(st.floats(least, 1.0))
    return schedule.cooldown(at, draw(st.one_of(st.just(0), lengths)), shape, end)


schedules = st.one_of(simple, joined(), warmed, scaled, cooled())
