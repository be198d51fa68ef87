"""Volumes by store, day and source."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_lazy

from shifts.models import Volume


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """What a store was asked from a moment on, for so many minutes; None is unknown, not nothing."""

    start: dt.datetime
    business_date: dt.date
    minutes: int = 30
    offered: int | None = None
    answered: int | None = None
    handle_secs: int | None = None


def volumes(store_id: int, first: dt.date, last: dt.date, *, source: str | None = None) -> list[VolumeRow]:
    """A store's volumes of the business dates of a span in order of time; one source's, or all."""
    rows = Volume.objects.filter(store_id=store_id, business_date__gte=first, business_date__lte=last)
    if source is not None:
        rows = rows.filter(source=source)
    names = ("start", "business_date", "minutes", "offered", "answered", "handle_secs")
    return [VolumeRow(*row) for row in rows.order_by("start", "source").values_list(*names)]


def volume_rows(store_ids: list[int], first: dt.date, last: dt.date) -> "QuerySet[Volume]":
    """The same for a list page: by store and time."""
    rows = Volume.objects.filter(store_id__in=store_ids, business_date__gte=first, business_date__lte=last)
    return rows.select_related("store").order_by("store__name", "start", "source")


# Sources by name; those of a shop's own layouts are told as they are called there.
_SOURCES: dict[str, Any] = {
    "typed": gettext_lazy("typed in or from a sheet"),
    "chitu_hourly": gettext_lazy("Chitu reception by hour"),
    "phonenow_calls": gettext_lazy("PhoneNow call log"),
    "anonymous_bank_calls": gettext_lazy("Anonymous Bank call log"),
    "shopzilla_tickets": gettext_lazy("Shopzilla tickets"),
}


def source_words(source: str) -> str:
    """Where volumes come from, in words."""
    return str(_SOURCES.get(source, source.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class DaySource:
    """One source's volumes of a day, with their sums; what no row knows is None."""

    source: str
    rows: list[Volume]
    offered: int | None
    answered: int | None
    handle_secs: int | None


def volume_sources(store_id: int, day: dt.date) -> list[DaySource]:
    """A day of a store by source and time."""
    found: dict[str, list[Volume]] = {}
    rows = Volume.objects.filter(store_id=store_id, business_date=day).order_by("source", "start")
    for row in rows:
        found.setdefault(row.source, []).append(row)
    return [
        DaySource(
            source_words(source),
            lines,
            _sum(row.offered for row in lines),
            _sum(row.answered for row in lines),
            _sum(row.handle_secs for row in lines),
        )
        for source, lines in found.items()
    ]


def _sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def volume_span(store_ids: list[int]) -> tuple[dt.date, dt.date] | None:
    """First and last business date with volumes."""
    found = Volume.objects.filter(store_id__in=store_ids).aggregate(
        first=Min("business_date"), last=Max("business_date")
    )
    return (found["first"], found["last"]) if found["first"] else None


def store_with_newest_volumes(store_ids: Iterable[int]) -> int | None:
    """The store whose volumes reach the latest business date; None where no store has any."""
    rows = Volume.objects.filter(store_id__in=list(store_ids)).order_by().values("store_id")
    newest = rows.annotate(last=Max("business_date")).order_by("-last", "store__name").first()
    return newest["store_id"] if newest else None
