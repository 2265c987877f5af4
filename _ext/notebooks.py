"""Twins of the chapters as .ipynb, for Colab, which opens no Markdown.

    python _ext/notebooks.py            write them beside the chapters
    python _ext/notebooks.py --check    exit 1 if one is missing or out of step

A twin holds no outputs. Its first cell installs the book's versions where lrlib is missing. Its
Markdown is plain; the numbers in it are those of the last build, which the check does not compare,
as another machine may measure others.
"""

import re
import sys
from pathlib import Path

import jupytext
import nbformat
from downloads import glued
from install import install_cell
from plain import make_plain

ROOT = Path(__file__).resolve().parent.parent
ANY = "\N{OBJECT REPLACEMENT CHARACTER}"


def twin(source, values):
    """The notebook of one chapter, as text; the same chapter and values give the same text."""
    book = make_plain(jupytext.read(source), values)
    book.cells.insert(0, install_cell())
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
    return nbformat.writes(book).rstrip() + "\n"


def chapters():
    """The pages that are notebooks."""
    pages = [ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
    return [page for page in pages if page.read_text("utf-8").startswith("---\njupytext:")]


def in_step(page):
    """Is the twin there, and the same as its chapter but for the glued numbers?"""
    path = page.with_suffix(".ipynb")
    expected = re.escape(twin(page, lambda name, form: ANY)).replace(ANY, r"[^\"]{1,200}?")
    return path.exists() and re.fullmatch(expected, path.read_text("utf-8")) is not None


def write(page):
    """The twin, with the numbers of the last build."""
    name = page.relative_to(ROOT).with_suffix("").as_posix()
    values = glued(ROOT / "_build" / "jupyter_execute", name)
    page.with_suffix(".ipynb").write_text(twin(page, values), "utf-8")


if __name__ == "__main__":
    late = [page for page in chapters() if not in_step(page)]
    for page in late:
        print(page.with_suffix(".ipynb").relative_to(ROOT))
        if "--check" not in sys.argv:
            write(page)
    sys.exit(bool(late) and "--check" in sys.argv)
