"""README keeps its word: its example prints what it shows, its picture is what lrlib draws."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lrlib.plots.cover import cover

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_example_prints_what_stands_below_it():
    pytest.importorskip("torch", reason="the example trains in PyTorch")
    (code,) = re.findall(r"(?ms)^```python\n(.*?)^```", README)
    (shown,) = re.findall(r"(?ms)^```text\n(.*?)^```", README)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == shown, done.stderr


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_what_lrlib_draws(theme):
    kept = (ROOT / "_static" / f"cover-{theme}.svg").read_text("utf-8")
    assert (
        f'srcset="_static/cover-{theme}.svg"' in README
        or f'src="_static/cover-{theme}.svg"' in README
    )
    assert kept == cover().svg(theme) + "\n", "run `python -m lrlib.plots.cover _static`"
    assert len(kept) < 20_000 and f'alt="{cover().alt}"' in README


def test_the_two_commands_are_there_and_what_it_names_exists():
    assert re.search(r"(?m)^make book\b", README) and re.search(r"(?m)^make test\b", README)
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    rows = README.split("## Where things are")[1].split("\n## ")[0]
    inside = [
        n for row in re.findall(r"(?m)^\| (`.*?) \|", rows) for n in re.findall("`(.*?)`", row)
    ]
    assert len(links) >= 5 and len(inside) >= 15
    lost = [name for name in links if not (ROOT / name).exists()]
    lost += [n for n in inside if not ((ROOT / n).exists() or (ROOT / "lrlib" / n).exists())]
    assert lost == []
