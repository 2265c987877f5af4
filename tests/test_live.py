"""Proofs and cells that run in the page, in a real browser, from our own site alone."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from lrlib.proofs import THEOREMS, theorem
from tests.book import HTML, LIVE_POLICY, ROOT, chapters, parsed, served
from tests.browser import find
from tests.test_stream import FALSE, TRUE
from tests.visits import MODES, OFFLINE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE = 240_000  # milliseconds: the machine may be busy
BOXES = '//div[contains(concat(" ", @class, " "), " lr-theorem ")]'
PAGES = [name for name in chapters() if "\ntheorem(" in (ROOT / f"{name}.md").read_text("utf-8")]
WORDS = re.compile(r"\d+(\.\d+)? s\b|under 0\.01 s")


def labels(name):
    return [box.get("id") for box in parsed(name).xpath(BOXES)]


class Visit:
    """A fresh profile with its cache, the server's log, and what went wrong."""

    def __init__(self, browser, policy=LIVE_POLICY, profile=None, **options):
        self.log, self.problems, self.asked = [], [], []
        self.server = served(policy, self.log, "/in/a-folder/")
        self.site = self.server.__enter__()
        options = MODES["light, wide"] | options
        if profile is None:
            self.context = browser.new_context(**options)
        else:
            self.context = browser.browser_type.launch_persistent_context(
                profile, executable_path=find(), args=OFFLINE, **options
            )
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))

    def _note(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def open(self, name):
        self.page.goto(f"{self.site}{name}.html", wait_until="networkidle")
        return self.page

    def live(self):
        """What of the folder ``live`` was sent: bytes by path."""
        return {path: size for path, code, size in self.log if "/live/" in path and code == 200}

    def close(self):
        self.context.close()
        self.server.__exit__(None, None, None)
        outside = [url for url in self.asked if not url.startswith((self.site, "file:", "data:"))]
        assert not outside


@pytest.fixture
def visit(browser):  # with a cache and a server of its own, which the other tests' visits lack
    opened = []

    def start(**options):
        opened.append(Visit(browser, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def verdict(box, kind=None, patience=PATIENCE):
    """The verdict in a box, once it stands there."""
    told = box.locator(".proof-verdict")
    try:
        expect(told).to_have_attribute("data-verdict", re.compile(kind or "."), timeout=patience)
    except AssertionError as error:
        raise AssertionError(box.locator(".live-panel").inner_text()) from error
    return told.get_attribute("data-verdict")


def idle(box, patience=PATIENCE):
    """Nothing is done in the box any more."""
    expect(box.locator(".live")).not_to_have_attribute("aria-busy", "true", timeout=patience)


def run(page, label):
    box = page.locator(f"#{label}")
    box.locator("button.run-proof").click()
    return verdict(box), box


def change(box, claim):
    """Open the claim and write values into it."""
    if not box.locator("form.live-claim").is_visible():
        box.locator("button.break-proof").click()
    box.locator("button.reset-claim").click()
    for name, text in claim.items():
        field = box.locator(f'input[data-claim="{name}"]')
        if field.get_attribute("readonly") is None:
            field.fill(text)
        else:
            for _ in range(9):
                if field.input_value() != text:
                    field.locator("xpath=..").locator(".live-switch").click()
            assert field.input_value() == text
    box.locator("button.check-claim").click()


def barriers(page, within):
    options = {"runOnly": {"type": "tag", "values": AXE}, "preload": False}
    found = Axe().run(page, context={"include": [[within]]}, options=options)
    return [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found.response["violations"]]


# -- before a click ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_loaded_before_a_click(visit, name):
    here = visit()
    page = here.open(name)
    assert {path.split("/live/")[1].split("?")[0] for path in here.live()} == {
        "live.js",
        "live.css",
    }
    assert sum(here.live().values()) < 12_000
    for kind in ("run-proof", "break-proof"):
        assert page.locator(f".lr-theorem button.{kind}").count() == len(labels(name))
    assert not here.problems


def test_every_theorem_has_a_box():
    assert sorted(label for name in PAGES for label in labels(name)) == sorted(THEOREMS)


def test_the_site_holds_what_a_click_needs():
    site = json.loads((HTML / "_static/live/live.json").read_text("utf-8"))
    assert "missing" not in site
    folder = HTML / "_static/live" / site["folder"]
    notices = (folder / "NOTICES.txt").read_text("utf-8")
    for words in ("Mozilla Public License", "GNU LESSER GENERAL PUBLIC LICENSE", "SymPy", "Z3"):
        assert words in notices
    assert {path.name for path in folder.iterdir()} == set(site["files"])


def unfold(page):
    """Open what a chapter keeps for those who ask: boxes stand there, too."""
    page.locator("details.lr-fold").evaluate_all("all => all.forEach(e => (e.open = true))")


# -- run and break -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_every_proof_runs_and_edits_are_judged(visit, name):
    """What Python shows of all theorems (test_proofs) the page shows, line by line and check by
    check; the claims of test_stream are judged as there. The neighbours that the machine makes
    have a test of their own: the next proof ends the search for them."""
    here = visit()
    page = here.open(name)
    unfold(page)
    for label in labels(name):
        found, box = run(page, label)
        assert found == "holds", (label, box.locator(".proof-verdict").inner_text())
        subject = theorem(label)
        shown = box.locator(".live-steps li").evaluate_all(
            "all => all.map(e => [e.dataset.what, e.dataset.answer])"
        )
        assert {answer for _, answer in shown} == {"true"}, (label, shown)
        expected = [f"line {line.name}" for line in subject.lines] or list(subject.checks)
        expected += [f"neighbour {i}" for i in range(len(subject.mutants))]
        assert sorted(what for what, _ in shown) == sorted(expected), label
        steps = box.locator(".live-steps li").all_inner_texts()
        assert all(WORDS.search(step) and "\\displaystyle" not in step for step in steps)
    for cases, kind in ((FALSE, "refused"), (TRUE, "holds")):
        for label, claim in cases:
            if label in labels(name):
                box = page.locator(f"#{label}")
                change(box, claim)
                assert verdict(box) == kind, (label, claim)
                idle(box)
                assert verdict(box) == kind, (label, claim)
                assert box.locator(".live-witness").count() == (kind == "refused")
    assert sum(here.live().values()) <= 20_000_000
    assert not here.problems


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", PAGES)
def test_the_machines_neighbours_fall_as_in_python(visit, name):
    """From the same seed, the same ones of every line are refuted, by the same numbers."""
    here = visit()
    page = here.open(name)
    unfold(page)
    for label in labels(name):
        if not theorem(label).lines:
            continue
        _, box = run(page, label)
        idle(box, 20 * PATIENCE)
        assert verdict(box) == "holds", box.locator(".proof-verdict").inner_text()
        seed = int(box.locator(".live-beside code").inner_text().split()[-1])
        report = theorem(label).run(seed)
        for one in report.examined:
            refuted = [b for b in one.neighbours if b.outcome == "refuted" and not b.by_hand]
            line = box.locator(f'.live-steps li[data-what="line {one.line.name}"]')
            said = re.search(r"(\d+) false neighbours? refuted", line.inner_text())
            assert int(said[1] if said else 0) == len(refuted), (label, one.line.name, seed)
    assert not here.problems


@pytest.mark.parametrize("mode", MODES)
def test_the_story_of_4_591(visit, mode):
    """A reader runs the theorem, changes it to 4.6, is shown the number against it, repairs it."""
    here = visit(**MODES[mode], reduced_motion="reduce")
    page = here.open("chapters/onecycle")
    box = page.locator("#O2c")
    box.locator("button.run-proof").focus()
    page.keyboard.press("Enter")
    expect(box.locator("button.stop-proof")).to_be_visible()
    assert barriers(page, "#O2c .live") == []
    assert verdict(box) == "holds"
    assert "5 false neighbours refuted" in box.locator(".proof-verdict").inner_text()
    before = len(here.live())
    box.locator("button.break-proof").click()
    expect(box.locator(".proof-verdict")).to_have_text("")  # it held; what comes now may not
    for words in ("Run this proof", "Break this proof"):  # the name begins with what is seen
        assert box.get_by_role("button", name=f"{words}: O2c").inner_text() == words
    peak = box.locator('input[data-claim="peak"]')
    expect(peak).to_be_focused()
    assert "4.59112" in box.locator(".live-math").first.inner_text()
    peak.fill("4.6")
    page.keyboard.press("ArrowUp")
    expect(peak).to_have_value("4.7")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert verdict(box, "refused") == "refused"
    assert "≠" in box.locator(".live-witness strong").inner_text()
    assert "1 false neighbour" in box.locator(".live-found").inner_text()
    assert barriers(page, "#O2c .live") == []
    peak.fill("1 + 1/LambertW(1/E)")
    expect(box.locator(".live-math").first).to_contain_text("4.59112")
    box.locator("button.check-claim").click()
    assert verdict(box, "holds") == "holds"
    peak.fill("4 + zz")
    expect(box.locator(".live-problem").first).to_contain_text("no letter zz here")
    assert barriers(page, "#O2c .live") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert len(here.live()) - before == 1  # the form; Python was there
    found = "JSON.parse(localStorage['lrlib-false-neighbours-found']).length"
    assert page.evaluate(found) == 1
    assert not here.problems


def test_a_claim_that_was_changed_meanwhile_is_told_nothing_of(visit):
    """Who changes a claim while it is checked reads of the last one alone."""
    page = visit().open("chapters/onecycle")
    box = page.locator("#O2c")
    run(page, "O2c")
    box.locator("button.break-proof").click()
    form = box.locator("form.live-claim")
    form.evaluate(
        """form => {
            const peak = form.querySelector('input[data-claim="peak"]');
            for (const text of ["4.6", "1 + 1/LambertW(1/E)"]) {
                peak.value = text;
                peak.dispatchEvent(new Event("input", { bubbles: true }));
                form.requestSubmit();
            }
        }"""
    )
    assert verdict(box, "holds") == "holds"
    idle(box)
    steps = box.locator(".live-steps li")
    assert steps.evaluate_all("all => all.map(e => e.dataset.what)") == ["SymPy", "arb"]


def test_other_rates_are_told_from_another_promise(visit):
    """Who doubles the first rate of D2 has another schedule, and is told so."""
    page = visit().open("chapters/convergence")
    box = page.locator("#D2")
    change(box, {"lr0": "2*D*n/(G*(n + 1)**(3/2))"})
    assert verdict(box, "refused") == "refused"
    assert "no longer the rates" in box.locator(".proof-verdict").inner_text()
    change(box, {"value": "D*G/sqrt(n + 2)"})
    told = box.locator(".proof-verdict")  # until then it shows the verdict before
    expect(told).to_contain_text("these numbers speak against it", timeout=PATIENCE)
    assert told.get_attribute("data-verdict") == "refused"


def test_the_next_page_loads_nothing_again(visit, tmp_path):
    """With a cache on disk, as readers have one: in a private window large files do not stay."""
    here = visit(profile=tmp_path)
    assert run(here.open("chapters/onecycle"), "O2a")[0] == "holds"
    assert sum(here.live().values()) > 15_000_000
    here.log.clear()
    assert run(here.open("chapters/exponential"), "E2a")[0] == "holds"
    assert sum(here.live().values()) < 5_000
    assert not here.problems


def test_a_formula_is_drawn_beside_the_theorem(visit):
    page = visit().open("chapters/exponential")
    box = page.locator("#E2a")
    box.locator("button.break-proof").click()
    box.locator(".live-neighbours button").last.click()
    expect(box.locator('input[data-claim="total"]')).to_have_value("lr0/k")
    box.locator("button.check-claim").click()
    assert verdict(box) == "refused"
    picture = box.locator(".live-curves svg")
    expect(picture).to_have_attribute("aria-label", re.compile("total"), timeout=PATIENCE)
    assert box.locator(".live-curves polyline").count() == 2


def test_stop_stops_at_once(visit):
    here = visit()
    page = here.open("chapters/onecycle")
    assert run(page, "O2a")[0] == "holds"
    box = page.locator("#O2c")
    change(box, {"peak": "10**10**10"})
    expect(box.locator("button.stop-proof")).to_be_visible()
    page.wait_for_timeout(1500)
    box.locator("button.stop-proof").click()
    expect(box.locator(".proof-verdict")).to_have_text("Stopped.", timeout=1000)
    expect(box.locator("button.check-claim")).to_be_focused()
    assert run(page, "O2a")[0] == "holds"
    assert not here.problems


# -- cells ---------------------------------------------------------------------------------------


def test_a_cell_can_be_changed_and_run(visit):
    """With SymPy alone; errors as Python shows them."""
    here = visit()
    page = here.open("chapters/exponential")
    cell = page.locator(".cell.tag_live", has_text="symbols")
    cell.locator("button.run-cell").click()
    output = cell.locator(".live-output")
    expect(output.locator("math")).to_be_visible(timeout=PATIENCE)
    assert sum(here.live().values()) <= 10_000_000
    assert not any("flint" in path or "z3" in path for path in here.live())
    area = cell.locator("textarea")
    area.fill("print(lrlib.OneCycle(0.1, 1, 10)(5))\nlrlib.OneCycle(1, 0.1, 10)")
    area.press("Shift+Enter")
    expect(output).to_contain_text("lr_min must be at most", timeout=PATIENCE)
    said = output.inner_text()
    assert said.startswith("1.0\nTraceback (most recent call last):\n")
    assert "lrlib_in_the_page" not in said
    assert barriers(page, ".cell.tag_live .live") == []
    assert not here.problems


def test_an_exercise_checks_the_readers_answer(visit):
    here = visit(**MODES["dark, phone"])
    page = here.open("chapters/onecycle")
    box = page.locator("div.exercise .live-exercise").first
    box.locator("button.run-cell").click()
    area = box.locator("textarea")
    expect(area).to_be_focused()
    expect(area).to_have_value("answer = ...")
    area.fill("answer = lrlib.LinearDecay(0.1, 100)")
    box.locator("button.run-cell").click()
    assert verdict(box) == "refused"
    assert "it does not hold 0.1" in box.locator(".live-output").inner_text()
    area.fill(
        "pieces = [lrlib.warmup(lrlib.OneCycle(0.1, 0.1, 1), 100), lrlib.LinearDecay(0.1, 100)]\n"
        "answer = lrlib.join(pieces, [900])"
    )
    box.locator("button.run-cell").click()
    assert verdict(box, "holds") == "holds"
    assert barriers(page, "div.exercise .live-exercise") == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not here.problems


# -- where it cannot run -------------------------------------------------------------------------


def told(box):
    box.locator("button.run-proof").click()
    expect(box.locator(".live-lacking")).to_be_visible()
    return box.locator(".live-lacking").inner_text()


def test_a_policy_without_webassembly_is_named(visit):
    here = visit(policy="default-src 'self'")
    page = here.open("chapters/onecycle")
    assert "'wasm-unsafe-eval'" in told(page.locator("#O2c"))
    assert len(here.live()) == 2 and barriers(page, "#O2c .live") == []


def test_a_browser_without_webassembly_is_told(visit):
    here = visit()
    here.page.add_init_script("delete window.WebAssembly")
    assert "no WebAssembly" in told(here.open("chapters/onecycle").locator("#O2c"))
    assert not here.problems


def test_a_page_from_disk_says_how_to_serve_it(visit):
    here = visit()
    here.page.goto((HTML / "chapters/onecycle.html").as_uri())
    assert "python -m http.server" in told(here.page.locator("#O2c"))
    assert not here.problems


def test_a_build_without_packages_says_so(visit):
    here = visit()
    here.page.route("**/live.json", lambda route: route.fulfill(json={"missing": "no network"}))
    words = told(here.open("chapters/onecycle").locator("#O2c"))
    assert words == "This build of the book cannot run it: no network"


def test_a_lost_file_is_told_and_can_be_tried_again(visit):
    here = visit()
    here.context.route("**/flint.zip", lambda route: route.abort())
    page = here.open("chapters/onecycle")
    box = page.locator("#O2a")
    box.locator("button.run-proof").click()
    expect(box.locator(".proof-verdict")).to_contain_text("could not be fetched", timeout=PATIENCE)
    here.context.unroute("**/flint.zip")
    assert run(page, "O2a")[0] == "holds"
