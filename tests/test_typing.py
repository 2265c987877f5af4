"""Types: a client that uses everything, and the package, under mypy --strict and pyright."""

import os
import subprocess
import sys
import tomllib

import pytest

from tests.book import ROOT

CLIENTS = sorted(map(str, (ROOT / "tests" / "typing").glob("*.py")))


MISTAKES = [
    "OneCycle(0.01, 0.1, total_step=100)",
    "OneCycle(0.01, 0.1)",
    "OneCycle(0.01, 0.1, 100).replace(total_steps=3).lr_maximum",
    "x: int = OneCycle(0.01, 0.1, 100)(3)",
    "lrlib.bounds.tuned([0.1], E=1)",
]


def check(*command, cwd=ROOT, env=None):
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=cwd, env=env
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.timeout(600)
def test_mypy():
    """Strict, as [tool.mypy] says, on the whole package; then on the clients."""
    status, said = check("mypy")
    assert status == 0, said
    status, said = check("mypy", *CLIENTS)
    assert status == 0, said


@pytest.mark.timeout(600)
def test_pyright():
    status, said = check("pyright", "--pythonpath", sys.executable)
    assert status == 0, said


@pytest.mark.timeout(600)
def test_mistakes_of_a_client_are_seen(tmp_path):
    """And nothing else: from another folder, with settings of its own, the tree on its path.

    Of an installed package mypy reports no errors; of a tree on MYPYPATH it reports all.
    """
    file = tmp_path / "mistakes.py"
    file.write_text("import lrlib\nfrom lrlib import OneCycle\n" + "\n".join(MISTAKES) + "\n")
    status, said = check(
        *("mypy", "--strict", "--config-file", "", "--cache-dir", ROOT / ".mypy_cache"),
        *(file, *CLIENTS),
        cwd=tmp_path,
        env=os.environ | {"MYPYPATH": str(ROOT)},
    )
    wrong = [line for line in said.splitlines() if " error: " in line]
    assert status == 1 and len(wrong) == len(MISTAKES), said
    for number, line in enumerate(wrong, 3):
        assert line.startswith(f"{file.name}:{number}:"), said


def test_nothing_is_excluded():
    """No room is left out, and nothing is silenced but what SymPy and its like leave unsaid."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tool["mypy"]["strict"] is True and tool["mypy"]["packages"] == ["lrlib"]
    assert "exclude" not in tool["mypy"] and "exclude" not in tool["pyright"]
    said = {key for one in tool["mypy"]["overrides"] for key in one if key != "module"}
    assert said == {"ignore_missing_imports", "warn_return_any"}
