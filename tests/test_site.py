"""The built book in a real browser, served under ``default-src 'self'``."""

import gzip
import json
import math
import random
import re
import sys
import types

import jax.numpy as jnp
import nbformat
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import lrlib
from lrlib.lab import rugged
from tests.book import HTML, chapters, pages, served
from tests.browser import find

pytestmark = pytest.mark.browser

MODES = {
    "light, wide": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark, phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}
AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OFFLINE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser():
    path = find()
    if path is None:
        pytest.fail("no Chromium or Chrome here; install one: playwright install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=OFFLINE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site():
    with served() as address:
        yield address


class Visit:
    """One page in a fresh profile, and what went wrong on it."""

    def __init__(self, browser, site, **options):
        self.site, self.problems, self.responses = site, [], []
        self.context = browser.new_context(**(MODES["light, wide"] | options))
        self.context.route("**/*", self._stay_here)
        self.page = self.context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("response", lambda response: self.responses.append(response))

    def _stay_here(self, route):
        if route.request.url.startswith((self.site, "file:")):
            return route.continue_()
        self.problems.append(f"asked {route.request.url}")
        route.abort()

    def _note(self, message):
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def open(self, name):
        self.page.goto(self.site + name, wait_until="networkidle")
        return self.page


@pytest.fixture
def visit(browser, site):
    opened = []

    def start(**options):
        opened.append(Visit(browser, site, **options))
        return opened[-1]

    yield start
    for one in opened:
        one.context.close()


RAW_LATEX = r"""() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("pre, code, script, annotation, .katex")) continue;
    const raw = /\\(frac|sum|mathrm|lambda|cdot|left|begin)|\$[^$\s][^$]*\$/;
    if (raw.test(node.data)) found.push(node.data);
  }
  return found;
}"""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", pages())
def test_page(visit, name, mode):
    """Nothing asked of others, no error, no raw formula, no overflow, no barrier."""
    here = visit(**MODES[mode], reduced_motion="reduce")  # else axe sees boxes half faded in
    page = here.open(f"{name}.html")
    failed = [r.url for r in here.responses if r.status >= 400 and not r.url.endswith("404.html")]
    assert not here.problems and not failed
    assert page.locator(".katex-error").count() == 0
    assert page.evaluate(RAW_LATEX) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    broken = "i => i.offsetParent && i.complete && !i.naturalWidth"
    assert page.evaluate(f"[...document.images].filter({broken}).map(i => i.src)") == []
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    options = {"runOnly": {"type": "tag", "values": AXE}, "preload": False}
    visible = {"exclude": [[".katex-html"]]}  # hidden from readers of MathML, and very many
    found = Axe().run(page, context=visible, options=options).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == []


@pytest.mark.parametrize("name", chapters())
def test_first_visit_is_light(visit, name):
    here = visit(viewport=MODES["dark, phone"]["viewport"])
    here.open(f"{name}.html")
    bodies = {r.url: r.body() for r in here.responses if r.status == 200}
    packed = {url: min(len(body), len(gzip.compress(body))) for url, body in bodies.items()}
    heaviest = sorted((len(body), url) for url, body in bodies.items())[-5:]
    raw = sum(map(len, bodies.values()))
    assert raw <= 1_200_000, heaviest
    zipped = sum(packed.values())
    assert zipped <= 450_000, heaviest
    script = max(size for url, size in packed.items() if ".js" in url)
    assert script <= 150_000


def test_formulas_move_nothing_when_they_arrive(visit):
    here = visit()
    here.page.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "e => (window.shift += e.value))).observe({type: 'layout-shift', buffered: true})"
    )
    page = here.open("chapters/exponential.html")
    assert page.locator(".katex").count() > 10
    page.wait_for_timeout(500)
    assert page.evaluate("window.shift") < 0.05


def chosen(page):
    """The framework that each set of tabs shows."""
    return page.evaluate(
        "[...document.querySelectorAll('.sd-tab-set > input:checked + label')]"
        ".filter(l => l.dataset.syncGroup === 'framework').map(l => l.textContent.trim())"
    )


def test_tabs_agree_and_are_remembered(visit):
    here = visit()
    page = here.open("chapters/exponential.html")
    assert set(chosen(page)) == {"PyTorch"} and len(chosen(page)) >= 2
    page.locator("label", has_text="MLX").first.click()
    assert set(chosen(page)) == {"MLX"}
    page = here.open("chapters/onecycle.html")
    assert "MLX" in chosen(page)
    assert not here.problems


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_follow_the_theme(visit, theme):
    page = visit(color_scheme=theme).open("chapters/exponential.html")
    shown = page.evaluate(
        "[...document.querySelectorAll('.lr-figure img')].filter(i => i.offsetParent)"
        ".map(i => i.className)"
    )
    assert shown and set(shown) == {f"only-{theme}"}


def test_theme_button_turns_figures(visit):
    here = visit()
    page = here.open("chapters/exponential.html")
    for _ in range(3):
        page.locator("button.theme-switch-button").locator("visible=true").first.click()
        theme = page.evaluate("document.documentElement.dataset.theme")
        assert page.locator(f".lr-figure img.only-{theme}").first.is_visible()
    assert not here.problems


def test_search_finds_half_life(visit):
    here = visit()
    page = here.open("search.html?q=half-life")
    page.wait_for_selector("#search-results li a")
    assert "Exponential decay" in page.locator("#search-results").inner_text()
    assert not here.problems


def test_the_address_of_no_page_gets_a_page(visit):
    page = visit().open("chapters/no-such-chapter.html")
    assert page.locator("article h1").first.inner_text().startswith("This page does not exist")
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # styled
    page.locator("nav a", has_text="1-cycle").first.click()
    assert page.url.endswith("chapters/onecycle.html")


def test_keyboard(visit):
    page = visit().open("chapters/exponential.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_no_motion_where_none_is_wanted(visit):
    page = visit(reduced_motion="reduce").open("index.html")
    moving = "e => parseFloat(getComputedStyle(e).transitionDuration) > 0"
    assert page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).length") == 0


def test_paper(visit):
    page = visit(color_scheme="dark").open("chapters/exponential.html")
    page.emulate_media(media="print")
    assert not page.locator(".bd-sidebar-primary").is_visible()
    assert page.locator(".sd-tab-content").evaluate_all("all => all.every(e => e.offsetParent)")
    assert page.locator(".lr-figure img.only-light").first.is_visible()


@pytest.mark.parametrize("name", chapters())
def test_downloads(visit, name):
    """The notebook that can be downloaded is valid and was run; the source is there too."""
    here = visit()
    page = here.open(f"{name}.html")
    links = page.locator("a[href*='_sources/']").evaluate_all("all => all.map(a => a.href)")
    texts = {url: page.request.get(url).text() for url in links}
    assert any(url.endswith(".md") for url in links)
    if "{code-cell}" in next(text for url, text in texts.items() if url.endswith(".md")):
        (run,) = [text for url, text in texts.items() if url.endswith(".ipynb")]
        notebook = nbformat.reads(run, as_version=4)
        nbformat.validate(notebook)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert cells and any(cell.outputs for cell in cells)
        errors = [o for cell in cells for o in cell.outputs if o.output_type == "error"]
        assert not errors


@pytest.mark.parametrize("name", ["index", "chapters/exponential", "chapters/playground"])
def test_opens_from_disk(visit, name):
    here = visit()
    here.page.goto((HTML / f"{name}.html").as_uri(), wait_until="load")
    here.page.wait_for_timeout(500)
    assert not here.problems
    assert here.page.locator("article h1").first.is_visible()
    if "playground" in name:
        assert here.page.locator("#chart-rate canvas").is_visible()


# -- the playground --------------------------------------------------------------------------------


def in_python(kind, choice, values):
    """The schedule that the playground's words mean."""
    name = {"ExponentialDecay": "half_life"}.get(kind)
    if name:
        return lrlib.ExponentialDecay.from_half_life(**values)
    if kind == "constant":
        return lrlib.LinearDecay(values["lr0"], 1, lr_end=values["lr0"])
    words = {"CyclicExponentialDecay": "wave", "OneCycle": "anneal", "Triangular": "decay"}
    values = dict(values) | ({words[kind]: choice} if choice else {})
    if kind == "Triangular" and choice != "exp_range":
        del values["k"]
    return getattr(lrlib, kind)(**values)


def drawn(dial, rng):
    """A random setting of a slider."""
    low, high = dial["low"], dial["high"]
    if dial["scale"] == "log":
        return math.exp(rng.uniform(math.log(low), math.log(high)))
    value = rng.uniform(low, high)
    return round(value) if dial["scale"] == "whole" else value


def test_formulas_in_the_browser_are_pythons(visit):
    """At 1,000 random points of each schedule: the script's rate is lrlib's."""
    here = visit()
    page = here.open("chapters/playground.html")
    facts = page.evaluate("JSON.parse(JSON.stringify(window.lrlibPlayground))")
    keys = page.evaluate("Object.keys(window.lrlibFormulas)")
    rng, points = random.Random(0), []
    for key in keys:
        kind, _, choice = key.partition("/")
        if kind not in facts["kinds"]:
            continue
        for _ in range(1000):
            dials = [facts["dials"][name] for name in facts["kinds"][kind]["dials"]]
            values = {dial["name"]: drawn(dial, rng) for dial in dials}
            for dial in dials:
                if dial["at_most"]:
                    values[dial["name"]] = min(values[dial["name"]], values[dial["at_most"]])
            points.append((key, kind, choice, values, rng.randrange(2000)))
    found = page.evaluate(
        "points => points.map(([key, , , values, t]) => window.lrlibFormulas[key](t, values))",
        json.loads(json.dumps(points)),
    )
    assert len(found) >= 10_000
    for (key, kind, choice, values, t), rate in zip(points, found, strict=True):
        schedule = in_python(kind, choice, values)
        assert math.isclose(rate, schedule(t), rel_tol=1e-9, abs_tol=1e-11), (key, values, t)
    xs = [rng.uniform(-9, 9) for _ in range(1000)]
    for name, ours in (("rugged", rugged.loss), ("ruggedSlope", rugged.gradient)):
        theirs = page.evaluate(f"xs => xs.map(window.lrlibFormulas.{name})", xs)
        assert all(math.isclose(a, ours(x), abs_tol=1e-12) for a, x in zip(theirs, xs))
    assert facts["thresholds"]["constant"] == 2 and facts["thresholds"]["Cosine"] == 4
    assert round(facts["thresholds"]["OneCycle"], 4) == 4.5911


def shown(page):
    return page.evaluate("window.lrlibPlayground.numbers()")


def code(page):
    """The schedule in the code that the page shows, as Python builds it."""
    lines = page.locator(".lr-code pre").first.inner_text().splitlines()
    (line,) = [line for line in lines if line.startswith("schedule =")]
    return eval(line.removeprefix("schedule = "), {"lrlib": lrlib})


def test_sliders_move_the_curve_and_the_code(visit):
    here = visit()
    page = here.open("chapters/playground.html")
    before = shown(page)["rates"]
    slider = page.get_by_label("highest rate, lr_max")
    slider.locator("visible=true").focus()
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    now = shown(page)
    assert max(now["rates"]) < max(before)
    for kind in ("CyclicExponentialDecay", "Triangular", "Cosine", "constant", "ExponentialDecay"):
        page.get_by_label("schedule", exact=True).select_option(kind)
        now, schedule = shown(page), code(page)
        python = schedule.curve(len(now["rates"]))
        assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(now["rates"], python))
        assert math.isclose(now["sums"][-1], python.sum(), rel_tol=1e-9, abs_tol=1e-9)
    assert not here.problems


class DeepSpeed(types.ModuleType):
    """DeepSpeed as far as the snippet needs it: it asks for the scheduler of its optimizer."""

    def initialize(self, model, config, lr_scheduler):
        optimizer = torch.optim.Adam(model.parameters())
        return None, optimizer, None, lr_scheduler(optimizer)


def rate_of(framework, names):
    """The first rate that an optimizer made by a snippet would use."""
    if framework in ("PyTorch", "DeepSpeed"):
        return names["scheduler"].get_last_lr()[0]
    if framework == "JAX":
        one = jnp.ones(())
        return -float(names["optimizer"].update(one, names["optimizer"].init(one))[0])
    return float(names["optimizer"].learning_rate)


@pytest.mark.parametrize("wave", ["signed", "raised"])
def test_the_code_runs_in_each_framework(visit, monkeypatch, wave):
    monkeypatch.setitem(sys.modules, "deepspeed", DeepSpeed("deepspeed"))
    page = visit().open(f"chapters/playground.html#schedule=CyclicExponentialDecay&wave={wave}")
    tabs = page.locator(".lr-code > label").all_inner_texts()
    blocks = page.locator(".lr-code pre").evaluate_all("all => all.map(e => e.textContent)")
    assert tabs == ["PyTorch", "TensorFlow", "MLX", "JAX", "DeepSpeed"]
    for framework, block in zip(tabs, blocks, strict=True):
        names = {"model": torch.nn.Linear(2, 1), "config": {}}
        exec(block, names)
        assert names["schedule"].wave == wave
        assert math.isclose(rate_of(framework, names), names["schedule"](0), rel_tol=1e-6)


def test_the_address_carries_the_setting(visit):
    here = visit()
    address = "schedule=CyclicExponentialDecay&wave=signed&lr0=0.25&k=0.02&cycle_length=40"
    page = here.open(f"chapters/playground.html#{address}&steps=100&curvature=2")
    assert code(page) == lrlib.CyclicExponentialDecay(0.25, 0.02, 40)
    assert len(shown(page)["rates"]) == 101
    assert "allow_negative=True" in page.locator(".lr-code pre").first.inner_text()
    page.get_by_label("wave").select_option("raised")
    expect(page).to_have_url(re.compile("wave=raised"))
    assert "allow_negative" not in page.locator(".lr-code pre").first.inner_text()
    again = visit().open("chapters/playground.html" + page.evaluate("location.hash"))
    assert code(again) == lrlib.CyclicExponentialDecay(0.25, 0.02, 40, wave="raised")


def test_the_playground_speaks(visit):
    page = visit().open("chapters/playground.html#schedule=constant&lr0=3&curvature=1")
    expect(page.locator("#told")).to_contain_text("diverges")
    slider = page.get_by_label("first rate, lr0").locator("visible=true")
    assert slider.get_attribute("aria-valuetext") == "3"


def test_code_can_be_copied(visit):
    here = visit(permissions=["clipboard-read", "clipboard-write"])
    page = here.open("chapters/playground.html")
    block = page.locator(".lr-code .highlight").first
    block.hover()
    block.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "schedule = lrlib.OneCycle(" in copied and "lrlib.torch.Scheduler(" in copied
