"""The chapters as notebooks: they open, they ran, and what they showed is on the page.

`make book` runs every cell and stops at the first that fails, warnings included; these tests
look at what it left behind.
"""

import re
from pathlib import Path

import jupytext
import nbformat
import pytest
import yaml
from downloads import without_logs
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text())
HTML = ROOT / "_build" / "html"


def _files(node):
    if isinstance(node, dict):
        names = [node[key] for key in ("root", "file") if key in node]
        return names + [name for value in node.values() for name in _files(value)]
    return [name for item in node for name in _files(item)] if isinstance(node, list) else []


PAGES = _files(TOC)
NOTEBOOKS = [page for page in PAGES if "{code-cell}" in (ROOT / f"{page}.md").read_text()]


def source(page):
    return jupytext.read(ROOT / f"{page}.md")


def executed(page):
    """The notebook that a reader downloads."""
    built = HTML / "_sources" / f"{page}.ipynb"
    assert built.exists(), f"{built} is missing: run `make book` first"
    notebook = nbformat.read(built, as_version=4)
    install = notebook.cells.pop(0)  # which every download begins with
    assert "pip install" in install.source and install.cell_type == "code"
    return notebook


def test_the_book_has_what_was_promised():
    names = {Path(page).name for page in PAGES}
    promised = "index exponential ced onecycle convergence choosing training references"
    assert set(promised.split()) <= names


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_opens_as_a_notebook(page):
    notebook = source(page)
    assert notebook.metadata["kernelspec"]["name"] == "python3"
    kinds = {cell.cell_type for cell in notebook.cells}
    assert kinds == {"code", "markdown"}


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_cells_are_short(page):
    """A cell much longer than twenty lines belongs in lrlib, with a name and a test."""
    for cell in source(page).cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 26, cell.source


@pytest.mark.parametrize("page", PAGES)
def test_code_is_narrow(page):
    """No line of code is wider than a page shows: 76 columns, in cells and in listings."""
    text = (ROOT / f"{page}.md").read_text("utf-8")
    blocks = re.findall(r"(?ms)^(`{3,})(?:\{code-cell\}[^\n]*|python)\n(.*?)^\1", text)
    assert [line for _, code in blocks for line in code.splitlines() if len(line) > 76] == []


NOT_PROSE = (
    r"(?s)\A---\n.*?\n---\n",  # the header
    # cells, listings, formulas, the questions of exercises; then the fences of what is left
    r"(?ms)^(`{3,})(\{(?:code-cell|math|raw|literalinclude|eval-rst|exercise)\}|\w+).*?^\1`*$",
    # and a listing within a directive, whose fence is taken; test_site.py installs what it names
    r"(?m)^`{3,}.*$|^ {4}pip install .*$",
    r"(?m)^:\w+:.*$|^\(\S+\)=$|^\s*\d+\. ",  # options, targets, counters of lists
    r"\{[\w:]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)",  # roles, glued numbers among them; code; links
    r"1-cycle|b?float(16|32|64)|Start in 60 seconds|95\s%",  # names, and the level of intervals
    r"(?m)^#+ \d+\. |[Qq]uestion \d|in (18|19|20)\d\d\b",  # numbered headings, years
    # what a study was set to, which no cell measures
    r"\d[\d,]* updates( of \d+)?|beyond \d[\d,]*|end at \d+|40-48-48-10|from max/20|to 1/100",
    r"From \d+ to \d+ at|[13],000 (and|updates)|[ai][tn] ([13],000|300)|updates of 16|minimum / 10",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_number_in_prose_comes_from_a_cell(page):
    """0, 1 and 2 may be written as they are; every other number is glued, so that it cannot rot."""
    text = (ROOT / f"{page}.md").read_text("utf-8")
    for pattern in NOT_PROSE:
        text = re.sub(pattern, "", text)
    found = [
        line.strip()
        for line in text.splitlines()
        if any(
            number not in {"0", "1", "2"}
            for number in re.findall(r"(?<!\w)(?:\d[\d.,]*\d|\d)", line)
        )
    ]
    assert found == []


TAUGHT = [page for page in NOTEBOOKS if "Exercises" in (ROOT / f"{page}.md").read_text()]


@pytest.mark.parametrize("page", TAUGHT)
def test_exercises_have_hidden_solutions_and_a_cell_that_checks_them(page):
    cells = source(page).cells
    solutions = [i for i, cell in enumerate(cells) if "```{solution}" in cell.source]
    exercises = sum(cell.source.count("```{exercise}") for cell in cells)
    assert 3 <= exercises == len(solutions) <= 8
    for i in solutions:
        assert ":class: dropdown" in cells[i].source.split("```{solution}")[1]
        if cells[i + 1].metadata["tags"] == ["hide-cell", "live-answer"]:  # then comes its check
            assert cells[i + 2].metadata["tags"] == ["hide-cell", "live-check"]
            i += 1
        else:
            assert cells[i + 1].metadata["tags"] == ["hide-cell"]
        assert "assert" in cells[i + 1].source


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_no_cell_is_expected_to_fail(page):
    """This tag would let a broken cell into the book: a failure is caught and shown by its code."""
    for cell in source(page).cells:
        # nowhere, and with no exception: a cell that may fail is a claim that nobody checked
        assert "raises-exception" not in cell.metadata.get("tags", [])


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_every_cell_ran(page):
    cells = [cell for cell in executed(page).cells if cell.cell_type == "code"]
    assert len(cells) == sum(cell.cell_type == "code" for cell in source(page).cells)
    for cell in cells:
        assert cell.execution_count, cell.source
        for output in cell.outputs:
            assert output.output_type != "error", output


# every chapter ran when the book was built; elsewhere than there, three run at every change
AT_ONCE = {"index", "chapters/start", "chapters/onecycle"}


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "page",
    [pytest.param(p, marks=[] if p in AT_ONCE else [pytest.mark.slow]) for p in NOTEBOOKS],
)
def test_a_download_runs_anywhere(page, tmp_path):
    """In an empty folder: nothing of the repository lies beside what a reader downloads."""
    notebook = executed(page)
    place = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=place).execute()


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_a_download_is_plain_markdown(page):
    """No role, directive or target of MyST is left, in the download or in the twin for Colab."""
    for notebook in (executed(page), nbformat.read(ROOT / f"{page}.ipynb", as_version=4)):
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                left = r"\{[\w:]+\}`|^`{3,}\{|^\([\w-]+\)=$|^:\w+:"
                assert not re.search(left, cell.source, re.M), cell.source


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_printed_output_is_on_the_page(page):
    html = (HTML / f"{page}.html").read_text()
    hidden = {"remove-cell", "remove-output"}
    for cell in executed(page).cells:
        if cell.cell_type != "code" or hidden & set(cell.metadata.get("tags", [])):
            continue
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stdout":
                first = re.sub(r"[<>&'\"].*", "", output.text.splitlines()[0])[:60]
                assert first.strip() in html, first


@pytest.mark.parametrize("page", ["exponential", "ced", "onecycle"])
def test_each_framework_trained(page):
    """The chapter's own words: three frameworks, every update at the schedule's rate."""
    said = [
        output.text
        for cell in executed(f"chapters/{page}").cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    assert any("PyTorch, TensorFlow, MLX: 200 updates each used schedule(step)" in s for s in said)


# what a reader takes from the middle of a page: the cells with these words, alone or in a row
ALONE = {
    "start": [["LambdaLR("], ["once an update, after it", "checkpoint.pt"]],
    "training": [
        ["both belong inside the if"],
        ["gradient_accumulation_steps=4)"],
        ["total = total + 1 / 4"],
        ["optax.MultiSteps("],
        ["io.BytesIO()", "file.seek(0)"],
        ["model.save(path)", "in a new process, before load_model"],
        ["what mx.save_safetensors takes"],
        ["the count is in the state"],
        ["an order from above"],
        ["factor = Scheduler("],
        ["mlx.optimizers.MultiOptimizer("],
        ["optax.partition("],
        ["beta2="],
        ["add_param_group"],
        ["momentum = lrlib.join(", "momentum=momentum"],
        ["momentum = lrlib.join(", "inject_hyperparams(optax.adam)"],
        ["images = torch.utils.data"],
        ['print("one more would use'],
        ["print(from_native(native))"],
        ["native = keras.optimizers.schedules.CosineDecay"],
        ["native = mlx.optimizers.cosine_decay"],
        ["optax.cosine_decay_schedule(0.1, 100)"],
        ["native = torch.optim.lr_scheduler.OneCycleLR("],
        ["from lrlib.deepspeed import config"],
        ["from transformers import Trainer, TrainingArguments", "given = Trainer("],
        ["from transformers import Trainer, TrainingArguments", "class OurTrainer"],
    ],
}


@pytest.mark.parametrize(
    "page, marks", [(page, marks) for page, all_marks in ALONE.items() for marks in all_marks]
)
def test_how_to_cells_run_alone(page, marks, tmp_path, monkeypatch):
    """Pasted into a new file: with their imports, and with all that they name."""
    monkeypatch.chdir(tmp_path)
    cells = [cell for cell in source(f"chapters/{page}").cells if cell.cell_type == "code"]
    names = {"__name__": "__main__"}
    for mark in marks:
        (code,) = [
            cell.source
            for cell in cells
            if mark in cell.source and "remove-cell" not in cell.metadata.get("tags", [])
        ]
        exec(code, names)


def test_deepspeed_ran_where_it_can():
    said = "".join(str(cell.get("outputs", "")) for cell in executed("chapters/onecycle").cells)
    assert "DeepSpeed's OneCycle is the triangle" in said


LOGS = """\
[2026-01-31 10:00:00,123] [INFO] [real_accelerator.py:260:get_accelerator] cpu
2026-01-31 10:00:00.123456: I tensorflow/core/util/port.cc:153] oneDNN is on
I0000 00:00:1795566583.491377   15037 port.cc:153] oneDNN is on
WARNING:root:no GPU
"""


def test_logs_of_others_are_no_output():
    assert without_logs(LOGS + "loss 0.1\n2026 is a year\n") == "loss 0.1\n2026 is a year\n"


@pytest.mark.parametrize("page", NOTEBOOKS)
def test_no_page_shows_a_log(page):
    for cell in executed(page).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                assert output.text == without_logs(output.text)
    page_text = (HTML / f"{page}.html").read_text("utf-8")
    assert not re.search(r"\[(INFO|WARNING)\] \[|absl::|port\.cc", page_text)
