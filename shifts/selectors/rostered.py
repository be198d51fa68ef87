"""Days on which people work by the published rosters, or would but for paid leave."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Sum

from shifts.choices import RequestState
from shifts.models import Assignment, LeaveRequest
from shifts.selectors.attendance_inputs import STANDING
from shifts.selectors.calendar import dates

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OnShift:
    """How many days and paid minutes somebody is on shift in a span."""

    days: int
    minutes: int


def rostered_days(first: dt.date, last: dt.date) -> dict[int, int]:
    """By person: days of a published roster with a shift, and workdays of approved paid leave without one,
    while the person is employed. Who stands on no published roster is not in it. Four queries.
    """
    rows = _while_employed(_shifts(first, last))
    found = dict(rows.order_by().values("agent_id").annotate(n=Count("day")).values_list("agent_id", "n"))
    for agent_id, days in _on_leave(first, last).items():
        found[agent_id] = found.get(agent_id, 0) + days
    return found


def on_shift(first: dt.date, last: dt.date) -> dict[int, OnShift]:
    """By person: shifts of published rosters in a span while employed, and their paid minutes; one query."""
    rows = _while_employed(_shifts(first, last)).order_by().values("agent_id")
    rows = rows.annotate(n=Count("day"), minutes=Sum("paid_minutes"))
    return {row["agent_id"]: OnShift(row["n"], row["minutes"] or 0) for row in rows}


def workdays(first: dt.date, last: dt.date) -> list[dt.date]:
    """Workdays of the calendar in a span, with the house's edits; one query."""
    return [each.day for each in dates(first, last) if each.worked]


def _shifts(first: dt.date, last: dt.date) -> "QuerySet[Assignment]":
    return Assignment.objects.filter(
        roster__state__in=STANDING, start_at__isnull=False, day__gte=first, day__lte=last
    )


def _while_employed(rows: "QuerySet[Assignment]") -> "QuerySet[Assignment]":
    return rows.filter(day__gte=F("agent__hired_on"), day__lte=F("agent__left_on"))


def _on_leave(first: dt.date, last: dt.date) -> dict[int, int]:
    """Workdays of paid leave on which the person has no shift, while employed."""
    requests = LeaveRequest.objects.filter(
        state=RequestState.APPROVED, type__paid=True, first__lte=last, last__gte=first
    ).select_related("agent")
    wanted: dict[int, set[dt.date]] = defaultdict(set)
    for each in requests:
        begin = max(each.first, first, each.agent.hired_on)
        end = min(each.last, last, each.agent.left_on)
        wanted[each.agent_id] |= _span(begin, end)
    if not wanted:
        return {}
    worked = set(workdays(first, last))
    shifts = _shifts(first, last).filter(agent_id__in=list(wanted)).values_list("agent_id", "day")
    for agent_id, day in shifts:
        wanted[agent_id].discard(day)
    return {agent_id: len(days & worked) for agent_id, days in wanted.items() if days & worked}


def _span(begin: dt.date, end: dt.date) -> set[dt.date]:
    return {begin + n * _DAY for n in range((end - begin).days + 1)}
