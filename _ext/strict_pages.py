"""Pages that a strict Content-Security-Policy can serve.

``default-src 'self'`` allows no script, style or image that stands in the page itself. When
the book is built, each is moved to a file of its own:

- scripts to ``_static/inline/*.js``, and ``onclick="f()"`` to a script that listens;
- ``style="..."`` attributes, of which KaTeX writes many, to classes in a sheet per page;
- ``data:`` images, in pages and style sheets, to files.

On the way, tags that ask for files which ``slim.py`` leaves out are dropped, figures get their dark
pictures, and what belongs together stays on one line.
"""

import base64
import copy
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

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

    Browsers would allow both. A unit is a formula right after a glued number.
    """
    for formula in page.xpath('//span[contains(concat(" ", @class, " "), " math ")]'):
        tail, before = formula.tail or "", formula.getprevious()
        mark = PUNCTUATION.match(tail)
        number = before is not None and not before.tail and before.get("class") == "pasted-text"
        if (mark or number) and formula.getparent().get("class") != "lr-together":
            together = html.Element("span", {"class": "lr-together"})
            formula.addprevious(together)
            together.extend([before, formula] if number else [formula])
            end = mark.end() if mark else 0
            formula.tail, together.tail = tail[:end], tail[end:]


def draw_dark(page):
    """Beside each figure's light picture the dark one, which lrlib keeps in an attribute."""
    for figure in page.xpath("//figure[@data-dark]"):
        (light,) = figure.xpath(".//img")
        dark = copy.copy(light)
        for image, theme in ((light, "light"), (dark, "dark")):
            image.set("class", f"only-{theme}")
            image.attrib.pop("style")  # the white that dark notebooks need behind it
        dark.set("src", figure.attrib.pop("data-dark"))
        dark.set("hidden", "hidden")
        light.addnext(dark)


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
        keep_together(page)
        draw_dark(page)
        self.move_images(page, root)
        self.move_handlers(page)
        self.move_scripts(page, root)
        self.move_styles(page, root)
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

    def move_styles(self, page, root):
        """Each declaration becomes a class, with the weight that an attribute has."""
        classes, sheet = {}, []
        for tag in page.xpath("//*[@style]"):
            declarations = filter(None, map(str.strip, tag.attrib.pop("style").split(";")))
            names = (classes.setdefault(d, f"s{len(classes)}") for d in declarations)
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
    site = Site(app.outdir, urlsplit(app.config.html_baseurl).path)
    for path in site.folder.glob("_static/**/*.css"):
        site.finish_sheet(path)
    for path in site.folder.glob("**/*.html"):
        if not path.is_relative_to(site.folder / "_static"):
            site.finish_page(path)


def setup(app):
    app.connect("build-finished", finish, priority=900)
    return {"version": "1", "parallel_read_safe": True}
