"""In the packed interpreter: what a page imports becomes bytecode, in the archives where it lies.

Else a browser would compile it at each visit, for seconds. Names of files and numbers of lines
are left out of it, a third of its size: a reader's own cell has its own.
"""

import importlib
import importlib.util
import marshal
import sys
import types
import warnings
import zipfile

HEAD = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)  # never held to a source
ARCHIVES = ("python_stdlib", "sympy", "z3", "flint")

warnings.simplefilter("ignore")  # of how others write
for name in ARCHIVES[1:]:
    with zipfile.ZipFile(f"/packed/{name}.zip") as archive:
        archive.extractall("/lib/python3.14/site-packages")
for name in (
    "sympy",
    "flint",
    "z3",
    "sympy.printing.mathml",
    "sympy.codegen.ast",
    "xml.dom.minidom",
):
    importlib.import_module(name)
import sympy as sp  # noqa: E402

x, n = sp.Symbol("x", positive=True), sp.Symbol("n", integer=True)
sp.simplify(sp.polylog(2, x) + sp.summation(x**n, (n, 0, sp.oo)))  # which imports more
USED = set(sys.modules) | set(sys.stdlib_module_names)


def bare(code):
    inner = [bare(it) if isinstance(it, types.CodeType) else it for it in code.co_consts]
    units, rest = divmod(len(code.co_code) // 2, 8)
    nowhere = b"\xff" * units + bytes([0xF8 | rest - 1] * (rest > 0))  # eight instructions a byte
    return code.replace(co_linetable=nowhere, co_filename="", co_consts=tuple(inner))


def compiled(name, data):
    """A file of an archive: its name and content, as bytecode if a page imports it."""
    module = name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    if not name.endswith(".py") or module not in USED:
        return name, data
    return name + "c", HEAD + marshal.dumps(bare(compile(data, "", "exec", dont_inherit=True)))


for name in ARCHIVES:
    path = f"/packed/{name}.zip"
    with zipfile.ZipFile(path) as archive:
        files = [compiled(it, archive.read(it)) for it in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for inside, data in files:
            archive.writestr(zipfile.ZipInfo(inside), data, zipfile.ZIP_DEFLATED, 9)
