"""Which figure counts: precedence where reports give the same fact, and a shop's total less its agents'.

After it, plain sums over the fact columns are right. What a report said and does not count stands in
`given` and comes back when the reason goes away.
"""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from kpi.facts import FACTS
from kpi.models import Record
from kpi.selectors import precedence, settle_sql
from kpi.services.steps import Phase, nobody

CHUNK = 200
Figures = dict[str, Decimal]
Columns = dict[str, Decimal | None]


def settle(store_ids: Iterable[int], first: dt.date, last: dt.date, *, phase: Phase | None = None) -> int:
    """Decide for these stores and dates which figures count; returns the number of writes.

    Call it after every write of records, inside the same transaction. Cheap where no reports overlap.
    """
    phase = phase or nobody()
    written = 0
    for store_id in sorted(set(store_ids)):
        order = precedence.order_of(store_id)
        for groups in settle_sql.contested(store_id, first, last):
            phase.on()
            for start in range(0, len(groups), CHUNK):
                some = groups[start : start + CHUNK]
                written += _decide(some, order)
                phase.on(len(some))
        written += _cover_periods(store_id, first, last, phase)
        written += _reduce_shop(store_id, first, last, phase)
    return written


def _decide(groups: list[list[int]], order: precedence.Order) -> int:
    """Per fact let the first report of the order count; the others keep their figure in `given`."""
    records = Record.objects.in_bulk([pk for group in groups for pk in group])
    written = 0
    for group in groups:
        rivals = [records[pk] for pk in group]
        wins = winners(rivals, order)
        for record in rivals:
            figures = figures_of(record)
            columns: Columns = {
                code: number if wins[code] == record.pk else None for code, number in figures.items()
            }
            written += _store(record, figures, columns)
    return written


def winners(records: Iterable[Record], order: precedence.Order) -> dict[str, int]:
    """For each fact the id of the record whose figure counts."""
    wins: dict[str, tuple[precedence.Place, int]] = {}
    for record in records:
        for code in figures_of(record):
            bid = (order.place(record.source, code), record.pk)
            if code not in wins or bid < wins[code]:
                wins[code] = bid
    return {code: pk for code, (_place, pk) in wins.items()}


def figures_of(record: Record) -> Figures:
    """What the report itself said, whatever counts now."""
    figures: Figures = {code: number for code in FACTS if (number := getattr(record, code)) is not None}
    figures.update((code, Decimal(text)) for code, text in (record.given or {}).items() if code in FACTS)
    return figures


def _store(record: Record, figures: Figures, columns: Columns) -> int:
    """Write the columns that changed; `given` keeps each figure that differs from its column."""
    given = {code: str(figures[code]) for code in sorted(columns) if columns[code] != figures[code]} or None
    changes = {code: number for code, number in columns.items() if getattr(record, code) != number}
    if not changes and given == record.given:
        return 0
    Record.objects.filter(pk=record.pk).update(given=given, **changes)
    return 1


def _cover_periods(store_id: int, first: dt.date, last: dt.date, phase: Phase) -> int:
    """A period record's fact does not count where a daily record of its account has it in the period."""
    written = 0
    for record in settle_sql.periods(store_id, first, last):
        phase.on()
        figures = figures_of(record)
        held = settle_sql.daily_facts(record, figures) if figures else set()
        columns: Columns = {code: None if code in held else getattr(record, code) for code in figures}
        written += _store(record, figures, columns)
    return written


def _reduce_shop(store_id: int, first: dt.date, last: dt.date, phase: Phase) -> int:
    """A shop's figure counts as what it is over the sum of its agents' and nobody's rows."""
    records = settle_sql.shop_records(store_id, first, last)
    phase.on()
    below = settle_sql.below_shop(store_id, records)
    written = 0
    for record in records:
        phase.on()
        figures = figures_of(record)
        sums = below.get((record.date, record.last_date, record.attribution), {})
        columns: Columns = {}
        for code, figure in figures.items():
            counts = getattr(record, code) is not None
            columns[code] = figure - sums.get(code, Decimal(0)) if counts else None
        written += _store(record, figures, columns)
    return written
