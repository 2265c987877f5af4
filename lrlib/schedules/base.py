"""What every schedule has: evaluation, its range, its form as plain data."""

from __future__ import annotations

import math

from lrlib import check
from lrlib.errors import BadType
from lrlib.namespace import PYTHON, is_symbolic, ops_for, symbolic
from lrlib.schedules.table import KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Self, overload

    from lrlib.namespace import Real, Whole

__all__ = ["FOREVER", "Schedule", "among", "scalar_ops"]

FOREVER = math.inf
_BLOCK = 16384  # steps per block of a curve: its temporaries stay in the processor's cache
_LAST = 2**63 - 1  # of the steps that need no second look


class Schedule:
    """What every schedule has: evaluation, its range, and its form as plain data.

    A schedule is a frozen value. Two with equal parameters are equal, hash alike, pickle, and
    print as the call that makes them. ``schedule(step)`` is the rate of the update that follows
    ``step`` finished ones.

    Notes
    -----
    Made by one of its kinds, never by this class itself. See :doc:`Notation </chapters/notation>`
    for the letters, and :doc:`Add a schedule </chapters/add_a_schedule>` for one of your own.
    """

    _names: tuple[str, ...] = ()
    _ops: Any = None  # SymPy's, if a parameter is a symbol

    # A subclass checks its parameters in __init__ and hands them to keep in the order of its
    # signature; from there on the schedule is frozen. (dataclasses would do the same, but
    # importing it takes longer than all of lrlib.)

    def __init__(self) -> None:
        if type(self) is Schedule:
            raise TypeError(
                "Schedule is what all schedules share: make one of its kinds, as "
                "lrlib.Constant(0.1), or a class of your own with rate and lr_range"
            )

    def keep(self, **parameters: Any) -> None:
        """Store the parameters; a class of one's own ends its ``__init__`` with it.

        Parameters
        ----------
        **parameters
            In the order and by the names of ``__init__``: ``repr``, equality, :meth:`replace`,
            :meth:`to_dict` and pickling call it with them again.
        """
        symbols = any(map(_has_symbol, parameters.values()))
        vars(self).update(
            parameters, _names=tuple(parameters), _ops=symbolic() if symbols else None
        )
        self._derive()

    def _derive(self) -> None:
        """Compute what the formula needs and no parameter is, once."""

    def rate(self, step: Any, ops: Any) -> Any:
        """The formula: the method that a class of one's own must have.

        Parameters
        ----------
        step
            A number or an array of whole or real steps >= 0, already checked.
        ops
            What to compute with; the operations are listed in :mod:`lrlib.namespace`.

        Returns
        -------
        The rate, in the shape of ``step``.
        """
        raise NotImplementedError(f"{type(self).__name__} must have a method rate(step, ops)")

    def _range(self, stop: Any) -> tuple[Any, Any]:
        """Lowest and highest rate over the real steps from 0 up to, not including, ``stop``."""
        if type(self).lr_range is Schedule.lr_range:
            raise NotImplementedError(f"{type(self).__name__} must have an lr_range")
        return self.lr_range  # of a class of one's own: it covers every stop

    if TYPE_CHECKING:

        @overload
        def __call__(self, step: float) -> float: ...
        @overload
        def __call__(self, step: Any) -> Any: ...

    def __call__(self, step: Any) -> Any:
        """The rate of the update that follows ``step`` finished updates.

        Parameters
        ----------
        step
            0 or more, of any shape: a number, an array or tensor, a SymPy expression.

        Returns
        -------
        number, array, tensor or expression
            The rate, of the same kind and shape as ``step``, in the unit of the optimizer. Its
            dtype is that of a float step; for whole steps it is the framework's default float.

        Raises
        ------
        TypeError
            if ``step`` is no number (bool, string, complex), or is a tensor while a
            parameter is a SymPy symbol.
        ValueError
            if ``step`` is negative, NaN or infinite and its value is at hand.
        """
        if type(step) is int and 0 <= step <= _LAST and self._ops is None:
            return self.rate(step, PYTHON)  # what a training loop asks at every update
        ops = self._ops or ops_for(step)
        if ops is PYTHON:
            return self.rate(ops.step(step), ops)
        formula = (self._lifted(ops) if hasattr(ops, "number") else self).rate
        return ops.answer(formula(ops.step(step), ops), step)

    def curve(self, n: int) -> Any:
        """The rates of steps 0 to ``n - 1``, those of a run of ``n`` updates.

        Parameters
        ----------
        n : int >= 0
            How many steps.

        Returns
        -------
        NumPy array of shape (n,), float64.

        Raises
        ------
        ValueError, TypeError
            if ``n`` is no count of steps.
        TypeError
            if a parameter is a SymPy symbol.
        ImportError
            if there is no NumPy.

        Examples
        --------
        >>> ExponentialDecay(lr0=1.0, k=0.5).curve(3).round(4).tolist()
        [1.0, 0.6065, 0.3679]
        """
        np = check.need("numpy", "numpy")
        if n != 0:
            n = check.count("n", n)
        if self._ops:
            raise BadType("the parameters", "be numbers for a curve", self)
        ops, rates = ops_for(np.empty(0)), np.empty(n)
        for start in range(0, n, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, n))
            rates[start : start + _BLOCK] = self.rate(block, ops)
        return rates

    @property
    def lr_range(self) -> tuple[Any, Any]:
        """The lowest and the highest rate over all real steps >= 0 (infimum and supremum).

        Whole steps may not reach it exactly: a triangle of odd length peaks between two steps.

        Returns
        -------
        tuple of two floats, or of SymPy expressions if a parameter is one.

        Examples
        --------
        >>> CyclicExponentialDecay(lr0=0.1, k=0.01, cycle_length=50).lr_range[0] < 0
        True
        """
        return (self._lifted(self._ops) if self._ops else self)._range(FOREVER)

    def replace(self, **changes: Any) -> Self:
        """The same schedule with some parameters changed.

        Parameters
        ----------
        **changes
            New values by the names of the constructor.

        Raises
        ------
        TypeError, ValueError
            as the constructor does.

        Examples
        --------
        >>> OneCycle(0.01, 0.1, total_steps=100).replace(total_steps=200)
        OneCycle(lr_min=0.01, lr_max=0.1, total_steps=200)
        """
        return type(self)(**(self._parameters() | changes))

    def to_dict(self) -> dict[str, Any]:
        """The schedule as plain JSON types; :func:`from_dict` is its inverse.

        Returns
        -------
        dict, with the name of the class under ``"kind"`` and the parameters under their own.

        Raises
        ------
        TypeError
            if a parameter is a SymPy symbol.

        Examples
        --------
        >>> from_dict(OneCycle(0.01, 0.1, 100).to_dict()) == OneCycle(0.01, 0.1, 100)
        True
        """
        if self._ops:
            raise BadType("the parameters", "be numbers: a symbol has no plain form", self)
        plain = {name: _plain(value) for name, value in self._parameters().items()}
        return {"kind": type(self).__name__} | plain

    def scaled(self, factor: Real) -> Schedule:
        """The same schedule with every rate multiplied; see :class:`Scaled`.

        Parameters
        ----------
        factor : float >= 0

        Examples
        --------
        >>> LinearDecay(1.0, total_steps=10).scaled(0.1)(5)
        0.05
        """
        made: Schedule = KINDS["Scaled"](self, factor)
        return made

    def cooldown(
        self, at: Whole, steps: Whole, shape: str = "linear", lr_end: Real = 0.0
    ) -> Schedule:
        """Stop now: this schedule until step ``at``, and from its rate there down to an end.

        For a run that is to end sooner than planned, or that was planned without an end. See
        :class:`Cooldown` for the formula and the shapes.

        Parameters
        ----------
        at : int >= 0
            The step at which the rate begins to fall. The new schedule is continuous there.
        steps : int >= 0
            How long it falls.
        shape : {"linear", "cosine", "1-sqrt", "exponential"}
        lr_end : float >= 0
            Rate at the end, held afterwards.

        Examples
        --------
        >>> short = Constant(0.1).cooldown(at=100, steps=50)
        >>> short(100), short(125), short(150)
        (0.1, 0.05, 0.0)
        """
        made: Schedule = KINDS["Cooldown"](self, at, steps, shape, lr_end)
        return made

    def _parameters(self) -> dict[str, Any]:
        return {name: vars(self)[name] for name in self._names}

    def _lifted(self, ops: Any) -> Self:
        """The same schedule with SymPy numbers for parameters, unchecked."""
        twin = object.__new__(type(self))
        lifted = {name: _lift(value, ops) for name, value in self._parameters().items()}
        vars(twin).update(vars(self), **lifted, _ops=ops)
        twin._derive()
        return twin

    def __repr__(self) -> str:
        made: Any = type(self).__init__
        default_of = dict(zip(reversed(self._names), reversed(made.__defaults__ or ())))
        default_of.update(made.__kwdefaults__ or {})
        given = (
            f"{name}={value!r}"
            for name, value in self._parameters().items()
            if name not in default_of or value != default_of[name]
        )
        return f"{type(self).__name__}({', '.join(given)})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._parameters() == other._parameters()

    def __hash__(self) -> int:
        return hash((type(self), tuple(self._parameters().values())))

    def __reduce__(self) -> Any:
        return _made, (type(self), self._parameters())

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a schedule is frozen: use replace({name}=...) for a changed one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a schedule is frozen: {name} cannot be deleted")


def _made(kind: type[Schedule], parameters: dict[str, Any]) -> Schedule:
    return kind(**parameters)


def _has_symbol(value: Any) -> bool:
    if isinstance(value, Schedule):
        return value._ops is not None
    return any(map(_has_symbol, value)) if isinstance(value, tuple) else is_symbolic(value)


def _lift(value: Any, ops: Any) -> Any:
    if isinstance(value, Schedule):
        return value._lifted(ops)
    if isinstance(value, tuple):
        return tuple(_lift(item, ops) for item in value)
    return ops.number(value) if type(value) in (int, float) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Schedule):
        return value.to_dict()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def among(*values: Any) -> tuple[Any, Any]:
    """Lowest and highest of a few numbers or SymPy expressions."""
    if any(map(is_symbolic, values)):
        sp = symbolic().sp
        return sp.Min(*values), sp.Max(*values)
    return min(values), max(values)


def scalar_ops(*values: Any) -> Any:
    """Operations for arithmetic on parameters: SymPy's if one of them is, or has, a symbol."""
    return symbolic() if any(map(_has_symbol, values)) else PYTHON
