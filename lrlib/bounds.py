r"""What theory promises for a schedule before anything is trained.

Two settings in which a promise can be computed from the rates alone:

* **convex**: any convex loss, any gradients of bounded size. :func:`last_iterate` bounds how
  far above the best loss the last iterate may be, :func:`tuned` does so after the schedule's
  scale has been chosen best.
* **noisy quadratic**: one parameter, curvature :math:`\lambda`, gradient noise of variance
  :math:`\sigma^2`. :func:`mean_square` follows the expected squared error exactly;
  :func:`least_mean_square` is what no schedule can beat and :func:`harmonic` reaches.

Everything takes NumPy floats, and as well exact numbers (``fractions.Fraction``, SymPy's
rationals and positive symbols): nothing below rounds on its own, but for the square root in
:func:`tuned`. A sequence of n rates costs O(n).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from lrlib import check
from lrlib.namespace import is_symbolic
from lrlib.schedules import Schedule

np = check.need("numpy", "numpy")
_HALF = Fraction(1, 2)  # as an exponent: exact in SymPy, the square root elsewhere

__all__ = [
    "Tuned",
    "harmonic",
    "last_iterate",
    "least_mean_square",
    "mean_square",
    "next_mean_square",
    "parts",
    "stationary",
    "tuned",
]


# -- any convex loss ---------------------------------------------------------------------------


def last_iterate(rates, D=1, G=1, *, T=None):
    r"""The largest loss above the best that the last iterate can have.

    For a convex loss :math:`f`, subgradients with
    :math:`\mathrm{E}\lVert g_t\rVert^2 \le G_t^2`, and
    :math:`x_{t+1} = x_t - \eta_t g_t` from a start at distance *D* of the comparison point
    :math:`u` (the minimiser, say),

    .. math::

        \mathrm{E} f(x_{T-1}) - f(u) \le \frac{D^2 + S_0}{2 W_0}
        + \frac12 \sum_{k=0}^{T-2} \frac{\eta_k}{W_{k+1}} \frac{S_k}{W_k},
        \qquad W_k = \sum_{t \ge k} \eta_t,\; S_k = \sum_{t \ge k} \eta_t^2 G_t^2 .

    T rates speak of the point at which the T-th gradient is taken, after T - 1 updates. The
    last rate moves nothing, yet it is part of the formula and must be above zero.

    Parameters
    ----------
    rates : Schedule, or array-like of shape (T,)
        The rates :math:`\eta_0, \dots, \eta_{T-1}`, none negative, the last one positive.
    D : number > 0
        Distance from the start to the point compared with, in the unit of the parameters.
    G : number >= 0, or array-like of shape (T,)
        Bound on the gradient's root mean square size, in loss per parameter unit.
    T : int > 0
        Number of rates; for a schedule only.

    Returns
    -------
    A number in the unit of the loss, exact if the arguments are.

    Raises
    ------
    ValueError
        naming the argument, the rule and the value received.
    TypeError
        if a schedule comes without T, or an array with it.

    References
    ----------
    Defazio et al., arXiv 2310.07831; Schaipp et al., arXiv 2501.18965. Theorem :prf:ref:`D1` in
    :doc:`Convergence </chapters/convergence>` derives it anew.

    Examples
    --------
    >>> from fractions import Fraction
    >>> last_iterate([Fraction(1), Fraction(1, 2)])
    Fraction(19, 12)
    >>> from lrlib import LinearDecay
    >>> float(last_iterate(LinearDecay(0.1, total_steps=100), T=100).round(4))
    0.2037
    """
    far, rough = parts(rates, D, G, T=T)
    return far + rough


def parts(rates, D=1, G=1, *, T=None):
    """The bound of :func:`last_iterate` as two terms, for the distance and for the step size.

    Multiply all rates by c and the first is divided by c, the second multiplied. Arguments,
    units and errors as for :func:`last_iterate`.

    Returns
    -------
    far : number
        The share that :math:`D^2` has, in the unit of the loss.
    rough : number
        The share that :math:`G^2` has, in the unit of the loss.

    Examples
    --------
    >>> from fractions import Fraction
    >>> parts([Fraction(1), Fraction(1, 2)])
    (Fraction(1, 3), Fraction(5, 4))
    """
    rates = _rates(rates, T)
    _need("rates", "at least 0 and finite", lambda x: (x >= 0) & (x < math.inf), rates)
    _need("the last of the rates", "above 0", _positive, rates[-1])
    _need("D", "above 0", _positive, D)
    size = np.asarray(G)
    _need("G", "at least 0", _nonnegative, size)
    if size.shape not in ((), rates.shape):
        raise ValueError(f"G must be one number or {len(rates)}, got {len(size)}")

    tail = _suffix_sums(rates)
    energy = _suffix_sums((rates * size) ** 2)
    mean = energy / tail
    climbs = (rates[:-1] / tail[1:] * mean[:-1]).sum()
    return D**2 / (2 * tail[0]), (mean[0] + climbs) / 2


class Tuned(NamedTuple):
    """The best multiple of a schedule, and the bound that it then has; from :func:`tuned`."""

    multiplier: float
    bound: float


Tuned.multiplier.__doc__ = "The factor by which to multiply all rates."
Tuned.bound.__doc__ = "The bound of :func:`last_iterate` with the multiplied rates, in its unit."


def tuned(rates, D=1, G=1, *, T=None) -> Tuned:
    r"""The factor by which to multiply the rates so that :func:`last_iterate` is least.

    With the :func:`parts` p and n the bound is p / c + c n, least at :math:`c = \sqrt{p/n}`,
    where it is :math:`2\sqrt{pn}`. Arguments, units and errors as for :func:`last_iterate`.

    Returns
    -------
    Tuned
        The factor c, and the bound that it gives.

    Raises
    ------
    ValueError
        if ``G`` is 0 everywhere: then no factor is best.

    Notes
    -----
    See :doc:`Convergence </chapters/convergence>`, :prf:ref:`D1e`.

    Examples
    --------
    >>> from lrlib import LinearDecay
    >>> result = tuned(LinearDecay(1.0, total_steps=100), T=100)
    >>> round(float(result.multiplier), 4), round(float(result.bound), 4)
    (0.0973, 0.2036)
    """
    far, rough = parts(rates, D, G, T=T)
    _need("G", "above 0 somewhere, to tune against", lambda _: rough != 0, G)
    return Tuned((far / rough) ** _HALF, 2 * (far * rough) ** _HALF)


# -- a quadratic with noisy gradients ------------------------------------------------------------


def next_mean_square(v, rate, curvature=1, noise=1):
    r"""The expected squared error after one noisy step.

    .. math:: v' = (1 - \lambda\eta)^2 v + \eta^2 \sigma^2

    for the update :math:`\theta' = \theta - \eta(\lambda\theta + \xi)` with noise
    :math:`\xi` of mean 0 and variance :math:`\sigma^2`, independent of
    :math:`\theta`, and :math:`v = \mathrm{E}\,\theta^2`. Any real ``rate`` will do.

    Parameters
    ----------
    v, rate : numbers, arrays or SymPy expressions
    curvature : number
        :math:`\lambda`, in 1 / (unit of the rate).
    noise : number
        :math:`\sigma`, the standard deviation of a gradient.

    Examples
    --------
    >>> next_mean_square(v=1.0, rate=0.5)
    0.5
    """
    return (1 - curvature * rate) ** 2 * v + rate**2 * noise**2


def mean_square(rates, v0=1, curvature=1, noise=1, *, T=None):
    """The expected squared error before the first step and after each one.

    Parameters
    ----------
    rates : Schedule, or array-like of shape (T,)
        Of any sign.
    v0 : number >= 0
        At the start.
    curvature, noise : numbers
        As for :func:`next_mean_square`.
    T : int > 0
        Number of steps; for a schedule only.

    Returns
    -------
    ndarray of shape (T + 1,); of Python objects if the arguments are exact.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Examples
    --------
    >>> mean_square([0.5, 0.25], v0=1.0).tolist()
    [1.0, 0.5, 0.34375]
    """
    _need("v0", "at least 0", _nonnegative, v0)
    rates = _rates(rates, T)
    values = [v0]
    for rate in rates.tolist():  # plain numbers: the recursion is sequential
        values.append(next_mean_square(values[-1], rate, curvature, noise))
    return np.asarray(values)


def least_mean_square(T, v0=1, curvature=1, noise=1):
    r"""What no schedule, not even one with negative rates, can beat after T noisy steps.

    .. math:: \frac{1}{v_T} \le \frac{1}{v_0} + T\,\frac{\lambda^2}{\sigma^2}

    Kalman's filter; proved in :prf:ref:`N1`.

    Parameters
    ----------
    T : number >= 0, array or SymPy expression
        Number of steps made.
    v0, curvature, noise : numbers > 0
        The error at the start, and as for :func:`next_mean_square`.

    Returns
    -------
    The smallest expected squared error, of the kind and shape of ``T``.

    Raises
    ------
    ValueError
        if one of the last three is not above 0.

    Examples
    --------
    >>> round(least_mean_square(T=200, v0=100.0), 6)
    0.005
    """
    _noisy(v0, curvature, noise)
    return 1 / (1 / v0 + T * curvature**2 / noise**2)


def harmonic(step, v0=1, curvature=1, noise=1):
    r"""The rates that reach :func:`least_mean_square` at every step.

    .. math:: \eta_t = \frac{1}{\lambda \left( t + 1 + \sigma^2 / (\lambda^2 v_0) \right)}

    Parameters
    ----------
    step : number >= 0, array or SymPy expression
    v0, curvature, noise : numbers > 0
        The error at the start, and as for :func:`next_mean_square`. They must be known,
        which is why this schedule is a yardstick and not one to train with.

    Raises
    ------
    ValueError
        if one of the last three is not above 0.

    Notes
    -----
    Proved in :prf:ref:`N2`.

    Examples
    --------
    >>> harmonic(np.arange(3)).round(4).tolist()
    [0.5, 0.3333, 0.25]
    """
    _noisy(v0, curvature, noise)
    return 1 / (curvature * (step + 1 + noise**2 / (curvature**2 * v0)))


def stationary(rate, curvature=1, noise=1):
    r"""The expected squared error at which a constant rate stalls.

    .. math:: v^* = \frac{\eta\sigma^2}{\lambda(2 - \lambda\eta)}
        \qquad\text{for } 0 < \lambda\eta < 2

    Proved in :prf:ref:`N0`.

    Parameters
    ----------
    rate : number
        :math:`\eta`.
    curvature, noise : numbers
        As for :func:`next_mean_square`.

    Raises
    ------
    ValueError
        if ``rate * curvature`` is not between 0 and 2: then the error grows without limit,
        or nothing moves.

    Examples
    --------
    >>> stationary(rate=1.0), stationary(rate=0.5, curvature=2.0)
    (1.0, 0.25)
    """
    _need("rate * curvature", "between 0 and 2", lambda x: (x > 0) & (x < 2), rate * curvature)
    return rate * noise**2 / (curvature * (2 - curvature * rate))


# -- arguments -------------------------------------------------------------------------------------


def _rates(rates, T):
    """The rates as an array of shape (T,): float64, or objects for exact numbers."""
    if isinstance(rates, Schedule):
        if T is None:
            raise TypeError("T must say how many rates of the schedule to take")
        return rates.curve(check.count("T", T))
    if T is not None:
        raise TypeError("T is for a schedule: an array of rates has a length of its own")
    rates = np.asarray(rates)
    if rates.ndim != 1 or not len(rates):
        raise ValueError(f"rates must be a sequence of at least one rate, got {rates!r}")
    return rates if rates.dtype == object else rates.astype(float)


def _suffix_sums(values):
    """Sums from each entry to the end. Nothing is subtracted, so nothing cancels."""
    return np.cumsum(values[::-1])[::-1]


def _noisy(v0, curvature, noise):
    _need("v0", "above 0", _positive, v0)
    _need("curvature", "above 0", _positive, curvature)
    _need("noise", "above 0", _positive, noise)


def _positive(x):
    return x > 0


def _nonnegative(x):
    return x >= 0


def _need(name, rule, holds, values):
    """Raise with the first value that breaks the rule. SymPy symbols pass unexamined."""
    values = np.asarray(values)
    if values.dtype == object:
        known = [x for x in values.flat if not is_symbolic(x) or x.is_number]
        values = np.asarray(known, dtype=object)
    kept = np.asarray(holds(values), dtype=bool)
    if not kept.all():
        raise ValueError(f"{name} must be {rule}, got {values[~kept].flat[0]}")
