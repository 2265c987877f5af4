"""Scenes in a real browser: their numbers against Python's, their keyboard, their first screen.

A scene is added here in one place: a function below that says which numbers it must show.
"""

import importlib
import re
from pathlib import Path

import numpy as np
import pytest
import scenes
import torch
from lxml import html
from playwright.sync_api import expect

import lrlib
from lrlib import bounds
from lrlib.lab import digits, orders, rugged, worst
from lrlib.lab import rates as lab
from lrlib.plots import polyak, river, worlds
from lrlib.proofs import onecycle
from lrlib.proofs.onecycle import chebyshev
from tests.book import ROOT
from tests.visits import MODES

pytestmark = pytest.mark.browser
PAGE = {  # the page on which each scene plays
    "survive": "index",
    "bowl": "chapters/bowl",
    "valley": "chapters/bowl",
    "dance": "chapters/bowl",
    "push": "chapters/bowl",
    "equal": "chapters/onecycle",
    "range": "chapters/onecycle",
    "order": "chapters/onecycle",
    "rising": "chapters/onecycle",
    "bead": "chapters/ced",
    "hill": "chapters/ced",
    "balls": "chapters/ced",
    "sketch": "chapters/convergence",
    "shadow": "chapters/convergence",
    "forbidden": "chapters/convergence",
    "adversary": "chapters/convergence",
    "burn": "chapters/worlds",
    "polyak": "chapters/worlds",
    "river": "chapters/worlds",
    "tank": "chapters/exponential",
    "translator": "chapters/exponential",
    "choose": "chapters/choosing",
    "peaks": "chapters/choosing",
    "doctor": "chapters/audit",
}


class Scene:
    """One scene on its page, without motion."""

    def __init__(self, visit, name, **options):
        self.visit = visit(reduced_motion="reduce", **options)
        self.page = self.visit.open(f"{PAGE[name]}.html")
        self.root = self.page.locator(f'[data-scene="{name}"]')
        self.root.scroll_into_view_if_needed()

    def set(self, name, value):
        """Move a control, as a reader does."""
        self.root.locator(f'[name="{name}"]').first.evaluate(
            """(input, value) => {
              if (input.type === "radio") {
                input = input.form.querySelector(`[name="${input.name}"][value="${value}"]`);
                input.checked = true;
              } else if (input.type === "checkbox") input.checked = value;
              else input.value = value;
              input.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            value,
        )

    def press(self, action):
        self.root.locator(f'[data-action="{action}"]').click()

    def number(self, name) -> float:
        """What an output says, in full."""
        return float(self.root.locator(f'output[name="{name}"]').get_attribute("data-value"))

    def says(self) -> str:
        return self.root.locator("[data-says]").inner_text()


@pytest.fixture
def scene(visit):
    return lambda name, **options: Scene(visit, name, **options)


def test_every_scene_has_a_page():
    assert set(PAGE) == set(scenes.NAMES)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAGE)
def test_a_scene_plays_by_keyboard_and_says_what_it_shows(scene, name, mode):
    here = scene(name, **{key: MODES[mode][key] for key in ("color_scheme", "viewport")})
    for summary in here.root.locator("summary").all():
        summary.press("Enter")  # what is folded away has controls, too
    controls = here.root.locator("input:visible, select:visible, button:visible")
    assert controls.count() >= 1
    for i in range(controls.count()):
        control = controls.nth(i)
        control.focus()
        assert control.evaluate("e => document.activeElement === e && e.matches(':focus')")
    for picture in here.root.locator("svg:not([aria-hidden])").all():
        assert len(picture.get_attribute("aria-label")) > 15
    slider = here.root.locator('input[type="range"]').first
    if slider.count():
        before = slider.input_value()
        slider.press("ArrowRight")
        assert slider.input_value() != before
    assert len(here.says()) > 20
    assert here.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not here.visit.problems


@pytest.mark.parametrize("mode", MODES)
def test_the_first_screen_has_the_scene_and_five_doors(visit, mode):
    size = {"light, wide": {"width": 1280, "height": 800}}.get(mode, MODES[mode]["viewport"])
    page = visit(viewport=size).open("index.html")
    assert page.locator("a.door").count() == 5
    said = page.locator("article").inner_text()[:400]
    assert "PyTorch" in said and "Check my scheduler" in page.locator("a.door").all_inner_texts()
    for place in (*page.locator("a.door").all(), page.locator('[data-scene="survive"]')):
        box = place.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


#: In these the picture and the controls need not be seen together.
APART = {
    "choose": "its controls are questions, and its answer stays at the edge of the screen",
    "translator": "it has numbers and code, and no picture",
    "doctor": "it answers in words below the code that it reads",
    "sketch": "its picture is its control: one draws on it",
}
HIGHEST = {"light, wide": 480, "dark, phone": 600}  # pixels; the browser's bars take some of 720


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", sorted(set(PAGE) - set(APART)))
def test_picture_control_and_numbers_fit_one_screen(scene, name, mode):
    """Who moves a slider sees what it moves, and what it comes to."""
    here = scene(name, **{key: MODES[mode][key] for key in ("color_scheme", "viewport")})
    parts = ("[data-picture]", "input[type=range]", "button.lr-go", ":is(.lr-readings) output")
    found = [here.root.locator(f"{part}:visible") for part in parts]
    boxes = [part.first.bounding_box() for part in found if part.count()]
    assert len(boxes) >= 2 or name == "peaks"
    top = min(box["y"] for box in boxes)
    assert max(box["y"] + box["height"] for box in boxes) - top <= HIGHEST[mode]


@pytest.mark.parametrize("name", PAGE)
def test_paper_shows_a_scene_that_has_played(visit, name):
    """No number is asked for, no axes are empty; what must train shows its still picture."""
    here = visit()
    page = here.open(f"{PAGE[name]}.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    root = page.locator(f'[data-scene="{name}"]')
    still = page.locator(f'[data-scene="{name}"] + figure.lr-figure')
    if name in ("range", "rising"):
        assert not root.is_visible() and still.locator("svg").is_visible()
        assert len(still.locator("figcaption").inner_text()) > 20
    else:
        assert root.is_visible() and still.count() == 0
        assert not {"?", "–"} & set(root.locator("output:visible").all_inner_texts())
        told = "all => all.map(e => e.getAttribute('aria-label')).join('')"
        assert "No run yet" not in root.locator("[data-picture] svg").evaluate_all(told)
        assert "guessed" not in root.locator("[data-says]").inner_text()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert root.is_visible() and still.count() == 0
    assert not here.problems


def test_the_answer_of_the_questions_stays_in_sight(scene):
    here = scene("choose", viewport={"width": 390, "height": 844})
    here.root.locator("fieldset").first.scroll_into_view_if_needed()
    here.page.evaluate("window.scrollBy(0, 60)")
    expect(here.root.locator('output[name="name"]')).to_be_in_viewport()


def test_without_javascript_the_picture_stands_in(visit):
    page = visit(java_script_enabled=False).open("index.html")
    assert page.locator("noscript figure :is(img, svg), figure.lr-figure svg").first.is_visible()


@pytest.mark.parametrize("peak", [1.5, 3.0, 4.4, 4.7])
def test_survive(scene, peak):
    here = scene("survive")
    steps = importlib.import_module("scenes.survive").STEPS
    here.set("peak", peak)
    here.press("run")
    expected = {
        "constant": np.full(steps, peak),
        "cosine": lrlib.Cosine(peak, steps).curve(steps),
        "triangle": lrlib.OneCycle(0.0, peak, steps).curve(steps),
    }
    for lane, rates in expected.items():
        assert here.number(lane) == pytest.approx(np.log10(np.abs(1 - rates)).sum(), abs=1e-6)
    marks = here.page.locator('[data-picture="flags"] text').all_text_contents()
    assert "4.591" in marks


@pytest.mark.parametrize("peak", [2.5, 3.9, 4.7])
def test_survive_colours_a_step_by_what_it_does(scene, peak):
    """Its whole column, from the floor to the top, and the deeper the more it does."""
    here = scene("survive")
    here.set("peak", peak)
    extent = "all => all.map(e => { const b = e.getBBox(); return [b.x, b.width, b.height]; })"

    def seen(lane, look):
        picture = here.root.locator(f'[data-picture="rate-{lane}"]')
        boxes = picture.locator(f".{look}").evaluate_all(extent)
        (frame,) = picture.locator(".lr-dash").evaluate_all(extent)
        assert all(height == boxes[0][2] for *_, height in boxes)
        return [((x - frame[0]) / frame[1], (x + w - frame[0]) / frame[1]) for x, w, _ in boxes]

    assert seen("constant", "lr-shrinks") == []
    assert min(seen("constant", "lr-grows"))[0] == 0 == min(seen("cosine", "lr-grows"))[0]
    last = np.arccos(4 / peak - 1) / np.pi  # when the cosine passes 2
    assert max(end for _, end in seen("cosine", "lr-grows")) == pytest.approx(last, abs=0.02)
    first = 1 / peak  # and the triangle, on its way up
    assert min(seen("triangle", "lr-grows"))[0] == pytest.approx(first, abs=0.02)
    blues = here.root.locator('[data-picture="rate-triangle"] .lr-shrinks')
    depths = blues.evaluate_all("all => all.map(e => Number(e.style.opacity))")
    deepest = seen("triangle", "lr-shrinks")[int(np.argmax(depths))]
    assert deepest[0] < 0.5 / peak < deepest[1] and max(depths) > 3 * min(depths)


@pytest.mark.parametrize(("u", "steps"), [(0.2, 31), (1.0, 1), (1.7, 20)])
def test_bowl(scene, u, steps):
    here = scene("bowl")
    here.set("u", u)
    assert here.number("factor") == pytest.approx(1 - u)
    assert here.number("steps") == steps
    assert u == 1 or abs(1 - u) ** steps <= 1e-3 < abs(1 - u) ** (steps - 1)


def test_bowl_gives_nothing_away(scene):
    """A place has its name once the slider has been there, and on paper; a guess is answered."""
    here = scene("bowl")
    marks = here.root.locator('[data-picture="zones"] text')
    assert marks.all_text_contents() == ["creeping", "1", "2"]
    here.set("guess", "sooner")
    assert "move the slider to 1.9" in here.says()
    here.set("u", 1.9)
    steps = here.number("steps")
    assert here.says().startswith(f"You guessed: it arrives sooner. See. {steps:.0f} steps here")
    here.set("guess", "same")
    assert here.says().startswith("As you guessed.")
    here.set("u", 0.1)
    assert here.number("steps") == steps
    here.set("u", 1)
    assert here.says().startswith("One step.")
    here.set("u", 0.5)
    assert marks.all_text_contents() == ["creeping", "one step", "1", "ringing", "2"]
    here.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert {"mirror", "away"} < set(marks.all_text_contents())


def test_valley(scene):
    here = scene("valley")
    here.set("u", 1.9)
    here.set("ratio", 20)
    assert here.number("steep") == pytest.approx(0.9**60)
    assert here.number("flat") == pytest.approx((1 - 1.9 / 20) ** 60)


def test_dance(scene):
    """Before the balls are let go there is a question, and no number; then there are both."""
    here = scene("dance")
    here.set("lr", 0.5)
    for name in ("measured", "theory"):
        assert here.root.locator(f'output[name="{name}"]').inner_text() == "?"
    assert "or never?" in here.says()
    here.press("run")
    assert here.says().startswith("The balls never rest.")
    theory = bounds.mean_square([0.5] * 200, 9.0)[-1]
    assert here.number("theory") == pytest.approx(theory)
    assert here.number("measured") == pytest.approx(theory, rel=0.25)
    here.set("how", "linear")
    theory = bounds.mean_square(lrlib.LinearDecay(0.5, 200).curve(200), 9.0)[-1]
    assert here.number("theory") == pytest.approx(theory)


@pytest.mark.parametrize(
    ("how", "guess", "said"),
    [
        ("held", "never", "As you guessed: never. The balls never rest."),
        ("held", "near", "You guessed: near it. But no: never."),
        ("linear", "near", "As you guessed: near it."),
        ("linear", "bottom", "You guessed: at the bottom. But no: near it."),
    ],
)
def test_dance_answers_a_guess(scene, how, guess, said):
    here = scene("dance")
    here.set("how", how)
    here.root.locator(f'input[value="{guess}"]').press("Space")
    assert "let them go" in here.says()
    here.press("run")
    assert here.says().startswith(said)
    here.set("how", "linear" if how == "held" else "held")  # of which nothing was guessed
    assert "guessed" not in here.says()


def test_push(scene):
    here = scene("push")
    here.set("beta", 0.7)
    here.set("u", 1.5)
    x, v = np.array([-4, 0.8]), np.zeros(2)
    for _ in range(60):
        v = 0.7 * v - 1.5 * np.array([1 / 50, 1]) * x
        x = x + v
    assert here.number("left") == pytest.approx(np.hypot(x[0] / 4, x[1] / 0.8) / np.sqrt(2))
    assert here.number("limit") == pytest.approx(3.4)


@pytest.mark.parametrize("peak", [1.28, 3.0, 4.3, 4.59, 5.0])
def test_equal(scene, peak):
    here = scene("equal")
    here.set("peak", peak)
    F = onecycle.F.subs(onecycle.u, peak)
    low = onecycle.F.subs(onecycle.u, min(peak, 2))
    assert here.number("shrinks") == pytest.approx(-float(low))
    assert here.number("grows") == pytest.approx(max(0.0, float(F - low)))
    assert here.number("factor") == pytest.approx(np.exp(float(F) / peak))
    rates = lrlib.OneCycle(0.0, peak, 201).curve(201)
    climb = np.cumsum(np.log10(np.abs(1 - rates))).max()
    assert here.number("climb") == pytest.approx(max(0.0, climb), abs=1e-6)


def test_equal_answers_a_guess(scene):
    """Where the guess is about, and at the guess; the limit that it asks for is O2e's."""
    here = scene("equal")
    limit = float(onecycle.THRESHOLDS["never above the start"])
    here.set("guess", "2.75")
    assert "push the peak up" in here.says()
    here.set("peak", 2.75)
    assert "is there no higher peak?" in here.says()
    here.set("peak", round(limit, 2))
    assert here.says().startswith("You guessed 2.75. It is here, at 3.72")
    here.set("guess", "3.72")
    assert here.says().startswith("As you guessed: here it is")
    here.set("guess", "4.59")
    here.set("peak", 4.59)
    assert here.number("climb") > 15 and "Come down." in here.says()
    here.set("peak", 3.0)
    assert here.number("climb") == 0 and "never rises above it" in here.says()


INKS, LABEL = ("fill", "stroke"), "e.getAttribute('aria-label')"


def covered(here, name, words):
    """Is any point of a line within the letters of a label?"""
    return here.root.locator(f'[data-picture="{name}"] svg').evaluate(
        """(svg, words) => {
          const text = [...svg.querySelectorAll("text")].find((e) => e.textContent === words);
          const box = text.getBBox(), inside = ({ x, y }) =>
            x > box.x && x < box.x + box.width && y > box.y + 2 && y < box.y + box.height - 3;
          return [...svg.querySelectorAll(".lr-line, .lr-thin")].some((line) =>
            Array.from({ length: 600 }, (_, i) => (line.getTotalLength() * i) / 599)
              .some((at) => inside(line.getPointAtLength(at))));
        }""",
        words,
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("peak", [2.2, 2.9, 3.0, 3.2, 3.5])
def test_equal_keeps_its_words_clear_of_its_curves(scene, peak, mode):
    here = scene("equal", **{key: MODES[mode][key] for key in ("color_scheme", "viewport")})
    here.set("peak", peak)
    labels = {"area": ["shrinks", *["grows"] * (peak > 2.8)]}
    labels["error"] = ["ends below 10⁻³⁰"] * (peak < 3.4)
    for name, words in labels.items():
        assert [word for word in words if covered(here, name, word)] == []


@pytest.mark.parametrize(("order", "dust"), [("up", 0), ("up", 1), ("down", 0), ("fractal", 1)])
def test_order(scene, order, dust):
    here = scene("order")
    here.set("order", order)
    here.set("dust", bool(dust))
    here.press("run")
    made = importlib.import_module("scenes.order")
    rates = np.sort(chebyshev.rates(made.STEPS, 1 / made.CONDITION, 1.0))[made.orders()[order]]
    curvatures = np.geomspace(1 / made.CONDITION, 1, made.CURVATURES)
    far, highest = np.ones(made.CURVATURES), 1.0
    for rate in rates:
        far = far * np.abs(1 - curvatures * rate) + dust * made.DUST
        highest = max(highest, far.max())
    assert here.number("climb") == pytest.approx(np.log10(highest), abs=1e-6)
    assert here.number("end") == pytest.approx(np.log10(far.max()), abs=1e-6)
    assert dust or here.number("end") <= np.log10(made.facts()["least"]) + 1e-9


def test_order_answers_a_guess(scene):
    """Once the trap of an order has shown, and not before."""
    here = scene("order")
    here.root.locator('input[name="guess"][value="up"]').press("Space")
    assert "take the steps" in here.says()
    here.press("run")
    assert here.says().startswith("Smallest first: it never stands farther out")
    here.set("dust", True)
    here.press("run")
    assert here.says().startswith("This was your choice. And that was the trap.")
    here.set("order", "fractal")
    here.press("run")
    assert here.says().startswith("You chose smallest first; this one is safe.")
    here.set("guess", "fractal")
    here.set("dust", True)
    assert here.says().startswith("You chose well.")


def test_bead_takes_its_slider_along(scene):
    here = scene("bead")
    here.press("run")
    assert here.root.locator('input[name="t"]').input_value() == "200"
    assert "end of 200 steps" in here.says()


@pytest.mark.parametrize(("t", "k"), [(0, 0.012), (40, 0.012), (200, 0.03)])
def test_bead(scene, t, k):
    here = scene("bead")
    here.set("k", k)
    here.set("t", t)
    made = importlib.import_module("scenes.bead")
    schedule = lrlib.CyclicExponentialDecay(made.LR0, k, made.CYCLE)
    assert here.number("rate") == pytest.approx(schedule(t))
    fine = np.linspace(0, t, 20_001)
    slid = float(np.trapezoid(schedule(fine), fine))
    assert here.number("slid") == pytest.approx(slid, abs=1e-6)


@pytest.mark.parametrize("T", [10, 5])
def test_hill(scene, T):
    here = scene("hill")
    here.set("a", 0.6)
    here.set("T", str(T))
    here.press("run")
    made = importlib.import_module("scenes.hill")
    rates = lrlib.CyclicExponentialDecay(0.6, made.K, T, staircase=True).curve(made.STEPS)
    assert here.number("valley") == pytest.approx(abs(np.prod(1 - rates)), rel=1e-6)
    assert here.number("hill") == pytest.approx(abs(np.prod(1 + rates)), rel=1e-6)
    assert ("To the top" in here.says()) == (T == 10)


@pytest.mark.parametrize("how", ["signed", "linear"])
def test_balls(scene, how):
    here = scene("balls")
    here.set("how", how)
    here.set("lr", 0.8)
    here.press("run")
    made = importlib.import_module("scenes.balls")
    rates = made.schedule(how, 0.8).curve(made.STEPS)
    starts = np.random.default_rng(3).uniform(-made.WIDE, made.WIDE, 5000)
    expected = rugged.reached(rates, starts, noise=made.NOISE, seed=3)
    assert here.number("after") == pytest.approx(expected, abs=0.06)  # four standard errors


def test_the_first_try_with_the_balls_moves_them(scene):
    here = scene("balls")
    here.press("run")
    assert here.number("after") > here.number("before") + 0.1
    assert "Your best so far" in here.says()


def test_balls_tells_that_a_peak_is_low(scene):
    here = scene("balls")
    here.set("how", "linear")
    here.set("lr", 0.3)
    here.press("run")
    assert "better at a higher rate" in here.says()
    here.set("lr", 0.5)
    assert "better at" not in here.says()


@pytest.mark.parametrize("shape", ["linear", "wsd", "onecycle"])
def test_sketch(scene, shape):
    here = scene("sketch")
    here.set("shape", shape)
    made = importlib.import_module("scenes.sketch")
    curve = made.SHAPES[shape][1](made.STEPS).curve(made.STEPS)
    rates = np.maximum(made.LEAST, curve)
    root = (made.STEPS + 1) ** 0.5
    expected = bounds.weighed(rates).bound * root
    assert here.number("score") == pytest.approx(expected, rel=1e-9)
    assert here.number("most") == pytest.approx(expected * 3 * 2 / root)
    here.set("below", "hated")  # the loss of D11, from its lines
    made_for = bounds.weighed(rates).multiplier * rates
    losses = worst.run(made_for, *worst.resisting(made_for)) * root
    told = here.root.locator('[data-picture="second"] svg').get_attribute("aria-label")
    start, low, end = (float(one) for one in re.findall(r"\d\.\d+|\d(?= )|\d(?=\.$)", told))
    assert (start, low, end) == pytest.approx((losses[0], losses.min(), losses[-1]), abs=1e-3)
    here.set("below", "second")
    here.root.locator("summary").click()
    height = here.root.locator('[name="height"]')
    assert float(height.input_value()) == pytest.approx(rates[made.STEPS // 2], abs=0.02)
    here.set("at", 99)
    here.set("height", 1.0)  # a last rate as high as the first
    assert here.number("score") > expected


@pytest.mark.parametrize("shape", ["linear", "constant", "cosine"])
def test_shadow(scene, shape):
    here = scene("shadow")
    here.set("shape", shape)
    made = importlib.import_module("scenes.shadow")
    curve = made.SHAPES[shape][1](lab.WALKED).curve(lab.WALKED)
    slopes, start = lab.walkers()
    x, _, _ = lab.paths(curve, slopes, start)
    for t in (0, 9, lab.WALKED):
        here.set("t", t)
        assert here.number("loss") == pytest.approx((slopes @ x[t]).max(), abs=1e-9)
        assert here.number("apart") < 1e-8  # the iterate stands in the mean of the other's stops
    assert here.number("promise") == pytest.approx(bounds.weighed(curve).bound)
    here.set("t", 0)
    here.press("run")
    assert here.number("loss") == pytest.approx((slopes @ x[-1]).max(), abs=1e-9)


def test_sketch_takes_a_stroke_to_the_edges(scene):
    """A line drawn from beside the left edge to beside the right one is a straight line."""
    here = scene("sketch")
    made = importlib.import_module("scenes.sketch")
    box = here.root.locator('[data-picture="rates"] svg').bounding_box()
    mouse = here.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 45)
    mouse.down()
    mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] - 34, steps=40)
    mouse.up()
    assert made.STEPS == 100 and here.number("score") < 1.04


@pytest.mark.parametrize("how", ["linear", "exponential", "ced"])
def test_forbidden(scene, how):
    here = scene("forbidden")
    here.set("how", how)
    here.set("lr", 0.04)
    made = importlib.import_module("scenes.forbidden")
    rates = made.SHAPES[how][1](0.04).curve(made.STEPS)
    left = bounds.mean_square(rates, made.V0)[-1]
    least = bounds.least_mean_square(made.STEPS, made.V0)
    assert here.number("times") == pytest.approx(left / least)


def test_adversary(scene):
    here = scene("adversary")
    updates = importlib.import_module("scenes.adversary").UPDATES
    for i in range(updates):
        here.set("rate", 0.05 * (i + 1))
        here.press("step")
    assert here.number("left") == 0 and "One bar never moved" in here.says()
    assert here.number("loss") == pytest.approx(here.number("promise"))


@pytest.mark.parametrize("guess", ["constant", "cycle"])
def test_burn(scene, guess):
    """The guess is judged; on the way to the fuel no number changes; then there is one curve."""
    here, made = scene("burn"), importlib.import_module("scenes.burn")
    fold = here.root.locator('[data-action="fold"]')
    assert not fold.is_visible()
    here.set("guess", guess)
    assert here.root.locator('output[name="fuel"]').inner_text() == "?"
    here.press("run")
    ends = {name: loss[-1] for name, (_, loss) in made.runs().items()}
    best = min(ends, key=ends.get)
    assert here.says().startswith("As you guessed" if guess == best else "You guessed the 1-cycle")
    assert f"the {made.SHAPES[best][1]} ends lowest" in here.says()
    here.press("fold")
    assert here.root.locator('[name="axis"]').input_value() == "1"
    assert here.says().startswith("Four curves have become one")
    for name, (label, _) in made.SHAPES.items():
        here.set("guess", name)
        fuel, loss = worlds.burnt(worlds.burners(made.STEPS)[label].curve(made.STEPS))
        assert here.number("fuel") == pytest.approx(fuel[-1], rel=1e-5)
        assert here.number("loss") == pytest.approx(loss[-1], rel=1e-5)
    assert 0 < made.apart() < 0.1
    marks = here.root.locator("svg text").all_text_contents()
    assert {"W1: no loss ends higher", "W1b"} <= set(marks)
    here.press("fold")
    assert here.root.locator('[name="axis"]').input_value() == "0"


def test_polyak(scene):
    """By hand, at the bottom of each parabola, and by the rule: the steps are Python's."""
    here = scene("polyak")
    places, rates = polyak.downhill()
    for i, rate in enumerate(rates):
        height, slope = polyak.valley(places[i])
        assert here.number("height") == pytest.approx(height)
        assert here.number("distance") == pytest.approx(places[i])
        assert here.number("rule") == pytest.approx(rate) == pytest.approx(height / slope**2)
        here.set("rate", round(rate, 2))
        assert here.says().startswith("The bottom of the parabola.")
        here.press("step")
    assert here.number("distance") == 0 and f"after {len(rates)} steps" in here.says()
    here.press("again")
    assert here.number("distance") == polyak.START
    here.press("play")
    assert here.number("distance") == 0 and f"{rates[-1]:.2f}." in here.says()


def test_polyak_keeps_its_promise_at_any_rate(scene):
    """As does every step by hand: none ends farther out than the parabola says."""
    here = scene("polyak")
    for rate in (0.1, 1.8, 0.9, 1.5):
        before, height = here.number("distance"), here.number("height")
        here.set("rate", rate)
        square = height / here.number("rule")
        here.press("step")
        promised = before**2 - 2 * rate * height + rate**2 * square
        assert here.number("distance") ** 2 <= promised + 1e-9


def test_river(scene):
    """Nothing is told before the guess; then both heights are Python's, at any begin."""
    here, (up, still) = scene("river"), river.ends()
    percent = "\N{NO-BREAK SPACE}%"
    left, best = up + still, int((up + still).argmin())
    readings = [here.root.locator(f'output[name="{name}"]') for name in ("loss", "walls", "floor")]
    assert [reading.inner_text() for reading in readings] == ["?"] * 3
    here.set("begin", 30)
    assert f"{best}{percent}" not in here.root.inner_text()
    here.press("run")
    assert here.says().startswith(f"You guessed 30{percent}. Too early")
    starts = {
        0: f"At 0{percent} this is the straight line",
        best: "This is the best",
        95: "Too late",
    }
    starts |= {
        best + 1: "As good as the best",
        100: f"At 100{percent} this is the constant rate",
    }
    for begin, words in starts.items():
        here.set("begin", begin)
        assert here.number("walls") == pytest.approx(up[begin])
        assert here.number("floor") == pytest.approx(still[begin])
        assert here.number("loss") == pytest.approx(left[begin])
        assert here.says().startswith(words)
        assert begin == best or f"Best is {best}{percent}" in here.says()
    assert min(left[0], left[-1]) > 1.3 * left[best]


@pytest.mark.parametrize(
    ("k", "flag", "there"), [(0.01, 14, False), (0.01, 9, True), (0.1, 1, True)]
)
def test_tank(scene, k, flag, there):
    here = scene("tank")
    here.set("k", k)
    here.set("flag", flag)
    here.press("run")
    rates = lrlib.ExponentialDecay(0.1, k).curve(20_000)
    assert here.number("tank") == pytest.approx(rates.sum())
    assert here.number("stops") == pytest.approx(min(flag, rates.sum()))
    if there:
        last = int(np.argmax(np.cumsum(rates) >= flag))
        assert here.number("fuel") == pytest.approx(rates[last + 1 :].sum())
        assert f"at step {last + 1}," in here.says()
    else:
        assert here.number("fuel") < 1e-3 * rates.sum() and "wheels still turning" in here.says()


@pytest.mark.parametrize(("length", "there"), [(500, False), (1500, True)])
def test_tank_tied_to_the_length(scene, length, there):
    here = scene("tank")
    here.press("run")
    here.set("tie", True)  # told once more only when the cart has driven
    assert here.root.locator('output[name="stops"]').inner_text() == "?"
    here.set("length", length)
    here.press("run")
    rates = lrlib.ExponentialDecay.over(0.1, 0.1 / length, length).curve(length)
    assert here.number("tank") == pytest.approx(rates.sum())
    assert here.says().startswith("Arrived") == there == (rates.sum() >= 14)


TYPED = {  # what is typed, in which unit: the schedule that Python makes of it
    "half_life": (30, "update", lambda: lrlib.ExponentialDecay.from_half_life(0.1, 30)),
    "gamma": (0.96, "epoch", lambda: lrlib.ExponentialDecay.from_gamma(0.1, 0.96 ** (1 / 28))),
    "decay_rate": (0.9, "update", lambda: lrlib.ExponentialDecay.from_decay_rate(0.1, 0.9, 30)),
    "lr_end": (0.002, "epoch", lambda: lrlib.ExponentialDecay.over(0.1, 0.002, 300)),
}


@pytest.mark.parametrize("name", TYPED)
def test_translator(scene, name):
    here = scene("translator")
    value, unit, make = TYPED[name]
    here.set("unit", unit)
    here.set(name, value)
    schedule, each = make(), 28 if unit == "epoch" else 1
    expected = {
        "half_life": schedule.half_life / each,
        "gamma": schedule.gamma**each,
        "decay_rate": schedule(30) / 0.1,
        "decay_steps": 30 / each,
        "lr_end": schedule(300),
    }
    for field, number in expected.items():
        shown = float(here.root.locator(f'[name="{field}"]').input_value())
        assert shown == pytest.approx(number, rel=1e-4), field
    for framework in ("lrlib", "PyTorch", "Keras", "Optax", "MLX"):
        assert here.number(framework) == pytest.approx(schedule.k, rel=1e-9)

    code = {n: here.root.locator(f'output[name="{n}"]').inner_text() for n in ("lrlib", "PyTorch")}
    made = eval(code["lrlib"], {"lrlib": lrlib})
    assert made.curve(300) == pytest.approx(schedule.curve(300), rel=1e-8)
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    native = eval(code["PyTorch"], {"torch": torch, "optimizer": optimizer})
    for _ in range(40):
        optimizer.step()
        native.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(schedule(40), rel=1e-8)


def test_translator_runs_in_keras(scene):
    keras = pytest.importorskip("keras")
    here = scene("translator")
    here.set("half_life", 40)
    code = here.root.locator('output[name="Keras"]').inner_text()
    native = eval(code, {"keras": keras})
    assert float(native(70)) == pytest.approx(
        lrlib.ExponentialDecay.from_half_life(0.1, 40)(70), rel=1e-6
    )


@pytest.mark.parametrize(("name", "value"), [("gamma", 1.2), ("half_life", 0), ("lr_end", 0.5)])
def test_translator_says_what_is_wrong(scene, name, value):
    here = scene("translator")
    before = here.number("lrlib")
    here.set(name, value)
    assert "must" in here.says() and here.number("lrlib") == before


def test_choose(scene):
    """The advice is Python's, and a link brings the answers back."""
    from lrlib.lab.advice import every

    here = scene("choose")
    for question, answer in (
        ("length", "unknown"),
        ("optimizer", "momentum"),
        ("framework", "MLX"),
    ):
        here.set(question, answer)
    wanted = every()["network,unknown,momentum,calm,usual,scratch"]
    for part in ("name", "cost"):
        assert here.root.locator(f'output[name="{part}"]').inner_text() == getattr(wanted, part)
    assert here.root.locator("[data-code]").inner_text() == "\n".join(wanted.code["MLX"])
    address = here.page.url
    assert "network%2Cunknown%2Cmomentum" in address  # as a bookmark keeps it
    here.page.goto(address.replace("choosing", "start"))  # whose tabs remember what was chosen here
    label = here.page.locator('.sd-tab-label[data-sync-id="mlx"]').first.get_attribute("for")
    assert here.page.locator(f"#{label}").is_checked()
    here.page.goto(address)
    assert here.root.locator('input[name="framework"]:checked').get_attribute("value") == "MLX"
    here.page.goto(f"{here.page.url.split('?')[0]}?choose=softmax,long,sgd,fragile,large,tune,JAX")
    wanted = every()["softmax,long,sgd,fragile,large,tune"]
    assert here.root.locator("[data-code]").inner_text() == "\n".join(wanted.code["JAX"])
    told = here.root.locator('[data-picture="curve"] svg').get_attribute("aria-label")
    assert f"at half time {round(wanted.drawn(50), 3):g}," in told


def test_peaks(scene):
    """The least losses that the caption tells are those of the stored results."""
    from lrlib.lab import evidence

    here = scene("peaks")
    here.set("cell", "transformer,adamw,300,16")
    of = evidence.study("transformer", "adamw", 300)
    for name in ("wsd", "linear"):
        rates, mean = evidence.curve(of, (name, 0.0))
        told = f"least {mean.min():.4g} at a peak of {rates[mean.argmin()]:.3g}"
        assert f"{evidence.label((name, 0.0))}: {told}" in here.says()


def batches(steps):
    """The batches of the pages, and what is in none of them."""
    images, labels = map(torch.from_numpy, digits.data())
    return [(images[rows], labels[rows]) for rows in scenes.pack.rows(steps, len(labels))]


def trained(schedule, steps, make=torch.optim.SGD, model=None):
    """The losses of the digits in PyTorch."""
    model, losses = model or digits.torch_model(), []
    optimizer = make(model.parameters(), lr=1.0)
    for step, (x, y) in enumerate(batches(steps)):
        loss = torch.nn.functional.cross_entropy(model(x), y)
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        optimizer.param_groups[0]["lr"] = schedule(step)
        optimizer.step()
    return np.array(losses)


TRAIN = "async rates => (await lrlibDigits.train(t => rates[t], rates.length)).losses"


@pytest.mark.parametrize(
    "schedule", [lrlib.OneCycle(0.05, 1.0, 200), lrlib.ExponentialDecay(0.5, 0.01)]
)
def test_the_page_trains_as_pytorch_does(scene, schedule):
    """The same weights, batches and rates: the losses of 50 updates agree to 1e-5."""
    page = scene("range").page
    losses = page.evaluate(TRAIN, schedule.curve(50).tolist())
    assert losses == pytest.approx(trained(schedule, 50), abs=1e-5)


def test_the_page_knows_adamw(scene):
    """As PyTorch's, with its defaults: in double precision to 1e-6."""
    page, schedule = scene("range").page, lrlib.WarmupStableDecay(0.02, 50, warmup=5, decay=20)
    run = "async rates => (await lrlibDigits.train(t => rates[t], rates.length, () => true, 0,"
    losses = page.evaluate(f"{run} 'adamw')).losses", schedule.curve(50).tolist())
    model, expected = digits.torch_model().double(), []
    optimizer = torch.optim.AdamW(model.parameters(), lr=1.0)
    for step, (x, y) in enumerate(batches(50)):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x.double()), y)
        expected.append(loss.item())
        loss.backward()
        optimizer.param_groups[0]["lr"] = schedule(step)
        optimizer.step()
    assert losses == pytest.approx(expected, abs=1e-6)


def test_range(scene):
    """Nothing is asked for before the click; the test's lowest loss and a run are Python's."""
    here, made = scene("range"), importlib.import_module("scenes.range")
    assert not any("digits.data.js" in r.url for r in here.visit.responses)
    here.root.locator('input[name="guess"][value="3"]').press("Space")
    assert "let the rate rise" in here.says()
    here.press("test")
    said = 'output[name="{}"][data-value]:not([data-value=""])'
    here.root.locator(said.format("lowest")).wait_for()
    assert sum("digits.data.js" in r.url for r in here.visit.responses) == 1
    rising = lrlib.OneCycle(0.0, made.HIGHEST, 2 * made.UP)
    means = np.convolve(trained(rising, 120), np.ones(made.WIDTH) / made.WIDTH, "valid")
    assert here.number("lowest") == pytest.approx(rising(int(means.argmin()) + made.WIDTH // 2))
    assert here.says().startswith("You guessed: 1 to 3. The loss was lowest near 4;")
    for peak in (0.1, 4, 5.2, 6, 11, 20):
        here.set("peak", peak)
        assert not covered(here, "test", "a pure guess")
    svg = here.root.locator('[data-picture="test"] svg')
    box = svg.bounding_box()
    svg.click(position={"x": box["width"] * 0.12, "y": 120})  # a peak between 0.5 and 2.5
    here.root.locator(said.format("right")).wait_for()
    peak = float(here.root.locator('[name="peak"]').input_value())
    assert 0.5 < peak < 2.5
    model = digits.torch_model()
    losses = trained(lrlib.OneCycle(peak / made.LOW, peak, made.STEPS), made.STEPS, model=model)
    assert here.number("loss") == pytest.approx(losses[-20:].mean(), abs=1e-4)
    images, labels = map(torch.from_numpy, digits.data())
    unseen = scenes.pack.held(len(labels))
    right = (model(images[unseen]).argmax(1) == labels[unseen]).float().mean().item()
    assert 0.9 < right < 0.99 and here.number("right") == pytest.approx(right, abs=2 / unseen.sum())
    assert f"Of {unseen.sum()} digits".lower() in here.says().lower()
    count = round(here.number("right") * unseen.sum())
    here.set("peak", peak + 0.2)
    here.press("train")
    here.root.locator("[data-says]", has_text=f"Your peak of {peak:g} had {count}").wait_for()
    assert "no difference that one run can show" in here.says()  # a handful of digits, or fewer
    text = (ROOT / "chapters/onecycle.md").read_text("utf-8")  # which rounds its own test alike
    assert "{glue:text}`onecycle-test-lowest:.0f`" in text
    assert here.root.locator('output[name="lowest"]').inner_text() == "4"
    assert not here.visit.problems


def test_no_batch_of_a_page_has_a_digit_that_it_is_judged_by():
    unseen = scenes.pack.held(1797)
    drawn = np.concatenate(scenes.pack.rows(scenes.pack.BATCHES, 1797))
    assert not unseen[drawn].any() and len(set(drawn)) + unseen.sum() == 1797


@pytest.mark.parametrize("peak", [3, 8])
def test_rising(scene, peak):
    """The curvature and both ends are PyTorch's; the higher peak throws the falling run out."""
    here, made = scene("rising"), importlib.import_module("scenes.rising")
    assert not any("digits.data.js" in r.url for r in here.visit.responses)
    here.set("peak", peak)
    here.press("train")
    here.root.locator('output[name="rising"][data-value]:not([data-value=""])').wait_for()
    runs = orders.both(peak)
    assert here.number("curvature") == pytest.approx(runs["start"].curvature, rel=0.01)
    rising, falling = runs["rising"].losses[-1], runs["falling"].losses[-1]
    assert here.number("rising") == pytest.approx(rising, rel=0.05)
    if peak == 8:
        assert not falling < made.BEYOND and here.number("falling") == np.inf
        marks = here.root.locator('[data-picture="loss"] text').all_text_contents()
        assert any(mark.startswith("thrown out at step") for mark in marks)
    else:
        assert here.number("falling") == pytest.approx(falling, rel=0.05)
    assert not here.visit.problems


def test_rising_stops(scene):
    """The slider ends a run, and a second press does."""
    here = scene("rising")
    here.press("train")
    here.set("peak", 4)
    go = here.root.locator('[data-action="train"]')
    assert go.inner_text() == "Train both"
    here.press("train")
    assert go.inner_text() == "Stop"
    here.press("train")
    assert go.inner_text() == "Train both"
    assert here.says().startswith("Stopped.")


def test_a_link_puts_the_controls_back(scene):
    """What stands there goes to a friend, but for the guesses; a link to another scene does not."""
    here = scene("survive")
    here.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    here.set("peak", 4.4)
    here.root.locator('input[name="guess-cosine"]').check()
    here.root.get_by_role("button", name="Copy a link to this").click()
    expect(here.root.locator("[data-says]")).to_contain_text("is on your clipboard")
    link = here.page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("?scene=survive&peak=4.4")
    here.page.goto(link)
    assert here.root.locator('[name="peak"]').input_value() == "4.4"
    assert not here.root.locator('input[name="guess-cosine"]').is_checked()
    assert here.root.locator(".lr-slider output").inner_text() == "4.40"
    here.page.goto(link.replace("survive", "hill"))
    assert here.root.locator('[name="peak"]').input_value() == "4.3"


@pytest.mark.parametrize("name", [name for name in PAGE if name not in ("range", "rising")])
def test_a_picture_can_be_taken_away(scene, name):
    """As it stands, whole without the page: its colours are in it, and so is what it shows."""
    here = scene(name)
    if here.root.locator('[data-action="run"]').count():
        here.press("run")
    with here.page.expect_download() as download:
        here.root.get_by_role("button", name="Save this picture").press("Enter")
    assert download.value.suggested_filename == f"lrlib-{name}.svg"
    whole = html.fromstring(Path(download.value.path()).read_text("utf-8"))
    assert whole.xpath("string(./title)") == importlib.import_module(f"scenes.{name}").TITLE
    assert whole.xpath("string(./desc)") == here.says()
    drawn = here.root.locator("[data-picture] > svg:visible")
    shown = whole.xpath("./svg")
    assert len(shown) == drawn.count() > 0
    width, height = float(whole.get("width")), float(whole.get("height"))
    told = drawn.evaluate_all(f"all => all.map(e => {LABEL})")
    assert sorted(svg.get("aria-label") for svg in shown) == sorted(told)
    for svg in shown:
        x, y, wide, high = (float(svg.get(name)) for name in ("x", "y", "width", "height"))
        assert x + wide <= width and y + high <= height
    marks = whole.xpath("./svg//*[not(self::g)]")
    assert len(marks) > 5 and not whole.xpath("//@class | //@style | //@href")
    assert all(re.fullmatch(r"none|rgba?\(.+\)", mark.get(ink)) for mark in marks for ink in INKS)
    assert {mark.get("fill") for mark in marks} | {mark.get("stroke") for mark in marks} > {"none"}
    assert not here.visit.problems


def test_a_link_puts_words_and_choices_back(scene):
    """Radio buttons and numbers, far down a page, which is scrolled to the scene."""
    here = scene("balls")
    wave = here.root.locator('input[type="radio"]').last
    name, value = wave.get_attribute("name"), wave.get_attribute("value")
    address = here.page.url.split("?")[0]
    here.page.goto(f"{address}?scene=balls&{name}={value}")
    assert here.root.locator(f'input[name="{name}"][value="{value}"]').is_checked()
    expect(here.root).to_be_in_viewport()
    assert not here.visit.problems
