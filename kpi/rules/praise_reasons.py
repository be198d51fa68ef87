"""True reasons to praise, out of one person's own weeks. Pure functions; nobody is compared with anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.metrics import Metric
from kpi.rules import Cell, Goal, State, gap

# A best says something from four own weeks on, a "first time" after three weeks in which it was missed.
BEST_LEAST = 4
FIRST_LEAST = 3
FULL_WEEK_DAYS = 5
ON_TIME_LEAST = 2
BUYERS_LEAST = 2
_SOUND = (State.VALUE, State.ESTIMATED)


@dataclass(frozen=True, slots=True)
class OwnBest:
    """The newest of the own weeks is better than each one before; `weeks` counts those with a figure."""

    value: Decimal
    n: Decimal | None
    weeks: int


def own_best(metric: Metric, cells: Sequence[Cell]) -> OwnBest | None:
    """Is the last of these weeks the person's own best? Oldest first; few or pending data say nothing."""
    if metric.direction not in ("up", "down") or not cells:
        return None
    last = cells[-1]
    past = [cell.value for cell in cells[:-1] if cell.state in _SOUND and cell.value is not None]
    if last.state not in _SOUND or last.value is None or len(past) + 1 < BEST_LEAST:
        return None
    best = max(past) if metric.direction == "up" else min(past)
    better = last.value > best if metric.direction == "up" else last.value < best
    return OwnBest(last.value, last.n, len(past) + 1) if better else None


def first_above(metric: Metric, cells: Sequence[Cell], goal: Goal | None, *, days: int) -> bool:
    """Is the last week, a full one (five days with figures or more), the first that met the target?

    At least three own weeks before must have a figure, and none of them may have met it.
    """
    if goal is None or days < FULL_WEEK_DAYS or not cells:
        return False
    gaps = [gap(metric, cell.value, goal) if cell.state in _SOUND else None for cell in cells]
    known = [one for one in gaps[:-1] if one is not None]
    last = gaps[-1]
    return last is not None and last >= 0 and len(known) >= FIRST_LEAST and all(one < 0 for one in known)
