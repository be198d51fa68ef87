"""Improvement plans: accepted from a proposal, measured again after 14 and 28 days, reviewed, closed."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm import formats
from cstm.errors import DomainError
from kpi.choices.growth import GrowthPlanState, StepKind
from kpi.metrics import METRICS
from kpi.models import ImprovementPlan, PlanMeasure, StepRule
from kpi.rules import State
from kpi.rules import growth as rules
from kpi.selectors import definitions
from kpi.selectors.goals import goals_of
from kpi.selectors.growth import steps
from kpi.services.growth.words import MEASURED, PLAN, REVIEW
from staff.models import Agent, User
from staff.selectors import people
from staff.services import audit, notices

_RULE = (
    "metric", "kind", "title_en", "title_zh", "text_en", "text_zh", "link", "least_gap", "weeks", "order",
    "active",
)  # fmt: skip


@transaction.atomic
def save_rule(rule: StepRule | None, *, values: Mapping[str, Any], actor: User | None) -> StepRule:
    """Make or change a rule of next steps. Raises DomainError naming what is missing."""
    row = rule or StepRule()
    before = {name: getattr(row, name) for name in _RULE} if rule else {}
    for name in _RULE:
        if values.get(name) is not None:
            setattr(row, name, values[name])
    metric = METRICS.get(row.metric)
    if metric is None or not metric.summable:
        raise DomainError(_("Choose a metric that has figures."), code="metric")
    if row.kind not in StepKind.values:
        raise DomainError(_("Choose what kind of step it is."), code="kind")
    if not all(str(text).strip() for text in (row.title_en, row.title_zh, row.text_en, row.text_zh)):
        raise DomainError(_("Title and text are needed in both languages."), code="text")
    if row.link and not (row.link.startswith("/") and not row.link.startswith("//")):
        raise DomainError(_("A link leads to a page of this site and begins with “/”."), code="link")
    try:
        row.least_gap = Decimal(str(row.least_gap))
    except InvalidOperation:
        raise DomainError(_("The gap is a number, such as 0.1 for a tenth."), code="gap") from None
    if row.least_gap < 0 or not 1 <= int(row.weeks) <= rules.LOOK_BACK_WEEKS:
        raise DomainError(_("The gap is 0 or more, the weeks 1 to 4."), code="gap")
    row.save()
    audit.record(
        actor=actor,
        action="step_rule.change" if rule else "step_rule.add",
        about=row,
        before=before,
        after={name: getattr(row, name) for name in _RULE},
    )
    return row


@transaction.atomic
def accept(
    rule: StepRule,
    *,
    agent: Agent,
    owner: Agent,
    review_on: dt.date,
    actor: User | None,
    now: dt.datetime | None = None,
) -> ImprovementPlan:
    """A proposed step becomes a plan, with the metric of the 14 days before beside it.

    Raises DomainError for a review that is not to come, for somebody who left, and where a plan for the
    same metric is under way.
    """
    today = timezone.localdate(now or timezone.now())
    metric = METRICS.get(rule.metric)
    if metric is None or not rule.active:
        raise DomainError(_("This step is out of use."), code="retired")
    if not today < review_on <= today + dt.timedelta(days=366):
        raise DomainError(_("The review is on a day to come, within a year."), code="review_on")
    for person in (agent, owner):
        if not person.hired_on <= today <= person.left_on:
            raise DomainError(_("%(name)s is not with us now.") % {"name": person}, code="left")
    standing = steps.open_plans(agent.pk).filter(metric=rule.metric).first()
    if standing is not None:
        words = _("A plan for this is under way already: %(title)s.") % {"title": standing}
        raise DomainError(words, code="open")
    before = steps.measured(agent.pk, metric, *rules.before_span(today))
    goal = goals_of(people.team_of(agent, day=today), [metric.code], day=today).get(metric.code)
    sound = before.state in (State.VALUE, State.ESTIMATED)
    try:
        with transaction.atomic():
            plan = ImprovementPlan.objects.create(
                agent=agent,
                metric=rule.metric,
                rule=rule,
                kind=rule.kind,
                title=str(rule),
                text=rule.text,
                link=rule.link,
                owner=owner,
                opened_on=today,
                review_on=review_on,
                before_value=before.value if sound else None,
                before_n=before.n,
                target=goal.value if goal else None,
            )
    except IntegrityError:
        raise DomainError(_("A plan for this is under way already."), code="open") from None
    PlanMeasure.objects.bulk_create(
        PlanMeasure(plan=plan, after_days=days, due_on=today + dt.timedelta(days=days))
        for days in rules.MEASURED_AFTER
    )
    after = {"to": agent.name, "metric": plan.metric, "owner": owner.name, "review_on": review_on}
    audit.record(actor=actor, action="plan.open", about=plan, after=after)
    if agent.pk != (actor.agent.pk if actor is not None and hasattr(actor, "agent") else None):
        notices.post(
            agent=agent,
            kind=PLAN,
            about=f"plan:{plan.pk}",
            params={"title": plan.title, "owner": str(owner)},
            url=f"/kpi/growth/plans/{plan.pk}/",
            private=True,
        )
    return plan


@transaction.atomic
def close(
    plan: ImprovementPlan,
    *,
    state: str,
    result: str,
    actor: User | None,
    now: dt.datetime | None = None,
) -> ImprovementPlan:
    """A plan is done or no longer needed; a word says what came of it. Twice is once."""
    row = ImprovementPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state != GrowthPlanState.OPEN:
        return row
    if state not in (GrowthPlanState.DONE, GrowthPlanState.DROPPED):
        raise DomainError(_("Say whether it is done or no longer needed."), code="state")
    if not result.strip():
        raise DomainError(_("Say in a few words what came of it."), code="result")
    row.state, row.result = state, result.strip()[:500]
    row.closed_on = max(row.opened_on, timezone.localdate(now or timezone.now()))
    row.save(update_fields=["state", "result", "closed_on", "updated_at"])
    audit.record(actor=actor, action="plan.close", about=row, after={"state": state}, reason=result)
    return row


def measure_due(now: dt.datetime) -> int:
    """Measure every plan that is due, and remind owners of reviews; returns how many were measured.

    A figure whose facts are not ripe waits, at most three weeks. Run twice it measures nothing again.
    """
    today = timezone.localdate(now)
    due = PlanMeasure.objects.filter(measured_at__isnull=True, due_on__lte=today)
    done = sum(_measure(pk, today, now) for pk in list(due.values_list("pk", flat=True)))
    _remind_reviews(today)
    return done


@transaction.atomic
def _measure(pk: int, today: dt.date, now: dt.datetime) -> int:
    row = PlanMeasure.objects.select_for_update().get(pk=pk)
    if row.measured_at is not None:
        return 0
    plan = ImprovementPlan.objects.select_related("agent", "owner").get(pk=row.plan_id)
    metric = METRICS.get(plan.metric)
    if metric is None:
        return 0
    found = steps.measured(plan.agent_id, metric, *rules.measure_span(row.due_on))
    if rules.waits(found.state, row.due_on, today):
        return 0
    sound = found.state in (State.VALUE, State.ESTIMATED)
    row.value, row.n, row.state = found.value if sound else None, found.n, str(found.state)
    row.measured_at = now
    row.save(update_fields=["value", "n", "state", "measured_at"])
    notices.post_many(
        agents={plan.agent, plan.owner},
        kind=MEASURED,
        about=f"plan:{plan.pk}:{row.after_days}",
        params={
            "metric": {"en": metric.en, "zh": metric.zh},
            "title": plan.title,
            "before": definitions.figure_with_unit(plan.before_value, metric.unit) or "–",
            "after": definitions.figure_with_unit(row.value, metric.unit) or "–",
            "days": row.after_days,
        },
        url=f"/kpi/growth/plans/{plan.pk}/",
        private=True,
    )
    return 1


def _remind_reviews(today: dt.date) -> None:
    """Owners hear of plans whose review is today or was missed, once each."""
    rows = ImprovementPlan.objects.filter(state=GrowthPlanState.OPEN, review_on__lte=today)
    for plan in rows.select_related("owner", "agent"):
        notices.post(
            agent=plan.owner,
            kind=REVIEW,
            about=f"plan:{plan.pk}:{plan.review_on}",
            params={"title": plan.title, "name": str(plan.agent), "day": formats.day(plan.review_on)},
            url=f"/kpi/growth/plans/{plan.pk}/",
            private=True,
        )
