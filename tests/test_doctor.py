"""The schedule doctor in a real browser: its examples at once, a line of one's own by Python."""

import pytest
from playwright.sync_api import expect
from scenes.doctor import EXAMPLES

import lrlib
from lrlib.audit import audit
from lrlib.examine import examine
from lrlib.paste import read
from tests import test_live as live
from tests.book import HTML
from tests.visits import MODES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
PAGE = "chapters/audit"
visit = live.visit  # with a server's log of its own


class Doctor:
    """The box, on a page that was just opened."""

    def __init__(self, visit, **options):
        self.visit = visit(reduced_motion="reduce", **options)
        self.page = self.visit.open(PAGE)
        self.root = self.page.locator('[data-scene="doctor"]')
        self.root.scroll_into_view_if_needed()
        self.text = self.root.get_by_label("Your training code")
        self.said = self.root.locator("[data-says]")

    def ask(self, text, updates, lr=""):
        self.text.fill(text)
        self.root.get_by_label("the optimizer's lr").fill(str(lr))
        self.root.get_by_label("updates in the run").fill(str(updates))
        self.root.get_by_role("button", name="Examine").click()
        expect(self.said).not_to_have_text("Examining …", timeout=live.PATIENCE)

    def number(self, name):
        shown = self.root.locator(f'output[name="{name}"]')
        return float(shown.get_attribute("data-value"))

    def matches(self, text, updates, lr=None, values=None):
        """What stands there is what Python says of the line here."""
        pasted = read(text, lr, updates, values)
        updates = pasted.updates or updates
        rates = [pasted.rate(step) for step in range(updates)]
        assert self.number("last") == pytest.approx(rates[-1])
        assert self.number("highest") == pytest.approx(max(rates))
        line = self.root.locator('output[name="schedule"]').inner_text()
        assert line == examine(text, updates, lr, values)["line"]
        words = examine(text, updates, lr, values)["twin"]
        assert self.root.locator("[data-twin]").inner_text() == words
        fitted = examine(text, updates, lr, values)["repaired"]
        repaired = self.root.locator('output[name="repaired"]')
        assert repaired.text_content() == fitted
        button = self.root.get_by_role("button", name="Copy the repaired line")
        assert repaired.is_visible() == button.is_visible() == bool(fitted)
        found = audit(pasted, updates)
        made = examine(text, updates, lr, values)
        notes = [f"note: {words}" for words in made["notes"] if words not in made["above"]]
        said = [f"{one.kind}: {one.words}" for one in found] + notes
        assert self.root.locator("[data-findings] li").all_text_contents() == said
        above = self.root.locator("[data-above] li").all_text_contents()
        assert above == [f"note: {words}" for words in made["above"]]
        wrong = sum(not one.remark for one in found)
        verdict = f"{('No', 'One', 'Two')[wrong]} finding{'s' * (wrong != 1)}"
        said = f"{verdict} in {updates:,} update{'s' * (updates > 1)}."
        assert self.root.locator("[data-verdict]").inner_text() == said
        beside = self.root.locator("[data-more]")
        assert beside.is_visible() == (len(found) - wrong + len(notes) > 0)
        assert (beside.get_attribute("open") is None) == (len(found) - wrong + len(notes) != 1)


def test_examples_show_at_once_and_load_nothing(visit):
    here = Doctor(visit)
    before = set(here.visit.live())
    for words, (text, lr, updates) in EXAMPLES.items():
        here.root.get_by_role("button", name=words, exact=True).click()
        assert here.text.input_value() == text
        here.matches(text, updates, lr)
        picture = here.root.locator('svg[role="img"]').get_attribute("aria-label")
        assert read(text, lr).name in picture and f"{updates} updates" in picture
    assert set(here.visit.live()) == before
    assert {path.split("/live/")[1].partition("?")[0] for path in before} <= {"live.js", "live.css"}
    assert not here.visit.problems


@pytest.mark.parametrize("mode", MODES)
def test_a_line_of_one_s_own_is_examined_by_python_without_sympy(visit, mode):
    here = Doctor(visit, **MODES[mode])
    here.ask("CosineAnnealingLR(optimizer, T_max=9 * 10)", 181, lr=0.2)
    here.matches("CosineAnnealingLR(optimizer, T_max=9 * 10)", 181, lr=0.2)
    assert "Dashed" in here.root.locator('svg[role="img"]').get_attribute("aria-label")
    here.ask("lrlib.warmup(Cosine(0.1, 90), steps=10)", 5000)  # without the optimizer's lr
    here.matches("lrlib.warmup(Cosine(0.1, 90), steps=10)", 5000)
    loaded = " ".join(here.visit.live())
    assert "python_stdlib.zip" in loaded
    assert not any(heavy in loaded for heavy in ("sympy", "flint", "z3"))
    assert here.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert live.barriers(here.page, '[data-scene="doctor"]') == []
    assert not here.visit.problems


def test_errors_are_said_and_their_place_is_marked(visit):
    here = Doctor(visit)
    here.ask("OneCycleLR(optimizer, max_lr=0.1, total_steps=num_steps)", 100, lr=0.1)
    expect(here.said).to_contain_text("give a number: num_steps is a name")
    marked = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert here.text.evaluate(marked) == "num_steps"
    assert here.text.get_attribute("aria-invalid") == "true"
    assert not here.root.locator('output[name="schedule"]').is_visible()  # another line's
    here.ask("steps = 9 * len(train_loader)\nStepLR(optimizer, steps)", 100, lr=0.1)
    expect(here.said).to_contain_text("write the number for len(train_loader)")
    assert here.text.evaluate(marked) == "len(train_loader)"
    here.ask("Scheduler(optimizer, 30)", 100, lr=0.1)  # read aloud, so short
    assert len(here.said.inner_text()) < 150
    here.ask(f"Scheduler_{'x' * 300}(optimizer)", 100, lr=0.1)
    assert len(here.said.inner_text()) < 220
    here.ask("StepLR(optimizer, 30)", 100)
    expect(here.said).to_contain_text("the lr of the optimizer is not in the text")
    here.ask("StepLR(optimizer, 30)", 10**6, lr=0.1)
    expect(here.said).to_contain_text("updates must be at most 200,000")
    here.text.fill("StepLR(optimizer, 20)")
    here.root.get_by_label("updates in the run").fill("50")
    here.text.press("Control+Enter")  # by keyboard
    expect(here.said).to_contain_text("StepLR, 50 updates: no finding", timeout=live.PATIENCE)
    assert here.text.get_attribute("aria-invalid") is None
    here.matches("StepLR(optimizer, 20)", 50, lr=0.1)
    assert not here.visit.problems


@pytest.mark.parametrize("mode", MODES)
def test_numbers_that_are_missing_get_fields(visit, mode):
    here = Doctor(visit, **MODES[mode])
    low = here.text.bounding_box()["height"]
    text = (
        "epochs = 3\n"
        "optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)\n"
        "scheduler = OneCycleLR(optimizer, max_lr=args.lr, epochs=epochs,\n"
        "                       steps_per_epoch=len(train_loader))\n"
        "for epoch in range(epochs):\n"
        "    for x, y in train_loader:\n"
        "        optimizer.step()\n"
        "        scheduler.step()\n"
    )
    here.ask(text, 7)
    expect(here.said).to_contain_text("Fields for such numbers are below the text")
    assert here.text.bounding_box()["height"] > 2 * low  # it has grown with its text
    rate = here.root.get_by_label("args.lr", exact=True)
    loader = here.root.get_by_label("len(train_loader)", exact=True)
    expect(rate).to_be_focused()
    rate.fill("0.2")
    loader.fill("40")
    loader.press("Enter")
    expect(here.said).to_contain_text("OneCycleLR, 120 updates", timeout=live.PATIENCE)
    here.matches(text, 120, values={"args.lr": 0.2, "len(train_loader)": 40})
    assert here.root.get_by_label("updates in the run").input_value() == "120"
    assert "in the loop over batches" in here.root.locator("[data-more]").text_content()
    here.ask("CosineLRScheduler(optimizer, t_initial=30, warmup_t=5)", 300, lr=0.1)
    here.root.get_by_label("updates per epoch").fill("10")
    here.root.get_by_role("button", name="Examine").click()
    expect(here.said).to_contain_text("CosineLRScheduler, 300 updates", timeout=live.PATIENCE)
    values = {"updates_per_epoch": 10}
    here.matches("CosineLRScheduler(optimizer, t_initial=30, warmup_t=5)", 300, 0.1, values)
    assert here.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    here.root.evaluate("e => e.scrollIntoView()")  # or else the bar above covers half a field
    assert live.barriers(here.page, '[data-scene="doctor"]') == []
    here.root.get_by_role("button", name="Keras").click()
    expect(here.root.locator("[data-missing]")).to_be_hidden()
    assert not here.visit.problems


def test_without_what_a_verdict_misleads_stands_above_it(visit):
    here = Doctor(visit)
    text = (
        "total = 3 * 400\n"
        "scheduler = get_linear_schedule_with_warmup(optimizer, 120, total)\n"
        "for epoch in range(3):\n"
        "    for i, batch in enumerate(loader):\n"
        "        if (i + 1) % args.gather == 0:\n"
        "            optimizer.step()\n"
        "            scheduler.step()\n"
    )
    here.ask(text, 1200, lr=0.1)
    here.matches(text, 1200, lr=0.1)
    first = here.root.locator("[data-above] li")
    expect(first).to_contain_text("once in how many is not read")
    verdict = here.root.locator("[data-verdict]")
    assert first.bounding_box()["y"] < verdict.bounding_box()["y"]
    here.ask("TrainingArguments(max_steps=900, warmup_ratio=0.1)", 1200)
    here.matches("TrainingArguments(max_steps=900, warmup_ratio=0.1)", 900)
    expect(here.root.locator("[data-wrong]")).to_contain_text("raises TypeError")
    expect(first).to_have_count(0)
    here.root.evaluate("e => e.scrollIntoView()")
    assert live.barriers(here.page, '[data-scene="doctor"]') == []
    assert not here.visit.problems


def test_a_loop_that_does_not_say_how_long_it_is_asks(visit):
    """What was said of another text goes at once, and its fields with it."""
    here = Doctor(visit)
    text = (
        "optimizer = SGD(weights, lr=0.1)\n"
        "scheduler = ExponentialLR(optimizer, gamma=0.9)\n"
        "for epoch in range(10):\n"
        "    for x, y in loader:\n"
        "        optimizer.step()\n"
        "        scheduler.step()\n"
    )
    here.ask(text, 1000)
    here.matches(text, 1000)
    expect(here.root.locator("[data-above] li")).to_contain_text("does not say how many updates")
    expect(here.root.locator("[data-wrong]")).to_contain_text("do next to nothing")
    loader = here.root.get_by_label("len(loader)", exact=True)
    loader.fill("7")
    loader.press("Enter")
    expect(here.said).to_contain_text("ExponentialLR, 70 updates", timeout=live.PATIENCE)
    here.matches(text, 70, values={"len(loader)": 7})
    here.ask("for epoch in range(9):\n    optimizer.lr = 0.1 * 0.9**epoch\n", 100)
    expect(here.said).to_contain_text("no optimizer reads an attribute lr")
    expect(loader).to_have_count(0)
    expect(here.root.locator("[data-result]")).to_be_hidden()
    assert not here.visit.problems


def test_the_line_of_lrlib_is_copied(visit):
    here = Doctor(visit, permissions=["clipboard-read", "clipboard-write"])
    here.root.get_by_role("button", name="Copy the line").click()
    expect(here.said).to_contain_text("on your clipboard")
    text, lr, _ = next(iter(EXAMPLES.values()))
    names = {}
    exec(here.page.evaluate("navigator.clipboard.readText()"), names)
    assert names["schedule"] == read(text, lr).schedule
    here.ask("get_linear_schedule_with_warmup(optimizer, 100, 4000)", 1000, lr=0.1)
    here.matches("get_linear_schedule_with_warmup(optimizer, 100, 4000)", 1000, lr=0.1)
    here.root.get_by_role("button", name="Copy the repaired line").click()
    expect(here.said).to_contain_text("on your clipboard")
    exec(here.page.evaluate("navigator.clipboard.readText()"), names)
    assert names["schedule"] == lrlib.warmup(lrlib.LinearDecay(0.1, 975), 25)


def test_where_no_python_can_run_it_says_so(visit):
    here = visit()
    here.page.goto((HTML / f"{PAGE}.html").as_uri())
    root = here.page.locator('[data-scene="doctor"]')
    root.get_by_role("button", name="Examine").click()
    expect(root.locator(".live-lacking")).to_contain_text("opened from disk")
    expect(root.locator("[data-says]")).not_to_have_text("Examining …")
    here = Doctor(visit, policy="default-src 'self'")
    here.root.get_by_role("button", name="Examine").click()
    expect(here.root.locator(".live-lacking")).to_contain_text("forbids WebAssembly")
    here.root.get_by_role("button", name="Keras").click()  # the examples still stand there
    here.matches(*EXAMPLES["Keras"][:1], EXAMPLES["Keras"][2])


def test_without_javascript_a_picture_stands_in(visit):
    here = visit(java_script_enabled=False)
    here.page.goto(f"{here.site}{PAGE}.html")
    picture = here.page.locator("noscript :is(img, svg)").first
    expect(picture).to_be_visible()
