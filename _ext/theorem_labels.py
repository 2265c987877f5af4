"""Theorems keep their labels as numbers.

"Theorem E2e" is the same in the book, in a notebook, in ``theorem("E2e")`` and in the table that
``python -m lrlib.proofs`` prints, and stays the same when a theorem is added before it.
"""


def name(app, builder):
    for numbers in app.env.toc_fignumbers.values():
        for label in numbers.get("theorem", {}):
            numbers["theorem"][label] = (label,)


def setup(app):
    app.connect("write-started", lambda builder: name(builder.app, builder))
    return {"version": "1", "parallel_read_safe": True}
