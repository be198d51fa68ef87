"""What a date is to the law: workday, rest day, statutory holiday or make-up workday, with the house's edits.

The published calendar is the library's; a year without a make-up workday in it is one whose notice is not out
yet. Statutory are the days that the law names and pays at the holiday rate; days off around them, given for
worked weekends or because a holiday fell on a weekend, are rest days.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from holidays import country_holidays

WORKDAY, REST_DAY, STATUTORY, MAKE_UP = "workday", "rest_day", "statutory", "make_up_workday"
KINDS = (WORKDAY, REST_DAY, STATUTORY, MAKE_UP)
# How the library's English names mark days off that are not the holiday itself.
_MOVED = ("observed", "substituted", "Extended")


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date: its kind, its holiday's name where it has one, and where the knowledge comes from.

    `published` is False where the year's notice is not out, so that days off and make-up workdays may move;
    `edited` is True where the house said so.
    """

    day: dt.date
    kind: str
    name: str = ""
    published: bool = True
    edited: bool = False

    @property
    def worked(self) -> bool:
        """Whether the date is a day of ordinary work."""
        return self.kind in (WORKDAY, MAKE_UP)

    @property
    def pay_kind(self) -> str:
        """The kind for rates of pay, to which a make-up workday is a workday."""
        return WORKDAY if self.kind == MAKE_UP else self.kind


def date_kind(day: dt.date, edits: Mapping[dt.date, str] | None = None, language: str = "en") -> CalendarDate:
    """What a date is; an edit is one of `KINDS` and goes before the published calendar.

    An edit that makes a Saturday or Sunday a workday makes it a make-up workday. `language` is "en" or "zh".
    """
    published = is_published(day.year)
    name = _named(day.year, "zh_CN" if language.startswith("zh") else "en_US").get(day, "")
    edit = (edits or {}).get(day)
    if edit is None:
        return CalendarDate(day, _kind(day), name, published)
    if edit not in KINDS:
        raise ValueError(f"{edit!r} is no kind of day; it is one of {', '.join(KINDS)}.")
    kind = MAKE_UP if edit == WORKDAY and day.weekday() >= 5 else edit
    return CalendarDate(day, kind, name if kind in (STATUTORY, REST_DAY) else "", published, edited=True)


def date_kinds(
    first: dt.date, days: int, edits: Mapping[dt.date, str] | None = None, language: str = "en"
) -> tuple[CalendarDate, ...]:
    """What consecutive dates are."""
    return tuple(date_kind(first + dt.timedelta(days=number), edits, language) for number in range(days))


def is_published(year: int) -> bool:
    """Whether the year's notice is in the library; each notice so far moved at least one workday."""
    return any(day.year == year for day in _made_up(year)) or any(
        "substituted" in name for name in _named(year, "en_US").values()
    )


def weeks(first: dt.date, days: int) -> tuple[tuple[int, ...], ...]:
    """The day numbers of each ISO week, Monday to Sunday, as far as the horizon holds it."""
    return _grouped(first, days, range(7))


def weekends(first: dt.date, days: int) -> tuple[tuple[int, ...], ...]:
    """The day numbers of each Saturday and Sunday that belong together, as far as the horizon holds them."""
    return _grouped(first, days, (5, 6))


def _grouped(first: dt.date, days: int, weekdays: range | tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    found: dict[int, list[int]] = {}
    for number in range(days):
        weekday = (first.weekday() + number) % 7
        if weekday in weekdays:
            found.setdefault(number - weekday, []).append(number)
    return tuple(tuple(group) for group in found.values())


def _kind(day: dt.date) -> str:
    weekend = day.weekday() >= 5
    name = _named(day.year, "en_US").get(day)
    if name is not None and not all(any(mark in part for mark in _MOVED) for part in name.split("; ")):
        return STATUTORY
    if name is not None:
        return REST_DAY
    if weekend:
        return MAKE_UP if day in _made_up(day.year) else REST_DAY
    return WORKDAY


@lru_cache(maxsize=64)
def _named(year: int, language: str) -> dict[dt.date, str]:
    """The library's days off of a year and their names."""
    return {
        day: name
        for day, name in country_holidays("CN", years=year, language=language).items()
        if day.year == year
    }


@lru_cache(maxsize=64)
def _made_up(year: int) -> frozenset[dt.date]:
    """Weekend days of a year that are worked; one of December may stand in the next year's notice."""
    return frozenset(
        day for day in country_holidays("CN", years=(year, year + 1)).weekend_workdays if day.year == year
    )
