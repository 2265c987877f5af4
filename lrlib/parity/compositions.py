"""Rows for what PyTorch and Optax make of other schedules, or of a function of one's own."""

from __future__ import annotations

from lrlib.parity.row import FLOAT32, FLOAT64, rows

__all__ = ["COMPOSITION_ROWS"]

_TORCH = rows(
    "PyTorch", FLOAT64,
    ("of(lambda step: lr0 / (1 + k * step), (0, lr0))",
        "LambdaLR(optimizer, lambda step: 1 / (1 + k * step))",
        {"differs": "PyTorch's function is a factor of the optimizer's rate, ours the rate"}),
    ("ExponentialDecay.over(lr0, end, n)",
        "MultiplicativeLR(optimizer, lambda step: (end / lr0) ** (1 / n))",
        {"within": 1e-10, "differs": "each rate is computed from the one before; what is no "
         "constant factor is a function of the step all the same: lrlib.of"}),
    ("join([ExponentialDecay(lr0 * f, k), ExponentialDecay(lr0 * exp(-k * w), k)], [w])",
        "ChainedScheduler([ConstantLR(optimizer, f, total_iters=w), "
        "ExponentialLR(optimizer, exp(-k))])",
        {"within": 1e-10, "differs": "a product, written out piece by piece"}),
)  # fmt: skip

_OPTAX = rows(
    "Optax", FLOAT32,
    ("warmup(Constant(lr0), w, lr_start=start)", "warmup_constant_schedule(start, lr0, w)"),
    ("warmup(ExponentialDecay(lr0, k, lr_end=end), w, lr_start=start)",
        "warmup_exponential_decay_schedule(start, lr0, w, 1 / k, exp(-1), end_value=end)"),
    ("join([LinearDecay(lr0, a, lr0 * f), LinearDecay(lr0 * f, b - a, lr0 * f * f)], [a])",
        'piecewise_interpolate_schedule("linear", lr0, {a: f, b: f})'),
    ("join([warmup(Cosine(lr0, n, end), w), warmup(Cosine(lo, n, end), w)], [w + n])",
        "sgdr_schedule([dict(init_value=0.0, peak_value=peak, warmup_steps=w, decay_steps=w + n, "
        "end_value=end) for peak in (lr0, lo)])",
        {"differs": "CosineRestarts has this in closed form where the cycles need no warm-up"}),
)  # fmt: skip

COMPOSITION_ROWS = tuple((_TORCH | _OPTAX).values())
