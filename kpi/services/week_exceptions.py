"""What plain sums of a week do not say: days that lack a fact, several reports, the shop's own facts."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from typing import Any

from django.db import connection

from cstm.weeks import Week
from kpi.facts import FACTS
from kpi.metrics import Metric
from kpi.selectors import weekly_sql
from kpi.selectors.sums import Params, as_date, is_postgres

BATCH = 500
Key = tuple[Any, ...]  # person, team, store, attribution rule


def complete(week: Week) -> None:
    """Fill `exceptions` and the remarks of the rows of a week whose days do not all hold the same facts."""
    waiting, *held = next(_fetch(*weekly_sql.present_facts(week)))
    if not waiting:
        return
    facts = [code for code, n in zip(FACTS, held, strict=True) if n]
    rows = list(_fetch(*weekly_sql.waiting_rows(week)))
    for start in range(0, len(rows), BATCH):
        _complete_some(week, {tuple(row[1:]): row[0] for row in rows[start : start + BATCH]}, facts)


def _complete_some(week: Week, ids: dict[Key, int], facts: Sequence[str]) -> None:
    """The same for some rows, by their keys."""
    agent_ids = sorted({key[0] for key in ids if key[0] is not None})
    store_ids = sorted({key[2] for key in ids if key[0] is None})
    metrics = weekly_sql.paired_metrics(facts)
    remarks: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    told = weekly_sql.remarks_of_week(week, agent_ids=agent_ids, store_ids=store_ids)
    for row in _fetch(*told):
        if row[:4] in ids:
            remarks[row[:4]].append(row[4:])
    exact = weekly_sql.exact_week(week, facts, agent_ids=agent_ids, store_ids=store_ids)
    _save(
        [
            (ids[row[:4]], row[4], _exceptions(row[4:], facts, metrics), *_marks(remarks[row[:4]]))
            for row in _fetch(*exact)
            if row[:4] in ids
        ]
    )


def _fetch(sql: str, params: Params) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some at a time."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(BATCH):
            yield from rows


def _exceptions(counts: tuple[Any, ...], facts: Sequence[str], metrics: Sequence[Metric]) -> str | None:
    """What differs from plain sums, as JSON: agent-days of facts that not every day holds, paired sums.

    None where plain sums say all: of each metric, every account's day holds all of its facts or none.
    """
    days, place = counts[0], 2 + 2 * len(facts)
    missing = {code: n for code, n in zip(facts, counts[2:place:2], strict=True) if 0 < n < days}
    held = dict(zip(facts, counts[3:place:2], strict=True))
    paired: dict[str, list[str | int | None]] = {}
    for metric in metrics:
        num, den, n, guessed, whole = counts[place : place + 5]
        place += 5
        known = [held.get(code, 0) for code in (*metric.facts, *filter(None, [metric.instead]))]
        # With a stand-in, equal numbers do not say that it is the same days that lack a fact.
        if any(known) and any(n != (counts[1] if metric.instead else whole) for n in known):
            paired[metric.code] = [_text(num), _text(den), n, *([1] if guessed else [])]
    return json.dumps({"days": missing, "paired": paired}) if missing or paired else None


def _text(number: object) -> str | None:
    """A number as JSON keeps it without loss."""
    return None if number is None else f"{Decimal(str(number)).normalize():f}"


def _marks(records: list[tuple[Any, ...]]) -> tuple[str, str, str, str, dt.date | None, str | None]:
    """What the records of a row say of themselves, and the sums of the shop's own facts."""
    sources, estimated, pending, holes, ripe, extras = zip(*records, strict=True)
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
