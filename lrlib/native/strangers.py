"""What one may well paste and no reader knows: a sentence for each, with what to write instead."""

from __future__ import annotations

__all__ = ["STRANGERS"]


def _timm(name: str, ours: str) -> str:
    return (
        f"{name} is timm's, which is not read, and counts epochs unless it has t_in_epochs=False: "
        f"write lrlib's {ours}, with its lengths in updates"
    )


def _arguments(name: str) -> str:
    return (
        f"{name} only names a schedule, in lr_scheduler_type: write "
        'get_scheduler("linear", optimizer, warmup_steps, total_steps), with your name and numbers'
    )


#: Name to sentence.
STRANGERS = {
    "CosineLRScheduler": _timm("CosineLRScheduler", "Cosine(lr0, total_steps, lr_end)"),
    "StepLRScheduler": _timm("StepLRScheduler", "Steps(lr0, factor, every)"),
    "MultiStepLRScheduler": _timm("MultiStepLRScheduler", "Steps(lr0, factor, boundaries=[...])"),
    "PolyLRScheduler": _timm("PolyLRScheduler", "Polynomial(lr0, total_steps, power, lr_end)"),
    "TanhLRScheduler": "TanhLRScheduler is timm's, which is not read, and none of lrlib's kinds "
    "has its curve",
    "PlateauLRScheduler": "PlateauLRScheduler is timm's, and its rates depend on the losses, and "
    "not on the step alone",
    "create_scheduler_v2": "create_scheduler_v2 is timm's, and only its arguments name the "
    "schedule: write that itself, as lrlib's Cosine(lr0, total_steps, lr_end)",
    "TrainingArguments": _arguments("TrainingArguments"),
    "Seq2SeqTrainingArguments": _arguments("Seq2SeqTrainingArguments"),
}
