"""The rows of a month that a roster's problem is built from, each kind of row read once."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from shifts.choices import RosterState
from shifts.models import Assignment, DayWish, Need, NeedPattern, PairRule, Roster
from shifts.selectors.rosters import last_day, team_ids_under
from staff.models import Agent, Membership
from staff.selectors import desks as desk_reads
from staff.selectors.desks import DeskSpan

# Stretches and weeks that began before the month are followed this far back.
HISTORY = 14
# What stands in so many days after the month already is kept in mind too.
AHEAD = 7


@dataclass(frozen=True, slots=True)
class Month:
    """The span of a roster."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def number(self, day: dt.date) -> int:
        """The day's number; below 0 before the month."""
        return (day - self.first).days

    def numbers(self, first: dt.date, last: dt.date) -> range:
        """The day numbers of a span as far as the month holds it."""
        begin, end = max(first, self.first), min(last, self.last)
        return range(self.number(begin), self.number(end) + 1)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A person of the roster, and the team's path for each day number on which he belongs there."""

    agent: Agent
    paths: dict[int, str]


@dataclass(frozen=True, slots=True)
class CellRow:
    """An assignment as it stands."""

    roster: int
    agent: int
    day: dt.date
    template: int
    desk: int | None
    start_at: dt.datetime | None
    pinned: bool


def month_of(roster: Roster) -> Month:
    """The month of a roster."""
    return Month(roster.month, last_day(roster.month))


def people_of(roster: Roster) -> list[Belonging]:
    """Who belongs to a roster's team or one below on some day of the month, by name; two queries."""
    month = month_of(roster)
    teams = team_ids_under(roster.team)
    rows = (
        Membership.objects.between(month.first, month.last)
        .filter(team_id__in=list(teams), agent__hired_on__lte=month.last, agent__left_on__gte=month.first)
        .select_related("agent")
        .order_by("valid_from")
    )
    found: dict[int, Belonging] = {}
    for row in rows:
        first, last = (
            max(row.valid_from, row.agent.hired_on),
            min(row.valid_to, row.agent.left_on),
        )
        days = month.numbers(first, last)
        if days:
            person = found.setdefault(row.agent_id, Belonging(row.agent, {}))
            person.paths.update(dict.fromkeys(days, teams[row.team_id].path))
    return sorted(found.values(), key=lambda each: (each.agent.name, each.agent.employee_no))


def desk_spans(agents: list[int], month: Month) -> list[DeskSpan]:
    """Who of these people serves which desk; one query."""
    return desk_reads.assigned(agents, month.first, month.last)


def cell_rows(agents: list[int], desks: set[int], month: Month) -> list[CellRow]:
    """Assignments of the people and of others at their desks, from before the month to after it.

    After it only what is published counts: a draft of the next month gives way to this one.
    """
    first = month.first - dt.timedelta(days=HISTORY)
    last = month.last + dt.timedelta(days=AHEAD)
    rows = Assignment.objects.filter(
        Q(agent_id__in=agents) | Q(desk_id__in=desks), day__gte=first, day__lte=last
    ).order_by("day", "agent_id")
    rows = rows.exclude(day__gt=month.last, roster__state=RosterState.DRAFT)
    names = ("roster_id", "agent_id", "day", "template_id", "desk_id", "start_at", "pinned")
    return [CellRow(*row) for row in rows.values_list(*names)]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """Heads that a desk needs on a day number."""

    desk: int
    day: int
    heads: int
    template: int | None
    start: int | None
    minutes: int


def need_rows(desks: set[int], month: Month) -> list[NeedRow]:
    """What desks need on each day: the date's own rows, else the weekday's pattern; two queries.

    A row of a date replaces the pattern's of the same template; where a date has needs by interval, its
    pattern does not speak at all, since both would ask for the same heads.
    """
    own = Need.objects.filter(desk_id__in=desks, day__gte=month.first, day__lte=month.last)
    names = ("desk_id", "day", "heads", "template_id", "start", "minutes")
    found = [
        NeedRow(desk, month.number(day), *rest)
        for desk, day, *rest in own.order_by("day", "desk_id", "template_id", "start").values_list(*names)
    ]
    by_interval = {(row.desk, row.day) for row in found if row.template is None}
    said = {(row.desk, row.day, row.template) for row in found}
    by_weekday: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    patterns = NeedPattern.objects.filter(desk_id__in=desks).order_by("desk_id", "template_id")
    for desk, template, weekday, heads in patterns.values_list("desk_id", "template_id", "weekday", "heads"):
        by_weekday[weekday].append((desk, template, heads))
    for day in range(month.days):
        for desk, template, heads in by_weekday[(month.first + dt.timedelta(days=day)).weekday()]:
            if (desk, day) not in by_interval and (desk, day, template) not in said:
                found.append(NeedRow(desk, day, heads, template, None, 0))
    return sorted(found, key=lambda row: (row.day, row.desk, row.template or 0, row.start or 0))


def wish_rows(agents: list[int], month: Month) -> list[DayWish]:
    """What people asked for in the month; one query."""
    rows = DayWish.objects.filter(agent_id__in=agents, day__gte=month.first, day__lte=month.last)
    return list(rows.order_by("day", "agent_id"))


def pair_rows(agents: list[int], month: Month) -> list[PairRule]:
    """Pairs of the people that hold on some day of the month; one query."""
    rows = PairRule.objects.between(month.first, month.last)
    return list(rows.filter(first_id__in=agents, second_id__in=agents).order_by("pk"))
