"""The playground as HTML: a form, its charts, and what is read off them."""

from __future__ import annotations

from html import escape

from scenes import form as scene

from playground.kinds import DRAWN, FIRST, HAND, KINDS, OPTIMIZERS, RUN, Dial, Kind


def slider(dial: Dial, owner: str) -> str:
    name = f"play-{owner}-{dial.name}"
    return (
        f'<p class="lr-dial"><label for="{name}">{escape(dial.words)}</label>'
        f'<output for="{name}"></output>'
        f'<input type="range" id="{name}" data-dial="{dial.name}" min="0" max="1000"></p>'
    )


def select(kind: Kind) -> str:
    name = f"play-{kind.key}-{kind.choice}"
    options = "".join(f"<option>{option}</option>" for option in kind.options)
    return (
        f'<p class="lr-dial"><label for="{name}">{kind.choice}</label>'
        f'<select id="{name}" data-choice="{kind.choice}">{options}</select></p>'
    )


def fields(kind: Kind) -> str:
    body = (select(kind) if kind.choice else "") + "".join(slider(d, kind.key) for d in kind.dials)
    return (
        f'<fieldset data-fields="{kind.key}" hidden><legend>Its parameters</legend>'
        f"{body}</fieldset>"
    )


def chart(name: str, title: str) -> str:
    return (
        f'<div class="lr-chart lr-{name}"><p class="lr-title">{title}</p>'
        f"{scene.picture(name)}</div>"
    )


def head() -> str:
    """The playground as HTML, up to the code beside the curve."""
    options = "".join(
        f'<option value="{kind.key}"{" selected" * (kind.key == FIRST)}>{kind.words}</option>'
        for kind in KINDS
    )
    options += f'<option value="{DRAWN}">draw your own</option>'
    drawn = "".join(slider(dial, DRAWN) for dial in HAND)
    run = "".join(slider(dial, "run") for dial in RUN)
    return f"""
<div class="lr-playground lr-scene" data-scene="playground">
<noscript><p>The playground needs JavaScript. The other chapters do not.</p></noscript>
<div class="lr-played">
{chart("rate", "Learning rate")}
<form class="lr-playground-controls" autocomplete="off" aria-label="Schedule and run">
<div class="lr-row">{scene.choice("side", "Under your fingers:", {"a": "A", "b": "B"})}
{scene.button("drop", "Drop B")}</div>
<p class="lr-dial"><label for="play-schedule">schedule</label>
<select id="play-schedule" name="schedule">{options}</select></p>
{"".join(map(fields, KINDS))}
<fieldset data-fields="{DRAWN}" hidden><legend>Draw over the curve</legend>{drawn}</fieldset>
<fieldset data-fields="run"><legend>The run</legend>{run}</fieldset>
<p class="lr-buttons">{scene.button("link", "Copy a link to this setting")}
{scene.button("reset", "Start again")}</p>
</form>
</div>
<div class="lr-scrub"><p class="lr-dial"><label for="play-at">walk through the run: step</label>
<output for="play-at"></output><input type="range" id="play-at" name="at" min="0" max="200"></p>
<p class="lr-readings">{scene.reading("rate-a", "A: next rate")}
{scene.reading("sum-a", "sum so far")}
{scene.reading("left-a", "distance left")}</p>
<p class="lr-readings" data-second hidden>{scene.reading("rate-b", "B: next rate")}
{scene.reading("sum-b", "sum so far")}{scene.reading("left-b", "distance left")}</p></div>
<p class="lr-told" data-says role="status" aria-live="polite"></p>
<div class="lr-beside">
"""


def tail() -> str:
    """What follows the code."""
    return f"""
</div>
<div class="lr-digits"><p class="lr-title">Now train a network with it: 8 × 8 pictures of digits</p>
<div class="lr-row">
{scene.choice("optimizer", "by", {key: words for key, (words, _, _) in OPTIMIZERS.items()})}</div>
<div class="lr-row">{scene.button("train", "Train the network", main=True)}
{scene.button("test", "Range test")}</div>
<div class="lr-two">{scene.picture("losses")}{scene.picture("test")}</div>
<p class="lr-readings">{scene.reading("loss-a", "A: loss of the last batches", "nats")}
{scene.reading("right-a", "unseen digits recognised", "%")}</p>
<p class="lr-readings" data-second hidden>
{scene.reading("loss-b", "B: loss of the last batches", "nats")}
{scene.reading("right-b", "unseen digits recognised", "%")}</p>
<p data-trained role="status" aria-live="polite"></p></div>
{chart("sum", "Sum of the rates so far")}
{chart("bowl", "Distance to the minimum of a parabola")}
{chart("rugged", "Gradient descent on the rugged loss")}
</div>
"""
