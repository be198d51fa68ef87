"""What the builders of a rostering problem read: people, kinds of work, needs and rules as plain values.

Days count from 0, the first of the month; people and kinds are numbered by their place. `groups` of a line
say to whom a rule speaks on which days, since a nearer team or a later date may have another one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from shifts.rules.calendar import REST_DAY, STATUTORY, CalendarDate
from shifts.rules.problem import Kind, Pin
from shifts.rules.spans import Span

# Constraints that belong to no rule of a team.
TEAM, OVERLAP = "team", "overlap"
# A standard contract: 40 hours a week.
FULL_WEEK = 2400
# Work of so many minutes between 22:00 and 06:00 makes a shift a night (EU 2003/88, article 2: three hours).
NIGHT_LEAST = 180


@dataclass(frozen=True, slots=True)
class Work:
    """What a kind of the problem is: its template, desk, sort, night minutes, and what it asks of people."""

    template: int
    desk: int | None
    sort: str
    night: int = 0
    pieces: tuple[tuple[int, int], ...] = ()
    certificates: frozenset[int] = frozenset()
    skills: frozenset[int] = frozenset()
    covers: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    """One person: the days on which he belongs here, and all that limits him. Sets of days are day numbers.

    `weekly` holds the contracted minutes a week for each day. `before` are the kinds of the last days before
    the month, the newest last, and `after` those of the first days after it as far as they stand already;
    each is empty where nothing is known. `next_start` is when the shift of the day after begins. `balances`
    are hundredths done beyond the share (below 0: owed), by burden.
    """

    agent: int
    name: str
    days: frozenset[int]
    weekly: tuple[int, ...]
    hired_on: dt.date
    before: tuple[int, ...] = ()
    away: tuple[Span, ...] = ()
    busy: tuple[Span, ...] = ()
    exempt: frozenset[int] = frozenset()
    desks: Mapping[int, frozenset[int]] = field(default_factory=dict)
    certificates: Mapping[int, frozenset[int]] = field(default_factory=dict)
    skills: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=dict)
    next_start: dt.datetime | None = None
    # Halves of each day on which the person is there, where somebody has counted them already.
    there: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads that a desk needs on a day, for a template or for `minutes` from `start` on (wall minutes).

    `given` are heads that others already give: another roster, or the night before the month.
    """

    desk: int
    day: int
    heads: int
    template: int | None = None
    start: int | None = None
    minutes: int = 60
    given: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish: off, or on (a template, or any work), with its importance from 1 to 3."""

    number: int
    person: int
    day: int
    off: bool
    template: int | None
    importance: int


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people who should or should not work together, on some days or (empty) all of the month."""

    first: int
    second: int
    together: bool
    hard: bool
    weight: int
    days: tuple[int, ...] = ()


Group = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """A rule as it speaks in this month: its key in the problem, its numbers, and its groups of people and
    days. `sentence` is the team's own, empty for the kind's."""

    key: str
    kind: str
    hard: bool
    weight: int
    params: Mapping[str, Any]
    groups: tuple[Group, ...]
    sentence: str = ""

    def number(self, name: str, default: int) -> int:
        """One of the rule's numbers; `default` where it is not given or is none."""
        value = self.params.get(name, default)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def has(self, name: str) -> bool:
        """Whether the rule gives a number."""
        value = self.params.get(name)
        return isinstance(value, int) and not isinstance(value, bool)

    def cells(self) -> Iterable[tuple[int, int]]:
        """Every person and day to whom it speaks."""
        return ((person, day) for people, days in self.groups for person in people for day in days)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the builders read of one month."""

    first: dt.date
    days: int
    zone: ZoneInfo
    kinds: tuple[Kind, ...]
    works: tuple[Work, ...]
    people: tuple[Person, ...]
    calendar: tuple[CalendarDate, ...]
    lines: tuple[Line, ...]
    needs: tuple[Heads, ...] = ()
    asked: tuple[Asked, ...] = ()
    couples: tuple[Couple, ...] = ()
    pins: tuple[Pin, ...] = ()
    # What stands and should stay: person, day, value.
    kept: tuple[tuple[int, int, int], ...] = ()
    # Cells of other rosters, which this one only looks at.
    foreign: frozenset[tuple[int, int]] = frozenset()

    @property
    def all_kinds(self) -> tuple[int, ...]:
        """The numbers of all kinds."""
        return tuple(range(len(self.kinds)))

    def date(self, day: int) -> dt.date:
        """The date of a day number."""
        return self.first + dt.timedelta(days=day)

    def lines_of(self, kind: str) -> tuple[Line, ...]:
        """The lines of a kind of rule."""
        return tuple(line for line in self.lines if line.kind == kind)

    def who(self, people: Iterable[int]) -> tuple[int, ...]:
        """People as a constraint names them: empty for everybody."""
        chosen = tuple(sorted(set(people)))
        return () if len(chosen) == len(self.people) else chosen

    def when(self, days: Iterable[int]) -> tuple[int, ...]:
        """Days as a constraint names them: empty for the whole month."""
        chosen = tuple(sorted(set(days)))
        return () if len(chosen) == self.days else chosen

    def weekend_days(self) -> tuple[int, ...]:
        """Saturdays and Sundays that are no make-up workdays."""
        return tuple(
            number
            for number, each in enumerate(self.calendar)
            if each.day.weekday() >= 5 and each.kind in (REST_DAY, STATUTORY)
        )

    def holidays(self) -> tuple[int, ...]:
        """Statutory holidays."""
        return tuple(number for number, each in enumerate(self.calendar) if each.kind == STATUTORY)


def halves_there(facts: Facts, person: Person) -> tuple[int, ...]:
    """For each day the halves on which somebody is there: 0, 1 or 2.

    He belongs here on the day, less what he is away: most of the day (20 h) is a whole one, 6 h a half.
    """
    return person.there or tuple(
        2 - halves_away(facts.date(day), facts.zone, person.away) if day in person.days else 0
        for day in range(facts.days)
    )


def halves_away(date: dt.date, zone: ZoneInfo, away: tuple[Span, ...]) -> int:
    """How many halves of a date blocks take."""
    if not away:
        return 0
    midnight = dt.datetime.combine(date, dt.time(), zone)
    whole = Span(midnight, dt.datetime.combine(date + dt.timedelta(days=1), dt.time(), zone))
    minutes = sum(whole.overlap(each) for each in away)
    return 2 if minutes >= 20 * 60 else 1 if minutes >= 6 * 60 else 0


def due_minutes(facts: Facts, person: Person, days: Iterable[int]) -> int:
    """Contracted minutes of some days: a fifth of the week for each workday (make-up workdays too, public
    holidays not), as far as the person is there."""
    there = halves_there(facts, person)
    halves = sum(person.weekly[day] * there[day] for day in days if facts.calendar[day].worked)
    return halves // 10
