"""What is true of other losses than those of the chapter on convergence, a module a world.

Smooth, convex and without noise, the sum of the rates decides (:mod:`.fuel`). Strongly convex, one
over the step is right (:mod:`.strong`). Smooth and noisy, but not convex, one knows of the
gradients on the way (:mod:`.uneven`). And a schedule may look at the loss (:mod:`.looking`).
"""

from lrlib.proofs.worlds.fuel import W1, W1b
from lrlib.proofs.worlds.looking import W4
from lrlib.proofs.worlds.strong import W2
from lrlib.proofs.worlds.uneven import W3

__all__ = ["W1", "W2", "W3", "W4", "W1b"]
