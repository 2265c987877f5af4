"""Cells on the page without the plumbing that only the book needs.

``glue(...)`` keeps a number for the text and ``theorem("E1")`` asks for a box: neither teaches
anything. Here such statements leave the code that a page shows, and a cell that holds nothing
else shows its output only. The notebooks that readers download keep them, as they run there.
"""

import ast

from docutils import nodes
from sphinx.transforms import SphinxTransform

CALLS = {"glue", "theorem"}  # statements that are a call of one of these
MODULES = {"myst_nb"}  # imports from these, and of the calls themselves


def is_plumbing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return getattr(statement.value.func, "id", None) in CALLS
    if isinstance(statement, ast.ImportFrom):
        return statement.module in MODULES or {n.name for n in statement.names} <= CALLS
    if isinstance(statement, ast.For):  # one that only glues
        return all(map(is_plumbing, statement.body))
    return False


def plumbing(statements):
    """The plumbing in a piece of code, that within loops and branches included."""
    for statement in statements:
        if is_plumbing(statement):
            yield statement
        elif isinstance(statement, (ast.For, ast.If, ast.With)):
            yield from plumbing(statement.body)


def without_plumbing(code: str) -> str:
    """The code as the page shows it.

    >>> without_plumbing('from myst_nb import glue\\nx = 1\\nglue("x", x)\\nprint(x)')
    'x = 1\\nprint(x)'
    >>> without_plumbing('theorem("E1")')
    ''
    """
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a cell with IPython's own commands
        return code
    lines = code.splitlines()
    gone = set()
    for statement in plumbing(tree.body):
        gone.update(range(statement.lineno - 1, statement.end_lineno))
    kept = [line for number, line in enumerate(lines) if number not in gone]
    tidy = [line for i, line in enumerate(kept) if line.strip() or (i and kept[i - 1].strip())]
    return "\n".join(tidy).strip("\n")


class NoPlumbing(SphinxTransform):
    default_priority = 590  # before framework_tabs.py moves cells

    def apply(self):
        inputs = self.document.findall(
            lambda n: isinstance(n, nodes.container) and n.get("nb_element") == "cell_code_source"
        )
        for source in list(inputs):
            for block in list(source.findall(nodes.literal_block)):
                code = without_plumbing(block.astext())
                if code == block.astext():
                    continue
                if code:
                    block.children, block.rawsource = [], code
                    block += nodes.Text(code)
                else:
                    source.parent.remove(source)


def setup(app):
    app.add_transform(NoPlumbing)
    return {"version": "1", "parallel_read_safe": True}
