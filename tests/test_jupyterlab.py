"""JupyterLab, as `make lab` sets it up: a chapter's .md opens as a notebook, formulas and all."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.book import ROOT

pytestmark = pytest.mark.browser
OPTIONS = "--no-browser --allow-root --port=0 --IdentityProvider.token= --ServerApp.password="


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab on a folder that holds one chapter."""
    shutil.copy(ROOT / "chapters" / "exponential.md", tmp_path)
    bin, config = Path(sys.executable).parent, tmp_path / "config"
    settings = config / "labconfig" / "default_setting_overrides.json"
    settings.parent.mkdir(parents=True)
    command = [bin / "jupytext-config", "--settings-file", settings]
    subprocess.run([*command, "set-default-viewer", "markdown", "myst"], check=True)
    places = {"JUPYTER_CONFIG_DIR": str(config), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run")}
    command = [bin / "jupyter-lab", *OPTIONS.split(), f"--ServerApp.root_dir={tmp_path}"]
    log = tmp_path / "log"
    with log.open("w") as written:
        server = subprocess.Popen(command, env=os.environ | places, stderr=written)
        try:
            yield address(server, log)
        finally:
            server.kill()  # its kernels notice, and end
            server.wait()


def address(server, log, seconds=60):
    """Where the server listens, as soon as it says so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text()):
            return found[0]
        time.sleep(0.2)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


def test_a_chapter_opens_as_a_notebook(lab, browser):
    page = browser.new_page()
    page.goto(f"{lab}/tree/exponential.md")
    notebook = page.locator(".jp-Notebook")
    expect(notebook.locator(".jp-CodeCell").first).to_be_visible(timeout=60_000)
    expect(notebook.locator("h1").first).to_have_text("Exponential decay")
    expect(notebook.locator(".katex").first).to_be_visible()
    page.close()
