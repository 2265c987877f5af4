"""What a cycle does to the error (O2b)."""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Neighbour,
    Number,
    area,
    by_theorem,
    definition,
    descent,
    eq,
    from_lines,
    ge,
    gt,
    identity,
    let,
    lim,
    limit,
    lt,
    pieces,
    sequence,
    substitution,
)
from lrlib.proofs.onecycle.rates import HEIGHT, ON_AVERAGE, PEAK, d, hi, lam, lo, n, t, u, y
from lrlib.proofs.onecycle.rates import steps as end
from lrlib.proofs.onecycle.share import O2a, g, lr, mean_over, straight, x
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import LinearDecay, OneCycle, Triangular

F = (u - 1) * sp.log(sp.Abs(u - 1)) - u
theta = sequence("theta", real=True)
lin = sequence("lin", r"\mathrm{lr}^{\text{linear}}_{#1}", real=True)
clr = sequence("clr", r"\mathrm{lr}^{\text{CLR}}_{#1}", real=True)
area_of = sequence("F", r"F(#1)", real=True)  # F with its value at 1
FILLED = sp.Piecewise((-1, sp.Eq(u, 1)), (F, True))


def log_factor(rate: sp.Expr) -> sp.Expr:
    return sp.log(sp.Abs(1 - lam * rate))


_MEAN = (area_of(lam * hi) - area_of(lam * lo)) / (lam * d)
_over_rates = sp.Integral(log_factor(x), (x, lo, hi))
_later = t - n * end  # the step within a cycle

WHOLE = (
    Line("F", eq(area_of(u), FILLED), let(), "what is claimed of the area from 0 to $u$"),
    Line(
        "below",
        eq(sp.Derivative(area_of(1 - y), y), -sp.log(y)),
        identity(),
        "its slope is $\\ln|1-u|$, at a distance $y$ below 1",
    ),
    Line(
        "above",
        eq(sp.Derivative(area_of(1 + y), y), sp.log(y)),
        identity(),
        "and above",
    ),
    Line("from_below", eq(lim(area_of(1 - y), y, 0), area_of(1)), limit(), "no jump at the gap,"),
    Line("from_above", eq(lim(area_of(1 + y), y, 0), area_of(1)), limit(), "from neither side"),
)


def across(low: Number, high: Number, name: str = "area") -> Line:
    """F is the area under the logarithm, the gap included."""
    return Line(
        name,
        eq(
            sp.Integral(sp.log(sp.Abs(1 - u)), (u, low, high)),
            area_of(high) - area_of(low),
        ),
        area("below", "above", "from_below", "from_above", of=u, but=1, whole=area_of(u)),
        "so $F$ grows by the area, whatever the ends, the gap included",
    )


O2b = Theorem(
    label="O2b",
    name="What a cycle does to the error",
    chapter="onecycle",
    assumptions=(HEIGHT, r"a quadratic loss of curvature $\lambda$", ON_AVERAGE),
    short=PEAK,
    statement="""Each step multiplies the error by a factor. Over a cycle the mean logarithm of
its size is
$$mean$$
where
$$F$$
So the order of two values of *F* decides whether the cycle contracts the error or expands it. The
same holds for linear decay between the same rates, and for each cycle of CLR.
+++
The factor is that of gradient descent: $$factor$$ *F* has no jump: $$from_below$$ It decides:
$$contracts, expands$$ For linear decay, and for each cycle of CLR, whatever $n$:
$$decay, each$$ (The cycle is a curve here. In a long one, whole steps come near that mean, unless
one of them falls exponentially near one over the curvature and so ends near the minimum.)""",
    idea=r"""By O2a a mean over the cycle is a mean over rates, so one needs an area under
$\ln|1-u|$. The function $F$ has that slope on both sides of 1, and no jump there.""",
    lines=(
        descent(theta, lr, lam, n),
        *straight(lr, OneCycle(lo, hi, end)),
        Line(
            "factor",
            eq(theta(n + 1), (1 - lam * lr(n)) * theta(n)),
            from_lines("step"),
            "one step",
        ),
        *WHOLE,
        across(lam * lo, lam * hi),
        Line(
            "scaled",
            eq(
                _over_rates,
                sp.Integral(sp.log(sp.Abs(1 - u)), (u, lam * lo, lam * hi)) / lam,
            ),
            substitution(line=lam * x),
            r"with $u = \lambda x$",
        ),
        Line(
            "rates",
            eq(mean_over(log_factor, lr), _over_rates / d),
            by_theorem(O2a, "mean", {g: log_factor}),
            "each rate has the same time",
        ),
        Line(
            "mean",
            eq(mean_over(log_factor, lr), _MEAN),
            from_lines("rates", "scaled", "area"),
            "put together",
        ),
        Line(
            "contracts",
            lt(mean_over(log_factor, lr), 0),
            from_lines("mean"),
            "a cycle that ends lower on $F$ than it begins contracts the error,",
            when=(lt(area_of(lam * hi), area_of(lam * lo)),),
        ),
        Line(
            "expands",
            gt(mean_over(log_factor, lr), 0),
            from_lines("mean"),
            "one that ends higher expands it",
            when=(gt(area_of(lam * hi), area_of(lam * lo)),),
        ),
        Line(
            "falls",
            eq(lin(t), hi - d * t / end),
            definition(of=LinearDecay(hi, end, lo), on=(0, end)),
            "linear decay, as shipped",
            when=(lt(t, end),),
        ),
        Line(
            "decay_lines",
            eq(
                sp.Integral(log_factor(lin(t)), (t, 0, end)),
                sp.Integral(log_factor(hi - d * t / end), (t, 0, end)),
            ),
            pieces("falls", at=()),
            "one straight line,",
        ),
        Line(
            "decay_area",
            eq(
                sp.Integral(log_factor(hi - d * t / end), (t, 0, end)),
                end / d * _over_rates,
            ),
            substitution(line=hi - d * t / end),
            "from one bound to the other",
        ),
        Line(
            "decay",
            eq(mean_over(log_factor, lin), _MEAN),
            from_lines("decay_lines", "decay_area", "scaled", "area"),
            "so it has the same mean",
        ),
        Line(
            "clr_up",
            eq(clr(t), lo + 2 * d * _later / end),
            definition(of=Triangular(lo, hi, end), on=(n * end, n * end + end / 2)),
            "CLR on its way up, as shipped",
            when=(ge(t, n * end), lt(t, n * end + end / 2)),
        ),
        Line(
            "clr_down",
            eq(clr(t), hi - 2 * d * (_later - end / 2) / end),
            definition(of=Triangular(lo, hi, end), on=(n * end + end / 2, n * end + end)),
            "and down",
            when=(ge(t, n * end + end / 2), lt(t, n * end + end)),
        ),
        Line(
            "clr_lines",
            eq(
                sp.Integral(log_factor(clr(t)), (t, n * end, n * end + end)),
                sp.Integral(log_factor(lo + 2 * d * _later / end), (t, n * end, n * end + end / 2))
                + sp.Integral(
                    log_factor(hi - 2 * d * (_later - end / 2) / end),
                    (t, n * end + end / 2, n * end + end),
                ),
            ),
            pieces("clr_up", "clr_down", at=(n * end + end / 2,)),
            "two straight lines,",
        ),
        Line(
            "clr_climb",
            eq(
                sp.Integral(log_factor(lo + 2 * d * _later / end), (t, n * end, n * end + end / 2)),
                end / (2 * d) * _over_rates,
            ),
            substitution(line=lo + 2 * d * _later / end),
            "one from bound to bound,",
        ),
        Line(
            "clr_descent",
            eq(
                sp.Integral(
                    log_factor(hi - 2 * d * (_later - end / 2) / end),
                    (t, n * end + end / 2, n * end + end),
                ),
                end / (2 * d) * _over_rates,
            ),
            substitution(line=hi - 2 * d * (_later - end / 2) / end),
            "and one back",
        ),
        Line(
            "each",
            eq(mean_over(log_factor, clr, n * end), _MEAN),
            from_lines("clr_lines", "clr_climb", "clr_descent", "scaled", "area"),
            "and the same mean",
        ),
    ),
    neighbours=(
        Neighbour(
            "$F$ without its $-u$", "above", eq(sp.Derivative(area_of(1 + y) + y, y), sp.log(y))
        ),
        Neighbour(
            "divided by $\\mathrm{lr}_{\\max}$",
            "mean",
            eq(mean_over(log_factor, lr), _MEAN * d / hi),
        ),
    ),
)
