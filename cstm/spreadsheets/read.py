"""Opening a table: sheets by name, rows one after the other, whatever kind of file it is."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from cstm.errors import DomainError
from cstm.spreadsheets import archives, biff, gate, html, ooxml, text
from cstm.spreadsheets.gate import Limits
from cstm.spreadsheets.marks import unmark
from cstm.spreadsheets.slices import Merge

Cells = list[Any]
EPOCH = dt.date(1899, 12, 30)
EPOCH_1904 = dt.date(1904, 1, 1)


class Row(NamedTuple):
    """One record: its number in the file, header included, and its cells.

    A cell is a str, float, int, bool, date, datetime, time or timedelta; an empty one is "".
    """

    number: int
    cells: Cells


class _Source(Protocol):
    """What each kind of file offers."""

    names: list[str]
    epoch: dt.date

    def rows(self, index: int) -> Iterator[tuple[int, Cells]]: ...


class Book:
    """An open file; a context manager that takes its working copy away again."""

    def __init__(
        self, kind: str, source: _Source, limits: Limits, folder: "tempfile.TemporaryDirectory[str]"
    ) -> None:
        self.kind = kind
        self.limits = limits
        self._source = source
        self._folder = folder

    @property
    def epoch(self) -> dt.date:
        """The date that serial numbers count from, for cells that hold a bare number."""
        return self._source.epoch

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets in order; what the workbook hides stands last."""
        return list(self._source.names)

    def rows(self, sheet: str | None = None) -> Iterator[Row]:
        """The rows of a sheet (the first without a name) that hold anything; may be called again.

        Raises FileRefused past the limit of rows, DomainError for a sheet that is not there.
        """
        index = 0 if sheet is None else self._index(sheet)
        limit, widest, count = self.limits.max_rows, self.limits.max_columns, 0
        for number, cells in self._source.rows(index):
            if not any(cell != "" and (type(cell) is not str or not cell.isspace()) for cell in cells):
                continue
            count += 1
            if count > limit:
                raise gate.too_many_rows(limit)
            if len(cells) > widest:
                cells = _narrowed(cells, widest)
            for i, cell in enumerate(cells):
                if type(cell) is str and cell[:1] == "'":
                    cells[i] = unmark(cell)
            yield Row(number, cells)

    def _index(self, sheet: str) -> int:
        if sheet not in self._source.names:
            raise DomainError(f"{sheet!r}: {', '.join(self._source.names)}", code="unknown_sheet")
        return self._source.names.index(sheet)

    def close(self) -> None:
        """Remove the working copy."""
        self._folder.cleanup()

    def __enter__(self) -> "Book":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_table(path: Path, *, limits: Limits, sheet: str | None = None) -> Book:
    """Let a file through the gate and open it; raises FileRefused.

    A `sheet` that the file does not have is refused here, before anything is read.
    """
    path = Path(path)
    kind = gate.sniff(path, limits)
    folder = tempfile.TemporaryDirectory(prefix="cstm-table-")
    try:
        book = _open(path, kind, limits, folder)
        if sheet is not None:
            book._index(sheet)
    except BaseException:
        folder.cleanup()
        raise
    return book


def _open(path: Path, kind: str, limits: Limits, folder: "tempfile.TemporaryDirectory[str]") -> Book:
    if kind == "zip":
        if not ooxml.is_workbook(path, limits):
            raise gate.not_a_table()
        copy = Path(folder.name) / "copy.xlsx"
        return Book("xlsx", _Xlsx(copy, ooxml.copy(path, limits, copy)), limits, folder)
    if kind == "xls":
        old = Path(folder.name) / "old.xls"
        biff.copy(path, limits, old)
        return Book("xls", _Xls(old), limits, folder)
    if kind == "html":
        return Book("html", _Html(path, limits), limits, folder)
    return Book("text", _Text(path), limits, folder)


def unpack(path: Path, limits: Limits, folder: Path) -> list[tuple[str, Path]]:
    """The tables in a file as (name, path): the members of a ZIP of tables, else the file itself.

    Members are unpacked into `folder`; raises FileRefused.
    """
    if gate.sniff(path, limits) == "zip" and not ooxml.is_workbook(path, limits):
        return archives.unpack_into(path, limits, folder)
    return [(path.name, path)]


@contextmanager
def _reading() -> Iterator[None]:
    """Faults of the workbook reader as refusals; it stops a broken workbook with a panic now and then."""
    try:
        yield
    except PasswordError as fault:
        raise gate.encrypted() from fault
    except CalamineError as fault:
        raise gate.corrupt() from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise gate.corrupt() from fault


class _Xlsx:
    """The sliced copy of an XLSX."""

    def __init__(self, copy: Path, made: ooxml.Copy) -> None:
        self.names = [sheet.name for sheet in made.sheets]
        self.epoch = EPOCH_1904 if made.uses_1904 else EPOCH
        self._sheets = made.sheets
        with _reading():
            self._book = CalamineWorkbook.from_path(str(copy))

    def rows(self, index: int) -> Iterator[tuple[int, Cells]]:
        """Rows of one sheet, slice after slice."""
        sheet = self._sheets[index]
        return _merged(self._plain_rows(sheet), sheet.merges)

    def _plain_rows(self, sheet: ooxml.SheetCopy) -> Iterator[tuple[int, Cells]]:
        for part in sheet.slices:
            with _reading():
                table = self._book.get_sheet_by_name(str(part.number))
                start = table.start
                values: list[Cells] = table.to_python()
            if start is None:
                continue
            left: Cells = [""] * start[1]
            first = start[0] + 1 + (part.base or 0)
            for i, cells in enumerate(values):
                yield first + i, left + cells if left else cells


class _Xls:
    """An old workbook; its format ends at 65,536 rows, so a sheet is read whole."""

    epoch = EPOCH

    def __init__(self, path: Path) -> None:
        with _reading():
            self._book = CalamineWorkbook.from_path(str(path))
        hidden = [sheet.visible != SheetVisibleEnum.Visible for sheet in self._book.sheets_metadata]
        self._places = sorted(range(len(hidden)), key=hidden.__getitem__)
        self.names = [self._book.sheet_names[place] for place in self._places]

    def rows(self, index: int) -> Iterator[tuple[int, Cells]]:
        """Rows of one sheet."""
        with _reading():
            sheet = self._book.get_sheet_by_index(self._places[index])
            start = sheet.start or (0, 0)
            values: list[Cells] = sheet.to_python()
            merges = sorted(Merge(*top, *bottom) for top, bottom in sheet.merged_cell_ranges or [])
        left: Cells = [""] * start[1]
        return _merged(((start[0] + 1 + i, left + cells) for i, cells in enumerate(values)), merges)


class _Text:
    """Delimited text; one sheet without a name of its own."""

    epoch = EPOCH

    def __init__(self, path: Path) -> None:
        self.names = [""]
        self._path = path
        self._encoding = text.encoding_of(path)

    def rows(self, index: int) -> Iterator[tuple[int, Cells]]:
        """Records of the file."""
        return text.records(self._path, self._encoding)


class _Html:
    """A page; each of its tables is a sheet."""

    epoch = EPOCH

    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._encoding = html.encoding_of(path)
        self.names = [f"table {n + 1}" for n in range(html.count_tables(path, self._encoding))]
        if not self.names:
            raise gate.not_a_table()

    def rows(self, index: int) -> Iterator[tuple[int, Cells]]:
        """Rows of one table."""
        return html.rows(self._path, self._encoding, index, self._limits)


def _narrowed(cells: Cells, widest: int) -> Cells:
    """A row without the empty cells at its end; refused when it is still too wide."""
    if any(cell != "" for cell in cells[widest:]):
        raise gate.too_many_columns(widest)
    return cells[:widest]


def _merged(rows: Iterator[tuple[int, Cells]], merges: list[Merge]) -> Iterator[tuple[int, Cells]]:
    """Give every cell of a merged block the block's value; rows that hold nothing stay empty."""
    if not merges:
        return rows
    return _fill_merges(rows, merges)


def _fill_merges(rows: Iterator[tuple[int, Cells]], merges: list[Merge]) -> Iterator[tuple[int, Cells]]:
    active: list[tuple[Merge, Any]] = []
    upcoming = 0
    for number, cells in rows:
        row = number - 1
        while upcoming < len(merges) and merges[upcoming].top <= row:
            block = merges[upcoming]
            upcoming += 1
            # The value stands in the first row of the block; a block whose first row is empty holds none.
            if block.top == row and block.left < len(cells) and cells[block.left] != "":
                active.append((block, cells[block.left]))
        if active:
            active = [(block, value) for block, value in active if block.bottom >= row]
            if any(cell != "" for cell in cells):
                for block, value in active:
                    cells += [""] * (block.right + 1 - len(cells))
                    cells[block.left : block.right + 1] = [value] * (block.right + 1 - block.left)
        yield number, cells
