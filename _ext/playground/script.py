"""The playground's formulas, printed by SymPy from what lrlib ships, and the facts beside them."""

from __future__ import annotations

import inspect
import json
from operator import attrgetter

from scenes import pack

import lrlib
from lrlib.lab import digits, rugged
from playground.kinds import (
    DRAWN,
    FIRST,
    HAND,
    KINDS,
    KNOTS,
    OPTIMIZERS,
    RISE,
    RUN,
    SECOND,
    SPAN,
    Kind,
)


def formula(kind: Kind, option: str) -> str:
    """The shipped formula of a schedule as a JavaScript expression in ``t`` and its dials."""
    import sympy as sp

    symbols = {
        kind.names.get(dial.name, dial.name): sp.Symbol(dial.name, positive=True)
        for dial in kind.dials
    }
    if kind.choice:
        symbols[kind.choice] = option
    return sp.jscode(kind.make(**symbols)(sp.Symbol("t", nonnegative=True)))


def script() -> str:
    """All formulas, as a script that evaluates no text."""
    import sympy as sp

    lines = ["// Written by SymPy from the formulas in lrlib/schedules/. Do not edit."]
    lines.append('"use strict";\nwindow.lrlibFormulas = {')
    for kind in KINDS:
        names = ", ".join(dial.name for dial in kind.dials)
        for option in kind.options:
            key = json.dumps(f"{kind.key}/{option}".rstrip("/"))
            lines.append(f"  {key}: (t, {{ {names} }}) =>\n    {formula(kind, option)},")
    x = sp.Symbol("x", real=True)
    loss = rugged.BOWL * x**2 + 1 - sp.cos(rugged.RIPPLES * x)
    t = sp.Symbol("t", nonnegative=True)
    rising = lrlib.LinearGrowth(0, pack.BATCHES, RISE)(t)
    by_factors = lrlib.ExponentialGrowth(sp.Rational(1, SPAN), pack.BATCHES, 1)(t)
    lines += [
        f"  rising: (t) => {sp.jscode(rising)},",
        f"  risingByFactors: (t) => {sp.jscode(by_factors)},",
        f"  rugged: (x) => {sp.jscode(loss)},",
        f"  ruggedSlope: (x) => {sp.jscode(loss.diff(x))},",
        "};",
        "window.lrlibPlayground = " + json.dumps(facts(), indent=1) + ";",
    ]
    return "\n".join(lines) + "\n"


def defaults(kind: Kind) -> dict:
    """Arguments of lrlib's that need not be written."""
    parameters = inspect.signature(attrgetter(kind.call or kind.key)(lrlib)).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def thresholds() -> dict:
    """The highest peak rate, times the curvature, that descent on a parabola survives."""
    from lrlib.proofs.onecycle import THRESHOLDS

    of = {"constant": "constant", "Cosine": "cosine", "OneCycle": "triangle"}
    return {kind: float(THRESHOLDS[name]) for kind, name in of.items()}


def facts() -> dict:
    """What else the page has to know."""
    return {
        "kinds": {
            kind.key: {
                "call": kind.call or kind.key,
                "choice": kind.choice,
                "defaults": defaults(kind),
                "dials": {dial.name: dial._asdict() for dial in kind.dials},
                "words": kind.words,
                "names": dict(kind.names),
                "ink": kind.key,
            }
            for kind in KINDS
        }
        | {
            DRAWN: {
                "call": "of",
                "choice": "",
                "defaults": {},
                "dials": {dial.name: dial._asdict() for dial in HAND},
                "words": "drawn by hand",
                "names": {},
                "ink": "bound",
            }
        },
        "knots": KNOTS,
        "run": {dial.name: dial._asdict() for dial in RUN},
        "thresholds": thresholds(),
        "basin": float(rugged.BASIN),
        "first": FIRST,
        "second": SECOND,
        "rise": RISE,
        "span": SPAN,
        "optimizers": {
            key: {"words": words, "peak": peak, "rise": rise, "factors": key == "adamw"}
            for key, (words, peak, rise) in OPTIMIZERS.items()
        },
        "batches": pack.BATCHES,
        "unseen": int(pack.held(len(digits.data()[1])).sum()),
    }
