"""Attendance as pages show it: a week of plan against fact by name, one person's days, clocked times."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from shifts.choices import AttendanceState, PunchKind
from shifts.models import AttendanceDay, Punch, PunchSheet
from shifts.selectors.presence import PresenceRow, presence_on
from staff.models import Agent

FAULTS = (
    AttendanceState.LATE,
    AttendanceState.EARLY,
    AttendanceState.LATE_EARLY,
    AttendanceState.ABSENT,
)
_DAY = dt.timedelta(days=1)
_SHEETS = 20


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """One person's dates of a week; None where there is neither plan nor fact."""

    agent: Agent
    days: tuple[AttendanceDay | None, ...]


def week(agents: Iterable[Agent], monday: dt.date) -> list[PersonWeek]:
    """Plan against fact of these people in a week, in the order given; one query."""
    people = list(agents)
    rows = AttendanceDay.objects.filter(
        agent_id__in=[agent.pk for agent in people], day__gte=monday, day__lt=monday + 7 * _DAY
    )
    found: dict[int, dict[dt.date, AttendanceDay]] = defaultdict(dict)
    for row in rows:
        found[row.agent_id][row.day] = row
    days = [monday + n * _DAY for n in range(7)]
    return [PersonWeek(agent, tuple(found[agent.pk].get(day) for day in days)) for agent in people]


def people_of_week(agents: "QuerySet[Agent]", monday: dt.date, *, state: str = "") -> "QuerySet[Agent]":
    """Of these people those who have an attendance day in a week, by name; `state` narrows.

    "fault" is late, early or absent and "waiting" a reason without an answer.
    """
    rows = AttendanceDay.objects.filter(day__gte=monday, day__lt=monday + 7 * _DAY)
    if state == "fault":
        rows = rows.filter(state__in=FAULTS)
    elif state == "waiting":
        rows = rows.filter(state__in=FAULTS, excused__isnull=True).exclude(reason="")
    elif state:
        rows = rows.filter(state=state)
    return agents.filter(pk__in=rows.values("agent_id")).order_by("name", "employee_no")


def days_of(agent: Agent, first: dt.date, last: dt.date) -> "QuerySet[AttendanceDay]":
    """One person's attendance days, the newest first."""
    rows = AttendanceDay.objects.filter(agent=agent, day__gte=first, day__lte=last)
    return rows.select_related("answered_by").order_by("-day")


def punches_of(agent: Agent, first: dt.date, last: dt.date) -> "QuerySet[Punch]":
    """One person's clocked times from the midnight of a date to the noon after another, in order."""
    zone = timezone.get_default_timezone()
    begin = dt.datetime.combine(first, dt.time(), zone)
    end = dt.datetime.combine(last + _DAY, dt.time(12), zone)
    return Punch.objects.filter(agent=agent, at__gte=begin, at__lt=end).order_by("at", "pk")


def last_punch(agent: Agent, now: dt.datetime) -> Punch | None:
    """The newest clocked time of the last day and night; None where there is none."""
    rows = Punch.objects.filter(agent=agent, at__lte=now, at__gte=now - dt.timedelta(hours=20))
    return rows.order_by("-at", "-pk").first()


def next_kind(last: Punch | None) -> str:
    """What the clock's large button does next."""
    return PunchKind.OUT if last is not None and last.kind == PunchKind.IN else PunchKind.IN


def wanted(text: str) -> Q:
    """People whose name or number holds a text."""
    return Q(name__icontains=text.strip()) | Q(employee_no__icontains=text.strip())


def signs_of(agent_id: int, day: dt.date) -> list[tuple[str, PresenceRow]]:
    """What reports say of a person's date, each with the report's name."""
    return [(source.partition(":")[0], row) for source, row in presence_on(agent_id, day, day)]


def sheets(reach: "QuerySet[Any, Any]", me: Agent | None) -> "QuerySet[PunchSheet]":
    """The newest sheets of clocked times that one took in or that hold people in reach, and nobody beyond it;
    what was taken back stays named."""
    times = Punch.objects.filter(sheet=OuterRef("pk"))
    mine = Q(made_by=me) if me is not None else Q()
    found = PunchSheet.objects.filter(mine | Q(Exists(times.filter(agent__in=reach))))
    return found.exclude(Exists(times.exclude(agent__in=reach))).select_related("made_by")[:_SHEETS]
