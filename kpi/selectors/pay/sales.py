"""Net sales of people in a span by an attribution rule: settled days, and what unsettled days may change."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Q, Sum, Value, When

from kpi.choices import Scope
from kpi.models import Record
from kpi.rules.pay import ZERO
from kpi.rules.pay_slip import Sales
from kpi.selectors.pay.plans import plain

_WAITS_SALES = Q(pending__contains=",sales_amt,")
_WAITS_REFUND = Q(pending__contains=",refund_amt,")
_SETTLED = Q(sales_amt__isnull=False, refund_amt__isnull=False) & ~_WAITS_SALES & ~_WAITS_REFUND
_OPEN = _WAITS_SALES | _WAITS_REFUND


def net_sales(
    agent_ids: Iterable[int] | None, first: dt.date, last: dt.date, attribution: str
) -> dict[int, Sales]:
    """By person (None: everybody); one query. Records of spans count where they lie wholly inside.

    A day whose report has sales but no refunds is counted in `lacking` and not paid: missing is not zero.
    A day whose refunds are pending may give nothing or all its sales; where sales are pending nobody knows.
    """
    rows = Record.objects.filter(
        scope=Scope.AGENT,
        agent__isnull=False,
        attribution=attribution,
        date__gte=first,
        date__lte=last,
        last_date__lte=last,
    )
    if agent_ids is not None:
        rows = rows.filter(agent_id__in=list(agent_ids))
    lacks = Q(sales_amt__isnull=False, refund_amt__isnull=True) & ~_OPEN
    sums = (
        rows.order_by()
        .values("agent_id")
        .annotate(
            sold=Sum("sales_amt", filter=_SETTLED),
            back=Sum("refund_amt", filter=_SETTLED),
            waits=Sum("sales_amt", filter=_WAITS_REFUND & ~_WAITS_SALES),
            days=_count(_OPEN),
            unknown=_count(_WAITS_SALES | (_WAITS_REFUND & Q(sales_amt__isnull=True))),
            lacking=_count(lacks),
        )
    )
    return {row["agent_id"]: _sales(row) for row in sums}


def _count(condition: Q) -> Sum:
    return Sum(Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField()))


def _sales(row: Mapping[str, Any]) -> Sales:
    sold, back, waits = (_clean(row[name]) for name in ("sold", "back", "waits"))
    net = sold - back
    if not row["days"]:
        return Sales(sold, back, lacking=int(row["lacking"]))
    return Sales(
        sold,
        back,
        low=net,
        high=None if row["unknown"] else net + waits,
        days=int(row["days"]),
        lacking=int(row["lacking"]),
    )


def _clean(value: object) -> Decimal:
    return ZERO if value is None else Decimal(plain(Decimal(str(value))))
