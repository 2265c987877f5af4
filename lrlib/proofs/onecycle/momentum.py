"""Heavy balls (O4)."""

from __future__ import annotations

import math

import flint
import sympy as sp

from lrlib.proofs.latex import tex
from lrlib.proofs.theorem import Mutant, Theorem, Witness
from lrlib.proofs.tools import ball, compare, curve, integral, positive, stepwise, zero
from lrlib.schedules import OneCycle

a, y = sp.symbols("a y", positive=True)

HAIR = sp.Rational(1, 10**11)

beta, rho = sp.symbols("beta rho", positive=True)
_STABLE = 2 * (1 + beta)
_ROOT = (rho + beta / rho) * sp.log(rho) - rho + beta / rho - (1 - beta)
_OF_RHO = 1 + beta + rho + beta / rho


@stepwise
def _heavy(stable, equation, peak):
    z, steep, momentum = sp.symbols("z steep momentum")
    # theta' = theta - v', v' = beta v + a theta: the matrix of one step
    step = sp.Matrix([[1 - steep, -momentum], [steep, momentum]])
    polynomial = z**2 - (1 + momentum - steep) * z + momentum
    yield zero(step.charpoly(z).as_expr() - polynomial)
    # both roots inside the circle iff |1 + beta - a| < 1 + beta (Jury); at its end a root is -1
    yield zero(polynomial.subs({z: -1, steep: stable.subs(beta, momentum)}))
    yield zero(polynomial.subs(z, 1) - steep)
    inside = 1 / (1 + y)
    yield positive(sp.factor((stable - 2).subs(beta, inside)))
    # the larger root r in size, with a = 1 + beta - (r + beta / r) below and + above
    for sign in (1, -1):
        place = 1 + beta - sign * (rho + beta / rho)
        yield zero(
            sp.expand((polynomial.subs({z: sign * rho, momentum: beta, steep: place})) * rho)
        )
    # the integral of ln r over a: its primitive in r
    primitive = (rho + beta / rho) * sp.log(rho) - rho + beta / rho
    yield zero(sp.simplify(sp.diff(primitive, rho) - sp.log(rho) * (1 - beta / rho**2)))
    root = sp.sqrt(beta)
    low = primitive.subs(rho, 1) - primitive.subs(rho, root)  # from a = 0 to (1 - root)^2
    middle = 4 * root * sp.log(beta) / 2  # r = root all the way to (1 + root)^2
    high = primitive - primitive.subs(rho, root)
    yield zero(sp.simplify(sp.expand_log(low + middle + high - equation, force=True)))
    yield zero(peak - _OF_RHO)
    # it begins below 0 and rises from rho = 1 on; beta = 0 gives the triangle of O2c
    yield zero(equation.subs(rho, 1) + 2 * (1 - beta))
    yield positive(sp.diff(primitive, rho).subs(rho, 1 + y).subs(beta, inside))
    yield zero(equation.subs(beta, 0).subs(rho, a - 1) - (a - 1) * sp.log(a - 1) + a)
    yield zero(peak.subs(beta, 0).subs(rho, a - 1) - a)


def _heavy_by_balls(stable, equation, peak):
    """ln of the larger root, integrated by quadrature where it is not constant."""
    momentum = sp.Rational(9, 10)
    here = sp.Symbol("x", positive=True)

    def larger(sign):
        half = sign * (1 + momentum - here) / 2
        return sp.log(half + sp.sqrt(half**2 - momentum))

    root = ball(sp.sqrt(momentum))
    edges = (1 - root) ** 2, (1 + root) ** 2
    tail = ball("1/10000")

    def answers():
        solved = sp.nsolve(equation.subs(beta, momentum), rho, 1.9, prec=40)
        top = ball(peak, {beta: momentum, rho: sp.Rational(str(solved))})
        parts = integral(larger(1), here, 0, edges[0] - tail / 100)
        parts += (edges[1] - edges[0]) * ball(sp.log(momentum)) / 2
        parts += integral(larger(-1), here, edges[1] + tail / 100, top)
        yield compare(abs(parts), "<", tail)
        for off, sign in ((-HAIR, "<"), (HAIR, ">")):
            value = ball(stable, {beta: momentum}) + ball(off)
            yield compare(_radius(value, ball(momentum)), sign, ball(1))

    return all(answers())


def _radius(steep, momentum):
    half = flint.acb((1 + momentum - steep) / 2)
    roots = half + (half * half - momentum).sqrt(), half - (half * half - momentum).sqrt()
    first, second = (abs(x) for x in roots)
    return first.max(second)


def heavy_ball(rates, momentum, curvature=1.0):
    """ln of the size of (theta, v) after these steps from (1, 0), kept in range on the way."""
    theta, v, log = 1.0, 0.0, 0.0
    for rate in rates:
        v = momentum * v + rate * curvature * theta
        theta -= v
        size = math.hypot(theta, v)
        theta, v, log = theta / size, v / size, log + math.log(size)
    return log


def _heavy_by_numbers(stable, equation, peak):
    limit_ = float(stable.subs(beta, 0.9))
    for share, relation in ((0.999, "<"), (1.001, ">")):
        held = heavy_ball([share * limit_] * 20_000, 0.9)
        yield Witness(f"a constant rate of {share * limit_:.4g}, 20000 steps", held, relation, 0)
    solved = float(sp.nsolve(equation.subs(beta, 0.9), rho, 1.9))
    top, count = float(peak.subs({beta: 0.9, rho: solved})), 20_003
    for share, relation in ((0.99, "<"), (1.01, ">")):
        rates = curve(OneCycle(0.0, share * top, count), count)
        words = f"beta = 0.9, a triangle with peak {share * top:.4g}, {count} steps"
        yield Witness(words, heavy_ball(rates, 0.9), relation, 0)


def _top(momentum):
    solved = sp.nsolve(_ROOT.subs(beta, momentum), rho, 1 + momentum)
    return float(_OF_RHO.subs({beta: momentum, rho: solved}))


O4 = Theorem(
    label="O4",
    name="A heavy ball gains little from a peak",
    chapter="onecycle",
    assumptions=(
        r"momentum $0 < \beta < 1$: $v_{t+1} = \beta v_t + \lambda\eta_t\theta_t$, "
        r"$\theta_{t+1} = \theta_t - v_{t+1}$",
        r"a triangle from 0 so slow that at each rate the ball grows or shrinks as it would "
        "at that rate for ever (the adiabatic limit: assumed)",
    ),
    statement=rf"""With a constant rate the ball comes to rest if and only if
$0 < \lambda\eta < 2(1+\beta)$. A slow triangle from 0 shrinks the error if and only if its peak is
below
$$\lambda\,\mathrm{{lr}}_{{\max}} = {tex(_OF_RHO)}, \qquad
\Bigl(\rho + \frac\beta\rho\Bigr) \ln\rho - \rho + \frac\beta\rho = 1 - \beta, \quad \rho > 1.$$
At $\beta = 0$ that is O2c: 4.591 against 2. At $\beta = 0.9$ it is {_top(0.9):.3f} against 3.8:
with momentum the high peak loses most of its room.""",
    claim=dict(stable=_STABLE, equation=_ROOT, peak=_OF_RHO),
    symbolic=_heavy,
    independent={"arb": _heavy_by_balls},
    witness=_heavy_by_numbers,
    mutants=(
        Mutant(r"stable up to $2/(1-\beta)$", dict(stable=2 / (1 - beta))),
        Mutant(r"the right-hand side is 1", dict(equation=_ROOT - beta)),
        Mutant(r"the peak is $1 + \beta + \rho$", dict(peak=1 + beta + rho)),
    ),
    derivation=(
        (
            r"z^2 - (1 + \beta - a)\,z + \beta = 0,\qquad a = \lambda\eta",
            r"the factors $z$ of a step; their product is $\beta < 1$, and one reaches the circle "
            r"at $z = -1$, $a = 2(1+\beta)$, or at $z = 1$, $a = 0$",
        ),
        (
            r"a = 1 + \beta \mp \Bigl(r + \frac\beta r\Bigr)",
            r"the larger factor $r$ in size: real for $a$ below $(1-\sqrt\beta)^2$ and above "
            r"$(1+\sqrt\beta)^2$, between them $r = \sqrt\beta$",
        ),
        (
            r"\int \ln r\,\Bigl(1 - \frac{\beta}{r^2}\Bigr)\mathrm{d}r"
            r" = \Bigl(r + \frac\beta r\Bigr)\ln r - r + \frac\beta r",
            r"the three pieces add up; what holds $\sqrt\beta$ cancels (O2a: every rate has the "
            "same time)",
        ),
    ),
)
