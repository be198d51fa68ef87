"""Goals of company, teams and people, and what somebody would be glad of as a reward."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from kpi.choices.growth import GoalLevel, GoalState
from kpi.metrics import METRICS
from kpi.models import GrowthGoal, IncentiveWish
from kpi.rules import growth as rules
from staff.models import Agent, User
from staff.services import audit

_FIELDS = ("level", "team", "agent", "serves", "title", "why", "metric", "target", "due_on")


@transaction.atomic
def save_goal(goal: GrowthGoal | None, *, values: Mapping[str, Any], actor: User | None) -> GrowthGoal:
    """Set or change a goal. Raises DomainError where it belongs to nobody or serves one below it."""
    row = goal or GrowthGoal()
    before = {name: _plain(row, name) for name in _FIELDS} if goal else {}
    for name in _FIELDS:
        if name in values:
            setattr(row, name, values[name] if values[name] is not None or name not in _TEXTS else "")
    row.title = row.title.strip()
    if row.level not in GoalLevel.values:
        raise DomainError(_("Choose whose goal it is."), code="level")
    row.team = row.team if row.level == GoalLevel.TEAM else None
    row.agent = row.agent if row.level == GoalLevel.PERSONAL else None
    if row.level == GoalLevel.TEAM and row.team is None:
        raise DomainError(_("Choose the team."), code="team")
    if row.level == GoalLevel.PERSONAL and row.agent is None:
        raise DomainError(_("Choose the person."), code="agent")
    if not row.title:
        raise DomainError(_("Say what the goal is."), code="title")
    if row.metric and row.metric not in METRICS:
        raise DomainError(_("There is no such metric."), code="metric")
    if row.serves is not None and not rules.may_serve(row.level, row.serves.level):
        words = _("A goal serves one of a team above it or of the company.")
        raise DomainError(words, code="serves")
    if row.serves is not None and row.serves_id == row.pk:
        raise DomainError(_("A goal serves another one."), code="serves")
    row.save()
    after = {name: _plain(row, name) for name in _FIELDS}
    action = "goal.change" if goal else "goal.add"
    audit.record(actor=actor, action=action, about=row, before=before, after=after)
    return row


_TEXTS = ("title", "why", "metric")


def _plain(row: GrowthGoal, name: str) -> Any:
    value = getattr(row, name)
    return str(value) if name in ("team", "agent", "serves") and value is not None else value


@transaction.atomic
def close_goal(
    goal: GrowthGoal, *, state: str, actor: User | None, now: dt.datetime | None = None
) -> GrowthGoal:
    """A goal is reached or given up; twice is once."""
    row = GrowthGoal.objects.select_for_update().get(pk=goal.pk)
    if row.state != GoalState.OPEN:
        return row
    if state not in (GoalState.REACHED, GoalState.DROPPED):
        raise DomainError(_("Say whether it is reached or given up."), code="state")
    row.state, row.closed_on = state, timezone.localdate(now or timezone.now())
    row.save(update_fields=["state", "closed_on", "updated_at"])
    audit.record(actor=actor, action="goal.close", about=row, after={"state": state})
    return row


@transaction.atomic
def say_incentives(agent: Agent, *, text: str, actor: User | None) -> IncentiveWish | None:
    """What a person would be glad of, in own words; empty words take it back. No word of it in the trail."""
    words = text.strip()
    if len(words) > 1000:
        raise DomainError(_("Keep it under %(n)s characters.") % {"n": 1000}, code="too_long")
    if not words:
        IncentiveWish.objects.filter(agent=agent).delete()
        return None
    row, _new = IncentiveWish.objects.update_or_create(agent=agent, defaults={"text": words})
    return row
