"""Formulas in closed folds come as TeX, and are set when the fold opens.

KaTeX sets the formulas of a page when the book is built, at some two kilobytes each. The proofs of
a chapter hold hundreds, and most readers open a few: so what stands in a closed fold waits, and
late_static/late.js sets it with the same KaTeX.
"""

import shutil
from pathlib import Path

import sphinxcontrib.katex

# not //details//*: in folds within folds libxml2 then compares each formula with all others
CLOSED = '//*[@class="katex"][ancestor::details[not(@open)]]'
TEX = './/*[local-name()="annotation"][@encoding="application/x-tex"]'


def let_formulas_wait(page):
    """Leave of each formula in a closed fold its TeX."""
    for formula in page.xpath(CLOSED):
        (tex,) = formula.xpath(TEX)
        text = tex.text_content()
        for part in list(formula):
            formula.remove(part)
        formula.text = text
        formula.set("class", "lr-late")
        holder = formula.getparent()
        if holder.tag == "span" and holder.get("class") == "math" and len(holder) == 1:
            holder.set("class", "math lr-late")  # one tag for two: they are hundreds
            formula.drop_tag()


def add_katex(app, exception):
    if not exception and app.builder.format == "html":
        folder = Path(app.outdir) / "_static/katex"
        folder.mkdir(parents=True, exist_ok=True)
        source = Path(sphinxcontrib.katex.__file__).with_name("katex.min.js")
        shutil.copy(source, folder / "katex.min.js")


def setup(app):
    static = str(Path(__file__).parent / "late_static")
    app.connect("config-inited", lambda app, config: config.html_static_path.append(static))
    app.add_js_file("late.js", loading_method="defer")
    app.connect("build-finished", add_katex)
    return {"version": "1", "parallel_read_safe": True}
