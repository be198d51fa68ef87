"""The overtime ledger as pages and files show it."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet, Sum

from shifts.choices import OvertimeState
from shifts.models import OvertimeEntry


def entries(
    agent_ids: Iterable[int] | None, first: dt.date, last: dt.date, *, state: str = ""
) -> "QuerySet[OvertimeEntry]":
    """Entries of people (None: all) in a span, by date and name."""
    rows = OvertimeEntry.objects.filter(day__gte=first, day__lte=last).select_related(
        "agent", "decided_by", "corrects"
    )
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=agent_ids)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("day", "agent__name", "pk")


def open_count(agent_ids: Iterable[int] | None) -> int:
    """How many entries wait for a decision."""
    rows = OvertimeEntry.objects.filter(state=OvertimeState.OPEN)
    return (rows if agent_ids is None else rows.filter(agent_id__in=agent_ids)).count()


def to_pay(first: dt.date, last: dt.date) -> "QuerySet[OvertimeEntry]":
    """Entries that are decided to be paid and that no pay run has taken yet."""
    return entries(None, first, last, state=OvertimeState.PAID).filter(paid_by="")


def month_minutes(agent_id: int, first: dt.date, last: dt.date) -> int:
    """Minutes of overtime of a person in a span, refused ones left out."""
    rows = OvertimeEntry.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last)
    return rows.exclude(state=OvertimeState.REFUSED).aggregate(n=Sum("minutes"))["n"] or 0
