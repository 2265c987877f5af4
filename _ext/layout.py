"""What pages and tables ask for.

- ``wide: true`` in a page's front matter: no contents at the right, room for what is wide.
- Tables of three and more columns become cards on a phone, a row each, with the names of the
  columns, unless they are narrow; those of class ``lr-scroll`` stay tables, and scroll.
- A folded cell of code says what it is for.
- An exercise is one box, with its solution in it, and the code of the solution in that.
- The PDF and the cheat sheet, where LaTeX has built them, are among the downloads.
"""

import json
import shutil
from pathlib import Path

PAPERS = {"learning-rate-schedules.pdf": "The book, .pdf", "cheat-sheet.pdf": "Cheat sheet, .pdf"}
MARK = '<span class="lr-wide-page" hidden="hidden"></span>'


def ask(app, page, template, context, doctree):
    if app.env.metadata.get(page, {}).get("wide"):
        context["body"] = MARK + context["body"]
    built = [name for name in PAPERS if (latex(app) / name).exists()]
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            # the theme's own button for a .pdf only opens the dialogue for printing
            group["buttons"] = [
                button for button in group["buttons"] if button["label"] != "download-pdf-button"
            ] + [
                {
                    "type": "link",
                    "url": context["pathto"](name, 1),
                    "text": PAPERS[name],
                    "tooltip": "Made by LaTeX",
                    "icon": "fas fa-file-pdf",
                    "label": f"download-{Path(name).stem}",
                }
                for name in built
            ]


def latex(app):
    return Path(app.outdir).parent / "latex"


def copy_papers(app, exception):
    if not exception and app.builder.format == "html":
        for name in PAPERS:
            if (latex(app) / name).exists():
                shutil.copy(latex(app) / name, app.outdir)


UNMARKED = '//table[thead][not(contains(@class, "lr-scroll") or contains(@class, "lr-cards"))]'
LINE, PHONE = 16, 48  # letters: of a cell's line, and of a row on a phone
WORDS = './/text()[not(ancestor::*[@class="katex-mathml"])]'  # KaTeX says each formula twice


def make_cards(page):
    """Mark the tables of a finished page that become cards, by the names of their columns; the
    rules that say these names in front of each cell."""
    kinds = {}
    for table in page.xpath(UNMARKED):
        names, *rows = ([_words(cell) for cell in row] for row in table.xpath("./*/tr"))
        if len(names) < 3 or any(len(row) != len(names) for row in rows):
            continue
        if _is_narrow(names, rows):
            continue
        kind = kinds.setdefault(tuple(names), f"lr-cards-{len(kinds)}")
        table.set("class", f"{table.get('class', '')} lr-cards {kind}".strip())
    rules = [
        f"table.{kind} tr > :nth-child({i})::before{{content:{_quoted(name)}}}"
        for names, kind in kinds.items()
        for i, name in enumerate(names, 1)
        if name and i > 1
    ]
    return [f"@media (max-width:600px){{{''.join(rules)}}}"] if rules else []


def name_code(page):
    """Say of each folded cell of code what it is for: a figure, a table, a check.

    What it drew is to be seen first: the code of a figure or a table stands below it.
    """
    for title in page.xpath('//details[contains(@class, "hide")]/summary/p'):
        if not (title.text or "").endswith(" the code"):
            continue
        (cell,) = title.xpath(f"ancestor::div[{_has('cell')}][1]")
        shown = [kind for kind in ("figure", "table") if cell.xpath(f".//{kind}")]
        if shown:
            title.text += f" of the {shown[0]}"
            fold = title.getparent().getparent()
            if fold.getparent() is cell and fold.getnext() is not None:
                fold.set("class", f"{fold.get('class')} lr-code-below")
                cell.append(fold)
        elif "assert " in "".join(cell.xpath(".//pre[1]")[0].itertext()):
            title.text = title.text.replace("code", "check")


def gather_exercises(page):
    """Put each solution into its exercise, and the code that follows it under the solution's words.

    What was folded by itself shows with the solution: one box, one fold. The order of the page
    stays, by which live.js finds what belongs together.
    """
    for solution in page.xpath(f"//div[{_has('solution')}]"):
        while (cell := solution.getnext()) is not None and _is(cell, "tag_hide-cell"):
            solution.append(cell)
            for fold in cell.xpath("./details"):
                summary = fold[0]
                summary.tag, summary.text = "p", summary[0].text.replace("Show the", "The")
                summary.attrib.clear()
                summary.set("class", "lr-named")
                for title in list(summary):
                    summary.remove(title)
                fold.drop_tag()
        if (exercise := solution.getprevious()) is not None and _is(exercise, "exercise"):
            exercise.append(solution)


def _has(kind):
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {kind} ')"


def _is(tag, kind):
    return kind in tag.get("class", "").split()


def _words(cell):
    return " ".join("".join(cell.xpath(WORDS)).split())


def _is_narrow(names, rows) -> bool:
    """Has a phone room for it, with cells of at most two lines?

    >>> _is_narrow(["rate", "factor", "what you see"], [["1", "0", "one step"]])
    True
    """
    longest = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    return max(longest) <= 2 * LINE and sum(min(width, LINE) for width in longest) <= PHONE


def _quoted(words):
    return json.dumps(words, ensure_ascii=False)


def setup(app):
    app.connect("html-page-context", ask, priority=955)
    app.connect("build-finished", copy_papers)
    return {"version": "1", "parallel_read_safe": True}
