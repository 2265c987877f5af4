"""The wheel of lrlib on the site itself: who reads the book can install what it is about.

``{wheel}`words` `` leads to it. Where a page is served, a block of code below such a link that
installs the saved wheel is followed by one that installs it from there (lrlib_wheel.js).

It is built from a copy of the library, so that nothing of an earlier build slips in, and kept until
the library changes.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docutils import nodes

import lrlib

ROOT = Path(__file__).resolve().parent.parent
NAME = f"lrlib-{lrlib.__version__}-py3-none-any.whl"
ABOUT = ("pyproject.toml", "README.md", "LICENSE")


def sources():
    """What goes into the wheel, and what it is made by."""
    parts = [p for p in (ROOT / "lrlib").rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    return [*(ROOT / name for name in ABOUT), *sorted(parts)]


def built(cache: Path) -> Path:
    """The wheel, built if the library has changed since it was built last."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    folder = cache / digest.hexdigest()[:12]
    if not (folder / NAME).exists():
        shutil.rmtree(cache, ignore_errors=True)
        with tempfile.TemporaryDirectory() as copy:
            for path in sources():
                to = Path(copy, path.relative_to(ROOT))
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, to)
            command = [
                sys.executable,
                "-m",
                "build",
                "--wheel",
                "--no-isolation",
                "-o",
                folder,
                copy,
            ]
            subprocess.run(command, check=True, capture_output=True)
    return folder / NAME


def prepare(app):
    # Straight into the site: Sphinx copies static files only when some page has changed.
    if app.builder.format == "html":
        static = Path(app.outdir, "_static/wheel")
        static.mkdir(parents=True, exist_ok=True)
        for old in static.glob("*.whl"):
            old.unlink()
        shutil.copyfile(built(Path(app.srcdir, "_build/.wheel")), static / NAME)
        shutil.copy(ROOT / "_ext/lrlib_wheel.js", static)


def lead(name, rawtext, text, lineno, inliner, options=None, content=()):
    env = inliner.document.settings.env
    if env.app.builder.format != "html":
        return [nodes.Text(text)], []
    up = "../" * env.docname.count("/")
    link = nodes.reference("", text, refuri=f"{up}_static/wheel/{NAME}", classes=["lr-wheel"])
    return [link], []


def add_files(app, pagename, templatename, context, doctree):
    if "lr-wheel" in context.get("body", ""):
        app.add_js_file("wheel/lrlib_wheel.js", loading_method="defer")


def setup(app):
    app.add_role("wheel", lead)
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", add_files)
    return {"version": "1", "parallel_read_safe": True}
