"""Rows for what trainers and other libraries bring: transformers, timm, Megatron-LM, torchtitan."""

from __future__ import annotations

from lrlib.parity.row import FLOAT64, rows

__all__ = ["TRAINER_ROWS"]

_AGAIN = "it rises again after the end"


def _wsd(shape: str, end: str = "0.0") -> str:
    return f'WarmupStableDecay(lr0, w + S + d, w, d, "{shape}", {end})'


_TRANSFORMERS = rows(
    "transformers", FLOAT64,
    ("Constant(lr0)", 'get_scheduler("constant", optimizer)'),
    ("warmup(Constant(lr0), w)", 'get_scheduler("constant_with_warmup", optimizer, w)'),
    ("warmup(LinearDecay(lr0, n), w)", 'get_scheduler("linear", optimizer, w, w + n)'),
    ("warmup(Cosine(lr0, n), w)", 'get_scheduler("cosine", optimizer, w, w + n)',
        {"until": "w + n", "differs": _AGAIN}),
    ("join([warmup(CosineRestarts(lr0, T), w), Constant(0)], [w + m * T])",
        'get_scheduler("cosine_with_restarts", optimizer, w, w + m * T, {"num_cycles": m})'),
    ("warmup(Polynomial(lr0, n, q, end), w)",
        'get_scheduler("polynomial", optimizer, w, w + n, {"power": q, "lr_end": end})'),
    ("InverseSqrt(lr0, w)", 'get_scheduler("inverse_sqrt", optimizer, w)'),
    ("InverseSqrt(lr0, w, S)",
        'get_scheduler("inverse_sqrt", optimizer, w, scheduler_specific_kwargs={"timescale": S})'),
    ("warmup(Cosine(lr0, n, end), w)",
        'get_scheduler("cosine_with_min_lr", optimizer, w, w + n, {"min_lr": end})',
        {"until": "w + n", "differs": _AGAIN}),
    ("warmup(Cosine(lr0, n, end), w - 1, lr_start=lr0 / w)",
        'get_scheduler("cosine_warmup_with_min_lr", optimizer, w, w + n, {"min_lr": end})',
        {"until": "w + n - 1", "differs": "its cosine begins one step early; " + _AGAIN}),
    (_wsd("linear"),
        'get_scheduler("warmup_stable_decay", optimizer, w, w + S + d, '
        '{"num_decay_steps": d, "decay_type": "linear"})'),
    (_wsd("1-sqrt"),
        'get_scheduler("warmup_stable_decay", optimizer, w, w + S + d, '
        '{"num_decay_steps": d, "decay_type": "1-sqrt"})'),
    ('warmup(Constant(lr0).cooldown(S, d, "cosine", end), w, lr_start=end)',
        'get_scheduler("warmup_stable_decay", optimizer, w, w + S + d, '
        '{"num_decay_steps": d, "decay_type": "cosine", "min_lr_ratio": end / lr0})'),
)  # fmt: skip

_TIMM = rows(
    "timm", FLOAT64,
    ("Cosine(lr0, n, end)", "CosineLRScheduler(optimizer, n, lr_min=end)"),
    ("warmup(Cosine(lr0, n, end), w, lr_start=start)",
        "CosineLRScheduler(optimizer, n, lr_min=end, warmup_t=w, warmup_lr_init=start, "
        "warmup_prefix=True)",
        {"made_with": "lr0", "differs":
            "without warmup_prefix, which is its default, the warm-up hides the first w rates"}),
    ("CosineRestarts(lr0, T, lr_end=end)",
        "CosineLRScheduler(optimizer, T, lr_min=end, cycle_limit=10**9)"),
    ("CosineRestarts(lr0, T, 1, f)",
        "CosineLRScheduler(optimizer, T, cycle_decay=f, cycle_limit=10**9)",
        {"differs": "cycle_decay multiplies the peak itself, ours its height above lr_end"}),
    ("Polynomial(lr0, n, q, end)", "PolyLRScheduler(optimizer, n, power=q, lr_min=end)"),
    ("Steps(lr0, f, every=S)", "StepLRScheduler(optimizer, decay_t=S, decay_rate=f)"),
    ("Steps(lr0, f, boundaries=[a, b])",
        "MultiStepLRScheduler(optimizer, decay_t=[a, b], decay_rate=f)"),
    ("of(lambda step: end + (lr0 - end) / (1 + exp(20 * step / n - 14)) if step < n else end, "
        "(end, lr0))",
        "TanhLRScheduler(optimizer, n, lr_min=end)",
        {"differs": "1 - tanh is written as what it is, a logistic curve"}),
    (_wsd("1-sqrt", "end"), "WSDLRScheduler(optimizer, S + d, d, lr_min=end, warmup_t=w)"),
    (_wsd("linear"), 'WSDLRScheduler(optimizer, S + d, d, decay_fn="linear", warmup_t=w)'),
    (_wsd("cosine"), 'WSDLRScheduler(optimizer, S + d, d, decay_fn="cosine", warmup_t=w)'),
)  # fmt: skip


def _megatron(style: str, decay: str = "n", more: str = "") -> str:
    return (
        f"OptimizerParamScheduler(optimizer, init_lr=start, max_lr=lr0, min_lr=end, "
        f'lr_warmup_steps=w, lr_decay_steps=w + {decay}, lr_decay_style="{style}"{more})'
    )


def _annealed(style: str) -> str:
    return _megatron("WSD", "S + d", f', wsd_decay_steps=d, lr_wsd_decay_style="{style}"')


_WEIGHTS = "besides its arguments for the weight decay"
_MEGATRON = rows(
    "Megatron-LM", FLOAT64,
    ("warmup(Constant(lr0), w, lr_start=start)", _megatron("constant"), {"differs": _WEIGHTS}),
    ("warmup(LinearDecay(lr0, n, end), w, lr_start=start)", _megatron("linear"),
        {"differs": _WEIGHTS}),
    ("warmup(Cosine(lr0, n, end), w, lr_start=start)", _megatron("cosine"), {"differs": _WEIGHTS}),
    ("InverseSqrt(lr0, w, lr_end=end)",
        _megatron("inverse-square-root").replace("init_lr=start", "init_lr=0.0"),
        {"until": "w + n", "differs": "after lr_decay_steps it is at min_lr; " + _WEIGHTS}),
    ('warmup(Constant(lr0).cooldown(S, d, "linear", end), w, lr_start=start)',
        _annealed("linear"), {"differs": _WEIGHTS}),
    ('warmup(Constant(lr0).cooldown(S, d, "cosine", end), w, lr_start=start)',
        _annealed("cosine"), {"differs": _WEIGHTS}),
    ('warmup(Constant(lr0).cooldown(S, d, "1-sqrt", end), w, lr_start=start)',
        _annealed("minus_sqrt"), {"differs": _WEIGHTS}),
    ("warmup(join([Constant(lr0), of(lambda step: end + (lr0 - end) * "
        "(2 * 0.5 ** min(step / d, 1) - 1), (end, lr0))], [S]), w, lr_start=start)",
        _annealed("exponential"),
        {"differs": "a power of a half, shifted to reach the end; " + _WEIGHTS}),
)  # fmt: skip


def _titan(shape: str) -> str:
    return f'WarmupStableDecay(lr0, w + S + d, w, d + 1, "{shape}", end, first="step")'


def _lambda(kind: str) -> str:
    return (
        f"linear_warmup_stable_decay(optimizer, warmup_steps=w, stable_steps=S, decay_steps=d, "
        f'lr_decay_type="{kind}", lr_min=end / lr0)'
    )


_EARLY = {"differs": "the warm-up ends, and the decay begins, one step early: hence d + 1"}
_TORCHTITAN = rows(
    "torchtitan", FLOAT64,
    (_titan("linear"), _lambda("linear"), _EARLY),
    (_titan("1-sqrt"), _lambda("sqrt"), _EARLY),
    (_titan("cosine"), _lambda("cosine"), _EARLY),
)  # fmt: skip

TRAINER_ROWS = tuple((_TRANSFORMERS | _TIMM | _MEGATRON | _TORCHTITAN).values())
