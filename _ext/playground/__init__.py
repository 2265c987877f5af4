"""The playground: a schedule under the reader's fingers, computed in the browser.

The formulas are not written here. SymPy prints the ones that lrlib ships as JavaScript when
the book is built, into a static script (script.py). kinds.py says which parameters get a slider,
page.py writes the form; ``static/playground.js`` listens to it and draws.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

import lrlib
from playground import page, script

HERE = Path(__file__).parent
SCRIPTS = ("scenes/stage.js", "scenes/digits.js", "formulas.js", "playground.js")
SHEETS = ("scenes/colours.css", "scenes/stage.css", "playground.css")


class Playground(SphinxDirective):
    """``{playground}``: the form around the code that is its content, which is all that other
    builders than HTML get."""

    has_content = True

    def run(self):
        self.env.metadata[self.env.docname]["playground"] = "yes"
        code = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, code)
        parts = (nodes.raw("", text, format="html") for text in (page.head(), page.tail()))
        return [next(parts), *code.children, next(parts)]


def write_script(app, config):
    folder = Path(app.doctreedir) / "playground"
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "formulas.js"
    made_from = (*HERE.glob("*.py"), *Path(lrlib.__file__).parent.rglob("*.py"))
    latest = max(Path(source).stat().st_mtime for source in made_from)
    if not written.exists() or written.stat().st_mtime < latest:
        written.write_text(script.script(), "utf-8")
    config.html_static_path += [str(folder), str(HERE / "static")]


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
