"""The command line: look at schedules, compare them, look before you train. ::

    python -m lrlib show 'OneCycle(0.01, 0.1, 1000)'
    python -m lrlib compare 'Cosine(0.1, 1000)' 'LinearDecay(0.1, 1000)' --plot
    python -m lrlib audit 'LinearDecay(0.1, 900)' --updates 1000
    python -m lrlib audit my_module:make_scheduler --updates 1000
    python -m lrlib audit 'CosineAnnealingLR(optimizer, T_max=90)' --lr 0.1 --updates 100

A schedule is written as the call that makes it, also that of PyTorch, transformers, timm, Keras,
Optax or MLX, or as the JSON of its ``to_dict()``; it is read, not run (:mod:`lrlib.paste`). What
``module:name`` names is imported.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from lrlib.audit import CHECKS, audit
from lrlib.check import count, need
from lrlib.horizon import stated
from lrlib.schedules import Schedule
from lrlib.spec import vocabulary
from lrlib.watch import watched

__all__ = ["main", "usual_updates"]

PICTURE = 2_000  # steps at most in a picture


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the command line if None.

    Returns
    -------
    int
        0 if all is well, 1 if an audit found more than remarks, 2 if the command could not be done.

    Examples
    --------
    >>> main(["show", "LinearDecay(0.1, total_steps=4)", "--updates", "5"])
    LinearDecay(lr0=0.1, total_steps=4)
    range 0.0 to 0.1, over all steps
    <BLANKLINE>
         step  rate
            0  0.1
            1  0.075
            2  0.05
            3  0.025
            4  0
    0
    """
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (ValueError, TypeError, ImportError) as error:
        print(f"lrlib {options.command}: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lrlib",
        description="Learning-rate schedules: look at them, compare them, look before you train.",
        epilog="A schedule is the call that makes it, such as 'OneCycle(0.01, 0.1, 1000)', or "
        "JSON, or the line that makes a scheduler of PyTorch, transformers, timm, Keras, Optax "
        "or MLX. Calls may begin with: " + ", ".join(vocabulary()),
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")

    def command(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    show = command("show", _show, "Print the rates of a schedule.")
    show.add_argument("schedules", metavar="SPEC", nargs=1)
    show.add_argument("--json", action="store_true", help="print to_dict() as JSON, nothing else")
    compare = command("compare", _show, "Print the rates of schedules side by side.")
    compare.add_argument("schedules", metavar="SPEC", nargs="+", help="two or more")
    for made in (show, compare):
        made.add_argument("--updates", type=int, help="how many updates to look at")
        made.add_argument("--rows", type=int, default=11, help="how many to print (11)")
        made.add_argument("--plot", action="store_true", help="draw in the terminal")
        made.add_argument("--png", metavar="FILE", help="draw into a file")
    audit = command(
        "audit", _audit, "Say what would go wrong in a run; exit with 1 if something would."
    )
    audit.add_argument("subject", metavar="SPEC|module:name")
    own = "how many the run will have, unless SPEC says it; or else those that it is for"
    audit.add_argument("--updates", type=int, help=own)
    audit.add_argument("--like", metavar="SPEC", help="what the rates should be")
    allow = f"a kind of finding that is meant: {', '.join(CHECKS)}"
    audit.add_argument("--allow", metavar="KIND", action="append", default=[], help=allow)
    audit.add_argument("--json", action="store_true", help="print the findings as JSON")
    for made in (show, compare, audit):
        rate = "the optimizer's rate, which the schedulers of PyTorch and transformers need"
        made.add_argument("--lr", type=float, help=rate)
    return parser


def _show(options: argparse.Namespace) -> int:
    if options.command == "compare" and len(options.schedules) < 2:
        raise ValueError("compare wants two schedules or more, and got one: show prints one")
    read_ones = [_read(text, options) for text in options.schedules]
    schedules = [schedule for schedule, _ in read_ones]
    updates = options.updates
    if updates is None:
        updates = max(map(usual_updates, schedules))
    updates = count("updates", updates, "updates")
    rows = count("rows", options.rows, "rows")
    if getattr(options, "json", False):
        print(json.dumps(schedules[0].to_dict()))
        return 0
    names = [chr(ord("A") + i) if i < 26 else str(i) for i in range(len(schedules))]
    for name, schedule in zip(names, schedules):
        print(schedule if len(schedules) == 1 else f"{name}  {schedule}")
        low, high = schedule.lr_range
        print(f"{'' if len(schedules) == 1 else '   '}range {low} to {high}, over all steps")
    for note in dict.fromkeys(note for _, notes in read_ones for note in notes):
        print(f"note: {note}")
    print()
    if options.png:
        _png(schedules, updates, options.png)
        print(f"{options.png}: {updates} updates")
    elif options.plot:
        print(_drawn(schedules, names, updates))
    else:
        print("\n".join(_table(schedules, names, updates, rows)))
    return 0


def _read(text: str, options: argparse.Namespace) -> tuple[Schedule, Sequence[str]]:
    """The schedule of a text, or of what ``module:name`` makes, and what to know of it."""
    source = watched(text, options.lr, options.updates)
    if source.text:
        return source.text.schedule, source.text.notes
    schedule, parting = source.planned(0), source.parting(0)
    if schedule is None:
        words = "is no schedule that lrlib can write: audit looks at the rates that it makes"
        raise ValueError(f"{source.name} {words}")
    notes = [f"{source.name} has other rates after step {parting[0]}"] if parting else []
    return schedule, notes


def usual_updates(schedule: Schedule) -> int:
    """As many updates as show what a schedule does.

    >>> from lrlib import Cosine, ExponentialDecay, warmup
    >>> usual_updates(warmup(Cosine(0.1, total_steps=90), steps=10))
    101
    >>> usual_updates(ExponentialDecay.from_half_life(0.1, half_life=20))
    100
    """
    of: dict[str, Any] = vars(schedule)
    if "total_steps" in of:
        return int(of["total_steps"]) + 1
    if of.get("boundaries"):
        last = of["schedules"][-1] if "schedules" in of else None
        return int(of["boundaries"][-1]) + (usual_updates(last) if last is not None else 1)
    if isinstance(inner := of.get("schedule"), Schedule):
        return int(of.get("steps", 0)) + usual_updates(inner)
    if "cycle_length" in of:
        return 3 * int(of["cycle_length"])
    if of.get("k"):
        return max(10, round(5 * 0.6931471805599453 / float(of["k"])))  # five half-lives
    if of.get("every") or of.get("timescale"):
        return 6 * int(of.get("every") or of["timescale"])
    return 100


def _steps(updates: int, rows: int) -> list[int]:
    """That many steps, from the first update to the last, evenly spread."""
    most = max(min(rows, updates) - 1, 1)
    return sorted({round(i * (updates - 1) / most) for i in range(most + 1)})


def _table(schedules: list[Schedule], names: list[str], updates: int, rows: int) -> Iterator[str]:
    heads = ["rate"] if len(schedules) == 1 else names
    yield ("     step  " + "".join(f"{head:<13}" for head in heads)).rstrip()
    for step in _steps(updates, rows):
        rates = "".join(f"{schedule(step):<13.6g}" for schedule in schedules)
        yield f"{step:>9}  {rates}".rstrip()
    for name, schedule in zip(names[1:], schedules[1:]):
        far = max(_steps(updates, 1001), key=lambda step: abs(schedule(step) - schedules[0](step)))
        gap = abs(schedule(far) - schedules[0](far))
        yield f"{name} is farthest from A at step {far}, by {gap:.6g}"


def _drawn(schedules: list[Schedule], names: list[str], updates: int) -> str:
    plotille = need("plotille", "cli")
    figure = plotille.Figure()
    figure.width, figure.height, figure.with_colors, figure.origin = 56, 16, False, False
    figure.x_label, figure.y_label = "step", "rate"
    figure.register_label_formatter(float, _label)
    steps = _steps(updates, PICTURE)
    rates = [[float(schedule(step)) for step in steps] for schedule in schedules]
    low, high = min(map(min, rates)), max(map(max, rates))
    room = (high - low or abs(high) or 1.0) / 20
    figure.set_x_limits(0, max(updates - 1, 1))
    figure.set_y_limits(low if low >= 0 and low < room else low - room, high + room)
    for name, curve in zip(names, rates):
        marker = None if len(schedules) == 1 else name.lower()
        figure.plot(steps, curve, label=name, marker=marker)
    return str(figure.show(legend=len(schedules) > 1))


def _label(number: float, chars: int, delta: float, left: bool = False) -> str:
    text = f"{number:.4g}"
    return text.ljust(chars) if left else text.rjust(chars)


def _png(schedules: list[Schedule], updates: int, file: str) -> None:
    canvas = need("matplotlib.figure", "plot").Figure
    style = need("lrlib.plots.style", "plot")
    ink = style.Ink("light")
    steps = _steps(updates, PICTURE)
    with need("matplotlib", "plot").rc_context(ink.settings() | {"figure.facecolor": "white"}):
        figure = canvas(figsize=(8, 4.5), layout="constrained")
        axes = figure.subplots()
        for schedule, line in zip(schedules, ink.lines(schedules)):
            rates = [schedule(step) for step in steps]
            axes.plot(steps, rates, label=repr(schedule), **line)
        axes.set(xlabel="step (optimizer updates)", ylabel="learning rate")
        figure.legend(loc="outside upper left", fontsize="small")
        figure.savefig(file, format="png", dpi=150, facecolor="white")


def _audit(options: argparse.Namespace) -> int:
    source, updates = watched(options.subject, options.lr, options.updates), options.updates
    text = source.text
    known = text.schedule if text else source.known
    notes = list(text.notes) if text else []
    if text and text.updates:  # as on the page: what the text says is so
        if updates not in (None, text.updates):
            notes.append(f"the text itself says {text.updates:,} updates, and not {updates:,}")
        updates = text.updates
    if updates is None and known:
        updates = stated(known)
    if updates is None:
        raise ValueError(f"--updates must say how many: {source.name} does not")
    found = audit(source, updates, like=options.like, allow=options.allow)
    if options.json:
        told = [{"kind": "note", "words": words, "remark": True} for words in notes]
        print(json.dumps([*(item._asdict() | {"remark": item.remark} for item in found), *told]))
    else:
        remarks = sum(item.remark for item in found)
        what = f"{len(found) - remarks or 'nothing'} found"
        what += f", {remarks} remark{'s' if remarks > 1 else ''}" if remarks else ""
        above = text.above if text else ()  # without which what follows could mislead
        print(f"{source.name}, {updates} updates: {what}")
        for note in above:
            print(f"  note: {note}")
        for item in found:
            print(f"  {item}")
        for note in notes:
            if note not in above:
                print(f"  note: {note}")
    return 1 if any(not item.remark for item in found) else 0
