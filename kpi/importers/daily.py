"""Rows of facts: one account (or the store) and one day or period in each."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from cstm import cells
from cstm.cells import PENDING, BadCell
from cstm.spreadsheets import Row
from kpi.facts import FACTS
from kpi.importers.columns import Places, Reader, places, read_cells, readers, text
from kpi.importers.dates import Plan
from kpi.importers.drafts import Context, Draft, HourDraft, Item, ProductDraft, RowError, Skipped
from kpi.importers.labels import Label, Labels
from kpi.importers.rebuild import Builder
from kpi.importers.twins import Twins
from kpi.layouts import Match

# Written where a report has no name for a row.
NOBODY = frozenset(["-", "--", "/", "—"])
LONGEST_ACCOUNT = 160  # Longer ones no platform gives, and no account keeps.


class Day:
    """Reads the date of a row, with memory: a sheet has few dates and many rows."""

    def __init__(self, plan: Plan, match: Match, spot: int, context: Context, epoch: dt.date) -> None:
        self.plan, self.spot, self.today = plan, spot, context.today
        self.order, self.epoch = match.layout.date_order, epoch
        self.title = match.headers[spot] if spot >= 0 else ""
        self.low: dt.date | None = plan.first
        self.high: dt.date | None = plan.last
        self._known: dict[Any, tuple[dt.date, dt.date] | RowError] = {}

    def of(self, row: Row) -> tuple[dt.date, dt.date] | RowError:
        """First and last date of a row, or why there is none."""
        cell = row.cells[self.spot] if 0 <= self.spot < len(row.cells) else ""
        found = self._known.get(cell)
        if found is None:
            if len(self._known) > 10_000:
                self._known.clear()
            found = self._known[cell] = self._read(cell)
        if isinstance(found, RowError):
            return RowError(row.number, found.code, found.column, found.value, found.params)
        return found

    def _read(self, cell: Any) -> tuple[dt.date, dt.date] | RowError:
        shown = text(cell) or ""
        try:
            span = cells.days(cell, order=self.order, epoch=self.epoch)
        except BadCell as fault:
            return RowError(0, fault.code, self.title, shown, {"value": shown})
        if span is None:
            if self.plan.first is None or self.plan.last is None:
                return RowError(0, "missing_date", self.title)
            return self.plan.first, self.plan.last
        if span[1] > self.today:
            return RowError(0, "future_date", self.title, shown, {"value": shown})
        if (
            self.plan.first
            and self.plan.last
            and not (self.plan.first <= span[0] and span[1] <= self.plan.last)
        ):
            return RowError(0, "outside_period", self.title, shown, {"value": shown})
        self.low = min(self.low or span[0], span[0])
        self.high = max(self.high or span[1], span[1])
        return span


class Sheet:
    """Everything known about the sheet before its first row."""

    def __init__(
        self, match: Match, plan: Plan, context: Context, sample: Sequence[Row], epoch: dt.date
    ) -> None:
        self.match, self.context = match, context
        self.spot: Places = places(match)
        self.readers: list[Reader] = readers(match, [row.cells for row in sample])
        self.labels = Labels([self.spot.account, self.spot.date, self.spot.product, 0])
        self.day = Day(plan, match, self.spot.date, context, epoch)
        self.builder = Builder(self.readers, plan.attribution)
        self.twins = Twins()
        spots = [reader.spot for reader in self.readers]
        self.width = max(spots, default=0) + 1
        self.figures: Callable[[Sequence[Any]], Any] = itemgetter(*spots) if spots else tuple
        self.scope = match.scope

    def items(self, rows: Iterable[Row], again: Callable[[], Iterable[Row]]) -> Iterator[Item]:
        """What each row below the header gives; rows to take back come at the end, read `again`."""
        back: dict[int, RowError] = {}
        for item in self._items(rows):
            if isinstance(item, RowError) and item.takes_back:
                back[item.row] = item
            else:
                yield item
        if not back:
            return
        for row in again():
            if row.number in back:
                error = back[row.number]
                error.raw, error.account = row.cells, self._account(row) or ""
                yield error

    def _account(self, row: Row) -> str | None:
        return text(row.cells[self.spot.account]) if 0 <= self.spot.account < len(row.cells) else None

    def _items(self, rows: Iterable[Row]) -> Iterator[Item]:
        one = self._product if self.match.layout.kind == "products" else self._daily
        header, labels, held = self.match.header_row, self.labels, self.context.held
        for row in rows:
            if row.number <= header:
                continue
            label = labels.of(row.cells)
            if label is not None:
                yield self._skipped(row, label)
                continue
            if row.number in held:
                yield RowError(row.number, "duplicate_conflict", raw=row.cells)
                continue
            yield from one(row)

    def _skipped(self, row: Row, label: Label) -> Skipped:
        """A totals row keeps the figures that can be read."""
        values: dict[str, Any] = {}
        if label.scope:
            for reader in self.readers:
                try:
                    value = reader.memo[row.cells[reader.spot]] if reader.spot < len(row.cells) else None
                except BadCell:
                    continue
                if value is not None:
                    values[reader.code] = value
        return Skipped(row.number, label.why, label.words, label.scope, self.day.low, self.day.high, values)

    def _error(self, row: Row, code: str, reader: Reader | None = None, **params: str) -> RowError:
        column = self.match.headers[reader.spot] if reader else ""
        cell = row.cells[reader.spot] if reader and reader.spot < len(row.cells) else ""
        value = (text(cell) or "")[:200] if reader else params.get("value", "")
        if "value" in params:
            params["value"] = value
        return RowError(row.number, code, column, value, params, self._account(row) or "", row.cells)

    def _daily(self, row: Row) -> list[Item]:
        """The draft of one row, or why there is none."""
        account: str | None = None
        if self.scope == "agent":
            account = self._account(row)
            if account is None or account in NOBODY:
                return [self._error(row, "missing_agent")]
            if len(account) > LONGEST_ACCOUNT:
                return [self._error(row, "long_account")]
            if self.context.known is not None and not self.context.known(account):
                return [self._error(row, "unknown_agent", value=account)]
        span = self.day.of(row)
        if isinstance(span, RowError):
            span.raw, span.account = row.cells, account or ""
            return [span]
        values, fault = read_cells(row.cells, self.readers)
        if fault:
            return [self._error(row, fault[1].code, fault[0], **fault[1].params)]
        wrong = self.builder.check(values)
        if wrong:
            return [self._inconsistent(row, *wrong)]
        twin = self.twins.judge((account, span), self._content(row.cells), row.number)
        if twin is not None:
            return [self._with_raw(item, row, account) for item in twin]
        facts, estimated, pending, given = self.builder.build(values)
        team = text(row.cells[self.spot.team]) if 0 <= self.spot.team < len(row.cells) else None
        return [
            Draft(
                row.number, self.scope, account, span[0], span[1], team or "",
                values, facts, estimated, pending, given, row.cells,
            )
        ]  # fmt: skip

    def _content(self, cells: Sequence[Any]) -> int:
        """A mark of the figures of a row as they are written."""
        if len(cells) < self.width:
            cells = [*cells, *[""] * (self.width - len(cells))]
        return hash(self.figures(cells))

    def _inconsistent(self, row: Row, part: str, whole: str) -> RowError:
        reader = next((one for one in self.readers if one.code == part), None)
        names = {code: self._title(code) for code in (part, whole)}
        return self._error(row, "inconsistent", reader, left=names[part], right=names[whole])

    def _title(self, code: str) -> str:
        reader = next((one for one in self.readers if one.code == code), None)
        return self.match.headers[reader.spot] if reader else FACTS[code].zh

    def _with_raw(self, item: Item, row: Row, account: str | None) -> Item:
        """Name and cells of the row at hand; those of the row before it are read again at the end."""
        if isinstance(item, RowError):
            item.raw, item.account = row.cells, account or ""
        return item

    def _product(self, row: Row) -> list[Item]:
        """The figures of one product."""
        number = text(row.cells[self.spot.product_no]) if self.spot.product_no < len(row.cells) else None
        name = text(row.cells[self.spot.product]) if self.spot.product < len(row.cells) else None
        if number is None:
            return [self._error(row, "missing_id")]
        span = self.day.of(row)
        if isinstance(span, RowError):
            span.raw = row.cells
            return [span]
        values, fault = read_cells(row.cells, self.readers)
        if fault:
            return [self._error(row, fault[1].code, fault[0], **fault[1].params)]
        twin = self.twins.judge((number, span), self._content(row.cells), row.number)
        if twin is not None:
            return [self._with_raw(item, row, None) for item in twin]
        return [ProductDraft(row.number, number, name or number, span[0], span[1], values, row.cells)]


def hours(match: Match, rows: Iterable[Row], day: Day, made: Sequence[Reader]) -> Iterator[Item]:
    """Hourly figures of the store: a row is a day, its columns the hours."""
    labels = Labels([day.spot, 0])
    for row in rows:
        if row.number <= match.header_row:
            continue
        if label := labels.of(row.cells):
            yield Skipped(row.number, label.why, label.words, label.scope)
            continue
        span = day.of(row)
        if isinstance(span, RowError):
            span.raw = row.cells
            yield span
            continue
        values, fault = read_cells(row.cells, made)
        if fault:
            yield RowError(
                row.number,
                fault[1].code,
                match.headers[fault[0].spot],
                params=fault[1].params,
                raw=row.cells,
            )
            continue
        for code, value in values.items():
            if code.startswith("hour:") and value is not None and value is not PENDING:
                yield HourDraft(row.number, span[0], int(code[5:]), value)
