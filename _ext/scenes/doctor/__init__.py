"""Schedule doctor: paste a line of your training code, and see what it will do.

The examples were examined when the book was built; whatever the reader writes is examined by the
same Python in the page, which :mod:`live` brings at the click on *Examine*.
"""

from __future__ import annotations

from lrlib.examine import examine
from scenes import form

TITLE = "A doctor for schedules: paste a line of your training code and see what it will do"
EXAMPLES = {  # words: the line, the optimizer's lr, updates in the run
    "a cosine that is too short": ("CosineAnnealingLR(optimizer, T_max=600)", 0.1, 1000),
    "OneCycleLR": (
        "scheduler = OneCycleLR(optimizer, max_lr=0.1, epochs=10, steps_per_epoch=100)",
        0.1,
        1000,
    ),
    "a warm-up of transformers": (
        "get_cosine_schedule_with_warmup(optimizer, 100, 1000)",
        0.0005,
        1000,
    ),
    "two lines, counted in epochs": (
        "epochs = 30\nscheduler = CosineAnnealingLR(optimizer, T_max=epochs)",
        0.1,
        300,
    ),
    "Hugging Face Trainer": (
        'TrainingArguments("out", learning_rate=2e-5, lr_scheduler_type="cosine", '
        "warmup_steps=0.1, max_steps=1000)",
        0.1,
        1000,
    ),
    "timm": (
        "CosineLRScheduler(optimizer, t_initial=900, warmup_t=100, t_in_epochs=False)",
        0.1,
        900,
    ),
    "a loop": (
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n"
        "scheduler = CosineAnnealingLR(optimizer, T_max=30)\n"
        "for epoch in range(30):\n"
        "    for x, y in train_loader:\n"
        "        criterion(model(x), y).backward()\n"
        "        optimizer.step()\n"
        "        scheduler.step()",
        0.1,
        1000,
    ),
    "Keras": ("CosineDecay(0.1, decay_steps=100)", 0.1, 1000),
    "Optax": (
        "optax.warmup_cosine_decay_schedule(0.0, 0.1, warmup_steps=50, decay_steps=1000)",
        0.1,
        1000,
    ),
}


def facts():
    """Each example with what came of it, in numbers as short as a picture needs."""
    examined = []
    for words, (text, lr, updates) in EXAMPLES.items():
        found = examine(text, updates, lr)
        for curve in ("rates", "held"):
            found[curve] = [[step, float(f"{rate:.5g}")] for step, rate in thinned(found[curve])]
        examined.append({"words": words, "text": text, "lr": lr, "updates": updates} | found)
    return {"examples": examined}


def thinned(points, most=160):
    """Some of the points, the last among them; these examples have no jumps between them."""
    return [*points[: -1 : max(1, len(points) // most)], *points[-1:]]


def html():
    text, lr, updates = next(iter(EXAMPLES.values()))
    ways = (form.button(f"example-{i}", words) for i, words in enumerate(EXAMPLES))
    copy = form.button("copy", "Copy the line of lrlib")
    repair = form.button("copy-repaired", "Copy the repaired line")
    return form.form(
        form.lines("text", "Your training code: a line, a loop or TrainingArguments", text),
        '<div class="lr-two">',
        form.number("lr", "the optimizer's lr", lr),
        form.number("updates", "updates in the run", updates, low=1),
        "</div>",
        '<div class="lr-two" data-missing hidden></div>',
        form.row("<span>Examples:</span>", *ways),
        form.row(form.button("examine", "Examine", main=True)),
        '<div class="live"></div>',
        "<div data-result>",
        '<div class="lr-findings"><ul data-above></ul></div>',
        '<p class="lr-verdict" data-verdict></p>',
        form.picture("rate"),
        form.readings(form.reading("last", "last rate"), form.reading("highest", "highest rate")),
        '<div class="lr-findings" data-findings><ul data-wrong></ul>'
        "<details data-more><summary></summary><ul></ul></details></div>",
        '<p class="lr-twin"><span data-twin>The same curve in lrlib:</span> '
        '<output name="schedule"></output></p>',
        '<p class="lr-twin" data-repaired hidden><span></span> '
        '<output name="repaired"></output></p>',
        form.row(copy, repair),
        "</div>",
    ) + form.caption(
        "Paste the line that makes your scheduler, or the whole loop. For numbers that are not in "
        "it, fields appear."
    )
