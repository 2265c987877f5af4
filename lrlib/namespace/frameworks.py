"""The operations on arrays and tensors: the dialect of each framework."""

from __future__ import annotations

import math
from itertools import pairwise

from lrlib.errors import BadValue
from lrlib.namespace.arrays import LAST, SHORT, Arrays, refuse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["KINDS"]


class NumPy(Arrays):
    def __init__(self) -> None:
        import numpy as np

        self.xp, self.exp, self.cos, self.sqrt = np, np.exp, np.cos, np.sqrt

    def step(self, x: Any) -> Any:
        np, kind = self.xp, x.dtype.kind
        if kind not in "iuf":
            refuse(x, "NumPy")
        if isinstance(x, np.ma.MaskedArray):
            x = x.filled(0)
        if x.size and not (x.min() >= 0 and x.max() < math.inf):
            raise BadValue("step", "be a finite number of steps, at least 0, in every entry", x)
        if kind == "f":
            return x.astype(np.float32) if x.itemsize < 4 else x
        if kind == "u" and x.size and int(x.max()) > LAST:
            raise BadValue("step", "be below 2**63 in every entry", x)
        return x.astype(np.int64, copy=False)

    def answer(self, rate: Any, x: Any) -> Any:
        if not isinstance(rate, (self.xp.ndarray, self.xp.generic)):
            rate = self.constant(rate, self.step(x))
        rate = rate.astype(x.dtype) if x.dtype.kind == "f" else rate
        if isinstance(x, self.xp.ma.MaskedArray):
            return self.xp.ma.array(rate, mask=x.mask)
        return rate

    def is_whole(self, x: Any) -> bool:
        return x.dtype.kind == "i"  # type: ignore[no-any-return]

    def is_double(self) -> bool:
        return True

    def where(self, condition: Any, a: Any, b: Any) -> Any:
        return self.xp.where(condition, a, b)[()]  # a scalar stays a scalar

    def real(self, x: Any) -> Any:
        return x.astype(self.xp.float64) if x.dtype.kind == "i" else x

    def power(self, base: float, n: Any) -> Any:
        return base ** self.real(n)

    def fold(self, step: Any, period: float) -> Any:
        if not self.is_whole(step):
            return super().fold(step, period)
        rest = step - step // period * period  # twice as fast as %
        return self.real(self.xp.minimum(rest, period - rest))

    def ramp(self, step: Any, a: float, b: float) -> Any:
        width = max(b - a, SHORT)
        return self.clip01((step - a) / width if a else step / width)  # a pass over it less

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        return self.xp.searchsorted(self.xp.asarray(marks), step, side="right")

    def relay(
        self, step: Any, starts: Sequence[int], rates: Sequence[Callable[[Any, Any], Any]]
    ) -> Any:
        """Each formula is asked for its own steps only."""
        np = self.xp
        if len(rates) == 1:
            return self.full(rates[0](step, self), step)
        turn = self.count(step, starts[1:])
        if not step.ndim:
            i = int(turn)
            return self.full(rates[i](step - starts[i], self), step)
        turn, flat = turn.ravel(), step.ravel()
        order = None if (turn[1:] >= turn[:-1]).all() else np.argsort(turn, kind="stable")
        if order is not None:
            turn, flat = turn[order], flat[order]
        found = np.empty(flat.shape, self.real(flat[:0]).dtype)
        edges = [0, *(np.flatnonzero(np.diff(turn)) + 1).tolist(), flat.size]
        for begin, end in pairwise(edges):
            if begin < end:
                i = turn[begin]
                found[begin:end] = rates[i](flat[begin:end] - starts[i], self)
        if order is not None:
            found[order] = found.copy()
        return found.reshape(step.shape)

    def each(self, function: Callable[[Any], Any], step: Any) -> Any:
        rates = [function(x) for x in step.ravel().tolist()]
        return self.xp.array(rates, self.xp.float64).reshape(step.shape)[()]


class Torch(Arrays):
    def __init__(self) -> None:
        import torch

        self.xp, self.exp, self.cos, self.sqrt = torch, torch.exp, torch.cos, torch.sqrt

    def step(self, x: Any) -> Any:
        if x.is_floating_point():
            return x.float() if x.itemsize < 4 else x
        if x.is_complex() or x.dtype == self.xp.bool:
            refuse(x, "torch")
        whole = x.to(self.xp.int64)
        return whole if x.dtype != self.xp.uint64 else self.xp.where(whole < 0, LAST, whole)

    def cast(self, x: Any, dtype: Any) -> Any:
        return x.to(dtype)

    def is_whole(self, x: Any) -> bool:
        return not x.is_floating_point()

    def is_double(self) -> bool:
        return self.xp.get_default_dtype() == self.xp.float64  # type: ignore[no-any-return]

    def real(self, x: Any) -> Any:
        if x.is_floating_point():
            return x
        return x.to(self.xp.float64 if self.is_double() else self.xp.float32)

    def table(self, numbers: Sequence[float], like: Any) -> Any:
        return self.xp.tensor(numbers, dtype=like.dtype, device=like.device)

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        return self.xp.bucketize(step, self.table(marks, step), right=True)


class TensorFlow(Arrays):
    def __init__(self) -> None:
        import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]

        self.xp, self.exp, self.cos, self.sqrt = tf, tf.math.exp, tf.math.cos, tf.math.sqrt

    def step(self, x: Any) -> Any:
        tf = self.xp
        x = tf.convert_to_tensor(x)  # variables too
        if x.dtype.is_floating:
            return tf.cast(x, tf.float32) if x.dtype.size < 4 else x
        if not x.dtype.is_integer:
            refuse(x, "TensorFlow")
        whole = tf.cast(x, tf.int64)
        if x.dtype != tf.uint64:
            return whole
        return tf.where(whole < 0, tf.constant(LAST, tf.int64), whole)

    def cast(self, x: Any, dtype: Any) -> Any:
        return self.xp.cast(x, dtype)

    def is_whole(self, x: Any) -> bool:
        return x.dtype.is_integer  # type: ignore[no-any-return]

    def real(self, x: Any) -> Any:
        return self.xp.cast(x, self.xp.float32) if x.dtype.is_integer else x

    def times(self, k: float, step: Any) -> Any:
        # in a graph every operation counts: one float64 product is cheaper than two halves
        if not self.is_whole(step):
            return k * step
        return self.xp.cast(k * self.xp.cast(step, self.xp.float64), self.xp.float32)

    def maximum(self, x: Any, low: float) -> Any:
        return self.xp.maximum(x, self.xp.cast(low, x.dtype))

    def clip01(self, x: Any) -> Any:
        return self.xp.clip_by_value(x, 0.0, 1.0)

    def table(self, numbers: Sequence[float], like: Any) -> Any:
        return self.xp.constant(numbers, like.dtype)

    def pick(self, numbers: Sequence[float], n: Any, like: Any) -> Any:
        return self.xp.gather(self.table(numbers, like), n)

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        reached = step[..., None] >= self.table(marks, step)
        return self.xp.reduce_sum(self.xp.cast(reached, self.xp.int64), -1)


class MLX(Arrays):
    def __init__(self) -> None:
        import mlx.core as mx

        self.xp, self.exp, self.cos, self.sqrt = mx, mx.exp, mx.cos, mx.sqrt

    def step(self, x: Any) -> Any:
        mx = self.xp
        if mx.issubdtype(x.dtype, mx.floating):
            return x.astype(mx.float32) if x.itemsize < 4 else x
        if not mx.issubdtype(x.dtype, mx.integer):
            refuse(x, "MLX")
        if x.dtype == mx.uint64:  # what MLX counts with
            x = mx.minimum(x, mx.array(LAST, mx.uint64))
        return x.astype(mx.int64)

    def is_whole(self, x: Any) -> bool:
        return self.xp.issubdtype(x.dtype, self.xp.integer)  # type: ignore[no-any-return]

    def real(self, x: Any) -> Any:
        return x.astype(self.xp.float32) if self.is_whole(x) else x

    def table(self, numbers: Sequence[float], like: Any) -> Any:
        return self.xp.array(numbers, like.dtype)

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        return (step[..., None] >= self.table(marks, step)).astype(self.xp.int64).sum(-1)


class JAX(Arrays):
    def __init__(self) -> None:
        import jax.numpy as jnp

        self.xp, self.exp, self.cos, self.sqrt = jnp, jnp.exp, jnp.cos, jnp.sqrt

    def step(self, x: Any) -> Any:
        jnp = self.xp
        if jnp.issubdtype(x.dtype, jnp.floating):
            return x.astype(jnp.float32) if x.dtype.itemsize < 4 else x
        if not jnp.issubdtype(x.dtype, jnp.integer):
            refuse(x, "JAX")
        whole = jnp.result_type(int)
        if jnp.issubdtype(x.dtype, jnp.unsignedinteger) and x.dtype.itemsize >= whole.itemsize:
            if x.dtype.itemsize < 8:
                return x  # uint32 without x64: there is no signed type that holds it
            x = jnp.minimum(x, jnp.asarray(LAST, x.dtype))
        return x.astype(whole)

    def is_whole(self, x: Any) -> bool:
        return self.xp.issubdtype(x.dtype, self.xp.integer)  # type: ignore[no-any-return]

    def is_double(self) -> bool:
        return self.xp.result_type(float) == self.xp.float64  # type: ignore[no-any-return]

    def real(self, x: Any) -> Any:
        return x.astype(self.xp.result_type(float)) if self.is_whole(x) else x

    def fits(self, step: Any, number: float) -> bool:
        return not self.is_whole(step) or number <= int(self.xp.iinfo(step.dtype).max)

    def before(self, step: Any, mark: float) -> Any:
        return step < mark if self.fits(step, mark) else self.xp.ones_like(step, bool)

    def after(self, step: Any, start: float) -> Any:
        return super().after(step, start) if self.fits(step, start) else step * 0

    def ramp(self, step: Any, a: float, b: float) -> Any:
        whole = math.floor(a)
        if not self.fits(step, whole):
            return self.real(step) * 0.0
        since = self.after(step, whole) if whole > 0 else step + -whole  # right for uint32, too
        return self.clip01((self.real(since) - (a - whole)) / max(float(b - a), SHORT))

    def count(self, step: Any, marks: Sequence[int]) -> Any:
        marks = [mark for mark in marks if self.fits(step, mark)]
        return self.xp.searchsorted(self.table(marks, step), step, side="right")


KINDS: dict[str, type[Arrays]] = {
    "numpy": NumPy,
    "torch": Torch,
    "tensorflow": TensorFlow,
    "mlx.core": MLX,
    "jax": JAX,
}
