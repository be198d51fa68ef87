"""What plain sums of a week do not say: days that lack a fact, several reports, the shop's own facts."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection

from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.metrics import Metric
from kpi.selectors import weekly_sql
from kpi.selectors.sums import Params, as_date, is_postgres

BATCH = 500


def complete(week: Week) -> None:
    """Fill `exceptions` and the remarks of the rows of a week whose days do not all hold the same facts."""
    waiting, nobodys, *held = next(_fetch(*weekly_sql.present_facts(week)))
    if not waiting:
        return
    facts = [code for code, n in zip(FACTS, held, strict=True) if n]
    metrics = weekly_sql.paired_metrics(facts)
    remarks = groupby(
        _fetch(*weekly_sql.remarks_of_week(week, nobody=nobodys > 0)), key=lambda row: int(row[0])
    )
    exact = _fetch(*weekly_sql.exact_week(week, facts, nobody=nobodys > 0))
    batch: list[tuple[Any, ...]] = []
    for counts, (row_id, records) in zip(exact, remarks, strict=True):
        batch.append((row_id, counts[1], _exceptions(counts, facts, metrics), *_marks(list(records))))
        if len(batch) == BATCH:
            _save(batch)
            batch = []
    _save(batch)


def _fetch(sql: str, params: Params) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some at a time."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _exceptions(counts: tuple[Any, ...], facts: Sequence[str], metrics: Sequence[Metric]) -> str | None:
    """What differs from plain sums, as JSON: agent-days of facts that not every day holds, paired sums.

    None where every day of the row holds the same facts after all.
    """
    days, held = counts[1], dict(zip(facts, counts[2:], strict=False))
    missing = {code: n for code, n in held.items() if 0 < n < days}
    if not missing:
        return None
    paired: dict[str, list[str | int | None]] = {}
    place = 2 + len(facts)
    for metric in metrics:
        num, den, n, guessed = counts[place : place + 4]
        place += 4
        if missing.keys() & {*metric.facts, metric.instead}:
            paired[metric.code] = [_text(num), _text(den), n, *([1] if guessed else [])]
    return json.dumps({"days": missing, "paired": paired})


def _text(number: object) -> str | None:
    """A number as JSON keeps it without loss."""
    return None if number is None else f"{Decimal(str(number)).normalize():f}"


def _marks(records: list[tuple[Any, ...]]) -> tuple[str, str, str, str, dt.date | None, str | None]:
    """What the records of a row say of themselves, and the sums of the shop's own facts."""
    _ids, sources, estimated, pending, holes, ripe, extras = zip(*records, strict=True)
    return (
        ",".join(sorted(set(sources))),
        _union(estimated),
        _union(pending),
        _union(holes),
        max((as_date(day) for day in ripe if day is not None), default=None),
        _sum_extra(extras),
    )


def _union(lists: tuple[str, ...]) -> str:
    """Fact codes of several lists as one list of the same form."""
    codes = sorted({code for text in lists for code in text.split(",") if code})
    return f",{','.join(codes)}," if codes else ""


def _sum_extra(extras: tuple[Any, ...]) -> str | None:
    """The sums of the facts that the shop added itself; an absent one stays absent."""
    sums: dict[str, Decimal] = {}
    for extra in extras:
        values = json.loads(extra) if isinstance(extra, str) else extra
        for code, number in (values or {}).items():
            if number is not None:
                sums[code] = sums.get(code, Decimal(0)) + Decimal(str(number))
    return json.dumps({code: f"{number.normalize():f}" for code, number in sums.items()}) if sums else None


_SAVED = ("exceptions", "sources", "estimated", "pending", "holes", "ripe_on", "extra")
_CASTS = {"exceptions": "::jsonb", "extra": "::jsonb", "ripe_on": "::date"}


def _save(batch: list[tuple[Any, ...]]) -> None:
    """Write some rows back in one statement."""
    if not batch:
        return
    sets = ", ".join(
        f"{name} = v.column{place}{_CASTS.get(name, '') if is_postgres() else ''}"
        for place, name in enumerate(_SAVED, start=3)
    )
    values = ", ".join([f"({', '.join(['%s'] * len(batch[0]))})"] * len(batch))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE kpi_weeklyfacts AS w SET days = v.column2, {sets} FROM (VALUES {values}) AS v"
            " WHERE w.id = v.column1",
            [value for row in batch for value in row],
        )
