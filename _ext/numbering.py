"""Numbers that are the same in the book and in its notebooks.

A theorem has its label for a number: "Theorem E2e" is also what ``theorem("E2e")`` shows and what
``python -m lrlib.proofs`` prints, and it stays when a theorem is added before it. Exercises are
counted within their chapter.
"""


def renumber(app, builder):
    for numbers in app.env.toc_fignumbers.values():
        for label in numbers.get("theorem", {}):
            numbers["theorem"][label] = (label,)
        for i, label in enumerate(numbers.get("exercise", {}), 1):
            numbers["exercise"][label] = (i,)


def setup(app):
    app.connect("write-started", renumber)
    return {"version": "1", "parallel_read_safe": True}
