"""The rows of a month that a roster's problem is built from, each kind of row read once."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from shifts.choices import RosterState
from shifts.models import Assignment, Roster
from shifts.selectors.rosters import is_under, last_day
from staff.models import Agent, Membership

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
    """Who belongs to a roster's team or one below on some day of the month, by name; one query."""
    month, top = month_of(roster), roster.team
    rows = (
        Membership.objects.between(month.first, month.last)
        .filter(Q(team=top) | Q(team__path__startswith=f"{top.path}/"))
        .filter(agent__hired_on__lte=month.last, agent__left_on__gte=month.first)
        .select_related("agent", "team")
        .order_by("valid_from")
    )
    found: dict[int, Belonging] = {}
    for row in rows:
        if not is_under(row.team, top):
            continue
        first, last = (
            max(row.valid_from, row.agent.hired_on),
            min(row.valid_to, row.agent.left_on),
        )
        days = month.numbers(first, last)
        if days:
            person = found.setdefault(row.agent_id, Belonging(row.agent, {}))
            person.paths.update(dict.fromkeys(days, row.team.path))
    return sorted(found.values(), key=lambda each: (each.agent.name, each.agent.employee_no))


def cell_rows(roster: Roster, agents: list[int], desks: set[int], month: Month) -> list[CellRow]:
    """Cells of the roster, of its people elsewhere, and of others at their desks, from before the month to
    after it.

    After it only what is published counts: a draft of the next month gives way to this one.
    """
    first = month.first - dt.timedelta(days=HISTORY)
    last = month.last + dt.timedelta(days=AHEAD)
    rows = Assignment.objects.filter(
        Q(roster=roster) | Q(agent_id__in=agents) | Q(desk_id__in=desks), day__gte=first, day__lte=last
    ).order_by("day", "agent_id")
    rows = rows.exclude(day__gt=month.last, roster__state=RosterState.DRAFT)
    names = ("roster_id", "agent_id", "day", "template_id", "desk_id", "start_at", "pinned")
    return [CellRow(*row) for row in rows.values_list(*names)]
