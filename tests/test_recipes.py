"""The recipes of *Choosing a schedule*: each runs alone, and Hugging Face's words say the same."""

import ast
import re

import pytest

import lrlib
from tests.book import ROOT

TEXT = (ROOT / "chapters/choosing.md").read_text("utf-8")
RECIPES = TEXT.split("\n## Recipes\n")[1].split("\n## ")[0]
BY_NAME = dict(re.findall(r"(?s)### ([^\n]+)\n(.*?)(?=\n### |\Z)", RECIPES))
CELLS = {
    name: re.findall(r"(?s)```\{code-cell\} ipython3\n(.*?)```", text)
    for name, text in BY_NAME.items()
    if name != "Also asked"
}
TRAINER = re.compile(r"(?s)```python\n(learning_rate=.*?)```")


def test_every_recipe_has_one_short_block():
    assert len(CELLS) == 6
    for name, cells in CELLS.items():
        assert len(cells) == 1 and ":tags:" not in cells[0], name
        assert len([line for line in cells[0].splitlines() if line.strip()]) <= 18, name


@pytest.mark.parametrize("name", CELLS)
def test_a_recipe_runs_as_it_stands(name):
    names = {}
    exec(CELLS[name][0], names)
    schedules = [value for value in names.values() if isinstance(value, lrlib.Schedule)]
    assert schedules and all(0 < schedule.lr_range[1] <= 1 for schedule in schedules)
    if "scheduler" in names:  # it trained, to where the rate is zero
        assert names["optimizer"].param_groups[0]["lr"] == 0
        steps = names["scheduler"].last_epoch
        assert names["schedule"](steps) == 0 and names["schedule"](steps - 1) > 0


@pytest.mark.parametrize("name", ["Fine-tune with AdamW", "A small transformer"])
def test_the_trainers_arguments_give_the_same_rates(name, tmp_path):
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    import torch

    (words,) = TRAINER.findall(BY_NAME[name])
    call = ast.parse(f"f({words})").body[0].value
    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    arguments = transformers.TrainingArguments(output_dir=str(tmp_path), use_cpu=True, **given)
    trainer = transformers.Trainer(model=torch.nn.Linear(8, 2), args=arguments)
    names = {}
    exec(CELLS[name][0], names)
    steps = names["scheduler"].last_epoch
    trainer.create_optimizer_and_scheduler(steps)
    for step in range(steps):
        assert trainer.optimizer.param_groups[0]["lr"] == pytest.approx(names["schedule"](step))
        trainer.optimizer.step()
        trainer.lr_scheduler.step()
