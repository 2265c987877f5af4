"""The built book as text: links lead somewhere, pictures have words, nothing stands inline."""

import re
import subprocess
import sys
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from tests.book import HTML, ROOT, chapters, pages, parsed, prefix

PAGES = pages()


def target(page, link):
    """The file that a link on a page leads to, and the anchor in it."""
    link, anchor = urldefrag(link)
    path = unquote(urlsplit(link).path)
    if path.startswith("/"):
        return HTML / path.removeprefix(prefix()), anchor
    return ((HTML / f"{page}.html").parent / path if path else HTML / f"{page}.html"), anchor


@pytest.mark.parametrize("page", PAGES)
def test_links_inside_the_book_resolve(page):
    lost = []
    for link in parsed(page).xpath("//a/@href | //link[not(@rel='canonical')]/@href | //*/@src"):
        if urlsplit(link).scheme or link in ("#", ""):
            continue
        path, anchor = target(page, link)
        path = path / "index.html" if path.is_dir() else path
        if not path.exists():
            lost.append(link)
        elif anchor and path.suffix == ".html":
            name = path.resolve().relative_to(HTML.resolve()).with_suffix("").as_posix()
            found = parsed(name).xpath("//*[@id=$it or @name=$it]", it=unquote(anchor))
            # the playground keeps its setting where an anchor would be
            if not found and "=" not in anchor:
                lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_stands_inline(page):
    tree = parsed(page)
    assert tree.xpath("//@style") == [] and tree.xpath("//style") == []
    assert tree.xpath("//*/@*[starts-with(name(), 'on')]") == []
    assert [
        s.text for s in tree.xpath("//script[not(@src)]") if "json" not in s.get("type", "")
    ] == []
    assert tree.xpath("//*[starts-with(@src, 'data:') or starts-with(@href, 'javascript:')]") == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_loaded_from_elsewhere(page):
    kinds = "//*/@src | //*/@srcset | //link[not(@rel='canonical')]/@href"
    assert [link for link in parsed(page).xpath(kinds) if urlsplit(link).netloc] == []


def test_no_style_sheet_loads_from_elsewhere_or_holds_data():
    for sheet in HTML.glob("_static/**/*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(r"url\([\"']?(https?:|//|data:)|@import[^;]*https?:", text), sheet


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_has_words(page):
    images = parsed(page).xpath("//main//img")
    assert [image.get("src") for image in images if not (image.get("alt") or "").strip()] == []
    for image in parsed(page).xpath("//figure[contains(@class, 'lr-figure')]//img"):
        assert len(image.get("alt")) > 30 and image.get("width") and image.get("height")


@pytest.mark.parametrize("page", chapters())
def test_pages_say_what_they_are(page):
    tree = parsed(page)
    (description,) = tree.xpath("//meta[@name='description']/@content")
    assert len(description) > 20
    (preview,) = tree.xpath("//meta[@property='og:image']/@content")
    assert (HTML / urlsplit(preview).path.removeprefix(prefix())).exists()
    assert len(tree.xpath("//main//h1")) >= 1


def test_site_map_lists_the_chapters():
    found = re.findall(r"<loc>(.*?)</loc>", (HTML / "sitemap.xml").read_text("utf-8"))
    paths = {urlsplit(url).path.removeprefix(prefix()) for url in found}
    assert {f"{page}.html" for page in chapters()} <= paths
    assert not paths & {"search.html", "404.html"}


def test_no_dead_weight():
    unused = [p for kind in ("map", "ttf") for p in HTML.glob(f"_static/**/*.{kind}")]
    assert unused == []


def test_spelling():
    files = [ROOT / "README.md", ROOT / "index.md", *sorted((ROOT / "chapters").glob("*.md"))]
    files += sorted((ROOT / "lrlib").rglob("*.py"))
    words = "numer,unequality"  # names in SymPy
    command = [sys.executable, "-m", "codespell_lib", "--builtin", "clear,rare", "-L", words]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True)
    assert done.stdout == "" and done.returncode == 0


def test_notebooks_for_colab_are_in_step():
    script = ROOT / "_ext" / "notebooks.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.stdout == "" and done.returncode == 0, f"run `make notebooks`\n{done.stdout}"
