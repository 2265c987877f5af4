"""Schedules made of schedules: one after another, warmed up, cooled down, scaled."""

from __future__ import annotations

from lrlib import check
from lrlib.errors import BadValue
from lrlib.namespace import is_symbolic
from lrlib.schedules import pieces
from lrlib.schedules.base import FOREVER, Schedule, among, scalar_ops
from lrlib.schedules.table import register

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from lrlib.namespace import Real, Whole

__all__ = ["Cooldown", "Join", "Scaled", "Warmup", "join", "warmup"]


class _Relay(Schedule):
    """Formulas one after another, each counting its steps from where it takes over."""

    _starts: tuple[Any, ...]
    _rates: tuple[Any, ...]

    def _take_turns(self, *turns: tuple[Any, Any]) -> None:
        """Keep (start, formula) pairs, without those whose turn has no steps."""
        ends = [start for start, _ in turns[1:]]
        some = [turn for turn, end in zip(turns, [*ends, None]) if turn[0] != end]
        starts, rates = zip(*some)
        vars(self).update(_starts=starts, _rates=rates)

    def rate(self, step: Any, ops: Any) -> Any:
        return ops.relay(step, self._starts, self._rates)


@register
class Join(_Relay):
    r"""Schedules one after another, each counting its steps from where it takes over.

    >>> joined = join([Constant(0.1), LinearDecay(0.1, total_steps=20)], [100])
    >>> [joined(t) for t in (0, 99, 100, 110, 120)]
    [0.1, 0.1, 0.1, 0.05, 0.0]

    Schedule i gives the rate at the steps from ``boundaries[i-1]`` up to but not including
    ``boundaries[i]``; it is asked for step ``t - boundaries[i-1]``. The last one goes on for
    ever. A schedule between two equal boundaries has no steps and is never asked.

    Parameters
    ----------
    schedules : sequence of Schedule
        One or more.
    boundaries : sequence of int >= 0
        Steps of the whole run, none below the one before; one fewer than there are schedules.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    :doc:`Choosing a schedule </chapters/choosing>` uses it for runs whose end is not known.
    """

    schedules: tuple[Schedule, ...]
    boundaries: tuple[int, ...]

    def __init__(self, schedules: Iterable[Schedule], boundaries: Iterable[Whole]) -> None:
        kept = tuple(check.schedule("schedules", item, Schedule) for item in schedules)
        starts = check.boundaries("boundaries", boundaries)
        if len(kept) != len(starts) + 1:
            raise BadValue("boundaries", f"be one fewer than the {len(kept)} schedules", starts)
        self.keep(schedules=kept, boundaries=starts)

    def _derive(self) -> None:
        starts = (0, *self.boundaries)
        self._take_turns(*zip(starts, (schedule.rate for schedule in self.schedules)))

    def _range(self, stop: Any) -> tuple[Any, Any]:
        ranges, ends = [], (*self.boundaries, FOREVER)
        for schedule, start, end in zip(self.schedules, (0, *self.boundaries), ends):
            if start == end or (stop is not FOREVER and not start < stop):
                continue  # it has no steps
            if stop is not FOREVER:
                end = stop if end is FOREVER else among(stop, end)[0]
            ranges.append(schedule._range(FOREVER if end is FOREVER else end - start))
        return _span(ranges)


@register
class Warmup(_Relay):
    r"""A linear warm-up in front of a schedule.

    >>> schedule = warmup(ExponentialDecay(lr0=0.4, k=0.01), steps=4)
    >>> [round(schedule(t), 4) for t in range(6)]
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.396]
    >>> schedule = warmup(Constant(1.0), steps=4, first="step")
    >>> [round(schedule(t), 4) for t in range(6)]
    [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]

    .. math::

        \mathrm{lr}_t = \begin{cases}
        \mathrm{lr}_{\mathrm{start}} (1 - u) + s(0)\, u & t < n \\
        s(t - n) & t \ge n \end{cases}
        \qquad u = \frac{t}{n} \text{ or } \frac{t + 1}{n + 1}

    for a warm-up of n steps in front of the schedule s: the rate rises and meets the schedule's
    own first rate at step n, used once.

    Parameters
    ----------
    schedule : Schedule
        What follows; it is asked for step ``t - n``.
    steps : int >= 0
        Length of the warm-up, n. With 0 there is none.
    lr_start : float >= 0
        Rate from which it rises. It may be above the schedule's first rate; then the warm-up
        falls. The default, 0, is that of transformers and Optax; PyTorch's ``LinearLR`` starts at
        a third of the rate.
    first : {"zero", "step"}
        Which rate the first update uses: ``lr_start``, with u = t/n, so that at the default of 0
        it does nothing; or one step up, with u = (t + 1)/(n + 1). See the table.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    What others do in a warm-up of n steps to the rate lr, and what to write here:

    ================================================  ===================  =======================
    library                                           rate of update t     here
    ================================================  ===================  =======================
    transformers, Optax, MLX, Keras, Megatron-LM      lr t / n             ``first="zero"``
    torchtitan                                        lr (t + 1)/(n + 1)   ``first="step"``
    nanoGPT                                           lr (t + 1)/(n + 1)   ``first="step"``
    pytorch-warmup (linear)                           lr (t + 1)/n         ``steps=n - 1,
                                                                           first="step"``
    ================================================  ===================  =======================

    See :doc:`In your training code </chapters/training>`.
    """

    schedule: Schedule
    steps: int
    lr_start: float
    first: str
    _peak: float

    def __init__(
        self, schedule: Schedule, steps: Whole, lr_start: Real = 0.0, first: str = "zero"
    ) -> None:
        self.keep(
            schedule=check.schedule("schedule", schedule, Schedule),
            steps=check.count("steps", steps, least=0),
            lr_start=check.nonnegative("lr_start", lr_start),
            first=check.one_of("first", first, ("zero", "step")),
        )

    def _derive(self) -> None:
        vars(self)["_peak"] = _at(self.schedule, 0)
        self._take_turns((0, self._rises), (self.steps, self.schedule.rate))

    def _rises(self, step: Any, ops: Any) -> Any:
        done = ops.ramp(step, -1 if self.first == "step" else 0, self.steps)
        return self.lr_start * (1 - done) + self._peak * done

    def _range(self, stop: Any) -> tuple[Any, Any]:
        ends = [self._rises(0, scalar_ops(self)), self._peak]
        if stop is not FOREVER and stop <= self.steps:
            return among(ends[0], self(stop))
        inner = self.schedule._range(stop if stop is FOREVER else stop - self.steps)
        if self.steps == 0:
            return inner
        return _span([among(*ends), inner])


@register
class Cooldown(_Relay):
    r"""A schedule that is stopped: from some step on it falls from its rate there to an end.

    >>> schedule = CosineRestarts(1.0, cycle_length=100).cooldown(at=50, steps=10)
    >>> [round(schedule(t), 3) for t in (0, 50, 55, 60, 1000)]
    [1.0, 0.5, 0.25, 0.0, 0.0]

    .. math:: \mathrm{lr}_t = \begin{cases} s(t) & t < a \\
        \text{the shape, from } s(a) \text{ to } \mathrm{lr}_{\mathrm{end}}, \text{ at }
        \min((t - a)/n, 1) & t \ge a \end{cases}

    Continuous at ``at``; after ``at + steps`` it holds ``lr_end``. The shapes are those of
    :class:`WarmupStableDecay`.

    Parameters
    ----------
    schedule : Schedule
        Its rate at ``at`` must be above 0 and not below ``lr_end``.
    at : int >= 0
        The step at which the rate begins to fall, a.
    steps : int >= 0
        How long it falls, n; at 0 it drops to ``lr_end`` at once.
    shape : {"linear", "cosine", "1-sqrt", "exponential"}
    lr_end : float >= 0
        Rate at the end; above 0 for ``"exponential"``.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.

    Notes
    -----
    Hägele et al., arXiv 2405.18392, train one long run at a constant rate and cool down from
    several of its steps.
    """

    schedule: Schedule
    at: int
    steps: int
    shape: str
    lr_end: float
    _from: float

    def __init__(
        self,
        schedule: Schedule,
        at: Whole,
        steps: Whole,
        shape: str = "linear",
        lr_end: Real = 0.0,
    ) -> None:
        self.keep(
            schedule=check.schedule("schedule", schedule, Schedule),
            at=check.count("at", at, least=0),
            steps=check.count("steps", steps, least=0),
            shape=check.one_of("shape", shape, pieces.FALLS),
            lr_end=check.nonnegative("lr_end", lr_end),
        )

    def _derive(self) -> None:
        high = _at(self.schedule, self.at)
        if not is_symbolic(high) and high <= 0:
            rule = "be a step at which the schedule's rate is above 0, to fall from there"
            raise BadValue("at", rule, self.at, f", where it is {high}")
        check.ordered("lr_end", self.lr_end, "the rate at that step", high)
        pieces.check_end(self.shape, self.lr_end)
        vars(self)["_from"] = high
        self._take_turns((0, self.schedule.rate), (self.at, self._falls))

    def _falls(self, step: Any, ops: Any) -> Any:
        if self.steps == 0:
            return ops.constant(self.lr_end, step)
        share = ops.ramp(step, 0, self.steps)
        return pieces.fall(share, self._from, self.lr_end, self.shape, ops)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        if stop is not FOREVER and stop <= self.at:
            return self.schedule._range(stop)
        fallen = [self._from, self.lr_end]
        if self.steps == 0:
            fallen = [self.lr_end, self.lr_end]
        elif stop is not FOREVER:
            ops = scalar_ops(self, stop)
            fallen[1] = self._falls(stop - self.at, ops)
        fell = among(*fallen)
        return fell if self.at == 0 else _span([self.schedule._range(self.at), fell])


@register
class Scaled(Schedule):
    r"""A schedule with every rate multiplied by a factor.

    >>> LinearDecay(1.0, total_steps=10).scaled(0.1)
    Scaled(schedule=LinearDecay(lr0=1.0, total_steps=10), factor=0.1)

    .. math:: \mathrm{lr}_t = c \, s(t)

    Parameters
    ----------
    schedule : Schedule
    factor : float >= 0
        c.

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.
    """

    schedule: Schedule
    factor: float

    def __init__(self, schedule: Schedule, factor: Real) -> None:
        self.keep(
            schedule=check.schedule("schedule", schedule, Schedule),
            factor=check.nonnegative("factor", factor),
        )

    def rate(self, step: Any, ops: Any) -> Any:
        return self.factor * self.schedule.rate(step, ops)

    def _range(self, stop: Any) -> tuple[Any, Any]:
        low, high = self.schedule._range(stop)
        return self.factor * low, self.factor * high


def _at(schedule: Schedule, step: Any) -> Any:
    """The rate at one step, in numbers or symbols as the schedule has them."""
    return schedule.rate(step, scalar_ops(step, schedule))


def _span(ranges: Iterable[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The range that covers them all."""
    lows, highs = zip(*ranges)
    return among(*lows)[0], among(*highs)[1]


def join(schedules: Iterable[Schedule], boundaries: Iterable[Whole]) -> Join:
    """Run schedules one after another; see :class:`Join`.

    >>> join([LinearDecay(1.0, 10, lr_end=0.5), LinearDecay(0.5, 10)], [10])(15)
    0.25

    Parameters
    ----------
    schedules : sequence of Schedule
    boundaries : sequence of int >= 0
        Steps of the whole run at which the next schedule takes over.

    Returns
    -------
    Join

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.
    """
    return Join(schedules, boundaries)


def warmup(schedule: Schedule, steps: Whole, lr_start: Real = 0.0, first: str = "zero") -> Warmup:
    """Put a linear warm-up of ``steps`` steps in front of a schedule; see :class:`Warmup`.

    >>> warmup(OneCycle(0.1, 0.5, 100), steps=10).lr_range
    (0.0, 0.5)

    Parameters
    ----------
    schedule : Schedule
    steps : int >= 0
        Length of the warm-up. The whole is that much longer than the schedule.
    lr_start : float >= 0
        Rate from which it rises.
    first : {"zero", "step"}
        Whether the first update uses ``lr_start``, or a rate one step up.

    Returns
    -------
    Warmup

    Raises
    ------
    ValueError, TypeError
        naming the argument, the rule and the value received.
    """
    return Warmup(schedule, steps, lr_start, first)
