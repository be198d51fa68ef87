"""Who is due for praise, when leaders are reminded, and what a cover is. Pure functions."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kpi.choices.praise import Evidence

DAYS = 7
THURSDAY, SATURDAY = 3, 5  # As Python counts weekdays.
REMIND, ESCALATE = "remind", "escalate"
# A praise may be taken back as long as the toast that offers it is likely to be remembered.
UNDO_MINUTES = 30


@dataclass(frozen=True, slots=True)
class DayKnown:
    """What is known of one person's date.

    `attended` is what attendance says: came, did not come, None where it does not know. `rostered` is what a
    published roster says: a shift that has begun and is not on leave, none, None where no roster speaks of
    the person's month. `has_facts`: a report of the date holds work of the person.
    """

    attended: bool | None = None
    rostered: bool | None = None
    has_facts: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """How many of those who worked were praised; a share of nobody is None, never 0 or 100 %."""

    praised: int
    worked: int

    @property
    def share(self) -> float | None:
        """Metric 74 as a fraction: people praised over people who worked."""
        return self.praised / self.worked if self.worked else None

    @property
    def open(self) -> int:
        """How many still wait."""
        return self.worked - self.praised


def worked(day: DayKnown) -> Evidence | None:
    """By what a person is known to have worked on a date; None where it is not known or did not happen.

    Attendance decides where it knows; else the published roster (a day on leave or without a shift is no
    day worked); else a record with facts.
    """
    if day.attended is not None:
        return Evidence.ATTENDANCE if day.attended else None
    if day.rostered is not None:
        return Evidence.ROSTER if day.rostered else None
    return Evidence.RECORD if day.has_facts else None


def last_days(today: dt.date) -> tuple[dt.date, dt.date]:
    """First and last of the last seven days; today is the last."""
    return today - dt.timedelta(days=DAYS - 1), today


def is_due(days_worked: Collection[dt.date], days_praised: Collection[dt.date]) -> bool:
    """Is a person due: worked on at least one day of the span, and praised by nobody in it?"""
    return bool(days_worked) and not days_praised


def cover(pairs: Iterable[tuple[bool, bool]]) -> Cover:
    """Sum (worked, praised) pairs; praise of those who did not work changes nothing."""
    praised = total = 0
    for did_work, was_praised in pairs:
        total += did_work
        praised += did_work and was_praised
    return Cover(praised, total)


def step_of(day: dt.date) -> str:
    """What the daily computation does on a date: nothing early in the week, a word to leaders from Thursday
    on, and on the weekend also one to those above; each is said once a week, so a day missed is made up.
    """
    if day.weekday() >= SATURDAY:
        return ESCALATE
    return REMIND if day.weekday() >= THURSDAY else ""


def may_take_back(sent_at: dt.datetime, now: dt.datetime) -> bool:
    """May the giver still take a praise back?"""
    return now - sent_at <= dt.timedelta(minutes=UNDO_MINUTES)
