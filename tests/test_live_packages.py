"""What the pages need to run proofs is fetched, checked and packed, or the build says why not."""

import ast
import hashlib
import json
import re
import signal
import time
import zipfile

import live
import pytest
from live import lrlib_in_the_page, packages

from tests.book import HTML, ROOT, chapters


@pytest.fixture
def no_network(monkeypatch, tmp_path):
    """npm and pip find nothing, and nothing was packed before."""

    def fail(name, entry, folder):
        raise packages.Missing(f"{name} could not be fetched: no network")

    monkeypatch.setattr(packages, "_download", fail)
    monkeypatch.delenv("LRLIB_LIVE", raising=False)
    return tmp_path


def test_without_a_network_the_pages_say_so(no_network):
    live.assemble(no_network / "cache", no_network / "static")
    told = json.loads((no_network / "static/live/live.json").read_text("utf-8"))
    assert list(told) == ["missing"] and "could not be fetched" in told["missing"]
    assert (no_network / "static/live/live.js").exists()


def test_what_is_published_must_be_able_to_run(no_network, monkeypatch):
    monkeypatch.setenv("LRLIB_LIVE", "required")
    with pytest.raises(RuntimeError, match=r"LRLIB_LIVE=required, but .* could not be fetched"):
        live.assemble(no_network / "cache", no_network / "static")


def test_a_package_with_another_sum_is_refused(tmp_path, monkeypatch):
    entry = {"file": "a.whl", "sha256": hashlib.sha256(b"right").hexdigest(), "from": "pip"}
    monkeypatch.setattr(packages, "LOCK", {"a": entry})
    (tmp_path / "a.whl").write_bytes(b"wrong")
    with pytest.raises(RuntimeError, match=r"a\.whl is not what lock\.json names"):
        packages.fetch(tmp_path)
    (tmp_path / "a.whl").write_bytes(b"right")
    assert packages.fetch(tmp_path) == {"a": tmp_path / "a.whl"}


def test_docstrings_go_and_lines_stay():
    source = 'def f():\n    """Two\n    lines."""\n    return "é"\n\n\nclass A:\n    "one"; x = 1\n'
    bare = packages._bare("a.py", source.encode()).decode()
    assert "Two" not in bare and "one" not in bare
    assert bare.count("\n") == source.count("\n")
    lines = [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    assert lines == [
        node.lineno for node in ast.walk(ast.parse(bare)) if isinstance(node, ast.stmt)
    ]
    names = {}
    exec(bare, names)
    assert names["f"]() == "é" and names["A"].x == 1


def test_the_worker_gets_the_files_that_are_tested():
    core, proofs = dict(live.library(False)), dict(live.library(True))
    here = live.LIBRARY / "proofs/stream.py"
    assert proofs["lrlib/proofs/stream.py"] == here.read_bytes()
    assert not core.keys() & proofs.keys() and "lrlib/audit/__init__.py" in core
    assert all(name.endswith(".py") for name in core | proofs)


def inside(name):
    """The files of an archive of the built site."""
    site = json.loads((HTML / "_static/live/live.json").read_text("utf-8"))
    with zipfile.ZipFile(HTML / "_static/live" / site["folder"] / f"{name}.zip") as archive:
        return set(archive.namelist())


def test_what_a_page_imports_is_bytecode():
    algebra, library = inside("sympy"), inside("python_stdlib")
    assert {"sympy/core/expr.pyc", "mpmath/__init__.pyc", "sympy/physics/units/util.pyc"} <= algebra
    assert {"dataclasses.pyc", "encodings/utf_8.pyc", "xml/dom/minidom.pyc"} <= library
    twice = {name for name in algebra | library if name + "c" in algebra | library}
    assert not twice  # Python would take one of them, and nobody knows which


def test_of_flint_there_are_the_balls():
    types = {name.split(".")[0] for name in inside("flint") if name.startswith("flint/types/")}
    assert {"flint/types/arb", "flint/types/acb"} <= types and "flint/types/nmod_mat" not in types


def test_a_wrong_answer_is_told_what_was_asked_for():
    answer = answered("half = 12", "assert abs(half - 69) < 0.1")
    assert answer["failed"] and not answer["stopped"] and "AssertionError" not in answer["text"]
    assert "abs(half - 69) < 0.1" in answer["text"] and "is 57" in answer["text"]
    assert not answered("half = 69", "assert abs(half - 69) < 0.1")["failed"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("half = 6 + x", "NameError: name 'x' is not defined"),
        ("half = (", "SyntaxError"),
        ("assert 1 > 2", "AssertionError"),  # the reader's own
        ("half = 'x'", "TypeError"),  # met by the check
    ],
)
def test_an_answer_that_stops_is_no_wrong_answer(code, error):
    answer = answered(code, "assert abs(half - 69) < 0.1")
    assert answer["failed"] and answer["stopped"].startswith(error)


FACTORS = "factors = sorted(round(1 - 5 * rate, 6) for rate in rates)\n"


@pytest.mark.parametrize(
    ("code", "check", "told"),
    [
        ("rates = ...", FACTORS + "assert factors == [-0.1, 0.1]", "rates still says ..."),
        ("rates = [0.18]", FACTORS + "assert factors == [-0.1, 0.1]", "factors is [0.1]\n"),
        ("rates = [0.18]", "assert len(rates) == 2, 'there are two'", "there are two\n"),
        ("a, b = 1, 3", "assert a == 1 and b == 2", "asks for\n  b == …\nbut\n  b is 3\n"),
        ("a = 1", "wanted = 7\nassert a == wanted", "asks for\n  a == …\nbut\n  a is 1\n"),
    ],
)
def test_a_wrong_answer_is_told_what_failed_and_not_what_is_right(code, check, told):
    answer = answered(code, check)
    assert answer["failed"] and not answer["stopped"] and told in answer["text"]
    for given_away in ("[-0.1", "-0.1]", "== 2", "7", "Traceback"):
        assert given_away not in answer["text"]


def test_what_the_check_stumbles_on_is_not_told_as_the_readers_error():
    answer = answered("half = 'x'", "assert abs(half - 69) < 0.1")
    assert answer["by_check"] and not answer["text"]
    answer = answered("half = 1 / 0", "assert abs(half - 69) < 0.1")
    assert not answer["by_check"] and "Traceback" in answer["text"]


WRONG = {  # exercise: answers, and what the check says of each
    "ex-bowl-ringing": {
        "rates = [0.18]": "there are two such rates",
        "rates = [0.1, 0.22]": "0.1 one step leaves 0.5 of the distance",
    },
    "ex-bowl-valley": {"both = 1.5": "they are to be equal", "both = -1": "or up"},
    "ex-choosing-unknown": {
        "def stop_from(s):\n    return lrlib.Constant(0.1)": "does not fall",
        "def stop_from(s):\n    return lrlib.Constant(0.1).cooldown(s, 500)": "s = 10",
    },
    "ex-choosing-longer": {"factor = 3": "not 3 times"},
    "ex-exponential-half-life": {"half_life = 6000; last_rate = 1": "after 6000 updates"},
    "ex-exponential-budget": {"budget = 0.2": "less than", "budget = 99": "more than"},
    "ex-exponential-horizon": {
        "plan = lrlib.ExponentialDecay.over(0.1, 0.01, 2000); spent = 0.5": "no hundredth",
        "plan = lrlib.ExponentialDecay.over(0.1, 0.001, 2000); spent = 0.5": "than 0.5",
    },
    "ex-onecycle-wsd": {
        "answer = lrlib.Constant(0.1)": "does not rise",
        "answer = lrlib.WarmupStableDecay(0.1, 900, 100, 100)": "does not hold",
        "answer = lrlib.warmup(lrlib.Constant(0.1), 100)": "does not fall",
    },
}


def exercises():
    """Label of each exercise that the page checks: its answer and its check."""
    found = {}
    for name in chapters():
        text, cells = (ROOT / f"{name}.md").read_text("utf-8"), r"\n:tags: \[hide-cell, live-{}\]\n"
        made = rf"`{{solution}} (\S+)\n(?:(?!`{{exercise}}).)*?{cells.format('answer')}(.*?)\n```"
        made += rf".*?{cells.format('check')}(.*?)\n```"
        for label, model, check in re.findall(made, text, re.DOTALL):
            found[label] = model, check
    return found


def test_every_check_accepts_its_answer_and_says_in_words_what_is_wrong():
    checked = exercises()
    assert set(checked) == set(WRONG)
    for label, (model, check) in checked.items():
        assert all(node.msg for node in ast.walk(ast.parse(check)) if type(node) is ast.Assert)
        assert not answered(model, check)["failed"], label
        for code, words in WRONG[label].items():
            assert words in answered(code, check)["text"], (label, code)


def answered(code, check):
    """What the page says of a reader's answer."""
    said = []
    task = {"task": "cell", "code": code, "check": check, "number": 0}
    lrlib_in_the_page.work(json.dumps(task), said.append)
    (answer,) = map(json.loads, said)
    return answer


def test_the_alarm_of_the_page_is_silent_once_it_has_rung(monkeypatch):
    rung = []
    for name in ("setitimer", "getitimer", "ITIMER_REAL"):
        monkeypatch.setattr(signal, name, getattr(signal, name))  # put back afterwards
    lrlib_in_the_page.give_an_alarm(rung.append)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    assert rung == [0.01] and 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 0.01
    time.sleep(0.02)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.setitimer(signal.ITIMER_REAL, 0) == (0.0, 0.0) and rung == [0.01, 0]
