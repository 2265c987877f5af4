"""What any rates cost, exactly: the pass of D10 meets what D11 asks for (D12)."""

from __future__ import annotations

from random import Random

import flint
import sympy as sp

from lrlib.bounds.second_path import level, with_step
from lrlib.namespace import symbolic
from lrlib.proofs.convergence.best_shape import a, b
from lrlib.proofs.convergence.parts import D, G, n
from lrlib.proofs.convergence.way_down import MEAN
from lrlib.proofs.engines.balls import ball
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
    implies,
    induction,
    le,
    let,
    lt,
    sequence,
)
from lrlib.proofs.theorem import Theorem

t, s, i = sp.symbols("t s i", integer=True, nonnegative=True)
W, c = sp.symbols("W c", positive=True)
eta, M, p = (sequence(name, positive=True) for name in ("eta", "M", "p"))
m = sequence("m", nonnegative=True)
H = sequence("H", real=True)

_later = s + 1 + i
_value = (D**2 / (c * W) + G**2 * c * W) / 2 - G**2 * c * H(n)
_price = D * G * sp.sqrt(1 - 2 * H(n) / W)
_best = D / (G * sp.sqrt(W * (W - 2 * H(n))))


def _case(draw: Random) -> Values:
    """Some rates, and the pass over them; the first step that chooses its own root."""
    many = draw.randint(1, 5)
    rates: list[flint.arb] = []
    left, most, own = [ball(0)], list[flint.arb](), list[bool]()
    for step in range(many):
        rates.insert(0, ball(draw.randint(1, 60)) / 10)
        if step and draw.random() < 0.4:
            rates[0] = left[0] ** 2  # just as much as the later ones ask for
        own.insert(0, float(rates[0]) >= 0.9999 * float(left[0]) ** 2)
        most.insert(0, rates[0].sqrt() if own[0] else left[0])
        left.insert(0, most[0] + rates[0] / most[0])
    turn = own.index(True)
    tails = [left[0] * left[k] for k in range(turn + 1)] + [left[0] * rates[turn].sqrt()]
    whole, far, steep = left[0] ** 2, ball(draw.randint(1, 30)), ball(draw.randint(1, 30))
    best = far / (steep * (whole * (whole - 2 * sum(rates, ball(0)))).sqrt())
    return {
        n: many,
        s: turn,
        t: draw.randint(0, many - 1),
        i: draw.randint(0, many - turn - 1),
        W: whole,
        D: far,
        G: steep,
        c: best if draw.random() < 0.5 else ball(draw.randint(1, 40)) / 10,
        eta: lambda k: rates[k] if k < many else ball(1),
        m: lambda k: left[k] if k <= many else ball(0),
        M: lambda k: most[k] if k < many else ball(1),
        p: lambda k: tails[k] if k <= turn + 1 else ball(1),
    }


D12 = Theorem(
    label="D12",
    name="What any rates cost, exactly",
    chapter="convergence",
    assumptions=(
        "$n$ rates above 0 (a rate of 0 is no step)",
        "one pass from the last to the first: $m_n = 0$, and $m_t$ is what $m_{t+1}$ and the rate "
        "$\\eta_t$ make",
        "$s$ is the first step at which the pass takes the root of the rate; $W = m_0^2$",
    ),
    statement=r"""With what is left of the weights after each step, $$early, last$$
the pass meets all that D11 asks of weights:
$$whole, share, half$$ and at *s* and after it
$$share_there, turn, later$$
So D11 has a loss on which rates *c* times as high, if they are not too small, end above the least
by just what D9 promises with these weights. At the best *c* that is
$$price, enough$$
+++
There the rates are high enough: $$reaches$$
The pass is $$m_last, M, m_next$$ with $$begins, until$$
and $$H, W$$ No other *c* makes it less: $$least$$""",
    draw=_case,
    idea="""The pass goes back from the last step. Before *s* it takes what the later steps ask for,
so a step takes no more than it leaves; at *s* both are equal. And the square of what is left is
never below twice the rates that follow, so they are no more than half of the rate at *s*. (What D11
asks for stays true if rates and weights are scaled alike.)""",
    lines=(
        Line("m_last", eq(m(n), 0), assumed(notation=True)),
        Line(
            "M",
            implies(lt(t, n), eq(M(t), level(m(t + 1), eta(t), symbolic()))),
            assumed(notation=True),
            over=(t,),
        ),
        Line(
            "m_next",
            implies(lt(t, n), eq(m(t), with_step(M(t), eta(t)))),
            assumed(notation=True),
            over=(t,),
        ),
        Line("inside", le(s + 1, n), assumed(), "it is one of the steps"),
        Line(
            "until",
            implies(lt(t, s), ge(m(t + 1) ** 2, eta(t))),
            assumed(),
            "before it the later steps ask for more",
            over=(t,),
        ),
        Line("begins", le(m(s + 1) ** 2, eta(s)), assumed(), "there they do not"),
        Line("W", eq(W, m(0) ** 2), assumed(notation=True), "the whole"),
        Line(
            "early",
            implies(le(t, s), eq(p(t), m(0) * m(t))),
            assumed(notation=True),
            over=(t,),
        ),
        Line("last", eq(p(s + 1), m(0) * sp.sqrt(eta(s))), assumed(notation=True)),
        Line("H", eq(H(t), sp.Sum(eta(i), (i, 0, t - 1))), let(), "the rates so far"),
        Line(
            "asked",
            eq(m(t) * m(t + 1), m(t + 1) ** 2 + eta(t)),
            from_lines("M", "m_next", "until", "inside"),
            "before *s* the pass takes what is asked for,",
            when=(le(t + 1, s),),
        ),
        Line(
            "root",
            eq(m(s), 2 * sp.sqrt(eta(s))),
            from_lines(at("M", {t: s}), at("m_next", {t: s}), "begins", "inside"),
            "at *s* the root, twice",
        ),
        Line("whole", eq(p(0), W), from_lines(at("early", {t: 0}), "W"), "all the weights"),
        Line(
            "now",
            eq(p(t), m(0) * m(t)),
            from_lines("early"),
            "what is left before it",
            when=(le(t + 1, s),),
        ),
        Line(
            "next",
            eq(p(t + 1), m(0) * m(t + 1)),
            from_lines(at("early", {t: t + 1})),
            "and after it",
            when=(le(t + 1, s),),
        ),
        Line(
            "twice",
            le(m(t), 2 * m(t + 1)),
            from_lines("asked", "until"),
            "at most twice as much",
            when=(le(t + 1, s),),
        ),
        Line(
            "share",
            eq(W * eta(t), (p(t) - p(t + 1)) * p(t + 1)),
            from_lines("now", "next", "asked", "W"),
            "a rate is a weight, times the share that is left after it",
            when=(le(t + 1, s),),
        ),
        Line(
            "half",
            le(p(t), 2 * p(t + 1)),
            from_lines("now", "next", "twice"),
            "no weight is larger than all later ones",
            when=(le(t + 1, s),),
        ),
        Line(
            "share_there",
            eq(W * eta(s), (p(s) - p(s + 1)) * p(s + 1)),
            from_lines(at("early", {t: s}), "last", "root", "W"),
            "the same at *s*,",
        ),
        Line(
            "turn",
            eq(p(s), 2 * p(s + 1)),
            from_lines(at("early", {t: s}), "last", "root"),
            "and that of step *s* is as large",
        ),
        Line(
            "grows",
            gt(m(t) ** 2, m(t + 1) ** 2 + 2 * eta(t)),
            from_lines("M", "m_next"),
            "a step adds to the square more than twice its rate",
            when=(lt(t, n),),
        ),
        Line(
            "grows_later",
            gt(m(_later) ** 2, m(_later + 1) ** 2 + 2 * eta(_later)),
            from_lines(at("grows", {t: _later})),
            "after *s*",
            when=(lt(_later, n),),
        ),
        Line(
            "grows_on",
            gt(m(i + 1) ** 2, m(i + 2) ** 2 + 2 * eta(i + 1)),
            from_lines(at("grows", {t: i + 1})),
            "and after the first",
            when=(lt(i + 1, n),),
        ),
        Line(
            "grows_first",
            gt(m(0) ** 2, m(1) ** 2 + 2 * eta(0)),
            from_lines(at("grows", {t: 0}), "inside"),
            "which does so itself",
        ),
        Line(
            "so_far",
            ge(m(s + 1) ** 2, m(_later) ** 2 + 2 * (H(_later) - H(s + 1))),
            induction("grows_later", "H", of=i),
            "so the square is at least twice the rates between",
            when=(le(_later, n),),
        ),
        Line(
            "later",
            le(2 * (H(_later) - H(s + 1)), eta(s)),
            from_lines("so_far", "begins"),
            "and those that follow *s* are half of its rate at most",
            when=(le(_later, n),),
        ),
        Line(
            "all_of_it",
            gt(m(0) ** 2, m(i + 1) ** 2 + 2 * H(i + 1)),
            induction("grows_first", "grows_on", "H", of=i),
            "and the same from the first step on",
            when=(le(i + 1, n),),
        ),
        Line(
            "enough",
            gt(W, 2 * H(n)),
            from_lines(at("all_of_it", {i: n - 1}), "W", "m_last", "inside"),
            "the root is real",
        ),
        Line("spent", ge(H(n), 0), from_lines("H"), "no rate is below 0"),
        MEAN,
        Line(
            "least",
            ge(_value, _price),
            from_lines("enough", at("mean", {a: D**2 / (c * W), b: G**2 * c * (W - 2 * H(n))})),
            "whatever the scale",
        ),
        Line(
            "price",
            eq(_value, _price),
            from_lines("enough"),
            "and at the best one",
            when=(eq(c, _best),),
        ),
        Line(
            "reaches",
            ge(c * W, D / G),
            from_lines("enough", "spent"),
            "at that scale they get to the bottom of a plain slope",
            when=(eq(c, _best),),
        ),
    ),
    neighbours=(
        Neighbour("a rate of *s* more", "later", le(4 * (H(_later) - H(s + 1)), eta(s))),
        Neighbour("without the twice", "enough", gt(W, 4 * H(n))),
        Neighbour("the rates are not wasted twice", "price", eq(_value, D * G)),
    ),
)
