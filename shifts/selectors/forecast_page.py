"""A desk's forecast as its page shows it: a picture by day, hours of the week, what the figures rest on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cstm import formats
from cstm.charts import TrendChart
from shifts.models import PromotionEvent
from shifts.selectors.desk_forecast import DeskDay, DeskForecast, StoreFigures, words_of


@dataclass(frozen=True, slots=True)
class DayLine:
    """A date of the table: contacts, the busiest slot, and what it rests on by store."""

    day: dt.date
    total: float | None
    peak: str
    special: str
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a store's figures are to be trusted, in words."""

    store: StoreFigures
    words: str


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """Everything of the page."""

    chart: TrendChart
    lines: tuple[DayLine, ...]
    trust: tuple[Trust, ...]
    hours: tuple[tuple[str, tuple[float | None, ...]], ...]


def page(found: DeskForecast) -> ForecastPage:
    """Picture, table and judgement of a desk's forecast."""
    days = found.shown
    chart = TrendChart(
        code="forecast",
        label=_("Contacts expected by day, from %(first)s to %(last)s")
        % {"first": formats.day(found.first), "last": formats.day(found.last)},
        periods=[day.day.isoformat() for day in days],
        own=[day.total for day in days],
        own_name=_("contacts expected"),
        places=0,
        kind="bar",
        period_name=_("Day"),
    )
    names = _event_names(found)
    lines = tuple(_line(day, names) for day in days)
    return ForecastPage(
        chart, lines, tuple(Trust(store, _trust(store)) for store in found.stores), _hours(days)
    )


def _event_names(found: DeskForecast) -> list[PromotionEvent]:
    """Promotions that touch the days."""
    return list(PromotionEvent.objects.filter(first__lte=found.last, last__gte=found.first))


def _line(day: DeskDay, events: list[PromotionEvent]) -> DayLine:
    """One date; a promotion is called by its name where it still stands."""
    known = [each for each in day.slots if each.value is not None]
    peak = ""
    if known:
        top = max(known, key=lambda each: each.value or 0)
        clock = f"{top.minute // 60 % 24:02d}:{top.minute % 60:02d}"
        peak = f"{clock} · {formats.number(top.value, 0)}"
        if top.low is not None and top.high is not None:
            peak += f" ({formats.number(top.low, 0)}–{formats.number(top.high, 0)})"
    kinds = {row["event"]: row["event"] for row in day.basis if row.get("event")}
    kinds |= {
        each.kind: each.name for each in events if each.kind in kinds and each.first <= day.day <= each.last
    }
    special = _first(kinds.values()) or _first(row.get("holiday") for row in day.basis)
    several = len(day.basis) > 1
    basis = tuple(f"{row['store']}: {words_of(row)}" if several else words_of(row) for row in day.basis)
    return DayLine(day.day, day.total, peak, special, basis)


def _first(words: Iterable[object]) -> str:
    return next((str(word) for word in words if word), "")


def _trust(store: StoreFigures) -> str:
    """The judged error beside the plain mean's."""
    if not store.source:
        return _("No volumes: this store is in no sum.")
    if store.wape is None:
        return _("Too short a history to judge the method.")
    text = ngettext(
        "Tried on the past from %(n)s day: off by %(own)s of the contacts (WAPE)",
        "Tried on the past from %(n)s days: off by %(own)s of the contacts (WAPE)",
        store.origins,
    )
    said = text % {"own": formats.percent(store.wape), "n": store.origins}
    if store.plain is not None:
        more = _("the mean of the last four such weekdays would have been off by %(plain)s")
        said += "; " + more % {"plain": formats.percent(store.plain)}
    return said + "."


def _hours(days: list[DeskDay]) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    """Contacts of the mean weekday by hour of the clock: a row for each hour with its seven weekdays."""
    sums: dict[tuple[int, int], list[float]] = {}
    for day in days:
        by_hour: dict[int, float] = {}
        for slot in day.slots:
            if slot.value is not None:
                by_hour[slot.minute // 60] = by_hour.get(slot.minute // 60, 0.0) + slot.value
        for hour, number in by_hour.items():
            sums.setdefault((hour, day.day.weekday()), []).append(number)
    found = []
    for hour in sorted({hour for hour, _weekday in sums}):
        row = tuple(
            sum(numbers) / len(numbers) if (numbers := sums.get((hour, weekday))) else None
            for weekday in range(7)
        )
        if any(number is not None and number >= 0.5 for number in row):
            found.append((f"{hour % 24:02d}:00", row))
    return tuple(found)
