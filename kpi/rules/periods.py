"""Periods of scorecards and pay: an ISO week, a month or a quarter. Pure."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.weeks import Week, month_of
from kpi.choices.schemes import PeriodKind

_MONTH = re.compile(r"^(\d{4})-(\d{2})$", re.ASCII)
_QUARTER = re.compile(r"^(\d{4})-?Q([1-4])$", re.ASCII)
_YEARS = range(2000, 2200)
_DAY = dt.timedelta(days=1)
# What part of a month's amount belongs to the period: 12 months are 52.18 weeks on the mean (365.25 days).
_SHARES = {
    PeriodKind.WEEK: Decimal(7 * 12) / Decimal("365.25"),
    PeriodKind.MONTH: Decimal(1),
    PeriodKind.QUARTER: Decimal(3),
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A week, month or quarter by its first and last day, both included."""

    first: dt.date
    last: dt.date
    kind: PeriodKind

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read `2026-10`, `2026-W41` or `2026-Q4`. Raises DomainError for anything else."""
        word = text.strip().upper()
        if "W" in word:
            try:
                week = Week.parse(word)
            except DomainError:
                raise _bad(text) from None
            if week.monday.year in _YEARS:
                return cls.week(week.monday)
        month = _MONTH.match(word)
        if month and int(month[1]) in _YEARS and 1 <= int(month[2]) <= 12:
            return cls.month(dt.date(int(month[1]), int(month[2]), 1))
        quarter = _QUARTER.match(word)
        if quarter and int(quarter[1]) in _YEARS:
            return cls.quarter(dt.date(int(quarter[1]), 3 * int(quarter[2]), 1))
        raise _bad(text)

    @classmethod
    def week(cls, day: dt.date) -> "Period":
        """The ISO week that holds a date."""
        week = Week.of(day)
        return cls(week.monday, week.sunday, PeriodKind.WEEK)

    @classmethod
    def month(cls, day: dt.date) -> "Period":
        """The month that holds a date."""
        return cls(*month_of(day), PeriodKind.MONTH)

    @classmethod
    def quarter(cls, day: dt.date) -> "Period":
        """The quarter that holds a date."""
        first = day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        return cls(first, month_of(first + 65 * _DAY)[1], PeriodKind.QUARTER)

    @classmethod
    def of(cls, kind: str, day: dt.date) -> "Period":
        """The period of a kind that holds a date."""
        makers = {PeriodKind.WEEK: cls.week, PeriodKind.MONTH: cls.month, PeriodKind.QUARTER: cls.quarter}
        return makers[PeriodKind(kind)](day)

    @property
    def before(self) -> "Period":
        """The period of the same kind that ends the day before this one begins."""
        return Period.of(self.kind, self.first - _DAY)

    @property
    def after(self) -> "Period":
        """The period of the same kind that follows."""
        return Period.of(self.kind, self.last + _DAY)

    @property
    def share_of_month(self) -> Decimal:
        """How many months the period is as long as: what a month's amount is multiplied with."""
        return _SHARES[self.kind]

    def back(self, n: int) -> list["Period"]:
        """This period and those before it, `n` in all, the oldest first."""
        found = [self]
        while len(found) < n:
            found.append(found[-1].before)
        return found[::-1]

    def __str__(self) -> str:
        if self.kind == PeriodKind.WEEK:
            return str(Week(self.first))
        if self.kind == PeriodKind.QUARTER:
            return f"{self.first.year:04d}-Q{(self.first.month + 2) // 3}"
        return f"{self.first.year:04d}-{self.first.month:02d}"


def _bad(text: str) -> DomainError:
    return DomainError(
        _("“%(text)s” is no period; write a month as 2026-10, a week as 2026-W41, a quarter as 2026-Q4.")
        % {"text": text[:40]},
        code="bad_period",
    )
