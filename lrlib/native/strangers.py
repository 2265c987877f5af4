"""What one may well paste and no reader knows: a sentence for each, with what to write instead."""

from __future__ import annotations

__all__ = ["STRANGERS"]

#: Name to sentence.
STRANGERS = {
    "TanhLRScheduler": "TanhLRScheduler is timm's, which is not read, and none of lrlib's kinds "
    "has its curve",
    "PlateauLRScheduler": "PlateauLRScheduler is timm's, and its rates depend on the losses, and "
    "not on the step alone",
    "create_scheduler_v2": "create_scheduler_v2 is timm's, and only its arguments name the "
    "schedule, which are not read: paste "
    "CosineLRScheduler(optimizer, t_initial=num_epochs, warmup_t=warmup_epochs, lr_min=min_lr)",
    "WSD": "lrlib's schedule of this kind is WarmupStableDecay: write "
    "WarmupStableDecay(lr, total_steps, warmup=0.1, decay=0.2)",
}
