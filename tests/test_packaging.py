"""What is released: the wheel holds the library, the sdist its tests too, and they run."""

import email
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest

import lrlib
from tests.book import ROOT


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist, and the wheel that was made from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", out, ROOT)
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


@pytest.mark.timeout(300)
def test_the_wheel_is_the_library(built):
    with zipfile.ZipFile(built[1]) as wheel:
        names = wheel.namelist()
        about = next(name for name in names if name.endswith("/METADATA"))
        metadata = email.message_from_bytes(wheel.read(about))
        entry = next(name for name in names if name.endswith("/entry_points.txt"))
        assert "lrlib = lrlib.cli:main" in wheel.read(entry).decode()
    here = {str(p.relative_to(ROOT)) for p in (ROOT / "lrlib").rglob("*.py")}
    assert here | {"lrlib/py.typed"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"lrlib", about.split("/")[0]}
    assert metadata["Version"] == lrlib.__version__
    assert metadata["Author"] == "The lrlib authors"
    assert "Programming Language :: Python :: 3.13" in metadata.get_all("Classifier")
    assert not any("OWNER" in url for url in metadata.get_all("Project-URL", []))


@pytest.mark.timeout(300)
def test_the_tests_in_the_sdist_run(built, tmp_path):
    with tarfile.open(built[0]) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (home,) = tmp_path.iterdir()
    bare = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    listed = run(*command, "--collect-only", "tests", cwd=home, env=bare)
    assert "test_schedules.py" in listed and "error" not in listed.lower().split("\n")[-2]
    run(*command, "tests/test_spec.py", "tests/test_import.py", cwd=home, env=bare)


@pytest.mark.timeout(300)
def test_tests_of_missing_packages_are_left_out_of_the_sdist_s_and_named(built, tmp_path):
    with tarfile.open(built[0]) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (home,) = tmp_path.iterdir()
    (home / "tests" / "test_none.py").write_text("import no_such_framework\n")
    command = [sys.executable, "-m", "pytest", "--collect-only", "tests/test_none.py", "tests"]
    said = subprocess.run(command, capture_output=True, text=True, cwd=home).stdout
    assert "test_none.py is left out: no no_such_framework" in said


def test_one_version_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == lrlib.__version__
    assert f"version: {lrlib.__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"## {lrlib.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def pinned(name):
    text = (ROOT / name).read_text("utf-8")
    return set(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([^\s;]+)", text, re.M))


def test_constraints_were_made_from_the_requirements():
    """`make lock` writes all but torch, whose builds have an index of their own."""
    asked, locked = pinned("requirements.txt"), pinned("constraints.txt")
    assert len(asked) > 50
    assert {name for name, _ in asked - locked} == {"torch"}


def test_every_extra_is_tested_with_its_oldest_versions():
    from tests.oldest import EXTRAS, oldest

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(EXTRAS) == set(project["optional-dependencies"])
    for extra in EXTRAS:
        assert all("==" in pin for pin in oldest(extra))


def test_actions_are_pinned_by_commit():
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        for use in re.findall(r"uses: (\S+)", file.read_text("utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use), f"{use} in {file.name}"
