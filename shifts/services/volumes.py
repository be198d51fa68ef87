"""Volumes: what a store was asked, written by whoever reads the reports."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from shifts.models import Volume
from shifts.selectors.volumes import VolumeRow, volumes

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class DayVolumes:
    """All volumes of one business date of a store from one source."""

    day: dt.date
    rows: tuple[VolumeRow, ...]


@transaction.atomic
def record(rows: Iterable[VolumeRow], *, store_id: int, source: str) -> int:
    """Write volumes; what stood for the same moment of the same source is replaced. Returns how many."""
    objects = [_object(row, store_id=store_id, source=source) for row in rows]
    Volume.objects.bulk_create(
        objects,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["store", "source", "start"],
        update_fields=["minutes", "business_date", "offered", "answered", "handle_secs"],
    )
    return len(objects)


@transaction.atomic
def remove(*, store_id: int, source: str, first: dt.date, last: dt.date) -> int:
    """Remove a source's volumes of the business dates of a span, both included. Returns how many."""
    gone, _kinds = Volume.objects.filter(
        store_id=store_id, source=source, business_date__gte=first, business_date__lte=last
    ).delete()
    return gone


@transaction.atomic
def replace_days(days: Iterable[DayVolumes], *, store_id: int, source: str) -> int:
    """Give business dates exactly these volumes of a source; a date without rows loses those it had."""
    count = 0
    for day in days:
        known = {row.start: row for row in volumes(store_id, day.day, day.day, source=source)}
        if known == {row.start: row for row in day.rows}:
            continue
        remove(store_id=store_id, source=source, first=day.day, last=day.day)
        count += record(day.rows, store_id=store_id, source=source)
    return count


def _object(row: VolumeRow, *, store_id: int, source: str) -> Volume:
    """A row as the table holds it."""
    return Volume(
        store_id=store_id,
        source=source,
        start=row.start,
        minutes=row.minutes,
        business_date=row.business_date,
        offered=row.offered,
        answered=row.answered,
        handle_secs=row.handle_secs,
    )
