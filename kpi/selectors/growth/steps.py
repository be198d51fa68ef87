"""Weak points of one person, and the next steps that the rules propose for them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cstm import formats
from cstm.weeks import Week
from kpi.choices.schemes import PeriodKind
from kpi.metrics import METRICS, Metric
from kpi.models import ImprovementPlan, StepRule
from kpi.rules import Goal
from kpi.rules import growth as rules
from kpi.rules.periods import Period
from kpi.rules.scoring import Reading
from kpi.selectors import definitions, shown, weeks
from kpi.selectors.goals import goals_of
from kpi.selectors.schemes import readings
from kpi.selectors.schemes.sums_sql import Ask, Whom
from staff.models import Agent
from staff.selectors import people


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A gap in words, the steps that fit it, and the plan that is under way for it already."""

    metric: str
    name: str
    value: str
    n: str
    target: str
    gap: str
    weeks: str
    steps: list[StepRule]
    plan: ImprovementPlan | None


def step_rules(*, active: bool = True) -> "QuerySet[StepRule]":
    """The rules by metric and place."""
    return StepRule.objects.filter(active=True) if active else StepRule.objects.all()


def weak_points(agent: Agent, today: dt.date) -> list[WeakPoint]:
    """Each metric with a rule whose newest full week missed its target, by name, with proposed steps.

    The figures are the person's own weeks; comparison is with the target alone.
    """
    found = list(step_rules())
    metrics = [METRICS[code] for code in sorted({rule.metric for rule in found}) if code in METRICS]
    last = Week.last_full(today)
    goals = goals_of(people.team_of(agent, day=last.sunday), [m.code for m in metrics], day=last.sunday)
    trend = weeks.agent_weeks(agent.pk, last_week=last, metrics=metrics, n=rules.LOOK_BACK_WEEKS)
    plans = {plan.metric: plan for plan in open_plans(agent.pk)}
    shapes = [rules.StepShape(rule.pk, rule.metric, rule.least_gap, rule.weeks) for rule in found]
    by_key = {rule.pk: rule for rule in found}
    points = []
    for metric in metrics:
        goal = goals.get(metric.code)
        weak = rules.weak_point(metric, [item.cells[metric.code] for item in trend], goal)
        if weak is None or goal is None:
            continue
        steps = [by_key[key] for key in rules.proposals(weak, shapes)]
        points.append(_point(metric, weak, goal, steps, plans.get(metric.code)))
    return sorted(points, key=lambda point: point.name)


def _point(
    metric: Metric, weak: rules.Weak, goal: Goal, steps: list[StepRule], plan: ImprovementPlan | None
) -> WeakPoint:
    words, _met = shown.gap_words(metric, weak.value, goal)
    return WeakPoint(
        metric=metric.code,
        name=definitions.name(metric),
        value=definitions.figure_with_unit(weak.value, metric.unit),
        n=formats.number(weak.n),
        target=definitions.target_words(metric, goal),
        gap=words,
        weeks=_("in %(n)s of the last %(of)s weeks") % {"n": weak.missed, "of": weak.known},
        steps=steps,
        plan=plan,
    )


def proposals_for(gaps: dict[str, rules.Weak]) -> dict[str, list[StepRule]]:
    """Steps for gaps that another page has found already (a scorecard's), by metric; one query."""
    found = list(step_rules().filter(metric__in=list(gaps)))
    shapes = [rules.StepShape(rule.pk, rule.metric, rule.least_gap, rule.weeks) for rule in found]
    by_key = {rule.pk: rule for rule in found}
    return {code: [by_key[key] for key in rules.proposals(weak, shapes)] for code, weak in gaps.items()}


def open_plans(agent_id: int) -> "QuerySet[ImprovementPlan]":
    """A person's plans that are under way."""
    return ImprovementPlan.objects.filter(agent_id=agent_id, state="open").select_related("owner")


def plans_of(agent_id: int) -> "QuerySet[ImprovementPlan]":
    """All plans of a person, the newest first."""
    rows = ImprovementPlan.objects.filter(agent_id=agent_id).select_related("owner", "agent")
    return rows.prefetch_related("measures")


def measured(agent_id: int, metric: Metric, first: dt.date, last: dt.date) -> Reading:
    """A metric of one person over a span of days, from sums of daily facts."""
    ask = Ask(metric)
    found = readings.sums([Period(first, last, PeriodKind.WEEK)], [ask], Whom((agent_id,)))
    held = found.get((0, agent_id), {})
    return readings.reading(metric, held.get(ask), least=metric.least)


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of a plan's course: when, the value in words, the count, and which way it went."""

    when: str
    value: str
    n: str
    moved: str


def course(plan: ImprovementPlan) -> list[Step]:
    """How a plan's metric stood before, and when it was measured again, in words."""
    metric = METRICS.get(plan.metric)
    if metric is None:
        return []
    goal = Goal(plan.target)
    steps = [Step(_("14 days before"), _value(metric, plan.before_value), formats.number(plan.before_n), "")]
    for row in plan.measures.all():
        when = _("after %(n)s days, %(day)s") % {"n": row.after_days, "day": formats.day(row.due_on)}
        if row.measured_at is None:
            steps.append(Step(when, _("not measured yet"), "", ""))
            continue
        way = rules.moved(metric, plan.before_value, row.value, goal)
        steps.append(Step(when, _value(metric, row.value), formats.number(row.n), _way(way)))
    return steps


def _value(metric: Metric, value: Decimal | None) -> str:
    return definitions.figure_with_unit(value, metric.unit) or str(_("no figures"))


def _way(word: str) -> str:
    """Which way a figure went, in words that blame nobody."""
    return {
        "better": _("moved towards the target"),
        "same": _("as before"),
        "other way": _("not yet; look at the step together"),
    }.get(word, "")
