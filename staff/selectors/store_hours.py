"""When stores serve, as minutes of the day; what the pages and the clocks of upper floors read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from cstm.formats import asked_number
from staff import rules
from staff.models import Store, StoreDay, StoreHours

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StoreTimes:
    """Spans in minutes after midnight by weekday (0 is Monday), and those of special dates.

    No weekday at all means day and night; a special date without spans is closed.
    """

    weekly: dict[int, Spans] = field(default_factory=dict)
    special: dict[dt.date, Spans] = field(default_factory=dict)


def times_of(store_ids: Iterable[int]) -> dict[int, StoreTimes]:
    """The times of these stores; two queries, whatever their number."""
    wanted = set(store_ids)
    found = {store_id: StoreTimes() for store_id in wanted}
    for row in StoreHours.objects.filter(store_id__in=wanted):
        found[row.store_id].weekly[row.weekday] = (rules.span_of(row.opens, row.closes),)
    rows = StoreDay.objects.filter(Q(store_id__in=wanted) | Q(store=None))
    # Rows for every store first, so that a store's own takes their place.
    for day in sorted(rows, key=lambda each: each.store_id is not None):
        spans = () if day.opens is None or day.closes is None else (rules.span_of(day.opens, day.closes),)
        for store_id in [day.store_id] if day.store_id is not None else wanted:
            found[store_id].special[day.day] = spans
    return found


def week_of(store: Store) -> dict[int, tuple[dt.time, dt.time]]:
    """Opening and closing time by weekday, as they were entered."""
    return {row.weekday: (row.opens, row.closes) for row in StoreHours.objects.filter(store=store)}


def days_of(store: Store, *, since: dt.date) -> "QuerySet[StoreDay]":
    """Special dates of a store and of every store, from a date on."""
    rows = StoreDay.objects.filter(Q(store=store) | Q(store=None), day__gte=since)
    return rows.order_by("day", "store_id")


def day_row(store: Store, key: str) -> StoreDay | None:
    """A special date of a store (or of every store) by its key; None for anything else."""
    rows = StoreDay.objects.filter(Q(store=store) | Q(store=None), pk=asked_number(key) or 0)
    return rows.select_related("store").first()
