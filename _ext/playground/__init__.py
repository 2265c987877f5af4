"""The playground: a schedule under the reader's fingers, computed in the browser.

The formulas are not written here. SymPy prints the ones that lrlib ships as JavaScript when
the book is built, into a static script. This module says which parameters get a slider, and
writes the form; ``static/playground.js`` listens to it and draws.
"""

from __future__ import annotations

import inspect
import json
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import lrlib
from lrlib.lab import rugged
from lrlib.plots.style import LINES

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("uplot/uPlot.iife.min.js", "formulas.js", "playground.js")
SHEETS = ("uplot/uPlot.min.css", "playground.css")


class Dial(NamedTuple):
    """A slider: ``log`` for a logarithmic scale, ``whole`` for counts."""

    name: str
    words: str
    low: float
    high: float
    start: float
    scale: str = ""
    at_most: str = ""  # the dial that this one may not exceed


class Kind(NamedTuple):
    """A schedule of lrlib with dials for its parameters, and perhaps one choice of words."""

    key: str
    words: str
    make: object
    dials: tuple
    choice: str = ""
    options: tuple = ("",)
    call: str = ""  # what lrlib calls it; the class, if empty
    colour: str = ""  # whose colour; its own, if empty


def rate(name, words, start, at_most="", low=0.001):
    return Dial(name, words, low, 10, start, "log", at_most)


def count(name, words, start, low=2, high=1000):
    return Dial(name, words, low, high, start, "whole")


LR0 = rate("lr0", "first rate, lr0", 0.5)
K = Dial("k", "decay k, per step", 0.0001, 0.5, 0.01, "log")
LR_MIN = rate("lr_min", "lowest rate, lr_min", 0.05, at_most="lr_max", low=0.0001)
LR_MAX = rate("lr_max", "highest rate, lr_max", 3.0)
LR_END = rate("lr_end", "last rate, lr_end", 0.001, at_most="lr0", low=0.0001)
CYCLE = count("cycle_length", "steps per cycle", 50)
TOTAL = count("total_steps", "steps until the end", 200)
WAVES = ("signed", "raised", "abs", "clip")

KINDS = (
    Kind(
        "constant",
        "constant",
        lambda lr0: lrlib.LinearDecay(lr0, 1, lr_end=lr0),
        (LR0,),
        call="LinearDecay",
        colour="constant",
    ),
    Kind(
        "ExponentialDecay",
        "exponential decay",
        lrlib.ExponentialDecay.from_half_life,
        (LR0, Dial("half_life", "half-life, steps", 1, 1000, 40, "log")),
        call="ExponentialDecay.from_half_life",
    ),
    Kind(
        "CyclicExponentialDecay",
        "Cyclic Exponential Decay (CED)",
        lrlib.CyclicExponentialDecay,
        (LR0, K, CYCLE),
        "wave",
        WAVES,
    ),
    Kind(
        "OneCycle",
        "1-cycle",
        lrlib.OneCycle,
        (LR_MIN, LR_MAX, TOTAL, Dial("pct_start", "share of the way up", 0.05, 0.95, 0.5)),
        "anneal",
        ("linear", "cosine"),
    ),
    Kind(
        "Triangular",
        "cyclical learning rates (CLR)",
        lambda lr_min, lr_max, cycle_length, k, decay: lrlib.Triangular(
            lr_min, lr_max, cycle_length, decay, k if decay == "exp_range" else None
        ),
        (LR_MIN, LR_MAX, CYCLE, K),
        "decay",
        ("triangular", "triangular2", "exp_range"),
    ),
    Kind("LinearDecay", "linear decay", lrlib.LinearDecay, (LR0, TOTAL, LR_END)),
    Kind("Cosine", "cosine", lrlib.Cosine, (LR0, TOTAL, LR_END)),
)

RUN = (
    count("steps", "steps of the run", 200, low=10),
    Dial("curvature", "curvature λ of the parabola", 0.01, 100, 1.0, "log"),
    Dial("start", "start on the rugged loss", -8, 8, 6.0),
)

FIRST = "OneCycle"


# -- the script ---------------------------------------------------------------------------------


def formula(kind: Kind, option: str) -> str:
    """The shipped formula of a schedule as a JavaScript expression in ``t`` and its dials."""
    import sympy as sp

    symbols = {dial.name: sp.Symbol(dial.name, positive=True) for dial in kind.dials}
    if kind.choice:
        symbols[kind.choice] = option
    return sp.jscode(kind.make(**symbols)(sp.Symbol("t", nonnegative=True)))


def script() -> str:
    """All formulas, as a script that evaluates no text."""
    import sympy as sp

    lines = ["// Written by SymPy from the formulas in lrlib/schedules.py. Do not edit."]
    lines.append('"use strict";\nwindow.lrlibFormulas = {')
    for kind in KINDS:
        names = ", ".join(dial.name for dial in kind.dials)
        for option in kind.options:
            key = json.dumps(f"{kind.key}/{option}".rstrip("/"))
            lines.append(f"  {key}: (t, {{ {names} }}) =>\n    {formula(kind, option)},")
    x = sp.Symbol("x", real=True)
    loss = rugged.BOWL * x**2 + 1 - sp.cos(rugged.RIPPLES * x)
    lines += [
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
    import sympy as sp

    return {"constant": 2, "Cosine": 4, "OneCycle": float(1 + 1 / sp.LambertW(sp.exp(-1)))}


def facts() -> dict:
    """What else the page has to know."""
    return {
        "kinds": {
            kind.key: {
                "call": kind.call or kind.key,
                "choice": kind.choice,
                "defaults": defaults(kind),
                "dials": [dial.name for dial in kind.dials],
                "colours": LINES[kind.colour or kind.key][:2],
            }
            for kind in KINDS
        },
        "dials": {
            dial.name: dial._asdict() for dial in (*RUN, *(d for k in KINDS for d in k.dials))
        },
        "thresholds": thresholds(),
        "basin": float(rugged.BASIN),
    }


# -- the form -----------------------------------------------------------------------------------


def slider(dial: Dial, owner: str) -> str:
    name = f"{owner}-{dial.name}"
    return (
        f'<p class="lr-dial"><label for="{name}">{escape(dial.words)}</label>'
        f'<output for="{name}"></output>'
        f'<input type="range" id="{name}" data-dial="{dial.name}" min="0" max="1000"></p>'
    )


def select(kind: Kind) -> str:
    name = f"{kind.key}-{kind.choice}"
    options = "".join(f"<option>{option}</option>" for option in kind.options)
    return (
        f'<p class="lr-dial"><label for="{name}">{kind.choice}</label>'
        f'<select id="{name}" data-choice="{kind.choice}">{options}</select></p>'
    )


def fields(kind: Kind) -> str:
    body = (select(kind) if kind.choice else "") + "".join(slider(d, kind.key) for d in kind.dials)
    return (
        f'<fieldset id="fields-{kind.key}" hidden><legend>Its parameters</legend>{body}</fieldset>'
    )


def chart(name: str, title: str) -> str:
    return (
        f'<div class="lr-chart lr-{name}"><p class="lr-title">{title}</p>'
        f'<div id="chart-{name}" role="img" aria-label="{title}"></div></div>'
    )


def form() -> str:
    """The playground as HTML: it can be read, and reached by keyboard, without a picture."""
    options = "".join(
        f'<option value="{kind.key}"{" selected" * (kind.key == FIRST)}>{kind.words}</option>'
        for kind in KINDS
    )
    run = "".join(slider(dial, "run") for dial in RUN)
    return f"""
<div id="playground" class="lr-playground">
<noscript><p>The playground needs JavaScript. The other chapters do not.</p></noscript>
<div class="lr-played">
{chart("rate", "Learning rate")}
<form class="lr-playground-controls" autocomplete="off" aria-label="Schedule and run">
<p class="lr-dial"><label for="schedule">schedule</label>
<select id="schedule" name="schedule">{options}</select></p>
{"".join(map(fields, KINDS))}
<fieldset><legend>The run</legend>{run}</fieldset>
<p class="lr-buttons"><button type="button" id="share">Copy a link to this setting</button>
<button type="button" id="reset">Start again</button></p>
</form>
</div>
<p id="told" role="status" aria-live="polite"></p>
{chart("sum", "Sum of the rates so far")}
{chart("bowl", "Distance to the minimum of a parabola")}
{chart("rugged", "Gradient descent on the rugged loss")}
</div>
"""


class Playground(SphinxDirective):
    """``{playground}``: the form; other builders than HTML get nothing."""

    def run(self):
        self.env.metadata[self.env.docname]["playground"] = "yes"
        return [nodes.raw("", form(), format="html")]


def write_script(app, config):
    folder = Path(app.doctreedir) / "playground"
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "formulas.js"
    made_from = (__file__, *Path(lrlib.__file__).parent.rglob("*.py"))
    latest = max(Path(source).stat().st_mtime for source in made_from)
    if not written.exists() or written.stat().st_mtime < latest:
        written.write_text(script(), "utf-8")
    config.html_static_path += [str(folder), str(STATIC)]


def add_files(app, pagename, templatename, context, doctree):
    if app.env.metadata.get(pagename, {}).get("playground"):
        for path in SCRIPTS:
            app.add_js_file(path, loading_method="defer")
        for path in SHEETS:
            app.add_css_file(path)


def setup(app):
    app.add_directive("playground", Playground)
    app.connect("config-inited", write_script)
    app.connect("html-page-context", add_files)
    return {"version": "1", "parallel_read_safe": True}
