"""The built book, as the tests see it: its pages, and a server as strict as one can be."""

import functools
import http.server
import os
import re
import threading
from contextlib import contextmanager
from pathlib import Path

import yaml
from lxml import html

ROOT = Path(__file__).resolve().parent.parent
HTML = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
POLICY = "default-src 'self'"
LIVE_POLICY = f"{POLICY}; script-src 'self' 'wasm-unsafe-eval'"  # for Python in the page


def chapters() -> list[str]:
    """The pages in the table of contents, first to last."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]


def pages() -> list[str]:
    """All pages, those that Sphinx adds included."""
    return [*chapters(), "search", "genindex", "py-modindex", "prf-prf", "404"]


@functools.lru_cache(maxsize=64)
def parsed(page):
    """A page as a tree."""
    path = HTML / f"{page}.html"
    assert path.exists(), f"{path} is missing: run `make book` first"
    return html.document_fromstring(path.read_bytes().decode("utf-8"))


@functools.lru_cache(maxsize=1)
def prefix() -> str:
    """The path that the site has on its server: of the address that its pages name, if any."""
    canonical = parsed("index").xpath('//link[@rel="canonical"]/@href')
    return re.sub(r"^https?://[^/]+|index\.html$", "", canonical[0]) if canonical else "/"


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    policy = POLICY
    log = None  # a list for (path, status, bytes) of each answer
    place = None  # the folder of the server that the site lies in; nothing else is there

    def translate_path(self, path):
        if self.place and not path.startswith(self.place):
            return str(HTML / "nothing is here")
        return super().translate_path("/" + path.removeprefix(self.place or prefix()))

    def send_error(self, code, message=None, explain=None):
        if code != 404:
            return super().send_error(code, message, explain)
        body = (HTML / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_response(self, code, message=None):
        self.code = code
        super().send_response(code, message)

    def send_header(self, keyword, value):
        if keyword == "Content-Length" and self.log is not None:
            self.log.append((self.path, self.code, int(value)))
        super().send_header(keyword, value)

    def end_headers(self):
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def served(policy=POLICY, log=None, place=None):
    """The address of the site on this machine."""
    strict = type("Handler", (_Handler,), {"policy": policy, "log": log, "place": place})
    handler = functools.partial(strict, directory=str(HTML))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{place or prefix()}"
    server.shutdown()
