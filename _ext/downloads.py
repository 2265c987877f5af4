"""Downloads that hold what the cells printed, in Markdown that any notebook application shows.

MyST-NB writes the notebook that a reader can download from the one that it read. When the
outputs come from the cache, it fills in a copy of that and writes the empty one (seen in
1.4.0). Here the outputs go into the notebook itself. Its Markdown is then made plain, what only the
book can show is left out, and a cell that installs what the others need comes first.

What libraries tell their developers on the way, with a date, is no output of a lesson, neither on
the page nor in the notebook.
"""

import ast
import json
import re
from pathlib import Path

import nbformat
from install import install_cell
from myst_nb.core.execute.cache import NotebookClientCache
from plain import make_plain

start_client = NotebookClientCache.start_client


# DeepSpeed, Lightning and others; Abseil and what is built on it; Python's own form
LOG_LINE = re.compile(
    r"\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d.*|[IWEF]\d{4} \d\d:\d\d:\d\d.*"
    r"|(DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]+:.*"
)


def without_logs(text: str) -> str:
    """What was printed, without lines of logs.

    >>> without_logs("[2026-01-01 10:00:00,000] [INFO] [real_accelerator.py:260] cpu\\nloss 0.1\\n")
    'loss 0.1\\n'
    """
    return "".join(
        line for line in text.splitlines(True) if not LOG_LINE.fullmatch(line.rstrip("\n"))
    )


def start_and_fill(self):
    read = self.notebook
    start_client(self)
    for cell in self.notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                output.text = without_logs(output.text)
        if "outputs" in cell:
            cell.outputs = [o for o in cell.outputs if o.output_type != "stream" or o.text]
    read.update(self.notebook)


def glued(executed: Path, page: str):
    """The values that a page has glued, in the form that the book prints: a function."""
    path = executed / f"{page}.glue.json"
    outputs = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def value(name, form):
        text = outputs[name]["data"]["text/plain"]
        return format(ast.literal_eval(text), form) if form else text.strip("'\"")

    return value


def finish(app, page, template, context, doctree):
    path = Path(app.outdir) / "_sources" / f"{page}.ipynb"
    if not context.get("ipynb_source") or not path.exists():
        return
    notebook = nbformat.read(path, as_version=4)
    make_plain(notebook, glued(Path(app.outdir).parent / "jupyter_execute", page))
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("text/vnd.")]:
                del output["data"][kind]
    notebook.cells.insert(0, install_cell())
    nbformat.write(notebook, path)


def setup(app):
    NotebookClientCache.start_client = start_and_fill
    app.connect("html-page-context", finish, priority=950)
    return {"version": "1", "parallel_read_safe": True}
