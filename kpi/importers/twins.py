"""Rows that come twice: found with thirty bytes a row, whatever a row holds."""

from array import array

from kpi.importers.drafts import RowError, Skipped

SMALLEST = 1 << 12
MASK = (1 << 64) - 1


class Twins:
    """A table of row numbers by the mark of their key, in flat arrays that double when they fill up."""

    def __init__(self) -> None:
        self._used = 0
        self._make(SMALLEST)

    def _make(self, size: int) -> None:
        self._keys = array("Q", bytes(8 * size))
        self._contents = array("Q", bytes(8 * size))
        self._rows = array("i", bytes(4 * size))

    def judge(self, key: object, content: int, row: int) -> list[RowError | Skipped] | None:
        """None for the first row of a key; else what to hand on in the place of its draft.

        The row number of a key turns negative once two of its rows contradict each other.
        """
        mark = hash(key) & MASK or 1
        content &= MASK
        spot = self._find(mark)
        if not self._keys[spot]:
            self._put(spot, mark, content, row)
            return None
        first = self._rows[spot]
        if first < 0:
            return [_conflict(row, -first)]
        if self._contents[spot] == content:
            return [Skipped(row, "duplicate_identical", str(first))]
        self._rows[spot] = -first
        taken_back = _conflict(first, row)
        taken_back.takes_back = True
        return [taken_back, _conflict(row, first)]

    def _find(self, mark: int) -> int:
        keys = self._keys
        last = len(keys) - 1
        spot = (mark ^ mark >> 29) & last
        while keys[spot] and keys[spot] != mark:
            spot = spot + 1 & last
        return spot

    def _put(self, spot: int, mark: int, content: int, row: int) -> None:
        self._keys[spot], self._contents[spot], self._rows[spot] = mark, content, row
        self._used += 1
        if self._used * 3 > len(self._keys) * 2:
            old = zip(self._keys, self._contents, self._rows, strict=True)
            self._make(len(self._keys) * 2)
            for one, two, three in old:
                if one:
                    place = self._find(one)
                    self._keys[place], self._contents[place], self._rows[place] = one, two, three


def _conflict(row: int, other: int) -> RowError:
    return RowError(row, "duplicate_conflict", params={"other": str(other)})
