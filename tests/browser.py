"""The Chromium that the browser tests drive: the system's own, or Playwright's.

``python tests/browser.py`` says which, or exits 1 when there is none.
"""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find() -> str | None:
    """Path of a Chromium, or None."""
    named = os.environ.get("CHROMIUM")
    installed = [named] if named else [path for name in NAMES if (path := shutil.which(name))]
    if not installed:
        with sync_playwright() as playwright:
            installed = [playwright.chromium.executable_path]
    return installed[0] if os.path.exists(installed[0]) else None


if __name__ == "__main__":
    path = find()
    print(path or "no Chromium here")
    sys.exit(path is None)
