"""The method as a whole, without its range: plain days, with the lifts of promotions and holidays."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shifts.forecast.lifts import Lifts, event_kind, first_of, holiday_kind, places
from shifts.forecast.plain import Plain, Table, expect
from shifts.forecast.values import Basis, Event

Floats = NDArray[np.float64]
PLAIN_DAYS = 4


@dataclass(frozen=True, slots=True)
class Answer:
    """Contacts by slot of the days asked (NaN is unknown), variances of the log level, and what each rests
    on."""

    volumes: Floats
    variance: Floats
    basis: tuple[Basis, ...]


def answer(
    known: Table, asked: Sequence[dt.date], holidays: Mapping[dt.date, str], events: Sequence[Event]
) -> Answer:
    """Forecast the dates asked from the days known."""
    odd = places(known.days, holidays, events)
    ordinary = known.only({day for day in known.days if day not in odd})
    special = known.only(odd)
    base = expect(ordinary, [*asked, *special.days], holidays)
    lifts = Lifts(special, _rows(base, len(asked), None), odd)
    volumes, basis = [], []
    for row, day in zip(base.volumes, asked, strict=False):
        lifted, rests = _lifted(day, row, known, ordinary, lifts, holidays, events)
        volumes.append(lifted)
        basis.append(rests)
    shaped = np.array(volumes, dtype=float).reshape(len(asked), -1)
    return Answer(shaped, base.variance[: len(asked)], tuple(basis))


def _rows(plain: Plain, first: int, last: int | None) -> Plain:
    """Some of the days of a plain forecast."""
    return Plain(plain.volumes[first:last], plain.variance[first:last])


def _lifted(
    day: dt.date,
    row: Floats,
    known: Table,
    ordinary: Table,
    lifts: Lifts,
    holidays: Mapping[dt.date, str],
    events: Sequence[Event],
) -> tuple[Floats, Basis]:
    """A day's slots with whatever holds on it, and what that rests on."""
    weeks = _weeks(known)
    alike = sum(1 for seen in ordinary.days if seen.weekday() == day.weekday())
    holding = [event for event in events if event.holds(day)]
    if holding:
        event, curve = _strongest(holding, day, lifts, len(row))
        used = lifts.count(event_kind(event)) if curve is not None else 0
        expected = event.typed(day, len(row)) if curve is None else None
        if expected is not None:
            curve = np.array(expected)
        lifted = row if curve is None else row * curve
        basis = Basis(
            weeks, alike, event=event.kind, events_used=used, typed_lift=expected is not None,
            lift=_over(lifted, row),
        )  # fmt: skip
        return lifted, basis
    if day not in holidays:
        return row, Basis(weeks, alike)
    name = holidays[day]
    if _closed(day, known, holidays):
        return np.full(len(row), np.nan), Basis(weeks, alike, holiday=name, closed=True)
    kind, place = holiday_kind(name), (day - first_of(day, holidays)).days
    if not lifts.count(kind):
        kind, place = holiday_kind(""), 0
    curve = lifts.curve(kind, place)
    lifted = row if curve is None else row * curve
    used = lifts.count(kind)
    return lifted, Basis(weeks, alike, holiday=name, holidays_used=used, lift=_over(lifted, row))


def _over(lifted: Floats, plain: Floats) -> float:
    """A lifted day over the plain one; 0 where either is unknown or the plain one is empty."""
    whole, base = float(np.nansum(lifted)), float(np.nansum(plain))
    return round(whole / base, 4) if base > 0 else 0.0


def _strongest(
    holding: Sequence[Event], day: dt.date, lifts: Lifts, slots: int
) -> tuple[Event, Floats | None]:
    """Of the promotions that hold on a day, the one with the greatest lift."""
    curves = [(event, lifts.curve(event_kind(event), event.offset(day))) for event in holding]

    def height(found: tuple[Event, Floats | None]) -> float:
        event, curve = found
        return float(np.mean(curve if curve is not None else event.typed(day, slots) or [0.0]))

    return max(curves, key=height)


def _closed(day: dt.date, known: Table, holidays: Mapping[dt.date, str]) -> bool:
    """Whether past holidays of that name, or of any where that name is new, all brought no row at all."""
    if not known.days:
        return False
    weekdays = {seen.weekday() for seen in known.days}
    past = [
        other
        for other in holidays
        if known.days[0] <= other <= known.days[-1] and other.weekday() in weekdays
    ]
    named = [other for other in past if holidays[other] == holidays[day]] or past
    with_rows = set(known.days)
    return bool(named) and not any(other in with_rows for other in named)


def _weeks(known: Table) -> int:
    """How many weeks, begun ones included, lie between the first and the last day known."""
    return (known.days[-1] - known.days[0]).days // 7 + 1 if known.days else 0


def last_four(known: Table, asked: Sequence[dt.date]) -> Floats:
    """The plain yardstick: the mean of each slot over the last four days of the same weekday."""
    rows = []
    for day in asked:
        places_alike = [place for place, seen in enumerate(known.days) if seen.weekday() == day.weekday()]
        alike = known.volumes[places_alike[-PLAIN_DAYS:]]
        count = (~np.isnan(alike)).sum(axis=0)
        mean = np.nansum(alike, axis=0) / np.maximum(count, 1)
        rows.append(np.where(count > 0, mean, np.nan))
    return np.array(rows, dtype=float).reshape(len(asked), known.volumes.shape[1])
