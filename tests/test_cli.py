"""The command line, run as a person would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import lrlib
from lrlib.cli import main, usual_updates


def lines(capsys):
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_show(capsys):
    assert main(["show", "OneCycle(0.01, 0.1, 1000)", "--rows", "3"]) == 0
    assert lines(capsys) == [
        "OneCycle(lr_min=0.01, lr_max=0.1, total_steps=1000)",
        "range 0.01 to 0.1, over all steps",
        "",
        "     step  rate",
        "        0  0.01",
        "      500  0.1",
        "     1000  0.01",
    ]


def test_show_as_json(capsys):
    assert main(["show", "Cosine(0.1, 9)", "--json"]) == 0
    assert lrlib.from_dict(json.loads(capsys.readouterr().out)) == lrlib.Cosine(0.1, 9)


def test_compare(capsys):
    assert main(["compare", "Cosine(0.1, 100)", "LinearDecay(0.1, 100)", "--rows", "3"]) == 0
    assert lines(capsys)[-5:] == [
        "     step  A            B",
        "        0  0.1          0.1",
        "       50  0.05         0.05",
        "      100  0            0",
        "B is farthest from A at step 22, by 0.0105257",
    ]


def test_plot(capsys):
    specs = ["Cosine(0.1, 100)", "warmup(OneCycle(0.1, 0.1, 10), 10)"]
    assert main(["compare", *specs, "--plot"]) == 0
    drawn = lines(capsys)
    assert any("aaa" in line for line in drawn) and any("bbb" in line for line in drawn)
    assert max(map(len, drawn[5:])) <= 80
    assert main(["show", "CyclicExponentialDecay(0.1, 0.01, 50)", "--plot"]) == 0


def test_png(tmp_path):
    file = tmp_path / "lr.png"
    assert main(["compare", "Cosine(0.1, 100)", "LinearDecay(0.1, 9)", "--png", str(file)]) == 0
    assert file.read_bytes().startswith(b"\x89PNG") and file.stat().st_size > 10_000


def test_audit_exits_with_1_where_something_is_found(capsys):
    assert main(["audit", "OneCycle(0.01, 0.1, 100)", "--updates", "100"]) == 0
    assert lines(capsys)[0].endswith("100 updates: nothing found")
    spec = ["audit", "LinearDecay(0.1, 90)", "--updates", "100"]
    assert main(spec) == 1
    assert lines(capsys)[1] == (
        "  wasted: 10 of 100 updates have rate 0 and change nothing (90 to 99)"
    )
    assert main([*spec, "--allow", "wasted"]) == 0
    capsys.readouterr()
    assert main([*spec, "--json"]) == 1
    (item,) = json.loads(capsys.readouterr().out)
    assert item["kind"] == "wasted" and item["numbers"] == {"count": 10}
    assert main([*spec, "--like", "LinearDecay(0.1, 100)"]) == 1


def test_audit_exits_with_1_for_a_schedule_that_is_not_half_over(capsys):
    line = "get_linear_schedule_with_warmup(optimizer, 100, 1000)"
    for updates, code in ((1000, 0), (700, 0), (500, 1), (250, 1), (100, 1)):
        spec = ["audit", line, "--lr", "2e-5", "--updates", str(updates)]
        assert main(spec) == code
        assert main([*spec, "--allow", "length"]) == 0
    capsys.readouterr()
    assert main(spec) == 1 and "10.0 times as many" in lines(capsys)[1]


def test_audit_ends_well_with_a_remark(capsys):
    """The schedules that the book recommends begin at 0, as most libraries' warm-ups do."""
    spec = ["audit", "WarmupStableDecay(0.1, 400, 0.1, 0.2)", "--updates", "400"]
    assert main(spec) == 0
    assert "nothing found, 1 remark" in lines(capsys)[0]
    assert main(spec[:2]) == 0  # its own length
    assert " 400 updates: " in lines(capsys)[0]
    assert main(["audit", "Constant(0.1)"]) == 2
    assert "--updates must say how many: Constant(lr=0.1) does not" in capsys.readouterr().err
    assert main([*spec, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["remark"] is True


LOOP = """
num_epochs = 3
loader_len = 400
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = get_linear_schedule_with_warmup(optimizer, 120, num_epochs * loader_len)
for epoch in range(num_epochs):
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""


def test_audit_counts_the_updates_that_a_text_says(capsys):
    assert main(["audit", LOOP]) == 1
    said = lines(capsys)
    assert "3 updates: 1 found" in said[0] and "3 of the schedule's 1200 updates" in said[1]
    assert any(line.startswith("  note: scheduler.step() stands outside") for line in said)
    assert main(["audit", LOOP, "--updates", "1200"]) == 1
    assert lines(capsys)[-1] == "  note: the text itself says 3 updates, and not 1,200"
    for kind in ("constant", "cosine_with_restarts"):
        made = f"TrainingArguments(max_steps=1000, lr_scheduler_type='{kind}')"
        assert main(["audit", made]) == 0
        assert " 1000 updates: nothing found" in lines(capsys)[0]


def test_audit_prints_what_there_is_to_know_of_a_text(capsys):
    made = "TrainingArguments(max_steps=900, lr_scheduler_type='constant', warmup_steps=9)"
    assert main(["audit", made]) == 0
    note = "'constant' takes no warm-up: 'constant_with_warmup' has one"
    assert lines(capsys)[1] == f"  note: {note}"
    assert main(["audit", made, "--json"]) == 0
    found = [item for item in json.loads(capsys.readouterr().out) if item["kind"] == "note"]
    assert note in [item["words"] for item in found] and all(item["remark"] for item in found)
    assert main(["audit", "TrainingArguments(max_steps=900, warmup_ratio=0.1)"]) == 1
    assert "stops: warmup_ratio raises TypeError" in lines(capsys)[1]


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["show", "Cosin(0.1, 9)"], "did you mean Cosine?\n    Cosin(0.1, 9)\n    ^^^^^"),
        (["show", "Cosine(0.1, 9)", "--updates", "0"], "updates must be a positive number"),
        (["show", "Cosine(0.1, 9)", "--rows", "-1"], "rows must be a positive number"),
        (["audit", "no_such_module:make", "--updates", "9"], "No module named"),
        (["show", "no_such_module:make"], "No module named"),
        (["compare", "no_such_module:make", "Cosine(0.1, 9)"], "No module named"),
        (["show", "lrlib.check:count"], "lrlib.check:count is no schedule that lrlib can write"),
        (["compare", "Cosine(0.1, 9)"], "compare wants two schedules or more, and got one"),
        (["audit", "Cosine(0.1, 9)", "--updates", "9", "--allow", "x"], "allow must be one of"),
    ],
)
def test_mistakes_end_with_2_and_words(arguments, words, capsys):
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert words in said and said.startswith("lrlib ")


def test_as_a_module_on_a_scheduler_in_the_present_folder(tmp_path):
    (tmp_path / "mine.py").write_text(
        "import torch\n"
        "from torch.optim.lr_scheduler import OneCycleLR\n"
        "def make():\n"
        "    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(()))], lr=0.1)\n"
        "    return OneCycleLR(optimizer, 0.1, 100, anneal_strategy='linear')\n"
    )
    root = str(Path(lrlib.__file__).parent.parent)
    code = f"import sys; sys.path.append({root!r}); import lrlib.cli; sys.exit(lrlib.cli.main())"
    command = [sys.executable, "-c", code, "audit", "mine:make", "--updates", "100"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr  # what would come after the end does not come
    assert "after-end: update 100, number 1 after the end, would have rate -0.00143" in done.stdout


def test_show_takes_what_a_module_makes(tmp_path, monkeypatch, capsys):
    (tmp_path / "made_here.py").write_text(
        "import lrlib, torch\n"
        "from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR\n"
        "line = lrlib.LinearDecay(0.1, 4)\n"
        "def optimizer():\n"
        "    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(()))], lr=0.1)\n"
        "def wave(): return CosineAnnealingLR(optimizer(), 90)\n"
        "def own(): return LambdaLR(optimizer(), lambda step: 0.9**step)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert main(["show", "made_here:line"]) == 0
    assert lines(capsys)[0] == "LinearDecay(lr0=0.1, total_steps=4)"
    assert main(["compare", "made_here:line", "made_here:wave", "--rows", "2"]) == 0
    said = lines(capsys)
    assert "B  Cosine(lr0=0.1, total_steps=90)" in said
    assert "note: made_here:wave has other rates after step 90" in said
    assert main(["show", "made_here:own"]) == 2
    assert "made_here:own is no schedule that lrlib can write" in capsys.readouterr().err


def test_help_names_every_kind():
    command = [sys.executable, "-m", "lrlib", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = done.stdout.replace("\n", " ")
    assert all(kind in said for kind in lrlib.schedules.KINDS)


@pytest.mark.parametrize(
    "schedule, updates",
    [
        (lrlib.OneCycle(0.01, 0.1, 100), 101),
        (lrlib.warmup(lrlib.Triangular(0.01, 0.1, 10), 5), 35),
        (lrlib.join([lrlib.Cosine(0.1, 5), lrlib.Cosine(0.1, 10)], [7]), 18),
        (lrlib.ExponentialDecay(0.1, 1e-4), 34657),
    ],
)
def test_usual_updates(schedule, updates):
    assert usual_updates(schedule) == updates


def test_a_reader_who_leaves_is_not_told_of_pipes():
    command = [sys.executable, "-m", "lrlib", "show", "Cosine(0.1, 200000)", "--rows", "200000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline().startswith(b"Cosine")
        running.stdout.close()
        assert running.stderr.read() == b"" and running.wait() == 1
