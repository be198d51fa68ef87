"""Judged by the past: forecasts from rolling origins, their errors, and the range that these give."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shifts.forecast.method import Answer, answer, last_four
from shifts.forecast.plain import Table
from shifts.forecast.values import Event, Judgement

Floats = NDArray[np.float64]
ORIGINS = 8
APART = 7
HORIZON = 14
LEAST_HISTORY = 21
LOW, HIGH = 0.1, 0.9
LEAST_SLOTS = 20


@dataclass(frozen=True, slots=True)
class Range:
    """How slots fell about their forecasts: quantiles of the error over its expected size.

    The size is the root of f + f² (v + w): counting noise of f contacts, v the variance of the day's level
    and w that of the shape and whatever else the past showed.
    """

    low: float
    high: float
    rest: float

    def about(self, volumes: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """Low and high of each slot; days are rows."""
        size = _size(volumes, variance, self.rest)
        return np.maximum(volumes + self.low * size, 0.0), np.maximum(volumes + self.high * size, volumes)


def wape(actual: Floats, forecast: Floats) -> float | None:
    """Sum of absolute errors over the sum of what came, over slots known on both sides."""
    both = ~(np.isnan(actual) | np.isnan(forecast))
    whole = float(actual[both].sum())
    return float(np.abs(actual - forecast)[both].sum()) / whole if whole > 0 else None


def judge(
    known: Table,
    holidays: Mapping[dt.date, str],
    events: Sequence[Event],
    *,
    horizon: int = HORIZON,
    origins: int = ORIGINS,
) -> tuple[Judgement, Range | None]:
    """Forecast the last weeks of the history as they would have been forecast then.

    Every seventh day back from the end is an origin: only days before it are known, and the `horizon` days
    from it on are compared with what came.
    """
    starts = _origins(known, origins)
    tries = [found for start in starts if (found := _try(known, start, horizon, holidays, events))]
    if not tries:
        return Judgement(), None
    actual = np.concatenate([came for came, _answer, _plain in tries])
    said = np.concatenate([answered.volumes for _came, answered, _plain in tries])
    variance = np.concatenate([answered.variance for _came, answered, _plain in tries])
    plain = np.concatenate([yardstick for _came, _answer, yardstick in tries])
    judgement = Judgement(len(tries), wape(actual, said), wape(actual, plain))
    return judgement, _range(actual, said, variance)


def _origins(known: Table, most: int) -> list[dt.date]:
    """First days of the trials, latest first."""
    if not known.days:
        return []
    end = known.days[-1] + dt.timedelta(days=1)
    starts = [end - dt.timedelta(days=APART * back) for back in range(1, most + 1)]
    return [start for start in starts if (start - known.days[0]).days >= LEAST_HISTORY]


def _try(
    known: Table,
    origin: dt.date,
    horizon: int,
    holidays: Mapping[dt.date, str],
    events: Sequence[Event],
) -> tuple[Floats, Answer, Floats] | None:
    """What came from an origin on, what would have been forecast, and what the yardstick would have said."""
    end = origin + dt.timedelta(days=horizon)
    asked = [day for day in known.days if origin <= day < end]
    before = known.until(origin)
    if not asked or not before.days:
        return None
    return known.only(asked).volumes, answer(before, asked, holidays, events), last_four(before, asked)


def _size(volumes: Floats, variance: Floats, rest: float) -> Floats:
    """The expected size of an error."""
    return np.asarray(np.sqrt(volumes + volumes**2 * (variance[:, None] + rest)))


def _range(actual: Floats, found: Floats, variance: Floats) -> Range | None:
    """Quantiles of past errors over their expected size; None where too few slots were seen."""
    both = ~(np.isnan(actual) | np.isnan(found)) & (found > 0)
    if int(both.sum()) < LEAST_SLOTS:
        return None
    wide = np.broadcast_to(variance[:, None], found.shape)[both]
    came, said = actual[both], found[both]
    surplus = (came - said) ** 2 - said - said**2 * wide
    rest = max(0.0, float(surplus.sum() / (said**2).sum()))
    error = (came - said) / np.sqrt(said + said**2 * (wide + rest))
    low, high = np.quantile(error, [LOW, HIGH])
    return Range(min(float(low), 0.0), max(float(high), 0.0), rest)
