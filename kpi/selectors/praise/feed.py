"""The feed, one's own praise, tags and ready words. The feed tells what was said, never who heard nothing."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q, QuerySet

from kpi.models import Praise, PraiseDue, PraiseValue, ReadyPraise
from kpi.selectors.praise.due import counted
from staff.models import Agent
from staff.selectors import people

_WITH = ("giver", "receiver", "value")


def feed(team_ids: Collection[int] | None = None, *, day: dt.date | None = None) -> "QuerySet[Praise]":
    """What givers and receivers let everybody read, the newest first; of people of these teams on a date."""
    rows = counted().filter(in_feed=True, hidden_at__isnull=True).select_related(*_WITH)
    if team_ids is not None and day is not None:
        here = Agent.objects.in_teams(team_ids, day).values("pk")
        rows = rows.filter(Q(receiver_id__in=here) | Q(giver_id__in=here))
    return rows


def received(agent_id: int) -> "QuerySet[Praise]":
    """What a person was told, the newest first."""
    return counted().filter(receiver_id=agent_id).select_related(*_WITH)


def given(agent_id: int) -> "QuerySet[Praise]":
    """What a person told others, the newest first."""
    return counted().filter(giver_id=agent_id).select_related(*_WITH)


def values(*, active: bool = True) -> "QuerySet[PraiseValue]":
    """The value tags in use, in their order."""
    return PraiseValue.objects.filter(active=True) if active else PraiseValue.objects.all()


def ready_words(*, active: bool = True) -> "QuerySet[ReadyPraise]":
    """Words that one tap sends, in their order."""
    rows = ReadyPraise.objects.select_related("value")
    return rows.filter(active=True, value__active=True) if active else rows


def colleagues(me: Agent, *, day: dt.date, text: str = "") -> "QuerySet[Agent]":
    """Whom one may praise: everybody employed on a date but oneself, by name; found by a piece of a name."""
    rows = Agent.objects.employed_on(day).exclude(pk=me.pk).exclude(state="left")
    word = text.strip()
    if word:
        rows = rows.filter(Q(name__icontains=word) | Q(display_name__icontains=word))
    return rows.order_by("name", "employee_no")


def team_mates(me: Agent, *, day: dt.date) -> list[Agent]:
    """The people of the own team, by name."""
    team = people.team_of(me, day=day)
    if team is None:
        return []
    here = Agent.objects.in_teams([team.pk], day).values("pk")
    return list(colleagues(me, day=day).filter(pk__in=here))


def due_count(team_ids: Collection[int] | None, *, day: dt.date, but: int | None = None) -> int:
    """How many of those found due in the daily computation still wait: the count of the home page."""
    rows = PraiseDue.objects.filter(day=day)
    if team_ids is not None:
        rows = rows.filter(team_id__in=list(team_ids))
    if but is not None:
        rows = rows.exclude(agent_id=but)
    since = counted().filter(day__gte=day - dt.timedelta(days=6), day__lte=day)
    return rows.exclude(agent_id__in=since.values("receiver_id")).count()
