"""Nothing wider than its page is cut without a mark: formulas, code, tables, outputs."""

import re

import pytest
from playwright.sync_api import expect

from tests.book import HTML, chapters, parsed

pytestmark = pytest.mark.browser

SIZES = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}

# what hides part of itself, and has no mark; a formula counts by what its parts cover
CUT = """() => {
  document.querySelectorAll("details").forEach((fold) => (fold.open = true));
  const late = () => document.querySelector(".lr-late") !== null; // every fold is open
  const all = new Promise((done) => {
    const wait = () => (late() ? setTimeout(wait, 50) : setTimeout(done, 300));
    setTimeout(wait, 100);
  });
  const settled = all.then(() => new Promise((f) => setTimeout(f, 400))); // letters come, too
  return settled.then(() => new Promise((done) => {
    const found = [];
    for (const node of document.querySelectorAll(".bd-article *")) {
      // one pixel wide: kept for screen readers, as the heads of tables that became cards
      if (node.clientWidth <= 1 || node.closest(".katex-mathml, .visually-hidden")) continue;
      const hides = getComputedStyle(node).overflowX !== "visible";
      if (!hides || node.scrollWidth <= node.clientWidth + 1 || node.tagName === "INPUT") continue;
      const hint = node.nextElementSibling;
      const seen = hint?.matches(".lr-hint") && hint.offsetWidth > 60;
      const faded = getComputedStyle(node).maskImage.includes("gradient");
      if (!node.dataset.scrolls || !seen || !faded || node.tabIndex !== 0) {
        found.push(`${node.tagName}.${node.className}: ${node.scrollWidth} > ${node.clientWidth}`);
      }
    }
    const edge = document.documentElement.clientWidth + 1;
    for (const part of document.querySelectorAll(".bd-article .katex-html .base")) {
      const outside = part.getBoundingClientRect().right > edge;
      if (outside && !part.closest("[data-scrolls]")) found.push(part.textContent);
    }
    done(found);
  }));
}"""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", chapters())
def test_nothing_is_cut_without_a_mark(visit, name, size):
    page = visit(viewport=SIZES[size]).open(f"{name}.html")
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("name", chapters())
def test_on_a_wide_page_every_formula_fits(visit, name):
    page = visit(viewport=SIZES["wide"]).open(f"{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(fold => (fold.open = true))")
    expect(page.locator(".lr-late")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(300)
    assert page.locator(".math[data-scrolls]").all_inner_texts() == []


def test_a_formula_breaks_before_it_scrolls(visit):
    """On a phone, Theorem C1c once read "lr0/2 + lr0/2"; now its second line is there to see."""
    page = visit(viewport=SIZES["phone"]).open("chapters/ced.html")
    page.evaluate("document.querySelectorAll('details').forEach(fold => (fold.open = true))")
    expect(page.locator(".lr-late")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(300)
    box = page.locator("#C1c div.math").first
    parts = box.locator(".base").evaluate_all("all => all.map(e => e.getBoundingClientRect())")
    inside = box.bounding_box()
    assert len({round(part["bottom"]) for part in parts}) > 1
    assert max(part["right"] for part in parts) <= inside["x"] + inside["width"] + 1


def test_a_formula_keeps_no_room_for_a_number_that_it_has_not(visit):
    page = visit(viewport=SIZES["wide"]).open("chapters/onecycle.html")
    room = page.locator("div.math:not(:has(.eqno))").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).paddingRight))"
    )
    assert room and set(room) == {0}


def test_a_fold_that_opens_marks_what_it_shows(visit):
    page = visit(viewport=SIZES["phone"]).open("chapters/promises.html")
    fold = page.locator(".lr-theorem details:has(pre)").first
    outer = "e => { while ((e = e.parentElement.closest('details'))) e.open = true; }"
    fold.evaluate(outer)  # contracts lie folded by kind
    assert fold.locator("[data-scrolls]").count() == 0
    fold.locator("summary").click()
    block = fold.locator("pre[data-scrolls='right']").first
    block.wait_for()
    block.evaluate("e => (e.scrollLeft = 1e6)")
    fold.locator("pre[data-scrolls='left']").first.wait_for()


@pytest.mark.parametrize("name", ["chapters/exponential", "chapters/convergence"])
def test_formulas_in_running_text_are_no_tab_stops(visit, name):
    page = visit().open(f"{name}.html")
    assert page.locator(".math").count() > 50
    reached = ".math:not([data-scrolls]):is([tabindex='0'], :has([tabindex='0']))"
    assert page.locator(reached).count() == 0
    page.locator("article h1").first.click()
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = "!!document.activeElement.closest('.math:not([data-scrolls])')"
        assert not page.evaluate(inside)


def test_classes_for_styles_collide_with_no_others():
    """Pygments, too, has an .s1 and an .s2, once moved by the place of a letter in a formula."""
    used, sheets = set(), set()
    for page in chapters():
        sheets.update(parsed(page).xpath("//link/@href[contains(., '_static/inline/')]"))
    for sheet in sheets:
        sheet = HTML / sheet.removeprefix("../")
        used |= set(re.findall(r"^\.([\w-]+):not", sheet.read_text("utf-8"), re.M))
    assert used and all(name.startswith("lrs-") for name in used)
    pygments = (HTML / "_static/pygments.css").read_text("utf-8")
    assert "lrs-" not in pygments


@pytest.mark.parametrize("name", chapters())
def test_no_line_begins_with_the_comma_after_a_formula(name):
    """It stands in the formula's last part, beside which alone a browser would break the line."""
    set_ = '//span[contains(concat(" ", @class, " "), " math ")][.//span[@class="base"]]'
    tails = [formula.tail or "" for formula in parsed(name).xpath(set_)]
    assert [tail for tail in tails if re.match(r"[,.;:!?)’”]", tail)] == []
