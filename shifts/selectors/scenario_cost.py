"""What a desk's hours cost: the roster's, and the hours that are missing."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from shifts.choices import ShiftKind
from shifts.models import Assignment
from shifts.rules.calendar import STATUTORY
from shifts.rules.spans import Span, paid_by_date
from shifts.selectors.calendar import dates
from staff.models import Desk, HourlyRate
from staff.selectors import availability
from staff.selectors.availability import DEFAULT_WEEKLY_MINUTES, ContractSpan

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

    Minutes on statutory holidays cost the holiday factor, by the calendar date on which they fall; minutes
    beyond the contracted week, at whatever desk, and those of a seventh day cost their factors. Missing
    minutes are shared among the grades as the roster's are; as overtime they cost the law's factor of their
    date. Paid minutes of people who are away stay in the sum.
    """
    from shifts.staffing import Worked, cost

    kinds = {each.day: each for each in dates(first - 7 * _ONE, last + 8 * _ONE)}
    rates = Rates()
    minutes = _worked(desk, first, last, {day for day, each in kinds.items() if each.kind == STATUTORY})
    priced: dict[str, Decimal] = {}
    rows: list[Worked] = []
    mix: Counter[int | None] = Counter()
    for (grade, day, kind), number in minutes.items():
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


def _worked(
    desk: Desk, first: dt.date, last: dt.date, holidays: set[dt.date]
) -> Counter[tuple[int | None, dt.date, str]]:
    """Paid minutes of the desk's shifts by grade, calendar date and kind.

    Whole weeks are read, at all desks, since overtime and a lost rest day come of a person's week.
    """
    from shifts.staffing import Shift, week_kinds

    zone = timezone.get_default_timezone()
    monday, sunday = first - first.weekday() * _ONE, last + (6 - last.weekday()) * _ONE
    here = Assignment.objects.filter(desk=desk, day__gte=first, day__lte=last, start_at__isnull=False)
    rows = Assignment.objects.filter(agent_id__in=here.values("agent_id"), start_at__isnull=False)
    rows = rows.filter(day__gte=monday, day__lte=sunday).exclude(template__kind=ShiftKind.REST)
    names = ("agent_id", "agent__grade_id", "desk_id", "day", "start_at", "end_at", "paid_minutes")
    weeks: dict[tuple[int, dt.date], list[tuple[int | None, bool, Shift]]] = defaultdict(list)
    for agent, grade, at, day, start, end, paid in rows.order_by("agent_id", "start_at").values_list(*names):
        split = paid_by_date([Span(start, end)], paid, zone)
        counts = at == desk.pk and first <= day <= last
        week = day - day.weekday() * _ONE
        weeks[agent, week].append((grade, counts, Shift(day, tuple(sorted(split.items())))))
    contracts = _weekly({agent for agent, _week in weeks}, monday, sunday)
    found: Counter[tuple[int | None, dt.date, str]] = Counter()
    for (agent, week), own in weeks.items():
        kinds = week_kinds([shift for _grade, _counts, shift in own], contracts(agent, week), holidays)
        for (grade, counts, _shift), pieces in zip(own, kinds, strict=True):
            for day, number, kind in pieces if counts else ():
                found[grade, day, kind] += number
    return found


def _weekly(agents: set[int], first: dt.date, last: dt.date) -> Callable[[int, dt.date], int]:
    """Asks for the contracted minutes of a person's week: those that hold at its end, else the standard."""
    spans: dict[int, list[ContractSpan]] = defaultdict(list)
    for each in availability.contracts(agents, first, last):
        spans[each.agent_id].append(each)

    def weekly(agent: int, monday: dt.date) -> int:
        sunday = monday + 6 * _ONE
        fits = [each for each in spans[agent] if each.first <= sunday and each.last >= monday]
        return fits[-1].weekly_minutes if fits else DEFAULT_WEEKLY_MINUTES

    return weekly


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
