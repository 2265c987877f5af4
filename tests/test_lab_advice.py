"""The advice: every answer has one, and its code runs in the framework it is for."""

import ast
import re

import pytest

import lrlib
from lrlib.lab import evidence
from lrlib.lab.advice import CASES, FRAMEWORKS, LONG, QUESTIONS, advise, case_of, every

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
    holds = length != "long" or optimizer == "adamw"
    assert (schedule(50) == 0.01) == holds
    if length == "unknown":
        assert schedule.cooldown(at=80, steps=20)(100) == 0
    else:
        assert schedule(100) == 0


def words(answers):
    return dict(zip(QUESTIONS, answers.split(",")))


def test_every_answer_gets_what_the_rule_says_and_nothing_else_does():
    """The rule in plain words, written anew: one default, and the five cases of the list."""
    for answers, advice in ADVICE.items():
        given = words(answers)
        net = given["model"] in ("network", "images")
        must = "fragile" in answers or "large" in answers
        warm = must or net
        if given["length"] == "unknown":
            case, core = "unknown", "hold, cool down"
        elif net and given["task"] == "tune":
            case, core = "tune", "keep the schedule that you have"
        elif given["model"] == "softmax":
            case, core, warm = "softmax", "exponential decay", must
        elif given["model"] == "convex":
            case, core, warm = "convex", "linear decay to zero", must
        elif given["length"] == "long" and given["optimizer"] != "adamw":
            case, core, warm = "long SGD", "linear decay to zero", must
        else:
            case, core = "known", "warm-up, stable, decay"
        assert (case_of(given), core in advice.name) == (case, True), answers
        assert (advice.drawn(0) == 0) == warm and (advice.drawn(0) == 1) != warm, answers
        code = "\n".join(advice.code["PyTorch"])
        assert ("lrlib.warmup(" in code or "warmup=0.1" in code) == warm, answers


def test_the_page_prints_the_list_that_the_form_goes_by():
    """Each case is needed, and the fine-tuning of a convex model is no case of its own."""
    found = {case_of(words(answers)) for answers in ADVICE}
    assert found == {case.name for case in CASES} | {"known"}
    for answers in ADVICE:
        if answers.startswith(("softmax", "convex")):
            same = answers.replace("tune", "scratch")
            assert ADVICE[answers].name == ADVICE[same].name


def test_the_number_of_the_rule_belongs_to_what_the_form_answers():
    """Each cell's entry, whose regret is counted, has the advice's rates, but for one step."""
    from lrlib.lab.theory import rates_of

    for cell in evidence.ruled():
        length = "long" if evidence.is_long(cell) else "known"
        answers = f"network,{length},{cell.optimizer},calm,usual,scratch"
        drawn = ADVICE[answers].drawn
        apart = abs(rates_of(evidence.rule(cell), 100) - drawn.curve(100)).max()
        assert apart < 0.101, answers  # the lab begins its warm-up one step up


def test_bergsma_is_named_where_one_epoch_of_pretraining_falls():
    for length in ("known", "long"):
        advice = ADVICE[f"network,{length},adamw,calm,usual,scratch"]
        assert "Bergsma et al. 2025 against it" in advice.evidence
        assert "cannot tell them apart" in advice.cost
    against = evidence.compare(
        evidence.study("mlp", "adamw", 10_000), ("wsd", 0.1), ("linear", 0.1)
    )
    assert against.low < 0 < against.high
    assert "but with AdamW" in ADVICE["network,long,momentum,calm,usual,scratch"].evidence


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


def test_the_warm_up_costs_the_rule_nothing():
    """With SGD the default without its warm-up is a little better, and no worse at its worst."""
    worst = max(gap.value for gap in evidence.ruled().values())
    with_sgd = evidence.worst(("wsd", 0.1), "sgd", "momentum")[1]
    assert with_sgd.value < worst and evidence.changed(("wsd", 0.1), ("wsd", 0.0), "sgd")[1] < 0.04


def test_chosen_without_a_problem_the_chart_loses_more_on_it():
    """Two of three times the choice is the same; without the MLP it is another, and loses more."""
    found = {problem: evidence.left_out(problem) for problem in evidence.NETWORKS}
    assert [found[problem][0][0] for problem in evidence.NETWORKS] == ["1cycle", "wsd", "wsd"]
    assert found["mlp"][2].value > 0.05 > max(found[p][2].value for p in ("convnet", "transformer"))
    assert all(cell.problem == problem for problem, (_, cell, _) in found.items())
    assert not any(evidence.is_long(cell) for _, cell, _ in found.values())


def test_code_uses_no_name_but_those_that_its_remarks_or_the_reader_define():
    """No ``warmup`` out of nowhere: what is read was assigned above, or is the reader's own."""
    for answers, advice in ADVICE.items():
        for framework, code in advice.code.items():
            (remark,) = [line for line in code if line.endswith(" yours") and line[0] == "#"] or [
                ""
            ]
            known = set(re.findall(r"\b(?:epochs|loader|model|config|args|data)\b", remark))
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


def test_image_classifiers_are_networks_and_told_that_ours_were_none():
    for batch, warm in (("usual", False), ("large", True)):
        advice = ADVICE[f"images,long,momentum,calm,{batch},scratch"]
        schedule = made(advice.code["PyTorch"])
        assert (schedule(0) < 0.01) == warm and schedule(10 * warm) == 0.01  # five of fifty epochs
        assert schedule(100) == 0 and schedule(55) == pytest.approx(0.005 if warm else 0.0045)
        assert "Defazio" in advice.evidence and ("Goyal" in advice.evidence) == warm
    for answers, advice in ADVICE.items():
        if answers.startswith("images"):
            assert "None of these runs was an image classifier" in advice.cost
            assert ADVICE[answers.replace("images", "network")].name == advice.name


def test_a_peak_of_others_is_told_for_their_job_alone():
    """No language model's peak for images, no fine-tuning's for a softmax, no Adam's for SGD."""
    for answers, advice in ADVICE.items():
        given = words(answers)
        job = given["model"], given["optimizer"]
        tune = given["task"] == "tune" and given["model"] in ("network", "images")
        for peak, where in (
            ("2e-5", tune and job == ("network", "adamw")),
            ("LoRA", tune and job == ("network", "adamw")),
            ("5e-5", tune and job == ("images", "adamw")),
            ("3e-3", tune and job == ("images", "momentum")),
            ("3e-4", not tune and job == ("network", "adamw")),
            ("5e-4", not tune and job == ("images", "adamw")),
            ("0.1 for batches of 256", not tune and job[0] != "softmax" and job[1] == "momentum"
             and job[0] != "convex"),
        ):  # fmt: skip
            assert (peak in advice.peak) == where, (answers, peak)
        if tune and given["length"] != "unknown":
            assert ("Devlin" in advice.evidence) == (job == ("network", "adamw")), answers


def test_a_range_test_is_sent_for_only_where_nobody_told_a_peak():
    """And then for a part of what it suggests, as most tests of the lab came out too high."""
    from lrlib.lab.ranges_judged import missed
    from lrlib.lab.told import OURS

    for answers, advice in ADVICE.items():
        told = "others" in advice.peak or "far below" in advice.peak
        assert ("Begin at a third to a tenth" in advice.peak) != told, answers
    ratios = missed()[OURS]
    assert (ratios > 1).mean() > 0.6 and 9 < sorted(ratios)[int(0.9 * len(ratios))] < 11


def counted(accumulate, batches, framework="PyTorch", **more):
    """The names of the code for two epochs of some batches, some of them an update."""
    import torch

    code = "\n".join(ADVICE[given()].code[framework])
    lines, count = re.subn(r"(?m)^accumulate = 1", f"accumulate = {accumulate}", code)
    assert count == 1
    names = {"epochs": 2, "loader": [None] * batches, "model": torch.nn.Linear(2, 1), **more}
    exec(lines, names)
    return names


@pytest.mark.parametrize(("accumulate", "updates"), [(1, 50), (2, 26), (7, 8), (25, 2), (40, 2)])
def test_accumulated_batches_are_counted_as_the_trainer_counts_them(accumulate, updates, tmp_path):
    """An epoch's last, smaller update counts; and the run ends where the schedule does."""
    assert counted(accumulate, 25)["total_steps"] == updates
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    import torch

    pairs = [{"x": torch.zeros(2), "labels": torch.zeros(1)}] * 25
    args = transformers.TrainingArguments(
        output_dir=str(tmp_path),
        num_train_epochs=2,
        per_device_train_batch_size=1,
        report_to=[],
        use_cpu=True,
    )
    names = counted(accumulate, 25, "Trainer", args=args, data=pairs)
    trainer = names["trainer"]
    loader = trainer.get_train_dataloader()
    assert len(loader) == 25
    assert trainer.set_initial_training_values(args, loader)[-1] == updates
    assert trainer.create_scheduler(updates).schedule == names["schedule"]


def test_the_form_and_the_tabs_of_the_book_know_each_framework():
    from scenes.choose import facts

    found = facts()
    assert set(found["tabs"]) == set(FRAMEWORKS)
    assert found["tabs"]["Trainer"] == found["tabs"]["PyTorch"] == "torch"


def test_deepspeeds_code_is_a_call():
    compile("\n".join(ADVICE[given()].code["DeepSpeed"]), "deepspeed", "exec")
    assert isinstance(lrlib.WarmupStableDecay(0.01, 100, 0.1, 0.2), lrlib.Schedule)
