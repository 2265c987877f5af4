"""Chapters that run side by side.

MyST-NB runs one notebook after another, while pages are read. Here those that changed are run
first, one on each processor, by jupyter-cache, which MyST-NB then asks for what they printed.
A notebook that fails is left to MyST-NB, which runs it again and says what is wrong.
"""

from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from sphinx.util.logging import getLogger

LAST = "proofs"  # lists every theorem, and finds the reports of the other pages: one_seed.py
READER = {"type": "plugin", "name": "myst_nb_md"}  # as MyST-NB reads them


def run(app, env, changed):
    """Execute the notebooks among the changed pages that have not been executed yet."""
    settings = env.mystnb_config
    paths = [Path(env.doc2path(name)) for name in changed]
    notebooks = [path for path in paths if "{code-cell}" in path.read_text("utf-8")]
    if settings.execution_mode != "cache" or not notebooks:
        return
    notebooks.sort(key=lambda path: path.stem == LAST)
    cache = get_cache(settings.execution_cache_path)
    records = [cache.add_nb_to_project(str(path), read_data=READER) for path in notebooks]
    getLogger(__name__).info("running %d notebooks, one on each processor", len(records))
    load_executor("local-parallel", cache=cache).run_and_cache(
        filter_uris=[record.uri for record in records], timeout=settings.execution_timeout
    )


def setup(app):
    app.connect("env-before-read-docs", run)
    return {"version": "1", "parallel_read_safe": True}
