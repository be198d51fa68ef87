"""Facts of rosters and attendance that the top floor takes for its weeks.

Seconds are real time, counts are whole. Where no published roster speaks of a date there is nothing at all,
and where nobody knows whether somebody came there is nothing either: what is missing is not zero.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from shifts.choices import AttendanceState, OvertimeState
from shifts.models import Assignment, AttendanceDay, OvertimeEntry
from shifts.rules import spans
from shifts.selectors.attendance_inputs import STANDING, zone
from staff.choices import BlockKind, BlockSource
from staff.selectors.availability import BlockSpan, blocks

_DAY = dt.timedelta(days=1)
_NOTHING = (AttendanceState.UNKNOWN, AttendanceState.EXCUSED)
Facts = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class OwnFacts:
    """One person's facts of one date out of our own attendance and rosters."""

    agent_id: int
    day: dt.date
    facts: Facts


def own_facts(first: dt.date, last: dt.date) -> Iterator[OwnFacts]:
    """Facts of rosters and attendance by date and person; five queries."""
    rows = list(
        AttendanceDay.objects.filter(day__gte=first, day__lte=last)
        .exclude(state__in=_NOTHING)
        .order_by("day", "agent_id")
    )
    if not rows:
        return
    people = {row.agent_id for row in rows}
    overtime = _overtime(first, last)
    busy = _busy(people, first, last)
    rostered = _rostered(first, last)
    for row in rows:
        key = (row.agent_id, row.day)
        if row.plan_start is None and key not in rostered:
            continue
        facts = _facts(row, busy.get(row.agent_id, []))
        if facts:
            facts["ot_secs"] = Decimal(60 * overtime.get(key, 0))
            yield OwnFacts(*key, facts)


def _facts(row: AttendanceDay, busy: list[BlockSpan]) -> Facts:
    """The facts of one date."""
    if row.state == AttendanceState.ABSENT:
        if row.excused:
            return {}
        whole: dict[str, int | None] = {"shifts_n": 1, "absent_n": 1, "late_n": 0}
    elif row.state == AttendanceState.UNPLANNED:
        whole = {"shifts_n": 0, "absent_n": 0, "late_n": 0}
    else:
        fault = bool(row.late_minutes or row.early_minutes) and not row.excused
        whole = {"shifts_n": 1, "absent_n": 0, "late_n": int(fault)}
    planned = 0 if row.plan_start is None else row.planned_secs
    inside = 0 if row.plan_start is None else row.inside_secs
    if row.worked_secs is not None and planned is not None and inside is not None:
        whole |= {"sched_secs": planned, "worked_secs": row.worked_secs, "inadh_secs": inside}
        whole["avail_secs"] = max(0, inside - _busy_within(row, busy))
    return {code: Decimal(value) for code, value in whole.items() if value is not None}


def _busy_within(row: AttendanceDay, busy: list[BlockSpan]) -> int:
    """Seconds of training and meetings while the person was there by plan."""
    if None in (row.plan_start, row.plan_end, row.start_at, row.end_at):
        return 0
    assert row.plan_start and row.plan_end and row.start_at and row.end_at
    begin, end = max(row.plan_start, row.start_at), min(row.plan_end, row.end_at)
    return sum(max(0, int((min(end, one.end_at) - max(begin, one.start_at)).total_seconds())) for one in busy)


def _overtime(first: dt.date, last: dt.date) -> dict[tuple[int, dt.date], int]:
    """Minutes of overtime that were not refused, by person and date."""
    rows = OvertimeEntry.objects.filter(day__gte=first, day__lte=last).exclude(state=OvertimeState.REFUSED)
    sums = rows.order_by().values("agent_id", "day").annotate(n=Sum("minutes"))
    return {(row["agent_id"], row["day"]): max(0, row["n"]) for row in sums}


def _busy(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, list[BlockSpan]]:
    """Training and meetings by person."""
    begin, end = spans.moment(first, 0, zone()), spans.moment(last + 2 * _DAY, 0, zone())
    found: dict[int, list[BlockSpan]] = defaultdict(list)
    for block in blocks(agent_ids, begin, end, kind=BlockKind.BUSY):
        if block.source == BlockSource.LEAVE:  # The plan is shorter by it already.
            continue
        found[block.agent_id].append(block)
    return found


def _rostered(first: dt.date, last: dt.date) -> set[tuple[int, dt.date]]:
    """Dates in months in which a published roster speaks of the person."""
    begin = first.replace(day=1)
    rows = Assignment.objects.filter(roster__state__in=STANDING, day__gte=begin, day__lte=last + 31 * _DAY)
    pairs = rows.order_by().values_list("agent_id", "roster__month").distinct()
    months = {(agent_id, month.year, month.month) for agent_id, month in pairs}
    span = [first + n * _DAY for n in range((last - first).days + 1)]
    return {
        (agent_id, day)
        for agent_id, year, month in months
        for day in span
        if (day.year, day.month) == (year, month)
    }
