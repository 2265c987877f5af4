"""Schedules written down: what is read, what is refused, and where errors point."""

import json
import pickle

import pytest
import strategies
from hypothesis import given

import lrlib
from lrlib.schedules import KINDS
from lrlib.spec import SpecError, parse, vocabulary


@given(strategies.schedules)
def test_every_schedule_is_read_back_from_what_it_prints(schedule):
    assert parse(repr(schedule)) == schedule
    assert parse(json.dumps(schedule.to_dict())) == schedule


@pytest.mark.parametrize(
    "text, schedule",
    [
        ("OneCycle(0.01, 0.1, 1000)", lrlib.OneCycle(0.01, 0.1, 1000)),
        ("lrlib.OneCycle(1e-2, +0.1, total_steps=1_000)", lrlib.OneCycle(0.01, 0.1, 1000)),
        ("  Cosine(\n  0.1,\n  9)\n", lrlib.Cosine(0.1, 9)),
        (
            "OneCycle.from_torch(max_lr=0.1, total_steps=100)",
            lrlib.OneCycle.from_torch(0.1, 100),
        ),
        ("lrlib.OneCycle.from_torch(0.1, 100)", lrlib.OneCycle.from_torch(0.1, 100)),
        ("Cosine(0.1, 9).replace(lr0=0.2)", lrlib.Cosine(0.2, 9)),
        (
            "join([LinearDecay(1.0, 10), warmup(Cosine(1.0, 5), steps=2)], [10])",
            lrlib.join(
                [lrlib.LinearDecay(1.0, 10), lrlib.warmup(lrlib.Cosine(1.0, 5), steps=2)], [10]
            ),
        ),
    ],
)
def test_calls(text, schedule):
    assert parse(text) == schedule


@pytest.mark.parametrize(
    "text, words, blamed",
    [
        (
            "Foo(0.1)",
            "'Foo' is not a schedule; lrlib.spec.vocabulary() lists those that are",
            "Foo",
        ),
        ("  Cosine(\r\n  0.1,\r  -9)", "total_steps must be", "-9"),
        ("OneCycl(0.1, 0.2, 3)", "did you mean OneCycle?", "OneCycl"),
        ("OneCycle(0.01, -0.1, 9)", "lr_max must be", "-0.1"),
        ("Cosine(lr0=0.1, total_steps=-3)", "total_steps must be a positive", "-3"),
        ("warmup(Cosine(0.1, 0), 9)", "total_steps must be a positive", "0"),
        ("Cosine('0.1', 9)", "lr0 must be a positive finite number, got '0.1'", "'0.1'"),
        ("Cosine(é, 9)", "only numbers, strings, lists", "é"),
        ("Cosine(0.1, 10**9)", "only numbers, strings, lists", "10**9"),
        ("Cosine(0.1)", "Cosine: missing a required argument: 'total_steps'", "Cosine(0.1)"),
        ("Cosine(0.1, 9, lr1=0)", "unexpected keyword argument 'lr1'", "Cosine(0.1, 9, lr1=0)"),
        ("Cosine(*[0.1, 9])", "only numbers, strings, lists", "*[0.1, 9]"),
        ("Cosine(**{'lr0': 1})", "** cannot be used here", "{'lr0': 1}"),
        ("Cosine", "must be called, as in Cosine(...)", "Cosine"),
        ("3", "must be a schedule, got 3", "3"),
        ("Cosine(0.1, 9", "'(' was never closed", "("),
        ("OneCycle.from_keras(0.1)", "is not a constructor of OneCycle", "OneCycle.from_keras"),
        ("Cosine(0.1, 9).to_dict()", "is not a method that returns", "Cosine(0.1, 9).to_dict"),
        ("(0.1).hex()", "only a schedule has methods here", "0.1"),
        ('{"kind": "Cosine", "lr0": -1, "total_steps": 9}', "lr0 must be", '"lr0"'),
        ('{"kind": "Sine"}', "kind must be one of", '"kind"'),
        ('{"kind": "Cosine",}', "this is no JSON", "}"),
    ],
)
def test_errors_point_at_what_is_wrong(text, words, blamed):
    with pytest.raises(SpecError) as caught:
        parse(text)
    error = caught.value
    assert words in str(error)
    assert error.text[error.at : error.to] == blamed
    *_, line, mark = str(error).split("\n")
    assert line[mark.index("^") : mark.rindex("^") + 1] == blamed


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__base__.__subclasses__()",
        "Cosine.__init__.__globals__",
        "Cosine.mro()",
        "Cosine.__new__(Cosine)",
        "Cosine(0.1, 9).__class__",
        "Cosine(0.1, 9).keep(lr0=1)",
        "Schedule()",
        "lrlib.spec.parse('3')",
        "lrlib.plots.rates({}, 1, '')",
        "check.need('os', 'x')",
        "(lambda: Cosine(0.1, 9))()",
        "[Cosine(0.1, 9) for i in 'a'][0]",
        "Cosine(0.1, (n := 9))",
        "f'{1}'",
        "Cosine(0.1, 9) if True else 0",
        "Cosine(0.1, 9); 3",
        "import os",
        "b'x'",
        "1j",
        "...",
        "\x00",
        "",
        "(" * 5000,
        "warmup(" * 900 + "Cosine(0.1, 9)" + ", 1)" * 900,
        "[" * 90 + "]" * 90,
        "-" * 3000 + "1",
        "9" * 5000,
        '{"kind": ' * 3000,
        "x" * 30_000,
        '{"kind": "os.system", "lr0": 1}',
        '{"kind": ["Cosine"]}',
        "{}",
        "[1]",
        "null",
    ],
)
def test_nothing_else_is_read_and_nothing_is_run(text, nothing_may_run):
    with pytest.raises(SpecError):
        parse(text)


def test_a_text_must_be_text():
    with pytest.raises(TypeError, match="text must be a string, got 3"):
        parse(3)


def test_a_kind_of_one_s_own_is_read_once_it_is_registered(monkeypatch):
    class Cosine2(lrlib.Cosine):
        """A second one."""

    with pytest.raises(SpecError, match="did you mean Cosine"):
        parse("Cosine2(0.1, 9)")
    monkeypatch.setitem(KINDS, "Cosine2", Cosine2)
    assert parse("Cosine2(0.1, 9)") == Cosine2(0.1, 9)
    assert "Cosine2" in vocabulary()


def test_the_error_survives_pickling():
    with pytest.raises(SpecError) as caught:
        parse("Cosin(0.1, 9)")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert str(copy) == str(caught.value) and copy.at == 0
