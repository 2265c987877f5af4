"""What a client uses, as mypy --strict and pyright see it; tests/test_typing.py runs them."""

from typing import Any, assert_type

import lrlib
from lrlib import OneCycle, Schedule, audit, spec

one_cycle = OneCycle(lr_min=0.01, lr_max=0.1, total_steps=1000)
assert_type(one_cycle.replace(total_steps=2000), OneCycle)
assert_type(one_cycle(3), float)
low, high = one_cycle.lr_range
assert_type(OneCycle.from_torch(max_lr=0.1, total_steps=100), OneCycle)

decay = lrlib.ExponentialDecay.from_half_life(0.1, half_life=30)
assert_type(decay, lrlib.ExponentialDecay)
assert_type(lrlib.ExponentialDecay.over(0.1, 0.001, 100), lrlib.ExponentialDecay)
half: float = decay.half_life

schedules: list[Schedule] = [
    decay,
    lrlib.CyclicExponentialDecay(0.1, 0.01, 50, wave="raised"),
    lrlib.Triangular(0.01, 0.1, cycle_length=100, decay="exp_range", k=0.01),
    lrlib.LinearDecay(0.1, total_steps=100, lr_end=0.001),
    lrlib.Cosine(0.1, total_steps=100),
]
joined = lrlib.join([schedules[0], schedules[1]], [10])
assert_type(joined, lrlib.Join)
assert_type(lrlib.warmup(joined, steps=10, lr_start=0.001), lrlib.Warmup)
plain: dict[str, object] = joined.to_dict()
again: Schedule = lrlib.from_dict(plain)
same: Schedule = spec.parse("Cosine(0.1, 100)")
pasted = lrlib.paste.read("StepLR(optimizer, 30)", lr=0.1)
assert_type(pasted.schedule, Schedule)
assert_type(pasted.rate(3), float)
for finding in audit.audit(same, 100, like=again, allow=["wasted"]):
    kind: str = finding.kind
    count: float = finding.numbers["count"]
findings = lrlib.audit.audit("Cosine(0.1, 100)", updates=100)


class Sawtooth(Schedule):
    """A schedule of one's own."""

    lr: float
    width: int

    def __init__(self, lr: float, width: int) -> None:
        self.keep(lr=lrlib.check.positive("lr", lr), width=lrlib.check.count("width", width))

    def rate(self, step: Any, ops: Any) -> Any:
        return self.lr * (1 - (step % self.width) / self.width)

    @property
    def lr_range(self) -> tuple[float, float]:
        return 0.0, self.lr


assert_type(Sawtooth(0.1, 10).replace(width=20), Sawtooth)
of_a_function = lrlib.of(lambda step: 0.1, lr_range=(0.1, 0.1))
newer: list[Schedule] = [
    lrlib.Constant(0.1),
    lrlib.Polynomial(0.1, total_steps=100, power=2.0, lr_end=0.001),
    lrlib.InverseSqrt(0.1, timescale=10),
    lrlib.InverseTime(0.1, timescale=10),
    lrlib.Steps(0.1, factor=0.5, boundaries=[10, 20]),
    lrlib.CosineRestarts(0.1, cycle_length=10),
    lrlib.WarmupStableDecay(0.1, total_steps=100, warmup=10, decay=0.2, shape="1-sqrt"),
    of_a_function,
    one_cycle.cooldown(at=100, steps=10),
    one_cycle.scaled(2.0),
]

# Modules of the package, after `import lrlib` alone.
promise: lrlib.bounds.Tuned = lrlib.bounds.tuned(joined, T=100)
theorem = lrlib.proofs.theorem("E1")
