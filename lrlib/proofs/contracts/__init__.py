"""What lrlib promises: a contract for each kind of schedule and each of its options.

One short module a family. How a contract is read and checked is in
:mod:`lrlib.proofs.contracts.contract`.
"""

from importlib import import_module

from lrlib.proofs.theorem import Theorem

FAMILIES = ("levels", "ways", "one_cycle", "cycles", "stable", "inverse", "joined")

for _name in FAMILIES:
    _module = import_module(f"lrlib.proofs.contracts.{_name}")
    globals().update(
        {key: value for key, value in vars(_module).items() if isinstance(value, Theorem)}
    )
