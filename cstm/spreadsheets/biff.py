"""Old workbooks: where their cells lie, found before a reader lays a sheet out in memory."""

import struct
from collections.abc import Iterator
from pathlib import Path

from cstm.spreadsheets.gate import Limits, corrupt, encrypted, too_many_columns

END = 0xFFFFFFFE
FILE_PASS = 0x2F
# Records of one cell with a value, and of several side by side.
CELLS = frozenset([0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6])
MANY_CELLS = 0xBD
WORKBOOKS = ("Workbook", "Book")


def check(path: Path, limits: Limits) -> None:
    """Refuse a locked workbook, and one with a cell right of the last column allowed."""
    stream = workbook_stream(path.read_bytes())
    at, end = 0, len(stream) - 4
    while at <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == FILE_PASS:
            raise encrypted()
        if kind in CELLS and size >= 6:
            last = struct.unpack_from("<H", stream, at + 2)[0]
        elif kind == MANY_CELLS and size >= 6:
            last = struct.unpack_from("<H", stream, at + size - 2)[0]
        else:
            last = 0
        if last >= limits.max_columns:
            raise too_many_columns(limits.max_columns)
        at += size


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
