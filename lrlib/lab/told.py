"""The numbers of *Choosing a schedule* and *The lab*, by the name under which they glue them."""

from __future__ import annotations

import numpy as np

from lrlib.lab import (
    again,
    edges,
    evidence,
    published,
    ranges_judged,
    refined,
    searched,
    theory,
    verdicts,
)
from lrlib.lab.backing import signed
from lrlib.lab.evidence import percent
from lrlib.lab.settings import Contender
from lrlib.lab.shapes import SHAPES, WARMUP
from lrlib.lab.statistics import Interval

__all__ = ["numbers", "percent"]

RULES = {
    "theory's multiplier": "theory",
    "keep the mean rate": "mean",
    "keep the RMS rate": "rms",
    "keep the peak": "peak",
}
OURS = "lrlib: nine tenths of the way"
LINEAR, WSD, WARM = ("linear", 0.0), ("wsd", 0.0), ("linear", WARMUP)


def numbers() -> dict[str, str]:
    """Every number of their prose, as it is printed."""
    told = {}
    entry, cell, gap = evidence.default()
    table = evidence.regrets()
    told["default"] = evidence.label(entry)
    told["regret"] = percent(gap)
    told["regret-alone"] = percent(gap).lstrip("+").split(" ", 1)[0]
    told["regret-cell"] = evidence.named(cell)
    told["cells"] = str(len(table[entry]))
    worst = {e: max(g.value for g in by.values()) for e, by in table.items()}
    for name, one in (("linear", LINEAR), ("warm-linear", WARM), ("constant", ("constant", 0.0)),
                      ("cosine", ("cosine", 0.0)), ("1cycle", ("1cycle", 0.0)), ("wsd", WSD),
                      ("exp", ("exp-100", 0.0))):  # fmt: skip
        told[f"regret-{name}"] = f"{100 * worst[one]:.0f} %"
    second = max(g.value for c, g in table[entry].items() if c != cell)
    told["second-regret"] = f"{100 * second:.0f} %"
    told |= _left_out()
    made = published.how()
    told["shapes"] = str(sum(not shape.later for shape in SHAPES.values()))
    told["runs"] = f"{made['runs']:,}"
    told |= _questions()
    told |= _branches()
    told |= _kept()
    told |= _probes()
    for rule, ratios in ranges_judged.missed().items():
        low, middle, high = np.percentile(ratios, [10, 50, 90])
        short = rule.split(":")[0].lower() + "-" + rule.split()[-1].strip("/")
        told[f"range-{short}"] = f"{middle:.2f} ({low:.2f} to {high:.2f})"
    return {name: evidence.unbroken(words) for name, words in told.items()}


def _left_out() -> dict[str, str]:
    """The default chosen without a problem, and what it loses on that problem at most."""
    told = {}
    problems = sorted({cell.problem for by in evidence.regrets().values() for cell in by})
    for problem in problems:
        others = tuple(p for p in problems if p != problem)
        if not others:
            continue
        entry, *_ = evidence.default(others)
        table = evidence.regrets((problem,))
        worst = max(gap.value for gap in table[entry].values()) if entry in table else np.nan
        told[f"without-{problem}"] = evidence.label(entry)
        told[f"without-{problem}-regret"] = f"{100 * worst:.1f} %"
        entry, _, gap = evidence.left_out(problem)  # the same of the rule with its exception
        told[f"chart-without-{problem}"] = evidence.label(entry)
        told[f"chart-without-{problem}-regret"] = percent(gap)
    return told


def _questions() -> dict[str, str]:
    told = {}

    def compare(
        name: str,
        cell: tuple[str, str, int] | tuple[str, str, int, int],
        ours: Contender,
        other: Contender,
    ) -> None:
        problem, optimizer, steps, *batch = cell
        of = evidence.study(problem, optimizer, steps, *batch)
        known = evidence.entries(of)
        if ours in known and other in known:
            told[name] = percent(evidence.compare(of, ours, other))

    nets = ("mlp", "adamw", 1000)
    compare("fixed-k", nets, ("exp-fixed", 0.0), ("exp-100", 0.0))
    compare("exp-mlp", nets, ("exp-10", 0.0), LINEAR)
    compare("exp-mlp-hundred", nets, ("exp-100", 0.0), LINEAR)
    cycle, warm_wsd = ("1cycle", 0.0), ("wsd", WARMUP)
    for problem, steps in (("transformer", 300), ("convnet", 300), ("mlp", 300), ("mlp", 1000),
                           ("mlp", 3000), ("mlp", 10_000)):  # fmt: skip
        compare(f"cycle-{problem}-{steps}", (problem, "adamw", steps), cycle, warm_wsd)
    compare("long-adamw-10000", ("mlp", "adamw", 10_000), warm_wsd, LINEAR)
    compare("cycle-batch-256", ("mlp", "adamw", 300, 256), cycle, WSD)
    of = evidence.study("transformer", "adamw", 300)
    told["transformer-default"] = percent(evidence.gaps(of)[warm_wsd])
    for batch in (16, 256):
        compare(f"linear-batch-{batch}", ("mlp", "adamw", 300, batch), LINEAR, WSD)
    compare("warm-transformer", ("transformer", "adamw", 300), WARM, LINEAR)
    compare("warm-convnet", ("convnet", "adamw", 300), WARM, LINEAR)
    convex = ("convex", "sgd", 1000)
    compare("exp-convex", convex, ("exp-100", 0.0), LINEAR)
    compare("exp-convex-ten", convex, ("exp-10", 0.0), LINEAR)
    compare("fixed-k-convex", convex, ("exp-fixed", 0.0), ("exp-100", 0.0))
    compare("wsd-convex", convex, WSD, LINEAR)
    compare("default-convex", convex, warm_wsd, LINEAR)
    for optimizer in ("sgd", "momentum", "adamw"):
        short = ("mlp", optimizer, 300)
        compare(f"ced-{optimizer}", short, ("ced-raised", 0.0), ("exp-100", 0.0))
        compare(f"torch-{optimizer}", short, ("1cycle-torch", 0.0), ("1cycle", 0.0))
        compare(f"three-{optimizer}", short, ("1cycle-torch-3", 0.0), ("1cycle-torch", 0.0))
        compare(f"cycled-{optimizer}", short, ("1cycle-torch-momentum", 0.0), ("1cycle-torch", 0.0))
        compare(f"warm-{optimizer}", short, WARM, LINEAR)
        compare(f"sqrt-{optimizer}", short, ("wsd-sqrt", 0.0), WSD)
    three = [
        evidence.compare(of, ("1cycle-torch-3", 0.0), ("1cycle-torch", 0.0))
        for cell, of in evidence.cells().items()
        if cell.problem == "convex"
    ]
    assert all(gap.high < 0 for gap in three)  # the prose says that three phases won in all
    least, most = (f"{-100 * pick(gap.value for gap in three):.0f}" for pick in (max, min))
    told["three-convex"] = f"{least} to {most} %"
    told["three-convex-cells"] = str(len(three))
    for problem in ("ripples-1d", "ripples-1d-still", "ripples-2d"):
        of = evidence.study(problem, "sgd", 300)
        for name in ("linear", "exp-100", "ced-raised", "ced-signed"):
            ran = evidence.entries(of).get((name, 0.0))
            if ran is not None:
                share = 100 * (1 - ran.fresh)
                error = 1.96 * share.std(ddof=1) / len(share) ** 0.5
                told[f"{problem}-{name}"] = f"{share.mean():.0f} ± {error:.0f} %"
    for cell, of in evidence.cells().items():
        known = evidence.entries(of)
        name = f"{cell.problem}-{cell.optimizer}-{cell.steps}-{cell.batch}"
        if WSD in known:
            told[f"peak-wsd-{name}"] = f"{known[WSD].rate:.2g}"
        if LINEAR in known:
            told[f"peak-linear-{name}"] = f"{known[LINEAR].rate:.2g}"
        if "ripples" not in cell.problem and len(known) >= 5:
            told[f"rho-{name}"] = f"{theory.agreement(of)[0]:.2f}"
            if cell.optimizer == "sgd" and cell.problem.startswith(("convex", "quad")):
                told[f"parabola-{name}"] = f"{theory.agreement(of, 'parabola')[0]:.2f}"
    missed: dict[str, list[float]] = {}
    for cell, of in evidence.cells().items():
        if "ripples" not in cell.problem and LINEAR in evidence.entries(of):
            for rule, by_entry in theory.transfer(of).items():
                missed.setdefault(rule, []).extend(by_entry.values())
    for rule, values in missed.items():
        low, middle, high = 2 ** np.percentile(values, [10, 50, 90])
        told[f"transfer-{RULES[rule]}"] = f"{middle:.2f} ({low:.2f} to {high:.2f})"
    for name in verdicts.HYPOTHESES:
        counted = verdicts.count(name)
        told[name] = ", ".join(f"{word} in {n}" for word, n in counted.items() if n) or "not run"
    told["comparisons"] = str(len(verdicts.verdicts()))
    return told


#: What people have, in the lab's names; and the cells of the table that says keep or change.
HAVE = {"warm-linear": ("linear", WARMUP), "warm-cosine": ("cosine", WARMUP),
        "cosine": ("cosine", 0.0), "1cycle": ("1cycle-torch", 0.0), "steps": ("steps", 0.0),
        "exponential": ("exp-100", 0.0), "constant": ("constant", 0.0)}  # fmt: skip
WHERE = {"short": ("mlp", "adamw", 300), "long": ("mlp", "adamw", 10_000),
         "long-sgd": ("mlp", "momentum", 10_000), "tune": ("finetune", "adamw", 300)}  # fmt: skip


def _kept() -> dict[str, str]:
    """What each schedule that people have loses to the rule's, and the verdicts' conditions."""
    told, gaps = {}, {}
    for where, cell in WHERE.items():
        of = evidence.study(*cell)
        for name, entry in HAVE.items():
            gap = gaps[name, where] = evidence.compare(of, entry, evidence.rule(of.cell))
            told[f"keep-{name}-{where}"] = percent(gap)
    for name in ("warm-linear", "1cycle"):  # "keep it": in long runs there is no telling
        assert gaps[name, "long"].low < 0 < gaps[name, "long"].high, name
    for name in ("constant", "exponential", "steps"):
        assert gaps[name, "long"].low > 0.2, name
    for name in HAVE:  # in a long run with SGD all but the plain cosine are far behind the line
        assert (gaps[name, "long-sgd"].low > 0.1) == (name != "cosine"), name
    for name in ("warm-cosine", "steps"):  # behind from scratch, ahead in fine-tuning
        assert all((gaps[name, where].low > 0) == (where != "tune") for where in WHERE), name
        assert gaps[name, "tune"].high < 0, name
    for where in ("short", "long", "long-sgd"):
        of = evidence.study(*WHERE[where])
        gap = evidence.compare(of, HAVE["warm-cosine"], HAVE["cosine"])
        assert (gap.high < 0) == (where != "long-sgd") and gap.low * gap.high > 0, where
        told[f"keep-warming-{where}"] = percent(gap)
    for optimizer in ("adamw", "momentum"):
        told[f"again-{optimizer}"] = percent(again.itself(optimizer))
        for name in ("warm-cosine", "steps"):
            gap = again.asked(optimizer, HAVE[name])
            told[f"again-{optimizer}-{name}"] = percent(gap)
            assert (gap.low > 0) == ((optimizer, name) != ("adamw", "warm-cosine"))
    spread = max(abs(gap.value) for (_, where), gap in gaps.items() if where == "tune")
    told["keep-tune-most"] = f"{100 * spread:.1f} %"
    return told


def _branches() -> dict[str, str]:
    """What each line of the rule rests on."""
    told = {}
    default = ("wsd", WARMUP)
    for name, entry, optimizers in (
        ("adamw", default, ("adamw",)),
        ("sgd", default, ("sgd", "momentum")),
    ):
        cell, gap, count = evidence.worst(entry, *optimizers)
        told[f"worst-{name}"] = percent(gap)
        told[f"worst-{name}-cell"] = evidence.named(cell)
        told[f"worst-{name}-count"] = str(count)
        told[f"warm-wsd-{name}"] = " to ".join(
            map(signed, evidence.changed(default, WSD, *optimizers))
        )
    cell, gap, count = evidence.worst_parabola(LINEAR)
    told["parabola-linear"], told["parabola-linear-cell"] = percent(gap), evidence.named(cell)
    told["parabola-exp"] = " to ".join(map(signed, evidence.on_parabolas(("exp-100", 0.0), LINEAR)))
    softmax = [
        evidence.compare(of, ("exp-100", 0.0), LINEAR)
        for cell, of in evidence.cells().items()
        if cell.problem == "convex"
    ]
    assert all(gap.high < 0 for gap in softmax)  # the page says so of every cell
    told["softmax-exp"] = " to ".join(
        signed(pick(gap.value for gap in softmax)) for pick in (min, max)
    )
    nets = evidence.study("mlp", "adamw", 1000)
    told["cooldown"] = percent(evidence.compare(nets, ("constant", 0.0), WSD))
    for cell, of in evidence.networks("sgd", "momentum", long=True).items():
        told[f"line-{cell.optimizer}-{cell.steps}"] = percent(evidence.compare(of, LINEAR, default))
    ruled = evidence.ruled()
    cell, gap = max(ruled.items(), key=lambda item: item[1].value)
    told |= {"rule-regret": percent(gap), "rule-cell": evidence.named(cell)}
    told["rule-regret-alone"], told["rule-regret-ends"] = percent(gap).lstrip("+").split(" ", 1)
    told["rule-cells"] = str(len(ruled))
    counts = [len(evidence.entries(evidence.cells()[cell])) for cell in ruled]
    told |= {"fewest": str(min(counts)), "most": str(max(counts))}
    for name, where, form in (
        ("tune-range-adamw", "fine-tuning, AdamW", "{:.0f}"),
        ("tune-range-momentum", "fine-tuning, SGD with momentum", "{:.0f}"),
        ("range-text", "transformer, AdamW", "{:.0f}"),
        ("range-close", "convnet, SGD with momentum", "{:.2f}"),
    ):
        ratios = ranges_judged.missed(where)[OURS]
        told[name] = form.format(np.median(ratios))
    told["range-close-ends"] = f"{ratios.min():.2f} to {ratios.max():.2f}"
    for optimizer in ("adamw", "momentum"):
        of = evidence.study("finetune", optimizer, 300)
        last = list(evidence.gaps(of).items())[-1]
        told[f"tune-{optimizer}"] = percent(evidence.gaps(of)[default])
        told[f"tune-{optimizer}-line"] = percent(evidence.gaps(of)["linear", WARMUP])
        told[f"tune-{optimizer}-last"] = percent(last[1])
        told[f"tune-{optimizer}-last-name"] = evidence.label(last[0])
        told[f"tune-{optimizer}-best"] = evidence.label(evidence.reference(of))
        told[f"tune-{optimizer}-peak"] = f"{evidence.entries(of)[default].rate:.2g}"
        told[f"tune-{optimizer}-warm"] = percent(evidence.compare(of, default, WSD))
    told["tune-scratch-peak"] = (
        f"{evidence.entries(evidence.study('mlp', 'adamw', 300))[default].rate:.2g}"
    )
    return told


def _probes() -> dict[str, str]:
    """Edges, best rates by search, refined rates."""
    told: dict[str, str] = {}
    held = edges.judged()
    told |= {name: "held" if ok else "did not hold" for name, ok in held.items()}
    for name in edges.SHAPES:
        short = name.split()[0]
        told[f"edge-{short}"] = _range(edges.mean(edges.column(name, "network")), "{:.0f}")
        told[f"edge-{short}-parabola"] = f"{edges.column(name, 'parabola').max():.2f}"
        at = edges.column(name, "left")
        best = np.exp(np.log(np.where(np.isfinite(at), at, np.inf)).mean(0)).min()
        told[f"edge-{short}-left"] = f"{100 * best:.2g} %"
    column = edges.column
    order = edges.mean(column("triangle", "network") / column("linear decay", "network"))
    told["edge-order"] = _range(order, "{:.1f}")
    half = edges.UPDATES // edges.EVERY // 2
    steady = np.median(column("constant", "at the edge")[:, half:], axis=1)
    told["edge-steady"] = _range(edges.mean(steady), "{:.2f}")
    used = np.percentile(column("triangle", "at the edge"), 95, axis=1)
    told["edge-used"] = _range(edges.mean(used), "{:.2f}")
    middle = np.median(column("triangle", "watched"), axis=0)  # of the starts, along the run
    told["edge-watched"] = f"{middle.max():.2f}"
    told["edge-hovers"] = str(edges.EVERY * int((middle > 1.7).sum()))
    told["edge-updates"] = str(edges.UPDATES)
    for (problem, steps), case in searched.stored().items():
        gaps = {name: gap for name, gap in case["gaps"].items() if "CED" not in name}
        first = next(iter(gaps.items()))
        told[f"searched-{problem}-{steps}"] = f"{first[0]}, {100 * first[1]:.1f} %"
        for name, entry in (("linear", LINEAR), ("wsd", WSD), ("constant", ("constant", 0.0))):
            told[f"searched-{problem}-{steps}-{name}"] = (
                f"{100 * gaps[evidence.label(entry)]:.0f} %"
            )
        if problem == "convex":
            told[f"searched-runs-{steps}"] = percent(searched.beaten(steps))
            told[f"searched-scale-{steps}"] = f"{case['scale']:.2f}"
    for problem, steps in refined.CELLS:
        told[f"refined-{problem}-{steps}"] = percent(refined.compared(problem, steps))
    return told


def _range(gap: Interval, form: str) -> str:
    value, low, high = (form.format(x) for x in gap)
    return f"{value} [{low}, {high}]"
