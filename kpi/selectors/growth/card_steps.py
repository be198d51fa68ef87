"""Next steps for the gaps that a scorecard shows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kpi.choices.schemes import PeriodKind
from kpi.metrics import METRICS
from kpi.models import ImprovementPlan, StepRule
from kpi.rules import Cell, State
from kpi.rules import growth as rules
from kpi.rules.periods import Period
from kpi.selectors.growth import steps
from kpi.selectors.schemes import words
from kpi.selectors.schemes.card import Card, CardLine


@dataclass(frozen=True, slots=True)
class CardStep:
    """A gap of a scorecard, the steps that fit it, and the plan that is under way for it already."""

    name: str
    gap: str
    steps: list[StepRule]
    plan: ImprovementPlan | None


def next_steps(agent_id: int, card: Card | None, period: Period) -> list[CardStep]:
    """Each gap of a scorecard with its proposals, in the order of the card; two queries, none without a gap.

    A month or a quarter counts as missed in all of its weeks, since the gap is that of its sums.
    """
    gaps = dict(_gaps(card.lines if card else (), period))
    if not gaps:
        return []
    found = steps.proposals_for({code: weak for code, (_line, weak) in gaps.items()})
    plans = {plan.metric: plan for plan in steps.open_plans(agent_id)}
    return [CardStep(line.name, line.gap, found[code], plans.get(code)) for code, (line, _w) in gaps.items()]


def _gaps(lines: Iterable[CardLine], period: Period) -> Iterable[tuple[str, tuple[CardLine, rules.Weak]]]:
    """Lines that miss their target; the first of a metric that stands twice."""
    seen: set[str] = set()
    for line in lines:
        metric = METRICS.get(line.code)
        if not line.gap or line.met or metric is None or line.code in seen:
            continue
        reading = line.row.reading
        cell = Cell(reading.value, reading.n, State.VALUE)
        weak = rules.weak_point(metric, [cell], words.goal_of(line.row.line))
        if weak is not None:
            seen.add(line.code)
            missed = 1 if period.kind == PeriodKind.WEEK else rules.LOOK_BACK_WEEKS
            yield line.code, (line, replace(weak, missed=missed))
