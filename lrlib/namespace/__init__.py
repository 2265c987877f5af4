"""Which operations belong to the kind of number a step is.

A schedule's formula is written once, over the few operations below. This package finds, from
the *type* of the step, the object that carries them out: ``PYTHON`` for ints and floats, one
for arrays of each framework, one for SymPy expressions. Frameworks are looked up in
``sys.modules`` (whoever holds a tensor has already imported its framework), so importing this
module imports none of them.

Every such object has the same operations. The first block is what a formula of one's own is
likely to need; of the arguments only ``x`` and ``step`` may be arrays.

==============================  =============================================================
``exp(x)``, ``cos(x)``          the functions; ``pi`` the number
``sqrt(x)``                     the root
``maximum(x, low)``             the larger of an array and a number
``where(c, a, b)``              ``a`` where the condition holds, ``b`` elsewhere; not both
                                may be plain numbers
``real(x)``                     an integer array as floats
``constant(value, step)``       the number, in the shape of ``step``
``times(k, step)``              ``k * step``, accurate at every whole step up to 2**32
``power(base, n)``              ``base ** n`` for a number ``base > 0`` and whole ``n``
``turns(step, period)``         whole periods that have passed
``stairs(step, width)``         the last multiple of ``width`` at or before ``step``
``phase(step, period)``         an angle with the same cosine as ``2 pi step / period``
``ramp(step, a, b)``            0 up to ``a``, rising linearly to 1 at ``b``, 1 from there on
``left(step, end)``             1 at step 0, falling linearly to 0 at ``end``, 0 from there on
``tent(step, peak, end)``       a ramp up from 0 to ``peak``, less one from there to ``end``
``after(step, start)``          steps since ``start``, where that is reached
``before(step, mark)``          is the step below the mark?
------------------------------  -------------------------------------------------------------
``fold(step, period)``          distance from ``step`` to the nearest multiple of ``period``
``tooth(step, period, peak)``   a triangle wave: 0 at each multiple of ``period``, 1 where
                                ``peak`` steps have passed since
``restart(step, period, m)``    periods ``m`` times as long each: how many have passed, and
                                which share of the present one
``passed(step, marks)``         how many of the increasing whole numbers are at or before it
``relay(step, starts, rates)``  each formula from its start on, counting steps from there
``each(function, step)``        a plain function of the step, one entry at a time in NumPy
``step(x)``                     ``x``, checked and brought to a common integer or float type
``answer(rate, x)``             the rate in the dtype that was asked with
==============================  =============================================================

Float32 accuracy at large steps is won in a few of them. Those that take a period or a start
reduce the *integer* step before any conversion to float, so that a cosine is as accurate at step
1e9 as in the first cycle. ``times`` multiplies in two exact halves, so that ``exp(-k * step)``
does not inherit the rounding of a large step. In SymPy, where nothing is rounded, they are what
they are called. A step in half precision is computed with in float32 and answered in its own
dtype.

Whole steps are int64, in JAX without x64 int32 (uint32 if that is what was given); lengths that do
not fit there are as good as endless. A tensor's uint64 beyond 2**63 - 1 counts as 2**63 - 1, for
its values are not looked at; in NumPy, where they are, it is refused.
"""

from __future__ import annotations

import sys

from lrlib.errors import BadType
from lrlib.namespace.python import PYTHON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias, TypeGuard

    from sympy import Expr  # type: ignore[import-untyped, unused-ignore]

    Real: TypeAlias = float | Expr  # a parameter: a number, or a symbol for one
    Whole: TypeAlias = int | Expr

__all__ = ["PYTHON", "is_symbolic", "ops_for", "symbolic"]

# framework module in sys.modules -> the names of its array types
_FRAMEWORKS = {
    "numpy": ("ndarray", "generic"),
    "torch": ("Tensor",),
    "jax": ("Array",),
    "mlx.core": ("array",),
    "sympy": ("Basic",),
    "tensorflow": ("Tensor", "Variable"),
}
_LOADED: dict[str, Any] = {"": PYTHON}  # the operations of each, made once
_BY_TYPE: dict[type, str] = {int: "", float: ""}


def ops_for(step: Any) -> Any:
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
    lrlib.BadType: step must be a number or an array of numbers, got '3' of type str
    """
    return _LOADED[_family(step)]


def _family(step: Any) -> str:
    """The framework that a step belongs to, loaded; "" for Python's own numbers."""
    found = _BY_TYPE.get(type(step))
    if found is None:
        found = _BY_TYPE[type(step)] = _find(step)
    return found


# torch.compile asks it while it traces and keeps the answer, instead of tracing the search: what
# ``torch.compiler.assume_constant_result`` would say, but without importing PyTorch to say it
setattr(_family, "_dynamo_marked_constant", True)  # noqa: B010


def _find(step: Any) -> str:
    for framework, names in _FRAMEWORKS.items():
        module = sys.modules.get(framework)
        if module is not None and isinstance(step, tuple(getattr(module, n) for n in names)):
            _load(framework)
            return framework
    if isinstance(step, (int, float)) and not isinstance(step, bool):
        return ""  # subclasses of int and float, IntEnum members for one
    raise BadType("step", "be a number or an array of numbers", step)


def _load(framework: str) -> Any:
    """The operations of one framework; its module is already imported."""
    if framework not in _LOADED:
        if framework == "sympy":
            from lrlib.namespace.expressions import Expressions

            _LOADED[framework] = Expressions()
        else:
            from lrlib.namespace.frameworks import KINDS

            _LOADED[framework] = KINDS[framework]()
    return _LOADED[framework]


def symbolic() -> Any:
    """The SymPy operations (imports SymPy)."""
    return _load("sympy")


def is_symbolic(x: Any) -> TypeGuard[Expr]:
    """Is ``x`` a SymPy expression? Never imports SymPy to find out."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(x, sympy.Basic)
