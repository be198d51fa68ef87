"""Writing a report as CSV or XLSX, row by row, and saying so in the audit trail."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from django.utils.translation import gettext as _

from cstm.errors import DomainError
from cstm.spreadsheets import CsvWriter, XlsxWriter
from kpi.metrics import Metric
from kpi.rules import Cell
from kpi.selectors import export_sheet
from kpi.selectors.report import Report, ReportRow, report
from kpi.selectors.report_query import ReportQuery
from staff.models import User
from staff.services import audit

Format = Literal["csv", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)
KEYS = ("period", "team", "employee_no", "agent", "store")
KINDS = {"%": "percent", "CNY": "money", "CNY/h": "money"}
SHEET_ROWS = 1_000_000
Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, and the stores whose sales were left empty for want of an attribution rule."""

    rows: int
    mixed_stores: list[str]


def write_report(
    query: ReportQuery,
    *,
    file_format: str,
    target: Path,
    actor: User | None,
    mark_csv: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Exported:
    """Write a report into a file. `mark_csv` sets the mark by which spreadsheets know UTF-8.

    Raises DomainError where the question makes no sense.
    """
    if file_format not in FORMATS:
        raise DomainError(_("A report is written as csv or xlsx."), code="bad_format")
    found = report(query)
    write = _write_xlsx if file_format == "xlsx" else _write_csv
    with _whole(target) as draft:
        rows = write(found, draft, mark_csv, progress or _silent)
    audit.record(
        actor=actor,
        action="report.export",
        about=f"{query.by} {query.period} {query.first} {query.last}",
        after={
            "metrics": ",".join(metric.code for metric in found.metrics),
            "rows": rows,
            "format": file_format,
        },
    )
    return Exported(rows, found.mixed_stores)


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A file that is there whole or not at all."""
    draft = target.with_name(f".{target.name}.part")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _silent(_rows: int) -> None:
    """Nobody asks how far it is."""


def header(metrics: Sequence[Metric]) -> list[str]:
    """The columns: who and when, then each metric with its count."""
    return [*KEYS, *(name for metric in metrics for name in (metric.code, f"{metric.code}__n"))]


def values(row: ReportRow, metrics: Sequence[Metric]) -> list[Value]:
    """One row; what is absent is empty."""
    found: list[Value] = [row.period, row.team, row.employee_no, row.agent, row.store]
    for metric in metrics:
        cell: Cell = row.cells[metric.code]
        found += [plain(cell.value), plain(cell.n)]
    return found


def plain(number: Decimal | None) -> Decimal | None:
    """A number without zeros at its end and without an exponent."""
    if number is None:
        return None
    short = number.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _write_csv(found: Report, target: Path, mark: bool, progress: Callable[[int], None]) -> int:
    rows = 0
    with target.open("w", encoding="utf-8-sig" if mark else "utf-8", newline="") as stream:
        writer = CsvWriter(stream)
        writer.header(header(found.metrics))
        for rows, row in enumerate(found.rows, start=1):
            writer.row(values(row, found.metrics))
            progress(rows)
    return rows


def _write_xlsx(found: Report, target: Path, _mark: bool, progress: Callable[[int], None]) -> int:
    titles = header(found.metrics)
    kinds = ["", "", "", "", ""]
    for metric in found.metrics:
        kinds += [KINDS.get(metric.unit, "number"), "integer"]
    rows = 0
    tally = dict.fromkeys((metric.code for metric in found.metrics), 0)
    with XlsxWriter(target) as book:
        book.sheet(_("Report"), titles, kinds)
        for rows, row in enumerate(found.rows, start=1):
            if rows > 1 and rows % SHEET_ROWS == 1:
                book.sheet(f"{_('Report')} {rows // SHEET_ROWS + 1}", titles, kinds)
            book.row(values(row, found.metrics))
            for code, cell in row.cells.items():
                tally[code] += cell.value is not None
            progress(rows)
        book.sheet("Definitions 定义", export_sheet.TITLES)
        for line in export_sheet.definitions(found.metrics, tally):
            book.row(line)
        for line in export_sheet.about(found.query, rows=rows, mixed=found.mixed_stores):
            book.row(line)
    return rows


def file_name(query: ReportQuery, file_format: str) -> str:
    """A name that says what is inside."""
    return f"cstm_{query.by}_{query.period}_{_day(query.first)}_{_day(query.last)}.{file_format}"


def _day(day: dt.date) -> str:
    return day.isoformat()
