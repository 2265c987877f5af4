"""Folds: what a chapter keeps for those who ask, behind one line that says what it is.

All between two comments is folded away, cells and their outputs included, which no directive
can hold:

    <!-- fold: The training code, in three frameworks -->
    …
    <!-- end of fold -->

The browser opens a fold when a link leads into it, or when the reader finds a word there. In a
notebook the comments show nothing and all is open; so it is in the PDF.
"""

import re

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx_design.shared import create_component

BEGIN = re.compile(r"<!-- fold: (.+?) -->")
END = "<!-- end of fold -->"


def comment(node) -> str:
    """What a comment of HTML says, if the node is one."""
    return node.astext().strip() if isinstance(node, nodes.raw) else ""


def fold(title: str):
    """An empty fold, as sphinx-design's directive would make it."""
    made = create_component(
        "dropdown",
        opened=False,
        type="dropdown",
        has_title=True,
        icon=None,
        chevron=None,
        container_classes=["sd-mb-3", "lr-fold"],
        title_classes=[],
        body_classes=[],
    )
    made += nodes.rubric(title, title)
    return made


class Folds(SphinxTransform):
    default_priority = 610  # after framework_tabs.py, whose tab sets are folded as they are

    def apply(self):
        for begin in [n for n in self.document.findall(nodes.raw) if BEGIN.match(comment(n))]:
            parent, start = begin.parent, begin.parent.index(begin)
            ends = (i for i in range(start, len(parent)) if comment(parent[i]) == END)
            if (end := next(ends, None)) is None:
                raise ExtensionError(f"{self.env.docname}: {begin.astext()} has no end")
            made = fold(BEGIN.match(comment(begin))[1])
            made.source, made.line = begin.source, begin.line
            made += parent[start + 1 : end]
            parent[start : end + 1] = [made]


def setup(app):
    app.add_transform(Folds)
    return {"version": "1", "parallel_read_safe": True}
