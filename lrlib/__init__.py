"""Learning-rate schedules, each written once and evaluated anywhere.

>>> import lrlib
>>> schedule = lrlib.ExponentialDecay(lr0=0.1, k=0.01)
>>> schedule(0)
0.1

Importing this package imports no framework, no SymPy and no matplotlib. Its modules, such as
``lrlib.torch``, are imported when they are first asked for.
"""

import importlib

from lrlib.errors import BadType, BadValue
from lrlib.schedules import (
    Constant,
    Cooldown,
    Cosine,
    CosineRestarts,
    CyclicExponentialDecay,
    ExponentialDecay,
    ExponentialGrowth,
    Function,
    InverseSqrt,
    InverseTime,
    Join,
    LinearDecay,
    LinearGrowth,
    OneCycle,
    Polynomial,
    Scaled,
    Schedule,
    Steps,
    Triangular,
    Warmup,
    WarmupStableDecay,
    from_dict,
    join,
    of,
    register,
    warmup,
)

__version__ = "0.2.0"

TYPE_CHECKING = False  # what type checkers take for True; importing typing would take longer
if TYPE_CHECKING:
    from types import ModuleType

    from lrlib import audit as audit
    from lrlib import bounds as bounds
    from lrlib import check as check
    from lrlib import deepspeed as deepspeed
    from lrlib import errors as errors
    from lrlib import examine as examine
    from lrlib import guard as guard
    from lrlib import jax as jax
    from lrlib import keras as keras
    from lrlib import mlx as mlx
    from lrlib import parity as parity
    from lrlib import paste as paste
    from lrlib import spec as spec
    from lrlib import torch as torch

    # Modules and no more: a client's checker would follow them to SymPy and the like, which have no
    # types. What is written out, as in "from lrlib.proofs import theorem", it sees all the same.
    lab: ModuleType
    plots: ModuleType
    proofs: ModuleType

_MODULES = (
    "audit bounds check cli deepspeed errors examine guard horizon jax keras lab mlx "
    "namespace native parity paste plots proofs spec torch watch"
).split()


def __getattr__(name: str) -> object:
    """A module of lrlib, imported now."""
    if name in _MODULES:
        return importlib.import_module(f"lrlib.{name}")
    raise AttributeError(f"module 'lrlib' has no attribute {name!r}")


__all__ = [
    "BadType",
    "BadValue",
    "Constant",
    "Cooldown",
    "Cosine",
    "CosineRestarts",
    "CyclicExponentialDecay",
    "ExponentialDecay",
    "ExponentialGrowth",
    "Function",
    "InverseSqrt",
    "InverseTime",
    "Join",
    "LinearDecay",
    "LinearGrowth",
    "OneCycle",
    "Polynomial",
    "Scaled",
    "Schedule",
    "Steps",
    "Triangular",
    "Warmup",
    "WarmupStableDecay",
    "from_dict",
    "join",
    "of",
    "register",
    "warmup",
]
