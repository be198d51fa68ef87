"""What is known of each metric of many people in some periods: sums, then readings that rules score."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection

from kpi import rules, sketch
from kpi.metrics import Metric
from kpi.rules import Parts, State
from kpi.rules.periods import Period
from kpi.rules.scoring import Reading
from kpi.selectors.report_extras import codes
from kpi.selectors.schemes import sums_sql
from kpi.selectors.schemes.sums_sql import Ask, Question, Whom
from kpi.selectors.sums import has_periods

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Sum:
    """A metric's sums in one period of one subject.

    `mixed`: its sales stand under several attribution rules. `waits`: some of its facts are pending; those
    are left out of `parts`, and `waiting_den` is the denominator of the days that they belong to (None: not
    known).
    """

    parts: Parts | None = None
    mixed: bool = False
    waits: bool = False
    waiting_den: Decimal | None = None
    quantile: Decimal | None = None
    n: Decimal | None = None


# By number of the period and subject, then by ask.
Sums = Mapping[tuple[int, int], Mapping[Ask, Sum]]


def sums(periods: Sequence[Period], asks: Iterable[Ask], whom: Whom) -> Sums:
    """The sums of these metrics in periods that follow each other (oldest first); at most four queries.

    Subjects without a record are left out.
    """
    known = list(dict.fromkeys(asks))
    if not known or not (whom.agent_ids or whom.teams):
        return {}
    question = Question(
        periods,
        [ask for ask in known if ask.metric.summable],
        whom,
        long_records=has_periods(periods[0].first, periods[-1].last),
    )
    estimated: set[str] = set()
    pending: set[str] = set()
    for guessed, waiting in _rows(sums_sql.remarks(question)):
        estimated.update(codes(guessed))
        pending.update(codes(waiting))
    question = replace(question, waiting=frozenset(pending), guessed=frozenset(estimated))
    found: dict[tuple[int, int], dict[Ask, Sum]] = defaultdict(dict)
    if question.asks:
        for line in _rows(sums_sql.sums(question)):
            found[(int(line[0]), int(line[1]))].update(_read(line, question.asks))
    quantiles = [ask for ask in known if ask.metric.kind == "percentile"]
    if quantiles:
        _add_quantiles(found, question, quantiles)
    return found


def _rows(statement: sums_sql.Statement) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        return list(cursor.fetchall())


def _read(line: tuple[Any, ...], asks: Sequence[Ask]) -> dict[Ask, Sum]:
    low, high = line[2:4]
    found, place = {}, 4
    differ = low is not None and low != high
    for ask in asks:
        num, den, days, guessed, waits, waiting = line[place : place + sums_sql.PER_ASK]
        place += sums_sql.PER_ASK
        parts = None if num is None else Parts(_decimal(num), _maybe(den), int(days or 0), bool(guessed))
        mixed = differ and ask.metric.is_sales and not ask.rule
        if parts is not None or waits or mixed:
            found[ask] = Sum(parts, mixed, bool(waits), _maybe(waiting))
    return found


def _add_quantiles(
    found: dict[tuple[int, int], dict[Ask, Sum]], question: Question, asks: Sequence[Ask]
) -> None:
    counts: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for no, subject, bucket, n in _rows(sums_sql.buckets(question)):
        counts[(int(no), int(subject))][int(bucket)] = int(n)
    for key, held in counts.items():
        for ask in asks:
            n = Decimal(sum(held.values()))
            share = ask.metric.quantile or Decimal("0.5")
            value = sketch.quantile(held, share)
            found[key][ask] = Sum(quantile=value, n=n)


def _decimal(number: object) -> Decimal:
    """A number of a database; SQLite sums in binary and is rounded back to the six places of facts."""
    if isinstance(number, Decimal):
        return number
    return Decimal(str(number)).quantize(rules.PLACES)


def _maybe(number: object) -> Decimal | None:
    return None if number is None else _decimal(number)


def reading(metric: Metric, found: Sum | None, *, least: int) -> Reading:
    """What a rule may score: few data, pending, mixed or absent values do not count."""
    if found is None:
        return Reading(state=rules.absent(metric))
    if found.mixed:
        return Reading(state=State.REFUSED)
    parts = found.parts
    value = found.quantile if found.quantile is not None else rules.value(metric, parts)
    n = found.n if found.n is not None else rules.count(metric, parts)
    low, high = _ends(metric, found)
    guess = bool(parts and parts.estimated)
    if value is None:
        state = State.PENDING if found.waits else rules.absent(metric)
    elif least and (n is None or n < least):
        state = State.FEW_DATA
    else:
        state = State.ESTIMATED if guess else State.VALUE
    return Reading(value, n, state, guess, found.waits, low, high)


def _ends(metric: Metric, found: Sum) -> tuple[Decimal | None, Decimal | None]:
    """Between which values a share of ripening events will come to lie: none or all of the waiting ones."""
    if not (found.waits and metric.ripens and metric.unit == "%" and found.waiting_den is not None):
        return None, None
    num = found.parts.num if found.parts else Decimal(0)
    den = (found.parts.den or Decimal(0)) if found.parts else Decimal(0)
    whole = den + found.waiting_den
    if whole <= 0:
        return None, None
    return num / whole, min(ONE, (num + found.waiting_den) / whole)
