"""A noisy parabola: the expected squared error, exactly, and what no schedule can beat."""

from __future__ import annotations

from typing import Any

from lrlib.bounds.numbers import Number, Rates, need, nonnegative, np, positive, rates_of


def next_mean_square(v: Number, rate: Number, curvature: Number = 1, noise: Number = 1) -> Number:
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


def mean_square(
    rates: Rates,
    v0: Number = 1,
    curvature: Number = 1,
    noise: Number = 1,
    *,
    T: int | None = None,
) -> Any:
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
    ndarray of shape (T + 1,), of Python objects if the arguments are exact
        A list of as many numbers where there is no NumPy.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Examples
    --------
    >>> list(map(float, mean_square([0.5, 0.25], v0=1.0)))
    [1.0, 0.5, 0.34375]
    """
    need("v0", "at least 0", nonnegative, v0)
    rates = rates_of(rates, T)
    values = [v0]
    for rate in rates:
        values.append(next_mean_square(values[-1], rate, curvature, noise))
    return values if np is None else np.asarray(values)


def least_mean_square(
    T: Number, v0: Number = 1, curvature: Number = 1, noise: Number = 1
) -> Number:
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


def harmonic(step: Number, v0: Number = 1, curvature: Number = 1, noise: Number = 1) -> Number:
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
    >>> [round(harmonic(step), 4) for step in range(3)]
    [0.5, 0.3333, 0.25]
    """
    _noisy(v0, curvature, noise)
    return 1 / (curvature * (step + 1 + noise**2 / (curvature**2 * v0)))


def stationary(rate: Number, curvature: Number = 1, noise: Number = 1) -> Number:
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
    need("rate * curvature", "between 0 and 2", lambda x: (x > 0) & (x < 2), rate * curvature)
    return rate * noise**2 / (curvature * (2 - curvature * rate))


def _noisy(v0: Number, curvature: Number, noise: Number) -> None:
    need("v0", "above 0", positive, v0)
    need("curvature", "above 0", positive, curvature)
    need("noise", "above 0", positive, noise)
