"""Every kind of schedule on one page: its curve, its formula, the call that makes it.

No formula here is typed. Each is the schedule itself, with letters for its parameters, asked at
step *t* on the piece of the run that is named beside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import sympy as sp

import lrlib
from lrlib.plots import describe
from lrlib.plots.style import Figure, Ink
from lrlib.schedules import Schedule

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ENTRIES", "Entry", "gallery", "table"]

t, k, power = sp.symbols("t k power", positive=True)
lr, lr0, low, high = sp.symbols("lr lr0 lr_min lr_max", positive=True)
T, cycle, warm, fall, every, factor = sp.symbols(
    "total_steps cycle_length warmup decay every factor", positive=True
)
SIGNS = {
    lr: r"\mathrm{lr}", lr0: r"\mathrm{lr}_0", low: r"\mathrm{lr}_{\min}", factor: "c",
    high: r"\mathrm{lr}_{\max}", T: r"t_{\max}", cycle: "T", warm: "w", fall: "d", every: "n",
    power: "p",
}  # fmt: skip
ALWAYS = sp.true
Condition: TypeAlias = sp.Basic  # on t: a relation, or several joined, or always


class Entry(NamedTuple):
    """One kind of schedule: with letters for its formula, with numbers for its picture."""

    name: str
    schedule: Schedule  # its parameters are letters
    pieces: tuple[Condition, ...]  # where one formula holds: conditions on t
    numbers: dict[sp.Symbol, float]  # letter to the number that is drawn

    def drawn(self) -> Schedule:
        """The schedule with numbers.

        >>> ENTRIES[1].drawn()
        ExponentialDecay(lr0=1.0, k=0.03)
        """
        return type(self.schedule)(**{n: self.numbers[a] for n, a in self._given().items()})

    def formula(self, piece: Condition) -> sp.Expr:
        """What the schedule says at step *t* where the condition holds.

        >>> ENTRIES[1].formula(ALWAYS)
        lr0*exp(-k*t)
        """
        exact = {letter: sp.Rational(str(number)) for letter, number in self.numbers.items()}
        inside = (exact | {t: step + sp.Rational(1, 3)} for step in range(100))
        point = next(point for point in inside if piece.subs(point) == sp.true)
        formula = _on_one_piece(self.schedule(t), point)
        rates = sp.collect(sp.expand(formula), [lr, lr0, low, high])
        return min(formula, sp.simplify(formula), rates, key=lambda form: len(_tex(form)))

    def call(self) -> str:
        """The call that makes it.

        >>> ENTRIES[2].call()
        'CyclicExponentialDecay(lr0, k, cycle_length)'
        """
        given = [str(a) if str(a) == n else f"{n}={a}" for n, a in self._given().items()]
        return f"{type(self.schedule).__name__}({', '.join(given)})"

    def _given(self) -> dict[str, sp.Symbol]:
        signature = inspect.signature(type(self.schedule)).parameters
        values = {name: getattr(self.schedule, name) for name in signature}
        return {name: value for name, value in values.items() if isinstance(value, sp.Symbol)}


ENTRIES = (
    Entry("constant", lrlib.Constant(lr), (ALWAYS,), {lr: 0.6}),
    Entry("exponential", lrlib.ExponentialDecay(lr0, k), (ALWAYS,), {lr0: 1, k: 0.03}),
    Entry("CED", lrlib.CyclicExponentialDecay(lr0, k, cycle), (ALWAYS,),
          {lr0: 1, k: 0.02, cycle: 25}),
    Entry("1-cycle", lrlib.OneCycle(low, high, T), (t <= T / 2, t > T / 2),
          {low: 0.1, high: 1, T: 100}),
    Entry("CLR", lrlib.Triangular(low, high, cycle),
          (t % cycle <= cycle / 2, t % cycle > cycle / 2), {low: 0.1, high: 1, cycle: 40}),
    Entry("linear", lrlib.LinearDecay(lr0, T), (t <= T,), {lr0: 1, T: 100}),
    Entry("cosine", lrlib.Cosine(lr0, T), (t <= T,), {lr0: 1, T: 100}),
    Entry("polynomial", lrlib.Polynomial(lr0, T, power), (t <= T,), {lr0: 1, T: 100, power: 2}),
    Entry("WSD", lrlib.WarmupStableDecay(lr, T, warm, fall),
          (t <= warm, (warm < t) & (t <= T - fall), (T - fall < t) & (t <= T)),
          {lr: 1, T: 100, warm: 10, fall: 20}),
    Entry("inverse square root", lrlib.InverseSqrt(lr, warm), (t <= warm, t > warm),
          {lr: 1, warm: 10}),
    Entry("cosine restarts", lrlib.CosineRestarts(lr0, cycle), (ALWAYS,), {lr0: 1, cycle: 34}),
    Entry("steps", lrlib.Steps(lr0, factor, every=every), (ALWAYS,),
          {lr0: 1, factor: 0.5, every: 25}),
)  # fmt: skip


def table() -> str:
    """The formulas and calls, as a table of Markdown."""
    rows = ["| schedule | rate at step {math}`t` | call |", "|---|---|---|"]
    for entry in ENTRIES:
        formulas = []
        for piece in entry.pieces:
            formula = f"{{math}}`{_tex(entry.formula(piece))}`"
            last = len(entry.pieces) > 1 and piece is entry.pieces[-1]
            formulas.append(formula + ("" if last or piece == ALWAYS else f" {_while(piece)}"))
        told = ", then ".join(formulas)
        rows.append(f"| {entry.name} | {told} | `{entry.call()}` |")
    return "\n".join(rows)


def gallery(steps: int = 100) -> Figure:
    """A small picture of each kind."""
    curves = {entry.name: entry.drawn().curve(steps + 1) for entry in ENTRIES}

    def draw(axes: np.ndarray, ink: Ink) -> None:
        for ax, entry in zip(axes.flat, ENTRIES):
            stairs = "steps-post" if entry.name == "steps" else "default"
            ax.axhline(0, color=ink.text, linewidth=1)
            ax.plot(range(steps + 1), curves[entry.name], drawstyle=stairs,
                    color=ink.colour(entry.drawn()))  # fmt: skip
            ax.set_title(entry.name, fontsize=12)
            ax.set(xlim=(0, steps), ylim=(-0.8 if curves[entry.name].min() < 0 else 0, 1.08))
            ax.set(xticks=[], yticks=[])
            ax.spines["bottom"].set_visible(False)
        axes.flat[0].set_ylabel("rate")
        for ax in axes[-1]:
            ax.set_xlabel("step")

    told = " ".join(f"{n}: {describe(range(steps + 1), curve)}." for n, curve in curves.items())
    return Figure(
        draw,
        caption=f"The kinds of schedule in lrlib, over {steps} steps. The thin line is zero.",
        alt=f"Twelve small pictures of the rate against the step. {told}",
        size=(7.6, 5.2),
        panels=(3, 4),
    )


def _on_one_piece(formula: sp.Expr, point: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """The formula without its cases: of each, what holds at the point."""

    def nearer(extreme: sp.Expr) -> sp.Expr:
        choose = min if isinstance(extreme, sp.Min) else max
        return choose(extreme.args, key=lambda term: term.subs(point))

    def holding(cases: sp.Piecewise) -> sp.Expr:
        return next(value for value, condition in cases.args if condition.subs(point) == sp.true)

    formula = formula.replace(lambda part: isinstance(part, sp.Piecewise), holding)
    return formula.replace(lambda part: isinstance(part, (sp.Min, sp.Max)), nearer)


def _while(piece: Condition) -> str:
    """The end of a piece, in words: a piece begins where the one before it ends."""
    until = piece.args[-1] if isinstance(piece, sp.And) else piece
    return f"while {{math}}`{_tex(until)}`"


def _tex(form: sp.Basic) -> str:
    """LaTeX; what is left of the division by a cycle is set as one sign."""
    rest = sp.Symbol("rest", positive=True)
    form = form.subs(sp.Mod(t, cycle), rest)
    signs = SIGNS | {rest: r"(t \bmod T)"}
    return sp.latex(form, symbol_names=signs, order="none", fold_short_frac=True)
