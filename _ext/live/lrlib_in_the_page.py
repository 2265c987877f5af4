"""The Python side of worker.js: a task comes in as JSON, answers go out as JSON."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import math
import signal
import sys
import time
import traceback

import lrlib

# what the cells of the page share, as those of a notebook do; SymPy joins them with the first one
NAMES: dict = {"__name__": "__main__", "lrlib": lrlib, "math": math}
DONE: set = set()  # the cells that were run


def give_an_alarm(ring_after):
    """A timer, which Python in a browser lacks, so that limits on time hold in the page as well.

    ``ring_after`` of worker.js sends the signal after so many seconds (0: never).
    """
    ends = [0.0]

    def getitimer(which):
        return max(ends[0] - time.monotonic(), 0.0), 0.0  # 0 once it has rung, as everywhere

    def setitimer(which, seconds, interval=0.0):
        left = getitimer(which)
        ends[0] = time.monotonic() + seconds if seconds else 0.0
        ring_after(seconds)
        return left

    signal.setitimer, signal.getitimer, signal.ITIMER_REAL = setitimer, getitimer, 0


if sys.platform == "emscripten":
    from js import ringAfter

    give_an_alarm(ringAfter)


def work(task: str, tell):
    """Answer a task; each answer is handed to ``tell`` as it comes."""
    task = json.loads(task)
    known = {"prove": prove, "made": made, "show": show, "curves": curves, "cell": cell}
    known["examine"] = examine
    for answer in known[task["task"]](task):
        tell(json.dumps(answer, allow_nan=False))


def prove(task):
    from lrlib.proofs import clock
    from lrlib.proofs.stream import stream

    clock.PATIENCE = 2
    try:
        yield from stream(task["label"], task.get("claim"), task.get("neighbour"))
    except ValueError as error:
        yield {"event": "failed", "words": str(error)}


def made(task):
    from lrlib.proofs import stream

    yield stream.made(task["label"], task["name"])


def show(task):
    from lrlib.proofs import claims, theorem

    found = {}
    for name, text in task["claim"].items():
        try:
            value = claims.parse(theorem(task["label"]), name, text, exact=False)
            found[name] = {"mathml": "" if isinstance(value, str) else claims.shown(value)}
        except ValueError as error:
            found[name] = {"problem": str(error)}
    yield {"event": "shown", "values": found}


def curves(task):
    from lrlib.proofs import claims, theorem

    subject = theorem(task["label"])
    claim = claims.read(subject, task.get("claim") or {}, task.get("neighbour"))
    yield {"event": "curves", "curves": claims.curves(subject, claim)}


def examine(task):
    """A line of training code; what is wrong with it, with the place, if anything is."""
    from lrlib.examine import examine as examined
    from lrlib.paste import Missing, asked

    text, updates, lr, values = (task.get(key) for key in ("text", "updates", "lr", "values"))
    try:
        yield {"event": "examined"} | examined(text, updates, lr, values)
    except (ValueError, TypeError) as error:
        place = {"at": getattr(error, "at", 0), "to": getattr(error, "to", 0)}
        asks = asked(text, lr, updates, values) if isinstance(error, Missing) else None
        yield {"event": "refused", "words": str(error), "asks": asks} | place


def cell(task):
    """Run a cell as a notebook would: what is printed, then the value of a last expression.

    A reader's answer comes with a ``check``, run after it. What goes wrong is ``stopped`` in a
    word, unless it is that the check asks for something else.
    """
    import sympy

    NAMES.setdefault("sp", sympy)
    for number, code in task.get("before") or []:
        if number not in DONE:
            with contextlib.redirect_stdout(io.StringIO()):
                _, problem, error = _run(code)
            if problem:
                yield {"event": "cell", "text": problem, "failed": True, "stopped": _named(error)}
                return
            DONE.add(number)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        value, problem, error = _run(task["code"])
        met = problem or "check" not in task
        if not met:
            value, problem, error = _run(task["check"])
        mathml = "" if problem else _mathml(value)
        if value is not None and not problem and not mathml:
            print(repr(value))
    if not problem:
        DONE.add(task.get("number"))
    text = printed.getvalue() + problem
    unmet = not met and isinstance(error, AssertionError)
    stopped = _named(error) if problem and not unmet else ""
    yield {
        "event": "cell",
        "text": text,
        "mathml": mathml,
        "failed": bool(problem),
        "stopped": stopped,
    }


def _named(error):
    """An error as the last line of its traceback says it."""
    return traceback.format_exception_only(error)[-1].splitlines()[0]


def _mathml(value):
    """A formula as the browser sets it; nothing for what is none."""
    import sympy
    from sympy.printing.mathml import mathml

    if not isinstance(value, sympy.Basic):
        return ""
    body = mathml(value, printer="presentation")
    return (
        '<math displaystyle="true">'
        + body.replace("<mo>&InvisibleTimes;</mo>", '<mspace width="0.17em"/>')
        + "</math>"
    )


def _run(code):
    """(the value of the last expression or None, the traceback or nothing, the error or None)."""
    try:
        body = ast.parse(code, "<cell>").body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "<cell>", "exec"), NAMES)
        if last is not None:
            return eval(compile(ast.Expression(last.value), "<cell>", "eval"), NAMES), "", None
    except BaseException as error:
        if isinstance(error, AssertionError) and not error.args:
            if told := _unmet(error.__traceback__, code):
                return None, told, error
        frames = traceback.TracebackException.from_exception(error)
        frames.stack = traceback.StackSummary.from_list(
            [frame for frame in frames.stack if frame.filename != __file__]
        )
        return None, "".join(frames.format()), error
    return None, "", None


def _unmet(trace, code):
    """What an assertion without words asked for, and the values that it saw."""
    places = [(f, line) for f, line in traceback.walk_tb(trace) if f.f_code.co_filename == "<cell>"]
    frame, line = places[-1]
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Assert) and node.lineno <= line <= node.end_lineno:
            break
    else:
        return ""
    parts = [node.test]
    if isinstance(node.test, ast.Compare):
        parts = [node.test.left, *node.test.comparators]
    seen = {
        ast.unparse(part): eval(
            compile(ast.Expression(part), "<cell>", "eval"), frame.f_globals, frame.f_locals
        )
        for part in parts
        if not isinstance(part, ast.Constant)
    }
    values = "".join(f"\n  {text} is {value!r}" for text, value in seen.items())
    return f"The check asks for\n  {ast.unparse(node.test)}\nbut{values}\n"
