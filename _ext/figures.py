"""Figures as part of their page: text that is text, in the page's own face, for both themes.

lrlib draws each figure twice, for a light and for a dark page. The two differ in their colours
only. So one picture goes into the page, and a class says where a colour comes from: from a property
of the page, which is another one in the dark. (A rule that asks for the theme by itself would not
reach a mark that is used again: what a ``use`` shows knows its class and what it inherits, and
nothing of the page around it.)
"""

import base64

from lxml import html

SVG = "data:image/svg+xml;base64,"
COLOURS = ("fill", "stroke")


def picture(url):
    return html.fragment_fromstring(base64.b64decode(url.removeprefix(SVG)).decode("utf-8"))


def shape(tag):
    return {name: value for name, value in tag.items() if name not in (*COLOURS, "class")}


def themed(light, dark, names):
    """Mark in the light picture what the dark one has in another colour.

    ``names`` gives each change of colour on the page its class.
    """
    for one, other in zip(light.iter(), dark.iter(), strict=True):
        for name in COLOURS:
            before, after = one.get(name), other.get(name)
            if before != after:
                word = names.setdefault((name, before, after), f"lrc-{len(names)}")
                one.set("class", f"{one.get('class', '')} {word}".strip())
        if one.text != other.text or shape(one) != shape(other):
            raise ValueError(f"a figure's dark picture differs by more than colour: {one.items()}")


def name_apart(svg, prefix):
    """No two pictures of a page may use one name."""
    names = {tag.get("id"): f"{prefix}-{i}" for i, tag in enumerate(svg.xpath(".//*[@id]"))}
    for tag in svg.iter():
        for key, value in tag.items():
            if key == "id":
                tag.set(key, names[value])
            elif value.startswith("url(#"):
                tag.set(key, f"url(#{names[value[5:-1]]})")
            elif key == "href":
                tag.set(key, f"#{names[value[1:]]}")


def draw_figures(page):
    """Put the figures into the page; the rules for the colours that its themes have."""
    names = {}
    for number, figure in enumerate(page.xpath("//figure[@data-dark]")):
        (image,) = figure.xpath(".//img")
        svg, dark = picture(image.get("src")), picture(figure.attrib.pop("data-dark"))
        for one in (svg, dark):
            name_apart(one, f"figure{number}")
        themed(svg, dark, names)
        for tag in svg.xpath(".//*[@font-family]"):
            del tag.attrib["font-family"]  # the sheet of the page says it once: type.css
        svg.set("role", "img")
        svg.set("aria-label", image.get("alt"))
        for name in ("width", "height"):
            svg.set(name, image.get(name))
        svg.tail = image.tail
        image.getparent().replace(image, svg)
    if not names:
        return []
    light, dark = ("".join(f"--{word}:{key[at]};" for key, word in names.items()) for at in (1, 2))
    return [
        f":root{{{light}}}",
        f'@media screen{{html[data-theme="dark"]{{{dark}}}}}',
        *(f".{word}{{{name}:var(--{word})}}" for (name, _, _), word in names.items()),
    ]
