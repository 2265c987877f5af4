"""What is true of exponential decay, a module a section.

The rates add up to a finite number (:mod:`.travel`), so training comes to rest; but where it rests
is decided by a product that a finite sum keeps away from zero (:mod:`.distance`): the article's
"so it settles into a minimum" does not follow, and neither does it in continuous time
(:mod:`.flow`). A decay that is tied to the horizon repairs that (:mod:`.horizon`). Further: its
shape (:mod:`.shape`), its names in the libraries (:mod:`.names`), its staircase
(:mod:`.staircase`), what noise leaves (:mod:`.noise`), how high it may start (:mod:`.start`), and
how far Adam can travel (:mod:`.adam`).
"""

from lrlib.proofs.exponential.adam import E7
from lrlib.proofs.exponential.distance import E2d, E2e, a
from lrlib.proofs.exponential.flow import E2f
from lrlib.proofs.exponential.horizon import E3, T, c
from lrlib.proofs.exponential.names import E4a
from lrlib.proofs.exponential.noise import E5
from lrlib.proofs.exponential.rates import k, lam, lr0, n, value
from lrlib.proofs.exponential.shape import E1
from lrlib.proofs.exponential.staircase import E4b
from lrlib.proofs.exponential.start import E6
from lrlib.proofs.exponential.travel import E2a, E2b, E2c

__all__ = [
    "E1",
    "E3",
    "E5",
    "E6",
    "E7",
    "E2a",
    "E2b",
    "E2c",
    "E2d",
    "E2e",
    "E2f",
    "E4a",
    "E4b",
    "T",
    "a",
    "c",
    "k",
    "lam",
    "lr0",
    "n",
    "value",
]
