"""Figures: true text, the same bytes twice, legible colours, nothing a strict policy blocks."""

import base64
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import lrlib
from lrlib import plots
from lrlib.plots.style import LINES, PAGES

SCHEDULES = {
    "exponential": lrlib.ExponentialDecay(0.1, 0.01),
    "CED": lrlib.CyclicExponentialDecay(0.1, 0.01, 50),
}


def contrast(one, other):
    """WCAG's contrast ratio of two colours."""

    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), parts))

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("kind", LINES)
def test_every_colour_stands_out_from_its_page(kind):
    light, dark, _ = LINES[kind]
    assert contrast(light, PAGES["light"]["page"]) >= 3
    assert contrast(dark, PAGES["dark"]["page"]) >= 3


def test_colour_is_never_the_only_signal():
    styles = [str(style) for _, _, style in LINES.values()]
    assert len(set(styles)) == len(styles)
    twins = plots.Ink("light").lines(["CED", "CED", "PyTorch", "MLX"])
    looks = {(line["color"], str(line["linestyle"])) for line in twins}
    assert len(looks) == 4


def test_alt_text_tells_the_numbers_that_are_drawn():
    alt = plots.rates(SCHEDULES, steps=101, caption="Two.").alt
    lowest = SCHEDULES["CED"].curve(101).min()
    assert f"down to {lowest:.3g} at 24" in alt
    assert f"{SCHEDULES['exponential'](100):.3g} at 100" in alt


def test_a_figure_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt must say"):
        plots.Figure(lambda ax, ink: None, caption="", alt=" ")


def test_figures_are_deterministic_and_differ_by_page():
    figure = plots.rates(SCHEDULES, steps=101, caption="Two.")
    assert figure.svg("light") == figure.svg("light") != figure.svg("dark")


@pytest.mark.parametrize("theme", PAGES)
def test_svg_is_small_and_has_no_style(theme):
    svg = plots.rates(SCHEDULES, steps=2001, caption="Two.").svg(theme)
    assert "style" not in svg and "<script" not in svg and len(svg) < 60_000
    ElementTree.fromstring(svg)


def test_notebooks_get_one_picture_and_the_book_a_dark_one_too_with_escaped_words():
    page = plots.lines(
        {"a<b": ([0, 1], [1, 2])}, caption="x < y, *so* `z`", xlabel='"step"', ylabel="rate"
    )._repr_html_()
    assert page.count("<img") == 1 == page.count("data-dark=")
    assert "a&lt;b" in page and "&quot;" in page
    assert "<figcaption>x &lt; y, <em>so</em> <code>z</code></figcaption>" in page
    dark, light = (base64.b64decode(data) for data in re.findall(r"base64,([^\"]+)", page))
    assert dark.startswith(b"<svg") and light.startswith(b"<svg") and dark != light


def test_bars_with_whiskers_on_both_kinds_of_axis():
    for log in (False, True):
        figure = plots.bars(
            {"a": 0.2, "b": 0.4}, "Bars.", "share", spread={"a": 0.1}, reference=("c", 0.3), log=log
        )
        assert figure.svg() and figure.alt == "Share. a: 0.2 ± 0.1; b: 0.4; c: 0.3."


def test_importing_plots_imports_no_matplotlib():
    code = "import sys, lrlib.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
