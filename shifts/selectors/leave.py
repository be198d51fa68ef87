"""Leave: balances, requests, and what a request does to the cover."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from cstm.formats import duration
from shifts.choices import OvertimeState, RequestState, ShiftKind, VersionKind
from shifts.models import (
    Assignment,
    LeaveEntry,
    LeaveRequest,
    LeaveType,
    OvertimeEntry,
    RosterVersion,
    ShiftTemplate,
)
from shifts.rules.leave import counted_dates, half_days_taken
from shifts.selectors import calendar
from shifts.selectors.cover import DayCover, cover_by_desk, hours_of
from shifts.selectors.rosters import templates
from staff.choices import AgentState
from staff.models import Agent
from staff.selectors.availability import DEFAULT_WEEKLY_MINUTES, contract_on

OPEN = (RequestState.OPEN,)
LIEU_TYPE = "lieu"
MOST_WAITING = 40
STANDING = (RequestState.OPEN, RequestState.APPROVED)


@dataclass(frozen=True, slots=True)
class Balance:
    """What somebody has of a type of leave, in half days; `waiting` is asked for and not decided.

    Of time in lieu `minutes` are all that were granted, and `a_half` those that make half a day of leave.
    """

    type: LeaveType
    half_days: int
    waiting: int
    minutes: int = 0
    a_half: int = 0

    @property
    def lieu(self) -> str:
        """Time in lieu by the clock: what was granted and not taken, and what is too little to take yet."""
        held = duration(60 * (self.half_days * self.a_half + self.minutes % self.a_half))
        rest = duration(60 * (self.minutes % self.a_half))
        words = {"held": held, "rest": rest, "half": duration(60 * self.a_half)}
        if self.minutes % self.a_half == 0:
            return _("%(held)s; half a day is %(half)s") % words
        if held == rest:
            return _("%(held)s, not yet half a day (%(half)s)") % words
        return _("%(held)s, of which %(rest)s are not yet half a day (%(half)s)") % words


@dataclass(frozen=True, slots=True)
class Impact:
    """What a leave does to a date: the hours that would be short, with heads left and needed, and who else
    is away or asks to be."""

    day: dt.date
    shift: str
    short: tuple[tuple[str, int, int], ...]
    known: bool
    others: tuple[LeaveRequest, ...] = ()


def types() -> "QuerySet[LeaveType]":
    """Types of leave that may be asked for."""
    return LeaveType.objects.filter(active=True)


def all_types() -> "QuerySet[LeaveType]":
    """Every type, open ones first, by code."""
    return LeaveType.objects.order_by("-active", "code")


def balances(agent: Agent) -> list[Balance]:
    """The balances of one person, by type; four queries."""
    held = LeaveEntry.objects.filter(agent=agent).order_by().values("type", what=Value("held"))
    asked = LeaveRequest.objects.filter(agent=agent, state=RequestState.OPEN).order_by()
    waits = asked.values("type", what=Value("asked"))
    names = ("type", "what", "n")
    rows = (
        held.annotate(n=Sum("half_days"))
        .values_list(*names)
        .union(waits.annotate(n=Sum("half_days")).values_list(*names), all=True)
    )
    found = {(kind, what): n for kind, what, n in rows}
    minutes, half = lieu_minutes(agent), half_a_day(agent.pk, timezone.localdate())
    return [
        Balance(
            kind,
            found.get((kind.pk, "held"), 0),
            found.get((kind.pk, "asked"), 0),
            *((minutes, half) if kind.code == LIEU_TYPE else ()),
        )
        for kind in types()
        if kind.has_balance
    ]


def balance_of(agent: Agent, kind: LeaveType) -> int:
    """Half days that stand."""
    return LeaveEntry.objects.filter(agent=agent, type=kind).aggregate(n=Sum("half_days"))["n"] or 0


def entries(agent: Agent) -> "QuerySet[LeaveEntry]":
    """Every movement of somebody's balances, the newest first."""
    return LeaveEntry.objects.filter(agent=agent).select_related("type").order_by("-day", "-pk")


def cost(agent: Agent, first: dt.date, last: dt.date, *, from_noon: bool, until_noon: bool) -> int:
    """Half days that a leave would take: by the roster, and where there is none by the calendar."""
    rows = Assignment.objects.filter(agent=agent, day__gte=first, day__lte=last).values_list(
        "day", "template__kind", "template__start", "template__end"
    )
    kinds = {day: kind for day, kind, *_times in rows}
    counted = counted_dates(
        first,
        last,
        rostered={day for day, kind in kinds.items() if kind != ShiftKind.REST},
        resting={day for day, kind in kinds.items() if kind == ShiftKind.REST},
        workdays={date.day for date in calendar.dates(first, last) if date.worked},
    )
    times = {day: (start, end) for day, _kind, start, end in rows if start is not None and end is not None}
    return half_days_taken(counted, first, last, from_noon=from_noon, until_noon=until_noon, shifts=times)


def requests(agent_ids: Iterable[int]) -> "QuerySet[LeaveRequest]":
    """Requests of people, the newest dates first."""
    found = LeaveRequest.objects.filter(agent_id__in=list(agent_ids))
    return found.select_related("agent", "type", "decided_by").order_by("-first", "agent__name", "pk")


def away(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> "QuerySet[LeaveRequest]":
    """Open and approved leave that touches a span, for a calendar, by name."""
    found = LeaveRequest.objects.filter(
        agent_id__in=list(agent_ids), state__in=STANDING, first__lte=last, last__gte=first
    )
    return found.select_related("agent", "type").order_by("agent__name", "first")


def impact(request: LeaveRequest) -> list[Impact]:
    """For each date with a shift in the leave: the hours of it that would fall short without this person."""
    return impacts([request], templates(active=False))[request.pk]


def deciding(people: "QuerySet[Agent]", today: dt.date) -> tuple[list[LeaveRequest], list[LeaveRequest]]:
    """Leave of people that waits, by date and name, and all that stands from today on; one query."""
    standing = LeaveRequest.objects.filter(agent__in=people.order_by().values("pk")).filter(
        Q(state=RequestState.OPEN) | Q(state=RequestState.APPROVED, last__gte=today)
    )
    rows = list(standing.select_related("agent", "type").order_by("first", "agent__name", "pk"))
    return [row for row in rows if row.state == RequestState.OPEN][:MOST_WAITING], rows


def impacts(
    wanted: Iterable[LeaveRequest],
    known: Mapping[int, ShiftTemplate],
    standing: Iterable[LeaveRequest] = (),
) -> dict[int, list[Impact]]:
    """The same for several requests, by key, beside other leave that stands; three queries."""
    requests, others = list(wanted), list(standing)
    if not requests:
        return {}
    rows = list(
        Assignment.objects.filter(
            agent_id__in={each.agent_id for each in requests},
            day__gte=min(each.first for each in requests),
            day__lte=max(each.last for each in requests),
        )
        .exclude(template__kind=ShiftKind.REST)
        .order_by("day")
    )
    desks = {row.desk_id for row in rows if row.desk_id}
    by_desk = cover_by_desk({row.day for row in rows}, desks, known)
    return {
        each.pk: [
            _hit(
                row,
                by_desk.get(row.desk_id or 0, {}).get(row.day),
                known[row.template_id],
                tuple(
                    other
                    for other in others
                    if other.agent_id != each.agent_id and other.first <= row.day <= other.last
                ),
            )
            for row in rows
            if row.agent_id == each.agent_id and each.first <= row.day <= each.last
        ]
        for each in requests
    }


def _hit(
    row: Assignment, day_cover: DayCover | None, template: ShiftTemplate, others: tuple[LeaveRequest, ...]
) -> Impact:
    """What the cover of a date would lack without one row."""
    hours = hours_of(template)
    short = tuple(
        (f"{slot.label}:00", slot.present - 1, slot.need)
        for slot in (day_cover.slots if day_cover else ())
        if slot.hour in hours and slot.need is not None and slot.present - 1 < slot.need
    )
    return Impact(row.day, str(template), short, bool(day_cover and day_cover.known), others)


def publishers(roster_id: int) -> list[Agent]:
    """Who published a roster, or else saved versions of it, for a notice: those still employed."""
    made = RosterVersion.objects.filter(roster_id=roster_id, made_by__isnull=False)
    published = made.filter(kind=VersionKind.PUBLISHED)
    people = (published if published.exists() else made).values("made_by_id")
    return list(Agent.objects.filter(pk__in=people).exclude(state=AgentState.LEFT))


def lieu_minutes(agent: Agent) -> int:
    """Minutes of overtime that were decided to be taken as time in lieu."""
    rows = OvertimeEntry.objects.filter(agent=agent, state=OvertimeState.LIEU)
    return int(rows.aggregate(n=Sum("minutes"))["n"] or 0)


def half_a_day(agent_id: int, day: dt.date) -> int:
    """Minutes of half a day of leave: a tenth of the week of the contract."""
    contract = contract_on(agent_id, day)
    return max(1, (contract.weekly_minutes if contract else DEFAULT_WEEKLY_MINUTES) // 10)
