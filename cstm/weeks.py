"""ISO weeks, months and day ranges; the one place that answers "which week"."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cstm.errors import DomainError

_WEEK = re.compile(r"^(\d{4})-?W(\d{2})$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_YEARS = range(1900, 3000)  # Beyond them arithmetic on days may leave the calendar.
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, known by its Monday."""

    monday: dt.date

    def __post_init__(self) -> None:
        if self.monday.weekday() != 0:
            raise ValueError(f"{self.monday} is not a Monday")

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        """The week that holds a date."""
        return cls(day - dt.timedelta(days=day.weekday()))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read `2026-W47`; DomainError for anything that is no ISO week."""
        match = _WEEK.match(text.strip().upper())
        if match and int(match[1]) in _YEARS:
            try:
                return cls(dt.date.fromisocalendar(int(match[1]), int(match[2]), 1))
            except ValueError:
                pass
        raise DomainError(f"{text!r} is not an ISO week; write it like 2026-W47.", code="bad_week")

    @classmethod
    def last_full(cls, today: dt.date) -> "Week":
        """The week before the one that holds `today`."""
        return cls.of(today).shift(-1)

    @property
    def sunday(self) -> dt.date:
        """The last day."""
        return self.monday + dt.timedelta(days=6)

    @property
    def days(self) -> tuple[dt.date, ...]:
        """Its seven dates."""
        return tuple(self.monday + dt.timedelta(days=n) for n in range(7))

    def shift(self, weeks: int) -> "Week":
        """The week so many weeks later (or earlier)."""
        return Week(self.monday + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"


def weeks_between(first: dt.date, last: dt.date) -> Iterator[Week]:
    """Each ISO week that has a day from `first` to `last`, both included."""
    week = Week.of(first)
    while week.monday <= last:
        yield week
        week = week.shift(1)


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month that holds a date."""
    first = day.replace(day=1)
    following = (first + dt.timedelta(days=32)).replace(day=1)
    return first, following - dt.timedelta(days=1)


def parse_span(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a week (`2026-W47`), a month (`2026-11`) or a day.

    DomainError for anything else.
    """
    word = text.strip()
    if "W" in word.upper():
        week = Week.parse(word)
        return week.monday, week.sunday
    try:
        day = dt.date.fromisoformat(f"{word}-01" if _MONTH.match(word) else word)
        if day.year in _YEARS and _MONTH.match(word):
            return month_of(day)
        if day.year in _YEARS and _DAY.match(word):
            return day, day
    except ValueError:
        pass
    raise DomainError(
        f"{text!r} is no week, month or day; write 2026-W47, 2026-11 or 2026-11-21.", code="bad_span"
    )


def period_label(day: dt.date, period: str) -> str:
    """The name of the day, week or month that holds a date: 2021-01-04, 2021-W01, 2021-01."""
    if period == "week":
        return str(Week.of(day))
    if period == "month":
        return f"{day.year:04d}-{day.month:02d}"
    return day.isoformat()
