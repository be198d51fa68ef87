"""The overtime ledger as pages and files show it."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Case, DecimalField, QuerySet, Sum, Value, When

from shifts.choices import DayKind, OvertimeState
from shifts.models import OvertimeEntry
from shifts.staffing.cost import FACTORS, HOLIDAY, OVERTIME, REST_DAY

# By how much the law has overtime paid on each kind of day.
LAW = {
    DayKind.WORKDAY.value: FACTORS[OVERTIME],
    DayKind.REST_DAY.value: FACTORS[REST_DAY],
    DayKind.STATUTORY.value: FACTORS[HOLIDAY],
}


def factor(day_kind: str) -> Decimal:
    """The law's factor for overtime on a kind of day."""
    return LAW[day_kind]


def entries(
    agent_ids: Iterable[int] | None, first: dt.date, last: dt.date, *, state: str = ""
) -> "QuerySet[OvertimeEntry]":
    """Entries of people (None: all) in a span, by date and name, each with the law's `factor`."""
    cases = [When(day_kind=kind, then=Value(figure)) for kind, figure in LAW.items()]
    by_law = Case(*cases, output_field=DecimalField(max_digits=3, decimal_places=1))
    rows = OvertimeEntry.objects.filter(day__gte=first, day__lte=last).select_related(
        "agent", "decided_by", "corrects"
    )
    rows = rows.annotate(factor=by_law)
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=agent_ids)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("day", "agent__name", "pk")


def open_count(agent_ids: Iterable[int] | None) -> int:
    """How many entries wait for a decision."""
    rows = OvertimeEntry.objects.filter(state=OvertimeState.OPEN)
    return (rows if agent_ids is None else rows.filter(agent_id__in=agent_ids)).count()


def to_pay(first: dt.date, last: dt.date) -> "QuerySet[OvertimeEntry]":
    """Entries that are decided to be paid and that no pay run has taken yet."""
    return entries(None, first, last, state=OvertimeState.PAID).filter(paid_by="")


def month_minutes(agent_id: int, first: dt.date, last: dt.date) -> int:
    """Minutes of overtime of a person in a span, refused ones left out."""
    rows = OvertimeEntry.objects.filter(agent_id=agent_id, day__gte=first, day__lte=last)
    return rows.exclude(state=OvertimeState.REFUSED).aggregate(n=Sum("minutes"))["n"] or 0
