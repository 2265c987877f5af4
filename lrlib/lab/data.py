"""What the lab's problems learn from: made here or shipped with the package, never downloaded.

* :func:`signals`: MNIST-1D, the ten digits drawn as curves of 40 points, noisy, shifted and
  sheared. Made after Greydanus and Kobak, arXiv 2011.14439; the twelve heights of each digit are
  theirs. As many as one wants, so that a network can learn from a stream and never see a signal
  twice.
* :func:`text`: the first 400,000 characters of the collection of Shakespeare's plays that is
  known as *tiny shakespeare*. Shakespeare's text is in the public domain.
"""

from __future__ import annotations

import lzma
from functools import lru_cache
from importlib.resources import files

import numpy as np

from lrlib.guard import need

__all__ = ["LENGTH", "signals", "text"]

LENGTH = 40  # points of a signal
STRETCH = 72  # points of a template after padding, before it is thinned to LENGTH
HEIGHTS = (  # of the digits 0 to 9, from arXiv 2011.14439
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)
BLOCK = 10_000  # signals made at a time, so that the temporaries stay small


def templates() -> np.ndarray:
    """The ten digits as curves that start at 0, shape (10, 12)."""
    heights = np.array(HEIGHTS)
    heights = (heights - heights.mean(1, keepdims=True)) / heights.std(1, keepdims=True)
    return (heights - heights[:, :1]) / 6


@lru_cache(maxsize=4)
def signals(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Signals, float32 of shape (count, 40), mean 0 and variance 1; digits, int32 (count,).

    >>> x, digit = signals(1000)
    >>> x.shape, digit.shape, bool(abs(x.mean()) < 1e-6)
    ((1000, 40), (1000,), True)
    """
    rng = np.random.default_rng(seed)
    digit = rng.integers(10, size=count)
    blocks = [digit[i : i + BLOCK] for i in range(0, count, BLOCK)]
    x = np.concatenate([_drawn(block, rng) for block in blocks])
    return ((x - x.mean()) / x.std()).astype(np.float32), digit.astype(np.int32)


def _drawn(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each digit's template, padded, scaled, shifted, made noisy, sheared and thinned."""
    filtered = need("scipy.ndimage", "lab").gaussian_filter1d
    n, rows = len(digit), np.arange(len(digit))[:, None]
    shapes = templates()
    length = 12 + rng.integers(36, 61, n)  # of the padded template
    at = np.linspace(0, 1, STRETCH) * (length[:, None] - 1)
    left = np.minimum(at.astype(int), 10)
    part = np.clip(at - left, 0, 1)
    heights = shapes[digit]
    x = heights[rows, left] * (1 - part) + heights[rows, left + 1] * part
    # past the template's last point a straight line leads to the first zero of the padding
    falling = (at > 11) & (at < 12)
    x = np.where(falling, heights[:, -1:] * (12 - at), np.where(at >= 12, 0, x))
    drawn = np.where(at < 12, 1, 0) * (at > 0)
    x = x * (1 + 0.4 * (rng.random((n, 1)) - 0.5))
    shift = (np.arange(STRETCH) - rng.integers(0, 48, (n, 1))) % STRETCH
    x, drawn = x[rows, shift], drawn[rows, shift]
    noise = filtered(0.25 * rng.standard_normal((n, STRETCH)), 2, axis=1)
    x = np.where(drawn, x, noise) + 0.02 * rng.standard_normal((n, STRETCH))
    x = x - 0.75 * (rng.random((n, 1)) - 0.5) * np.linspace(-0.5, 0.5, STRETCH)
    at = np.linspace(0, STRETCH - 1, LENGTH)
    left = np.minimum(at.astype(int), STRETCH - 2)
    return x[:, left] * (1 - (at - left)) + x[:, left + 1] * (at - left)


@lru_cache(maxsize=1)
def text() -> tuple[np.ndarray, str]:
    """The text as numbers, int32, and the characters that they count.

    >>> codes, characters = text()
    >>> len(codes), "".join(characters[i] for i in codes[:13])
    (400000, 'First Citizen')
    """
    raw = lzma.decompress((files("lrlib.lab") / "shakespeare.txt.xz").read_bytes()).decode()
    characters = "".join(sorted(set(raw)))
    codes = {character: i for i, character in enumerate(characters)}
    return np.array([codes[character] for character in raw], np.int32), characters
