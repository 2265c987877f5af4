"""The controls and places of a scene, as HTML: native inputs, so that every keyboard works them."""

from __future__ import annotations

from html import escape
from itertools import count

_ids = count(1)


def _id(name):
    return f"scene-{name}-{next(_ids)}"


def slider(name, words, low, high, step, start, unit="") -> str:
    """A slider under its name and its value."""
    own, unit = _id(name), f" {unit}" if unit else ""
    return (
        f'<p class="lr-slider"><label for="{own}">{escape(words)}</label>'
        f'<span><output for="{own}">{start}</output>{escape(unit)}</span>'
        f'<input type="range" id="{own}" name="{name}" min="{low}" max="{high}" '
        f'step="{step}" value="{start}"></p>'
    )


def number(name, words, start, low=0) -> str:
    """A number to type, after its name."""
    own = _id(name)
    return (
        f'<p class="lr-typed"><label for="{own}">{escape(words)}</label>'
        f'<input type="number" id="{own}" name="{name}" value="{start}" min="{low}" step="any" '
        'inputmode="decimal"></p>'
    )


def lines(name, words, start, rows=2) -> str:
    """A text to type, under its name; told to be code, which no browser is to correct."""
    own = _id(name)
    return (
        f'<p class="lr-lines"><label for="{own}">{escape(words)}</label>'
        f'<textarea id="{own}" name="{name}" rows="{rows}" spellcheck="false" '
        f'autocapitalize="off" autocomplete="off">{escape(start)}</textarea></p>'
    )


def choice(name, words, options, chosen=None) -> str:
    """Radio buttons: ``options`` is value to words."""
    chosen = next(iter(options)) if chosen is None else chosen
    group = _id(name)
    buttons = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"'
        f"{' checked' * (value == chosen)}> {escape(text)}</label>"
        for value, text in options.items()
    )
    return f'<fieldset id="{group}"><legend>{escape(words)}</legend>{buttons}</fieldset>'


def tick(name, words, on=False) -> str:
    """A box to tick."""
    return f'<label><input type="checkbox" name="{name}"{" checked" * on}> {escape(words)}</label>'


def button(action, words, main=False) -> str:
    look = ' class="lr-go"' if main else ""
    return f'<button type="button" data-action="{action}"{look}>{escape(words)}</button>'


def reading(name, words, unit="") -> str:
    """A number that the scene says, after its name."""
    unit = f" {escape(unit)}" if unit else ""
    return f'<span>{escape(words)} <output name="{name}"></output>{unit}</span>'


def picture(name) -> str:
    return f'<div data-picture="{name}"></div>'


def row(*parts) -> str:
    return f'<div class="lr-row">{"".join(parts)}</div>'


def readings(*parts) -> str:
    return f'<p class="lr-readings">{"".join(parts)}</p>'


def form(*parts) -> str:
    return f'<form autocomplete="off">{"".join(parts)}</form>'


def caption(words) -> str:
    """What is seen, in words that the scene may change."""
    return f'<figcaption data-says aria-live="polite">{escape(words)}</figcaption>'
