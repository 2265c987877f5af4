"""Numbers that are the same in the book and in its notebooks.

A theorem has its label for a number: "Theorem E2e" is also what ``theorem("E2e")`` shows and what
``python -m lrlib.proofs`` prints, and it stays when a theorem is added before it. Exercises are
counted within their chapter.
"""

from sphinx.transforms.post_transforms import SphinxPostTransform


def renumber(env):
    for numbers in env.toc_fignumbers.values():
        for label in numbers.get("theorem", {}):
            numbers["theorem"][label] = (label,)
        for i, label in enumerate(numbers.get("exercise", {}), 1):
            numbers["exercise"][label] = (i,)


class InLaTeX(SphinxPostTransform):
    """The LaTeX builder announces no writing; it asks for numbers after the first transform."""

    formats = ("latex",)
    default_priority = 1

    def run(self, **kwargs):
        renumber(self.env)


def setup(app):
    app.add_post_transform(InLaTeX)
    app.connect("write-started", lambda app, builder: renumber(app.env))
    return {"version": "1", "parallel_read_safe": True}
