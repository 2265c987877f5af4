"""Time lrlib beside what it competes with: ``python -m tests.benchmarks`` (``make bench``).

Writes lrlib/lab/benchmarks.json, which the book's page *Benchmarks* shows, and prints the
same lines. Ratios within one run are worth trusting; the times themselves belong to the
machine.
"""

import json
import math
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.benchmarks import accuracy, lab
from tests.benchmarks.references import (
    CALLS,
    CURVES,
    KERAS_NATIVES,
    PIECES,
    SCALARS,
    SCHEDULES,
)

PASSES = 3  # whoever else uses the machine disturbs one pass, hardly the same lines of all
RESULTS = Path(__file__).parents[2] / "lrlib" / "lab" / "benchmarks.json"
VERSIONS = ("numpy", "torch", "keras", "mlx", "jax", "optax")


def main(*selection):
    lines = ratios(times(selection))
    if not selection:
        found = accuracy.errors()
        lines.append(worst_error(found))
        lines.append(lab.line())
        machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {sys.platform}"
        results = {
            "machine": machine,
            "versions": {name: version(name) for name in VERSIONS},
            "lines": lines,
            "steps": accuracy.STEPS,
            "errors": found,
        }
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    for line in lines:
        met = "met   " if line["met"] else "MISSED"
        print(f"{met} {line['what']:58} {line['goal']:>12} {line['measured']}")


def times(selection):
    """Shortest time of each benchmark in seconds, by group and name."""
    bench = str(Path(__file__).with_name("bench_speed.py"))
    options = ["-q", "-p", "no:cacheprovider", "--benchmark-quiet", "--disable-warnings"]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "times.json"
        for _ in range(PASSES):
            if pytest.main([bench, *options, f"--benchmark-json={file}", *selection]) != 0:
                sys.exit("a benchmark failed")
            for entry in json.loads(file.read_text())["benchmarks"]:
                group, who = found.setdefault(entry["group"], {}), entry["extra_info"]["who"]
                group[who] = min(entry["stats"]["min"], group.get(who, math.inf))
    return found


def ratios(found):
    """The goals, each with what was measured; what did not run is left out."""
    lines = []

    def line(what, group, ours, other, goal, at_least=False):
        if {ours, other} <= found.get(group, {}).keys():
            ratio = found[group][ours] / found[group][other]
            ratio = 1 / ratio if at_least else ratio
            met = ratio >= goal if at_least else ratio <= goal
            sign = ">=" if at_least else "<="
            microseconds = [round(1e6 * found[group][who], 3) for who in (ours, other)]
            lines.append(
                {
                    "what": what,
                    "goal": f"{sign} {goal:g}x",
                    "measured": f"{ratio:.2f}x",
                    "met": met,
                    "microseconds": microseconds,
                }
            )

    for groups, floor, native in ((1, 1.3, 4), (100, 1.3, 20)):
        group = f"torch, {groups}"
        step = f"torch step, {groups} group{'s' * (groups > 1)}"
        for name in SCALARS:
            line(f"{step}: {name} / by hand", group, f"lrlib: {name}", f"floor: {name}", floor)
        for name in SCALARS:
            looks = f"{step}: {name} / by hand, with the looks"
            line(looks, group, f"lrlib: {name}", f"looks: {name}", floor)
        for name in SCALARS:
            line(f"{step}: {name} / its call", group, f"lrlib: {name}", f"call: {name}", floor)
        for other in ("OneCycleLR", "OneCycleLR, as it comes"):
            line(f"{step}: faster than {other}", group, "lrlib: triangle", other, native, True)
    for mode in ("graph", "XLA"):
        for name in SCHEDULES:
            native = KERAS_NATIVES.get(name, "ExponentialDecay")
            line(f"Keras, {mode}: {name} / {native}", f"Keras, {mode}", name, native, 1.05)
    for framework in ("MLX", "Optax"):
        for name in SCHEDULES:
            line(f"{framework} update: {name} / constant", framework, name, "constant", 1.05)
    for name in CURVES:
        line(f"curve of 1e6 steps: {name} / NumPy", f"curve: {name}", "lrlib", "NumPy", 1.2)
    for name in PIECES:
        line(f"call: {name}", f"call: {name}", "many", "one", 3)
    for name in CALLS:
        if f"call: {name}" in found:
            took = 1e6 * found[f"call: {name}"]["lrlib"]
            lines.append(
                {
                    "what": f"call: {name}",
                    "goal": "<= 0.5 us",
                    "measured": f"{took:.2f} us",
                    "met": took <= 0.5,
                }
            )
    if "import" in found:
        extra = 1e3 * (found["import"]["lrlib"] - found["import"]["python"])
        lines.append(
            {
                "what": "import lrlib, more than bare Python",
                "goal": "<= 10 ms",
                "measured": f"{extra:.1f} ms",
                "met": extra <= 10,
            }
        )
    return lines


def worst_error(found):
    worst = max(max(by["exponential"] + by["CED"]) for by in found.values())
    return {
        "what": "float32 error at steps 1e5 to 1e9, any framework",
        "goal": f"<= {accuracy.GOAL:.1e}",
        "measured": f"{worst:.1e}",
        "met": worst <= accuracy.GOAL,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
