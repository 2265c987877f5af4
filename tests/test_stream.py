"""Events of a theorem are its report; a claim as text is the claim; false edits meet a number."""

import dataclasses
import json

import pytest
import sympy as sp

from lrlib.proofs import THEOREMS, theorem
from lrlib.proofs.claims import curves, fields, parse, plain, read, shown, text, text_in
from lrlib.proofs.stream import stream
from lrlib.proofs.theorem import Theorem
from lrlib.schedules import ExponentialDecay

#: Edits that are false, and what refutes them is a number.
FALSE = [
    ("O2c", {"peak": "4.6"}),
    ("E2a", {"total": "lr0/k"}),
    ("C2d", {"threshold": "5"}),
    ("E1", {"lowest": "lr0/10"}),
    ("E1", {"bend_sign": "<"}),
    ("E2d", {"upper_sign": ">="}),
    ("O2d", {"peak": "1.1"}),
    ("D4", {"reached": "D*G*sqrt(k)"}),
    ("E2d", {"lower": "-log(1 - s)/2"}),
    ("O1b", {"total": "M*(d + 2*lr_min)"}),
    ("D1", {"bound": "(D**2 + G**2*S(0))/(2*W(0))"}),
]
#: Edits that are true: weaker, or the same in other words.
TRUE = [
    ("E2d", {"lower": "-2*log(1 - s)"}),
    ("E2d", {"upper": "1.1*s/(1 - s)"}),
    ("E1", {"falls_sign": "<="}),
    ("D4", {"floor": "D*G*sqrt(exp(k) - 1)/2"}),
    ("O2c", {"peak": "1 + 1/LambertW(1/E)"}),
    ("D1", {"climbs": "G**2*S(k)*eta(k)/(2*W(k + 1)*W(k))"}),
]


@pytest.mark.parametrize("label", ["E2a", "O1b", "E4a"])
def test_events_are_the_report(label):
    events = list(stream(label))
    json.dumps(events, allow_nan=False)
    report = theorem(label).report
    checks = [(e["engine"], e["answer"]) for e in events if e["event"] == "check"]
    lines = [(e["name"], e["answer"]) for e in events if e["event"] == "line"]
    if theorem(label).lines:
        assert not checks and lines == [(one.line.name, True) for one in report.examined]
    else:
        assert checks == [(check.engine, check.answer) for check in report.checks]
    refuted = [e["refuted"] for e in events if e["event"] == "neighbour"]
    assert refuted == [not rejection.problem for rejection in report.rejections]
    assert events[0]["event"] == "start" and len(events[0]["neighbours"]) == len(refuted)
    assert events[-1]["event"] == "verdict" and events[-1]["verdict"] == "holds" and report.ok


@pytest.mark.parametrize(
    ("label", "claim", "about"),
    [
        ("D2", {"lr0": "2*D*n/(G*(n + 1)**(3/2))"}, True),  # another line
        ("W2", {"rate": "4/(mu*(t + 2))"}, True),
        ("O1a", {"bottom": "lr_min/2"}, False),  # the theorem is about the rates, and no loss
        ("D2", {"value": "D*G/sqrt(n + 2)"}, False),  # the same line, and another promise
        ("D2", {"lr0": "2*D*n/(G*(n + 1)**(3/2))", "value": "D*G/sqrt(n + 2)"}, False),
        ("E2a", {"total": "lr0/k"}, False),
    ],
)
def test_who_changes_the_rates_is_told_from_who_changes_the_promise(label, claim, about):
    for event in stream(label, claim):
        if event["event"] == "verdict":
            assert event["verdict"] == "refused" and event["about"] is about


def test_a_theorem_that_fails_does_not_hold():
    fake = dataclasses.replace(theorem("P1a"), symbolic=lambda **claim: None)
    *_, verdict = stream(fake)
    assert verdict["verdict"] == "undecided" and "SymPy: not proved" in verdict["problems"][0]


@pytest.mark.parametrize(("label", "claim"), FALSE)
def test_false_edits_meet_a_number(label, claim):
    *_, verdict = stream(label, claim)
    assert verdict["verdict"] == "refused" and not verdict["same"]
    left, right = verdict["witness"]["left"], verdict["witness"]["right"]
    holds = {"=": left == right, "<": left < right, "<=": left <= right, ">=": left >= right}
    assert not holds[verdict["witness"]["relation"]]


@pytest.mark.parametrize(("label", "claim"), TRUE)
def test_true_edits_are_accepted(label, claim):
    *_, verdict = stream(label, claim)
    assert verdict["verdict"] == "holds" and verdict["witness"] is None


def test_what_is_neither_is_called_that():
    *_, verdict = stream("C2b", {"most": "T*lr0/6"})  # true, but the check asks for the least
    assert verdict["verdict"] == "undecided" and verdict["witness"] is None
    assert verdict["words"].startswith("neither shown nor refuted")


def test_a_known_neighbour_changes_what_text_cannot():
    *_, verdict = stream("E3", {}, neighbour=0)
    assert verdict["verdict"] == "refused"
    fixed = Theorem(
        label="X1",
        name="",
        statement="",
        chapter="",
        claim={"schedule": ExponentialDecay(0.1, 0.05)},
    )
    with pytest.raises(ValueError, match="only a false neighbour can change it"):
        read(fixed, {"schedule": "k"})


@pytest.mark.parametrize("label", THEOREMS)
def test_a_claim_survives_as_text(label):
    subject = theorem(label)
    for field in fields(subject):
        value = subject.claim[field["name"]]
        if field["kind"] == "expression":
            again = parse(subject, field["name"], field["text"])
            assert type(again) is type(value) or not isinstance(value, (int, tuple))
            parts = zip(*((x if isinstance(x, tuple) else (x,)) for x in (again, value)))
            assert all(a == b or (a - b).equals(0) for a, b in parts)
            assert field["mathml"].startswith("<math ")
        elif field["kind"] == "choice":
            assert value in field["options"] and len(field["options"]) > 1
    for mutant in subject.mutants:
        for name, value in mutant.changes.items():
            if not isinstance(value, str) and text(value) and name in subject.claim:
                kind = {f["name"]: f["kind"] for f in fields(subject)}[name]
                assert kind == "fixed" or parse(subject, name, text(value)) is not None


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ({"peek": "4"}, "the claim has no peek, only peak, constant"),
        ({"peak": "4 +"}, "peak: cannot be read"),
        ({"peak": "4*(1 + 2"}, "peak: cannot be read: a bracket is open"),
        ({"peak": ""}, "peak: cannot be read"),
        ({"peak": "4 + zz"}, "peak: no letter zz here, only "),
        ({"peak": "(4, 5)"}, "peak must be one value"),
        ({"peak": "'4'"}, "peak must be a formula"),
    ],
)
def test_what_cannot_be_read_is_named(claim, message):
    with pytest.raises(ValueError) as error:
        read(theorem("O2c"), claim)
    assert str(error.value).startswith(message)


def test_curves_show_a_claim_beside_the_theorem():
    subject = theorem("E2a")
    found = curves(subject, read(subject, {"total": "lr0/k"}))
    assert found["name"] == "total" and len(found["truth"]) == len(found["claim"]) > 20
    assert any(abs(a[1] - b[1]) > 0.01 for a, b in zip(found["truth"], found["claim"]))
    assert curves(theorem("O2c"), read(theorem("O2c"), {"peak": "4.6"})) is None


def test_words_are_plain():
    for subject in THEOREMS.values():
        for mutant in subject.mutants:
            assert not set("\\$") & set(plain(mutant.words)), mutant.words
    assert "<mi>&#955;</mi>" in shown(theorem("E2f").claim["exponent"])
    assert "<mn>4.59112</mn>" in shown(theorem("O2c").claim["peak"])


def test_a_sum_with_a_name_is_edited_and_shown_by_its_name():
    field = {field["name"]: field for field in fields(theorem("D1"))}["bound"]
    assert field["kind"] == "expression" and "Sum(S(k)*eta(k)/(W(k)*W(k + 1))" in field["text"]
    assert "<msub><mi>W</mi><mrow><mi>k</mi></mrow></msub>" in field["mathml"]
    changes = theorem("D1").mutants[0].changes
    assert text_in(theorem("D1"), "bound", changes["bound"]) == "(D**2 + G**2*S(0))/(2*W(0))"
    with pytest.raises(ValueError, match="climbs: no letter zz here"):
        parse(theorem("D1"), "climbs", "zz*S(k)")


def test_an_exponent_is_one_thing_to_a_browser():
    """A power with three children is an error that shows e − 1 for one over e."""
    assert "<msup><mi>e</mi><mrow><mo>−</mo><mn>1</mn></mrow></msup>" in shown(sp.exp(-1))
