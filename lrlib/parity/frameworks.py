"""Rows for PyTorch, Keras, MLX, Optax and DeepSpeed: each shape that lrlib has, or none."""

from __future__ import annotations

from lrlib.parity.row import FLOAT32, FLOAT64, rows

__all__ = ["FRAMEWORK_ROWS", "SHAPES"]

CONSTANT = "Constant(lr0)"
STEPS = "Steps(lr0, f, every=S)"
BOUNDARIES = "Steps(lr0, f, boundaries=[a, b])"
DECAY = "ExponentialDecay(lr0, k)"
FLOOR = "ExponentialDecay(lr0, k, lr_end=end)"
STAIRS = "ExponentialDecay(lr0, k, staircase=S)"
GROWTH = "ExponentialGrowth(lo, n, hi)"
LINEAR = "LinearDecay(lr0, n, end)"
RISE = "LinearGrowth(lo, n, hi)"
COSINE = "Cosine(lr0, n, end)"
POWER = "Polynomial(lr0, n, q)"
POWER_END = "Polynomial(lr0, n, q, end)"
ROOT = "InverseSqrt(lr0, w)"
INVERSE = "InverseTime(lr0, timescale=S)"
RESTARTS = "CosineRestarts(lr0, T, m, lr_end=end)"
LOWER_RESTARTS = "CosineRestarts(lr0, T, 1, f, end)"
CED = "CyclicExponentialDecay(lr0, k, T)"
TRIANGLE = "OneCycle(lo, hi, n)"
COSINE_CYCLE = 'OneCycle(lo, hi, n, p, "cosine", lr_final=end)'
THREE_PHASES = "OneCycle(lo, hi, n, p, lr_final=end, three_phase=True)"
WAVE = "Triangular(lo, hi, T)"
LOPSIDED = "Triangular(lo, hi, T, pct_start=p)"
HALVING = 'Triangular(lo, hi, T, "triangular2")'
FADING = 'Triangular(lo, hi, T, "exp_range", k)'
WARM = "warmup(Cosine(lr0, n, end), w, lr_start=start)"
STABLE = "WarmupStableDecay(lr0, w + S + d, w, d)"
STABLE_STEP = 'WarmupStableDecay(lr0, w + S + d, w, d, first="step")'

#: The schedules of lrlib in the order of the table.
SHAPES = (
    CONSTANT, STEPS, BOUNDARIES, DECAY, FLOOR, STAIRS, GROWTH, LINEAR, RISE, COSINE, POWER,
    POWER_END, ROOT, INVERSE, RESTARTS, LOWER_RESTARTS, CED, TRIANGLE, COSINE_CYCLE, THREE_PHASES,
    WAVE, LOPSIDED, HALVING, FADING, WARM, STABLE, STABLE_STEP,
)  # fmt: skip

_RECURSIVE = {"differs": "each rate is computed from the one before"}
_DRIFTS = {"differs": _RECURSIVE["differs"] + ", so that a rate held in a tensor drifts"}
_LATER = "at step n + 1 the rate is below zero or wrong, and then it raises an error"
_LATE = {"differs": "given S itself, a compiled update can drop one step late, as with S = 41"}
_WHOLE = "the peak must fall on a whole step, p * n"
_SHARES = _WHOLE + "; lo and end must not be 0; with 0.5 as Optax rounds shares down to steps"
_ROUNDED = {
    "within": 1e-4,
    "differs": "the factor is rounded to float32, so the error grows with the step",
}
_NUMBER = {"differs": "the rate itself, lr0, where a schedule could stand"}
_BY_NAME = {"differs": "nothing of its own; the configuration takes PyTorch's class by its name"}

_ONE_CYCLE = {"until": "n", "differs": "lo and end must not be 0; " + _LATER}

_TORCH = rows(
    "PyTorch", FLOAT64,
    (CONSTANT, "ConstantLR(optimizer, 1.0)"),
    (STEPS, "StepLR(optimizer, S, gamma=f)", _DRIFTS),
    (BOUNDARIES, "MultiStepLR(optimizer, [a, b], gamma=f)", _DRIFTS),
    (DECAY, "ExponentialLR(optimizer, gamma=exp(-k))", _DRIFTS),
    (STAIRS, "StepLR(optimizer, S, gamma=exp(-k * S))", _DRIFTS),
    (LINEAR, "LinearLR(optimizer, 1.0, end / lr0, total_iters=n)", _RECURSIVE),
    (RISE, "LinearLR(optimizer, lo / hi, 1.0, total_iters=n)",
        {"differs": "make the optimizer with hi; lo must not be 0", "made_with": "hi"}),
    (COSINE, "CosineAnnealingLR(optimizer, n, eta_min=end)",
        {"within": 1e-9, "until": "n",
         "differs": _RECURSIVE["differs"] + "; it rises again after n"}),
    (POWER, "PolynomialLR(optimizer, n, q)", {"within": 1e-9} | _RECURSIVE),
    (RESTARTS, "CosineAnnealingWarmRestarts(optimizer, T, m, eta_min=end)"),
    (TRIANGLE,
        'OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(n / 2 + 1) / (n + 1), '
        'anneal_strategy="linear", div_factor=hi / lo, final_div_factor=1, cycle_momentum=False)',
        {"until": "n", "differs": "lo must not be 0; " + _LATER}),
    (COSINE_CYCLE,
        "OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(p * n + 1) / (n + 1), "
        "div_factor=hi / lo, final_div_factor=lo / end, cycle_momentum=False)", _ONE_CYCLE),
    (THREE_PHASES,
        "OneCycleLR(optimizer, hi, total_steps=n + 1, pct_start=(p * n + 1) / (n + 1), "
        'anneal_strategy="linear", div_factor=hi / lo, final_div_factor=lo / end, '
        "three_phase=True, cycle_momentum=False)", _ONE_CYCLE),
    (WAVE, "CyclicLR(optimizer, lo, hi, step_size_up=T / 2, cycle_momentum=False)"),
    (LOPSIDED,
        "CyclicLR(optimizer, lo, hi, step_size_up=p * T, step_size_down=T - p * T, "
        "cycle_momentum=False)", {"within": 1e-9}),
    (HALVING,
        'CyclicLR(optimizer, lo, hi, step_size_up=T / 2, mode="triangular2", '
        "cycle_momentum=False)"),
    (FADING,
        'CyclicLR(optimizer, lo, hi, step_size_up=T / 2, mode="exp_range", gamma=exp(-k), '
        "cycle_momentum=False)"),
    (WARM,
        "SequentialLR(optimizer, [LinearLR(optimizer, start / lr0, 1.0, total_iters=w), "
        "CosineAnnealingLR(optimizer, n, eta_min=end)], [w])",
        {"within": 1e-9, "until": "w + n", "made_with": "lr0", "differs":
            "make the optimizer with lr0; start must not be 0; it rises again after the end"}),
    (STABLE,
        "LambdaLR(optimizer, lambda step: max(0.0, min(step / w, 1.0, (w + S + d - step) / d)))",
        {"made_with": "lr0", "differs": "make the optimizer with lr0"}),
    (STABLE_STEP,
        "SequentialLR(optimizer, [LinearLR(optimizer, 1 / (w + 1), 1.0, total_iters=w), "
        "ConstantLR(optimizer, 1.0), LinearLR(optimizer, 1.0, 0.0, total_iters=d)], [w, w + S])"),
)  # fmt: skip

_KERAS = rows(
    "Keras", FLOAT32,
    (CONSTANT, None, _NUMBER),
    (STEPS, "ExponentialDecay(lr0, 0.999999 * S, f, staircase=True)", _LATE),
    (BOUNDARIES, "PiecewiseConstantDecay([a - 1, b - 1], [lr0, lr0 * f, lr0 * f * f])",
        {"differs": "at a boundary itself Keras still has the rate before it"}),
    (DECAY, "ExponentialDecay(lr0, 1 / k, exp(-1))"),
    (STAIRS, "ExponentialDecay(lr0, 0.999999 * S, exp(-k * S), staircase=True)", _LATE),
    (LINEAR, "PolynomialDecay(lr0, n, end)"),
    (RISE, "PolynomialDecay(lo, n, hi)"),
    (COSINE, "CosineDecay(lr0, n, alpha=end / lr0)"),
    (POWER, "PolynomialDecay(lr0, n, 0.0, power=q)"),
    (POWER_END, "PolynomialDecay(lr0, n, end, power=q)"),
    (INVERSE, "InverseTimeDecay(lr0, S, 1.0)"),
    (RESTARTS, None,
        {"differs": "CosineDecayRestarts with t_mul=m, but for a restart that float32 can miss "
         "by a step"}),
    (LOWER_RESTARTS, "CosineDecayRestarts(lr0, T, t_mul=1.0, m_mul=f, alpha=end / lr0)"),
    (WARM, "CosineDecay(start, n, alpha=end / lr0, warmup_target=lr0, warmup_steps=w)"),
)  # fmt: skip

_MLX = rows(
    "MLX", FLOAT32,
    (CONSTANT, None, _NUMBER),
    (STEPS, "step_decay(lr0, f, S)", _ROUNDED),
    (DECAY, "exponential_decay(lr0, exp(-k))", _ROUNDED),
    (STAIRS, "step_decay(lr0, exp(-k * S), S)", _ROUNDED),
    (LINEAR, "linear_schedule(lr0, end, n)"),
    (RISE, "linear_schedule(lo, hi, n)"),
    (COSINE, "cosine_decay(lr0, n, end)"),
    (TRIANGLE,
        "join_schedules([linear_schedule(lo, hi, n // 2), linear_schedule(hi, lo, n // 2)], "
        "[n // 2])", {"differs": "n must be even"}),
    (THREE_PHASES,
        "join_schedules([linear_schedule(lo, hi, round(p * n)), linear_schedule(hi, lo, "
        "round(p * n)), linear_schedule(lo, end, n - 2 * round(p * n))], [round(p * n), "
        "2 * round(p * n)])", {"differs": _WHOLE}),
    (WARM, "join_schedules([linear_schedule(start, lr0, w), cosine_decay(lr0, n, end)], [w])"),
    (STABLE,
        "join_schedules([linear_schedule(0.0, lr0, w), linear_schedule(lr0, lr0, S), "
        "linear_schedule(lr0, 0.0, d)], [w, w + S])"),
)  # fmt: skip

_OPTAX = rows(
    "Optax", FLOAT32,
    (CONSTANT, "constant_schedule(lr0)"),
    (STEPS, "exponential_decay(lr0, 0.999999 * S, f, staircase=True)", _LATE),
    (BOUNDARIES, "piecewise_constant_schedule(lr0, {a: f, b: f})"),
    (DECAY, "exponential_decay(lr0, 1 / k, exp(-1))"),
    (FLOOR, "exponential_decay(lr0, 1 / k, exp(-1), end_value=end)"),
    (STAIRS, "exponential_decay(lr0, 0.999999 * S, exp(-k * S), staircase=True)", _LATE),
    (GROWTH, "exponential_decay(lo, n, hi / lo, end_value=hi)"),
    (LINEAR, "linear_schedule(lr0, end, n)"),
    (RISE, "linear_schedule(lo, hi, n)"),
    (COSINE, "cosine_decay_schedule(lr0, n, end / lr0)"),
    (POWER, "polynomial_schedule(lr0, 0.0, q, n)"),
    (POWER_END, "polynomial_schedule(lr0, end, q, n)"),
    (TRIANGLE, "linear_onecycle_schedule(2 * n, hi, 0.25, 0.5, hi / lo, 1.0)",
        {"differs": "n must be even, lo not 0; the first argument is twice n, since with n it "
         "would stay at the peak"}),
    (COSINE_CYCLE, "cosine_onecycle_schedule(n, hi, (p * n + 0.5) / n, hi / lo, lo / end)",
        {"differs": _SHARES}),
    (THREE_PHASES,
        "linear_onecycle_schedule(n, hi, (p * n + 0.5) / n, (2 * p * n + 0.5) / n, hi / lo, "
        "lo / end)", {"differs": _SHARES}),
    (WARM, "warmup_cosine_decay_schedule(start, lr0, w, w + n, end)"),
    (STABLE,
        "join_schedules([linear_schedule(0.0, lr0, w), constant_schedule(lr0), "
        "linear_schedule(lr0, 0.0, d)], [w, w + S])"),
)  # fmt: skip

_DEEPSPEED = rows(
    "DeepSpeed", FLOAT64,
    *((ours, None, _BY_NAME) for _, ours in _TORCH if ours not in (STABLE, WARM, STABLE_STEP)),
    (TRIANGLE, "OneCycle(optimizer, lo, hi, cycle_first_step_size=n / 2, cycle_momentum=False)",
        {"differs": "lrlib.deepspeed.config writes it into the configuration"}),
    (WARM, None,
        {"differs": "its WarmupCosineLR uses its first rate twice, so that all later rates come "
         "one step late"}),
)  # fmt: skip

FRAMEWORK_ROWS = _TORCH | _KERAS | _MLX | _OPTAX | _DEEPSPEED
