"""What the theme brings and the book does not use stays behind.

- Thebe, the script form of Font Awesome (its web font stays), source maps.
- Rules of style sheets for classes that are on no page and in no script.
- Glyphs of the icon fonts that no remaining rule names.
- Spans around names, commas and blanks in code, which look like the rest of it.
"""

import re
from pathlib import Path

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont

WORD = re.compile(r"[A-Za-z_][\w-]*")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
PLAIN = re.compile(r'<span class="[npw]">([^<]*)</span>')
UNUSED = ("**/*.map", "**/*.LICENSE.txt", "scripts/fontawesome.js", "sphinx-thebe.*", "README.md")
FACE = re.compile(
    r'url\(\.\./vendor/fontawesome/webfonts/([\w-]+)\.woff2\) format\("woff2"\)'
    r',url\([^)]*\.ttf\) format\("truetype"\)'
)


def names_in_use(folder: Path) -> set[str]:
    """Classes on pages, and every word of every script (which may set one)."""
    names = set()
    for page in folder.glob("**/*.html"):
        for text in re.findall(r'class="([^"]*)"', page.read_text("utf-8")):
            names.update(text.split())
    for script in folder.glob("_static/**/*.js"):
        names.update(WORD.findall(script.read_text("utf-8")))
    return names


def live(selector: str, names: set[str]) -> bool:
    """Can a selector match? Only what it requires counts, not what it excludes."""
    required = re.sub(r":(not|is|where|has)\((?:[^()]|\([^()]*\))*\)", "", selector)
    return set(CLASS.findall(required)) <= names


def selectors(prelude):
    """The selectors of a rule: what stands between its commas."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def purged(rules, names) -> str:
    """The rules that can match something, as text."""
    out = []
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [s for s in selectors(rule.prelude) if live(s, names)]
            if kept:
                out.append(f"{','.join(kept)}{{{tinycss2.serialize(rule.content)}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports"):
            inner = purged(tinycss2.parse_rule_list(rule.content, True, True), names)
            if inner:
                out.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        else:
            out.append(rule.serialize())
    return "\n".join(out)


def slim_sheet(path: Path, names):
    sheet = path.read_text("utf-8")
    text = purged(tinycss2.parse_stylesheet(sheet, True, True), names)
    for font in FACE.findall(text):
        slim_font(path.parent.parent / f"vendor/fontawesome/webfonts/{font}.ttf", text)
    text = FACE.sub(r'url(../vendor/fontawesome/webfonts/\1.woff) format("woff")', text)
    path.write_text(text, "utf-8")


def slim_font(path: Path, text: str):
    """Keep the icons that a sheet names, as WOFF."""
    if path.exists():
        font, subsetter = TTFont(path), subset.Subsetter()
        subsetter.populate(unicodes=[ord(c) for c in text if "\ue000" <= c <= "\uf8ff"])
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(path.with_suffix(".woff"))


def slim(folder: Path):
    static = folder / "_static"
    for path in [path for pattern in UNUSED for path in static.glob(pattern)]:
        path.unlink()
    names = names_in_use(folder)
    for path in static.glob("**/*.css"):
        if path.parent.name != "inline":
            slim_sheet(path, names)
    for kind in ("ttf", "woff2"):
        for path in static.glob(f"vendor/fontawesome/webfonts/*.{kind}"):
            path.unlink()
    for path in folder.glob("**/*.html"):
        text = path.read_text("utf-8")
        if (new := PLAIN.sub(r"\1", text)) != text:
            path.write_text(new, "utf-8")


def finish(app, exception):
    if not exception and app.builder.format == "html":
        slim(Path(app.outdir))


def setup(app):
    # after strict_pages.py, which writes the last classes; on every build, as extensions put
    # their style sheets back even if no page has changed
    app.connect("build-finished", finish, priority=950)
    return {"version": "1", "parallel_read_safe": True}
