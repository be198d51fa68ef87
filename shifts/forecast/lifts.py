"""Lifts of promotions and holidays: what came on past ones beside what a plain day would have brought."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shifts.forecast.plain import Plain, Table
from shifts.forecast.values import Event

Floats = NDArray[np.float64]
POOLED_CONTACTS = 4.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One past day of a kind: its place in the event, what came and what a plain day would have brought."""

    place: int
    came: Floats
    plain: Floats


class Lifts:
    """Lift curves by kind and by place in the event."""

    def __init__(
        self, known: Table, plain: Plain, places: Mapping[dt.date, list[tuple[str, dt.date]]]
    ) -> None:
        """Learn from the days of `known`; `plain` is what each would have brought, `places` its kinds, each
        with the first day of that event."""
        self.by_kind: dict[str, list[Seen]] = {}
        self.firsts: dict[str, set[dt.date]] = {}
        for day, came, expected in zip(known.days, known.volumes, plain.volumes, strict=True):
            if np.isnan(expected).any():
                continue
            for kind, first in places.get(day, []):
                self.by_kind.setdefault(kind, []).append(Seen((day - first).days, came, expected))
                self.firsts.setdefault(kind, set()).add(first)

    def count(self, kind: str) -> int:
        """How many past ones of a kind have volumes."""
        return len(self.firsts.get(kind, ()))

    def curve(self, kind: str, place: int) -> Floats | None:
        """The factor of each slot on the day so many days after the first; None where none was seen.

        Slots with few contacts are drawn to the lift of the whole day. A place that no past one reached takes
        the nearest that was seen.
        """
        seen = self.by_kind.get(kind)
        if not seen:
            return None
        nearest = min((each.place for each in seen), key=lambda found: (abs(found - place), found))
        rows = [each for each in seen if each.place == nearest]
        came = np.array([each.came for each in rows])
        plain = np.where(np.isnan(came), np.nan, np.array([each.plain for each in rows]))
        came_slot, plain_slot = np.nansum(came, axis=0), np.nansum(plain, axis=0)
        if plain_slot.sum() <= 0:
            return None
        day = came_slot.sum() / plain_slot.sum()
        return np.asarray((came_slot + POOLED_CONTACTS * day) / (plain_slot + POOLED_CONTACTS))


def event_kind(event: Event) -> str:
    """The name under which a promotion's lift is kept."""
    return f"event {event.kind}"


def holiday_kind(name: str) -> str:
    """The name under which a holiday's lift is kept; the empty name holds all of them."""
    return f"holiday {name}"


def places(
    days: Sequence[dt.date], holidays: Mapping[dt.date, str], events: Sequence[Event]
) -> dict[dt.date, list[tuple[str, dt.date]]]:
    """For each day that is not plain: the kinds that it teaches, each with the first day of that event."""
    found: dict[dt.date, list[tuple[str, dt.date]]] = {}
    for day in days:
        holding = [event for event in events if event.holds(day)]
        for event in holding:
            found.setdefault(day, []).append((event_kind(event), event.first))
        if day in holidays and not holding:
            first = first_of(day, holidays)
            found.setdefault(day, []).append((holiday_kind(holidays[day]), first))
            found[day].append((holiday_kind(""), day))
    return found


def first_of(day: dt.date, holidays: Mapping[dt.date, str]) -> dt.date:
    """The first day of the run of days of one name that a holiday lies in."""
    name, one = holidays[day], dt.timedelta(days=1)
    while holidays.get(day - one) == name:
        day -= one
    return day
