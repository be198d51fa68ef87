"""HTML tables that a platform saved under the name .xls; nothing in them is fetched or run."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from cstm.spreadsheets import text
from cstm.spreadsheets.gate import Limits, too_many_columns

CHUNK = 1 << 18
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
TABLE = re.compile(r"<table\b", re.IGNORECASE)
CHINESE = ("gb2312", "gbk", "gb18030", "x-gbk", "hz-gb-2312")
MAX_TABLES = 50


def encoding_of(path: Path) -> str:
    """The declared encoding, Chinese ones widened to GB18030, else what the bytes say."""
    with path.open("rb") as file:
        declared = CHARSET.search(file.read(4096))
    name = declared[1].decode().lower() if declared else ""
    if name in CHINESE:
        return text.encoding_of(path, "gb18030")
    return text.encoding_of(path, "utf-8" if name in ("utf-8", "utf8") else "")


def count_tables(path: Path, encoding: str) -> int:
    """How many tables the page opens."""
    count, tail = 0, ""
    with path.open(encoding=encoding) as file:
        while chunk := file.read(CHUNK):
            seen = tail + chunk
            count += len(TABLE.findall(seen))
            tail = seen[-6:] if not TABLE.search(seen[-6:]) else ""
    return min(count, MAX_TABLES)


def rows(path: Path, encoding: str, table: int, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each row of one table, spans filled."""
    parser = _Tables(table, limits.max_columns)
    with path.open(encoding=encoding) as file:
        while chunk := file.read(CHUNK):
            parser.feed(chunk)
            yield from parser.take()
    parser.close()
    parser.finish()
    yield from parser.take()


class _Tables(HTMLParser):
    """Collects the rows of the table with one index; tables inside a cell are tables of their own."""

    def __init__(self, wanted: int, max_columns: int) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted, self.max_columns = wanted, max_columns
        self.ready: list[tuple[int, list[str]]] = []
        self.open_tables: list[int] = []
        self.seen = self.number = 0
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.carried: dict[int, tuple[int, str]] = {}
        self.coming: dict[int, tuple[int, str]] = {}
        self.hidden = 0

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows complete so far."""
        ready, self.ready = self.ready, []
        return ready

    def _inside(self) -> bool:
        return bool(self.open_tables) and self.open_tables[-1] == self.wanted

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Follow tables, rows and cells."""
        if tag == "table":
            self.open_tables.append(self.seen)
            self.seen += 1
        elif tag in ("script", "style"):
            self.hidden += 1
        elif not self._inside():
            return
        elif tag == "tr":
            self._end_row()
            self.row = []
        elif tag in ("td", "th"):
            self._end_cell()
            self.row = [] if self.row is None else self.row
            given = dict(attrs)
            self.span = (_span(given.get("colspan")), _span(given.get("rowspan")))
            self.cell = []
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what ends."""
        if tag in ("script", "style"):
            self.hidden = max(0, self.hidden - 1)
        elif tag == "table" and self.open_tables:
            if self._inside():
                self.finish()
            self.open_tables.pop()
        elif self._inside() and tag == "tr":
            self._end_row()
        elif self._inside() and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Text of the open cell."""
        if self.cell is not None and not self.hidden and self._inside():
            self.cell.append(data)

    def finish(self) -> None:
        """The table ends, with or without its closing tags."""
        self._end_row()
        self.carried, self.coming = {}, {}

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        value = "".join(self.cell).replace("\xa0", " ").strip()
        across, down = self.span
        self._fill_carried()
        if len(self.row) + across > self.max_columns:
            raise too_many_columns(self.max_columns)
        for _n in range(across):
            if down > 1:
                self.coming[len(self.row)] = (down - 1, value)
            self.row.append(value)
        self.cell = None

    def _fill_carried(self) -> None:
        """Put in the cells that an earlier row holds for this place."""
        assert self.row is not None
        while len(self.row) in self.carried:
            left, value = self.carried.pop(len(self.row))
            if left > 1:
                self.coming[len(self.row)] = (left - 1, value)
            self.row.append(value)

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is None:
            return
        self.number += 1
        self._fill_carried()
        for column in sorted(self.carried):
            self.row += [""] * (column - len(self.row))
            self._fill_carried()
        if any(self.row):
            self.ready.append((self.number, self.row))
        self.row, self.carried, self.coming = None, self.coming, {}


def _span(value: str | None) -> int:
    """A span as a number between 1 and what a sheet can hold."""
    text_value = (value or "1").strip()
    return min(max(int(text_value), 1), 65536) if text_value.isdigit() and len(text_value) < 7 else 1
