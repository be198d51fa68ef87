"""What plain sums of a week do not say: days that lack a fact, several reports, the shop's own facts."""

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection

from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.models import WeeklyFacts
from kpi.selectors import weekly_sql
from kpi.selectors.sums import Params, as_date

BATCH = 500


def complete(week: Week) -> None:
    """Fill `exceptions` and the remarks of the rows of a week whose days do not all hold the same facts."""
    if not WeeklyFacts.objects.filter(monday=week.monday, exceptions__isnull=False).exists():
        return
    remarks = groupby(_fetch(*weekly_sql.remarks_of_week(week)), key=lambda row: int(row[0]))
    batch: list[WeeklyFacts] = []
    for counts, (row_id, records) in zip(_fetch(*weekly_sql.exact_week(week)), remarks, strict=True):
        row = WeeklyFacts(pk=row_id, days=counts[1], exceptions=_exceptions(counts))
        _mark(row, list(records))
        batch.append(row)
        if len(batch) == BATCH:
            _save(batch)
            batch = []
    _save(batch)


def _fetch(sql: str, params: Params) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some at a time."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _exceptions(counts: tuple[Any, ...]) -> dict[str, Any] | None:
    """What differs from plain sums: agent-days of facts that not every day holds, and paired sums.

    None where every day of the row holds the same facts after all.
    """
    days, held = counts[1], dict(zip(FACTS, counts[2:], strict=False))
    missing = {code: n for code, n in held.items() if 0 < n < days}
    if not missing:
        return None
    paired: dict[str, list[str | int | None]] = {}
    place = 2 + len(FACTS)
    for metric in weekly_sql.paired_metrics():
        num, den, n, guessed = counts[place : place + 4]
        place += 4
        if missing.keys() & {*metric.facts, metric.instead}:
            paired[metric.code] = [_text(num), _text(den), n, *([1] if guessed else [])]
    return {"days": missing, "paired": paired}


def _text(number: object) -> str | None:
    """A number as JSON keeps it without loss."""
    return None if number is None else f"{Decimal(str(number)).normalize():f}"


def _mark(row: WeeklyFacts, records: list[tuple[Any, ...]]) -> None:
    """Gather what the records of a row say of themselves, and sum the shop's own facts."""
    _ids, sources, estimated, pending, holes, ripe, extras = zip(*records, strict=True)
    row.sources = ",".join(sorted(set(sources)))
    row.estimated, row.pending, row.holes = (_union(codes) for codes in (estimated, pending, holes))
    row.ripe_on = max((as_date(day) for day in ripe if day is not None), default=None)
    row.extra = _sum_extra(extras)


def _union(lists: tuple[str, ...]) -> str:
    """Fact codes of several lists as one list of the same form."""
    codes = sorted({code for text in lists for code in text.split(",") if code})
    return f",{','.join(codes)}," if codes else ""


def _sum_extra(extras: tuple[Any, ...]) -> dict[str, str] | None:
    """The sums of the facts that the shop added itself; an absent one stays absent."""
    sums: dict[str, Decimal] = {}
    for extra in extras:
        values = json.loads(extra) if isinstance(extra, str) else extra
        for code, number in (values or {}).items():
            if number is not None:
                sums[code] = sums.get(code, Decimal(0)) + Decimal(str(number))
    return {code: f"{number.normalize():f}" for code, number in sums.items()} or None


def _save(batch: list[WeeklyFacts]) -> None:
    """Write some rows back."""
    if batch:
        names = ["days", "exceptions", "sources", "estimated", "pending", "holes", "ripe_on", "extra"]
        WeeklyFacts.objects.bulk_update(batch, names)
