"""``make oldest``: each extra of lrlib with the oldest versions that pyproject.toml declares.

    python tests/oldest.py            every extra
    python tests/oldest.py jax mlx    these

Each extra gets a virtual environment of its own under build/oldest, with the lowest version of
each of its requirements and nothing newer of them; there its tests run. A range that is not
tested is a guess: whoever widens or narrows one runs this, and pyproject.toml says what passed.
An extra that cannot be installed counts as failed.
"""

from __future__ import annotations

import glob
import os
import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WHERE = ROOT / "build" / "oldest"
RUNNER = ["pytest==9.2.0", "pytest-timeout==2.4.0", "hypothesis==6.170.15"]
NUMBERS = ["numpy==1.26.0", "sympy==1.13.0"]  # what tests of schedules compare with


class Run(NamedTuple):
    """What is run for one extra, and what has to be installed for that besides the extra."""

    tests: tuple[str, ...]  # files, or arguments of pytest that choose among them
    beside: tuple[str, ...] = ()
    module: str = ""  # run instead of tests: python -m ...
    without: tuple[str, ...] = ()  # what comes along and must go again


EXTRAS = {
    "numpy": Run(("tests/test_schedules.py",), ("sympy==1.13.0",)),
    "torch": Run(("tests/test_torch*.py",), ("sympy==1.13.0",)),
    # TensorFlow 2.18 was built before setuptools 81 dropped a module that it imports
    "tensorflow": Run(("tests/test_keras*.py", "-k", "backend and tensorflow"),
                      ("setuptools==75.0.0", "sympy==1.13.0")),
    "mlx": Run(("tests/test_mlx*.py",), tuple(NUMBERS)),
    # JAX 0.4.35 declares no upper end for what it needs: the NumPy and SciPy of its day
    "jax": Run(("tests/test_jax*.py",), ("scipy==1.11.1", *NUMBERS)),
    # triton, which PyTorch's CUDA build brings and DeepSpeed imports, asks for a GPU's driver
    "deepspeed": Run(("tests/test_deepspeed.py",), ("torch==2.6.0", "setuptools==75.0.0"),
                     without=("triton",)),
    "proofs": Run((), module="lrlib.proofs"),
    "plot": Run(("tests/test_plots.py",)),
    "cli": Run(("tests/test_cli.py", "-k", "plot or show or compare")),
    # but for what compares with frameworks, or takes one of them through a range test
    "lab": Run(("tests/test_lab.py", "tests/test_lab_engine.py", "tests/test_lab_ranges.py",
                "tests/test_lab_statistics.py", "-k",
                "not (torch or keras or mlx or framework or lightning or contest or package or "
                "stays_high or bad_arguments)")),
}  # fmt: skip


def oldest(extra: str) -> list[str]:
    """The lowest versions that an extra declares, for this platform.

    >>> oldest("cli")
    ['plotille==5']
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = []
    for line in project["optional-dependencies"][extra]:
        requirement, _, marker = (part.strip() for part in line.partition(";"))
        if marker and not _holds(marker):
            continue
        name, version = re.fullmatch(
            r"([\w.-]+(?:\[\w+\])?)>=([\w.]+)(?:,.*)?", requirement
        ).groups()
        found.append(f"{name}=={version}")
    return found


def _holds(marker: str) -> bool:
    platform, equal, value = re.fullmatch(r'(\w+) (==|!=) "(\w+)"', marker).groups()
    if platform != "sys_platform":
        raise ValueError(f"a marker must be about sys_platform, got {marker!r}")
    return (sys.platform == value) == (equal == "==")


def run(extra: str) -> str:
    """Make the environment, run the tests; an empty text if all is well, or what went wrong."""
    plan, home = EXTRAS[extra], WHERE / extra
    venv.create(home, with_pip=True, clear=True)
    python = str(home / "bin" / "python")
    pins = [*oldest(extra), *plan.beside]
    runner = [] if plan.module else RUNNER
    print(f"\n== {extra}: {', '.join(pins)}", flush=True)
    if subprocess.run([python, "-m", "pip", "install", "-q", *pins, *runner]).returncode:
        return "cannot be installed"
    if plan.without:
        subprocess.run([python, "-m", "pip", "uninstall", "-qy", *plan.without], check=True)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    files = [
        name for test in plan.tests for name in sorted(glob.glob(test, root_dir=ROOT)) or [test]
    ]
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", *files]
    if plan.module:
        command = [python, "-m", plan.module]
    done = subprocess.run(command, cwd=ROOT, env=environment)
    return "" if done.returncode == 0 else f"{' '.join(command[1:])} ended with {done.returncode}"


def main(extras: list[str]) -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    if untested := set(project["optional-dependencies"]) - set(EXTRAS):
        raise SystemExit(f"EXTRAS must have a line for {', '.join(sorted(untested))}")
    if unknown := set(extras) - set(EXTRAS):
        raise SystemExit(f"there is no extra {', '.join(sorted(unknown))}")
    results = {extra: run(extra) for extra in extras or EXTRAS}
    print()
    for extra, wrong in results.items():
        print(f"{extra:<11} {', '.join(oldest(extra)):<62} {wrong or 'passed'}")
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
