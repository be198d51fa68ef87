"""What a desk's hours cost: the roster's, and the hours that are missing."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shifts.choices import ShiftKind
from shifts.models import Assignment
from shifts.rules.calendar import STATUTORY
from shifts.rules.spans import Span, paid_by_date
from shifts.selectors.calendar import dates
from staff.models import Desk, HourlyRate

_ONE = dt.timedelta(days=1)


class Rates:
    """Hourly rates by grade and date; rates in another currency than the first are unknown."""

    def __init__(self) -> None:
        self.by_grade: dict[int, list[HourlyRate]] = {}
        self.currency = ""
        for row in HourlyRate.objects.select_related("grade").order_by("grade__step", "valid_from"):
            self.currency = self.currency or row.currency
            if row.currency == self.currency:
                self.by_grade.setdefault(row.grade_id, []).append(row)

    def at(self, grade_id: int | None, day: dt.date) -> HourlyRate | None:
        """The rate of a grade that holds on a date."""
        rows = [row for row in self.by_grade.get(grade_id or 0, ()) if row.valid_from <= day]
        return rows[-1] if rows else None


def costs(
    desk: Desk, first: dt.date, last: dt.date, missing: Mapping[dt.date, int], *, overtime: bool
) -> dict[str, Any]:
    """Sums of money as text: the roster's, the missing hours', both; and minutes without a rate.

    Minutes on statutory holidays cost the holiday factor, by the calendar date on which they fall. Missing
    minutes are shared among the grades as the roster's are; as overtime they cost the law's factor of their
    date. Paid minutes of people who are away stay in the sum.
    """
    from shifts.staffing import Worked, cost

    kinds = {each.day: each for each in dates(first - _ONE, last + 2 * _ONE)}
    rates = Rates()
    minutes = _worked(desk, first, last)
    priced: dict[str, Decimal] = {}
    rows: list[Worked] = []
    mix: Counter[int | None] = Counter()
    for (grade, day), number in minutes.items():
        kind = "holiday" if kinds[day].kind == STATUTORY else "normal"
        rows.append(Worked(_key(rates, grade, day, priced), number, kind))
        mix[grade] += number
    more = [
        Worked(_key(rates, grade, day, priced), number, _kind(kinds[day], overtime=overtime))
        for day, whole in missing.items()
        for grade, number in _shared(whole, mix).items()
    ]
    roster, extra = cost(rows, priced), cost(more, priced)
    unpriced = sum(roster.unpriced.values()) + sum(extra.unpriced.values())
    return {
        "currency": rates.currency,
        "roster": str(roster.total),
        "missing": str(extra.total),
        "total": str(roster.total + extra.total),
        "by_kind": {
            name: str(roster.by_kind.get(name, 0) + extra.by_kind.get(name, 0))
            for name in sorted({*roster.by_kind, *extra.by_kind})
        },
        "unpriced": unpriced,
    }


def _worked(desk: Desk, first: dt.date, last: dt.date) -> Counter[tuple[int | None, dt.date]]:
    """Paid minutes of the desk's shifts by grade and calendar date."""
    zone = timezone.get_default_timezone()
    found: Counter[tuple[int | None, dt.date]] = Counter()
    rows = Assignment.objects.filter(desk=desk, day__gte=first, day__lte=last, start_at__isnull=False)
    rows = rows.exclude(template__kind=ShiftKind.REST)
    for grade, start, end, paid in rows.values_list("agent__grade_id", "start_at", "end_at", "paid_minutes"):
        for day, number in paid_by_date([Span(start, end)], paid, zone).items():  # type: ignore[arg-type]
            found[grade, day] += number
    return found


def _key(rates: Rates, grade: int | None, day: dt.date, priced: dict[str, Decimal]) -> str:
    """The name of a grade's rate on a date, remembered; a name without a rate where none is known."""
    rate = rates.at(grade, day)
    if rate is None:
        return f"{grade}:"
    priced[f"{grade}:{rate.pk}"] = rate.amount
    return f"{grade}:{rate.pk}"


def _kind(day: Any, *, overtime: bool) -> str:
    """As what a missing minute of a date is paid."""
    if day.kind == STATUTORY:
        return "holiday"
    if not overtime:
        return "normal"
    return "overtime" if day.worked else "rest_day"


def _shared(whole: int, mix: Mapping[int | None, int]) -> dict[int | None, int]:
    """Minutes shared among grades in proportion; without a roster nobody's grade is known."""
    total = sum(mix.values())
    if not total:
        return {None: whole}
    shares = {grade: whole * number // total for grade, number in mix.items()}
    rest = whole - sum(shares.values())
    for grade in sorted(mix, key=lambda each: (-(whole * mix[each] % total), each or 0))[:rest]:
        shares[grade] += 1
    return shares
