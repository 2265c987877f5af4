"""Plumbing stays off the pages: what a cell says there teaches something."""

import pytest
from plumbing import without_plumbing

from tests.book import chapters, parsed


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("theorem('E1')", ""),
        ("from lrlib.proofs import theorem\n\ntheorem('E1')", ""),
        (
            "from lrlib.proofs import THEOREMS, theorem",
            "from lrlib.proofs import THEOREMS, theorem",
        ),
        ("from myst_nb import glue\n\nx = 1\nglue('x', x)", "x = 1"),
        ("for k in ks:\n    print(k)\n    glue(f'{k}', k)", "for k in ks:\n    print(k)"),
        ("for k in ks:\n    glue(\n        f'{k}', k\n    )\nk", "k"),
        ("glue = 3\nprint(glue)", "glue = 3\nprint(glue)"),
        ("%pip install x", "%pip install x"),
    ],
)
def test_without_plumbing(code, shown):
    assert without_plumbing(code) == shown


@pytest.mark.parametrize("page", chapters())
def test_no_page_shows_plumbing(page):
    code = parsed(page).xpath("//div[contains(@class, 'cell_input')]//pre")
    texts = [block.text_content() for block in code]
    assert [t for t in texts if "glue(" in t or t.startswith("theorem(") or "myst_nb" in t] == []
