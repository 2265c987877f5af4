"""What is true of Cyclic Exponential Decay (CED), a module a section.

How far it gets on an even slope (:mod:`.slope`), in small steps (:mod:`.area`) and on which path
(:mod:`.path`, :mod:`.climb`); how often it climbs (:mod:`.half`), and waves that never
do (:mod:`.signs`); the wave of the code (:mod:`.stairs`); what a
cycle does to the error (:mod:`.cycle`, :mod:`.mean`); how high the rate goes (:mod:`.span`); and
the wave with momentum (:mod:`.momentum`).
"""

from lrlib.proofs.ced.area import C2a, C2b, travel
from lrlib.proofs.ced.climb import C2d, climbs_below
from lrlib.proofs.ced.cycle import C6, cycle_factor
from lrlib.proofs.ced.half import C3
from lrlib.proofs.ced.mean import C7, inside, outside
from lrlib.proofs.ced.momentum import C9
from lrlib.proofs.ced.path import C2c
from lrlib.proofs.ced.rates import ARTICLE, T, a, k, lr0, t
from lrlib.proofs.ced.signs import C4
from lrlib.proofs.ced.slope import C1a, C1b, C1c, C1d
from lrlib.proofs.ced.span import C8
from lrlib.proofs.ced.stairs import C5a, C5b

__all__ = [
    "ARTICLE",
    "C3",
    "C4",
    "C6",
    "C7",
    "C8",
    "C9",
    "C1a",
    "C1b",
    "C1c",
    "C1d",
    "C2a",
    "C2b",
    "C2c",
    "C2d",
    "C5a",
    "C5b",
    "T",
    "a",
    "climbs_below",
    "cycle_factor",
    "inside",
    "k",
    "lr0",
    "outside",
    "t",
    "travel",
]
