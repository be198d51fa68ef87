"""What hours cost: minutes by grade and kind, times the grade's hourly rate, times the law's factor.

Factors: overtime on workdays 150 %, work on rest days without time off in lieu 200 %, on statutory holidays
300 % (Labour Law of the People's Republic of China, article 44).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from cstm.errors import DomainError

NORMAL, OVERTIME, REST_DAY, HOLIDAY = "normal", "overtime", "rest_day", "holiday"
FACTORS: dict[str, Decimal] = {
    NORMAL: Decimal("1"),
    OVERTIME: Decimal("1.5"),
    REST_DAY: Decimal("2"),
    HOLIDAY: Decimal("3"),
}
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Worked:
    """Paid minutes of people of one grade (its name or number as text) of one kind (`FACTORS`)."""

    grade: str
    minutes: int
    kind: str = NORMAL


@dataclass(frozen=True, slots=True)
class Cost:
    """Sums of money, rounded to cents at the end.

    `unpriced` are the minutes by grade for which no rate is known: they are in no sum, so the page must say
    that the sum is not whole.
    """

    total: Decimal
    by_grade: dict[str, Decimal]
    by_kind: dict[str, Decimal]
    unpriced: dict[str, int]

    @property
    def whole(self) -> bool:
        """Whether every minute has a rate."""
        return not self.unpriced


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of a person: the date on which it starts, and its paid minutes by calendar date, in order."""

    day: dt.date
    minutes: tuple[tuple[dt.date, int], ...]


def week_kinds(
    shifts: Sequence[Shift], weekly: int, holidays: frozenset[dt.date] | set[dt.date]
) -> list[list[tuple[dt.date, int, str]]]:
    """For each shift of one person's week, in order: its minutes by calendar date and kind.

    Minutes on statutory holidays are holiday minutes. Whoever works on all seven dates has no rest day left,
    so the last date is paid as one. Of the rest, what goes beyond the `weekly` minutes is overtime.
    """
    dates = {each.day for each in shifts}
    rest_day = max(dates) if len(dates) == 7 else None
    done, found = 0, []
    for each in shifts:
        rows: list[tuple[dt.date, int, str]] = []
        for day, minutes in each.minutes:
            if day in holidays:
                rows.append((day, minutes, HOLIDAY))
            elif each.day == rest_day:
                rows.append((day, minutes, REST_DAY))
            else:
                usual = min(minutes, max(0, weekly - done))
                done += minutes
                rows += [(day, usual, NORMAL), (day, minutes - usual, OVERTIME)]
        found.append([row for row in rows if row[1]])
    return found


def cost(
    worked: Iterable[Worked],
    rates: Mapping[str, Decimal],
    *,
    factors: Mapping[str, Decimal] = FACTORS,
) -> Cost:
    """What paid minutes cost at these rates an hour, by grade."""
    total = Decimal(0)
    by_grade: dict[str, Decimal] = {}
    by_kind: dict[str, Decimal] = {}
    unpriced: dict[str, int] = {}
    for each in worked:
        if each.minutes < 0:
            raise DomainError(_("Paid minutes must be 0 or more."))
        if each.kind not in factors:
            raise DomainError(_("No pay factor is known for %(kind)s.") % {"kind": each.kind})
        rate = rates.get(each.grade)
        if rate is None:
            unpriced[each.grade] = unpriced.get(each.grade, 0) + each.minutes
            continue
        money = Decimal(each.minutes) / 60 * rate * factors[each.kind]
        total += money
        by_grade[each.grade] = by_grade.get(each.grade, Decimal(0)) + money
        by_kind[each.kind] = by_kind.get(each.kind, Decimal(0)) + money
    return Cost(_cents(total), _all_cents(by_grade), _all_cents(by_kind), unpriced)


def _all_cents(sums: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Each sum rounded, by name."""
    return {name: _cents(sums[name]) for name in sorted(sums)}


def _cents(money: Decimal) -> Decimal:
    """Rounded to cents, half a cent upwards."""
    return money.quantize(CENT, ROUND_HALF_UP)
