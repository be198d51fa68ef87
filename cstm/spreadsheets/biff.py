"""Old workbooks: checked record by record, and copied into a container of our own before they are read."""

import struct
from collections.abc import Iterator
from pathlib import Path

from cstm.spreadsheets.gate import OLE_MAGIC, Limits, corrupt, encrypted, too_many_columns

END = 0xFFFFFFFE
FREE = 0xFFFFFFFF
FAT_SECTOR = 0xFFFFFFFD
DIMENSIONS = 0x200
STRINGS = 0xFC
FILE_PASS = 0x2F
# Records of one cell with a value, and of several side by side.
CELLS = frozenset([0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6])
MANY_CELLS = 0xBD
WORKBOOKS = ("Workbook", "Book")


def copy(path: Path, limits: Limits, target: Path) -> None:
    """Check a workbook and write its stream into a clean container; a reader believes every size it is told.

    Raises FileRefused for a broken or locked workbook, and for a cell right of the last column allowed.
    """
    stream = bytearray(workbook_stream(path.read_bytes()))
    at, end = 0, len(stream) - 4
    while at <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if at + size > len(stream):
            raise corrupt()
        if kind == FILE_PASS:
            raise encrypted()
        if kind == DIMENSIONS:
            # Only a hint, and memory is laid out by it.
            stream[at : at + size] = bytes(size)
        elif kind == STRINGS and (size < 8 or struct.unpack_from("<I", stream, at + 4)[0] * 3 > len(stream)):
            raise corrupt()
        elif _last_column(kind, size, stream, at) >= limits.max_columns:
            raise too_many_columns(limits.max_columns)
        at += size
    target.write_bytes(_contained(bytes(stream)))


def _last_column(kind: int, size: int, stream: bytearray, at: int) -> int:
    """The last column that a record fills."""
    if kind in CELLS and size >= 6:
        return int.from_bytes(stream[at + 2 : at + 4], "little")
    if kind == MANY_CELLS and size >= 6:
        return int.from_bytes(stream[at + size - 2 : at + size], "little")
    return 0


def _contained(stream: bytes) -> bytes:
    """A compound file of the fourth version with the one stream, in one piece."""
    size = 4096
    stream = stream.ljust(-(-len(stream) // size) * size, b"\x00")
    count = len(stream) // size
    tables = -(-(count + 110) // (size // 4))
    if tables > 109:
        raise corrupt()
    first = tables + 1
    chain = [FAT_SECTOR] * tables + [END, *range(first + 1, first + count), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * size, b"\xff")
    header = OLE_MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 1, tables, tables, 0, size, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    # The root holds nothing, but a reader of this version wants it to begin somewhere.
    entries = _entry("Root Entry", 5, 1, first, 0) + _entry("Workbook", 2, FREE, first, len(stream))
    return header.ljust(size, b"\x00") + table + entries.ljust(size, b"\x00") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """One entry of a directory."""
    raw = (name + "\x00").encode("utf-16-le")
    top = raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw), kind, 1)
    return top + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)


def workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook inside the compound file; raises FileRefused for a broken container."""
    try:
        return Container(data).workbook()
    except (struct.error, IndexError, ValueError) as fault:
        raise corrupt() from fault


class Container:
    """A compound file: sectors in chains, and a directory of streams."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise ValueError(shift)
        self.size = 1 << shift
        self.fat = self._numbers(self._fat_sectors())

    def _fat_sectors(self) -> list[int]:
        """Sectors of the allocation table: the first in the header, more in a chain of their own."""
        found = list(struct.unpack_from("<109I", self.data, 76))
        following, left = struct.unpack_from("<II", self.data, 68)
        per_sector = self.size // 4
        while following < END and left and len(found) * self.size < len(self.data) + 109 * self.size:
            numbers = self._numbers([following])
            found += numbers[: per_sector - 1]
            following, left = numbers[per_sector - 1], left - 1
        return [number for number in found if number < 0xFFFFFFFC]

    def _sector(self, number: int) -> bytes:
        return self.data[(number + 1) * self.size : (number + 2) * self.size]

    def _numbers(self, sectors: list[int]) -> list[int]:
        raw = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    @staticmethod
    def _chain(first: int, table: list[int]) -> Iterator[int]:
        """Follow a chain; one that is longer than its table runs in a circle."""
        steps = 0
        while first < 0xFFFFFFFC:
            steps += 1
            if steps > len(table):
                raise ValueError(first)
            yield first
            first = table[first]

    def _stream(self, first: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(first, self.fat))

    def workbook(self) -> bytes:
        """The bytes of the workbook; small streams live in blocks of 64 bytes inside the root's stream."""
        directory = self._stream(struct.unpack_from("<I", self.data, 48)[0])
        entries = {}
        for at in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            if 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                entries[name] = struct.unpack_from("<II", directory, at + 116)
        first, size = next((entries[name] for name in WORKBOOKS if name in entries), (END, 0))
        if first >= END:
            raise ValueError("no workbook")
        if size >= struct.unpack_from("<I", self.data, 56)[0]:
            return self._stream(first)[:size]
        blocks = self._stream(entries["Root Entry"][0]) if "Root Entry" in entries else b""
        table = self._numbers(list(self._chain(struct.unpack_from("<I", self.data, 60)[0], self.fat)))
        return b"".join(blocks[n * 64 : n * 64 + 64] for n in self._chain(first, table))[:size]
