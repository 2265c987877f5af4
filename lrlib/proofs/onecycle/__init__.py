"""What is true of 1-cycle and of cyclical learning rates (CLR), a module a section.

On a quadratic of curvature lambda a step at the rate lr multiplies the error by 1 - lambda lr; what
a whole cycle does is the mean of the logarithm of that factor (:mod:`.error`), as every rate gets
the same share of the time (:mod:`.share`). It says how high the peak may be (:mod:`.peak`), which
is best (:mod:`.best_peak`), and up to which the error never swells (:mod:`.swell`), for cosines as
well (:mod:`.cosine`), on many curvatures at once (:mod:`.spectrum`), with momentum
(:mod:`.momentum`), and what rates can do that know the curvatures (:mod:`.chebyshev`). The curve
itself is in :mod:`.triangle`, :mod:`.sums` and :mod:`.span`.
"""

from lrlib.proofs.onecycle.best_peak import O2d
from lrlib.proofs.onecycle.chebyshev import O5
from lrlib.proofs.onecycle.cosine import MEAN_LOG, THRESHOLDS, O2f
from lrlib.proofs.onecycle.error import F, O2b
from lrlib.proofs.onecycle.momentum import O4
from lrlib.proofs.onecycle.peak import O2c
from lrlib.proofs.onecycle.rates import a, u
from lrlib.proofs.onecycle.share import O2a
from lrlib.proofs.onecycle.span import O1e, O1f
from lrlib.proofs.onecycle.spectrum import O3
from lrlib.proofs.onecycle.sums import O1b, O1c
from lrlib.proofs.onecycle.swell import O2e, swell
from lrlib.proofs.onecycle.triangle import O1a, O1d

__all__ = [
    "MEAN_LOG",
    "O3",
    "O4",
    "O5",
    "THRESHOLDS",
    "F",
    "O1a",
    "O1b",
    "O1c",
    "O1d",
    "O1e",
    "O1f",
    "O2a",
    "O2b",
    "O2c",
    "O2d",
    "O2e",
    "O2f",
    "a",
    "swell",
    "u",
]
