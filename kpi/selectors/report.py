"""The report: one source of rows for the page, the API and the export, streamed in bounded memory."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from django.db import connection
from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.weeks import period_label
from kpi import rules, sketch
from kpi.layouts import ATTRIBUTION_RULES
from kpi.metrics import Metric
from kpi.models import Record
from kpi.rules import Cell, Parts, State
from kpi.selectors import report_extras, report_side_sql, report_sql
from kpi.selectors.report_query import ReportQuery, check, chosen_metrics, needs_attribution
from kpi.selectors.sums import as_date, has_periods
from staff.models import Store

SLICE = 1000
Key = tuple[dt.date, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One period of one agent in a team, one team, or one store; `cells` by metric code."""

    first: dt.date
    period: str
    team_id: int | None
    team: str
    agent_id: int | None
    employee_no: str
    agent: str
    store_id: int | None
    store: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Report:
    """A report's metrics, the stores whose sales it leaves empty, and its rows (to be read once)."""

    query: ReportQuery
    metrics: list[Metric]
    mixed_stores: list[str]
    rows: Iterator[ReportRow]


def report(query: ReportQuery) -> Report:
    """Ask for a report. Raises DomainError where the question makes no sense."""
    check(query)
    metrics = chosen_metrics(query)
    if query.period != "day" and query.periods is None:
        query = replace(query, periods=has_periods(query.first, query.last))
    mixed = mixed_stores(query) if needs_attribution(metrics) and query.attribution is None else {}
    return Report(query, metrics, sorted(mixed.values()), _rows(query, metrics, list(mixed)))


def size(query: ReportQuery) -> int:
    """How many rows a report will have."""
    check(query)
    return int(next(_stream(report_side_sql.size(query)))[0])


def mixed_stores(query: ReportQuery) -> dict[int, str]:
    """Stores (id and name) that hold sales under more than one attribution rule in the span."""
    held = defaultdict(set)
    for store_id, rule in _stream(report_side_sql.rules_by_store(query)):
        held[store_id].add(rule)
    ids = [store_id for store_id, names in held.items() if rules.mixes_rules(names)]
    return dict(Store.objects.filter(pk__in=ids).values_list("pk", "name"))


def attributions(query: ReportQuery) -> list[str]:
    """The attribution rules under which sales were recorded in the span, by name."""
    return sorted({rule for _store, rule in _stream(report_side_sql.rules_by_store(query))})


def rule_named(name: str) -> str:
    """The attribution rule of this code or Chinese name, also one that only records know.

    Raises DomainError where there is none: its report would be empty without saying why.
    """
    if name in ATTRIBUTION_RULES or not name or Record.objects.filter(attribution=name).exists():
        return name
    for code, (_en, zh) in ATTRIBUTION_RULES.items():
        if name == zh:
            return code
    raise DomainError(
        _("There is no attribution rule “%(name)s”. Known are %(known)s.")
        % {"name": name, "known": ", ".join(ATTRIBUTION_RULES)},
        code="unknown_attribution",
    )


def _stream(statement: report_sql.Statement) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, some at a time, by a cursor on the server where there is one."""
    with closing(connection.chunked_cursor()) as cursor:
        cursor.execute(statement.sql, statement.params)
        while rows := cursor.fetchmany(SLICE):
            yield from rows


def _rows(query: ReportQuery, metrics: Sequence[Metric], mixed: Sequence[int]) -> Iterator[ReportRow]:
    """Rows in order of period, team and employee number."""
    summed = [metric for metric in metrics if metric.summable]
    finders: list[_Finder] = [_Summed(summed)]
    if any(metric.kind == "percentile" for metric in metrics):
        finders.append(_Quantiles(query, metrics))
    extras = report_extras.Extras(query, metrics)
    remarks = report_extras.Remarks(query) if query.with_states else None
    store_name = _name_of_store(query)
    blank = {metric.code: rules.cell(metric, None) for metric in metrics}
    for line in _stream(report_sql.report(query, summed, mixed)):
        first, team_id, team, agent_id, number, name, store_id, store = line[: report_sql.KEYS]
        key: Key = (as_date(first), team_id, agent_id, store_id)
        found: dict[str, Parts | Cell | None] = {}
        for finder in finders:
            found.update(finder(key, line))
        found.update(extras.cells(key))
        mixes = _mixes(line)
        cells = dict(blank)
        for metric in metrics:
            part = found.get(metric.code)
            if part is not None or mixes or remarks is not None:
                cells[metric.code] = _cell(metric, part, mixes=mixes, remarks=remarks, key=key)
        yield ReportRow(
            key[0],
            period_label(key[0], query.period),
            team_id,
            team,
            agent_id,
            number,
            name,
            store_id if store_id is not None else query.store_id,
            store or store_name,
            cells,
        )


def _name_of_store(query: ReportQuery) -> str:
    if query.store_id is None or query.by == "store":
        return ""
    return Store.objects.values_list("name", flat=True).get(pk=query.store_id)


def _mixes(line: tuple[Any, ...]) -> bool:
    """Would this row's sales be a total over several attribution rules?"""
    low, high, touches = line[report_sql.KEYS : report_sql.KEYS + report_sql.FLAGS]
    return bool(touches) or (low is not None and rules.mixes_rules([low, high]))


def _cell(
    metric: Metric,
    found: Parts | Cell | None,
    *,
    mixes: bool,
    remarks: "report_extras.Remarks | None",
    key: Key,
) -> Cell:
    """A metric's cell with its state."""
    if isinstance(found, Cell):
        return found
    if metric.is_sales and mixes:
        return rules.cell(metric, None, refused=True)
    if remarks is None:
        return rules.cell(metric, found)
    estimated, pending, ripe = remarks.of(key, metric)
    return rules.cell(metric, found, estimated=estimated, pending=pending, ripe_on=ripe)


class _Finder(Protocol):
    """Finds what some metrics are in one line."""

    def __call__(self, key: Key, line: tuple[Any, ...]) -> dict[str, Parts | Cell | None]: ...


class _Summed:
    """Reads a line's sums."""

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics
        self._start = report_sql.KEYS + report_sql.FLAGS

    def __call__(self, key: Key, line: tuple[Any, ...]) -> dict[str, Parts | Cell | None]:
        """The sums of each metric; None where no day held its facts."""
        found: dict[str, Parts | Cell | None] = {}
        place = self._start
        for metric in self._metrics:
            num, den, days, guessed = line[place : place + report_sql.PER_METRIC]
            place += report_sql.PER_METRIC
            found[metric.code] = (
                None if num is None else Parts(_decimal(num), _maybe(den), int(days or 0), bool(guessed))
            )
        return found


def _decimal(number: object) -> Decimal:
    """A number of a database; SQLite sums in binary and is rounded back to the six places of facts."""
    if isinstance(number, Decimal):
        return number
    return Decimal(str(number)).quantize(rules.PLACES)


def _maybe(number: object) -> Decimal | None:
    return None if number is None else _decimal(number)


class _Quantiles:
    """Reads the histograms that stand beside the lines, in the same order."""

    def __init__(self, query: ReportQuery, metrics: Sequence[Metric]) -> None:
        self._metrics = [metric for metric in metrics if metric.kind == "percentile"]
        lines = _stream(report_side_sql.buckets(query))
        self._groups = groupby(lines, key=lambda line: (as_date(line[0]), *line[1:4]))
        self._ahead = next(self._groups, None)

    def __call__(self, key: Key, line: tuple[Any, ...]) -> dict[str, Parts | Cell | None]:
        """The quantiles of this row, empty where it has no events."""
        if self._ahead is None or self._ahead[0] != key:
            return {metric.code: Cell(state=rules.absent(metric)) for metric in self._metrics}
        counts = {int(row[4]): int(row[5]) for row in self._ahead[1]}
        self._ahead = next(self._groups, None)
        return {metric.code: quantile_cell(metric, counts) for metric in self._metrics}


def quantile_cell(metric: Metric, counts: Mapping[int, int]) -> Cell:
    """A quantile of all events with their number."""
    n = Decimal(sum(counts.values()))
    value = sketch.quantile(counts, metric.quantile or Decimal("0.5"))
    if value is None:
        return Cell(state=rules.absent(metric))
    return Cell(value, n, State.FEW_DATA if rules.is_few(metric, n) else State.VALUE)
