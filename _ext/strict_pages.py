"""Pages that a strict Content-Security-Policy can serve.

``default-src 'self'`` allows no script, style or image that stands in the page itself. When
the book is built, each is moved to a file of its own:

- scripts to ``_static/inline/*.js``, and ``onclick="f()"`` to a script that listens;
- ``style="..."`` attributes, of which KaTeX writes many, to classes in a sheet per page;
- ``data:`` images, in pages and style sheets, to files.

On the way, tags that ask for files which ``slim.py`` leaves out are dropped, figures become part of
their page (``figures.py``), and what belongs together stays on one line.
"""

import base64
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from figures import draw_figures
from late import let_formulas_wait
from layout import gather_exercises, make_cards, name_code
from lxml import html

UNUSED_TAGS = """
    //script[contains(@src, "thebe") or contains(@src, "fontawesome")]
    | //script[contains(., "thebe_selector") or starts-with(@type, "text/x-thebe")]
    | //link[contains(@href, "thebe") or contains(@href, "fontawesome.js")]
"""
FOR_SEARCH = '//script[contains(@src, "search") or contains(@src, "language_data")]'
SCRIPT_TYPES = (None, "", "text/javascript", "module")
DATA_URL = re.compile(r"""url\((["']?)(data:image/.*?)\1\)""")


PUNCTUATION = re.compile(r"[,.;:!?)’”]+")


def keep_together(page):
    """No line breaks before the comma after a formula, nor between a number and its unit.

    Browsers break a line beside a formula whatever stands there, a word joiner included: so the
    comma moves into the formula's last part, and a number and its unit, a formula right after a
    glued number, into one piece.
    """
    for formula in page.xpath('//span[contains(concat(" ", @class, " "), " math ")]'):
        last = formula.xpath('(.//span[@class="base"])[last()]')
        if last and (comma := PUNCTUATION.match(formula.tail or "")):
            sign = html.Element("span")
            sign.text, formula.tail = comma[0], formula.tail[comma.end() :]
            last[0].append(sign)
        number = formula.getprevious()
        if number is not None and not number.tail and number.get("class") == "pasted-text":
            whole = html.Element("span", {"class": "lr-whole"})
            whole.tail, formula.tail = formula.tail, None
            number.addprevious(whole)
            whole.extend([number, formula])


def name_once(page):
    """No two things of a page have one name; the first keeps it (the extensions for theorems and
    exercises give each of their boxes the same)."""
    seen = set()
    for tag in page.xpath("//*[@id]"):
        if tag.get("id") in seen:
            del tag.attrib["id"]
        seen.add(tag.get("id"))


def look_for_root(page, root):
    """Let the page for missing addresses find the book wherever it is served."""
    page.set("data-root", root)
    places = dict.fromkeys([root, "/", "./", "../", "../../"])
    for place in reversed(places):
        page.head.insert(0, html.Element("script", src=f"{place}_static/find-root.js"))


ROWS = '//tr[@class="row-odd" or @class="row-even"]'  # a sheet can count for itself
CHEVRON = '//summary/span[contains(@class, "sd-summary-state-marker")]'  # book.css draws it


def say_once(page):
    """What each row, formula and fold of a page would repeat."""
    for row in page.xpath(ROWS):
        del row.attrib["class"]
    for drawing in page.xpath("//math | //svg"):
        drawing.attrib.pop("xmlns", None)  # HTML knows what they are
    for chevron in page.xpath(CHEVRON):
        chevron.drop_tree()


def fetch_letters_early(page, root):
    """Ask for the faces of the first screen with the page, not when its style sheets are read, so
    that lines do not break anew when the letters arrive."""
    letters = f"{root}_static/letters.js"
    if not page.xpath("//script[@src=$letters]", letters=letters):
        page.head.insert(0, html.Element("script", src=letters))


class Site:
    """The folder of built pages."""

    def __init__(self, folder, root_of_404="/"):
        self.folder, self.root_of_404 = Path(folder), root_of_404
        (self.folder / "_static/inline").mkdir(parents=True, exist_ok=True)
        (self.folder / "_images").mkdir(exist_ok=True)

    def save(self, place, suffix, content: bytes) -> str:
        """Write content to a file named after it; its path from the root of the site."""
        path = f"{place}/{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
        if not (self.folder / path).exists():
            (self.folder / path).write_bytes(content)
        return path

    def save_data_url(self, url) -> str:
        head, _, body = url.partition(",")
        content = base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
        kind = head.removeprefix("data:image/").split(";")[0]
        return self.save("_images", "." + kind.removesuffix("+xml"), content)

    def finish_sheet(self, path):
        """Move the images in a style sheet to files."""
        text = path.read_text("utf-8")

        def moved(match):
            image = self.folder / self.save_data_url(match[2])
            return f'url("{Path(os.path.relpath(image, path.parent)).as_posix()}")'

        if (new := DATA_URL.sub(moved, text)) != text:
            path.write_text(new, "utf-8")

    def finish_page(self, path):
        """Move all that stands in a page and may not."""
        before = path.read_bytes()
        page = html.document_fromstring(before.decode("utf-8"))
        depth = len(path.relative_to(self.folder).parts) - 1
        root = self.root_of_404 if path.name == "404.html" else "../" * depth
        for tag in page.xpath(UNUSED_TAGS):
            tag.drop_tree()
        if path.name != "search.html":  # to which the search box leads
            for tag in page.xpath(FOR_SEARCH):
                tag.drop_tree()
        for tag in page.xpath("//noscript[style]"):
            tag.drop_tree()
        for tag in page.xpath('//*[@role="doc-biblioentry"]'):
            tag.set("role", "listitem")  # what a list may hold; the other role is outdated
        for tag in page.xpath("//th[not(normalize-space())]"):
            tag.tag = "td"  # a heading that says nothing heads nothing
        for tag in page.xpath("//title"):  # the first page has the name of the book
            tag.text = " — ".join(dict.fromkeys(tag.text_content().split(" — ")))
        for tag in page.xpath('//meta[@name="viewport"][position() > 1]'):
            tag.drop_tree()
        say_once(page)
        name_once(page)
        name_code(page)
        gather_exercises(page)
        let_formulas_wait(page)
        keep_together(page)
        fetch_letters_early(page, root)
        rules = [*make_cards(page), *draw_figures(page)]
        if path.name == "404.html":
            look_for_root(page, root)
        self.move_images(page, root)
        self.move_handlers(page)
        self.move_scripts(page, root)
        self.move_styles(page, root, rules)
        after = html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>")
        if after != before:
            path.write_bytes(after)

    def move_images(self, page, root):
        for tag in page.xpath('//*[starts-with(@src, "data:image/")]'):
            tag.set("src", root + self.save_data_url(tag.get("src")))

    def move_handlers(self, page):
        """``onclick`` attributes: what is called becomes the tag's ``data-onclick``."""
        for tag in page.xpath("//*[@onclick]"):
            tag.set("data-onclick", tag.attrib.pop("onclick").partition("(")[0])

    def move_scripts(self, page, root):
        for tag in page.xpath("//script[not(@src)]"):
            if tag.get("type") in SCRIPT_TYPES:
                code, tag.text = (tag.text or "").strip().encode(), None
                tag.set("src", root + self.save("_static/inline", ".js", code))

    def move_styles(self, page, root, more=()):
        """Each declaration becomes a class, with the weight that an attribute has.

        The names are like no other's: Pygments has an ``s1`` and an ``s2``.
        """
        classes, sheet = {}, list(more)
        for tag in page.xpath("//*[@style]"):
            declarations = filter(None, map(str.strip, tag.attrib.pop("style").split(";")))
            names = (classes.setdefault(d, f"lrs-{len(classes)}") for d in declarations)
            tag.set("class", " ".join([*tag.get("class", "").split(), *names]))
        for declaration, name in classes.items():
            sheet.append(f".{name}:not(#_){{{declaration}}}")
        for tag in page.xpath("//style"):
            sheet.append(tag.text or "")
            tag.drop_tree()
        if sheet:
            href = root + self.save("_static/inline", ".css", "\n".join(sheet).encode())
            page.head.append(html.Element("link", rel="stylesheet", href=href))


def finish(app, exception):
    if exception or app.builder.format != "html":
        return
    site = Site(app.outdir, urlsplit(app.config.html_baseurl).path or "/")
    for path in site.folder.glob("_static/**/*.css"):
        site.finish_sheet(path)
    for path in site.folder.glob("**/*.html"):
        if not path.is_relative_to(site.folder / "_static"):
            site.finish_page(path)


def setup(app):
    script = str(Path(__file__).parent / "notfound")
    app.connect("config-inited", lambda app, config: config.html_static_path.append(script))
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True}
