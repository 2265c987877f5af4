"""The list of references as the text cites it: by authors and year, and what is cited only."""

from plain import authors_and_year
from pybtex.plugin import register_plugin
from pybtex.style.formatting.unsrt import Style
from pybtex.style.labels import BaseLabelStyle


class AuthorsAndYear(BaseLabelStyle):
    def format_labels(self, entries):
        return [authors_and_year(entry.key, True) for entry in entries]


class ByAuthor(Style):
    default_sorting_style = "author_year_title"
    default_label_style = AuthorsAndYear


def setup(app):
    register_plugin("pybtex.style.formatting", "author_year", ByAuthor)
    return {"version": "1", "parallel_read_safe": True}
