"""The book on paper: what the PDF shows where a page has two pictures, folds or tabs.

All of this happens after the pages are read, and for the LaTeX builder only: web pages are
made from the same doctrees and stay as they are.
"""

import base64
import hashlib
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from lxml import html
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component

WIDTH = "68%"  # of the lines: the letters in a picture are then about as large as the text's
LICENCE = "Text and figures: CC BY 4.0. Code: MIT licence."
SHEET = "chapters/cheatsheet"
SVG = "data:image/svg+xml;base64,"


def light_picture(page: str) -> tuple[bytes, html.HtmlElement, str]:
    """The SVG for light pages, the caption, and the text alternative of a figure of lrlib's."""
    figure = html.fragment_fromstring(page)
    (image,) = figure.xpath(".//img")
    (caption,) = figure.xpath("./figcaption")
    return base64.b64decode(image.get("src").removeprefix(SVG)), caption, image.get("alt")


def phrases(element) -> list[nodes.Node]:
    """What stands in a caption, emphasis and code included."""
    kinds = {"em": nodes.emphasis, "code": nodes.literal}
    out = [nodes.Text(element.text or "")]
    for child in element:
        out += [kinds[child.tag]("", "", *phrases(child)), nodes.Text(child.tail or "")]
    return out


def figure(page: str, save) -> nodes.figure:
    """A figure for print; ``save`` puts its SVG into a file that LaTeX can read."""
    svg, caption, alt = light_picture(page)
    path = str(save(svg))
    image = nodes.image(uri=path, candidates={"*": path}, width=WIDTH, alt=alt)
    return nodes.figure("", image, nodes.caption("", "", *phrases(caption)), align="center")


def figure_in(bundle):
    """The HTML of the figure that a cell put out, or None."""
    if isinstance(bundle, nodes.container) and bundle.get("nb_element") == "mime_bundle":
        for raw in bundle.findall(nodes.raw):
            if raw.astext().startswith('<figure class="lr-figure"'):
                return raw.astext()
    return None


class Figures(SphinxPostTransform):
    """Cells that put out a figure: its light picture as PDF, with its caption."""

    formats = ("latex",)
    default_priority = 3  # before MyST-NB chooses between the kinds of an output, at 4

    def run(self, **kwargs):
        for bundle in list(self.document.findall(figure_in)):
            bundle.replace_self(figure(figure_in(bundle), self.save))

    def save(self, svg: bytes) -> Path:
        path = Path(self.app.doctreedir) / f"paper/{hashlib.sha256(svg).hexdigest()[:16]}.pdf"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            command = ["rsvg-convert", "--format", "pdf"]
            done = subprocess.run(command, input=svg, stdout=subprocess.PIPE, check=True)
            path.write_bytes(done.stdout)
        self.env.images.add_file(self.env.docname, str(path))
        return path


class NoChecks(SphinxPostTransform):
    """Folds and tabs lie open in print, one after another under their titles.

    The code of the checks is left out: it would be a third of the book, and nobody runs it from
    paper. Each box names, and links, the file where it stands.
    """

    formats = ("latex",)
    default_priority = 3

    def run(self, **kwargs):
        from lrlib.proofs.render import CODE  # here: it would cost web builds a second

        for title in list(self.document.findall(nodes.rubric)):
            fold = title.parent
            if is_component(fold, "dropdown") and title.astext() == CODE:
                fold.parent.remove(fold)


class LongTables(SphinxPostTransform):
    """Long tables break across pages; their columns share the line by what they hold.

    Sphinx would break tables of more than 30 rows only, and give their columns all the width
    that they ask for, off the page. In a box, LaTeX allows no table that breaks.
    """

    formats = ("latex",)
    default_priority = 500  # when references in cells have their words

    def run(self, **kwargs):
        for table in self.document.findall(nodes.table):
            if len(list(table.findall(nodes.row))) > 10 and not boxed(table):
                table["classes"] += ["longtable", "colwidths-given"]
                for column, width in zip(table.findall(nodes.colspec), widths(table)):
                    column["colwidth"] = width


def boxed(node) -> bool:
    return node is not None and (isinstance(node, nodes.Admonition) or boxed(node.parent))


def widths(table: nodes.table) -> list[int]:
    """A share of the line for each column: all of a short entry, less and less of a long one."""
    lengths = (
        [max(map(len, words(entry))) if head else len(" ".join(words(entry))) for entry in row]
        for row in table.findall(nodes.row)
        for head in [isinstance(row.parent, nodes.thead)]
    )
    return [min(n, 40) + n // 5 + 5 for n in map(max, zip(*lengths))]


def words(entry: nodes.entry) -> list[str]:
    """What a cell says, about as long as it is set: in formulas, braces take no room."""
    return re.sub(r"\\mathrm|[\\{}^_]", "", entry.astext()).split() or [""]


class WideFormulas(SphinxPostTransform):
    """A formula on one line that might be wider than the page is scaled down if it is."""

    formats = ("latex",)
    default_priority = 3

    def run(self, **kwargs):
        for block in self.document.findall(nodes.math_block):
            text = block.astext().strip()
            if len(text) > 200 and not block.get("number") and not re.search(r"&|\\\\", text):
                fitted = rf"\adjustbox{{max width=\linewidth}}{{$\displaystyle {text}$}}"
                block.children = [nodes.Text(fitted)]


def configure(app, config):
    """The fonts of code, which Matplotlib brings, and the foot of the title page."""
    matplotlib = Path(find_spec("matplotlib").origin).parent
    fonts = (matplotlib / "mpl-data/fonts/ttf").glob("DejaVuSansMono*.ttf")
    config.latex_additional_files += map(str, fonts)
    notice = rf"\copyright\ {config.copyright} {config.author}\\{LICENCE}"
    config.latex_elements["preamble"] += rf"\authoraddress{{{notice}}}"


def add_sheet(app, env):
    """A second paper, one page to pin up. Late: Jupyter Book wants to set the first one alone."""
    if SHEET in env.found_docs:
        sheet = (SHEET, "cheat-sheet.tex", "Cheat sheet", app.config.author, "howto")
        app.config.latex_documents = [*app.config.latex_documents, sheet]


def setup(app):
    for transform in (Figures, NoChecks, LongTables, WideFormulas):
        app.add_post_transform(transform)
    app.connect("config-inited", configure)
    app.connect("env-updated", add_sheet)
    return {"version": "1", "parallel_read_safe": True}
