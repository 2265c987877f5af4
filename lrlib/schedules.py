"""The schedules: each a frozen value (its parameters) and one formula.

A schedule is a pure function of ``step``, the number of optimizer updates already made. It
keeps no counter. ``schedule(step)`` answers in kind: a Python number gives a float, an array
of NumPy, PyTorch, TensorFlow, MLX or JAX an array of the same framework and shape, a SymPy
expression the formula itself. Where the step is a whole number, the rate has the default float
of its framework: float64 for Python and NumPy, float32 for the others unless you changed their
default. Where the step is a float, the rate has the step's own dtype.

The line that computes a rate stands in ``_rate`` and nowhere else: training, plots, proofs
and the playground's JavaScript all evaluate it, over the operations that
:mod:`lrlib.namespace` picks for the step.

Units: ``step`` and every length count optimizer updates; ``k`` is in 1/step; rates have the
optimizer's own unit. Negative steps raise :class:`ValueError` when they are Python, NumPy or
SymPy numbers; the values inside a framework's tensor are not looked at (that would stop a
device or break a traced graph).
"""

from __future__ import annotations

import math
from itertools import pairwise

from lrlib import check
from lrlib.namespace import PYTHON, is_symbolic, ops_for, symbolic

__all__ = [
    "Cosine",
    "CyclicExponentialDecay",
    "ExponentialDecay",
    "Join",
    "LinearDecay",
    "OneCycle",
    "Schedule",
    "Triangular",
    "Warmup",
    "from_dict",
    "join",
    "warmup",
]

_FOREVER = math.inf
_BLOCK = 16384  # steps per block of a curve: its temporaries stay in the processor's cache


class Schedule:
    """What every schedule has: evaluation, its range, and its form as plain data.

    A schedule is a frozen value. Two with equal parameters are equal, hash alike, pickle, and
    print as the call that makes them. ``schedule(step)`` is the rate of the update that follows
    ``step`` finished ones.

    Notes
    -----
    Made by one of the classes below, never by this one. See :doc:`Notation </chapters/notation>`
    for the letters.
    """

    # A subclass checks its parameters in __init__ and hands them to _keep in the order of its
    # signature; from there on the schedule is frozen. (dataclasses would do the same, but
    # importing it takes longer than all of lrlib.)

    def _keep(self, **parameters):
        symbols = any(map(_has_symbol, parameters.values()))
        vars(self).update(
            parameters, _names=tuple(parameters), _ops=symbolic() if symbols else None
        )

    def _rate(self, step, ops):
        """The formula."""
        raise NotImplementedError

    def _range(self, stop) -> tuple:
        """Lowest and highest rate over the real steps from 0 up to ``stop``."""
        raise NotImplementedError

    def __call__(self, step):
        """The rate of the update that follows ``step`` finished updates.

        Parameters
        ----------
        step
            0 or more, of any shape: a number, an array or tensor, a SymPy expression.

        Returns
        -------
        The rate, of the same kind and shape as ``step``, in the unit of the optimizer. Its dtype
        is that of a float step; for whole steps it is the framework's default float.

        Raises
        ------
        TypeError
            if ``step`` is no number (bool, string, complex), or is a tensor while a
            parameter is a SymPy symbol.
        ValueError
            if ``step`` is negative, NaN or infinite and its value is at hand.
        """
        if type(step) is int and step >= 0 and self._ops is None:
            return self._rate(step, PYTHON)  # what a training loop asks at every update
        ops = self._ops or ops_for(step)
        if ops is PYTHON:
            return self._rate(ops.step(step), ops)
        formula = (self._lifted(ops) if hasattr(ops, "number") else self)._rate
        return ops.answer(formula(ops.step(step), ops), step)

    def curve(self, n: int):
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
            raise TypeError(f"curve needs numbers for parameters, got {self!r}")
        ops, rates = ops_for(np.empty(0)), np.empty(n)
        for start in range(0, n, _BLOCK):
            block = np.arange(start, min(start + _BLOCK, n))
            rates[start : start + _BLOCK] = self._rate(block, ops)
        return rates

    @property
    def lr_range(self) -> tuple:
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
        return (self._lifted(self._ops) if self._ops else self)._range(_FOREVER)

    def replace(self, **changes) -> Schedule:
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

    def to_dict(self) -> dict:
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
            raise TypeError(f"a SymPy parameter has no plain form, in {self!r}")
        plain = {name: _plain(value) for name, value in self._parameters().items()}
        return {"kind": type(self).__name__} | plain

    def _parameters(self) -> dict:
        return {name: vars(self)[name] for name in self._names}

    def _lifted(self, ops):
        """The same schedule with SymPy numbers for parameters, unchecked."""
        twin = object.__new__(type(self))
        lifted = {name: _lift(value, ops) for name, value in self._parameters().items()}
        vars(twin).update(vars(self), **lifted)
        return twin

    def __repr__(self):
        defaults = type(self).__init__.__defaults__ or ()
        default_of = dict(zip(reversed(self._names), reversed(defaults)))
        given = (
            f"{name}={value!r}"
            for name, value in self._parameters().items()
            if name not in default_of or value != default_of[name]
        )
        return f"{type(self).__name__}({', '.join(given)})"

    def __eq__(self, other):
        if type(other) is not type(self):
            return NotImplemented
        return self._parameters() == other._parameters()

    def __hash__(self):
        return hash((type(self), tuple(self._parameters().values())))

    def __reduce__(self):
        return type(self), tuple(self._parameters().values())

    def __setattr__(self, name, value):
        raise AttributeError(f"a schedule is frozen: use replace({name}=...) for a changed one")

    def __delattr__(self, name):
        raise AttributeError(f"a schedule is frozen: {name} cannot be deleted")


def _has_symbol(value) -> bool:
    if isinstance(value, Schedule):
        return value._ops is not None
    return any(map(_has_symbol, value)) if isinstance(value, tuple) else is_symbolic(value)


def _lift(value, ops):
    if isinstance(value, Schedule):
        return value._lifted(ops)
    if isinstance(value, tuple):
        return tuple(_lift(item, ops) for item in value)
    return ops.number(value) if type(value) in (int, float) else value


def _plain(value):
    if isinstance(value, Schedule):
        return value.to_dict()
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _among(*values):
    """Lowest and highest of a few numbers or SymPy expressions."""
    if any(map(is_symbolic, values)):
        sp = symbolic().sp
        return sp.Min(*values), sp.Max(*values)
    return min(values), max(values)


def _scalar_ops(*values):
    """Operations for arithmetic on parameters: SymPy's if one of them is symbolic."""
    return symbolic() if any(map(is_symbolic, values)) else PYTHON


def from_dict(data: dict) -> Schedule:
    """The schedule that :meth:`Schedule.to_dict` described.

    Parameters
    ----------
    data : dict
        ``"kind"``, a class of lrlib, and its parameters by name. Left unchanged.

    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        if ``data`` names no schedule of lrlib; as the schedule itself does for bad values.
    TypeError
        if parameters are missing or unknown.

    Examples
    --------
    >>> from_dict({"kind": "ExponentialDecay", "lr0": 0.1, "k": 0.01})
    ExponentialDecay(lr0=0.1, k=0.01)
    """
    data = dict(data)
    name = data.pop("kind", None)
    if name not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(_KINDS)}, got {name!r}")
    return _KINDS[name](**{key: _built(value) for key, value in data.items()})


def _built(value):
    if isinstance(value, dict):
        return from_dict(value)
    return tuple(map(_built, value)) if isinstance(value, list) else value


# -- pieces of formulas that several schedules share --------------------------------------


def _decay(step, k, ops):
    """e^{-k step}."""
    return ops.exp(-ops.times(k, step))


def _stairs(step, width):
    """The last multiple of ``width`` at or before ``step``."""
    return (step // width) * width


_WAVES = {
    "signed": lambda cosine, ops: cosine,
    "raised": lambda cosine, ops: (1 + cosine) / 2,
    "abs": lambda cosine, ops: abs(cosine),
    "clip": lambda cosine, ops: ops.maximum(cosine, 0),
}


def _cosine(share, ops):
    """From 0 to 1 along half a cosine wave, instead of in a straight line."""
    return (1 - ops.cos(ops.pi * share)) / 2


# -- the schedules --------------------------------------------------------------------------


class ExponentialDecay(Schedule):
    r"""Exponential decay: the rate falls by the same factor at every step.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 \, e^{-k t}

    With ``staircase=S`` the exponent uses :math:`S \lfloor t/S \rfloor`: the rate stays
    level for ``S`` steps, then drops by :math:`e^{-kS}`. It never ends: the rate is positive
    at every step (until a float underflows to zero) and tends to 0.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    k : float > 0
        Decay per step, in 1/step. The half-life is ln 2 / k steps.
    staircase : int > 0, optional
        Steps per stair; None decays at every step.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Exponential decay </chapters/exponential>`. With fixed *k* a run can travel only so
    far (:prf:ref:`E2a`); tied to the length of the run, as by :meth:`over`, it reaches the
    minimum of a parabola in the limit (:prf:ref:`E3`). Native equivalents are in
    :func:`lrlib.parity.table`.

    Examples
    --------
    >>> schedule = ExponentialDecay(lr0=0.1, k=0.01)
    >>> schedule(0)
    0.1
    >>> round(schedule(100), 6)
    0.036788
    >>> import sympy as sp
    >>> lr0, k, t = sp.symbols("lr0 k t", positive=True)
    >>> ExponentialDecay(lr0, k)(t)
    lr0*exp(-k*t)
    """

    def __init__(self, lr0: float, k: float, staircase: int | None = None):
        self._keep(
            lr0=check.positive("lr0", lr0),
            k=check.positive("k", k),
            staircase=None if staircase is None else check.count("staircase", staircase),
        )

    def _rate(self, step, ops):
        if self.staircase is not None:
            step = _stairs(step, self.staircase)
        return self.lr0 * _decay(step, self.k, ops)

    def _range(self, stop):
        if stop is _FOREVER:
            return 0.0, self.lr0
        return self(stop if self.staircase is None else stop - 1), self.lr0

    @property
    def half_life(self):
        """The number of steps in which the rate halves, ln 2 / k."""
        return _scalar_ops(self.k).log(2) / self.k

    @property
    def gamma(self):
        """The factor per step, e^{-k}, that PyTorch's ``ExponentialLR`` takes."""
        return _decay(1, self.k, _scalar_ops(self.k))

    @classmethod
    def from_half_life(cls, lr0, half_life):
        """Decay that halves the rate every ``half_life`` steps: k = ln 2 / half_life.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        half_life : float > 0
            In steps.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.from_half_life(0.1, half_life=30)(60), 12)
        0.025
        """
        half_life = check.positive("half_life", half_life, "number of steps")
        return cls(lr0, _scalar_ops(half_life).log(2) / half_life)

    @classmethod
    def from_gamma(cls, lr0, gamma):
        """Decay by the factor ``gamma`` per step: k = -ln gamma.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        gamma : float in (0, 1)
            Factor from one step to the next, as PyTorch's ``ExponentialLR`` takes it.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.from_gamma(0.1, gamma=0.96)(100), 9)
        0.001687032
        """
        gamma = check.share("gamma", gamma)
        return cls(lr0, -_scalar_ops(gamma).log(gamma))

    @classmethod
    def from_decay_rate(cls, lr0, decay_rate, decay_steps, staircase=False):
        """Decay by ``decay_rate`` every ``decay_steps`` steps, as Keras and Optax name it.

        k = -ln(decay_rate) / decay_steps.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        decay_rate : float in (0, 1)
            Factor over ``decay_steps`` steps.
        decay_steps : float > 0
            In steps; an int > 0 with a staircase.
        staircase : bool
            True decays once per whole ``decay_steps``.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> ExponentialDecay.from_decay_rate(0.1, 0.5, 10, staircase=True)(19)
        0.05
        """
        decay_rate = check.share("decay_rate", decay_rate)
        decay_steps = (check.count if staircase else check.positive)("decay_steps", decay_steps)
        k = -_scalar_ops(decay_rate, decay_steps).log(decay_rate) / decay_steps
        return cls(lr0, k, decay_steps if staircase else None)

    @classmethod
    def over(cls, lr0, lr_end, total_steps):
        """Decay that is tied to a horizon: from ``lr0`` at step 0 to ``lr_end`` at ``total_steps``.

        k = ln(lr0 / lr_end) / total_steps; it goes on decaying after ``total_steps``.

        Parameters
        ----------
        lr0 : float > 0
            Rate at step 0.
        lr_end : float, 0 < lr_end < lr0
            Rate at step ``total_steps``. The last update of a run of that length, one step
            before, uses a little more.
        total_steps : int > 0
            The horizon, in steps.

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> round(ExponentialDecay.over(0.1, 0.001, total_steps=500)(500), 12)
        0.001
        """
        lr0, lr_end = check.positive("lr0", lr0), check.positive("lr_end", lr_end)
        total_steps = check.count("total_steps", total_steps)
        ops = _scalar_ops(lr0, lr_end, total_steps)
        if ops is PYTHON and not lr_end < lr0:
            raise ValueError(f"lr_end must be below lr0 = {lr0}, got {lr_end}")
        return cls(lr0, ops.log(lr0 / lr_end) / total_steps)


class CyclicExponentialDecay(Schedule):
    r"""Cyclic Exponential Decay (CED): exponential decay times a cosine wave.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 \, e^{-k t} \, w\!\left(\cos\frac{2\pi t}{T}\right)

    The wave *w* is one of

    ============  ============================  =================================
    ``"signed"``  :math:`\cos`                  negative half of the time: ascent
    ``"raised"``  :math:`(1 + \cos) / 2`        never negative, smooth
    ``"abs"``     :math:`|\cos|`                never negative, two arches a cycle
    ``"clip"``    :math:`\max(\cos, 0)`         never negative, pauses half the time
    ============  ============================  =================================

    It never ends: the rate tends to 0. The phase is taken from the whole step, so that it is
    as exact at step 1e9 as in the first cycle.

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0, the highest.
    k : float > 0
        Decay per step, in 1/step.
    cycle_length : int > 0
        Steps per cycle, T.
    wave : {"signed", "raised", "abs", "clip"}
        Shape of a cycle. The default is the formula as published, negative rates included.
    staircase : bool
        True decays once per whole cycle instead of at every step.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Cyclic Exponential Decay </chapters/ced>`. As published, about half of the steps climb
    (:prf:ref:`C3`). None of the frameworks ships an equivalent.

    Examples
    --------
    >>> schedule = CyclicExponentialDecay(lr0=0.1, k=0.01, cycle_length=40)
    >>> schedule(0), schedule(20) < 0
    (0.1, True)
    >>> CyclicExponentialDecay(0.1, 0.01, 40, wave="raised")(20)
    0.0
    """

    def __init__(
        self,
        lr0: float,
        k: float,
        cycle_length: int,
        wave: str = "signed",
        staircase: bool = False,
    ):
        self._keep(
            lr0=check.positive("lr0", lr0),
            k=check.positive("k", k),
            cycle_length=check.count("cycle_length", cycle_length),
            wave=check.one_of("wave", wave, _WAVES),
            staircase=check.flag("staircase", staircase),
        )

    def _rate(self, step, ops):
        cosine = ops.cos(ops.phase(step, self.cycle_length))
        if self.staircase:
            step = _stairs(step, self.cycle_length)
        return self.lr0 * _decay(step, self.k, ops) * _WAVES[self.wave](cosine, ops)

    def _range(self, stop):
        lowest_at = self._lowest_at()
        if stop is _FOREVER or stop >= lowest_at:
            if self.wave != "signed":
                return 0.0, self.lr0
            stop = lowest_at
        return self._rate(stop, _scalar_ops(self.lr0, self.k, self.cycle_length)), self.lr0

    def _lowest_at(self):
        """The (real) step of the lowest rate; until there the rate falls."""
        if self.wave == "signed" and not self.staircase:
            ops = _scalar_ops(self.k, self.cycle_length)
            omega = 2 * ops.pi / self.cycle_length
            return (ops.pi - ops.atan(self.k / omega)) / omega
        return self.cycle_length / (2 if self.wave in ("signed", "raised") else 4)


class OneCycle(Schedule):
    r"""1-cycle: up from ``lr_min`` to ``lr_max``, then down again, once.

    With the defaults it is the symmetric triangle

    .. math::

        \mathrm{lr}_t = \mathrm{lr}_{\min} + (\mathrm{lr}_{\max} - \mathrm{lr}_{\min}) \cdot
        \begin{cases} t / (t_{\max}/2) & t \le t_{\max}/2 \\
        1 - (t - t_{\max}/2) / (t_{\max}/2) & t_{\max}/2 < t \le t_{\max} \\
        0 & t > t_{\max} \end{cases}

    evaluated as a ramp up minus a ramp down. After ``total_steps`` it holds the last rate.

    Parameters
    ----------
    lr_min : float, 0 <= lr_min <= lr_max
        Rate at step 0.
    lr_max : float > 0
        Rate at the peak.
    total_steps : int > 0
        The step at which the cycle has ended, t_max; held afterwards. With the defaults and an
        odd length the peak falls between two steps, and the highest rate used is
        lr_max - (lr_max - lr_min) / total_steps.
    pct_start : float in (0, 1)
        Share of ``total_steps`` at which the peak lies.
    anneal : {"linear", "cosine"}
        Shape of each phase.
    lr_final : float, 0 <= lr_final <= lr_max, optional
        Rate at the end; None is ``lr_min``.
    three_phase : bool
        True falls to ``lr_min`` as fast as it rose, then to ``lr_final`` at ``total_steps``;
        ``pct_start`` must then be below 1/2.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`; how high the peak may be on a parabola is
    :prf:ref:`O2c`. Smith and Topin, arXiv 1708.07120. :meth:`from_torch` gives PyTorch's
    ``OneCycleLR``, whose defaults are another curve. ``OneCycle(lr, lr, 1)`` is a constant rate.

    Examples
    --------
    >>> schedule = OneCycle(lr_min=0.01, lr_max=0.1, total_steps=100)
    >>> schedule(0), schedule(50), schedule(100), schedule(1000)
    (0.01, 0.1, 0.01, 0.01)
    """

    def __init__(
        self,
        lr_min: float,
        lr_max: float,
        total_steps: int,
        pct_start: float = 0.5,
        anneal: str = "linear",
        lr_final: float | None = None,
        three_phase: bool = False,
    ):
        self._keep(
            lr_min=check.nonnegative("lr_min", lr_min),
            lr_max=check.positive("lr_max", lr_max),
            total_steps=check.count("total_steps", total_steps),
            pct_start=check.share("pct_start", pct_start),
            anneal=check.one_of("anneal", anneal, ("linear", "cosine")),
            lr_final=None if lr_final is None else check.nonnegative("lr_final", lr_final),
            three_phase=check.flag("three_phase", three_phase),
        )
        check.ordered("lr_min", self.lr_min, "lr_max", self.lr_max)
        if lr_final is not None:
            check.ordered("lr_final", self.lr_final, "lr_max", self.lr_max)
        if three_phase and not is_symbolic(pct_start) and not self.pct_start < 0.5:
            raise ValueError(f"pct_start must be below 1/2 for three phases, got {pct_start!r}")

    def _rate(self, step, ops):
        peak = self.total_steps * self.pct_start
        foot = 2 * peak if self.three_phase else self.total_steps  # where the way down ends
        height = ops.tent(step, peak, foot)
        if self.anneal == "cosine":
            height = _cosine(height, ops)
        low = self.lr_min
        if self.lr_final is not None:
            if self.three_phase:
                tail = ops.ramp(step, foot, self.total_steps)
                if self.anneal == "cosine":
                    tail = _cosine(tail, ops)
                low = self.lr_min * (1 - tail) + self.lr_final * tail
            else:
                rising = ops.ramp(step, 0, peak) < 1
                low = ops.where(rising, self.lr_min, self.lr_final)
        return low * (1 - height) + self.lr_max * height

    def _range(self, stop):
        peak = self.total_steps * self.pct_start
        knots = (peak, 2 * peak, self.total_steps) if self.three_phase else (peak, self.total_steps)
        ops = _scalar_ops(*self._parameters().values())
        reached = knots if stop is _FOREVER else [x for x in knots if x < stop] + [stop]
        return _among(self.lr_min, *(self._rate(x, ops) for x in reached))

    @classmethod
    def from_torch(
        cls,
        max_lr,
        total_steps,
        pct_start=0.3,
        anneal_strategy="cos",
        div_factor=25.0,
        final_div_factor=1e4,
        three_phase=False,
    ):
        """The curve of PyTorch's ``OneCycleLR`` with these arguments and defaults.

        PyTorch counts the steps of a run (``total_steps``, the last one numbered
        ``total_steps - 1``) and places the peak at ``pct_start * total_steps - 1``.

        Parameters
        ----------
        max_lr : float > 0
            Rate at the peak, ``lr_max``.
        total_steps : int > 1
            Updates in the run.
        pct_start : float in (0, 1)
            Share of ``total_steps`` on the way up; ``pct_start * total_steps`` must be above 1.
        anneal_strategy : {"cos", "linear"}
        div_factor : float > 0
            ``lr_min`` is ``max_lr / div_factor``.
        final_div_factor : float > 0
            ``lr_final`` is ``lr_min / final_div_factor``.
        three_phase : bool

        Raises
        ------
        ValueError, TypeError
            naming the argument, the rule and the value received.

        Examples
        --------
        >>> OneCycle.from_torch(max_lr=0.1, total_steps=1000)(299)
        0.1
        """
        check.one_of("anneal_strategy", anneal_strategy, ("cos", "linear"))
        total_steps = check.count("total_steps", total_steps)
        pct_start = check.share("pct_start", pct_start)
        if not 1 < pct_start * total_steps < total_steps:
            raise ValueError(
                f"pct_start * total_steps must be above 1, so that there is a way up, "
                f"got {pct_start} * {total_steps}"
            )
        lr_min = check.positive("max_lr", max_lr) / check.positive("div_factor", div_factor)
        return cls(
            lr_min,
            max_lr,
            total_steps - 1,
            (pct_start * total_steps - 1) / (total_steps - 1),
            {"cos": "cosine", "linear": "linear"}[anneal_strategy],
            lr_min / check.positive("final_div_factor", final_div_factor),
            three_phase,
        )


class Triangular(Schedule):
    r"""Cyclical learning rates (CLR): a triangle wave between two bounds, for ever.

    .. math::

        \mathrm{lr}_t = \mathrm{lr}_{\min} + (\mathrm{lr}_{\max} - \mathrm{lr}_{\min})
        \, a_t \, \frac{2\, d_t}{T}

    where :math:`d_t` is the distance from t to the nearest multiple of T. The amplitude
    :math:`a_t` is 1 (``"triangular"``), :math:`2^{-\lfloor t/T \rfloor}`
    (``"triangular2"``) or :math:`e^{-kt}` (``"exp_range"``).

    Parameters
    ----------
    lr_min : float, 0 <= lr_min <= lr_max
        Rate at the start of each cycle.
    lr_max : float > 0
        Rate at the peak of the first cycle; with ``"exp_range"`` it is not quite reached.
    cycle_length : int > 0
        Steps per cycle, T: twice Smith's ``stepsize``.
    decay : {"triangular", "triangular2", "exp_range"}
        What becomes of the amplitude.
    k : float > 0, only for ``"exp_range"``
        Decay of the amplitude per step, in 1/step; Smith's gamma is e^{-k}.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`: each cycle is that triangle (:prf:ref:`O1d`). Smith,
    arXiv 1506.01186. PyTorch's ``CyclicLR`` with ``step_size_up = cycle_length / 2`` is the same
    curve. With an odd length the peak falls between two steps.

    Examples
    --------
    >>> schedule = Triangular(lr_min=0.1, lr_max=0.5, cycle_length=10)
    >>> schedule(0), schedule(5), schedule(10)
    (0.1, 0.5, 0.1)
    >>> Triangular(0.1, 0.5, 10, decay="triangular2")(15)
    0.30000000000000004
    """

    def __init__(
        self,
        lr_min: float,
        lr_max: float,
        cycle_length: int,
        decay: str = "triangular",
        k: float | None = None,
    ):
        self._keep(
            lr_min=check.nonnegative("lr_min", lr_min),
            lr_max=check.positive("lr_max", lr_max),
            cycle_length=check.count("cycle_length", cycle_length),
            decay=check.one_of("decay", decay, ("triangular", "triangular2", "exp_range")),
            k=check.positive("k", k) if decay == "exp_range" else k,
        )
        check.ordered("lr_min", self.lr_min, "lr_max", self.lr_max)
        if decay != "exp_range" and k is not None:
            raise ValueError(f'k must be None unless decay is "exp_range", got {k!r}')

    def _rate(self, step, ops):
        height = 2 * ops.fold(step, self.cycle_length) / self.cycle_length
        if self.decay == "triangular2":
            height = height * 2 ** -ops.real(step // self.cycle_length)
        elif self.decay == "exp_range":
            height = height * _decay(step, self.k, ops)
        return self.lr_min + (self.lr_max - self.lr_min) * height

    def _range(self, stop):
        highest_at = self.cycle_length / 2
        if self.decay == "exp_range":  # t e^{-kt} is highest at t = 1/k
            highest_at, _ = _among(highest_at, 1 / self.k)
        if stop is not _FOREVER and stop < highest_at:
            highest_at = stop
        return self.lr_min, self._rate(highest_at, _scalar_ops(*self._parameters().values()))


class _Descent(Schedule):
    """From ``lr0`` at step 0 to ``lr_end`` at ``total_steps``, held from there on."""

    def __init__(self, lr0: float, total_steps: int, lr_end: float = 0.0):
        self._keep(
            lr0=check.positive("lr0", lr0),
            total_steps=check.count("total_steps", total_steps),
            lr_end=check.nonnegative("lr_end", lr_end),
        )
        check.ordered("lr_end", self.lr_end, "lr0", self.lr0)

    def _rate(self, step, ops):
        done = self._done(ops.ramp(step, 0, self.total_steps), ops)
        return self.lr0 * (1 - done) + self.lr_end * done

    def _range(self, stop):
        return self.lr_end if stop is _FOREVER else self(stop), self.lr0


class LinearDecay(_Descent):
    r"""Linear decay: a straight line down, then level.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 (1 - u) + \mathrm{lr}_{\mathrm{end}}\, u,
        \qquad u = \min(t / t_{\max}, 1)

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max; held afterwards. The last update of a run of
        that length, one step before, uses lr_end + (lr0 - lr_end) / total_steps.
    lr_end : float, 0 <= lr_end <= lr0
        Rate at the end. At the default, 0, updates past the end change nothing.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`Convergence </chapters/convergence>`: for convex losses no schedule has a better
    guarantee for its last step (:prf:ref:`D2`, :prf:ref:`D3`). Defazio et al., arXiv 2310.07831.

    Examples
    --------
    >>> [LinearDecay(1.0, total_steps=4)(t) for t in (0, 1, 4, 9)]
    [1.0, 0.75, 0.0, 0.0]
    """

    @staticmethod
    def _done(share, ops):
        return share


class Cosine(_Descent):
    r"""Cosine annealing: half a cosine wave down, then level.

    .. math:: \mathrm{lr}_t = \mathrm{lr}_0 (1 - s) + \mathrm{lr}_{\mathrm{end}}\, s,
        \qquad s = \tfrac12\bigl(1 - \cos(\pi \min(t / t_{\max}, 1))\bigr)

    Parameters
    ----------
    lr0 : float > 0
        Rate at step 0.
    total_steps : int > 0
        Step at which ``lr_end`` is reached, t_max; held afterwards (no restarts).
    lr_end : float, 0 <= lr_end <= lr0
        Rate at the end. At the default, 0, updates past the end change nothing.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`1-cycle </chapters/onecycle>`; how high it may start on a parabola is
    :prf:ref:`O2f`. Loshchilov and Hutter, arXiv 1608.03983.

    Examples
    --------
    >>> [round(Cosine(1.0, total_steps=4)(t), 3) for t in (0, 1, 2, 4, 9)]
    [1.0, 0.854, 0.5, 0.0, 0.0]
    """

    _done = staticmethod(_cosine)


# -- schedules made of schedules -------------------------------------------------------------


class Join(Schedule):
    r"""Schedules one after another, each counting its steps from where it takes over.

    Schedule i gives the rate at the steps from ``boundaries[i-1]`` up to but not including
    ``boundaries[i]``; it is asked for step ``t - boundaries[i-1]``. The last one goes on for
    ever.

    Parameters
    ----------
    schedules : tuple of Schedule
        One or more.
    boundaries : tuple of int > 0
        Steps of the whole run, increasing; one fewer than there are schedules.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    :doc:`Choosing a schedule </chapters/choosing>` uses it for runs whose end is not known.

    Examples
    --------
    Warm-up, stable, decay:

    >>> flat = OneCycle(lr_min=1.0, lr_max=1.0, total_steps=1)
    >>> wsd = join([warmup(flat, steps=10), LinearDecay(1.0, total_steps=20)], [100])
    >>> [wsd(t) for t in (0, 5, 10, 99, 100, 110, 120)]
    [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]
    """

    def __init__(self, schedules: tuple, boundaries: tuple):
        self._keep(
            schedules=tuple(check.schedule("schedules", item, Schedule) for item in schedules),
            boundaries=tuple(check.count("boundaries", item) for item in boundaries),
        )
        if len(self.schedules) != len(self.boundaries) + 1:
            raise ValueError(
                f"boundaries must be one fewer than the {len(self.schedules)} schedules, "
                f"got {self.boundaries}"
            )
        for earlier, later in pairwise(self.boundaries):
            if not (is_symbolic(earlier) or is_symbolic(later) or earlier < later):
                raise ValueError(f"boundaries must increase, got {self.boundaries}")

    def _rate(self, step, ops):
        rate = self.schedules[0]._rate(step, ops)
        for schedule, boundary in zip(self.schedules[1:], self.boundaries):
            later = schedule._rate(ops.after(step, boundary), ops)
            rate = ops.where(step < boundary, rate, later)
        return rate

    def _range(self, stop):
        starts = (0, *self.boundaries)
        ends = (*self.boundaries, _FOREVER)
        return _span(
            schedule._range(min(stop, end) - start if stop < _FOREVER or end < _FOREVER else stop)
            for schedule, start, end in zip(self.schedules, starts, ends)
            if start < stop
        )


class Warmup(Schedule):
    r"""A linear warm-up in front of a schedule.

    .. math::

        \mathrm{lr}_t = \begin{cases}
        \mathrm{lr}_{\mathrm{start}} (1 - t/n) + s(0)\, t/n & t < n \\
        s(t - n) & t \ge n \end{cases}

    for a warm-up of n steps in front of the schedule s: the rate rises from ``lr_start`` at
    step 0 and meets the schedule's own first rate at step n, used once.

    Parameters
    ----------
    schedule : Schedule
        What follows; it is asked for step ``t - n``.
    steps : int > 0
        Length of the warm-up, n.
    lr_start : float >= 0
        Rate at step 0. With the default, 0, the first update does nothing. It may be above the
        schedule's first rate; then the warm-up falls.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    See :doc:`In your training code </chapters/training>`.

    Examples
    --------
    >>> schedule = warmup(ExponentialDecay(lr0=0.4, k=0.01), steps=4)
    >>> [round(schedule(t), 4) for t in range(6)]
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.396]
    """

    def __init__(self, schedule: Schedule, steps: int, lr_start: float = 0.0):
        self._keep(
            schedule=check.schedule("schedule", schedule, Schedule),
            steps=check.count("steps", steps),
            lr_start=check.nonnegative("lr_start", lr_start),
        )

    def _rate(self, step, ops):
        done = ops.ramp(step, 0, self.steps)
        rising = self.lr_start * (1 - done) + self._peak() * done
        return ops.where(
            step < self.steps, rising, self.schedule._rate(ops.after(step, self.steps), ops)
        )

    def _peak(self):
        return self.schedule._rate(0, _scalar_ops(*self.schedule._parameters().values()))

    def _range(self, stop):
        if stop <= self.steps:
            return _among(self.lr_start, self(stop))
        inner = self.schedule._range(stop if stop is _FOREVER else stop - self.steps)
        return _span([(self.lr_start, self.lr_start), inner])


def _span(ranges):
    """The range that covers them all."""
    lows, highs = zip(*ranges)
    return _among(*lows)[0], _among(*highs)[1]


def join(schedules, boundaries) -> Join:
    """Run schedules one after another; see :class:`Join`.

    Parameters
    ----------
    schedules : sequence of Schedule
    boundaries : sequence of int > 0
        Steps of the whole run at which the next schedule takes over.

    Returns
    -------
    Join

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Examples
    --------
    >>> join([LinearDecay(1.0, 10, lr_end=0.5), LinearDecay(0.5, 10)], [10])(15)
    0.25
    """
    return Join(tuple(schedules), tuple(boundaries))


def warmup(schedule, steps, lr_start=0.0) -> Warmup:
    """Put a linear warm-up of ``steps`` steps in front of a schedule; see :class:`Warmup`.

    Parameters
    ----------
    schedule : Schedule
    steps : int > 0
        Length of the warm-up. The whole is that much longer than the schedule.
    lr_start : float >= 0
        Rate at step 0.

    Returns
    -------
    Warmup

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Examples
    --------
    >>> warmup(OneCycle(0.1, 0.5, 100), steps=10).lr_range
    (0.0, 0.5)
    """
    return Warmup(schedule, steps, lr_start)


_KINDS = {
    kind.__name__: kind
    for kind in (
        ExponentialDecay,
        CyclicExponentialDecay,
        OneCycle,
        Triangular,
        LinearDecay,
        Cosine,
        Join,
        Warmup,
    )
}
