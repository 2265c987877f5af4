"""The house style: what every figure of the book has in common.

A :class:`Figure` is a function that draws, a caption, and a text for those who do not see it.
It is drawn twice, on a light and on a dark page, as SVG. Each kind of schedule has one colour
and one line style throughout the book. The colours are Okabe and Ito's, which people with any
common colour blindness can tell apart, darkened or lightened until they contrast with the
page by 3 to 1; the line style says the same without colour.
"""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

from lrlib.check import need
from lrlib.schedules import Schedule

__all__ = ["Figure", "Ink", "kind_of"]

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}"
# The book's own face; on machines that lack it, those that are most alike. Matplotlib measures with
# its own DejaVu Sans, which is a little wider: what has room there has room in each of these.
FACES = "'Lr Sans', 'Source Sans 3', 'DejaVu Sans', sans-serif"

# kind: (colour on a light page, colour on a dark page, line style)
LINES = {
    "ExponentialDecay": ("#0072b2", "#5ab4e8", "solid"),
    "CyclicExponentialDecay": ("#c95600", "#ff9340", (0, (7, 1.5))),
    "OneCycle": ("#007a5a", "#2fcf9f", (0, (5, 1.5, 1, 1.5))),
    "Triangular": ("#a4457f", "#e79bc6", (0, (3, 1.5))),
    "Cosine": ("#a56a00", "#f0b030", (0, (8, 1.5, 1, 1.5, 1, 1.5))),
    "LinearDecay": ("#635a00", "#e8dc55", (0, (5, 3))),
    "CosineRestarts": ("#8c4a00", "#f5c06a", (0, (6, 1.5, 3, 1.5))),
    "Polynomial": ("#4f6b00", "#b9d64a", (0, (9, 2))),
    "WarmupStableDecay": ("#5b4bc4", "#a9a0f5", (0, (4, 1.5, 4, 1.5, 1, 1.5))),
    "InverseSqrt": ("#00708a", "#4fc6dc", (0, (2, 1.5))),
    "InverseTime": ("#a13c3c", "#f09a90", (0, (10, 1.5, 2, 1.5))),
    "Steps": ("#6d5148", "#d0b3a6", (0, (7, 3))),
    "constant": ("#1b1f24", "#f2f4f6", (0, (1, 1.5))),
    "bound": ("#5f6670", "#a6afb8", (0, (4, 2))),
}
# what a label says, in the order in which it is asked
WORDS = {
    "CyclicExponentialDecay": ("ced", "cyclic exp"),
    "Triangular": ("clr", "triangular"),
    "OneCycle": ("1-cycle", "onecycle", "triangle"),
    "Cosine": ("cosine",),
    "LinearDecay": ("linear",),
    "constant": ("constant",),
    "bound": ("bound", "theorem", "limit"),
    "ExponentialDecay": ("exponential",),
}
STYLES = ("solid", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 1.5, 1, 1.5)), (0, (10, 2)), (0, (3, 4)))
PAGES = {
    "light": {"page": "#ffffff", "text": "#1b1f24", "grid": "#d9dde1", "shade": "#c95600"},
    "dark": {"page": "#14181e", "text": "#e6e9ec", "grid": "#3a424c", "shade": "#ff9340"},
}


def kind_of(named: object) -> str | None:
    """The kind of schedule that a schedule is or a label speaks of.

    >>> from lrlib import OneCycle, warmup
    >>> kind_of(warmup(OneCycle(0.1, 0.5, 100), steps=10))
    'OneCycle'
    >>> kind_of("CED, as published"), kind_of("1-cycle"), kind_of("PyTorch")
    ('CyclicExponentialDecay', 'OneCycle', None)
    """
    if isinstance(named, Schedule):
        inner = getattr(named, "schedule", named)
        return type(inner).__name__ if type(inner).__name__ in LINES else kind_of(repr(inner))
    if isinstance(named, str) and named in LINES:
        return named
    words = str(named).lower()
    found = (kind for kind, signs in WORDS.items() if any(sign in words for sign in signs))
    return next(found, None)


class Ink:
    """Colours and line styles on one kind of page: what a function that draws is given."""

    def __init__(self, theme: str) -> None:
        self.theme = theme
        self.page, self.text, self.grid, self.shade = PAGES[theme].values()

    def colour(self, kind: object) -> str:
        """The colour of a kind of schedule."""
        light, dark, _ = LINES[kind_of(kind) or "constant"]
        return light if self.theme == "light" else dark

    def line(self, kind: object) -> dict[str, Any]:
        """Keywords for ``ax.plot``."""
        return {"color": self.colour(kind), "linestyle": LINES[kind_of(kind) or "constant"][2]}

    def lines(self, kinds: Iterable[object]) -> list[dict[str, Any]]:
        """Keywords for several lines in one picture; no two of them look alike."""
        seen: list[str | None] = []
        out = []
        for kind in map(kind_of, kinds):
            line = self.line(kind)
            if kind is None or kind in seen:
                line["linestyle"] = STYLES[(seen.count(kind) + (kind is not None)) % len(STYLES)]
                line["linewidth"] = 1.6
            if kind is None and not seen.count(kind):
                line["linewidth"] = 2.2
            seen.append(kind)
            out.append(line)
        return out

    def settings(self) -> dict[str, Any]:
        """Matplotlib's, for this page."""
        return {
            "font.family": "DejaVu Sans",
            "font.size": 12,
            "axes.labelsize": 12,
            "axes.titlesize": 13,
            "xtick.labelsize": 12,
            "ytick.labelsize": 12,
            "legend.fontsize": 12,
            "mathtext.fontset": "dejavusans",
            "lines.linewidth": 2.2,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.labelcolor": self.text,
            "axes.edgecolor": self.text,
            "axes.facecolor": "none",
            "axes.titlecolor": self.text,
            "figure.facecolor": "none",
            "savefig.facecolor": "none",
            "grid.color": self.grid,
            "grid.linewidth": 0.8,
            "text.color": self.text,
            "xtick.color": self.text,
            "ytick.color": self.text,
            "legend.frameon": False,
            "svg.fonttype": "none",  # text stays text
            "svg.hashsalt": "lrlib",
            "path.simplify_threshold": 0.25,
        }


class Figure:
    """A picture on light and dark pages, with its caption and its text alternative.

    Parameters
    ----------
    draw : callable
        ``draw(ax, ink)`` draws on Matplotlib axes (an array of them if there are several
        panels) with the colours of an ``Ink``. It is called once for each page.
    caption : str
        One or two sentences; ``*emphasis*`` and ```code``` are understood.
    alt : str
        What the picture shows, in words, made from the numbers that are drawn.
    size : tuple of float
        Width and height in inches. Narrow, so that 12-point letters stay legible on a phone.
    panels : tuple of int
        Rows and columns of axes.

    Examples
    --------
    >>> figure = Figure(lambda ax, ink: ax.plot([0, 1], [1, 0], **ink.line("OneCycle")),
    ...                 caption="A line.", alt="A line that falls from 1 at 0 to 0 at 1.")
    >>> figure
    <Figure: A line that falls from 1 at 0 to 0 at 1.>
    >>> figure.svg() == figure.svg()
    True
    """

    def __init__(
        self,
        draw: Callable[[Any, Ink], object],
        caption: str,
        alt: str,
        size: tuple[float, float] = (5.6, 3.4),
        panels: tuple[int, int] = (1, 1),
    ) -> None:
        if not (isinstance(alt, str) and alt.strip()):
            raise ValueError(f"alt must say what the picture shows, got {alt!r}")
        self.draw, self.caption, self.alt = draw, caption, alt
        self.size, self.panels = size, panels

    def svg(self, theme: str = "light") -> str:
        """The picture as SVG; the same numbers give the same text."""
        matplotlib = need("matplotlib", "plot")
        canvas = need("matplotlib.figure", "plot").Figure
        ink = Ink(theme)
        with matplotlib.rc_context(ink.settings()):
            figure = canvas(figsize=self.size, layout="constrained")
            axes = figure.subplots(*self.panels)
            self.draw(axes, ink)
            out = io.StringIO()
            figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return tidy(out.getvalue())

    def __repr__(self) -> str:
        return f"<Figure: {self.alt}>"

    def _repr_html_(self) -> str:
        """The light picture; the dark one waits in an attribute.

        Notebooks strip attributes that they do not know, and so show one picture, on white. The
        book's build makes a second one of it.
        """
        width, height = (round(100 * side) for side in self.size)
        light, dark = (_data_url(self.svg(theme)) for theme in ("light", "dark"))
        image = (
            f'<img src="{light}" width="{width}" height="{height}" loading="lazy" '
            f'style="background: white" alt="{html.escape(self.alt)}">'
        )
        caption = f"<figcaption>{_marked_up(self.caption)}</figcaption>"
        return f'<figure class="lr-figure" data-dark="{dark}"><div>{image}</div>{caption}</figure>'


def _data_url(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _marked_up(text: str) -> str:
    text = re.sub(r"`(.+?)`", r"<code>\1</code>", html.escape(text, quote=False))
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", text)


def tidy(svg: str) -> str:
    """Matplotlib's SVG, smaller, and without styles that a strict policy would block.

    ``style`` attributes become presentation attributes, coordinates keep two decimals, in paths of
    many points one.
    """
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}metadata"):
                parent.remove(child)
    root.set("stroke-linejoin", "round")  # what the sheet said of every element
    root.set("font-family", FACES)
    for tag in root.iter():
        for declaration in filter(None, tag.attrib.pop("style", "").split(";")):
            name, value = declaration.split(":", 1)
            tag.set(name.strip(), value.strip())
        if tag is not root:
            tag.attrib.pop("font-family", None)
        if tag.get("transform", "").startswith("rotate(-0 "):
            del tag.attrib["transform"]
        if tag.get(XLINK + "href"):
            tag.set("href", tag.attrib.pop(XLINK + "href"))
        for name in {"d", "x", "y", "points"} & set(tag.attrib):
            tag.set(name, re.sub(r"-?\d+\.\d{3,}", _rounded(2), tag.attrib[name]))
        if tag.get("d"):
            tag.set("d", _short(tag.attrib["d"]))
        if tag.tag == f"{{{SVG}}}g" and tag.get("id"):
            del tag.attrib["id"]
        if tag.tag not in (f"{{{SVG}}}text", f"{{{SVG}}}tspan"):
            tag.text = None
        tag.tail = None
        if tag.tag == f"{{{SVG}}}text" and len(tag):
            _flow(tag)
    _say_once(root)
    _unwrap(root)
    return ElementTree.tostring(root, encoding="unicode")


def _say_once(root: ElementTree.Element) -> None:
    """A mark that is used again and again has its looks from where it was drawn."""
    drawn = {tag.get("id"): tag for tag in root.iter(f"{{{SVG}}}path") if tag.get("id")}
    for mark in root.iter(f"{{{SVG}}}use"):
        path = drawn[mark.attrib["href"].removeprefix("#")]
        for name in ("stroke", "stroke-width"):
            if mark.get(name) == path.get(name):
                mark.attrib.pop(name, None)


def _unwrap(parent: ElementTree.Element) -> None:
    """Groups that say nothing leave their place to what they hold."""
    held = []
    for child in parent:
        _unwrap(child)
        plain = child.tag == f"{{{SVG}}}g" and not child.attrib
        held += list(child) if plain else [child]
    parent[:] = held


def _flow(formula: ElementTree.Element) -> None:
    """Let the signs of a formula follow one another, as wide as the face at hand makes them.

    Matplotlib gives each sign the place that it has in another face.
    """
    signs = sorted(formula, key=lambda sign: float(sign.attrib["x"]))
    height = 0.0
    for i, sign in enumerate(signs):
        y = float(sign.attrib.pop("y"))
        sign.set("dy", f"{y - height:g}")
        height = y
        if i:
            del sign.attrib["x"]
        sign.text = sign.text or "\N{NO-BREAK SPACE}"
    formula.text, formula[:] = None, signs


MANY = 40  # points of a path: what a tenth of a unit moves in such a curve nobody sees


def _short(path: str) -> str:
    """The same path in fewer letters: ``V`` and ``H`` for straight strokes, no needless spaces."""
    strokes = re.findall(r"([MLCQz])([^MLCQz]*)", path)
    if len(strokes) > MANY:
        strokes = [(command, re.sub(r"-?\d+\.\d+", _rounded(1), at)) for command, at in strokes]
    parts, place = [], [None, None]
    for command, numbers in strokes:
        point = numbers.split()
        if command == "L" and point[0] == place[0]:
            parts.append(f"V{point[1]}")
        elif command == "L" and point[1] == place[1]:
            parts.append(f"H{point[0]}")
        else:
            parts.append(command + " ".join(point))
        place = point[-2:] or [None, None]
    return "".join(parts)


def _rounded(digits: int) -> Callable[[re.Match[str]], str]:
    """The number that a pattern found, with so many digits after the point, or fewer."""
    return lambda number: f"{float(number[0]):.{digits}f}".rstrip("0").rstrip(".")
