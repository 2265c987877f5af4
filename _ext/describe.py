"""What a page says of itself: to search engines, and on cards in social networks.

A page may have a ``description:`` in its front matter. Else its first paragraph speaks for it, in
whole sentences, with formulas as text.
"""

import re

import sphinxext.opengraph
from docutils import nodes

LONGEST = 160
SIGNS = {r"\lambda": "λ", r"\gamma": "γ", r"\eta": "η", r"\infty": "∞", r"\cdot": "·", r"\le": "≤"}


def plain(formula: str) -> str:
    """A short formula as text.

    >>> plain(r"2/\\lambda"), plain(r"\\mathrm{lr}_0")
    ('2/λ', 'lr0')
    """
    for sign, letter in SIGNS.items():
        formula = re.sub(re.escape(sign) + r"(?![a-zA-Z])\s*", letter, formula)
    formula = re.sub(r"\\(mathrm|text|operatorname)\b", "", formula)
    return re.sub(r"[{}_\\$]", "", formula).strip()


def words(paragraph) -> str:
    copy = paragraph.deepcopy()
    for formula in list(copy.findall(nodes.math)):
        formula.replace_self(nodes.Text(plain(formula.astext())))
    return " ".join(copy.astext().split())


def sentences(text: str, longest: int = LONGEST) -> str:
    """As many whole sentences as fit; of a long first one, as many words.

    >>> sentences("One. Two, which is longer.", 10), sentences("One two three four", 12)
    ('One.', 'One two …')
    """
    ends = [m.end() for m in re.finditer(r"[.?!](?=\s|$)", text) if m.end() <= longest]
    if ends:
        return text[: ends[-1]]
    if len(text) <= longest:
        return text
    return text[: longest - 2].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def first_paragraph(doctree):
    for section in doctree.findall(nodes.section):
        for node in section.children:
            if isinstance(node, nodes.paragraph) and len(words(node)) > 40:
                return node
    return None


def describe(env, doctree) -> str:
    own = env.metadata.get(env.path2doc(doctree["source"]), {}).get("description")
    found = first_paragraph(doctree)
    return str(own).strip() if own else sentences(words(found)) if found else ""


def setup(app):
    sphinxext.opengraph.get_description = lambda doctree, *_: describe(app.env, doctree)
    return {"version": "1", "parallel_read_safe": True}
