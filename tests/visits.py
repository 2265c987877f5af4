"""What the browser tests share: a Chromium, the site on a server, a page in a fresh profile."""

import pytest
from playwright.sync_api import sync_playwright

from tests.book import served
from tests.browser import find

MODES = {
    "light, wide": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark, phone": {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
}
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
