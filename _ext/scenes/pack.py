"""The digits, the first weights and the batches of :mod:`lrlib.lab.digits`, packed for a page.

One script that holds one string: a page asks for it when a reader wants to train, and not
before. A script, as pages opened from a disk may not fetch a file. In the string, compressed:
the pixels (1,797 × 64 bytes, 0 to 16) and labels of scikit-learn's digits, the weights as
float32, and the rows of each batch as NumPy's generator draws them. ``static/scenes/digits.js``
unpacks it.

A page judges a network by digits that it has not seen: one in :data:`HELD` is in no batch. So the
batches are not those of :func:`lrlib.lab.digits.batches`, which draws from all.
"""

from __future__ import annotations

import base64
import json
import zlib

BATCHES = 300  # as long as the longest run on a page, the range test
SIZE = 64
HELD = 5  # every fifth image is held out
# The curve of the range test is flat between 3 and 9, and its lowest point is chance. With this
# seed it is about where the chapter finds it, whose batches are drawn from all images.
SEED = 2
MOST = 130_000  # bytes


def held(count):
    """Which of so many images no network of a page is trained on, as booleans."""
    import numpy as np

    return np.arange(count) % HELD == HELD - 1


def rows(steps, count, seed=SEED):
    """Which images each batch takes, of those that are not held out."""
    import numpy as np

    rng, seen = np.random.default_rng(seed), np.flatnonzero(~held(count))
    return [rng.choice(seen, SIZE, replace=False) for _ in range(steps)]


def script() -> str:
    """The data as a script."""
    import numpy as np
    from sklearn.datasets import load_digits

    from lrlib.lab import digits

    pixels, labels = load_digits(return_X_y=True)
    parts = (
        pixels.astype(np.uint8),
        labels.astype(np.uint8),
        *(array.astype("<f4") for array in digits.weights()),
        np.array(rows(BATCHES, len(labels)), "<u2"),
    )
    packed = zlib.compress(b"".join(part.tobytes() for part in parts), 9)
    facts = {
        "images": len(labels),
        "pixels": digits.PIXELS,
        "hidden": digits.HIDDEN,
        "classes": digits.CLASSES,
        "batches": BATCHES,
        "size": SIZE,
        "held": HELD,
        "packed": base64.b64encode(packed).decode(),
    }
    text = f"window.lrlibDigits.data = {json.dumps(facts)};\n"
    if len(text) > MOST:
        raise ValueError(f"the digits must fit in {MOST} bytes, got {len(text)}")
    return text
