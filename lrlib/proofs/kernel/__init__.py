r"""The kernel: what a line, a rule, a neighbour and a proof are; and how to write a theorem.

A theorem is its lines. Each is a relation, the rule by which a machine accepts it, and the reason
in words; the last lines are what the theorem says. :mod:`lrlib.proofs.exponential.travel` (E2a to
E2c) and :mod:`lrlib.proofs.exponential.distance` (E2d, E2e) are examples to copy from.

    E2a = Theorem(
        label="E2a", name="Finite travel", chapter="exponential",
        statement="The rates of the first $N$ steps add up to $$sum$$",
        lines=(
            Line("rate", eq(lr(t), lr0 * exp(-k * t)), definition(of=schedule), "as shipped"),
            Line("claim", eq(A(N), ...), let(), "what is claimed of $N$ steps"),
            Line("none", eq(A(0), 0), identity(), "no step, nothing to add"),
            Line("one", eq(A(N + 1) - A(N), lr(N)), identity(), "one more adds its own"),
            Line("sum", eq(Sum(lr(t), (t, 0, N - 1)), ...), telescoping("none", "one", of=N), "so"),
        ),
        neighbours=(Neighbour("the sum starts at step 1", "sum", eq(...)),),
    )

**Letters.** Domains are built in (``positive=True``, ``integer=True``). A function of whole numbers
is a :func:`sequence`; the shipped rate is one, by a line with the rule :func:`definition`. A line
with the rule :func:`let` names something new.

**What is given** are lines with the rule :func:`assumed`. A letter of theirs is one number
throughout, except the indices in ``over=``, over which a hypothesis holds. ``f(t+1) = ...`` is a
recursion, which the points obey. Conditions of one line go into ``when=``.

**Citing.** A rule names the lines that it uses; ``at("step", {t: N + 1})`` is a line at another
value, which must lie in the letter's domain and meet the line's conditions: the hypotheses and the
citations before it show that. :func:`by_theorem` cites another theorem. A fact of analysis is in
:mod:`.facts`, cited as ``facts=("completeness",)``. What no machine has seen is :func:`by_hand`.

**Names.** Rules of algebra (identity, sign, limit, telescoping, ...) see through names, but not
through that of a sum unless its line is cited; rules that join lines (from_lines, induction,
adding_up, transitivity, ...) see through a name only if its line is cited.

**Integrals** are SymPy's, unevaluated: :func:`area` finds one from a function with that slope,
across a gap as well, :func:`substitution` puts a straight line in the place of the variable, and
:func:`pieces` adds up parts, :func:`termwise` the terms of a sum. Numbers come from quadrature.

**The statement** is words around lines: ``$sum$``, ``$sum.right$``, ``$$lower, upper$$``. It must
show each line that no other line uses, and can say nothing else (:mod:`.statement`).

**Numbers.** Points are drawn from the domain, afresh at each run. Where the hypotheses describe
something that random letters rarely are (steps on a convex loss, say), ``draw=`` makes a case by
hand. Neighbours are made by :mod:`.neighbours`; the ones chosen by hand are right sides or whole
relations beside a line, and must be false. ``sharp=`` says where an inequality is an equality.

**To convert a theorem**: turn each line of the derivation into a relation, its checks into rules,
each mutant into a Neighbour; drop ``claim``, ``symbolic``, ``independent``, ``witness``. What tests
or chapters read is ``E2a["sum"].rhs`` or ``E2a.claim["total"]``: the right sides of the concluding
lines are the claim. ``python -m lrlib.proofs E2a`` says what is not shown, and why.
"""

from lrlib.proofs.kernel.common import descent, sine_above_0
from lrlib.proofs.kernel.integrals import area, pieces, substitution, termwise
from lrlib.proofs.kernel.job import above, angle, between
from lrlib.proofs.kernel.joining import (
    adding_up,
    by_theorem,
    from_lines,
    induction,
    transitivity,
)
from lrlib.proofs.kernel.lines import RULES, Line, Neighbour, at
from lrlib.proofs.kernel.order import (
    keeps_order,
    monotone,
    sum_against_integral,
    triangle_inequality,
)
from lrlib.proofs.kernel.rules import (
    assumed,
    by_hand,
    cited,
    computed,
    identity,
    let,
    limit,
    rises_from_zero,
    sign,
    squeeze,
    telescoping,
)
from lrlib.proofs.kernel.shipped import definition, run_afresh
from lrlib.proofs.kernel.terms import (
    Number,
    Relation,
    Sequence,
    Values,
    eq,
    ge,
    gt,
    implies,
    le,
    lim,
    lt,
    norm,
    sequence,
)

__all__ = [
    "RULES",
    "Line",
    "Neighbour",
    "Number",
    "Relation",
    "Sequence",
    "Values",
    "above",
    "adding_up",
    "angle",
    "area",
    "assumed",
    "at",
    "between",
    "by_hand",
    "by_theorem",
    "cited",
    "computed",
    "definition",
    "descent",
    "eq",
    "from_lines",
    "ge",
    "gt",
    "identity",
    "implies",
    "induction",
    "keeps_order",
    "le",
    "let",
    "lim",
    "limit",
    "lt",
    "monotone",
    "norm",
    "pieces",
    "rises_from_zero",
    "run_afresh",
    "sequence",
    "sign",
    "sine_above_0",
    "squeeze",
    "substitution",
    "sum_against_integral",
    "telescoping",
    "termwise",
    "transitivity",
    "triangle_inequality",
]
