"""The advice: every answer has one, and its code runs in the framework it is for."""

import ast
import re

import pytest

import lrlib
from lrlib.lab import evidence
from lrlib.lab.advice import FRAMEWORKS, LONG, QUESTIONS, advise, every

ADVICE = every()


def given(optimizer="adamw", length="known", model="network", start="fragile"):
    return ",".join((model, length, optimizer, start, "usual", "scratch"))


def test_every_answer_has_advice_and_code_that_fits_the_page():
    assert len(ADVICE) == 288
    for advice in ADVICE.values():
        assert advice.peak and advice.length and advice.cost and advice.evidence
        assert set(advice.code) == set(FRAMEWORKS)
        assert max(len(line) for code in advice.code.values() for line in code) <= 76


def test_a_wrong_answer_is_named():
    with pytest.raises(
        ValueError, match="length must be one of known, long, unknown, got 'endless'"
    ):
        advise("network", "endless", "adamw", "calm", "usual", "scratch")


def made(code):
    """What the code makes of 100 steps, 10 of them warm-up, with 0.01 in the place of its peak."""
    import torch

    names = {"epochs": 50, "loader": [None, None], "model": torch.nn.Linear(2, 1)}
    lines, count = re.subn(r"(?m)^peak = .*$", "peak = 0.01", "\n".join(code))
    assert count == 1
    exec(lines, names)
    assert names["optimizer"] is not None
    return names["schedule"]


@pytest.mark.parametrize("length", QUESTIONS["length"][1])
@pytest.mark.parametrize("optimizer", QUESTIONS["optimizer"][1])
@pytest.mark.parametrize("framework", ["PyTorch", "Keras", "MLX", "JAX"])
def test_the_code_runs_and_gives_the_schedule(framework, optimizer, length):
    schedule = made(ADVICE[given(optimizer, length)].code[framework])
    assert schedule(10) == 0.01 and schedule(5) < 0.01  # it warms up
    holds = length == "unknown" or (length, optimizer) in (("known", optimizer), ("long", "adamw"))
    assert (schedule(50) == 0.01) == holds
    if length == "unknown":
        assert schedule.cooldown(at=80, steps=20)(100) == 0
    else:
        assert schedule(100) == 0


def test_a_calm_start_with_sgd_has_no_warm_up():
    for optimizer, length in (("sgd", "known"), ("momentum", "long")):
        schedule = made(ADVICE[given(optimizer, length, start="calm")].code["PyTorch"])
        assert schedule(0) == 0.01 and schedule(100) == 0


def test_softmax_regression_gets_exponential_decay():
    for length, ratio in (("known", 100), ("long", 1000)):
        schedule = made(ADVICE[given("sgd", length, "softmax", "calm")].code["PyTorch"])
        assert schedule(100) == pytest.approx(0.01 / ratio)
        assert schedule(50) == pytest.approx(0.01 / ratio**0.5)


def test_another_convex_model_gets_the_line():
    """Exponential decay won on softmax regression in every cell, and not on parabolas."""
    schedule = made(ADVICE[given("sgd", "long", "convex", "calm")].code["PyTorch"])
    assert (schedule(0), schedule(50), schedule(100)) == (0.01, 0.005, 0)
    least, most = evidence.on_parabolas(("exp-100", 0.0), ("linear", 0.0))
    assert least < -0.1 and most > 0.4


def test_long_lies_between_what_was_run():
    from lrlib.lab.problems import PROBLEMS

    weights = sum(part.size for part in PROBLEMS["mlp"].init(0).values())
    assert 1000 * 64 < LONG * weights < 3000 * 64


def test_the_advice_is_what_the_stored_runs_name():
    """Outside of the long runs with SGD the default's largest loss, inside them linear decay's."""
    ruled = evidence.ruled()
    assert max(gap.value for gap in ruled.values()) < 0.05
    assert max(evidence.gaps(evidence.cells()[c])["wsd", 0.1].value for c in ruled) > 0.1
    assert any(map(evidence.is_long, ruled)) and not all(map(evidence.is_long, ruled))


def test_code_uses_no_name_but_those_that_its_remarks_or_the_reader_define():
    """No ``warmup`` out of nowhere: what is read was assigned above, or is the reader's own."""
    for answers, advice in ADVICE.items():
        for framework, code in advice.code.items():
            (remark,) = [line for line in code if line.endswith(" yours") and line[0] == "#"] or [
                ""
            ]
            known = set(re.findall(r"\b(?:epochs|loader|model|config)\b", remark))
            known |= {"len", "optimizer"}  # Python's, and what a lambda is given
            for statement in ast.parse("\n".join(code)).body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.alias):
                        known.add((node.asname or node.name).split(".")[0])
                read = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
                stored = {n.id for n in ast.walk(statement) if _stored(n)}
                assert read - stored <= known, (answers, framework)
                known |= stored


def _stored(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


@pytest.mark.parametrize("length", ["known", "long"])
def test_image_classifiers_with_sgd_get_the_line_and_are_told_that_it_is_a_judgement(length):
    for batch, warm in (("usual", False), ("large", True)):
        advice = ADVICE[f"images,{length},momentum,calm,{batch},scratch"]
        schedule = made(advice.code["PyTorch"])
        assert (schedule(0) < 0.01) == warm and schedule(10 * warm) == 0.01
        assert schedule(100) == 0 and schedule(55) == pytest.approx(0.005 if warm else 0.0045)
        assert advice.cost.startswith("A judgement") and "Our runs" not in advice.cost
        assert "Defazio" in advice.evidence and "Goyal" in advice.evidence
    assert "images" in ADVICE["images,long,momentum,calm,usual,scratch"].peak
    assert "Our" in ADVICE[f"images,{length},adamw,calm,usual,scratch"].cost


def test_fine_tuning_with_sgd_cites_no_peak_of_adams():
    for answers, advice in ADVICE.items():
        model, length, optimizer, *_, task = answers.split(",")
        if task == "tune" and length != "unknown" and model in ("network", "images"):
            assert ("Devlin" in advice.evidence) == (optimizer == "adamw"), answers


def test_deepspeeds_code_is_a_call():
    compile("\n".join(ADVICE[given()].code["DeepSpeed"]), "deepspeed", "exec")
    assert isinstance(lrlib.WarmupStableDecay(0.01, 100, 0.1, 0.2), lrlib.Schedule)
