"""The digits, the first weights and the batches of :mod:`lrlib.lab.digits`, packed for a page.

One script that holds one string: a page asks for it when a reader wants to train, and not
before. A script, as pages opened from a disk may not fetch a file. In the string, compressed:
the pixels (1,797 × 64 bytes, 0 to 16) and labels of scikit-learn's digits, the weights as
float32, and the rows of each batch as NumPy's generator draws them, so that the page trains on
the same batches as Python does. ``static/scenes/digits.js`` unpacks it.
"""

from __future__ import annotations

import base64
import json
import zlib

BATCHES = 300  # as long as the longest run on a page, the range test
SIZE = 64
MOST = 130_000  # bytes


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
        np.array(list(digits.rows(BATCHES, SIZE)), "<u2"),
    )
    packed = zlib.compress(b"".join(part.tobytes() for part in parts), 9)
    facts = {
        "images": len(labels),
        "pixels": digits.PIXELS,
        "hidden": digits.HIDDEN,
        "classes": digits.CLASSES,
        "batches": BATCHES,
        "size": SIZE,
        "packed": base64.b64encode(packed).decode(),
    }
    text = f"window.lrlibDigits.data = {json.dumps(facts)};\n"
    if len(text) > MOST:
        raise ValueError(f"the digits must fit in {MOST} bytes, got {len(text)}")
    return text
