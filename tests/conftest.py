"""Settings that every test shares."""

from hypothesis import settings

# A busy machine is no failure: speed is for the benchmarks.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")
