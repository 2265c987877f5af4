"""One seed and one shelf of reports for all pages of a build.

So a box and the table of all theorems count alike, and no page checks what another has checked.
The seed is drawn from the proofs themselves: new whenever they change, the same on every page.
"""

import hashlib
import os
from pathlib import Path

PROOFS = Path(__file__).resolve().parents[1] / "lrlib" / "proofs"


def seed(folder: Path = PROOFS) -> str:
    """Six digits from what the modules say."""
    found = hashlib.sha256()
    for module in sorted(folder.rglob("*.py")):
        found.update(module.read_bytes())
    return str(int(found.hexdigest(), 16) % 10**6)


def setup(app):
    # the kernels that run the pages inherit both
    os.environ.setdefault("LRLIB_SEED", seed())
    os.environ.setdefault("LRLIB_REPORTS", str(Path(app.outdir).parent / ".reports"))
    return {"parallel_read_safe": True}


if __name__ == "__main__":
    print(seed())
