"""Who needs care: too many hours, nights in a row, short rests, no full day off.

Exceptions only, never a ranking.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from shifts.rules.spans import Span, night_minutes, rest_minutes

HOURS, NIGHTS, RESTS, NO_DAY_OFF = "hours", "nights", "rests", "no_day_off"
# A shift is a night where it holds so many minutes of the night (22:00-06:00), as in the rule of nights in a
# row, so that nobody is named here whose roster breaks no rule.
A_NIGHT = 180


@dataclass(frozen=True, slots=True)
class Stretch:
    """One shift as worked or planned: its date, its span, its minutes."""

    day: dt.date
    span: Span
    minutes: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Above what somebody needs care."""

    week_minutes: int = 2640
    nights: int = 3
    rest: int = 660
    days: int = 6
    night_minutes: int = A_NIGHT


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that asks for care: a kind, how much, the limit, and the days it is about."""

    kind: str
    value: int
    limit: int
    first: dt.date
    last: dt.date


def signs(shifts: Sequence[Stretch], limits: Limits, zone: ZoneInfo) -> tuple[Sign, ...]:
    """What asks for care in the shifts of one person, in order of date."""
    ordered = sorted(shifts, key=lambda one: one.span.start)
    found = [
        *_hours(ordered, limits),
        *_runs(_nights(ordered, limits, zone), NIGHTS, limits.nights),
        *_rests(ordered, limits),
        *_runs(ordered, NO_DAY_OFF, limits.days),
    ]
    return tuple(sorted(found, key=lambda sign: (sign.first, sign.kind)))


def _hours(shifts: Sequence[Stretch], limits: Limits) -> list[Sign]:
    weeks: dict[dt.date, int] = {}
    for one in shifts:
        monday = one.day - dt.timedelta(days=one.day.weekday())
        weeks[monday] = weeks.get(monday, 0) + one.minutes
    return [
        Sign(HOURS, minutes, limits.week_minutes, monday, monday + dt.timedelta(days=6))
        for monday, minutes in weeks.items()
        if minutes > limits.week_minutes
    ]


def _nights(shifts: Sequence[Stretch], limits: Limits, zone: ZoneInfo) -> list[Stretch]:
    return [one for one in shifts if night_minutes([one.span], zone) >= limits.night_minutes]


def _runs(shifts: Sequence[Stretch], kind: str, most: int) -> list[Sign]:
    """Stretches of dates in a row that are longer than `most`."""
    days = sorted({one.day for one in shifts})
    found: list[Sign] = []
    run: list[dt.date] = []
    for day in [*days, None]:
        if run and (day is None or day - run[-1] != dt.timedelta(days=1)):
            if len(run) > most:
                found.append(Sign(kind, len(run), most, run[0], run[-1]))
            run = []
        if day is not None:
            run.append(day)
    return found


def _rests(shifts: Sequence[Stretch], limits: Limits) -> list[Sign]:
    found = []
    for before, after in pairwise(shifts):
        rest = rest_minutes(before.span.end, after.span.start)
        if rest < limits.rest and before.day != after.day:
            found.append(Sign(RESTS, max(rest, 0), limits.rest, before.day, after.day))
    return found
