"""What stands beside the sums of a report: given store values, attrition, and remarks of records."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection

from cstm.weeks import period_label
from kpi.metrics import Metric
from kpi.models import StoreValue
from kpi.rules import Cell, State
from kpi.selectors import headcount, report_side_sql
from kpi.selectors.report_query import ReportQuery
from kpi.selectors.sums import as_date

Key = tuple[dt.date, int | None, int | None, int | None]


class Extras:
    """Cells that are no sums: values given for a store, and attrition of a team or store by month."""

    def __init__(self, query: ReportQuery, metrics: Sequence[Metric]) -> None:
        self._query = query
        self._given = [metric.code for metric in metrics if metric.kind == "given"]
        self._people = [metric for metric in metrics if metric.kind == "people"]
        self._values: dict[tuple[int, str, str], Decimal] = {}
        if self._given and query.by == "store":
            self._read_values()

    def _read_values(self) -> None:
        """The last value of each period; a given value is shown as it is, never summed."""
        rows = StoreValue.objects.filter(
            code__in=self._given, date__range=(self._query.first, self._query.last)
        ).order_by("date")
        for store_id, code, day, value in rows.values_list("store_id", "code", "date", "value"):
            self._values[(store_id, code, period_label(day, self._query.period))] = value

    def cells(self, key: Key) -> dict[str, Cell]:
        """The cells of one row."""
        first, team_id, _agent_id, store_id = key
        cells: dict[str, Cell] = {}
        if store_id is not None:
            period = period_label(first, self._query.period)
            for code in self._given:
                value = self._values.get((store_id, code, period))
                if value is not None:
                    cells[code] = Cell(value, Decimal(1), State.VALUE)
        for metric in self._people:
            if self._query.period == "month" and self._query.by != "agent":
                cells[metric.code] = headcount.attrition_cell(
                    metric, first, team_id=team_id, store_id=store_id, by=self._query.by
                )
        return cells


class Remarks:
    """Which facts of a row are estimated, and which wait for their ripe date."""

    def __init__(self, query: ReportQuery) -> None:
        self._estimated: dict[Key, set[str]] = {}
        self._pending: dict[Key, dict[str, dt.date | None]] = {}
        statement = report_side_sql.remarks(query)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.params)
            for first, team_id, agent_id, store_id, estimated, pending, ripe in cursor.fetchall():
                key: Key = (as_date(first), team_id, agent_id, store_id)
                self._estimated.setdefault(key, set()).update(codes(estimated))
                self._wait(key, pending, None if ripe is None else as_date(ripe))

    def _wait(self, key: Key, pending: str, ripe: dt.date | None) -> None:
        waits = self._pending.setdefault(key, {})
        for code in codes(pending):
            known = waits.get(code)
            waits[code] = max((day for day in (known, ripe) if day), default=None)

    def of(self, key: Key, metric: Metric) -> tuple[bool, bool, dt.date | None]:
        """Is the metric estimated there, does it wait, and until when?"""
        waits = self._pending.get(key, {})
        waiting = [code for code in metric.facts if code in waits]
        days: Iterable[dt.date] = (day for code in waiting if (day := waits[code]) is not None)
        estimated = not self._estimated.get(key, set()).isdisjoint(metric.facts)
        return estimated, bool(waiting), max(days, default=None)


def codes(text: str) -> list[str]:
    """Fact codes of a list as records keep it."""
    return [code for code in text.split(",") if code]
