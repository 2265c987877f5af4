"""Every theorem; every false neighbour; a harness that refuses; formulas that resist corruption."""

import builtins
import dataclasses
import importlib
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sympy as sp

import lrlib
from lrlib.namespace import expressions, python
from lrlib.proofs import CHAPTERS, MODULES, THEOREMS, clock, collect, table, theorem
from lrlib.proofs.render import MYST, InTheBook, Table, status
from lrlib.proofs.theorem import Mutant, NotShown, Theorem, Witness
from lrlib.proofs.tools import (
    agree,
    antiderivative,
    ball,
    boxes,
    closed,
    compare,
    integral,
    limit,
    near,
    nonnegative,
    on,
    positive,
    rises_from_zero,
    series,
    shown,
    telescopes,
    z3_proves,
    zero,
)
from lrlib.schedules import pieces

# -- the theorems of the book ------------------------------------------------------------------


# One test a theorem: then it is examined once, not in each process, and E2e takes half a minute.
@pytest.mark.parametrize("label", THEOREMS)
def test_theorem_holds_and_its_false_neighbours_do_not(label):
    it = theorem(label)
    assert it.report.problems == ()
    for _, rejection in zip(it.mutants, it.report.rejections, strict=True):
        assert rejection.problem == "", rejection
        if not it.lines:
            assert [check.answer for check in rejection.checks] == [False] * len(it.checks), (
                rejection
            )
        assert not rejection.witness.holds, rejection
    if it.lines:
        assert it.report.neighbours("accepted") == []
        assert len(it.report.neighbours("refuted")) >= 2 * len(it.report.examined) // 3
    _is_written_out_for_readers(label)


def _is_written_out_for_readers(label):
    it = theorem(label)
    assert it.name and it.statement and it.chapter in CHAPTERS
    assert it.kind == "cited" or (it.mutants and (it.assumptions or it.lines))
    assert it.kind != "proved" or it.lines or it.derivation or it.by_hand
    bundle = it._repr_mimebundle_()
    for text in bundle.values():
        assert it.name in text and status(it) in text
    for text in (bundle["text/markdown"], bundle["text/vnd.lrlib.myst"]):
        assert text.count("$$") % 2 == 0 and text.replace("$$", "").count("$") % 2 == 0
        assert not set("\a\b\f\v\r\t") & set(text), "an escape in a string that is not raw"


def test_no_two_neighbours_of_a_theorem_are_alike():
    for it in THEOREMS.values():
        assert len({m.words for m in it.mutants}) == len(it.mutants)


# -- a corrupted formula breaks a theorem of its chapter ----------------------------------------

CHAPTER_OF = {
    lrlib.ExponentialDecay: "exponential",
    lrlib.CyclicExponentialDecay: "ced",
    lrlib.OneCycle: "onecycle",
    lrlib.Triangular: "onecycle",
    lrlib.Cosine: "onecycle",
    lrlib.LinearDecay: "convergence",
}

CORRUPTIONS = {
    "sign": lambda rate: lambda self, step, ops: -rate(self, step, ops),
    "factor 2": lambda rate: lambda self, step, ops: 2 * rate(self, step, ops),
    "half": lambda rate: lambda self, step, ops: rate(self, step, ops) / 2,
    "off by one": lambda rate: lambda self, step, ops: rate(self, step + 1, ops),
    "twice as fast": lambda rate: lambda self, step, ops: rate(self, 2 * step, ops),
}


def _read_again(chapter):
    """The theorems of a module, over the formulas as they are now."""
    name = f"lrlib.proofs.{chapter}"
    kept = {n: m for n, m in sys.modules.items() if n == name or n.startswith(name + ".")}
    for module in kept:
        del sys.modules[module]
    try:
        return list(collect(importlib.import_module(name)).values())
    finally:
        sys.modules.update(kept)
        setattr(sys.modules["lrlib.proofs"], chapter, kept[name])


def _some_theorem_fails(chapter):
    try:
        theorems = _read_again(chapter)
    except Exception:
        return True  # it did not even come to a statement
    if any(list(one.problems) for one in _definitions(theorems)):
        return True  # where a proof meets the formula, which is soonest seen
    refuted = any(check.answer is not True for it in theorems for check in it.ask())
    return refuted or any(not it.run().ok for it in theorems)  # the witnesses' floats, too


def _definitions(theorems):
    """The lines of proofs that evaluate the shipped formula, examined without neighbours."""
    for it in theorems:
        for line in it.lines:
            if line.by.name == "definition":
                yield from it.events(made=False, by_hand=False, only=line.name)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
@pytest.mark.parametrize("schedule", [s for s, c in CHAPTER_OF.items() if c in MODULES])
def test_corrupting_a_rate_is_noticed(schedule, corruption, monkeypatch):
    monkeypatch.setattr(schedule, "rate", CORRUPTIONS[corruption](schedule.rate))
    assert _some_theorem_fails(CHAPTER_OF[schedule])


@pytest.mark.parametrize("schedule", [s for s, c in CHAPTER_OF.items() if c in MODULES])
def test_swapping_the_bounds_is_noticed(schedule, monkeypatch):
    """In the formula, or where it has none in what the schedule says of its range."""
    rate, bounds = schedule.rate, schedule._range
    for pair in (("lr_min", "lr_max"), ("lr0", "lr_end")):
        if set(pair) <= set(schedule.__init__.__code__.co_varnames):

            def swapped(self, step, ops, pair=pair):
                twin = object.__new__(schedule)
                vars(twin).update(vars(self))
                vars(twin).update(zip(pair, (getattr(self, name) for name in pair[::-1])))
                return rate(twin, step, ops)

            monkeypatch.setattr(schedule, "rate", swapped)
            break
    else:
        monkeypatch.setattr(schedule, "_range", lambda self, stop: bounds(self, stop)[::-1])
    assert _some_theorem_fails(CHAPTER_OF[schedule])


PIECES = [
    ("exponential", pieces, "decay", lambda f: lambda step, k, ops: f(step, 2 * k, ops)),
    ("exponential", pieces, "decay", lambda f: lambda step, k, ops: 1 / f(step, k, ops)),
    (
        "exponential",
        expressions.Expressions,
        "stairs",
        lambda f: lambda self, t, width: f(self, t, width) + width,
    ),
    ("ced", pieces, "decay", lambda f: lambda step, k, ops: f(step, 2 * k, ops)),
    ("ced", expressions.Expressions, "phase", lambda f: lambda self, *a: 2 * f(self, *a)),
    ("ced", python.Python, "phase", lambda f: staticmethod(lambda *a: 2 * f(*a))),
    ("onecycle", expressions.Expressions, "ramp", lambda f: lambda self, *a: 1 - f(self, *a)),
    ("onecycle", python.Python, "tent", lambda f: staticmethod(lambda *a: 1 - f(*a))),
    ("onecycle", expressions.Expressions, "fold", lambda f: lambda self, *a: 2 * f(self, *a)),
]


@pytest.mark.parametrize(
    ("chapter", "owner", "name", "corrupt"),
    [piece for piece in PIECES if piece[0] in MODULES],
)
def test_corrupting_a_shared_piece_is_noticed(chapter, owner, name, corrupt, monkeypatch):
    monkeypatch.setattr(owner, name, corrupt(getattr(owner, name)))
    assert _some_theorem_fails(chapter)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", MODULES)
def test_the_formulas_as_shipped_pass_the_same_test(chapter):
    theorems = _read_again(chapter)
    assert theorems
    assert [it.label for it in theorems if not it.run().ok] == []


# -- the harness: what it refuses ----------------------------------------------------------------

x = sp.Symbol("x", positive=True)


def _square(value):
    return zero((x + 1) ** 2 - value)


def _square_in_balls(value):
    return agree(ball((x + 1) ** 2, {x: "1/3"}), ball(value, {x: "1/3"}))


def _square_in_numbers(value):
    return Witness("x = 2", 9, "=", float(value.subs(x, 2)))


WRONG = Mutant("the middle term is x", dict(value=x**2 + x + 1))


def _theorem(**changes):
    parts = dict(
        label="S",
        name="Square",
        statement="",
        chapter="none",
        claim=dict(value=x**2 + 2 * x + 1),
        symbolic=_square,
        independent={"arb": _square_in_balls},
        witness=_square_in_numbers,
        mutants=(WRONG,),
    )
    return Theorem(**(parts | changes))


def test_a_sound_theorem_is_accepted():
    assert _theorem().run().problems == ()
    assert _theorem(kind="checked", symbolic=None).run().ok
    assert (
        Theorem(label="C", name="", statement="", chapter="", kind="cited", source="book").run().ok
    )


def _raises(value):
    raise ZeroDivisionError("a bug in the check")


def _hangs(value):
    while True:
        time.sleep(0.01)


def _swallows(value):
    try:
        _hangs(value)
    except Exception:
        return True


NOT_AN_ANSWER = {
    "None": lambda value: None,
    "truthy": lambda value: 1,
    "SymPy's true": lambda value: sp.true,
    "an equation": lambda value: sp.Eq(value, value + x, evaluate=False),
    "an expression": lambda value: sp.Symbol("difference"),
    "an exception": _raises,
    "undecided": lambda value: positive(sp.Symbol("u", real=True) ** 3 + sp.oo * 0),
    "NaN": lambda value: zero(sp.nan),
    "a pole": lambda value: zero(sp.zoo),
    "a sum": lambda value: zero(sp.Sum(1 / x**x, (x, 1, sp.oo)) - 1),
    "an integral": lambda value: zero(sp.Integral(sp.exp(sp.sin(x)), x)),
    "a limit": lambda value: zero(sp.Limit(sp.Function("f")(x), x, 0)),
    "a product": lambda value: zero(sp.Product(1 - x, (x, 1, 5), evaluate=False)),
}


@pytest.mark.parametrize("check", NOT_AN_ANSWER.values(), ids=NOT_AN_ANSWER)
@pytest.mark.parametrize("place", ["symbolic", "independent"])
def test_anything_but_a_literal_true_is_not_proved(place, check):
    report = _theorem(**{place: {"arb": check} if place == "independent" else check}).run()
    assert not report.ok
    assert "not proved" in " ".join(report.problems)


def test_a_literal_false_is_not_proved():
    assert (
        "the check does not accept it" in _theorem(symbolic=lambda value: False).run().problems[0]
    )


@pytest.mark.parametrize("check", [_hangs, _swallows])
def test_a_check_that_takes_too_long_is_not_proved(check):
    start = time.monotonic()
    report = _theorem(symbolic=check, mutants=(), limit=0.1).run()
    assert "no answer within 0.1 s" in report.problems[1]
    assert time.monotonic() - start < 5


def test_a_bell_that_rings_as_its_block_ends_leaves_nothing_behind():
    before = signal.getsignal(signal.SIGALRM)
    for i in range(4000):
        end = time.monotonic() + 4e-4 + 2e-8 * i
        try:
            with clock.time_limit(4.5e-4):
                while time.monotonic() < end:
                    pass
        except clock.TimeIsUp:
            pass
        assert signal.getsignal(signal.SIGALRM) is before
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0 and clock.left() == float("inf")


def test_time_runs_out_outside_the_main_thread_too():
    def slow(value):
        time.sleep(0.2)
        return True

    found = []
    it = _theorem(symbolic=slow, mutants=(), limit=0.05)
    thread = threading.Thread(target=lambda: found.append(it.run()))
    thread.start()
    thread.join()
    assert "no answer within 0.05 s" in " ".join(found[0].problems)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (dict(mutants=()), "no false neighbour"),
        (dict(independent={}), "needs a symbolic and an independent check"),
        (dict(symbolic=None), "needs a symbolic and an independent check"),
        (dict(kind="checked", symbolic=None, independent={}), "needs a check"),
        (dict(kind="cited"), "needs a source"),
        (dict(kind="obvious"), "kind must be one of"),
        (dict(independent={"intuition": _square_in_balls}), "engines must be among"),
        (dict(witness=None), "no witness"),
        (dict(witness=_raises), "the witness crashed"),
        (dict(mutants=(Mutant("the same again", dict(value=(x + 1) ** 2)),)), "SymPy accepts it"),
        (dict(mutants=(Mutant("of something else", dict(other=x)),)), "the claim has no other"),
        (dict(symbolic=lambda value: True), "SymPy accepts it"),
        (dict(independent={"numerics": lambda value: True}), "numerics accepts it"),
        (dict(symbolic=lambda value: _square(value) or None), "SymPy crashed on it"),
        (dict(witness=lambda value: Witness("", 9, "<", 10)), "no number refutes it"),
        (dict(witness=lambda value: Witness("", 9, "=", 10)), "refutes the claim itself"),
        (dict(witness=lambda value: Witness("", float("nan"), "=", 10)), "NaN"),
    ],
)
def test_refused(changes, words):
    report = _theorem(**changes).run()
    assert not report.ok
    assert words in " ".join(report.problems)


def test_a_refused_theorem_says_so_wherever_it_is_shown(capsys):
    it = _theorem(mutants=())
    assert all("not proved" in text for text in it._repr_mimebundle_().values())
    assert "no false neighbour" in it._repr_mimebundle_()["text/markdown"]


def test_a_build_has_one_seed(tmp_path):
    """New whenever a proof changes, and for all pages the same."""
    from _ext.one_seed import seed

    (tmp_path / "one.py").write_text("x = 1\n")
    first = seed(tmp_path)
    assert first == seed(tmp_path) and first.isdigit()
    (tmp_path / "one.py").write_text("x = 2\n")
    assert seed(tmp_path) != first


def test_a_page_with_an_unproved_theorem_is_not_built():
    from types import SimpleNamespace

    false = _theorem(symbolic=lambda value: False)
    text = false._repr_mimebundle_()[MYST]
    with pytest.raises(ValueError, match=r"S .* is not proved: SymPy"):
        InTheBook.handle_mime(None, SimpleNamespace(mime_type=MYST, string=text), False)


def test_labels_are_unique():
    module = type(sys)("twice")
    module.one, module.two = _theorem(), _theorem()
    with pytest.raises(ValueError, match="share the label S"):
        collect(module)


def test_an_unknown_label_is_answered_with_those_there_are():
    with pytest.raises(KeyError, match="E2a"):
        theorem("E99")


# -- the tools: each can answer True and False, and raises in between -----------------------------

n = sp.Symbol("n", integer=True, nonnegative=True)
t = sp.Symbol("t", nonnegative=True)
y = sp.Symbol("y", positive=True)
T = sp.Symbol("T", positive=True, integer=True)


def test_zero():
    assert zero((x + 1) ** 2 - x**2 - 2 * x - 1) is True
    assert zero((x + 1) ** 2 - x**2 - x - 1) is False
    assert zero(sp.oo) is False
    with pytest.raises(NotShown):  # true, but SymPy cannot see it
        zero(sum(sp.cos(2 * sp.pi * i / 7) for i in range(7)))


def test_signs():
    assert positive(1 / (1 + y)) is True
    assert positive(1 / (1 + y) - 1) is False
    assert nonnegative((y - 1) ** 2) is True
    assert nonnegative((y - 1) ** 3) is False
    with pytest.raises(NotShown):
        positive(sp.exp(y) - 1 - y)
    assert rises_from_zero(sp.exp(y) - 1, y) is True
    assert rises_from_zero(sp.exp(y), y) is False
    assert rises_from_zero(-y, y) is False


def test_limits_sums_and_integrals():
    assert limit(sp.exp(-y), y, sp.oo) == 0
    with pytest.raises(NotShown):
        limit(sp.cos(y), y, sp.oo)
    with pytest.raises(NotShown):
        closed(sp.Integral(sp.exp(sp.exp(y)), y))
    assert telescopes(n * (n - 1) / 2, n, n) is True
    assert telescopes(n * (n + 1) / 2, n, n) is False
    assert antiderivative(sp.log(y), 1 / y, y) is True
    assert antiderivative(sp.log(y), -1 / y, y) is False


def test_shown_takes_no_other_answers():
    assert shown(True, True) is True
    assert shown(True, False) is False
    for odd in (None, 1, sp.true):
        with pytest.raises(NotShown):
            shown(True, odd)


def test_on_decides_cases_by_proof():
    low, rise = sp.symbols("low rise", positive=True)
    triangle = lrlib.OneCycle(low, low + rise, T)(t)
    assert zero(on(triangle, t, 0, T / 2) - low - 2 * rise * t / T)
    assert zero(on(triangle, t, T / 2, T) - low - 2 * rise * (1 - t / T))
    waves = lrlib.Triangular(low, low + rise, T)(t)
    assert zero(on(waves, t, n * T, n * T + T / 2) - low - 2 * rise * (t / T - n))
    assert on(sp.Piecewise((1, t < 2), (3, True)), t, 0, 2) == 1
    assert on(sp.Piecewise((1, t < 2), (3, True)), t, 2, 5) == 3
    assert on(sp.floor(t / T), t, n * T, (n + 1) * T) == n
    assert on(sp.Piecewise((1, t <= 2), (t / 2, True)), t, 2, 5) == t / 2
    assert on(sp.Piecewise((1, sp.Min(t, 2) < 2), (3, True)), t, 2, 5) == 3
    with pytest.raises(NotShown, match="another case holds at t = 2"):
        on(sp.Piecewise((1, t <= 2), (3, True)), t, 2, 5)
    for across in (sp.Max(t, 2), sp.Piecewise((1, t < 2), (3, True)), sp.floor(t)):
        with pytest.raises(NotShown):
            on(across, t, 1, 3)


def test_z3():
    assert z3_proves(y + 1 > 1) is True
    assert z3_proves(y + 1 > 2) is False
    assert z3_proves(sp.Max(y, 3) >= sp.Min(y, 3)) is True
    assert z3_proves(sp.Le(sp.floor(t), t)) is True
    assert z3_proves(sp.Lt(sp.floor(t), t)) is False
    u = sp.Symbol("u", real=True)
    with pytest.raises(NotShown, match="premises unsat"):
        z3_proves(u > 100, u > 1, u < 0)
    with pytest.raises(NotShown, match="premises unsat"):
        z3_proves(y < 1, y < 0)
    with pytest.raises(NotShown, match="not for Z3"):
        z3_proves(sp.exp(y) > 1)


def test_balls():
    third = ball("1/3")
    assert compare(third, "<", ball("0.3334")) is True
    assert compare(third, ">", ball("0.3334")) is False
    with pytest.raises(NotShown, match="undecided"):
        compare(third, "<", ball("1/3"))
    assert agree(ball(sp.exp(y), {y: "1/2"}), ball(sp.sqrt(sp.E))) is True
    assert agree(third, ball("0.3334")) is False
    with pytest.raises(NotShown, match="too wide"):
        agree(next(boxes(0, 1, 1)), third)
    assert near(third, ball("0.3334"), digits=3) is True
    assert near(third, ball("0.3334"), digits=6) is False
    with pytest.raises(NotShown, match=r"not 0\.1"):
        ball(y, {y: 0.1})
    assert agree(integral(sp.exp(-t), t, 0, 1), ball(1 - sp.exp(-1))) is True
    value, slope, bend = series(t**2, t, 3)
    assert (value, slope, bend) == (9, 6, 1)
    assert ball(sp.Mod(t, 3), {t: "17/2"}) == ball("5/2")
    with pytest.raises(NotShown, match="which whole number"):
        ball(sp.floor(t), {t: next(boxes(0, 2, 1))})


# -- at the command line, and without the packages --------------------------------------------


def _run(*arguments, code=None, timeout=120):
    command = [sys.executable, *(["-c", code] if code else ["-m", "lrlib.proofs", *arguments])]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout)


def test_command_prints_a_table():
    done = _run("E1", "E2a")
    assert done.returncode == 0, done.stderr
    assert "E1" in done.stdout and "E2a" in done.stdout and "E2b" not in done.stdout
    assert "2 theorems" in done.stdout and "all hold" in done.stdout


def test_command_fails_when_a_theorem_does():
    code = """
from lrlib.schedules import pieces
pieces.decay = lambda step, k, ops: ops.exp(-ops.times(2 * k, step))
from lrlib.proofs.__main__ import main
raise SystemExit(main(["E1"]))
"""
    done = _run(code=code)
    assert done.returncode == 1
    assert "NOT ALL HOLD" in done.stdout and "E1: line rate: definition" in done.stderr


def test_command_knows_its_labels():
    done = _run("E99")
    assert done.returncode == 2 and "no theorem E99" in done.stderr


def test_missing_packages_are_named(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "z3" else find_spec(name)
    )
    for name in [name for name in sys.modules if name.startswith("lrlib.proofs")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ImportError, match=r'^z3 is missing; .* extra "proofs"'):
        builtins.__import__("lrlib.proofs")


@pytest.mark.parametrize("label", ["E2e", "E7", "W1b", "P1a"])
def test_a_theorem_is_where_it_is_written(monkeypatch, label):
    """Whichever module that holds it was imported first."""
    shown = theorem(label)
    where = shown.module
    modules = dict(reversed(sys.modules.items()))
    monkeypatch.setattr(sys, "modules", modules)
    backwards = dataclasses.replace(shown)
    for name, module in modules.items():
        if name.startswith("lrlib.proofs") and vars(module).get(label) is shown:
            monkeypatch.setattr(module, label, backwards)
    assert backwards.module == where
    assert f"\n{label} = " in Path(sys.modules[where].__file__).read_text()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_theorem_needs_numpy():
    """Nor do the bounds: a reader's browser has none."""
    code = """
import sys
for name in ("numpy", "scipy", "matplotlib"):
    sys.modules[name] = None  # import fails
from lrlib import LinearDecay, bounds
assert type(bounds.mean_square(LinearDecay(0.5, 4), T=4)) is list
assert round(bounds.tuned(LinearDecay(1.0, 100), T=100).bound, 4) == 0.2036
from lrlib.proofs.__main__ import main
raise SystemExit(main([]))
"""
    done = _run(code=code, timeout=540)
    assert done.returncode == 0, done.stderr
    assert f"{len(THEOREMS)} theorems" in done.stdout and "all hold" in done.stdout


def test_table_reads_well_everywhere():
    shown_as = table("E1", "E2a")._repr_mimebundle_()
    line = shown_as["text/markdown"].replace("\N{NO-BREAK SPACE}", " ")
    assert "| E2a | Finite travel | ✓ machine-checked | 7 | SymPy + arb | " in line
    assert "Finite travel" in shown_as["text/plain"]
    linked = table("E1", linked=True)._repr_mimebundle_()
    assert "{prf:ref}`E1`" in linked["text/vnd.lrlib.myst"]


def test_a_box_gives_the_letters_that_restrict_where_its_formulas_stand():
    """Else ``a = 1 + 1/w if F(a) = 0`` is false at a = 0: its ``a > 0`` belongs beside it."""
    for label, domain in (("O2c", "$a > 0$"), ("O2f", "$a > 0$"), ("C1c", r"$T \in \{1, 2,")):
        box = theorem(label)._repr_mimebundle_()[MYST]
        (given,) = re.findall(r"(?m)^\*\*Given\*\* .*$", box)
        assert domain in given, label
        assert domain not in box.split("{dropdown}")[1], label  # told once
    for label in ("O2c", "O2f"):  # what one wants to know: below it contracts, above it expands
        first = theorem(label)._repr_mimebundle_()[MYST].split("{dropdown}")[0]
        assert first.count(r"\Rightarrow") == 2, label


def test_many_hypotheses_stand_one_below_the_other():
    first = theorem("D11")._repr_mimebundle_()[MYST].split("{dropdown}")[0]
    rows = re.findall(r"(?m)^- .*[;.]$", first.split("**Given**\n\n")[1])
    assert len(rows) > 5 and rows[-1].endswith(".") and all(row[-1] == ";" for row in rows[:-1])
    assert "**Given** $a > 0$" in theorem("O2c")._repr_mimebundle_()[MYST]


def test_a_false_neighbour_is_counted_once():
    """The table says how many the box does: those by hand are neighbours of lines as well."""
    it = theorem("O2c")
    (row,) = Table([it]).rows()
    box = it._repr_mimebundle_()[MYST]
    assert row[5].split(" of ")[0] == re.search(r"(\d+) false neighbours, each", box)[1]
    assert int(row[5].split(" of ")[0]) == sum(
        beside.outcome == "refuted" for one in it.report.examined for beside in one.neighbours
    )
