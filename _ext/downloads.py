"""Downloads that hold what the cells printed.

MyST-NB writes the notebook that a reader can download from the one that it read. When the
outputs come from the cache, it fills in a copy of that and writes the empty one (seen in
1.4.0). Here the outputs go into the notebook itself.
"""

from myst_nb.core.execute.cache import NotebookClientCache

start_client = NotebookClientCache.start_client


def start_and_fill(self):
    read = self.notebook
    start_client(self)
    read.update(self.notebook)


def setup(app):
    NotebookClientCache.start_client = start_and_fill
    return {"version": "1", "parallel_read_safe": True}
