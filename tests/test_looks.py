"""How the pages look and lead: search, missing pages, paper, cards, the bar above."""

import functools
import http.server
import re
import threading

import pytest
from playwright.sync_api import expect

from tests.book import HTML, chapters, parsed

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("resume", "training.html#stop-and-resume"),
        ("TrainingArguments", "training.html#hugging-face-trainer"),
    ],
)
def test_search_leads_into_sections(visit, words, section):
    here = visit()
    page = here.open(f"search.html?q={words}")
    first = page.locator("#search-results li a[href*='#']").first
    first.wait_for()
    page.wait_for_function("document.querySelector('#search-results li a').hash")
    assert first.get_attribute("href").endswith(section)
    first.click()
    page.wait_for_url(f"**/{section}")
    top = page.evaluate("document.getElementById(location.hash.slice(1)).getBoundingClientRect().y")
    bar = page.locator(".bd-header-article").bounding_box()["height"]
    assert bar - 1 <= top < 200
    assert not here.problems


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ("warmup", ["choosing.html", "training.html", "start.html"]),
        ("warm-up", ["choosing.html", "training.html", "start.html"]),
        ("Muon", ["training.html#not-treated-here-and-where-to-go"]),
        ("muP", ["training.html#not-treated-here-and-where-to-go"]),
        ("layer-wise decay", ["training.html#not-treated-here-and-where-to-go"]),
        ("llrd", ["training.html#not-treated-here-and-where-to-go"]),
        ("ViT", ["choosing.html", "training.html"]),
        ("TRL", ["training.html#hugging-face-trainer"]),
        ("num_training_steps", ["training.html#hugging-face-trainer"]),
        ("learning rate finder", ["choosing.html#how-to-set-the-peak"]),
        ("lr finder", ["choosing.html#how-to-set-the-peak"]),
        ("subgradient", ["convergence.html", "worlds.html"]),  # theory, where that is asked for
    ],
)
def test_search_puts_what_one_does_before_why(visit, words, pages):
    here = visit()
    page = here.open(f"search.html?q={words}")
    page.locator("#search-results li a").first.wait_for()
    count = len(pages)
    first = f"[...document.querySelectorAll('#search-results li a')].slice(0, {count})"
    page.wait_for_function(f"{first}.every((a) => a.dataset.led)")
    expect(page.locator("#search-results li a").first).to_have_attribute("data-led", "yes")
    page.wait_for_load_state("networkidle")
    found = page.evaluate(f"{first}.map((a) => a.pathname.split('/').pop() + a.hash)")
    for place, wanted in zip(found, pages, strict=True):
        assert place == wanted or ("#" not in wanted and place.split("#")[0] in pages)
    assert not here.problems


def test_the_contents_mark_where_one_reads(visit):
    """However far a jump goes: it may pass many headings that were never seen."""
    here = visit()
    page = here.open("chapters/convergence.html")
    for section in ("exercises", "the-guarantee", "with-noise-a-border-that-no-rates-cross"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", section)
        page.mouse.wheel(0, 200)
        marked = page.locator(".page-toc a[aria-current='true']")
        expect(marked).to_have_attribute("href", f"#{section}")
    assert not here.problems


@pytest.fixture
def elsewhere():
    """The site under a path that it was not built for."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def translate_path(self, path):
            there = path.startswith("/some/where/")
            return super().translate_path(path.removeprefix("/some/where") if there else "/none")

        def send_error(self, code, message=None, explain=None):
            self.send_response(404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((HTML / "404.html").read_bytes())

        def log_message(self, *args):
            pass

    handler = functools.partial(Handler, directory=str(HTML))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/where/"
    server.shutdown()


@pytest.mark.parametrize(
    ("words", "first"),
    [("WSD", "choosing|start"), ("cosine", "choosing|onecycle"), ("warmup", "choosing|bowl|start")],
)
def test_what_is_to_be_read_comes_before_what_is_to_be_looked_up(visit, words, first):
    page = visit().open(f"search.html?q={words}")
    link = page.locator("#search-results li a").first
    link.wait_for()
    assert re.search(rf"chapters/({first})\.html", link.get_attribute("href"))


@pytest.mark.parametrize("words", ["warmup", "warm-up", "Warm up"])
def test_a_word_is_found_in_each_of_its_spellings(visit, words):
    page = visit().open(f"search.html?q={words}")
    link = page.locator("#search-results li a[href*='bowl.html#why-warm-up']")
    link.wait_for()
    listed = page.locator("#search-results li a[href*='.html']").evaluate_all(
        "all => all.map(e => e.getAttribute('href'))"
    )
    assert "choosing" in listed[0]  # what one does comes before why
    assert len(listed) == len(set(listed)) > 3


@pytest.mark.parametrize("page", ["chapters/choosing", "chapters/onecycle"])
def test_every_button_has_a_name_and_every_drawing_one_or_none_to_tell(visit, page):
    page = visit().open(f"{page}.html")
    page.locator("button.copybtn").first.wait_for(state="attached")
    told = "e => e.getAttribute('aria-label') || e.innerText.trim() || e.title"
    nameless = f"() => [...document.querySelectorAll('button')].filter(e => !({told})(e)).length"
    assert page.evaluate(nameless) == 0
    untold = "svg:not([role], [aria-hidden='true'], [aria-hidden='true'] *)"
    assert page.locator(untold).evaluate_all("all => all.map(e => e.outerHTML.slice(0, 90))") == []


@pytest.mark.parametrize("missing", ["nothing.html", "chapters/nothing.html"])
def test_a_missing_page_looks_right_wherever_it_is_served(browser, elsewhere, missing):
    page = browser.new_context().new_page()
    page.goto(elsewhere + missing, wait_until="networkidle")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    link = page.locator("nav a", has_text="1-cycle").first
    assert link.get_attribute("href") == elsewhere + "chapters/onecycle.html"
    page.context.close()


def test_paper_shows_each_panel_under_its_name(visit):
    page = visit().open("chapters/training.html")
    page.emulate_media(media="print")
    order = page.locator(".sd-tab-set").first.evaluate(
        "set => [...set.children].filter(e => e.offsetHeight)"
        ".map(e => [e.getBoundingClientRect().y, e.tagName])"
    )
    assert [tag for _, tag in sorted(order)] == ["LABEL", "DIV"] * (len(order) // 2)
    assert not page.locator("#jb-print-docs-body").is_visible()


def test_paper_has_the_title_and_the_proofs_that_are_open(visit):
    page = visit().open("chapters/onecycle.html")
    page.emulate_media(media="print")
    assert page.locator("article h1").first.is_visible()
    title = page.locator("summary", has_text=re.compile(r"^\s*(Derivation|The proof)"))
    proofs = page.locator(".lr-theorem details").filter(has=title)
    assert proofs.count() > 3
    page.emulate_media(media="screen")
    proofs.nth(0).locator("> summary").click()
    expect(proofs.nth(0).locator(".lr-late")).to_have_count(0)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = [proofs.nth(i).is_visible() for i in range(proofs.count())]
    assert shown == [True] + [False] * (len(shown) - 1)
    rest = page.locator(".lr-theorem details", has_text="The rest of the statement")
    assert rest.evaluate_all("all => all.every(fold => fold.open)")
    assert page.locator("details[open] .lr-late:not(details:not([open]) *)").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert rest.evaluate_all("all => all.every(fold => !fold.open)")


def test_paper_says_what_is_online(visit):
    """A closed fold is one line, without a box; a theorem says where its proof is."""
    page = visit().open("chapters/exponential.html")
    page.emulate_media(media="print")
    said = "e => getComputedStyle(e, '::after').content"
    fold = page.locator(".lr-fold").first
    assert "online" in fold.locator(".sd-summary-text").first.evaluate(said)
    assert fold.bounding_box()["height"] < 30
    assert "Online: the proof" in page.locator("#E2a").evaluate(said)
    page.mouse.wheel(0, 100)  # who reads has KaTeX
    page.wait_for_function("() => window.katex")
    closed = page.locator(".lr-fold:not([open])").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # a browser says so, and all lies open
    assert closed > 2 and page.locator(".lr-fold:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".lr-fold:not([open])").count() == closed
    assert not page.locator(".exercise .solution").first.is_visible()


def test_the_cheat_sheet_is_one_page(visit):
    page = visit().open("chapters/cheatsheet.html")
    paper = page.pdf(prefer_css_page_size=True, format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_paper_keeps_words_in_the_margin_whole(visit):
    page = visit().open("chapters/exponential.html")
    page.emulate_media(media="print")
    widths = page.locator("aside.margin, .margin").evaluate_all(
        "all => all.map(e => e.offsetWidth)"
    )
    assert widths and min(widths) > 300


@pytest.mark.parametrize("name", ["chapters/benchmarks", "chapters/choosing"])
def test_rows_are_cards_on_a_phone(visit, name):
    page = visit(viewport=PHONE).open(f"{name}.html")
    table = page.locator("table.lr-cards").first
    cell = table.locator("tbody tr").first.locator(":scope > *").nth(1)
    shown = cell.evaluate("e => getComputedStyle(e, '::before').content")
    assert shown.strip('"') == table.locator("thead th").nth(1).inner_text().strip() != ""
    assert table.evaluate("e => e.getBoundingClientRect().right") <= PHONE["width"]


def test_a_folded_cell_says_what_it_is_for():
    said = {"figure": 0, "table": 0, "check": 0}
    for name in chapters():
        for fold in parsed(name).xpath("//details[contains(@class, 'hide')]"):
            words = fold.xpath("./summary/p/text()")
            (cell,) = fold.xpath("ancestor::div[contains(concat(' ', @class, ' '), ' cell ')][1]")
            shown = [kind for kind in ("figure", "table") if cell.xpath(f".//{kind}")]
            checks = "assert " in "".join(fold.xpath(".//pre")[0].itertext())
            kind = shown[0] if shown else "check" if checks else None
            if kind:
                said[kind] += 1
                assert all(text.endswith(kind) for text in words), (name, words)
            if kind in ("figure", "table") and "hide-input" in cell.get("class"):
                # what it drew comes first, and then, quietly, how
                assert fold.getnext() is None and cell[0].xpath(f".//{kind}"), (name, words)
        # most checks are those of exercises, each in the fold of its solution
        for solution in parsed(name).xpath("//div[contains(@class, 'solution')]"):
            said["check"] += "assert " in "".join(solution.itertext())
    assert min(said.values()) > 5


def test_the_code_of_a_figure_is_a_quiet_line_below_it(visit):
    page = visit().open("chapters/onecycle.html")
    cell = page.locator(".cell:has(> details.lr-code-below)").first
    words, caption = cell.locator("summary p:visible"), cell.locator("figcaption")
    weight = "e => [getComputedStyle(e).fontWeight, parseFloat(getComputedStyle(e).fontSize)]"
    assert words.inner_text() == "Show the code of the figure"
    assert words.bounding_box()["y"] > caption.bounding_box()["y"]
    assert words.evaluate(weight) < caption.evaluate(weight)
    cell.locator("summary").press("Enter")
    assert words.inner_text() == "Hide the code of the figure"
    code = cell.locator(".cell_input").bounding_box()
    assert code["y"] > words.bounding_box()["y"] and code["height"] > 20


@pytest.mark.parametrize("page", chapters())
def test_the_playground_is_in_the_bar(page):
    bar = parsed(page).xpath("//a[contains(@class, 'lr-playground-link')]")
    assert len(bar) == 1


@pytest.mark.parametrize("page", chapters())
def test_a_pdf_is_offered_only_where_one_was_made(page):
    links = parsed(page).xpath("//a[contains(@href, '.pdf') and not(contains(@href, '//'))]/@href")
    made = {path.name for path in HTML.glob("*.pdf")}
    assert {link.rsplit("/", 1)[-1] for link in links} <= made
    assert not parsed(page).xpath("//button[contains(., '.pdf')]")


def test_the_search_box_has_one_rim(visit):
    page = visit().open("index.html")
    page.keyboard.press("Control+k")
    page.locator("dialog .bd-search input").wait_for()
    seen = page.evaluate(
        """() => [document.activeElement, document.activeElement.form].filter((one) => {
          const { outlineStyle, outlineColor, boxShadow } = getComputedStyle(one);
          const rim = outlineStyle !== "none" && !outlineColor.endsWith(", 0)");
          return rim || boxShadow !== "none";
        }).map((one) => one.tagName)"""
    )
    assert seen == ["FORM"]


@pytest.mark.parametrize(("width", "label"), [(1280, "O2c"), (1280, "O2f"), (390, "O5")])
def test_formulas_side_by_side_move_down_before_one_of_them_breaks(visit, width, label):
    page = visit(viewport={"width": width, "height": 900}).open("chapters/onecycle.html")
    rows = page.locator(f"#{label} div.math").evaluate_all(
        """all => all.map(one => [...one.querySelectorAll('.lr-piece')].map(piece => {
            const parts = [...piece.children].map(part => part.getBoundingClientRect());
            const lines = parts.filter((part, i) => i && part.left < parts[i - 1].right - 1);
            const fits = parts.reduce((sum, part) => sum + part.width, 0) <= one.clientWidth;
            return [piece.getBoundingClientRect().top, fits ? lines.length : 0];
        })).filter(pieces => pieces.length > 1)"""
    )
    assert rows and all(breaks == 0 for pieces in rows for _, breaks in pieces)
    assert any(pieces[0][0] < pieces[1][0] for pieces in rows)  # there is one that has no room


@pytest.mark.parametrize("page", ["start", "references"])
def test_a_way_to_search_stays_in_sight(visit, page):
    """The theme scrolls the contents to the page that is open, and the box for search with them."""
    open_page = visit(viewport={"width": 1280, "height": 800}).open(f"chapters/{page}.html")
    side = open_page.locator("#pst-primary-sidebar")
    side.evaluate("e => e.scrollTo(0, e.scrollHeight)")
    assert side.locator(".search-button-field").bounding_box()["y"] < 0
    open_page.locator(".article-header-buttons").get_by_role("button", name="Search").click()
    expect(open_page.locator("dialog .bd-search input")).to_be_visible()
