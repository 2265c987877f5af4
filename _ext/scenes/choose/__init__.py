"""Which schedule? Six questions, a named default, and code to copy."""

from __future__ import annotations

from framework_tabs import LABELS

from lrlib.lab.advice import FRAMEWORKS, QUESTIONS, every
from scenes import form

TITLE = "Which schedule? Six questions and an answer"
PARTS = ("name", "peak", "length", "cost", "evidence")
# what the book's tabs call each framework, so that the choice is remembered here and there
TABS = {"TensorFlow": "Keras"}
OWN = {"Trainer": "torch"}  # it has no tab in the book; PyTorch's is what it runs


def facts():
    """Each text and each curve once; an answer names them by their numbers."""
    texts: dict = {}
    curves: dict = {}

    def number(text):
        return texts.setdefault(text, len(texts))

    advice = {}
    for given, found in every().items():
        code = [number("\n".join(found.code[name])) for name in FRAMEWORKS]
        curve = tuple(round(found.drawn(step), 3) for step in range(101))
        advice[given] = [*(number(getattr(found, part)) for part in PARTS), *code]
        advice[given].append(curves.setdefault(curve, len(curves)))
    return {
        "questions": list(QUESTIONS),
        "parts": list(PARTS),
        "frameworks": list(FRAMEWORKS),
        "tabs": {TABS.get(label, label): tab for tab, label in LABELS.items()} | OWN,
        "texts": list(texts),
        "curves": list(curves),
        "advice": advice,
    }


def html():
    return form.form(
        *(form.choice(name, words, answers) for name, (words, answers) in QUESTIONS.items()),
        '<p class="lr-answer"><output name="name"></output></p>',
        form.picture("curve"),
        '<dl class="lr-advice"><dt>Peak</dt><dd><output name="peak"></output></dd>'
        '<dt>Parts</dt><dd><output name="length"></output></dd>'
        '<dt>What it costs</dt><dd><output name="cost"></output></dd>'
        '<dt>Elsewhere</dt><dd><output name="evidence"></output></dd></dl>',
        form.choice("framework", "Code for", {name: name for name in FRAMEWORKS}),
        '<pre class="lr-code" tabindex="0"><code data-code></code></pre>',
        form.row(form.button("copy", "Copy the code"), form.button("link", "Copy a link to this")),
    ) + form.caption("Change an answer and the advice follows.")
