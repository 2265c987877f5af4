"""Any convex loss, any gradients of bounded size: how far above the best the last point may be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from lrlib.bounds.numbers import (
    HALF,
    Number,
    Rates,
    Sizes,
    is_sequence,
    listed,
    need,
    nonnegative,
    positive,
    rates_of,
)


def last_iterate(rates: Rates, D: Number = 1, G: Sizes = 1, *, T: int | None = None) -> Number:
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
    >>> round(last_iterate(LinearDecay(0.1, total_steps=100), T=100), 4)
    0.2037
    """
    far, rough = parts(rates, D, G, T=T)
    return far + rough


def parts(
    rates: Rates, D: Number = 1, G: Sizes = 1, *, T: int | None = None
) -> tuple[Number, Number]:
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
    rates = rates_of(rates, T)
    need("rates", "at least 0 and finite", lambda x: (x >= 0) & (x < math.inf), rates)
    need("the last of the rates", "above 0", positive, rates[-1])
    need("D", "above 0", positive, D)
    need("G", "at least 0", nonnegative, G)
    sizes = listed(G) if is_sequence(G) else [G] * len(rates)
    if len(sizes) != len(rates):
        raise ValueError(f"G must be one number or {len(rates)}, got {len(sizes)}")

    *earlier, last = zip(rates, sizes)
    ahead = only(*last)
    for rate, size in reversed(earlier):
        ahead = preceded(ahead, rate, size)
    return shares(ahead, D)


class Ahead(NamedTuple):
    """All that the bound needs to know of the rates from some step on.

    Theorem D1 is an induction over these three, hence true for any number of rates.
    """

    tail: Number  #: W, the sum of the rates
    energy: Number  #: S, the sum of the squares of rate times size
    climbs: Number  #: the sum of (rate / W after it) (S / W) over all but the last


def only(rate: Number, size: Number) -> Ahead:
    """The last rate has nothing after it."""
    return Ahead(rate, (rate * size) ** 2, 0 * rate)


def preceded(ahead: Ahead, rate: Number, size: Number) -> Ahead:
    """One more rate, in front of those ahead. Nothing is subtracted, so nothing cancels."""
    tail, energy = rate + ahead.tail, (rate * size) ** 2 + ahead.energy
    return Ahead(tail, energy, rate / ahead.tail * (energy / tail) + ahead.climbs)


def shares(ahead: Ahead, D: Number) -> tuple[Number, Number]:
    """What :func:`parts` answers when these are all the rates."""
    return D**2 / (2 * ahead.tail), (ahead.energy / ahead.tail + ahead.climbs) / 2


class Tuned(NamedTuple):
    """The best multiple of a schedule, and the bound that it then has; from :func:`tuned`."""

    multiplier: float
    bound: float


Tuned.multiplier.__doc__ = "The factor by which to multiply all rates."
Tuned.bound.__doc__ = "The bound of :func:`last_iterate` with the multiplied rates, in its unit."


def tuned(rates: Rates, D: Number = 1, G: Sizes = 1, *, T: int | None = None) -> Tuned:
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
    >>> round(result.multiplier, 4), round(result.bound, 4)
    (0.0973, 0.2036)
    """
    far, rough = parts(rates, D, G, T=T)
    need("G", "above 0 somewhere, to tune against", lambda _: rough != 0, G)
    return Tuned((far / rough) ** HALF, 2 * (far * rough) ** HALF)


def refined(sizes: Iterable[Number], D: Number = 1) -> list[Number]:
    r"""The rates that fit gradients of known sizes best.

    .. math:: \eta_t = \frac{D}{\sqrt P\, G_t^2}\,\frac{\sum_{s>t} G_s^{-2}}{P},
        \qquad P = \sum_t G_t^{-2}

    The last loss is then at most :math:`D/\sqrt P` above the best: :prf:ref:`D8`. Equal sizes give
    linear decay. Sizes of an earlier run of the same kind stand in for those of this one.

    Parameters
    ----------
    sizes : array-like of shape (n + 1,)
        Bounds :math:`G_t > 0` on the gradients' root mean square sizes, the last one at the point
        that is returned, in loss per parameter unit.
    D : number > 0
        Distance from the start to the point compared with, in the unit of the parameters.

    Returns
    -------
    list of n rates and a last one that is 0.

    Raises
    ------
    ValueError
        naming the argument, the rule and the value received.

    References
    ----------
    Defazio et al., arXiv 2310.07831.

    Examples
    --------
    >>> [round(rate, 4) for rate in refined([2.0, 1.0, 1.0])]
    [0.1481, 0.2963, 0.0]
    """
    values = rates_of(sizes, None)
    need("sizes", "above 0 and finite", lambda x: (x > 0) & (x < math.inf), values)
    need("D", "above 0", positive, D)
    weights = [1 / (size * size) for size in values]
    whole = sum(weights)
    tails = [*list(accumulate(reversed(weights)))[-2::-1], 0 * whole]
    return [D / whole**HALF * w * (tail / whole) for w, tail in zip(weights, tails)]
