"""What is true of every schedule, a module a section: under noise, and on any convex loss.

Under noise a constant rate stalls, and no schedule beats the harmonic one (:mod:`.noise`). The last
loss has a bound that knows only the rates, for every number of steps (:mod:`.promise`), in one pass
(:mod:`.one_pass`); what it says of the usual schedules is in :mod:`.tuned`, :mod:`.polynomial`,
:mod:`.cooldown` and :mod:`.warmup`, of a decay without a horizon in :mod:`.unknown_end`, and of the
best shape in :mod:`.best_shape`. A second path gives a better promise: for linear decay
(:mod:`.linear`), which nothing beats (:mod:`.resisting`), for any shape (:mod:`.weighed`), where it
is exact (:mod:`.shortest`, :mod:`.attained`, :mod:`.price`), and for gradients of known sizes
(:mod:`.refined`).
"""

from lrlib.proofs.convergence.attained import D11
from lrlib.proofs.convergence.best_shape import D5
from lrlib.proofs.convergence.cooldown import D7
from lrlib.proofs.convergence.linear import D2
from lrlib.proofs.convergence.noise import N0, N1, N2
from lrlib.proofs.convergence.one_pass import D1f, written_out
from lrlib.proofs.convergence.polynomial import D6
from lrlib.proofs.convergence.price import D12
from lrlib.proofs.convergence.promise import D1, D, G, T
from lrlib.proofs.convergence.refined import D8
from lrlib.proofs.convergence.resisting import D3
from lrlib.proofs.convergence.shortest import D10
from lrlib.proofs.convergence.tuned import D1e
from lrlib.proofs.convergence.unknown_end import D4
from lrlib.proofs.convergence.warmup import D7b
from lrlib.proofs.convergence.weighed import D9

__all__ = [
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "D7",
    "D8",
    "D9",
    "D10",
    "D11",
    "D12",
    "N0",
    "N1",
    "N2",
    "D",
    "D1e",
    "D1f",
    "D7b",
    "G",
    "T",
    "written_out",
]
