"""The PDF, as LaTeX source: what is in it, without LaTeX and without a converter of pictures."""

import hashlib

import nbformat
import nbformat.v4 as nb
import paper
import pytest
from sphinx.application import Sphinx

from lrlib.plots.style import Figure
from lrlib.proofs import theorem
from lrlib.proofs.render import CODE

LABEL = "E1"
WIDE = " + ".join(rf"\frac{{{n}}}{{{n + 1}}}" for n in range(20))
TABLE = "| what | why |\n|---|---|\n" + "| a | because |\n" * 12
CONF = """
extensions = ["myst_nb", "sphinx_design", "sphinx_proof", "numbering", "framework_tabs",
              "paper"]
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
numfig = True
copyright, author = "2026", "A. Nonymous"
html_theme_options = {"repository_url": "https://example.org"}
latex_elements = {"preamble": ""}
"""


def drawn():
    return Figure(
        lambda ax, ink: ax.plot([0, 1], [1, 0], **ink.line("OneCycle")),
        caption="A line that *falls*, as `f` does: x < y.",
        alt="A line.",
    )


def cell(outputs, *tags):
    """A cell that has run, as a notebook keeps it."""
    outputs = [nb.new_output("execute_result", data, execution_count=1) for data in outputs]
    return nb.new_code_cell("pass", outputs=outputs, metadata={"tags": list(tags)})


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book of one chapter, and the pictures that were to be converted for it."""
    folder, pictures = tmp_path_factory.mktemp("paper"), []

    def save(transform, svg):
        pictures.append(svg)
        path = folder / f"{hashlib.sha256(svg).hexdigest()[:8]}.pdf"
        path.write_bytes(b"%PDF")
        transform.env.images.add_file(transform.env.docname, str(path))
        return path

    (folder / "conf.py").write_text(CONF, "utf-8")
    page = nb.new_notebook(
        metadata={"language_info": {"name": "python"}},
        cells=[
            nb.new_markdown_cell("# A chapter"),
            cell([{"text/plain": "as words", "text/html": drawn()._repr_html_()}]),
            cell([theorem(LABEL)._repr_mimebundle_()]),
            cell([], "tab-torch"),
            cell([], "tab-mlx"),
            nb.new_markdown_cell(f"See {{prf:ref}}`{LABEL}`.\n\n$$\n{WIDE}\n$$\n\n{TABLE}"),
        ],
    )
    (folder / "index.md").write_text("# A book\n\n```{toctree}\nchapter\n```\n", "utf-8")
    (folder / "chapter.ipynb").write_text(nbformat.writes(page), "utf-8")
    out = folder / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper.Figures, "save", save)
        Sphinx(folder, folder, out, folder / "doctrees", "latex", warningiserror=True).build()
    (source,) = out.glob("*.tex")
    return source.read_text("utf-8").replace(r"\sphinxhyphen{}", "-"), pictures


def test_a_figure_is_its_light_picture_and_its_caption(book):
    source, pictures = book
    assert pictures == [drawn().svg("light").encode()]
    assert source.count(r"\sphinxincludegraphics") == 1
    assert r"\caption{A line that \sphinxstyleemphasis{falls}, as \sphinxcode{" in source
    assert "as words" not in source


def test_a_theorem_has_its_label_and_all_but_its_code(book):
    source, _ = book
    shown = theorem(LABEL)
    assert f"{{Theorem {LABEL} ({shown.name})}}" in source
    assert source.count(f"Theorem {LABEL}") == 2  # its title, and the reference to it
    assert f"The proof, in {shown.length} lines" in source
    assert all(r.mutant.words.split("$")[0] in source for r in shown.report.rejections)
    assert CODE not in source and "def shape" not in source


def test_frameworks_follow_one_another_under_their_names(book):
    source, _ = book
    assert 0 < source.index("PyTorch}") < source.index("MLX}")


def test_what_is_wide_fits_the_page(book):
    source, _ = book
    assert rf"\adjustbox{{max width=\linewidth}}{{$\displaystyle {WIDE}$}}" in source
    assert r"\begin{longtable}" in source and r"\X{" in source


def test_the_title_page_says_whose_it_is_and_what_is_allowed(book):
    source, _ = book
    assert r"\authoraddress{\copyright\ 2026 A. Nonymous\\" + paper.LICENCE in source
