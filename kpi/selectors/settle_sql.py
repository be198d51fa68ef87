"""Reads of the settling of figures: which records share a key, and what stands below a shop's total."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from kpi.choices import COUNTED, Scope
from kpi.facts import FACTS
from kpi.models import Record
from kpi.selectors.sums import Params, is_postgres

IS_PERIOD = Q(last_date__gt=F("date"))
LONGEST_PERIOD = dt.timedelta(days=366)
STRETCH = 61
Key = tuple[Any, ...]


def key_of(record: Record) -> Key:
    """What two reports must share for one of them to count."""
    nobody = record.agent_id if record.account_id is None else None
    return (record.scope, record.account_id, nobody, record.date, record.last_date, record.attribution)


def contested(store_id: int, first: dt.date, last: dt.date) -> Iterator[list[list[int]]]:
    """Groups of records (ids) of one key in which a fact is given twice, or figures were set aside before.

    One list for each stretch of days, asked when it is wanted: no key lies in two of them.
    """
    ids = "string_agg(r.id::text, ',')" if is_postgres() else "group_concat(r.id)"
    twice = " OR ".join(f"COUNT(r.{code}) > 1" for code in FACTS)
    for where, params in _spans(first, last):
        sql = f"""
SELECT {ids} FROM kpi_record r
WHERE r.store_id = %s AND {where} AND r.scope IN ({", ".join(["%s"] * len(COUNTED))})
GROUP BY r.scope, r.account_id, CASE WHEN r.account_id IS NULL THEN r.agent_id END, r.date, r.last_date,
  r.attribution
HAVING COUNT(r.given) > 0 OR (COUNT(*) > 1 AND ({twice}))
"""
        with connection.cursor() as cursor:
            if is_postgres():
                # Compiling a hundred counts takes longer than counting with them.
                cursor.execute("SET LOCAL jit = off")
            cursor.execute(sql, [store_id, *params, *(str(scope) for scope in COUNTED)])
            found = cursor.fetchall()
        yield [[int(pk) for pk in text.split(",")] for (text,) in found]


def _spans(first: dt.date, last: dt.date) -> list[tuple[str, Params]]:
    """Records that begin in each stretch of the span, and longer ones that reach into it."""
    starts = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, STRETCH)]
    ends = [start + dt.timedelta(days=STRETCH - 1) for start in starts]
    return [
        *(("r.date BETWEEN %s AND %s", [a, min(z, last)]) for a, z in zip(starts, ends, strict=True)),
        (
            "r.last_date > r.date AND r.date BETWEEN %s AND %s AND r.last_date >= %s",
            [first - LONGEST_PERIOD, first - dt.timedelta(days=1), first],
        ),
    ]


def periods(store_id: int, first: dt.date, last: dt.date) -> QuerySet[Record]:
    """The period records of a store that touch a span."""
    return Record.objects.filter(
        IS_PERIOD,
        store_id=store_id,
        scope__in=COUNTED,
        date__range=(first - LONGEST_PERIOD, last),
        last_date__gte=first,
    ).order_by("pk")


def daily_facts(record: Record, codes: Iterable[str]) -> set[str]:
    """Those facts that a daily record of the same account holds within a period record's span."""
    wanted = list(codes)
    found = Record.objects.filter(
        store=record.store_id,
        scope=record.scope,
        account_id=record.account_id,
        attribution=record.attribution,
        date__range=(record.date, record.last_date),
        last_date=F("date"),
    ).aggregate(**{f"sum_{code}": Sum(code) for code in wanted})
    return {code for code in wanted if found[f"sum_{code}"] is not None}


def shop_records(store_id: int, first: dt.date, last: dt.date) -> list[Record]:
    """The rows of a shop's own reports that touch a span."""
    rows = Record.objects.filter(store_id=store_id, scope=Scope.SHOP, last_date__gte=first)
    return list(rows.filter(date__range=(first - LONGEST_PERIOD, last)).order_by("date", "pk"))


def below_shop(
    store_id: int, records: Iterable[Record]
) -> dict[tuple[dt.date, dt.date, str], dict[str, Decimal]]:
    """What agents and nobody's rows sum to in the span of each shop record, by span and rule."""
    spans: dict[tuple[dt.date, dt.date], set[str]] = defaultdict(set)
    for record in records:
        spans[(record.date, record.last_date)].update(
            code for code in FACTS if getattr(record, code) is not None
        )
    sums: dict[tuple[dt.date, dt.date, str], dict[str, Decimal]] = {}
    for (first, last), codes in spans.items():
        rows = (
            Record.objects.filter(
                store_id=store_id,
                scope__in=(Scope.AGENT, Scope.REST),
                date__range=(first, last),
                last_date__lte=last,
            )
            .order_by()
            .values("attribution")
            .annotate(**{f"sum_{code}": Sum(code) for code in sorted(codes)})
        )
        for row in map(dict[str, Any], rows):
            sums[(first, last, row["attribution"])] = {
                code: row[f"sum_{code}"] for code in codes if row[f"sum_{code}"] is not None
            }
    return sums
