"""What a chapter folds away is on its page, and opens for whoever is led into it."""

import re

import pytest

from tests.book import ROOT, chapters, parsed

TITLES = {
    page: re.findall(r"<!-- fold: (.+?) -->", (ROOT / f"{page}.md").read_text("utf-8"))
    for page in chapters()
}
FOLDED = [page for page, titles in TITLES.items() if titles]


@pytest.mark.parametrize("page", FOLDED)
def test_every_fold_is_there_with_what_it_names(page):
    folds = parsed(page).xpath("//details[contains(@class, 'lr-fold')]")
    found = {}
    for fold in folds:
        (title,) = fold.xpath("./summary//span[contains(@class, 'sd-summary-text')]")
        words = title.text_content().strip().replace("’", "'")  # as it was written
        found[words] = fold
    assert list(found) == TITLES[page]
    for title, fold in found.items():
        inside = fold.xpath(".//div[contains(@class, 'theorem')]/@id")
        assert all(label in inside for label in re.findall(r"\b[CDENO]\d[a-z]?\b", title))
    source = "".join(parsed(page).xpath("//comment()/..//text()"))
    assert "<!-- fold" not in source


def test_a_link_into_a_fold_opens_it(visit):
    here = visit()
    page = here.open("chapters/exponential.html#E2e")
    box = page.locator("#E2e")
    box.wait_for(state="visible")
    fold = page.locator("details.lr-fold", has=box)
    assert fold.evaluate("fold => fold.open")
    shut = page.locator("details.lr-fold", has=page.locator("#E7"))
    assert not shut.evaluate("fold => fold.open")
    shut.locator("summary").first.press("Enter")  # by keyboard
    assert page.locator("#E7").is_visible()
    assert not here.problems


@pytest.mark.parametrize("page", TITLES)
def test_an_exercise_is_one_box_and_one_fold(page):
    """Its solution is in it, and the code of the solution in that, with no fold of its own."""
    has = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')".format
    solutions = parsed(page).xpath(f"//div[{has('solution')}]")
    for solution in solutions:
        assert "exercise" in solution.getparent().get("class")
        assert not solution.xpath(".//details")
        assert solution.xpath("./p[1]/@class") == ["admonition-title"]
    assert not parsed(page).xpath(
        f"//div[{has('exercise')}]/following-sibling::*[1][{has('cell')}]"
    )
