"""Plain days: what would come if no promotion and no holiday were on."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shifts.forecast import level
from shifts.forecast.shape import Shapes

Floats = NDArray[np.float64]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Table:
    """History as one block: sorted days by slots; NaN is unknown."""

    days: tuple[dt.date, ...]
    volumes: Floats

    def only(self, chosen: Collection[dt.date]) -> "Table":
        """These days alone."""
        kept = [place for place, day in enumerate(self.days) if day in chosen]
        return Table(tuple(self.days[place] for place in kept), self.volumes[kept])

    def until(self, day: dt.date) -> "Table":
        """The days before one."""
        count = sum(1 for known in self.days if known < day)
        return Table(self.days[:count], self.volumes[:count])


def table(history: Mapping[dt.date, Sequence[float | None]]) -> Table:
    """A history as one block; days on which nothing is known are left out."""
    days = sorted(day for day, slots in history.items() if any(slot is not None for slot in slots))
    rows = [[np.nan if slot is None else float(slot) for slot in history[day]] for day in days]
    return Table(tuple(days), np.array(rows, dtype=float).reshape(len(days), -1 if days else 0))


@dataclass(frozen=True, slots=True)
class Plain:
    """Contacts by slot of the days asked (rows), and the variance of the logarithm of each day's level."""

    volumes: Floats
    variance: Floats


def expect(known: Table, asked: Sequence[dt.date], holidays: Collection[dt.date]) -> Plain:
    """What plain days bring; a weekday that was never known is NaN."""
    width = known.volumes.shape[1]
    if not known.days or not asked:
        return Plain(np.full((len(asked), width), np.nan), np.full(len(asked), np.nan))
    shapes = Shapes(known.days, known.volumes)
    totals = np.array(
        [shapes.total(day, row) for day, row in zip(known.days, known.volumes, strict=True)], dtype=float
    )
    fit = ~np.isnan(totals)
    days = [day for day, good in zip(known.days, fit, strict=True) if good]
    if not days:
        return Plain(np.full((len(asked), width), np.nan), np.full(len(asked), np.nan))
    seen = {day.weekday() for day in days}
    after = frozenset(day for day in (*days, *asked) if _follows(day, seen, holidays))
    found = level.fit(days, totals[fit], asked, after=after)
    totals_asked = np.maximum(np.exp(found.mean) - 0.5, 0.0)
    volumes = np.array([total * shapes.of(day) for day, total in zip(asked, totals_asked, strict=True)])
    volumes[[day.weekday() not in seen for day in asked]] = np.nan
    volumes[:, np.isnan(known.volumes).all(axis=0)] = np.nan
    return Plain(volumes, found.variance)


def _follows(day: dt.date, open_weekdays: set[int], holidays: Collection[dt.date]) -> bool:
    """Whether the last day of an open weekday before this one was a holiday, and this one is none."""
    if day in holidays:
        return False
    for back in range(1, 8):
        before = day - back * DAY
        if before in holidays:
            return True
        if before.weekday() in open_weekdays:
            return False
    return False
