"""What a name in a line of training code can mean."""

from __future__ import annotations

import ast

from lrlib.native.signatures import SIGNATURES
from lrlib.schedules import KINDS

__all__ = ["KNOWN", "OPTIMIZERS", "modules", "path_of"]

#: What may stand before a name, to the modules that it can mean.
KNOWN = {
    "torch": ("torch.optim.lr_scheduler",),
    "lr_scheduler": ("torch.optim.lr_scheduler",),
    "transformers": ("transformers",),
    "keras": ("keras.optimizers.schedules",),
    "optax": ("optax",),
    "mlx": ("mlx.optimizers",),
    "lrlib": (),
}


#: Optimizers of PyTorch's; the second argument of each is its lr.
OPTIMIZERS = frozenset(
    "ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD "
    "SparseAdam".split()
)


def path_of(node: ast.expr) -> tuple[str, ...]:
    """The names of ``torch.optim.lr_scheduler.StepLR``; empty if it is anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute) and (before := path_of(node.value)):
        return (*before, node.attr)
    return ()


def modules(path: tuple[str, ...]) -> tuple[str, ...]:
    """The modules whose name this can be."""
    if not path or any(part in KINDS for part in path[:-1]):
        return ()
    told = [KNOWN[part] for part in path[:-1] if part in KNOWN]
    return tuple(
        module
        for module, names in SIGNATURES.items()
        if path[-1] in names and (not told or module in told[0])
    )
