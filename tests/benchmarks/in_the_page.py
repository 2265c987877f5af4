"""Time proofs in the page, served to a browser on this machine.

Seconds from a click to the first verdict, everything loaded before it; seconds that all theorems
with their false neighbours then take; bytes that were sent. After ``make book``,
``python -m tests.benchmarks.in_the_page``.
"""

import re
import time

from playwright.sync_api import expect, sync_playwright

from tests.book import LIVE_POLICY, ROOT, chapters, served
from tests.browser import find

GOALS = {"first verdict, s": 6, "all theorems, s": 60, "bytes": 20_000_000}
PATIENCE = 600_000


def verdict(page, label):
    """Seconds from a click on a theorem's button to its verdict."""
    start = time.monotonic()
    page.locator(f"#{label} button.run-proof").click()
    told = page.locator(f"#{label} .proof-verdict")
    expect(told).to_have_attribute("data-verdict", "holds", timeout=PATIENCE)
    return time.monotonic() - start


def measure():
    pages = [
        name for name in chapters() if "\ntheorem(" in (ROOT / f"{name}.md").read_text("utf-8")
    ]
    found = dict.fromkeys(GOALS, 0.0)
    log = []
    with served(LIVE_POLICY, log) as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox"])
        for name in pages:
            page = chromium.new_page()
            page.goto(f"{site}{name}.html", wait_until="networkidle")
            labels = re.findall(r'^theorem\("(\w+)"\)', (ROOT / f"{name}.md").read_text(), re.M)
            log.clear()
            first = verdict(page, labels[0])  # with all that is loaded
            if name == pages[0]:
                found["first verdict, s"] = first
                found["bytes"] = sum(size for path, code, size in log if code == 200)
            found["all theorems, s"] += sum(verdict(page, label) for label in labels)
            page.close()
        chromium.close()
    return found


if __name__ == "__main__":
    for what, value in measure().items():
        met = "met   " if value <= GOALS[what] else "MISSED"
        print(f"{met} {what:20} <= {GOALS[what]:,}  {value:,.1f}")
