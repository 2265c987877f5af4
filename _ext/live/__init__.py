"""Proofs that run in the page: "Run this proof", "Break this proof", cells that can be run.

Every theorem box gets its buttons by script, and each code cell with one of these tags:

``live``
    The cell as it was executed, with *Run it yourself* below: an editor and its output. Live
    cells of a page share their names, as in a notebook; those above one that was not run yet run
    first. They may use lrlib, SymPy and the standard library: ``lrlib``, ``math`` and ``sp``
    (SymPy) are imported already. There is no NumPy, hence neither ``curve`` nor a plot.
``live-answer``
    In an exercise, the cell with the model answer (give it ``hide-cell`` as well). The exercise
    gets an editor in which every name that the cell assigns or defines is still ``...``.
``live-check``
    The cell with the assertions on those names, anywhere below; ``hide-cell`` suits it too.

A scene with a place ``<div class="live">`` has its tasks done there, by
``lrlibLive.act(place, "work", task, button, answer)``: worker.js lists them.

In a notebook all these are ordinary cells. No page loads more than ``live.js`` and ``live.css``
before a click. What the click loads, packages.py packs from pinned packages; a machine that
cannot fetch them still builds the book, and each box says so. With ``LRLIB_LIVE=required`` in
the environment, as for the tests and the published site, such a build fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from sphinx.util.logging import getLogger

import lrlib
from live import packages

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static/live"
LIBRARY = Path(lrlib.__file__).resolve().parent
ELSEWHERE = {"lab", "plots", "parity", "cli.py", "__main__.py"}  # what no page runs
MARKS = ('class="proof theorem lr-theorem', "tag_live", 'class="live"')  # the last: of a scene


def forms() -> dict:
    """What of each theorem's claim can be changed, and the false neighbours that are known."""
    from lrlib.proofs import THEOREMS
    from lrlib.proofs.boxes import numbered
    from lrlib.proofs.claims import fields, plain, text_in

    return {
        label: {
            "fields": fields(theorem),
            "lines": numbered(theorem),
            "neighbours": [
                {
                    "words": plain(mutant.words),
                    "changes": {
                        name: text_in(theorem, name, value)
                        for name, value in mutant.changes.items()
                    },
                }
                for mutant in theorem.mutants
            ],
        }
        for label, theorem in THEOREMS.items()
    }


def library(proofs: bool):
    """The files of lrlib: of its proofs, or all others and the few lines between it and the page.

    Not of the lab and the plots, which need NumPy and matplotlib, nor of the tables for other
    libraries and the command line: these have no place there.
    """
    for path in sorted(LIBRARY.rglob("*.py")):
        name = path.relative_to(LIBRARY)
        if name.parts[0] not in ELSEWHERE and (name.parts[0] == "proofs") == proofs:
            yield f"lrlib/{name.as_posix()}", path.read_bytes()
    if not proofs:
        page = HERE / "lrlib_in_the_page.py"
        yield page.name, page.read_bytes()


def _zip(proofs: bool):
    return lambda path: packages.write_zip(path, library(proofs))


def assemble(cache: Path, static: Path):
    """Write the folder ``live`` of what a click loads, or why there is nothing to load."""
    folder = static / "live"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(STATIC, folder)
    try:
        packed = packages.packed(cache)
    except packages.Missing as problem:
        if os.environ.get("LRLIB_LIVE") == "required":
            raise RuntimeError(f"LRLIB_LIVE=required, but {problem}") from None
        getLogger(__name__).info("the pages cannot run proofs: %s", problem)
        (folder / "live.json").write_text(json.dumps({"missing": str(problem)}), "utf-8")
        return
    shutil.copytree(packed, folder / packed.name, copy_function=os.link)
    site = {
        "folder": packed.name,
        "files": {path.name: path.stat().st_size for path in sorted(packed.iterdir())},
        "lrlib": _named(folder, "lrlib", ".zip", _zip(False)),
        "proofs": _named(folder, "proofs", ".zip", _zip(True)),
        "theorems": _named(folder, "theorems", ".json", lambda path: _write_forms(path, cache)),
    }
    (folder / "live.json").write_text(json.dumps(site, indent=1), "utf-8")


def _named(folder, name, suffix, write):
    """A file with the sum of its content in its name, so that no copy of it is ever stale."""
    path = folder / (name + suffix)
    write(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return path.rename(folder / f"{name}-{digest}{suffix}").name


def _write_forms(path, cache):
    """The forms, kept between builds until the library changes, or what is written here."""
    files = [*library(False), *library(True)]
    written = Path(__file__).read_bytes()
    state = hashlib.sha256(b"".join([written, *(data for _, data in files)])).hexdigest()[:12]
    kept = cache / f"forms-{state}.json"
    if not kept.exists():
        for old in cache.glob("forms-*.json"):
            old.unlink()
        kept.write_text(json.dumps(forms()), "utf-8")
    shutil.copy(kept, path)


def prepare(app):
    # Straight into the site: Sphinx copies static files only when some page has changed.
    if app.builder.format == "html":
        assemble(Path(app.srcdir) / "_build/.live", Path(app.outdir) / "_static")


def add_files(app, pagename, templatename, context, doctree):
    if any(mark in context.get("body", "") for mark in MARKS):
        app.add_js_file("live/live.js", loading_method="defer")
        app.add_css_file("live/live.css")


def setup(app):
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", add_files)
    return {"version": "1", "parallel_read_safe": True}
