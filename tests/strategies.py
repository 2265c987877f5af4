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


exponential = st.builds(
    lrlib.ExponentialDecay, rates, decays, staircase=st.one_of(st.none(), lengths)
)
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
    return lrlib.Triangular(low, high, draw(lengths), decay, k)


@st.composite
def descents(draw):
    low, high = draw(bounds())
    kind = draw(st.sampled_from([lrlib.LinearDecay, lrlib.Cosine]))
    return kind(high, draw(lengths), low)


simple = st.one_of(exponential, ced, one_cycle(), one_cycle_variants(), triangular(), descents())


@st.composite
def joined(draw):
    parts = draw(st.lists(simple, min_size=1, max_size=3))
    ends = draw(
        st.lists(
            st.integers(1, 10**6),
            min_size=len(parts) - 1,
            max_size=len(parts) - 1,
            unique=True,
        )
    )
    return lrlib.join(parts, sorted(ends))


warmed = st.builds(lrlib.warmup, simple, st.integers(1, 10**6), st.floats(0.0, 0.1))
schedules = st.one_of(simple, joined(), warmed)
