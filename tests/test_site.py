"""The built book in a real browser, served under ``default-src 'self'``."""

import gzip
import io
import json
import math
import random
import re
import shlex
import subprocess
import sys
import types

import jax.numpy as jnp
import nbformat
import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playground import kinds as playground
from playwright.sync_api import expect

import lrlib
from lrlib import schedules
from lrlib.lab import rugged
from lrlib.plots.style import LINES
from tests.book import HTML, chapters, pages
from tests.test_scenes import trained
from tests.visits import MODES

pytestmark = pytest.mark.browser

AXE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RAW_LATEX = r"""() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest("pre, code, script, annotation, .katex")) continue;
    if (node.parentElement.closest("details:not([open]) .lr-late")) continue; // set when it opens
    const raw = /\\(frac|sum|mathrm|lambda|cdot|left|begin)|\$[^$\s][^$]*\$/;
    if (raw.test(node.data)) found.push(node.data);
  }
  return found;
}"""


# All formulas are made by one KaTeX, of a hundred parts each: axe gets boxes of their size instead,
# as it would look at every part, minutes long, even where it is told to leave them out.
BOXES_FOR_FORMULAS = """() => {
  const formulas = [...document.querySelectorAll(".katex")];
  const sizes = formulas.map(formula => formula.getBoundingClientRect());
  formulas.forEach((formula, i) => {
    formula.textContent = "x";
    const [width, height] = [`${sizes[i].width}px`, `${sizes[i].height}px`];
    Object.assign(formula.style, {display: "inline-block", width, height});
  });
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
    expect(page.locator(".lr-late")).to_have_count(0, timeout=60_000)
    page.evaluate("document.fonts.ready")  # letters that came with the formulas
    page.wait_for_timeout(400)
    assert page.locator(".katex-error").count() == 0 and page.evaluate(RAW_LATEX) == []
    options = {"runOnly": {"type": "tag", "values": AXE}, "preload": False}
    page.evaluate(BOXES_FOR_FORMULAS)
    found = Axe().run(page, options=options).response["violations"]
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
    """The framework that each set of tabs shows, of those that offer both PyTorch and MLX."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".sd-tab-set")]
          .map(set => [...set.querySelectorAll(":scope > label")])
          .filter(all => ["PyTorch", "MLX"].every(f => all.some(l => l.textContent.trim() === f)))
          .map(all => all.find(l => l.previousElementSibling.checked).textContent.trim())"""
    )


def test_tabs_agree_and_are_remembered(visit):
    here = visit()
    page = here.open("chapters/training.html")
    assert set(chosen(page)) == {"PyTorch"} and len(chosen(page)) >= 2
    page.locator("label", has_text="MLX").first.click()
    assert set(chosen(page)) == {"MLX"}
    page = here.open("chapters/start.html")
    assert "MLX" in chosen(page)
    assert not here.problems


def test_a_reader_installs_lrlib_from_the_site(visit, tmp_path):
    """As the first page for users says: the line that it offers, in an empty place."""
    here = visit()
    page = here.open("chapters/start.html")
    if "git+https://" in page.locator("main").inner_text():  # the repository has an address
        return expect(page.locator(".lr-from-here")).to_have_count(0)
    line = page.locator(".lr-from-here + div pre").inner_text().strip()
    assert line.startswith(f'pip install "lrlib[torch] @ {here.site}')
    pip = [sys.executable, "-m", *shlex.split(line), "--no-deps", "--target", str(tmp_path)]
    subprocess.run(pip, check=True, capture_output=True)
    code = "import lrlib; print(lrlib.__file__, lrlib.LinearDecay(1.0, 4)(1))"
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = ['{tmp_path}']; {code}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.split() == [str(tmp_path / "lrlib/__init__.py"), "0.75"]
    assert not here.problems


FIRST_LETTERS = "getComputedStyle(document.querySelector('.lr-figure svg text')).fill"


def test_figures_follow_the_theme(visit):
    """Letters in figures are text, in the face of the page and in the colour of its theme."""
    seen = {}
    for theme in ("light", "dark"):
        page = visit(color_scheme=theme).open("chapters/exponential.html")
        assert page.locator(".lr-figure svg text").count() > 20
        seen[theme] = page.evaluate(FIRST_LETTERS)
        page.emulate_media(media="print")
        assert page.evaluate(FIRST_LETTERS) == seen["light"]
    assert seen == {"light": "rgb(27, 31, 36)", "dark": "rgb(230, 233, 236)"}
    faces = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    assert {"Lr Serif", "Lr Sans", "Lr Mono"} <= {f.strip('"') for f in page.evaluate(faces)}


def test_marks_that_are_used_again_follow_the_theme(visit):
    """A rule that asks for the theme does not reach them; so look at the dots themselves."""
    page = visit(color_scheme="dark", device_scale_factor=2).open("chapters/convergence.html")
    figure = page.locator(".lr-figure svg", has_text="no schedule goes lower")
    picture = np.asarray(Image.open(io.BytesIO(figure.screenshot())).convert("RGB"), int)

    def pixels(colour):
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return (abs(picture - wanted).max(axis=2) < 16).sum()

    light, dark, _ = LINES["LinearDecay"]
    assert pixels(dark) > 200 and pixels(light) < 20


def test_theme_button_turns_figures(visit):
    here = visit()
    page = here.open("chapters/exponential.html")
    seen = set()
    for _ in range(3):
        page.locator("button.theme-switch-button").locator("visible=true").first.click()
        theme = page.evaluate("document.documentElement.dataset.theme")
        seen.add((theme, page.evaluate(FIRST_LETTERS)))
    assert len(seen) == 2
    assert not here.problems


def test_search_finds_half_life(visit):
    here = visit()
    page = here.open("search.html?q=half-life")
    page.wait_for_selector("#search-results li a")
    assert "Exponential decay" in page.locator("#search-results").inner_text()
    page = here.open("search.html?q=subgradient")
    page.wait_for_selector("#search-results .context")
    excerpts = " ".join(page.locator("#search-results .context").all_inner_texts())
    assert "subgradient" in excerpts and not re.search(r"\\(mathrm|lambda|in|dots)", excerpts)
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
    assert page.locator(".lr-figure svg").first.is_visible()


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
        shown = [c for c in cells[1:] if "remove-cell" not in c.metadata.get("tags", [])]
        assert cells and (not shown or any(cell.outputs for cell in cells))
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
        assert here.page.locator('[data-picture="rate"] svg').is_visible()
        here.page.locator('[data-action="train"]').click()  # the data come from a disk, too
        here.page.locator('output[name="right-a"][data-value^="0.9"]').wait_for()


# -- the playground --------------------------------------------------------------------------------


def in_python(kind, choice, values):
    """The schedule that the playground's words mean."""
    if kind == "ExponentialDecay":
        return lrlib.ExponentialDecay.from_half_life(**values)
    if kind == "constant":
        return lrlib.Constant(values["lr0"])
    words = {"Triangular": "decay", "WarmupStableDecay": "shape", "OneCycle": "anneal"}
    values = dict(values) | ({words.get(kind, "wave"): choice} if choice else {})
    if kind == "Triangular" and choice != "exp_range":
        del values["k"]
    return getattr(lrlib, kind)(**values)


def test_every_kind_of_lrlib_has_its_place():
    names = {(kind.call or kind.key).split(".")[0] for kind in playground.KINDS}
    assert names | set(playground.ELSEWHERE) == set(schedules.KINDS)
    assert {kind.key for kind in playground.KINDS} <= set(LINES)


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
            dials = facts["kinds"][kind]["dials"].values()
            values = {dial["name"]: drawn(dial, rng) for dial in dials}
            for dial in dials:
                if dial["at_most"]:
                    first, _, less = dial["at_most"].partition(" - ")
                    most = values[first] - (values[less] if less in values else int(less or 0))
                    values[dial["name"]] = min(values[dial["name"]], most)
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
    rising = page.evaluate("[0, 30, 300].map(window.lrlibFormulas.rising)")
    assert rising == pytest.approx([0, 2, playground.RISE])
    rising = page.evaluate("[0, 100, 300].map(window.lrlibFormulas.risingByFactors)")
    assert rising == pytest.approx([0.001, 0.01, 1])
    assert facts["thresholds"]["constant"] == 2 and facts["thresholds"]["Cosine"] == 4
    assert round(facts["thresholds"]["OneCycle"], 4) == 4.5911


def shown(page):
    return page.evaluate("window.lrlibPlayground.numbers()")


def code(page):
    """The schedule in the code that the page shows, as Python builds it."""
    text = page.locator(".lr-code pre").first.inner_text()
    (made,) = re.findall(r"^schedule = (lrlib\.[\w.]+\(.*?\))$", text, re.M | re.S)
    return eval(made, {"lrlib": lrlib})


def test_sliders_move_the_curve_and_the_code(visit):
    here = visit()
    page = here.open("chapters/playground.html")
    before = shown(page)["rates"]
    slider = page.get_by_label("highest rate, lr", exact=True)
    slider.locator("visible=true").focus()
    for _ in range(40):
        page.keyboard.press("ArrowLeft")
    now = shown(page)
    assert max(now["rates"]) < max(before)
    for kind in (kind.key for kind in playground.KINDS):
        page.get_by_label("schedule", exact=True).select_option(kind)
        now, schedule = shown(page), code(page)
        python = schedule.curve(200)
        assert len(now["rates"]) == 200  # for 200 updates
        assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(now["rates"], python))
        assert len(now["sums"]) == 201 and now["sums"][0] == 0
        assert math.isclose(now["sums"][-1], python.sum(), rel_tol=1e-9, abs_tol=1e-9)
        assert math.isclose(now["bowl"][-1], abs((1 - python).prod()), rel_tol=1e-6, abs_tol=1e-30)
    assert page.locator(".lr-code pre").first.locator(".mf, .mi").count() >= 2  # still in colour
    assert not here.problems


def test_two_schedules_are_compared_scrubbed_and_shared(visit):
    here = visit(reduced_motion="reduce")
    page = here.open("chapters/playground.html#schedule=constant&lr0=0.4&steps=60")
    page.locator('[name="side"][value="b"]').check()
    page.get_by_label("schedule", exact=True).select_option("LinearDecay")
    assert isinstance(code(page), lrlib.LinearDecay)
    page.locator('[name="at"]').fill("10")
    linear = code(page).curve(10)
    for name, rates in (("a", [0.4] * 10), ("b", linear)):
        said = page.locator(f'output[name="sum-{name}"]').get_attribute("data-value")
        assert float(said) == pytest.approx(sum(rates))
        said = page.locator(f'output[name="left-{name}"]').get_attribute("data-value")
        assert float(said) == pytest.approx(math.prod(abs(1 - rate) for rate in rates))
    page.locator('[data-action="train"]').click()
    for name, schedule in (("a", lrlib.Constant(0.4)), ("b", code(page))):
        said = page.locator(f'output[name="loss-{name}"][data-value^="0."]')
        losses = trained(schedule, 60)
        expected = losses[-20:].mean()
        assert float(said.get_attribute("data-value")) == pytest.approx(expected, abs=1e-4)
    expect(page).to_have_url(re.compile("b.schedule=LinearDecay"))
    again = visit().open("chapters/playground.html" + page.evaluate("location.hash"))
    assert shown(again)["rates"] == [0.4] * 60
    assert again.evaluate("window.lrlibPlayground.numbers('b')")["rates"] == pytest.approx(
        code(page).curve(60)
    )
    assert not here.problems


def test_a_drawn_schedule_is_the_one_of_the_code_and_of_the_address(visit):
    here = visit()
    page = here.open("chapters/playground.html#schedule=Cosine&lr0=2&lr_end=0.001")
    before = shown(page)["rates"]
    page.get_by_label("schedule", exact=True).select_option("drawn")
    assert shown(page)["rates"] == pytest.approx(before, abs=0.05)  # it begins as what was there
    box = page.locator('[data-picture="rate"] svg').bounding_box()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.8 * box["height"], steps=5)
    page.mouse.up()
    drawn = shown(page)["rates"]
    assert max(map(abs, (a - b for a, b in zip(drawn, before)))) > 0.1
    names = {}
    text = page.locator(".lr-code pre").first.inner_text()
    exec(text[: text.index("# the scheduler")], names)
    assert drawn == pytest.approx(names["schedule"].curve(200).tolist(), abs=1e-3)
    expect(page).to_have_url(re.compile("points="))
    again = visit().open("chapters/playground.html" + page.evaluate("location.hash"))
    assert shown(again)["rates"] == drawn
    assert not here.problems


def test_a_click_on_the_range_test_sets_the_peak(visit):
    here = visit(reduced_motion="reduce")
    page = here.open("chapters/playground.html")
    assert not any("digits.data.js" in response.url for response in here.responses)
    page.locator('[data-action="test"]').click()
    expect(page.locator("[data-trained]")).to_contain_text("Click on the range test")
    page.locator('[data-picture="test"] svg').click(position={"x": 100, "y": 100})
    assert code(page).lr != 0.8 and max(shown(page)["rates"]) == code(page).lr
    page.locator('output[name="right-a"][data-value^="0.9"]').wait_for()
    assert not here.problems


def test_the_range_test_of_adamw_rises_by_factors_and_its_peak_stands_in_the_code(visit):
    here = visit(reduced_motion="reduce")
    page = here.open("chapters/playground.html#schedule=LinearDecay&lr0=0.5&steps=60")
    made_with = re.compile(r"lr=([\d.e-]+)")
    torch_code = page.locator(".lr-code pre").first
    assert made_with.search(torch_code.inner_text().split("optimizer =")[1])[1] == "0.5"
    page.locator('[name="optimizer"][value="adamw"]').check()
    page.locator('[data-action="test"]').click()
    expect(page.locator("[data-trained]")).to_contain_text("Click on the range test")
    picture = page.locator('[data-picture="test"] svg')
    marks = picture.locator(".lr-tick").all_text_contents()
    assert {"0.001", "0.01", "0.1"} <= set(marks)
    tick = picture.locator(".lr-tick", has_text=re.compile(r"^0\.01$")).bounding_box()
    box = picture.bounding_box()
    here_is = {"x": tick["x"] + tick["width"] / 2 - box["x"], "y": 100}
    picture.click(position=here_is)
    assert code(page).lr0 == pytest.approx(0.01, rel=0.1)
    text = torch_code.inner_text().split("optimizer =")[1]
    assert "AdamW" in text and float(made_with.search(text)[1]) == code(page).lr0
    assert not here.problems


def test_the_plot_that_stays_on_a_phone_leaves_room(visit):
    page = visit(viewport={"width": 390, "height": 844}).open("chapters/playground.html")
    assert page.locator(".lr-played > .lr-rate").bounding_box()["height"] <= 844 / 3.5
    side = page.locator('[name="side"][value="a"]').locator("..").bounding_box()
    choice = page.get_by_label("schedule", exact=True).bounding_box()
    assert choice["y"] - (side["y"] + side["height"]) >= 6


def test_adamw_trains_and_stands_in_the_code(visit):
    here = visit(reduced_motion="reduce")
    page = here.open("chapters/playground.html#schedule=LinearDecay&lr0=0.5&steps=60")
    page.locator('[name="optimizer"][value="adamw"]').check()
    assert code(page).lr0 == 0.02  # the peak went with it
    for block in page.locator(".lr-code pre").evaluate_all("all => all.map(e => e.textContent)"):
        if "deepspeed" not in block:
            names = {"model": torch.nn.Linear(2, 1)}
            exec(block, names)
            made = names["optimizer"]
            assert type(made).__name__ in ("AdamW", "GradientTransformationExtraArgs")
            decay = getattr(made, "weight_decay", 0.01)
            assert getattr(made, "defaults", {"weight_decay": decay})["weight_decay"] == 0.01
            assert "weight_decay=0.01" in block or "torch" in block
    page.locator('[data-action="train"]').click()
    said = page.locator('output[name="loss-a"][data-value^="0."]')
    expected = trained(code(page), 60, torch.optim.AdamW)[-20:].mean()
    assert float(said.get_attribute("data-value")) == pytest.approx(expected, abs=1e-4)
    expect(page).to_have_url(re.compile("optimizer=adamw"))
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
    assert len(shown(page)["rates"]) == 100
    assert "allow_negative=True" in page.locator(".lr-code pre").first.inner_text()
    page.get_by_label("wave").select_option("raised")
    expect(page).to_have_url(re.compile("wave=raised"))
    assert "allow_negative" not in page.locator(".lr-code pre").first.inner_text()
    again = visit().open("chapters/playground.html" + page.evaluate("location.hash"))
    assert code(again) == lrlib.CyclicExponentialDecay(0.25, 0.02, 40, wave="raised")


def test_the_playground_speaks(visit):
    page = visit().open("chapters/playground.html#schedule=constant&lr0=3&curvature=1")
    expect(page.locator("[data-says]")).to_contain_text("diverges")
    slider = page.get_by_label("first rate, lr0").locator("visible=true")
    assert slider.get_attribute("aria-valuetext") == "3"


def test_code_can_be_copied(visit):
    here = visit(permissions=["clipboard-read", "clipboard-write"])
    page = here.open("chapters/playground.html")
    block = page.locator(".lr-code .highlight").first
    block.hover()
    block.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "schedule = lrlib.WarmupStableDecay(" in copied and "lrlib.torch.Scheduler(" in copied
