"""Loss against peak: two shapes, any cell of the lab."""

from __future__ import annotations

import math
from html import escape

from scenes import form

TITLE = "Loss against the peak rate, for two shapes on a problem"
START = "mlp,adamw,1000,64"


def short(number):
    return float(f"{number:.4g}")


def facts():
    from lrlib.lab import evidence
    from lrlib.lab.settings import unit_of
    from lrlib.lab.shapes import kind_of_shape

    cells = {}
    for cell, of in evidence.cells().items():
        known = evidence.entries(of)
        if "ripples" in cell.problem or len(known) < 3:
            continue
        runs = {",".join(map(str, entry)): evidence.curve(of, entry) for entry in known}
        grid = sorted({short(rate) for rates, _ in runs.values() for rate in rates})
        curves = {}
        for entry, (rates, mean) in runs.items():
            found = {short(x): short(y) for x, y in zip(rates, mean) if math.isfinite(y)}
            curves[entry] = [found.get(rate) for rate in grid]
        cells[",".join(map(str, cell))] = {
            "words": evidence.named(cell),
            "unit": unit_of(cell.problem),
            "rates": grid,
            "curves": curves,
        }
    entries = {entry for cell in cells.values() for entry in cell["curves"]}
    labels = {}
    for entry in sorted(entries):
        name, warm = entry.split(",")
        labels[entry] = [evidence.label((name, float(warm))), kind_of_shape(name)]
    return {"cells": cells, "labels": labels}


def _select(name, words, options, chosen):
    inside = "".join(
        f'<option value="{escape(value)}"{" selected" * (value == chosen)}>{escape(text)}</option>'
        for value, text in options.items()
    )
    return f'<label>{escape(words)} <select name="{name}">{inside}</select></label>'


def html():
    told = facts()
    cells = {name: cell["words"] for name, cell in told["cells"].items()}
    labels = {entry: words for entry, (words, _) in told["labels"].items()}
    return form.form(
        form.row(_select("cell", "on", cells, START)),
        form.row(
            _select("one", "compare", labels, "wsd,0.0"),
            _select("other", "with", labels, "linear,0.0"),
        ),
        form.picture("loss"),
    ) + form.caption("Choose two shapes and a problem.")
