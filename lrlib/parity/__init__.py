"""What each schedule is called elsewhere: the exact native equivalent, or none.

The table is data. Each entry is an expression in lrlib and one in a framework's own terms,
over the letters below; the tests evaluate both at random values of the letters and compare
the rates. They agree up to rounding, unless ``differs`` says more. Shown in
:doc:`What it is called elsewhere </chapters/parity>`.

=====================  ===================================================================
``lr0, k``             first or highest rate, decay per step
``lo, hi, end``        lowest and highest rate of a cycle, rate at the end
``n, p``               number of steps, share of them at which the peak lies
``S, T``               steps per stair or on a level, steps per cycle
``f, a, b``            factor from one level to the next, steps at which levels change
``q, m``               power of a polynomial, growth of cycles or their number
``start, w, d``        first rate and number of steps of a warm-up, steps of a decay
``optimizer``          made with the schedule's first rate (``lr0``, ``lo`` or ``start``)
=====================  ===================================================================

A native name belongs to the module that ``FRAMEWORKS`` gives; ``exp`` is the exponential
function. timm, Megatron-LM and torchtitan are compared with their formulas, restated in
``tests/formulas.py``, as they are not installed.
"""

from __future__ import annotations

from collections.abc import Iterator

from lrlib.parity.compositions import COMPOSITION_ROWS
from lrlib.parity.frameworks import FRAMEWORK_ROWS, SHAPES
from lrlib.parity.row import Row
from lrlib.parity.trainers import TRAINER_ROWS

__all__ = ["ABSENT", "FRAMEWORKS", "TABLE", "Row", "table"]

#: Name of a framework to the module in which its schedules are.
FRAMEWORKS = {
    "PyTorch": "torch.optim.lr_scheduler",
    "Keras": "keras.optimizers.schedules",
    "MLX": "mlx.optimizers",
    "Optax": "optax",
    "DeepSpeed": "deepspeed.runtime.lr_schedules",
    "transformers": "transformers",
    "timm": "timm.scheduler",
    "Megatron-LM": "megatron.core.optimizer_param_scheduler",
    "torchtitan": "torchtitan.components.lr_scheduler",
}

TABLE = (
    *(
        FRAMEWORK_ROWS.get((framework, ours), Row(framework, ours))
        for framework in ("PyTorch", "Keras", "MLX", "Optax", "DeepSpeed")
        for ours in SHAPES
    ),
    *COMPOSITION_ROWS,
    *TRAINER_ROWS,
)

#: What lrlib has no schedule for, and why.
ABSENT = {
    "PyTorch": {"ReduceLROnPlateau": "the rates depend on the losses"},
    "DeepSpeed": {
        "LRRangeTest": "a line without an end, of which the first update uses the second rate",
        "WarmupLR": "it uses its first rate twice, so that all later rates come one step late",
        "WarmupDecayLR": "likewise",
        "WarmupCosineLR": "likewise",
    },
    "transformers": {
        "greedy": "the rates depend on the losses",
        "reduce_lr_on_plateau": "the rates depend on the losses",
    },
    "timm": {
        "PlateauLRScheduler": "the rates depend on the losses",
    },
}


class Table(tuple[Row, ...]):
    """Rows that show themselves in a notebook: a table of equivalents, and what has none."""

    def _equivalents(self) -> Iterator[tuple[str, str, str]]:
        for row in self:
            if row.native:
                notes = [f"agrees up to step {row.until}"] if row.until else []
                yield row.ours, row.native, "; ".join(notes + [row.differs] * bool(row.differs))

    def _missing(self) -> dict[str, list[str]]:
        """The schedules without an equivalent, by what there is to say of them."""
        found: dict[str, list[str]] = {}
        for row in self:
            if not row.native:
                found.setdefault(row.differs, []).append(row.ours)
        return found

    def _repr_markdown_(self) -> str:
        lines = ["| lrlib | native | what differs |", "|---|---|---|"]
        lines += [f"| `{ours}` | `{native}` | {note} |" for ours, native, note in
                  self._equivalents()]  # fmt: skip
        for reason, shapes in self._missing().items():
            said = ", ".join(f"`{ours}`" for ours in shapes)
            lines += ["", f"No equivalent{reason and f' ({reason})'}: {said}."]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        def code(text: str) -> str:
            return f"<code>{escape(text)}</code>"

        rows = "".join(
            f'<tr><th scope="row">{code(ours)}</th><td>{code(native)}'
            f"{note and f'<small>{escape(note)}</small>'}</td></tr>"
            for ours, native, note in self._equivalents()
        )
        heads = "".join(f'<th scope="col">{name}</th>' for name in ("lrlib", "native"))
        html = (
            f'<table class="table parity lr-cards"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )
        for reason, shapes in self._missing().items():
            said = ", ".join(map(code, shapes))
            html += f"<p>No equivalent{reason and f' ({escape(reason)})'}: {said}.</p>"
        return html


def table(framework: str) -> Table:
    """The rows of one framework, which a notebook shows as a table.

    Parameters
    ----------
    framework : str
        A key of ``FRAMEWORKS``.

    Returns
    -------
    tuple of Row

    Raises
    ------
    ValueError
        if ``framework`` is none of ``FRAMEWORKS``.

    Examples
    --------
    >>> table("PyTorch")[0].native
    'ConstantLR(optimizer, 1.0)'
    """
    if framework not in FRAMEWORKS:
        raise ValueError(f"framework must be one of {', '.join(FRAMEWORKS)}, got {framework!r}")
    return Table(row for row in TABLE if row.framework == framework)
