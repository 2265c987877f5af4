"""Which operations belong to the kind of number a step is.

A schedule's formula is written once, over the few operations below. This module finds,
from the *type* of the step, the object that carries them out: :data:`PYTHON` for ints and
floats, one for arrays of each framework, one for SymPy expressions. Frameworks are looked
up in ``sys.modules`` (whoever holds a tensor has already imported its framework), so
importing this module imports none of them.

Every such object has the same attributes:

=========================  ==============================================================
``step(x)``                ``x``, checked and brought to a common integer or float type
``answer(rate, x)``        the rate in the dtype that was asked with
``exp``, ``cos``           the functions
``maximum(x, low)``        the larger of an array and a number
``where(c, a, b)``         ``a`` where the condition holds, ``b`` elsewhere
``real(x)``                an integer array as floats
``times(k, step)``         ``k * step``, accurate at every whole step up to 2**32
``fold(step, period)``     distance from ``step`` to the nearest multiple of ``period``
``phase(step, period)``    an angle with the same cosine as ``2 pi step / period``
``ramp(step, a, b)``       0 up to ``a``, rising linearly to 1 at ``b``, 1 from there on
``tent(step, peak, end)``  a ramp up from 0 to ``peak``, less one from there to ``end``
``after(step, start)``     steps since ``start``, where that is reached
=========================  ==============================================================

Two of these operations are where float32 accuracy at large steps is won. ``fold`` reduces
the *integer* step before any conversion to float, so a cosine is as accurate at step 1e9 as
in the first cycle. ``times`` multiplies in two exact halves, so that ``exp(-k * step)`` does
not inherit the rounding of a large step. In SymPy, where nothing is rounded, the second is a
plain product. A step in half precision is computed with in float32 and answered in its own
dtype.
"""

from __future__ import annotations

import math
import sys
from functools import cache, lru_cache, reduce

__all__ = ["PYTHON", "ops_for", "symbolic"]


class _Python:
    """Ints and floats, by :mod:`math` alone."""

    pi = math.pi
    exp = staticmethod(math.exp)
    cos = staticmethod(math.cos)
    log = staticmethod(math.log)
    atan = staticmethod(math.atan)
    real = staticmethod(float)

    @staticmethod
    def step(x):
        if x >= 0 and x < math.inf:
            return x
        raise ValueError(f"step must be a finite number of steps, at least 0, got {x!r}")

    @staticmethod
    def maximum(x, low):
        return x if x > low else low

    @staticmethod
    def where(condition, a, b):
        return a if condition else b

    @staticmethod
    def after(step, start):
        return step - start if step > start else 0

    @staticmethod
    def times(k, step):
        return k * step

    @staticmethod
    def fold(step, period):
        rest = step % period
        return rest if rest + rest <= period else period - rest

    @staticmethod
    def phase(step, period):
        rest = step % period
        return math.tau * (rest if rest + rest <= period else period - rest) / period

    @staticmethod
    def ramp(step, a, b):
        if step <= a:
            return 0.0
        return (step - a) / (b - a) if step < b else 1.0

    @staticmethod
    def tent(step, peak, end):
        if step <= peak:
            return step / peak
        return 1.0 - (step - peak) / (end - peak) if step < end else 0.0


PYTHON = _Python()


@lru_cache(maxsize=1024)
def _halves(k: float) -> tuple[float, float]:
    """Split ``k`` into a head of 8 significant bits and the rest.

    The head times a 16-bit integer is then exact in float32. Decay by more than 2**64 per
    step is zero after one step in any float, so larger heads are cut there and cannot
    overflow.
    """
    mantissa, exponent = math.frexp(min(k, 2.0**64))
    head = math.ldexp(round(mantissa * 256), exponent - 8)
    return head, min(k, 2.0**64) - head


class _Arrays:
    """What the array frameworks have in common; each subclass fills in its dialect."""

    pi = math.pi

    def answer(self, rate, x):
        return rate if self.is_whole(x) else rate.astype(x.dtype)

    def where(self, condition, a, b):
        return self.xp.where(condition, a, b)

    def maximum(self, x, low):
        return self.xp.clip(x, low, None)

    def after(self, step, start):
        return self.maximum(step - start, 0)

    def times(self, k, step):
        if not self.is_whole(step):
            return k * step
        if self.is_double():
            return k * self.real(step)
        head, rest = _halves(k)
        low = head * self.real(step % 65536) + rest * self.real(step)
        return low + (head * 65536) * self.real(step // 65536)

    def fold(self, step, period):
        rest = step % period
        return self.real(self.xp.minimum(rest, period - rest))

    def phase(self, step, period):
        return (math.tau / period) * self.fold(step, period)

    def ramp(self, step, a, b):
        # the whole part of ``a`` comes off while the step is still an integer
        whole = math.floor(a)
        return self.clip01((self.real(step - whole) - (a - whole)) / (b - a))

    def tent(self, step, peak, end):
        return self.ramp(step, 0, peak) - self.ramp(step, peak, end)

    def clip01(self, x):
        return self.xp.clip(x, 0.0, 1.0)


def _refuse(x, framework):
    raise TypeError(f"step must hold whole or real numbers, got {framework} dtype {x.dtype}")


class _NumPy(_Arrays):
    def __init__(self):
        import numpy as np

        self.xp, self.exp, self.cos = np, np.exp, np.cos

    def step(self, x):
        kind = x.dtype.kind
        if kind not in "iuf":
            _refuse(x, "NumPy")
        if x.size and not (x.min() >= 0 and x.max() < math.inf):
            raise ValueError("step must be a finite number of steps, at least 0, in every entry")
        if kind == "f":
            return x.astype(self.xp.float32) if x.itemsize < 4 else x
        return x.astype(self.xp.int64, copy=False)

    def answer(self, rate, x):
        return rate.astype(x.dtype) if x.dtype.kind == "f" else rate

    def is_whole(self, x):
        return x.dtype.kind == "i"

    def is_double(self):
        return True

    def where(self, condition, a, b):
        return self.xp.where(condition, a, b)[()]  # a scalar stays a scalar

    def real(self, x):
        return x.astype(self.xp.float64) if x.dtype.kind == "i" else x

    def fold(self, step, period):
        if not self.is_whole(step):
            return super().fold(step, period)
        rest = step - step // period * period  # twice as fast as %
        return self.real(self.xp.minimum(rest, period - rest))

    def ramp(self, step, a, b):
        return self.clip01((step - a) / (b - a) if a else step / b)  # a pass over the array less


class _Torch(_Arrays):
    def __init__(self):
        import torch

        self.xp, self.exp, self.cos = torch, torch.exp, torch.cos

    def step(self, x):
        if x.is_floating_point():
            return x.float() if x.itemsize < 4 else x
        if x.is_complex() or x.dtype == self.xp.bool:
            _refuse(x, "torch")
        return x.to(self.xp.int64)

    def answer(self, rate, x):
        return rate.to(x.dtype) if x.is_floating_point() else rate

    def is_whole(self, x):
        return not x.is_floating_point()

    def is_double(self):
        return self.xp.get_default_dtype() == self.xp.float64

    def real(self, x):
        if x.is_floating_point():
            return x
        return x.to(self.xp.float64 if self.is_double() else self.xp.float32)


class _TensorFlow(_Arrays):
    def __init__(self):
        import tensorflow as tf

        self.xp, self.exp, self.cos = tf, tf.math.exp, tf.math.cos

    def step(self, x):
        x = self.xp.convert_to_tensor(x)  # variables too
        if x.dtype.is_floating:
            return self.xp.cast(x, self.xp.float32) if x.dtype.size < 4 else x
        if not x.dtype.is_integer:
            _refuse(x, "TensorFlow")
        return self.xp.cast(x, self.xp.int64)

    def answer(self, rate, x):
        return self.xp.cast(rate, x.dtype) if x.dtype.is_floating else rate

    def is_whole(self, x):
        return x.dtype.is_integer

    def is_double(self):
        return False

    def real(self, x):
        return self.xp.cast(x, self.xp.float32) if x.dtype.is_integer else x

    def times(self, k, step):
        # in a graph every operation counts: one float64 product is cheaper than two halves
        if not self.is_whole(step):
            return k * step
        return self.xp.cast(k * self.xp.cast(step, self.xp.float64), self.xp.float32)

    def maximum(self, x, low):
        return self.xp.maximum(x, self.xp.cast(low, x.dtype))

    def clip01(self, x):
        return self.xp.clip_by_value(x, 0.0, 1.0)


class _MLX(_Arrays):
    def __init__(self):
        import mlx.core as mx

        self.xp, self.exp, self.cos = mx, mx.exp, mx.cos

    def step(self, x):
        if self.xp.issubdtype(x.dtype, self.xp.floating):
            return x.astype(self.xp.float32) if x.itemsize < 4 else x
        if not self.xp.issubdtype(x.dtype, self.xp.integer):
            _refuse(x, "MLX")
        return x.astype(self.xp.int64)

    def is_whole(self, x):
        return self.xp.issubdtype(x.dtype, self.xp.integer)

    def is_double(self):
        return False

    def real(self, x):
        return x.astype(self.xp.float32) if self.is_whole(x) else x


class _JAX(_Arrays):
    def __init__(self):
        import jax.numpy as jnp

        self.xp, self.exp, self.cos = jnp, jnp.exp, jnp.cos

    def step(self, x):
        if self.xp.issubdtype(x.dtype, self.xp.floating):
            return x.astype(self.xp.float32) if x.dtype.itemsize < 4 else x
        if not self.xp.issubdtype(x.dtype, self.xp.integer):
            _refuse(x, "JAX")
        return x.astype(self.xp.result_type(int))

    def is_whole(self, x):
        return self.xp.issubdtype(x.dtype, self.xp.integer)

    def is_double(self):
        return self.xp.result_type(float) == self.xp.float64

    def real(self, x):
        return x.astype(self.xp.result_type(float)) if self.is_whole(x) else x


class _SymPy:
    """Expressions: no rounding, hence none of the care above."""

    def __init__(self):
        import sympy as sp

        self.sp, self.pi, self.exp, self.cos = sp, sp.pi, sp.exp, sp.cos
        self.log, self.atan, self.maximum = sp.log, sp.atan, sp.Max

    def step(self, x):
        if not isinstance(x, (int, float, self.sp.Basic)):
            raise TypeError(
                f"step must be a number or a SymPy expression, where a schedule has symbolic "
                f"parameters, got {type(x).__name__}"
            )
        x = self.sp.sympify(x)
        if x.is_negative or x.is_finite is False or x.is_real is False:
            raise ValueError(f"step must be a finite number of steps, at least 0, got {x}")
        return x

    def number(self, x):
        """A parameter as SymPy sees it: ints and short binary fractions stay exact."""
        if isinstance(x, float) and x.as_integer_ratio()[1] <= 1024:
            return self.sp.Rational(*x.as_integer_ratio())
        return self.sp.sympify(x)

    def answer(self, rate, x):
        return rate

    def where(self, condition, a, b):
        return self.sp.Piecewise((a, condition), (b, True))

    def after(self, step, start):
        return step - start

    def real(self, x):
        return x

    def times(self, k, step):
        return k * step

    def fold(self, step, period):
        rest = self.sp.Mod(step, period)
        return self.sp.Min(rest, period - rest)

    def phase(self, step, period):
        return 2 * self.sp.pi * step / period

    def ramp(self, step, a, b):
        return self.sp.Max(0, self.sp.Min(1, (step - a) / (b - a)))

    def tent(self, step, peak, end):
        return self.ramp(step, 0, peak) - self.ramp(step, peak, end)


# framework module in sys.modules -> (dotted name of its array type, the operations)
_FRAMEWORKS = {
    "numpy": (("ndarray", "generic"), _NumPy),
    "torch": (("Tensor",), _Torch),
    "jax": (("Array",), _JAX),
    "mlx.core": (("array",), _MLX),
    "sympy": (("Basic",), _SymPy),
    "tensorflow": (("Tensor", "Variable"), _TensorFlow),
}


@cache
def _load(framework: str):
    """The operations of one framework, made once; its module is already imported."""
    return _FRAMEWORKS[framework][1]()


def symbolic():
    """The SymPy operations (imports SymPy)."""
    return _load("sympy")


def is_symbolic(x) -> bool:
    """Is ``x`` a SymPy expression? Never imports SymPy to find out."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(x, sympy.Basic)


_BY_TYPE = {int: PYTHON, float: PYTHON}


def ops_for(step):
    """The operations that fit ``step``, chosen by its type.

    Raises
    ------
    TypeError
        if ``step`` is a bool, a string, or of a type that none of Python, NumPy, PyTorch,
        TensorFlow, MLX, JAX and SymPy calls its own.

    Examples
    --------
    >>> ops_for(3) is PYTHON
    True
    >>> ops_for("3")
    Traceback (most recent call last):
    ...
    TypeError: step must be a number or an array of numbers, got '3' of type str
    """
    found = _BY_TYPE.get(type(step))
    if found is None:
        found = _BY_TYPE[type(step)] = _find(step)
    return found


def _find(step):
    for framework, (names, _) in _FRAMEWORKS.items():
        module = sys.modules.get(framework)
        if module is None:
            continue
        kinds = tuple(reduce(getattr, name.split("."), module) for name in names)
        if isinstance(step, kinds):
            return _load(framework)
    if isinstance(step, (int, float)) and not isinstance(step, bool):
        return PYTHON  # subclasses of int and float, IntEnum members for one
    raise TypeError(
        f"step must be a number or an array of numbers, got {step!r} of type {type(step).__name__}"
    )
