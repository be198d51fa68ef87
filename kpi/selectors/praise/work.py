"""On which days people worked: by attendance, else by published roster, else by a record with facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from kpi.choices import OWN_SOURCE, Scope
from kpi.models import Record
from kpi.rules import praise as rules
from shifts.choices import AttendanceState, RosterState
from shifts.models import Assignment, AttendanceDay
from staff.choices import BlockKind, BlockSource
from staff.selectors.availability import BlockSpan, blocks

_STANDING = (RosterState.PUBLISHED, RosterState.LOCKED)
_CAME = (
    AttendanceState.ON_TIME,
    AttendanceState.LATE,
    AttendanceState.EARLY,
    AttendanceState.LATE_EARLY,
    AttendanceState.UNPLANNED,
)
# What only somebody at work can do. Ratings, sales and refunds may come on days of rest.
ACTIVITY = (
    "reception_users",
    "effective_users",
    "agent_msgs",
    "resp_rounds",
    "first_resp_n",
    "sessions",
    "all_sessions",
    "transfer_out_users",
    "online_secs",
    "busy_secs",
    "chat_secs",
    "svc_tickets",
    "refund_cases",
    "cases",
    "urge_orders",
    "assist_users",
)
Day = tuple[int, dt.date]


@dataclass(slots=True)
class Worked:
    """What is known of some people's span: days worked with their evidence, and days taken away by leave."""

    days: dict[int, dict[dt.date, str]] = field(default_factory=lambda: defaultdict(dict))
    leave: dict[int, set[dt.date]] = field(default_factory=lambda: defaultdict(set))


def worked(agent_ids: Collection[int], first: dt.date, last: dt.date, *, now: dt.datetime) -> Worked:
    """Days on which these people worked, from `first` to `last`; a shift that has not begun by `now` is not
    work yet. Five queries whatever the number of people.
    """
    found = Worked()
    if not agent_ids:
        return found
    attended = _attended(agent_ids, first, last, found)
    rostered, spoken = _rostered(agent_ids, first, last, now, found)
    facts = _with_facts(agent_ids, first, last)
    for agent_id in agent_ids:
        for day in _days(first, last):
            key = (agent_id, day)
            known = rules.DayKnown(
                attended=attended.get(key),
                rostered=key in rostered if (agent_id, day.year, day.month) in spoken else None,
                has_facts=key in facts,
            )
            if evidence := rules.worked(known):
                found.days[agent_id][day] = evidence
    return found


def _attended(agent_ids: Collection[int], first: dt.date, last: dt.date, found: Worked) -> dict[Day, bool]:
    """What attendance says of each date; a state that nobody knows says nothing."""
    rows = AttendanceDay.objects.filter(agent_id__in=agent_ids, day__range=(first, last))
    said: dict[Day, bool] = {}
    for agent_id, day, state in rows.order_by().values_list("agent_id", "day", "state"):
        if state == AttendanceState.EXCUSED:
            found.leave[agent_id].add(day)
        if state != AttendanceState.UNKNOWN:
            said[agent_id, day] = state in _CAME
    return said


def _rostered(
    agent_ids: Collection[int], first: dt.date, last: dt.date, now: dt.datetime, found: Worked
) -> tuple[set[Day], set[tuple[int, int, int]]]:
    """Dates with a published shift that has begun and is not on leave; and of which months of people a
    published roster speaks."""
    rows = Assignment.objects.filter(agent_id__in=agent_ids, roster__state__in=_STANDING).order_by()
    months = rows.filter(roster__month__in={first.replace(day=1), last.replace(day=1)})
    spoken = {
        (agent_id, month.year, month.month)
        for agent_id, month in months.values_list("agent_id", "roster__month").distinct()
    }
    away: dict[int, list[BlockSpan]] = defaultdict(list)
    for block in blocks(agent_ids, first, last):
        if block.kind == BlockKind.AWAY:
            away[block.agent_id].append(block)
            if block.source == BlockSource.LEAVE:
                found.leave[block.agent_id] |= _days_of(block, first, last)
    shifts: set[Day] = set()
    worked_rows = rows.filter(day__range=(first, last), start_at__lte=now)
    for agent_id, day, start, end in worked_rows.values_list("agent_id", "day", "start_at", "end_at"):
        assert start is not None
        assert end is not None  # Both or none, as the database holds.
        if not any(block.start_at <= start and block.end_at >= end for block in away[agent_id]):
            shifts.add((agent_id, day))
    return shifts, spoken


def _with_facts(agent_ids: Collection[int], first: dt.date, last: dt.date) -> set[Day]:
    """Dates of which a report holds work of the person; our own copies of attendance are none."""
    did = Q()
    for code in ACTIVITY:
        did |= Q(**{f"{code}__gt": 0})
    rows = Record.objects.filter(
        did, agent_id__in=agent_ids, scope=Scope.AGENT, date__gte=first, last_date__lte=last
    ).exclude(source=OWN_SOURCE)
    return {
        (agent_id, day)
        for agent_id, day, until in rows.order_by().values_list("agent_id", "date", "last_date").distinct()
        if day == until
    }


def _days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def _days_of(block: BlockSpan, first: dt.date, last: dt.date) -> set[dt.date]:
    """The dates of a span on which a block takes noon away."""
    zone = block.start_at.tzinfo
    return {
        day
        for day in _days(first, last)
        if block.start_at <= dt.datetime.combine(day, dt.time(12), zone) < block.end_at
    }
