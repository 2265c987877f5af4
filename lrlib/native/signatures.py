"""The parameters of native schedules, in the words of the frameworks: their order, their defaults.

Tests hold each against the signature of what is installed.
"""

from __future__ import annotations

import ast
from inspect import Parameter, Signature

__all__ = ["REFUSED", "SIGNATURES", "signature"]

ANNEALED = "optimizer, num_warmup_steps, num_training_steps, num_cycles=0.5, last_epoch=-1"
MINIMUM = ANNEALED + ", min_lr=None, min_lr_rate=None"

#: Module to name to parameters.
SIGNATURES: dict[str, dict[str, str]] = {
    "torch.optim.lr_scheduler": {
        "StepLR": "optimizer, step_size, gamma=0.1, last_epoch=-1",
        "MultiStepLR": "optimizer, milestones, gamma=0.1, last_epoch=-1",
        "ConstantLR": "optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1",
        "LinearLR": "optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, "
        "last_epoch=-1",
        "ExponentialLR": "optimizer, gamma, last_epoch=-1",
        "PolynomialLR": "optimizer, total_iters=5, power=1.0, last_epoch=-1",
        "CosineAnnealingLR": "optimizer, T_max, eta_min=0.0, last_epoch=-1",
        "CosineAnnealingWarmRestarts": "optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1",
        "OneCycleLR": "optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, "
        "pct_start=0.3, anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85, "
        "max_momentum=0.95, div_factor=25.0, final_div_factor=10000.0, three_phase=False, "
        "last_epoch=-1",
        "CyclicLR": "optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, "
        "mode='triangular', gamma=1.0, scale_fn=None, scale_mode='cycle', cycle_momentum=True, "
        "base_momentum=0.8, max_momentum=0.9, last_epoch=-1",
        "SequentialLR": "optimizer, schedulers, milestones, last_epoch=-1",
        "ChainedScheduler": "schedulers, optimizer=None",
    },
    "transformers": {
        "get_scheduler": "name, optimizer, num_warmup_steps=None, num_training_steps=None, "
        "scheduler_specific_kwargs=None",
        "get_constant_schedule": "optimizer, last_epoch=-1",
        "get_constant_schedule_with_warmup": "optimizer, num_warmup_steps, last_epoch=-1",
        "get_linear_schedule_with_warmup": "optimizer, num_warmup_steps, num_training_steps, "
        "last_epoch=-1",
        "get_cosine_schedule_with_warmup": ANNEALED,
        "get_cosine_with_hard_restarts_schedule_with_warmup": ANNEALED.replace("0.5", "1"),
        "get_cosine_with_min_lr_schedule_with_warmup": MINIMUM,
        "get_cosine_with_min_lr_schedule_with_warmup_lr_rate": MINIMUM + ", warmup_lr_rate=None",
        "get_polynomial_decay_schedule_with_warmup": "optimizer, num_warmup_steps, "
        "num_training_steps, lr_end=1e-07, power=1.0, last_epoch=-1",
        "get_inverse_sqrt_schedule": "optimizer, num_warmup_steps, timescale=None, last_epoch=-1",
        "get_wsd_schedule": "optimizer, num_warmup_steps, num_decay_steps, "
        "num_training_steps=None, num_stable_steps=None, warmup_type='linear', "
        "decay_type='cosine', min_lr_ratio=0, num_cycles=0.5, last_epoch=-1",
    },
    "keras.optimizers.schedules": {
        "ExponentialDecay": "initial_learning_rate, decay_steps, decay_rate, staircase=False, "
        "name='ExponentialDecay'",
        "PiecewiseConstantDecay": "boundaries, values, name='PiecewiseConstant'",
        "PolynomialDecay": "initial_learning_rate, decay_steps, end_learning_rate=0.0001, "
        "power=1.0, cycle=False, name='PolynomialDecay'",
        "InverseTimeDecay": "initial_learning_rate, decay_steps, decay_rate, staircase=False, "
        "name='InverseTimeDecay'",
        "CosineDecay": "initial_learning_rate, decay_steps, alpha=0.0, name='CosineDecay', "
        "warmup_target=None, warmup_steps=0",
        "CosineDecayRestarts": "initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, "
        "alpha=0.0, name='SGDRDecay'",
    },
    "optax": {
        "constant_schedule": "value",
        "polynomial_schedule": "init_value, end_value, power, transition_steps, transition_begin=0",
        "linear_schedule": "init_value, end_value, transition_steps, transition_begin=0",
        "exponential_decay": "init_value, transition_steps, decay_rate, transition_begin=0, "
        "staircase=False, end_value=None",
        "cosine_decay_schedule": "init_value, decay_steps, alpha=0.0, exponent=1.0",
        "piecewise_constant_schedule": "init_value, boundaries_and_scales=None",
        "piecewise_interpolate_schedule": "interpolate_type, init_value, "
        "boundaries_and_scales=None",
        "join_schedules": "schedules, boundaries",
        "warmup_constant_schedule": "init_value, peak_value, warmup_steps",
        "warmup_cosine_decay_schedule": "init_value, peak_value, warmup_steps, decay_steps, "
        "end_value=0.0, exponent=1.0",
        "warmup_exponential_decay_schedule": "init_value, peak_value, warmup_steps, "
        "transition_steps, decay_rate, transition_begin=0, staircase=False, end_value=None",
        "sgdr_schedule": "cosine_kwargs",
        "linear_onecycle_schedule": "transition_steps, peak_value, pct_start=0.3, "
        "pct_final=0.85, div_factor=25.0, final_div_factor=10000.0",
        "cosine_onecycle_schedule": "transition_steps, peak_value, pct_start=0.3, "
        "div_factor=25.0, final_div_factor=10000.0",
    },
    "mlx.optimizers": {
        "exponential_decay": "init, decay_rate",
        "step_decay": "init, decay_rate, step_size",
        "cosine_decay": "init, decay_steps, end=0.0",
        "linear_schedule": "init, end, steps",
        "join_schedules": "schedules, boundaries",
    },
}

_LOSSES = "its rates depend on the losses, and not on the step alone"
_FUNCTION = "its factors are a function of your own; lrlib.of takes a function of the step"

#: Name to the reason why no text can say what it does.
REFUSED = {
    "LambdaLR": _FUNCTION,
    "MultiplicativeLR": _FUNCTION,
    "ReduceLROnPlateau": _LOSSES,
    "GreedyLR": _LOSSES,
    "get_reduce_on_plateau_schedule": _LOSSES,
    "get_greedy_schedule": _LOSSES,
    "get_adafactor_schedule": "Adafactor computes its rate itself",
    "reduce_on_plateau": _LOSSES,
}


def signature(parameters: str) -> Signature:
    """Parameters as Python keeps them.

    >>> signature("optimizer, gamma=0.1")
    <Signature (optimizer, gamma=0.1)>
    """
    made = ast.parse(f"def f({parameters}): pass").body[0]
    assert isinstance(made, ast.FunctionDef)
    names, defaults = made.args.args, made.args.defaults
    values = [Parameter.empty] * (len(names) - len(defaults)) + list(
        map(ast.literal_eval, defaults)
    )
    return Signature(
        [
            Parameter(name.arg, Parameter.POSITIONAL_OR_KEYWORD, default=value)
            for name, value in zip(names, values)
        ]
    )
