"""The best rates there are, by search: on parabolas the expected loss is a formula of the rates.

``python -m lrlib.lab.searched`` looks for the rates whose expected last loss is least, says by how
much each shape misses it, trains the convex problem with the rates found for its own curvatures,
and writes searched.json; a few minutes of one core. The rules are in protocol.md, Q1.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from lrlib.guard import need
from lrlib.lab import evidence, theory
from lrlib.lab.edges import doubled
from lrlib.lab.lists import against, judge
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import SHAPES
from lrlib.lab.statistics import Interval

__all__ = ["STORED", "gaps", "least", "measure", "stored"]

STORED = Path(__file__).with_name("searched.json")
CASES = [
    (problem, steps)
    for problem in ("quadratic-easy", "quadratic-hard", "convex")
    for steps in (300, 1000)
]
STARTS = ("linear", "exp-100", "wsd")  # shapes from which the search sets out
TRIES = 400  # steps of L-BFGS from each


def least(problem: str, steps: int, batch: int = 64) -> tuple[float, np.ndarray, dict[str, float]]:
    """The least expected loss, the rates that give it, and what each start came to."""
    jax = need("jax", "lab")
    parts = theory.parabola(problem, batch)
    curvature, start, noise = (np.asarray(part, float) for part in parts)

    def loss(roots: Any) -> Any:  # the roots of the rates, so that none is negative
        def step(v: Any, root: Any) -> Any:
            rate = root * root
            return (1 - curvature * rate) ** 2 * v + rate**2 * noise, None

        return jax.numpy.log((curvature * jax.lax.scan(step, start, roots)[0]).sum() / 2)

    with doubled(jax):
        both = jax.jit(jax.value_and_grad(loss))

        def found(name: str) -> Any:
            _, peak = theory.predicted(problem, (name, 0.0), steps, batch)
            rates = peak * theory.rates_of((name, 0.0), steps)
            return need("scipy.optimize", "lab").minimize(
                lambda x: tuple(map(np.asarray, both(x))),
                np.sqrt(np.maximum(rates, 1e-4 * peak)),
                jac=True,
                method="L-BFGS-B",
                options={"maxiter": TRIES, "maxfun": 2 * TRIES},
            )

        ends = {name: found(name) for name in STARTS}
    best = min(ends.values(), key=lambda end: end.fun)
    return float(np.exp(best.fun)), best.x**2, {n: float(np.exp(e.fun)) for n, e in ends.items()}


def gaps(problem: str, steps: int, loss: float) -> dict[Contender, float]:
    """Shape to its expected loss at its best peak, over the least one, minus 1."""
    of = evidence.study(problem, "sgd", steps)
    plain = [entry for entry in evidence.entries(of) if not SHAPES[entry[0]].momentum]
    found = {e: theory.predicted(problem, e, steps)[0] / loss - 1 for e in plain}
    return dict(sorted(found.items(), key=lambda item: item[1]))


def measure(problem: str, steps: int) -> dict[str, Any]:
    """One case: the least loss, its rates, the shapes' gaps, and runs where there is a problem."""
    loss, rates, starts = least(problem, steps)
    found = {
        "problem": problem,
        "steps": steps,
        "loss": loss,
        "starts": starts,
        "rates": [float(f"{rate:.3g}") for rate in rates],
        "gaps": {evidence.label(e): round(g, 4) for e, g in gaps(problem, steps, loss).items()},
    }
    if problem == "convex":
        judged = judge(evidence.study(problem, "sgd", steps), rates)
        found |= {"scale": judged.scale, "fresh": judged.fresh}
    return found


@cache
def stored() -> dict[tuple[str, int], dict[str, Any]]:
    """(problem, steps) to what :func:`measure` found."""
    cases = json.loads((files("lrlib.lab") / STORED.name).read_text())["cases"]
    return {(case["problem"], case["steps"]): case for case in cases}


def beaten(steps: int) -> Interval:
    """The gap of the rates found to the best shape of the tuning seeds, on the convex problem."""
    of = evidence.study("convex", "sgd", steps)
    return against(of, stored()["convex", steps]["fresh"], evidence.reference(of))


if __name__ == "__main__":
    from lrlib.lab.published import machine

    cases = []
    for case in CASES:
        cases.append(measure(*case))
        print(*case, cases[-1]["loss"], cases[-1]["starts"], cases[-1].get("scale"), flush=True)
        print(list(cases[-1]["gaps"].items())[:5], flush=True)
    how = {"command": "python -m lrlib.lab.searched", **machine()}
    STORED.write_text(json.dumps({"how": how, "cases": cases}) + "\n")
    for steps in (300, 1000):
        print("convex", steps, beaten(steps))
