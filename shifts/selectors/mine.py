"""What one person sees of rosters: now, next, the week, the month, the team, and what waits for an answer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery, Value

from cstm.weeks import Week
from shifts.choices import RequestState, RosterState, ShiftKind
from shifts.models import Assignment, DayWish, LeaveRequest, Roster, ShiftChange, ShiftTemplate, SwapRequest
from shifts.selectors import calendar
from shifts.selectors.rosters import days_of, last_day
from staff.models import Agent, Membership, Team

SEEN = (RosterState.PUBLISHED, RosterState.LOCKED)
NEXT_WITHIN = 40  # Days ahead in which the home page looks for the next shift.
ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of one person: the shift (None: nothing published), leave, a wish, and what the date is."""

    day: dt.date
    row: Assignment | None
    leave: LeaveRequest | None
    wish: DayWish | None
    holiday: str
    worked_day: bool
    changed: bool = False

    @property
    def works(self) -> bool:
        """Is there a shift to work?"""
        return self.row is not None and self.row.start_at is not None

    @property
    def weekend(self) -> bool:
        """Is it a Saturday or Sunday?"""
        return self.day.weekday() >= 5


@dataclass(frozen=True, slots=True)
class Now:
    """The shift that runs, and the next one; None where nothing is published."""

    running: Assignment | None
    following: Assignment | None


def shifts_of(agent_id: int, first: dt.date, last: dt.date) -> "QuerySet[Assignment]":
    """Published cells of a person in a span, by date."""
    found = Assignment.objects.filter(
        agent_id=agent_id, day__gte=first, day__lte=last, roster__state__in=SEEN
    )
    return found.select_related("template", "desk", "roster__team").order_by("day")


def now_and_next(agent_id: int, now: dt.datetime) -> Now:
    """The shift that runs at a moment and the one that begins next."""
    rows = Assignment.objects.filter(agent_id=agent_id, roster__state__in=SEEN, end_at__gt=now)
    coming = list(rows.select_related("template", "desk").order_by("start_at")[:2])
    running = coming[0] if coming and coming[0].start_at and coming[0].start_at <= now else None
    following = next((row for row in coming if row is not running), None)
    return Now(running, following)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the home page shows: now, next, the week, and how many changes wait to be seen."""

    now: Now
    week: list[Day]
    unseen: int


def glance(agent_id: int, now: dt.datetime, today: dt.date) -> Glance:
    """Now, next and the week of a person in three queries, since the home page has few to spend."""
    week = Week.of(today)
    # From the day before: its night may still run.
    rows = list(shifts_of(agent_id, week.monday - ONE, today + dt.timedelta(days=NEXT_WITHIN)))
    coming = sorted(
        (row for row in rows if row.start_at and row.end_at and row.end_at > now),
        key=lambda row: row.start_at or now,
    )
    running = coming[0] if coming and coming[0].start_at and coming[0].start_at <= now else None
    following = next((row for row in coming if row is not running), None)
    leave = list(leave_of(agent_id, week.monday, week.sunday))
    by_day = {row.day: row for row in rows}
    line = [
        Day(day, by_day.get(day), next((each for each in leave if each.first <= day <= each.last), None),
            None, "", True)
        for day in week.days
    ]  # fmt: skip
    waiting = ShiftChange.objects.filter(agent_id=agent_id, seen_at__isnull=True).count()
    return Glance(Now(running, following), line, waiting)


def leave_of(agent_id: int, first: dt.date, last: dt.date) -> "QuerySet[LeaveRequest]":
    """Approved leave of a person that touches a span."""
    return LeaveRequest.objects.filter(
        agent_id=agent_id, state=RequestState.APPROVED, first__lte=last, last__gte=first
    ).select_related("type")


def days(
    agent_id: int, first: dt.date, last: dt.date, *, changes: list[ShiftChange] | None = None
) -> list[Day]:
    """Every date of a span with what the person may see of it; a constant number of queries.

    `changes` are those not acknowledged, where they were read already.
    """
    rows = {row.day: row for row in shifts_of(agent_id, first, last)}
    leave = list(leave_of(agent_id, first, last))
    wishes = {
        wish.day: wish
        for wish in DayWish.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last).select_related(
            "template"
        )
    }
    unacknowledged = unseen(agent_id) if changes is None else changes
    changed = {
        dt.date.fromisoformat(str(cell[0])) for each in unacknowledged for cell in each.cells if cell[1]
    }
    return [
        Day(
            date.day,
            rows.get(date.day),
            next((each for each in leave if each.first <= date.day <= each.last), None),
            wishes.get(date.day),
            date.name,
            date.worked,
            date.day in changed,
        )
        for date in calendar.dates(first, last)
    ]


def month_and_week(agent_id: int, day: dt.date, changes: list[ShiftChange]) -> tuple[list[Day], list[Day]]:
    """The month of a date and the ISO week of it, read as one span."""
    week, month = Week.of(day), day.replace(day=1)
    found = days(agent_id, min(month, week.monday), max(last_day(month), week.sunday), changes=changes)
    by_day = {each.day: each for each in found}
    return [by_day[each] for each in days_of(month)], [by_day[each] for each in week.days]


def unseen(agent_id: int) -> list[ShiftChange]:
    """Changes that the person has not acknowledged, the newest first."""
    found = ShiftChange.objects.filter(agent_id=agent_id, seen_at__isnull=True)
    return list(found.select_related("roster__team").order_by("-made_at"))


def team_of(agent: Agent, day: dt.date) -> Team | None:
    """The person's team on a date."""
    row = Membership.objects.on(day).filter(agent=agent).select_related("team").first()
    return row.team if row else None


def leaders_of(agent: Agent, day: dt.date) -> list[Agent]:
    """Who decides first on what a person asks: the leader of the nearest team up the tree who is not the
    person; nobody where no team has one."""
    team = team_of(agent, day)
    if team is None:
        return []
    teams = Team.objects.filter(path__in=above(team), leader__isnull=False).exclude(leader=agent)
    rows = teams.filter(leader__left_on__gte=day).select_related("leader")
    nearest = max(rows, key=lambda each: len(each.path), default=None)
    return [nearest.leader] if nearest is not None and nearest.leader is not None else []


def above(team: Team) -> list[str]:
    """The paths of a team and of those above it, the nearest first."""
    parts = team.path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def rosters_for(agent: Agent, day: dt.date) -> "QuerySet[Roster]":
    """Rosters of a date's month that hold the person's team or one above it."""
    team = team_of(agent, day)
    if team is None:
        return Roster.objects.none()
    return Roster.objects.filter(month=day.replace(day=1), team__path__in=above(team)).select_related("team")


def roster_for(agent: Agent, day: dt.date) -> Roster | None:
    """The nearest of them."""
    return max(rosters_for(agent, day), key=lambda each: len(each.team.path), default=None)


def numbers_of(agent_ids: Iterable[int]) -> dict[int, str]:
    """Employee numbers of people, by key."""
    return dict(Agent.objects.filter(pk__in=set(agent_ids)).values_list("pk", "employee_no"))


def open_teams(agent: Agent, today: dt.date) -> set[int]:
    """Teams whose rosters of this and the next month hold the person."""
    days = (today, (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1))
    return {team for day in days for team in rosters_for(agent, day).values_list("team_id", flat=True)}


def team_day(agent: Agent, day: dt.date) -> list[Assignment]:
    """Who of the person's team works what on a date, by name; nobody's reasons for being away."""
    standing = Membership.objects.on(day).order_by()
    team = standing.filter(agent=agent).values("team_id")[:1]
    members = standing.filter(team_id=Subquery(team)).values("agent_id")
    rows = Assignment.objects.filter(agent_id__in=members, day=day, roster__state__in=SEEN)
    rows = rows.exclude(template__kind=ShiftKind.REST)
    return list(rows.select_related("agent", "template", "desk").order_by("start_at", "agent__name"))


def wishes_of(agent_id: int, month: dt.date) -> list[DayWish]:
    """The person's wishes of a month, by date."""
    found = DayWish.objects.filter(agent_id=agent_id, day__in=days_of(month))
    return list(found.select_related("template").order_by("day"))


def swaps_of(agent_id: int) -> tuple[list[SwapRequest], list[SwapRequest]]:
    """Swaps that the person asked for, and those that wait for or had the person's answer; newest first."""
    rows = SwapRequest.objects.select_related("asker", "partner").order_by("-created_at")
    return list(rows.filter(asker_id=agent_id)[:30]), list(rows.filter(partner_id=agent_id)[:30])


def worked_templates() -> "QuerySet[ShiftTemplate]":
    """Shifts that may be asked for."""
    return ShiftTemplate.objects.filter(active=True).exclude(kind__in=[ShiftKind.REST, ShiftKind.TRAINING])


def waiting_counts(people: "QuerySet[Agent]") -> dict[str, int]:
    """How many leaves and swaps of people wait for a decision; one query."""
    ids = people.order_by().values("pk")
    leave = LeaveRequest.objects.filter(agent__in=ids, state=RequestState.OPEN).order_by()
    swaps = SwapRequest.objects.filter(asker__in=ids, state=RequestState.ACCEPTED).order_by()
    leaves = leave.annotate(what=Value("leaves")).values_list("what", "pk")
    rows = list(leaves.union(swaps.annotate(what=Value("swaps")).values_list("what", "pk"), all=True))
    return {name: sum(what == name for what, _pk in rows) for name in ("leaves", "swaps")}


def waiting_swaps(people: "QuerySet[Agent]") -> "QuerySet[SwapRequest]":
    """Agreed swaps of people that wait for approval, by date."""
    asking = people.order_by().values("pk")
    found = SwapRequest.objects.filter(state=RequestState.ACCEPTED, asker__in=asking)
    return found.select_related("asker", "partner", "on_behalf_by").order_by("day", "asker__name")
