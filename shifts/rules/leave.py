"""Leave in half days: what a request takes, and what a year of service earns. Pure."""

import calendar
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

HALF_DAYS = 2
NOON = 720  # Minutes.


def half_days_taken(
    counted: Sequence[dt.date],
    first: dt.date,
    last: dt.date,
    *,
    from_noon: bool,
    until_noon: bool,
    shifts: Mapping[dt.date, tuple[int, int]] | None = None,
) -> int:
    """Half days that a leave takes: two for each counted date, fewer on a first or last half day.

    `counted` are the dates of `first`..`last` on which the person would have worked. `shifts` are start and
    end of what is worked there, in minutes of the date: an evening is taken whole by leave from noon and not
    at all by leave until noon. Without a shift the half day is one half. Noon on a date that does not count
    takes nothing off.
    """
    known = shifts or {}
    return sum(
        _halves(known.get(day), from_noon=from_noon and day == first, until_noon=until_noon and day == last)
        for day in set(counted)
        if first <= day <= last
    )


def _halves(shift: tuple[int, int] | None, *, from_noon: bool, until_noon: bool) -> int:
    """What is taken of one date: 2 the whole shift, 1 a part of it, 0 nothing."""
    if shift is None:
        return max(0, HALF_DAYS - from_noon - until_noon)
    start, end = shift
    if (from_noon and end <= NOON) or (until_noon and start >= NOON):
        return 0
    return 1 if (from_noon and start < NOON) or (until_noon and end > NOON) else HALF_DAYS


def counted_dates(
    first: dt.date,
    last: dt.date,
    *,
    rostered: Collection[dt.date],
    resting: Collection[dt.date],
    workdays: Collection[dt.date],
) -> tuple[dt.date, ...]:
    """The dates of a span that cost leave: those with a shift, and without a roster the ordinary workdays.

    `resting` are dates on which the roster gives rest; they cost nothing.
    """
    span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in span if day in rostered or (day not in resting and day in workdays))


def earned_half_days(
    hired_on: dt.date, year: int, steps: Sequence[Sequence[int]], *, left_on: dt.date
) -> int:
    """Half days that a calendar year earns, by whole years of service, each day at the rate that holds on it.

    `steps` are (years of service, days a year), such as 1: 5, 10: 10, 20: 15 (Regulation on Paid Annual
    Leave, article 3). A year in which a step is reached, or in which a person leaves, counts by days;
    what is less than a whole day is not granted, as the implementing measures round down.
    """
    length = 366 if calendar.isleap(year) else 365
    earned = Fraction(0)
    ladder = sorted((int(years), int(days)) for years, days in steps)
    day = dt.date(year, 1, 1)
    after = min(dt.date(year, 12, 31), left_on) + dt.timedelta(days=1)
    marks = sorted(
        {day, *(mark for years, _days in ladder if (mark := anniversary(hired_on, years)).year == year)}
    )
    for begin, mark in zip(marks, [*marks[1:], after], strict=True):
        until = min(mark, after)  # a step that comes after the last day is never reached
        if until <= begin:
            continue
        rate = max((days for years, days in ladder if anniversary(hired_on, years) <= begin), default=0)
        earned += Fraction(rate * (until - begin).days, length)
    return HALF_DAYS * int(earned)


def anniversary(day: dt.date, years: int) -> dt.date:
    """The date so many years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
