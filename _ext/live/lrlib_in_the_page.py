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
            value, problem, error = _checked(task["code"], task["check"])
        mathml = "" if problem else _mathml(value)
        if value is not None and not problem and not mathml:
            print(repr(value))
    if not problem:
        DONE.add(task.get("number"))
    text = printed.getvalue() + problem
    unmet = not met and isinstance(error, AssertionError)
    stopped = _named(error) if problem and not unmet else ""
    by_check = bool(stopped) and not met  # whose traceback is not the reader's
    yield {
        "event": "cell",
        "text": printed.getvalue() if by_check else text,
        "by_check": by_check,
        "mathml": mathml,
        "failed": bool(problem),
        "stopped": stopped,
    }


def _checked(code, check):
    """As :func:`_run`: the check of an answer, which is not to be read as the reader's own code."""
    own = _assigned(ast.parse(code))
    for name in sorted(own):
        if NAMES.get(name) is ...:
            words = f"{name} still says ...: write your answer there.\n"
            return None, words, AssertionError(words)
    value, problem, error = _run(check, own)
    return value, problem, error


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


def _run(code, own=None):
    """(the value of the last expression or None, the traceback or nothing, the error or None).

    In a check ``own`` are the names that the reader wrote.
    """
    try:
        body = ast.parse(code, "<cell>").body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "<cell>", "exec"), NAMES)
        if last is not None:
            return eval(compile(ast.Expression(last.value), "<cell>", "eval"), NAMES), "", None
    except BaseException as error:
        if isinstance(error, AssertionError):
            if told := _unmet(error, code, own):
                return None, told, error
        frames = traceback.TracebackException.from_exception(error)
        frames.stack = traceback.StackSummary.from_list(
            [frame for frame in frames.stack if frame.filename != __file__]
        )
        return None, "".join(frames.format()), error
    return None, "", None


def _unmet(error, code, own):
    """What an assertion asked for: its words, or the condition, and the values that it saw.

    What the reader did not write is not told: neither numbers, which say nothing, nor what the
    check compares an answer with, which would be the answer.
    """
    if error.args:
        return f"{error.args[0]}\n" if own is not None else ""
    places = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == "<cell>"
    ]
    frame, line = places[-1]
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assert) and node.lineno <= line <= node.end_lineno:
            break
    else:
        return ""

    def value(part):
        made = compile(ast.Expression(part), "<cell>", "eval")
        return eval(made, frame.f_globals, frame.f_locals)

    test = node.test
    while isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        test = next(part for part in test.values if not value(part))  # the first that fails
    parts = [test.left, *test.comparators] if isinstance(test, ast.Compare) else [test]
    known = None if own is None else _made_of(own, tree)
    seen = [part for part in parts if _names(part) and (known is None or _names(part) & known)]
    if own is not None and isinstance(test, ast.Compare):
        hidden = [ast.Name("…") if part not in seen else part for part in parts]
        for i, sign in enumerate(test.ops):  # a bound is no answer
            if not isinstance(sign, ast.Eq | ast.Is):
                hidden[i : i + 2] = parts[i : i + 2]
        test = ast.Compare(hidden[0], test.ops, hidden[1:])
    values = {ast.unparse(part): value(part) for part in seen}
    told = "".join(f"\n  {text} is {found!r}" for text, found in values.items())
    return f"The check asks for\n  {ast.unparse(test)}\n" + (f"but{told}\n" if told else "")


def _names(node):
    """The names that an expression reads."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _assigned(tree):
    """The names that some code gives a value to, functions included."""
    stored = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and type(n.ctx) is ast.Store}
    return stored | {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}


def _made_of(own, tree):
    """The names with a value that depends on the reader's."""
    known = set(own)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _names(statement.value) & known:
            known |= _assigned(statement)
    return known
