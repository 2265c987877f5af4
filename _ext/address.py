"""Where the book is on the web, if it is: what needs an address appears with the address.

Everything follows from `repository: url` in _config.yml, on GitHub Actions from the repository
that it runs in. While the former is a placeholder, pages have no buttons that lead there, no
canonical address, no card for social networks, and there is no site map.

In the text, ``{published}`` holds what is there only with an address, with OWNER/REPO in its place;
``{unpublished}`` what stands there instead; and {repository}`words` are words that lead there, or
words.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

PLACEHOLDER = "OWNER/REPO"
OF_THE_REPOSITORY = {"repository-buttons", "launch-buttons"}
NEEDS_A_PLACE = re.compile(r'<meta[^>]*"(og:url|og:image[\w:]*|twitter:card)"[^>]*>\s*')


def repository(url: str, environment=os.environ) -> str:
    """The address of the repository, or an empty string.

    >>> repository("https://github.com/OWNER/REPO", {})
    ''
    >>> repository("https://github.com/OWNER/REPO", {"GITHUB_REPOSITORY": "ada/book"})
    'https://github.com/ada/book'
    """
    if "GITHUB_REPOSITORY" in environment:
        return f"https://github.com/{environment['GITHUB_REPOSITORY']}"
    return "" if PLACEHOLDER in url else url.rstrip("/")


def site(url: str) -> str:
    """The address of the pages of a repository.

    >>> site("https://github.com/Ada/book"), site("")
    ('https://ada.github.io/book/', '')
    """
    owner, name = url.split("/")[-2:] if url else ("", "")
    return url and f"https://{owner.lower()}.github.io/{name}/"


class Published(SphinxDirective):
    """Its content, where the repository has an address."""

    has_content, wants = True, True

    def run(self):
        url = self.config.lr_repository
        if bool(url) != self.wants:
            return []
        self.content = type(self.content)(
            [line.replace(f"https://github.com/{PLACEHOLDER}", url) for line in self.content],
            items=self.content.items,
        )
        return self.parse_content_to_nodes()


class Unpublished(Published):
    """Its content, where there is none."""

    wants = False


def lead(name, rawtext, text, lineno, inliner, options=None, content=()):
    url = inliner.document.settings.env.config.lr_repository
    return [nodes.reference("", text, refuri=url) if url else nodes.Text(text)], []


def configure(app, config):
    theme = config.html_theme_options
    config.lr_repository = url = config.html_context["repository"] = repository(
        theme["repository_url"]
    )
    theme["repository_url"] = url or theme["repository_url"]  # the theme stumbles over none
    config.html_baseurl = config.html_baseurl or site(url)
    config.ogp_site_url = config.html_baseurl
    config.notfound_urls_prefix = urlsplit(config.html_baseurl).path or "/"
    if not url:
        for name in ("use_repository_button", "use_issues_button", "use_edit_page_button"):
            theme[name] = False
        config.ogp_social_cards = {"enable": False}


def clear(app, page, template, context, doctree):
    """What the extensions wrote for a place that is not there."""
    if not app.config.html_baseurl:
        context["metatags"] = NEEDS_A_PLACE.sub("", context.get("metatags", ""))
        context["header_buttons"] = [
            button
            for button in context.get("header_buttons", [])
            if button.get("label") not in OF_THE_REPOSITORY
        ]


def clear_sources(app, exception):
    """The sources that a reader may download say what the pages say."""
    if exception or app.builder.format != "html":
        return
    url = app.config.lr_repository
    for path in Path(app.outdir, "_sources").rglob("*.md"):
        text = path.read_text("utf-8")
        if PLACEHOLDER in text:
            if not url:
                text = re.sub(r"(?ms)^```\{published\}\n.*?^```\n\n?", "", text)
            path.write_text(text.replace(f"https://github.com/{PLACEHOLDER}", url), "utf-8")


def write_site_map(app, exception):
    """All pages, on a rebuild of one page too (where sphinx-sitemap lists that one only)."""
    if exception or app.builder.format != "html":
        return
    path = Path(app.outdir) / "sitemap.xml"
    if not app.config.html_baseurl:
        return path.unlink(missing_ok=True)
    urls = (app.config.html_baseurl + app.builder.get_target_uri(d) for d in app.env.found_docs)
    entries = "".join(f"<url><loc>{url}</loc></url>\n" for url in sorted(urls))
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{schema}">\n{entries}</urlset>\n'
    )
    path.write_text(text, "utf-8")


def setup(app):
    app.add_config_value("lr_repository", "", "env")
    app.add_directive("published", Published)
    app.add_directive("unpublished", Unpublished)
    app.add_role("repository", lead)
    app.connect("config-inited", configure, priority=90)
    app.connect("html-page-context", clear, priority=960)  # after those that write it
    app.connect("build-finished", clear_sources)
    app.connect("build-finished", write_site_map)
    return {"version": "1", "parallel_read_safe": True}
