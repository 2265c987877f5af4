"""Smooth and noisy, convex or not: what is known of the gradients on the way."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    adding_up,
    assumed,
    at,
    cited,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    le,
    let,
    sequence,
    sign,
)
from lrlib.proofs.theorem import Theorem
from lrlib.proofs.worlds.parts import MOST, L, MeanOverNoise, T, W, eta, size, t

sigma, Delta, K, c = sp.symbols("sigma Delta K c", positive=True)
M = sp.Symbol("M", real=True)
q = sequence("q", nonnegative=True)
slope = sequence("slope", r"\mathrm{E}\lVert\nabla f(x_{#1})\rVert^2", nonnegative=True)
S = sequence("S", real=True)

_all = (t, 0, T - 1)
BOUND = (2 * Delta + L * sigma**2 * S(T)) / W(T)
BEST = 2 * sp.sqrt(K) / sp.sqrt(T)


def _case(draw: Random) -> Values:
    """Two valleys with a hill between them, curved by the same everywhere; or one valley."""
    curved = Fraction(draw.randint(1, 8), 4)
    bend: Fraction | int
    if draw.random() < 0.3:  # down from near the top, where the last gradient is the largest
        bend, updates, noise, start, steady = 2, 5, curved / 100, Fraction(1, 8), True
    else:
        bend, updates = Fraction(draw.choice((0, 1, 4)), 2), draw.randint(1, 5)
        noise, start = Fraction(draw.choice((1, 10, 40)), 20), Fraction(draw.randint(1, 30), 8)
        steady = draw.random() < 0.5
    rates = [Fraction(4 if steady else draw.randint(1, 4), 4) / curved for _ in range(MOST)]

    def loss(x: Fraction) -> Fraction:
        if abs(x) <= bend:
            return curved * (bend**2 - x**2 / 2)
        return curved * (abs(x) - 2 * bend) ** 2 / 2

    def gradient(x: Fraction) -> Fraction:
        if abs(x) <= bend:
            return -curved * x
        return curved * (abs(x) - 2 * bend) * (1 if x > 0 else -1)

    runs = MeanOverNoise(start, gradient, noise, lambda j: rates[j])
    return {
        sigma: noise,
        Delta: loss(start) or Fraction(1),  # at the bottom it is no case
        L: curved,
        T: updates,
        t: draw.randint(0, updates),
        eta: lambda j: rates[j],
        q: runs.mean(lambda x, g, mean: loss(x)),
        slope: runs.mean(lambda x, g, mean: mean**2),
        size: runs.mean(lambda x, g, mean: g**2),
    }


W3 = Theorem(
    label="W3",
    name="Not convex: somewhere the ground was level",
    chapter="worlds",
    assumptions=(
        "a loss $f$ whose gradient changes by at most $L$ times the distance, convex or not, "
        "nowhere below $f^*$; $q_t = \\mathrm{E} f(x_t) - f^*$",
        "$x_{t+1} = x_t - \\eta_t g_t$, the mean of $g_t$, given all that went before, being "
        "$\\nabla f(x_t)$ and its variance at most $\\sigma^2$",
        "no rate is negative: $\\eta_t \\ge 0$",
    ),
    statement="""The squared gradients of the first $T$ points, weighted with their rates, have a
mean $M$ of at most $$bound$$ where $S.left$ is the sum of the squares of the rates. No rates make
the right side less than $never.right$ and the constant rate $c$ makes it just that:
$$never, level$$
+++
With larger rates as well, $$sum$$""",
    draw=_case,
    idea="""A step goes down by its rate times the squared gradient, less what curvature and noise
take back. What has gone down in all is no more than there was. For the last part, a
square is never below its tangent: laid on at the right constant rate, the tangent
turns the sum of squares into the sum of the rates, which cancels.""",
    lines=(
        Line("start", eq(q(0), Delta), assumed(), "how far up the run starts"),
        Line("under", le(L * eta(t), 1), assumed(), "no rate is above $1/L$", over=(t,)),
        Line("some", gt(eta(0), 0), assumed(), "the first rate is not 0"),
        Line(
            "descent",
            le(q(t + 1), q(t) - eta(t) * slope(t) + L * eta(t) ** 2 / 2 * size(t)),
            cited(facts=("smooth", "given the past")),
            "how far a step goes down",
        ),
        Line(
            "noise",
            le(size(t), slope(t) + sigma**2),
            cited(facts=("variance", "given the past")),
            "the mean square is the square of the mean and the variance",
        ),
        Line("W", eq(W(T), sp.Sum(eta(t), _all)), let(), "the sum of the rates"),
        Line("S", eq(S(T), sp.Sum(eta(t) ** 2, _all)), let(), "the sum of their squares"),
        Line("M", eq(M, sp.Sum(eta(t) * slope(t), _all) / W(T)), let(), "the mean"),
        Line("K", eq(K, 2 * Delta * L * sigma**2), let(), "what makes the run hard"),
        Line("c", eq(c, sp.sqrt(K / T) / (L * sigma**2)), let(), "a constant rate"),
        Line(
            "one",
            le(
                eta(t) * (1 - L * eta(t) / 2) * slope(t),
                q(t) - q(t + 1) + L * sigma**2 / 2 * eta(t) ** 2,
            ),
            from_lines("descent", "noise"),
            "put in",
        ),
        Line(
            "sum",
            le(
                sp.Sum(eta(t) * (1 - L * eta(t) / 2) * slope(t), _all),
                Delta + L * sigma**2 / 2 * S(T),
            ),
            adding_up("one", "start", "S", over=_all),
            "added up: of the losses the first is left, the last is not below 0",
        ),
        Line(
            "half",
            le(eta(t) * slope(t), 2 * eta(t) * (1 - L * eta(t) / 2) * slope(t)),
            from_lines("under"),
            "so curvature takes back no more than half",
        ),
        Line(
            "halves",
            le(sp.Sum(eta(t) * slope(t), _all), 2 * Delta + L * sigma**2 * S(T)),
            adding_up("half", "sum", over=_all),
            "added up",
        ),
        Line("nonneg", ge(eta(t), 0), sign(), "no rate is below 0"),
        Line(
            "full",
            gt(W(T), 0),
            adding_up(at("nonneg", {t: t + 1}), "some", "W", over=(t, 0, T - 2)),
            "they do not add up to 0",
        ),
        Line("bound", le(M, BOUND), from_lines("halves", "M", "full"), "divide"),
        Line(
            "tangent",
            ge(eta(t) ** 2, 2 * c * eta(t) - c**2),
            from_lines(),
            "no square is below 0",
        ),
        Line(
            "tangents",
            ge(S(T), 2 * c * W(T) - T * c**2),
            adding_up("tangent", "S", "W", over=_all),
            "added up",
        ),
        Line("even", eq(L * sigma**2 * T * c**2, 2 * Delta), identity(), "what is chosen so"),
        Line("twice", eq(2 * c * L * sigma**2, BEST), identity(), "and what it comes to"),
        Line(
            "never",
            ge(BOUND, BEST),
            from_lines("tangents", "even", "twice", "full"),
            "what is chosen cancels, and so does the sum of the rates",
        ),
        Line(
            "level",
            eq((2 * Delta + L * sigma**2 * (T * c**2)) / (T * c), BEST),
            identity(),
            "the same rate at every step",
        ),
    ),
    neighbours=(
        Neighbour("as if there were no noise", "bound", le(M, 2 * Delta / W(T))),
        Neighbour("of the *last* gradient, not of their mean", "bound", le(slope(T - 1), BOUND)),
        Neighbour("a quarter of it", "bound", le(M, BOUND / 4)),
        Neighbour("a fifth more", "never", ge(BOUND, sp.Rational(6, 5) * BEST)),
    ),
    source="@ghadimi2013stochastic",
)
