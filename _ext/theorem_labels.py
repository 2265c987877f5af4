"""Theorems keep their labels as numbers.

"Theorem E2e" is the same in the book, in a notebook, in ``theorem("E2e")`` and in the table that
``python -m lrlib.proofs`` prints, and stays the same when a theorem is added before it.
"""

from sphinx.transforms.post_transforms import SphinxPostTransform


def name(env):
    for numbers in env.toc_fignumbers.values():
        for label in numbers.get("theorem", {}):
            numbers["theorem"][label] = (label,)


class InLaTeX(SphinxPostTransform):
    """The LaTeX builder announces no writing; it asks for numbers after the first transform."""

    formats = ("latex",)
    default_priority = 1

    def run(self, **kwargs):
        name(self.env)


def setup(app):
    app.add_post_transform(InLaTeX)
    app.connect("write-started", lambda app, builder: name(app.env))
    return {"version": "1", "parallel_read_safe": True}
