"""Facts of analysis that the proofs use and that no machine of this book has proved.

Each is named once, here; a line that rests on one says so by the rule ``cited``.
"""

FACTS = {
    "completeness": "A sequence of points whose later steps have a finite total length, as small "
    "as you like from some step on, has a limit (Cauchy).",
    "expectation": "Taking means keeps sums and order: E(aX + bY) = a E X + b E Y, and X ≤ Y "
    "gives E X ≤ E Y.",
    "independence": "The mean of a product of independent numbers is the product of their means.",
    "linear flow": "A linear differential equation with a given start has one solution.",
    "flow": "A differential equation with a Lipschitz right side and a given start has one "
    "solution (Picard and Lindelöf).",
    "mean value": "A function whose slope has one sign is monotone (mean value theorem).",
    "riemann": "The mean of a continuous function over n equally spaced points tends to its "
    "integral mean as n grows; so does that of a monotone one whose integral is finite.",
    "euler": "The mean of ln|2 sin| over a period is 0 (Euler).",
    "stolz": "Two sequences that grow beyond every bound have the limiting ratio of their "
    "increments, where that exists (Stolz and Cesàro).",
    "lambert": "Lambert's W(x), for x > 0, is the one number w > 0 with w e^w = x.",
    "roots": "A polynomial of degree T with T distinct roots is the product of its linear factors.",
    "zeros": "A polynomial of degree at most n with n + 1 zeros is 0 everywhere; and it has a zero "
    "between any two numbers at which it has opposite signs.",
    "chebyshev": "The polynomial C_T with C_T(cos φ) = cos Tφ is 1 at the T numbers "
    "cos(2πj/T) alone, each as often as it occurs, so that 2(C_T(x) - 1) is the product of the T "
    "factors 2x - 2cos(2πj/T), j = 0, ..., T - 1.",
    "polynomials": "Two polynomials that are equal on an interval are equal.",
    "given the past": "E⟨g, z⟩ = E⟨E(g | past), z⟩ for a z that is known from the past.",
    "subgradient": "A subgradient g of f at x has f(u) ≥ f(x) + ⟨g, u - x⟩ for every u.",
    "smooth": "If the gradient g changes by at most L times the distance, then "
    "f(y) ≤ f(x) + ⟨g, y - x⟩ + L ‖y - x‖²/2.",
    "smooth convex": "If f is convex as well, with the gradient g at x and h at y, then "
    "f(y) ≥ f(x) + ⟨g, y - x⟩ + ‖g - h‖²/(2L).",
    "strongly convex": "A subgradient g at x of an f that stays convex when μ ‖x‖²/2 is taken off "
    "has f(u) ≥ f(x) + ⟨g, u - x⟩ + μ ‖u - x‖²/2 for every u.",
    "jensen": "A convex f is at a mean of points at most the same mean of its values there.",
    "variance": "The mean square of a vector is the square of its mean and its variance.",
    "continuity": "A limit may be taken inside a continuous function.",
}
