"""The advice: every answer has one, and its code runs in the framework it is for."""

import pytest

import lrlib
from lrlib.lab import evidence
from lrlib.lab.advice import FRAMEWORKS, LONG, QUESTIONS, advise, every

ADVICE = every()


def given(optimizer="adamw", length="known", model="network", start="fragile"):
    return ",".join((model, length, optimizer, start, "usual", "scratch"))


def test_every_answer_has_advice_and_code_that_fits_the_page():
    assert len(ADVICE) == 216
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
    """What the code makes of a peak of 0.01 and 100 steps, 10 of them warm-up."""
    import torch

    names = {"peak": 0.01, "total_steps": 100, "warmup": 10, "model": torch.nn.Linear(2, 1)}
    exec("\n".join(code), names)
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


def test_deepspeeds_code_is_a_call():
    compile("\n".join(ADVICE[given()].code["DeepSpeed"]), "deepspeed", "exec")
    assert isinstance(lrlib.WarmupStableDecay(0.01, 100, 0.1, 0.2), lrlib.Schedule)
