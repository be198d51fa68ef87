"""SQL text of sums: facts of a day first, then a metric's two sums over the days that hold all its facts.

Every name in the text comes from the registries or is checked here; values travel as parameters.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kpi.facts import FACTS
from kpi.metrics import Linear, Metric

Name = Callable[[str], str]
Params = list[Any]
_SLUG = re.compile(r"^[a-z0-9_-]{1,40}$")


def is_postgres() -> bool:
    """Does the database speak PostgreSQL's dialect (else SQLite's)?"""
    return connection.vendor == "postgresql"


def fact_sql(code: str, row: str = "r") -> str:
    """The column of a fact; a fact of the shop's own stands in the JSON column."""
    if code in FACTS:
        return f"{row}.{code}"
    if not _SLUG.match(code):
        raise ValueError(f"{code!r} is no fact")
    if is_postgres():
        return f"({row}.extra->>'{code}')::numeric"
    return f"CAST(json_extract({row}.extra, '$.\"{code}\"') AS NUMERIC)"


def column(code: str) -> str:
    """The name of a fact's column in the SQL of sums."""
    return "f_" + code.replace("-", "__")


def period_sql(period: str, col: str) -> str:
    """The first day of the period that holds a date."""
    if period == "day":
        return col
    if is_postgres():
        if period == "week":
            return f"({col} - (EXTRACT(ISODOW FROM {col})::int - 1))"
        return f"date_trunc('month', {col})::date"
    if period == "week":
        return f"date({col}, 'weekday 0', '-6 days')"
    return f"date({col}, 'start of month')"


def text_order(col: str) -> str:
    """Order text by code point, the same on every database."""
    return f'{col} COLLATE "C"' if is_postgres() else f"{col} COLLATE BINARY"


@dataclass(frozen=True, slots=True)
class Pair:
    """The SQL of a metric's numerator and denominator on one row that has its facts."""

    num: str
    den: str | None
    guess: str | None


def line_sql(terms: Linear, name: Name) -> str:
    """A sum of facts with coefficients; NULL if one is NULL."""
    words = [f"{'-' if size < 0 else '+'} {_times(abs(int(size)))}{name(code)}" for size, code in terms]
    return "(" + " ".join(words).removeprefix("+ ") + ")"


def _times(size: int) -> str:
    return "" if size == 1 else f"{size} * "


def pair_sql(metric: Metric, name: Name) -> Pair:
    """Numerator and denominator, each NULL unless all the metric's facts are there."""
    top = line_sql(metric.numerator, name)
    if not metric.denominator:
        return Pair(top, None, None)
    plain = under = line_sql(metric.denominator, name)
    guess = None
    if metric.instead:
        under = f"COALESCE({plain}, {name(metric.instead)})"
        guess = f"CASE WHEN {top} IS NOT NULL AND {plain} IS NULL AND {under} IS NOT NULL THEN 1 ELSE 0 END"
    return Pair(
        f"CASE WHEN {under} IS NOT NULL THEN {top} END",
        f"CASE WHEN {top} IS NOT NULL THEN {under} END",
        guess,
    )


def facts_of(metrics: Iterable[Metric]) -> list[str]:
    """Every fact that these metrics read, each once."""
    codes: dict[str, None] = {}
    for metric in metrics:
        if metric.summable:
            codes.update(dict.fromkeys(metric.facts))
            if metric.instead:
                codes[metric.instead] = None
    return list(codes)


def has_periods(first: dt.date, last: dt.date) -> bool:
    """Does any record over several days begin in the span? Mostly none does, and sums are simpler then."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM kpi_record WHERE last_date > date AND date BETWEEN %s AND %s)",
            [first, last],
        )
        return bool(cursor.fetchone()[0])


def counted_sql(
    period: str | None, first: dt.date, last: dt.date, *, periods: bool | None = None
) -> tuple[str, Params]:
    """Which records count from `first` to `last`: daily ones, and period records wholly inside one period.

    Of two period records of the same report, the one inside the other does not count again. `period` is
    None where first to last is itself the period; `periods` whether there are period records at all
    (None: look).
    """
    where = "r.date BETWEEN %s AND %s"
    if period == "day":
        return f"{where} AND r.last_date = r.date", [first, last]
    if not (has_periods(first, last) if periods is None else periods):
        return where, [first, last]
    inside = longer = ""
    if period is not None:
        inside = f" AND {period_sql(period, 'r.date')} = {period_sql(period, 'r.last_date')}"
        longer = (
            f" AND {period_sql(period, 'o.date')} = {period_sql(period, 'r.date')}"
            f" AND {period_sql(period, 'o.last_date')} = {period_sql(period, 'r.date')}"
        )
    covered = (
        "SELECT 1 FROM kpi_record o WHERE o.store_id = r.store_id AND o.date >= %s AND o.date <= r.date"
        " AND o.last_date >= r.last_date AND o.last_date <= %s AND o.last_date > o.date"
        " AND (o.date < r.date OR o.last_date > r.last_date) AND o.scope = r.scope AND o.source = r.source"
        " AND o.attribution = r.attribution"
        f" AND COALESCE(o.account_id, 0) = COALESCE(r.account_id, 0){longer}"
    )
    where += f" AND (r.last_date = r.date OR (r.last_date <= %s AND NOT EXISTS ({covered}){inside}))"
    return where, [first, last, last, first, last]


MEMBERSHIP = (
    "LEFT JOIN staff_membership m ON m.agent_id = r.agent_id"
    " AND m.valid_from <= r.date AND m.valid_to >= r.date"
)


def as_date(value: dt.date | str) -> dt.date:
    """A date out of raw SQL; SQLite answers text."""
    return dt.date.fromisoformat(value[:10]) if isinstance(value, str) else value
