"""Volumes to come: a store's history out of one source, forecast with the calendar and the promotions known.

The numeric library is imported on the first call, so that no page pays for it at the start.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count as Number
from django.db.models import Max, Q
from django.utils import timezone

from shifts.models import PromotionEvent, Volume
from shifts.rules.calendar import STATUTORY, CalendarDate
from shifts.selectors.calendar import dates
from shifts.selectors.volumes import VolumeRow, volumes
from staff.models import Store

if TYPE_CHECKING:
    from shifts.forecast import Count, Event, Forecast

HISTORY_DAYS = 550


@dataclass(frozen=True, slots=True)
class StoreForecast:
    """A store's days to come by slots of so many minutes, the first at minute `begin` of the business date.

    `handling` are average handling seconds by slot, None where the source has none: then somebody types one.
    """

    store_id: int
    source: str
    slot: int
    begin: int
    forecast: "Forecast"
    handling: list[float | None]


def best_source(store_id: int, first: dt.date, last: dt.date) -> str | None:
    """The source with the most business dates of a span, the finer at equal count; None where none has any.

    One source alone is read, for the same contacts may stand in several.
    """
    rows = Volume.objects.filter(
        store_id=store_id, business_date__gte=first, business_date__lte=last, offered__isnull=False
    )
    found = (
        rows.order_by()
        .values("source")
        .annotate(days=Number("business_date", distinct=True), longest=Max("minutes"))
        .order_by("-days", "longest", "source")
        .first()
    )
    return found["source"] if found else None


def counts(store: Store, rows: Iterable[VolumeRow]) -> list["Count"]:
    """Rows of one source by minutes from the midnight that begins the business date, on the house's clock.

    The business date is told anew from the clock: a report by hours names calendar dates, and its hours after
    midnight belong to the shop's day before.
    """
    from shifts.forecast import Count

    zone = timezone.get_default_timezone()
    found = []
    for row in rows:
        local = row.start.astimezone(zone)
        night = local.time() < store.business_day_start
        day = local.date() - dt.timedelta(days=1) if night else local.date()
        minute = (1440 if night else 0) + local.hour * 60 + local.minute
        found.append(Count(day, minute, row.minutes, row.offered, row.answered, row.handle_secs))
    return found


def store_forecast(store: Store, days: Sequence[dt.date], *, judged: bool = True) -> StoreForecast | None:
    """A store's volumes of dates to come, from what stood before the first of them; None without volumes."""
    from shifts.forecast import by_day, forecast, handling

    if not days:
        return None
    last = min(days) - dt.timedelta(days=1)
    first = last - dt.timedelta(days=HISTORY_DAYS)
    source = best_source(store.pk, first, last)
    if source is None:
        return None
    rows = counts(store, volumes(store.pk, first, last, source=source))
    slot = max(row.minutes for row in rows)
    begin = store.business_day_start.hour * 60 + store.business_day_start.minute
    # Logs come by half hours and have no row where nothing happened; reports and people name whole hours.
    sparse = min(row.minutes for row in rows) < 60
    found = forecast(
        by_day(rows, slot=slot, begin=begin, sparse=sparse),
        days,
        holidays=named_holidays(dates(first, max(days))),
        events=promotions(store.pk, begin=begin),
        judged=judged,
    )
    return StoreForecast(store.pk, source, slot, begin, found, handling(rows, slot=slot, begin=begin))


def named_holidays(span: Iterable[CalendarDate]) -> dict[dt.date, str]:
    """Days off with a holiday's name; a run of them bears the name of its first statutory day."""
    found: dict[dt.date, str] = {}
    for named, group in groupby(span, key=lambda date: bool(date.name) and not date.worked):
        run = list(group)
        if named:
            name = next((date.name for date in run if date.kind == STATUTORY), run[0].name)
            found |= {date.day: name for date in run}
    return found


def promotions(store_id: int, *, begin: int = 0) -> list["Event"]:
    """Promotions past and to come of a store, those of every store included, with the factors typed in.

    Hours typed count from midnight; they are turned so that the first is the one in which the business day
    begins.
    """
    from shifts.forecast import Event

    rows = PromotionEvent.objects.filter(Q(stores=store_id) | Q(stores__isnull=True)).distinct()
    return [
        Event(row.kind, row.first, row.last, lifts=tuple(_factors(day, begin // 60) for day in row.lifts))
        for row in rows
    ]


def _factors(typed: float | Sequence[float], begin: int) -> tuple[float, ...]:
    """A day's factors: one, or 24 from the hour in which the business day begins."""
    if isinstance(typed, (int, float)):
        return (float(typed),)
    turned = [*typed[begin:], *typed[:begin]] if len(typed) == 24 else list(typed)
    return tuple(float(factor) for factor in turned)
