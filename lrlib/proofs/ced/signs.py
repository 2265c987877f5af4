"""Waves that never go negative (C4)."""

from __future__ import annotations

import math
from itertools import pairwise

import flint
import sympy as sp

from lrlib.proofs.ced.area import far, travel
from lrlib.proofs.ced.path import turn
from lrlib.proofs.ced.rates import (
    NUMBERS,
    T,
    area_under,
    k,
    lr0,
    n,
    omega,
    plain,
    rate,
    spelled,
    t,
    waves,
)
from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    ball,
    curve,
    integral,
    limit,
    shown,
    telescopes,
    zero,
)
from lrlib.schedules import CyclicExponentialDecay

_hump = omega * sp.csch(sp.pi * k / (2 * omega))
_keeps = {
    "raised": lr0 / 2 * (1 / k + k / (k**2 + omega**2)),
    "abs": lr0 * (k + _hump) / (k**2 + omega**2),
    "clip": lr0 * (2 * k + _hump) / (k**2 + omega**2) / 2,
}


def _waves_integrate(raised, abs, clip, kept):
    first = travel.subs(t, T / 4)
    arch = (-1) ** (n + 1) * (turn.subs(n, n + 1) - turn)
    shrink = sp.exp(-k * T / 2)
    arches = arch.subs(n, 0) * (1 - shrink**n) / (1 - shrink)

    def answers():  # what a mutant changes comes first, the identities of the waves after it
        yield len(kept) == 3
        yield zero(raised - (lr0 / k + far) / 2)
        yield zero((abs - first - arch.subs(n, 0) / (1 - shrink)).rewrite(sp.exp))
        yield zero(clip - (abs + far) / 2)
        for total, part in zip((raised, abs, clip), kept):
            yield zero(limit(k * total / lr0, k, 0) - part)
        yield telescopes(arches, arch, n)
        powers = sp.Symbol("x", positive=True)  # (e^{-kT/2})^n = x^n -> 0 with x = 1/(1 + y)
        yield zero(limit((1 / (1 + powers)) ** n, n, sp.oo))
        yield zero(waves["raised"](t) - plain(t) * sp.cos(sp.pi * t / T) ** 2)
        yield zero(waves["raised"](t) - (plain(t) + rate(t)) / 2)
        yield zero(waves["abs"](t) - sp.Abs(rate(t)))
        yield zero((waves["clip"](t) - (waves["abs"](t) + rate(t)) / 2).rewrite(sp.Piecewise))

    return all(answers())


def _waves_by_quadrature(raised, abs, clip, kept):
    at, end = {lr0: "1/10", k: "1/2", T: 10}, 200  # e^{-100} is left of the envelope
    knots = [0, *(sp.Rational(5, 2) + 5 * i for i in range(40))]
    arches = [integral(rate(t), t, *ends, at) for ends in pairwise(knots)]
    slow = {lr0: 1, k: f"1/{10**12}", T: 10}
    return shown(
        agree(integral(waves["raised"](t), t, 0, end, at), ball(raised, at)),
        agree(sum(x if i % 2 == 0 else -x for i, x in enumerate(arches)), ball(abs, at)),
        agree(sum(arches[::2]), ball(clip, at)),
        *(
            agree(ball(k * x, slow) + flint.arb(0, "1e-11"), ball(y), digits=10)
            for x, y in zip((raised, abs, clip), kept)
        ),
    )


def _wave_by_numbers(wave):
    def witness(**claim):
        shipped = CyclicExponentialDecay(0.1, 0.05, 10, wave)
        return Witness(
            f'lr0 = 0.1, k = 0.05, T = 10, wave = "{wave}"',
            area_under(shipped, 700),
            "=",
            claim[wave].subs(NUMBERS),
            tolerance=1e-6,
        )

    return witness


def _kept_by_numbers(kept, **_):
    slow = {w: CyclicExponentialDecay(1e-4, 1e-4, 10, w) for w in waves}
    whole = {w: math.fsum(curve(x, 200_000)) for w, x in slow.items()}
    return Witness(
        "k = 0.0001, T = 10: sums of rates, in those of plain decay, raised minus abs",
        whole["raised"] - whole["abs"],
        "=",
        kept[0] - kept[1],
        tolerance=0.1,
    )


C4 = Theorem(
    label="C4",
    name="Three waves that never climb, and what they keep",
    chapter="ced",
    assumptions=(lr0, k, T, r"$\omega = 2\pi/T$"),
    statement=rf"""The rates of `wave="raised"`, `"abs"` and `"clip"` are at least 0:
$$\frac{{1 + \cos\omega t}}{{2}} = \cos^2 \frac{{\omega t}}{{2}} \ge 0, \qquad |\cos\omega t| \ge 0,
\qquad \max(\cos\omega t, 0) = \frac{{\cos\omega t + |\cos\omega t|}}{{2}} \ge 0.$$
The areas under them are
$${tex(_keeps["raised"])}, \quad {tex(_keeps["abs"])}, \quad {tex(_keeps["clip"])}.$$
With slow decay they keep $1/2$, $2/\pi$ and $1/\pi$ of the travel $\mathrm{{lr}}_0/k$ of plain
exponential decay, of which the signed wave keeps nothing.""",
    claim={wave: spelled(expr) for wave, expr in _keeps.items()}
    | dict(kept=(sp.Rational(1, 2), 2 / sp.pi, 1 / sp.pi)),
    symbolic=_waves_integrate,
    independent={"arb": _waves_by_quadrature},
    mutants=(
        Mutant(
            "omega for k in the numerator (raised)",
            dict(raised=spelled(lr0 / 2 * (1 / k + omega / (k**2 + omega**2)))),
            _wave_by_numbers("raised"),
        ),
        Mutant(
            "a secant for the cosecant (abs)",
            dict(abs=spelled(_keeps["abs"].replace(sp.csch, lambda z: 1 / sp.cosh(z)))),
            _wave_by_numbers("abs"),
        ),
        Mutant(
            "half of what abs keeps (clip)",
            dict(clip=spelled(_keeps["abs"] / 2)),
            _wave_by_numbers("clip"),
        ),
        Mutant(
            "abs keeps 1/2 as well",
            dict(kept=(sp.Rational(1, 2), sp.Rational(1, 2), 1 / sp.pi)),
            _kept_by_numbers,
        ),
    ),
    derivation=(
        (
            r"\tfrac12(\mathrm{lr}_0/k + \tau_\infty)",
            "raised: the mean of the plain and the signed rate (C2a)",
        ),
        (
            r"\int_0^{T/4} + \sum_{n\ge0} (-1)^{n+1}(\tau_{n+1} - \tau_n)",
            "abs: a quarter and then one arch after another, between the turning points of C2c",
        ),
        (
            r"A_n = A_0\, e^{-nkT/2}",
            "the arches are a geometric series; its sum is the hyperbolic cosecant",
        ),
        (
            r"\tfrac12(\text{abs} + \tau_\infty)",
            "clip: the mean of the absolute and the signed rate",
        ),
    ),
)
