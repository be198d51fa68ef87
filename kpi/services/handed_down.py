"""What an import gives beside records: hourly volumes for shifts, products, and values of the store."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kpi.importers import ProductDraft
from kpi.models import ImportBatch, ProductRecord, StoreValue
from kpi.services import versions
from kpi.services.loading import Loaded
from shifts.selectors.volumes import VolumeRow
from shifts.selectors.volumes import volumes as volumes_of
from shifts.services import volumes

VOLUME, PRODUCT, VALUE = "volume", "product", "value"


def write(loaded: Loaded, batch: ImportBatch) -> list[dt.date]:
    """Write all three, keeping what stood there; returns days whose records changed with it (none do)."""
    for day, hours in sorted(loaded.hours.items()):
        _write_day(batch, loaded.source, day, hours)
    for product in loaded.products:
        _write_product(batch, loaded.source, product)
    for (code, day), value in sorted(loaded.values.items()):
        _write_value(batch, loaded.source, code, day, value)
    return []


def undo(batch: ImportBatch) -> int:
    """Put back what stood before this import, also the part that was handed down to shifts."""
    return (
        versions.undo_snapshots(batch, VOLUME, _put_volumes)
        + versions.undo_snapshots(batch, PRODUCT, _put_product)
        + versions.undo_snapshots(batch, VALUE, _put_value)
    )


def _write_day(batch: ImportBatch, source: str, day: dt.date, hours: dict[int, Decimal]) -> None:
    """The hours of one day; the day is replaced as a whole."""
    zone = timezone.get_default_timezone()
    rows = tuple(
        VolumeRow(
            dt.datetime.combine(day, dt.time(hour), zone).astimezone(dt.UTC),
            day,
            60,
            int(hours[hour]),
            None,
            None,
        )
        for hour in sorted(hours)
        if 0 <= hour <= 23
    )
    before = volumes_of(batch.store_id, day, day, source=source)
    if list(rows) == before:
        return
    versions.keep_snapshot(
        key=f"{VOLUME}|{batch.store_id}|{source}|{day}",
        batch=batch,
        data={"rows": [_kept(r) for r in before]},
    )
    volumes.replace_days([volumes.DayVolumes(day, rows)], store_id=batch.store_id, source=source)


def _kept(row: VolumeRow) -> list[Any]:
    """A volume as JSON keeps it."""
    return [row.start.isoformat(), row.minutes, row.offered, row.answered, row.handle_secs]


def _put_volumes(key: str, data: dict[str, Any]) -> None:
    """A day as it stood."""
    _kind, store_id, source, text = key.split("|")
    day = dt.date.fromisoformat(text)
    rows = tuple(
        VolumeRow(dt.datetime.fromisoformat(start), day, minutes, offered, answered, secs)
        for start, minutes, offered, answered, secs in data["rows"]
    )
    volumes.replace_days([volumes.DayVolumes(day, rows)], store_id=int(store_id), source=source)


def _write_product(batch: ImportBatch, source: str, draft: ProductDraft) -> None:
    """The figures of one product."""
    values = {code: str(value) for code, value in draft.values.items() if isinstance(value, Decimal)}
    place: dict[str, Any] = {
        "store_id": batch.store_id,
        "date": draft.first,
        "last_date": draft.last,
        "product_no": (draft.product_no or draft.name)[:60],
        "source": source,
    }
    known = ProductRecord.objects.filter(**place).first()
    if known is not None and known.values == values and known.name == draft.name[:300]:
        return
    before: dict[str, Any] = {}
    if known is not None:
        before = {"values": known.values, "name": known.name, "batch": known.batch_id}
    key = f"{PRODUCT}|{batch.store_id}|{source}|{draft.first}|{draft.last}|{place['product_no']}"
    versions.keep_snapshot(key=key, batch=batch, data=before)
    ProductRecord.objects.update_or_create(
        **place, defaults={"values": values, "name": draft.name[:300], "batch": batch}
    )


def _put_product(key: str, data: dict[str, Any]) -> None:
    """A product as it stood, or none."""
    _kind, store_id, source, first, last, number = key.split("|", 5)
    place: dict[str, Any] = {"store_id": store_id, "source": source, "product_no": number}
    place |= {"date": first, "last_date": last}
    if data:
        values = {"values": data["values"], "name": data["name"], "batch_id": data["batch"]}
        ProductRecord.objects.update_or_create(**place, defaults=values)
    else:
        ProductRecord.objects.filter(**place).delete()


def _write_value(batch: ImportBatch, source: str, code: str, day: dt.date, value: Decimal) -> None:
    """A value of the store as its platform gives it."""
    known = StoreValue.objects.filter(store_id=batch.store_id, code=code, date=day).first()
    if known is not None and known.value == value and known.source == source:
        return
    before: dict[str, Any] = {}
    if known is not None:
        before = {
            "value": str(known.value),
            "source": known.source,
            "entered_by": known.entered_by_id,
            "batch": known.batch_id,
        }
    versions.keep_snapshot(key=f"{VALUE}|{batch.store_id}|{code}|{day}", batch=batch, data=before)
    StoreValue.objects.update_or_create(
        store_id=batch.store_id,
        code=code,
        date=day,
        defaults={"value": value, "source": source, "entered_by": batch.uploaded_by, "batch": batch},
    )


def _put_value(key: str, data: dict[str, Any]) -> None:
    """A value as it stood, or none."""
    _kind, store_id, code, day = key.split("|")
    place: dict[str, Any] = {"store_id": store_id, "code": code, "date": day}
    if data:
        StoreValue.objects.update_or_create(
            **place,
            defaults={
                "value": Decimal(data["value"]),
                "source": data["source"],
                "entered_by_id": data["entered_by"],
                "batch_id": data["batch"],
            },
        )
    else:
        StoreValue.objects.filter(**place).delete()
