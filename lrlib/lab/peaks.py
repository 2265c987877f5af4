"""Where others began: peaks for a job like the reader's, and what to do where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["NETWORKS", "PEAKS", "Peak", "begin_at", "others"]

NETWORKS = ("network", "images")  # of the models, those that are networks


class Peak(NamedTuple):
    """A peak to begin with: its code and its words, and the batch to which it belongs, if told."""

    value: str
    words: str
    batch: int = 0


#: Where others began: (task, model, optimiser) to a peak. What is not here has none.
PEAKS = {
    ("scratch", "network", "adamw"): Peak(
        "3e-4", "where others began to pretrain language models, at 3e-4"
    ),
    ("scratch", "network", "momentum"): Peak(
        "0.1", "where others began, with images: at 0.1 for batches of 256, and in proportion", 256
    ),
    ("scratch", "images", "adamw"): Peak(
        "5e-4",
        "where others began with images (DeiT, ConvNeXt): at 5e-4 for batches of 512, and in "
        "proportion",
        512,
    ),
    ("scratch", "images", "momentum"): Peak(
        "0.1", "where others began with images: at 0.1 for batches of 256, and in proportion", 256
    ),
    ("tune", "network", "adamw"): Peak(
        "2e-5",
        "where others began: at 2e-5 for all weights of a transformer like BERT, at 2e-4 for LoRA",
    ),
    ("tune", "images", "adamw"): Peak(
        "5e-5", "where others began with images (ConvNeXt): at 5e-5, for batches of 512"
    ),
    ("tune", "images", "momentum"): Peak(
        "3e-3", "where others began with images (Big Transfer): at 3e-3, for batches of 512"
    ),
}


def others(given: Mapping[str, str]) -> Peak | None:
    """The peak of others for a job like this one, if there is one."""
    return PEAKS.get((given["task"], given["model"], given["optimizer"]))


def begin_at(given: Mapping[str, str]) -> Iterator[str]:
    on = "then halve it and double it, and go on until the best is not at an end."
    found = others(given)
    tune = given["task"] == "tune" and given["model"] in NETWORKS
    if found is not None:
        yield f"Begin {found.words}; {on}"
    elif tune:
        yield f"Begin far below the peak that trained it; {on}"
    else:
        yield "A range test (lrlib.lab.range_test) gives the order of magnitude, more often too"
        yield "high than too low, up to ten times. Begin at a third to a tenth of what it"
        yield f"suggests; {on}"
    if tune:
        yield "A range test aims far too high here."
    if given["batch"] == "large":
        yield "Tune it at the large batch: the best peak moves with the batch."
    if given["optimizer"] == "momentum" and not tune:
        yield "With momentum 0.9 the best peak is about a tenth of plain SGD's."
