"""What n rates can do when the lowest and the highest curvature are known (O5).

On a quadratic the error along curvature lambda is multiplied by the product of 1 - lambda lr:
a polynomial of degree n that is 1 at 0. Chebyshev's is the one that stays smallest on an interval.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import flint
import sympy as sp

from lrlib.proofs.engines.balls import Ball
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import agree, ball, compare, positive, stepwise, telescopes, zero

__all__ = ["LEAST", "O5", "RATE", "fractal", "rates"]

mu, kappa, r, lam, y = sp.symbols("mu kappa r lam y", positive=True)
L = sp.Symbol("L", positive=True)
n, j, i, m = sp.symbols("n j i m", integer=True, positive=True)

angle = sp.pi * (2 * j - 1) / (2 * n)
RATE = 2 / (L + mu + (L - mu) * sp.cos(angle))  # of the j-th rate
LEAST = 2 * r**n / (1 + r ** (2 * n))  # 1 / T_n at the point that stands for curvature 0
R = (sp.sqrt(kappa) - 1) / (sp.sqrt(kappa) + 1)
height = (r + 1 / r) / 2  # that point, (kappa + 1) / (kappa - 1)
#: Of the i-th of 2n points cos(pi i/n), of which all but 1 and -1 come twice.
WEIGHT = (1 - r**2) * (1 - r ** (2 * n)) / (4 * n * r * (1 + r ** (2 * n)))
WEIGHT = WEIGHT / (height - sp.cos(sp.pi * i / n))


def rates(count: int, lowest: float, highest: float) -> list[float]:
    """The rates of O5 for ``count`` steps on curvatures from ``lowest`` to ``highest``, rising.

    >>> [round(rate, 3) for rate in rates(4, 0.01, 1)]
    [1.039, 1.44, 3.169, 20.973]
    """
    rate = sp.lambdify((j, n, mu, L), RATE, "math")
    return [rate(k, count, lowest, highest) for k in range(1, count + 1)]


def fractal(count: int) -> list[int]:
    """Places 0 to ``count`` - 1 of sorted rates in fractal order; ``count`` is a power of 2.

    >>> fractal(8)
    [0, 7, 3, 4, 1, 6, 2, 5]
    """
    if count < 1 or count & (count - 1):
        raise ValueError(f"count must be a power of 2, got {count}")
    order = [0]
    while len(order) < count:
        last = 2 * len(order) - 1
        order = [place for first in order for place in (first, last - first)]
    return order


@stepwise
def _chebyshev(rate: sp.Expr, least: sp.Expr, weight: sp.Expr) -> Iterator[bool]:
    # each factor is one of a polynomial in x, which is 1 and -1 at the ends of the valley
    x = (L + mu - 2 * lam) / (L - mu)
    yield zero(sp.cancel(1 - lam * rate - (x + sp.cos(angle)) / (x.subs(lam, 0) + sp.cos(angle))))
    yield zero(x.subs(lam, mu) - 1)
    yield zero(x.subs(lam, L) + 1)
    yield zero(x.subs(lam, 0).subs(mu, L / kappa) - (kappa + 1) / (kappa - 1))
    root = 1 + y  # of kappa
    yield zero(sp.cancel(height.subs(r, R).subs(kappa, root**2) - (root**2 + 1) / (root**2 - 1)))
    yield positive(sp.cancel((1 - R).subs(kappa, root**2)))  # so 0 < r < 1
    # at the n places -cos(angle) = cos(pi - angle) the polynomial C_n(x) vanishes
    yield zero(sp.expand_trig(sp.cos(sp.expand(n * (sp.pi - angle)))))
    # C_n: 1, x and the recursion, which cos(n phi) obeys and (r^n + r^-n)/2 does at the height
    power = sp.Symbol("p", positive=True)  # r^n
    written = (power + 1 / power) / 2
    yield zero(written.subs(power, r) - height)
    up, down = written.subs(power, power * r), written.subs(power, power / r)
    yield zero(sp.cancel(up + down - 2 * height * written))
    z = sp.Symbol("z", real=True)
    yield zero(
        sp.expand_trig(sp.cos(n * z + z) + sp.cos(n * z - z)) - 2 * sp.cos(z) * sp.cos(n * z)
    )
    yield zero(1 - sp.cos(n * z) ** 2 - sp.sin(n * z) ** 2)  # so |C_n| is at most 1
    in_powers = sp.powdenest(sp.expand_power_exp(least), force=True).subs(r**n, power)
    yield zero(sp.cancel(in_powers * written - 1))
    inside, other = 1 / (1 + y), sp.Symbol("w", positive=True)
    yield positive(sp.factor((2 * power - in_powers).subs(power, inside)))
    # 1/(height - cos) at the 2n roots of z^(2n) = 1, as a polynomial: a_m is of the m-th power
    first, whole = sp.symbols("q w", positive=True)  # r^m and r^(2n)

    def a(q: sp.Expr) -> sp.Expr:
        return 2 * r / (1 - r**2) * (q + whole / q) / (1 - whole)

    yield zero(sp.cancel(height * a(first) - (a(first * r) + a(first / r)) / 2))
    yield zero(sp.cancel(height * a(sp.Integer(1)) - (a(whole / r) + a(r)) / 2 - 1))
    # the sum of s^0 to s^(2n - 1) is (s^(2n) - 1)/(s - 1): 0 for s^(2n) = 1, s other than 1
    s = sp.Symbol("s", nonzero=True)
    yield telescopes((s**m - 1) / (s - 1), s**m, m, start=0)
    yield zero(((s**m - 1) / (s - 1)).subs(s**m, 1))
    # C_m = (z^m + z^-m)/2 times z^n picks a_(n-m) and a_(n+m), for m up to n
    wide = sp.Symbol("v", positive=True)  # r^n
    picked = (a(wide / first) + a(wide * first)).subs(whole, wide**2) / 2
    scale = weight * (height - sp.cos(sp.pi * i / n)) * 2 * n
    scale = sp.cancel(sp.powdenest(scale, force=True).subs(r ** (2 * n), wide**2))
    at_zero = (first + 1 / first) / 2  # C_m at the height
    claimed = in_powers.subs(power, wide) * at_zero
    yield zero(sp.cancel(scale * picked - claimed))
    yield positive(sp.factor(scale.subs({wide: inside, r: 1 / (1 + other)})))
    yield positive(sp.factor(height.subs(r, inside) - 1))  # so the height is beyond every cosine


def _cases() -> Iterator[tuple[int, str]]:
    yield from ((1, "3/2"), (2, "10"), (5, "100"), (16, "100"))
    yield random.Random().randint(3, 40), random.Random().choice(("2", "30", "400"))


def _numbers(
    rate: sp.Expr, least: sp.Expr, weight: sp.Expr, count: int, condition: str
) -> tuple[list[Ball], Ball, list[tuple[Ball, int, Ball]]]:
    """Rates, what is left, and curvatures with signs and weights, as balls; L = 1."""
    at = {L: 1, mu: 1 / sp.Rational(condition), n: count}
    root = ball(R, {kappa: condition})
    found = [ball(rate, at | {j: k}) for k in range(1, count + 1)]
    places = []
    for k in range(2 * count):
        c = ball(sp.cos(sp.pi * sp.Rational(k, count)))
        curvature = ball((L + mu) / 2, at) - ball((L - mu) / 2, at) * c
        places.append((curvature, (-1) ** k, ball(weight, {r: root, n: count, i: k})))
    return found, ball(least, {r: root, n: count}), places


def _left(found: list[Ball], curvature: Ball) -> Ball:
    out = flint.arb(1)
    for rate in found:
        out *= 1 - curvature * rate
    return out


@stepwise
def _by_balls(rate: sp.Expr, least: sp.Expr, weight: sp.Expr) -> Iterator[bool]:
    for count, condition in _cases():
        found, claimed, places = _numbers(rate, least, weight, count, condition)
        for curvature, sign, own in places:
            yield agree(_left(found, curvature), sign * claimed)
            yield compare(own, ">", flint.arb(0))
        others = [flint.arb(random.Random().randint(1, 300)) / 100 for _ in range(count)]
        total = flint.arb(0)
        for curvature, sign, own in places:
            total += sign * own * _left(others, curvature)
        yield agree(total, claimed)


def _in_numbers(rate: sp.Expr, least: sp.Expr, weight: sp.Expr) -> Iterator[Witness]:
    count, condition = 8, 50.0
    each = sp.lambdify((j, n, mu, L), rate, "math")
    found = [each(k, count, 1 / condition, 1.0) for k in range(1, count + 1)]
    root = (math.sqrt(condition) - 1) / (math.sqrt(condition) + 1)
    claimed = float(least.subs({n: count, r: root}))
    words = f"{count} rates, L = {condition:g} mu"
    for at, curvature in (("L", 1.0), ("mu", 1 / condition)):
        left = abs(math.prod(1 - curvature * x for x in found))
        yield Witness(f"{words}, left at {at}", left, "=", claimed)
    held = (1 - 0.9) ** count, (1 - 0.9 / condition) ** count
    yield Witness(f"{count} rates of 0.9/L, at the worst", max(held), ">=", claimed)
    shares = [float(weight.subs({n: count, r: root, i: k})) for k in range(2 * count)]
    yield Witness(f"{words}, all weights", math.fsum(shares), "=", 1.0)


O5 = Theorem(
    label="O5",
    name="The best rates for a valley that is known",
    chapter="onecycle",
    assumptions=(
        r"a quadratic loss with curvatures from $\mu > 0$ to $L > \mu$, $\kappa = L/\mu$",
        "$n$ steps, $n \\ge 1$",
    ),
    statement=rf"""In any order, the $n$ rates
$${tex(RATE)}, \qquad j = 1, \dots, n,$$
leave of the distance along *every* curvature from $\mu$ to $L$ at most the share
$$\frac{{1}}{{C_n\bigl(\frac{{\kappa+1}}{{\kappa-1}}\bigr)}} = {tex(LEAST)} \le 2 r^n,
\qquad r = {tex(R)} = 1 - \frac{{2}}{{\sqrt\kappa + 1}},$$
where $C_n$ is the Chebyshev polynomial. **No $n$ rates do better**: of any $n$ numbers, some
curvature of $\lambda_i = \tfrac{{L+\mu}}2 - \tfrac{{L-\mu}}2 \cos\tfrac{{\pi i}}{{n}}$,
$i = 0, \dots, n$, is left at least that share. The best constant rate, $2/(L+\mu)$, leaves
$\bigl(1 - \frac{{2}}{{\kappa+1}}\bigr)^n$: where it needs a number of
steps that grows as $\kappa$, these need one that grows as $\sqrt\kappa$.""",
    claim=dict(rate=RATE, least=LEAST, weight=WEIGHT),
    symbolic=_chebyshev,
    independent={"arb": _by_balls},
    witness=_in_numbers,
    mutants=(
        Mutant("the cosines of $\\pi j/n$", dict(rate=RATE.subs(2 * j - 1, 2 * j))),
        Mutant("half of that share", dict(least=LEAST / 2)),
        Mutant("exactly $2r^n$", dict(least=2 * r**n)),
        Mutant("$r^n$, without the 2", dict(least=r**n)),
        Mutant("weights twice as large", dict(weight=2 * WEIGHT)),
    ),
    derivation=(
        (
            r"1 - \lambda\,\mathrm{lr}_j = \frac{x - x_j}{x_0 - x_j},\qquad"
            r" x = \frac{L + \mu - 2\lambda}{L-\mu},\quad x_j = -\cos\tfrac{\pi(2j-1)}{2n}",
            r"$x$ runs from 1 at $\mu$ to $-1$ at $L$, and is $x_0 = (\kappa+1)/(\kappa-1)$ at 0",
        ),
        (
            r"\prod_j \frac{x - x_j}{x_0 - x_j} = \frac{C_n(x)}{C_n(x_0)}",
            r"the $x_j$ are the zeros of $C_n$, as $C_n(\cos\varphi) = \cos n\varphi$; and "
            r"$|C_n| \le 1$ between $-1$ and 1",
        ),
        (
            r"C_n(x_0) = \tfrac12 (r^n + r^{-n})",
            r"both sides begin with 1 and $x_0 = \tfrac12(r + 1/r)$ and obey "
            r"$C_{n+1} = 2 x_0 C_n - C_{n-1}$",
        ),
        (
            r"\frac{q(x_0)}{C_n(x_0)} = \sum_{z^{2n}=1} z^n w(z)\, q\bigl(\tfrac{z + 1/z}{2}\bigr),"
            r"\quad w(z) = \frac{(1-r^2)(1-r^{2n})}{4nr(1+r^{2n})}"
            r"\,\frac{1}{x_0 - \frac{z+1/z}{2}} > 0",
            r"for every polynomial $q$ of degree at most $n$: seen for each $C_m$, $m \le n$, as "
            r"the sum of $z^k$ is 0 unless $2n$ divides $k$",
        ),
        (
            r"(s - 1)\,(1 + s + \dots + s^{2n-1}) = s^{2n} - 1",
            r"that sum: the roots are the powers of one of them, $z_1$; with $s = z_1^k$ the right "
            r"side is 0, so the sum is, unless $s = 1$",
        ),
        (
            r"\frac{1}{C_n(x_0)} \le \max_i |q(\cos\tfrac{\pi i}{n})| \sum w = "
            r"\max_i |q(\cos\tfrac{\pi i}{n})|",
            "for any $n$ rates, with $q(x_0) = 1$; the weights add up to 1 ($q = C_n$), and "
            "$z^n = \\pm 1$",
        ),
    ),
    cites=("roots", "basis"),
    source="the rates: @young1953richardson",
)
