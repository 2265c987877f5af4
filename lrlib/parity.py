"""What each schedule is called elsewhere: the exact native equivalent, or none.

The table is data. Each entry is an expression in lrlib and one in a framework's own terms,
over the letters below; the tests evaluate both at random values of the letters and compare
the rates. They agree up to rounding, unless ``differs`` says more. Shown in
:doc:`In your training code </chapters/training>`.

=====================  ===================================================================
``lr0, k``             first rate, decay per step
``lo, hi, end``        lowest and highest rate of a cycle, rate at the end
``n, p``               number of steps, share of them at which the peak lies
``S, T``               steps per stair, steps per cycle
``start, w``           first rate and number of steps of a warm-up
``optimizer``          made with the schedule's first rate (``lr0``, ``lo`` or ``start``)
=====================  ===================================================================

A native name belongs to the module that ``FRAMEWORKS`` gives; ``exp`` is the exponential
function.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["FRAMEWORKS", "TABLE", "Row", "table"]

#: Name of a framework to the module in which its schedules are.
FRAMEWORKS = {
    "PyTorch": "torch.optim.lr_scheduler",
    "Keras": "keras.optimizers.schedules",
    "MLX": "mlx.optimizers",
    "Optax": "optax",
    "DeepSpeed": "deepspeed.runtime.lr_schedules",
}


class Row(NamedTuple):
    """One schedule in one framework.

    Parameters
    ----------
    framework : str
        A key of ``FRAMEWORKS``.
    ours : str
        The schedule in lrlib.
    native : str or None
        The framework's own expression for it; None where it has none.
    within : float
        Largest difference of the rates, as a share of the highest one.
    until : str
        The last step at which they agree, if they part after the end.
    differs : str
        What else to know.
    """

    framework: str
    ours: str
    native: str | None = None
    within: float = 0.0
    until: str = ""
    differs: str = ""


FLOAT64, FLOAT32 = 1e-12, 2e-5

_DECAY = "ExponentialDecay(lr0, k)"
_STAIRS = "ExponentialDecay(lr0, k, staircase=S)"
_CED = "CyclicExponentialDecay(lr0, k, T)"
_TRIANGLE = "OneCycle(lo, hi, n)"
_COSINE_CYCLE = 'OneCycle(lo, hi, n, p, "cosine", lr_final=end)'
_THREE_PHASES = "OneCycle(lo, hi, n, p, lr_final=end, three_phase=True)"
_WAVE = "Triangular(lo, hi, T)"
_HALVING = 'Triangular(lo, hi, T, "triangular2")'
_FADING = 'Triangular(lo, hi, T, "exp_range", k)'
_LINEAR = "LinearDecay(lr0, n, end)"
_COSINE = "Cosine(lr0, n, end)"
_WARM = "warmup(Cosine(lr0, n, end), w, lr_start=start)"

_RECURSIVE = "each rate is computed from the one before"
_ONE_STEP_LATER = "at step n + 1 the rate is below zero or wrong, and then it raises an error"
_LATE = "given S itself, a compiled update can drop one step late, as with S = 41"
_WHOLE = "the peak must fall on a whole step, p * n"
_SHARES = _WHOLE + "; lo and end must not be 0; with 0.5 as Optax rounds shares down to steps"
_BY_NAME = "nothing of its own; the configuration takes PyTorch's class by its name"

TABLE = (
    Row("PyTorch", _DECAY, "ExponentialLR(optimizer, gamma=exp(-k))", FLOAT64,
        differs=_RECURSIVE + ", so that a rate held in a tensor drifts"),
    Row("PyTorch", _STAIRS, "StepLR(optimizer, S, gamma=exp(-k * S))", FLOAT64,
        differs=_RECURSIVE + ", so that a rate held in a tensor drifts"),
    Row("PyTorch", _CED),
    Row("PyTorch", _TRIANGLE,
        'OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(n / 2 + 1) / (n + 1), '
        'anneal_strategy="linear", div_factor=hi / lo, final_div_factor=1, cycle_momentum=False)',
        FLOAT64, "n", "lo must not be 0; " + _ONE_STEP_LATER),
    Row("PyTorch", _COSINE_CYCLE,
        "OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(p * n + 1) / (n + 1), "
        "div_factor=hi / lo, final_div_factor=lo / end, cycle_momentum=False)",
        FLOAT64, "n", "lo and end must not be 0; " + _ONE_STEP_LATER),
    Row("PyTorch", _THREE_PHASES,
        "OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(p * n + 1) / (n + 1), "
        'anneal_strategy="linear", div_factor=hi / lo, final_div_factor=lo / end, '
        "three_phase=True, cycle_momentum=False)",
        FLOAT64, "n", "lo and end must not be 0; " + _ONE_STEP_LATER),
    Row("PyTorch", _WAVE,
        "CyclicLR(optimizer, lo, hi, step_size_up=T / 2, cycle_momentum=False)", FLOAT64),
    Row("PyTorch", _HALVING,
        'CyclicLR(optimizer, lo, hi, step_size_up=T / 2, mode="triangular2", '
        "cycle_momentum=False)", FLOAT64),
    Row("PyTorch", _FADING,
        'CyclicLR(optimizer, lo, hi, step_size_up=T / 2, mode="exp_range", gamma=exp(-k), '
        "cycle_momentum=False)", FLOAT64),
    Row("PyTorch", _LINEAR, "LinearLR(optimizer, 1.0, end / lr0, total_iters=n)", FLOAT64,
        differs=_RECURSIVE),
    Row("PyTorch", _COSINE, "CosineAnnealingLR(optimizer, n, eta_min=end)", 1e-9, "n",
        _RECURSIVE + "; it rises again after n"),
    Row("PyTorch", _WARM,
        "SequentialLR(optimizer, [LinearLR(optimizer, start / lr0, 1.0, total_iters=w), "
        "CosineAnnealingLR(optimizer, n, eta_min=end)], [w])",
        1e-9, "w + n",
        "make the optimizer with lr0; start must not be 0; it rises again after the end"),
    Row("Keras", _DECAY, "ExponentialDecay(lr0, 1 / k, exp(-1))", FLOAT32),
    Row("Keras", _STAIRS, "ExponentialDecay(lr0, 0.999999 * S, exp(-k * S), staircase=True)",
        FLOAT32, differs=_LATE),
    Row("Keras", _CED),
    Row("Keras", _TRIANGLE),
    Row("Keras", _COSINE_CYCLE),
    Row("Keras", _THREE_PHASES),
    Row("Keras", _WAVE),
    Row("Keras", _HALVING),
    Row("Keras", _FADING),
    Row("Keras", _LINEAR, "PolynomialDecay(lr0, n, end)", FLOAT32),
    Row("Keras", _COSINE, "CosineDecay(lr0, n, alpha=end / lr0)", FLOAT32),
    Row("Keras", _WARM,
        "CosineDecay(start, n, alpha=end / lr0, warmup_target=lr0, warmup_steps=w)", FLOAT32),
    Row("MLX", _DECAY, "exponential_decay(lr0, exp(-k))", 1e-4,
        differs="exp(-k) is rounded to float32, so the error grows with the step"),
    Row("MLX", _STAIRS, "step_decay(lr0, exp(-k * S), S)", 1e-4,
        differs="exp(-k * S) is rounded to float32, so the error grows with the step"),
    Row("MLX", _CED),
    Row("MLX", _TRIANGLE,
        "join_schedules([linear_schedule(lo, hi, n // 2), linear_schedule(hi, lo, n // 2)], "
        "[n // 2])", FLOAT32, differs="n must be even"),
    Row("MLX", _COSINE_CYCLE),
    Row("MLX", _THREE_PHASES,
        "join_schedules([linear_schedule(lo, hi, round(p * n)), linear_schedule(hi, lo, "
        "round(p * n)), linear_schedule(lo, end, n - 2 * round(p * n))], [round(p * n), "
        "2 * round(p * n)])", FLOAT32, differs=_WHOLE),
    Row("MLX", _WAVE),
    Row("MLX", _HALVING),
    Row("MLX", _FADING),
    Row("MLX", _LINEAR, "linear_schedule(lr0, end, n)", FLOAT32),
    Row("MLX", _COSINE, "cosine_decay(lr0, n, end)", FLOAT32),
    Row("MLX", _WARM,
        "join_schedules([linear_schedule(start, lr0, w), cosine_decay(lr0, n, end)], [w])",
        FLOAT32),
    Row("Optax", _DECAY, "exponential_decay(lr0, 1 / k, exp(-1))", FLOAT32),
    Row("Optax", _STAIRS, "exponential_decay(lr0, 0.999999 * S, exp(-k * S), staircase=True)",
        FLOAT32, differs=_LATE),
    Row("Optax", _CED),
    Row("Optax", _TRIANGLE,
        "linear_onecycle_schedule(2 * n, hi, 0.25, 0.5, hi / lo, 1.0)", FLOAT32,
        differs="n must be even, lo not 0; the first argument is twice n, since with n it would "
        "stay at the peak"),
    Row("Optax", _COSINE_CYCLE,
        "cosine_onecycle_schedule(n, hi, (p * n + 0.5) / n, hi / lo, lo / end)", FLOAT32,
        differs=_SHARES),
    Row("Optax", _THREE_PHASES,
        "linear_onecycle_schedule(n, hi, (p * n + 0.5) / n, (2 * p * n + 0.5) / n, hi / lo, "
        "lo / end)", FLOAT32,
        differs=_SHARES),
    Row("Optax", _WAVE),
    Row("Optax", _HALVING),
    Row("Optax", _FADING),
    Row("Optax", _LINEAR, "linear_schedule(lr0, end, n)", FLOAT32),
    Row("Optax", _COSINE, "cosine_decay_schedule(lr0, n, end / lr0)", FLOAT32),
    Row("Optax", _WARM, "warmup_cosine_decay_schedule(start, lr0, w, w + n, end)", FLOAT32),
    Row("DeepSpeed", _DECAY, differs=_BY_NAME),
    Row("DeepSpeed", _STAIRS, differs=_BY_NAME),
    Row("DeepSpeed", _CED),
    Row("DeepSpeed", _TRIANGLE,
        "OneCycle(optimizer, lo, hi, cycle_first_step_size=n / 2, cycle_momentum=False)",
        FLOAT64, differs="lrlib.deepspeed.config writes it into the configuration"),
    Row("DeepSpeed", _COSINE_CYCLE, differs=_BY_NAME),
    Row("DeepSpeed", _THREE_PHASES, differs=_BY_NAME),
    Row("DeepSpeed", _WAVE, differs=_BY_NAME),
    Row("DeepSpeed", _HALVING, differs=_BY_NAME),
    Row("DeepSpeed", _FADING, differs=_BY_NAME),
    Row("DeepSpeed", _LINEAR, differs=_BY_NAME),
    Row("DeepSpeed", _COSINE, differs=_BY_NAME),
    Row("DeepSpeed", _WARM,
        differs="its WarmupCosineLR uses its first rate twice, so that all later rates come one "
        "step late"),
)  # fmt: skip


class Table(tuple):
    """Rows that show themselves as a table in a notebook."""

    def _cells(self):
        for row in self:
            notes = [f"agrees up to step {row.until}"] if row.until else []
            yield row.ours, row.native, "; ".join(notes + [row.differs] * bool(row.differs))

    def _repr_markdown_(self) -> str:
        lines = ["| lrlib | native | what differs |", "|---|---|---|"]
        for ours, native, differs in self._cells():
            lines.append(f"| `{ours}` | {f'`{native}`' if native else 'none'} | {differs} |")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from html import escape

        def code(text):
            return f"<code>{escape(text)}</code>" if text else "none"

        rows = "".join(
            f'<tr><th scope="row">{code(ours)}</th><td>{code(native)}</td>'
            f"<td>{escape(differs)}</td></tr>"
            for ours, native, differs in self._cells()
        )
        names = ("lrlib", "native", "what differs")
        heads = "".join(f'<th scope="col">{name}</th>' for name in names)
        return (
            f'<table class="table parity"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )


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
    'ExponentialLR(optimizer, gamma=exp(-k))'
    """
    if framework not in FRAMEWORKS:
        raise ValueError(f"framework must be one of {', '.join(FRAMEWORKS)}, got {framework!r}")
    return Table(row for row in TABLE if row.framework == framework)
