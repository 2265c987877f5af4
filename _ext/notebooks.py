"""Twins of the chapters as .ipynb, for Colab, which opens no Markdown.

    python _ext/notebooks.py            write them beside the chapters
    python _ext/notebooks.py --check    exit 1 if one is missing or out of step

A twin holds no outputs. Its first cell installs the book's versions where lrlib is missing.
"""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
import yaml

ROOT = Path(__file__).resolve().parent.parent
SETUP = """\
# Where lrlib is missing, as on Colab: install it and the versions that this book was built with.
import importlib.util

if importlib.util.find_spec("lrlib") is None:
    %pip install -q {packages}"""


def packages():
    """lrlib, and the pins of what cells import."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    wanted = re.split(r"# --- the book", text)[0]
    pins = [line.split("  #")[0].split("   ")[0].strip() for line in wanted.splitlines()]
    pins = [pin for pin in pins if pin and not pin.startswith(("#", "-"))]
    glue = re.search(r"^myst-nb==\S+", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    url = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["repository"]["url"]
    return [f"lrlib @ git+{url}", *pins, glue[0]]


def twin(source):
    """The notebook of one chapter, as text; the same chapter gives the same text."""
    book = jupytext.read(source)
    setup = SETUP.format(packages=" ".join(f"'{package}'" for package in packages()))
    book.cells.insert(0, nbformat.v4.new_code_cell(setup))
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
    return nbformat.writes(book).rstrip() + "\n"


def chapters():
    """The pages that are notebooks."""
    pages = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
    return [page for page in pages if page.read_text("utf-8").startswith("---\njupytext:")]


def stale():
    """The twins that differ from their chapters."""
    for page in chapters():
        path = page.with_suffix(".ipynb")
        if not path.exists() or path.read_text("utf-8") != twin(page):
            yield path


if __name__ == "__main__":
    late = list(stale())
    for path in late:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_text(twin(path.with_suffix(".md")), "utf-8")
    sys.exit(bool(late) and "--check" in sys.argv)
