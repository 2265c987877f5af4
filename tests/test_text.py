"""The built book as text: links lead somewhere, pictures have words, nothing stands inline."""

import re
import subprocess
import sys
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from address import repository
from address import site as place
from install import install_cell

from tests.book import HTML, ROOT, chapters, pages, parsed, prefix

PAGES = pages()
BOOK = "Learning-rate schedules: executable proofs"


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
        if page == "404" and link.endswith("find-root.js"):
            continue  # asked for at every place where the root may be; one of them has it
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
def test_no_two_things_have_one_name(page):
    names = parsed(page).xpath("//@id")
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_has_words(page):
    images = parsed(page).xpath("//main//img")
    assert [image.get("src") for image in images if not (image.get("alt") or "").strip()] == []
    for picture in parsed(page).xpath("//figure[contains(@class, 'lr-figure')]//svg"):
        assert picture.get("role") == "img" and len(picture.get("aria-label")) > 30
        assert picture.get("width") and picture.get("height")
        words = " ".join(picture.xpath(".//text//text()"))
        assert re.search("[a-z]{3}", words), "the axes name what they show, in text"


def addressed():
    """Does the book know where it is on the web?"""
    return bool(parsed("index").xpath('//link[@rel="canonical"]'))


@pytest.mark.parametrize("page", chapters())
def test_pages_say_what_they_are(page):
    tree = parsed(page)
    (title,) = (tag.text_content() for tag in tree.xpath("//title"))
    assert title == BOOK if page == "index" else title.endswith(f" — {BOOK}")
    (description,) = tree.xpath("//meta[@name='description']/@content")
    assert 40 < len(description) <= 160
    assert re.search(r"[.?!…]$", description) and not re.search(r",,|\\|\w\(|\.\.", description)
    assert tree.xpath("//meta[@property='og:description']/@content") == [description]
    cards = tree.xpath("//meta[@property='og:image']/@content")
    assert len(cards) == addressed()
    for card in cards:
        assert (HTML / urlsplit(card).path.removeprefix(prefix())).exists()
    assert len(tree.xpath("//main//h1")) >= 1


def test_descriptions_differ():
    said = [parsed(page).xpath("//meta[@name='description']/@content")[0] for page in chapters()]
    assert len(set(said)) == len(said)


def test_site_map_lists_the_chapters():
    path = HTML / "sitemap.xml"
    assert path.exists() == addressed()
    if addressed():
        found = re.findall(r"<loc>(.*?)</loc>", path.read_text("utf-8"))
        paths = {urlsplit(url).path.removeprefix(prefix()) for url in found}
        assert {f"{page}.html" for page in chapters()} <= paths
        assert not paths & {"search.html", "404.html"}


def test_no_place_on_the_web_is_made_up():
    """While the repository is a placeholder, nothing leads to it, and nothing shows it."""
    texts = [p for kind in ("html", "md", "ipynb", "xml", "js") for p in HTML.rglob(f"*.{kind}")]
    shown = [p.name for p in texts if re.search("OWNER/REPO|owner.github", p.read_text("utf-8"))]
    assert len(texts) > 30 and shown == []
    assert repository("https://github.com/OWNER/REPO", {}) == "" == place("")
    assert repository("https://github.com/Ada/book/", {}) == "https://github.com/Ada/book"
    assert place("https://github.com/Ada/book") == "https://ada.github.io/book/"
    assert "git+https://github.com/Ada/book" in install_cell("https://github.com/Ada/book").source
    assert "pip install" in install_cell("").source and "git+" not in install_cell("").source


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
