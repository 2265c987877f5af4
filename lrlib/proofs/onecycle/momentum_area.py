"""Heavy balls: the larger factor's logarithm, added up over the rates (the next lines of O4).

It has a primitive, and so an area below the band, along it and above.
"""

from __future__ import annotations

import sympy as sp

from lrlib.proofs.kernel import (
    Line,
    Number,
    area,
    at,
    eq,
    from_lines,
    ge,
    identity,
    keeps_order,
    let,
    lim,
    limit,
    pieces,
    sequence,
    substitution,
    termwise,
)
from lrlib.proofs.onecycle.momentum_factors import HIGH, LOW, R, b, beta, ell, y, z
from lrlib.proofs.onecycle.share import x

__all__ = ["ALL", "AREA", "FAR", "PEAK", "P", "over", "p", "rho"]

p, rho = sp.symbols("p rho", positive=True)
P = sequence("P", r"P(#1, #2)", real=True)
F = sequence("F", r"F(#1)", real=True)

PEAK = 1 + beta + rho + beta / rho
FAR = PEAK - HIGH  # how far the peak is beyond the band


def over(what: sp.Expr, variable: sp.Symbol, low: Number, high: Number) -> sp.Integral:
    return sp.Integral(what, (variable, low, high))


def _logs(low: Number, high: Number) -> sp.Integral:
    return over(sp.log(R(z)), z, low, high)


ALL = over(ell(x), x, 0, PEAK)

#: The logarithm of the larger factor, added up over all rates up to the peak.
AREA = (
    Line(
        "P",
        eq(P(rho, y), (rho + y / rho) * sp.log(rho) - rho + y / rho),
        let(),
        "a function whose slope is wanted",
    ),
    Line(
        "P_slope",
        eq(sp.Derivative(P(rho, beta), rho), sp.log(rho) * (1 - beta / rho**2)),
        identity(),
        "differentiated",
    ),
    Line(
        "R_slope",
        eq(
            sp.Derivative(R(p), p),
            (1 + (p + 2 * b) / sp.sqrt(p * (p + 4 * b))) / 2,
        ),
        identity(),
        "likewise",
    ),
    Line(
        "one",
        eq(sp.Derivative(R(p), p) * (1 - beta / R(p) ** 2), 1),
        from_lines("R_slope", "R"),
        "the slopes fit,",
    ),
    Line(
        "chain",
        eq(
            sp.Derivative(P(R(p), beta), p),
            sp.Subs(sp.Derivative(P(rho, beta), rho), rho, R(p)) * sp.Derivative(R(p), p),
        ),
        identity(),
        "by the chain rule:",
    ),
    Line(
        "log_slope",
        eq(sp.Derivative(P(R(p), beta), p), sp.log(R(p))),
        from_lines(at("larger", {y: p}), "chain", at("P_slope", {rho: R(p)}), "one"),
        "so there is a primitive of the logarithm",
    ),
    Line(
        "F",
        eq(
            F(z),
            sp.Piecewise((P(R(z), beta), z >= 0), (2 * P(b, beta) - P(R(z), beta), True)),
        ),
        let(),
        "on both sides of 0",
    ),
    Line(
        "mirrored",
        eq(
            sp.Derivative(2 * P(b, beta) - P(R(p), beta), p),
            -sp.Derivative(P(R(p), beta), p),
        ),
        identity(),
        "a sum, differentiated",
    ),
    Line(
        "log_before",
        eq(sp.Derivative(2 * P(b, beta) - P(R(p), beta), p), -sp.log(R(p))),
        from_lines("mirrored", "log_slope"),
        "on the other side as well",
    ),
    Line("from_before", eq(lim(F(-p), p, 0), F(0)), limit(), "with no jump between,"),
    Line("from_after", eq(lim(F(p), p, 0), F(0)), limit(), "from either side,"),
    Line(
        "area",
        eq(_logs(0, y), F(y) - F(0)),
        area("log_before", "log_slope", "from_before", "from_after", of=z, but=0, whole=F(z)),
        "so this is the area",
    ),
    Line("at_0", eq(R(0), b), identity(), "at the edge of the band,"),
    Line("log_0", eq(sp.log(R(0)), sp.log(b)), keeps_order("at_0", "at_0", by=sp.log), "hence,"),
    Line("at_1", eq(R(LOW), 1), from_lines("R", "below"), "at the rate 0,"),
    Line("log_1", eq(sp.log(R(LOW)), 0), keeps_order("at_1", "at_1", by=sp.log), "hence,"),
    Line(
        "at_peak",
        eq(R(FAR), rho),
        from_lines("R", "below"),
        "and at the peak",
        when=(ge(rho, 1),),
    ),
    Line(
        "log_peak",
        eq(sp.log(R(FAR)), sp.log(rho)),
        keeps_order("at_peak", "at_peak", by=sp.log),
        "hence",
        when=(ge(rho, 1),),
    ),
    Line(
        "beyond",
        ge(FAR, 0),
        from_lines("below"),
        "it is above the band",
        when=(ge(rho, 1),),
    ),
    Line(
        "pieces",
        eq(
            ALL,
            over(sp.log(R(LOW - x)), x, 0, LOW)
            + over(sp.log(b), x, LOW, HIGH)
            + over(sp.log(R(x - HIGH)), x, HIGH, PEAK),
        ),
        pieces("at_low", "at_middle", "at_high", at=(LOW, HIGH)),
        "all rates up to it, in three pieces",
        when=(ge(rho, 1),),
    ),
    Line(
        "first",
        eq(over(sp.log(R(LOW - x)), x, 0, LOW), _logs(0, LOW)),
        substitution(line=LOW - x),
        "down to the band,",
    ),
    Line(
        "middle",
        eq(over(sp.log(b), x, LOW, HIGH), 4 * b * sp.log(b)),
        termwise(),
        "along it,",
    ),
    Line(
        "last",
        eq(over(sp.log(R(x - HIGH)), x, HIGH, PEAK), _logs(0, FAR)),
        substitution(line=x - HIGH),
        "and up from it",
    ),
    Line(
        "area_first",
        eq(_logs(0, LOW), beta - 1 - 2 * b * sp.log(b)),
        from_lines(at("area", {y: LOW}), "F", "P", "at_0", "log_0", "at_1", "log_1"),
        "put in",
    ),
    Line(
        "area_last",
        eq(_logs(0, FAR), P(rho, beta) - 2 * b * sp.log(b)),
        from_lines(
            "beyond", at("area", {y: FAR}), "F", "P", "at_0", "log_0", "at_peak", "log_peak"
        ),
        "likewise",
        when=(ge(rho, 1),),
    ),
    Line(
        "total",
        eq(ALL, P(rho, beta) - (1 - beta)),
        from_lines("pieces", "first", "middle", "last", "area_first", "area_last"),
        "what holds $b$ alone cancels",
        when=(ge(rho, 1),),
    ),
)
