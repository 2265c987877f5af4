"""Framework tabs over executed cells.

Consecutive notebook cells tagged ``tab-torch``, ``tab-tensorflow``, ... become one tab set of
sphinx-design, which keeps all sets of the book in step and remembers the reader's choice. A
repeated tag goes on in the same tab; returning to an earlier one, an untagged cell or
Markdown starts a new set. In a notebook the cells simply follow one another.
"""

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx_design.shared import create_component

LABELS = {
    "torch": "PyTorch",
    "tensorflow": "TensorFlow",
    "mlx": "MLX",
    "jax": "JAX",
    "deepspeed": "DeepSpeed",
}


def framework_of(node):
    """The framework that a cell is tagged with, or None."""
    if isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        for tag in node.get("cell_metadata", {}).get("tags", []):
            if tag.startswith("tab-"):
                return tag.removeprefix("tab-")
    return None


def tab(framework):
    """An empty tab with its label."""
    name = LABELS[framework]
    label = nodes.rubric(name, name, classes=["sd-tab-label"])
    label["sync_group"], label["sync_id"] = "framework", framework
    content = create_component("tab-content", classes=["sd-tab-content"])
    return create_component("tab-item", classes=["sd-tab-item"], children=[label, content])


class FrameworkTabs(SphinxTransform):
    """Wrap tagged cells, with their outputs, in tab sets."""

    default_priority = 600

    def apply(self):
        for parent in {node.parent for node in self.document.findall(framework_of)}:
            self.wrap(parent)

    def wrap(self, parent):
        tabs, kept = {}, []
        for node in parent.children:
            framework = framework_of(node)
            if framework is None or (framework in tabs and framework != next(reversed(tabs))):
                tabs = {}
            if framework is None:
                kept.append(node)
                continue
            if not tabs:
                kept.append(create_component("tab-set", classes=["sd-tab-set"]))
                kept[-1].source, kept[-1].line = node.source, node.line
            if framework not in tabs:
                tabs[framework] = tab(framework)
                kept[-1] += tabs[framework]
            tabs[framework].children[1] += node
        parent.children = []
        parent.extend(kept)


def setup(app):
    app.add_transform(FrameworkTabs)
    return {"version": "1", "parallel_read_safe": True}
