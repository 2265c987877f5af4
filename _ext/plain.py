"""Chapters as notebooks that every notebook application can show.

The chapters are written in MyST, whose roles and directives only the book understands. Here
the Markdown of a notebook is put into the plain sort: formulas between dollars, authors and
years for citations, the glued numbers themselves, solutions folded away by HTML.
"""

import re
from functools import cache
from pathlib import Path

from pybtex.database import parse_file

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(
    r"^(?P<fence>`{3,})\{(?P<name>[\w:-]+)\}[ ]*(?P<title>[^\n]*)\n"
    r"(?P<options>(?::[\w-]+:[^\n]*\n)*)(?P<body>.*?)^(?P=fence)[ ]*$",
    re.M | re.S,
)
CLASS = re.compile(r"(?<=\))\{\.[\w-]+\}")  # of a link
ROLE = re.compile(r"\{(?P<name>[\w:]+)\}`(?P<text>[^`]+)`")
TARGET = re.compile(r"^\([\w-]+\)=\n", re.M)
CODE = re.compile(r"^(?P<fence>`{3,})(?!\{).*?^(?P=fence)[ ]*$", re.M | re.S)
OBJECT = re.compile(r"^\.\. auto(?!module)\w+:: (\S+)", re.M)


def authors_and_year(key, parenthesised):
    """A source as the text names it."""
    entry = parse_file(ROOT / "chapters" / "references.bib").entries[key]
    names = [" ".join(person.last_names) for person in entry.persons["author"]]
    who = " and ".join(names) if len(names) < 3 else f"{names[0]} et al."
    year = entry.fields["year"]
    return f"{who}, {year}" if parenthesised else f"{who} ({year})"


@cache
def labels():
    """What the labels of the book stand for: exercises by number, sections by title."""
    found = {}
    for page in (ROOT / "chapters").glob("*.md"):
        text = page.read_text("utf-8")
        exercises = re.findall(r"^`{3,}\{exercise\}[^\n]*\n:label: (\S+)", text, re.M)
        found |= {label: f"Exercise {i}" for i, label in enumerate(exercises, 1)}
        found |= dict(re.findall(r"^\((\S+)\)=\n#+ ([^\n]+)", text, re.M))
    return found


def page_of(label):
    """The page of the section that a label stands before."""
    pages = (ROOT / "chapters").glob("*.md")
    (found,) = [page.stem for page in pages if f"\n({label})=\n" in page.read_text("utf-8")]
    return found


class Plain:
    """One chapter's translator; ``value`` gives the text of a glued value by name and format."""

    def __init__(self, value):
        self.value, self.equations = value, {}

    def __call__(self, text):
        """Plain Markdown of one cell; listings stay as they are."""
        text = FENCE.sub(self.block, TARGET.sub("", text))
        start, parts = 0, []
        for listing in CODE.finditer(text):
            parts += [self.inline(text[start : listing.start()]), listing[0]]
            start = listing.end()
        return "".join([*parts, self.inline(text[start:])])

    def inline(self, text):
        text = re.sub(r"\]\((chapters/)?(\w+)\.md(?:#[\w-]+)?\)", self.link, text)
        text = CLASS.sub("", text)
        return ROLE.sub(self.role, text)

    def link(self, match):
        """Links between chapters lead from notebook to notebook."""
        folder, page = match[1] or "", match[2]
        source = (ROOT / "chapters" / f"{page}.md").read_text("utf-8")
        ending = "ipynb" if source.startswith("---\njupytext:") else "md"
        return f"]({folder}{page}.{ending})"

    def role(self, match):
        name, text = match["name"], match["text"]
        words = text.partition(" <")[0]
        if name == "math":
            return f"${text}$"
        if name == "glue:text":
            key, _, form = text.partition(":")
            return self.value(key, form)
        if name == "cite:t":
            return authors_and_year(text, False)
        if name == "cite:p":
            return f"({'; '.join(authors_and_year(key.strip(), True) for key in text.split(','))})"
        if name == "prf:ref":
            return f"Theorem {text}"
        if name == "eq":
            return f"({self.equations[text]})"
        if name.startswith("py:"):
            return f"`{text.split('.')[-1] if text.startswith('~') else text}`"
        if name == "ref" and words != text:
            return self.inline(f"[{words}]({page_of(text[len(words) + 2 : -1])}.md)")
        if name == "ref":
            return labels()[text]
        if name in ("term", "doc", "repository", "wheel"):
            return words
        raise ValueError(f"plain notebooks do not know the role {{{name}}}")

    def block(self, match):
        name, title, body = match["name"], match["title"], match["body"].strip("\n")
        options = dict(re.findall(r"^:([\w-]+):[ ]*(.*)$", match["options"], re.M))
        if name == "math":
            if "label" in options:
                self.equations[options["label"]] = len(self.equations) + 1
                body += f" \\tag{{{self.equations[options['label']]}}}"
            return f"$$\n{body}\n$$"
        if name == "admonition":
            return f"**{title}**\n\n{body}"
        if name == "margin":
            return "\n".join(f"> {line}".rstrip() for line in body.splitlines())
        if name == "exercise":
            return f"**{labels()[options['label']]}.** {body.lstrip()}"
        if name == "solution":
            return f"<details><summary>Solution</summary>\n\n{body.strip()}\n\n</details>"
        if name == "published":
            return ""  # who has the notebook has the rest, or its first cell fetches it
        if name == "unpublished":
            return body
        if name == "eval-rst":
            return "\n".join(f"- `help({found})`" for found in OBJECT.findall(body))
        if name == "literalinclude":
            return f"(The listing is in `{title.removeprefix('../')}`.)"
        raise ValueError(f"plain notebooks do not know the directive {{{name}}}")


def make_plain(notebook, value):
    """Translate the Markdown cells of a notebook in place."""
    plain = Plain(value)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = plain(cell.source)
    return notebook
