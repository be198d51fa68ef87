"""A shift that runs on: until when it counts, what lies beyond the curfew, and when the next one may begin.

Overtime is counted in whole minutes. Each calendar date's minutes stand by themselves only where one of the
dates is paid at the holiday rate; else all belong to the date on which the shift began.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shifts.rules.attendance import Fact, Plan
from shifts.rules.calendar import REST_DAY, STATUTORY, WORKDAY
from shifts.rules.spans import Span, minutes_by_date

_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Extension:
    """How far a shift ran on: `to` is at most the curfew; `beyond` are the minutes after it."""

    start: dt.datetime
    to: dt.datetime
    beyond: int = 0

    @property
    def minutes(self) -> int:
        """Whole minutes up to the curfew."""
        return (self.to - self.start) // _MINUTE


def extension(plan: Plan, fact: Fact, *, least: int) -> Extension | None:
    """Whether the shift ran on for `least` minutes or more.

    Where reports say when the last customer was served, that is the end, even if the person clocked out
    later; without such a report the clock decides.
    """
    ends = [moment for moment in (fact.end, fact.last_contact) if moment is not None]
    if not ends:
        return None
    end = min(ends)
    if (end - plan.end) // _MINUTE < max(least, 1):
        return None
    curfew = plan.curfew
    if curfew is None or end <= curfew:
        return Extension(plan.end, end)
    to = max(curfew, plan.end)
    return Extension(plan.end, to, (end - to) // _MINUTE)


def moved_start(ended: dt.datetime, plan: Plan, rest: int) -> dt.datetime | None:
    """The earliest start that leaves `rest` minutes after a shift that ran on; None where the rest suffices.

    Never later than the shift's own end.
    """
    earliest = ended + rest * _MINUTE
    return min(earliest, plan.end) if earliest > plan.start else None


def by_day_kind(
    span: Span, day: dt.date, *, rested: bool, kind_of: Callable[[dt.date], str], zone: ZoneInfo
) -> dict[str, int]:
    """Minutes of overtime by kind of day.

    Minutes on a statutory date are its own, split at midnight; the others are a rest day's where the person
    should have rested (`rested`), else a workday's.
    """
    found: dict[str, int] = {}
    usual = REST_DAY if rested else WORKDAY
    dates: Mapping[dt.date, int] = minutes_by_date([span], zone)
    for date, minutes in dates.items():
        kind = STATUTORY if kind_of(date) == STATUTORY else usual
        if minutes:
            found[kind] = found.get(kind, 0) + minutes
    return found


def half_days(before: int, minutes: int, a_half: int) -> int:
    """Half days of leave that overtime brings: the whole halves that the sum passes; no minute is lost.

    `before` are the minutes already taken as time in lieu, `a_half` the minutes of half a day.
    """
    return (before + minutes) // a_half - before // a_half
