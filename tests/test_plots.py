"""Figures: true text, the same bytes twice, legible colours, nothing a strict policy blocks."""

import base64
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import lrlib
from lrlib import plots
from lrlib.plots.style import LINES, PAGES, SVG

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


def texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{{{SVG}}}text")]


def test_letters_are_text_and_formulas_flow():
    figure = plots.lines({"a": ([1, 10], [1e-3, 1])}, "x", "steps", "$\\lambda$ times", logy=True)
    words = texts(figure.svg())
    assert "steps" in words and "λ\u00a0times" in words and "10−3" in words
    (power,) = (t for t in ElementTree.fromstring(figure.svg()).iter(f"{{{SVG}}}text")
                if "".join(t.itertext()) == "10−3")  # fmt: skip
    assert [sign.get("x") for sign in power][1:] == [None] * 3
    assert float(power[2].get("dy")) < 0 == float(power[3].get("dy"))


def test_lines_carry_their_names_where_there_is_room():
    steps = range(201)
    apart = {"rises": (steps, [*steps]), "falls": (steps, [200 - t for t in steps])}
    drawn = ElementTree.fromstring(plots.lines(apart, "x", "step", "rate").svg())
    named = [t for t in drawn.iter(f"{{{SVG}}}text") if t.text in apart]
    colours = {t.get("fill") for t in named}
    assert len(named) == len(colours) == 2 or colours == {PAGES["light"]["text"]}
    same = {f"curve number {i} of the crowd": (steps, [i + t % 9 for t in steps]) for i in range(9)}
    crowd = plots.lines(same, "x", "step", "rate")
    heights = [float(t.get("y")) for t in ElementTree.fromstring(crowd.svg()).iter(f"{{{SVG}}}text")
               if t.text and "crowd" in t.text]  # fmt: skip
    assert len(heights) == 9 and max(heights) < 170  # above the picture


def test_names_touch_no_curve():
    """Of three schedules that cross one another."""
    from matplotlib.figure import Figure

    from lrlib.plots.labels import HIGH, WIDE, places

    figure = Figure(figsize=(5.6, 3.4), layout="constrained")
    ax = figure.subplots()
    shapes = SCHEDULES | {"cosine": lrlib.Cosine(0.1, 200)}
    lines = {name: ax.plot(range(201), s.curve(201))[0] for name, s in shapes.items()}
    ax.set(xlabel="step", ylabel="rate")
    found = places(ax, lines)
    assert set(found) == set(shapes)
    box, size = ax.get_window_extent(), ax.xaxis.label.get_size()
    for name, (x, y) in found.items():
        for line in lines.values():
            points = (line.get_transform().transform(line.get_xydata()) - (box.x0, box.y0)) * 0.72
            beside = abs(points - (x, y)) > (WIDE * size * len(name) / 2, HIGH * size / 2)
            assert beside.any(axis=1).all()


def test_bars_with_whiskers_on_both_kinds_of_axis():
    for log in (False, True):
        figure = plots.bars(
            {"a": 0.2, "b": 0.4}, "Bars.", "share", spread={"a": 0.1}, reference=("c", 0.3), log=log
        )
        assert figure.svg() and figure.alt == "Share. a: 0.2 ± 0.1; b: 0.4; c: 0.3."


def test_jumps_die_out_with_the_rate_and_with_it_alone():
    """What the picture of the corner says: of its walks, in words and in numbers."""
    n = 9
    line = lrlib.LinearDecay(n / (n + 1) ** 1.5, n).curve(n)
    sunk, held = plots.walks.walk(line), plots.walks.walk([line[0]] * n)
    crossing = {}
    for name, x in {"sunk": sunk, "held": held}.items():
        lengths = abs(x[1:] - x[:-1])
        crossing[name] = lengths[x[1:] * x[:-1] < 0]
    assert len(crossing["sunk"]) == 4 and (crossing["sunk"][1:] < crossing["sunk"][:-1]).all()
    assert len(crossing["held"]) == 6 and crossing["held"] == pytest.approx(line[0])
    assert abs(held[-3:]).min() > 5 * abs(sunk[-1]) and abs(sunk[-1]) < (n + 1) ** -0.5
    figure = plots.walks.jumps(n)
    for x in (sunk, held):
        assert f"{abs(x[-1]):.2g}" in figure.alt + figure.caption
    words = texts(figure.svg())
    assert {"G", "D", "the way", "the jumps", "for ever"} <= set(words)


def test_dividing_helps_along_the_coordinates_only():
    """What the picture of Adam says: 10 steps, each way at the best of 300 rates."""
    alt = plots.bowl.adam().alt
    told = dict(re.findall(r"(\w+, (?:along|turned)[^:]*): (under 1|\d+) % left|$", alt))
    told.pop("", None)
    assert told["Adam, along the axes"] == "under 1"
    plain = int(told["plain, along the axes"])
    assert plain == int(told["plain, turned by 45 degrees"])  # a turn is nothing to it
    assert 0.75 * plain < int(told["Adam, turned by 45 degrees"]) < plain
    # in the turned valley the two coordinates see slopes of one size, so one divisor for both
    hessian = np.array([[21, -19], [-19, 21]]) / 2  # curvatures 1 and 20
    path = plots.bowl.descend(hessian, np.array([0.6, 1.4]) / 2**0.5, 0.3, 10, beta2=0.999)
    sizes = np.sqrt(np.mean((path[:-1] @ hessian) ** 2, axis=0))
    assert abs(sizes[0] / sizes[1] - 1) < 0.2


def test_importing_plots_imports_no_matplotlib():
    code = "import sys, lrlib.plots; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
