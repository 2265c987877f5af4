from lrlib.schedules.base import Schedule
from lrlib.schedules.compose import Cooldown, Join, Scaled, Warmup, join, warmup
from lrlib.schedules.cycles import CosineRestarts, CyclicExponentialDecay, Triangular
from lrlib.schedules.decay import Cosine, LinearDecay, LinearGrowth, Polynomial
from lrlib.schedules.exponential import ExponentialDecay, ExponentialGrowth
from lrlib.schedules.inverse import InverseSqrt, InverseTime
from lrlib.schedules.levels import Constant, Steps
from lrlib.schedules.one_cycle import OneCycle
from lrlib.schedules.own import Function, of
from lrlib.schedules.stable import WarmupStableDecay
from lrlib.schedules.table import KINDS, from_dict, register

__all__ = [
    "KINDS",
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
