"""Overtime that a run pays: decided to be paid, and paid by no other run."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from kpi.rules import pay
from kpi.rules.pay_slip import Extra
from kpi.selectors.pay import past, plans
from kpi.selectors.pay.plans import Book
from shifts.choices import OvertimeState
from shifts.models import OvertimeEntry
from staff.models import Agent


def to_pay(
    people: Sequence[Agent], last: dt.date, first: dt.date, book: Book, kept: dict[str, str], run_name: str
) -> dict[int, list[Extra]]:
    """Overtime that is decided to be paid and that no other run has taken, up to the month's end; one query.

    Its hour is paid by the base of the plan that holds in its own month, for the grade of today.
    """
    by_id = {each.pk: each for each in people}
    rows = OvertimeEntry.objects.filter(state=OvertimeState.PAID, day__lte=last, paid_by__in={"", run_name})
    if len(by_id) < 500:
        rows = rows.filter(agent_id__in=list(by_id))
    closed = past.closed_months(first)
    found: dict[int, list[Extra]] = defaultdict(list)
    for row in rows.order_by("day", "pk"):
        agent = by_id.get(row.agent_id)
        if agent is None:
            continue
        month = row.day.replace(day=1)
        version = book.version(agent.grade_id, month) or book.version(agent.grade_id, first)
        extra = Extra(
            ref=f"overtime:{row.pk}",
            day=row.day,
            minutes=row.minutes,
            kind=row.day_kind,
            factor=plans.factor(kept, row.day_kind),
            base=version.base if version else pay.ZERO,
            late=month in closed,
        )
        found[row.agent_id].append(extra)
    return found
