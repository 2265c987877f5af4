"""The same rates in three orders: the same end, and three ways there."""

from __future__ import annotations

from scenes import form

TITLE = "The best rates for a valley that is known, in three orders"
STEPS, CONDITION = 32, 100
DUST = 1e-6  # of the first distance, added at each step
CURVATURES = 61  # that are followed, from 1/CONDITION to 1
ORDERS = {"up": "smallest first", "down": "largest first", "fractal": "fractal"}


def orders():
    """The places of the sorted rates, smallest first, that each order visits."""
    from lrlib.proofs.onecycle import chebyshev

    up = list(range(STEPS))
    return {
        "up": up,
        "down": up[::-1],
        "fractal": [STEPS - 1 - place for place in chebyshev.fractal(STEPS)],
    }


def formulas():
    import sympy as sp

    from lrlib.proofs.onecycle import chebyshev as of

    place = sp.Symbol("place", nonnegative=True)
    at = {of.n: STEPS, of.L: 1, of.mu: sp.Rational(1, CONDITION)}
    return {"rate": (("place",), of.RATE.subs(of.j, place + 1).subs(at))}


def facts():
    from lrlib.proofs.onecycle import chebyshev as of

    root = of.R.subs(of.kappa, CONDITION)
    return {
        "steps": STEPS,
        "condition": CONDITION,
        "dust": DUST,
        "curvatures": CURVATURES,
        "orders": orders(),
        "least": float(of.LEAST.subs({of.n: STEPS, of.r: root})),
        "held": float(((1 - 1 / of.kappa) / (1 + 1 / of.kappa)).subs(of.kappa, CONDITION)) ** STEPS,
    }


def html():
    return form.form(
        form.choice("guess", "You would take them", ORDERS, chosen=""),
        form.choice("order", "order to try:", ORDERS),
        '<div class="lr-two">',
        form.picture("rates"),
        form.picture("way"),
        "</div>",
        form.row(
            form.button("run", "Take the steps", main=True),
            form.tick("dust", "with a tiny error, a millionth, in every step"),
        ),
        form.readings(
            form.reading("climb", "farthest out"),
            form.reading("end", "at the end"),
        ),
    ) + form.caption(
        "The same rates, in three orders. Where do they end? And in which order would you take "
        "them? Guess, then take the steps."
    )
