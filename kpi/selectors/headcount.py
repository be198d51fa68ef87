"""Attrition: leavers over the mean head count, of a team or a store, read from the people's own dates."""

import datetime as dt
from decimal import Decimal

from django.db.models import Q

from cstm.weeks import month_of
from kpi.metrics import Metric
from kpi.rules import Cell, State, absent
from staff.models import Agent


def attrition_cell(
    metric: Metric, first: dt.date, *, team_id: int | None = None, store_id: int | None = None, by: str = ""
) -> Cell:
    """Leavers of a month over its mean head count (of its first and last day); the count is the leavers."""
    start, end = month_of(first)
    if by in ("team", "store") and team_id is None and store_id is None:
        return Cell(state=absent(metric))
    heads = [heads_on(day, team_id=team_id, store_id=store_id) for day in (start, end)]
    gone = leavers(start, end, team_id=team_id, store_id=store_id)
    mean = Decimal(sum(heads)) / 2
    if not mean:
        return Cell(state=absent(metric))
    return Cell((Decimal(gone) / mean).quantize(Decimal("0.0000000001")), mean, State.VALUE)


def heads_on(day: dt.date, *, team_id: int | None = None, store_id: int | None = None) -> int:
    """People employed on a date, in a team or serving a store then (or all)."""
    return Agent.objects.filter(_where(day, team_id, store_id), hired_on__lte=day, left_on__gte=day).count()


def leavers(start: dt.date, end: dt.date, *, team_id: int | None = None, store_id: int | None = None) -> int:
    """People whose last day lies in a span, counted where they were on that day."""
    people = Agent.objects.filter(left_on__range=(start, end)).only("pk", "left_on")
    return sum(
        1
        for person in people
        if Agent.objects.filter(_where(person.left_on, team_id, store_id), pk=person.pk).exists()
    )


def _where(day: dt.date, team_id: int | None, store_id: int | None) -> Q:
    where = Q()
    if team_id is not None:
        where &= Q(
            pk__in=Agent.objects.filter(
                memberships__team_id=team_id,
                memberships__valid_from__lte=day,
                memberships__valid_to__gte=day,
            ).values("pk")
        )
    if store_id is not None:
        where &= Q(
            pk__in=Agent.objects.filter(
                store_assignments__store_id=store_id,
                store_assignments__valid_from__lte=day,
                store_assignments__valid_to__gte=day,
            ).values("pk")
        )
    return where
