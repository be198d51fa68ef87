"""The roll-up rules: how facts become a metric's value, and what a value may be called. Pure functions."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kpi.metrics import COLLECTED_HOMES, Metric

Facts = Mapping[str, Decimal | None]
PLACES = Decimal("0.000001")
BAND_LEAST = 5
FALL_LEAST = 4


class State(StrEnum):
    """What a cell is, besides its number."""

    VALUE = "value"
    FEW_DATA = "few_data"
    PENDING = "pending"
    ESTIMATED = "estimated"
    EMPTY = "empty"
    NOT_COLLECTED = "not_collected"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Parts:
    """Sums over the agent-days that hold every fact of a metric, and how many those were."""

    num: Decimal
    den: Decimal | None
    days: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is shown: the number, the count beside it, and what to know about it."""

    value: Decimal | None = None
    n: Decimal | None = None
    state: State = State.EMPTY
    ripe_on: dt.date | None = None
    estimated: bool = False


def parts(metric: Metric, facts: Facts, *, days: int = 1) -> Parts | None:
    """The numerator and denominator of one agent-day; None unless every fact is there (absent is not 0)."""
    top = _line(metric.numerator, facts)
    if top is None or not metric.summable:
        return None
    if not metric.denominator:
        return Parts(top, None, days)
    under = _line(metric.denominator, facts)
    if under is None and metric.instead:
        under = facts.get(metric.instead)
        return None if under is None else Parts(top, under, days, estimated=True)
    return None if under is None else Parts(top, under, days)


def _line(terms: Iterable[tuple[Decimal, str]], facts: Facts) -> Decimal | None:
    """A sum of facts with coefficients; None if one is absent."""
    total = Decimal(0)
    for size, code in terms:
        fact = facts.get(code)
        if fact is None:
            return None
        total += size * fact
    return total


def combine(days: Iterable[Parts | None]) -> Parts | None:
    """Sum agent-days, weeks or people; a rate is the rate of the sums, never the mean of rates."""
    held = [part for part in days if part is not None]
    if not held:
        return None
    unders = [part.den for part in held if part.den is not None]
    return Parts(
        sum((part.num for part in held), Decimal(0)),
        sum(unders, Decimal(0)) if unders else None,
        sum(part.days for part in held),
        any(part.estimated for part in held),
    )


def value(metric: Metric, sums: Parts | None) -> Decimal | None:
    """The metric's value in its unit; None where the denominator is 0 or absent."""
    if sums is None:
        return None
    if not metric.denominator:
        return _plain(sums.num * metric.factor)
    if not sums.den:
        return None
    return _plain(sums.num * metric.factor / sums.den, ratio=True)


def _plain(number: Decimal, *, ratio: bool = False) -> Decimal:
    """Six places for sums; ten for quotients, whose unit may be small."""
    return number.quantize(Decimal("0.0000000001") if ratio else PLACES)


def count(metric: Metric, sums: Parts | None) -> Decimal | None:
    """The count beside a value: the denominator where it counts events or persons, else agent-days."""
    if sums is None:
        return None
    if metric.per in ("events", "persons") and sums.den is not None:
        return sums.den
    return Decimal(sums.days)


def cell(
    metric: Metric,
    sums: Parts | None,
    *,
    estimated: bool = False,
    pending: bool = False,
    ripe_on: dt.date | None = None,
    refused: bool = False,
) -> Cell:
    """A value with its count and its state; the gravest state is named."""
    if refused:
        return Cell(state=State.REFUSED)
    number, n = value(metric, sums), count(metric, sums)
    guess = estimated or bool(sums and sums.estimated)
    if pending:
        return Cell(number, n, State.PENDING, ripe_on, guess)
    if number is None:
        return Cell(n=n, state=absent(metric))
    return Cell(number, n, _state(metric, n, guess), None, guess)


def absent(metric: Metric) -> State:
    """What an empty cell says: nothing there, or an app that would know does not exist yet."""
    if metric.kind in ("not_collected", "elsewhere") or metric.home not in COLLECTED_HOMES:
        return State.NOT_COLLECTED
    return State.EMPTY


def _state(metric: Metric, n: Decimal | None, guess: bool) -> State:
    """Few data before estimated before plain."""
    if is_few(metric, n):
        return State.FEW_DATA
    return State.ESTIMATED if guess else State.VALUE


def is_few(metric: Metric, n: Decimal | None) -> bool:
    """Is the count too small to say much (20 chats, 10 ratings)? Such a value stays out of pay."""
    return bool(metric.least) and (n is None or n < metric.least)


def mixes_rules(attributions: Iterable[str]) -> bool:
    """Would a total of sales mix attribution rules? A report that states none is a rule of its own."""
    return len(set(attributions)) > 1


def middle_band(values: Iterable[Decimal]) -> tuple[Decimal, Decimal] | None:
    """The quartiles between which the middle half of a team lies; None under five people."""
    ordered = sorted(values)
    if len(ordered) < BAND_LEAST:
        return None
    return _at(ordered, Decimal("0.25")), _at(ordered, Decimal("0.75"))


def _at(ordered: list[Decimal], share: Decimal) -> Decimal:
    """Linear between two neighbours."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return _plain(ordered[low] + (ordered[high] - ordered[low]) * (place - low), ratio=True)


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: one value, or a band with a low and a high end."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    is_sample: bool = False


def gap(metric: Metric, number: Decimal | None, goal: Goal | None) -> Decimal | None:
    """How far a value is from its target, below 0 where the target is missed; None where nothing is said."""
    if number is None or goal is None:
        return None
    if goal.value is not None and metric.direction != "band":
        return goal.value - number if metric.direction == "down" else number - goal.value
    room = []
    if goal.low is not None:
        room.append(number - goal.low)
    if goal.high is not None:
        room.append(goal.high - number)
    return min(room) if room else None


def falls(metric: Metric, weeks: Sequence[Decimal | None]) -> bool:
    """Do the last two weeks lie outside the own middle half of the weeks before, on the unwanted side?

    Says nothing with fewer than four weeks before, or for a metric without a direction.
    """
    *past, before, now = weeks if len(weeks) >= 2 else (None, None)
    known = sorted(value for value in past if value is not None)
    if now is None or before is None or len(known) < FALL_LEAST or metric.direction not in ("up", "down"):
        return False
    if metric.direction == "up":
        return max(before, now) < _at(known, Decimal("0.25"))
    return min(before, now) > _at(known, Decimal("0.75"))
