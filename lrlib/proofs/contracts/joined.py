"""Schedules made of schedules: a warm-up in front, one after another, a cooldown at the end."""

import sympy as sp

from lrlib.proofs.contracts.contract import HELD, Piece, contract, d, lo, total, u
from lrlib.schedules import Cosine, LinearDecay, join, warmup

hi = lo + d
up = sp.Symbol("w", integer=True, positive=True)
at = sp.Symbol("b", integer=True, positive=True)
WAVE = (1 - sp.cos(sp.pi * u)) / 2

P7a = contract(
    "P7a",
    "A warm-up in front",
    "`warmup(schedule, n)` rises in a line from 0 to the schedule's first rate, which step n uses "
    "once, and then is the schedule, n steps later. It is continuous.",
    lambda lr_min, d, total_steps, w: warmup(LinearDecay(lr_min + d, total_steps, lr_min), w),
    (
        Piece(0, up, hi * u, "rises"),
        Piece(up, up + total, hi - d * u, "falls"),
        Piece(up + total, up + total + HELD, lo, "level"),
    ),
    0,
    hi,
    (
        dict(lr_min=0.01, d=0.09, total_steps=100, w=10),
        dict(lr_min=0.0, d=1.0, total_steps=7, w=1),
    ),
    symbols=(lo, d, total, up),
)

P7b = contract(
    "P7b",
    "One after another",
    "`join` runs each schedule up to its boundary and counts the steps of the next from there. "
    "The boundary's own step belongs to the next; where the rates differ it jumps.",
    lambda lr_min, d, total_steps, b: join(
        [LinearDecay(lr_min + d, b, lr_min), Cosine(lr_min + d, total_steps, lr_min)], [b]
    ),
    (
        Piece(0, at, hi - d * u, "falls", jumps=True),
        Piece(at, at + total, hi - d * WAVE, "falls"),
        Piece(at + total, at + total + HELD, lo, "level"),
    ),
    lo,
    hi,
    (
        dict(lr_min=0.01, d=0.09, total_steps=100, b=30),
        dict(lr_min=0.0, d=1.0, total_steps=7, b=2),
    ),
    symbols=(lo, d, total, at),
)

P7c = contract(
    "P7c",
    "A cooldown before the end",
    "`schedule.cooldown(at, steps)` is the schedule until step `at`, and falls from its rate there "
    "in a line to 0, which it keeps. It is continuous.",
    lambda lr_min, d, total_steps, b: Cosine(lr_min + d, b, lr_min).cooldown(b, total_steps),
    (
        Piece(0, at, hi - d * WAVE, "falls"),
        Piece(at, at + total, lo * (1 - u), "falls"),
        Piece(at + total, at + total + HELD, sp.Integer(0), "level"),
    ),
    0,
    hi,
    (
        dict(lr_min=0.01, d=0.09, total_steps=100, b=30),
        dict(lr_min=0.02, d=1.0, total_steps=7, b=2),
    ),
    symbols=(lo, d, total, at),
)
