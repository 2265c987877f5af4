"""How high and how low the rates go (O1e, O1f)."""

from __future__ import annotations

from functools import partial

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    assumed,
    at,
    definition,
    eq,
    from_lines,
    ge,
    identity,
    le,
    let,
    lt,
    sequence,
)
from lrlib.proofs.onecycle.rates import HEIGHT, PEAK, d, hi, k, lo, s, t, y
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import OneCycle, Triangular

final = sp.Symbol("lr_final", nonnegative=True)
peak = end / (1 + y)  # anywhere between the start and the end
skewed = OneCycle(lo, hi, end, 1 / (1 + y), lr_final=final)
LOWEST, HIGHEST = skewed.lr_range  # as shipped
lr = sequence("lr", real=True)

O1e = Theorem(
    label="O1e",
    name="The range of 1-cycle, wherever it peaks and ends",
    chapter="promises",
    assumptions=(
        HEIGHT,
        "`pct_start` $= 1/(1 + y)$, so the peak is at step $t_p = t_{\\max}/(1 + y)$",
    ),
    short=PEAK | {peak: sp.Symbol("t_p")},
    statement="""1-cycle with a peak anywhere (`pct_start`) and a last rate of its own (`lr_final`),
which is not above the peak, goes up in a line and down in a line:
$$start, top, held$$
So its rates lie between the lower of both ends and the peak:
$$least, most$$
That is what `lr_range` returns: $shipped$. As a curve it reaches both; whole steps may pass beside
the peak (O1c). The range of the triangle is in O1a, which CLR repeats (O1d); that of linear decay
is in P2a.""",
    lines=(
        Line("final", le(final, hi), assumed(), "the schedule refuses any other"),
        Line(
            "up",
            eq(lr(t), lo + d * t / peak),
            definition(of=skewed, on=(0, peak)),
            "the way up, as shipped",
            when=(lt(t, peak),),
        ),
        Line(
            "down",
            eq(lr(t), hi - (hi - final) * (t - peak) / (end - peak)),
            definition(of=skewed, on=(peak, end)),
            "the way down",
            when=(ge(t, peak), lt(t, end)),
        ),
        Line(
            "after",
            eq(lr(t), final),
            definition(of=skewed, on=(end, end + s + 1)),
            "after the end, for any $s$",
            when=(ge(t, end), lt(t, end + s + 1)),
        ),
        Line("start", eq(lr(0), lo), from_lines(at("up", {t: 0})), "the beginning of a line,"),
        Line("top", eq(lr(peak), hi), from_lines(at("down", {t: peak})), "that of the other,"),
        Line(
            "held",
            eq(lr(t), final),
            from_lines(at("after", {s: t})),
            "and where that one ends, for ever",
            when=(ge(t, end),),
        ),
        Line(
            "most",
            le(lr(t), hi),
            from_lines("up", "down", "held"),
            "a line is nowhere higher than at its higher end,",
            sharp={t: peak},
        ),
        Line(
            "least",
            ge(lr(t), LOWEST),
            from_lines("up", "down", "held"),
            "nor lower than at its lower one",
            sharp={t: end, final: lo / 2},
        ),
        Line("shipped", eq(HIGHEST, hi), from_lines(), "the upper end of `lr_range`"),
    ),
    neighbours=(
        Neighbour("it starts from 0", "start", eq(lr(0), 0)),
        Neighbour("it peaks at $d$", "top", eq(lr(peak), d)),
        Neighbour("it always comes back to $\\mathrm{lr}_{\\min}$", "held", eq(lr(t), lo)),
    ),
)

m = sp.Symbol("m", positive=True)
x = sp.Symbol("x", real=True)
near = sequence("a", real=True)
stairs = sequence("stairs", r"\mathrm{lr}^{\text{halving}}_{#1}", real=True)
fading = Triangular(lo, hi, end, "exp_range", k)
halving = Triangular(lo, hi, end, "triangular2")

_half = partial(sp.Mul, sp.Rational(1, 2), evaluate=False)  # of a difference, as it stands
_since = sp.Mod(t, end)  # the cycle began
_foot = sp.Min(_since, end - _since)  # steps to its nearest end
_top = lo + 2 * d * m * sp.exp(-k * m) / end
_peak = sp.Min(end / 2, 1 / k)
HIGHEST_FADING = fading.lr_range[1].subs(_peak, m)  # as shipped, there

O1f = Theorem(
    label="O1f",
    name="The range of the fading cycles",
    chapter="promises",
    assumptions=(HEIGHT,),
    short=PEAK,
    statement="""CLR with `decay="exp_range"`, $$rate$$ is highest in its first cycle, at step
$$m$$
which is the peak if the decay is slow, and earlier otherwise:
$$least, most, reached$$
That is what `lr_range` returns, and it is exact for the curve. The height over the lower bound
shrinks by the same factor in every cycle; with `decay="triangular2"` it is halved:
$$later, halved$$
The range of the latter is in P4b, and that of cosine annealing, which falls all the way, in P2b.
+++
As shipped: $$shipped$$""",
    lines=(
        Line("near", eq(near(t), _foot), let(), "the triangle of a cycle"),
        Line(
            "rate",
            eq(lr(t), lo + 2 * d / end * _foot * sp.exp(-k * t)),
            definition(of=fading),
            "as shipped",
        ),
        Line("m", eq(m, _peak), let(), "the peak, or $1/k$ if that is earlier"),
        Line("tangent", ge(sp.exp(x), 1 + x), from_lines(), "the tangent lies below the curve"),
        Line("some", ge(near(t), 0), from_lines("near"), "a cycle is never below its beginning,"),
        Line("half", le(near(t), end / 2), from_lines("near"), "nor above its middle,"),
        Line("early", le(near(t), t), from_lines("near"), "and rises by 1 a step, at most"),
        Line(
            "grows",
            le(s, m * sp.exp(k * (s - m))),
            from_lines("m", at("tangent", {x: k * (s - m)})),
            "the tangent at $m$",
            when=(le(s, end / 2),),
        ),
        Line(
            "one",
            le(s * sp.exp(-k * s), m * sp.exp(-k * m)),
            from_lines("grows"),
            "so of all steps on the way up $m$ has the highest rate;",
            when=(le(s, end / 2),),
        ),
        Line(
            "all",
            le(near(t) * sp.exp(-k * t), m * sp.exp(-k * m)),
            from_lines(
                "some",
                "half",
                "early",
                at("one", {s: near(t)}),
                at("tangent", {x: k * (t - near(t))}),
            ),
            "any other step comes later than one on that way with the same triangle",
        ),
        Line("most", le(lr(t), _top), from_lines("rate", "near", "all"), "so nothing is higher"),
        Line("least", ge(lr(t), lo), from_lines("rate", "near", "some"), "or lower"),
        Line("reached", eq(lr(m), _top), from_lines("m", at("rate", {t: m})), "it is that high"),
        Line("shipped", eq(HIGHEST_FADING, _top), from_lines("m"), "the upper end of `lr_range`"),
        Line(
            "later",
            eq(lr(t + end) - lo, sp.exp(-k * end) * (lr(t) - lo)),
            identity(),
            "the triangle is the same one cycle later, and the decay goes on",
        ),
        Line(
            "stairs",
            eq(stairs(t), lo + 2 * d / end * _foot / 2 ** sp.floor(t / end)),
            definition(of=halving),
            "the other one, as shipped",
        ),
        Line(
            "halved",
            eq(stairs(t + end) - lo, _half(stairs(t) - lo)),
            identity(),
            "one cycle more has passed",
        ),
    ),
    neighbours=(
        Neighbour(
            "always highest at half a cycle",
            "most",
            le(lr(t), _top.subs(m, end / 2)),
        ),
        Neighbour(
            "shrinks by $e^{-k t_{\\max}/2}$",
            "later",
            eq(lr(t + end) - lo, sp.exp(-k * end / 2) * (lr(t) - lo)),
        ),
        Neighbour("a quarter per cycle", "halved", eq(stairs(t + end) - lo, (stairs(t) - lo) / 4)),
    ),
)
