"""What stands behind the advice: one sentence for each kind of it, from the stored runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from lrlib.lab import evidence
from lrlib.lab.evidence import percent
from lrlib.lab.settings import Cell, Contender
from lrlib.lab.shapes import WARMUP

__all__ = ["said", "signed"]

DEFAULT, LINEAR, WSD = ("wsd", WARMUP), ("linear", 0.0), ("wsd", 0.0)


def _compared(cell: Cell | tuple[str, str, int], ours: Contender, other: Contender) -> str:
    problem, optimizer, steps, *batch = cell
    return percent(evidence.compare(evidence.study(problem, optimizer, steps, *batch), ours, other))


def signed(x: float) -> str:
    """A share as a whole percentage with its sign."""
    return evidence.unbroken(f"{100 * x:+.0f} %".replace("-", "\N{MINUS SIGN}"))


@cache
def said(what: str, optimizer: str, warm: bool) -> str:
    """What the advice costs, from the stored runs: a sentence."""
    tellers: dict[str, Callable[[str, bool], str]] = {
        "known": _known,
        "long": _long,
        "long SGD": _long_sgd,
        "softmax": _softmax,
        "convex": _convex,
        "unknown": _unknown,
        "tune": partial(_tune, ("linear", WARMUP)),
        "tune, held": partial(_tune, DEFAULT),
        "warm-up": _warmup,
    }
    return tellers[what](optimizer, warm)


def _known(optimizer: str, warm: bool) -> str:
    alike = ("adamw",) if optimizer == "adamw" else ("sgd", "momentum")
    cell, gap, count = evidence.worst(DEFAULT, *alike)
    return (
        f"Our runs: in the worst of {count} settings of networks with "
        f"{'AdamW' if optimizer == 'adamw' else 'SGD'} ({evidence.named(cell)}) {percent(gap)} "
        "above the best."
    )


def _long(optimizer: str, warm: bool) -> str:
    cell = max(evidence.networks("adamw"), key=lambda cell: (cell.problem == "mlp", cell.steps))
    words = _compared(cell, DEFAULT, ("linear", WARMUP))
    return (
        f"Our longest run with AdamW ({evidence.named(cell)}): {words} against a warm-up and "
        "linear decay, and it cannot tell them apart."
    )


def _long_sgd(optimizer: str, warm: bool) -> str:
    ours = ("linear", WARMUP) if warm else LINEAR
    words = " and ".join(
        f"{percent(evidence.compare(of, ours, DEFAULT))} at {cell.steps:,} updates"
        for cell, of in sorted(evidence.networks(optimizer, long=True).items())
    )
    rest = "A warm-up made it worse there; "
    rest += "take it for the fragile start." if warm else "so there is none."
    return f"Our runs: against WSD with a warm-up, {words} of one small network. {rest}"


def _softmax(optimizer: str, warm: bool) -> str:
    words = _compared(("convex", optimizer, 1000), ("exp-100", 0.0), LINEAR)
    name = evidence.named(evidence.study("convex", optimizer, 1000).cell)
    return f"Our runs: {words} against linear decay ({name}), a decay to a hundredth."


def _convex(optimizer: str, warm: bool) -> str:
    least, most = evidence.on_parabolas(("exp-100", 0.0), LINEAR)
    cell, gap, count = evidence.worst_parabola(LINEAR)
    return (
        f"Our runs, on noisy parabolas: in the worst of {count} settings "
        f"({evidence.named(cell)}) {percent(gap)} above the best. Try exponential decay to a "
        f"hundredth beside it, which came {signed(least)} to {signed(most)} from linear decay "
        "there."
    )


def _unknown(optimizer: str, warm: bool) -> str:
    words = _compared(("mlp", "adamw", 1000), ("constant", 0.0), WSD)
    lost = _compared(("convex", "sgd", 1000), WSD, LINEAR)
    return (
        f"Until you decide, it is WSD. Without the cooldown at the end: {words} (MLP, AdamW, 1,000 "
        f"updates). On softmax regression not knowing is dear: {lost} against linear decay."
    )


def _tune(entry: Contender, optimizer: str, warm: bool) -> str:
    which = "adamw" if optimizer == "adamw" else "momentum"
    of = evidence.study("finetune", which, 300)
    gaps = evidence.gaps(of)
    last = max(gap.value for gap in gaps.values())
    return (
        f"Fine-tuning in miniature ({evidence.named(of.cell)}): {percent(gaps[entry])} "
        f"behind the best, and the last of all shapes {signed(last)}. What counts is the peak."
    )


def _warmup(optimizer: str, warm: bool) -> str:
    ends = " to ".join(map(signed, evidence.changed(DEFAULT, WSD, optimizer)))
    verdict = "an insurance that pays" if optimizer == "adamw" else "a premium, paid for survival"
    return f"In front of WSD the warm-up changed {ends} in those runs: {verdict}."
