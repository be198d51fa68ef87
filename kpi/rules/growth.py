"""From a gap to a next step, the measures after a plan, the order of an evaluation. Pure functions."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.choices.growth import EvaluationState, GoalLevel
from kpi.metrics import Metric
from kpi.rules import Cell, Goal, State, gap

# A plan is measured again after two and after four weeks, each time over the 14 days before.
MEASURED_AFTER = (14, 28)
SPAN = 14
LOOK_BACK_WEEKS = 4
# So long a measure waits for facts that are not ripe yet.
RIPEN_DAYS = 21
_SOUND = (State.VALUE, State.ESTIMATED)


@dataclass(frozen=True, slots=True)
class Weak:
    """A gap of one metric: the newest value against the target, and in how many of the weeks it was missed.

    `share` is the gap as a share of the target (of the nearer end of a range), 0 or more.
    """

    metric: str
    value: Decimal
    n: Decimal | None
    missed: int
    known: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class StepShape:
    """What a rule asks for before it proposes its step."""

    key: int
    metric: str
    least_gap: Decimal
    weeks: int


def weak_point(metric: Metric, cells: Sequence[Cell], goal: Goal | None) -> Weak | None:
    """The gap of the newest week with a sound figure, over the last four weeks; None where there is none."""
    if goal is None:
        return None
    gaps: list[tuple[Cell, Decimal]] = []
    for cell in cells[-LOOK_BACK_WEEKS:]:
        found = gap(metric, cell.value, goal) if cell.state in _SOUND else None
        if found is not None:
            gaps.append((cell, found))
    if not gaps or gaps[-1][1] >= 0:
        return None
    cell, size = gaps[-1]
    assert cell.value is not None
    return Weak(
        metric=metric.code,
        value=cell.value,
        n=cell.n,
        missed=sum(found < 0 for _cell, found in gaps),
        known=len(gaps),
        share=_share(-size, goal),
    )


def _share(size: Decimal, goal: Goal) -> Decimal:
    """A gap as a share of its target; a target of zero is missed by all of it."""
    base = next((end for end in (goal.value, goal.low, goal.high) if end is not None), Decimal(0))
    return (size / abs(base)).quantize(Decimal("0.0001")) if base else Decimal(1)


def proposals(weak: Weak, rules: Iterable[StepShape]) -> list[int]:
    """The keys of the rules that propose a step for a gap, in their order."""
    return [
        rule.key
        for rule in rules
        if rule.metric == weak.metric and weak.share >= rule.least_gap and weak.missed >= rule.weeks
    ]


def before_span(opened_on: dt.date) -> tuple[dt.date, dt.date]:
    """The 14 days before a plan began."""
    return opened_on - dt.timedelta(days=SPAN), opened_on - dt.timedelta(days=1)


def measure_span(due_on: dt.date) -> tuple[dt.date, dt.date]:
    """The 14 days before a measure is due: days that the plan was under way."""
    return due_on - dt.timedelta(days=SPAN), due_on - dt.timedelta(days=1)


def waits(state: str, due_on: dt.date, today: dt.date) -> bool:
    """Does a measure wait for facts to ripen? Not for ever."""
    return state == State.PENDING and (today - due_on).days < RIPEN_DAYS


def moved(metric: Metric, before: Decimal | None, after: Decimal | None, goal: Goal | None) -> str:
    """Is it "better", the "same" or the "other way", by the metric's direction; "" where nothing is said."""
    if before is None or after is None:
        return ""
    if metric.direction == "band":
        ends = [gap(metric, value, goal) for value in (before, after)]
        if ends[0] is None or ends[1] is None:
            return ""
        size = min(ends[1], Decimal(0)) - min(ends[0], Decimal(0))
    elif metric.direction in ("up", "down"):
        size = after - before if metric.direction == "up" else before - after
    else:
        return ""
    if size == 0:
        return "same"
    return "better" if size > 0 else "other way"


def next_state(
    *, handed_in: bool, assessed: bool, talked: bool, agent_signed: bool, leader_signed: bool
) -> EvaluationState:
    """Whose turn it is: self-assessment, leader's assessment, talk, both signatures, in this order."""
    if not handed_in:
        return EvaluationState.SELF
    if not assessed:
        return EvaluationState.LEAD
    if not talked:
        return EvaluationState.TALK
    return EvaluationState.DONE if agent_signed and leader_signed else EvaluationState.SIGN


_SERVED = {
    GoalLevel.PERSONAL: {GoalLevel.TEAM, GoalLevel.COMPANY},
    GoalLevel.TEAM: {GoalLevel.TEAM, GoalLevel.COMPANY},
    GoalLevel.COMPANY: set(),
}


def may_serve(level: str, other: str) -> bool:
    """May a goal of one level serve a goal of another?"""
    return other in _SERVED[GoalLevel(level)]
