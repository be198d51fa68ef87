"""Cutting the XML of one sheet into slices whose rows and columns are bounded."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cstm.spreadsheets.gate import FileRefused, Limits, corrupt, too_many_columns

SLICE_BYTES = 3_000_000
SLICE_ROWS = 8192
LONGEST_ROW = 32_000_000
# Stands in a cell whose formula was saved without its result; from the private use area.
NO_RESULT = "\ue0f0no result\ue0f0"

START = re.compile(rb"<((?:\w+:)?)sheetData\s*(/?)>")
MERGE = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
HAS_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s>]")
CELL_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]{1,3}(\d{1,7})["']""")
ODD_REFERENCE = re.compile(rb"""<(?:\w+:)?c(?:>|/>|\s(?![^>]*?\br\s*=\s*["'][A-Z]{1,3}\d{1,7}["']))""")
FORMULA = re.compile(
    rb"<((?:\w+:)?)c(\s[^>]*?)?>\s*<\1f(?:\s[^>]*?)?(?:/>|>[^<]*</\1f>)\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)
USUAL_CELL = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
USUAL_FAR_CELL = re.compile(rb'<c r="[A-Z]{2}')
UNUSUAL = (b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")
TYPE = re.compile(rb"""\st\s*=\s*["']\w+["']""")


class Slice(NamedTuple):
    """A sheet of the copy, and how many rows of the original lie before it when rows carry no number."""

    number: int
    base: int | None


class Piece(NamedTuple):
    """The XML of one slice."""

    xml: bytes
    base: int | None


class Merge(NamedTuple):
    """A merged block, all counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


def column_index(letters: bytes) -> int:
    """Column letters to a number from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def column_letters(index: int) -> str:
    """A number from 0 to column letters."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _wide_cell(limit: int) -> re.Pattern[bytes]:
    """A pattern for a cell with content that lies right of the last column allowed."""
    last = column_letters(max(26, min(limit, 700)) - 1)
    ahead = [rf"{chr(code)}[A-Z]" for code in range(ord(last[0]) + 1, 91)] if len(last) == 2 else ["[A-Z]{2}"]
    if last[-1] < "Z":
        ahead.append(f"{last[:-1]}[{chr(ord(last[-1]) + 1)}-Z]")
    names = "|".join(["[A-Z]{3}", *ahead])
    return re.compile(rf"""\sr\s*=\s*["'](?:{names})\d+["'](?:[^>]*[^/>])?>(?!\s*</)""".encode())


class Cutter:
    """Cuts one sheet; `merges` is complete when the cutting is done."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.merges: list[Merge] = []
        self._wide = _wide_cell(limits.max_columns)
        self._head = self._foot = self._row_tag = b""
        self._numbers: re.Pattern[bytes] = CELL_ROW
        self._plain_rows = 0
        self._last = 0

    def cut(self, stream: Iterator[bytes]) -> Iterator[Piece]:
        """Slices of the sheet in order; slices without a value are left out."""
        buffer = b""
        for chunk in stream:
            buffer += chunk
            found = START.search(buffer)
            if found:
                break
        else:
            return
        self._frame(buffer, found)
        if found[2]:
            self._tail(buffer[found.end() :], stream)
            return
        yield from self._body(buffer[found.end() :], stream)

    def _frame(self, buffer: bytes, found: re.Match[bytes]) -> None:
        """What goes before and after the rows of every slice."""
        prefix = found[1]
        opening = re.search(rb"<(?:\w+:)?worksheet\b[^>]*>", buffer[: found.start()])
        if not opening:
            raise corrupt()
        self._head = opening[0] + b"<" + prefix + b"sheetData>"
        self._foot = b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
        self._row_tag = b"<" + prefix + b"row"
        self._numbers = re.compile(
            re.escape(self._row_tag) + rb"""(?:\s(?:[^>]*?\s)?r\s*=\s*["'](\d{1,7})["']|(?=[\s/>]))"""
        )

    def _body(self, buffer: bytes, stream: Iterator[bytes]) -> Iterator[Piece]:
        """The rows, cut before a row tag whenever enough have come together."""
        closing = self._foot[: self._foot.index(b">")]
        searched = 0
        while True:
            end = buffer.find(closing, max(0, searched - len(closing)))
            if end >= 0:
                yield from self._split(buffer[:end])
                self._tail(buffer[end:], stream)
                return
            searched = len(buffer)
            if len(buffer) > SLICE_BYTES:
                at = buffer.rfind(self._row_tag)
                if at > 0:
                    yield from self._split(buffer[:at])
                    buffer = buffer[at:]
                    searched = len(buffer)
                elif len(buffer) > LONGEST_ROW:
                    raise corrupt()
            chunk = next(stream, None)
            if chunk is None:
                raise corrupt()
            buffer += chunk

    def _split(self, xml: bytes) -> Iterator[Piece]:
        """One or more slices, none of which spans more rows than a reader may lay out densely."""
        if not xml.strip():
            return
        starts = [(match.start(), match[1]) for match in self._numbers.finditer(xml)]
        if not starts:
            return
        plain = [number is None for _at, number in starts]
        if any(plain) and not all(plain):
            raise corrupt()
        numbers = [self._plain_rows + i + 1 if n is None else int(n) for i, (_at, n) in enumerate(starts)]
        if not HAS_VALUE.search(xml):
            self._plain_rows += len(starts)
            return
        self._check_rows(numbers)
        self._check_cells(xml, numbers, plain=plain[0])
        first = 0
        for i in range(1, len(starts) + 1):
            if i == len(starts) or numbers[i] - numbers[first] >= SLICE_ROWS:
                stop = starts[i][0] if i < len(starts) else len(xml)
                piece = xml[starts[first][0] : stop]
                if HAS_VALUE.search(piece):
                    yield Piece(self._dressed(piece), self._plain_rows + first if plain[0] else None)
                first = i
        self._plain_rows += len(starts)

    def _check_rows(self, numbers: list[int]) -> None:
        """Row numbers must rise; a reader would lay out a table of any size for one that lies."""
        for number in numbers:
            if number <= self._last:
                raise corrupt()
            self._last = number

    def _check_cells(self, xml: bytes, numbers: list[int], *, plain: bool) -> None:
        """Cells must lie in their row and inside the columns allowed."""
        named = self._usual_cells(xml)
        if named is None:
            self._check_odd_cells(xml)
            named = set(CELL_ROW.findall(xml))
        if not plain and not {int(row) for row in named} <= set(numbers):
            raise corrupt()
        if plain and named:
            raise corrupt()

    def _usual_cells(self, xml: bytes) -> set[bytes] | None:
        """The rows that the cells name, when every cell is written the way that nearly all tools write it."""
        if self._row_tag != b"<row" or any(odd in xml for odd in UNUSUAL):
            return None
        found = USUAL_CELL.findall(xml)
        if len(found) != xml.count(b"<c "):
            return None
        if USUAL_FAR_CELL.search(xml) and self._wide.search(xml):
            raise too_many_columns(self.limits.max_columns)
        return set(found)

    def _check_odd_cells(self, xml: bytes) -> None:
        """The slow look at cells that are written in another way, or do not say where they stand."""
        if self._wide.search(xml):
            raise too_many_columns(self.limits.max_columns)
        if ODD_REFERENCE.search(xml):
            cell = self._row_tag[:-3] + b"c"
            for row in xml.split(self._row_tag):
                if (
                    row.count(cell + b" ") + row.count(cell + b">") + row.count(cell + b"/")
                    > self.limits.max_columns
                ):
                    raise too_many_columns(self.limits.max_columns)

    def _dressed(self, piece: bytes) -> bytes:
        """The slice as a sheet of its own; formulas without a result are marked."""
        prefix = self._row_tag[1:-3]
        if b"<" + prefix + b"f" in piece:
            piece = FORMULA.sub(_mark_formula, piece)
        return self._head + piece + self._foot

    def _tail(self, rest: bytes, stream: Iterator[bytes]) -> None:
        """Merged blocks stand after the rows."""
        buffer = rest
        while True:
            end = 0
            for found in MERGE.finditer(buffer):
                top, bottom = int(found[2]) - 1, int(found[4]) - 1
                right = min(column_index(found[3]), self.limits.max_columns - 1)
                self.merges.append(Merge(top, column_index(found[1]), bottom, right))
                end = found.end()
            chunk = next(stream, None)
            if chunk is None:
                self.merges.sort()
                return
            buffer = buffer[max(end, len(buffer) - 300) :] + chunk


def _mark_formula(found: re.Match[bytes]) -> bytes:
    """Put the mark in place of the result that is missing; an empty text is a result."""
    prefix, attributes = found[1], found[2] or b""
    if re.search(rb"""\st\s*=\s*["']str["']""", attributes):
        return found[0]
    attributes = TYPE.sub(b"", attributes)
    return b'<%sc%s t="str"><%sv>%s</%sv></%sc>' % (
        prefix,
        attributes,
        prefix,
        NO_RESULT.encode(),
        prefix,
        prefix,
    )


__all__ = ["NO_RESULT", "Cutter", "FileRefused", "Merge", "Piece", "Slice"]
