"""The level of a day: a Gaussian process on the logarithm of daily totals.

Its covariance is a sum of plain parts, each a thing that a supervisor would name: the weekday, a level that
wanders over weeks, a short memory of days, the place in the month, a weekday that slowly changes, a trend,
the place in the year, and the day after a holiday. How large the parts are beside the noise is weighed by the
evidence (Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, equations 2.23, 2.24, 2.30 and
5.12 for what is left out one at a time). The widths below were chosen by rolling origins on training days.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Standard deviations on the log scale, and lengths in weeks unless said otherwise.
WANDER, WANDER_WEEKS = 0.10, 6.0
MEMORY, MEMORY_DAYS = 0.02, 2.0
MONTH, MONTH_WIDTH = 0.04, 0.7
DRIFT, DRIFT_WEEKS = 0.03, 4.0
WEAK_TREND, STRONG_TREND = 0.01, 0.2  # a quarter of a year
YEAR, YEAR_WIDTH, YEAR_FROM_DAYS = 0.10, 0.4, 380
AFTER_HOLIDAY = 0.15
LEAST_WEEKDAY = 0.08
AMPLITUDES = (0.5, 1.0, 2.0)
NOISES = (0.03, 0.06, 0.12, 0.25)
STRONG_ODDS = 2.0
OUTLIER = 3.0
LONGEST = 550
WEIGHED_DAYS = 200
LEAST_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Level:
    """Means and variances of log totals, one for each date asked."""

    mean: Floats
    variance: Floats


def fit(
    days: Sequence[dt.date],
    totals: Floats,
    asked: Sequence[dt.date],
    *,
    after: frozenset[dt.date] = frozenset(),
) -> Level:
    """The level of the dates asked from the totals of known days; `after` are days that follow a holiday."""
    days, totals = list(days)[-LONGEST:], totals[-LONGEST:]
    logs = np.log(totals + 0.5)
    middle = float(np.median(logs))
    residual, counting = logs - middle, 1.0 / (totals + 0.5)
    weekday = _weekday_spread(days, logs)
    parts = _parts([*days, *asked], weekday, after)
    best = max(range(len(parts)), key=_scores(parts, residual, counting).__getitem__)
    noises = counting + _outliers(parts[best], residual, counting)
    share = np.exp(_scores(parts, residual, noises))
    kept = [at for at in range(len(parts)) if share[at] >= LEAST_SHARE * share.max()]
    weight = share[kept] / share[kept].sum()
    found = [_condition(parts[at].cov, residual, parts[at].noise ** 2 + noises) for at in kept]
    means = np.array([mean for _evidence, mean, _variance in found])
    mean = weight @ means
    spread = weight @ (np.array([variance for _evidence, _mean, variance in found]) + (means - mean) ** 2)
    return Level(middle + mean, spread)


def _scores(parts: list["_Part"], known: Floats, noises: Floats) -> Floats:
    """Log of how likely each guess is after seeing the latest days, the likeliest at 0."""
    last, first = len(known), max(0, len(known) - WEIGHED_DAYS)
    scores = np.array(
        [
            _condition(part.cov[first:last, first:last], known[first:], part.noise**2 + noises[first:])[0]
            + part.prior
            for part in parts
        ]
    )
    return np.asarray(scores - scores.max())


@dataclass(frozen=True, slots=True)
class _Part:
    """One guess at how large things are: its covariance, its noise, and the log of how likely it was thought
    before: ordinary amplitude, little noise and no strong trend are likelier."""

    cov: Floats
    noise: float
    prior: float


def _parts(days: Sequence[dt.date], weekday: float, after: frozenset[dt.date]) -> list[_Part]:
    """Every guess that is weighed."""
    fixed, moving = _covariances(days, weekday, after)
    number = np.array([day.toordinal() for day in days], dtype=float)
    quarters = (number - number[0]) / 91.0
    trend = np.outer(quarters, quarters)
    guesses = [(amplitude, noise, WEAK_TREND) for amplitude in AMPLITUDES for noise in NOISES]
    guesses += [(1.0, noise, STRONG_TREND) for noise in NOISES]
    return [
        _Part(
            fixed + slope**2 * trend + amplitude**2 * moving,
            noise,
            float(
                -0.5 * (np.log(amplitude) / 0.5) ** 2
                - 0.5 * np.log(noise / NOISES[0]) ** 2
                - (STRONG_ODDS if slope == STRONG_TREND else 0)
            ),
        )
        for amplitude, noise, slope in guesses
    ]


def _weekday_spread(days: Sequence[dt.date], logs: Floats) -> float:
    """How far weekdays lie apart: the root mean square of their medians about the middle of them."""
    numbers = np.array([day.weekday() for day in days])
    medians = np.array([np.median(logs[numbers == number]) for number in sorted(set(numbers.tolist()))])
    return float(max(LEAST_WEEKDAY, np.sqrt(np.mean((medians - np.median(medians)) ** 2))))


def _covariances(days: Sequence[dt.date], weekday: float, after: frozenset[dt.date]) -> tuple[Floats, Floats]:
    """Covariances of the parts that stay as they are, and of those whose amplitude is weighed."""
    number = np.array([day.toordinal() for day in days], dtype=float)
    apart = np.abs(number[:, None] - number[None])
    weekdays = np.array([day.weekday() for day in days])
    same = (weekdays[:, None] == weekdays[None]).astype(float)
    follows = np.array([1.0 if day in after else 0.0 for day in days])
    fixed = 1.0 + weekday**2 * same + AFTER_HOLIDAY**2 * np.outer(follows, follows)
    if np.ptp(number) >= YEAR_FROM_DAYS:
        fixed += YEAR**2 * _circle(number / 365.25, YEAR_WIDTH)
    moving = WANDER**2 * np.exp(-apart / 7 / WANDER_WEEKS) + MEMORY**2 * np.exp(-apart / MEMORY_DAYS)
    moving += MONTH**2 * _circle(np.array([_place_in_month(day) for day in days]), MONTH_WIDTH)
    moving += DRIFT**2 * same * np.exp(-apart / 7 / DRIFT_WEEKS)
    return fixed, moving


def _circle(turns: Floats, width: float) -> Floats:
    """Likeness of places on a circle (the periodic covariance), by turns."""
    bent = np.sin(np.pi * (turns[:, None] - turns[None])) ** 2
    return np.asarray(np.exp(-2 * bent / width**2))


def _place_in_month(day: dt.date) -> float:
    """From 0, the start of the month, to 1, its end."""
    return (day.day - 0.5) / calendar.monthrange(day.year, day.month)[1]


def _condition(cov: Floats, known: Floats, noise: Floats) -> tuple[float, Floats, Floats]:
    """Log evidence of what is known, and mean and variance of the rest."""
    count = len(known)
    root = np.linalg.cholesky(cov[:count, :count] + np.diag(noise))
    half = np.linalg.solve(root, np.column_stack([known, cov[:count, count:]]))
    evidence = float(-0.5 * half[:, 0] @ half[:, 0] - np.log(np.diag(root)).sum())
    mean = half[:, 1:].T @ half[:, 0]
    variance = np.diag(cov)[count:] - (half[:, 1:] ** 2).sum(axis=0)
    return evidence, mean, np.maximum(variance, 0.0)


def _outliers(best: _Part, known: Floats, counting: Floats) -> Floats:
    """Noise to add to days that the others do not explain, so that one odd day does not move the rest."""
    count = len(known)
    inverse = np.linalg.inv(best.cov[:count, :count] + np.diag(best.noise**2 + counting))
    own = np.diag(inverse)
    left_out = (inverse @ known) / own
    size = np.abs(left_out) * np.sqrt(own)
    return np.where(size > OUTLIER, left_out**2 * (1 - OUTLIER / np.maximum(size, OUTLIER)), 0.0)
