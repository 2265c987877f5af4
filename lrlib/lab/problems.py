"""What the lab trains: each problem is a start, a loss and a stream, a few lines each.

To add one, write it at the end of this module and put it into ``PROBLEMS``. ``init(seed)`` gives
the parameters, a dictionary of float32 arrays; ``stream(seed, steps, batch)`` gives what the
updates see, one row an update (most often row numbers of ``data()``); ``loss(params, batch)`` is
what is differentiated, with ``batch = pick(data, row)``; ``judge(params, held)`` is what a run is
judged by, on the data of ``held(split)``. Everything random comes from NumPy, so that a loop in
PyTorch can start from the same weights and see the same batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from lrlib.lab import contest, data, digits, rugged, transformer
from lrlib.lab.optimizers import Params

__all__ = ["PROBLEMS", "SPLITS", "Problem", "minimum", "pretrained", "spectrum"]

SPLITS = ("validation", "test")
HELD = 4096  # signals to choose by, and as many to judge by


Array = jax.Array | np.ndarray
Weights = dict[str, np.ndarray]  # at the start
Data = tuple[np.ndarray, np.ndarray]  # what is seen, and its labels
Batch = tuple[jax.Array, jax.Array]  # the same, in a program


@dataclass(frozen=True)
class Problem:
    """A start, a loss, a stream, and how a run is judged."""

    about: str
    init: Callable[[int], Weights]
    loss: Callable[..., jax.Array]
    stream: Callable[[int, int, int], np.ndarray]
    data: Callable[[], Any]
    held: Callable[[str], Any]
    judge: Callable[..., jax.Array]
    pick: Callable[..., Any] = lambda data, row: jax.tree.map(lambda array: array[row], data)
    exact: bool = False  # the loss is known, not estimated: validation and test are one number
    chunk: int = 16  # runs in one program at a time: what they touch should fit a core's cache
    scores: Callable[[Params, jax.Array], jax.Array] | None = (
        None  # of the classes, where there are some
    )


def _rng(seed: int, what: int) -> np.random.Generator:
    return np.random.default_rng([seed, what])


def _rows(count: int) -> Callable[[int, int, int], np.ndarray]:
    """A stream that draws row numbers below ``count``, with replacement."""
    return lambda seed, steps, batch: _rng(seed, 1).integers(
        count, size=(steps, batch), dtype=np.int32
    )


def entropy(scores: jax.Array, labels: jax.Array) -> jax.Array:
    """Mean cross-entropy in nats."""
    chosen = jax.nn.one_hot(labels, scores.shape[-1])  # its gradient needs no scatter, slow on CPUs
    return -jnp.sum(jax.nn.log_softmax(scores) * chosen) / labels.size


# -- noisy quadratics: the loss is 1 at the start ----------------------------------------------

EIGENVALUES, NOISE = 200, 0.1


def spectrum(kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Eigenvalues, start, and standard deviation of the gradient noise for a batch of 1.

    The eigenvalues fall like i^-1.5. What is to be learnt falls like i^-3 in the easy problem,
    which its steep directions hold, and like i^-1.2 in the hard one, which has it everywhere. The
    noise is that of regression: its variance is in proportion to the eigenvalue.
    """
    i = np.arange(1, EIGENVALUES + 1.0)
    curvature, energy = i**-1.5, i ** {"easy": -3.0, "hard": -1.2}[kind]
    start = np.sqrt(2 * energy / energy.sum() / curvature)
    return curvature, start, np.sqrt(64 * NOISE * curvature)


def _quadratic(kind: str) -> Problem:
    curvature, start, noise = (array.astype(np.float32) for array in spectrum(kind))

    def stream(seed: int, steps: int, batch: int) -> np.ndarray:
        draws = _rng(seed, 1).standard_normal((steps, EIGENVALUES), dtype=np.float32)
        return draws * noise / np.float32(batch**0.5)

    def height(params: Params, held: jax.Array) -> jax.Array:
        return jnp.sum(held * params["x"] ** 2) / 2

    return Problem(
        about=f"a parabola in {EIGENVALUES} dimensions, {kind} spectrum, noisy gradients",
        init=lambda seed: {"x": start},
        loss=lambda params, batch: height(params, batch[0]) + jnp.sum(batch[1] * params["x"]),
        stream=stream,
        data=lambda: curvature,
        pick=lambda data, row: (data, row),
        held=lambda split: curvature,
        judge=height,
        exact=True,
    )


# -- rugged losses: many balls, what counts is the share that misses the best valley ------------

BALLS = 256


def _ripples(dimensions: int, noise: float) -> Problem:
    slope = rugged.BOWL

    def height(x: jax.Array) -> jax.Array:
        waves = jnp.cos(rugged.RIPPLES * x).prod(axis=-1)
        return slope * (x**2).sum(axis=-1) + 1 - waves

    def stream(seed: int, steps: int, batch: int) -> np.ndarray:
        size = (steps, BALLS, dimensions)
        return np.float32(noise) * _rng(seed, 1).standard_normal(size, dtype=np.float32)

    start = (BALLS, dimensions)
    return Problem(
        about=f"{BALLS} balls on a bowl with ripples in {dimensions}-D, gradient noise {noise}",
        init=lambda seed: {"x": _rng(seed, 0).uniform(-8, 8, start).astype(np.float32)},
        loss=lambda params, shake: jnp.sum(height(params["x"])) + jnp.sum(shake * params["x"]),
        stream=stream,
        data=lambda: np.zeros(0, np.float32),
        pick=lambda data, row: row,
        held=lambda split: np.zeros(0, np.float32),
        judge=lambda params, held: jnp.mean(jnp.abs(params["x"]).sum(-1) >= rugged.BASIN),
        exact=True,
    )


# -- MNIST-1D -----------------------------------------------------------------------------------

POOL, CONVEX_POOL = 200_000, 20_000


@lru_cache(maxsize=2)
def _held(split: str) -> Data:
    return data.signals(HELD, seed=1 + SPLITS.index(split))


def _linear(params: Params, x: jax.Array) -> jax.Array:
    return x @ params["w"] + params["b"]


@lru_cache(maxsize=2)
def minimum(weights: bool = False) -> Any:
    """The least loss that softmax regression can have on its pool: Newton's method in float64.

    With ``weights``, the weights that have it instead: (41, 10), the biases in the last row.
    """
    x, label = data.signals(CONVEX_POOL, seed=3)
    x = np.column_stack([x.astype(float), np.ones(len(x))])
    onehot, w, logs = np.eye(10)[label], np.zeros((41, 10)), np.zeros(1)
    for _ in range(8):
        scores = x @ w
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        p = np.exp(logs)
        gradient = x.T @ (p - onehot)
        curvature = -np.array([[x.T @ (x * (p[:, i] * p[:, j])[:, None]) for j in range(10)]
                               for i in range(10)])  # fmt: skip
        for i in range(10):
            curvature[i, i] += x.T @ (x * p[:, i : i + 1])
        hessian = curvature.transpose(0, 2, 1, 3).reshape(410, 410)
        # one number may be added to all scores for nothing: lstsq leaves that direction alone
        w -= np.linalg.lstsq(hessian, gradient.T.ravel(), rcond=1e-12)[0].reshape(10, 41).T
    return w if weights else float(-(onehot * logs).sum() / len(x))


def _convex() -> Problem:
    def pool() -> Data:
        return data.signals(CONVEX_POOL, seed=3)

    def judge(params: Params, held: tuple[Batch, jax.Array]) -> jax.Array:
        (x, label), least = held
        return entropy(_linear(params, x), label) - least

    return Problem(
        about=f"softmax regression on {CONVEX_POOL:,} signals of MNIST-1D; convex, exact excess",
        init=lambda seed: {"w": np.zeros((40, 10), np.float32), "b": np.zeros(10, np.float32)},
        loss=lambda params, batch: entropy(_linear(params, batch[0]), batch[1]),
        stream=_rows(CONVEX_POOL),
        data=pool,
        held=lambda split: (pool(), np.float32(minimum())),
        judge=judge,
        exact=True,
    )


def _dense(rng: np.random.Generator, *sizes: int, gain: float = 2.0) -> Weights:
    """Weights of variance gain / inputs, and biases of 0."""
    layers = {}
    for i, (a, b) in enumerate(pairwise(sizes)):
        layers[f"w{i}"] = (rng.standard_normal((a, b)) * (gain / a) ** 0.5).astype(np.float32)
        layers[f"b{i}"] = np.zeros(b, np.float32)
    return layers


def _on_signals(
    about: str,
    init: Callable[[int], Weights],
    scores: Callable[[Params, jax.Array], jax.Array],
    chunk: int = 16,
) -> Problem:
    """A network that sees each batch of signals once."""

    def cost(params: Params, batch: Batch) -> jax.Array:
        return entropy(scores(params, batch[0]), batch[1])

    return Problem(
        about=about,
        init=init,
        loss=cost,
        stream=_rows(POOL),
        data=lambda: data.signals(POOL, seed=0),
        held=_held,
        judge=cost,
        chunk=chunk,
        scores=scores,
    )


def _mlp(params: Params, x: Array) -> jax.Array:
    x = jax.nn.relu(x @ params["w0"] + params["b0"])
    x = jax.nn.relu(x @ params["w1"] + params["b1"])
    return x @ params["w2"] + params["b2"]


# -- fine-tuning: the network above, trained, then a few signals of another kind ----------------

FEW = 1000  # signals to fine-tune on, other ones for each seed


@lru_cache(maxsize=1)
def pretrained() -> Weights:
    """The network after 3,000 updates of AdamW on the stream; stored, so that all start alike.

    WSD with a warm-up, peak 0.0122, seed 7.
    """
    with np.load(Path(__file__).with_name("pretrained.npz")) as file:
        return dict(file)


def _mirrored(count: int, seed: int) -> Data:
    """Signals that run backwards."""
    x, digit = data.signals(count, seed)
    return np.ascontiguousarray(x[:, ::-1]), digit


def _few_rows(seed: int, steps: int, batch: int) -> np.ndarray:
    rng = _rng(seed, 1)
    chosen = rng.choice(POOL, FEW, replace=False).astype(np.int32)
    return chosen[rng.integers(FEW, size=(steps, batch))]


def _finetuning() -> Problem:
    def cost(params: Params, batch: Batch) -> jax.Array:
        return entropy(_mlp(params, batch[0]), batch[1])

    return Problem(
        about=f"fine-tuning: the network of mlp, trained, on {FEW:,} mirrored signals",
        init=lambda seed: pretrained(),
        loss=cost,
        stream=_few_rows,
        data=lambda: _mirrored(POOL, seed=0),
        held=lambda split: _mirrored(HELD, seed=1 + SPLITS.index(split)),
        judge=cost,
    )


CHANNELS = 16


def _convolved(x: jax.Array, w: Array, b: Array, width: int) -> jax.Array:
    """A convolution of stride 2 as one product: its windows side by side."""
    x = jnp.pad(x, ((0, 0), (1, 1), (0, 0)))
    out = (x.shape[1] - width) // 2 + 1
    windows = [x[:, i : i + 2 * out - 1 : 2] for i in range(width)]
    return jax.nn.relu(jnp.concatenate(windows, axis=2) @ w + b)


def _convnet_init(seed: int) -> Weights:
    rng = _rng(seed, 0)
    first = _dense(rng, 5, CHANNELS)
    second, third = _dense(rng, 3 * CHANNELS, CHANNELS), _dense(rng, 3 * CHANNELS, CHANNELS)
    last = _dense(rng, 5 * CHANNELS, 10)
    layers = first, second, third, last
    return {f"{kind}{i}": layer[f"{kind}0"] for i, layer in enumerate(layers) for kind in "wb"}


def _convnet(params: Params, x: jax.Array) -> jax.Array:
    x = x[:, :, None]
    for i, width in enumerate((5, 3, 3)):
        x = _convolved(x, params[f"w{i}"], params[f"b{i}"], width)
    return x.reshape(len(x), -1) @ params["w3"] + params["b3"]


# -- a character transformer --------------------------------------------------------------------

HOLD = 20_000  # characters at the end of the text, half to choose by and half to judge by


def _text_loss(params: Mapping[str, jax.Array], codes: jax.Array) -> jax.Array:
    return entropy(transformer.scores(params, codes[:, :-1]), codes[:, 1:])


def _text_held(split: str) -> np.ndarray:
    codes, half = data.text()[0][-HOLD:], HOLD // 2
    codes = codes[:half] if split == "validation" else codes[half:]
    width = transformer.CONTEXT + 1
    return codes[: len(codes) // width * width].reshape(-1, width)


def _text_stream(seed: int, steps: int, batch: int) -> np.ndarray:
    last = len(data.text()[0]) - HOLD - transformer.CONTEXT - 1
    return _rng(seed, 1).integers(last, size=(steps, batch), dtype=np.int32)


# -- the digits, for live cells -----------------------------------------------------------------


def _digits_init(seed: int) -> Weights:
    return dict(zip(("w0", "b0", "w1", "b1"), digits.weights(seed)))


def _digits_scores(params: Params, x: jax.Array) -> jax.Array:
    return jnp.tanh(x @ params["w0"] + params["b0"]) @ params["w1"] + params["b1"]


def _digits_loss(params: Params, batch: Batch) -> jax.Array:
    return entropy(_digits_scores(params, batch[0]), batch[1])


def _digits_stream(seed: int, steps: int, batch: int) -> np.ndarray:
    rng = np.random.default_rng(seed)  # the very batches of lrlib.lab.contest
    rows = [rng.choice(contest.TRAIN, batch, replace=False) for _ in range(steps)]
    return np.array(rows, np.int32)


def _digits_part(i: int) -> Data:
    images, labels = contest.splits()[i]
    return images, labels.astype(np.int32)


#: The problems, by name.
PROBLEMS = {
    "quadratic-easy": _quadratic("easy"),
    "quadratic-hard": _quadratic("hard"),
    "ripples-1d": _ripples(1, noise=1.0),
    "ripples-1d-still": _ripples(1, noise=0.0),
    "ripples-2d": _ripples(2, noise=1.0),
    "convex": _convex(),
    "mlp": _on_signals(
        "a network 40-48-48-10 on a stream of MNIST-1D",
        lambda seed: _dense(_rng(seed, 0), 40, 48, 48, 10),
        _mlp,
    ),
    "finetune": _finetuning(),
    "convnet": _on_signals(
        "three convolutions of 16 channels on a stream of MNIST-1D",
        _convnet_init,
        _convnet,
        chunk=2,
    ),
    "transformer": Problem(
        about="a two-layer character transformer on Shakespeare",
        init=lambda seed: transformer.init(_rng(seed, 0), len(data.text()[1])),
        loss=_text_loss,
        stream=_text_stream,
        data=lambda: data.text()[0],
        pick=lambda codes, row: codes[row[:, None] + jnp.arange(transformer.CONTEXT + 1)],
        held=_text_held,
        judge=_text_loss,
        chunk=1,
    ),
    "digits": Problem(
        about="a network 64-32-10 on 1,000 images of digits",
        init=_digits_init,
        loss=_digits_loss,
        stream=_digits_stream,
        data=lambda: _digits_part(0),
        held=lambda split: _digits_part(1 + SPLITS.index(split)),
        judge=_digits_loss,
    ),
}
