"""From the columns of a match to the readers of one row, made once for each file."""

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from cstm import cells
from cstm.cells import BadCell
from kpi.facts import FACTS
from kpi.layouts import Column, Match

MEMO_SIZE = 8192
# What a column of facts holds behind the point.
PLACES = 6
SIX_PLACES = Decimal("0.000001")


def text(cell: Any) -> str | None:
    """A cell as text; a number without a fraction loses its point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    # Tabs and carriage returns stay: two account names may differ in nothing else.
    return str(cell).strip(" \n\u3000\xa0") or None


def percent_points(cell: Any) -> Any:
    """A share whose bare numbers are hundredths."""
    return cells.percent(cell, points=True)


def clock(cell: Any) -> Decimal | None:
    """A time of day as seconds after midnight, written alone or after a date; None for what is no time."""
    with contextlib.suppress(BadCell):
        seconds = cells.clock(cell)
        return None if seconds is None else Decimal(seconds)
    with contextlib.suppress(BadCell):
        if found := cells.moment(cell):
            return Decimal(cells.clock(found) or 0)
    return None


PARSERS: dict[str, Callable[[Any], Any]] = {
    "whole": cells.whole,
    "amount": cells.amount,
    "number": cells.number,
    "money": cells.money,
    "percent": cells.percent,
    "points": percent_points,
    "ratio": cells.ratio,
    "seconds": cells.seconds,
    "text": text,
    "clock": clock,
}


class Memo(dict[Any, Any]):
    """Parsed values by cell: a column repeats itself, and a look-up is cheaper than a parse."""

    def __init__(self, parse: Callable[[Any], Any], *, store: bool) -> None:
        super().__init__()
        self.parse = parse
        self.store = store

    def __missing__(self, cell: Any) -> Any:
        if self.store and type(cell) is float:
            value = self.parse(round(cell, PLACES))
        else:
            value = self.parse(cell)
            if self.store and isinstance(value, Decimal) and value != value.quantize(SIX_PLACES):
                value = value.quantize(SIX_PLACES)
        if len(self) >= MEMO_SIZE:
            self.clear()
        # True equals 1 as a key and would answer for it.
        if not isinstance(cell, bool):
            self[cell] = value
        return value


class Reader(NamedTuple):
    """One figure of a row: its place, its code, its column and its parser with memory."""

    spot: int
    code: str
    column: Column
    memo: Memo


class Places(NamedTuple):
    """Where names and dates stand; -1 for what the sheet does not have."""

    account: int
    team: int
    date: int
    product: int
    product_no: int


def places(match: Match) -> Places:
    """The places of the roles of a row."""
    found = {column.target: index for index, column in match.columns}
    return Places(*(found.get(role, -1) for role in Places._fields))


def readers(match: Match, sample: Sequence[Sequence[Any]]) -> list[Reader]:
    """A reader for every figure; `sample` rows tell whether bare shares are hundredths."""
    made = []
    for index, column in match.columns:
        if not column.is_figure:
            continue
        name = column.parser
        if name == "percent" and in_points(row[index] for row in sample if index < len(row)):
            name = "points"
        made.append(Reader(index, column.code, column, Memo(PARSERS[name], store=column.target in FACTS)))
    return made


def in_points(column: Any) -> bool:
    """Whether the bare numbers of a share column are hundredths: many above 2, few below 1."""
    above = below = 0
    for cell in column:
        try:
            value = cells.number(cell)
        except BadCell:
            continue
        if isinstance(value, Decimal):
            above += value > 2
            below += 0 < value < 1
    return above >= 3 and above > 3 * below


def read_cells(
    row: Sequence[Any], made: Sequence[Reader]
) -> tuple[dict[str, Any], tuple[Reader, BadCell] | None]:
    """The figures of a row under their codes, and the first cell that cannot be taken."""
    values: dict[str, Any] = {}
    width = len(row)
    for reader in made:
        spot, code, _column, memo = reader
        try:
            values[code] = memo[row[spot]] if spot < width else None
        except BadCell as fault:
            return values, (reader, fault)
    return values, None
