"""``python -m lrlib``: see :mod:`lrlib.cli`."""

import os
import sys

from lrlib.cli import main

if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has enough, as `head` does; not all was said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    sys.exit(status)
