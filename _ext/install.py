"""The first cell of every notebook that leaves the book: it brings what the others import."""

import re
from pathlib import Path

import nbformat
import yaml
from address import repository

ROOT = Path(__file__).resolve().parent.parent
SETUP = """\
# Where lrlib is missing, as on Colab: install it and the versions that this book was built with.
import importlib.util

if importlib.util.find_spec("lrlib") is None:
    {action}"""
NOWHERE = """\
raise ModuleNotFoundError(
        "lrlib is missing. Its wheel is on the book's page 'Start in 60 seconds';"
        " in the folder of its source: pip install -r requirements.txt -e ."
    )"""


def packages(url):
    """lrlib, and the pins of what cells import."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    wanted = re.split(r"# --- the book", text)[0]
    pins = [line.split("  #")[0].split("   ")[0].strip() for line in wanted.splitlines()]
    pins = [pin for pin in pins if pin and not pin.startswith(("#", "-"))]
    glue = re.search(r"^myst-nb==\S+", (ROOT / "constraints.txt").read_text("utf-8"), re.M)
    return [f"lrlib @ git+{url}", *pins, glue[0]]


def install_cell(url=None):
    """The cell; while the repository has no address, it says what to do instead."""
    if url is None:
        config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
        url = repository(config["repository"]["url"])
    action = NOWHERE
    if url:
        action = "%pip install -q " + " ".join(f"'{package}'" for package in packages(url))
    return nbformat.v4.new_code_cell(SETUP.format(action=action))
