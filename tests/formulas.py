"""Oracles: what timm, Megatron-LM and torchtitan compute, restated from their sources.

They are no test dependencies: timm brings torchvision, the others whole trainers. Names and
arguments are theirs, so that the parity table's expressions run; ``optimizer`` is the rate that
it was made with, and each answers with the function from the update's number to its rate. Read
at: huggingface/pytorch-image-models, timm/scheduler (803b7c2a for WSD); NVIDIA/Megatron-LM,
megatron/core/optimizer_param_scheduler.py (00caa53a); pytorch/torchtitan,
torchtitan/components/lr_scheduler.py (0e138118).
"""

import math

#: All that they have, by the argument or the class that chooses it. Read at the same places.
NAMES = {
    "timm": {
        "CosineLRScheduler",
        "MultiStepLRScheduler",
        "PlateauLRScheduler",
        "PolyLRScheduler",
        "StepLRScheduler",
        "TanhLRScheduler",
        "WSDLRScheduler",
    },
    "Megatron-LM": {
        "constant",
        "cosine",
        "exponential",
        "inverse-square-root",
        "linear",
        "minus_sqrt",
        "WSD",
    },
    "torchtitan": {"cosine", "linear", "sqrt"},
}


def _warmed(base, warmup_t, warmup_lr_init, prefix, rate):
    """timm's warm-up: in front (a prefix), or instead of the first rates."""

    def rate_at(t):
        if t < warmup_t:
            return warmup_lr_init + t * (base - warmup_lr_init) / warmup_t
        return rate(t - warmup_t if prefix else t)

    return rate_at


def _cycles(base, t_initial, lr_min, cycle_decay, cycle_limit, fall):
    def rate(t):
        i, t_curr = divmod(t, t_initial)
        if i >= cycle_limit:
            return lr_min
        return lr_min + (base * cycle_decay**i - lr_min) * fall(t_curr / t_initial)

    return rate


def CosineLRScheduler(
    optimizer,
    t_initial,
    lr_min=0.0,
    cycle_decay=1.0,
    cycle_limit=1,
    warmup_t=0,
    warmup_lr_init=0,
    warmup_prefix=False,
):
    fall = lambda share: 0.5 * (1 + math.cos(math.pi * share))  # noqa: E731
    rate = _cycles(optimizer, t_initial, lr_min, cycle_decay, cycle_limit, fall)
    return _warmed(optimizer, warmup_t, warmup_lr_init, warmup_prefix, rate)


def PolyLRScheduler(optimizer, t_initial, power=0.5, lr_min=0.0):
    return _cycles(optimizer, t_initial, lr_min, 1.0, 1, lambda share: (1 - share) ** power)


def TanhLRScheduler(optimizer, t_initial, lb=-7.0, ub=3.0, lr_min=0.0):
    fall = lambda share: 0.5 * (1 - math.tanh(lb * (1 - share) + ub * share))  # noqa: E731
    return _cycles(optimizer, t_initial, lr_min, 1.0, 1, fall)


def StepLRScheduler(optimizer, decay_t, decay_rate=1.0):
    return lambda t: optimizer * decay_rate ** (t // decay_t)


def MultiStepLRScheduler(optimizer, decay_t, decay_rate=1.0):
    return lambda t: optimizer * decay_rate ** sum(t >= at for at in decay_t)


_FALLS = {
    "linear": lambda share: 1 - share,
    "1-sqrt": lambda share: 1 - math.sqrt(share),
    "exponential": lambda share: 2 * 0.5**share - 1,
    "minus_sqrt": lambda share: 1 - math.sqrt(share),
    "sqrt": lambda share: 1 - math.sqrt(share),
    "cosine": lambda share: 0.5 * (1 + math.cos(math.pi * share)),
}


def WSDLRScheduler(optimizer, t_initial, decay_t, lr_min=0.0, decay_fn="1-sqrt", warmup_t=0):
    def rate(t):
        share = min(max(t - (t_initial - decay_t), 0) / decay_t, 1)
        return lr_min + (optimizer - lr_min) * _FALLS[decay_fn](share)

    return _warmed(optimizer, warmup_t, 0.0, True, rate)


def OptimizerParamScheduler(
    optimizer,
    init_lr,
    max_lr,
    min_lr,
    lr_warmup_steps,
    lr_decay_steps,
    lr_decay_style,
    wsd_decay_steps=None,
    lr_wsd_decay_style=None,
):
    def rate(t):
        if t <= lr_warmup_steps:
            return init_lr + (max_lr - init_lr) * t / lr_warmup_steps
        if lr_decay_style == "constant":
            return max_lr
        if t > lr_decay_steps:
            return min_lr
        if lr_decay_style == "inverse-square-root":
            return max(min_lr, max_lr * math.sqrt(lr_warmup_steps) / math.sqrt(t))
        if lr_decay_style == "WSD":
            begun = t - (lr_decay_steps - wsd_decay_steps)
            left = 1.0 if begun <= 0 else _FALLS[lr_wsd_decay_style](begun / wsd_decay_steps)
        else:
            share = (t - lr_warmup_steps) / (lr_decay_steps - lr_warmup_steps)
            left = _FALLS[lr_decay_style](share)
        return min_lr + (max_lr - min_lr) * left

    return rate


def linear_warmup_stable_decay(
    optimizer, warmup_steps, stable_steps, decay_steps, lr_decay_type, lr_min
):
    def rate(t):
        level = warmup_steps + stable_steps
        t = min(t, level + decay_steps)
        if t < warmup_steps:
            return optimizer * (t + 1) / (warmup_steps + 1)
        if t < level:
            return optimizer
        left = _FALLS[lr_decay_type]((t + 1 - level) / (decay_steps + 1))
        return optimizer * (lr_min + (1 - lr_min) * left)

    return rate
