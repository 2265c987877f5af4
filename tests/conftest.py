"""Settings that every test shares."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent

# A busy machine is no failure: speed is for the benchmarks.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def nothing_may_run(monkeypatch):
    """For readers of texts: whoever runs one is found out."""

    def run(*_):
        raise AssertionError("a text was run")

    for name in ("os.system", "builtins.eval", "builtins.exec"):
        monkeypatch.setattr(name, run)


# What drives a browser is no part of the tests of the library alone (make oldest, the sdist);
# a test that asks for a browser without it ends in an error about the fixture.
BROWSER = (HERE / "visits.py").exists() and find_spec("playwright")
pytest_plugins = ["tests.visits"] if BROWSER else []

# An sdist has no book, and its user not every framework: there, and only there, a file of tests
# whose imports are missing is left out, and the head of the report says which and why.
LEFT_OUT = {}
if not (HERE.parent / "_config.yml").exists():
    for file in sorted(HERE.glob("test_*.py")):
        imported = re.findall(r"^(?:import|from) (\w+)", file.read_text("utf-8"), re.M)
        if missing := sorted({name for name in imported if find_spec(name) is None}):
            LEFT_OUT[file.name] = ", ".join(missing)
collect_ignore = list(LEFT_OUT)


def pytest_report_header():
    return [f"{file} is left out: no {missing}" for file, missing in LEFT_OUT.items()]
