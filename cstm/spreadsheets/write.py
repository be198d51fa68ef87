"""The only writer of tables that leave: numbers stay numbers, and no text can run as a formula."""

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TextIO

import xlsxwriter

from cstm.spreadsheets.marks import mark

Value = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
LONGEST_TEXT = 32767
FORMATS = {
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0.00%",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "time": "hh:mm:ss",
    "seconds": "0.0",
}


class CsvWriter:
    """A CSV in UTF-8 with its mark, written row by row."""

    def __init__(self, target: Path | TextIO) -> None:
        self._own = isinstance(target, Path)
        self._file: TextIO = (
            target.open("w", encoding="utf-8-sig", newline="") if isinstance(target, Path) else target
        )
        self._writer = csv.writer(self._file)

    def header(self, titles: Sequence[str]) -> None:
        """The first row."""
        self.row(titles)

    def row(self, values: Sequence[Value]) -> None:
        """One row."""
        self._writer.writerow([_plain(value) for value in values])

    def close(self) -> None:
        """Finish the file."""
        if self._own:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _plain(value: Value) -> str:
    """A value as CSV holds it: plain decimals, ISO dates, neutral text, nothing for what is absent."""
    if value is None:
        return ""
    if isinstance(value, str):
        return mark(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, dt.timedelta):
        return f"{value.total_seconds():g}"
    return str(value)


class XlsxWriter:
    """A workbook written row by row in flat memory; begin each sheet with `sheet`."""

    def __init__(self, target: Path | BinaryIO) -> None:
        place = str(target) if isinstance(target, Path) else target
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book = xlsxwriter.Workbook(place, options)
        self._bold = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._formats = {kind: self._book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        self._kinds: list[str] = []
        self._next = 0

    def sheet(
        self, name: str, titles: Sequence[str], kinds: Sequence[str] = (), widths: Sequence[int] = ()
    ) -> None:
        """Begin a sheet: a frozen bold header, and for each column its kind (a key of FORMATS, or "")."""
        self._sheet = self._book.add_worksheet(_sheet_name(name))
        self._kinds = list(kinds)
        for column, title in enumerate(titles):
            width = widths[column] if column < len(widths) else min(max(len(title) * 1.6, 10), 40)
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 0)
        for column, title in enumerate(titles):
            self._sheet.write_string(0, column, mark(title), self._bold)
        self._next = 1

    def row(self, values: Sequence[Value]) -> None:
        """One row of the sheet begun last."""
        for column, value in enumerate(values):
            if value is not None:
                self._cell(
                    self._next, column, value, self._kinds[column] if column < len(self._kinds) else ""
                )
        self._next += 1

    def _cell(self, row: int, column: int, value: Value, kind: str) -> None:
        """Write one value with its own type."""
        form = self._formats.get(kind)
        if isinstance(value, str):
            self._sheet.write_string(row, column, mark(value)[:LONGEST_TEXT])
        elif isinstance(value, bool):
            self._sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal):
            self._sheet.write_number(row, column, value, form)
        elif isinstance(value, dt.datetime):
            self._sheet.write_datetime(row, column, value, form or self._formats["datetime"])
        elif isinstance(value, dt.date):
            self._sheet.write_datetime(row, column, value, form or self._formats["date"])
        elif isinstance(value, dt.time):
            self._sheet.write_datetime(row, column, value, form or self._formats["time"])
        elif isinstance(value, dt.timedelta):
            self._sheet.write_number(row, column, value.total_seconds(), form or self._formats["seconds"])

    def close(self) -> None:
        """Finish the workbook."""
        self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _sheet_name(name: str) -> str:
    """A name that a workbook takes."""
    clean = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("' ")
    return clean[:31] or "Sheet"
