"""How far Adam can travel (E7)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from random import Random

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Values,
    assumed,
    at,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    induction,
    le,
    let,
    lim,
    lt,
    sequence,
    sign,
    squeeze,
)
from lrlib.proofs.theorem import Theorem

b1, b2 = sp.symbols("beta1 beta2", positive=True)
r, c, C, d = sp.symbols("r c C d", real=True)
eps = sp.Symbol("epsilon", nonnegative=True)
t = sp.Symbol("t", integer=True, nonnegative=True)
m, g = sequence("m", real=True), sequence("g", real=True)
v = sequence("v", nonnegative=True)
K, p, x, z, M, V = (sequence(name, real=True) for name in ("K", "p", "x", "z", "M", "V"))

_ADAM = (1 - b1) / sp.sqrt((1 - b2) * (1 - b1**2 / b2))
_gain = (1 - b1) ** 2 / (1 - b2)
_best = b2 / b1  # gradients that grow by this factor get the farthest


def adam_size(gradients: Iterable[float], first: float = 0.9, second: float = 0.999) -> float:
    """The largest step of Adam in units of the rate, with its bias corrections."""
    m = v = most = 0.0
    for i, g in enumerate(gradients, 1):
        m, v = first * m + (1 - first) * g, second * v + (1 - second) * g * g
        most = max(most, abs(m / (1 - first**i)) / math.sqrt(v / (1 - second**i)))
    return most


def _runs(draw: Random) -> Values:
    """Adam on gradients at random; half of the runs on those that get the farthest."""
    one = Fraction(draw.randint(1, 19), 20)
    two = one**2 + (1 - one**2) * Fraction(draw.randint(1, 19), 20)
    tight = draw.random() < 0.5
    gradients, means, squares = [], [Fraction(0)], [Fraction(0)]
    for i in range(40):
        now = (two / one) ** i if tight else Fraction(draw.randint(-40, 40), 10)
        gradients.append(now)
        means.append(one * means[-1] + (1 - one) * now)
        squares.append(two * squares[-1] + (1 - two) * now * now)
    return {
        eps: draw.choice((0, Fraction(draw.randint(1, 30), 10))),
        b1: one,
        b2: two,
        g: lambda i: gradients[i],
        m: lambda i: means[i],
        v: lambda i: squares[i],
    }


E7 = Theorem(
    label="E7",
    name="Adam cannot travel farther than its rates",
    chapter="exponential",
    assumptions=(
        "one parameter: $g_t$ is its gradient, of any size, $m_t$ and $v_t$ are Adam's two running "
        "means; a step is the rate times $m_t/(\\sqrt{v_t} + \\epsilon)$, or the same of the "
        "corrected means; no weight decay",
    ),
    statement=r"""Each step of Adam moves a parameter by at most a fixed multiple of the rate,
$$C$$
without and with the corrections for the bias of its means, and no smaller multiple will do. So
under exponential decay (E2a) Adam's travel is finite *whatever the gradients are*; E2b had to
assume a bound on them.
+++
Each step: $$plain, corrected$$ Gradients that grow like
$\left(\frac{\beta_{2}}{\beta_{1}}\right)^{t}$ come as near to it as one likes: their means
$$first, second$$
have
$$met, approached$$""",
    idea="""A recursion holds the square of the one mean below a fixed multiple of the other,
because what is left over at each step is a square. Gradients that grow by the same
factor each time leave nothing over in the long run, so no smaller multiple will do.""",
    lines=(
        Line("order", lt(b1**2, b2), assumed(), "as in all that is in use"),
        Line("share", lt(b2, 1), assumed(), "a running mean"),
        Line("m0", eq(m(0), 0), assumed(), "as Adam begins"),
        Line("v0", eq(v(0), 0), assumed(), "likewise"),
        Line(
            "mean",
            eq(m(t + 1), b1 * m(t) + (1 - b1) * g(t)),
            assumed(),
            "the running mean of the gradients",
            over=(t,),
        ),
        Line(
            "squares",
            eq(v(t + 1), b2 * v(t) + (1 - b2) * g(t) ** 2),
            assumed(),
            "and of their squares",
            over=(t,),
        ),
        Line("r", eq(r, b1**2 / b2), let(), "a share"),
        Line(
            "c",
            eq(c, (1 - b1) ** 2 / ((1 - b2) * (1 - b1**2 / b2))),
            let(),
            "the square of the multiple",
        ),
        Line("C", eq(C, _ADAM), let(), "the multiple"),
        Line("p", eq(p(t), (b1**2 / b2) ** t), let(), "its powers"),
        Line("x", eq(x(t), b1**t), let(), "powers of the first"),
        Line("z", eq(z(t), b2**t), let(), "and of the second"),
        Line("K", eq(K(t), c * (1 - p(t))), let(), "what is claimed of step $t$"),
        Line("inside", lt(r, 1), from_lines("order", "r"), "a share"),
        Line("positive", gt(r, 0), from_lines("r"), "likewise"),
        Line("one", lt(b1, 1), from_lines("order", "share"), "a share as well"),
        Line(
            "above", gt(c, 0), from_lines("order", "share", "one", "c"), "so it is a number above 0"
        ),
        Line("p0", eq(p(0), 1), identity(), "no factor"),
        Line("p1", eq(p(t + 1), r * p(t)), identity(), "one more factor"),
        Line("some", gt(p(t), 0), induction("p0", "p1", "positive", of=t), "above 0"),
        Line(
            "part",
            le(p(t), 1),
            induction("p0", "p1", "positive", "inside", "some", of=t),
            "and a share",
        ),
        Line(
            "grows",
            eq(K(t + 1), r * K(t) + _gain),
            from_lines("K", at("K", {t: t + 1}), "p1", "r", "c", "order", "share"),
            "the recursion that it solves",
        ),
        Line("k0", eq(K(0), 0), identity(), "nothing yet"),
        Line("least", ge(K(t), 0), from_lines("K", "above", "part"), "a share of a number"),
        Line("most", le(K(t), c), from_lines("K", "above", "some"), "likewise"),
        Line(
            "gap",
            eq(
                K(t) * b2 * (1 - b2) * (K(t + 1) * v(t + 1) - m(t + 1) ** 2),
                (b1**2 * b2 * (1 - b2) * K(t) + (1 - b1) ** 2 * b2**2) * (K(t) * v(t) - m(t) ** 2)
                + (b1 * (1 - b2) * K(t) * g(t) - (1 - b1) * b2 * m(t)) ** 2,
            ),
            from_lines("mean", "squares", "grows", "r", "share"),
            "Lagrange's identity: a square is left over",
        ),
        Line(
            "held",
            le(m(t) ** 2, K(t) * v(t)),
            induction(
                "m0",
                "v0",
                "k0",
                "gap",
                "least",
                "grows",
                "mean",
                "squares",
                "share",
                "positive",
                "one",
                of=t,
            ),
            "so what holds of one step holds of the next",
        ),
        Line("size", gt(C, 0), from_lines("order", "share", "one", "C"), "a number above 0"),
        Line(
            "square", eq(C**2, c), from_lines("order", "share", "C", "c"), "by the choice of both"
        ),
        Line(
            "plain",
            le(sp.Abs(m(t)), C * (sp.sqrt(v(t)) + eps)),
            from_lines("held", "most", "size", "square"),
            "the root of both sides",
        ),
        Line("meet", eq(p(t) * z(t), x(t) ** 2), identity(), "the same power"),
        Line("x0", eq(x(1), b1), identity(), "one factor"),
        Line("x1", eq(x(t + 1), b1 * x(t)), identity(), "one more factor"),
        Line("z0", eq(z(1), b2), identity(), "likewise"),
        Line("z1", eq(z(t + 1), b2 * z(t)), identity(), "likewise"),
        Line("x_some", gt(x(t), 0), sign(), "a power"),
        Line("z_some", gt(z(t), 0), sign(), "a power"),
        Line(
            "x_part",
            lt(x(t + 1), 1),
            induction("x0", at("x1", {t: t + 1}), "one", of=t),
            "a share, from the first step on",
        ),
        Line(
            "z_part",
            lt(z(t + 1), 1),
            induction("z0", at("z1", {t: t + 1}), "share", of=t),
            "likewise",
        ),
        Line(
            "spared",
            le((1 - p(t)) * (1 - z(t)), (1 - x(t)) ** 2),
            from_lines("meet", "some", "z_some", "x_some"),
            r"the difference is $(\sqrt{p} - \sqrt{z})^2$",
        ),
        Line(
            "quotient",
            le((m(t + 1) / (1 - x(t + 1))) ** 2, c * v(t + 1) / (1 - z(t + 1))),
            from_lines(
                at("held", {t: t + 1}),
                at("K", {t: t + 1}),
                at("spared", {t: t + 1}),
                "x_part",
                "z_part",
                "above",
            ),
            "so the corrections take no step beyond the multiple",
        ),
        Line(
            "corrected",
            le(
                sp.Abs(m(t + 1) / (1 - x(t + 1))),
                C * (sp.sqrt(v(t + 1) / (1 - z(t + 1))) + eps),
            ),
            from_lines("quotient", "size", "square", "z_part"),
            "the root of both sides",
        ),
        Line("M", eq(M(t), (1 - b1) * (_best**t - b1**t) / (_best - b1)), let(), "a mean"),
        Line(
            "V", eq(V(t), (1 - b2) * (_best ** (2 * t) - b2**t) / (_best**2 - b2)), let(), "another"
        ),
        Line(
            "first",
            eq(M(t + 1), b1 * M(t) + (1 - b1) * _best**t),
            identity(),
            "the mean of these gradients",
        ),
        Line(
            "second",
            eq(V(t + 1), b2 * V(t) + (1 - b2) * _best ** (2 * t)),
            identity(),
            "and of their squares",
        ),
        Line("met", eq(M(t) ** 2, K(t) * V(t)), identity(), "nothing is left over"),
        Line(
            "bernoulli",
            le(p(t) * (1 + t * (1 - r)), 1),
            induction("p0", "p1", "some", "inside", "positive", of=t),
            "Bernoulli, as in N0",
        ),
        Line(
            "nearly",
            le(c * (1 - 1 / (1 + t * (1 - r))), K(t)),
            from_lines("bernoulli", "K", "above", "inside"),
            "divide",
        ),
        Line("approached", eq(lim(K(t), t), c), squeeze("nearly", "most"), "between the two"),
    ),
    neighbours=(
        Neighbour(
            r"at most $(1-\beta_1)/\sqrt{1-\beta_2}$",
            "plain",
            le(sp.Abs(m(t)), (1 - b1) / sp.sqrt(1 - b2) * (sp.sqrt(v(t)) + eps)),
        ),
        Neighbour("at most 1", "plain", le(sp.Abs(m(t)), sp.sqrt(v(t)) + eps)),
        Neighbour(
            r"$\beta_1$ in place of its square", "grows", eq(K(t + 1), b1 / b2 * K(t) + _gain)
        ),
    ),
    draw=_runs,
    source=r"for $1 - \beta_1 > \sqrt{1-\beta_2}$ the paper, @kingma2015adam, names the smaller "
    r"bound $(1-\beta_1)/\sqrt{1-\beta_2}$: so far moves a single gradient after a long silence; a "
    "burst of them moves farther. The greater bound is a lemma of @zhang2024implicit; that it is "
    "the least one we have not found stated",
)
