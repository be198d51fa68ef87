"""What attendance is computed from: published shifts less leave, clocked times, signs in reports."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils import timezone

from shifts.choices import RosterState, RuleKind
from shifts.models import Assignment, CalendarDay, Presence, Punch, TeamRule
from shifts.rules import calendar, spans
from shifts.rules.attendance import SMALL_HOURS, Plan, owner_day, without
from shifts.rules.spans import Span
from staff.choices import BlockKind, BlockSource
from staff.models import Membership
from staff.selectors.availability import blocks

# Nobody serves beyond it without a reason, whatever the shift (03:00 of the next day).
CURFEW = 1620
REST = 660
STANDING = (RosterState.PUBLISHED, RosterState.LOCKED)
_DAY = dt.timedelta(days=1)

Plans = dict[int, dict[dt.date, Plan]]
Clocked = dict[tuple[int, dt.date], list[tuple[dt.datetime, str]]]
Signs = dict[tuple[int, dt.date], list[tuple[dt.datetime, dt.datetime | None]]]


@dataclass(slots=True)
class Inputs:
    """All of it for some people and dates.

    `rostered` are the dates of people that stand on a published roster's month; `on_leave` those whose
    shift leave takes away; `seen` the (roster, date) pairs of which there is any record; `rosters` the
    roster of a person's date.
    """

    plans: Plans = field(default_factory=lambda: defaultdict(dict))
    on_leave: set[tuple[int, dt.date]] = field(default_factory=set)
    rosters: dict[tuple[int, dt.date], int] = field(default_factory=dict)
    rostered: set[tuple[int, int, int]] = field(default_factory=set)
    clocked: Clocked = field(default_factory=lambda: defaultdict(list))
    signs: Signs = field(default_factory=lambda: defaultdict(list))
    seen: set[tuple[int, dt.date]] = field(default_factory=set)

    def is_rostered(self, agent_id: int, day: dt.date) -> bool:
        """Whether a published roster speaks of this person in the month of the date."""
        return (agent_id, day.year, day.month) in self.rostered


def zone() -> ZoneInfo:
    """The site's zone."""
    found = timezone.get_default_timezone()
    assert isinstance(found, ZoneInfo)
    return found


def inputs(agent_ids: Iterable[int], first: dt.date, last: dt.date) -> Inputs:
    """Everything about these people from the day before `first` to the day after `last`; six queries."""
    wanted = list(agent_ids)
    found = Inputs()
    _read_plans(found, wanted, first - _DAY, last + _DAY)
    _read_signs(found, wanted, first - _DAY, last + _DAY)
    _read_seen(found, first, last)
    return found


def _read_plans(found: Inputs, agent_ids: list[int], first: dt.date, last: dt.date) -> None:
    """Published shifts, cut by leave, and who is on a roster at all."""
    begin, end = spans.moment(first, 0, zone()), spans.moment(last + 2 * _DAY, 0, zone())
    away: dict[int, list[Span]] = defaultdict(list)
    for block in blocks(agent_ids, begin, end):
        # A half day of leave inside a shift is busy time of that shift.
        if block.kind != BlockKind.AWAY and block.source != BlockSource.LEAVE:
            continue
        away[block.agent_id].append(Span(block.start_at, block.end_at))
    rows = Assignment.objects.filter(
        agent_id__in=agent_ids,
        roster__state__in=STANDING,
        day__gte=first.replace(day=1),
        day__lte=last,
    ).select_related("template")
    for row in rows.order_by("agent_id", "day"):
        found.rostered.add((row.agent_id, row.day.year, row.day.month))
        if row.day < first:
            continue
        found.rosters[row.agent_id, row.day] = row.roster_id
        if row.start_at is None:
            continue
        left = without(pieces_of(row), away[row.agent_id])
        if not left:
            found.on_leave.add((row.agent_id, row.day))
            continue
        curfew = spans.moment(row.day, row.template.curfew or CURFEW, zone())
        found.plans[row.agent_id][row.day] = Plan(row.day, left, curfew)


def pieces_of(row: Assignment) -> tuple[Span, ...]:
    """The paid pieces of a shift: without the break of a split shift and without an unpaid meal."""
    if row.start_at is None or row.end_at is None:
        return ()
    kind, whole = row.template, Span(row.start_at, row.end_at)
    free: list[Span] = []
    if kind.break_start is not None and kind.break_end is not None:
        gap = (spans.moment(row.day, minute, zone()) for minute in (kind.break_start, kind.break_end))
        free.append(Span(*gap))
    unpaid = whole.minutes - sum(one.minutes for one in free) - row.paid_minutes
    if unpaid > 0 and kind.meal_start is not None and kind.meal_end is not None:
        middle = kind.meal_start + max(0, kind.meal_end - kind.meal_start - unpaid) // 2
        begin = row.meal_at or spans.moment(row.day, middle, zone())
        free.append(Span(begin, begin + dt.timedelta(minutes=unpaid)))
    return without([whole], free)


def _read_signs(found: Inputs, agent_ids: list[int], first: dt.date, last: dt.date) -> None:
    """Clocked times by the date to which they belong, and signs in reports by theirs."""
    begin, end = spans.moment(first, 0, zone()), spans.moment(last + 2 * _DAY, 0, zone())
    punches = Punch.objects.filter(agent_id__in=agent_ids, at__gte=begin, at__lt=end)
    for agent_id, at, kind in punches.order_by("at").values_list("agent_id", "at", "kind"):
        found.clocked[agent_id, owner_day(at, kind, found.plans[agent_id], zone())].append((at, kind))
    rows = Presence.objects.filter(
        agent_id__in=agent_ids, day__gte=first, day__lte=last, first_at__isnull=False
    )
    for agent_id, day, came, went in rows.values_list("agent_id", "day", "first_at", "last_at"):
        if came is not None:
            found.signs[agent_id, day].append((came, went))


def _read_seen(found: Inputs, first: dt.date, last: dt.date) -> None:
    """On which dates of a roster anybody at all was seen."""
    standing = Assignment.objects.filter(
        roster_id__in=set(found.rosters.values()), day__gte=first, day__lte=last
    )
    people: dict[int, set[int]] = defaultdict(set)
    for agent_id, roster_id in standing.order_by().values_list("agent_id", "roster_id").distinct():
        people[agent_id].add(roster_id)
    signs = Presence.objects.filter(agent_id__in=list(people), day__gte=first, day__lte=last)
    days = set(signs.order_by().values_list("agent_id", "day").distinct())
    begin, end = spans.moment(first, 0, zone()), spans.moment(last + 2 * _DAY, 0, zone())
    punches = Punch.objects.filter(agent_id__in=list(people), at__gte=begin, at__lt=end)
    days |= {
        (agent_id, (at.astimezone(zone()) - SMALL_HOURS).date())
        for agent_id, at in punches.values_list("agent_id", "at")
    }
    found.seen = {(roster_id, day) for agent_id, day in days for roster_id in people[agent_id]}


def rest_minutes(agent_ids: Iterable[int], day: dt.date) -> dict[int, int]:
    """The rest between shifts that each person's nearest rule asks for on a date, in minutes."""
    rules = TeamRule.objects.on(day).filter(kind=RuleKind.REST_BETWEEN).select_related("team")
    by_path = {rule.team.path if rule.team else "": int(rule.params.get("minutes", REST)) for rule in rules}
    teams = Membership.objects.on(day).filter(agent_id__in=list(agent_ids))
    found = {}
    for agent_id, path in teams.values_list("agent_id", "team__path"):
        while path and path not in by_path:
            path = path.rpartition("/")[0]
        found[agent_id] = by_path.get(path, REST)
    return found


def day_kinds(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """What each date is for rates of pay, the house's edits included."""
    edits = dict(CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("day", "kind"))
    found = calendar.date_kinds(first, (last - first).days + 1, edits)
    return {one.day: one.pay_kind for one in found}
