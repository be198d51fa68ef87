"""The shape of a day: how its contacts spread over the slots, by weekday."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HALF_LIFE_WEEKS = 8.0
LEAST_POOL, MOST_POOL = 0.3, 50.0
LEAST_SEEN = 0.3


class Shapes:
    """Shares of the slots for each weekday, each drawn a little to the share of all days.

    How much is weighed by what weekdays differ beside what days of one weekday differ (empirical Bayes): in a
    small shop, where half hours are a handful of contacts, weekdays lend each other nearly everything.
    """

    def __init__(self, days: Sequence[dt.date], volumes: Floats) -> None:
        """Learn from days (rows) and slots (columns); NaN is unknown."""
        self.weekdays = np.array([day.weekday() for day in days])
        number = np.array([day.toordinal() for day in days], dtype=float)
        recent = 0.5 ** ((number[-1] - number) / 7 / HALF_LIFE_WEEKS)
        everyone = np.ones(len(days), dtype=bool)
        self.all = _share(volumes, recent, everyone)
        pool = _pool(volumes, self.weekdays)
        self.by_weekday: dict[int, Floats] = {}
        for weekday in sorted(set(self.weekdays.tolist())):
            mine = self.weekdays == weekday
            weight = float(recent[mine].sum())
            own = _share(volumes, recent, mine)
            self.by_weekday[weekday] = (weight * own + pool * self.all) / (weight + pool)

    def of(self, day: dt.date) -> Floats:
        """The shares of a date's slots; they sum to 1, or to 0 where nothing ever came."""
        return self.by_weekday.get(day.weekday(), self.all)

    def total(self, day: dt.date, volumes: Floats) -> float:
        """A day's total; where slots are unknown, what the known ones say of it; NaN where they say too
        little."""
        known = ~np.isnan(volumes)
        seen = float(self.of(day)[known].sum())
        whole = float(np.nansum(volumes))
        if known.all() or (not whole and not seen):
            return whole if known.any() else float("nan")
        return whole / seen if seen >= LEAST_SEEN else float("nan")


def _share(volumes: Floats, weights: Floats, chosen: NDArray[np.bool_]) -> Floats:
    """Each slot's weighted mean over the days on which it is known, as a share of their sum."""
    rows, weight = volumes[chosen], weights[chosen][:, None]
    known = ~np.isnan(rows)
    seen = (known * weight).sum(axis=0)
    mean = np.where(seen > 0, np.nansum(rows * weight, axis=0) / np.maximum(seen, 1e-12), 0.0)
    whole = mean.sum()
    return np.asarray(mean / whole if whole > 0 else mean)


def _pool(volumes: Floats, weekdays: NDArray[np.int64]) -> float:
    """How many days' weight the common shape gets beside a weekday's own."""
    whole = volumes.sum(axis=1)
    full = whole > 0
    shares = volumes[full] / whole[full][:, None]
    groups = [shares[weekdays[full] == weekday] for weekday in set(weekdays.tolist())]
    groups = [group for group in groups if len(group) > 1]
    if len(groups) < 2:
        return LEAST_POOL
    within = float(np.mean([group.var(axis=0, ddof=1).sum() for group in groups]))
    means = np.array([group.mean(axis=0) for group in groups])
    size = len(groups) / sum(1 / len(group) for group in groups)
    between = float(means.var(axis=0, ddof=1).sum()) - within / size
    if between <= 0:
        return MOST_POOL
    return min(MOST_POOL, max(LEAST_POOL, within / between))
