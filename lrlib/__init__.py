"""Learning-rate schedules, each written once and evaluated anywhere.

>>> import lrlib
>>> schedule = lrlib.ExponentialDecay(lr0=0.1, k=0.01)
>>> schedule(0)
0.1

Importing this package imports no framework, no SymPy and no matplotlib.
"""

from lrlib.schedules import (
    Cosine,
    CyclicExponentialDecay,
    ExponentialDecay,
    Join,
    LinearDecay,
    OneCycle,
    Schedule,
    Triangular,
    Warmup,
    from_dict,
    join,
    warmup,
)

__version__ = "0.1.0"

__all__ = [
    "Cosine",
    "CyclicExponentialDecay",
    "ExponentialDecay",
    "Join",
    "LinearDecay",
    "OneCycle",
    "Schedule",
    "Triangular",
    "Warmup",
    "from_dict",
    "join",
    "warmup",
]
