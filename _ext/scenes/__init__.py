"""Scenes: what a reader moves in the text, to see before the proof what it proves.

A scene lives in a folder of this one and takes the place of a picture. The chapter has an
ordinary cell that draws the picture, with a tag that names the scene:

    ```{code-cell} ipython3
    :tags: [remove-input, scene-survive]
    plots.onecycle.survival()
    ```

In the book the reader gets the scene, and the picture only where there is no JavaScript. In a
notebook and in the PDF the picture is all there is.

To add a scene, add a folder ``NAME`` with two files. ``__init__.py`` has

- ``html()``, the inside of the scene: a form of native inputs (:mod:`scenes.form` writes them),
  places for pictures (``data-picture``), numbers in ``output`` elements, and a caption;
- ``formulas()``, optional: JavaScript name to (argument names, SymPy expression). Schedules are
  asked for their own formula here, so that none is written twice;
- ``facts()``, optional: what else the script must know, in JSON's types;
- ``USES``, optional: scripts of ``static/scenes`` that the scene needs beside the stage.

``scene.js`` calls ``lrlibScenes.scene("NAME", (stage) => …)``; ``static/scenes/stage.js`` says
what a stage offers. Classes of style sheets are written out in scripts, as unused ones are
dropped from the sheets.
"""

from __future__ import annotations

import importlib
import json
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms import SphinxTransform

import lrlib
from lrlib.plots.style import LINES
from scenes import pack

HERE = Path(__file__).parent
TAG = "scene-"
NAMES = sorted(path.parent.name for path in HERE.glob("*/scene.js"))


def module(name):
    """The module of a scene."""
    if name not in NAMES:
        raise ValueError(f"a scene must be one of {', '.join(NAMES)}, got {name!r}")
    return importlib.import_module(f"scenes.{name}")


def figure(name) -> str:
    """A scene as HTML."""
    title = escape(module(name).TITLE, quote=True)
    inside = module(name).html()
    return (
        f'<figure class="lr-scene" data-scene="{name}" role="group" aria-label="{title}">'
        f"{inside}</figure>"
    )


def script(name) -> str:
    """What a scene computes with, as a script that evaluates no text."""
    import sympy as sp

    made = module(name)
    lines = ["// Written by SymPy from the formulas of lrlib. Do not edit.", '"use strict";']
    lines.append(f"window.lrlibScenes.data[{json.dumps(name)}] = {{ formulas: {{")
    for key, (arguments, expr) in getattr(made, "formulas", dict)().items():
        lines.append(f"  {key}: ({', '.join(arguments)}) =>\n    {sp.jscode(expr)},")
    facts = json.dumps(getattr(made, "facts", dict)(), separators=(",", ":"))
    return "\n".join(lines) + f"\n}}, facts: {facts} }};\n"


def colours() -> str:
    """The colours of the kinds of schedules, for light pages and for dark ones."""
    light, dark = (
        "".join(f"--lr-{kind}:{colour[theme]};" for kind, colour in LINES.items())
        for theme in (0, 1)
    )
    return f'html{{{light}}}\nhtml[data-theme="dark"]{{{dark}}}\n'


def name_of(node):
    """The scene that a cell is tagged with, or None."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        for tag in node.get("cell_metadata", {}).get("tags", []):
            if tag.startswith(TAG):
                return tag.removeprefix(TAG)
    return None


class Scenes(SphinxTransform):
    """Put each scene before the cell whose picture it replaces."""

    default_priority = 590  # before tab sets are made

    def apply(self):
        for cell in list(self.document.findall(name_of)):
            name, i = name_of(cell), cell.parent.index(cell)
            cell.parent[i:i] = [
                nodes.raw("", figure(name), format="html"),
                nodes.raw("", "<noscript>", format="html"),
            ]
            cell.parent.insert(i + 3, nodes.raw("", "</noscript>", format="html"))
            self.env.metadata[self.env.docname].setdefault("scenes", []).append(name)


def write_scripts(app, config):
    """Scripts and colours; those that are newer than what they are made from stay."""
    folder = Path(app.doctreedir) / "scenes" / "scenes"
    folder.mkdir(parents=True, exist_ok=True)
    sources = (*HERE.rglob("*.py"), *Path(lrlib.__file__).parent.rglob("*.py"))
    latest = max(source.stat().st_mtime for source in sources)
    for name in NAMES:
        (folder / f"{name}.js").write_bytes((HERE / name / "scene.js").read_bytes())
        written = folder / f"{name}.data.js"
        if not written.exists() or written.stat().st_mtime < latest:
            written.write_text(script(name), "utf-8")
    packed = folder / "digits.data.js"
    if not packed.exists() or packed.stat().st_mtime < latest:
        packed.write_text(pack.script(), "utf-8")
    (folder / "colours.css").write_text(colours(), "utf-8")
    config.html_static_path += [str(folder.parent), str(HERE / "static")]


def add_files(app, pagename, templatename, context, doctree):
    shown = app.env.metadata.get(pagename, {}).get("scenes", [])
    if shown:
        uses = (path for name in shown for path in getattr(module(name), "USES", ()))
        own = (f"{name}{end}" for name in shown for end in (".data.js", ".js"))
        paths = ["stage.js", *uses, *own]
        for path in dict.fromkeys(paths):
            app.add_js_file(f"scenes/{path}", loading_method="defer")
        for path in ("colours.css", "stage.css"):
            app.add_css_file(f"scenes/{path}")
        for name in dict.fromkeys(shown):
            if (HERE / "static" / "scenes" / f"{name}.css").exists():
                app.add_css_file(f"scenes/{name}.css")


def setup(app):
    app.add_transform(Scenes)
    app.connect("config-inited", write_scripts)
    app.connect("html-page-context", add_files)
    return {"version": "1", "parallel_read_safe": True}
